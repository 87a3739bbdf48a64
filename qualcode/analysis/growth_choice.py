"""Which of the ideas that were tried are offered, with what is known of each; and which rules people mostly reject.

Precision is that of the rule as the matcher applies it, over passages that somebody has read. It is seen on the same
passages that the idea was found in, so it flatters: among many ideas some fit by chance. ``benchmarks/growing.py``
measures by how much.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import nan
from typing import TYPE_CHECKING

from qualcode.analysis.evaluation_tables import wilson_interval
from qualcode.analysis.growth import MASS, Idea, Kind
from qualcode.analysis.keyness import Totals, log_odds

if TYPE_CHECKING:
    import pandas as pd

#: Lines in context of each candidate.
LINES = 3
#: Fewest decisions on what a rule finds before anything is said of it.
DECISIONS = 3


class Standing(StrEnum):
    """What is known of a passage with regard to one code."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    OTHER = "other"  # read, and the code was not given
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Line:
    """A find in its context.

    Attributes:
        unit: Id of the passage. participant: Who says it. standing: What is known of it.
        left: What stands before, in the same passage. key: The words found, and between. right: What stands after.
    """

    unit: str
    participant: str
    standing: Standing
    left: str
    key: str
    right: str


@dataclass(frozen=True)
class Tried:
    """What an idea finds.

    Attributes:
        idea: The idea.
        found: Passage -> who says it, for each standing but ``UNREAD``.
        unread: Who -> how many passages it finds that nobody has read.
        lines: In the order in which they are to be shown; more than are.
    """

    idea: Idea
    found: Mapping[Standing, Mapping[str, str]]
    unread: Mapping[str, int]
    lines: tuple[Line, ...] = ()

    def among(self, people: Collection[str], *, read: bool) -> "Tried":
        """Return what the idea finds with some people; with ``read`` only what is read."""
        found = {what: {unit: who for unit, who in units.items() if who in people}
                 for what, units in self.found.items()}
        return replace(self, found=found, lines=(),
                       unread={} if read else {who: n for who, n in self.unread.items() if who in people})

    @property
    def right(self) -> frozenset[str]:
        """The accepted passages."""
        return frozenset(self.found[Standing.ACCEPTED])

    @property
    def wrong(self) -> frozenset[str]:
        """The read passages that do not have the code."""
        return frozenset((*self.found[Standing.REJECTED], *self.found[Standing.OTHER]))

    @property
    def precision(self) -> float:
        """Share of the accepted in the read ones, in [0, 1]; NaN where none that is read was found."""
        read = len(self.right) + len(self.wrong)
        return len(self.right) / read if read else nan


@dataclass(frozen=True, slots=True)
class Candidate:
    """A term or rule that is offered.

    Attributes:
        number: By which it is accepted, from 1.
        kind: ``word``, ``phrase``, ``pattern`` or ``variant``.
        text: As it would be written. is_rule: Whether under ``rules:`` rather than ``terms:``.
        of: The term that it is a variant of, or "".
        z: Of its log-odds, accepted against other passages (``analysis.keyness``).
        people: Participants in whose accepted passages it stands.
        accepted: Accepted passages that it finds. new: Those of them that no rule of the code finds yet.
        rejected: Passages that it finds where people rejected the code. other: Other read passages without it.
        precision: accepted / (accepted + rejected + other), in (0, 1].
        interval: Of the precision, 95 % (Wilson 1927).
        unread: Passages that it finds and nobody has read.
        lines: At most three, of different people where there are such, unread ones first.
    """

    number: int
    kind: Kind
    text: str
    is_rule: bool
    of: str
    z: float
    people: int
    accepted: int
    new: int
    rejected: int
    other: int
    precision: float
    interval: tuple[float, float]
    unread: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """What candidates found where nobody had looked for them: in the read passages of people left out.

    Attributes:
        candidates: How many there were, over all parts that were left out in turn.
        right: Accepted passages that they found. found: All passages that they found, each candidate for itself.
    """

    candidates: int
    right: int
    found: int

    @property
    def precision(self) -> float:
        """Share of the right ones in [0, 1]; NaN where nothing was found."""
        return self.right / self.found if self.found else nan

    @property
    def interval(self) -> tuple[float, float]:
        """Of the precision, 95 % (Wilson 1927)."""
        return wilson_interval(self.right, self.found)


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A term or rule that people more often reject than accept.

    Attributes:
        rule: Its id. text: As written. line: In the codebook's file.
        accepted: Passages that it finds and people accepted. rejected: Those that they rejected.
        open: Passages that it finds and nobody has decided on.
    """

    rule: str
    text: str
    line: int
    accepted: int
    rejected: int
    open: int


def choose(
    tried: Iterable[Tried], totals: Totals, covered: Collection[str] = (), *, participants: int, min_precision: float,
    mass: float = MASS,
) -> list[Candidate]:
    """Return what is offered, the highest z first.

    Left out is what too few people say in accepted passages, what is not precise enough, what adds nothing to the
    rules that there are, and what another candidate makes needless: one that finds all its accepted passages and is
    at least as precise. Of two that find the same the longer phrase stays, else the shorter pattern.

    Args:
        tried: Ideas with what they find.
        totals: Accepted passages, those that they are set apart from, and all of respondents'. The second are the
            other read ones, or all others.
        covered: Accepted passages that the code's rules find already.
        participants: Fewest people.
        min_precision: Lowest precision, in [0, 1].
        mass: Of the prior, in passages.

    Returns:
        Candidates with z > 0, numbered.
    """
    there = set(covered)
    kept = [one for one in tried if len(set(one.found[Standing.ACCEPTED].values())) >= participants
            and one.precision >= min_precision and one.right - there]
    made = [_candidate(one, there, z) for one in _needed(kept) if (z := _z(one, totals, mass)) > 0]
    ordered = sorted(made, key=lambda one: (-round(one.z, 9), one.text))
    return [replace(one, number=number) for number, one in enumerate(ordered, start=1)]


def _needed(tried: Sequence[Tried]) -> list[Tried]:
    kept: list[Tried] = []
    for one in sorted(tried, key=_preference):
        if not any(one.right <= other.right and other.precision >= one.precision for other in kept):
            kept.append(one)
    return kept


def _preference(one: Tried) -> tuple[int, float, bool, int, str]:
    """Return what the needed ones are ordered by: terms before rules, words between boundaries before ``~words``."""
    length = len(one.idea.text.removeprefix("~"))
    return (-len(one.right), -one.precision, one.idea.is_rule, length if one.idea.is_rule else -length,
            one.idea.text.replace("~", "\U0010ffff"))


def _z(one: Tried, totals: Totals, mass: float) -> float:
    read = len(one.right) + len(one.wrong)
    against_all = totals.a + totals.b == totals.background
    unread, item = sum(one.unread.values()), one.idea.text
    others = len(one.wrong) + (unread if against_all else 0)
    return log_odds({item: len(one.right)}, {item: others}, {item: read + unread}, mass=mass, totals=totals)[item].z


def _candidate(one: Tried, covered: set[str], z: float) -> Candidate:
    right, read = len(one.right), len(one.right) + len(one.wrong)
    return Candidate(
        0, one.idea.kind, one.idea.text, one.idea.is_rule, one.idea.of, z,
        len(set(one.found[Standing.ACCEPTED].values())), right, len(one.right - covered),
        len(one.found[Standing.REJECTED]), len(one.found[Standing.OTHER]), one.precision,
        wilson_interval(right, read), sum(one.unread.values()), _shown(one.lines))


def _shown(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines that are shown: one of each participant first."""
    first = {line.participant: line for line in reversed(lines)}
    fresh = [line for line in lines if first[line.participant] is line]
    return tuple([*fresh, *(line for line in lines if line not in fresh)][:LINES])


def doubtful(
    rules: Mapping[str, tuple[str, int]], finds: Mapping[str, Iterable[str]], standing: Mapping[str, Standing],
) -> list[Doubtful]:
    """Return terms and rules of a code whose passages people more often reject than accept, the worst first.

    Args:
        rules: Id -> text and line.
        finds: Id -> passages that it finds.
        standing: Passage -> what was decided; one that is not there is open.
    """
    found = []
    for rule, (text, line) in rules.items():
        passages = set(finds.get(rule, ()))
        yes = sum(standing.get(one) is Standing.ACCEPTED for one in passages)
        no = sum(standing.get(one) is Standing.REJECTED for one in passages)
        if no > yes and yes + no >= DECISIONS:
            found.append(Doubtful(rule, text, line, yes, no, sum(one not in standing for one in passages)))
    return sorted(found, key=lambda one: (one.accepted - one.rejected, one.rule))


def candidates_table(candidates: Iterable[Candidate]) -> "pd.DataFrame":
    """Return one row a candidate.

    Columns: number, kind, text, variant_of, z, people, accepted, new, rejected, other, precision, precision_low,
    precision_high, unread_finds, lines; ``lines`` holds the lines in context, one below the other.
    """
    import pandas as pd

    return pd.DataFrame(
        [(one.number, one.kind.value, one.text, one.of, one.z, one.people, one.accepted, one.new, one.rejected,
          one.other, one.precision, *one.interval, one.unread,
          "\n".join(f"{line.unit} {line.left}[{line.key}]{line.right}" for line in one.lines)) for one in candidates],
        columns=["number", "kind", "text", "variant_of", "z", "people", "accepted", "new", "rejected", "other",
                 "precision", "precision_low", "precision_high", "unread_finds", "lines"],
    )
