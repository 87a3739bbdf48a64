"""What the read report says of one transcript."""

from collections import Counter
from dataclasses import dataclass, replace

from qualcode.i18n import _
from qualcode.model import Role, Speaker, Transcript

#: below this confidence the report asks to look at a role.
_UNSURE = 0.6
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class ReadReport:
    """How one interview was read, for somebody who checks it the same evening.

    Attributes:
        name: Name of the transcript.
        source: Path of the file.
        layout: Key of the layout found.
        encoding: Encoding of the file, "" for binary formats.
        turns: Number of turns.
        speakers: In order of first appearance, with role, confidence and reason.
        unread: Number of lines that were not understood; they stay in the text and in their turn.
        unread_lines: Their 1-based numbers; of the rendered text for binary formats.
        warnings: Sentences.
        refused: Why nothing was read, "" where it was.
    """

    name: str
    source: str
    layout: str = ""
    encoding: str = ""
    turns: int = 0
    speakers: tuple[Speaker, ...] = ()
    unread: int = 0
    unread_lines: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A transcript with its report; no transcript where the file was refused."""

    transcript: Transcript | None
    report: ReadReport


def report_on(transcript: Transcript, first_line: int = 1) -> ReadReport:
    """Return the report on a transcript whose text begins in line ``first_line`` (1-based) of its file."""
    numbers = tuple(transcript.text.count("\n", 0, span.start) + first_line for span in transcript.unread)
    return ReadReport(
        name=transcript.name,
        source=transcript.source,
        layout=transcript.layout,
        encoding=transcript.encoding,
        turns=len(transcript.turns),
        speakers=transcript.speakers,
        unread=len(numbers),
        unread_lines=numbers,
        warnings=tuple(_warnings(transcript)),
    )


def renewed(report: ReadReport, transcript: Transcript) -> ReadReport:
    """Return the report after the attribute table has settled who answers."""
    return replace(report, speakers=transcript.speakers, warnings=tuple(_warnings(transcript)))


def _warnings(transcript: Transcript) -> list[str]:
    found = []
    if len(transcript.speakers) == 1 and not any(turn.label for turn in transcript.turns):
        found.append(
            _(
                "no speakers found: everything counts as one respondent's; write a label such as 问： or 答： "
                "before each turn if somebody else speaks too"
            )
        )
    elif not any(speaker.role is Role.INTERVIEWER for speaker in transcript.speakers):
        found.append(
            _(
                "nobody was found to be the interviewer: every speaker counts as a respondent; correct it with "
                "[speakers] in qualcode.toml"
            )
        )
    else:
        unsure = [speaker.name for speaker in transcript.speakers if speaker.confidence < _UNSURE]
        if unsure:
            found.append(
                _(
                    "the role of {speakers} is little more than a guess; confirm it with [speakers] in qualcode.toml"
                ).format(speakers=", ".join(unsure[:_SHOWN]) + (" …" if len(unsure) > _SHOWN else ""))
            )
    empty = sum(not len(turn.body) for turn in transcript.turns)
    if empty:
        found.append(_("{count} turns hold no words").format(count=empty))
    repeated = _repeated(transcript)
    if repeated:
        found.append(
            _(
                "{count} lines repeat the line before at least twice, which speech recognition invents over "
                "silence; listen to them again"
            ).format(count=repeated)
        )
    return found


def _repeated(transcript: Transcript) -> int:
    """Count the lines in runs of three or more equal ones, sounds such as 嗯 aside."""
    runs: Counter[int] = Counter()
    number, before = 0, ""
    for line in transcript.text.split("\n"):
        words = line.strip()
        if words and words == before:
            runs[number] += 1
        elif words:
            number, before = number + 1, words
    return sum(count for count in runs.values() if count >= 2)
