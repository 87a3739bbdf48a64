"""What respondents say: word frequency, broken terms and candidates for new words."""

from dataclasses import dataclass
from itertools import islice

from qualcode.analysis.broken_terms import BrokenTerm, broken_terms
from qualcode.analysis.new_words import NewWord, new_words
from qualcode.analysis.word_comparison import LEAST, WordComparison, compare_words
from qualcode.analysis.words import WordFrequencies, word_frequencies
from qualcode.language.speech import iter_speech
from qualcode.language.stopwords import KEPT, codebook_words, stop_words
from qualcode.model import Codebook, Corpus


@dataclass(frozen=True)
class Words:
    """What ``words`` finds.

    Attributes:
        frequencies: The frequency list with its totals.
        broken: Terms and list members of the codebook that the tokenizer cuts, which the list therefore cannot show;
            those of stop words only are left out.
        candidates: Strings that behave like words and are not in the dictionary.
    """

    frequencies: WordFrequencies
    broken: tuple[BrokenTerm, ...]
    candidates: tuple[NewWord, ...]


def words(
    corpus: Corpus,
    codebook: Codebook | None = None,
    *,
    by: str = "",
    top: int = 200,
    pos: bool = False,
    polarity: bool = False,
    all_words: bool = False,
) -> Words:
    """Count the words of respondents' speech.

    Args:
        corpus: The transcripts.
        codebook: Its terms are counted even where they are stop words; it changes no token.
        by: Attribute of participants that makes group columns, such as ``"town"``.
        top: Rows of the frequency list, 0 for all.
        pos: Whether to look up parts of speech.
        polarity: Whether a word of negation is joined to the word after it: ``不_用``.
        all_words: Whether to list stop words too.

    Returns:
        Frequencies, broken terms and candidates.

    Raises:
        NotComputableError: the respondents said nothing, or nobody has the attribute ``by``.
    """
    speech = list(iter_speech(corpus))
    terms, named = codebook_words(codebook), codebook_words(codebook, lists=True)
    stop = stop_words(protect=terms)
    shown = frozenset[str]() if all_words else stop
    counted = word_frequencies(corpus, speech, shown, top=top, by=by, pos=pos, polarity=polarity)
    broken = tuple(term for term in broken_terms(speech, named) if not stop.issuperset(term.cut.split("|")))
    candidates = tuple(word for word in new_words(speech, stop) if word.word not in named)
    return Words(counted, broken, candidates)


def frequencies(
    corpus: Corpus, codebook: Codebook | None = None, *, top: int = 200, pos: bool = False,
) -> WordFrequencies:
    """Return the frequency list of ``words`` alone, which takes a fraction of the time.

    Args:
        corpus: The transcripts.
        codebook: Its terms are counted even where they are stop words.
        top: Rows, 0 for all.
        pos: Whether to look up parts of speech.

    Raises:
        NotComputableError: the respondents said nothing.
    """
    stop = stop_words(protect=codebook_words(codebook))
    return word_frequencies(corpus, list(iter_speech(corpus)), stop, top=top, pos=pos)


def compare(
    corpus: Corpus, codebook: Codebook | None = None, *, by: str, least: int = LEAST, top: int = 30,
    polarity: bool = False, all_words: bool = False,
) -> WordComparison:
    """Rank the words that set groups of participants apart.

    Args:
        corpus: The transcripts.
        codebook: Its terms are listed even where they are stop words; it changes no token.
        by: Attribute of participants whose values are the groups, such as ``"town"``.
        least: How many people of its group must use a word.
        top: Words of each group, 0 for all.
        polarity: Whether a word of negation is joined to the word after it: ``不_用``.
        all_words: Whether to list stop words too.

    Raises:
        NotComputableError: nobody has the attribute, or fewer than two groups say anything.
    """
    stop = frozenset[str]() if all_words else stop_words(protect=codebook_words(codebook))
    return compare_words(corpus, list(iter_speech(corpus)), by, stop, least=least, top=top, polarity=polarity)


def cloud_words(frequencies: WordFrequencies, top: int = 100) -> dict[str, float]:
    """Return word -> frequency for a word cloud.

    Words of polarity and ability (不 没有 会 用 可以 有 ...) stay in the frequency list but not in the cloud: standing
    alone they say nothing, and they would be the largest words of every cloud.

    Args:
        frequencies: The frequency list, at least some fifty rows longer than ``top``.
        top: Most words.
    """
    shown = (word for word in frequencies.words if word.form not in KEPT)
    return {word.word: float(word.frequency) for word in islice(shown, top)}
