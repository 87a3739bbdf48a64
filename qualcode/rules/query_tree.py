"""The tree of a query: parts that are about words, as in rules, and parts that are about codings and units."""

from collections.abc import Iterator
from dataclasses import dataclass

from qualcode.model import Coding
from qualcode.rules.tree import Absent, AllOf, AnyOf, Condition, Node, Scope


@dataclass(frozen=True, slots=True)
class Standing:
    """A coding that stands in a transcript, as a query sees it.

    Attributes:
        coding: What stands, where, in which state.
        coders: Everybody who holds it.
    """

    coding: Coding
    coders: frozenset[str]


@dataclass(frozen=True, slots=True)
class Filter:
    """``state=accepted`` behind a code.

    Attributes:
        key: ``state``, ``coder``, ``polarity`` or ``origin``.
        values: Alternatives.
        other: True for ``!=``.
    """

    key: str
    values: frozenset[str]
    other: bool = False

    def passes(self, standing: Standing) -> bool:
        """Tell whether a coding is as asked."""
        coding = standing.coding
        had = standing.coders if self.key == "coder" else {str(getattr(coding, self.key))}
        return self.values.isdisjoint(had) == self.other


@dataclass(frozen=True, slots=True)
class Said(Node):
    """A smallest part that is about words or about who speaks: what it finds, a rule of the same text finds.

    Attributes:
        source: As written.
        node: As rules read it.
    """

    source: str
    node: Node


@dataclass(frozen=True, slots=True)
class Coded(Node):
    """``#code``, ``#code*``, ``#theme:id`` or the bare id of a code: a coding stands on the unit.

    Attributes:
        codes: Ids of which one is enough.
        filters: What the coding must be, all of them.
    """

    codes: frozenset[str]
    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class Apart(Node):
    """``FOLLOWED(A, B; k=3)`` and ``WITHIN(A, B; k=3)``: true on units with A.

    Attributes:
        first: A. second: B.
        most: So many units on at most.
        backwards: Whether B may stand before A too, and on the same unit (``WITHIN``).
        by_turn: Whether turns are counted though the query looks at sentences.
    """

    first: Node
    second: Node
    most: int
    backwards: bool
    by_turn: bool


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was read.

    Attributes:
        text: As written.
        root: Its tree.
        scope: What the units are: sentences, turns, turns that answer a question, or transcripts.
        notes: What a reader of the result should know of how it was read, in sentences.
    """

    text: str
    root: Node
    scope: Scope
    notes: tuple[str, ...] = ()

    @property
    def codes(self) -> frozenset[str]:
        """Ids of the codes whose codings it asks for."""
        return frozenset(code for part in leaves(self.root) if isinstance(part, Coded) for code in part.codes)

    @property
    def coders(self) -> frozenset[str]:
        """Names of the coders that it asks for."""
        return frozenset(
            name for part in leaves(self.root) if isinstance(part, Coded)
            for asked in part.filters if asked.key == "coder" for name in asked.values)

    @property
    def attributes(self) -> frozenset[str]:
        """Keys of the attributes of people and transcripts that it asks for."""
        return frozenset(part.node.key for part in leaves(self.root)
                         if isinstance(part, Said) and isinstance(part.node, Condition))

    @property
    def asks_who_is(self) -> bool:
        """Whether it says itself whose words count: ``WHO(is=…)``."""
        return any(is_condition(part, "is") for part in leaves(self.root))


def leaves(node: Node) -> Iterator[Node]:
    """Yield the smallest parts of a query, in its order."""
    match node:
        case AllOf() | AnyOf():
            for part in node.parts:
                yield from leaves(part)
        case Absent():
            yield from leaves(node.part)
        case Apart():
            yield from leaves(node.first)
            yield from leaves(node.second)
        case _:
            yield node


def is_condition(node: Node, key: str = "") -> bool:
    """Tell whether a part is ``WHO(…)`` or ``META(…)``; with a key, whether it is ``WHO(key…)``."""
    if not isinstance(node, Said) or not isinstance(node.node, Condition):
        return False
    return not key or (node.node.about == "who" and node.node.key == key)
