"""The places of one transcript in which rules are tried, made only where some rule is worth trying."""

from collections.abc import Callable, Mapping
from functools import cached_property

import numpy as np

from qualcode.model import AttributeValue, Corpus, Role, Transcript, role_group
from qualcode.rules.compiler import CompiledCodebook
from qualcode.rules.index import TextIndex, as_flags, as_integers
from qualcode.rules.lexicon import Flags
from qualcode.rules.nodes import Match, Place
from qualcode.rules.tree import Scope


class Places:
    """Sentences, turns, questions with their answers, and the whole transcript, each by its number in its scope.

    Sentences are numbered as in the index, turns and answers by the turn; the whole transcript is number 0.
    """

    def __init__(
        self, compiled: CompiledCodebook, corpus: Corpus, index: TextIndex, codes: Callable[[str, Place], list[Match]]
    ) -> None:
        self._compiled, self._corpus, self._index, self._codes = compiled, corpus, index, codes
        self._transcript: Transcript = index.transcript
        self._meta = {**corpus.attributes_of(self._transcript.name), "name": self._transcript.name}
        self._people: dict[tuple[Role, str], dict[str, AttributeValue]] = {}

    @cached_property
    def heard(self) -> Flags:
        """For each sentence whether a respondent says it."""
        by_turn = np.array([turn.role is Role.RESPONDENT for turn in self._transcript.turns], np.bool_)
        heard: Flags = by_turn[[turn for _start, _end, turn in self._index.bounds]]
        return heard

    @cached_property
    def sentences_of_turn(self) -> dict[int, range]:
        """Turn -> numbers of its sentences."""
        table: dict[int, range] = {}
        for number, (_start, _end, turn) in enumerate(self._index.bounds):
            table[turn] = range(table[turn].start if turn in table else number, number + 1)
        return table

    @cached_property
    def questions(self) -> dict[int, range]:
        """Turn that answers -> sentences of the question."""
        return {
            turn.index: self.sentences_of_turn[turn.answers]
            for turn in self._transcript.turns
            if turn.answers in self.sentences_of_turn and turn.index in self.sentences_of_turn
        }

    def numbers(self, scope: Scope) -> list[int]:
        """Return the numbers of the places of a scope, in text order."""
        match scope:
            case Scope.SENTENCE:
                return list(range(len(self._index.bounds)))
            case Scope.TURN:
                return list(self.sentences_of_turn)
            case Scope.QA:
                return list(self.questions)
            case Scope.TRANSCRIPT:
                return [0] if self._index.bounds else []

    def gather(self, scope: Scope, by_sentence: list[int]) -> list[int]:
        """Return for each row the places of a scope, in the order of ``numbers``, where a sentence that counts is set.

        Args:
            scope: The scope.
            by_sentence: Any number of rows, one bit for each sentence.
        """
        if scope is Scope.SENTENCE or not by_sentence or not self._index.bounds:
            return by_sentence
        return as_integers(self._gathered(scope, as_flags(by_sentence, len(self._index.bounds))))

    def _gathered(self, scope: Scope, by_sentence: Flags) -> Flags:
        if scope is Scope.TRANSCRIPT:
            whole: Flags = np.logical_or.reduce(by_sentence[:, self.heard], axis=1, keepdims=True)
            return whole
        firsts = [sentences.start for sentences in self.sentences_of_turn.values()]
        by_turn: Flags = np.logical_or.reduceat(by_sentence, firsts, axis=1)
        if scope is Scope.TURN:
            return by_turn
        column = {turn: position for position, turn in enumerate(self.sentences_of_turn)}
        asked = [column[self._turn_of(sentences.start)] for sentences in self.questions.values()]
        return by_turn[:, [column[turn] for turn in self.questions]] | by_turn[:, asked]

    def _turn_of(self, sentence: int) -> int:
        return self._index.bounds[sentence][2]

    def role(self, scope: Scope, number: int) -> Role:
        """Return the role of who speaks in a place."""
        if scope is Scope.TRANSCRIPT:
            return Role.RESPONDENT
        return self._transcript.turns[self._turn_of(number) if scope is Scope.SENTENCE else number].role

    def place(self, scope: Scope, number: int) -> Place:
        """Return one place."""
        match scope:
            case Scope.SENTENCE:
                return self._place(range(number, number + 1), self._turn_of(number))
            case Scope.TURN:
                return self._place(self.sentences_of_turn[number], number)
            case Scope.QA:
                return self._answer(number)
            case Scope.TRANSCRIPT:
                return self._whole()

    def _place(self, sentences: range, turn: int) -> Place:
        return Place(self._index, sentences, sentences.start, self._speaker(turn), self._meta, self._codes)

    def _answer(self, turn: int) -> Place:
        asked, answered = self.questions[turn], self.sentences_of_turn[turn]
        place = self._place(range(asked.start, answered.stop), turn)
        place.answer_from, place.question = answered.start, asked
        place.silent = frozenset(range(asked.stop, answered.start))
        return place

    def _whole(self) -> Place:
        """Return what the respondents say in the transcript as one place."""
        others = frozenset(np.flatnonzero(~self.heard).tolist())
        everything = range(len(self._index.bounds))
        return Place(self._index, everything, 0, self._meta, self._meta, self._codes, silent=others)

    def _speaker(self, turn: int) -> Mapping[str, AttributeValue]:
        """Return what rules may ask of who speaks."""
        said = self._transcript.turns[turn]
        key = (said.role, said.speaker)
        if key not in self._people:
            person = self._corpus.participant_of(self._transcript.name, said.speaker)
            attributes = dict(person.attributes) if person else {}
            attributes |= {"is": str(said.role), "name": said.speaker}
            if not attributes.get("role_group"):
                attributes["role_group"] = role_group(str(attributes.get("role") or ""), self._compiled.roles)
            self._people[key] = attributes
        return self._people[key]
