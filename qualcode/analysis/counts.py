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


class Speech:
    """Everything that is said, unit by unit: what no coding changes, and many tables therefore share.

    Attributes:
        corpus: The transcripts.
        kind: ``TURN`` or ``SENTENCE``, which stands for ``MATCH`` too.
        voices: By (transcript, participant), in text order.
        units: Transcript -> its units in text order, all speakers.
    """

    def __init__(self, corpus: Corpus, kind: UnitKind = UnitKind.SENTENCE) -> None:
        self.corpus, self.kind = corpus, counted_kind(kind)
        self.voices: dict[tuple[str, str], Voice] = {}
        self.units: dict[str, list[SpokenUnit]] = defaultdict(list)
        for item in iter_spoken_units(corpus, self.kind):
            self.units[item.unit.transcript].append(item)
            if item.role is Role.RESPONDENT:
                key = (item.unit.transcript, item.participant)
                voice = self.voices.setdefault(key, Voice(*key))
                voice.characters += item.characters
                voice.units += 1
        self._ends = {name: [item.unit.span.end for item in items] for name, items in self.units.items()}

    @classmethod
    def of(cls, corpus: Corpus, kind: UnitKind, given: "Speech | None") -> "Speech":
        """Return what is given where it is of this corpus and kind, else the speech of the corpus."""
        fits = given is not None and given.corpus is corpus and given.kind is counted_kind(kind)
        return given if given is not None and fits else cls(corpus, kind)

    def covered(self, coding: Coding) -> list[SpokenUnit]:
        """Return the respondents' units that a coding overlaps."""
        items = self.units.get(coding.transcript, [])
        low = bisect_right(self._ends.get(coding.transcript, ()), coding.span.start)
        found = []
        for item in items[low:]:
            if item.unit.span.start >= max(coding.span.end, coding.span.start + 1):
                break
            if item.role is Role.RESPONDENT:
                found.append(item)
        return found


class Counts:
    """One pass over the codings, from which every grouping is added up.

    Attributes:
        speech: What is said, by whom.
        cells: By (transcript, participant, code).
    """

    def __init__(self, speech: Speech, codings: Iterable[Coding]) -> None:
        self.speech = speech
        self.cells: dict[tuple[str, str, str], Cell] = defaultdict(Cell)
        for coding in codings:
            self._add(coding)

    def _add(self, coding: Coding) -> None:
        items = self.speech.covered(coding)
        if not items:
            return
        self.cells[coding.transcript, items[0].participant, coding.code].references += 1
        for item in items:
            self.cells[coding.transcript, item.participant, coding.code].units.add(item.unit.id)


def counted_kind(kind: UnitKind) -> UnitKind:
    """Return the kind of unit that is counted: codings of matches are counted over sentences."""
    return UnitKind.TURN if kind is UnitKind.TURN else UnitKind.SENTENCE
