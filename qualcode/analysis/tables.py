"""Codings, units and participants as tables: one row each, in a fixed order, nothing left out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from qualcode.language.layers import mask_notes
from qualcode.language.sentences import iter_units
from qualcode.model import (
    AttributeValue,
    Codebook,
    Coding,
    Corpus,
    Participant,
    Role,
    Span,
    Transcript,
    Unit,
    UnitKind,
)

if TYPE_CHECKING:
    import pandas as pd

#: Columns of the codings table before and after the attributes; an attribute of the same name gets ``_attr``.
CODING_COLUMNS_BEFORE = ("coding_id", "code", "code_name", "transcript", "participant", "speaker", "role")
CODING_COLUMNS_AFTER = (
    "unit_id", "start", "end", "text", "polarity", "rule", "evidence", "coder", "origin", "state", "flags",
)
UNIT_COLUMNS = (
    "unit_id", "transcript", "participant", "turn", "speaker", "speaker_role", "start", "end", "characters", "text",
)
PARTICIPANT_COLUMNS_AFTER = ("listed", "transcripts", "turns", "characters")
_ESCAPED = re.compile(r"[\\;]")
_PIECE = re.compile(r"((?:[^\\;]|\\.)*)(?:;|$)", re.DOTALL)
_PLACE = re.compile(r"(\d+)-(\d+):(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SpokenUnit:
    """A unit together with who says it.

    Attributes:
        unit: The unit.
        role: Role of the speaker in the interview.
        speaker: Name of the speaker.
        participant: Id of the participant (``transcript/speaker`` for a respondent whom the corpus does not know), ""
            for interviewers and bystanders.
        characters: Spoken characters, without punctuation and notes.
    """

    unit: Unit
    role: Role
    speaker: str
    participant: str
    characters: int


def iter_spoken_units(corpus: Corpus, kind: UnitKind) -> Iterator[SpokenUnit]:
    """Yield every unit of the corpus in text order, the interviewers' and bystanders' included."""
    for transcript in corpus.transcripts:
        before = _spoken_before(transcript)
        for unit in iter_units(transcript, kind, corpus.id_prefix(transcript.name)):
            turn = transcript.turns[unit.turn]
            owner = ""
            if turn.role is Role.RESPONDENT:
                owner = corpus.links.get((transcript.name, turn.speaker)) or f"{transcript.name}/{turn.speaker}"
            spoken = before[unit.span.end] - before[unit.span.start]
            yield SpokenUnit(unit, turn.role, turn.speaker, owner, spoken)


def _spoken_before(transcript: Transcript) -> list[int]:
    """Return how many spoken characters stand before every offset: ``language.measure`` for all spans at once."""
    words = mask_notes(transcript.text, sorted(transcript.notes, key=lambda note: note.span))
    return list(accumulate(map(str.isalnum, words), initial=0))


def attribute_of(corpus: Corpus, transcript: str, participant: str, key: str) -> AttributeValue:
    """Return a participant's attribute, else what the transcript's header says of its only participant, else None."""
    person = corpus.by_id.get(participant)
    value = person.attributes.get(key) if person else None
    if value not in (None, ""):
        return value
    if transcript in corpus.by_name and len(corpus.participants_in(transcript)) == 1:
        return corpus.by_name[transcript].attributes.get(key) or None
    return None


def code_name(codebook: Codebook, code: str) -> str:
    """Return the Chinese name of a code, else the English one, else its id (also for a code no longer there)."""
    found = codebook.by_id.get(code)
    return (found.name_zh or found.name_en or code) if found else code


def in_text_order(codings: Iterable[Coding]) -> list[Coding]:
    """Return codings by transcript, start, end, code, coder and id: the order of every table."""
    return sorted(codings, key=lambda coding: (coding.transcript, coding.span, coding.code, coding.coder, coding.id))


def codings_table(codings: Iterable[Coding], corpus: Corpus, codebook: Codebook) -> "pd.DataFrame":
    r"""Return one row per coding, sorted by (transcript, start, end, code).

    Columns: ``coding_id, code, code_name, transcript, participant, speaker, role``, every attribute of the
    participants but ``role``, ``unit_id, start, end, text, polarity, rule, evidence, coder, origin, state, flags``.
    ``start`` and ``end`` are code points, half-open; ``text`` is what stands there (the kept quote where the
    transcript is not in ``corpus``). ``evidence`` is ``start-end:surface;…`` in text order without repeats, with
    ``;`` and ``\`` inside a surface escaped by ``\``; ``rule`` and ``flags`` are distinct values joined by ``;``.
    """
    import pandas as pd

    keys = [key for key in corpus.attribute_keys if key != "role"]
    taken = {*CODING_COLUMNS_BEFORE, *CODING_COLUMNS_AFTER}
    names = _attribute_columns(keys, taken)
    rows = [_coding_row(coding, corpus, codebook, names) for coding in in_text_order(codings)]
    frame = pd.DataFrame(rows, columns=[*CODING_COLUMNS_BEFORE, *names.values(), *CODING_COLUMNS_AFTER], dtype=object)
    return _typed(frame)


def units_table(corpus: Corpus, kind: UnitKind = UnitKind.SENTENCE) -> "pd.DataFrame":
    """Return one row per unit of every speaker, in text order.

    Columns: ``unit_id, transcript, participant, turn, speaker, speaker_role, start, end, characters, text``;
    ``turn`` counts from 1, ``characters`` are spoken ones, ``start`` and ``end`` half-open code points.
    """
    import pandas as pd

    rows = [
        (item.unit.id, item.unit.transcript, item.participant, item.unit.turn + 1, item.speaker, item.role.value,
         item.unit.span.start, item.unit.span.end, item.characters,
         item.unit.span.of(corpus.by_name[item.unit.transcript].text))
        for item in iter_spoken_units(corpus, kind)
    ]
    return pd.DataFrame(rows, columns=list(UNIT_COLUMNS))


def participants_table(corpus: Corpus) -> "pd.DataFrame":
    """Return one row per participant in the corpus' order, those who never speak included.

    Columns: ``participant``, every attribute, ``listed`` (has a row in the attribute table), ``transcripts`` (in how
    many they speak), ``turns`` and ``characters`` (spoken as a respondent).
    """
    import pandas as pd

    names = _attribute_columns(corpus.attribute_keys, {"participant", *PARTICIPANT_COLUMNS_AFTER})
    said: dict[str, list[SpokenUnit]] = {}
    for item in iter_spoken_units(corpus, UnitKind.TURN):
        said.setdefault(item.participant, []).append(item)
    rows = [_participant_row(person, said.get(person.id, []), names) for person in corpus.participants]
    frame = pd.DataFrame(rows, columns=["participant", *names.values(), *PARTICIPANT_COLUMNS_AFTER], dtype=object)
    return _typed(frame)


def write_evidence(coding: Coding, text: str) -> str:
    """Return the evidence of a coding as ``start-end:surface;…`` (see ``codings_table``)."""
    spans = sorted({span for evidence in coding.evidence for span in evidence.spans})
    return ";".join(f"{span.start}-{span.end}:{_ESCAPED.sub(_escape, span.of(text))}" for span in spans)


def read_evidence(cell: str) -> list[tuple[Span, str]]:
    r"""Return the spans and surfaces of an ``evidence`` cell.

    Raises:
        ValueError: the cell is not written as ``start-end:surface;…``.

    >>> read_evidence(r"0-2:打卡;4-7:一\;二")
    [(Span(start=0, end=2), '打卡'), (Span(start=4, end=7), '一;二')]
    """
    found = []
    for piece in (match.group(1) for match in _PIECE.finditer(cell) if match.group(1)):
        place = _PLACE.fullmatch(piece)
        if place is None:
            raise ValueError("not start-end:surface")
        surface = re.sub(r"\\(.)", r"\1", place.group(3), flags=re.DOTALL)
        found.append((Span(int(place.group(1)), int(place.group(2))), surface))
    return found


def _escape(match: re.Match[str]) -> str:
    return "\\" + match.group()


def _attribute_columns(keys: Iterable[str], taken: set[str]) -> dict[str, str]:
    """Return key -> column name, with ``_attr`` as often as it takes to be unique."""
    names: dict[str, str] = {}
    for key in keys:
        name = key
        while name in taken:
            name += "_attr"
        names[key] = name
        taken = taken | {name}
    return names


def _typed(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Give every column one type that can be missing: whole numbers stay whole, a mixed column becomes text."""
    return frame.astype({name: _type_of(frame[name]) for name in frame.columns})


def _type_of(column: "pd.Series[Any]") -> str:
    kinds = {type(value) for value in column if value is not None}
    if kinds == {bool}:
        return "boolean"
    if kinds == {int}:
        return "Int64"
    return "Float64" if kinds and kinds <= {int, float} else "string"


def _coding_row(coding: Coding, corpus: Corpus, codebook: Codebook, names: dict[str, str]) -> dict[str, Any]:
    transcript: Transcript | None = corpus.by_name.get(coding.transcript)
    role = attribute_of(corpus, coding.transcript, coding.participant, "role")
    row: dict[str, Any] = {
        "coding_id": coding.id, "code": coding.code, "code_name": code_name(codebook, coding.code),
        "transcript": coding.transcript, "participant": coding.participant, "speaker": coding.speaker,
        "role": "" if role is None else str(role),
    }
    for key, column in names.items():
        row[column] = attribute_of(corpus, coding.transcript, coding.participant, key)
    return row | {
        "unit_id": coding.unit.id, "start": coding.span.start, "end": coding.span.end,
        "text": coding.span.of(transcript.text) if transcript else coding.quote,
        "polarity": coding.polarity.value,
        "rule": ";".join(dict.fromkeys(evidence.rule for evidence in coding.evidence)),
        "evidence": write_evidence(coding, transcript.text) if transcript else "",
        "coder": coding.coder, "origin": coding.origin.value, "state": coding.state.value,
        "flags": ";".join(dict.fromkeys(flag for evidence in coding.evidence for flag in evidence.flags)),
    }


def _participant_row(person: Participant, said: list[SpokenUnit], names: dict[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = {"participant": person.id}
    row |= {column: person.attributes.get(key) for key, column in names.items()}
    return row | {
        "listed": person.listed,
        "transcripts": len({item.unit.transcript for item in said}),
        "turns": len(said),
        "characters": sum(item.characters for item in said),
    }
