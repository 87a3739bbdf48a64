"""Holsti's agreement and the reliability of n coders that Chinese content analyses report with it."""

from itertools import combinations
from math import isnan
from typing import TYPE_CHECKING

from qualcode.analysis.reliability.coefficient import Coefficient, few_coders, mean_of, not_used, undefined

if TYPE_CHECKING:
    import numpy.typing as npt


def holsti(both: float, first: float, second: float) -> Coefficient:
    """Return K = 2M / (N1 + N2), in [0, 1].

    Holsti 1969, Content Analysis for the Social Sciences and Humanities, p. 140.

    Args:
        both: M, decisions on which the two coders agree.
        first: N1, decisions of the first coder.
        second: N2, decisions of the second coder.

    Returns:
        NaN where neither made a decision.
    """
    made = first + second
    return Coefficient(2 * both / made, n=round(made)) if made else undefined(not_used())


def holsti_r(k: float, coders: int) -> Coefficient:
    """Return R = nK / (1 + (n - 1) K) of n coders with mean pairwise agreement K, in [0, 1].

    The Spearman-Brown formula, as Chinese content analyses use it. NaN where K is, or with fewer than two coders.
    """
    if coders < 2:
        return undefined(few_coders())
    return Coefficient(coders * k / (1 + (coders - 1) * k), n=coders) if not isnan(k) else undefined(not_used())


def mean_holsti(marked: "npt.ArrayLike") -> Coefficient:
    """Return the mean of K over all pairs of coders, where a decision is a mark that a coder set.

    Args:
        marked: Decisions by coders, true where the coder set the mark (has the code on the unit).

    Returns:
        The mean over the pairs in which somebody set a mark; ``n`` is how many pairs they are.
    """
    import numpy as np

    table = np.asarray(marked, dtype=bool)
    if table.ndim != 2 or table.shape[1] < 2:
        return undefined(few_coders())
    made = table.sum(axis=0)
    return mean_of(
        holsti(float((table[:, a] & table[:, b]).sum()), float(made[a]), float(made[b]))
        for a, b in combinations(range(table.shape[1]), 2)
    )
