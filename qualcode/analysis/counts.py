"""What every participant says in every transcript, and what each code finds there: added up once, grouped anyhow."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from qualcode.analysis.tables import SpokenUnit, iter_spoken_units
from qualcode.model import Coding, Corpus, Role, UnitKind


@dataclass(slots=True, eq=False)
class Voice:
    """What one participant says in one transcript: the smallest thing that any grouping adds up.

    Attributes:
        transcript: Name of the transcript.
        participant: Id of the participant.
        characters: Spoken characters, as a respondent.
        units: Number of units, as a respondent.
    """

    transcript: str
    participant: str
    characters: int = 0
    units: int = 0


@dataclass(slots=True)
class Cell:
    """What one code finds in one voice.

    Attributes:
        references: Codings that begin here.
        units: Ids of the units that they overlap.
    """

    references: int = 0
    units: set[str] = field(default_factory=set)


class Counts:
    """One pass over units and codings, from which every grouping is added up.

    Attributes:
        voices: By (transcript, participant), in text order.
        units: Transcript -> its units in text order, all speakers.
        cells: By (transcript, participant, code).
    """

    def __init__(self, corpus: Corpus, codings: Iterable[Coding], kind: UnitKind) -> None:
        self.corpus = corpus
        self.voices: dict[tuple[str, str], Voice] = {}
        self.units: dict[str, list[SpokenUnit]] = defaultdict(list)
        for item in iter_spoken_units(corpus, kind):
            self.units[item.unit.transcript].append(item)
            if item.role is Role.RESPONDENT:
                key = (item.unit.transcript, item.participant)
                voice = self.voices.setdefault(key, Voice(*key))
                voice.characters += item.characters
                voice.units += 1
        self.cells: dict[tuple[str, str, str], Cell] = defaultdict(Cell)
        for coding in codings:
            self._add(coding)

    def covered(self, coding: Coding) -> list[SpokenUnit]:
        """Return the respondents' units that a coding overlaps."""
        items = self.units.get(coding.transcript, [])
        low = _first(items, coding.span.start)
        found = []
        for item in items[low:]:
            if item.unit.span.start >= max(coding.span.end, coding.span.start + 1):
                break
            if item.role is Role.RESPONDENT:
                found.append(item)
        return found

    def _add(self, coding: Coding) -> None:
        items = self.covered(coding)
        if not items:
            return
        self.cells[coding.transcript, items[0].participant, coding.code].references += 1
        for item in items:
            self.cells[coding.transcript, item.participant, coding.code].units.add(item.unit.id)


def _first(items: list[SpokenUnit], start: int) -> int:
    """Return the index of the first unit that ends after ``start`` (units are in text order)."""
    return bisect_right(items, start, key=lambda item: item.unit.span.end)
