"""Many tests at once: what is left of small p values when many were looked at."""

from collections.abc import Sequence
from math import isnan, nan


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Return q values: the smallest false discovery rate at which each test would be called a difference.

    q_(i) = min over j >= i of m p_(j) / j, at most 1, p_(1) <= ... <= p_(m) (Benjamini & Hochberg 1995, JRSS B 57(1),
    289-300, procedure (1) turned into adjusted values).

    Args:
        p_values: In [0, 1]; NaN where there is no test, which is no member of the family and has no q.

    >>> benjamini_hochberg([0.01, float("nan"), 0.04, 0.03])
    [0.03, nan, 0.04, 0.04]
    """
    order = _by_size(p_values)
    found, least = [nan] * len(p_values), 1.0
    for rank in range(len(order), 0, -1):
        least = min(least, len(order) * p_values[order[rank - 1]] / rank)
        found[order[rank - 1]] = least
    return found


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p values adjusted so that the chance of even one false difference is kept (Holm 1979, Scand J Stat 6).

    p_(i) = max over j <= i of (m - j + 1) p_(j), at most 1.

    Args:
        p_values: In [0, 1]; NaN where there is no test, which does not count.

    >>> holm([0.01, float("nan"), 0.04, 0.03])
    [0.03, nan, 0.06, 0.06]
    """
    order = _by_size(p_values)
    found, most = [nan] * len(p_values), 0.0
    for rank, place in enumerate(order):
        most = max(most, min(1.0, (len(order) - rank) * p_values[place]))
        found[place] = most
    return found


def _by_size(p_values: Sequence[float]) -> list[int]:
    """Return the places of the values that are there, smallest first."""
    return sorted((place for place, p in enumerate(p_values) if not isnan(p)), key=lambda place: p_values[place])
