"""Coefficients for two or more coders, with missing ratings.

n_uk = coders who put unit u into category k, n_u = coders who rated it. Observed agreement is that of
``percent_agreement``; the coefficients differ in what they expect by chance.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from math import sqrt
from typing import TYPE_CHECKING

from qualcode.analysis.reliability.coefficient import (
    Coefficient,
    corrected,
    few_coders,
    mean_of,
    no_units,
    no_variation,
    undefined,
)
from qualcode.analysis.reliability.ratings import (
    MISSING,
    as_ratings,
    categories_of,
    category_counts,
    observed_agreement,
)
from qualcode.analysis.reliability.two_coders import cohen_kappa

if TYPE_CHECKING:
    import numpy.typing as npt

    from qualcode.analysis.reliability.ratings import Floats, Ints


def light_kappa(ratings: "npt.ArrayLike") -> Coefficient:
    """Return the mean of Cohen's kappa over all pairs of coders (Light 1971, Psychological Bulletin 76).

    Pairs whose kappa is not defined are left out; ``n`` is the number of pairs that count.
    """
    table = as_ratings(ratings)
    if table.shape[1] < 2:
        return undefined(few_coders())
    return mean_of(cohen_kappa(table[:, pair]) for pair in map(list, combinations(range(table.shape[1]), 2)))


def fleiss_kappa(ratings: "npt.ArrayLike", categories: Sequence[int] | None = None) -> Coefficient:
    """Return Fleiss' kappa; with missing ratings, Gwet's generalisation. See ``fleiss_kappa_counts``."""
    table = as_ratings(ratings)
    return fleiss_kappa_counts(category_counts(table, categories)) if table.shape[1] > 1 else undefined(few_coders())


def fleiss_kappa_counts(counts: "npt.ArrayLike") -> Coefficient:
    """Return Fleiss' kappa of a table of counts, units by categories.

    p_e = sum of pi_k^2, pi_k = mean over units of n_uk / n_u (Fleiss 1971, Psychological Bulletin 76; units with
    differing numbers of ratings: Gwet 2014, Handbook of Inter-Rater Reliability, 4th ed., ch. 2). Where every unit has
    the same number of ratings, ``error`` and ``z`` are those under chance agreement (Fleiss, Nee & Landis 1979,
    Psychological Bulletin 86). NaN where only one category occurs.
    """
    table = as_ratings(counts)
    observed, units = observed_agreement(table)
    if not units:
        return undefined(no_units())
    shares = category_shares(table)
    result = corrected(observed, float(shares @ shares), units)
    rated = table.sum(axis=1)
    if not result.defined or (rated != rated[0]).any():
        return result
    spread = shares * (1 - shares)
    inner = spread.sum() ** 2 - (spread * (1 - 2 * shares)).sum()
    error = sqrt(2 * float(inner) / (units * int(rated[0]) * (int(rated[0]) - 1))) / float(spread.sum())
    return replace(result, error=error, z=result.value / error)


def fleiss_by_category(counts: "npt.ArrayLike") -> tuple[Coefficient, ...]:
    """Return Fleiss' kappa of every category against all others (Fleiss 1971).

    1 - sum over u of n_uk (n - n_uk) / (N n (n-1) pi_k (1 - pi_k)). Every unit must have the same number n of ratings,
    else all are NaN; so is the kappa of a category that is never or always chosen.
    """
    table = as_ratings(counts)
    rated = table.sum(axis=1)
    if not len(table) or (rated != rated[0]).any() or rated[0] < 2:
        return tuple(undefined(no_units()) for _category in range(table.shape[1]))
    n = int(rated[0])
    results = []
    for share, column in zip(category_shares(table), table.T, strict=True):
        apart = float((column * (n - column)).sum()) / (len(table) * n * (n - 1))
        chance = float(share * (1 - share))
        results.append(Coefficient(1 - apart / chance, observed=1 - 2 * apart, expected=1 - 2 * chance, n=len(table))
                       if chance > 0 else undefined(no_variation(), n=len(table)))
    return tuple(results)


def conger_kappa(ratings: "npt.ArrayLike", categories: Sequence[int] | None = None) -> Coefficient:
    """Return Conger's kappa, which is Cohen's for two coders and keeps each coder's own margins for more.

    p_e = sum over k of mean_k^2 - s_k^2 / r, with mean and sample variance over the r coders of the share of category k
    in what each of them rated (Conger 1980, Psychological Bulletin 88; Gwet 2014, ch. 2).
    """
    import numpy as np

    table = as_ratings(ratings)
    known = categories_of(table, categories)
    rated = (table != MISSING).sum(axis=0)
    if (rated > 0).sum() < 2:
        return undefined(few_coders())
    observed, units = observed_agreement(category_counts(table, categories))
    if not units:
        return undefined(no_units())
    chosen = table[:, rated > 0]
    shares = np.stack([(chosen == category).sum(axis=0) for category in known]) / rated[rated > 0]
    expected = (shares.mean(axis=1) ** 2 - shares.var(axis=1, ddof=1) / shares.shape[1]).sum()
    return corrected(observed, float(expected), units)


def brennan_prediger(ratings: "npt.ArrayLike", categories: Sequence[int] | None = None) -> Coefficient:
    """Return Brennan & Prediger's kappa: p_e = 1/q (1981, Educational and Psychological Measurement 41).

    q is the number of categories given, else of those that occur. Randolph's free-marginal kappa and, for two coders,
    Bennett's S are the same number.
    """
    counts, reason = _counts(ratings, categories)
    observed, units = observed_agreement(counts)
    return undefined(reason) if reason else corrected(observed, 1 / counts.shape[1], units)


def gwet_ac1(ratings: "npt.ArrayLike", categories: Sequence[int] | None = None) -> Coefficient:
    """Return Gwet's AC1: p_e = sum of pi_k (1 - pi_k) / (q - 1).

    pi_k = mean over units of n_uk / n_u (Gwet 2008, British Journal of Mathematical and Statistical Psychology 61;
    missing ratings: Gwet 2014, ch. 2). It stays away from 0 where all coders agree on nearly all units, unlike kappa.
    NaN with one category only.

    Args:
        ratings: Units by coders, whole numbers, -1 where missing.
        categories: All categories in use, where some may not occur.
    """
    counts, reason = _counts(ratings, categories)
    if reason or counts.shape[1] < 2:
        return undefined(reason or no_variation())
    observed, units = observed_agreement(counts)
    shares = category_shares(counts)
    return corrected(observed, float((shares * (1 - shares)).sum()) / (counts.shape[1] - 1), units)


def category_shares(counts: "Ints") -> "Floats":
    """Return the mean over rated units of the share of their ratings in each category."""
    import numpy as np

    rated = counts.sum(axis=1)
    shares: Floats = (counts[rated > 0] / rated[rated > 0, np.newaxis]).mean(axis=0)
    return shares


def _counts(ratings: "npt.ArrayLike", categories: Sequence[int] | None) -> tuple["Ints", str]:
    table = as_ratings(ratings)
    counts = category_counts(table, categories)
    if table.shape[1] < 2:
        return counts, few_coders()
    return counts, "" if (counts.sum(axis=1) >= 2).any() else no_units()
