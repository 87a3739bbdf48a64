"""What a topic model says of a corpus, as it is reported."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isnan, nan

from qualcode.topics.choose import Trial
from qualcode.topics.documents import Document, DocumentRules
from qualcode.topics.model import TopicModel
from qualcode.topics.seeding import Seeding
from qualcode.topics.stability import Measured, Stability, TopicStability
from qualcode.topics.vocabulary import Dropped, Vocabulary, VocabularyRules

#: A link is named only where the topic is stable, the code stands in so many documents of so many participants, the
#: lift is above 1, and q, where it was tested, at most ``LARGEST_Q``.
FEWEST_DOCUMENTS, FEWEST_PARTICIPANTS, LARGEST_Q = 3, 2, 0.05


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
        within: ``expected`` divided by what it would be if the topic ran through each person's speech in each interview
            as it does, but anywhere in it: above 1 = together beyond being said by the same people. NaN where it was
            not tested.
        p: One-sided, of shifts (see ``analysis.association``); NaN where the code stands in too few documents or with
            too few people, the topic is not stable or was told of the code, or no shift changes anything.
        q: Benjamini-Hochberg over all topics with all codes, or all themes; NaN where p is.
        told: Whether the topic was given the keywords of this code or theme, or of one above or below it: that they go
            together proves nothing, and is not tested.
        stable: Whether the topic is; one that is not is described, not tested, and never said to go with anything.
    """

    topic: int
    kind: str
    code: str
    documents: int
    participants: int
    expected: float
    lift: float
    within: float = nan
    p: float = nan
    q: float = nan
    told: bool = False
    stable: bool = True

    @property
    def named(self) -> bool:
        """Whether the topic may be said to go with the code."""
        enough = self.documents >= FEWEST_DOCUMENTS and self.participants >= FEWEST_PARTICIPANTS
        return self.stable and enough and self.lift > 1 and not self.q > LARGEST_Q


def best_link(links: Iterable[CodeLink]) -> CodeLink | None:
    """Return the link with the highest lift among those that may be named, or None."""
    return max((link for link in links if link.named), key=lambda link: (link.lift, link.expected), default=None)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: a word distribution, never a theme.

    Attributes:
        number: From 1, in the order of the fit: topics with keywords first, then by share.
        terms: Most probable first.
        share: Mean share over documents.
        documents: Documents in which it is the largest topic, so many of all: ``document_share``.
        participants: People who speak in these. towns: Towns that they belong to; None where no town is known.
        npmi: Coherence of its ten most probable words, see ``TopicModelling.window``.
        exclusivity: Mean exclusivity of these words, in [0, 1].
        stability: How well it comes back.
        document_share: In [0, 1].
        largest_person: Share of all of the topic that the one person has who has most of it, in [0, 1].
        person: That participant. person_share: The same person's share of all documents.
        excerpts: One a participant as far as possible, largest share first.
        label: Code or theme whose keywords it was given, or "".
        code: Related code, or "". theme: Related theme, or "".
    """

    number: int
    terms: tuple[TopicTerm, ...]
    share: float
    documents: int
    participants: int
    towns: int | None
    npmi: float
    exclusivity: float
    stability: TopicStability
    document_share: float
    largest_person: float
    person: str
    person_share: float
    excerpts: tuple[Excerpt, ...] = ()
    label: str = ""
    code: str = ""
    theme: str = ""

    @property
    def stable(self) -> bool:
        """Whether the topic can be believed; where not, tables and figures show it in grey."""
        return self.stability.state == "stable"


@dataclass(frozen=True, eq=False)
class Fitted:
    """What was fitted, for whoever draws it, saves it or asks more of it.

    Attributes:
        model: With all of its options.
        measured: The reference and the fits beside it.
        documents: In the order of the fits' rows.
        vocabulary: The fits' words. words: How they were chosen.
        spelling: Word of a topic -> how the texts spell it most often.
    """

    model: TopicModel
    measured: Measured
    documents: tuple[Document, ...]
    vocabulary: Vocabulary
    words: VocabularyRules
    spelling: Mapping[str, str]


@dataclass(frozen=True)
class TopicModelling:
    """Topics with everything that is needed to judge and repeat them.

    Attributes:
        topics: In the order of the fit.
        model: Name and version. seed: Of the reported fit, the medoid of all seeds; they count up from ``first_seed``.
        first_seed: The seed that was given.
        documents: Number. participants: Who speak in them. words: Size of the vocabulary.
        rules: How speech became documents. window: Words in a window for NPMI.
        dropped: The vocabulary rules and what each took away.
        stability: Of all topics, with the threshold and what it was measured over.
        trials: What every number of topics achieved; empty where the number was given.
        links: Every topic with every code and theme that has codings.
        informed: Attributes that the model was given as covariates.
        seeding: What it was told of the codebook, None for nothing.
        fitted: What was fitted; two results are equal whatever it is.
    """

    topics: tuple[Topic, ...]
    model: str
    seed: int
    first_seed: int
    documents: int
    participants: int
    words: int
    rules: DocumentRules
    window: int
    dropped: tuple[Dropped, ...]
    stability: Stability
    trials: tuple[Trial, ...] = ()
    links: tuple[CodeLink, ...] = ()
    informed: tuple[str, ...] = ()
    seeding: Seeding | None = None
    fitted: Fitted | None = field(default=None, compare=False, repr=False)

    @property
    def size(self) -> int:
        """Words after which a document is closed."""
        return self.rules.size

    @property
    def refits(self) -> int:
        """Fits to fewer participants, over which stability is measured."""
        return self.stability.resamples

    def topic_of(self, code: str, kind: str = "code") -> CodeLink | None:
        """Return the topic that goes with a code or theme best, or None where the evidence is too thin."""
        return best_link(link for link in self.links if (link.kind, link.code) == (kind, code))

    @property
    def unfound_codes(self) -> tuple[str, ...]:
        """Codes with enough documents and people that no topic goes with."""
        tested = dict.fromkeys(link.code for link in self.links if link.kind == "code" and not isnan(link.p))
        return tuple(code for code in tested if self.topic_of(code) is None)

    @property
    def unnamed_topics(self) -> tuple[Topic, ...]:
        """Stable topics that go with no code: candidates for new codes. Of the others it is not asked."""
        if not any(link.kind == "code" for link in self.links):
            return ()
        named = {link.topic for link in self.links if link.kind == "code" and link.named}
        return tuple(topic for topic in self.topics
                     if topic.stable and topic.number not in named and not topic.label)
