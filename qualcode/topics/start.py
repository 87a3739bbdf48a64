"""A good start for a topic model: the same for every seed, so that topics come back.

Variational LDA from a random start finds another local optimum with every seed. Starting from a non-negative matrix
factorisation of the tf-idf matrix, itself started from a singular value decomposition, about doubles the agreement of
topics between resamples of the same interviews.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qualcode.topics.seeds import Seeds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

_TINY = 1e-12


def expected_counts(
    bags: Sequence[Sequence[int]], words: int, number: int, seeds: Seeds | None = None
) -> "NDArray[np.float64]":
    """Return how often each topic is expected to have produced each word, under a factorisation of the documents.

    Args:
        bags: Documents of word numbers in ``[0, words)``; at least ``number + 1`` of them.
        words: Number of different words, more than ``number``.
        number: Topics.
        seeds: Of the first topics, at most ``number``: they begin as the documents with their keywords, and a keyword
            is expected in its own topics only.

    Returns:
        (number, words), not negative; columns sum to the words' counts.
    """
    import numpy as np

    counts = count_matrix(bags, words)
    matrix = tf_idf(counts, inverse_frequency(counts))
    start = _nndsvd(matrix, number)
    if seeds is not None:
        start = _seeded(matrix, start, seeds)
    weights, _topics = factorise(matrix, number, start=start)
    shares = (weights + _TINY) / (weights + _TINY).sum(axis=1, keepdims=True)
    expected: NDArray[np.float64] = np.asarray((counts.T @ shares).T)
    if seeds is not None:
        held = seeds.matrix(number, words)
        claimed = held.any(axis=0)
        owners = held[:, claimed] / held[:, claimed].sum(axis=0)
        expected[:, claimed] = owners * expected[:, claimed].sum(axis=0)
    return expected


def count_matrix(bags: Sequence[Sequence[int]], words: int) -> "csr_matrix":
    """Return the (documents, words) matrix of counts."""
    import numpy as np
    from scipy.sparse import csr_matrix

    rows = np.repeat(np.arange(len(bags)), [len(bag) for bag in bags])
    columns = np.array([word for bag in bags for word in bag], dtype=int)
    matrix = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(bags), words))
    matrix.sum_duplicates()
    return matrix


def factorise(
    matrix: "csr_matrix",
    number: int,
    steps: int = 40,
    start: "tuple[NDArray[np.float64], NDArray[np.float64]] | None" = None,
) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Factorise a non-negative matrix into two non-negative ones.

    Multiplicative updates of the squared error (Lee and Seung 2001, NIPS 13, theorem 1) from the start of Boutsidis and
    Gallopoulos (2008, Pattern Recognition 41, 1350-1362; NNDSVDa: zeros are filled with the mean).

    Args:
        matrix: (rows, columns).
        number: Rank, below both.
        steps: Updates.
        start: Where to begin instead, (rows, number) and (number, columns).

    Returns:
        (rows, number) and (number, columns).
    """
    left, right = start or _nndsvd(matrix, number)
    for _step in range(steps):
        right *= (matrix.T @ left).T / (left.T @ left @ right + _TINY)
        left *= (matrix @ right.T) / (left @ (right @ right.T) + _TINY)
    return left, right


def inverse_frequency(counts: "csr_matrix") -> "NDArray[np.float64]":
    """Return ``log((1 + documents) / (1 + documents with the word)) + 1`` of every word of a (documents, words) matrix.

    Smoothed as in scikit-learn: as if one more document held every word.
    """
    import numpy as np

    held = np.bincount(counts.indices, minlength=counts.shape[1])
    weights: NDArray[np.float64] = np.log((1 + counts.shape[0]) / (1 + held)) + 1
    return weights


def tf_idf(counts: "csr_matrix", weights: "NDArray[np.float64]") -> "csr_matrix":
    """Return counts times the words' weights, each document of length 1; an empty document stays empty."""
    import numpy as np
    from scipy.sparse import diags

    weighted = counts @ diags(weights)
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return (diags(1 / np.where(length > 0, length, 1)) @ weighted).tocsr()


def _seeded(
    matrix: "csr_matrix", start: "tuple[NDArray[np.float64], NDArray[np.float64]]", seeds: Seeds
) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Put the topics with seeds first: each in the place of the topic of the start that is most like it.

    A topic with seeds begins as its documents: a document's weight is that of the keywords in it, a word's the mean
    over these documents. Topics of the start are matched one to one by cosine (Hungarian algorithm).
    """
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    rows, columns = start
    held = seeds.matrix(len(columns), matrix.shape[1])[: len(seeds.labels)]
    weights = np.asarray(matrix @ held.T)
    centres = np.asarray((matrix.T @ weights).T) / (weights.sum(axis=0)[:, None] + _TINY)
    lengths = np.linalg.norm(centres, axis=1)[:, None] * np.linalg.norm(columns, axis=1)[None, :]
    _own, alike = linear_sum_assignment(-(centres @ columns.T) / (lengths + _TINY))
    free = np.setdiff1d(np.arange(len(columns)), alike)
    mean = matrix.mean()
    return (np.concatenate([weights + mean, rows[:, free]], axis=1),
            np.concatenate([centres + mean, columns[free]], axis=0))


def _nndsvd(matrix: "csr_matrix", number: int) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    import numpy as np

    left, values, right = _largest_singular(matrix, number)
    order = np.argsort(-values)
    rows, columns = np.zeros_like(left), np.zeros_like(right)
    for place, which in enumerate(order):
        one, two = left[:, which], right[which]
        sides = [(np.maximum(sign * one, 0), np.maximum(sign * two, 0)) for sign in (1, -1)]
        first, second = max(sides, key=lambda side: np.linalg.norm(side[0]) * np.linalg.norm(side[1]))
        weight = np.sqrt(values[which] * np.linalg.norm(first) * np.linalg.norm(second))
        rows[:, place] = weight * first / max(np.linalg.norm(first), _TINY)
        columns[place] = weight * second / max(np.linalg.norm(second), _TINY)
    mean = matrix.mean()
    return np.where(rows > _TINY, rows, mean), np.where(columns > _TINY, columns, mean)


def _largest_singular(
    matrix: "csr_matrix", number: int
) -> "tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]":
    """Return the largest singular triplets, as ``scipy.sparse.linalg.svds`` does with half of its time saved.

    ``svds`` ends with a dense decomposition of all rows, which only matters for singular values near 0.
    """
    import numpy as np
    from scipy.sparse.linalg import LinearOperator, eigsh

    rows, transposed = matrix.shape[0], matrix.T.tocsr()
    gram = LinearOperator((rows, rows), matvec=lambda one: matrix @ (transposed @ one), dtype=np.float64)
    squares, left = eigsh(gram, k=number, v0=np.ones(rows))
    values = np.sqrt(np.maximum(squares, _TINY))
    return left, values, (transposed @ left / values).T
