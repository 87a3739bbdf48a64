"""Proposals -> codings: one for each code and unit, with all its evidence."""

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from qualcode.language.polarity import Judgement
from qualcode.model import Coding, Corpus, Evidence, Polarity, Span, Unit, UnitKind
from qualcode.rules.compiler import CompiledCodebook
from qualcode.rules.index import Pair, TextIndex
from qualcode.rules.nodes import Match
from qualcode.rules.table import CompiledRule

CONTEXT = 20


class Proposal(NamedTuple):
    """A match of one rule, judged."""

    rule: CompiledRule
    match: Match
    judged: Judgement


class CodingMaker:
    """Makes the codings of one transcript.

    Args:
        compiled: The codebook. corpus: For ids and participants. index: The transcript.
        unit: What a coding covers.
    """

    def __init__(self, compiled: CompiledCodebook, corpus: Corpus, index: TextIndex, unit: UnitKind) -> None:
        self._compiled, self._index, self._unit = compiled, index, unit
        self._transcript = index.transcript
        self._links = corpus.links
        self._units: dict[int, Unit] = {}
        self._prefix = corpus.id_prefix(index.transcript.name)

    def codings(self, found: dict[tuple[str, int], list[Proposal]]) -> list[Coding]:
        """Return the codings in text order.

        Args:
            found: ``(code, number of the sentence) -> proposals``.
        """
        groups: dict[tuple[str, int, int], tuple[Unit, list[Proposal]]] = {}
        for (code, sentence), proposals in found.items():
            unit = self._unit_of(sentence)
            for proposal in proposals:
                segment = self._segment(unit, sentence, proposal)
                groups.setdefault((code, *segment), (unit, []))[1].append(proposal)
        made = [
            self._coding(code, unit.span if self._unit is not UnitKind.MATCH else Span(start, end), unit, proposals)
            for (code, start, end), (unit, proposals) in groups.items()
        ]
        made.sort(key=lambda coding: (coding.span.start, coding.span.end, coding.code))
        return list(self._one_of_exclusive(made))

    def _unit_of(self, sentence: int) -> Unit:
        if sentence in self._units:
            return self._units[sentence]
        unit = self._units[sentence] = self._new_unit(sentence)
        return unit

    def _new_unit(self, sentence: int) -> Unit:
        start, end, turn = self._index.bounds[sentence]
        name = self._transcript.name
        if self._unit is UnitKind.TURN:
            return Unit(f"{self._prefix}@{turn + 1}", name, turn + 1, self._transcript.turns[turn].body, turn)
        return Unit(f"{self._prefix}#{sentence + 1}", name, sentence + 1, Span(start, end), turn)

    def _segment(self, unit: Unit, sentence: int, proposal: Proposal) -> Pair:
        if self._unit is not UnitKind.MATCH:
            return unit.span.start, unit.span.end
        start, end, _turn = self._index.bounds[sentence]
        inside = [span for span in proposal.match.spans if start <= span[0] < end]
        return inside[0][0], max(stop for _start, stop in inside)

    def _coding(self, code: str, span: Span, unit: Unit, proposals: list[Proposal]) -> Coding:
        text, speaker = self._transcript.text, self._transcript.turns[unit.turn].speaker
        if len(proposals) > 1:
            distinct = {_order(proposal): proposal for proposal in proposals}
            proposals = [distinct[key] for key in sorted(distinct)]
        evidence = tuple(self._evidence(proposal) for proposal in proposals)
        polarities = {one.polarity for one in evidence}
        key = f"{self._transcript.name}\n{code}\nrules\n{span.start}\n{span.end}"
        return Coding(
            id=hashlib.sha256(key.encode()).hexdigest()[:16],
            code=code,
            transcript=self._transcript.name,
            span=span,
            unit=unit,
            speaker=speaker,
            participant=self._links.get((self._transcript.name, speaker), ""),
            polarity=polarities.pop() if len(polarities) == 1 else Polarity.MIXED,
            evidence=evidence,
            quote=text[span.start : span.end],
            before=text[max(span.start - CONTEXT, 0) : span.start],
            after=text[span.end : span.end + CONTEXT],
            codebook=self._compiled.hash,
        )

    def _evidence(self, proposal: Proposal) -> Evidence:
        judged, match = proposal.judged, proposal.match
        sentence = self._index.sentence_at(match.spans[-1][0])
        first = next(start for start, _end in match.spans if start >= self._index.bounds[sentence][0])
        flags = self._index.polarity(sentence).flags(first)
        if self._echoes(sentence):
            flags += ("echo",)
        spans = tuple(Span(start, end) for start, end in match.spans)
        return Evidence(proposal.rule.rule.id, spans, judged.polarity, judged.cue and Span(*judged.cue), flags)

    def _echoes(self, sentence: int) -> bool:
        """Tell whether a sentence merely repeats the question: asked back, and nearly all of it was in the question."""
        start, end, turn = self._index.bounds[sentence]
        if self._index.script[end - 1] not in "?？":
            return False
        asked = self._transcript.turns[turn].answers
        if asked is None:
            return False
        question = self._transcript.turns[asked].body
        heard = set(self._index.script[question.start : question.end])
        letters = [letter for letter in self._index.script[start:end] if letter.isalnum()]
        return sum(letter in heard for letter in letters) >= 0.8 * len(letters)

    def _one_of_exclusive(self, codings: list[Coding]) -> Iterator[Coding]:
        """Of an exclusive group keep only the code that the group names first."""
        groups = self._compiled.codebook.exclusive
        present = {(coding.unit.id, coding.code) for coding in codings} if groups else set()
        for coding in codings:
            stronger = [
                other for group in groups if coding.code in group for other in group[: group.index(coding.code)]
            ]
            if not any((coding.unit.id, other) in present for other in stronger):
                yield coding


def _order(proposal: Proposal) -> tuple[tuple[Pair, ...], str]:
    return proposal.match.spans, proposal.rule.rule.id
