"""Properties of the coefficients, and where they are not defined."""

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qualcode.analysis.reliability import (
    Coefficient,
    bennett_s,
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_by_category,
    fleiss_kappa,
    gwet_ac1,
    holsti,
    holsti_r,
    kappa_max,
    krippendorff_alpha,
    light_kappa,
    mean_holsti,
    percent_agreement,
    scott_pi,
)
from qualcode.errors import UsageError

MANY = [percent_agreement, light_kappa, fleiss_kappa, conger_kappa, brennan_prediger, gwet_ac1, krippendorff_alpha]
TWO = [cohen_kappa, kappa_max, scott_pi, bennett_s]
NO_VARIATION = "every coder gave the same value everywhere"


def same(first: Coefficient, second: Coefficient) -> bool:
    """Tell whether two coefficients are the same number, or both none for the same reason."""
    if isnan(first.value) or isnan(second.value):
        return isnan(first.value) and isnan(second.value) and first.reason == second.reason != ""
    return first.value == pytest.approx(second.value, abs=1e-9)


def ratings(coders: st.SearchStrategy[int], lowest: int = -1) -> st.SearchStrategy[np.ndarray]:
    """Draw tables of ratings in up to four categories."""
    return st.tuples(st.integers(1, 12), coders).flatmap(
        lambda shape: arrays(np.int64, shape, elements=st.integers(lowest, 3)))


@given(ratings(st.integers(2, 4)), st.randoms(use_true_random=False))
def test_order_does_not_matter(table, random):
    """Units, coders and names of categories may be exchanged without changing a number."""
    units, coders, names = (random.sample(range(n), n) for n in (*table.shape, 4))
    renamed = np.where(table < 0, -1, np.array([*names, -1])[table])
    for measure in MANY:
        assert same(measure(table), measure(table[units][:, coders])), measure.__name__
        assert same(measure(table), measure(renamed)), measure.__name__


@given(ratings(st.just(2)))
def test_two_coders_in_any_order(table):
    """Coefficients of two coders do not know who came first."""
    for measure in TWO:
        assert same(measure(table), measure(table[:, ::-1])), measure.__name__


@given(ratings(st.just(2), lowest=0))
def test_what_is_the_same_for_two_coders(table):
    """Conger's and Light's are Cohen's, Fleiss' is Scott's, Brennan & Prediger's is Bennett's."""
    assert same(conger_kappa(table), cohen_kappa(table))
    assert same(light_kappa(table), cohen_kappa(table))
    assert same(fleiss_kappa(table), scott_pi(table))
    assert same(brennan_prediger(table), bennett_s(table))


@given(ratings(st.integers(2, 4), lowest=0))
def test_alpha_is_fleiss_with_a_small_sample_correction(table):
    """1 - alpha = (1 - kappa) (n - 1) / n for n complete ratings."""
    alpha, kappa = krippendorff_alpha(table), fleiss_kappa(table)
    assert isnan(alpha.value) == isnan(kappa.value)
    if not isnan(alpha.value):
        assert 1 - alpha.value == pytest.approx((1 - kappa.value) * (table.size - 1) / table.size, abs=1e-9)


@given(ratings(st.integers(2, 4)))
def test_full_agreement_is_one(table):
    """Where all coders say what the first says, every defined coefficient is 1."""
    alike = np.repeat(table[:, :1], table.shape[1], axis=1)
    assert all(isnan(value) or value == pytest.approx(1) for value in (measure(alike).value for measure in MANY))


@given(ratings(st.just(2), lowest=0))
def test_kappa_stays_below_its_maximum(table):
    """The margins allow no more than kappa_max."""
    assert isnan(cohen_kappa(table).value) or cohen_kappa(table).value <= kappa_max(table).value + 1e-9


@given(ratings(st.integers(2, 4)))
def test_metrics_of_two_categories_are_one(table):
    """With two categories nominal, ordinal and interval alpha are the same number."""
    two = np.minimum(table, 1)
    assert same(krippendorff_alpha(two), krippendorff_alpha(two, "ordinal"))
    assert same(krippendorff_alpha(two), krippendorff_alpha(two, "interval"))


@pytest.mark.parametrize("measure", MANY)
def test_one_coder(measure):
    """One coder agrees with nobody: no number, and why."""
    result = measure([[1], [2]])
    assert isnan(result.value)
    assert result.reason == "there are fewer than two coders"


@pytest.mark.parametrize("measure", [*MANY, *TWO])
def test_no_unit_that_two_coders_rated(measure):
    """Ratings that never meet give no number."""
    result = measure([[1, -1], [-1, 2]])
    assert (isnan(result.value), result.reason) == (True, "no unit was rated by two coders")
    assert isnan(measure(np.zeros((0, 2), dtype=int)).value)


@pytest.mark.parametrize("measure", [fleiss_kappa, conger_kappa, light_kappa, gwet_ac1, krippendorff_alpha,
                                     cohen_kappa, scott_pi, bennett_s, brennan_prediger, kappa_max])
def test_no_variation(measure):
    """Chance cannot be corrected for where there is one category only."""
    result = measure([[1, 1], [1, 1]])
    assert (isnan(result.value), result.reason) == (True, NO_VARIATION)


def test_percent_agreement_without_variation():
    """The plain share needs no variation."""
    found = percent_agreement([[1, 1], [1, 1]])
    assert (found.value, found.observed, found.n) == (1.0, 1.0, 2)


@pytest.mark.parametrize("measure", TWO)
def test_three_coders_where_two_are_needed(measure):
    """A coefficient for two says so."""
    assert measure([[1, 1, 2]]).reason == "it is defined for exactly two coders"


def test_categories_that_nobody_used_count():
    """With three categories to choose from, chance agreement of S and AC1 is smaller than with two."""
    table = [[0, 0], [0, 0], [1, 1], [0, 1]]
    assert bennett_s(table).value == pytest.approx((3 / 4 - 1 / 2) / (1 - 1 / 2))
    assert bennett_s(table, (0, 1, 2)).value == pytest.approx((3 / 4 - 1 / 3) / (1 - 1 / 3))
    assert gwet_ac1(table, (0, 1, 2)).expected == pytest.approx(gwet_ac1(table).expected / 2)


def test_kappas_of_categories_need_equal_numbers_of_ratings():
    """Units with two and with three ratings have no kappa by category, nor has a category that is never chosen."""
    assert [one.reason for one in fleiss_by_category([[2, 0], [1, 2]])] == ["no unit was rated by two coders"] * 2
    assert fleiss_by_category([[2, 0], [2, 0]])[1].reason == NO_VARIATION


def test_ratio_metric():
    """((c - k) / (c + k))^2, worked by hand for two units."""
    result = krippendorff_alpha([[1, 3], [2, 2]], "ratio")
    expected = 2 * ((2 / 4) ** 2 + 2 * (1 / 3) ** 2 + 2 * (1 / 5) ** 2) / 12
    assert result.value == pytest.approx(1 - (2 * (1 / 4) / 4) / expected)


def test_values_of_categories():
    """Categories stand for the numbers that are given, in whatever order."""
    table = np.array([[0, 1], [2, 2], [1, 1], [0, 2]])
    values = {0: 10.0, 1: -3.0, 2: 0.5}
    whole = np.vectorize({0: 27, 1: 1, 2: 8}.get)(table)  # the same steps doubled, from 1 on
    assert krippendorff_alpha(table, "interval", values).value == pytest.approx(
        krippendorff_alpha(whole, "interval").value)


@pytest.mark.parametrize(("call", "message"), [
    (lambda: percent_agreement([1, 2]), "ratings are a table of units by coders with whole numbers"),
    (lambda: percent_agreement([[0.5, 1.0]]), "ratings are a table of units by coders with whole numbers"),
    (lambda: percent_agreement([[-2, 1]]), "ratings are a table of units by coders with whole numbers"),
    (lambda: gwet_ac1([[0, 3]], (0, 1)), "a rating is not among the categories"),
    (lambda: krippendorff_alpha([[0, 1]], "interval", {0: 1.0}), "category 1 has no value"),
    (lambda: krippendorff_alpha([[0, 1]], "ratio", {0: -1.0, 1: 1.0}), "the ratio metric needs values of at least 0"),
])
def test_wrong_ratings(call, message):
    """What is no table of ratings is refused with what to do."""
    with pytest.raises(UsageError, match=message):
        call()


def test_holsti_of_more_coders():
    """K is the mean over pairs; R = nK / (1 + (n-1) K), here 3 * 0.6 / 2.2."""
    marked = [[1, 1, 1], [1, 1, 0], [0, 0, 0]]
    k = mean_holsti(marked)
    assert (k.value, k.n) == (pytest.approx((1 + 2 / 3 + 2 / 3) / 3), 3)
    assert holsti_r(0.6, 3).value == pytest.approx(1.8 / 2.2)


def test_holsti_without_decisions():
    """Nobody decided anything: no number."""
    assert holsti(0, 0, 0).reason == "nobody used this code"
    assert holsti_r(float("nan"), 2).reason == "nobody used this code"
    assert holsti_r(0.5, 1).reason == mean_holsti([[1]]).reason == "there are fewer than two coders"
