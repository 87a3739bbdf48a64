"""Apply a compiled codebook to transcripts: a pure function, the same for one interview and for a pool of processes."""

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from qualcode.language.polarity import Judgement
from qualcode.model import Coding, Corpus, Polarity, Role, Stance, Transcript, UnitKind
from qualcode.rules.codings import CodingMaker, Proposal
from qualcode.rules.compiler import CompiledCodebook
from qualcode.rules.index import TextIndex
from qualcode.rules.nodes import Match, Place
from qualcode.rules.places import Places
from qualcode.rules.table import CompiledCode, CompiledRule
from qualcode.rules.tree import Scope

#: Code -> what its rules found in one place.
Pairs = dict[str, list[tuple[CompiledRule, Match]]]


def apply(
    compiled: CompiledCodebook, corpus: Corpus, *, unit: UnitKind = UnitKind.SENTENCE, contrary: bool = False
) -> list[Coding]:
    """Propose codings.

    Args:
        compiled: The codebook.
        corpus: Transcripts with the people who speak in them.
        unit: What a coding covers: the sentence, the turn, or just the matched words.
        contrary: Return what the codes' stance leaves out (不方便 for a code that wants 方便), not what it proposes.

    Returns:
        Codings sorted by transcript, start, end and code; the same input always gives the same list.
    """
    codings = []
    for transcript in corpus.transcripts:
        codings += apply_to(compiled, corpus, transcript, unit=unit, contrary=contrary)
    return codings


def apply_to(
    compiled: CompiledCodebook, corpus: Corpus, transcript: Transcript, *, unit: UnitKind = UnitKind.SENTENCE,
    contrary: bool = False,
) -> list[Coding]:
    """Propose codings for one transcript of a corpus; see ``apply``."""
    with _no_garbage():
        return Application(compiled, corpus, transcript, unit).codings(contrary)


def apply_both(
    compiled: CompiledCodebook, corpus: Corpus, transcript: Transcript, *, unit: UnitKind = UnitKind.SENTENCE
) -> tuple[list[Coding], list[Coding]]:
    """Return what is proposed for one transcript and what the codes' stance leaves out, for hardly more work."""
    with _no_garbage():
        application = Application(compiled, corpus, transcript, unit)
        return application.codings(), application.codings(contrary=True)


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Look for no garbage meanwhile: what is made are many small results without cycles, and looking costs a tenth."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@dataclass
class Application:
    """One codebook on one transcript."""

    compiled: CompiledCodebook
    corpus: Corpus
    transcript: Transcript
    unit: UnitKind = UnitKind.SENTENCE

    def __post_init__(self) -> None:
        self.index = TextIndex(self.transcript, self.compiled.lexicon)
        self.places = Places(self.compiled, self.corpus, self.index, self.matches_of)

    def codings(self, contrary: bool = False) -> list[Coding]:
        """Return the codings of the transcript, or what the codes' stance leaves out."""
        found: dict[tuple[str, int], list[Proposal]] = defaultdict(list)
        for sentence, place, pairs in self.matched:
            for code_id, of_code in pairs.items():
                for proposal in self.kept(self.compiled.codes[code_id], place, of_code, contrary):
                    coded = self.sentences_of(proposal.match, place) if sentence is None else (sentence,)
                    for number in coded:
                        found[code_id, number].append(proposal)
        return CodingMaker(self.compiled, self.corpus, self.index, self.unit).codings(found)

    @cached_property
    def matched(self) -> list[tuple[int | None, Place, Pairs]]:
        """What the rules find, place by place, with the number of the sentence where the place is one sentence."""
        called = {scope: self.worth_trying(scope) for scope, table in self.compiled.tables.items() if table.rules}
        places = {
            scope: {number: self.places.place(scope, number) for number in rules} for scope, rules in called.items()
        }
        self.tokenize([place for made in places.values() for place in made.values()])
        plain = self.plain_matches()
        matched: list[tuple[int | None, Place, Pairs]] = []
        for number in sorted({*plain, *called.get(Scope.SENTENCE, ())}):
            place = places[Scope.SENTENCE].get(number) or self.places.place(Scope.SENTENCE, number)
            rules = called[Scope.SENTENCE].get(number, ())
            matched.append((number, place, self.matches(place, rules, plain.get(number))))
        for scope in (Scope.TURN, Scope.QA, Scope.TRANSCRIPT):
            for number, place in places.get(scope, {}).items():
                matched.append((None, place, self.matches(place, called[scope][number])))
        return matched

    # -- where to look -------------------------------------------------------------------------------------------

    def worth_trying(self, scope: Scope) -> dict[int, list[tuple[CompiledCode, CompiledRule]]]:
        """Return, by the number of the place, the rules of a scope that may hold there and ask for who speaks there."""
        table, numbers = self.compiled.tables[scope], self.places.numbers(scope)
        worth = {}
        called = table.worth_trying(
            self.index.sentences_meeting, len(numbers), lambda bits: self.places.gather(scope, bits))
        for row, rules in sorted(called.items()):
            if self.places.role(scope, numbers[row]) is Role.RESPONDENT:
                worth[numbers[row]] = rules
            elif table.anyone and (asking := [pair for pair in rules if pair[1].anyone]):
                worth[numbers[row]] = asking
        return worth

    def tokenize(self, places: Iterable[Place]) -> None:
        """Find the tokens where plain words may stand and in all the sentences of places where a rule may hold."""
        wanted = self.index.may_hold(self.compiled.plain) & self.places.heard
        for place in places:
            # A window over several sentences counts the words of those between, which may hold no literal.
            wanted[place.sentences.start : place.sentences.stop] = True
        self.index.tokenize_sentences(wanted)

    # -- rules in places -----------------------------------------------------------------------------------------

    def plain_matches(self) -> dict[int, Pairs]:
        """Return, for each sentence of a respondent, the matches of rules that are only words."""
        rules_of = self.compiled.tables[Scope.SENTENCE].plain
        (numbers, starts, ends), owner = self.index.rows
        chosen = self.compiled.plain[numbers] & self.places.heard[owner]
        found: dict[int, Pairs] = {}
        columns = (column[chosen].tolist() for column in (owner, numbers, starts, ends))
        for sentence, number, start, end in zip(*columns, strict=True):
            match = Match(start, end, ((start, end),))
            pairs = found.setdefault(sentence, {})
            for code, rule in rules_of[number]:
                pairs.setdefault(code.code.id, []).append((rule, match))
        return found

    @staticmethod
    def matches(
        place: Place, rules: Iterable[tuple[CompiledCode, CompiledRule]], plain: Pairs | None = None
    ) -> Pairs:
        """Return what some rules find in one place, by code, along with what plain words have found there."""
        pairs = plain or {}
        for code, rule in rules:
            found = rule.part.find(place)
            if found:
                pairs.setdefault(code.code.id, []).extend([(rule, match) for match in found])
        return pairs

    def matches_of(self, code_id: str, place: Place) -> list[Match]:
        """Return what is evidence for a code in a place, for ``#code``: its rules are tried in that place's scope."""
        code = self.compiled.codes[code_id]
        pairs = [(rule, match) for rule in code.rules for match in rule.part.find(place) or ()]
        if place.is_question:
            return [match for _rule, match in self.unswallowed(code, place, pairs)]
        return [proposal.match for proposal in self.kept(code, place, pairs)]

    def kept(
        self, code: CompiledCode, place: Place, pairs: list[tuple[CompiledRule, Match]], contrary: bool = False
    ) -> list[Proposal]:
        """Leave out what is swallowed by an exception or a longer match, merely asked, or against the stance."""
        proposals = []
        for rule, match in self.unswallowed(code, place, pairs):
            judged = match.judged or self.index.judge(match.spans, place.answer_from)
            fits = match.judged is not None or _fits(code.code.stance, judged)
            if not judged.asked and fits != contrary:
                proposals.append(Proposal(rule, match, judged))
        said = {proposal.rule.rule.id for proposal in proposals if not proposal.match.context}
        return [proposal for proposal in proposals if not proposal.match.context or proposal.rule.rule.id in said]

    def unswallowed(
        self, code: CompiledCode, place: Place, pairs: list[tuple[CompiledRule, Match]]
    ) -> list[tuple[CompiledRule, Match]]:
        """Leave out what is swallowed by a longer match or by an exception."""
        pairs = self.longest(pairs)
        return self.outside_exceptions(code, place, pairs) if pairs and code.unlike else pairs

    @staticmethod
    def longest(pairs: list[tuple[CompiledRule, Match]]) -> list[tuple[CompiledRule, Match]]:
        """Drop a match all of whose words lie inside the words of one longer match of the same code."""
        if len(pairs) < 2:
            return pairs
        lengths = [sum(end - start for start, end in match.spans) for _rule, match in pairs]
        if min(lengths) == max(lengths):
            return pairs
        kept = []
        for (rule, match), length in zip(pairs, lengths, strict=True):
            swallowed = any(
                longer > length
                and all(any(s <= start and end <= e for s, e in other.spans) for start, end in match.spans)
                for (_rule, other), longer in zip(pairs, lengths, strict=True)
            )
            if not swallowed:
                kept.append((rule, match))
        return kept

    @staticmethod
    def outside_exceptions(
        code: CompiledCode, place: Place, pairs: list[tuple[CompiledRule, Match]]
    ) -> list[tuple[CompiledRule, Match]]:
        """Drop a match of which some words lie inside an exception."""
        swallowing = [(match.start, match.end) for part in code.swallowing for match in part.find(place) or ()]
        if not swallowing:
            return pairs
        return [
            (rule, match) for rule, match in pairs
            if not any(low <= start and end <= high for start, end in match.spans for low, high in swallowing)
        ]

    def sentences_of(self, match: Match, place: Place) -> Iterator[int]:
        """Yield the sentences to be coded: every one that holds evidence, but never the question."""
        seen = set()
        for start, _end in match.spans:
            sentence = self.index.sentence_at(start)
            if sentence >= place.answer_from and sentence not in seen:
                seen.add(sentence)
                turn = self.transcript.turns[self.index.bounds[sentence][2]]
                if turn.role is Role.RESPONDENT or place.speaker.get("is") == str(turn.role):
                    yield sentence


def _fits(stance: Stance, judged: Judgement) -> bool:
    if stance is Stance.BOTH:
        return True
    return (judged.polarity is Polarity.AFFIRMED) == (stance is Stance.AFFIRMED)
