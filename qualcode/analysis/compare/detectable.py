"""The smallest difference that could have been seen: what a comparison of so few people can show at all."""

from functools import lru_cache
from math import nan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

POWER, ALPHA = 0.8, 0.05


def detectable_difference(
    sd: float, factor: float, freedom: int, *, power: float = POWER, alpha: float = ALPHA,
) -> float:
    """Return the smallest true difference of two means that a two-sided test finds with the given power.

    delta = m(freedom) * sd * factor, m of ``multiplier`` (Bloom 1995, Minimum detectable effects, Evaluation Review
    19(5), 547-556). It is derived for Student's t test and holds for the permutation test on the difference of means,
    whose power comes near to it.

    Args:
        sd: Pooled standard deviation over participants, and ``freedom`` its degrees of freedom (see ``pooled_sd``).
        factor: Standard error of the difference in standard deviations: sqrt(1/n_a + 1/n_b), with strata as in
            ``effects.error_factor``.
        freedom: n_a + n_b - 2, with strata two less for each.
        power: Chance to find it, between ``alpha`` and 1.
        alpha: Chance to find a difference where there is none.

    Returns:
        In the unit of the values; NaN where there is no standard deviation, or it is 0.
    """
    return multiplier(freedom, power, alpha) * sd * factor if freedom > 0 and sd > 0 else nan


@lru_cache(maxsize=1024)
def multiplier(freedom: int, power: float = POWER, alpha: float = ALPHA) -> float:
    """Return how many standard errors a difference must have: m with P(T > t) = power.

    T is noncentral t with ``freedom`` degrees of freedom and noncentrality m, t the upper alpha / 2 quantile of
    Student's t; what is found in the wrong direction does not count as power.

    >>> round(multiplier(28), 3), round(multiplier(10_000_000), 3)
    (2.902, 2.802)
    """
    from scipy.special import nctdtr, stdtrit

    bound = float(stdtrit(freedom, 1 - alpha / 2))
    low, high = 0.0, bound + float(stdtrit(freedom, power)) + 10
    for _step in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if nctdtr(freedom, middle, bound) <= 1 - power else (middle, high)
    return high


def pooled_sd(values: "Floats", cells: "list[NDArray[np.int64]]") -> "tuple[Floats, int]":
    """Return the standard deviation within cells of every column, and its degrees of freedom.

    Args:
        values: Shape (participants, columns).
        cells: Rows of each cell: of a group, or of a group within a stratum.

    Returns:
        sqrt(sum of squares within cells / freedom), freedom = participants - cells; NaN where that is 0.
    """
    import numpy as np

    freedom = sum(len(rows) - 1 for rows in cells)
    squares = sum((((values[rows] - values[rows].mean(axis=0)) ** 2).sum(axis=0) for rows in cells),
                  np.zeros(values.shape[1]))
    return (np.sqrt(squares / freedom) if freedom else np.full(values.shape[1], np.nan)), freedom
