"""Alpha over sets of codes: how far is what one coder gave a unit from what another gave it?

The distances between sets are those of ``set_pairs``. Empty sets are answers, not missing ones.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

from qualcode.analysis.reliability.alpha import alpha_of
from qualcode.analysis.reliability.coefficient import TINY, Coefficient, few_coders, no_units, undefined
from qualcode.analysis.reliability.set_pairs import Distance, apart, row_sums, sum_of_distances
from qualcode.errors import UsageError
from qualcode.i18n import _

if TYPE_CHECKING:
    import numpy.typing as npt

    from qualcode.analysis.reliability.ratings import Floats


@dataclass(frozen=True, slots=True)
class SetOverlap:
    """How much two coders' sets share, not corrected for chance; means over units, each in [0, 1], NaN without units.

    Attributes:
        identical: Share of units with the same set; two empty sets are the same.
        touching: Share of units whose sets have a code in common; two empty sets have none.
        dice: Mean of 2i / (s + t); 0 for two empty sets.
    """

    identical: float
    touching: float
    dice: float


def set_overlap(pairs: Iterable[tuple[Collection[str], Collection[str]]]) -> SetOverlap:
    """Return how much the sets of two coders share, unit by unit."""
    given = [(set(first), set(second)) for first, second in pairs]
    if not given:
        return SetOverlap(float("nan"), float("nan"), float("nan"))
    n = len(given)
    return SetOverlap(
        sum(first == second for first, second in given) / n,
        sum(bool(first & second) for first, second in given) / n,
        sum(2 * len(first & second) / max(1, len(first) + len(second)) for first, second in given) / n,
    )


def alpha_sets(units: Sequence[Sequence[Collection[str] | None]], distance: Distance = "masi") -> Coefficient:
    """Return alpha over sets of codes = 1 - D_o / D_e, as ``krippendorff_alpha`` with the distance between sets.

    Args:
        units: For every unit what each coder gave it; None where a coder did not rate it, an empty set where the coder
            found no code.
        distance: ``masi``, ``masi_product`` or ``nested``.

    Raises:
        UsageError: units with differing numbers of coders.
    """
    import numpy as np
    from scipy import sparse

    if len({len(row) for row in units}) > 1:
        raise UsageError(_("every unit needs one set or None for each coder; give the same number for all units"))
    coders = max(map(len, units), default=0)
    if coders < 2:
        return undefined(few_coders())
    codes = {code: k for k, code in enumerate(sorted({code for row in units for one in row for code in one or ()}))}
    rated = np.array([[one is not None for one in row] for row in units])
    has = []
    for coder in range(coders):
        cells = [(u, codes[code]) for u, row in enumerate(units) for code in set(row[coder] or ())]
        rows, columns = np.array(cells, dtype=np.int64).reshape(-1, 2).T
        shape = (len(units), max(1, len(codes)))
        has.append(sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape))
    both = {(a, b): has[a].multiply(has[b]) for a, b in combinations(range(coders), 2)}
    return alpha_of_presence(has, both, np.ones(len(units)), distance, rated)


def alpha_of_presence(
    has: Sequence[Any], both: Mapping[tuple[int, int], Any], weights: "Floats", distance: Distance = "masi",
    rated: "npt.NDArray[Any] | None" = None,
) -> Coefficient:
    """Return alpha over sets from sparse tables of who has what.

    ``reason`` says so where sets are so many and so large that the expected disagreement is estimated.

    Args:
        has: For each coder a sparse table of units by codes, 1 where the coder has the code.
        both: The same for each pair (a, b), a < b, 1 where both have it.
        weights: How often each unit counts (characters of a stretch), shape (units,).
        distance: ``masi``, ``masi_product`` or ``nested``.
        rated: Who rated which unit, shape (units, coders); None where everybody rated everything.
    """
    import numpy as np

    asked = np.ones((len(weights), len(has)), dtype=bool) if rated is None else rated
    raters = asked.sum(axis=1)
    asked = asked & (raters >= 2)[:, np.newaxis]
    share = np.where(raters >= 2, weights / np.maximum(raters - 1, 1), 0.0)
    n = int((asked * weights[:, np.newaxis]).sum())
    if not n:
        return undefined(no_units())
    sizes = [row_sums(table) for table in has]
    observed = sum(
        2 * float((share * asked[:, a] * asked[:, b] * apart(distance, sizes[a], sizes[b], row_sums(table))).sum())
        for (a, b), table in both.items()
    )
    total, drawn = sum_of_distances(has, asked * weights[:, np.newaxis], distance)
    expected = total / (n * (n - 1))
    result = alpha_of(observed / n, expected if expected > TINY else 0.0, n)
    if not drawn:
        return result
    return replace(result, reason=_("expected disagreement estimated from {n} random pairs of sets").format(n=drawn))
