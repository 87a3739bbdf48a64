"""NEAR, SEQ and ADJ: several parts inside one window that never crosses a turn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from qualcode.rules.needed import Needs
from qualcode.rules.nodes import MAX_COMBINATIONS, Found, Match, Part, Place, joined


@dataclass(frozen=True)
class Together:
    """All the wanted parts in one window, none of the unwanted ones in it.

    Attributes:
        wanted: In the order of the rule.
        unwanted: ``(position, part)``: the part must not stand in the window; in an ordered window, not between
            the wanted parts ``position - 1`` and ``position``.
        ordered: True for SEQ and ADJ.
        size: Largest window in words or characters; 0 for ADJ.
        characters: True where ``size`` counts characters.
    """

    wanted: tuple[Part, ...]
    unwanted: tuple[tuple[int, Part], ...]
    ordered: bool
    size: int
    characters: bool = False

    @cached_property
    def needs(self) -> Needs:
        """What all the wanted parts need."""
        return tuple(needed for part in self.wanted for needed in part.needs)

    def find(self, place: Place) -> Found:
        """Return, for each match of the first part, the smallest window around it."""
        operands: list[list[Match]] = []
        for part in self.wanted:
            found = part.find(place)
            if not found:
                return None
            operands.append(found)
        barred = [(position, part.find(place) or []) for position, part in self.unwanted]
        by_turn = [_by_turn(place, operand) for operand in operands[1:]]
        windows = [
            window for first in operands[0]
            if (window := self._best(place, first, [table.get(_turn(place, first), []) for table in by_turn], barred))
        ]
        return sorted(dict.fromkeys(windows), key=lambda match: match.spans) or None

    def _best(
        self, place: Place, first: Match, rest: Sequence[list[Match]], barred: list[tuple[int, list[Match]]]
    ) -> Match | None:
        best: tuple[int, list[Match]] | None = None
        for count, choice in enumerate(self._choices(place, [first], rest)):
            extent = self._extent(place, choice)
            if (best is None or extent < best[0]) and not self._is_barred(place, choice, barred):
                best = (extent, choice)
            if count > MAX_COMBINATIONS:
                break
        return joined(best[1]) if best else None

    def _choices(self, place: Place, chosen: list[Match], rest: Sequence[list[Match]]) -> Iterator[list[Match]]:
        if not rest:
            yield chosen
            return
        for candidate in rest[0]:
            if self._fits(place, chosen, candidate):
                yield from self._choices(place, [*chosen, candidate], rest[1:])

    def _fits(self, place: Place, chosen: list[Match], candidate: Match) -> bool:
        if self.ordered:
            if candidate.start < chosen[-1].end:
                return False
            between = place.index.speech[chosen[-1].end : candidate.start]
            if self.size == 0:
                return not between.strip()
        elif any(candidate.start < one.end and one.start < candidate.end for one in chosen):
            return False
        return self._extent(place, [*chosen, candidate]) <= self.size

    def _extent(self, place: Place, matches: list[Match]) -> int:
        start, end = min(match.start for match in matches), max(match.end for match in matches)
        return end - start if self.characters else place.index.words_between(start, end)

    def _is_barred(self, place: Place, choice: list[Match], barred: list[tuple[int, list[Match]]]) -> bool:
        for position, matches in barred:
            for match in matches:
                if any(match.start < one.end and one.start < match.end for one in choice):
                    continue
                if self.ordered and not (position == 0 or choice[position - 1].end <= match.start):
                    continue
                if self.ordered and not (position == len(choice) or match.end <= choice[position].start):
                    continue
                if self.ordered and 0 < position < len(choice):
                    return True
                if _turn(place, match) == _turn(place, choice[0]) and self._is_near(place, choice, match):
                    return True
        return False

    def _is_near(self, place: Place, choice: list[Match], match: Match) -> bool:
        """Tell whether a match before or after the chosen ones is within reach: for ADJ, next to them."""
        if self.ordered and self.size == 0:
            after = choice[0].start >= match.end
            gap = (match.end, choice[0].start) if after else (choice[-1].end, match.start)
            return not place.index.speech[slice(*gap)].strip()
        return self._extent(place, [*choice, match]) <= self.size


def _turn(place: Place, match: Match) -> int:
    """Return the turn of a match; one number for all where a window may hold question and answer."""
    if len(place.sentences) == 1 or place.answer_from > place.sentences.start:
        return 0
    return place.index.bounds[place.index.sentence_at(match.start)][2]


def _by_turn(place: Place, matches: list[Match]) -> dict[int, list[Match]]:
    table: dict[int, list[Match]] = {}
    for match in matches:
        table.setdefault(_turn(place, match), []).append(match)
    return table
