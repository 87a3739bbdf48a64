"""Fields at the head of an interview."""

import pytest

from qualcode.readers.header import describes_person, person_fields
from tests.readers.make import results, roles, said, transcript

TALK = "问：会用吗？\n答：不会。\n问：为什么？\n答：没人教。\n"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("访谈时间：2023年7月12日    访谈地点：陶坝村村委会", {"date": "2023年7月12日", "place": "陶坝村村委会"}),
        ("受访者：小林，女，20岁，大二", {"respondent": "小林", "gender": "女", "age": "20", "education": "大二"}),
        (
            "访谈对象：王某某（男，56岁，村支书，中共党员）",
            {"respondent": "王某某", "gender": "男", "age": "56", "role": "村支书", "political_status": "中共党员"},
        ),
        (
            "采访对象：周师傅 男 45岁 村民\n采访者:小李  记录人:小王",
            {
                "respondent": "周师傅",
                "gender": "男",
                "age": "45",
                "role": "村民",
                "interviewer": "小李",
                "recorder": "小王",
            },
        ),
        ("编号：DT-C03\n时长：70分钟", {"id": "DT-C03", "duration": "70分钟"}),
        ("学校：某大学", {"学校": "某大学"}),
        (
            "> 说明：虚构。访谈时间：2023年8月；地点：茶馆；采访者：林、赵。",
            {"note": "虚构", "date": "2023年8月", "place": "茶馆", "interviewer": "林、赵"},
        ),
    ],
)
def test_fields_are_attributes_and_never_speakers(header: str, expected: dict[str, str]) -> None:
    """Known fields become attributes under their canonical key, unknown ones under their own."""
    read = transcript(f"{header}\n\n{TALK}")
    assert dict(read.attributes) == expected
    assert roles(read) == {"问": "interviewer", "答": "respondent"}
    assert len(read.turns) == 4


def test_role_words_in_the_header_and_as_labels() -> None:
    """受访者 may describe a person in the header and label turns below it."""
    read = transcript("受访者：小林\n访谈者：小范\n\n访谈者：你好\n受访者：你好\n访谈者：会用吗\n受访者：会\n")
    assert said(read) == [("访谈者", "你好"), ("受访者", "你好"), ("访谈者", "会用吗"), ("受访者", "会")]
    assert dict(read.attributes) == {"respondent": "小林", "interviewer": "小范"}


def test_one_character_surnames_are_tied_to_the_header() -> None:
    """范 is the interviewer of the header, even where 王 asks more."""
    read = transcript(
        "访谈者：范小雨\n受访者：王某，男，56岁\n\n范：说说嘛。\n王：说啥子？\n范：都可以。\n王：真的吗？\n"
    )
    assert {speaker.name: (speaker.role.value, speaker.reason) for speaker in read.speakers} == {
        "范": ("interviewer", "header"),
        "王": ("respondent", "header"),
    }


def test_a_title_is_no_problem_and_an_outline_is_listed() -> None:
    """The first line is the title; other lines of the header that say nothing known are listed with their numbers."""
    (result,) = results(f"访谈记录\n访谈提纲如下\n1. 您会用吗？\n\n{TALK}")
    assert result.report.unread_lines == (2, 3)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("小林，女，20岁", True),
        ("王某某", True),
        ("你好，请坐。", False),
        ("嗯，对", False),
        ("会用吗？", False),
    ],
)
def test_describes_person(value: str, expected: bool) -> None:
    """A description of a person is told from the first words of an interview."""
    assert describes_person(value) == expected


def test_person_fields_keep_what_they_do_not_know() -> None:
    """Parts without a known form go to the note."""
    assert person_fields("邓组长，男，50岁，竹溪村6组组长，种茶") == {
        "respondent": "邓组长",
        "gender": "男",
        "age": "50",
        "position": "竹溪村6组组长",
        "note": "种茶",
    }
