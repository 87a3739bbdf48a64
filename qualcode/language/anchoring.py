"""Carry codings from the old text of a transcript to the corrected one.

Nothing here knows of codings or of a store: anchors go in, and for each comes out where it stands now and how sure
that is. Confident is only what cannot as well be somewhere else; all other finds are left to a person.
"""

from collections.abc import Sequence
from functools import cached_property

from qualcode.language.anchors import LOST, Anchor, Carried, Outcome
from qualcode.language.carrying import Versions
from qualcode.language.folding import fold, keys_of, squeeze, with_edges
from qualcode.language.quotes import SHORT, SIMILAR, SIMILAR_IN_PLACE, SIMILAR_SIZE, TELLING, Haystack, Place
from qualcode.model import Turn

__all__ = ["Anchor", "Carried", "Outcome", "carry"]

#: From this share of the context on, a place is believed; the next best must have so much less of it.
_CONTEXT, _AHEAD = 0.5, 0.2
#: A short quote needs more of it, for labels make up half of the context of a short turn; a long one that stands once
#: needs less, but some: the words may be said elsewhere, and the coded ones gone.
_MOST, _SOME = 0.8, 0.25


def carry(
    old: str | None,
    new: str,
    anchors: Sequence[Anchor],
    *,
    old_turns: Sequence[Turn] = (),
    new_turns: Sequence[Turn] = (),
) -> list[Carried]:
    """Return where each anchor stands in the new text.

    The two texts are aligned once, by what was said: with turns, labels and times count for nothing. An anchor whose
    quote is not what the old text has at its span, and every anchor where there is no old text, is looked for by
    quote and context alone.

    Args:
        old: Canonical text that the anchors stand in; None when it is not known.
        new: Canonical text of the corrected transcript.
        anchors: Spans in code points of ``old``, with quote and context.
        old_turns: Turns of the old text; give both or none.
        new_turns: Turns of the new text.

    Returns:
        One result for each anchor, in their order; every span lies within ``new``. The same input gives the same
        result.
    """
    carrier = _Carrier(old, new, old_turns, new_turns)
    return [carrier.carry(anchor) for anchor in anchors]


class _Carrier:
    """Chooses the way for each anchor; what all of them need is made once, when the first one needs it."""

    def __init__(self, old: str | None, new: str, old_turns: Sequence[Turn], new_turns: Sequence[Turn]) -> None:
        self.old, self.new = old, new
        self.old_turns, self.new_turns = old_turns, new_turns

    def carry(self, anchor: Anchor) -> Carried:
        if self.old is None or anchor.span.end > len(self.old) or anchor.span.of(self.old) != anchor.quote:
            return self._finder.carry(anchor)
        if self.old == self.new:
            return Carried(Outcome.SAME, anchor.span, 1.0, "exact")
        return self._versions.carry(anchor)

    @cached_property
    def _versions(self) -> Versions:
        both = bool(self.old_turns) and bool(self.new_turns)
        turns = (self.old_turns, self.new_turns) if both else ((), ())
        return Versions(self.old or "", self.new, *turns)

    @cached_property
    def _finder(self) -> "_Finder":
        return _Finder(self.new, self.new_turns)


class _Finder:
    """Finds anchors in a text by quote and context alone."""

    def __init__(self, text: str, turns: Sequence[Turn]) -> None:
        self.text, self.turns = text, turns
        self.folded = fold(text)
        self.haystack = Haystack(self.folded.keys)

    def carry(self, anchor: Anchor) -> Carried:
        if not keys_of(anchor.quote):
            return LOST
        quote, before, after = squeeze(anchor.quote), squeeze(anchor.before), squeeze(anchor.after)
        places = self._of_the_speaker(self.haystack.ranked(quote, before, after), anchor.speaker)
        if places:
            return self._decided(anchor, places, quote)
        near = self.haystack.between(quote, before, after)
        if near and near.similarity >= SIMILAR_IN_PLACE:
            return self._changed(near)
        like = self.haystack.similar(quote) if len(quote) >= SIMILAR_SIZE else None
        return self._changed(like) if like and like.similarity >= SIMILAR else LOST

    def _decided(self, anchor: Anchor, places: Sequence[Place], quote: str) -> Carried:
        best = places[0]
        span, words = with_edges(anchor.quote, self.folded.span_of(best.start, best.end), self.text)
        if not self._is_sure(anchor, places, quote):
            return Carried(Outcome.FUZZY, span, 1.0, "ambiguous")
        if words != anchor.quote:
            return Carried(Outcome.MOVED, span, 1.0, "converted")
        if span == anchor.span:
            return Carried(Outcome.SAME, span, 1.0, "exact")
        return Carried(Outcome.MOVED, span, 1.0, "context")

    @staticmethod
    def _is_sure(anchor: Anchor, places: Sequence[Place], quote: str) -> bool:
        """Tell whether the first place is the right one and no other."""
        best, next_best = places[0], places[1].context if len(places) > 1 else 0.0
        if len(places) == 1 and len(quote) >= TELLING:
            return best.context >= _SOME or not keys_of(anchor.before + anchor.after)
        if len(quote) < SHORT and (not best.touches or best.context < _MOST):
            return False
        return best.context >= _CONTEXT and best.context - next_best >= _AHEAD

    def _changed(self, place: Place) -> Carried:
        span = self.folded.span_of(place.start, place.end)
        return Carried(Outcome.FUZZY, span, place.similarity, "changed")

    def _of_the_speaker(self, places: list[Place], speaker: str) -> list[Place]:
        """Among places whose context is as good, those in the speaker's own turns come first."""
        if len(places) < 2 or not speaker or not self.turns:
            return places
        best = places[0].context
        return sorted(places, key=lambda place: (best - place.context >= _AHEAD, self._speaker(place) != speaker))

    def _speaker(self, place: Place) -> str:
        at = self.folded.places[place.start]
        return next((turn.speaker for turn in self.turns if turn.span.start <= at < turn.span.end), "")
