"""Sentences and units. A line break always ends a sentence: readers join the lines that belong together."""

import re
from collections.abc import Iterator

from qualcode.model import Span, Transcript, Unit, UnitKind

#: a run of sentence ends with whatever closes after it; a line break.
_END = re.compile(r"(?:[。！？!?]|…+|\.(?=\s|$))+[”’\"'」』）)】》]*|\n")


def sentence_spans(text: str, span: Span) -> list[Span]:
    """Return the sentences of ``span``: they tile it but for white space.

    >>> [s.of("你好！吃了没？ 吃了") for s in sentence_spans("你好！吃了没？ 吃了", Span(0, 10))]
    ['你好！', '吃了没？', '吃了']
    """
    return [Span(start, end) for start, end in sentence_bounds(text, span.start, span.end)]


def sentence_bounds(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the sentences of ``[start, end)`` as plain pairs: the same, for long texts."""
    bounds: list[tuple[int, int]] = []
    at = start
    for match in _END.finditer(text, start, end):
        stop = match.end()
        if text[at].isspace() or text[stop - 1].isspace():
            bounds += _trimmed(text, at, stop)
        else:
            bounds.append((at, stop))  # nearly always
        at = stop
    return bounds + _trimmed(text, at, end)


def _trimmed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    piece = text[start:end]
    bare = piece.strip()
    start += len(piece) - len(piece.lstrip())
    return [(start, start + len(bare))] if bare else []


def trim(text: str, start: int, end: int) -> Span:
    """Return the stretch without white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def iter_units(transcript: Transcript, kind: UnitKind, prefix: str) -> Iterator[Unit]:
    """Yield the units of a transcript in text order, the interviewer's included, so that numbers never shift.

    Args:
        transcript: The transcript.
        kind: ``SENTENCE`` or ``TURN``; ``MATCH`` codings stand in sentences.
        prefix: What stands before the number, see ``Corpus.id_prefix``.
    """
    if kind is UnitKind.TURN:
        for turn in transcript.turns:
            yield Unit(f"{prefix}@{turn.index + 1}", transcript.name, turn.index + 1, turn.body, turn.index)
        return
    number = 0
    for turn in transcript.turns:
        for span in sentence_spans(transcript.text, turn.body):
            number += 1
            yield Unit(f"{prefix}#{number}", transcript.name, number, span, turn.index)
