"""The words that speak for a code: where in a passage the weights of its rows come from."""

from typing import TYPE_CHECKING

from qualcode.language.tokens import is_word, token_spans
from qualcode.learning.features import EDGE, LONGEST, clauses
from qualcode.model import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

#: Most words shown for one suggestion, and what share of the strongest word's weight a further one must have.
_WORDS, _SHARE = 3, 0.4


def speaking_words(text: str, weights: "Mapping[str, float]") -> tuple[Span, ...]:
    """Return the words of a passage that speak most for a code, in the order of the text; neighbours joined.

    The weight of a run of characters is spread over its characters, and a word has what its characters have. None where
    nothing speaks for the code: it rests on what stands around the passage.

    Args:
        text: Of the passage, on the speech layer.
        weights: Run of characters -> how much it speaks for the code.
    """
    heat = _heat(text, weights)
    spans = [span for span in token_spans(text) if is_word(span.of(text))]
    strength = {span: float(heat[span.start : span.end].sum()) for span in spans}
    ranked = sorted((span for span in spans if strength[span] > 0), key=lambda span: (-strength[span], span))
    chosen = [span for span in ranked[:_WORDS] if strength[span] >= _SHARE * strength[ranked[0]]]
    joined: list[Span] = []
    for span in sorted(chosen):
        if joined and joined[-1].end == span.start:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return tuple(joined)


def _heat(text: str, weights: "Mapping[str, float]") -> "NDArray[np.float64]":
    """Return for every character how much it speaks for the code."""
    import numpy as np

    heat = np.zeros(len(text))
    for start, clause in clauses(text):
        bounded = f"{EDGE}{clause}{EDGE}"
        for size in range(1, LONGEST + 1):
            for place in range(len(bounded) - size + 1):
                gram = bounded[place : place + size]
                if (weight := weights.get(gram)) and gram != EDGE:
                    inside = range(max(place - 1, 0), min(place - 1 + size, len(clause)))
                    heat[start + inside.start : start + inside.stop] += weight / max(len(inside), 1)
    return heat
