"""Apply a compiled codebook to transcripts: a pure function, the same for one interview and for a pool of processes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from qualcode.language.polarity import Judgement
from qualcode.model import (
    AttributeValue,
    Coding,
    Corpus,
    Polarity,
    Role,
    Stance,
    Transcript,
    UnitKind,
    role_group,
)
from qualcode.rules.codings import CodingMaker, Proposal
from qualcode.rules.compiler import CompiledCode, CompiledCodebook, CompiledRule
from qualcode.rules.index import TextIndex
from qualcode.rules.nodes import Match, Place
from qualcode.rules.tree import Scope


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
        codings += Application(compiled, corpus, transcript, unit, contrary).codings()
    return codings


@dataclass
class Application:
    """One codebook on one transcript."""

    compiled: CompiledCodebook
    corpus: Corpus
    transcript: Transcript
    unit: UnitKind = UnitKind.SENTENCE
    contrary: bool = False

    def __post_init__(self) -> None:
        self.index = TextIndex(self.transcript, self.compiled.lexicon)
        self.meta = {**self.corpus.attributes_of(self.transcript.name), "name": self.transcript.name}
        self.people: dict[tuple[Role, str], dict[str, AttributeValue]] = {}

    def codings(self) -> list[Coding]:
        """Return the codings of the transcript."""
        found: dict[tuple[str, int], list[Proposal]] = defaultdict(list)
        for scope, places in (
            (Scope.SENTENCE, self.sentences()), (Scope.TURN, self.turns()), (Scope.QA, self.answers()),
            (Scope.TRANSCRIPT, self.whole()),
        ):
            if self.compiled.table(scope).rules:
                self.collect(scope, places, found)
        making = CodingMaker(self.compiled, self.corpus, self.index, self.unit)
        return making.codings(found)

    # -- places --------------------------------------------------------------------------------------------------

    def sentences(self) -> Iterator[tuple[Place, Role]]:
        """Yield every sentence in which some rule may hold, with the role of its speaker."""
        everywhere = self.compiled.table(Scope.SENTENCE).always
        wanted = range(len(self.index.bounds)) if everywhere else sorted(self.index.hits)
        for sentence in wanted:
            turn = self.index.bounds[sentence][2]
            yield self.place(range(sentence, sentence + 1), turn), self.transcript.turns[turn].role

    def turns(self) -> Iterator[tuple[Place, Role]]:
        """Yield every turn."""
        for turn, sentences in self.sentences_of_turn.items():
            yield self.place(sentences, turn), self.transcript.turns[turn].role

    def answers(self) -> Iterator[tuple[Place, Role]]:
        """Yield every question with its answer."""
        for turn in self.transcript.turns:
            asked = self.sentences_of_turn.get(turn.answers if turn.answers is not None else -1)
            answered = self.sentences_of_turn.get(turn.index)
            if asked and answered:
                place = self.place(range(asked.start, answered.stop), turn.index)
                place.answer_from, place.question = answered.start, asked
                place.silent = frozenset(range(asked.stop, answered.start))
                yield place, turn.role

    def whole(self) -> Iterator[tuple[Place, Role]]:
        """Yield what the respondents say in the transcript as one place."""
        if self.index.bounds:
            others = frozenset(
                number for number, (_start, _end, turn) in enumerate(self.index.bounds)
                if self.transcript.turns[turn].role is not Role.RESPONDENT
            )
            everything = range(len(self.index.bounds))
            place = Place(self.index, everything, 0, self.meta, self.meta, self.matches_of, silent=others)
            yield place, Role.RESPONDENT

    def place(self, sentences: range, turn: int) -> Place:
        """Make a place out of sentences of one turn."""
        return Place(self.index, sentences, sentences.start, self.speaker(turn), self.meta, self.matches_of)

    @cached_property
    def sentences_of_turn(self) -> dict[int, range]:
        """Turn -> numbers of its sentences."""
        table: dict[int, range] = {}
        for number, (_start, _end, turn) in enumerate(self.index.bounds):
            table[turn] = range(table[turn].start if turn in table else number, number + 1)
        return table

    def speaker(self, turn: int) -> Mapping[str, AttributeValue]:
        """Return what rules may ask of who speaks."""
        said = self.transcript.turns[turn]
        key = (said.role, said.speaker)
        if key not in self.people:
            person = self.corpus.participant_of(self.transcript.name, said.speaker)
            attributes = dict(person.attributes) if person else {}
            attributes |= {"is": str(said.role), "name": said.speaker}
            if not attributes.get("role_group"):
                attributes["role_group"] = role_group(str(attributes.get("role") or ""), self.compiled.roles)
            self.people[key] = attributes
        return self.people[key]

    # -- rules in places -----------------------------------------------------------------------------------------

    def collect(
        self, scope: Scope, places: Iterator[tuple[Place, Role]], found: dict[tuple[str, int], list[Proposal]]
    ) -> None:
        """Try the rules of one scope in all its places."""
        table = self.compiled.table(scope)
        if scope is not Scope.SENTENCE:
            # A window over several sentences counts the words of those between, which may hold no literal.
            self.index.ensure_tokens(range(len(self.index.bounds)))
        for place, role in places:
            if role is Role.RESPONDENT:
                tried = table.worth_trying(place.hits)
            elif table.anyone:
                tried = [pair for pair in table.worth_trying(place.hits) if pair[1].anyone]
            else:
                continue
            if table.always:
                # Sentences without any literal were not tokenized; rules that need none may still look at them.
                self.index.ensure_tokens(place.sentences)
            if tried:
                self.try_rules(place, tried, found)

    def try_rules(
        self, place: Place, tried: list[tuple[CompiledCode, CompiledRule]],
        found: dict[tuple[str, int], list[Proposal]],
    ) -> None:
        """Try some rules in one place and keep what they propose for each sentence."""
        by_code: dict[str, list[tuple[CompiledRule, Match]]] = defaultdict(list)
        for code, rule in tried:
            for match in rule.part.find(place) or ():
                by_code[code.code.id].append((rule, match))
        alone = len(place.sentences) == 1
        for code_id, pairs in by_code.items():
            for proposal in self.kept(self.compiled.codes[code_id], place, pairs, self.contrary):
                if alone:
                    found[code_id, place.sentences.start].append(proposal)
                else:
                    for sentence in self.sentences_of(proposal.match, place):
                        found[code_id, sentence].append(proposal)

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
        return proposals

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
        kept = []
        for rule, match in pairs:
            length = sum(end - start for start, end in match.spans)
            swallowed = any(
                sum(end - start for start, end in other.spans) > length
                and all(any(s <= start and end <= e for s, e in other.spans) for start, end in match.spans)
                for _rule, other in pairs
            )
            if not swallowed:
                kept.append((rule, match))
        return kept

    @staticmethod
    def outside_exceptions(
        code: CompiledCode, place: Place, pairs: list[tuple[CompiledRule, Match]]
    ) -> list[tuple[CompiledRule, Match]]:
        """Drop a match of which some words lie inside an exception."""
        swallowing = [(match.start, match.end) for rule in code.unlike for match in rule.part.find(place) or ()]
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
