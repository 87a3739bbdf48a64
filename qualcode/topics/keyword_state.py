"""What the sampler of the keyword-assisted topic model works on: plain arrays under names, made from bags of words."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from qualcode.topics.seeds import Seeds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Whole = NDArray[np.int32]

#: Counts are multiples of 1 / GRAIN.
GRAIN = 8


class Text(NamedTuple):
    """What is given: the words of all documents, one after the other.

    Attributes:
        words: (tokens,) number of each word. ends: (documents + 1,) where documents end; begins with 0.
        weights: (words,) what one occurrence counts, a multiple of 1 / GRAIN.
        keyed: (words + 1,) where the entries of a word in ``topics`` end; begins with 0.
        topics: (entries,) a topic of which the word is a keyword. keywords: (topics,) how many keywords each has.
        groups: (documents,) row of the prior weights that holds for the document, rising along ``order``.
        order: (documents,) documents by group.
    """

    words: "Whole"
    ends: "Whole"
    weights: "Numbers"
    keyed: "Whole"
    topics: "Whole"
    keywords: "Numbers"
    groups: "Whole"
    order: "Whole"


class Counts(NamedTuple):
    """Where the chain is.

    Attributes:
        places: (tokens,) the topic of a word that is drawn from all words; topics + entry for one drawn as a keyword;
            -1 before ``start``.
        documents: (documents, topics) weight of words. words: (words, topics) the same, without keywords.
        entries: (entries,) weight of words drawn as keywords. regular, keyed: (topics,) sums of the two.
        regular_factor, keyed_factor: (topics,) what a topic's probability owes to those sums.
    """

    places: "Whole"
    documents: "Numbers"
    words: "Numbers"
    entries: "Numbers"
    regular: "Numbers"
    keyed: "Numbers"
    regular_factor: "Numbers"
    keyed_factor: "Numbers"


class Prior(NamedTuple):
    """The fixed numbers of the priors.

    Attributes:
        word: beta, of each word in a topic. keyword: the same of each keyword among the keywords of a topic.
        yes, no: gamma 1 and 2, Beta parameters of pi, the share of keywords.
        shape, rate: (topics,) eta 1 and 2, Gamma parameters of a topic's weight alpha in the mean document.
        spread: Standard deviation of a covariate's coefficient around 0.
    """

    word: float
    keyword: float
    yes: float
    no: float
    shape: "Numbers"
    rate: "Numbers"
    spread: float


class Tallies(NamedTuple):
    """Scratch and sums for drawing coefficients; all written by ``tally`` but ``sizes``.

    Attributes:
        room: Scratch of ``tally``. found, often, ends: Of the weights of one topic in documents.
        lengths, lengths_often, lengths_ends: Of the weights of whole documents.
        sizes: (groups,) documents with words.
    """

    room: "Whole"
    found: "Numbers"
    often: "Numbers"
    ends: "Whole"
    lengths: "Numbers"
    lengths_often: "Numbers"
    lengths_ends: "Whole"
    sizes: "Numbers"


def make_text(
    bags: Sequence[Sequence[int]], weights: "Numbers", number: int, seeds: Seeds | None, groups: "Whole"
) -> Text:
    """Return what is given to a chain.

    Args:
        bags: Documents of word numbers in ``[0, words)``.
        weights: (words,) multiples of 1 / GRAIN.
        number: Topics; those with keywords come first.
        seeds: Keywords, or None.
        groups: (documents,) row of the prior weights that holds for each document.
    """
    import numpy as np

    topics_of: dict[int, list[int]] = defaultdict(list)
    keywords = np.zeros(number)
    for topic, chosen in enumerate(seeds.words if seeds else ()):
        keywords[topic] = len(set(chosen))
        for word in set(chosen):
            topics_of[word].append(topic)
    entries = [topics_of[word] for word in range(len(weights))] if topics_of else [[]] * len(weights)
    return Text(
        _whole(chain.from_iterable(bags)), _ends(bags), weights, _ends(entries), _whole(chain.from_iterable(entries)),
        keywords, groups, np.argsort(groups, kind="stable").astype(np.int32),
    )


def no_counts(text: Text) -> Counts:
    """Return the counts of a chain in which no word has a place yet."""
    import numpy as np

    number = len(text.keywords)
    return Counts(
        np.full(len(text.words), -1, dtype=np.int32), np.zeros((len(text.ends) - 1, number)),
        np.zeros((len(text.weights), number)), np.zeros(len(text.topics)), *(np.zeros(number) for _array in range(4)),
    )


def make_tallies(text: Text, groups: int) -> Tallies:
    """Return the sums over whole documents, and room for the rest."""
    import numpy as np

    documents = len(text.ends) - 1
    owners = np.repeat(np.arange(documents), np.diff(text.ends))
    lengths = np.bincount(owners, text.weights[text.words], documents)
    room = np.zeros(int(lengths.max(initial=0) * GRAIN) + 2, dtype=np.int32)
    found, often, ends = [], [], [0]
    for group in range(groups):
        values, times = np.unique(lengths[(text.groups == group) & (lengths > 0)], return_counts=True)
        found.append(values)
        often.append(times.astype(float))
        ends.append(ends[-1] + len(values))
    sizes = np.bincount(text.groups[lengths > 0], minlength=groups).astype(float)
    return Tallies(room, np.zeros(documents), np.zeros(documents), np.zeros(groups + 1, dtype=np.int32),
                   np.concatenate(found), np.concatenate(often), np.array(ends, dtype=np.int32), sizes)


def _ends(rows: Sequence[Sequence[int]]) -> "Whole":
    import numpy as np

    return np.cumsum([0, *(len(row) for row in rows)]).astype(np.int32)


def _whole(numbers: "chain[int]") -> "Whole":
    import numpy as np

    return np.fromiter(numbers, dtype=np.int32)
