"""Passages as rows of numbers: characters in a row, what stands around them, word classes, word vectors.

Chinese dialect is spelt as it sounds and no dictionary cuts it well, so the words of a passage are its runs of one to
three characters; no tokenizer stands between. The codebook's lists are word classes that a researcher made (who,
cannot, which thing); they carry over to words that no coded passage has. Vectors trained on the whole corpus do the
same for words that nobody put into a list. Nothing here looks at a label.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import TYPE_CHECKING, Any, Protocol

from qualcode.learning.passages import Passage
from qualcode.learning.word_encoder import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

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

    def rows(self, documents: Iterable[Sequence[str]], count: int) -> "csr_matrix":
        """Return (documents, terms): sublinear tf-idf, rows of length 1; ``count`` is the number of documents."""
        import numpy as np
        from sklearn.feature_extraction.text import TfidfVectorizer

        if not self.terms:
            return _empty(count)
        vectorizer = TfidfVectorizer(
            analyzer=_as_it_is, vocabulary=self.terms, lowercase=False, sublinear_tf=True, dtype=np.float32)
        vectorizer.fit([[]])
        vectorizer.idf_ = np.asarray(self.idf)
        return vectorizer.transform(documents)


def learn_terms(documents: Iterable[Sequence[str]], count: int, fewest: int) -> "tuple[Terms, csr_matrix]":
    """Return the terms that at least ``fewest`` of ``count`` documents have, and the documents as rows."""
    import numpy as np
    from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

    fewest = min(fewest, max(count, 1))
    counter = CountVectorizer(analyzer=_as_it_is, lowercase=False, min_df=fewest, dtype=np.float32)
    try:
        counts = counter.fit_transform(documents)
    except ValueError:  # no document says anything
        return Terms((), np.zeros(0)), _empty(count)
    counts.sort_indices()  # a row's sum depends on its order, and `rows` has this one
    weigher = TfidfTransformer(sublinear_tf=True)
    rows = weigher.fit_transform(counts)
    return Terms(tuple(counter.get_feature_names_out().tolist()), weigher.idf_), rows


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
        if not passages:
            return _empty(0, self.size)
        count = len(passages)
        parts = [self.grams.rows((grams(one.text) for one in passages), count),
                 sqrt(AROUND) * self.around.rows((words(one.around) for one in passages), count),
                 sqrt(CLASSES) * self.classes.rows((one.classes for one in passages), count)]
        if self.encoder is not None and self.centre is not None:
            parts.append(_dense(self.encoder.encode([one.text for one in passages]), self.centre))
        return _beside(parts)

    @property
    def size(self) -> int:
        """Number of columns."""
        return len(self.grams.terms) + len(self.around.terms) + len(self.classes.terms) + (
            0 if self.centre is None else len(self.centre))


def learn_features(
    passages: Sequence[Passage], encoder: Encoder | None = None,
) -> "tuple[Features, csr_matrix]":
    """Return how passages become rows, and these passages as rows.

    Args:
        passages: All speech that there is, coded or not.
        encoder: Gives the dense part; None leaves it out.
    """
    count = len(passages)  # and never a list of all their characters, which would take a gigabyte for ten megabytes
    learnt = [learn_terms((grams(one.text) for one in passages), count, 2),
              learn_terms((words(one.around) for one in passages), count, 2),
              learn_terms((one.classes for one in passages), count, 1)]
    weights = (1.0, sqrt(AROUND), sqrt(CLASSES))
    parts = [weight * rows for weight, (_terms, rows) in zip(weights, learnt, strict=True)]
    found, around, classes = (one for one, _rows in learnt)
    if encoder is None:
        return Features(found, around, classes), _beside(parts)
    encoded = encoder.encode([one.text for one in passages])
    centre = encoded.mean(axis=0) if len(encoded) else encoded.sum(axis=0)
    return Features(found, around, classes, encoder, centre), _beside([*parts, _dense(encoded, centre)])


def _as_it_is(document: Sequence[str]) -> Sequence[str]:
    return document


def _dense(encoded: "NDArray[np.float32]", centre: "NDArray[np.float32]") -> "csr_matrix":
    """Return the dense part as sparse rows of length 1 around the middle of all speech, weighed."""
    import numpy as np
    from scipy.sparse import csr_matrix

    rows = encoded.astype(np.float64) - centre
    rows[~encoded.any(axis=1)] = 0.0
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled = sqrt(VECTORS) * np.divide(rows, length, out=np.zeros_like(rows), where=length > 0)
    return csr_matrix(scaled.astype(np.float32))


def _beside(parts: "Sequence[Any]") -> "csr_matrix":
    from scipy.sparse import hstack

    return hstack(parts, format="csr")


def _empty(rows: int, columns: int = 0) -> "csr_matrix":
    from scipy.sparse import csr_matrix

    return csr_matrix((rows, columns))
