"""The protocol behind which learners are swapped, and the two that are kept.

Both are ridge regression; they differ in what they see. ``Grams`` sees characters, word classes and what stands around.
``Vectors`` sees in addition what a passage is about: word vectors trained on the whole corpus, vectors that the user
has, or a sentence encoder on disk. ``benchmarks/learning.py`` measures them beside the candidates that were not kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from qualcode.learning.features import Encoder, Features, learn_features
from qualcode.learning.linear import Linear, fit_linear
from qualcode.learning.passages import Passage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Scorer(Protocol):
    """What a learner has learnt."""

    def scores(self, rows: Any) -> "NDArray[np.float64]":
        """Return (rows, codes): the higher, the rather the code belongs there."""


class Learner(Protocol):
    """Anything that learns codes from labelled passages. The same arguments must give the same result."""

    @property
    def name(self) -> str:
        """What reports call it."""

    def prepare(self, passages: Sequence[Passage]) -> Any:
        """Return the passages as rows, which an array of numbers can choose from; looks at no label."""

    def fit(self, rows: Any, labels: "NDArray[np.float64]", weights: "NDArray[np.float64]") -> Scorer:
        """Learn from rows of ``prepare``; labels are (rows, codes) of 1, 0 and NaN, weights (rows,)."""


@dataclass
class Grams:
    """Characters, word classes and what stands around.

    Attributes:
        features: How passages became rows, once ``prepare`` has been called.
    """

    features: Features | None = None

    @property
    def name(self) -> str:
        """What reports call it."""
        return "ngrams"

    def encoder(self, passages: Sequence[Passage]) -> Encoder | None:
        """Return what gives the dense part: nothing."""
        return None

    def prepare(self, passages: Sequence[Passage]) -> Any:
        """Return the passages as rows."""
        self.features, rows = learn_features(passages, self.encoder(passages))
        return rows

    def fit(self, rows: Any, labels: "NDArray[np.float64]", weights: "NDArray[np.float64]") -> Linear:
        """Learn from rows."""
        return fit_linear(rows, labels, weights)


@dataclass
class Vectors(Grams):
    """The same, and vectors.

    Attributes:
        given: What gives the vectors; None trains word vectors on the passages.
        seed: Of the training.
    """

    given: Encoder | None = None
    seed: int = 7

    @property
    def name(self) -> str:
        """What reports call it."""
        return f"vectors ({self.given.name})" if self.given else "vectors"

    def encoder(self, passages: Sequence[Passage]) -> Encoder | None:
        """Return the encoder that was given, else word vectors of these passages."""
        from qualcode.learning.word_encoder import word_encoder

        return self.given or word_encoder(passages, seed=self.seed)
