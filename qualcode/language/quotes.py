"""Where a quote stands, told by its words and what stood around it.

After the anchoring of the Hypothesis web client (``match-quote``, 2020) and the TextQuoteSelector of the W3C Web
Annotation Data Model (2017): a quote with some text before and after it. Unlike these, a place that is only the best of
several is never passed off as the right one.
"""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

#: What was changed is the same quote from this similarity on, if it has so many characters. Of 1,763 such sentences of
#: the samples, each looked for in another interview, 1 in 140 finds a place like that, and 1 in 30 one of 0.5.
SIMILAR, SIMILAR_SIZE = 0.6, 6
#: Between its own neighbours half of the characters are enough: 1 in 1,800 pairs of sentences are so alike by chance.
SIMILAR_IN_PLACE = 0.5
#: A quote shorter than this says nothing by itself; one of ``TELLING`` characters that a text holds once says enough.
SHORT, TELLING = 4, 10
#: So much context is expected; where a text begins or ends, there is less to go by.
_CONTEXT = 30
#: Of the best places by exact context, how many are compared letter by letter.
_CLOSER = 12
#: A quote with more places than this is only looked for together with so many characters beside it.
_MANY, _NEAR = 200, 6
#: A run of three that stands in more places than this tells nothing.
_COMMON = 50
#: Where fewer of its runs stand, a quote is not compared letter by letter: six in ten letters leave a fifth of the runs
#: of three, and these may lie in two neighbouring windows.
_VOTES = 0.1


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of keys that may be the quote.

    Attributes:
        start: First key. end: The key after the last.
        similarity: Of the quote and the stretch, in [0, 1].
        context: How much of the context is around it, in [0, 1]; 0 where no context is known.
        touches: Whether the nearest character of the context stands beside it on both sides.
    """

    start: int
    end: int
    similarity: float = 1.0
    context: float = 0.0
    touches: bool = False


class Haystack:
    """Folded text in which quotes are looked for."""

    def __init__(self, keys: str) -> None:
        self.keys = keys

    def exact(self, quote: str, limit: int = sys.maxsize) -> list[int]:
        """Return the places where the quote stands, overlapping ones too, the first ``limit`` of them."""
        place = self.keys.find(quote)
        places: list[int] = []
        while place >= 0 and len(places) < limit:
            places.append(place)
            place = self.keys.find(quote, place + 1)
        return places

    def _candidates(self, quote: str, before: str, after: str) -> list[int]:
        """Return the places of a quote; of one that is everywhere, those with its nearest context on either side."""
        places = self.exact(quote, _MANY + 1)
        if len(places) <= _MANY:
            return places
        left, right = before[-_NEAR:], after[:_NEAR]
        near = {place + len(left) for place in self.exact(left + quote, _MANY)} | {*self.exact(quote + right, _MANY)}
        return sorted(near) or places

    def ranked(self, quote: str, before: str, after: str) -> list[Place]:
        """Return the places of the quote, the best context first; at most a dozen are compared in detail."""
        size = len(quote)
        found = [(at, at + size) for at in self._candidates(quote, before, after)]
        strict = self._by_context(found, before, after, _alike)
        if strict and strict[0].context == 1.0 and (len(strict) == 1 or strict[1].context < 0.5):
            return strict
        closer = [(place.start, place.end) for place in strict[:_CLOSER]]
        return self._by_context(closer, before, after, _shared)

    def _by_context(
        self, stretches: Sequence[tuple[int, int]], before: str, after: str, shared: Callable[[str, str], int]
    ) -> list[Place]:
        """Return the stretches, the best context first; both sides are compared from the quote outward."""
        places = []
        for start, end in stretches:
            left, right = self.keys[max(0, start - len(before)) : start], self.keys[end : end + len(after)]
            found = shared(before[::-1], left[::-1]) + shared(after, right)
            touches = before[-1:] == left[-1:] and after[:1] == right[:1]
            expected = max(_CONTEXT, len(before) + len(after))
            places.append(Place(start, end, 1.0, found / expected, touches))
        return sorted(places, key=lambda place: (-place.context, place.start))

    def between(self, quote: str, before: str, after: str) -> Place | None:
        """Return what now stands between the eight characters before and after the quote, each found once."""
        left, right = before[-8:], after[:8]
        if len(left) < 4 or len(right) < 4 or len(lefts := self.exact(left)) != 1:
            return None
        start = lefts[0] + len(left)
        end = self.keys.find(right, start, start + 2 * len(quote) + 10 + len(right))
        if end <= start:
            return None
        return Place(start, end, similarity(quote, self.keys[start:end]), 1.0, touches=True)

    def similar(self, quote: str) -> Place | None:
        """Return the stretch that is most like the quote, by the runs of three characters that both hold."""
        windows: list[int] = []
        step = max(8, len(quote) // 4)
        for offset in range(len(quote) - 2):
            places = self._runs.get(quote[offset : offset + 3], [])
            windows += [(place - offset) // step for place in places[:_COMMON]]
        votes = Counter(windows)
        best: Place | None = None
        for bucket, count in sorted(votes.items(), key=lambda item: (-item[1], item[0]))[:3]:
            if count < _VOTES * len(quote):
                break
            place = self._trimmed(quote, max(0, bucket * step - step), bucket * step + 2 * step + len(quote))
            if place and (best is None or place.similarity > best.similarity):
                best = place
        return best

    def _trimmed(self, quote: str, start: int, end: int) -> Place | None:
        """Return the part of the window from the first to the last character that the quote holds too."""
        window = self.keys[start:end]
        blocks = [block for block in SequenceMatcher(None, quote, window, autojunk=False).get_matching_blocks()
                  if block.size > 1]
        if not blocks:
            return None
        first, last = blocks[0], blocks[-1]
        low = max(0, first.b - first.a)
        high = min(len(window), last.b + len(quote) - last.a)
        return Place(start + low, start + high, similarity(quote, window[low:high]))

    @cached_property
    def _runs(self) -> dict[str, list[int]]:
        runs: dict[str, list[int]] = {}
        for place in range(len(self.keys) - 2):
            runs.setdefault(self.keys[place : place + 3], []).append(place)
        return runs


def similarity(one: str, other: str) -> float:
    """Return twice the characters in matching blocks over all characters (Ratcliff and Metzener 1988), in [0, 1]."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _alike(one: str, other: str) -> int:
    """Return how many characters the two begin with alike."""
    return next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _shared(one: str, other: str) -> int:
    """Return how many characters the two share in order, in pieces of two or more."""
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size > 1 or len(one) == 1)
