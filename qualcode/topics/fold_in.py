"""The shares of known topics in new documents, for every model with probabilities."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qualcode.topics.start import count_matrix

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Steps at most, and the mean change of a document's parameters below which it stays as it is.
STEPS, STILL = 100, 1e-4
#: Documents that are looked at together: bounds the memory.
_BATCH = 4096
_TINY = 1e-300


def fold_in(
    topic_word: "NDArray[np.float64]",
    prior: "NDArray[np.float64]",
    bags: Sequence[Sequence[int]],
    steps: int = STEPS,
) -> "NDArray[np.float64]":
    """Return the expected shares of topics in documents, with the topics held fixed.

    The E step of variational Bayes for latent Dirichlet allocation: Blei, Ng and Jordan (2003), JMLR 3, equations 6 and
    7, with the words' probabilities as they are. It starts from equal shares, so that no chance is in it.

    Args:
        topic_word: (topics, words), rows sum to 1.
        prior: (topics,) Dirichlet parameters of a document's shares, above 0; or (documents, topics), a row a document.
        bags: Documents of word numbers in ``[0, words)``.
        steps: Most steps for one document.

    Returns:
        (documents, topics), rows sum to 1. A document without words has the prior's own shares.
    """
    import numpy as np

    priors = np.broadcast_to(np.asarray(prior, dtype=float), (len(bags), len(topic_word)))
    made = [_batch(topic_word, priors[start : start + _BATCH], bags[start : start + _BATCH], steps)
            for start in range(0, len(bags), _BATCH)]
    return np.concatenate(made) if made else np.zeros((0, len(topic_word)))


def _batch(
    topic_word: "NDArray[np.float64]", prior: "NDArray[np.float64]", bags: Sequence[Sequence[int]], steps: int
) -> "NDArray[np.float64]":
    import numpy as np
    from scipy.sparse import csr_matrix
    from scipy.special import psi

    counts = count_matrix(bags, topic_word.shape[1])
    words = np.ascontiguousarray(topic_word.T)
    rows, by_occurrence = np.repeat(np.arange(len(bags)), np.diff(counts.indptr)), words[counts.indices]
    length = np.asarray(counts.sum(axis=1))
    gamma = prior + length / len(topic_word)
    moving = np.ones(len(bags), dtype=bool)
    for _step in range(steps):
        theta = np.exp(psi(gamma) - psi(gamma.sum(axis=1, keepdims=True)))
        norm = np.einsum("nk,nk->n", theta[rows], by_occurrence) + _TINY
        ratios = csr_matrix((counts.data / norm, counts.indices, counts.indptr), shape=counts.shape)
        proposed = prior + theta * (ratios @ words)
        change = np.abs(proposed - gamma).mean(axis=1)
        gamma = np.where(moving[:, None], proposed, gamma)
        moving &= change >= STILL
        if not moving.any():
            break
    shares: NDArray[np.float64] = gamma / gamma.sum(axis=1, keepdims=True)
    return shares
