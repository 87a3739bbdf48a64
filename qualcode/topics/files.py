"""Fitted topic models as files, and the topics of a file in new interviews.

A file holds words from the interviews and is as confidential as they are. Nothing in it is pickled, so that opening a
colleague's model runs no code.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.errors import ReadError, UsageError
from qualcode.i18n import _
from qualcode.language.speech import iter_speech
from qualcode.language.stopwords import KEPT, stop_words
from qualcode.model import Corpus
from qualcode.topics.archive import DAMAGED, archive_bytes, packed, read_archive, unpacked
from qualcode.topics.documents import Document, DocumentKind, DocumentRules, make_documents
from qualcode.topics.model import Fit, TopicModel, bags_hash, options_of
from qualcode.topics.registry import make_model, name_of
from qualcode.topics.seeds import Seeds
from qualcode.topics.vocabulary import Vocabulary, VocabularyRules

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Changes when a file is laid out otherwise.
LAYOUT = 1
#: Decimals that are kept: further ones differ between processors, and the files would with them.
DECIMALS = 9
#: Unknown words that are named.
NAMED = 20


@dataclass(frozen=True)
class SavedFit:
    """A fit with everything that is needed to apply it elsewhere.

    Attributes:
        fit: The topics.
        model: What fitted it.
        title: Its name with the library's version, as it was when it was fitted.
        vocabulary: The words, in the order of their numbers.
        documents: How speech becomes documents. words: How the vocabulary was chosen.
        made_from: SHA-256 of the documents that it was fitted to.
        stable: Of each topic, whether it was found stable; empty where nobody measured.
    """

    fit: Fit
    model: TopicModel
    title: str
    vocabulary: tuple[str, ...]
    documents: DocumentRules = field(default_factory=DocumentRules)
    words: VocabularyRules = field(default_factory=VocabularyRules)
    made_from: str = ""
    stable: tuple[bool, ...] = ()


@dataclass(frozen=True)
class Applied:
    """The topics of a saved fit in other interviews.

    Attributes:
        documents: Of the new interviews, by the rules of the saved fit.
        shares: (documents, topics), rows sum to 1; NaN in a document without a word that the fit knows.
        known: Occurrences of words that the fit knows.
        unknown: Of others; stop words, numbers and words of negation and ability, which no vocabulary has, not counted.
        unknown_words: The most frequent of the latter with their counts.
        without: Documents without a known word, whose shares are missing for that reason.
    """

    documents: tuple[Document, ...]
    shares: "NDArray[np.float64]"
    known: int
    unknown: int
    unknown_words: tuple[tuple[str, int], ...]
    without: int


def saved_fit(
    fit: Fit, model: TopicModel, vocabulary: Vocabulary, bags: Sequence[Sequence[int]], documents: DocumentRules,
    words: VocabularyRules | None = None, stable: Sequence[bool] = (),
) -> SavedFit:
    """Put together what a file holds."""
    return SavedFit(fit, model, model.name, vocabulary.words, documents, words or VocabularyRules(),
                    bags_hash(bags, len(vocabulary.words)), tuple(stable))


def fit_bytes(saved: SavedFit) -> bytes:
    """Return a fit of one of the models of the registry as the bytes of its file; numbers are rounded to 9 decimals."""
    import numpy as np

    fit, options = saved.fit, options_of(saved.model)
    seeds = options.pop("seeds", None)
    arrays: dict[str, Any] = {"topic_word": fit.topic_word, "document_topic": fit.document_topic}
    arrays |= {f"extra_{name}": array for name, array in fit.extra.items()}
    if fit.prior is not None:
        arrays["prior"] = fit.prior
    arrays = {name: np.round(np.asarray(array, dtype=np.float64), DECIMALS) for name, array in arrays.items()}
    about = {
        "layout": LAYOUT, "kind": name_of(saved.model), "title": saved.title, "options": options, "seeds": seeds,
        "seed": fit.seed, "labels": fit.labels, "documents": asdict(saved.documents), "words": asdict(saved.words),
        "made_from": saved.made_from, "stable": saved.stable}
    return archive_bytes(about, arrays | {"vocabulary": packed(saved.vocabulary)})


def read_fit(path: Path) -> SavedFit:
    """Read a fit.

    Raises:
        ReadError: the file cannot be read, or is no fitted topic model of this version.
    """
    try:
        about, arrays = read_archive(path)
        if about["layout"] != LAYOUT:
            raise ReadError(_("{path}: topics of another version of qualcode; fit them again with `qualcode topics`"
                              ).format(path=path))
        made = Fit(
            arrays["topic_word"], arrays["document_topic"], about["seed"], tuple(about["labels"]),
            arrays.get("prior"), {name.removeprefix("extra_"): array for name, array in arrays.items()
                                  if name.startswith("extra_")})
        saved = SavedFit(
            made, _model(about), about["title"], unpacked(arrays["vocabulary"]),
            DocumentRules(**{**about["documents"], "kind": DocumentKind(about["documents"]["kind"])}),
            VocabularyRules(**about["words"]), about["made_from"], tuple(about["stable"]))
        _check(saved)
    except (*DAMAGED, UsageError) as error:
        raise ReadError(_("{path}: cannot be read as topics; fit them again with `qualcode topics`").format(
            path=path)) from error
    return saved


def apply(saved: SavedFit, corpus: Corpus) -> Applied:
    """Find the topics of a saved fit in interviews.

    Args:
        saved: ``read_fit(...)``.
        corpus: Its speech becomes documents by the rules that the fit was made with.
    """
    import numpy as np

    documents = make_documents(corpus, iter_speech(corpus), stop_words(), saved.documents)
    said = Counter(word for document in documents for word in document.words)
    known = Counter({word: said[word] for word in saved.vocabulary})
    unknown = Counter({word: count for word, count in said.items() if word not in known and word not in KEPT})
    bags = Vocabulary(saved.vocabulary, ()).bags(documents)
    shares = saved.model.transform(saved.fit, bags)
    empty = np.array([not bag for bag in bags], dtype=bool)
    shares = np.where(empty[:, None], nan, shares) if len(bags) else shares
    ranked = sorted(unknown, key=lambda word: (-unknown[word], word))[:NAMED]
    return Applied(documents, shares, known.total(), unknown.total(), tuple((word, unknown[word]) for word in ranked),
                   int(empty.sum()))


def _model(about: Mapping[str, Any]) -> TopicModel:
    seeds = about["seeds"]
    made = None if seeds is None else Seeds(tuple(seeds["labels"]), tuple(map(tuple, seeds["words"])))
    return make_model(about["kind"], made, **{name: _tuples(value) for name, value in about["options"].items()})


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _check(saved: SavedFit) -> None:
    """Refuse arrays that do not belong together or are no shares.

    Raises:
        ValueError: they do not, or are not.
    """
    import numpy as np

    topics, words = saved.fit.topic_word.shape
    if words != len(saved.vocabulary) or saved.fit.document_topic.shape[1] != topics:
        raise ValueError("shapes")
    if any(len(one) not in {0, topics} for one in (saved.fit.labels, saved.stable)):
        raise ValueError("lengths")
    if not (isinstance(saved.title, str) and isinstance(saved.fit.seed, int)):
        raise TypeError("kinds")
    for shares in (saved.fit.topic_word, saved.fit.document_topic):
        if shares.dtype != np.float64 or not len(shares) or not np.isfinite(shares).all() or shares.min() < 0:
            raise ValueError("shares")
    if not (saved.fit.topic_word.sum(axis=1) > 0).all():
        raise ValueError("empty topics")
