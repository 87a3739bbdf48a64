"""The mean of every code in every group, with the interval that a plot of dots draws beside it."""

from collections.abc import Mapping
from math import nan

from qualcode.analysis.compare import Comparison, Estimate, interval
from qualcode.analysis.compare.outcomes import COUNTED
from qualcode.analysis.compare.pairs import LEAST_BCA
from qualcode.i18n import _

#: Fewer people have a mean and no interval.
LEAST = 3
_MEANS = 3  # tells this stream of random numbers from those of the comparison


def group_means(found: Comparison, *, draws: int = 2000, seed: int = 7) -> Mapping[tuple[str, str], Estimate]:
    """Return (code, group) -> mean of the people's values with its bootstrap interval.

    Participants of the group are drawn anew with replacement (Efron 1987, JASA 82, 171-185, BCa; percentile for small
    groups, as in ``analysis.compare``). Intervals of two means may overlap where their difference has one without 0:
    differences are in the comparison.

    Args:
        found: The comparison, whose values these are; strata play no part.
        draws: Resamples, 0 for no intervals.
        seed: Another one draws others.

    Returns:
        An estimate for each code and group; its value is NaN where nobody of the group was asked. Without an interval,
        and with the reason, where fewer than three people have a value or all have the same.
    """
    import numpy as np

    means: dict[tuple[str, str], Estimate] = {}
    for number, group in enumerate(found.groups):
        member = np.array([one.group == group and one.status == COUNTED for one in found.outcomes.people], dtype=bool)
        chosen: dict[int, np.ndarray[tuple[int, ...], np.dtype[np.int64]]] = {}
        for column, code in enumerate(found.outcomes.codes):
            values = found.outcomes.values[member, column]
            values = values[~np.isnan(values)]
            n = len(values)
            if n < LEAST:
                means[code, group] = Estimate(float(values.mean()) if n else nan,
                                              reason=_("no interval: fewer than {n} people").format(n=LEAST))
                continue
            if n not in chosen:
                chosen[n] = np.random.default_rng([seed, _MEANS, number]).integers(0, n, (draws, n))
            without = (values.sum() - values) / (n - 1)
            means[code, group] = interval(float(values.mean()), values[chosen[n]].mean(axis=1),
                                          [without] if n >= LEAST_BCA else None)
    return means
