"""Alpha over sets of codes."""

from itertools import permutations, product
from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.reliability import alpha_sets, krippendorff_alpha, set_overlap, set_pairs
from qualcode.analysis.reliability.set_pairs import apart
from qualcode.errors import UsageError

DISTANCES = ("masi", "masi_product", "nested")
#: sets of up to 12 codes, empty ones among them
SETS = st.frozensets(st.sampled_from("ABCDEFGHIJKL"), max_size=12)


def distance(name, first, second):
    """Return the distance of two sets."""
    s, t, i = (np.array([float(n)]) for n in (len(first), len(second), len(first & second)))
    return float(apart(name, s, t, i)[0])


def naive(units, name):
    """Return alpha from all pairs, one by one."""
    paired = [[one for one in row if one is not None] for row in units]
    paired = [row for row in paired if len(row) > 1]
    ratings = [one for row in paired for one in row]
    n = len(ratings)
    observed = sum(distance(name, a, b) / (len(row) - 1) for row in paired for a, b in permutations(row, 2)) / n
    expected = sum(distance(name, a, b) for a, b in product(ratings, ratings)) / (n * (n - 1))
    return 1 - observed / expected


@given(st.lists(st.lists(st.none() | SETS, min_size=3, max_size=3), min_size=1, max_size=12),
       st.sampled_from(DISTANCES))
def test_every_pair_one_by_one(units, name):
    """Counting pairs by sizes gives what comparing all of them gives, for small and large sets and missing ones."""
    assert alpha_sets(units, name).value == pytest.approx(exact(units, name), abs=1e-9, nan_ok=True)


@given(st.lists(st.lists(st.none() | SETS, min_size=2, max_size=3).map(lambda row: [*row, None][:3]), min_size=1,
                max_size=10), st.integers(0, 40), st.sampled_from(DISTANCES))
def test_where_subsets_are_too_many(units, subsets, name):
    """Wherever the border between small and large sets lies, the number is the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(set_pairs, "SUBSETS", subsets)
        assert alpha_sets(units, name).value == pytest.approx(exact(units, name), abs=1e-9, nan_ok=True)


def test_where_pairs_are_too_many(monkeypatch):
    """An estimate from random pairs says so and is close."""
    random = np.random.default_rng(2)
    units = [[set(random.choice(list("ABCDEFGHIJKL"), 6).tolist()) for _coder in range(2)] for _unit in range(60)]
    monkeypatch.setattr(set_pairs, "SUBSETS", 0)
    monkeypatch.setattr(set_pairs, "PAIRS", 0)
    result = alpha_sets(units)
    assert result.value == pytest.approx(naive(units, "masi"), abs=0.003)
    assert result.reason == "expected disagreement estimated from 1000000 random pairs of sets"


def exact(units, name):
    """Return the naive alpha, NaN where no two ratings on shared units differ."""
    rated = [{one for one in row if one is not None} for row in units if sum(one is not None for one in row) > 1]
    return naive(units, name) if len(set().union(*rated)) > 1 else float("nan")


@pytest.mark.parametrize(("first", "second", "expected"), [
    ("", "", (0, 0, 0)), ("A", "", (1, 1 / 3, 1 / 3)), ("A", "A", (0, 0, 0)), ("A", "B", (1, 1, 1)),
    ("AB", "A", (1 - 1 / 2 * 2 / 3, 1 / 2 * 1 / 3, 1 / 3)), ("AB", "AC", (1 - 1 / 3 * 1 / 3, 2 / 3 * 2 / 3, 2 / 3)),
])
def test_distances(first, second, expected):
    """Equal, nested, crossing, disjoint and empty sets."""
    assert tuple(distance(name, set(first), set(second)) for name in DISTANCES) == pytest.approx(expected)


@given(st.lists(st.lists(st.sampled_from("ABC"), min_size=2, max_size=3).map(lambda row: (*row, "A")[:3]),
                min_size=1, max_size=10))
def test_sets_of_one_code_are_nominal(units):
    """With one code in every set, alpha over sets is nominal alpha."""
    nominal = krippendorff_alpha([["ABC".index(code) for code in row] for row in units])
    over_sets = alpha_sets([[{code} for code in row] for row in units])
    assert over_sets.value == pytest.approx(nominal.value, nan_ok=True)


def test_where_there_is_no_alpha():
    """One coder, no unit with two ratings, and the same set everywhere."""
    assert alpha_sets([[{"A"}]]).reason == alpha_sets([]).reason == "there are fewer than two coders"
    assert alpha_sets([[{"A"}, None]]).reason == "no unit was rated by two coders"
    assert alpha_sets([[set(), set()]]).reason == "every coder gave the same value everywhere"
    assert isnan(set_overlap([]).identical)


def test_units_with_differing_numbers_of_coders():
    """A coder who is missing must be said to be missing."""
    with pytest.raises(UsageError, match="every unit needs one set or None for each coder"):
        alpha_sets([[{"A"}, {"B"}], [{"A"}]])
