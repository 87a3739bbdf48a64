"""What ``review`` and ``next`` show, one thing at a time."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from qualcode.analysis.reading_order import Pick
from qualcode.model import Coding, Span, Unit


class Kind(StrEnum):
    """Why something is shown."""

    PROPOSAL = "proposal"
    UNIT = "unit"  # of a sampling plan: somebody has to look, whether anything is proposed there or not
    DISPUTE = "dispute"
    ADRIFT = "adrift"  # a coding of one's own whose words were corrected


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at.

    Attributes:
        kind: Why it is shown.
        transcript: Name of the transcript. span: The words. unit: The unit they stand in, for a unit itself.
        code: Id of the code, "" for a unit. coding: What is decided on, None for a unit.
        uncertainty: Whether the proposal will be accepted, see ``analysis.uncertainty``; None where nobody asked.
        chance: How probable the code is here by what was learnt, in (0, 1); None where nothing is suggested.
        has: Coders who have the code there. lacks: Coders who rejected it, or were asked and have it not.
        was: The words before they were corrected, for a coding that is adrift; the same as now where only their
            surroundings were.
        lost: Whether these words are gone; ``span`` and ``unit`` are those of the old text then.
        plan: Name of the sampling plan that a unit is of.
        why: Why the passage comes now, with ``next``; None elsewhere.
    """

    kind: Kind
    transcript: str
    span: Span
    unit: Unit
    code: str = ""
    coding: Coding | None = None
    uncertainty: float | None = None
    chance: float | None = None
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    was: str = ""
    lost: bool = False
    plan: str = ""
    why: Pick | None = None

    @property
    def place(self) -> tuple[str, str, Span]:
        """What a decision is about: transcript, code and words."""
        return self.transcript, self.code, self.span


def in_any(units: Iterable[Unit]) -> Callable[[str, Span], list[Unit]]:
    """Return the function that gives those of some units that a span of a transcript shares a character with."""
    by_name: dict[str, list[Unit]] = {}
    for unit in sorted(units, key=lambda unit: unit.span):
        by_name.setdefault(unit.transcript, []).append(unit)

    def overlapping(transcript: str, span: Span) -> list[Unit]:
        here = by_name.get(transcript, [])
        first = bisect_right(here, span.start, key=lambda unit: unit.span.end)
        last = bisect_left(here, span.end, key=lambda unit: unit.span.start)
        return here[first:last]

    return overlapping
