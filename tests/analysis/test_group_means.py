"""Means of groups with intervals: what stands in the table of people, and scipy's bootstrap."""

from math import isnan
from pathlib import Path

import numpy as np
import pytest

from qualcode.analysis.compare import Comparison
from qualcode.analysis.group_means import group_means
from qualcode.settings import Settings
from qualcode.workflow.compare import compare
from qualcode.workflow.study import standing_codings
from tests.workflow.study import opened, village


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """Compare the towns of the village: six people each."""
    settings: Settings = village(Path(tmp_path_factory.mktemp("means")) / "village")
    study = opened(settings)
    result = compare(study.corpus, study.codebook, standing_codings(study), by="town", permutations=1, draws=0)
    study.store.close()
    return result


def test_means_are_those_of_the_comparison(found: Comparison) -> None:
    """For every code and group; the interval holds the mean, and the same seed gives the same one."""
    means = group_means(found)
    assert {(row.code, one.group): one.mean for row in found.codes for one in row.groups} == pytest.approx(
        {key: one.value for key, one in means.items()})
    trust = means["trust", "大同镇"]
    assert trust.low < trust.value < trust.high
    assert repr(means) == repr(group_means(found))
    assert repr(means) != repr(group_means(found, draws=40, seed=8))


def test_intervals_are_about_those_of_scipy(found: Comparison) -> None:
    """Percentile, as for any group this small."""
    from scipy.stats import bootstrap

    means = group_means(found, draws=9999)
    for (code, group), one in means.items():
        column = found.outcomes.codes.index(code)
        values = np.array([value for person, value in zip(found.outcomes.people, found.outcomes.values[:, column],
                                                          strict=True) if person.group == group])
        if not isnan(one.low):
            theirs = bootstrap((values,), np.mean, n_resamples=9999, method="percentile", rng=1).confidence_interval
            assert (one.low, one.high) == pytest.approx((theirs.low, theirs.high), abs=0.012)


def test_without_draws_there_is_no_interval(found: Comparison) -> None:
    """The mean is there."""
    assert all(isnan(one.low) and not isnan(one.value) for one in group_means(found, draws=0).values())
