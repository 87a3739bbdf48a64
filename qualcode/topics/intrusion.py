"""Do people see what the model sees? Sheets on which one finds the intruder, and what filled sheets say.

Chang, Boyd-Graber, Gerrish, Wang and Blei (2009, Reading tea leaves: how humans interpret topic models, NIPS 22):

word intrusion     five words of a topic and one that is improbable in it and probable in another, in random order.
                   Model precision of a topic: the share of answers that name the intruder (eq. 1); chance gives 1/6.
topic intrusion    a passage, its three largest topics and one that has little of it, each as eight words, in random
                   order. Topic log odds of a passage: mean over answers of log share of the intruder less log share of
                   what was named (eq. 2): 0 at best. Chance gives 1/4 right answers.

The first item of a topic has its five most probable words, the second the next five, and so on, so that no two items of
a topic give each other away. The key says what is what, and stays away from whoever answers.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan, log, nan
from typing import TYPE_CHECKING

from qualcode.errors import NotComputableError
from qualcode.i18n import _
from qualcode.model import Corpus
from qualcode.topics.coherence import TOP
from qualcode.topics.documents import Document
from qualcode.topics.model import Fit
from qualcode.topics.results import Fitted

if TYPE_CHECKING:
    import numpy as np

#: Words of the topic in an item, topics of a passage, and words by which a topic is shown.
WORDS, TOPICS, SHOWN = 5, 3, 8
#: Items of each topic on both sheets, and at most so many word items of a topic.
ITEMS, MOST_ITEMS = 2, 4
#: Smallest share that topic log odds reckon with: a factorisation gives some topics none at all.
LEAST_SHARE = 1e-4
_WORD_STREAM, _TOPIC_STREAM = 1, 2
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Item:
    """One question with its answer.

    Attributes:
        id: ``W01`` for words, ``T01`` for topics.
        kind: ``word`` or ``topic``.
        options: What one chooses among, in the order of the sheet.
        intruder: Place of the intruder, from 1.
        topic: Number of the topic whose words they are; for topic items that of the intruder.
        passage: Words of the passage, "" for word items.
        shares: For topic items the passage's share of each option.
    """

    id: str
    kind: str
    options: tuple[str, ...]
    intruder: int
    topic: int
    passage: str = ""
    shares: tuple[float, ...] = ()

    @property
    def chance(self) -> float:
        """How often a blind guess is right."""
        return 1 / len(self.options)


@dataclass(frozen=True, slots=True)
class Precision:
    """How often the intruder was found.

    Attributes:
        topic: Number of the topic, 0 over all.
        kind: ``word`` or ``topic``.
        answers: Given answers. right: Those that name the intruder.
        value: ``right / answers``; NaN without answers.
        low: Lower end of the exact interval (Clopper & Pearson 1934, Biometrika 26, 404-413), 95 %. high: Upper end. It
            takes answers as independent; two people's to one item are not quite that.
        chance: What blind guesses give.
        p: Chance that blind guesses give as many right answers or more (binomial); NaN without answers.
    """

    topic: int
    kind: str
    answers: int
    right: int
    value: float
    low: float
    high: float
    chance: float
    p: float


@dataclass(frozen=True, slots=True)
class Scores:
    """What filled sheets say.

    Attributes:
        words: Model precision of every topic with word items, then over all (topic 0).
        topics: Precision of topic items over all (topic 0); None without any.
        log_odds: Item -> topic log odds; NaN without answers.
        mean_log_odds: Over items with answers; NaN without.
        unanswered: Rater -> items left empty.
    """

    words: tuple[Precision, ...]
    topics: Precision | None
    log_odds: Mapping[str, float]
    mean_log_odds: float
    unanswered: Mapping[str, int]


def word_items(fitted: Fitted, *, items: int = ITEMS, seed: int = 7) -> tuple[Item, ...]:
    """Return word items, those of all topics mixed.

    An intruder is one of the ten most probable words of another topic that is not among the more probable half of the
    vocabulary here; where there is none, that of all these ten which is least probable here.

    Args:
        fitted: The topics.
        items: Items of each topic, at most ``MOST_ITEMS``.
        seed: Another one draws other intruders and another order.

    Raises:
        NotComputableError: there are fewer than two topics.
    """
    import numpy as np

    fit, chance = fitted.measured.reference, np.random.default_rng([_WORD_STREAM, seed, _digest(fitted)])
    if len(fit.topic_word) < 2:
        raise NotComputableError(_("one topic has no intruders; fit two or more"))
    made: list[tuple[tuple[int, ...], int, int]] = []
    for topic in range(len(fit.topic_word)):
        taken: set[int] = set()
        for number in range(min(items, MOST_ITEMS)):
            own = fit.top(topic, WORDS * (number + 1))[WORDS * number :]
            intruder = _intruder(fit, topic, taken, chance)
            taken.add(intruder)
            order = chance.permutation(len(own) + 1)
            words = [[*own, intruder][place] for place in order]
            made.append((tuple(words), words.index(intruder) + 1, topic + 1))
    names = fitted.vocabulary.words
    return tuple(
        Item(f"W{number:02}", "word", tuple(fitted.spelling.get(names[word], names[word]) for word in words), place,
             topic)
        for number, (words, place, topic) in enumerate((made[at] for at in chance.permutation(len(made))), start=1))


def _digest(fitted: Fitted) -> int:
    """Return a number that is another one for other topics, so that sheets of two models have other orders."""
    fit, names = fitted.measured.reference, fitted.vocabulary.words
    said = "\n".join(" ".join(names[word] for word in fit.top(topic, SHOWN)) for topic in range(len(fit.topic_word)))
    return int.from_bytes(hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest()[:8], "big")


def topic_items(fitted: Fitted, corpus: Corpus, *, items: int = ITEMS, seed: int = 7) -> tuple[Item, ...]:
    """Return topic items: passages of every topic, of as many participants as possible.

    An intruder is drawn from the half of the topics that have least of the passage.

    Args:
        fitted: The topics.
        corpus: Gives the words of the passages.
        items: Passages of each topic, drawn from those in which it is the largest.
        seed: Another one draws other passages, intruders and another order.

    Raises:
        NotComputableError: there are fewer than four topics.
    """
    import numpy as np

    fit, chance = fitted.measured.reference, np.random.default_rng([_TOPIC_STREAM, seed, _digest(fitted)])
    number = len(fit.topic_word)
    if number <= TOPICS:
        raise NotComputableError(
            _("topic intrusion needs {least} topics or more; there are {number}").format(
                least=TOPICS + 1, number=number))
    names, spelling = fitted.vocabulary.words, fitted.spelling
    shown = [" ".join(spelling.get(names[word], names[word]) for word in fit.top(topic, SHOWN))
             for topic in range(number)]
    made = []
    for row in _passages(fit, fitted.documents, items, chance):
        shares = fit.document_topic[row]
        order = np.argsort(-shares, kind="stable")
        intruder = int(chance.choice(order[_first_small(number) :]))
        mixed = [[*order[:TOPICS].tolist(), intruder][place] for place in chance.permutation(TOPICS + 1)]
        made.append((row, mixed, intruder))
    return tuple(
        Item(f"T{at:02}", "topic", tuple(shown[topic] for topic in mixed), mixed.index(intruder) + 1, intruder + 1,
             _words(fitted.documents[row], corpus), tuple(float(fit.document_topic[row, topic]) for topic in mixed))
        for at, (row, mixed, intruder) in enumerate((made[place] for place in chance.permutation(len(made))), start=1))


def answer_place(item: Item, answer: str) -> int | None:
    """Return which option an answer names, 0 for an empty one, None where it names none.

    An answer is the number of an option, in any width, or the option itself.

    >>> answer_place(Item("W01", "word", ("手机", "平台", "水稻"), 3, 1), " ３ ")
    3
    """
    said = answer.strip(" \t\r\n\u3000\u200b\ufeff")
    if not said:
        return 0
    if said in item.options:
        return item.options.index(said) + 1
    number = said.removesuffix(".0")  # workbooks keep whole numbers as decimals
    if number.isdecimal() and 1 <= int(number) <= len(item.options):
        return int(number)
    return None


def score(items: Sequence[Item], answers: Mapping[str, Mapping[str, int]]) -> Scores:
    """Score filled sheets.

    Args:
        items: Of the key.
        answers: Rater -> item -> place that was named, 0 or absent where nothing was.
    """
    given = [(item, row[item.id]) for item in items for row in answers.values() if row.get(item.id)]
    words = [(item, place) for item, place in given if item.kind == "word"]
    asked = dict.fromkeys(sorted(item.topic for item in items if item.kind == "word"))
    found = [precision(topic, "word", [one for one in words if one[0].topic == topic]) for topic in asked]
    topics = [one for one in given if one[0].kind == "topic"]
    odds = {item.id: _log_odds(item, [place for one, place in topics if one is item])
            for item in items if item.kind == "topic"}
    known = [value for value in odds.values() if not isnan(value)]
    return Scores(
        (*found, precision(0, "word", words)) if asked else (), precision(0, "topic", topics) if odds else None, odds,
        sum(known) / len(known) if known else nan,
        {rater: sum(not row.get(item.id) for item in items) for rater, row in answers.items()})


def precision(topic: int, kind: str, given: Sequence[tuple[Item, int]]) -> Precision:
    """Return how often the intruder was found among some answers, with its exact interval.

    Args:
        topic: Number of the topic, 0 over all.
        kind: ``word`` or ``topic``.
        given: Items with the place that was named.
    """
    from scipy.special import bdtrc, betaincinv

    n, right = len(given), sum(place == item.intruder for item, place in given)
    chance = 1 / (WORDS + 1) if kind == "word" else 1 / (TOPICS + 1)
    if not n:
        return Precision(topic, kind, 0, 0, nan, nan, nan, chance, nan)
    tail = (1 - LEVEL) / 2
    low = float(betaincinv(right, n - right + 1, tail)) if right else 0.0
    high = float(betaincinv(right + 1, n - right, 1 - tail)) if right < n else 1.0
    p = float(bdtrc(right - 1, n, chance)) if right else 1.0
    return Precision(topic, kind, n, right, right / n, low, high, chance, p)


def _log_odds(item: Item, places: Iterable[int]) -> float:
    true = max(item.shares[item.intruder - 1], LEAST_SHARE)
    each = [log(true) - log(max(item.shares[place - 1], LEAST_SHARE)) for place in places]
    return sum(each) / len(each) if each else nan


def _intruder(fit: Fit, topic: int, taken: set[int], chance: "np.random.Generator") -> int:
    import numpy as np

    own = fit.topic_word[topic]
    shown = set(fit.top(topic, WORDS * MOST_ITEMS)) | taken
    pool = sorted({word for other in range(len(fit.topic_word)) if other != topic
                   for word in fit.top(other, TOP)} - shown)
    if not pool:  # two topics with nearly the same words
        return int(next(word for word in np.argsort(own, kind="stable") if word not in shown))
    rare = [word for word in pool if own[word] <= np.median(own)]
    return int(chance.choice(rare)) if rare else min(pool, key=lambda word: (own[word], word))


def _passages(
    fit: Fit, documents: Sequence[Document], items: int, chance: "np.random.Generator"
) -> list[int]:
    """Draw documents of every topic, each time of a participant of whom fewest were drawn so far.

    Before all others come those whose third topic has at least twice what any possible intruder has: where a passage is
    about one or two topics only, the third belongs to it as little as the intruder.
    """
    import numpy as np

    largest, ranked = fit.document_topic.argmax(axis=1), -np.sort(-fit.document_topic, axis=1)
    clear = ranked[:, TOPICS - 1] >= 2 * ranked[:, _first_small(ranked.shape[1])]
    used: dict[str, int] = {}
    drawn = []
    for topic in range(len(fit.topic_word)):
        rows = chance.permutation(np.flatnonzero(largest == topic)).tolist()
        for _item in range(min(items, len(rows))):
            row = min(rows, key=lambda one: (not clear[one], used.get(documents[one].participant, 0)))
            rows.remove(row)
            used[documents[row].participant] = used.get(documents[row].participant, 0) + 1
            drawn.append(row)
    return drawn


def _first_small(topics: int) -> int:
    """Return the rank, from 0, of the largest topic that may be an intruder: of the smaller half, never of three."""
    return max(TOPICS, topics - topics // 2)


def _words(document: Document, corpus: Corpus) -> str:
    text = corpus.by_name[document.transcript].text
    return "".join(piece.span.of(text) for piece in document.pieces).strip()
