"""Who the participants are: the table with a row a person that theses begin with, and who can be recognised by it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from qualcode.analysis.counts import Speech
from qualcode.analysis.meetings import day_of, interview_minutes, interview_period, meeting_value, transcripts_of
from qualcode.analysis.tables import attribute_of
from qualcode.i18n import _, prose
from qualcode.model import Corpus, UnitKind

if TYPE_CHECKING:
    import pandas as pd

#: Columns of the table in their order; those that nobody has are left out, but never the first and the last.
BASIC_COLUMNS = (
    "participant", "town", "village", "role_position", "gender", "age", "age_band", "education", "political_status",
    "date", "mode", "minutes", "characters",
)
_NUMBERS = {"age": "object", "minutes": "Float64", "characters": "Int64"}
#: What together tells a person apart in a village, and how many must share it.
IDENTIFYING, FEW = ("role", "village", "age_band"), 3
#: The same where villages are left out.
COARSE = ("town", "role", "age_band")
#: Years at which the bands of ages begin.
_BANDS = (18, 30, 45, 60)
#: What is written in a cell to say that nothing is known.
_UNKNOWN = frozenset({
    "", "未说明", "未說明", "不详", "不詳", "未知", "未填", "not stated", "n/a", "na", "nan", "none", "null", "-", "--",
    "—", "——", "/",
})


@dataclass(frozen=True)
class Participants:
    """The participants, a row each.

    Attributes:
        table: Columns of ``BASIC_COLUMNS`` that anybody has, in the order of the corpus. ``role_position`` is role and
            position; ``age`` is text where somebody's is in words, and ``age_band`` is there where nobody's age is
            known; ``date`` is a day where it is known in full; ``minutes`` is the length of all the person's
            interviews; ``characters`` is what the person speaks in them, without punctuation and notes. What is not
            known is missing; so are the characters of a person who is in no transcript.
        recognisable: Ids of people who share with fewer than two others what tells people apart: role, village and
            age band; in a coarse table town, role and age band.
        caption: In sentences.
    """

    table: "pd.DataFrame"
    recognisable: tuple[str, ...]
    caption: str


def participants_overview(
    corpus: Corpus, *, speech: Speech | None = None, coarse: bool = False,
) -> Participants:
    """Describe the participants.

    Args:
        corpus: The transcripts and the people in them.
        speech: ``Speech(corpus)``, for a caller that makes several tables of one corpus.
        coarse: Whether to leave out what tells people apart: village and position; ages are bands then, ``role`` stands
            for ``role_position``, and an age in words is left out unless it begins with a number.
    """
    import pandas as pd

    said = spoken_characters(corpus, speech)
    places = transcripts_of(corpus)
    rows = [_row(corpus, person.id, places[person.id], said, coarse=coarse) for person in corpus.participants]
    frame = pd.DataFrame(rows, columns=list(BASIC_COLUMNS), dtype=object)
    frame = frame.astype({name: _NUMBERS.get(name, "string") for name in BASIC_COLUMNS})
    ages = [age for age in frame["age"] if age is not None]
    if ages:
        frame["age_band"] = pd.NA
    frame = frame.astype({"age": _age_type(ages)})
    kept = [name for name in BASIC_COLUMNS if name in {"participant", "characters"} or frame[name].notna().any()]
    known = recognisable(corpus, COARSE if coarse else IDENTIFYING)
    table = frame[kept].rename(columns={"role_position": "role"} if coarse else {})
    return Participants(table, known, _caption(corpus, places, known, coarse=coarse))


def spoken_characters(corpus: Corpus, speech: Speech | None = None) -> dict[str, int]:
    """Return participant -> characters spoken as a respondent; people in no transcript are not in it."""
    said = Speech.of(corpus, UnitKind.SENTENCE, speech)
    found = {person: 0 for person, names in transcripts_of(corpus).items() if names}
    for (_name, person), voice in said.voices.items():
        found[person] = found.get(person, 0) + voice.characters
    return found


def spoken_minutes(corpus: Corpus, transcripts: Iterable[str]) -> float | None:
    """Return how long these interviews took together, None where one is not known or there is none."""
    lengths = [interview_minutes(corpus, name) for name in transcripts]
    return None if not lengths or None in lengths else round(sum(filter(None, lengths)), 1)


def stated(corpus: Corpus, participant: str, key: str, transcripts: Iterable[str] = ()) -> str | int | float | None:
    """Return a person's attribute, from the table or else from the headers of the person's transcripts.

    Empty cells and words that say that nothing is known are None, whole numbers are ``int``, truth values are text.
    """
    for name in [*transcripts, ""]:
        value = attribute_of(corpus, name, participant, key)
        if isinstance(value, bool):
            return str(value)
        if isinstance(value, int | float):
            return int(value) if float(value).is_integer() else value
        if value is not None and value.strip().lower() not in _UNKNOWN:
            return value.strip()
    return None


def age_band(age: str | int | float | None) -> str | None:
    """Return the band of an age in years; None where it is not known, or in words that begin with no number.

    >>> [age_band(one) for one in (17, 18, 29.5, 30, 59, 60, "47岁", "五十多", None)]
    ['<18', '18-29', '18-29', '30-44', '45-59', '60+', '45-59', None, None]
    """
    if isinstance(age, str):
        digits = re.match(r"\d+", age)
        age = int(digits.group()) if digits else None
    if age is None:
        return None
    if age < _BANDS[0]:
        return f"<{_BANDS[0]}"
    if age >= _BANDS[-1]:
        return f"{_BANDS[-1]}+"
    low, high = next((low, high) for low, high in pairwise(_BANDS) if age < high)
    return f"{low}-{high - 1}"


def recognisable(corpus: Corpus, keys: Sequence[str] = IDENTIFYING) -> tuple[str, ...]:
    """Return ids of people who share all of some attributes, all of them known, with fewer than two others.

    Args:
        corpus: The people.
        keys: Of the attributes; where nobody wrote down the age band, it is that of the age.
    """
    places = transcripts_of(corpus)

    def known(person: str, key: str) -> str | int | float | None:
        value = stated(corpus, person, key, places[person])
        if value is None and key == "age_band":
            return age_band(stated(corpus, person, "age", places[person]))
        return value

    values = {person.id: tuple(known(person.id, key) for key in keys) for person in corpus.participants}
    sharing = Counter(values.values())
    return tuple(person for person, value in values.items() if None not in value and sharing[value] < FEW)


def _row(
    corpus: Corpus, person: str, places: tuple[str, ...], said: Mapping[str, int], *, coarse: bool,
) -> dict[str, Any]:
    def known(key: str) -> str | int | float | None:
        return stated(corpus, person, key, places)

    def met(key: str) -> str | None:
        words = [meeting_value(corpus, name, key) for name in places]
        if key == "date":
            words = [str(day_of(word) or word) for word in words]
        return _(", ").join(dict.fromkeys(filter(None, words))) or None

    held = [str(value) for key in (("role",) if coarse else ("role", "position")) if (value := known(key)) is not None]
    band = _text(known("age_band"))
    return {
        "participant": person, "town": _text(known("town")), "village": None if coarse else _text(known("village")),
        "role_position": _(", ").join(dict.fromkeys(held)) or None, "gender": _text(known("gender")),
        "age": None if coarse else known("age"), "age_band": age_band(known("age")) or band if coarse else band,
        "education": _text(known("education")), "political_status": _text(known("political_status")),
        "date": met("date"), "mode": met("mode"), "minutes": spoken_minutes(corpus, places),
        "characters": said.get(person),
    }


def _age_type(ages: list[str | int | float]) -> str:
    """Return the type of the column: numbers, unless somebody's age is in words."""
    if all(isinstance(age, int) for age in ages):
        return "Int64"
    return "string" if any(isinstance(age, str) for age in ages) else "Float64"


def _text(value: str | int | float | None) -> str | None:
    return None if value is None else str(value)


def _caption(
    corpus: Corpus, places: Mapping[str, tuple[str, ...]], known: tuple[str, ...], *, coarse: bool,
) -> str:
    spoken = {name for names in places.values() for name in names}
    parts = [_("Participants: {people}, in {n} transcripts; characters are those that each of them speaks, without "
               "punctuation and notes.").format(people=len(corpus.participants), n=len(spoken))]
    period = interview_period(corpus, spoken)
    if period:
        parts.append(_("Interviews from {first} to {last}.").format(first=period[0], last=period[1]))
    silent = sum(not names for names in places.values())
    if silent:
        parts.append(_("People in the attribute table who are in no transcript: {n}.").format(n=silent))
    if known and coarse:
        parts.append(_("Careful: {n} people share town, role and age band with fewer than two others; who knows the "
                       "place may still recognise them.").format(n=len(known)))
    elif known:
        parts.append(_("Careful: {n} people share role, village and age band with fewer than two others and can be "
                       "recognised; `qualcode tables --anonymous` leaves out village and position and gives ages in "
                       "bands.").format(n=len(known)))
    return prose(parts)
