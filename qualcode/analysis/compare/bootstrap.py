"""Intervals from resampled participants: percentile, and bias-corrected and accelerated (BCa).

BCa (Efron 1987, JASA 82, 171-185; Efron & Tibshirani 1993, eqs. 14.10, 14.14 and 14.15): the ends are the quantiles
Phi(z0 + (z0 + z) / (1 - a (z0 + z))) of the resamples, z the quantiles of the normal distribution at both ends. z0
comes from the share of resamples below the value (those equal to it count half), the acceleration a from leaving out
one participant at a time; for several independent samples (Davison & Hinkley 1997, ch. 5.3)

a = 1/6 * sum_c (sum_i U_ci^3) / n_c^3 / (sum_c (sum_i U_ci^2) / n_c^2)^(3/2)

with U_ci = (n_c - 1) (mean of the values without one of c - value without i).
"""

from collections.abc import Sequence
from math import isfinite, isnan, nan
from statistics import NormalDist
from typing import TYPE_CHECKING

from qualcode.analysis.compare.results import Estimate
from qualcode.i18n import _

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEVEL = 0.95
#: an interval is given only where at least this share of the resamples has a value
ENOUGH = 0.95
BCA, PERCENTILE = "BCa", "percentile"
_ROUNDING = 1e-10
_NORMAL = NormalDist()


def interval(
    value: float, drawn: "Floats", left_out: "Sequence[Floats] | None" = None, *, level: float = LEVEL,
) -> Estimate:
    """Return a value with its bootstrap interval.

    Args:
        value: What was found.
        drawn: Shape (resamples,): the same in every resample; infinite where a ratio has nothing to divide by, NaN
            where it is 0 by 0.
        left_out: For each independent sample, the value without each of its participants; BCa then, else percentile.
        level: Of the interval.

    Returns:
        Without an interval, and with the reason, where the resamples lack the value too often or are all alike;
        without an upper end where that is infinite. ``method`` is ``percentile`` where BCa has no acceleration or bias.
    """
    import numpy as np

    if not len(drawn) or isnan(value):
        return Estimate(value)
    there = np.sort(drawn[~np.isnan(drawn)])
    if len(there) < ENOUGH * len(drawn):
        return Estimate(value, reason=_("no interval: too many resamples have 0 by 0"))
    if there[0] == there[-1] or there[-1] - there[0] <= _ROUNDING * abs(value):
        return Estimate(value, reason=_("no interval: all resamples give the same value"))
    tail = (1 - level) / 2
    corrected = None if left_out is None else _corrected(value, there, left_out, tail)
    low, high = (_quantile(there, at) for at in corrected or (tail, 1 - tail))
    reasons = [_("no BCa interval, percentile instead")] if left_out is not None and corrected is None else []
    if isnan(high):
        reasons.append(_("no upper end: too many resamples have nothing to divide by"))
    return Estimate(value, low, high, BCA if corrected else PERCENTILE, "; ".join(reasons))


def acceleration(left_out: "Sequence[Floats]") -> float:
    """Return a of the head of this module; NaN where leaving anybody out changes nothing, or leaves no value.

    Args:
        left_out: For each sample, shape (participants,); a sample of one participant adds nothing.
    """
    import numpy as np

    cubes = squares = 0.0
    for values in left_out:
        if len(values) > 1:
            influence = (len(values) - 1) * (values.mean() - values)
            cubes += float((influence**3).sum()) / len(values) ** 3
            squares += float((influence**2).sum()) / len(values) ** 2
    return cubes / (6 * squares**1.5) if squares > 0 and np.isfinite(squares) else nan


def _corrected(
    value: float, there: "Floats", left_out: "Sequence[Floats]", tail: float,
) -> tuple[float, float] | None:
    """Return at which quantiles the BCa interval ends, None where it cannot be told."""
    near = _ROUNDING * abs(value)  # resamples that are equal but for rounding are equal
    share = float((there < value - near).sum() + (there <= value + near).sum()) / (2 * len(there))
    speed = acceleration(left_out) if all(bool(_finite(values)) for values in left_out) else nan
    if not 0 < share < 1 or not isfinite(speed):
        return None
    bias, ends = _NORMAL.inv_cdf(share), []
    for z in (_NORMAL.inv_cdf(tail), _NORMAL.inv_cdf(1 - tail)):
        room = 1 - speed * (bias + z)
        if room <= 0:
            return None
        ends.append(_NORMAL.cdf(bias + (bias + z) / room))
    return ends[0], ends[1]


def _finite(values: "Floats") -> bool:
    import numpy as np

    return bool(np.isfinite(values).all())


def _quantile(ordered: "Floats", share: float) -> float:
    """Return a quantile, between neighbours in proportion; NaN where one of them is infinite."""
    import numpy as np

    place = share * (len(ordered) - 1)
    finite = ordered[np.isfinite(ordered)]
    return float(np.interp(place, np.arange(len(finite)), finite)) if place <= len(finite) - 1 else nan
