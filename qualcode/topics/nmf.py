"""Non-negative matrix factorisation of tf-idf: no model of probabilities, and the same for every seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from qualcode.topics.model import Fit, ordered
from qualcode.topics.start import count_matrix, inverse_frequency, tf_idf

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

#: Updates at most; a fit on interviews needs some tens to some hundreds.
_STEPS = 2000


@dataclass(frozen=True, slots=True)
class Nmf:
    """Non-negative matrix factorisation of the tf-idf matrix (Lee and Seung 1999, Nature 401), in scikit-learn.

    It has no likelihood: rows are scaled to sum to 1 and read like probabilities, but a word's weight is its tf-idf,
    and a document's share is that of its reconstruction. From the default start, which is a decomposition of the data
    (Boutsidis and Gallopoulos 2008), a seed changes nothing, so that the agreement of seeds says nothing about the
    topics: look at the agreement over resampled documents, or start at random.

    Attributes:
        start: ``"nndsvda"`` or ``"random"``.
    """

    start: Literal["nndsvda", "random"] = "nndsvda"

    @property
    def name(self) -> str:
        """Name and version."""
        from importlib.metadata import version

        return f"NMF (scikit-learn {version('scikit-learn')}{', random start' if self.start == 'random' else ''})"

    def fit(self, bags: Sequence[Sequence[int]], words: int, number: int, seed: int) -> Fit:
        """Fit ``number`` topics to documents of word numbers in ``[0, words)``."""
        import warnings
        from dataclasses import replace

        import numpy as np
        from sklearn.decomposition import NMF
        from sklearn.exceptions import ConvergenceWarning

        counts = count_matrix(bags, words)
        weights = inverse_frequency(counts)
        # The decomposition is found by random projections; with one fixed seed the start is the same to the last bit.
        chance = seed if self.start == "random" else 0
        model = NMF(number, init=self.start, random_state=chance, max_iter=_STEPS, tol=1e-4)
        with warnings.catch_warnings():
            # That the last of so many small steps was not small enough; the topics stand long before.
            warnings.simplefilter("ignore", ConvergenceWarning)
            left = np.asarray(model.fit_transform(tf_idf(counts, weights)), dtype=float)
        right = np.asarray(model.components_, dtype=float)
        # A topic without any weight stands for nothing in particular, so for every word alike.
        right = np.where(right.sum(axis=1, keepdims=True) > 0, right, 1.0)
        size = right.sum(axis=1)
        shares = _shares(left * size, None)
        made = ordered(right, shares, seed)
        return replace(made, extra={"inverse_frequency": weights, "mean": made.document_topic.mean(axis=0)})

    def transform(self, fit: Fit, bags: Sequence[Sequence[int]]) -> "NDArray[np.float64]":
        """Return the shares of a fit's topics in documents, (documents, topics).

        The least-squares weights of the topics in the documents' tf-idf, with the inverse frequencies of the fitted
        documents. A document without words has the mean shares of the fitted ones.
        """
        matrix = tf_idf(count_matrix(bags, fit.topic_word.shape[1]), fit.extra["inverse_frequency"])
        return _shares(_weights(matrix, fit.topic_word), fit.extra["mean"])


def _weights(matrix: "csr_matrix", topic_word: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Return the non-negative least-squares weights of topics in each document, (documents, topics).

    Lawson and Hanson (1974, chapter 23) on the triangle of the topics' QR decomposition: exact, and each document by
    itself.
    """
    import numpy as np
    from scipy.optimize import nnls

    basis, triangle = np.linalg.qr(topic_word.T)
    projected = np.asarray(matrix @ basis)
    made = [nnls(triangle, row)[0] for row in projected]
    return np.array(made) if made else np.zeros((0, len(topic_word)))


def _shares(left: "NDArray[np.float64]", mean: "NDArray[np.float64] | None") -> "NDArray[np.float64]":
    """Scale rows to sum to 1; a row of zeros becomes the mean of the others, or the mean that is given."""
    import numpy as np

    total = left.sum(axis=1, keepdims=True)
    shares: NDArray[np.float64] = left / np.where(total > 0, total, 1)
    empty = total[:, 0] <= 0
    if mean is None:
        mean = shares[~empty].mean(axis=0) if not empty.all() else np.full(left.shape[1], 1 / left.shape[1])
    shares[empty] = mean
    return shares
