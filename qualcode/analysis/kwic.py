"""Keyword in context: every place where somebody says a phrase, with what stands to its left and right."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qualcode.analysis.tables import attribute_of
from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.language.layers import mask_notes, script_layer, speech_layer
from qualcode.language.sentences import iter_units
from qualcode.language.tokens import LOOSE, token_spans
from qualcode.model import Corpus, Role, Span, Transcript, Turn, UnitKind

if TYPE_CHECKING:
    import pandas as pd

KWIC_COLUMNS = (
    "unit_id", "transcript", "participant", "town", "role", "start", "end", "left", "key", "right",
)


def kwic_table(
    corpus: Corpus, phrase: str, *, regex: bool = False, width: int = 20, everybody: bool = False
) -> "pd.DataFrame":
    """Return every occurrence of a phrase in text order.

    A phrase is found where both its ends lie on token boundaries (会用 is not in 学会用), in simplified and
    traditional, full-width and half-width characters alike, and through dialect forms: 没有 finds 没得, while 没得
    finds itself only.
    Notes in brackets are nobody's words. A regular expression needs no token boundary; it is tried, without regard to
    case, on the text and on its simplified layer. Nothing is found across turns.

    Args:
        corpus: The transcripts.
        phrase: The phrase, or a regular expression of Python's ``re``.
        regex: Whether ``phrase`` is a regular expression.
        width: Characters of the turn to the left and to the right; line breaks there become blanks.
        everybody: Search interviewers and bystanders too.

    Returns:
        Columns ``unit_id, transcript, participant, town, role, start, end, left, key, right``; ``unit_id`` is the
        sentence in which the key begins, ``start`` and ``end`` are half-open code points.

    Raises:
        UsageError: the phrase is empty, the width is negative, or the regular expression is not one.
    """
    import pandas as pd

    if width < 0:
        raise UsageError(_("the width is {width}; give 0 or more characters").format(width=width))
    find = _finder(phrase, regex)
    rows = [row for transcript in corpus.transcripts for row in _rows(corpus, transcript, find, width, everybody)]
    return pd.DataFrame(rows, columns=list(KWIC_COLUMNS))


class _Layers:
    """A transcript's text and its parallel layers, all of one length."""

    def __init__(self, transcript: Transcript) -> None:
        script = script_layer(transcript.text)
        self.text = mask_notes(transcript.text, transcript.notes)
        self.script = mask_notes(script, transcript.notes)
        self.speech = mask_notes(speech_layer(script), transcript.notes)


class _PhraseFinder:
    """Finds a plain phrase at token boundaries."""

    def __init__(self, phrase: str) -> None:
        self.wanted = script_layer(phrase.strip())

    def spans(self, layers: _Layers, body: Span) -> set[Span]:
        found = {span for layer in (layers.script, layers.speech) for span in self._places(layer, body)}
        if not found:
            return found
        edges = {body.end}
        for token in token_spans(layers.speech, body):
            edges |= {token.start, token.start + 1} if token.of(layers.speech) in LOOSE else {token.start}
        return {span for span in found if span.start in edges and span.end in edges}

    def _places(self, layer: str, body: Span) -> Iterator[Span]:
        start = layer.find(self.wanted, body.start, body.end)
        while start >= 0:
            yield Span(start, start + len(self.wanted))
            start = layer.find(self.wanted, start + 1, body.end)


class _PatternFinder:
    """Finds a regular expression on the text and on its simplified layer; empty matches are no places."""

    def __init__(self, pattern: str) -> None:
        try:
            self.pattern = re.compile(pattern, re.IGNORECASE)
        except re.error as error:
            raise UsageError(
                _("not a regular expression: {why} at character {column}; mend it or search without --regex").format(
                    why=error.msg, column=(error.pos or 0) + 1)
            ) from error

    def spans(self, layers: _Layers, body: Span) -> set[Span]:
        return {
            Span(*match.span())
            for layer in (layers.text, layers.script)
            for match in self.pattern.finditer(layer, body.start, body.end) if match.group()
        }


def _finder(phrase: str, regex: bool) -> _PhraseFinder | _PatternFinder:
    if not phrase.strip():
        raise UsageError(_("the phrase is empty; give at least one character"))
    return _PatternFinder(phrase) if regex else _PhraseFinder(phrase)


def _rows(
    corpus: Corpus, transcript: Transcript, find: _PhraseFinder | _PatternFinder, width: int, everybody: bool
) -> Iterator[tuple[str | int, ...]]:
    layers = _Layers(transcript)
    units = list(iter_units(transcript, UnitKind.SENTENCE, corpus.id_prefix(transcript.name)))
    number = 0
    for turn in transcript.turns:
        if not everybody and turn.role is not Role.RESPONDENT:
            continue
        for span in sorted(find.spans(layers, turn.body)):
            while number + 1 < len(units) and units[number].span.end <= span.start:
                number += 1
            yield (units[number].id, *_who(corpus, transcript, turn), span.start, span.end,
                   *_context(transcript.text, turn.body, span, width))


def _who(corpus: Corpus, transcript: Transcript, turn: Turn) -> tuple[str, str, str, str]:
    person = corpus.participant_of(transcript.name, turn.speaker) if turn.role is Role.RESPONDENT else None
    if person is None:
        return transcript.name, "", "", ""
    town, role = (attribute_of(corpus, transcript.name, person.id, key) for key in ("town", "role"))
    return transcript.name, person.id, str(town or ""), str(role or "")


def _context(text: str, body: Span, span: Span, width: int) -> tuple[str, str, str]:
    left = text[max(body.start, span.start - width) : span.start]
    right = text[span.end : min(body.end, span.end + width)]
    return left.replace("\n", " "), span.of(text), right.replace("\n", " ")
