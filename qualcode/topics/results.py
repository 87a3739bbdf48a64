"""What a topic model says of a corpus, as it is reported."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isnan

from qualcode.topics.choose import Trial
from qualcode.topics.vocabulary import Dropped

#: A link is named only where the code stands in so many documents of so many participants and the lift is above 1.
FEWEST_DOCUMENTS, FEWEST_PARTICIPANTS = 3, 2


@dataclass(frozen=True, slots=True)
class TopicTerm:
    """A word of a topic.

    Attributes:
        word: The spelling that the texts have most often.
        weight: Probability of the word in the topic.
        exclusivity: Share of the word's probability, over all topics, that lies in this one, in [0, 1].
        frex: Harmonic mean of the ranks (in (0, 1]) of weight and exclusivity among the topic's words.
    """

    word: str
    weight: float
    exclusivity: float
    frex: float


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A sentence that shows a topic.

    Attributes:
        unit: Its id. transcript: Name of the transcript. participant: Who said it.
        start: First character in the transcript. end: One past the last.
        quote: Its words. share: Share of the topic in the document around it.
    """

    unit: str
    transcript: str
    participant: str
    start: int
    end: int
    quote: str
    share: float


@dataclass(frozen=True, slots=True)
class CodeLink:
    """How a topic and a code (or theme) go together.

    Attributes:
        topic: Number of the topic. kind: ``"code"`` or ``"theme"``. code: Id of the code or theme.
        documents: Documents with a coding of it. participants: People who speak in them.
        expected: Sum of the topic's shares over these documents.
        lift: Mean share of the topic in these documents divided by its mean share in all; above 1 = goes together.
            NaN where the topic has no share at all.
    """

    topic: int
    kind: str
    code: str
    documents: int
    participants: int
    expected: float
    lift: float


def best_link(links: Iterable[CodeLink]) -> CodeLink | None:
    """Return the link with the highest lift among those with enough documents and people, or None."""
    good = [
        link for link in links
        if link.documents >= FEWEST_DOCUMENTS and link.participants >= FEWEST_PARTICIPANTS
        and not isnan(link.lift) and link.lift > 1
    ]
    return max(good, key=lambda link: (link.lift, link.expected), default=None)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: a word distribution, never a theme.

    Attributes:
        number: From 1, largest share first.
        terms: Most probable first.
        share: Mean share over documents.
        documents: Documents in which it is the largest topic. participants: People who speak in these.
        npmi: Coherence of its ten most probable words, see ``TopicModelling.window``.
        stability: Mean matched Jaccard of these words over refits, in [0, 1].
        excerpts: One a participant as far as possible, largest share first.
        code: Related code, or "". theme: Related theme, or "".
    """

    number: int
    terms: tuple[TopicTerm, ...]
    share: float
    documents: int
    participants: int
    npmi: float
    stability: float
    excerpts: tuple[Excerpt, ...] = ()
    code: str = ""
    theme: str = ""


@dataclass(frozen=True)
class TopicModelling:
    """Topics with everything that is needed to judge and repeat them.

    Attributes:
        topics: Largest share first.
        model: Name and version. seed: Of the reported fit. refits: Fits that stability is measured over.
        documents: Number. participants: Who speak in them. words: Size of the vocabulary.
        size: Words after which a document is closed. window: Words in a window for NPMI.
        dropped: The vocabulary rules and what each took away.
        trials: What every number of topics achieved; empty where the number was given.
        links: Every topic with every code and theme that has codings.
    """

    topics: tuple[Topic, ...]
    model: str
    seed: int
    refits: int
    documents: int
    participants: int
    words: int
    size: int
    window: int
    dropped: tuple[Dropped, ...]
    trials: tuple[Trial, ...] = ()
    links: tuple[CodeLink, ...] = ()

    def topic_of(self, code: str, kind: str = "code") -> CodeLink | None:
        """Return the topic that goes with a code or theme best, or None where the evidence is too thin."""
        return best_link(link for link in self.links if (link.kind, link.code) == (kind, code))
