"""How well a topic's words go together, and whether the topic comes back with another seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.topics.model import Fit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csc_matrix

#: Words in a window; windows slide by one word over the documents, as in Röder et al. (2015).
WINDOW = 10
#: Words of a topic that are judged.
TOP = 10
_TINY = 1e-12


@dataclass(frozen=True)
class Windows:
    """Which words stand together: a (windows, words) matrix of 0 and 1."""

    held: "csc_matrix"

    @classmethod
    def over(cls, texts: Sequence[Sequence[int]], words: int, size: int = WINDOW) -> "Windows":
        """Slide a window of ``size`` words over every text; a shorter text is one window.

        Args:
            texts: Word numbers in ``[0, words)``, in order.
            words: Number of different words.
            size: Words in a window.
        """
        import numpy as np
        from scipy.sparse import csc_matrix

        rows: list[int] = []
        columns: list[int] = []
        window = 0
        for text in texts:
            for start in range(max(len(text) - size, 0) + 1):
                seen = set(text[start : start + size])
                columns += seen
                rows += [window] * len(seen)
                window += 1
        ones = np.ones(len(rows))
        return cls(csc_matrix((ones, (rows, columns)), shape=(max(window, 1), words)))

    def npmi(self, words: Sequence[int]) -> float:
        """Return the mean normalised pointwise mutual information of all pairs of ``words``.

        ``log(p(a,b) / (p(a) p(b))) / -log p(a,b)`` with probabilities over windows (Bouma 2009; as topic coherence
        Aletras and Stevenson 2013; Röder, Both and Hinneburg 2015). In [-1, 1]: -1 never together, 0 independent,
        1 only together.

        Args:
            words: At least two word numbers, each in some window.

        Returns:
            The mean; NaN for fewer than two words.
        """
        import numpy as np

        if len(words) < 2:
            return float("nan")
        chosen = self.held[:, list(words)]
        joint = (chosen.T @ chosen).toarray() / self.held.shape[0]
        alone = np.diag(joint)
        first, second = np.triu_indices(len(words), k=1)
        together = joint[first, second] + _TINY
        return float(np.mean(np.log(together / (alone[first] * alone[second])) / -np.log(together)))


def mean_npmi(fit: Fit, windows: Windows) -> float:
    """Return the mean NPMI of a fit's topics over their ten most probable words."""
    topics = len(fit.topic_word)
    return sum(windows.npmi(fit.top(topic, TOP)) for topic in range(topics)) / topics


def matched_jaccard(one: Fit, other: Fit) -> "NDArray[np.float64]":
    """Return, for each topic of ``one``, the Jaccard overlap of its top ten words with its match in ``other``.

    Topics are matched one to one so that the sum of overlaps is largest (Hungarian algorithm), following Greene,
    O'Callaghan and Cunningham (2014), How many topics? Stability analysis for topic models.

    Args:
        one: A fit with k topics.
        other: A fit with k topics over the same words.

    Returns:
        k values in [0, 1]; 1 = the same ten words.
    """
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    ours = [set(one.top(topic, TOP)) for topic in range(len(one.topic_word))]
    theirs = [set(other.top(topic, TOP)) for topic in range(len(other.topic_word))]
    overlap = np.array([[len(a & b) / len(a | b) for b in theirs] for a in ours])
    rows, columns = linear_sum_assignment(-overlap)
    matched: NDArray[np.float64] = np.zeros(len(ours))
    matched[rows] = overlap[rows, columns]
    return matched


def stability(fit: Fit, others: Sequence[Fit]) -> "NDArray[np.float64]":
    """Return the mean matched Jaccard of each topic over the fits with other seeds; NaN without any."""
    import numpy as np

    if not others:
        return np.full(len(fit.topic_word), np.nan)
    mean: NDArray[np.float64] = np.mean([matched_jaccard(fit, other) for other in others], axis=0)
    return mean
