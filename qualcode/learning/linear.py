"""Ridge regression on rows of numbers: one score for every passage and code.

With few examples of many codes, least squares with a penalty on the weights (Hoerl and Kennard 1970, Ridge regression,
Technometrics 12(1), eq. 2.1) ranks passages as well as logistic regression or support vectors do
(``benchmarks/learning.py`` compares them), takes seconds, and its weights say which words speak for a code. What a
score means as a probability is found apart, see ``chance``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

#: Of the squared weights, beside rows whose similarity with themselves is 2 to 3.
PENALTY = 0.3
#: Rows that are scored at once: in numbers twice as long as those that rows are kept in, all of them take a gigabyte.
CHUNK = 10_000
#: Up to so many rows are solved exactly, by their similarities; more by conjugate gradients.
EXACT = 2500
#: When gradients stop: what is left of the first one, and after how many steps in any case.
TOLERANCE, STEPS = 1e-3, 500


@dataclass(frozen=True)
class Linear:
    """Weights of columns.

    Attributes:
        weights: (columns, codes).
        intercept: (codes,).
    """

    weights: "NDArray[np.float64]"
    intercept: "NDArray[np.float64]"

    def scores(self, rows: "csr_matrix") -> "NDArray[np.float64]":
        """Return (rows, codes); some 0 where a code is absent, some 1 where it is there."""
        import numpy as np

        parts = [rows[start : start + CHUNK] @ self.weights for start in range(0, rows.shape[0], CHUNK)]
        return np.concatenate([np.zeros((0, len(self.intercept))), *parts]) + self.intercept


def fit_linear(
    rows: "csr_matrix", labels: "NDArray[np.float64]", weights: "NDArray[np.float64]", penalty: float = PENALTY,
) -> Linear:
    """Fit weights to labels.

    Args:
        rows: (passages, columns).
        labels: (passages, codes), 1, 0, or NaN where nobody knows, which counts as the code's mean.
        weights: (passages,), > 0: how much each passage counts.
        penalty: Of the squared weights, > 0.
    """
    import numpy as np

    rows = rows.astype(np.float64)
    known = ~np.isnan(labels)
    heavy = weights[:, None] * known
    mean = (heavy * np.where(known, labels, 0.0)).sum(axis=0) / np.maximum(heavy.sum(axis=0), 1e-12)
    targets = np.where(known, labels, mean) - mean
    solve = _by_similarity if rows.shape[0] <= EXACT else _by_gradients
    with one_thread():
        return Linear(solve(rows, targets, weights, penalty), mean)


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep the linear algebra to one thread.

    Sums come out the same however many processors there are; and where other programs run, threads that wait for each
    other took a hundred times as long.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        yield


def _by_similarity(
    rows: "csr_matrix", targets: "NDArray[np.float64]", weights: "NDArray[np.float64]", penalty: float,
) -> "NDArray[np.float64]":
    """Return (X' W X + penalty)^-1 X' W y by way of the passages' similarities, of which there are few."""
    import numpy as np
    from scipy.linalg import solve

    similar = (rows @ rows.T).toarray()
    similar[np.diag_indices_from(similar)] += penalty / weights
    return np.asarray(rows.T @ solve(similar, targets, assume_a="pos"))


def _by_gradients(
    rows: "csr_matrix", targets: "NDArray[np.float64]", weights: "NDArray[np.float64]", penalty: float,
) -> "NDArray[np.float64]":
    """Return the same by conjugate gradients (Hestenes and Stiefel 1952), for all codes in step."""
    import numpy as np

    back = rows.T.tocsr()
    solution = np.zeros((rows.shape[1], targets.shape[1]))
    rest = np.asarray(back @ (weights[:, None] * targets))
    direction, size = rest.copy(), (rest * rest).sum(axis=0)
    enough = TOLERANCE**2 * np.maximum(size, 1e-300)
    for _step in range(STEPS):
        if (size <= enough).all():
            break
        moved = np.asarray(back @ (weights[:, None] * (rows @ direction))) + penalty * direction
        along = (direction * moved).sum(axis=0)
        length = np.divide(size, along, out=np.zeros_like(size), where=along > 0)
        solution += length * direction
        rest -= length * moved
        before, size = size, (rest * rest).sum(axis=0)
        direction = rest + np.divide(size, before, out=np.zeros_like(size), where=before > 0) * direction
    return solution
