"""A table of ratings: units in rows, coders in columns, whole numbers, -1 where a coder did not rate the unit."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from qualcode.analysis.reliability.coefficient import Coefficient, few_coders, no_units, undefined
from qualcode.errors import UsageError
from qualcode.i18n import _

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]

MISSING = -1


def as_ratings(ratings: "npt.ArrayLike") -> "Ints":
    """Return a table of ratings as an array of shape (units, coders).

    Raises:
        UsageError: it has another shape, or something else than whole numbers from -1 on.
    """
    import numpy as np

    table = np.asarray(ratings)
    if table.size == 0:
        return np.full(table.shape if table.ndim == 2 else (0, 0), MISSING, dtype=np.int64)
    if table.ndim != 2 or table.dtype.kind not in "iub" or table.min() < MISSING:
        raise UsageError(
            _("ratings are a table of units by coders with whole numbers, -1 where one is missing; make it such"))
    return table.astype(np.int64)


def categories_of(table: "Ints", given: Sequence[int] | None) -> "Ints":
    """Return the categories in ascending order: those given, else those that occur.

    Raises:
        UsageError: a rating is not among the given categories.
    """
    import numpy as np

    found = np.unique(table[table != MISSING])
    if given is None:
        return found
    known = np.unique(np.asarray(given, dtype=np.int64))
    if np.setdiff1d(found, known).size:
        raise UsageError(_("a rating is not among the categories; give all categories that coders could choose"))
    return known


def category_counts(ratings: "npt.ArrayLike", categories: Sequence[int] | None = None) -> "Ints":
    """Return how many coders put each unit into each category, shape (units, categories)."""
    import numpy as np

    table = as_ratings(ratings)
    known = categories_of(table, categories)
    units, coders = np.nonzero(table != MISSING)
    cells = units * len(known) + np.searchsorted(known, table[units, coders])
    return np.bincount(cells, minlength=len(table) * len(known)).reshape(len(table), len(known)).astype(np.int64)


def add_up(places: "Ints", weights: "npt.NDArray[Any]", size: int = 0) -> "Floats":
    """Return the sum of the weights at every place from 0 on, at least ``size`` of them."""
    import numpy as np

    return np.asarray(np.bincount(places, weights=weights, minlength=size), dtype=np.float64)


def observed_agreement(counts: "Ints") -> tuple[float, int]:
    """Return the mean over units with two or more ratings of the share of agreeing pairs, and how many units they are.

    The share of a unit with n ratings, n_k of them in category k, is sum of n_k (n_k - 1) / (n (n - 1)). NaN where no
    unit has two ratings.
    """
    import numpy as np

    rated = counts.sum(axis=1)
    chosen = counts[rated >= 2].astype(np.float64)
    if not len(chosen):
        return float("nan"), 0
    n = rated[rated >= 2]
    return float(((chosen * (chosen - 1)).sum(axis=1) / (n * (n - 1))).mean()), len(chosen)


def percent_agreement(ratings: "npt.ArrayLike") -> Coefficient:
    """Return the share of pairs of coders that agree, in [0, 1], not corrected for chance.

    The mean over units with at least two ratings of the share of agreeing pairs on the unit (Fleiss 1971,
    Psychological Bulletin 76; Gwet 2014, Handbook of Inter-Rater Reliability, 4th ed., for missing
    ratings). NaN where no unit has two ratings.

    Args:
        ratings: Units by coders, whole numbers, -1 where missing.
    """
    table = as_ratings(ratings)
    if table.shape[1] < 2:
        return undefined(few_coders())
    observed, units = observed_agreement(category_counts(table))
    return Coefficient(observed, observed=observed, n=units) if units else undefined(no_units())
