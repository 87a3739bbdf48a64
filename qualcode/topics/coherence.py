"""How well a topic's words go together, and whether they are its own.

Probabilities of words are counted in the documents that the model read, without the words that the vocabulary rules
dropped, in windows of ``WINDOW`` of the words that are left.
"""

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
        Aletras and Stevenson 2013; Röder, Both and Hinneburg 2015). In [-1, 1]: 0 independent, 1 only together; -1
        is the limit for never together, which 1e-12 in place of a p(a,b) of 0 comes near (-.7 where both words are in
        a hundredth of the windows), as with Röder et al.

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


def exclusivity(topic_word: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Return the share of each word's probability, over all topics, that lies in each topic.

    Bischof and Airoldi (2012), ICML, section 2: phi_kw / sum over topics of phi_jw.

    Args:
        topic_word: (topics, words), rows sum to 1.

    Returns:
        The same shape, in [0, 1]; 0 for a word that no topic has.
    """
    import numpy as np

    total = topic_word.sum(axis=0, keepdims=True)
    shares: NDArray[np.float64] = np.divide(topic_word, total, out=np.zeros_like(topic_word), where=total > 0)
    return shares


def topic_exclusivity(fit: Fit) -> "NDArray[np.float64]":
    """Return the mean exclusivity of each topic's ten most probable words: 1 = no other topic has them."""
    import numpy as np

    every = exclusivity(fit.topic_word)
    return np.array([every[topic, fit.top(topic, TOP)].mean() for topic in range(len(every))])
