"""Words that stand together in respondents' speech."""

from math import log2

import pytest

from qualcode.analysis.word_cooccurrence import word_cooccurrence
from qualcode.errors import NotComputableError, UsageError
from qualcode.language.speech import iter_speech
from qualcode.language.stopwords import stop_words
from qualcode.model import Corpus
from tests.factories import make_corpus, make_transcript

CORPUS = Corpus((
    make_transcript("一", [
        ("问", "村里的群呢？"), ("答", "群里打卡。群里没有打卡，手机不行。"), ("问", "嗯"), ("答", "手机打卡！群。"),
    ]),
    make_transcript("二", [("答", "𠮷家手机，手机。"), ("婶", "打卡")]),
))
SPEECH = list(iter_speech(CORPUS))


def row(found, a, b):
    """Return the measures of two words."""
    table = found.table
    (values,) = table[(table["word_a"].isin([a, b])) & (table["word_b"].isin([a, b]))].itertuples(index=False)
    return values


def test_in_a_sentence_worked_out_by_hand():
    """Six sentences of respondents; 群 in three, 打卡 in four, both in two; interviewers do not count."""
    found = word_cooccurrence(CORPUS, SPEECH, stop_words())
    seen = row(found, "群", "打卡")
    assert found.n_units == 6
    assert (seen.n_both, seen.people_both, seen.jaccard) == (2, 1, 2 / 5)
    assert seen.pmi == pytest.approx(log2(6 * 2 / (3 * 4)))
    assert found.participants["打卡"] == 2


def test_a_word_counts_once_in_a_unit():
    """手机 stands twice in one sentence."""
    assert word_cooccurrence(CORPUS, SPEECH, stop_words()).matrix.loc["手机", "手机"] == 3


@pytest.mark.parametrize(("within", "units", "both", "people"), [
    ("turn", 4, 2, 1), ("participant", 3, 1, 1), ("transcript", 2, 2, 1),
])
def test_larger_units(within, units, both, people):
    """打卡 and 手机: in a transcript two people may say one each, whom neither has both."""
    found = word_cooccurrence(CORPUS, SPEECH, stop_words(), within=within)
    seen = row(found, "手机", "打卡")
    assert (found.n_units, seen.n_both, seen.people_both) == (units, both, people)


def test_the_list_is_cut_where_the_caption_says():
    """The most frequent words, pairs in enough units."""
    found = word_cooccurrence(CORPUS, SPEECH, stop_words(), top=3, minimum=2)
    assert list(found.names) == ["手机", "打卡", "群"]
    assert found.table["n_both"].min() >= 2
    assert found.caption == (
        "Both words in one sentence; N = 6 of respondents. Only the 3 most frequent words, stop words left out. Only "
        "pairs that 2 or more units hold.")


@pytest.mark.parametrize("top", [0, 501])
def test_as_many_words_as_a_table_can_have(top):
    """All words of a corpus make millions of pairs."""
    with pytest.raises(UsageError, match="for 1 to 500 words"):
        word_cooccurrence(CORPUS, SPEECH, top=top)


def test_nobody_says_anything():
    """There is nothing to count, and no zero."""
    with pytest.raises(NotComputableError):
        word_cooccurrence(Corpus(()), [])


def test_traditional_and_simplified_are_one_word():
    """The form is counted, the spelling that the texts have is shown."""
    corpus = make_corpus()
    found = word_cooccurrence(corpus, list(iter_speech(corpus)), stop_words(), within="participant")
    assert found.names["手机"] == "手机"
    assert found.participants["手机"] == 2
