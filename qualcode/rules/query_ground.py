"""The units of one transcript that a query looks at, and which of them a span stands on."""

from bisect import bisect_left, bisect_right
from collections import Counter
from functools import cached_property

from qualcode.language.sentences import iter_units, sentence_bounds
from qualcode.model import Role, Span, Transcript, Unit, UnitKind
from qualcode.rules.tree import Scope


class Ground:
    """The units of one transcript that a query looks at.

    A unit is known by a number: a sentence by its place among all sentences, a turn by its index, a transcript by 0.

    Attributes:
        bounds: ``(start, end, turn)`` of every sentence of the transcript, as the matcher counts them.
        unit_of: Number of a sentence that is looked at -> number of its unit.
        units: Numbers of the units, in text order.
    """

    def __init__(self, transcript: Transcript, scope: Scope, everyone: bool) -> None:
        self.transcript, self.scope = transcript, scope
        self.bounds = [
            (start, end, turn.index) for turn in transcript.turns
            for start, end in sentence_bounds(transcript.text, turn.body.start, turn.body.end)
        ]
        spoken = {turn for _start, _end, turn in self.bounds}
        heard = {
            turn.index for turn in transcript.turns
            if (everyone or turn.role is Role.RESPONDENT) and (scope is not Scope.QA or turn.answers in spoken)
        }
        self.unit_of = {
            number: self._unit(number, turn) for number, (_start, _end, turn) in enumerate(self.bounds) if turn in heard
        }
        self.units = list(dict.fromkeys(self.unit_of.values()))

    def _unit(self, sentence: int, turn: int) -> int:
        match self.scope:
            case Scope.SENTENCE:
                return sentence
            case Scope.TRANSCRIPT:
                return 0
            case _:
                return turn

    def turn(self, unit: int) -> int:
        """Return the turn of a unit; of a transcript, any."""
        return self.bounds[unit][2] if self.scope is Scope.SENTENCE else unit

    def searched(self) -> Counter[tuple[str, str]]:
        """Return ``(transcript, speaker) -> units`` that are looked at."""
        name, turns = self.transcript.name, self.transcript.turns
        if self.scope is Scope.TRANSCRIPT:
            return Counter({(name, ""): len(self.units)})
        by_turn = Counter(map(self.turn, self.units))
        found: Counter[tuple[str, str]] = Counter()
        for turn, units in by_turn.items():
            found[name, turns[turn].speaker] += units
        return found

    def units_of(self, span: Span) -> list[int]:
        """Return the units that a span overlaps."""
        low = bisect_right(self._ends, span.start)
        high = bisect_left(self._starts, max(span.end, span.start + 1))
        return list(dict.fromkeys(self.unit_of[number] for number in range(low, high) if number in self.unit_of))

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _end, _turn in self.bounds]

    @cached_property
    def _ends(self) -> list[int]:
        return [end for _start, end, _turn in self.bounds]

    def model_units(self, prefix: str) -> dict[int, Unit]:
        """Return all units as the model has them, by number."""
        name = self.transcript.name
        if self.scope is Scope.TRANSCRIPT:
            return {0: Unit(prefix, name, 1, Span(0, len(self.transcript.text)), self._first_turn())}
        kind = UnitKind.SENTENCE if self.scope is Scope.SENTENCE else UnitKind.TURN
        return {unit.number - 1: unit for unit in iter_units(self.transcript, kind, prefix)}

    def _first_turn(self) -> int:
        return self.bounds[min(self.unit_of)][2]

    def ranks(self, by_turn: bool) -> dict[int, int]:
        """Return how many units, or turns, that are looked at stand before each unit."""
        if not by_turn:
            return {unit: rank for rank, unit in enumerate(self.units)}
        turns = {turn: rank for rank, turn in enumerate(dict.fromkeys(map(self.turn, self.units)))}
        return {unit: turns[self.turn(unit)] for unit in self.units}
