"""Where a coding stands: from a span of a transcript to its unit, speaker, participant, quote and context."""

from bisect import bisect_right
from dataclasses import replace

from qualcode.language.sentences import iter_units
from qualcode.model import Coding, Corpus, Span, Unit, UnitKind
from qualcode.rules.codings import CONTEXT


class Places:
    """The units of a corpus, found as they are asked for.

    Args:
        corpus: The transcripts.
    """

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._units: dict[tuple[str, UnitKind], tuple[list[Unit], list[int]]] = {}

    def unit(self, transcript: str, span: Span, kind: UnitKind = UnitKind.SENTENCE) -> Unit:
        """Return the first unit that a span overlaps, else the one before it; the first where there is none before.

        A transcript without a word has a unit that is empty.
        """
        units, ends = self.units(transcript, kind)
        if not units:
            return Unit(f"{self.corpus.id_prefix(transcript)}#1", transcript, 1, Span(0, 0), 0)
        place = min(bisect_right(ends, span.start), len(units) - 1)
        if place and not units[place].span.overlaps(Span(span.start, max(span.end, span.start + 1))):
            place -= 1
        return units[place]

    def units(self, transcript: str, kind: UnitKind = UnitKind.SENTENCE) -> tuple[list[Unit], list[int]]:
        """Return the units of a transcript in the order of the text, and where each ends."""
        if (transcript, kind) not in self._units:
            found = list(iter_units(self.corpus.by_name[transcript], kind, self.corpus.id_prefix(transcript)))
            self._units[transcript, kind] = found, [unit.span.end for unit in found]
        return self._units[transcript, kind]

    def placed(self, coding: Coding, transcript: str, span: Span) -> Coding:
        """Return a coding as it is when it stands on ``span`` of ``transcript``; its evidence is not moved."""
        source = self.corpus.by_name[transcript]
        kind = UnitKind.TURN if "@" in coding.unit.id else UnitKind.SENTENCE
        unit = self.unit(transcript, span, kind)
        speaker = source.turns[unit.turn].speaker if source.turns else ""
        text = source.text
        return replace(
            coding, transcript=transcript, span=span, unit=unit, speaker=speaker,
            participant=self.corpus.links.get((transcript, speaker), ""), quote=span.of(text),
            before=text[max(span.start - CONTEXT, 0) : span.start], after=text[span.end : span.end + CONTEXT],
        )
