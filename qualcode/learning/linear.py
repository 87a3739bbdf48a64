"""Ridge regression on rows of numbers: one score for every passage and code.

With few examples of many codes, least squares with a penalty on the weights (Hoerl and Kennard 1970, Ridge regression,
Technometrics 12(1), eq. 2.1) ranks passages as well as logistic regression or support vectors do
(``benchmarks/learning.py`` compares them), takes seconds, and its weights say which words speak for a code. What a
score means as a probability is found apart, see ``chance``.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

#: Of the squared weights, beside rows whose similarity with themselves is 2 to 3.
PENALTY = 0.3
#: Fewer rows than this are solved exactly, by their similarities; more by conjugate gradients.
EXACT = 4000


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

        return np.asarray(rows @ self.weights) + self.intercept


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

    known = ~np.isnan(labels)
    heavy = weights[:, None] * known
    mean = (heavy * np.where(known, labels, 0.0)).sum(axis=0) / np.maximum(heavy.sum(axis=0), 1e-12)
    targets = np.where(known, labels, mean) - mean
    if rows.shape[0] <= EXACT:
        return Linear(_by_similarity(rows, targets, weights, penalty), mean)
    return Linear(_by_gradients(rows, targets, weights, penalty), mean)


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
    import numpy as np
    from sklearn.linear_model import Ridge

    fitted = Ridge(alpha=penalty, fit_intercept=False, solver="sparse_cg", tol=1e-4).fit(
        rows, targets, sample_weight=weights)
    return np.asarray(fitted.coef_).reshape(targets.shape[1], rows.shape[1]).T
