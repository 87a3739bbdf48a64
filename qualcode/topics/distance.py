"""How far topics are apart, on a map of two dimensions; and which words speak for a topic.

The map and the relevance of words are those of LDAvis (Sievert and Shirley 2014, Proceedings of the Workshop on
Interactive Language Learning, Visualization, and Interfaces, 63-70), but that the map scales the Jensen-Shannon
distance, the root of the divergence: it is a distance (Endres and Schindelin 2003, IEEE Trans. Information Theory 49),
and one that points in a space of many dimensions have (Fuglede and Topsøe 2004), so that nothing is lost but by drawing
two of these.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING

from qualcode.topics.model import Fit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Decimals of places on a map: further ones differ between processors.
DIGITS = 6
#: Weights at which relevance is tried to find the words that any weight puts first.
STEPS = 21


@dataclass(frozen=True, slots=True)
class TopicMap:
    """Topics as points.

    Attributes:
        places: (across, up) of each topic, their middle at 0.
        shown: Share of the squared distances that two dimensions show, in [0, 1]; NaN where there are none.
    """

    places: tuple[tuple[float, float], ...]
    shown: float


def topic_distances(topic_word: "Floats") -> "Floats":
    """Return the Jensen-Shannon distance of every two topics.

    Lin (1991, IEEE Trans. Information Theory 37, 145-151, eq. 4.1), with equal weights and logarithms to base 2; of
    the divergence the root.

    Args:
        topic_word: (topics, words), rows sum to 1.

    Returns:
        (topics, topics), symmetric, in [0, 1]: 0 for the same distribution, 1 where no word is in both.
    """
    import numpy as np
    from scipy.special import rel_entr

    found = np.zeros((len(topic_word), len(topic_word)))
    for one in range(len(topic_word)):
        for other in range(one):
            middle = (topic_word[one] + topic_word[other]) / 2
            nats = (rel_entr(topic_word[one], middle) + rel_entr(topic_word[other], middle)).sum() / 2
            found[one, other] = found[other, one] = np.sqrt(np.clip(nats / np.log(2), 0, 1))
    return found


def topic_map(distances: "Floats") -> TopicMap:
    """Place points on a plane so that they are as far apart as they should be: classical scaling.

    Torgerson (1952, Psychometrika 17, 401-419): the two largest eigenvectors of the doubly centred squared distances,
    times the roots of their values. Each axis points so that the point farthest from the middle is on its right or
    upper side.

    Args:
        distances: (points, points), symmetric.
    """
    import numpy as np

    number = len(distances)
    centre = np.eye(number) - 1 / number
    values, vectors = np.linalg.eigh(-centre @ (distances**2) @ centre / 2)
    values, vectors = np.clip(values[::-1], 0, None), vectors[:, ::-1]
    values[values < 1e-12] = 0
    places = np.zeros((number, 2))
    for axis in range(min(2, number)):
        along = np.round(vectors[:, axis] * np.sqrt(values[axis]), DIGITS)
        farthest = int(np.argmax(np.abs(along)))
        places[:, axis] = along if along[farthest] >= 0 else -along
    total = float(values.sum())
    return TopicMap(tuple((float(across) + 0.0, float(up) + 0.0) for across, up in places),
                    float(values[:2].sum() / total) if total else nan)


def relevance(topic_word: "Floats", overall: "Floats", weight: float) -> "Floats":
    """Return how well words speak for topics.

    Sievert and Shirley (2014), definition 1: weight log(phi) + (1 - weight) log(phi / p). At 1 words are ranked by
    their probability in the topic, at 0 by how much more probable they are there than overall.

    Args:
        topic_word: (topics, words), phi.
        overall: (words,) probabilities p over the whole corpus, above 0.
        weight: lambda, in [0, 1].

    Returns:
        (topics, words); minus infinity for a word that a topic does not have.
    """
    import numpy as np

    with np.errstate(divide="ignore"):
        own = np.log(topic_word)
    found: Floats = own - (1 - weight) * np.log(overall)
    return found


def relevant_words(topic_word: "Floats", overall: "Floats", count: int) -> list[list[int]]:
    """Return for each topic the words that are among its ``count`` most relevant ones at any weight, rising."""
    import numpy as np

    kept: list[set[int]] = [set() for _topic in topic_word]
    for weight in np.linspace(0, 1, STEPS):
        scores = relevance(topic_word, overall, float(weight))
        for topic, row in enumerate(scores):
            order = np.argsort(-row, kind="stable")[:count]
            kept[topic].update(int(word) for word in order if np.isfinite(row[word]))
    return [sorted(words) for words in kept]


def shared_out(fit: Fit, bags: Sequence[Sequence[int]]) -> "Floats":
    """Return how often each word is said in each topic, as the model sees it.

    The occurrences of a word are shared out in proportion to its probability in the topics, each times the words of the
    documents that are the topic's; where no topic has it, evenly.

    Args:
        fit: Fitted to the documents.
        bags: The documents.

    Returns:
        (topics, words); columns sum to the words' occurrences.
    """
    import numpy as np

    counts = np.bincount([word for bag in bags for word in bag], minlength=fit.topic_word.shape[1]).astype(np.float64)
    lengths = np.array([len(bag) for bag in bags], dtype=np.float64)
    weight = fit.topic_word * (lengths @ fit.document_topic)[:, None]
    total = weight.sum(axis=0)
    even = np.full_like(weight, 1 / len(weight))
    shares = np.divide(weight, total, out=even, where=total > 0)
    found: Floats = shares * counts
    return found
