"""Codebook -> compiled codebook: every name resolved, every literal numbered, every problem reported at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from qualcode.errors import CodebookError, Problem, RuleError
from qualcode.i18n import _
from qualcode.model import ROLE_GROUPS, Codebook, Rule
from qualcode.rules.grammar import parse_rule, parse_term
from qualcode.rules.lexicon import Flags, Lexicon
from qualcode.rules.needed import needed_literals, union
from qualcode.rules.nodes import (
    COMPARISONS,
    Asks,
    AtLeast,
    Both,
    Demand,
    Expression,
    Not,
    Part,
    QuestionAnswer,
    Reference,
    Words,
)
from qualcode.rules.patterns import check_pattern
from qualcode.rules.table import CompiledCode, CompiledRule, RuleTable, merged
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
    names_words,
    says_who,
)
from qualcode.rules.windows import Together


class CompiledCodebook:
    """A codebook ready to be applied; pickled as its codebook and compiled again in the other process."""

    def __init__(self, codebook: Codebook, roles: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.codebook = codebook
        self._further_roles = dict(roles or {})
        self.roles = dict(ROLE_GROUPS)
        for group, members in (roles or {}).items():
            self.roles[group] = (*self.roles.get(group, ()), *members)
        self.lexicon = Lexicon()
        self.codes: dict[str, CompiledCode] = _Compiler(codebook, self.lexicon).codes()
        self.tables = {scope: self._table(scope) for scope in Scope}

    def __reduce__(self) -> tuple[type["CompiledCodebook"], tuple[Codebook, dict[str, tuple[str, ...]]]]:
        return CompiledCodebook, (self.codebook, self._further_roles)

    @cached_property
    def plain(self) -> Flags:
        """For each literal whether some rule is only words and it is one of them."""
        flags = np.zeros(len(self.lexicon.keys), np.bool_)
        flags[list(self.tables[Scope.SENTENCE].plain)] = True
        return flags

    def _table(self, scope: Scope) -> RuleTable:
        rules = [(code, rule) for code in self.codes.values() for rule in code.rules if rule.scope is scope]
        return RuleTable(rules, self.lexicon)

    @property
    def hash(self) -> str:
        """What codings remember the codebook by: the first 16 digits of the file's SHA-256."""
        return self.codebook.sha256[:16]


def compile_codebook(codebook: Codebook, roles: Mapping[str, tuple[str, ...]] | None = None) -> CompiledCodebook:
    """Compile a codebook.

    Args:
        codebook: What ``read_codebook`` returned.
        roles: Further 身份 for role groups, from the settings.

    Raises:
        CodebookError: all syntax errors, unknown lists and codes, and cycles at once, each with its line.
    """
    return CompiledCodebook(codebook, roles)


class _Compiler:
    def __init__(self, codebook: Codebook, lexicon: Lexicon) -> None:
        self.codebook, self.lexicon = codebook, lexicon
        self.problems: list[Problem] = []
        self.lists: dict[str, Part | None] = {}
        self.references: dict[str, set[str]] = {}
        self.reference_parts: dict[str, list[Reference]] = {}
        self.code = ""
        self.within: list[str] = []

    @property
    def owner(self) -> str:
        """What refers to others just now: ``@list`` or a code's id."""
        return f"@{self.within[-1]}" if self.within else self.code

    def codes(self) -> dict[str, CompiledCode]:
        for name in self.codebook.lists:
            self.named_list(name, 0)
        compiled = {}
        for code in self.codebook.codes:
            self.code = code.id
            rules = [self.rule(rule) for rule in (*code.terms, *code.rules)]
            unlike = [self.rule(rule, evidence=False) for rule in code.unlike]
            compiled[code.id] = CompiledCode(code, _present(rules), _present(unlike))
        self.check_cycles()
        if self.problems:
            distinct = dict.fromkeys(self.problems)
            raise CodebookError(sorted(distinct, key=lambda problem: (problem.line, problem.column)))
        self.settle_references(compiled)
        return compiled

    def problem(self, line: int, message: str, column: int = 0) -> None:
        self.problems.append(Problem(self.codebook.path or "codebook", line, message, column, self.code))

    def rule(self, rule: Rule, evidence: bool = True) -> CompiledRule | None:
        tree = self.parsed(rule)
        if tree is None:
            return None
        part = self.part(tree.root, rule.line)
        if part is None:
            return None
        if not names_words(tree.root):
            message = (_("rule `{rule}` names no words that could stand for the code; add some") if evidence else
                       _("exception `{rule}` names no words, so nothing can lie inside it; write it into the rule"))
            self.problem(rule.line, message.format(rule=rule.text))
            return None
        return CompiledRule(rule, part, tree.scope, says_who(tree.root))

    def parsed(self, rule: Rule) -> RuleTree | None:
        plain = rule.is_term or rule in self.codebook.by_id[self.code].unlike
        try:
            if plain and not rule.is_term:
                return _exception_tree(rule.text)
            return parse_term(rule.text) if rule.is_term else parse_rule(rule.text)
        except RuleError as error:
            where = _("rule {id}, column {column}: {message}").format(
                id=rule.id, column=error.column, message=error.message)
            self.problem(rule.line, where, rule.column + error.column - 1 if rule.column else error.column)
            return None

    # -- one method for each kind of node ------------------------------------------------------------------------

    def part(self, node: Node, line: int) -> Part | None:
        match node:
            case Atom():
                return self.atom(node)
            case ListRef():
                return self.named_list(node.name, line)
            case CodeRef():
                return self.reference(node.code, line)
            case AnyOf() | AllOf():
                return self.several(node, line)
            case Absent():
                inner = self.part(node.part, line)
                return inner and Not(inner)
            case Polar():
                inner = self.words(node.part, "NEG" if node.negated else "AFF", line)
                return inner and Demand(inner, node.negated)
            case Count():
                inner = self.words(node.part, "COUNT", line)
                return inner and AtLeast(inner, _Holds(node.operator, node.number))
            case Window():
                return self.window(node, line)
            case Answer():
                question, answer = self.part(node.question, line), self.part(node.answer, line)
                return QuestionAnswer(question, answer) if question and answer else None
            case Condition():
                return Asks(node.about == "who", node.key, node.operator, node.values)
            case _:  # every node of the tree is above
                raise TypeError(type(node).__name__)

    def words(self, node: Node, around: str, line: int) -> Part | None:
        """Compile a part of which the matches matter; WHO, META and ``!A`` have none and would never be true there."""
        if not names_words(node):
            self.problem(line, _("{around} needs words: WHO, META and ! stand outside, joined with &").format(
                around=around))
            return None
        return self.part(node, line)

    def atom(self, atom: Atom) -> Words:
        if atom.kind is not AtomKind.REGEX:
            return Words(frozenset([self.lexicon.number(atom.kind, atom.text)]))
        pattern = check_pattern(atom.text, atom.text, atom.column)
        needs = tuple(
            frozenset(self.lexicon.number(AtomKind.REGEX, words) for words in need)
            for need in needed_literals(pattern.pattern)
        )
        mask = sum(1 << self.lexicon.bit(need) for need in set(needs))
        return Words(frozenset(), (Expression(pattern, needs, mask),))

    def several(self, node: AnyOf | AllOf, line: int) -> Part | None:
        parts = [self.part(part, line) for part in node.parts]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        if isinstance(node, AllOf):
            return Both(tuple(known))
        return merged(known)

    def window(self, node: Window, line: int) -> Part | None:
        wanted: list[Part] = []
        unwanted: list[tuple[int, Part]] = []
        for operand in node.parts:
            inner = operand.part if isinstance(operand, Absent) else operand
            part = self.words(inner, _("a window"), line)
            if part is None:
                return None
            if isinstance(operand, Absent):
                unwanted.append((len(wanted), part))
            else:
                wanted.append(part)
        return Together(tuple(wanted), tuple(unwanted), node.ordered, node.size, node.unit == "char")

    def reference(self, code: str, line: int) -> Part | None:
        if code not in self.codebook.by_id:
            self.problem(line, _("`#{code}` is no code of this codebook").format(code=code))
            return None
        target = self.codebook.by_id[code]
        if not target.terms and not target.rules:
            self.problem(line, _("`#{code}` has no terms or rules of its own; name the codes below it").format(
                code=code))
            return None
        self.references.setdefault(self.owner, set()).add(code)
        part = Reference(code)
        self.reference_parts.setdefault(code, []).append(part)
        return part

    def named_list(self, name: str, line: int) -> Part | None:
        if name not in self.codebook.lists:
            self.problem(line, _("`@{name}` is no list of this codebook").format(name=name))
            return None
        self.references.setdefault(self.owner, set()).add(f"@{name}")
        if name in self.within:
            circle = " -> ".join(f"@{one}" for one in [*self.within[self.within.index(name) :], name])
            self.problem(self.codebook.list_lines.get(name, line), _("the list `{name}` names itself: {circle}").format(
                name=name, circle=circle))
            return None
        if name in self.lists:
            return self.lists[name]
        if not self.codebook.lists[name]:
            self.problem(self.codebook.list_lines.get(name, line), _("the list `{name}` has no members").format(
                name=name))
        self.within.append(name)
        own_line = self.codebook.list_lines.get(name, line)
        parts = []
        for member in self.codebook.lists[name]:
            try:
                parts.append(self.part(parse_term(member).root, own_line))
            except RuleError as error:
                self.problem(own_line, _("list `{name}`: {message}").format(name=name, message=error.message))
        self.within.pop()
        known = [part for part in parts if part is not None]
        self.lists[name] = merged(known) if known else None
        return self.lists[name]

    def check_cycles(self) -> None:
        done: set[str] = set()
        for start in self.references:
            path: list[str] = []
            self._walk(start, path, done)

    def _walk(self, code: str, path: list[str], done: set[str]) -> None:
        if code in path:
            circle = path[path.index(code) :]
            first = next((one for one in circle if one in self.codebook.by_id), None)
            if first is not None:  # a circle of lists alone is known already
                self.code, turn = first, circle.index(first)
                steps = [*circle[turn:], *circle[:turn], first]
                shown = " -> ".join(one if one.startswith("@") else f"#{one}" for one in steps)
                message = _("codes refer to each other in a circle: {circle}").format(circle=shown)
                self.problem(self.codebook.by_id[first].line, message)
            return
        if code in done:
            return
        for other in sorted(self.references.get(code, ())):
            self._walk(other, [*path, code], done)
        done.add(code)

    def settle_references(self, compiled: dict[str, CompiledCode]) -> None:
        """Tell every ``#code`` what that code needs, those first that name no other code."""
        settled: set[str] = set()

        def settle(code: str) -> None:
            if code not in settled:
                settled.add(code)
                for other in self.references.get(code, ()):
                    settle(other)
                if code not in compiled:  # a list has only passed its references on
                    return
                needs = union(rule.needs for rule in compiled[code].rules)
                for reference in self.reference_parts.get(code, ()):
                    reference.needs = needs

        for code in compiled:
            settle(code)


@dataclass(frozen=True)
class _Holds:
    """``COUNT``'s comparison, picklable and comparable."""

    operator: str
    number: int

    def __call__(self, found: int) -> bool:
        return COMPARISONS[self.operator](found, self.number)


def _exception_tree(text: str) -> RuleTree:
    """Read an entry of ``except:``: plain words as in ``terms:``, or an expression where it looks like one."""
    looks_like_rule = any(mark in text for mark in "(（&|＆｜@#{!")
    return parse_rule(text) if looks_like_rule and not text.strip().startswith("/") else parse_term(text)


def _present(rules: Iterable[CompiledRule | None]) -> tuple[CompiledRule, ...]:
    return tuple(rule for rule in rules if rule is not None)
