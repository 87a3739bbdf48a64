"""What respondents speak of, as a topic model sees it, beside what was coded."""

from collections.abc import Iterable, Sequence

from qualcode.i18n import _
from qualcode.language.speech import SpokenTurn, iter_speech, surfaces
from qualcode.language.stopwords import stop_words
from qualcode.model import Codebook, Coding, Corpus
from qualcode.topics.alignment import align
from qualcode.topics.choose import check_number, choose_number, resampled_fits
from qualcode.topics.coherence import WINDOW, Windows
from qualcode.topics.describe import TERMS, describe
from qualcode.topics.documents import SIZE, Document, make_documents
from qualcode.topics.model import GensimLda, TopicModel
from qualcode.topics.results import TopicModelling
from qualcode.topics.vocabulary import Vocabulary, dropped_before, make_vocabulary
from qualcode.workflow.progress import Progress, silent


def topics(
    corpus: Corpus,
    codebook: Codebook | None = None,
    codings: Iterable[Coding] = (),
    *,
    number: int = 0,
    seed: int = 7,
    refits: int = 3,
    model: TopicModel | None = None,
    progress: Progress = silent,
) -> TopicModelling:
    """Find topics in respondents' speech.

    Args:
        corpus: The transcripts. Documents are stretches of about 40 words of one speaker, never whole interviews.
        codebook: Names the themes of codes; it changes neither tokens nor topics.
        codings: What the topics are set beside; rejected ones are left out.
        number: Number of topics, 0 to choose it by the rule of ``qualcode.topics.choose``.
        seed: Of the reported fit; the refits count up from it.
        refits: Further fits on random four fifths of the documents, over which stability is measured.
        model: What is fitted, gensim's LDA by default.
        progress: Told what is being done.

    Returns:
        The topics with terms, coherence, stability, excerpts and related codes.

    Raises:
        NotComputableError: too little text, or more topics asked for than the text can carry. Callers that make more
            than topics go on without them.
    """
    model = model or GensimLda()
    steps = 4
    progress(_("Topics: reading speech"), 0, steps)
    speech = list(iter_speech(corpus))
    stop = stop_words()
    documents, vocabulary = _documents(corpus, speech, stop)
    bags, words = vocabulary.bags(documents), len(vocabulary.words)
    if number:
        check_number(number, len(documents))
    windows = Windows.over(bags, words)
    progress(_("Topics: choosing their number"), 1, steps)
    chosen, trials = (number, ()) if number else choose_number(model, bags, words, windows, seed)
    progress(_("Topics: fitting"), 2, steps)
    fit = model.fit(bags, words, chosen, seed)
    others = resampled_fits(model, bags, words, chosen, range(seed + 1, seed + 1 + refits))
    progress(_("Topics: describing"), 3, steps)
    links = align(fit, documents, codebook, codings)
    shown = {vocabulary.words[word] for topic in range(chosen) for word in fit.top(topic, TERMS)}
    spelling = surfaces(corpus, speech, shown)
    described = describe(fit, others, corpus, documents, vocabulary, windows, links, spelling)
    progress(_("Topics: done"), steps, steps)
    return TopicModelling(
        described, model.name, seed, refits, len(documents), len({document.participant for document in documents}),
        words, SIZE, WINDOW, (dropped_before(speech, stop), *vocabulary.dropped), trials, links,
    )


def _documents(
    corpus: Corpus, speech: Sequence[SpokenTurn], stop: frozenset[str]
) -> tuple[tuple[Document, ...], Vocabulary]:
    """Return the documents that keep at least one word of the vocabulary, and the vocabulary."""
    documents = make_documents(corpus, speech, stop)
    vocabulary = make_vocabulary(documents)
    bags = vocabulary.bags(documents)
    return tuple(document for document, bag in zip(documents, bags, strict=True) if bag), vocabulary
