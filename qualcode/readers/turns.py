"""Marks -> turns: contiguous spans, bodies without labels, one speaker for all spellings of a label."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qualcode.language.sentences import trim
from qualcode.model import Note, Role, Span, Speaker, Transcript, Turn
from qualcode.readers.document import BLANKS, Document, Line, Mark
from qualcode.readers.header import parts_of, read_header
from qualcode.readers.labels import key_of, split_aside
from qualcode.readers.layouts import Layout
from qualcode.readers.notes import bracket_kind, find_notes, outside_speech
from qualcode.readers.roles import Ruling, with_roles
from qualcode.readers.tables import table_fields
from qualcode.settings import SpeakerSetting

#: the one voice of a text in which nobody is named.
NOBODY = "说话人"
_PAIRED = re.compile(r"([qa问答访受])[-_.]?(\d{1,3})")
_SECTION = re.compile(r"#{1,6}\s")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a transcript comes from, and what the project says of its speakers.

    Attributes:
        name: Name of the transcript.
        source: Path as shown.
        sha256: Hash of the file's bytes.
        speakers: Label -> what the speaker map says, the transcript's own entries over those for all.
    """

    name: str
    source: str
    sha256: str
    speakers: Mapping[str, SpeakerSetting]


def build(document: Document, layout: Layout, origin: Origin) -> Transcript:
    """Return the transcript of a document whose turns are marked."""
    text, marks = document.text, layout.marks or (Mark(0, 0, "", NOBODY),)
    first = marks[0].start
    header = [line for line in document.lines if line.start < first]
    attributes, unread = read_header([line for line in header if line.cell is None])
    for heading, value in table_fields(header):
        attributes = {**parts_of(heading, value), **attributes} if value else attributes
    names = _speaker_names(marks, origin.speakers)
    turns = _turns(document, marks, names)
    voices: dict[str, dict[str, str]] = {}
    for turn in turns:
        voices.setdefault(turn.speaker, {}).setdefault(turn.label or turn.speaker, "")
    counts = {name: sum(turn.speaker == name for turn in turns) for name in voices}
    speakers = tuple(
        Speaker(name, tuple(labels), Role.RESPONDENT, 0.0, "", counts[name]) for name, labels in voices.items()
    )
    lines = sorted({line.start: line for line in (*unread, *layout.unread)}.items())
    transcript = Transcript(
        name=origin.name,
        text=text,
        turns=tuple(turns),
        speakers=speakers,
        attributes=attributes,
        notes=_notes(document, turns),
        unread=tuple(line.span for _start, line in lines),
        source=origin.source,
        layout=layout.name if layout.marks else "plain",
        encoding=document.encoding,
        sha256=origin.sha256,
    )
    return with_roles(transcript, layout.tied, rulings_of(transcript, origin.speakers))


def _notes(document: Document, turns: Sequence[Turn]) -> tuple[Note, ...]:
    """Return the notes outside labels: the time in ``[00:12] 张三：`` is part of the label."""
    found = find_notes(document.text, document.lines, turns[0].span.start)
    starts = [turn.span.start for turn in turns]
    owners = [turns[bisect_right(starts, note.span.start) - 1] for note in found]
    return tuple(
        note
        for note, turn in zip(found, owners, strict=True)
        if note.span.start >= turn.body.start or "\n" in document.text[turn.span.start : note.span.start]
    )


def rulings_of(transcript: Transcript, said: Mapping[str, SpeakerSetting]) -> dict[str, Ruling]:
    """Return speaker -> role that the speaker map gives it."""
    by_key = {key_of(label): setting for label, setting in said.items()}
    found: dict[str, Ruling] = {}
    for speaker in transcript.speakers:
        for label in (*speaker.labels, speaker.name):
            setting = by_key.get(key_of(label))
            if setting is not None and setting.role:
                found.setdefault(speaker.name, (Role(setting.role), 1.0, "map"))
    return found


def _speaker_names(marks: Sequence[Mark], said: Mapping[str, SpeakerSetting]) -> list[str]:
    """Return each mark's speaker: the first spelling of its label, or the name that the map gives it."""
    written = [mark.label or mark.speaker or NOBODY for mark in marks]
    keys = _voice_keys(written)
    mapped = {key_of(label): setting.name for label, setting in said.items() if setting.name}
    first: dict[str, str] = {}
    for key, label in zip(keys, written, strict=True):
        bare = split_aside(label)[0]
        first.setdefault(key, bare if key == key_of(bare) else label)
    for key, label in zip(keys, written, strict=True):
        if key != key_of(label) and _PAIRED.fullmatch(key_of(label)):
            first[key] = label[:1]
    return [
        mapped.get(key_of(label)) or mapped.get(key) or first[key].strip(BLANKS)
        for key, label in zip(keys, written, strict=True)
    ]


def _voice_keys(written: Sequence[str]) -> list[str]:
    """Return what all labels of one voice share: 张三（笑） is 张三, and Q1 … Q9 beside A1 … A9 are Q and A."""
    parts = [split_aside(label) for label in written]
    asides: dict[str, set[str]] = {}
    for bare, aside in parts:
        if bracket_kind(aside) is None:
            asides.setdefault(key_of(bare), set()).add(aside)
    # 学生（男） and 学生（女） are two people; 李明（访谈者） is 李明 where no other bracket stands behind the name.
    keys = [
        key_of(
            bare if not aside or bracket_kind(aside) or len(asides[key_of(bare)] - {""}) == 1 else f"{bare}({aside})"
        )
        for bare, aside in parts
    ]
    numbers: dict[str, list[str]] = {}
    for key in keys:
        match = _PAIRED.fullmatch(key)
        if match:
            numbers.setdefault(match.group(1), []).append(match.group(2))
    for ask, answer in (("q", "a"), ("问", "答"), ("访", "受")):
        shared = set(numbers.get(ask, [])) & set(numbers.get(answer, []))
        if len(shared) >= 2 and len(numbers[ask]) < 2 * len(set(numbers[ask])):
            keys = [key[0] if _PAIRED.fullmatch(key) and key[0] in (ask, answer) else key for key in keys]
    return keys


def _turns(document: Document, marks: Sequence[Mark], names: Sequence[str]) -> list[Turn]:
    text, starts = document.text, [line.start for line in document.lines]
    turns = []
    for index, (mark, name) in enumerate(zip(marks, names, strict=True)):
        last = marks[index + 1].start if index + 1 < len(marks) else len(text)
        lines = document.lines[bisect_left(starts, mark.start) : bisect_left(starts, last)]
        body = _body(text, mark, _end_of_speech(lines, mark, last))
        turns.append(Turn(index, Span(mark.start, last), body, mark.label, name, Role.RESPONDENT, mark.begin, mark.end))
    return turns


def _end_of_speech(lines: Sequence[Line], mark: Mark, last: int) -> int:
    """Leave out what stands below the words: blank lines, stage notes, section headings, boilerplate."""
    end = last
    for line in reversed(lines):
        said = not (line.blank or outside_speech(line.text) or _SECTION.match(line.text))
        if said or line.start < mark.body:
            break
        end = line.start
    return end


def _body(text: str, mark: Mark, end: int) -> Span:
    start = min(mark.body, end)
    body = trim(text, start, end)
    words = body.of(text)
    if words.count("**") % 2:  # emphasis that began before the label, or ends behind it
        if words.endswith("**"):
            body = trim(text, body.start, body.end - 2)
        elif words.startswith("**"):
            body = trim(text, body.start + 2, body.end)
    return body
