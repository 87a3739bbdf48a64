"""Word vectors: learnt from the speech at hand, or read from a file that the user has on disk.

A file may hold millions of words and several gigabytes. It is read as a stream and only the words that the corpus uses
are kept. gensim's own files (``.kv``, ``.model``) are refused: they are opened by unpickling, and a pickle can run a
program.
"""

import gzip
import hashlib
import logging
import re
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from qualcode.errors import NotComputableError, ReadError, UsageError
from qualcode.i18n import _

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Words that training goes through in all, and the least and most often that it goes through the corpus.
PROCESSED, FEWEST_PASSES, MOST_PASSES = 4_000_000, 3, 20
#: Bytes that are read at once, and the longest first line or word of a file.
_CHUNK, _LONGEST = 1 << 22, 1 << 20
_TEXT, _BINARY, _PICKLED = {".txt", ".vec"}, {".bin"}, {".kv", ".model", ".pkl", ".pickle", ".npy", ".npz"}
#: A vector as its file has it, with the line or number of its word.
_Found = Iterator[tuple[int, bytes, "NDArray[np.float64]"]]


@dataclass(frozen=True, eq=False)
class WordVectors:
    """Words and where each lies among the others.

    Attributes:
        words: Sorted by code point, without repeats.
        matrix: (words, dimensions), rows of length 1.
        name: What reports call them.
        sha: Hash of the words and the matrix.
    """

    words: tuple[str, ...]
    matrix: "NDArray[np.float32]"
    name: str
    sha: str

    @cached_property
    def index(self) -> dict[str, int]:
        """Word -> its row."""
        return {word: row for row, word in enumerate(self.words)}


def train(sentences: Sequence[Sequence[str]], *, size: int = 60, seed: int = 7) -> WordVectors:
    """Learn vectors from tokenised sentences: skip-grams with the characters of the words.

    Bojanowski, Grave, Joulin and Mikolov (2017), Enriching word vectors with subword information, TACL 5, 135-146, in
    gensim's implementation: one worker, windows of five words, every word, its characters and pairs of characters. A
    study's corpus is small, so the rate of learning is four times gensim's and frequent words are passed over more
    often: that reaches in 20 passes what the usual settings do not reach in 60. It goes through the corpus so often
    that about four million words are seen, 3 to 20 times.

    Args:
        sentences: Words of each sentence, in order.
        size: Dimensions.
        seed: Of the start and of everything drawn at random.

    Returns:
        A vector for every word. The same sentences and seed give the same bytes on one machine and its libraries;
        another processor may round otherwise.

    Raises:
        NotComputableError: there is no word.
    """
    count = sum(map(len, sentences))
    if not count:
        raise NotComputableError(_("There are no words to learn vectors from; import interviews first."))
    from importlib.metadata import version

    from gensim.models import FastText

    passes = max(FEWEST_PASSES, min(MOST_PASSES, round(PROCESSED / count)))
    with _quiet():
        model = FastText(
            sentences, vector_size=size, window=5, min_count=1, sg=1, negative=3, sample=1e-4, alpha=0.1, min_n=1,
            max_n=2, bucket=50_000, epochs=passes, seed=seed, workers=1,
        )
    rows = zip(model.wv.index_to_key, model.wv.vectors, strict=True)
    return _finished(dict(rows), size, f"FastText, {size} (gensim {version('gensim')})")


def read(path: Path, wanted: Collection[str]) -> WordVectors:
    """Read the vectors of some words from a file in word2vec's formats.

    Text (``.txt``, ``.vec``): UTF-8, a word and its numbers a line, with or without a first line that tells how many
    words and dimensions there are (word2vec, fastText, GloVe). Binary (``.bin``): as word2vec and gensim's
    ``save_word2vec_format(..., binary=True)`` write it. Both may be packed (``.gz``).

    Args:
        path: The file.
        wanted: Words that are kept; the others are passed over and not looked at closely.

    Returns:
        The wanted words that the file has; where it has one twice, the first counts. A word whose vector is all 0 has
        no direction and is left out.

    Raises:
        UsageError: the file's ending is none of these.
        ReadError: it cannot be opened, is damaged, or has none of the wanted words.
    """
    kind = _kind(path)
    keys = {word.encode("utf-8", "surrogatepass"): word for word in wanted}
    rows: dict[str, NDArray[np.float32]] = {}
    size = 0
    try:
        with _opened(path) as file:
            found = _from_text(file, path, keys) if kind in _TEXT else _from_binary(file, path, keys)
            for number, key, values in found:
                size = len(values)
                row = _of_length_one(values, path, number)
                if row is not None:
                    rows.setdefault(keys[key], row)
    except (OSError, EOFError, zlib.error) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise ReadError(_("{path}: cannot be read: {why}; is it whole?").format(path=path, why=why)) from error
    if wanted and not rows:
        raise ReadError(_("{path}: has none of the corpus's words; take vectors of Chinese words, in UTF-8").format(
            path=path))
    return _finished(rows, size, path.name)


def sentence_vectors(
    vectors: WordVectors, sentences: Sequence[Sequence[str]], idf: Mapping[str, float]
) -> "NDArray[np.float32]":
    """Add up the vectors of each sentence's words, every occurrence times the word's weight.

    Args:
        vectors: Of the words; a word without one adds nothing.
        sentences: Words of each sentence.
        idf: Word -> weight, such as its inverse document frequency; a word without one adds nothing.

    Returns:
        (sentences, dimensions), neither centred nor of length 1; 0 throughout where no word is known.
    """
    import numpy as np
    from scipy.sparse import csr_matrix

    known = [[word for word in sentence if word in vectors.index and word in idf] for sentence in sentences]
    flat = list(chain.from_iterable(known))
    columns = np.fromiter((vectors.index[word] for word in flat), dtype=np.int64, count=len(flat))
    weights = np.fromiter((idf[word] for word in flat), dtype=np.float32, count=len(flat))
    ends = np.concatenate([[0], np.cumsum([len(words) for words in known], dtype=np.int64)])
    counts = csr_matrix((weights, columns, ends), shape=(len(known), len(vectors.words)))
    summed: NDArray[np.float32] = np.asarray(counts @ vectors.matrix, dtype=np.float32)
    return summed


def _finished(rows: Mapping[str, "NDArray[np.float32]"], size: int, name: str) -> WordVectors:
    """Sort words, bring their vectors to length 1 and hash both."""
    import numpy as np

    words = tuple(sorted(rows))
    matrix = np.array([rows[word] for word in words], dtype="<f4").reshape(len(words), size)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    head = "\n".join([f"{len(words)} {size}", *words])
    digest = hashlib.sha256(head.encode("utf-8", "surrogatepass"))
    digest.update(matrix.tobytes())
    return WordVectors(words, matrix, name, digest.hexdigest())


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep gensim from logging, also where somebody listens: it would name words of the interviews."""
    logger = logging.getLogger("gensim")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)


def _kind(path: Path) -> str:
    """Return the ending that says how the file is to be read."""
    packed = path.suffix.lower() == ".gz"
    ending = (path.with_suffix("") if packed else path).suffix.lower()
    if ending in _PICKLED:
        raise UsageError(_("{path}: opening such a file could run a program hidden in it, so it is not read; save the "
                           "vectors as text, in gensim with vectors.save_word2vec_format(\"vectors.vec\")").format(
            path=path))
    if ending not in _TEXT | _BINARY:
        raise UsageError(_("{path}: word vectors are read from .txt and .vec (text) and .bin (word2vec's binary), each "
                           "also packed as .gz").format(path=path))
    return ending


def _opened(path: Path) -> BinaryIO:
    return cast("BinaryIO", gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb"))


def _header(line: bytes) -> tuple[int, int] | None:
    """Return how many words and dimensions the first line announces, None where it announces nothing."""
    found = re.fullmatch(rb"(\d{1,12})\s+(\d{1,5})\s*", line)
    return (int(found[1]), int(found[2])) if found else None


def _from_text(file: BinaryIO, path: Path, wanted: Collection[bytes]) -> _Found:
    first = file.readline(_LONGEST).removeprefix(b"\xef\xbb\xbf")
    header = _header(first)
    size = header[1] if header else len(first.split()) - 1
    if size < 1:
        raise ReadError(_("{path}:1: neither the number of words and dimensions nor a word with its vector; take a "
                          "file in word2vec's text format").format(path=path))
    lines = 0
    for number, line in enumerate(file if header else chain([first], file), start=2 if header else 1):
        head = line.split(None, 1)
        if not head:
            continue
        lines += 1
        if head[0] in wanted or lines == 1:
            parts = line.rsplit(None, size)
            values = _numbers(parts[1:], size, path, number)
            # The dictionary of a large model has phrases with blanks, whose first word is not the word.
            if parts[0].strip() == head[0] and head[0] in wanted:
                yield number, head[0], values
    if header and lines < header[0]:
        raise ReadError(_("{path}: ends after {found} of {expected} words; copy it again").format(
            path=path, found=lines, expected=header[0]
        ))


def _numbers(fields: Sequence[bytes], size: int, path: Path, number: int) -> "NDArray[np.float64]":
    import numpy as np

    try:
        values: NDArray[np.float64] = np.array([float(value) for value in fields], dtype=np.float64)
    except ValueError:
        values = np.empty(0)
    if len(values) != size:
        raise ReadError(_("{path}:{line}: not a word and {size} numbers; is the file damaged, or in another "
                          "format?").format(path=path, line=number, size=size))
    return values


def _from_binary(file: BinaryIO, path: Path, wanted: Collection[bytes]) -> _Found:
    import numpy as np

    header = _header(file.readline(_LONGEST))
    if header is None or header[1] < 1:
        raise ReadError(_("{path}: not word2vec's binary format (fastText's own .bin is another one); take the .vec "
                          "file of the same vectors").format(path=path))
    count, size = header
    held, at = b"", 0
    for number in range(1, count + 1):
        blank = held.find(b" ", at)
        while blank < 0 or len(held) < blank + 1 + 4 * size:
            more = file.read(_CHUNK)
            if not more or (blank < 0 and len(held) - at > _LONGEST):
                raise ReadError(_("{path}: damaged after {found} of {expected} words; copy it again").format(
                    path=path, found=number - 1, expected=count
                ))
            held, at = held[at:] + more, 0
            blank = held.find(b" ")
        key = held[at:blank].lstrip(b"\n")
        at = blank + 1 + 4 * size
        if key in wanted:
            yield number, key, np.frombuffer(held, dtype="<f4", count=size, offset=blank + 1).astype(np.float64)


def _of_length_one(values: "NDArray[np.float64]", path: Path, number: int) -> "NDArray[np.float32] | None":
    """Return a vector's direction, None for one that is all 0."""
    import numpy as np

    largest = float(np.abs(values).max())
    if not np.isfinite(largest):
        raise ReadError(_("{path}: the vector of word or line {number} has a number that is none; is the file "
                          "damaged?").format(path=path, number=number))
    if largest == 0:
        return None
    scaled = values / largest
    row: NDArray[np.float32] = (scaled / np.linalg.norm(scaled)).astype(np.float32)
    return row
