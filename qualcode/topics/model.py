"""The protocol behind which topic models are swapped, and gensim's LDA."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from qualcode.topics.start import expected_counts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Fit:
    """One fitted model; topics are ordered by share, largest first.

    Attributes:
        topic_word: (topics, words), rows sum to 1.
        document_topic: (documents, topics), rows sum to 1.
        seed: The seed it was fitted with.
    """

    topic_word: "NDArray[np.float64]"
    document_topic: "NDArray[np.float64]"
    seed: int

    def top(self, topic: int, count: int = 10) -> list[int]:
        """Return the most probable words of a topic, most probable first; ties by number."""
        order: list[int] = (-self.topic_word[topic]).argsort(kind="stable")[:count].tolist()
        return order


class TopicModel(Protocol):
    """Anything that finds topics in bags of words. The same arguments must give the same fit."""

    @property
    def name(self) -> str:
        """What the reports call it, with its version."""

    def fit(self, bags: Sequence[Sequence[int]], words: int, number: int, seed: int) -> Fit:
        """Fit ``number`` topics to documents of word numbers in ``[0, words)``."""


@dataclass(frozen=True, slots=True)
class GensimLda:
    """Latent Dirichlet allocation by variational Bayes on one core, started from a factorisation of the documents.

    Blei, Ng and Jordan (2003), JMLR 3, 993-1022, in gensim's implementation (Hoffman, Blei and Bach 2010, NIPS 23), all
    documents in one batch. gensim's multi-core class gives different topics with the same seed and is not used.

    Attributes:
        passes: Passes over the documents. iterations: Most steps for one document.
        prior: Of every word in every topic (eta).
    """

    passes: int = 3
    iterations: int = 10
    prior: float = 0.05

    @property
    def name(self) -> str:
        """Name and version."""
        from importlib.metadata import version

        return f"LDA (gensim {version('gensim')})"

    def fit(self, bags: Sequence[Sequence[int]], words: int, number: int, seed: int) -> Fit:
        """Fit ``number`` topics to documents of word numbers in ``[0, words)``."""
        import logging

        import numpy as np

        from qualcode.topics.batch_lda import BatchLda

        # Few passes are enough from a good start; gensim would warn of them on stderr.
        logging.getLogger("gensim.models.ldamodel").setLevel(logging.ERROR)
        counted = [sorted(Counter(bag).items()) for bag in bags]
        model = BatchLda(
            num_topics=number, id2word={index: str(index) for index in range(words)}, random_state=seed,
            passes=self.passes, chunksize=len(counted), update_every=0, iterations=self.iterations,
            gamma_threshold=0.01, eval_every=None, eta=self.prior, dtype=np.float64,
        )
        model.state.sstats[:] = expected_counts(bags, words, number)
        model.sync_state()
        model.update(counted)
        gamma, _statistics = model.inference(counted)
        shares = gamma / gamma.sum(axis=1, keepdims=True)
        order = np.argsort(-shares.mean(axis=0), kind="stable")
        return Fit(model.get_topics()[order], shares[:, order], seed)
