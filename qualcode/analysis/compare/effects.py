"""How far two groups differ: difference and ratio of means, and Cliff's delta, with everything an interval needs.

With strata, each is put together from the strata that hold both groups, with the weights of Mantel and Haenszel (1959)
w_s = n_as n_bs / (n_as + n_bs), made to sum up to 1 (Greenland & Robins 1985, Biometrics 41, 55-68):

mean of a    M_a = sum_s w_s (mean of a in s);      difference M_a - M_b;      ratio M_a / M_b
delta        sum_s w_s d_s, d = (#(a > b) - #(a < b)) / (n_a n_b) over pairs of one participant each
             (Cliff 1993, Psychological Bulletin 114(3), 494-509)

For the outcome "any mention" the difference is one of proportions, and the ratio the risk ratio.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import nan, sqrt
from typing import TYPE_CHECKING

from qualcode.analysis.compare.bootstrap import interval
from qualcode.analysis.compare.results import Estimate
from qualcode.i18n import _

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]


_ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Stratum:
    """Two groups within one stratum.

    Attributes:
        a: Rows of the participants of the first group. b: Of the second.
        weight: w_s of the head of this module.
    """

    a: "Whole"
    b: "Whole"
    weight: float


@dataclass(frozen=True, eq=False)
class Effects:
    """Means and delta of some columns: one row a resample, or a participant left out, or one row in all.

    Attributes:
        mean_a: Shape (rows, columns). mean_b: The same. delta: The same.
    """

    mean_a: "Floats"
    mean_b: "Floats"
    delta: "Floats"

    @cached_property
    def difference(self) -> "Floats":
        """``mean_a - mean_b``, exactly 0 where they differ by rounding only."""
        import numpy as np

        found = self.mean_a - self.mean_b
        return np.where(np.abs(found) <= _ROUNDING * (np.abs(self.mean_a) + np.abs(self.mean_b)), 0.0, found)

    @cached_property
    def ratio(self) -> "Floats":
        """``mean_a / mean_b``: infinite where only the latter is 0, NaN where both are."""
        import numpy as np

        with np.errstate(divide="ignore", invalid="ignore"):
            return self.mean_a / self.mean_b


def strata_of(is_a: "NDArray[np.bool_]", strata: "Whole") -> tuple[Stratum, ...]:
    """Return the strata that hold both groups, with their weights.

    Args:
        is_a: Shape (participants,): whether each is of the first group, else of the second.
        strata: Shape (participants,): number of the stratum.
    """
    import numpy as np

    cells = [(np.flatnonzero(is_a & (strata == one)), np.flatnonzero(~is_a & (strata == one)))
             for one in np.unique(strata)]
    both = [(a, b, len(a) * len(b) / (len(a) + len(b))) for a, b in cells if len(a) and len(b)]
    whole = sum(weight for _a, _b, weight in both)
    return tuple(Stratum(a, b, weight / whole) for a, b, weight in both)


def error_factor(strata: Sequence[Stratum]) -> float:
    """Return the standard error of the difference in standard deviations: the root of sum_s w_s^2 (1/n_a + 1/n_b)."""
    return sqrt(sum(one.weight**2 * (1 / len(one.a) + 1 / len(one.b)) for one in strata))


def effects(values: "Floats", strata: Sequence[Stratum]) -> Effects:
    """Return the effects of every column, shape (1, columns); ``values`` has the shape (participants, columns)."""
    import numpy as np

    mean_a = sum((one.weight * values[one.a].mean(axis=0) for one in strata), np.zeros(values.shape[1]))
    mean_b = sum((one.weight * values[one.b].mean(axis=0) for one in strata), np.zeros(values.shape[1]))
    delta = sum((one.weight * _order(values, one).mean(axis=(0, 1)) for one in strata), np.zeros(values.shape[1]))
    return Effects(mean_a[None, :], mean_b[None, :], delta[None, :])


def resampled(values: "Floats", strata: Sequence[Stratum], draws: int, seed: Sequence[int]) -> Effects:
    """Return the effects in resamples of participants, drawn with replacement within each group of each stratum.

    Args:
        values: Shape (participants, columns).
        strata: Of ``strata_of``; numbers of participants, and so the weights, are the same in every resample.
        draws: Resamples.
        seed: Of the one stream of random numbers; neither the columns nor their number change it.
    """
    import numpy as np

    chance = np.random.default_rng(list(seed))
    mean_a, mean_b, delta = (np.zeros((draws, values.shape[1])) for _each in range(3))
    for one in strata:
        # how often each participant is drawn, by the group's size
        drawn_a, drawn_b = (
            chance.multinomial(len(rows), np.full(len(rows), 1 / len(rows)), size=draws) / len(rows)
            for rows in (one.a, one.b))
        mean_a += one.weight * (drawn_a @ values[one.a])
        mean_b += one.weight * (drawn_b @ values[one.b])
        order = _order(values, one)
        for column in range(values.shape[1]):
            delta[:, column] += one.weight * ((drawn_a @ order[:, :, column]) * drawn_b).sum(axis=1)
    return Effects(mean_a, mean_b, delta)


def without_each(values: "Floats", strata: Sequence[Stratum]) -> list[Effects]:
    """Return the effects without one participant, for each group of each stratum one row a participant.

    The weights stay; a group of a stratum with one participant only, who cannot be left out, is not in the list.
    """
    import numpy as np

    whole = effects(values, strata)
    found = []
    for one in strata:
        order, weight = _order(values, one), one.weight
        for rows, axis in ((one.a, 1), (one.b, 0)):
            if len(rows) < 2:
                continue
            here = values[rows]
            moved = weight * (here.mean(axis=0) - here) / (len(rows) - 1)
            each = order.mean(axis=axis)
            turned = whole.delta + weight * (each.mean(axis=0) - each) / (len(rows) - 1)
            still = np.zeros_like(moved)
            a, b = (moved, still) if rows is one.a else (still, moved)
            found.append(Effects(whole.mean_a + a, whole.mean_b + b, turned))
    return found


def estimates(
    found: Effects, drawn: Effects | None, jackknife: Sequence[Effects] | None, column: int,
) -> tuple[Estimate, Estimate, Estimate]:
    """Return difference, ratio and delta of one column with their intervals.

    Args:
        found: Of all participants.
        drawn: Of the resamples, None for no intervals.
        jackknife: Without one participant each, for BCa; None for percentile intervals.
        column: Which one.
    """
    if not found.mean_b[0, column]:
        ratio = Estimate(nan, reason=_("nothing to divide by, the second group's mean is 0"))
    else:
        ratio = _estimate("ratio", found, drawn, jackknife, column)
    return (_estimate("difference", found, drawn, jackknife, column), ratio,
            _estimate("delta", found, drawn, jackknife, column))


def _estimate(
    name: str, found: Effects, drawn: Effects | None, jackknife: Sequence[Effects] | None, column: int,
) -> Estimate:
    value = float(getattr(found, name)[0, column])
    if drawn is None:
        return Estimate(value)
    left_out = None if jackknife is None else [getattr(one, name)[:, column] for one in jackknife]
    return interval(value, getattr(drawn, name)[:, column], left_out)


def _order(values: "Floats", one: Stratum) -> "Floats":
    """Return 1, 0 or -1 for every pair: whether a has more than b; shape (n_a, n_b, columns)."""
    import numpy as np

    return np.sign(values[one.a][:, None, :] - values[one.b][None, :, :])
