"""Word vectors as an encoder of passages: the words' vectors, the rarer the word the heavier, added up."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from qualcode.language.tokens import is_word, tokenize
from qualcode.learning.passages import Passage
from qualcode.learning.word_vectors import WordVectors, sentence_vectors, train

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class WordEncoder:
    """Encodes a text by its words.

    Attributes:
        vectors: Of the words.
        idf: Word -> how much it counts: log(passages / passages that hold it).
    """

    vectors: WordVectors
    idf: Mapping[str, float]

    @property
    def name(self) -> str:
        """What reports call it."""
        return self.vectors.name

    @property
    def sha(self) -> str:
        """Hash of all that its vectors depend on."""
        said = "".join(f"{word}\t{value:.9g}\n" for word, value in sorted(self.idf.items()))
        return hashlib.sha256((self.vectors.sha + said).encode()).hexdigest()

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Return (texts, dimensions), rows of length 1, or 0 where no word is known."""
        import numpy as np

        made = sentence_vectors(self.vectors, [words(text) for text in texts], self.idf)
        length = np.linalg.norm(made, axis=1, keepdims=True)
        return np.asarray(np.divide(made, length, out=np.zeros_like(made), where=length > 0))


def words(text: str) -> list[str]:
    """Return the words of a text, without punctuation."""
    return [token for token in tokenize(text) if is_word(token)]


def word_encoder(passages: Sequence[Passage], given: WordVectors | None = None, *, seed: int = 7) -> WordEncoder:
    """Return an encoder for a study.

    Args:
        passages: All speech that there is.
        given: Word vectors; None trains them on the passages.
        seed: Of the training.
    """
    sentences = [words(one.text) for one in passages]
    held = Counter(word for sentence in sentences for word in set(sentence))
    idf = {word: log(len(sentences) / count) for word, count in sorted(held.items())}
    return WordEncoder(given or train(sentences, seed=seed), idf)
