"""One number a participant and code: what is compared between groups of participants.

Zero, not asked and missing are different things, and so are the people of whom something is missing:

``counted``             spoke, was asked and belongs to a group; 0 means that the code is not in what was said
``not_asked``           was asked in no transcript: stands in the attribute table only, or nobody asked about this code
``no_respondent_text``  was interviewed and said no word
``not_stated``          the group, or the stratum, is not known
``several_values``      belongs to several groups or strata, as transcripts say different things of the same person
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from qualcode.analysis.counts import Counts, Speech, Voice
from qualcode.analysis.matrices import Asked, roll_up_codings
from qualcode.analysis.selection import Selection
from qualcode.analysis.tables import attribute_of
from qualcode.model import Codebook, Coding, Corpus, UnitKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

#: share of the participant's units that have the code, any mention (0 or 1), codings per 1,000 spoken characters
Outcome = Literal["share", "any", "rate"]
OUTCOMES: tuple[Outcome, ...] = ("share", "any", "rate")
COUNTED, NOT_ASKED, NO_TEXT = "counted", "not_asked", "no_respondent_text"
NOT_STATED, SEVERAL = "not_stated", "several_values"
STATUSES = (COUNTED, NOT_ASKED, NO_TEXT, NOT_STATED, SEVERAL)


@dataclass(frozen=True, slots=True)
class Person:
    """A participant as the comparison sees him or her.

    Attributes:
        id: Of the participant.
        group: Value of the attribute that is compared by, "" where there is none or more than one.
        stratum: Value of the attribute that is compared within, "" without one.
        status: One of ``STATUSES``.
    """

    id: str
    group: str
    stratum: str
    status: str


@dataclass(frozen=True, eq=False)
class Outcomes:
    """Participants by codes; arrays have the shape (people, codes).

    Attributes:
        outcome: What ``values`` are.
        unit: What ``units`` counts.
        people: Everybody in the corpus and its attribute table, sorted by id.
        codes: In the codebook's order.
        values: NaN where a person is not ``counted``, or was not asked about the code.
        references: Codings that begin in what the person says.
        coded: Units of the person that have the code.
        units: Units of the person, where the code was asked about.
        characters: Spoken characters, there.
    """

    outcome: Outcome
    unit: UnitKind
    people: tuple[Person, ...]
    codes: tuple[str, ...]
    values: "Floats"
    references: "Whole"
    coded: "Whole"
    units: "Whole"
    characters: "Whole"

    def status(self, person: int, code: int) -> str:
        """Return what stands behind a cell: the person's status, or that the code was not asked about."""
        found = self.people[person].status
        return NOT_ASKED if found == COUNTED and not self.characters[person, code] else found


def measure(
    speech: Speech, codings: Iterable[Coding], codes: Sequence[str], by: str, *, within: str = "",
    outcome: Outcome = "share", asked: Asked | None = None,
) -> Outcomes:
    """Return the outcome of every participant and code.

    Args:
        speech: Of the corpus; interviewers and bystanders are no part of it.
        codings: Those that count.
        codes: Ids; codings of others are left out.
        by: Attribute that makes the groups.
        within: Attribute that makes the strata, "" for none.
        outcome: What is measured.
        asked: Code -> transcripts in which it was asked about; what is said elsewhere does not count for it. Codes
            that are not in it were asked everywhere.
    """
    import numpy as np

    voices: dict[str, list[Voice]] = {}
    for voice in speech.voices.values():
        voices.setdefault(voice.participant, []).append(voice)
    names = sorted({person.id for person in speech.corpus.participants} | set(voices))
    cells = Counts(speech, codings).cells
    whole = np.zeros((4, len(names), len(codes)), dtype=np.int64)
    for row, name in enumerate(names):
        for column, code in enumerate(codes):
            where = (asked or {}).get(code)
            for voice in (one for one in voices.get(name, ()) if where is None or one.transcript in where):
                cell = cells.get((voice.transcript, name, code))
                whole[2:, row, column] += voice.units, voice.characters
                if cell is not None:
                    whole[:2, row, column] += cell.references, len(cell.units)
    people = tuple(_person(speech.corpus, name, voices.get(name, []), by, within) for name in names)
    counted = np.array([person.status == COUNTED for person in people], dtype=bool)[:, None] & (whole[3] > 0)
    return Outcomes(outcome, speech.kind, people, tuple(codes), _values(outcome, whole, counted), *whole)


def counted_codings(
    codebook: Codebook, codings: Iterable[Coding], selection: Selection, *, roll_up: bool = False,
) -> list[Coding]:
    """Return the codings that count; codes are chosen last, so that a parent has its children's codings."""
    if not roll_up:
        return selection.of(codings)
    return selection.of(roll_up_codings(replace(selection, codes=frozenset()).of(codings), codebook))


def _values(outcome: Outcome, whole: "Whole", counted: "NDArray[np.bool_]") -> "Floats":
    import numpy as np

    references, coded, units, characters = whole
    values = np.full(counted.shape, np.nan)
    if outcome == "any":
        values[counted] = coded[counted] > 0
    elif outcome == "share":
        values[counted] = coded[counted] / units[counted]
    else:
        values[counted] = 1000 * references[counted] / characters[counted]
    return values


def _person(corpus: Corpus, name: str, voices: Sequence[Voice], by: str, within: str) -> Person:
    speaking = [voice.transcript for voice in voices if voice.characters]
    groups, strata = (_known(corpus, name, speaking, key) for key in (by, within))
    group, stratum = (found[0] if len(found) == 1 else "" for found in (groups, strata))
    if not speaking:
        status = NO_TEXT if _interviewed(corpus, name, voices) else NOT_ASKED
    elif len(groups) > 1 or len(strata) > 1:
        status = SEVERAL
    else:
        status = COUNTED if group and (stratum or not within) else NOT_STATED
    return Person(name, group, stratum, status)


def _known(corpus: Corpus, person: str, transcripts: Sequence[str], key: str) -> list[str]:
    """Return the different values of an attribute that anything says of a person."""
    if not key:
        return []
    values = (attribute_of(corpus, transcript, person, key) for transcript in transcripts or [""])
    return sorted({str(value) for value in values if value is not None and str(value).strip()})


def _interviewed(corpus: Corpus, person: str, voices: Sequence[Voice]) -> bool:
    owned: Mapping[tuple[str, str], str] = corpus.links
    return bool(voices) or any(owner == person and name in corpus.by_name for (name, _speaker), owner in owned.items())
