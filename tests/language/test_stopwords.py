"""The stop list must leave the subject of a study alone."""

from importlib import resources

import pytest

from qualcode.language.stopwords import KEPT, codebook_words, stop_word_groups, stop_words
from qualcode.model import Code, Codebook, Rule

LISTED = [word for _reason, words in stop_word_groups().values() for word in words]


CUES = ["不", "没", "没有", "未", "无", "别", "莫", "莫得", "没得", "不会", "会", "用", "能", "有", "不是", "知道"]


@pytest.mark.parametrize("cue", CUES)
def test_polarity_and_ability_are_never_stop_words(cue):
    """Words that say whether somebody does or can do a thing are counted."""
    assert cue not in stop_words()


def test_the_words_that_negate_are_the_rules_own_words():
    """Whatever the rules take for a negation is counted too; only lexicalised forms may be left out."""
    lines = resources.files("qualcode.language").joinpath("polarity.tsv").read_text("utf-8").splitlines()
    kinds = [line.split("\t") for line in lines if line and not line.startswith("#")]
    negating = {word for kind, words in kinds if kind != "lexical" for word in words.split()}
    assert negating & stop_words() == set()


def test_the_data_file_lists_nothing_that_is_kept():
    """The protection is a second fence: the data file itself names no word of polarity."""
    assert sorted(set(LISTED) & KEPT) == []


def test_words_with_a_cue_inside_are_only_lexicalised_ones():
    """A stop word with a polarity character in it is one that turns nothing round."""
    expected = {"不仅", "不仅仅", "不但", "不光", "不只", "不好意思", "不管", "不论", "不过", "别个", "别人", "可能",
                "对不起", "差不多", "无论", "没错", "特别", "除非", "非常"}
    assert {word for word in LISTED if set(word) & set("不没未无别莫甭非会用能")} == expected


@pytest.mark.parametrize("word", list("群卡票钱会路水村事人药田"))
def test_single_characters_that_mean_something_stay(word):
    """No word is dropped because it is short."""
    assert word not in stop_words()


def test_every_group_has_a_reason_and_no_word_stands_twice():
    """A reader can see why a word is left out, in one place."""
    assert all(reason and words for reason, words in stop_word_groups().values())
    assert len(LISTED) == len(set(LISTED))


@pytest.mark.parametrize("word", ["的", "嘛", "噻", "嗯", "然后", "我们", "这个", "对对对"])
def test_fillers_particles_and_backchannels_are_stop_words(word):
    """Speech noise of standard and Sichuan Chinese leaves the lists."""
    assert word in stop_words()


CODEBOOK = Codebook(
    "c", (Code("a", terms=(Rule("a/t1", "=自己"), Rule("a/t2", "這個"), Rule("a/t3", "/我.*/"))),),
    lists={"only": ("就", "又*")},
)


def test_a_codebook_takes_its_terms_out_of_the_list():
    """Terms are counted whatever the list says, in either script."""
    protected = codebook_words(CODEBOOK)
    assert protected == {"自己", "这个"}
    assert protected & stop_words(protect=protected) == frozenset()
    assert "我" in stop_words(protect=protected)


def test_the_grammar_of_rules_stays_a_stop_word_unless_asked_for():
    """Lists hold words like 就 and 又 that help rules and say nothing by themselves."""
    assert {"就", "又"} <= stop_words(protect=codebook_words(CODEBOOK))
    assert codebook_words(CODEBOOK, lists=True) == {"自己", "这个", "就", "又"}


def test_no_codebook_protects_nothing():
    """The list works without a codebook."""
    assert codebook_words(None) == frozenset()
