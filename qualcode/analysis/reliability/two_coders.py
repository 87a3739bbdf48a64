"""Coefficients for exactly two coders.

All of them read one square table p, p_ij = share of the units that the first coder put into category i and the second
into j; units that one of the two did not rate are left out. Rows sum to p_i., columns to p_.j.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Literal

from qualcode.analysis.reliability.coefficient import (
    TINY,
    Coefficient,
    corrected,
    no_units,
    not_two_coders,
    undefined,
)
from qualcode.analysis.reliability.ratings import MISSING, as_ratings, categories_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from qualcode.analysis.reliability.ratings import Floats

Weights = Literal["none", "linear", "quadratic"]


def cohen_kappa(
    ratings: "npt.ArrayLike", *, weights: Weights = "none", categories: Sequence[int] | None = None,
    level: float = 0.95,
) -> Coefficient:
    """Return Cohen's kappa with its asymptotic standard error and interval.

    kappa = (p_o - p_e) / (1 - p_e), p_o = sum w_ij p_ij, p_e = sum w_ij p_i. p_.j (Cohen 1960, Educational and
    Psychological Measurement 20; weighted: Cohen 1968, Psychological Bulletin 70). Weights of agreement are 1 on
    the diagonal and 0 elsewhere, or 1 - d/(q-1) (``linear``), 1 - (d/(q-1))^2 (``quadratic``), d = steps between two of
    the q categories. Standard error: Fleiss, Cohen & Everitt 1969, Psychological Bulletin 72 (``z`` from
    the one under chance agreement). The interval is value -+ z * error and may exceed [-1, 1].

    NaN where p_e = 1 (both put all units into one and the same category) or no unit was rated by both.

    Args:
        ratings: Units by two coders, whole numbers, -1 where missing.
        weights: ``none``, ``linear`` or ``quadratic``.
        categories: All categories in use, where some may not occur; counts the steps between categories.
        level: Of the interval.
    """
    table, n, reason = _shares(ratings, categories)
    if reason:
        return undefined(reason)
    agree = _agreement_weights(len(table), weights)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    result = corrected(float((agree * table).sum()), float(rows @ agree @ columns), n)
    if not result.defined:
        return result
    error, error_by_chance = _standard_errors(table, agree, result)
    half = NormalDist().inv_cdf((1 + level) / 2) * error
    return replace(
        result, low=result.value - half, high=result.value + half, error=error,
        z=result.value / error_by_chance if error_by_chance > 0 else float("nan"),
    )


def kappa_max(ratings: "npt.ArrayLike", categories: Sequence[int] | None = None) -> Coefficient:
    """Return the largest kappa that the coders' margins allow: sum of min(p_i., p_.i) for p_o (Cohen 1960, p. 42)."""
    import numpy as np

    table, n, reason = _shares(ratings, categories)
    if reason:
        return undefined(reason)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    return corrected(float(np.minimum(rows, columns).sum()), float(rows @ columns), n)


def scott_pi(ratings: "npt.ArrayLike", categories: Sequence[int] | None = None) -> Coefficient:
    """Return Scott's pi: p_e = sum of ((p_i. + p_.i) / 2)^2 (Scott 1955, Public Opinion Quarterly 19)."""
    table, n, reason = _shares(ratings, categories)
    if reason:
        return undefined(reason)
    mean = (table.sum(axis=1) + table.sum(axis=0)) / 2
    return corrected(float(table.trace()), float(mean @ mean), n)


def bennett_s(ratings: "npt.ArrayLike", categories: Sequence[int] | None = None) -> Coefficient:
    """Return Bennett, Alpert & Goldstein's S: p_e = 1/q (1954, Public Opinion Quarterly 18).

    q is the number of categories given, else of those that occur; NaN with one category only.
    """
    table, n, reason = _shares(ratings, categories)
    if reason:
        return undefined(reason)
    return corrected(float(table.trace()), 1 / len(table), n)


def _shares(ratings: "npt.ArrayLike", categories: Sequence[int] | None) -> tuple["Floats", int, str]:
    """Return the table of shares, the number of units and why there is no coefficient, or ""."""
    import numpy as np

    given = as_ratings(ratings)
    if given.shape[1] != 2:
        return np.zeros((0, 0)), 0, not_two_coders()
    both = given[(given != MISSING).all(axis=1)]
    known = categories_of(both, categories)
    if not len(both):
        return np.zeros((0, 0)), 0, no_units()
    cells = np.searchsorted(known, both[:, 0]) * len(known) + np.searchsorted(known, both[:, 1])
    table = np.bincount(cells, minlength=len(known) ** 2).reshape(len(known), len(known))
    return table / len(both), len(both), ""


def _agreement_weights(q: int, weights: Weights) -> "Floats":
    import numpy as np

    if weights == "none" or q == 1:
        return np.eye(q)
    steps = np.abs(np.subtract.outer(np.arange(q), np.arange(q))) / (q - 1)
    return 1 - (steps if weights == "linear" else steps**2)


def _standard_errors(table: "Floats", agree: "Floats", kappa: Coefficient) -> tuple[float, float]:
    """Return the standard error of kappa, and the one where coders agree by chance only."""
    import numpy as np

    rows, columns = table.sum(axis=1), table.sum(axis=0)
    margin = np.add.outer(agree @ columns, rows @ agree)
    expected, spare = kappa.expected, 1 - kappa.expected
    apart = 1 - kappa.value
    spread = (table * (agree - margin * apart) ** 2).sum() - (kappa.value - expected * apart) ** 2
    by_chance = (np.outer(rows, columns) * (agree - margin) ** 2).sum() - expected**2
    scale = spare**2 * kappa.n
    return _root(float(spread) / scale), _root(float(by_chance) / scale)


def _root(variance: float) -> float:
    return sqrt(variance) if variance > TINY else 0.0
