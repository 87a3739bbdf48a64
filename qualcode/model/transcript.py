"""One interview as it was read: an immutable text, its turns and its speakers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from qualcode.model.span import Span


class Role(StrEnum):
    """What a speaker does in the interview; who the person is, is an attribute of the participant."""

    INTERVIEWER = "interviewer"
    RESPONDENT = "respondent"
    OTHER = "other"


class NoteKind(StrEnum):
    """What a bracket or an editorial line stands for."""

    SOUND = "sound"  # （笑） （叹气） （电话响）
    PAUSE = "pause"  # [停顿] （沉默）
    UNCLEAR = "unclear"  # [听不清] （？） ×××
    STAGE = "stage"  # > (stage note), （插话）, anything else in brackets known as a note
    BOILERPLATE = "boilerplate"  # 以上内容由AI生成，仅供参考


@dataclass(frozen=True, slots=True)
class Note:
    """A stretch of text that nobody said. It stays in the text and is left out of word counts."""

    span: Span
    kind: NoteKind


@dataclass(frozen=True, slots=True)
class Turn:
    """One uninterrupted stretch of one speaker.

    Attributes:
        index: Position in the transcript, from 0.
        span: The whole block, label and trailing blank lines included; the spans of a transcript's turns
            are contiguous from the first turn to the end of the text.
        body: What was said, without label and time; inside ``span``; does not begin or end with white space.
        label: The label exactly as written, "" when there is none.
        speaker: Name after the speaker map; equals ``label`` when nothing was mapped.
        role: What the speaker does here.
        start: Seconds from the beginning of the recording, or None.
        end: Seconds from the beginning of the recording, or None.
        answers: Index of the turn with the question that this turn answers, or None.
    """

    index: int
    span: Span
    body: Span
    label: str
    speaker: str
    role: Role
    start: float | None = None
    end: float | None = None
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice in one transcript. The same 说话人1 in two files is two people.

    Attributes:
        name: Name after the speaker map; unique in the transcript.
        labels: Every label that stands for this speaker.
        role: Role in the interview.
        confidence: How sure the role is, in [0, 1]; 1.0 when a person said so.
        reason: Why, as a short key for the read report (``"label"``, ``"map"``, ``"table"``, ``"questions"`` ...).
        turns: Number of turns.
    """

    name: str
    labels: tuple[str, ...]
    role: Role
    confidence: float
    reason: str
    turns: int


@dataclass(frozen=True, slots=True)
class Transcript:
    """One immutable text with its turns.

    Attributes:
        name: Unique in the project; the file's name without its ending, ``…#2`` for the second interview in a file.
        text: Canonical text: LF line ends, no BOM, never changed after reading.
        turns: In text order.
        speakers: In order of first appearance.
        attributes: Header fields by canonical key (see ``model.attributes``), as written.
        notes: Stretches that nobody said, in text order.
        unread: Lines that were not understood; they stay in the text and in their turn.
        source: Path of the source file, relative to the project where it lies inside, with forward slashes.
        layout: Key of the layout that was found, such as ``"feishu"``.
        encoding: Encoding of the source, such as ``"gb18030"``; "" for binary formats.
        sha256: Hash of the source file's bytes.
    """

    name: str
    text: str
    turns: tuple[Turn, ...]
    speakers: tuple[Speaker, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    unread: tuple[Span, ...] = ()
    source: str = ""
    layout: str = "plain"
    encoding: str = ""
    sha256: str = ""
