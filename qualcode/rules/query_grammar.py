"""Query text -> tree: the grammar of rules, in which codes are codings and units can follow each other.

    query   := expr [ "@sentence" | "@turn" | "@qa" | "@transcript" ]
    primary := "(" expr ")" | code | "FOLLOWED(" pair ")" | "WITHIN(" pair ")" | whatever stands there in a rule
    code    := "#id" ["*"] [filters] | "#theme:id" [filters] | the id of a code, not in quotes, ["*"] [filters]
    filters := "(" key ("=" | "!=") value { "|" value } { "," … } ")"     key: state, coder, polarity, origin
    pair    := expr "," expr [ ";" "k=" number ] [ ";" "unit=turn" ]

Inside the functions of rules (``NEAR``, ``NEG``, ``QA`` …) everything is as in rules: ``#code`` is the words that are
evidence for the code.
"""

from qualcode.errors import RuleError
from qualcode.i18n import _
from qualcode.model import Codebook, Origin, Polarity, State
from qualcode.rules.grammar import _FUNCTIONS as RULE_FUNCTIONS  # this package's own: a query is read as a rule is
from qualcode.rules.grammar import _NAME as FUNCTION_NAME
from qualcode.rules.grammar import _Parser as RuleParser
from qualcode.rules.query_tree import Apart, Coded, Filter, Query, Said
from qualcode.rules.tree import Absent, AllOf, AnyOf, Atom, AtomKind, CodeRef, ListRef, Node

#: So many units on at most where nothing else is said.
DEFAULT_REACH = 3
OWN_FUNCTIONS = ("FOLLOWED", "WITHIN")
_KNOWN = {"state": State, "polarity": Polarity, "origin": Origin, "coder": None}


def parse_query(text: str, codebook: Codebook) -> Query:
    """Read a query.

    Args:
        text: The query.
        codebook: Its codes, themes and lists are what the query can name.

    Raises:
        RuleError: a syntax error or an unknown name, with its 1-based column.
    """
    if not text.strip():
        raise RuleError(_("an empty query; write words, a #code, or both"), text, 1)
    parser = _QueryParser(text, codebook)
    tree = parser.rule()
    return Query(text, tree.root, tree.scope, tuple(dict.fromkeys(parser.notes)))


class _QueryParser(RuleParser):
    def __init__(self, text: str, codebook: Codebook) -> None:
        super().__init__(text)
        self.codebook = codebook
        self.notes: list[str] = []
        self.within: list[str] = []  # the functions of rules that are open

    def primary(self) -> Node:
        if self.within:
            return self.as_in_rules()
        if self.peek() == "#":
            return self.code()
        start = self.at
        name = FUNCTION_NAME.match(self.text, start)
        if name and name.group() in OWN_FUNCTIONS:
            return self.apart(name.group())
        node = super().primary()
        if isinstance(node, ListRef):
            self.check_list(node)
        if _is_read(node):  # brackets and braces around parts that were read here
            return node
        return self.bare_code(node, start) or Said(start + 1, self.rule_text[start : self.at], node)

    def as_in_rules(self) -> Node:
        name = FUNCTION_NAME.match(self.text, self.at) if self.peek() else None
        if name and name.group() in OWN_FUNCTIONS:
            raise self.fail(_("{name} looks at units and cannot stand inside {around}, which looks at words; join the "
                              "two with &").format(name=name.group(), around=self.within[-1]))
        node = super().primary()
        if isinstance(node, ListRef):
            self.check_list(node)
        elif isinstance(node, CodeRef):
            self.check_code(node.code, node.column - 1)
            self.notes.append(_("`#{code}` inside {around} is the words that its rules find; for its codings write "
                                "WITHIN, FOLLOWED or &").format(code=node.code, around=self.within[-1]))
        elif isinstance(node, Atom) and node.kind is AtomKind.PHRASE and node.text in self.codebook.by_id:
            self.notes.append(_("`{code}` inside {around} is words; `#{code}` is what is evidence for the code").format(
                code=node.text, around=self.within[-1]))
        return node

    def function(self, name: str, column: int) -> Node:
        if name not in RULE_FUNCTIONS:
            raise self.fail(_("unknown function {name}; there are {known}").format(
                name=name, known=" ".join((*RULE_FUNCTIONS, *OWN_FUNCTIONS))))
        self.within.append(name)
        node = super().function(name, column)
        self.within.pop()
        return node

    def check_list(self, node: ListRef) -> None:
        if node.name not in self.codebook.lists:
            raise self.fail(_("`@{name}` is no list of this codebook").format(name=node.name), node.column - 1)

    def check_code(self, code: str, at: int) -> None:
        if code not in self.codebook.by_id:
            raise self.fail(_("`#{code}` is no code of this codebook; `qualcode codebook show` lists them").format(
                code=code), at)

    # -- codes ---------------------------------------------------------------------------------------------------

    def code(self) -> Coded:
        start = self.at
        self.at += 1
        name = self.word()
        if name == "theme" and self.follows(":："):
            self.at += 1
            theme, place = self.word(), self.at
            codes = frozenset(code.id for code in self.codebook.codes if code.theme == theme)
            if theme not in self.codebook.theme_by_id:
                raise self.fail(_("`{theme}` is no theme of this codebook; there are {known}").format(
                    theme=theme, known=", ".join(self.codebook.theme_by_id) or _("none")), place - len(theme))
            return Coded(start + 1, codes, self.filters())
        self.check_code(name, start)
        return self.coded(name, start)

    def bare_code(self, node: Node, start: int) -> Coded | None:
        """Return the codings that the id of a code means; letters in quotes, with = or ~, are words."""
        written = self.text[start : self.at]
        if not isinstance(node, Atom) or node.text not in self.codebook.by_id:
            return None
        if written not in {node.text, f"{node.text}*"}:
            return None
        if "_" not in node.text:  # with it, nobody says it
            self.notes.append(_("`{code}` is read as the code of this id; write \"{code}\" for the words").format(
                code=node.text))
        self.at = start + len(node.text)
        return self.coded(node.text, start)

    def coded(self, code: str, start: int) -> Coded:
        codes = frozenset([code])
        if self.follows("*"):
            self.at += 1
            codes = frozenset(_family(self.codebook, code))
        return Coded(start + 1, codes, self.filters())

    def filters(self) -> tuple[Filter, ...]:
        if not self.follows("("):
            return ()
        self.at += 1
        found = [self.filter()]
        while self.take(","):
            found.append(self.filter())
        self.expect(")")
        return tuple(found)

    def filter(self) -> Filter:
        self.skip()
        start = self.at
        key = self.word()
        if key not in _KNOWN:
            raise self.fail(_("unknown key {key}; there are {known}").format(key=key, known=" ".join(_KNOWN)), start)
        operator = self.operator(("=", "==", "!="))
        values = [self.value(key)]
        while self.take("|"):
            values.append(self.value(key))
        return Filter(key, frozenset(values), operator == "!=")

    def value(self, key: str) -> str:
        self.skip()
        start = self.at
        while self.at < len(self.text) and self.text[self.at] not in "|),":
            self.at += 1
        value = self.rule_text[start : self.at].strip().strip('"“”')
        if not value:
            raise self.fail(_("a value is missing"), start)
        known = _KNOWN[key]
        if known is not None and value not in set(known):
            raise self.fail(_("{word}: choose among {known}").format(word=value, known=", ".join(known)), start)
        return value

    def follows(self, marks: str) -> bool:
        """Tell whether one of some marks stands right here, without a blank before it."""
        return self.text[self.at : self.at + 1] in set(marks)

    # -- units ---------------------------------------------------------------------------------------------------

    def apart(self, name: str) -> Apart:
        column = self.at + 1
        self.at += len(name)
        self.expect("(")
        first = self.expression()
        self.expect(",")
        second = self.expression()
        most, by_turn = DEFAULT_REACH, False
        while self.take(";") or self.take(","):
            self.skip()
            start = self.at
            key = self.word() if self.peek() else ""
            if key == "k":
                self.expect("=")
                most = self.number()
            elif key == "unit":
                self.expect("=")
                self.skip()
                unit = self.word()
                by_turn = unit == "turn"
            if key not in {"k", "unit"} or (key == "unit" and unit not in {"turn", "sentence"}):
                raise self.fail(_("after `;` {name} takes k=number, and unit=turn to count turns").format(
                    name=name), start)
        self.expect(")")
        if name == "FOLLOWED" and not most:
            raise self.fail(_("FOLLOWED looks at the units behind: k is 1 or more; WITHIN takes k=0"), column - 1)
        return Apart(column, first, second, most, name == "WITHIN", by_turn)


def _is_read(node: Node) -> bool:
    """Tell whether a node is made of parts that the grammar of queries has read."""
    match node:
        case Said() | Coded() | Apart():
            return True
        case Absent():
            return _is_read(node.part)
        case AllOf() | AnyOf():
            return _is_read(node.parts[0])
        case _:
            return False


def _family(codebook: Codebook, code: str) -> list[str]:
    """Return a code and all below it."""
    found = [code]
    for one in found:
        found += [child.id for child in codebook.children(one) if child.id not in found]
    return found
