"""The decisions about polarity and evidence that researchers were promised."""

import pytest

from qualcode.model import Polarity, Stance
from tests.rules.build import code, codings, quotes, surfaces

LITERACY = code("不会用", "用不来", "看不懂", "不会{弄|操作}")
ABLE = code("会用")


@pytest.mark.parametrize("said", ["老人家不会用智能手机", "我用不来", "那个东西我们老年人都看不懂", "我不会操作"])
def test_inability_is_found(said: str) -> None:
    """Not being able to use something is evidence of literacy."""
    assert quotes(LITERACY, said) == [said]


@pytest.mark.parametrize(
    "said", ["他会用，就是不愿意用", "不是不会用，是不想用", "你会不会用？", "会不会用都一样", "我也不是不会用"],
)
def test_ability_denial_and_question_are_not_inability(said: str) -> None:
    """Being able, double negation and A-not-A forms are no evidence of inability."""
    assert quotes(LITERACY, said) == []


def test_questions_of_the_interviewer_are_nothing() -> None:
    """Interviewers' words are not evidence."""
    assert codings(LITERACY, "问：您是不会用智能手机吗？", "嗯。") == []


def test_answer_to_a_question_about_the_platform() -> None:
    """The cue stands in the answer and the platform in the question."""
    loss = code(rules=["QA(q=@platforms, a={没人|没得人}用)"])
    lists = {"platforms": ("天府通办", "为村")}
    assert surfaces(loss, "问：村里用不用天府通办？", "没得人用。", lists=lists) == ["天府通办+没得人用"]
    assert surfaces(loss, "问：村里种不种茶？", "没得人用。", lists=lists) == []


def test_short_answer_after_a_yes_no_question() -> None:
    """没得 after a question is data."""
    never = code(rules=["QA(q=钉钉, a=/^没得|没有/)"])
    assert surfaces(never, "问：平时用不用钉钉？", "没得。") == ["钉钉+没得"]


def test_learning_to_use_is_not_being_able_to_use() -> None:
    """学会用了 holds the letters 会用 but not the words."""
    assert surfaces(ABLE, "学会用了。他会用。") == ["会用"]


def test_exceptions_swallow_matches() -> None:
    """打卡景点 is tourism, 没用过 is not 没用."""
    formalism = code("打卡", unlike=["打卡景点"])
    assert quotes(formalism, "古镇是打卡景点。天天打卡。") == ["天天打卡。"]
    useless = code("没用", unlike=["没用过"])
    assert quotes(useless, "我没用过。那个没用。") == ["那个没用。"]


def test_no_need_is_praise() -> None:
    """不用跑县城了 is convenience: the code asks for the words that say so."""
    convenience = code("不用跑", "不用再跑", "方便")
    assert surfaces(convenience, "现在不用跑县城了，方便。") == ["不用跑", "方便"]
    assert quotes(convenience, "坐车不方便。") == []


def test_public_but_not_understood_is_both() -> None:
    """公开了，但是看不懂 is cadre conduct and low practicality."""
    both = [code("公开", id="cadre_conduct"), code("看不懂", id="low_practicality")]
    assert [coding.code for coding in codings(both, "公开了，但是看不懂。")] == ["cadre_conduct", "low_practicality"]


@pytest.mark.parametrize(
    ("said", "polarity"),
    [
        ("方便得很", Polarity.AFFIRMED), ("不方便", Polarity.NEGATED), ("不太方便", Polarity.WEAK),
        ("也不是不方便", Polarity.AFFIRMED), ("没关系，方便", Polarity.AFFIRMED), ("不得不说方便", Polarity.AFFIRMED),
        ("不错，方便", Polarity.AFFIRMED), ("莫得哪点方便", Polarity.NEGATED), ("很少方便", Polarity.WEAK),
        ("非方便不可", Polarity.AFFIRMED),
    ],
)
def test_polarity_of_bare_words(said: str, polarity: Polarity) -> None:
    """Cues, weak cues, parity and lexicalised forms."""
    found = codings(code("方便", stance=Stance.BOTH), said)
    assert [coding.polarity for coding in found] == [polarity]


def test_scope_ends_with_the_clause() -> None:
    """A cue does not reach over a comma or 但是."""
    assert len(codings(code("方便"), "我没得手机，方便不方便不晓得。也没去，方便。不贵但是方便。")) == 2


def test_potential_complement_negates_the_verb_before_it() -> None:
    """用不来 negates 用; 用得来 does not."""
    found = codings(code("用", stance=Stance.BOTH), "我用不来。他用得来。")
    assert [coding.polarity for coding in found] == [Polarity.NEGATED, Polarity.AFFIRMED]


def test_negation_of_something_else_leaves_inability_alone() -> None:
    """In 没有手机用不来 the 没有 belongs to the telephone."""
    assert quotes(LITERACY, "没有手机用不来") == ["没有手机用不来"]


def test_reported_and_hypothetical_speech_is_flagged_not_hidden() -> None:
    """Hearsay and conditions stay evidence, with a flag."""
    reported = codings(LITERACY, "听说他们不会用。")
    hypothetical = codings(LITERACY, "要是不会用就喊娃儿。")
    assert [reported[0].evidence[0].flags, hypothetical[0].evidence[0].flags] == [("reported",), ("hypothetical",)]


def test_echo_of_the_question_is_flagged() -> None:
    """A respondent who repeats the question has not yet said anything."""
    found = codings(ABLE, "问：您会用手机吗？", "会用手机？我会用啊。")
    assert [coding.evidence[0].flags for coding in found] == [("echo",), ()]


def test_traditional_characters_and_dialect_match_the_same_codebook() -> None:
    """Simplified terms find traditional text; 没有人用 finds 莫得人用, and the words shown are the speaker's."""
    assert surfaces(code("平台", "没有人用"), "這個平臺莫得人用") == ["平臺", "莫得人用"]


def test_contrary_evidence_can_be_asked_for() -> None:
    """What the stance leaves out is not lost."""
    found = codings(code("方便"), "坐车不方便。手机方便。", contrary=True)
    assert [(coding.quote, coding.polarity) for coding in found] == [("坐车不方便。", Polarity.NEGATED)]
