"""gensim's LDA, with keywords as a prior where they are given."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from qualcode.topics.fold_in import fold_in
from qualcode.topics.model import Fit, ordered
from qualcode.topics.seeds import Seeds
from qualcode.topics.start import expected_counts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class GensimLda:
    """Latent Dirichlet allocation by variational Bayes on one core, started from a factorisation of the documents.

    Blei, Ng and Jordan (2003), JMLR 3, 993-1022, in gensim's implementation (Hoffman, Blei and Bach 2010, NIPS 23), all
    documents in one batch. gensim's multi-core class gives different topics with the same seed and is not used.

    With seeds the prior is asymmetric: a keyword has, in its own topic, as many further occurrences as ``strength``
    times its count. gensim from a random start loses most keywords whatever the prior; here the topics with seeds also
    begin as the documents that hold their keywords.

    The start hardly depends on the seed, so that the agreement of seeds says nothing about the topics: look at the
    agreement over resampled documents, or start at random as gensim does, with twenty passes or more.

    Attributes:
        passes: Passes over the documents. iterations: Most steps for one document.
        prior: Of every word in every topic (eta).
        seeds: None for none. strength: Of the keywords, in occurrences of the prior for each of the corpus.
        start: ``"factors"`` of the documents, or ``"random"``.
    """

    passes: int = 3
    iterations: int = 10
    prior: float = 0.05
    seeds: Seeds | None = None
    strength: float = 0.1
    start: Literal["factors", "random"] = "factors"

    @property
    def name(self) -> str:
        """Name and version."""
        from importlib.metadata import version

        seeded, start = ", seeded" if self.seeds else "", ", random start" if self.start == "random" else ""
        return f"LDA (gensim {version('gensim')}{start}{seeded})"

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
            gamma_threshold=0.01, eval_every=None, eta=self._eta(bags, words, number), dtype=np.float64,
        )
        if self.start == "factors":
            model.state.sstats[:] = expected_counts(bags, words, number, self.seeds)
            model.sync_state()
        model.update(counted)
        gamma, _statistics = model.inference(counted)
        return ordered(model.get_topics(), gamma / gamma.sum(axis=1, keepdims=True), seed, prior=model.alpha,
                       labels=self.seeds.labels if self.seeds else ())

    def transform(self, fit: Fit, bags: Sequence[Sequence[int]]) -> "NDArray[np.float64]":
        """Return the shares of a fit's topics in documents, (documents, topics)."""
        import numpy as np

        prior = fit.prior if fit.prior is not None else np.full(len(fit.topic_word), 1 / len(fit.topic_word))
        return fold_in(fit.topic_word, prior, bags)

    def _eta(self, bags: Sequence[Sequence[int]], words: int, number: int) -> "float | NDArray[np.float64]":
        """Return the prior of every word in every topic."""
        if self.seeds is None:
            return self.prior
        import numpy as np

        counts = np.bincount([word for bag in bags for word in bag], minlength=words).astype(np.float64)
        return np.asarray(self.prior + self.strength * self.seeds.matrix(number, words) * counts, dtype=np.float64)
