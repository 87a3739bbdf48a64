"""What two versions of a text are compared by: the words without script, width, case, white space and labels.

A corrected transcript often differs from the old one in every line and in no word: it was converted from traditional
to simplified characters, its commas became full-width, its speakers got names. Folded, the two are equal, and the
place of every folded character in the text it came from is kept.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from qualcode.language.layers import script_layer
from qualcode.model import Span, Turn

#: white space, and what has no width: joiners, direction marks, soft hyphens, byte order marks.
_BLANK = re.compile(r"[\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_WORDS = re.compile(r"[^\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]+")
#: one spelling of what converters write in two ways; what comes second is written as what comes first.
_VARIANTS = "着著 么幺 卫衞 台枱 檐簷 背揹 昵暱 。｡ 、､ …⋯ \"“ \"” \"„ \"「 \"」 \"｢ \"｣ '‘ '’ '『 '』"


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is compared.

    Attributes:
        keys: Its characters, folded, without white space.
        places: For each key, its offset in the text in code points; rising.
    """

    keys: str
    places: tuple[int, ...]

    def keys_in(self, span: Span) -> tuple[int, int]:
        """Return the half-open range of keys whose characters lie in ``span``."""
        return bisect_left(self.places, span.start), bisect_left(self.places, span.end)

    def span_of(self, start: int, end: int) -> Span:
        """Return the stretch of text from the first to the last key of the range, which is not empty."""
        return Span(self.places[start], self.places[end - 1] + 1)


def fold(text: str, turns: Sequence[Turn] = ()) -> Folded:
    """Fold a text; of the turns only what was said, so that a new label or time changes nothing.

    Args:
        text: Canonical text.
        turns: Its turns; none to keep labels too. What stands outside of all turns is kept.

    >>> fold("問：會用 ＡＰＰ，").keys
    '问:会用app,'
    """
    layer = script_layer(text).translate(_table())
    pieces: list[str] = []
    places: list[int] = []
    for start, end in _said(len(text), turns):
        for match in _WORDS.finditer(layer, start, end):
            pieces.append(match.group())
            places.extend(range(*match.span()))
    return Folded("".join(pieces), tuple(places))


def squeeze(text: str) -> str:
    """Return only the keys of a short text, labels included."""
    return _BLANK.sub("", script_layer(text).translate(_table()))


def with_edges(quote: str, span: Span, text: str) -> tuple[Span, str]:
    """Return the span with the white space or label that the quote begins and ends with, where it is there; its words.

    ``span`` begins and ends with a key, as ``Folded.span_of`` gives it; a quote may begin and end with other things.
    """
    words = span.of(text)
    at = quote.find(words)
    if at >= 0:
        start, end = span.start - at, span.start - at + len(quote)
        if start >= 0 and text[start:end] == quote:
            return Span(start, end), quote
    return span, words


def keys_of(text: str) -> int:
    """Return how many keys a text has, labels included."""
    return len(_BLANK.sub("", text))


def _said(length: int, turns: Sequence[Turn]) -> list[tuple[int, int]]:
    stretches, position = [], 0
    for turn in turns:
        stretches += [(position, turn.span.start), (turn.body.start, turn.body.end)]
        position = turn.span.end
    return [*stretches, (position, length)]


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """Half-width punctuation, and one spelling of each variant; letters and digits are the script layer's."""
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    return table | {ord(pair[1]): pair[0] for pair in _VARIANTS.split()}
