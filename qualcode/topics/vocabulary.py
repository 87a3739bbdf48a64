"""Which words a topic model sees, and what was dropped and why: printed with every result."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from qualcode.errors import NotComputableError, UsageError
from qualcode.i18n import _
from qualcode.language.speech import SpokenTurn
from qualcode.language.stopwords import KEPT
from qualcode.language.tokens import is_word
from qualcode.topics.documents import Document, is_left_out

#: Below these a topic model says more about chance than about the interviews.
ENOUGH_DOCUMENTS, ENOUGH_WORDS = 30, 200


@dataclass(frozen=True, slots=True)
class VocabularyRules:
    """Which words are kept.

    Attributes:
        documents: A word stands in at least so many. participants: It is said by at least so many.
        share: It stands in at most this share of all documents, in (0, 1].
    """

    documents: int = 3
    participants: int = 2
    share: float = 0.2

    def __post_init__(self) -> None:
        if self.documents < 1 or self.participants < 1 or not 0 < self.share <= 1:
            raise UsageError(_("a word of the vocabulary stands in at least 1 document of 1 participant and in a share "
                               "of the documents above 0 and up to 1"))


@dataclass(frozen=True, slots=True)
class Dropped:
    """One rule and what it took away.

    Attributes:
        rule: What the rule says, in the language of messages.
        words: Number of different words. tokens: Number of their occurrences.
        examples: The most frequent of them.
    """

    rule: str
    words: int
    tokens: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """The words that are left, in order of frequency, and what was dropped."""

    words: tuple[str, ...]
    dropped: tuple[Dropped, ...]

    def bags(self, documents: Sequence[Document]) -> list[list[int]]:
        """Return, for each document, the numbers of its words in order; other words are left out."""
        number = {word: index for index, word in enumerate(self.words)}
        return [[number[word] for word in document.words if word in number] for document in documents]


def make_vocabulary(documents: Sequence[Document], rules: VocabularyRules | None = None) -> Vocabulary:
    """Choose the words of a topic model; stop words and numbers are in no document.

    A word that is denied where it stands (不会_用) is a word like any other here.

    Args:
        documents: ``make_documents(...)``.
        rules: Those of ``VocabularyRules()`` where not given.

    Returns:
        The vocabulary.

    Raises:
        NotComputableError: there are fewer than 30 documents or 200 words; the message says how many there are.
    """
    rules = rules or VocabularyRules()
    frequency: Counter[str] = Counter()
    in_documents: Counter[str] = Counter()
    people: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        frequency.update(document.words)
        in_documents.update(set(document.words))
        for word in document.words:
            people[word].add(document.participant)
    most = max(rules.share * len(documents), rules.documents)
    reasons: tuple[tuple[str, set[str]], ...] = (
        (_("negation and ability, which say nothing apart from the word they belong to"), set(KEPT)),
        (_("in fewer than {n} documents").format(n=rules.documents),
         {word for word, count in in_documents.items() if count < rules.documents}),
        (_("said by fewer than {n} participants").format(n=rules.participants),
         {word for word, who in people.items() if len(who) < rules.participants}),
        (_("in more than {share:.0%} of documents").format(share=rules.share),
         {word for word, count in in_documents.items() if count > most}),
    )
    ranked = sorted(frequency, key=lambda word: (-frequency[word], word))
    gone: set[str] = set()
    dropped = []
    for reason, words in reasons:
        new = [word for word in ranked if word in words and word not in gone]
        dropped.append(Dropped(reason, len(new), sum(frequency[word] for word in new), tuple(new[:8])))
        gone |= words
    kept = tuple(word for word in ranked if word not in gone)
    _check_enough(len(documents), len(kept))
    return Vocabulary(kept, tuple(dropped))


def dropped_before(speech: Iterable[SpokenTurn], stop: Collection[str]) -> Dropped:
    """Return what never entered a document: stop words and numbers."""
    gone = Counter(word for turn in speech for word in turn.forms if is_left_out(word, stop) and is_word(word))
    ranked = sorted(gone, key=lambda word: (-gone[word], word))
    return Dropped(_("stop words and numbers"), len(gone), gone.total(), tuple(ranked[:8]))


def _check_enough(documents: int, words: int) -> None:
    if documents < ENOUGH_DOCUMENTS or words < ENOUGH_WORDS:
        raise NotComputableError(
            _(
                "Too little text for topics: {documents} documents (at least {enough_documents} are needed) and "
                "{words} different words that pass the vocabulary rules (at least {enough_words}); read more "
                "transcripts, take shorter documents, or go on with codes and word frequencies."
            ).format(documents=documents, enough_documents=ENOUGH_DOCUMENTS, words=words, enough_words=ENOUGH_WORDS)
        )
