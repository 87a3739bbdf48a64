"""Whether groups differ by more than the drawing of lots: the labels of groups permuted over participants.

Under the hypothesis that it makes no difference to which group a participant belongs, every arrangement of the labels
is as likely as the one that was found (Fisher 1935, The design of experiments, sec. 21; Pitman 1937 and 1938). With
strata, labels are permuted within each stratum, so that its numbers of each group stay as they are.

The statistic is the sum of squares between groups of what is left of the values after the mean of their stratum is
taken away: S = sum over groups of R_g^2 / n_g, with R_g the sum over its participants. For two groups it orders
arrangements as the absolute difference of means does (with strata, the difference weighted by n_a n_b / (n_a + n_b) of
each stratum), because R_a = -R_b; so the test is the two-sided one on that difference. For more it orders them as the
F of an analysis of variance, where there are no strata.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

#: up to so many arrangements all of them are tried
EXACT_LIMIT = 20_000
#: arrangements that are worked on at once
_BLOCK = 1000
#: of the total sum of squares: statistics that differ by less differ by rounding only
_ROUNDING = 1e-10


@dataclass(frozen=True)
class Permuted:
    """What a permutation test finds, for every column of values.

    Attributes:
        p: Shape (columns,), two-sided; NaN where all values of each stratum are alike.
        eta_squared: Shape (columns,): sum of squares between groups by the total one, within strata, in [0, 1]
            (Cohen 1988, ch. 8.2); NaN where p is.
        exact: Whether every arrangement was tried; else p = (1 + b) / (B + 1) (Davison & Hinkley 1997, eq. 4.11).
        arrangements: How many were tried: all there are, or B.
        possible: How many there are.
    """

    p: "Floats"
    eta_squared: "Floats"
    exact: bool
    arrangements: int
    possible: int


def permutation_test(
    values: "Floats", labels: "Whole", strata: "Whole | None" = None, *, permutations: int = 9999,
    limit: int = EXACT_LIMIT, seed: Sequence[int] = (7,),
) -> Permuted:
    """Test every column of values by one and the same set of arrangements.

    Args:
        values: Shape (participants, columns), no value missing.
        labels: Shape (participants,): number of the group.
        strata: Shape (participants,): number of the stratum; one stratum where None.
        permutations: B, arrangements drawn at random where there are more than ``limit``.
        limit: Up to so many arrangements all are tried.
        seed: Of the one stream of random numbers; neither the columns nor their number change it.

    Returns:
        Statistics that are equal but for rounding count as at least as large as the one that was found.
    """
    import numpy as np

    within = np.zeros(len(labels), dtype=np.int64) if strata is None else strata
    rest = _residuals(values, within)
    total = (rest**2).sum(axis=0)
    groups = np.unique(labels)
    found = _between(labels[None, :], rest, groups)[0]
    least = found - _ROUNDING * total
    possible = n_arrangements(labels, within)
    exact = possible <= limit
    blocks = _all(labels, within) if exact else _drawn(labels, within, permutations, seed)
    beyond = np.zeros(values.shape[1], dtype=np.int64)
    for block in blocks:
        beyond += (_between(block, rest, groups) >= least).sum(axis=0)
    tried = possible if exact else permutations
    p = beyond / tried if exact else (1 + beyond) / (tried + 1)
    alike = total <= _ROUNDING * np.maximum((values**2).sum(axis=0), 1e-300)
    eta = np.divide(found, total, out=np.full_like(total, np.nan), where=~alike)
    return Permuted(np.where(alike, np.nan, p), eta, exact, tried, possible)


def n_arrangements(labels: "Whole", strata: "Whole") -> int:
    """Return in how many ways the labels can stand: over strata, the product of the multinomial coefficients."""
    return prod(_multinomial(labels[strata == one].tolist()) for one in sorted(set(strata.tolist())))


def _multinomial(labels: Sequence[int]) -> int:
    ways, left = 1, len(labels)
    for group in set(labels):
        size = labels.count(group)
        ways, left = ways * comb(left, size), left - size
    return ways


def _residuals(values: "Floats", strata: "Whole") -> "Floats":
    import numpy as np

    rest = np.array(values, dtype=np.float64)
    for one in np.unique(strata):
        rest[strata == one] -= rest[strata == one].mean(axis=0)
    return rest


def _between(arrangements: "Whole", rest: "Floats", groups: "Whole") -> "Floats":
    """Return the sum of squares between groups, shape (arrangements, columns)."""
    import numpy as np

    total = np.zeros((len(arrangements), rest.shape[1]))
    for group in groups:
        here = (arrangements == group).astype(np.float64)
        total += (here @ rest) ** 2 / here[0].sum()
    return total


def _all(labels: "Whole", strata: "Whole") -> Iterator["Whole"]:
    """Yield every arrangement of the labels, in blocks."""
    import numpy as np

    rows = [np.flatnonzero(strata == one) for one in np.unique(strata)]
    ways = [_ways(labels[here].tolist()) for here in rows]
    sizes = tuple(len(each) for each in ways)
    for start in range(0, prod(sizes), _BLOCK):
        numbers = np.unravel_index(np.arange(start, min(start + _BLOCK, prod(sizes))), sizes)
        block = np.empty((len(numbers[0]), len(labels)), dtype=np.int64)
        for here, each, number in zip(rows, ways, numbers, strict=True):
            block[:, here] = each[number]
        yield block


def _ways(labels: Sequence[int]) -> "Whole":
    """Return every arrangement of a few labels, shape (arrangements, labels)."""
    import numpy as np

    groups = sorted(set(labels))
    made: list[dict[int, int]] = [{}]
    for group in groups:
        made = [before | dict.fromkeys(chosen, group) for before in made
                for chosen in combinations([place for place in range(len(labels)) if place not in before],
                                           labels.count(group))]
    return np.array([[one[place] for place in range(len(labels))] for one in made], dtype=np.int64)


def _drawn(labels: "Whole", strata: "Whole", count: int, seed: Sequence[int]) -> Iterator["Whole"]:
    """Yield random arrangements of the labels, in blocks."""
    import numpy as np

    chance = np.random.default_rng(list(seed))
    rows = [np.flatnonzero(strata == one) for one in np.unique(strata)]
    for start in range(0, count, _BLOCK):
        block = np.tile(labels, (min(_BLOCK, count - start), 1))
        for here in rows:
            block[:, here] = chance.permuted(block[:, here], axis=1)
        yield block
