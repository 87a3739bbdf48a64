"""From the tree of a query to what is evaluated: its parts about words become rules of a codebook made for them.

A part of a query that is a rule is tried as that rule, whole: in ``A & !B`` the words A must be said, and B be absent,
exactly as the codebook's own rules have it. So that the same question asked in other words has the same answer, a
query is first brought into one form: ``!A | !B`` is ``!(A & B)``, ``A | !B`` is ``!(!A & B)`` (De Morgan). Where a rule
would be about words that stand beside a negation in ``|``, as ``(A | !B) & C`` would be about A, a query is about C.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from qualcode.codebook.references import mentions
from qualcode.errors import CodebookError, RuleError
from qualcode.model import Code, Codebook, Rule, Stance
from qualcode.rules.compiler import CompiledCodebook, compile_codebook
from qualcode.rules.nodes import COMPARISONS, Asks
from qualcode.rules.query_tree import Apart, Coded, Query, Said, is_condition, leaves
from qualcode.rules.tree import Absent, AllOf, Answer, AnyOf, Condition, Count, Node, Scope, holds

#: Makes a rule listen to everybody: rules that say who speaks are tried on everybody's words.
_EVERYONE = "WHO(is=interviewer|respondent|other)"
_COMPARISON = re.compile(r"(>=|<=|==|[=<>＝＜＞]{1,2})\s*[0-9]+\s*$")
_CONTRARY = {">=": "<", ">": "<=", "<=": ">", "<": ">="}


@dataclass(frozen=True, slots=True)
class Words:
    """True where a rule proposes; ``rule`` is the id of its code in the codebook made for the query."""

    rule: str


@dataclass(frozen=True, slots=True)
class Speaking:
    """True where ``WHO`` or ``META`` is."""

    asks: Asks


@dataclass(frozen=True, slots=True)
class Standings:
    """True where a coding stands."""

    asked: Coded


@dataclass(frozen=True, slots=True)
class Near:
    """True on units with the first part that have the second one near."""

    first: "Step"
    second: "Step"
    asked: Apart


@dataclass(frozen=True, slots=True)
class Without:
    """True where the part is not."""

    part: "Step"


@dataclass(frozen=True, slots=True)
class All:
    """True where all the parts are; what costs least stands first."""

    parts: tuple["Step", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """True where any part is."""

    parts: tuple["Step", ...]


Step = Words | Speaking | Standings | Near | Without | All | Some


@dataclass(frozen=True)
class Plan:
    """What is evaluated.

    Attributes:
        step: The query.
        compiled: The rules that it needs.
        ids: Ids of these rules' codes; further codes of the codebook are those that the rules refer to.
    """

    step: Step
    compiled: CompiledCodebook
    ids: frozenset[str]


def make_plan(
    query: Query, codebook: Codebook, roles: dict[str, tuple[str, ...]] | None = None, *, everyone: bool = False
) -> Plan:
    """Plan a query.

    Args:
        query: As read.
        codebook: Its lists, and its codes where a rule refers to one.
        roles: Further 身份 for the role groups.
        everyone: Whether everybody's words count, not only the respondents'.

    Raises:
        RuleError: a part about words does not compile as a rule.
    """
    planner = _Planner(query.scope, everyone)
    step = planner.step(canonical(query.root))
    codes = [
        Code(name, rules=(Rule(name, text),), stance=Stance.BOTH) for name, (text, _column) in planner.rules.items()
    ]
    lists, used = _needed(codebook, (text for text, _column in planner.rules.values()))
    scratch = replace(
        codebook, codes=(*codes, *(code for code in codebook.codes if code.id in used)), exclusive=(),
        lists={name: members for name, members in codebook.lists.items() if name in lists})
    try:
        compiled = compile_codebook(scratch, roles)
    except CodebookError as error:
        first = error.problems[0]
        _text, column = planner.rules.get(first.code, ("", 1))
        raise RuleError(first.message, query.text, column) from None
    return Plan(step, compiled, frozenset(planner.rules))


def canonical(node: Node) -> Node:
    """Return a query with ``!`` in one place for all ways of asking the same by De Morgan's laws."""
    match node:
        case Absent():
            return _contrary(canonical(node.part))
        case AllOf():
            return _all_of(node.column, [canonical(part) for part in node.parts])
        case AnyOf():
            return _any_of(node.column, [canonical(part) for part in node.parts])
        case Apart():
            return replace(node, first=canonical(node.first), second=canonical(node.second))
        case Said() if isinstance(node.node, Count) and COMPARISONS[node.node.operator](0, node.node.number):
            return Absent(node.column, _counted_otherwise(node, node.node))
        case _:
            return node


def _counted_otherwise(said: Said, count: Count) -> Said:
    """Return the contrary of a count that none at all would do for: ``COUNT(A) >= 3`` for ``COUNT(A) < 3``."""
    if count.operator == "=":  # to 0
        operator, number = ">=", 1
    else:
        operator, number = _CONTRARY[count.operator], count.number
    source = _COMPARISON.sub(f"{operator} {number}", said.source)
    return replace(said, source=source, node=replace(count, operator=operator, number=number))


def _contrary(node: Node) -> Node:
    return node.part if isinstance(node, Absent) else Absent(node.column, node)


def _all_of(column: int, parts: list[Node]) -> Node:
    flat: list[Node] = []
    for part in parts:
        if isinstance(part, AllOf):
            flat += part.parts
        elif isinstance(part, Absent) and isinstance(part.part, AnyOf):
            flat += map(_contrary, part.part.parts)
        else:
            flat.append(part)
    if all(isinstance(part, Absent) for part in flat):
        return _contrary(_any_of(column, [_contrary(part) for part in flat]))
    return AllOf(column, tuple(flat))


def _any_of(column: int, parts: list[Node]) -> Node:
    flat = [one for part in parts for one in (part.parts if isinstance(part, AnyOf) else (part,))]
    if any(isinstance(part, Absent) for part in flat):
        return _contrary(_all_of(column, [_contrary(part) for part in flat]))
    return AnyOf(column, tuple(flat))


@dataclass
class _Planner:
    """Plans parts, collecting the rules that they need.

    Attributes:
        rules: Id of the code made for a rule -> the rule, and the column of the query where it begins.
    """

    scope: Scope
    everyone: bool
    rules: dict[str, tuple[str, int]] = field(default_factory=dict)

    def step(self, node: Node) -> Step:
        match node:
            case Absent():
                return Without(self.step(node.part))
            case AllOf():
                return self.all_of(node)
            case AnyOf():
                return self.any_of(node)
            case Coded():
                return Standings(node)
            case Apart():
                return Near(self.step(node.first), self.step(node.second), node)
            case Said(node=Condition() as asked):
                return Speaking(Asks(asked.about == "who", asked.key, asked.operator, asked.values))
            case _:
                return self.words(node)

    def words(self, node: Node) -> Words:
        source = _source(node)
        if self.everyone:
            source = f"({source}) & {_EVERYONE}"
        answers = any(isinstance(part, Said) and holds(part.node, Answer) for part in leaves(node))
        scope = Scope.QA if answers else self.scope
        name = f"query {len(self.rules) + 1}"  # no code of a codebook has a blank in its id
        column = min(part.column for part in leaves(node))
        self.rules[name] = (source if scope is Scope.SENTENCE else f"{source} @{scope}", column)
        return Words(name)

    def all_of(self, node: AllOf) -> Step:
        looks = [part for part in node.parts if _is_look(part)]
        others = [part for part in node.parts if not _is_look(part)]
        words = [part for part in others if _is_about_words(part)]
        if not any(map(_names_words, words)):
            words = []
        steps = [self.step(part) for part in looks]
        steps += [self.step(part) for part in others if part not in words]
        if words:
            steps.append(self.words(words[0] if len(words) == 1 else AllOf(node.column, tuple(words))))
        return steps[0] if len(steps) == 1 else All(tuple(sorted(steps, key=_cost)))

    def any_of(self, node: AnyOf) -> Step:
        words = [part for part in node.parts if _is_about_words(part) and _names_words(part)]
        steps = [self.step(part) for part in node.parts if part not in words]
        if words:
            steps.append(self.words(words[0] if len(words) == 1 else AnyOf(node.column, tuple(words))))
        return steps[0] if len(steps) == 1 else Some(tuple(steps))


def _is_look(node: Node) -> bool:
    """Tell whether a part asks only who speaks, or where."""
    return is_condition(node.part if isinstance(node, Absent) else node)


def _is_about_words(node: Node) -> bool:
    return all(isinstance(part, Said) for part in leaves(node)) and not _holds_apart(node)


def _holds_apart(node: Node) -> bool:
    match node:
        case AllOf() | AnyOf():
            return any(map(_holds_apart, node.parts))
        case Absent():
            return _holds_apart(node.part)
        case _:
            return isinstance(node, Apart)


def _names_words(node: Node) -> bool:
    """Tell whether a part about words is true only where some of its words are said: then it can be a rule."""
    match node:
        case AllOf():
            return any(map(_names_words, node.parts))
        case AnyOf():
            return all(map(_names_words, node.parts))
        case Absent():
            return False
        case _:
            return not is_condition(node)


def _source(node: Node) -> str:
    """Return a part about words as the text of a rule."""
    match node:
        case AllOf():
            return " & ".join(map(_operand, node.parts))
        case AnyOf():
            return " | ".join(map(_operand, node.parts))
        case Absent():
            return f"!{_operand(node.part)}"
        case Said():
            return node.source
        case _:  # only parts about words come here
            raise TypeError(type(node).__name__)


def _operand(node: Node) -> str:
    return f"({_source(node)})" if isinstance(node, AllOf | AnyOf) else _source(node)


def _cost(step: Step) -> int:
    """Return roughly how long a part takes: codings are at hand, words must be looked for."""
    match step:
        case Standings() | Speaking():
            return 0
        case Without():
            return _cost(step.part)
        case All() | Some():
            return max(map(_cost, step.parts))
        case Near():
            return max(_cost(step.first), _cost(step.second))
        case Words():
            return 1


def _needed(codebook: Codebook, rules: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return the lists and the codes that some rules name, and whatever these name."""
    lists: set[str] = set()
    codes: set[str] = set()
    entries = [(text, "rules") for text in rules]
    while entries:
        text, kind = entries.pop()
        for mention in mentions(text, kind):
            mark, name = mention.name[0], mention.name[1:]
            if mark == "@" and name in codebook.lists and name not in lists:
                lists.add(name)
                entries += [(member, "lists") for member in codebook.lists[name]]
            elif mark == "#" and name in codebook.by_id and name not in codes:
                codes.add(name)
                code = codebook.by_id[name]
                entries += [(rule.text, "terms" if rule.is_term else "rules") for rule in (*code.terms, *code.rules)]
                entries += [(rule.text, "except") for rule in code.unlike]
    return lists, codes
