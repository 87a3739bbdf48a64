"""Which character of the old text is which character of the new one, blocks that moved included.

The method is patience sorting (Bram Cohen's diff, 2008: what is found once on either side is trusted first), on runs of
eight characters instead of lines, because a corrected transcript may have other lines, other labels and other turns:

1. What begins and what ends both texts alike is aligned.
2. Runs of eight characters that the rest of either text holds once are pairs. The longest rising sequence of pairs
   (Schensted 1961) is the order that was kept; longer stretches that are left over are blocks that moved.
3. Between two neighbours the same is tried with shorter runs, and at last ``difflib``, on stretches too small for its
   quadratic cost to matter.

What finds no partner in this is left without one: nothing is aligned because of where it stands alone.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise

Block = tuple[int, int, int]  # place in the old text, place in the new one, length

#: Runs this long are rarely met twice: 1 in 130 of the samples' 41,000, and a third of those of three characters.
_GRAM = 8
_SHORTER = (5, 3)
#: The shortest stretch that counts as moved: a short sentence.
_MOVED = 12
#: Old times new characters up to which difflib is asked, and up to which shorter runs are trusted at all.
_SMALL, _LARGE = 40_000, 25_000_000
_ENDS = "。！？!?…"


@dataclass(frozen=True, slots=True)
class Alignment:
    """Partners of characters.

    Attributes:
        partner: For each old character the index of the new one, or -1.
        moved: For each old character 1 where it stands in a block that moved.
        claimed: For each new character 1 where it has a partner.
        blocks: The longest stretches without a break on either side, in the order of the old text.
    """

    partner: list[int]
    moved: bytearray
    claimed: bytearray
    blocks: tuple[Block, ...]


def align(old: str, new: str) -> Alignment:
    """Align two texts of any length; about linear in their length where they are versions of one another."""
    work = _Work(old, new)
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle = (head, len(old) - tail, head, len(new) - tail)
    chain, others = _anchors(old, new, middle)
    kept = [(0, 0, head), *chain, (len(old) - tail, len(new) - tail, tail)]
    for block in kept:
        work.put(block)
    moved: list[Block] = []
    for block in others:
        part = work.free_part(block)
        if part[2] >= _MOVED:
            work.put(part, moved=True)
            moved.append(part)
    kept = [work.grown(block) for block in kept]
    moved = [work.grown(block, moved=True) for block in moved]
    for before, after in pairwise(kept):
        work.fill(before, after)
    for before, after in pairwise(sorted(moved)):
        work.fill(before, after, moved=True)
    work.settle()
    work.pair_equals()
    return Alignment(work.partner, work.moved, work.claimed, tuple(work.blocks()))


class _Work:
    """An alignment while it is made."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self.partner = [-1] * len(old)
        self.moved = bytearray(len(old))
        self.claimed = bytearray(len(new))

    def put(self, block: Block, *, moved: bool = False) -> None:
        i, j, length = block
        self.partner[i : i + length] = range(j, j + length)
        self.claimed[j : j + length] = b"\1" * length
        if moved:
            self.moved[i : i + length] = b"\1" * length

    def free(self, i: int, j: int) -> bool:
        """Tell whether neither has a partner yet, and both exist."""
        return 0 <= i < len(self.old) and 0 <= j < len(self.new) and self.partner[i] < 0 and not self.claimed[j]

    def free_part(self, block: Block) -> Block:
        """Return the first stretch of the block that is still free."""
        i, j, length = block
        skip = next((k for k in range(length) if self.free(i + k, j + k)), length)
        stop = next((k for k in range(skip, length) if not self.free(i + k, j + k)), length)
        return i + skip, j + skip, stop - skip

    def grown(self, block: Block, *, moved: bool = False) -> Block:
        """Lengthen the block on both sides as long as the characters are equal and free.

        It does not come to begin with a stop: all sentences end alike, and the one before may have gone elsewhere.
        """
        i, j, length = block
        while self.free(i + length, j + length) and self.old[i + length] == self.new[j + length]:
            length += 1
        left = 0
        while self.free(i - left - 1, j - left - 1) and self.old[i - left - 1] == self.new[j - left - 1]:
            left += 1
        while left and self.old[i - left] in _ENDS:
            left -= 1
        self.put((i - left, j - left, length + left), moved=moved)
        return i - left, j - left, length + left

    def fill(self, before: Block, after: Block, *, moved: bool = False) -> None:
        """Align what is free between two neighbours, if they are neighbours in the new text too."""
        start, stop = before[0] + before[2], before[1] + before[2]
        if start >= after[0] or stop >= after[1]:
            return
        if moved and (1 in self.claimed[stop : after[1]] or after[1] - stop > 2 * (after[0] - start) + _MOVED):
            return  # two blocks that went to different places
        olds = [i for i in range(start, after[0]) if self.partner[i] < 0]
        news = [j for j in range(stop, after[1]) if not self.claimed[j]]
        a, b = "".join(self.old[i] for i in olds), "".join(self.new[j] for j in news)
        for i, j, length in _blocks(a, b):
            for k in range(length):
                self.put((olds[i + k], news[j + k], 1), moved=moved)

    def settle(self) -> None:
        """Let what was put in or taken out begin after the end of a sentence, where it may as well begin there.

        After 甲。 somebody puts in 大家好。 before 大家去。: aligned from the left, what is new would be 好。大家.
        """
        blocks = list(self.blocks())
        for (i, j, length), (x, y, _rest) in pairwise(blocks):
            put_in, taken_out = y - j - length, x - i - length
            if (put_in > 0) == (taken_out > 0) or put_in < 0:
                continue
            shift = self._shift(i, j, length, x, y)
            self.partner[i + length - shift : i + length] = [-1] * shift
            self.claimed[j + length - shift : j + length] = b"\0" * shift
            self.put((x - shift, y - shift, shift), moved=bool(self.moved[x]))

    def _shift(self, i: int, j: int, length: int, x: int, y: int) -> int:
        """Return by how much the block at (i, j) is shortened and the next one, at (x, y), lengthened on its left."""
        shift = 0
        while shift < length and self.old[i + length - 1 - shift] not in _ENDS:
            if self.old[x - 1 - shift] != self.new[y - 1 - shift]:
                return 0
            shift += 1
        return shift if shift < length else 0

    def pair_equals(self) -> None:
        """Pair what was taken out in one place and put in at another, where either is there once: short turns."""
        taken_out, put_in = self._loose(self.old, [place < 0 for place in self.partner]), self._loose(
            self.new, [not claimed for claimed in self.claimed])
        for words in taken_out.keys() & put_in.keys():
            if len(taken_out[words]) == len(put_in[words]) == 1 and len(words) > 1:
                self.put((taken_out[words][0], put_in[words][0], len(words)), moved=True)

    @staticmethod
    def _loose(text: str, free: Sequence[bool]) -> dict[str, list[int]]:
        """Return the stretches that have no partners, with their places."""
        found: dict[str, list[int]] = {}
        place = 0
        for is_free, group in groupby(free):
            size = sum(1 for _one in group)
            if is_free:
                found.setdefault(text[place : place + size], []).append(place)
            place += size
        return found

    def blocks(self) -> Iterator[Block]:
        """Yield the longest stretches without a break on either side."""
        start = 0
        for place in range(1, len(self.old) + 1):
            before = self.partner[place - 1]
            if place == len(self.old) or before < 0 or self.partner[place] != before + 1:
                if before >= 0:
                    yield start, self.partner[start], place - start
                start = place


def _common(one: str, other: str) -> int:
    """Return how many characters the two begin with alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:  # comparing slices is far faster than characters
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle - 1)
    return low


def _blocks(a: str, b: str, grams: Sequence[int] = _SHORTER) -> list[Block]:
    """Align two short texts, in order."""
    if not a or not b or len(a) * len(b) > _LARGE:
        return []
    if len(a) * len(b) <= _SMALL:
        matches = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
        return [(match.a, match.b, match.size) for match in matches if match.size]
    for position, gram in enumerate(grams):
        chain, _others = _anchors(a, b, (0, len(a), 0, len(b)), gram)
        if chain:
            return _between(a, b, chain, grams[position + 1 :])
    return []


def _between(a: str, b: str, chain: Sequence[Block], grams: Sequence[int]) -> list[Block]:
    found = list(chain)
    for before, after in pairwise([(0, 0, 0), *chain, (len(a), len(b), 0)]):
        i, j = before[0] + before[2], before[1] + before[2]
        found += [(i + x, j + y, length) for x, y, length in _blocks(a[i : after[0]], b[j : after[1]], grams)]
    return sorted(found)


def _anchors(
    old: str, new: str, middle: tuple[int, int, int, int], gram: int = _GRAM
) -> tuple[list[Block], list[Block]]:
    """Return the blocks that kept their order, and those that did not."""
    first, last, begin, end = middle
    there = _once(new, gram, begin, end)
    pairs = [(i, there[run]) for run, i in _once(old, gram, first, last).items() if run in there]
    rising = _rising([j for _i, j in pairs])
    chain = _joined((pairs[k] for k in rising), gram)
    kept = set(rising)
    return chain, _joined((pair for k, pair in enumerate(pairs) if k not in kept), gram)


def _once(text: str, gram: int, start: int, end: int) -> dict[str, int]:
    """Return the runs that the stretch holds exactly once, with their places, in text order."""
    places: dict[str, int] = {}
    for place in range(start, end - gram + 1):
        run = text[place : place + gram]
        places[run] = -1 if run in places else place
    return {run: place for run, place in places.items() if place >= 0}


def _rising(numbers: Sequence[int]) -> list[int]:
    """Return the indices of a longest rising sequence of distinct numbers (Schensted 1961, patience sorting)."""
    tops: list[int] = []
    holders: list[int] = []
    below = [-1] * len(numbers)
    for index, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        below[index] = holders[pile - 1] if pile else -1
        if pile == len(tops):
            tops.append(number)
            holders.append(index)
        else:
            tops[pile], holders[pile] = number, index
    found, index = [], holders[-1] if holders else -1
    while index >= 0:
        found.append(index)
        index = below[index]
    return found[::-1]


def _joined(pairs: Iterable[tuple[int, int]], gram: int) -> list[Block]:
    """Join pairs on one diagonal that touch; where blocks would overlap, the earlier one keeps the characters."""
    blocks: list[Block] = []
    for i, j in pairs:
        if blocks:
            x, y, length = blocks[-1]
            if i - x == j - y and x <= i <= x + length:
                blocks[-1] = x, y, max(length, i - x + gram)
                continue
            over = max(0, x + length - i, y + length - j if j > y else 0)
            if over < gram:
                blocks.append((i + over, j + over, gram - over))
            continue
        blocks.append((i, j, gram))
    return blocks
