"""The smallest detectable difference: against statsmodels' power of the t test."""

from math import isnan, nan, sqrt

import numpy as np
import pytest
from statsmodels.stats.power import TTestIndPower

from qualcode.analysis.compare import detectable_difference, pooled_sd
from tests.analysis.compare.make import whole


@pytest.mark.parametrize(("n_a", "n_b"), [(5, 5), (8, 8), (15, 15), (7, 23), (60, 60)])
def test_it_has_the_power_that_statsmodels_says(n_a: int, n_b: int) -> None:
    """Of so many standard deviations the t test has a power of 80 %."""
    found = detectable_difference(1.0, sqrt(1 / n_a + 1 / n_b), n_a + n_b - 2)
    power = TTestIndPower().power(found, n_a, 0.05, ratio=n_b / n_a)
    assert power == pytest.approx(0.8, abs=1e-4)


def test_the_pooled_standard_deviation_by_hand() -> None:
    """Squares of 2 and 8 within two groups, two and two degrees of freedom."""
    values = np.array([[1.0, 0.0], [2.0, 0.0], [3.0, 0.0], [0.0, 0.0], [2.0, 0.0], [4.0, 0.0]])
    sd, freedom = pooled_sd(values, [whole([0, 1, 2]), whole([3, 4, 5])])
    assert (sd.tolist(), freedom) == (pytest.approx([sqrt(10 / 4), 0.0]), 4)


def test_without_a_spread_there_is_none() -> None:
    """One person in each cell, or everybody alike."""
    sd, freedom = pooled_sd(np.array([[1.0], [2.0]]), [whole([0]), whole([1])])
    assert [isnan(float(sd[0])), freedom] == [True, 0]
    assert [isnan(detectable_difference(*one)) for one in ((nan, 1.0, 8), (0.0, 1.0, 8), (1.0, 1.0, 0))] == [True] * 3
