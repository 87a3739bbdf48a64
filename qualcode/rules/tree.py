"""The syntax tree of a rule: what was written, before any codebook or text is looked at."""

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """Where all the parts of a rule must be found."""

    SENTENCE = "sentence"
    TURN = "turn"
    QA = "qa"
    TRANSCRIPT = "transcript"


class AtomKind(StrEnum):
    """How the letters of an atom are to be found."""

    PHRASE = "phrase"  # 词: both ends on token boundaries
    EXACT = "exact"  # =词: exactly one token
    SUBSTRING = "substring"  # ~词
    PREFIX = "prefix"  # 词*
    REGEX = "regex"  # /…/


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a rule.

    Attributes:
        column: 1-based column in the rule's text.
    """

    column: int


@dataclass(frozen=True, slots=True)
class Atom(Node):
    """Words to be found."""

    kind: AtomKind
    text: str


@dataclass(frozen=True, slots=True)
class ListRef(Node):
    """``@name``: any member of a named list of the codebook."""

    name: str


@dataclass(frozen=True, slots=True)
class CodeRef(Node):
    """``#id``: whatever is evidence for another code."""

    code: str


@dataclass(frozen=True, slots=True)
class AnyOf(Node):
    """``A | B`` and ``{a|b}``."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AllOf(Node):
    """``A & B``."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Absent(Node):
    """``!A``: absent from the scope; inside NEAR and SEQ, absent from the window."""

    part: Node


@dataclass(frozen=True, slots=True)
class Window(Node):
    """``NEAR``, ``SEQ`` and ``ADJ``.

    Attributes:
        ordered: True for SEQ and ADJ.
        size: Largest window in words, or characters where ``unit`` is ``"char"``; 0 for ADJ: no words between.
        unit: ``"word"`` or ``"char"``.
    """

    parts: tuple[Node, ...]
    ordered: bool
    size: int
    unit: str = "word"


@dataclass(frozen=True, slots=True)
class Polar(Node):
    """``NEG(A)`` and ``AFF(A)``."""

    part: Node
    negated: bool


@dataclass(frozen=True, slots=True)
class Count(Node):
    """``COUNT(A) >= n``."""

    part: Node
    operator: str
    number: int


@dataclass(frozen=True, slots=True)
class Answer(Node):
    """``QA(q=A, a=B)``."""

    question: Node
    answer: Node


@dataclass(frozen=True, slots=True)
class Condition(Node):
    """``WHO(role=x)`` and ``META(town=x)``.

    Attributes:
        about: ``"who"`` for the speaker, ``"meta"`` for the transcript.
        key: Canonical key of the attribute.
        operator: ``=``, ``!=``, ``>=``, ``>``, ``<=`` or ``<``.
        values: Alternatives.
    """

    about: str
    key: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleTree:
    """A parsed rule: its expression and its scope."""

    root: Node
    scope: Scope


def holds(node: Node, kind: type[Node]) -> bool:
    """Tell whether a node of some kind stands in a tree, questions and answers of QA left out."""
    parts = (node.part,) if isinstance(node, Absent) else () if isinstance(node, Answer) else _evidence(node)
    return isinstance(node, kind) or any(holds(part, kind) for part in parts)


def names_words(node: Node) -> bool:
    """Tell whether a tree names words that can stand as evidence."""
    return isinstance(node, Atom | ListRef | CodeRef) or any(names_words(part) for part in _evidence(node))


def says_who(node: Node) -> bool:
    """Tell whether a tree itself says whose words count: ``WHO(is=…)``."""
    if isinstance(node, Condition):
        return node.about == "who" and node.key == "is"
    return any(says_who(part) for part in _evidence(node))


def _evidence(node: Node) -> tuple[Node, ...]:
    """Return the parts whose matches are those of the node."""
    match node:
        case AnyOf() | AllOf() | Window():
            return node.parts
        case Polar() | Count():
            return (node.part,)
        case Answer():
            return (node.answer,)
        case _:
            return ()
