"""Proposals -> codings: one for each code and unit, with all its evidence."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from qualcode.language.polarity import Judgement
from qualcode.model import Coding, Corpus, Evidence, Polarity, Span, Unit, UnitKind
from qualcode.rules.compiler import CompiledCodebook, CompiledRule
from qualcode.rules.index import Pair, TextIndex
from qualcode.rules.nodes import Match

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
        self._prefix = corpus.id_prefix(index.transcript.name)

    def codings(self, found: dict[tuple[str, int], list[Proposal]]) -> list[Coding]:
        """Return the codings in text order.

        Args:
            found: ``(code, number of the sentence) -> proposals``.
        """
        groups: dict[tuple[str, Span, Unit], list[Proposal]] = defaultdict(list)
        for (code, sentence), proposals in found.items():
            for proposal in proposals:
                unit = self._unit_of(sentence)
                groups[code, self._segment(unit, sentence, proposal), unit].append(proposal)
        made = [self._coding(*key, proposals) for key, proposals in groups.items()]
        made.sort(key=lambda coding: (coding.span.start, coding.span.end, coding.code))
        return list(self._one_of_exclusive(made))

    def _unit_of(self, sentence: int) -> Unit:
        start, end, turn = self._index.bounds[sentence]
        name = self._transcript.name
        if self._unit is UnitKind.TURN:
            return Unit(f"{self._prefix}@{turn + 1}", name, turn + 1, self._transcript.turns[turn].body, turn)
        return Unit(f"{self._prefix}#{sentence + 1}", name, sentence + 1, Span(start, end), turn)

    def _segment(self, unit: Unit, sentence: int, proposal: Proposal) -> Span:
        if self._unit is not UnitKind.MATCH:
            return unit.span
        start, end, _turn = self._index.bounds[sentence]
        inside = [span for span in proposal.match.spans if start <= span[0] < end]
        return Span(inside[0][0], max(stop for _start, stop in inside))

    def _coding(self, code: str, span: Span, unit: Unit, proposals: list[Proposal]) -> Coding:
        text, speaker = self._transcript.text, self._transcript.turns[unit.turn].speaker
        evidence = tuple(dict.fromkeys(self._evidence(proposal) for proposal in sorted(proposals, key=_order)))
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
        judged = proposal.judged
        flags = judged.flags + (("echo",) if self._echoes(proposal.match) else ())
        spans = tuple(Span(start, end) for start, end in proposal.match.spans)
        return Evidence(proposal.rule.rule.id, spans, judged.polarity, judged.cue and Span(*judged.cue), flags)

    def _echoes(self, match: Match) -> bool:
        """Tell whether the words merely repeat the question: asked back, and nearly all of it was in the question."""
        start, end, turn = self._index.bounds[self._index.sentence_at(match.spans[-1][0])]
        asked = self._transcript.turns[turn].answers
        said = self._index.script[start:end].rstrip("”’\"' ")
        if asked is None or not said.endswith(("?", "？")):
            return False
        question = self._transcript.turns[asked].body
        heard = set(self._index.script[question.start : question.end])
        letters = [letter for letter in said if letter.isalnum()]
        return sum(letter in heard for letter in letters) >= 0.8 * len(letters)

    def _one_of_exclusive(self, codings: list[Coding]) -> Iterator[Coding]:
        """Of an exclusive group keep only the code that the group names first."""
        groups = self._compiled.codebook.exclusive
        present = {(coding.span, coding.code) for coding in codings} if groups else set()
        for coding in codings:
            stronger = [
                other for group in groups if coding.code in group for other in group[: group.index(coding.code)]
            ]
            if not any((coding.span, other) in present for other in stronger):
                yield coding


def _order(proposal: Proposal) -> tuple[tuple[Pair, ...], str]:
    return proposal.match.spans, proposal.rule.rule.id
