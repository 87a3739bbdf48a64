"""Alpha for passages."""

from itertools import pairwise, permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.reliability import Passages, alpha_u
from qualcode.analysis.reliability.unitizing import unite

BORDERS = (0, 7, 20, 30)
RAW = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 29), st.integers(1, 12)), max_size=8)


def clip(raw):
    """Return (code, start, end) that end with their transcript."""
    return [(code, start, min(start + length, next(end for end in BORDERS if end > start)))
            for code, start, length in raw]


def passages(rows):
    """Return rows of (code, start, end) as arrays."""
    return Passages(*np.array(rows, dtype=np.int64).reshape(-1, 3).T)


def united(rows, code):
    """Return the (start, end) of one code, overlapping ones as one."""
    result = []
    for start, end in sorted((start, end) for one, start, end in rows if one == code):
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def gaps(spans):
    """Return what is left of every transcript."""
    found = []
    for begin, border in pairwise(BORDERS):
        inside = [begin, *(place for span in spans if begin <= span[0] < border for place in span), border]
        found += [(start, end) for start, end in zip(inside[::2], inside[1::2], strict=True) if end > start]
    return found


def naive(coders, code):
    """Return D_o and D_e as they are written down, comparing everything with everything."""
    spans = [united(rows, code) for rows in coders]
    length, m = BORDERS[-1], len(coders)
    observed = 0
    for one, other in permutations(spans, 2):
        observed += sum((s - a) ** 2 + (e - b) ** 2 for (a, b), (s, e) in product(one, other) if s < b and a < e)
        observed += sum((b - a) ** 2 for (a, b), (s, e) in product(one, gaps(other)) if s <= a and b <= e)
        observed += sum((e - s) ** 2 for (a, b), (s, e) in product(gaps(one), other) if a <= s and e <= b)
    observed /= m * (m - 1) * length**2
    lengths = [end - start for one in spans for start, end in one]
    room = [end - start for one in spans for start, end in gaps(one)]
    expected = sum(
        (len(lengths) - 1) / 3 * (2 * x**3 - 3 * x**2 + x) + x**2 * sum(gap - x + 1 for gap in room if gap >= x)
        for x in lengths
    ) * 2 / length / (m * length * (m * length - 1) - sum(x * (x - 1) for x in lengths))
    return observed, expected


@given(st.lists(RAW.map(clip), min_size=2, max_size=4))
def test_everything_with_everything(coders):
    """Bisection gives what comparing all passages and gaps gives, over three transcripts, two codes, overlaps."""
    result = alpha_u([passages(rows) for rows in coders], BORDERS, 2)
    parts = [naive(coders, code) for code in (0, 1)]
    for (observed, expected), code in zip(parts, result.codes, strict=True):
        if expected:
            assert (code.observed, code.expected) == pytest.approx((observed, expected))
            assert code.value == pytest.approx(1 - observed / expected)
        else:
            assert code.reason in {"nobody used this code", "every coder gave the same value everywhere"}
    if sum(expected for _observed, expected in parts):
        over_all = 1 - sum(observed for observed, _e in parts) / sum(expected for _o, expected in parts)
        assert result.overall.value == pytest.approx(over_all)


@given(st.lists(RAW.map(clip), min_size=2, max_size=3), st.randoms(use_true_random=False))
def test_order_does_not_matter(coders, random):
    """Coders and passages may come in any order."""
    mixed = [random.sample(rows, len(rows)) for rows in random.sample(coders, len(coders))]
    first, second = (alpha_u([passages(rows) for rows in one], BORDERS, 2) for one in (coders, mixed))
    assert first.overall.value == pytest.approx(second.overall.value, nan_ok=True)


def test_distances_of_the_book():
    """Krippendorff 2004, p. 254: passages of 70 and 80, of 30 and 20, and one of 20 in a gap are 50, 850, 400 apart."""
    pairs = [((225, 295), (220, 300)), ((370, 400), (355, 375)), (None, (400, 420))]
    found = []
    for one, other in pairs:
        coders = [passages([(0, *one)] if one else []), passages([(0, *other)])]
        found.append(round(alpha_u(coders, (150, 450), 1).overall.observed * 300**2))
    assert found == [50, 850, 400]


def test_passages_that_overlap_are_one():
    """Overlapping and nested passages of one code are taken together, touching ones and other codes are not."""
    result = unite(passages([(0, 5, 9), (0, 0, 4), (0, 4, 6), (0, 5, 6), (1, 2, 8), (0, 9, 9)]), 30)
    assert list(zip(result.code.tolist(), result.start.tolist(), result.end.tolist(), strict=True)) == [
        (0, 0, 4), (0, 4, 9), (1, 2, 8)]


def test_where_there_is_no_alpha():
    """No passage, one coder, no text."""
    nothing, one = passages([]), passages([(0, 0, 5)])
    assert alpha_u([nothing, nothing], BORDERS, 1).overall.reason == "nobody used this code"
    assert alpha_u([one], BORDERS, 1).codes[0].reason == "there are fewer than two coders"
    assert alpha_u([nothing, nothing], (0,), 1).overall.reason == "nobody used this code"
    assert alpha_u([one, one], BORDERS, 2).codes[1].reason == "nobody used this code"
