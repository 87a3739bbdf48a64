"""Coefficients of a code that coders either gave or did not give, from sums; and their bootstrap.

With n = what was to be coded (units or characters), A_i = what coder i gave the code and A_ij = what both i and j gave
it, every coefficient here is a function of n, A_i and A_ij alone, the same number as that of the functions on ratings.
Sums add up over units, so that a resample of units is one product of its counts with the table of sums.
"""

from itertools import combinations
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qualcode.analysis.reliability.ratings import Floats

#: resamples whose counts are held at a time: they stay in the processor's cache
CHUNK = 8


def two_valued(n: "Floats", single: "Floats", both: "Floats") -> "dict[str, Floats]":
    """Return percent, kappa, fleiss, alpha, ac1, holsti and holsti_r, each of shape (…, codes), NaN where undefined.

    ``kappa`` and ``holsti`` are means over the pairs of coders in which they are defined: Cohen's and Holsti's for two
    coders, Light's and the mean of Holsti's for more. Sources: ``cohen_kappa``, ``light_kappa``, ``fleiss_kappa``,
    ``krippendorff_alpha``, ``gwet_ac1``, ``holsti``, ``holsti_r``.

    Args:
        n: Shape (…, 1) or (…, codes).
        single: A_i, shape (…, coders, codes), at least two coders.
        both: A_ij, shape (…, pairs, codes), pairs in the order of ``itertools.combinations``.
    """
    import numpy as np

    coders = single.shape[-2]
    pairs = np.array(list(combinations(range(coders), 2)))
    size = n[..., np.newaxis, :]
    first, second = single[..., pairs[:, 0], :], single[..., pairs[:, 1], :]
    apart = divide(first + second - 2 * both, size)
    p, q = divide(first, size), divide(second, size)
    kappa = mean_over(1 - divide(apart, p + q - 2 * p * q), -2)
    disagreement = apart.mean(axis=-2)
    share = divide(single.sum(axis=-2), coders * n)
    chance = 2 * share * (1 - share)
    ratings = coders * n
    k = mean_over(divide(2 * both, first + second), -2)
    return {
        "percent": 1 - disagreement,
        "kappa": kappa,
        "fleiss": 1 - divide(disagreement, chance),
        "alpha": 1 - divide(disagreement * (ratings - 1), chance * ratings),
        "ac1": (1 - disagreement - chance) / (1 - chance),
        "holsti": k,
        "holsti_r": coders * k / (1 + (coders - 1) * k),
    }


def divide(above: "Floats", below: "Floats") -> "Floats":
    """Return the quotient, NaN where ``below`` is not above 0."""
    import numpy as np

    above, below = np.broadcast_arrays(above, below)
    result: Floats = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
    return result


def mean_over(values: "Floats", axis: int) -> "Floats":
    """Return the mean over an axis of what is not NaN; NaN where nothing is."""
    import numpy as np

    there = ~np.isnan(values)
    return divide(np.where(there, values, 0.0).sum(axis=axis), there.sum(axis=axis).astype(np.float64))


def resampled(sums: Any, replicates: int, seed: int) -> "Floats":
    """Return the column sums of resamples of the rows, drawn with replacement, shape (replicates, columns).

    Args:
        sums: Sparse table with one row a unit; see ``Presence.sums``.
        replicates: How many resamples (Efron & Tibshirani 1993, An Introduction to the Bootstrap, ch. 13).
        seed: The same seed gives the same resamples.
    """
    import numpy as np

    result = np.empty((replicates, sums.shape[1]))
    columns = sums.T.tocsr()
    at = 0
    for counts in _counts(sums.shape[0], replicates, np.random.default_rng(seed)):
        result[at : at + counts.shape[1]] = (columns @ counts).T
        at += counts.shape[1]
    return result


def _counts(rows: int, replicates: int, random: Any) -> "Iterator[Floats]":
    """Yield how often each row is drawn, shape (rows, up to CHUNK resamples)."""
    import numpy as np

    for start in range(0, replicates, CHUNK):
        width = min(CHUNK, replicates - start)
        drawn = random.integers(0, rows, size=(width, rows))
        yield np.stack([np.bincount(one, minlength=rows) for one in drawn], axis=1).astype(np.float64)
