"""Adjusted p values: against scipy and statsmodels."""

from math import isnan, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from qualcode.analysis.compare import benjamini_hochberg, holm

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=12)


@given(P_VALUES)
def test_benjamini_hochberg_is_as_in_scipy(p_values: list[float]) -> None:
    """Whatever the order and the ties."""
    assert benjamini_hochberg(p_values) == pytest.approx(list(stats.false_discovery_control(p_values)))


@settings(max_examples=20)
@given(P_VALUES)
def test_holm_is_as_in_statsmodels(p_values: list[float]) -> None:
    """Whatever the order and the ties."""
    assert holm(p_values) == pytest.approx(list(multipletests(p_values, method="holm")[1]))


@pytest.mark.parametrize("adjust", [benjamini_hochberg, holm])
def test_what_was_not_tested_is_no_member_of_the_family(adjust: object) -> None:
    """NaN stays NaN, and the others are adjusted as if it were not there."""
    assert callable(adjust)
    first, missing, second = adjust([0.01, nan, 0.2])
    assert ([first, second], isnan(missing)) == (adjust([0.01, 0.2]), True)
    assert (adjust([]), [isnan(p) for p in adjust([nan])]) == ([], [True])
