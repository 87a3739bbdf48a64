"""The permutation test: against scipy, by hand, and what must not change it."""

import json
from itertools import permutations
from math import comb, isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from qualcode.analysis.compare import permutation_test
from qualcode.analysis.compare.permutation import n_arrangements
from tests.analysis.compare.make import ANSWERS, column, whole

VALUES = st.lists(st.integers(0, 6), min_size=2, max_size=5)
LABELS = st.lists(st.integers(0, 2), min_size=4, max_size=7).filter(lambda given: len(set(given)) > 1)
known = pytest.mark.skipif(not ANSWERS.is_file(), reason="the field data folder `shared` is not beside the project")


def p_of(values: "NDArray[np.float64]", labels: list[int], strata: list[int] | None = None) -> float:
    """Return the p value of one column over all arrangements."""
    found = permutation_test(values, whole(labels), None if strata is None else whole(strata), limit=100_000)
    return float(found.p[0])


def weighted_difference(values: list[float], labels: tuple[int, ...], strata: list[int]) -> float:
    """Return the difference of two groups, each stratum with the weight n_a n_b / (n_a + n_b), the plain way."""
    total = weights = 0.0
    for one in set(strata):
        a, b = ([value for value, label, stratum in zip(values, labels, strata, strict=True)
                 if label == group and stratum == one] for group in (0, 1))
        if a and b:
            weight = len(a) * len(b) / (len(a) + len(b))
            total += weight * (sum(a) / len(a) - sum(b) / len(b))
            weights += weight
    return total / weights


@settings(max_examples=25)
@given(VALUES, VALUES)
def test_two_groups_are_as_in_scipy(a: list[int], b: list[int]) -> None:
    """All arrangements of the absolute difference of means, ties among them."""
    if len(set(a + b)) == 1:
        return
    expected = stats.permutation_test(  # of whole numbers: scipy takes sevenths that are equal for different
        (np.array(a), np.array(b)), lambda x, y, axis: abs(x.mean(axis=axis) - y.mean(axis=axis)),
        vectorized=True, alternative="greater", n_resamples=np.inf).pvalue
    assert p_of(column(*a, *b) / 7, [0] * len(a) + [1] * len(b)) == pytest.approx(expected)


@settings(max_examples=15)
@given(st.lists(st.integers(0, 4), min_size=7, max_size=7))
def test_three_groups_are_as_in_scipy(values: list[int]) -> None:
    """All arrangements of the F of an analysis of variance."""
    if len(set(values)) == 1:
        return
    groups = [np.array(part, dtype=float) for part in (values[:2], values[2:4], values[4:])]

    def between(*parts: "NDArray[np.float64]", axis: int) -> "NDArray[np.float64]":
        return sum(part.shape[axis] * part.mean(axis=axis) ** 2 for part in parts).round(9)

    expected = stats.permutation_test(groups, between, vectorized=True, alternative="greater", n_resamples=np.inf)
    assert p_of(column(*values), [0, 0, 1, 1, 2, 2, 2]) == pytest.approx(expected.pvalue)


def test_a_case_by_hand() -> None:
    """3, 4 and 5 against 1 and 2: of 10 arrangements only the one that was found is so far apart in a direction."""
    found = permutation_test(column(3, 4, 5, 1, 2), whole([0, 0, 0, 1, 1]))
    assert (float(found.p[0]), found.exact, found.arrangements, found.possible) == (pytest.approx(2 / 10), True, 10, 10)
    # the other: 1, 2 and 3 against 4 and 5 gives the same 2.5


def test_eta_squared_by_hand() -> None:
    """Means 1 and 3 around 2: between 4, in all 5."""
    found = permutation_test(column(0.5, 1.5, 2.5, 3.5), whole([0, 0, 1, 1]))
    assert float(found.eta_squared[0]) == pytest.approx(4 / 5)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 1), st.integers(0, 1)), min_size=4, max_size=6))
def test_strata_are_as_enumerated_the_plain_way(rows: list[tuple[int, int, int]]) -> None:
    """Every order of the labels that keeps the numbers of each stratum, by the weighted difference."""
    values, labels, strata = ([float(row[place]) for row in rows] for place in range(3))
    tables = {(label, stratum) for _value, label, stratum in rows}
    if not any({(0, one), (1, one)} <= tables for one in (0, 1)):
        return
    groups, layers = tuple(map(int, labels)), list(map(int, strata))
    arrangements = {order for order in permutations(groups) if all(
        sum(label for label, stratum in zip(order, layers, strict=True) if stratum == one)
        == sum(label for label, stratum in zip(groups, layers, strict=True) if stratum == one) for one in (0, 1))}
    observed = abs(weighted_difference(values, groups, layers))
    beyond = sum(abs(weighted_difference(values, order, layers)) >= observed - 1e-9 for order in arrangements)
    found = permutation_test(column(*values), whole(list(groups)), whole(layers))
    expected = float("nan") if isnan(float(found.p[0])) else beyond / len(arrangements)
    assert found.possible == len(arrangements)
    assert float(found.p[0]) == pytest.approx(expected, nan_ok=True)
    if isnan(expected):
        assert all(len({value for value, stratum in zip(values, layers, strict=True) if stratum == one}) < 2
                   for one in layers)


def test_two_shares_of_people_are_fishers_test_where_groups_are_equal() -> None:
    """Any mention in 4 and 1 of 6 people each."""
    values = column(1, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0)
    assert p_of(values, [0] * 6 + [1] * 6) == pytest.approx(stats.fisher_exact([[4, 2], [1, 5]]).pvalue)


@known
@pytest.mark.parametrize(("case", "key"), [
    ("tea_tasting_fisher", "p_two_sided"), ("quanteda_keyness_toy", "fisher_two_sided_p")])
def test_known_answers_of_fishers_test(case: str, key: str) -> None:
    """Fisher's tea tasting, and quanteda's ten words against nine."""
    answers = json.loads(ANSWERS.read_text(encoding="utf-8"))[case]
    table = np.array(answers["table"])
    table = table if case.startswith("tea") else table.T  # quanteda's has features in rows
    values = column(*[float(place == 0) for row in table for place in (0, 1) for _one in range(row[place])])
    labels = [number for number, row in enumerate(table) for _one in range(row.sum())]
    assert p_of(values, labels) == pytest.approx(answers[key])


def test_too_many_arrangements_are_drawn() -> None:
    """It is (1 + b) / (B + 1), close to what all arrangements give, and the same for the same seed."""
    chance = np.random.default_rng(1)
    values, labels = chance.normal(size=(16, 3)), whole([0] * 8 + [1] * 8)
    values[:8, 0] += 1
    exact = permutation_test(values, labels)
    drawn = permutation_test(values, labels, limit=100)
    assert (exact.exact, exact.arrangements, drawn.exact, drawn.arrangements) == (True, comb(16, 8), False, 9999)
    assert drawn.p * 10_000 == pytest.approx((drawn.p * 10_000).round())
    # five standard errors of a share among 9,999
    assert np.abs(drawn.p - exact.p) == pytest.approx(0, abs=5 * np.sqrt(0.25 / 9999))
    assert permutation_test(values, labels, limit=100).p.tolist() == drawn.p.tolist()
    assert permutation_test(values, labels, limit=100, seed=(8,)).p.tolist() != drawn.p.tolist()


def test_columns_do_not_disturb_each_other() -> None:
    """One set of arrangements serves all columns; each has the p that it has alone."""
    values = np.random.default_rng(2).normal(size=(24, 5))
    labels = whole([0, 1] * 12)
    alone = [float(permutation_test(values[:, [number]], labels).p[0]) for number in range(5)]
    assert permutation_test(values, labels).p.tolist() == alone


@pytest.mark.parametrize("limit", [20_000, 1])
def test_drawn_labels_keep_the_numbers_of_each_stratum(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """In every arrangement, drawn or not, each stratum has as many of each group as it had."""
    from qualcode.analysis.compare import permutation

    seen: list[NDArray[np.int64]] = []
    between = permutation._between

    def watch(arrangements: "NDArray[np.int64]", rest: "NDArray[np.float64]", groups: "NDArray[np.int64]",
              ) -> "NDArray[np.float64]":
        seen.append(arrangements)
        return between(arrangements, rest, groups)

    monkeypatch.setattr(permutation, "_between", watch)
    labels, strata = whole([0, 0, 1, 1, 2, 0, 1, 2]), whole([0, 0, 0, 1, 1, 1, 1, 1])
    permutation_test(column(1, 2, 3, 4, 5, 6, 7, 8), labels, strata, limit=limit, permutations=500)
    tried = np.concatenate(seen[1:])
    assert len(tried) == (500 if limit == 1 else 3 * 30)
    for one in (0, 1):
        expected = sorted(labels[strata == one].tolist())
        assert {tuple(row) for row in np.sort(tried[:, strata == one], axis=1).tolist()} == {tuple(expected)}
    assert len({tuple(row) for row in tried.tolist()}) == 90


def test_strata_with_one_group_change_nothing() -> None:
    """Their labels cannot be permuted and their values are their own mean."""
    alone = p_of(column(1, 4, 2, 6, 3, 5), [0, 1, 0, 1, 0, 1], [0] * 6)
    assert p_of(column(1, 4, 2, 6, 3, 5, 9, 0), [0, 1, 0, 1, 0, 1, 0, 0], [0] * 6 + [1, 1]) == pytest.approx(alone)


@given(LABELS, st.data())
def test_p_is_the_same_whatever_groups_are_called_and_numbers_are_counted_in(labels: list[int], data: st.DataObject,
                                                                             ) -> None:
    """Other names of groups, a constant more, another unit, another order of participants."""
    values = data.draw(st.lists(st.integers(0, 5), min_size=len(labels), max_size=len(labels)))
    order = data.draw(st.permutations(range(len(labels))))
    expected = p_of(column(*values), labels)
    renamed = [{0: 2, 1: 0, 2: 1}[label] for label in labels]
    moved = [3 * value + 1000.0 for value in values]
    shuffled = column(*[values[place] for place in order])
    assert [p_of(column(*values), renamed), p_of(column(*moved), labels),
            p_of(shuffled, [labels[place] for place in order])] == pytest.approx([expected] * 3, nan_ok=True)


def test_rounding_makes_no_difference_of_equals() -> None:
    """0.1 + 0.2 and 0.3 + 0 are the same sum: all four arrangements that tie are counted."""
    assert p_of(column(0.1, 0.2, 0.3, 0.0), [0, 0, 1, 1]) == 1.0


def test_values_that_do_not_vary_have_no_p() -> None:
    """Nothing to test, over all and within strata."""
    found = permutation_test(np.array([[0.1, 1], [0.1, 2], [0.1, 3], [0.1, 4]]), whole([0, 1, 0, 1]))
    assert [isnan(p) for p in found.p] == [True, False]
    assert isnan(float(found.eta_squared[0]))
    assert isnan(p_of(column(1, 1, 5, 5), [0, 1, 0, 1], [0, 0, 1, 1]))


@given(LABELS)
def test_the_number_of_arrangements_is_counted_right(labels: list[int]) -> None:
    """As many as there are different orders."""
    assert n_arrangements(whole(labels), whole([0] * len(labels))) == len(set(permutations(labels)))
