"""How far two sets of codes are apart, and the sum of that over all pairs of ratings.

With s and t codes in two sets and i in both, J = i / (s + t - i) (Jaccard; two empty sets have J = 1) and M = 1 for
equal sets, 2/3 where one holds the other, 1/3 where they share a code, 0 where they share none:

masi          1 - J M (Passonneau 2006, Proceedings of LREC)
masi_product  (1 - J) (1 - M), as DKPro Statistics computes it
nested        1 - M (Passonneau 2004, Proceedings of LREC)

Empty sets are answers, not missing ones: two of them agree fully. An empty set is inside every other; ``masi`` is 1
there all the same because J is 0, the other two give 1/3.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations, combinations_with_replacement
from math import comb
from typing import TYPE_CHECKING, Any, Literal

from qualcode.analysis.reliability.ratings import add_up

if TYPE_CHECKING:
    import numpy.typing as npt

    from qualcode.analysis.reliability.ratings import Floats, Ints

Distance = Literal["masi", "masi_product", "nested"]
#: sets are compared by their subsets, beginning with the smallest sets, as long as there are no more subsets than this
SUBSETS = 10_000_000
#: so many pairs of larger sets are compared one by one
PAIRS = 50_000_000
#: random pairs, where there are more
DRAWN = 1_000_000
#: larger sets, or random pairs, that are compared at a time
CHUNK, CHUNK_DRAWN = 256, 100_000


def apart(distance: Distance, s: "Floats", t: "Floats", i: "Floats") -> "Floats":
    """Return the distance between sets of ``s`` and ``t`` codes of which ``i`` are in both, in [0, 1]."""
    import numpy as np

    union = s + t - i
    jaccard = np.divide(i, union, out=np.ones_like(union, dtype=np.float64), where=union > 0)
    steps = np.where(i > 0, 2 / 3, 1.0)
    steps = np.where(i == np.minimum(s, t), 1 / 3, steps)
    steps = np.where((i == s) & (i == t), 0.0, steps)
    if distance == "nested":
        return steps
    return np.asarray(1 - jaccard * (1 - steps) if distance == "masi" else (1 - jaccard) * steps, dtype=np.float64)


def row_sums(table: Any) -> "Floats":
    """Return the sums of a sparse table's rows as a flat array."""
    import numpy as np

    return np.asarray(table.sum(axis=1), dtype=np.float64).ravel()


def sum_of_distances(has: Sequence[Any], weights: "Floats", distance: Distance) -> tuple[float, int]:
    """Return the sum over all ordered pairs of ratings of their distance, and how many random pairs it rests on.

    The distance depends on the sizes s, t and i only. For small sets, pairs are counted by (s, t, i) without forming
    them: the pairs of which both hold a subset W of k codes number F_k = sum over W of a_s(W) a_t(W), and
    F_k = sum over i of C(i, k) N_i, which is solved from the largest i down. Pairs with a large set in them are
    compared one by one, or, where they are more than ``PAIRS``, estimated from ``DRAWN`` random ones with a fixed seed:
    the standard error of the mean distance is then below 0.0005. 0 random pairs means that nothing is estimated.
    """
    import numpy as np
    from scipy import sparse

    table = sparse.vstack(has, format="csr")
    table.sort_indices()
    weight = weights.T.ravel()
    sizes = np.diff(table.indptr)
    small = _small_sets(table, weight, sizes)
    large = _distinct_large(table, weight, np.flatnonzero(~np.isin(sizes, list(small))))
    total = 0.0
    holding = {s: _holding(sets, count, table.shape[1]) for s, (sets, count) in small.items()}
    for s, t in combinations_with_replacement(small, 2):
        joint = _joint(holding[s], holding[t], float(small[s][1].sum() * small[t][1].sum()), min(s, t))
        i = np.arange(len(joint), dtype=np.float64)
        distances = apart(distance, np.full_like(i, s), np.full_like(i, t), i)
        total += float(joint @ distances) * (1 if s == t else 2)
    if not len(large[1]):
        return total, 0
    rest = _as_table(small, table.shape[1])
    others = sparse.vstack([rest[0], large[0]], format="csr"), np.concatenate([rest[1], large[1]])
    if len(large[1]) * len(others[1]) > PAIRS:
        return total + _drawn(large, others, distance), DRAWN
    return total + _one_by_one(large, others, distance), 0


def _small_sets(table: Any, weight: "Floats", sizes: "Ints") -> "dict[int, tuple[Ints, Floats]]":
    """Return size -> distinct sets and their weights, from the empty set up to where subsets become too many."""
    found: dict[int, tuple[Ints, Floats]] = {}
    subsets = 0
    for size in range(63 // (int(table.shape[1]) + 1).bit_length() + 1):
        if not (sizes >= size).any():
            break
        sets, count = _distinct(table, weight, sizes == size, size)
        subsets += len(sets) << size
        if subsets > SUBSETS:
            break
        found[size] = sets, count
    return found


def _distinct(table: Any, weight: "Floats", chosen: "npt.NDArray[Any]", size: int) -> tuple["Ints", "Floats"]:
    """Return the distinct sets of one size, a row of codes each, and the summed weight of each."""
    import numpy as np

    rows = np.flatnonzero(chosen)
    places = table.indptr[rows][:, np.newaxis] + np.arange(size)
    codes = table.indices[places].astype(np.int64)
    _keys, first, index = np.unique(_keys_of(codes, table.shape[1]), return_index=True, return_inverse=True)
    return codes[first], add_up(index, weight[rows])


def _keys_of(codes: "Ints", n_codes: int) -> "Ints":
    """Return one whole number for each row of ascending codes."""
    import numpy as np

    bits = (n_codes + 1).bit_length()
    keys = np.zeros(len(codes), dtype=np.int64)
    for column in codes.T:
        keys = (keys << bits) | (column + 1)
    return keys


def _holding(sets: "Ints", weight: "Floats", n_codes: int) -> "list[tuple[Ints, Floats]]":
    """Return for k = 1, 2 … the keys of all k-subsets and the summed weight of the sets that hold each."""
    import numpy as np

    result = []
    size = sets.shape[1]
    for k in range(1, size + 1):
        keys = np.concatenate([_keys_of(sets[:, list(part)], n_codes) for part in combinations(range(size), k)])
        distinct, index = np.unique(keys, return_inverse=True)
        result.append((distinct, add_up(index, np.tile(weight, comb(size, k)))))
    return result


def _joint(
    first: "list[tuple[Ints, Floats]]", second: "list[tuple[Ints, Floats]]", pairs: float, most: int,
) -> "Floats":
    """Return how many pairs have i codes in common, for i = 0 … most."""
    import numpy as np

    shared = [pairs]
    for (keys, held), (other_keys, other_held) in zip(first, second, strict=False):
        _common, one, other = np.intersect1d(keys, other_keys, assume_unique=True, return_indices=True)
        shared.append(float(held[one] @ other_held[other]))
    joint = np.zeros(most + 1)
    for i in range(most, -1, -1):
        joint[i] = shared[i] - sum(comb(j, i) * joint[j] for j in range(i + 1, most + 1))
    return joint


def _distinct_large(table: Any, weight: "Floats", rows: "Ints") -> tuple[Any, "Floats"]:
    """Return the distinct sets among some rows as a sparse table, and the summed weight of each."""
    import numpy as np

    if not len(rows):
        return table[rows], weight[rows]
    packed = np.packbits(table[rows].toarray() > 0, axis=1)
    _bytes, first, index = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    return table[rows[first]], add_up(index.ravel(), weight[rows])


def _as_table(small: "Mapping[Any, tuple[Ints, Floats]]", n_codes: int) -> tuple[Any, "Floats"]:
    """Return sets of several sizes as a sparse table. They count twice: either set of a pair may be the large one."""
    import numpy as np
    from scipy import sparse

    nothing = np.zeros(0, dtype=np.int64)
    sizes = np.concatenate([nothing, *(np.full(len(sets), sets.shape[1]) for sets, _weight in small.values())])
    codes = np.concatenate([nothing, *(sets.ravel() for sets, _weight in small.values())])
    weight = np.concatenate([np.zeros(0), *(weight for _sets, weight in small.values())])
    starts = np.concatenate([[0], np.cumsum(sizes)])
    return sparse.csr_matrix((np.ones(len(codes)), codes, starts), shape=(len(sizes), n_codes)), 2 * weight


def _one_by_one(large: tuple[Any, "Floats"], others: tuple[Any, "Floats"], distance: Distance) -> float:
    """Return the sum of distances between large sets and others."""
    import numpy as np

    (table, weight), (other, factor) = large, others
    columns, size, other_size = other.T.tocsc(), row_sums(table), row_sums(other)
    total = 0.0
    for start in range(0, len(weight), CHUNK):
        rows = slice(start, start + CHUNK)
        common = (table[rows] @ columns).toarray()
        distances = apart(distance, size[rows, np.newaxis], other_size[np.newaxis, :], common)
        total += float(weight[rows] @ (distances @ factor))
    return total


def _drawn(large: tuple[Any, "Floats"], others: tuple[Any, "Floats"], distance: Distance) -> float:
    """Return an estimate of what ``_one_by_one`` returns, from random pairs drawn by weight."""
    import numpy as np

    random = np.random.default_rng(0)
    total, (table, weight), (other, factor) = 0.0, large, others
    size, other_size = row_sums(table), row_sums(other)
    bounds, other_bounds = np.cumsum(weight), np.cumsum(factor)
    for _chunk in range(DRAWN // CHUNK_DRAWN):
        one = np.searchsorted(bounds, random.random(CHUNK_DRAWN) * bounds[-1], side="right")
        two = np.searchsorted(other_bounds, random.random(CHUNK_DRAWN) * other_bounds[-1], side="right")
        common = row_sums(table[one].multiply(other[two]))
        total += float(apart(distance, size[one], other_size[two], common).sum())
    return total / DRAWN * float(bounds[-1] * other_bounds[-1])
