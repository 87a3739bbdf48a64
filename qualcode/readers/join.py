"""Who is who: rows of the attribute table meet the speakers of the transcripts."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from qualcode.i18n import _
from qualcode.model import ROLE_GROUPS, AttributeValue, Participant, Role, Speaker, Transcript, role_group
from qualcode.readers.document import document_of
from qualcode.readers.formats import READERS
from qualcode.readers.labels import key_of
from qualcode.readers.layouts import tied_labels
from qualcode.readers.participants import MEETING_KEYS, ParticipantRow
from qualcode.readers.roles import with_roles

#: header fields that describe the respondent rather than the meeting.
_PERSON_KEYS = (
    "town",
    "village",
    "role",
    "position",
    "gender",
    "age",
    "age_band",
    "education",
    "political_status",
    "occupation",
)
_BANDS = ((60, "60+"), (45, "45-59"), (30, "30-44"), (18, "18-29"), (0, "0-17"))


@dataclass(frozen=True, slots=True)
class Joined:
    """Transcripts with their roles settled, and the people in them.

    Attributes:
        transcripts: In the order given.
        participants: Everybody who answers, in order of first appearance.
        links: ``(transcript name, speaker name) -> participant id``.
        unmatched_rows: ``(row number, id)`` of rows that met no speaker.
        unmatched_speakers: ``(transcript, speaker)`` of respondents without a row, where there is a table.
        warnings: Sentences.
    """

    transcripts: tuple[Transcript, ...]
    participants: tuple[Participant, ...]
    links: Mapping[tuple[str, str], str]
    unmatched_rows: tuple[tuple[int, str], ...] = ()
    unmatched_speakers: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()


def join(
    transcripts: Sequence[Transcript], rows: Sequence[ParticipantRow], roles: Mapping[str, Iterable[str]] | None = None
) -> Joined:
    """Join speakers and rows by file and speaker, or by the 编号 in a file's header.

    Args:
        transcripts: As they were read.
        rows: The attribute table, empty where there is none.
        roles: Further 身份 for the role groups.

    Returns:
        A row's speaker is a respondent for certain; every respondent has a participant, with or without a row.
    """
    settled: list[Transcript] = []
    links: dict[tuple[str, str], str] = {}
    used: set[int] = set()
    warnings: list[str] = []
    for transcript in transcripts:
        owners, notes = _owners(transcript, rows)
        warnings += notes
        used |= {row.number for row in owners.values()}
        done = _settle(transcript, owners)
        settled.append(done)
        links |= {(done.name, name): row.id for name, row in owners.items()}
    people = _listed(set(links.values()), rows)
    strangers = _strangers(settled, links, {row.id for row in rows})
    everybody = {**people, **{person.id: person for person, _place in strangers}}
    links |= {place: person.id for person, place in strangers}
    places = ((transcript.name, speaker.name) for transcript in settled for speaker in transcript.speakers)
    order = dict.fromkeys(links[place] for place in places if place in links)
    groups = _groups(roles or {})
    return Joined(
        tuple(settled),
        tuple(_derive(everybody[owner], groups) for owner in order),
        links,
        tuple((row.number, row.id) for row in rows if row.number not in used),
        tuple(place for _person, place in strangers) if rows else (),
        tuple(warnings),
    )


def _groups(further: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {group: (*ROLE_GROUPS.get(group, ()), *further.get(group, ())) for group in {**ROLE_GROUPS, **further}}


def _file_key(file: str) -> str:
    path = PurePosixPath(unicodedata.normalize("NFC", file).replace("\\", "/"))
    return (path.stem if path.suffix.lower() in READERS else path.name).casefold()


def _owners(transcript: Transcript, rows: Sequence[ParticipantRow]) -> tuple[dict[str, ParticipantRow], list[str]]:
    """Return speaker name -> row for one transcript, and what could not be joined."""
    wanted = _rows_for(transcript, rows)
    owners: dict[str, ParticipantRow] = {}
    warnings = []
    for row in (row for row in wanted if row.speaker):
        speaker = _speaker(transcript, row.speaker)
        if speaker is None or (speaker.reason == "map" and speaker.role is not Role.RESPONDENT):
            warnings.append(_cannot_join(transcript, row, speaker))
        else:
            owners.setdefault(speaker.name, row)
    unnamed = [row for row in wanted if not row.speaker]
    free = [one for one in transcript.speakers if one.role is Role.RESPONDENT and one.name not in owners]
    if unnamed and len(free) == 1:
        owners[free[0].name] = unnamed[0]
    elif unnamed and free:
        warnings.append(
            _(
                "{transcript}: several people answer ({speakers}); write in the column 说话人 of row {row} who it is"
            ).format(transcript=transcript.name, row=unnamed[0].number, speakers=_names(free))
        )
    return owners, warnings


def _cannot_join(transcript: Transcript, row: ParticipantRow, speaker: Speaker | None) -> str:
    if speaker is None:
        return _(
            "{transcript}: row {row} of the attribute table names a speaker that does not speak there; the speakers "
            "are {speakers}"
        ).format(transcript=transcript.name, row=row.number, speakers=_names(transcript.speakers))
    return _(
        "{transcript}: row {row} of the attribute table names {speaker}, whom [speakers] in qualcode.toml makes "
        "{role}; correct one of them"
    ).format(transcript=transcript.name, row=row.number, speaker=speaker.name, role=speaker.role)


def _names(speakers: Iterable[Speaker]) -> str:
    return ", ".join(speaker.name for speaker in speakers)


def _rows_for(transcript: Transcript, rows: Sequence[ParticipantRow]) -> list[ParticipantRow]:
    """Rows whose file is this one; where the header has a 编号, the rows of that person before all."""
    header = str(transcript.attributes.get("id", "")).strip()
    names = {transcript.name.casefold(), transcript.name.split("#", maxsplit=1)[0].casefold()}
    by_header = [row for row in rows if header and row.id == header]
    by_file = [row for row in rows if row.file and _file_key(row.file) in names]
    if "#" in transcript.name and by_header:
        by_file = []
    if not by_file and not by_header:
        by_file = [row for row in rows if not row.file and row.id.casefold() in names]
    fits = [row for row in by_header if row not in by_file]
    if by_file:
        return by_file + [row for row in fits if row.id not in {other.id for other in by_file}]
    return [replace(row, speaker=row.speaker if _speaker(transcript, row.speaker) else "") for row in fits[:1]]


def _speaker(transcript: Transcript, wanted: str) -> Speaker | None:
    key = key_of(wanted)
    return next(
        (
            speaker
            for speaker in transcript.speakers
            if key and key in {key_of(name) for name in (speaker.name, *speaker.labels)}
        ),
        None,
    )


def _settle(transcript: Transcript, owners: Mapping[str, ParticipantRow]) -> Transcript:
    """Infer the other roles again, knowing who answers, and add what the table says of the meeting."""
    if not owners:
        return transcript
    header = transcript.text[: transcript.turns[0].span.start]
    said = {speaker.name: (speaker.role, 1.0, "map") for speaker in transcript.speakers if speaker.reason == "map"}
    settled = with_roles(transcript, tied_labels(document_of(header, "txt").lines), said, tuple(owners))
    meeting = {
        key: str(value)
        for row in owners.values()
        for key, value in row.attributes.items()
        if key in MEETING_KEYS and value is not None
    }
    return replace(settled, attributes={**meeting, **transcript.attributes})


def _listed(ids: set[str], rows: Sequence[ParticipantRow]) -> dict[str, Participant]:
    """One participant per id; attributes of meetings stay where all rows of the person agree."""
    people = {}
    for owner in ids:
        own = [row.attributes for row in rows if row.id == owner]
        attributes: dict[str, AttributeValue] = {}
        for key in own[0]:
            values = list(dict.fromkeys(row[key] for row in own if row[key] is not None))
            attributes[key] = values[0] if len(values) == 1 else None
        people[owner] = Participant(owner, attributes)
    return people


def _strangers(
    transcripts: Sequence[Transcript], links: Mapping[tuple[str, str], str], taken: set[str]
) -> list[tuple[Participant, tuple[str, str]]]:
    """Respondents without a row; where one alone answers, the header describes that person."""
    found = []
    for transcript in transcripts:
        answering = [speaker for speaker in transcript.speakers if speaker.role is Role.RESPONDENT]
        for speaker in answering:
            if (transcript.name, speaker.name) in links:
                continue
            alone = len(answering) == 1
            known: dict[str, AttributeValue] = {}
            for key in _PERSON_KEYS if alone else ():
                value = transcript.attributes.get(key)
                if value:
                    known[key] = int(value) if key == "age" and value.isdecimal() else value
            name = transcript.name if alone and transcript.name not in taken else f"{transcript.name}/{speaker.name}"
            found.append((Participant(name, known, listed=False), (transcript.name, speaker.name)))
    return found


def _derive(person: Participant, groups: Mapping[str, Iterable[str]]) -> Participant:
    """Add the role group, and the age band where the table has none."""
    attributes = dict(person.attributes)
    role = attributes.get("role")
    if isinstance(role, str):
        attributes["role_group"] = role_group(role, groups)
    age = attributes.get("age")
    if "age_band" not in attributes and isinstance(age, int | float) and age >= 0:
        attributes["age_band"] = next(band for least, band in _BANDS if age >= least)
    return replace(person, attributes=attributes)
