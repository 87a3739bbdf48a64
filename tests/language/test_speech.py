"""Respondents' words, cut on the script layer with the text's own offsets."""

from qualcode.language.speech import iter_speech, surfaces
from tests.factories import make_corpus


def test_only_respondents_speak_and_offsets_are_the_texts_own():
    """Interviewers and bystanders are left out; every form has the length and place of its surface."""
    corpus = make_corpus()
    speech = list(iter_speech(corpus))
    assert [(turn.transcript, turn.turn, turn.participant) for turn in speech] == [
        ("大同访谈1", 1, "DT-C01"), ("大同访谈1", 3, "DT-C01"), ("大同访谈2", 1, "DT-V02"), ("大同访谈2", 4, "DT-V02"),
        ("平乐访谈1", 1, "PL-V01"), ("平乐访谈1", 3, "PL-V01"), ("平乐访谈2", 1, "平乐访谈2"),
    ]
    for turn in speech:
        transcript = corpus.by_name[turn.transcript]
        body = transcript.turns[turn.turn].body
        assert turn.starts[0] == body.start
        assert turn.starts[-1] + len(turn.forms[-1]) == body.end


def test_traditional_text_is_cut_like_simplified_text_and_notes_are_no_words():
    """下載 counts as 下载, and （笑） is nobody's word."""
    speech = list(iter_speech(make_corpus()))
    assert list(speech[-1].words()) == ["下载", "了", "就", "没", "打开", "过", "我", "不会", "用", "手机"]
    assert list(speech[2].words()) == ["我", "不会", "用", "智能手机", "都", "是", "孙子", "帮", "我", "弄"]


def test_the_most_frequent_spelling_is_shown():
    """手机 stands three times in simplified and once in traditional characters."""
    corpus = make_corpus()
    speech = list(iter_speech(corpus))
    expected = {"手机": "手机", "下载": "下載", "没有的词": "没有的词"}
    assert surfaces(corpus, speech, expected) == expected
