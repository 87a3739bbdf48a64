"""Rule text -> tree, by recursive descent.

    rule    := expr [ "@sentence" | "@turn" | "@qa" | "@transcript" ]
    expr    := all { "|" all }              ! binds before &, & before |
    all     := unary { "&" unary }
    unary   := "!" unary | primary
    primary := "(" expr ")" | NAME "(" … ")" | "@list" | "#code" | atom
    atom    := "=词" | "~词" | "词*" | "/regex/" | '"any words"' | 词, with {a|b} anywhere in it

Full-width punctuation, as a Chinese keyboard types it, is read as half-width outside quotes and regular expressions.
"""

import itertools
import re

from qualcode.errors import RuleError
from qualcode.i18n import _
from qualcode.model import canonical_key
from qualcode.rules.patterns import check_pattern
from qualcode.rules.tree import (
    Absent,
    AllOf,
    Answer,
    AnyOf,
    Atom,
    AtomKind,
    CodeRef,
    Condition,
    Count,
    ListRef,
    Node,
    Polar,
    RuleTree,
    Scope,
    Window,
    holds,
)

DEFAULT_WINDOW = 6
MAX_DEPTH = 40
MAX_EXPANSIONS = 2000
_WIDE = str.maketrans("（）｛｝｜＆！＃＠；，＝～＊＞＜“”", "(){}|&!#@;,=~*><\"\"")
_SPECIAL = set("()|&!{};,@#\"/*=~<>")
_NAME = re.compile(r"[A-Z]+(?=\s*\()")
_WORD = re.compile(r"[\w\-·]+")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_OPERATOR = re.compile(r">=|<=|==|!=|=|>|<")
_FUNCTIONS = ("NEAR", "SEQ", "ADJ", "NEG", "AFF", "COUNT", "QA", "WHO", "META")


def parse_rule(text: str) -> RuleTree:
    """Parse an expression of the rule language.

    Raises:
        RuleError: a syntax error, with its 1-based column.
    """
    return _Parser(text).rule()


def parse_term(text: str) -> RuleTree:
    """Parse an entry of ``terms:``: one atom; white space and punctuation inside it are part of the words.

    Raises:
        RuleError: it is empty, or a regular expression that cannot be compiled.
    """
    bare = text.strip()
    if not bare:
        raise RuleError(_("an empty term; write the words or delete the entry"), text, 1)
    if set(bare) & set("{｛") and bare[0] != "/":
        return parse_rule(text)
    if bare[0] in "=~＝～" and len(bare) > 1:
        kind = AtomKind.EXACT if bare[0] in "=＝" else AtomKind.SUBSTRING
        node: Node = Atom(1, kind, bare[1:].strip())
    elif bare[0] == "/" and bare[-1] == "/" and len(bare) > 2:
        check_pattern(text, bare[1:-1], 1)
        node = Atom(1, AtomKind.REGEX, bare[1:-1])
    elif bare[-1] in "*＊" and len(bare) > 1:
        node = Atom(1, AtomKind.PREFIX, bare[:-1])
    elif bar := re.search("[|｜]", bare):
        message = _("a term is one word or phrase; write {braces} or two entries").format(
            braces="{" + "|".join(re.split("[|｜]", bare)) + "}")
        raise RuleError(message, text, bar.start() + 1)
    elif set(bare) & set("@#＠＃"):
        return parse_rule(text)
    else:
        node = Atom(1, AtomKind.PHRASE, bare)
    return RuleTree(node, Scope.SENTENCE)


class _Parser:
    def __init__(self, text: str) -> None:
        self.rule_text = text
        self.text = _half_width(text)
        self.at = 0
        self.depth = 0

    # -- small steps ---------------------------------------------------------------------------------------------

    def fail(self, message: str, at: int | None = None) -> RuleError:
        return RuleError(message, self.rule_text, (self.at if at is None else at) + 1)

    def skip(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def peek(self) -> str:
        self.skip()
        return self.text[self.at] if self.at < len(self.text) else ""

    def take(self, mark: str) -> bool:
        if self.peek() and self.text.startswith(mark, self.at):
            self.at += len(mark)
            return True
        return False

    def expect(self, mark: str) -> None:
        if not self.take(mark):
            found = self.peek() or _("the end")
            raise self.fail(_("expected `{mark}`, found {found}").format(mark=mark, found=found))

    # -- the grammar ---------------------------------------------------------------------------------------------

    def rule(self) -> RuleTree:
        if not self.text.strip():
            raise self.fail(_("an empty rule; write an expression or delete the entry"), 0)
        root = self.expression()
        scope = Scope.QA if holds(root, Answer) else Scope.SENTENCE
        if self.take("@"):
            start = self.at - 1
            name = self.word()
            if name not in set(Scope):
                raise self.fail(_("`@{name}` cannot stand here: join it with & or |, or name a scope: {scopes}").format(
                    name=name, scopes=" ".join(f"@{scope}" for scope in Scope)), start)
            scope = Scope(name)
        if self.peek():
            raise self.fail(_("expected & or | before `{found}`").format(found=self.peek()))
        if scope is not Scope.QA and holds(root, Answer):
            raise self.fail(_("QA needs the scope @qa"), 0)
        return RuleTree(root, scope)

    def expression(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fail(_("brackets are nested too deeply (more than {most})").format(most=MAX_DEPTH))
        column = self.at + 1
        parts = [self.conjunction()]
        while self.take("|"):
            parts.append(self.conjunction())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else AnyOf(column, tuple(parts))

    def conjunction(self) -> Node:
        column = self.at + 1
        parts = [self.unary()]
        while self.take("&"):
            parts.append(self.unary())
        return parts[0] if len(parts) == 1 else AllOf(column, tuple(parts))

    def unary(self) -> Node:
        bangs = []
        while self.peek() == "!":
            bangs.append(self.at + 1)
            self.at += 1
        node = self.primary()
        for column in reversed(bangs):
            node = node.part if isinstance(node, Absent) else Absent(column, node)
        return node

    def primary(self) -> Node:
        mark, column = self.peek(), self.at + 1
        if mark == "(":
            self.at += 1
            node = self.expression()
            self.expect(")")
            return node
        if mark == "@":
            self.at += 1
            name = self.word()
            if name in set(Scope):
                message = _("a scope such as `@{name}` stands at the end").format(name=name)
                raise self.fail(message, column - 1)
            return ListRef(column, name)
        if mark == "#":
            self.at += 1
            return CodeRef(column, self.word())
        function = _NAME.match(self.text, self.at)
        if function:
            return self.function(function.group(), column)
        return self.atom()

    def word(self) -> str:
        found = _WORD.match(self.text, self.at)
        if not found:
            raise self.fail(_("expected a name"))
        self.at = found.end()
        return found.group()

    # -- functions -----------------------------------------------------------------------------------------------

    def function(self, name: str, column: int) -> Node:
        if name not in _FUNCTIONS:
            raise self.fail(_("unknown function {name}; there are {known}").format(
                name=name, known=" ".join(_FUNCTIONS)))
        self.at += len(name)
        self.expect("(")
        if name in {"NEAR", "SEQ", "ADJ"}:
            return self.window(name, column)
        if name in {"WHO", "META"}:
            return self.condition(name.lower(), column)
        if name == "QA":
            return self.answer(column)
        part = self.expression()
        self.expect(")")
        if name == "COUNT":
            operator = self.operator((">=", ">", "<=", "<", "=", "=="))
            return Count(column, part, "=" if operator == "==" else operator, self.number())
        return Polar(column, part, name == "NEG")

    def window(self, name: str, column: int) -> Node:
        parts = [self.expression()]
        while self.take(","):
            parts.append(self.expression())
        size, unit = (0 if name == "ADJ" else DEFAULT_WINDOW), "word"
        while self.take(";"):
            start = self.at
            self.skip()
            key = self.word()
            self.expect("=")
            if key == "k" and name != "ADJ":
                size = self.number()
            elif key == "unit" and name != "ADJ":
                self.skip()
                unit = {"char": "char", "word": "word", "token": "word"}.get(self.word(), "")
            else:
                unit = ""
            if not unit or (key == "k" and not size):
                message = _("after `;` {name} takes k=number and unit=char or unit=word").format(name=name)
                raise self.fail(message, start)
        self.expect(")")
        positive = [part for part in parts if not isinstance(part, Absent)]
        if len(positive) < 2 and not (positive and len(parts) > 1):
            raise self.fail(_("{name} needs at least two operands").format(name=name), column - 1)
        return Window(column, tuple(parts), name != "NEAR", size, unit)

    def answer(self, column: int) -> Node:
        parts = {}
        for key, after in (("q", ","), ("a", ")")):
            self.skip()
            self.expect(key)
            self.expect("=")
            parts[key] = self.expression()
            if holds(parts[key], Answer):
                raise self.fail(_("QA cannot stand inside QA"), column - 1)
            self.expect(after)
        return Answer(column, parts["q"], parts["a"])

    def condition(self, about: str, column: int) -> Node:
        self.skip()
        key = canonical_key(self.word())
        operator = self.operator(("=", "==", "!=", ">=", ">", "<=", "<"))
        values = []
        while True:
            self.skip()
            start = self.at
            while self.at < len(self.text) and self.text[self.at] not in "|),":
                self.at += 1
            values.append(self.rule_text[start : self.at].strip().strip('"“”'))
            if not values[-1]:
                raise self.fail(_("a value is missing"), start)
            if not self.take("|"):
                break
        self.expect(")")
        if operator[0] in "<>" and (len(values) > 1 or not _NUMBER.fullmatch(values[0])):
            raise self.fail(_("after {operator} comes one number").format(operator=operator), start)
        return Condition(column, about, key, "=" if operator == "==" else operator, tuple(values))

    def operator(self, allowed: tuple[str, ...]) -> str:
        self.skip()
        found = _OPERATOR.match(self.text, self.at)
        if not found or found.group() not in allowed:
            raise self.fail(_("expected one of {allowed}").format(allowed=" ".join(allowed)))
        self.at = found.end()
        return found.group()

    def number(self) -> int:
        self.skip()
        found = re.compile(r"[0-9]{1,4}").match(self.text, self.at)
        if not found:
            raise self.fail(_("expected a whole number"))
        self.at = found.end()
        return int(found.group())

    # -- atoms ---------------------------------------------------------------------------------------------------

    def atom(self) -> Node:
        mark, column = self.peek(), self.at + 1
        if not mark:
            raise self.fail(_("words are expected here, and nothing follows"))
        if mark == "/":
            return self.regex()
        if mark in "=~":
            self.at += 1
            kind = AtomKind.EXACT if mark == "=" else AtomKind.SUBSTRING
            return self.with_alternatives(kind, column)
        return self.with_alternatives(AtomKind.PHRASE, column)

    def regex(self) -> Atom:
        start = self.at
        at = start + 1
        while at < len(self.rule_text) and self.rule_text[at] != "/":
            at += 2 if self.rule_text[at] == "\\" else 1
        if at >= len(self.rule_text):
            raise self.fail(_("the regular expression has no closing /"), start)
        self.at = at + 1
        pattern = self.rule_text[start + 1 : at].replace("\\/", "/")
        check_pattern(self.rule_text, pattern, start + 1)
        return Atom(start + 1, AtomKind.REGEX, pattern)

    def with_alternatives(self, kind: AtomKind, column: int) -> Node:
        """Read literal letters and ``{a|b}`` groups that touch each other: 不{会|能}用 is 不会用 | 不能用."""
        pieces: list[tuple[str, ...]] = []
        while self.at < len(self.text):
            if self.text[self.at] == "{":
                node = self.group() if pieces or kind is not AtomKind.PHRASE else self.lone_group()
                if isinstance(node, Node):
                    return node
                pieces.append(node)
            elif self.text[self.at] == '"':
                pieces.append((self.quoted(),))
            elif self.text[self.at] in _SPECIAL or self.text[self.at].isspace():
                break
            else:
                start = self.at
                while self.at < len(self.text) and not self.ends_letters(self.text[self.at]):
                    self.at += 1
                pieces.append((self.rule_text[start : self.at],))
        if not pieces:
            raise self.fail(_("expected words, found `{found}`").format(found=self.peek()))
        if self.at < len(self.text) and self.text[self.at] == "*":
            if kind is not AtomKind.PHRASE:
                raise self.fail(_("* cannot be combined with = or ~"))
            self.at += 1
            kind = AtomKind.PREFIX
        return self.expand(kind, pieces, column)

    def ends_letters(self, character: str) -> bool:
        return character in _SPECIAL or character.isspace()

    def expand(self, kind: AtomKind, pieces: list[tuple[str, ...]], column: int) -> Node:
        total = 1
        for piece in pieces:
            total *= len(piece)
        if total > MAX_EXPANSIONS:
            raise self.fail(_("the braces make {total} phrases; {most} are allowed").format(
                total=total, most=MAX_EXPANSIONS), column - 1)
        texts = ["".join(choice) for choice in itertools.product(*pieces)]
        if not all(texts):
            raise self.fail(_("an alternative is empty"), column - 1)
        atoms = tuple(Atom(column, kind, text) for text in dict.fromkeys(texts))
        return atoms[0] if len(atoms) == 1 else AnyOf(column, atoms)

    def quoted(self) -> str:
        start = self.at
        end = self.text.find('"', start + 1)
        if end < 0:
            raise self.fail(_("the quotation mark is never closed"), start)
        self.at = end + 1
        return self.rule_text[start + 1 : end]

    def group(self) -> tuple[str, ...]:
        """Read ``{a|b}`` next to other letters: its alternatives are letters only, one may be empty."""
        start = self.at
        end = self.text.find("}", start)
        inside = self.text[start + 1 : end] if end > 0 else ""
        if end < 0 or "{" in inside:
            raise self.fail(_("`{` without its `}`"), start)
        self.at = end + 1
        choices = tuple(choice.strip() for choice in inside.split("|"))
        if any(set(choice) & _SPECIAL for choice in choices):
            raise self.fail(_("next to other letters a brace holds plain words only"), start)
        return choices

    def lone_group(self) -> Node | tuple[str, ...]:
        """Read ``{…}`` at the start of an atom: letters to be continued, or whole alternatives of any kind."""
        start = self.at
        end = self.text.find("}", start)
        if end < 0:
            raise self.fail(_("`{` without its `}`"), start)
        continued = end + 1 < len(self.text) and not self.ends_letters(self.text[end + 1])
        if continued or (end + 1 < len(self.text) and self.text[end + 1] in '{"*'):
            return self.group()
        self.at += 1
        node = self.expression()
        self.expect("}")
        return node


def _half_width(text: str) -> str:
    """Read full-width marks as half-width, except inside quotes and regular expressions; same length."""
    pieces = re.split(r'("[^"]*"|“[^“”]*”|/(?:\\.|[^/\\])+/)', text)
    for index, piece in enumerate(pieces):
        if index % 2 == 0:
            pieces[index] = piece.translate(_WIDE)
        elif piece[0] == "“":
            pieces[index] = f'"{piece[1:-1]}"'
    return "".join(pieces)
