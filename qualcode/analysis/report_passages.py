"""Transcripts and codings as the report shows them: who says what where, what was found in it, and by which rule."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qualcode.analysis.counts import Speech
from qualcode.analysis.tables import in_text_order
from qualcode.language.sentences import sentence_bounds
from qualcode.model import Coding, Corpus, Evidence, Transcript


@dataclass(frozen=True, slots=True)
class ReportTurn:
    """One turn.

    Attributes:
        begin: Where the block with its label begins.
        start: First character of what was said. end: Behind its last one.
        answers: Index of the turn with the question, or None.
    """

    begin: int
    start: int
    end: int
    speaker: str
    role: str
    answers: int | None


@dataclass(frozen=True, slots=True)
class ReportTranscript:
    """One whole text.

    Attributes:
        prefix: What stands before ``#`` in the ids of its sentences.
        turns: In text order.
        sentences: Start and end of every sentence, flat: ``(start, end, start, end, ...)``; the n-th is ``#n``.
        notes: Start and end of what nobody said, flat.
        unread: Start and end of lines that were not understood, flat.
        astral: Offsets of the characters beyond U+FFFF, which take two places in a browser's strings.
    """

    name: str
    source: str
    prefix: str
    text: str
    turns: tuple[ReportTurn, ...]
    sentences: tuple[int, ...]
    notes: tuple[int, ...]
    unread: tuple[int, ...]
    astral: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReportVoice:
    """One participant in one transcript (its index), and the group (its index) in each matrix."""

    transcript: int
    participant: str
    groups: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReportEvidence:
    """What one rule matched: the spans and the word that negates it (both flat), the polarity and flags."""

    rule: str
    spans: tuple[int, ...]
    cue: tuple[int, ...]
    polarity: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportCoding:
    """One coding with its context.

    Attributes:
        code: Index of the code. transcript: Index of the transcript.
        start: First code point. end: Behind the last one.
        unit: Id of its unit.
        turn: Index of the turn it begins in.
        first: Index of the first sentence that it overlaps. last: Index behind the last one.
        voices: Whom it covers, by index; it is counted for the first of them. Empty where it is not counted.
    """

    id: str
    code: int
    transcript: int
    start: int
    end: int
    unit: str
    turn: int
    speaker: str
    first: int
    last: int
    polarity: str
    state: str
    coder: str
    origin: str
    voices: tuple[int, ...]
    evidence: tuple[ReportEvidence, ...]


def report_transcript(corpus: Corpus, transcript: Transcript) -> ReportTranscript:
    """Return a transcript with its turns and sentences."""
    return ReportTranscript(
        transcript.name, transcript.source, corpus.id_prefix(transcript.name), transcript.text,
        tuple(ReportTurn(turn.span.start, turn.body.start, turn.body.end, turn.speaker, turn.role.value, turn.answers)
              for turn in transcript.turns),
        _flat(_sentences(transcript)),
        _flat((note.span.start, note.span.end) for note in transcript.notes),
        _flat((span.start, span.end) for span in transcript.unread),
        tuple(place for place, character in enumerate(transcript.text) if character > "\uffff"),
    )


def report_codings(
    speech: Speech, codings: Iterable[Coding], codes: Sequence[str], voices: Sequence[ReportVoice]
) -> tuple[ReportCoding, ...]:
    """Return the codings of the corpus' transcripts in text order, also those that are not counted."""
    names = [transcript.name for transcript in speech.corpus.transcripts]
    place = {name: index for index, name in enumerate(names)}
    code_at = {code: index for index, code in enumerate(codes)}
    voice_at = {(names[voice.transcript], voice.participant): index for index, voice in enumerate(voices)}
    sentences: Mapping[str, _Sentences] = {
        transcript.name: _Sentences(transcript) for transcript in speech.corpus.transcripts
    }
    shown = []
    for coding in in_text_order(codings):
        if coding.transcript not in place:
            continue
        covered = dict.fromkeys(
            voice_at[coding.transcript, item.participant] for item in speech.covered(coding))
        first, last = sentences[coding.transcript].overlapped(coding.span.start, coding.span.end)
        shown.append(ReportCoding(
            coding.id, code_at[coding.code], place[coding.transcript], coding.span.start, coding.span.end,
            coding.unit.id, coding.unit.turn, coding.speaker, first, last, coding.polarity.value, coding.state.value,
            coding.coder, coding.origin.value, tuple(covered), tuple(map(_evidence, coding.evidence)),
        ))
    return tuple(shown)


class _Sentences:
    """Where the sentences of one transcript begin and end, to look up which a span overlaps."""

    def __init__(self, transcript: Transcript) -> None:
        bounds = _sentences(transcript)
        self.starts = [start for start, _end in bounds]
        self.ends = [end for _start, end in bounds]

    def overlapped(self, start: int, end: int) -> tuple[int, int]:
        first = bisect_right(self.ends, start)
        return first, max(first, bisect_left(self.starts, end))


def _sentences(transcript: Transcript) -> list[tuple[int, int]]:
    return [pair for turn in transcript.turns
            for pair in sentence_bounds(transcript.text, turn.body.start, turn.body.end)]


def _flat(pairs: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    return tuple(offset for pair in pairs for offset in pair)


def _evidence(evidence: Evidence) -> ReportEvidence:
    spans = _flat((span.start, span.end) for span in evidence.spans)
    cue = (evidence.cue.start, evidence.cue.end) if evidence.cue else ()
    return ReportEvidence(evidence.rule, spans, cue, evidence.polarity.value, evidence.flags)
