"""Codings: one code on one segment by one coder, with the evidence for it."""

from dataclasses import dataclass
from enum import StrEnum

from qualcode.model.span import Span


class UnitKind(StrEnum):
    """The partition that is counted over, or coded in."""

    SENTENCE = "sentence"
    TURN = "turn"
    MATCH = "match"


class Polarity(StrEnum):
    """Whether the words are affirmed where they stand."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"
    WEAK = "weak"  # 很少, 不太, 不怎么: negated weakly
    MIXED = "mixed"  # a coding whose pieces of evidence differ


class Origin(StrEnum):
    """What made a coding."""

    RULE = "rule"
    HUMAN = "human"
    MODEL = "model"
    IMPORT = "import"


class State(StrEnum):
    """What people have decided about a coding."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of analysis.

    Attributes:
        id: ``DT-C03#128``: sentences carry their 1-based number in the transcript over all turns;
            turns are ``DT-C03@12`` (1-based).
        transcript: Name of the transcript.
        number: The number after ``#`` or ``@``.
        span: The words, without white space at the ends.
        turn: Index of the turn.
    """

    id: str
    transcript: str
    number: int
    span: Span
    turn: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """The spans and the rule that made a proposal.

    Attributes:
        rule: Id of the rule.
        spans: Matched words in text order; may lie in the question for ``QA``.
        polarity: Of this match.
        cue: Span of the word that negates it, or None.
        flags: ``"reported"`` (reported speech), ``"echo"`` (repeats the question), ``"hypothetical"``.
    """

    rule: str
    spans: tuple[Span, ...]
    polarity: Polarity = Polarity.AFFIRMED
    cue: Span | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coding:
    """One code on one segment by one coder.

    Attributes:
        id: Stable: a hash of transcript, code, coder and span.
        code: Id of the code.
        transcript: Name of the transcript.
        span: The segment.
        unit: The unit it stands in (its first one where it spans several).
        speaker: Name of the speaker.
        participant: Id of the participant, or "".
        coder: ``"rules"`` or a person's name.
        polarity: Over all evidence.
        evidence: In text order; empty for a person's coding.
        quote: The words at ``span``, kept so that the coding can be found again in a corrected text.
        before: Up to 20 characters before the span. after: Up to 20 characters after it.
        codebook: Hash of the codebook that proposed it, or "".
        memo: What the coder noted on it, or "".
        weight: How strongly it holds, in the coder's own scale; 1 unless said.
        at: When it was made or last changed, ISO 8601 in UTC, or "" where it is not kept.
        basis: Id of the proposal that it decides on, or "".
    """

    id: str
    code: str
    transcript: str
    span: Span
    unit: Unit
    speaker: str
    participant: str = ""
    coder: str = "rules"
    origin: Origin = Origin.RULE
    state: State = State.PROPOSED
    polarity: Polarity = Polarity.AFFIRMED
    evidence: tuple[Evidence, ...] = ()
    quote: str = ""
    before: str = ""
    after: str = ""
    codebook: str = ""
    memo: str = ""
    weight: float = 1.0
    at: str = ""
    basis: str = ""
