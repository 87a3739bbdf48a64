"""Where an anchor went, told by the alignment of the old text with the new one."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property

from qualcode.language.alignment import align
from qualcode.language.anchors import LOST, Anchor, Carried, Outcome
from qualcode.language.folding import fold, keys_of, with_edges
from qualcode.language.quotes import SHORT, SIMILAR, SIMILAR_IN_PLACE, SIMILAR_SIZE, TELLING, Haystack, Place
from qualcode.model import Span, Turn

#: Equal characters in a row, the quote's among them, from which a place is sure.
_SOLID = 12
#: Shorter ones are sure where so many characters around hold them once in either text, and so much of the old
#: surroundings went to the new ones.
_AROUND, _KEPT = 40, 0.6
#: A shorter stretch still is sure where the whole of either text holds it once, if some of its surroundings stayed.
_RARE = 6
#: Where less of the surroundings is there, they are strange: what is left of a short quote is not followed there.
_STRANGE = 0.25
#: So many characters beside a quote, gone from there, show where it went with them.
_LOOSE = 3
_STOPS = "。！？!?…,、;:."
#: Stands for a new character that has its partner; half a surrogate pair, which no folded text holds.
_TAKEN = "\udfff"


class Versions:
    """The old and the new text of one transcript, aligned once for all anchors."""

    def __init__(self, old: str, new: str, old_turns: Sequence[Turn] = (), new_turns: Sequence[Turn] = ()) -> None:
        self.old, self.new = old, new
        self.before, self.after = fold(old, old_turns), fold(new, new_turns)
        self.alignment = align(self.before.keys, self.after.keys)
        self.partner = self.alignment.partner
        self.starts = [block[0] for block in self.alignment.blocks]
        self.has_put_in = 0 in self.alignment.claimed

    def carry(self, anchor: Anchor) -> Carried:
        """Return where the anchor, whose quote stands at its span in the old text, is in the new one."""
        start, end = self.before.keys_in(anchor.span)
        if start == end:
            return self._between_keys(anchor, start)
        places = self._whole(start, end)
        if len(places) == 1:
            return self._judged(anchor, start, end, places[0])
        if places:
            return self._found(anchor, places[0], end - start, Outcome.FUZZY, "ambiguous")
        return self._changed(start, end) or self._strange(anchor, start, end) or LOST

    # -- the words are all there -----------------------------------------------------------------------------------

    def _whole(self, start: int, end: int) -> list[int]:
        """Return where the whole quote stands by the alignment; two places where it can be read in two ways."""
        partner, size = self.partner, end - start
        first = partner[start]
        if first >= 0 and partner[start:end] == list(range(first, first + size)):
            return [first]
        quote = self.before.keys[start:end]
        ways = {partner[place] - (place - start) for place in (start, end - 1) if partner[place] >= 0}
        ways |= set(self._slid_back(start, end))
        return sorted(way for way in ways if way >= 0 and self.after.keys[way : way + size] == quote)

    def _slid_back(self, start: int, end: int) -> list[int]:
        """Return where a deleted quote stands if the equal words beside it are taken for the deleted ones."""
        number = bisect_right(self.starts, start) - 1
        old, new, ways = self.before.keys, self.after.keys, []
        for i, j, length in self.alignment.blocks[max(0, number) : number + 2]:
            low, high = (i + length, end) if i <= start else (start, i)
            if low <= high and old[low:high] == new[low - i + j : high - i + j] and low - i + j >= 0:
                ways.append(start - i + j)
        return ways

    def _judged(self, anchor: Anchor, start: int, end: int, place: int) -> Carried:
        size, kept = end - start, self._kept(start, end, place)
        low, high = self._bare(start, end)
        carried = self.partner[low:high] == list(range(place + low - start, place + high - start))
        if carried and not self._rivals(low, high) and self._is_sure(start, end, place, kept):
            return self._found(anchor, place, size, Outcome.MOVED, "swapped" if self._moved(low, high) else "aligned")
        if size < SHORT and kept < _STRANGE:
            return LOST
        return self._found(anchor, place, size, Outcome.FUZZY, "ambiguous")

    def _bare(self, start: int, end: int) -> tuple[int, int]:
        """Leave out stops at the ends: every sentence has them, and a selection often takes the one before along."""
        keys = self.before.keys[start:end]
        bare = keys.strip(_STOPS)
        low = start + keys.find(bare) if bare else start
        return low, low + len(bare) if bare else end

    def _moved(self, start: int, end: int) -> bool:
        return any(self.alignment.moved[start:end])

    def _is_sure(self, start: int, end: int, place: int, kept: float) -> bool:
        """Tell whether the equal characters around the place are long, or short and not to be found nearby again.

        A single character, stops aside, must have its neighbours on both sides.
        """
        old, new, shift = self.before.keys, self.after.keys, place - start
        low, high = start, end
        while low and low + shift and end - low < _SOLID and old[low - 1] == new[low - 1 + shift]:
            low -= 1
        while high < len(old) and high + shift < len(new) and high - low < _SOLID and old[high] == new[high + shift]:
            high += 1
        there, (first, last) = end + shift, self._bare(start, end)
        beside = old[start - 1 : start] == new[place - 1 : place] and old[end : end + 1] == new[there : there + 1]
        if last - first < 2 and not beside:
            return False
        if high - low >= _SOLID:
            return True
        run = old[low:high]
        if end - start >= TELLING and _is_once(old[start:end], old) and _is_once(old[start:end], new):
            return True
        if high - low >= _RARE and kept >= _STRANGE and _is_once(run, old) and _is_once(run, new):
            return True
        around = old[max(0, start - _AROUND) : end + _AROUND]
        return kept >= _KEPT and _is_once(run, around) and _is_once(run, new[max(0, place - _AROUND) : there + _AROUND])

    def _kept(self, start: int, end: int, place: int) -> float:
        """Return which share of the characters around the quote went to where the quote went."""
        low, high = max(0, start - _AROUND), min(len(self.partner), end + _AROUND)
        first, last = place - _AROUND, place + end - start + _AROUND
        near = sum(first <= partner < last for partner in self.partner[low:high])
        return near / (high - low)

    def _rivals(self, start: int, end: int) -> bool:
        """Tell whether the words stand again in what was put in or taken out right before or after them.

        After 嗯。哦。嗯。 became 嗯。, nobody can say which 嗯。 is left. What was put in or taken out may overlap the
        quote: 哦。嗯。 and 嗯。哦。 are the same loss. Only the ends of an unbroken stretch are in question, so words
        are compared from the quote to that end.
        """
        old, blocks, number = self.before.keys, self.alignment.blocks, bisect_right(self.starts, start) - 1
        i, j, length = blocks[number]
        if number + 1 < len(blocks):
            x, y, _size = blocks[number + 1]
            words, loose = old[start : i + length], old[i + length : min(x, i + length + _LOOSE)]
            if words in old[start + 1 : x] or self._is_elsewhere(words, words + loose, loose):
                return True
            if self._is_put_in(words, (start - i + j + 1, y), (j + length, y), start - x + y):
                return True
        if number:
            x, y, size = blocks[number - 1]
            words, loose = old[i:end], old[max(x + size, i - _LOOSE) : i]
            if words in old[x + size : end - 1] or self._is_elsewhere(words, loose + words, loose):
                return True
            return self._is_put_in(words, (y + size, end - i + j - 1), (y + size, j), i - x + y)
        return False

    def _is_elsewhere(self, words: str, both: str, loose: str) -> bool:
        """Tell whether the few words of a quote are put in elsewhere together with what has gone from beside them."""
        return len(words) < _SOLID and len(loose) == _LOOSE and both in self._put_in.keys

    def _is_put_in(self, words: str, stretch: tuple[int, int], gap: tuple[int, int], slid: int) -> bool:
        """Tell whether the words stand in a stretch of new keys; where a block moved, only at its end.

        Args:
            words: What is looked for.
            stretch: From the quote to the next block of the old text; holds the gap.
            gap: Between the two blocks.
            slid: Where the words would stand if they had moved with the other block.
        """
        new = self.after.keys
        if gap[0] <= gap[1] and 1 not in self.alignment.claimed[gap[0] : gap[1]]:
            return words in new[stretch[0] : stretch[1]]
        return slid >= 0 and new[slid : slid + len(words)] == words

    def _found(self, anchor: Anchor, place: int, size: int, outcome: Outcome, reason: str) -> Carried:
        """Describe a place that has the quote's keys, all of them and nothing else."""
        span, words = with_edges(anchor.quote, self.after.span_of(place, place + size), self.new)
        if outcome is not Outcome.FUZZY:
            if words != anchor.quote:
                reason = "converted" if keys_of(words) == keys_of(anchor.quote) == size else "labels"
            elif span == anchor.span:
                return Carried(Outcome.SAME, span, 1.0, "exact")
        return Carried(outcome, span, 1.0, reason)

    # -- the words were changed ------------------------------------------------------------------------------------

    def _changed(self, start: int, end: int) -> Carried | None:
        """Return the changed quote between its own neighbours, if half of it is there."""
        windows = [window for window in (self._spread(start, end), self._straight(start, end)) if window]
        places = [Place(low, high, self._similarity(start, end, low, high)) for low, high in windows]
        best = max(places, key=lambda place: place.similarity, default=None)
        if best is None or best.similarity < SIMILAR_IN_PLACE:
            return None
        return Carried(Outcome.FUZZY, self.after.span_of(best.start, best.end), best.similarity, "changed")

    def _spread(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the keys from the first to the last partner, and what replaced the quote's ends beside them."""
        known = [place for place in range(start, end) if self.partner[place] >= 0]
        if not known:
            return None
        first, last = known[0], known[-1]
        low, high = self.partner[first], self.partner[last] + 1
        if not low < high <= low + 4 * (end - start) + 20:
            return None
        low -= self._replaced(first, start, low, -1)
        high += self._replaced(last, end - 1, high - 1, 1)
        return low, high

    def _replaced(self, known: int, edge: int, there: int, step: int) -> int:
        """Return how many new keys beside the partner of ``known`` stand for those from it to the quote's edge."""
        missing = abs(edge - known)
        if not missing:
            return 0
        gap = 0
        while 0 <= known + step * (gap + 1) < len(self.partner) and self.partner[known + step * (gap + 1)] < 0:
            gap += 1
        fresh, claimed = 0, self.alignment.claimed
        while 0 <= there + step * (fresh + 1) < len(claimed) and not claimed[there + step * (fresh + 1)]:
            fresh += 1
        whole = gap == missing and fresh <= 2 * missing + 1
        return fresh if whole else min(fresh, missing)

    def _straight(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the keys where the quote would stand, had only its largest piece been carried."""
        best, shift = 0, 0
        number = max(0, bisect_right(self.starts, start) - 1)
        for i, j, length in self.alignment.blocks[number:]:
            if i >= end:
                break
            inside = min(end, i + length) - max(start, i)
            if inside > best:
                best, shift = inside, j - i
        low, high = max(0, start + shift), min(len(self.after.keys), end + shift)
        return (low, high) if best and low < high else None

    def _similarity(self, start: int, end: int, low: int, high: int) -> float:
        shared = sum(low <= partner < high for partner in self.partner[start:end])
        return 2 * shared / (end - start + high - low)

    # -- the words are gone from their place -----------------------------------------------------------------------

    @cached_property
    def _put_in(self) -> Haystack:
        """The new text but for what has its partner in the old one."""
        pairs = zip(self.after.keys, self.alignment.claimed, strict=True)
        return Haystack("".join(_TAKEN if claimed else key for key, claimed in pairs))

    def _strange(self, anchor: Anchor, start: int, end: int) -> Carried | None:
        """Return the quote, or something like it, among what was put in elsewhere."""
        if not self.has_put_in:
            return None
        quote = self.before.keys[start:end]
        bare = self.before.keys[slice(*self._bare(start, end))]
        context = self.before.keys[max(0, start - 20) : start], self.before.keys[end : end + 20]
        places = self._put_in.ranked(bare, *context)
        if places and (len(quote) >= SHORT or places[0].context >= SIMILAR_IN_PLACE):
            place = places[0].start - quote.find(bare)
            reason = "swapped" if len(places) == 1 else "ambiguous"
            if self.after.keys[max(0, place) : place + len(quote)] == quote:
                return self._found(anchor, place, len(quote), Outcome.FUZZY, reason)
            span = self.after.span_of(places[0].start, places[0].end)
            return Carried(Outcome.FUZZY, span, 2 * len(bare) / (len(bare) + len(quote)), reason)
        like = self._put_in.similar(quote) if len(quote) >= SIMILAR_SIZE else None
        if like and like.similarity >= SIMILAR:
            return Carried(Outcome.FUZZY, self.after.span_of(like.start, like.end), like.similarity, "changed")
        return None

    # -- there are no words ----------------------------------------------------------------------------------------

    def _between_keys(self, anchor: Anchor, key: int) -> Carried:
        """Return a stretch of white space, a label, or a mere point: it lies between two keys and moves with them."""
        old_low, old_high = self._gap(self.before.places, key, len(self.old))
        there = self.partner[key - 1] + 1 if key else 0
        follows = there == (self.partner[key] if key < len(self.partner) else len(self.after.keys))
        if (key and self.partner[key - 1] < 0) or not follows:
            return LOST
        low, high = self._gap(self.after.places, there, len(self.new))
        gap, was = self.new[low:high], self.old[old_low:old_high]
        at = anchor.span.start - old_low
        if gap != was:
            at = gap.find(anchor.quote)
            if at < 0 or not _is_once(anchor.quote, gap) or not _is_once(anchor.quote, was):
                return LOST
        span = Span(low + at, low + at + len(anchor.quote))
        if span == anchor.span:
            return Carried(Outcome.SAME, span, 1.0, "exact")
        return Carried(Outcome.MOVED, span, 1.0, "aligned")

    @staticmethod
    def _gap(places: Sequence[int], key: int, size: int) -> tuple[int, int]:
        return places[key - 1] + 1 if key else 0, places[key] if key < len(places) else size


def _is_once(words: str, text: str) -> bool:
    first = text.find(words)
    return first >= 0 and text.find(words, first + 1) < 0
