"""Passages as rows of numbers: characters in a row, what stands around them, word classes, word vectors.

Chinese dialect is spelt as it sounds and no dictionary cuts it well, so the words of a passage are its runs of one to
three characters; no tokenizer stands between. The codebook's lists are word classes that a researcher made (who,
cannot, which thing); they carry over to words that no coded passage has. Vectors trained on the whole corpus do the
same for words that nobody put into a list. Nothing here looks at a label.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt
from typing import TYPE_CHECKING, Any, Protocol

from qualcode.learning.passages import Passage
from qualcode.learning.word_encoder import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

#: Longest run of characters.
LONGEST = 3
#: How much each part counts beside the characters, as shares of the similarity of two passages; found in
#: ``benchmarks/learning.py`` on statements that no figure of the documentation rests on.
AROUND, CLASSES, VECTORS = 0.5, 0.5, 1.0
#: Stands where a clause begins or ends.
EDGE = "|"


def clauses(text: str) -> Iterator[tuple[int, str]]:
    """Yield the runs of letters, digits and Han characters of a text, each with its offset."""
    start = -1
    for place, letter in enumerate(text):
        if letter.isalnum():
            start = place if start < 0 else start
        elif start >= 0:
            yield start, text[start:place]
            start = -1
    if start >= 0:
        yield start, text[start:]


def grams(text: str) -> list[str]:
    """Return the runs of one to three characters of every clause; the edges of a clause count as characters.

    >>> grams("不会用")
    ['不', '会', '用', '|不', '不会', '会用', '用|', '|不会', '不会用', '会用|']
    """
    found: list[str] = []
    for _start, clause in clauses(text):
        found += clause
        bounded = f"{EDGE}{clause}{EDGE}"
        for size in range(2, LONGEST + 1):
            found += [bounded[place : place + size] for place in range(len(bounded) - size + 1)]
    return found


class Encoder(Protocol):
    """Anything that turns a text into a vector, such as a sentence model on disk."""

    @property
    def name(self) -> str:
        """What reports call it."""

    @property
    def sha(self) -> str:
        """Hash of all that its vectors depend on."""

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Return (texts, dimensions), rows of length 1, or 0 where a text says nothing."""


@dataclass(frozen=True)
class Terms:
    """One sparse part: terms with their inverse document frequencies.

    Attributes:
        terms: In the order of the columns.
        idf: (terms,).
    """

    terms: tuple[str, ...]
    idf: "NDArray[np.float64]"

    def rows(self, documents: Sequence[Sequence[str]]) -> "csr_matrix":
        """Return (documents, terms): sublinear tf-idf, rows of length 1."""
        import numpy as np

        if not self.terms:
            return _empty(len(documents))
        vectorizer = _vectorizer(self.terms)
        vectorizer.fit([[]])
        vectorizer.idf_ = np.asarray(self.idf)
        return vectorizer.transform(documents)

    def kept(self, columns: "NDArray[np.intp]") -> "Terms":
        """Return only some of the terms, by number."""
        return Terms(tuple(self.terms[column] for column in columns.tolist()), self.idf[columns])


def learn_terms(documents: Sequence[Sequence[str]], fewest: int) -> "tuple[Terms, csr_matrix]":
    """Return the terms that at least ``fewest`` documents have, and the documents as rows."""
    import numpy as np

    vectorizer = _vectorizer(None, min(fewest, max(len(documents), 1)))
    try:
        rows = vectorizer.fit_transform(documents)
    except ValueError:  # no document says anything
        return Terms((), np.zeros(0)), _empty(len(documents))
    return Terms(tuple(vectorizer.get_feature_names_out().tolist()), vectorizer.idf_), rows


@dataclass(frozen=True)
class Features:
    """How passages become rows; made from all speech of a study, and from no label.

    Attributes:
        grams: Runs of characters of the passage itself.
        around: Words of what stands around it.
        classes: Names of the codebook's lists.
        encoder: Gives the dense part, None where there is none.
        centre: (dimensions,): mean of the dense part over the speech.
    """

    grams: Terms
    around: Terms
    classes: Terms
    encoder: Encoder | None = None
    centre: "NDArray[np.float32] | None" = field(default=None, repr=False)

    def rows(self, passages: Sequence[Passage]) -> "csr_matrix":
        """Return (passages, columns); the parts stand side by side, each weighed."""
        parts = [self.grams.rows([grams(one.text) for one in passages]),
                 sqrt(AROUND) * self.around.rows([words(one.around) for one in passages]),
                 sqrt(CLASSES) * self.classes.rows([one.classes for one in passages])]
        if self.encoder is not None and self.centre is not None:
            parts.append(_dense(self.encoder.encode([one.text for one in passages]), self.centre))
        return _beside(parts)

    @property
    def size(self) -> int:
        """Number of columns."""
        return len(self.grams.terms) + len(self.around.terms) + len(self.classes.terms) + (
            0 if self.centre is None else len(self.centre))

    def kept(self, used: "NDArray[np.bool_]") -> "tuple[Features, NDArray[np.intp]]":
        """Leave out the sparse columns that are not used; return the rest and the numbers of its columns."""
        import numpy as np

        ends = np.cumsum([len(part.terms) for part in (self.grams, self.around, self.classes)])
        numbers = np.flatnonzero(used[: ends[-1]])
        parts, start = [], 0
        for part, end in zip((self.grams, self.around, self.classes), ends.tolist(), strict=True):
            parts.append(part.kept(numbers[(numbers >= start) & (numbers < end)] - start))
            start = end
        dense = np.arange(ends[-1], self.size)
        return replace(self, grams=parts[0], around=parts[1], classes=parts[2]), np.concatenate([numbers, dense])


def learn_features(
    passages: Sequence[Passage], encoder: Encoder | None = None,
) -> "tuple[Features, csr_matrix]":
    """Return how passages become rows, and these passages as rows.

    Args:
        passages: All speech that there is, coded or not.
        encoder: Gives the dense part; None leaves it out.
    """
    learnt = [learn_terms([grams(one.text) for one in passages], 2),
              learn_terms([words(one.around) for one in passages], 2),
              learn_terms([one.classes for one in passages], 1)]
    weights = (1.0, sqrt(AROUND), sqrt(CLASSES))
    parts = [weight * rows for weight, (_terms, rows) in zip(weights, learnt, strict=True)]
    found, around, classes = (one for one, _rows in learnt)
    if encoder is None:
        return Features(found, around, classes), _beside(parts)
    encoded = encoder.encode([one.text for one in passages])
    centre = encoded.mean(axis=0) if len(encoded) else encoded.sum(axis=0)
    return Features(found, around, classes, encoder, centre), _beside([*parts, _dense(encoded, centre)])


def _vectorizer(vocabulary: Sequence[str] | None, fewest: int = 1) -> "TfidfVectorizer":
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(analyzer=_as_it_is, vocabulary=vocabulary, min_df=fewest, sublinear_tf=True)


def _as_it_is(document: Sequence[str]) -> Sequence[str]:
    return document


def _dense(encoded: "NDArray[np.float32]", centre: "NDArray[np.float32]") -> "csr_matrix":
    """Return the dense part as sparse rows of length 1 around the middle of all speech, weighed."""
    import numpy as np
    from scipy.sparse import csr_matrix

    rows = encoded.astype(np.float64) - centre
    rows[~encoded.any(axis=1)] = 0.0
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return csr_matrix(sqrt(VECTORS) * np.divide(rows, length, out=np.zeros_like(rows), where=length > 0))


def _beside(parts: "Sequence[Any]") -> "csr_matrix":
    from scipy.sparse import hstack

    return hstack(parts, format="csr")


def _empty(rows: int) -> "csr_matrix":
    from scipy.sparse import csr_matrix

    return csr_matrix((rows, 0))
