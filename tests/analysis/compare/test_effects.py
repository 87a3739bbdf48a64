"""Effects and their intervals: against scipy and statsmodels, by hand, and what must not change them."""

from math import inf, isnan, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable

from qualcode.analysis.compare import effects, interval, resampled, strata_of, without_each
from qualcode.analysis.compare.bootstrap import acceleration
from qualcode.analysis.compare.effects import Effects, Stratum, error_factor
from tests.analysis.compare.make import column, whole

CHANCE = np.random.default_rng(5)
A, B = CHANCE.exponential(2, 14), CHANCE.exponential(1, 11) + 0.2


def sides(is_a: list[bool], strata: list[int] | None = None) -> tuple[Stratum, ...]:
    """Return the strata of some participants."""
    return strata_of(np.array(is_a), whole(strata or [0] * len(is_a)))


def both() -> tuple["NDArray[np.float64]", tuple[Stratum, ...]]:
    """Return the values of A and B and where they stand."""
    return column(*A, *B), sides([True] * len(A) + [False] * len(B))


def numbers(found: Effects) -> tuple[float, float, float]:
    """Return difference, ratio and delta of the only row and column."""
    return float(found.difference[0, 0]), float(found.ratio[0, 0]), float(found.delta[0, 0])


def test_without_strata_they_are_those_of_the_groups() -> None:
    """Difference and ratio of the means; delta is 2U / (n_a n_b) - 1 of Mann and Whitney's U."""
    u = stats.mannwhitneyu(A, B).statistic
    assert numbers(effects(*both())) == pytest.approx(
        (A.mean() - B.mean(), A.mean() / B.mean(), 2 * u / (len(A) * len(B)) - 1))


def test_ties_count_for_nobody() -> None:
    """Of four pairs one is a win, two are ties, one is a loss."""
    assert numbers(effects(column(1, 3, 1, 3), sides([True, True, False, False])))[2] == 0.0
    assert numbers(effects(column(2, 3, 1, 3), sides([True, True, False, False])))[2] == pytest.approx((3 - 1 - 0) / 4
                                                                                                       - 1 / 4)


def test_strata_are_put_together_as_statsmodels_does() -> None:
    """Any mention, three strata: the risk ratio of Mantel and Haenszel."""
    tables = [np.array(table) for table in ([[3, 4], [1, 5]], [[2, 1], [3, 3]], [[5, 2], [2, 4]])]
    rows = [(float(place == 0), group == 0, number) for number, table in enumerate(tables) for group in (0, 1)
            for place in (0, 1) for _one in range(table[group][place])]
    values, is_a, strata = zip(*rows, strict=True)
    found = effects(column(*values), sides(list(is_a), list(strata)))
    assert float(found.ratio[0, 0]) == pytest.approx(StratifiedTable(tables).riskratio_pooled)


def test_the_difference_over_strata_is_that_of_a_regression() -> None:
    """With a constant for each stratum, least squares finds the same difference."""
    values = CHANCE.normal(size=20)
    is_a, strata = CHANCE.integers(0, 2, 20) == 1, CHANCE.integers(0, 3, 20)
    design = np.column_stack([is_a, *(strata == one for one in range(3))]).astype(float)
    expected = np.linalg.lstsq(design, values, rcond=None)[0][0]
    assert float(effects(column(*values), strata_of(is_a, strata)).difference[0, 0]) == pytest.approx(expected)


def test_strata_with_one_group_add_nothing() -> None:
    """They have no weight; the others' sum up to 1."""
    found = sides([True, False, False, True, True], [0, 0, 0, 1, 1])
    assert [(one.a.tolist(), one.b.tolist(), one.weight) for one in found] == [([0], [1, 2], 1.0)]
    assert error_factor(found) == pytest.approx((1 + 1 / 2) ** 0.5)
    assert sides([True, True]) == ()


@given(st.lists(st.integers(0, 9), min_size=2, max_size=6), st.lists(st.integers(0, 9), min_size=2, max_size=6),
       st.integers(-5, 5))
def test_changing_sides_changes_the_sign(a: list[int], b: list[int], more: int) -> None:
    """Difference and delta turn round; a constant more changes neither."""
    is_a = [True] * len(a) + [False] * len(b)
    there = effects(column(*a, *b), sides(is_a))
    back = effects(column(*a, *b), sides([not one for one in is_a]))
    moved = effects(column(*a, *b) + more, sides(is_a))
    assert (float(back.difference[0, 0]), float(back.delta[0, 0])) == pytest.approx(
        (-float(there.difference[0, 0]), -float(there.delta[0, 0])))
    assert (float(moved.difference[0, 0]), float(moved.delta[0, 0])) == pytest.approx(
        (float(there.difference[0, 0]), float(there.delta[0, 0])))


def test_leaving_one_out_is_as_if_he_had_not_been_there() -> None:
    """With weights as they were, which without strata are 1."""
    values, strata = both()
    found = without_each(values, strata)
    for side, size in zip(found, (len(A), len(B)), strict=True):
        start = 0 if size == len(A) else len(A)
        for number in range(size):
            rest = np.delete(values, start + number, axis=0)
            gone = size == len(A)
            expected = effects(rest, sides([True] * (len(A) - gone) + [False] * (len(B) - (not gone))))
            here = (float(side.difference[number, 0]), float(side.ratio[number, 0]), float(side.delta[number, 0]))
            assert here == pytest.approx(numbers(expected))


def test_resamples_are_drawn_within_groups_of_strata() -> None:
    """With one person in each cell every resample is the same; with two, three means are possible."""
    values = column(1, 2, 10, 20)
    alone = resampled(values, sides([True, False, True, False], [0, 0, 1, 1]), 50, (7,))
    assert set(alone.difference[:, 0].tolist()) == {(1 - 2) / 2 + (10 - 20) / 2}
    pairs = resampled(values, sides([True, True, False, False]), 200, (7,))
    assert set(pairs.mean_a[:, 0].tolist()) == {1.0, 1.5, 2.0}
    assert set(pairs.mean_b[:, 0].tolist()) == {10.0, 15.0, 20.0}
    assert set(pairs.delta[:, 0].tolist()) == {-1.0}


@pytest.mark.parametrize("name", ["difference", "ratio", "delta"])
@pytest.mark.parametrize("method", ["BCa", "percentile"])
def test_intervals_of_the_same_resamples_are_scipys(name: str, method: str) -> None:
    """Resamples of scipy go into both: ends agree to rounding."""
    def statistic(a: "NDArray[np.float64]", b: "NDArray[np.float64]", axis: int = -1) -> "NDArray[np.float64]":
        mean_a, mean_b = a.mean(axis=axis), b.mean(axis=axis)
        if name == "delta":
            return np.sign(a[..., :, None] - b[..., None, :]).mean(axis=(-1, -2))
        return mean_a - mean_b if name == "difference" else mean_a / mean_b

    given = stats.bootstrap((A, B), statistic, n_resamples=999, method="percentile", vectorized=True,
                            rng=np.random.default_rng(3))
    expected = stats.bootstrap((A, B), statistic, n_resamples=0, method=method, vectorized=True,
                               bootstrap_result=given).confidence_interval
    left_out = [getattr(one, name)[:, 0] for one in without_each(*both())] if method == "BCa" else None
    found = interval(float(getattr(effects(*both()), name)[0, 0]), given.bootstrap_distribution, left_out)
    assert (found.low, found.high, found.method, found.reason) == (
        pytest.approx(expected.low), pytest.approx(expected.high), method, "")


def test_intervals_of_our_own_resamples_are_near_scipys() -> None:
    """Drawn otherwise, they agree to a few percent of their width."""
    expected = stats.bootstrap((A, B), lambda a, b, axis: a.mean(axis=axis) - b.mean(axis=axis), n_resamples=9999,
                               method="BCa", vectorized=True, rng=np.random.default_rng(3)).confidence_interval
    values, strata = both()
    found = interval(float(effects(values, strata).difference[0, 0]), resampled(values, strata, 9999, (7,))
                     .difference[:, 0], [one.difference[:, 0] for one in without_each(values, strata)])
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high),
                                                    abs=0.05 * (expected.high - expected.low))


def test_resamples_depend_on_the_seed_only() -> None:
    """The same for the same seed, and for a column alone."""
    values, strata = both()
    twice = np.column_stack([values, values**2])
    first = resampled(values, strata, 100, (7, 1)).difference[:, 0].tolist()
    assert resampled(twice, strata, 100, (7, 1)).difference[:, 0] == pytest.approx(first)
    assert resampled(values, strata, 100, (8, 1)).difference[:, 0].tolist() != first


def test_a_ratio_without_an_upper_end() -> None:
    """Where more than one in forty resamples has nothing to divide by, the interval has no upper end and says why."""
    drawn = np.array([1.0 + 0.001 * k for k in range(96)] + [inf] * 4)
    found = interval(1.05, drawn)
    assert (found.low, isnan(found.high), found.reason) == (
        pytest.approx(1.0 + 0.001 * 0.025 * 99), True,
        "no upper end: too many resamples have nothing to divide by")
    few = interval(1.05, np.array([1.0 + 0.001 * k for k in range(999)] + [inf]))
    assert (few.high, few.reason) == (pytest.approx(1.0 + 0.001 * 0.975 * 999), "")


@pytest.mark.parametrize(("drawn", "reason"), [
    ([1.0] * 90 + [nan] * 10, "no interval: too many resamples have 0 by 0"),
    ([1.0] * 96 + [nan] * 4, "no interval: all resamples give the same value"),
    ([], ""),
])
def test_no_interval_where_there_is_none(drawn: list[float], reason: str) -> None:
    """The value stays, the ends are missing."""
    found = interval(1.0, np.array(drawn))
    assert (found.value, isnan(found.low), isnan(found.high), found.method, found.reason) == (
        1.0, True, True, "", reason)


@pytest.mark.parametrize("left_out", [
    [np.array([1.0, 1.0, 1.0])], [np.array([1.0, inf, 1.2])], [np.array([1.0])], []])
def test_no_bca_without_an_acceleration(left_out: list["NDArray[np.float64]"]) -> None:
    """Nobody changes anything, somebody leaves nothing to divide by, there is nobody to leave out."""
    found = interval(1.5, np.linspace(1, 2, 101), left_out)
    assert (found.low, found.high, found.method, found.reason) == (
        pytest.approx(1.025), pytest.approx(1.975), "percentile", "no BCa interval, percentile instead")


def test_no_bca_where_the_value_lies_outside_its_resamples() -> None:
    """The bias has no number then."""
    assert interval(3.0, np.linspace(1, 2, 101), [np.array([1.0, 2.0])]).method == "percentile"


def test_no_bca_where_the_correction_turns_over() -> None:
    """The value is the least of 100,000 resamples, and one of 400 participants makes all the difference."""
    values, drawn = [np.array([1.0] + [0.0] * 400)], np.linspace(1, 2, 100_001)
    assert acceleration(values) == pytest.approx(-1 / 6, abs=1e-3)
    assert [interval(1.0, drawn, side).method for side in (values, [-values[0]])] == ["percentile", "BCa"]


def test_a_value_that_is_missing_has_no_interval() -> None:
    """No number, no ends."""
    assert isnan(interval(nan, np.array([1.0, 2.0])).low)
