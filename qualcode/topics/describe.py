"""From a fitted model to topics that people can read: terms, excerpts, figures, who speaks of them."""

from collections.abc import Mapping, Sequence
from math import log, nan
from typing import TYPE_CHECKING

from qualcode.model import Corpus
from qualcode.topics.coherence import TOP, Windows, exclusivity, topic_exclusivity
from qualcode.topics.documents import Document, Piece
from qualcode.topics.model import Fit
from qualcode.topics.results import CodeLink, Excerpt, Topic, TopicTerm, best_link
from qualcode.topics.stability import Measured, main_person
from qualcode.topics.vocabulary import Vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Words of a topic that are reported, and excerpts.
TERMS, EXCERPTS = 20, 5
#: An excerpt's sentence has at least so many characters where the document has one.
SHORTEST = 10
#: Attribute that says to which place a participant belongs.
PLACE = "town"


def describe(
    measured: Measured,
    corpus: Corpus,
    documents: Sequence[Document],
    vocabulary: Vocabulary,
    windows: Windows,
    links: Sequence[CodeLink],
    spelling: Mapping[str, str],
) -> tuple[Topic, ...]:
    """Describe every topic of the reference.

    Args:
        measured: The reference, fitted to ``documents``, and how well its topics come back.
        corpus: Gives the words of the excerpts and people's towns.
        documents: In the order of the fit's rows.
        vocabulary: The fit's words.
        windows: For NPMI.
        links: ``align(...)``.
        spelling: Counted form -> the spelling that is shown.
    """
    fit = measured.reference
    frex, exclusive = frex_scores(fit.topic_word)
    own_words = topic_exclusivity(fit)
    topics = []
    for topic, stability in enumerate(measured.stability.topics):
        terms = tuple(
            TopicTerm(spelling.get(vocabulary.words[word], vocabulary.words[word]), float(fit.topic_word[topic, word]),
                      float(exclusive[topic, word]), float(frex[topic, word]))
            for word in fit.top(topic, TERMS)
        )
        related = {
            kind: best_link(link for link in links if link.topic == topic + 1 and link.kind == kind)
            for kind in ("code", "theme")
        }
        count, people, towns = _carriers(fit, topic, corpus, documents)
        topics.append(Topic(
            topic + 1, terms, float(fit.document_topic[:, topic].mean()), count, people, towns,
            windows.npmi(fit.top(topic, TOP)), float(own_words[topic]), stability, count / len(documents),
            *_largest(fit.document_topic[:, topic], documents), _excerpts(fit, topic, corpus, documents, vocabulary),
            fit.labels[topic] if fit.labels else "",
            related["code"].code if related["code"] else "", related["theme"].code if related["theme"] else "",
        ))
    return tuple(topics)


def frex_scores(topic_word: "NDArray[np.float64]") -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Return FREX and exclusivity of every word in every topic.

    Bischof and Airoldi (2012), ICML, equation 3 with equal weights: the harmonic mean of the empirical distribution
    functions, within the topic, of exclusivity and of frequency.

    Args:
        topic_word: (topics, words), rows sum to 1.

    Returns:
        Two (topics, words) matrices: FREX in (0, 1], exclusivity in [0, 1].
    """
    from scipy.stats import rankdata

    exclusive, words = exclusivity(topic_word), topic_word.shape[1]
    by_exclusivity = rankdata(exclusive, method="max", axis=1) / words
    by_frequency = rankdata(topic_word, method="max", axis=1) / words
    frex: NDArray[np.float64] = 2 / (1 / by_exclusivity + 1 / by_frequency)
    return frex, exclusive


def _carriers(fit: Fit, topic: int, corpus: Corpus, documents: Sequence[Document]) -> tuple[int, int, int | None]:
    """Return how many documents are mainly about a topic, how many people speak in them, and of how many towns."""
    largest = fit.document_topic.argmax(axis=1)
    own = [document for document, which in zip(documents, largest, strict=True) if which == topic]
    people = {document.participant for document in own}
    places = {person.attributes.get(PLACE) for person in corpus.participants if person.id in people}
    return len(own), len(people), len(places - {None, ""}) or None


def _largest(shares: "NDArray[np.float64]", documents: Sequence[Document]) -> tuple[float, str, float]:
    """Return how much of a topic the one person has who has most of it, who that is, and that person's documents."""
    people = [document.participant for document in documents]
    most, share = main_person(shares, people)
    return share, most, people.count(most) / len(people) if most else nan


def _excerpts(
    fit: Fit, topic: int, corpus: Corpus, documents: Sequence[Document], vocabulary: Vocabulary
) -> tuple[Excerpt, ...]:
    """Take the best sentence of the documents with the largest shares, a second one of nobody before all had one."""
    shares = fit.document_topic[:, topic]
    mean = fit.document_topic.mean(axis=0) @ fit.topic_word
    ratios = fit.topic_word[topic] / mean
    lift = {word: log(max(ratio, 1)) for word, ratio in zip(vocabulary.words, ratios, strict=True)}
    ranked = sorted(range(len(documents)), key=lambda index: (-shares[index], index))
    turns: dict[str, int] = {}
    rounds = []
    for index in ranked[: 20 * EXCERPTS]:
        who = documents[index].participant
        turns[who] = turns.get(who, -1) + 1
        rounds.append((turns[who], index))
    chosen = [index for _round, index in sorted(rounds, key=lambda pair: pair[0])[:EXCERPTS]]
    found = []
    for index in sorted(chosen, key=lambda index: (-shares[index], index)):
        document = documents[index]
        long = [piece for piece in document.pieces if len(piece.span) >= SHORTEST] or list(document.pieces)
        best = max(long, key=lambda piece: _fitness(piece, lift))
        quote = best.span.of(corpus.by_name[document.transcript].text).strip()
        found.append(Excerpt(best.unit.id, document.transcript, document.participant, best.span.start, best.span.end,
                             quote, float(shares[index])))
    return tuple(found)


def _fitness(piece: Piece, lift: Mapping[str, float]) -> float:
    return sum(lift.get(word, 0.0) for word in set(piece.words))
