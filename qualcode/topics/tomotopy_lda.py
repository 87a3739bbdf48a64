"""tomotopy's LDA by Gibbs sampling, with keywords as a prior where they are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.topics.fold_in import fold_in
from qualcode.topics.model import Fit, ordered
from qualcode.topics.seeds import Seeds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Read by tomotopy when it is imported. Wider registers add in another order, and after some draws that is another
#: topic; these every x86-64 processor has.
_SETTING, _INSTRUCTIONS = "TOMOTOPY_ISA", "sse2"
#: Iterations between two draws that are averaged.
_THIN = 10


@dataclass(frozen=True, slots=True)
class TomotopyLda:
    """Latent Dirichlet allocation by collapsed Gibbs sampling (Griffiths and Steyvers 2004, PNAS 101), in tomotopy.

    One worker, no partitions, one fixed set of instructions: the same seed gives the same draws on another x86-64
    machine. Other processors have one set only, which the name says. Topics and shares are means over draws of one
    chain, ten iterations apart.

    With seeds, a keyword has in its own topic as many further occurrences as ``strength`` times its count, and its
    first topic is drawn from this prior: this is the library's own way of seeding (``set_word_prior``), not its
    labelled models, which want labels of documents.

    Attributes:
        iterations: Before the first draw. draws: That are averaged.
        alpha: Prior of every topic in a document. prior: Of every word in every topic (eta).
        seeds: None for none. strength: Of the keywords, in occurrences of the prior for each of the corpus.
    """

    iterations: int = 300
    draws: int = 10
    alpha: float = 0.1
    prior: float = 0.1
    seeds: Seeds | None = None
    strength: float = 1.0

    @property
    def name(self) -> str:
        """Name, version and set of instructions."""
        seeded = ", seeded" if self.seeds else ""
        library = _library()
        return f"LDA (tomotopy {library.__version__}, {library.isa or 'generic'}{seeded})"

    def fit(self, bags: Sequence[Sequence[int]], words: int, number: int, seed: int) -> Fit:
        """Fit ``number`` topics to documents of word numbers in ``[0, words)``."""
        import numpy as np

        tomotopy = _library()
        model = tomotopy.LDAModel(k=number, alpha=self.alpha, eta=self.prior, seed=seed)
        model.optim_interval = 0  # an optimised alpha goes through logarithms, which differ between machines
        held = [index for index, bag in enumerate(bags) if bag]
        for index in held:
            model.add_doc([str(word) for word in bags[index]])
        self._set_seeds(model, bags, words, number)
        once = {"workers": 1, "parallel": tomotopy.ParallelScheme.NONE}
        model.train(self.iterations, **once)
        seen = np.array([int(word) for word in model.used_vocabs])
        topic_word, shares = np.zeros((number, words)), np.full((len(bags), number), 1 / number)
        drawn = np.zeros((len(held), number))
        for _draw in range(self.draws):
            model.train(_THIN, **once)
            unseen = self.prior / (np.asarray(model.get_count_by_topics()) + self.prior * words)
            topic_word += unseen[:, None] / self.draws
            topic_word[:, seen] -= unseen[:, None] / self.draws
            topic_word[:, seen] += np.array([model.get_topic_word_dist(k) for k in range(number)]) / self.draws
            drawn += np.array([document.get_topic_dist() for document in model.docs]) / self.draws
        shares[held] = drawn / drawn.sum(axis=1, keepdims=True)
        return ordered(topic_word, shares, seed, prior=np.full(number, self.alpha),
                       labels=self.seeds.labels if self.seeds else ())

    def transform(self, fit: Fit, bags: Sequence[Sequence[int]]) -> "NDArray[np.float64]":
        """Return the shares of a fit's topics in documents, (documents, topics)."""
        import numpy as np

        prior = fit.prior if fit.prior is not None else np.full(len(fit.topic_word), self.alpha)
        return fold_in(fit.topic_word, prior, bags)

    def _set_seeds(self, model: Any, bags: Sequence[Sequence[int]], words: int, number: int) -> None:
        if self.seeds is None:
            return
        import numpy as np

        counts = np.bincount([word for bag in bags for word in bag], minlength=words)
        held = self.seeds.matrix(number, words)
        for word in np.flatnonzero(held.any(axis=0) & (counts > 0)).tolist():
            model.set_word_prior(str(word), (self.prior + self.strength * counts[word] * held[:, word]).tolist())


def _library() -> Any:
    """Return tomotopy, imported with the fixed set of instructions unless something else imported it before."""
    import os
    import sys
    import warnings

    if "tomotopy" not in sys.modules:
        before = os.environ.get(_SETTING)
        os.environ[_SETTING] = _INSTRUCTIONS
        try:
            with warnings.catch_warnings():
                # Its classes tell no module; where warnings are errors, the import would end halfway.
                warnings.simplefilter("ignore")
                import tomotopy  # noqa: F401
        finally:
            if before is None:
                del os.environ[_SETTING]
            else:
                os.environ[_SETTING] = before
    return sys.modules["tomotopy"]
