"""Keyword in context."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.kwic import KWIC_COLUMNS, kwic_table
from qualcode.errors import UsageError
from qualcode.model import Corpus, Participant
from tests.factories import make_corpus, make_transcript

CORPUS = make_corpus()


def keys(phrase: str, **options) -> list[tuple[str, str]]:
    """Return unit and key of every line."""
    table = kwic_table(CORPUS, phrase, **options)
    return list(zip(table["unit_id"], table["key"], strict=True))


def corpus_of(words: str) -> Corpus:
    """Return a corpus in which one person says the words."""
    transcript = make_transcript("甲", [("问", "？"), ("答", words)])
    return Corpus((transcript,), (Participant("甲", listed=False),), {("甲", "答"): "甲"})


def test_simplified_finds_traditional():
    """One spelling finds both; the key is shown as it was written."""
    assert keys("不会用") == [("DT-V02#2", "不会用"), ("平乐访谈2#3", "不會用")]
    assert keys("不會用") == keys("不会用")


def test_standard_finds_dialect_but_not_the_other_way_round():
    """没有 finds 没得; whoever looks for 没得 wants 没得."""
    assert keys("没有") == [("DT-V02#6", "没得"), ("PL-V01#4", "没得")]
    assert keys("没得") == keys("没有")
    assert kwic_table(corpus_of("没有的事。"), "没得").empty


def test_both_ends_lie_on_token_boundaries():
    """会用 is not in 学会用手机: 学会 is a word."""
    assert kwic_table(corpus_of("学会用手机了。"), "会用").empty
    assert list(kwic_table(corpus_of("他会用手机。"), "会用")["key"]) == ["会用"]


def test_a_word_of_the_dictionary_that_is_two_words_in_speech():
    """我会 is one token, and yet 会用 begins in its middle, as it does for rules."""
    assert list(kwic_table(corpus_of("我会用手机。"), "会用")["key"]) == ["会用"]


def test_questions_are_searched_only_on_demand():
    """Interviewers are no evidence; who wants them says so."""
    assert keys("平台") == []
    assert keys("平台", everybody=True) == [
        ("DT-C01#1", "平台"), ("DT-V02#5", "平台"), ("PL-V01#3", "平台"), ("平乐访谈2#1", "平台")]


def test_context_and_who():
    """Width is in characters of the turn; town and role stand beside the line."""
    row = kwic_table(CORPUS, "手机", width=3).iloc[0].to_dict()
    assert row == {
        "unit_id": "PL-V01#2", "transcript": "平乐访谈1", "participant": "PL-V01", "town": "平乐镇", "role": "普通村民",
        "start": 19, "end": 21, "left": "我会用", "key": "手机", "right": "，手机",
    }


def test_notes_are_nobodys_words():
    """笑 stands in a bracket only."""
    assert keys("笑") == []
    assert keys("笑", regex=True) == []


def test_regular_expressions():
    """They need no token boundary, ignore case, and see both scripts."""
    assert keys("打[开開]", regex=True) == [("平乐访谈2#2", "打開")]
    assert keys("打开", regex=True) == [("平乐访谈2#2", "打開")]
    assert list(kwic_table(corpus_of("用APP办。"), "app", regex=True)["key"]) == ["APP"]


def test_line_breaks_of_the_context_are_blanks():
    """A line is a line."""
    row = kwic_table(corpus_of("前面\n手机\n后面"), "手机").iloc[0]
    assert (row["left"], row["right"]) == ("前面 ", " 后面")


@pytest.mark.parametrize(("phrase", "options"), [(" ", {}), ("[", {"regex": True}), ("好", {"width": -1})])
def test_what_cannot_be_searched_is_refused(phrase, options):
    """An empty phrase, a broken expression and a negative width each have their own sentence."""
    with pytest.raises(UsageError):
        kwic_table(CORPUS, phrase, **options)


@given(st.text(alphabet="我会用手机會機Ａa𠮷😀。，\n", min_size=1, max_size=30).filter(lambda words: words.strip()))
def test_offsets_point_at_the_key(words: str):
    """The offsets cut the key out of the transcript, whatever surrounds it."""
    corpus = corpus_of(words.strip())
    table = kwic_table(corpus, "手机|用|a", regex=True, width=4)
    assert tuple(table.columns) == KWIC_COLUMNS
    assert all(corpus.by_name["甲"].text[row.start : row.end] == row.key for row in table.itertuples())
