"""Who asks and who answers."""

import pytest

from qualcode.model import Role
from qualcode.readers.roles import asks, is_backchannel
from qualcode.settings import SpeakerSetting
from tests.readers.make import check, results, roles, transcript


def test_behaviour_decides_where_no_label_does() -> None:
    """The one who asks, speaks shorter and begins is the interviewer."""
    read = transcript("A：您好，会用吗？\nB：不会用，眼睛花得很，看不清楚。\nA：谁教过？\nB：没得人教，儿子在外头。\n")
    assert roles(read) == {"A": "interviewer", "B": "respondent"}
    assert {speaker.reason for speaker in read.speakers} == {"questions"}


def test_a_respondent_who_speaks_first_stays_one() -> None:
    """Beginning is only a small hint."""
    read = transcript(
        "B：你们坐，喝茶，外头热得很，慢慢说嘛。\nA：您会用吗？\nB：不会用，看不清楚，眼睛花。\nA：谁教过？\nB：没有人。\n"
    )
    assert roles(read) == {"B": "respondent", "A": "interviewer"}


def test_a_meeting_without_evidence_has_respondents_only() -> None:
    """Many speakers and nobody who mainly asks: everybody's words count."""
    names = ["王一", "李二", "张三", "刘四", "陈五", "杨六", "赵七", "黄八", "周九", "吴十"]
    text = "".join(f"### {name}：\n大家好，我是{name}。\n\n" for name in names * 2)
    (result,) = results(text, ".md")
    assert result.transcript is not None
    assert set(roles(result.transcript).values()) == {"respondent"}
    assert {turn.answers for turn in result.transcript.turns} == {None}
    assert any("nobody was found to be the interviewer" in warning for warning in result.report.warnings)


def test_a_machine_numbered_voice_that_says_next_to_nothing_is_a_bystander() -> None:
    """A third voice of a recogniser beside two main ones is set aside, with a warning."""
    talk = "说话人1：会用吗？\n说话人2：不会，眼睛花得很，看不清楚。\n" * 8
    (result,) = results(f"{talk}说话人3：走了。\n")
    assert result.transcript is not None
    assert roles(result.transcript)["说话人3"] == "other"
    assert any("说话人3" in warning for warning in result.report.warnings)


def test_the_speaker_map_corrects_roles_and_names_and_moves_nothing() -> None:
    """A role or name that a person gives stands for certain; text and spans stay."""
    text = "A：会用吗？\nB：不会。\nA：为什么？\nB：没人教。\n旁：嘿。\n旁：嘿嘿。\n"
    plain = transcript(text)
    mapped = transcript(
        text,
        speakers={
            "*": {"A": SpeakerSetting("interviewer", "小林")},
            "DT-C01": {"B": SpeakerSetting("respondent", "王书记"), "旁": SpeakerSetting("other")},
            "another": {"A": SpeakerSetting("respondent")},
        },
    )
    check(mapped)
    assert [(turn.span, turn.body, turn.label) for turn in mapped.turns] == [
        (turn.span, turn.body, turn.label) for turn in plain.turns
    ]
    assert [(speaker.name, speaker.role, speaker.confidence, speaker.reason) for speaker in mapped.speakers] == [
        ("小林", Role.INTERVIEWER, 1.0, "map"),
        ("王书记", Role.RESPONDENT, 1.0, "map"),
        ("旁", Role.OTHER, 1.0, "map"),
    ]


def test_two_labels_with_one_name_are_one_speaker() -> None:
    """The speaker map may bring two labels of a recogniser together."""
    read = transcript(
        "说话人1：会用吗？\n说话人2：不会。\n说话人1：为什么？\n说话人3：没人教。\n",
        speakers={"*": {"说话人2": SpeakerSetting("", "李婆婆"), "说话人3": SpeakerSetting("", "李婆婆")}},
    )
    assert [(speaker.name, speaker.labels, speaker.turns) for speaker in read.speakers] == [
        ("说话人1", ("说话人1",), 2),
        ("李婆婆", ("说话人2", "说话人3"), 2),
    ]


def test_listening_sounds_and_bystanders_do_not_cut_an_answer_from_its_question() -> None:
    """嗯。 and a bystander's words stand between, the answer goes on."""
    read = transcript(
        "问：会用吗？\n答：不会。\n问：嗯，对。\n答：真的不会。\n孙子：我教过！\n答：他教过。\n问：我随便问问。\n答：好。\n"
    )
    assert [turn.answers for turn in read.turns] == [None, 0, None, 0, None, 0, None, 6]


def test_of_two_turns_in_a_row_the_question_is_answered() -> None:
    """The interviewer's remark behind the question does not hide it."""
    read = transcript(
        "### 问：\n会用吗？\n\n### 问：\n我随便问问。\n\n### 答：\n不会。\n\n### 问：\n好。\n\n### 答：\n嗯。\n", ".md"
    )
    assert [turn.answers for turn in read.turns] == [None, None, 0, None, 0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("您会用吗？", True),
        ("您会用吗", True),
        ("说说您家的情况。", True),
        ("用过没有", True),
        ("不会。", False),
        ("我用过，好用得很。", False),
        ("好不好用？（笑）", True),
    ],
)
def test_asks(text: str, expected: bool) -> None:
    """Questions are told by their end, also in text without punctuation."""
    assert asks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("嗯。", True),
        ("嗯，好的。", True),
        ("对对对", True),
        ("对？", False),
        ("没得人用", False),
        ("", True),
    ],
)
def test_is_backchannel(text: str, expected: bool) -> None:
    """Sounds of listening are short and ask nothing."""
    assert is_backchannel(text) == expected
