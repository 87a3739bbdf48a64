"""What respondents speak of, as a topic model sees it, beside what was coded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.analysis.association import association
from qualcode.analysis.compare import benjamini_hochberg
from qualcode.analysis.matrices import check_attribute
from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.language.speech import SpokenTurn, iter_speech, surfaces
from qualcode.language.stopwords import stop_words
from qualcode.model import Codebook, Coding, Corpus
from qualcode.topics.alignment import CodedDocuments, align, coded_documents, told_pairs
from qualcode.topics.choose import Trial, check_number, choose_number
from qualcode.topics.coherence import WINDOW, Windows
from qualcode.topics.describe import TERMS, describe
from qualcode.topics.documents import Document, DocumentRules, make_documents
from qualcode.topics.fits import Texts, takes_covariates
from qualcode.topics.model import Fit, TopicModel
from qualcode.topics.registry import DEFAULT
from qualcode.topics.results import CodeLink, Fitted, TopicModelling
from qualcode.topics.stability import RESAMPLES, SEEDS, SHUFFLES, measure
from qualcode.topics.vocabulary import Dropped, Vocabulary, VocabularyRules, dropped_before, make_vocabulary
from qualcode.workflow.progress import Progress, silent
from qualcode.workflow.topic_model import Keywords, choose_model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class TopicMaterial:
    """Everything that a model is fitted to.

    Attributes:
        corpus: The transcripts. speech: Respondents' turns in words.
        documents: Those that keep at least one word of the vocabulary. rules: How they were made.
        vocabulary: The words. words: How they were chosen.
        dropped: What never entered a document, then the vocabulary rules.
    """

    corpus: Corpus
    speech: tuple[SpokenTurn, ...]
    documents: tuple[Document, ...]
    rules: DocumentRules
    vocabulary: Vocabulary
    words: VocabularyRules
    dropped: tuple[Dropped, ...]


def topics(
    corpus: Corpus, codebook: Codebook | None = None, codings: Iterable[Coding] = (), *, number: int = 0,
    seed: int = 7, seeds: int = SEEDS, resamples: int = RESAMPLES, shuffles: int = SHUFFLES,
    model: TopicModel | str = DEFAULT, keywords: Keywords | None = None, rules: DocumentRules | None = None,
    vocabulary: VocabularyRules | None = None, informed: Sequence[str] = (), shifts: int = 9999, processes: int = 1,
    progress: Progress = silent,
) -> TopicModelling:
    """Find topics in respondents' speech, tell which can be believed, and set them beside codes.

    Args:
        corpus: The transcripts.
        codebook: Names the themes of codes; without keywords it changes neither tokens nor topics.
        codings: What the topics are set beside; rejected ones are left out.
        number: Number of topics, 0 to choose it by the rule of ``topics.choose``.
        seed: Of the first fit; all others count up from it.
        seeds: Fits with different seeds, at least 1; the reported one is their medoid.
        resamples: Fits to the documents of four fifths of the participants, 0 for none.
        shuffles: Times that words are dealt out anew to see what stability is worth, 0 for none.
        model: What is fitted, or its name in ``topics.registry``.
        keywords: Which codes a model begins with that is named and begins with any.
        rules: How speech becomes documents.
        vocabulary: Which words are kept.
        informed: Attributes of participants that the shares of topics may depend on, for a model that takes covariates.
        shifts: Random arrangements of the test of codes with topics, 0 for no test.
        processes: Fits at the same time.
        progress: Told what is being done.

    Raises:
        UsageError: a number of fits or shifts is out of range, nobody has an attribute, the model cannot be told any,
            or of ``choose_model``.
        NotComputableError: too little text, or more topics asked for than the text can carry. Callers that make more
            than topics go on without them.
    """
    if seeds < 1 or min(seed, resamples, shuffles, shifts) < 0:
        raise UsageError(_("seeds must be at least 1, and the first seed, resamples, shuffles and shifts at least 0; "
                           "give other numbers"))
    progress(_("Topics: reading speech"), 0, 1)
    given = topic_material(corpus, rules=rules, vocabulary=vocabulary)
    progress(_("Topics: reading speech"), 1, 1)
    held = list(codings)
    chosen, seeding = choose_model(
        model, given.documents, given.vocabulary, codebook, held, number, keywords)
    if informed and not takes_covariates(chosen):
        raise UsageError(_("the model {name} cannot be told attributes of participants; leave them out, or take the "
                           "model keyword").format(name=chosen.name))
    words = len(given.vocabulary.words)
    texts = Texts(given.vocabulary.bags(given.documents), words, [one.participant for one in given.documents],
                  _covariates(corpus, given.documents, informed) if informed else None)
    seeded = getattr(chosen, "seeds", None)
    if number:
        check_number(number, len(texts.bags), len(seeded.labels) if seeded else 0)
    windows = Windows.over(texts.bags, words)
    trials: tuple[Trial, ...] = ()
    if not number:
        number, trials = choose_number(
            chosen, texts, windows, seed, processes=processes,
            tell=lambda done, all_: progress(_("Topics: choosing their number"), done, all_))
    measured = measure(
        chosen, texts, number, seed, seeds=seeds, resamples=resamples, shuffles=shuffles, processes=processes,
        tell=lambda done, all_: progress(_("Topics: fitting"), done, all_))
    links = link(measured.reference, given.documents, codebook, held, shifts=shifts, seed=seed,
                 stable=[one.state == "stable" for one in measured.stability.topics])
    shown = {given.vocabulary.words[word] for topic in range(number) for word in measured.reference.top(topic, TERMS)}
    spelling = surfaces(corpus, given.speech, shown)
    described = describe(measured, corpus, given.documents, given.vocabulary, windows, links, spelling)
    progress(_("Topics: done"), 1, 1)
    return TopicModelling(
        described, chosen.name, measured.reference.seed, seed, len(texts.bags), len(set(texts.people)), words,
        given.rules, WINDOW, given.dropped, measured.stability, trials, links, tuple(informed), seeding,
        Fitted(chosen, measured, given.documents, given.vocabulary, given.words, spelling))


def topic_material(
    corpus: Corpus, *, rules: DocumentRules | None = None, vocabulary: VocabularyRules | None = None
) -> TopicMaterial:
    """Cut respondents' speech into documents and choose the words.

    Raises:
        NotComputableError: too little text.
    """
    rules, speech, stop = rules or DocumentRules(), tuple(iter_speech(corpus)), stop_words()
    documents = make_documents(corpus, speech, stop, rules)
    chosen = vocabulary or VocabularyRules()
    words = make_vocabulary(documents, chosen)
    kept = tuple(document for document, bag in zip(documents, words.bags(documents), strict=True) if bag)
    return TopicMaterial(corpus, speech, kept, rules, words, chosen, (dropped_before(speech, stop), *words.dropped))


def link(
    fit: Fit, documents: Sequence[Document], codebook: Codebook | None, codings: Iterable[Coding], *,
    shifts: int = 9999, seed: int = 7, stable: Sequence[bool] | None = None,
) -> tuple[CodeLink, ...]:
    """Set topics beside codes and themes, and test whether they go together beyond being said by the same people.

    What is shifted are the passages of one participant in one transcript. q is over all stable topics with all codes
    that stand in enough documents, and apart from these over all stable topics with all themes.

    Args:
        fit: Fitted to ``documents``.
        documents: In the order of the fit's rows.
        codebook: Gives the themes; None for codes only.
        codings: Rejected ones are left out.
        shifts: Random arrangements, 0 for no test.
        seed: Another one draws others.
        stable: Whether each topic is, all by default; one that is not is described, not tested.
    """
    import numpy as np

    coded = coded_documents(documents, codebook, codings)
    told = told_pairs(fit, coded, codebook)
    if not shifts or not coded.keys:
        return align(fit, coded, told=told, stable=stable)
    found = association(
        coded.held, fit.document_topic, [(one.transcript, one.participant) for one in documents],
        tested=coded.enough, shifts=shifts, seed=seed)
    idle = told if stable is None else told | ~np.array(stable, dtype=np.bool_)
    p, within = (np.where(idle, np.nan, one) for one in (found.p, found.lift))
    return align(fit, coded, within=within, p=p, q=_families(p, coded), told=told, stable=stable)


def _families(p: "Floats", coded: CodedDocuments) -> "Floats":
    """Return q, codes and themes each a family of their own."""
    import numpy as np

    q = np.full(p.shape, np.nan)
    for kind in ("code", "theme"):
        rows = [row for row, (one, _code) in enumerate(coded.keys) if one == kind]
        q[rows] = np.reshape(benjamini_hochberg(p[rows].ravel().tolist()), (len(rows), p.shape[1]))
    return q


def _covariates(corpus: Corpus, documents: Sequence[Document], keys: Sequence[str]) -> "Floats":
    """Return a column of 0 and 1 for every value of the attributes but the first; not stated is a value too."""
    import numpy as np

    columns = []
    for key in keys:
        check_attribute(corpus, key)
        known = {person.id: str(person.attributes.get(key) or "") for person in corpus.participants}
        values = [known.get(document.participant, "") for document in documents]
        columns += [[float(value == level) for value in values] for level in sorted(set(values))[1:]]
    return np.array(columns, dtype=np.float64).reshape(len(columns), len(documents)).T
