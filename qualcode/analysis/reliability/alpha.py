"""Krippendorff's alpha for any number of coders, missing ratings and four metrics."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from qualcode.analysis.reliability.coefficient import (
    Coefficient,
    few_coders,
    no_units,
    no_variation,
    undefined,
)
from qualcode.analysis.reliability.ratings import MISSING, as_ratings, categories_of, category_counts
from qualcode.errors import UsageError
from qualcode.i18n import _

if TYPE_CHECKING:
    import numpy.typing as npt

    from qualcode.analysis.reliability.ratings import Floats

Metric = Literal["nominal", "ordinal", "interval", "ratio"]


def krippendorff_alpha(
    ratings: "npt.ArrayLike", metric: Metric = "nominal", values: Mapping[int, float] | None = None,
) -> Coefficient:
    """Return Krippendorff's alpha = 1 - D_o / D_e.

    D_o = 1/n sum over units of sum over pairs n_uc n_uk delta_ck / (n_u - 1); D_e = sum n_c n_k delta_ck / (n (n - 1)),
    over the n pairable ratings, those on units with at least two (Krippendorff 2004, Content Analysis, 2nd ed., p. 222
    to 232; Krippendorff 2011, Computing Krippendorff's Alpha-Reliability). delta for c < k:

    nominal   1
    ordinal   (n_c/2 + sum of n_g for c < g < k + n_k/2)^2
    interval  (c - k)^2
    ratio     ((c - k) / (c + k))^2

    NaN where all pairable ratings are the same or there are none.

    Args:
        ratings: Units by coders, whole numbers, -1 where missing.
        metric: How far two categories are apart.
        values: What number each category stands for; by default itself. Their order is the order of ordinal categories.

    Raises:
        UsageError: a category without a number, or a negative one in the ratio metric.
    """
    import numpy as np

    table = as_ratings(ratings)
    if table.shape[1] < 2:
        return undefined(few_coders())
    paired = table[(table != MISSING).sum(axis=1) >= 2]
    if not len(paired):
        return undefined(no_units())
    numbers = _numbers([int(category) for category in categories_of(paired, None)], values, metric)
    order = np.argsort(numbers, kind="stable")
    counts = category_counts(paired)[:, order].astype(np.float64)
    delta = distances(metric, numbers[order], counts.sum(axis=0))
    total, rated = counts.sum(axis=0), counts.sum(axis=1)
    n = int(total.sum())
    observed = float((((counts @ delta) * counts).sum(axis=1) / (rated - 1)).sum()) / n
    return alpha_of(observed, float(total @ delta @ total) / (n * (n - 1)), n)


def alpha_of(observed: float, expected: float, n: int) -> Coefficient:
    """Return 1 - observed / expected disagreement, undefined where no disagreement can be expected."""
    if expected <= 0:
        return undefined(no_variation(), observed=observed, expected=expected, n=n)
    return Coefficient(1 - observed / expected, observed=observed, expected=expected, n=n)


def distances(metric: Metric, numbers: "Floats", totals: "Floats") -> "Floats":
    """Return the squared distances between categories, shape (q, q).

    Args:
        metric: How far two categories are apart.
        numbers: What each category stands for, ascending.
        totals: How many ratings each category has; only the ordinal metric needs it.
    """
    import numpy as np

    if metric == "nominal":
        return 1 - np.eye(len(numbers))
    if metric == "ordinal":
        middle = np.cumsum(totals) - totals / 2
        return np.asarray(np.subtract.outer(middle, middle) ** 2, dtype=np.float64)
    apart = np.subtract.outer(numbers, numbers)
    if metric == "interval":
        return np.asarray(apart**2, dtype=np.float64)
    together = np.add.outer(numbers, numbers)
    return np.divide(apart, together, out=np.zeros_like(apart), where=together != 0) ** 2


def _numbers(categories: list[int], values: Mapping[int, float] | None, metric: Metric) -> "Floats":
    import numpy as np

    unknown = [category for category in categories if values is not None and category not in values]
    if unknown:
        raise UsageError(_("category {category} has no value; give one for every category").format(category=unknown[0]))
    numbers = np.array([float(category if values is None else values[category]) for category in categories])
    if metric == "ratio" and (numbers < 0).any():
        raise UsageError(_("the ratio metric needs values of at least 0; choose the interval metric"))
    return numbers
