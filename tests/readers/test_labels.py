"""What is a speaker and what only looks like one."""

import pytest

from qualcode.model import Role
from qualcode.readers.labels import accept, is_denied, key_of, known_role, looks_like_name, split_aside
from tests.readers.make import roles, said, transcript

FALSE = [
    "问题是",
    "我觉得",
    "第一",
    "（二）",
    "结论",
    "备注",
    "其实",
    "书记说",
    "比如",
    "原因",
    "优点",
    "10",
    "https",
    "有人",
    "他们问",
    "时间",
    "访谈地点",
    "这个",
    "就是说",
]


@pytest.mark.parametrize("words", FALSE)
def test_turns_of_phrase_name_nobody(words: str) -> None:
    """Words before a colon that recur in speech are not labels."""
    assert is_denied(words)


@pytest.mark.parametrize("words", [*FALSE, "平台", "费用", "项目"])
def test_false_labels_stay_in_the_answer(words: str) -> None:
    """A false label stays in the turn in which it stands, even when it comes back three times."""
    answer = f"{words}：没得时间\n{words}：没得人教\n{words}：不想用"
    read = transcript(f"问：为什么不用？\n答：\n{answer}\n问：还有呢？\n答：没有了。\n问：好。\n")
    assert set(roles(read)) == {"问", "答"}
    assert said(read)[1] == ("答", answer)


def test_clock_times_and_addresses_are_speech() -> None:
    """10:30 at the end of a line and a web address begin no turn, in a file with times and in one without."""
    told = "会议改到 10:30\n早上 8:30\n网址 https://a.b/c"
    assert said(transcript(f"问：几点？\n答：{told}\n问：好。\n答：嗯。\n"))[1] == ("答", told)
    read = transcript(f"说话人1 00:00:01\n几点？\n\n说话人2 00:00:05\n{told}\n\n说话人1 00:00:09\n好。\n")
    assert said(read)[1] == ("说话人2", told)


def test_a_name_that_stands_once_is_listed_and_kept() -> None:
    """A label that neither recurs nor is known stays in the text and is counted as not understood."""
    read = transcript("问：谁管？\n答：都有人管。\n土豆地：五毛一斤\n问：好。\n答：嗯。\n")
    assert set(roles(read)) == {"问", "答"}
    assert [span.of(read.text) for span in read.unread] == ["土豆地：五毛一斤"]


def test_bystanders_are_others_even_when_they_speak_once() -> None:
    """A relative or a passer-by is neither interviewer nor respondent."""
    read = transcript("问：会用吗？\n答：不会。\n老伴：他会！\n旁人：哈哈。\n孙子：我教的。\n问：是吗？\n答：嗯。\n")
    assert {name: role for name, role in roles(read).items() if role == "other"} == dict.fromkeys(
        ["老伴", "旁人", "孙子"], "other"
    )
    assert [turn.answers for turn in read.turns] == [None, 0, None, None, None, None, 5]


def test_spellings_of_a_label_are_one_speaker() -> None:
    """Blanks and full-width digits do not make another person."""
    assert key_of("说话人 １") == key_of("说话人1")
    read = transcript("说话人1：会用吗？\n说话人 2：不会。\n说话人 1：为啥？\n说话人２：难。\n")
    assert [speaker.labels for speaker in read.speakers] == [("说话人1", "说话人 1"), ("说话人 2", "说话人２")]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("受访者2", (True, Role.RESPONDENT)),
        ("訪談者", (True, Role.INTERVIEWER)),
        ("老伴儿", (True, Role.OTHER)),
        ("说话人 12", (True, None)),
        ("村民甲", (True, None)),
        ("王书记", (False, None)),
        ("A1", (True, Role.RESPONDENT)),
    ],
)
def test_known_labels(label: str, expected: tuple[bool, Role | None]) -> None:
    """Words for roles are known with a number or a letter behind them."""
    assert known_role(label) == expected


@pytest.mark.parametrize(
    "name", ["王书记", "欧阳锋", "老李", "小王", "李婆婆", "王某某", "陈XX", "Gareth Durrant", "DT-C03", "阿Ken"]
)
def test_names(name: str) -> None:
    """Names, forms of address and codes have their forms; 阿Ken has none of them."""
    assert looks_like_name(name) == (name != "阿Ken")


def test_accept_needs_recurrence_or_a_known_word() -> None:
    """A name that stands once is not accepted; labels that open most lines are, whatever they look like."""
    assert accept({"张三": ("张三", 1), "李四": ("李四", 2), "问": ("问", 1)}) == {"李四", "问"}
    assert accept({"晴空": ("晴空", 2), "蓝调": ("蓝调", 2)}, lines=5) == {"晴空", "蓝调"}


def test_brackets_behind_a_label() -> None:
    """The bracket is split off, unless there is nothing before it."""
    assert (split_aside("李明（笑）"), split_aside("（笑）")) == (("李明", "笑"), ("（笑）", ""))
