"""Krippendorff's alpha for unitizing: do coders mark the same passages, wherever passages may begin and end?

Krippendorff 1995, Sociological Methodology 25, p. 47-76; 2004, Content Analysis, 2nd ed., p. 251-256. A coder divides
the continuum of L characters into passages with a code and gaps without it. For passages of lengths l with begins b and
ends e (half-open), and m coders:

delta   (b_g - b_h)^2 + (e_g - e_h)^2 where two passages of a pair of coders overlap; l^2 for a passage that lies in a
        gap of the other coder; 0 otherwise
D_o     sum of delta over ordered pairs of coders / (m (m - 1) L^2)
D_e     2/L * sum over passages of [(N - 1) (2 l^3 - 3 l^2 + l) / 3 + l^2 * sum over gaps >= l of (gap - l + 1)]
        / (mL (mL - 1) - sum of l (l - 1)), N = all passages with the code
alpha_u 1 - D_o / D_e; over several codes 1 - (sum of D_o) / (sum of D_e)

Several transcripts are one continuum, laid end to end, whose gaps end with each transcript: a passage cannot be placed
across two of them. Passages of one coder and code that overlap are taken as one, those that only touch stay two.
Sorting and bisection make it O(n log n) per pair of coders.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from qualcode.analysis.reliability.alpha import alpha_of
from qualcode.analysis.reliability.coefficient import Coefficient, few_coders, not_used, undefined
from qualcode.analysis.reliability.ratings import add_up

if TYPE_CHECKING:
    from qualcode.analysis.reliability.ratings import Floats, Ints


@dataclass(frozen=True, slots=True)
class Passages:
    """The passages of one coder as three arrays of equal length.

    Attributes:
        code: Number of the code, from 0.
        start: First character on the continuum.
        end: One past the last character.
    """

    code: "Ints"
    start: "Ints"
    end: "Ints"


@dataclass(frozen=True, slots=True)
class AlphaU:
    """Alpha of each code and over all codes; ``observed`` and ``expected`` are disagreements, ``n`` counts passages."""

    overall: Coefficient
    codes: tuple[Coefficient, ...]


def alpha_u(coders: Sequence[Passages], borders: Sequence[int], n_codes: int) -> AlphaU:
    """Return alpha_u per code and overall; see the module for the formula.

    Args:
        coders: One entry a coder, in one order of characters.
        borders: Where transcripts begin on the continuum, ascending, and where the last one ends: (0, L) for one
            transcript of L characters.
        n_codes: How many codes there are.

    Returns:
        NaN for a code that nobody used, and where no disagreement can be expected.
    """
    import numpy as np

    length = int(borders[-1] - borders[0]) if len(borders) > 1 else 0
    if len(coders) < 2 or length == 0:
        nothing = undefined(few_coders() if length else not_used())
        return AlphaU(nothing, (nothing,) * n_codes)
    united = [unite(passages, int(borders[-1])) for passages in coders]
    observed = np.zeros(n_codes)
    for first, second in combinations(united, 2):
        observed += _observed(first, second, n_codes, int(borders[-1]))
    observed *= 2 / (len(coders) * (len(coders) - 1) * length**2)
    used = np.bincount(np.concatenate([one.code for one in united]), minlength=n_codes)
    expected = _expected(united, np.asarray(borders, dtype=np.int64), n_codes)
    codes = tuple(
        _coefficient(float(o), float(e), int(n)) for o, e, n in zip(observed, expected, used, strict=True)
    )
    return AlphaU(_coefficient(float(observed.sum()), float(expected.sum()), int(used.sum())), codes)


def unite(passages: Passages, end: int) -> Passages:
    """Return the passages by code and begin, those with the same code that overlap taken as one, empty ones left out.

    Args:
        passages: In any order.
        end: Where the continuum ends.
    """
    import numpy as np

    kept = passages.end > passages.start
    shift = passages.code[kept] * (end + 1)
    starts, ends = passages.start[kept] + shift, passages.end[kept] + shift
    order = np.lexsort((ends, starts))
    starts, ends = starts[order], np.maximum.accumulate(ends[order]) if len(order) else ends
    opens = np.ones(len(starts), dtype=bool)
    opens[1:] = starts[1:] >= ends[:-1]
    closes = np.append(np.flatnonzero(opens)[1:] - 1, len(starts) - 1) if len(starts) else np.zeros(0, dtype=np.int64)
    code = starts[opens] // (end + 1)
    return Passages(code, starts[opens] - code * (end + 1), ends[closes] - code * (end + 1))


def overlapping(first: Passages, second: Passages, end: int) -> tuple["Ints", "Ints"]:
    """Return the pairs of passages with the same code that overlap, as indices into each; both must be united."""
    import numpy as np

    low = np.searchsorted(second.end + second.code * (end + 1), first.start + first.code * (end + 1), side="right")
    high = np.searchsorted(second.start + second.code * (end + 1), first.end + first.code * (end + 1), side="left")
    return spread_out(low, np.maximum(high - low, 0))


def spread_out(low: "Ints", count: "Ints") -> tuple["Ints", "Ints"]:
    """Return (i, low[i]), (i, low[i] + 1) … for every i, count[i] times, as two arrays."""
    import numpy as np

    index = np.repeat(np.arange(len(low)), count)
    inside = np.arange(len(index)) - np.repeat(np.cumsum(count) - count, count)
    return index, low[index] + inside


def _observed(first: Passages, second: Passages, n_codes: int, end: int) -> "Floats":
    """Return the sum of delta over one unordered pair of coders, by code."""
    import numpy as np

    one, other = overlapping(first, second, end)
    apart = (first.start[one] - second.start[other]) ** 2 + (first.end[one] - second.end[other]) ** 2
    total = add_up(first.code[one], apart, n_codes)
    for passages, met in ((first, one), (second, other)):
        alone = np.ones(len(passages.code), dtype=bool)
        alone[met] = False
        squares = (passages.end - passages.start)[alone] ** 2
        total += add_up(passages.code[alone], squares, n_codes)
    return total


def _expected(coders: Sequence[Passages], borders: "Ints", n_codes: int) -> "Floats":
    """Return D_e by code."""
    import numpy as np

    total = float(len(coders) * (borders[-1] - borders[0]))
    code = np.concatenate([passages.code for passages in coders])
    size = np.concatenate([passages.end - passages.start for passages in coders])
    length = size.astype(np.float64)
    others = np.bincount(code, minlength=n_codes)[code] - 1
    terms = others * (2 * length**3 - 3 * length**2 + length) / 3
    terms += length**2 * _room(code, size, *_gaps(coders, borders, n_codes))
    left = total * (total - 1) - add_up(code, length * (length - 1), n_codes)
    sums = add_up(code, terms, n_codes) * (2 * len(coders) / total)
    expected: Floats = np.divide(sums, left, out=np.zeros(n_codes), where=left > 0)
    return expected


def _gaps(coders: Sequence[Passages], borders: "Ints", n_codes: int) -> tuple["Ints", "Ints"]:
    """Return code and length of every gap of every coder.

    Within a transcript gaps begin at its begin and where passages end, and end where passages begin and at its end:
    both in order, the first begin belongs to the first end, and so on.
    """
    import numpy as np

    width = int(borders[-1]) + 1
    shift = np.arange(n_codes)[:, np.newaxis] * width
    begins, ends = (shift + borders[:-1]).ravel(), (shift + borders[1:]).ravel()
    lengths, codes = [], []
    for passages in coders:
        opened = np.sort(np.concatenate([begins, passages.end + passages.code * width]))
        closed = np.sort(np.concatenate([ends, passages.start + passages.code * width]))
        lengths.append(closed - opened)
        codes.append(opened // width)
    return np.concatenate(codes), np.concatenate(lengths)


def _room(code: "Ints", size: "Ints", gap_code: "Ints", gap: "Ints") -> "Floats":
    """Return for every passage in how many places of the gaps of its code it could stand."""
    import numpy as np

    width = int(max(gap.max(initial=0), size.max(initial=0))) + 2
    keys = np.sort(gap_code * width + gap)
    sums = np.concatenate([[0], np.cumsum(keys % width)])
    low = np.searchsorted(keys, code * width + size, side="left")
    high = np.searchsorted(keys, (code + 1) * width, side="left")
    return np.asarray(sums[high] - sums[low] - (high - low) * (size - 1), dtype=np.float64)


def _coefficient(observed: float, expected: float, n: int) -> Coefficient:
    if n == 0:
        return undefined(not_used())
    return alpha_of(observed, expected, n)
