"""Several interviews in one file, and files that are none."""

import pytest

from qualcode.errors import NotATranscriptError
from tests.readers.make import check, results, said

FIRST = "问：用手机吗？\n答：不用。\n问：为啥？\n答：不会。\n"
SECOND = "问：用手机吗？\n答：用。\n问：看什么？\n答：抖音。\n"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("访谈一\n编号：PL-V01\n", "\n访谈二\n编号：PL-V02\n"),
        ("编号：PL-V01\n访谈时间：2023-1-1\n", "\n编号：PL-V02\n访谈时间：2023-1-2\n"),
        ("# 第一位受访者：李婆婆\n编号：PL-V01\n", "# 第二位受访者：张大爷\n编号：PL-V02\n"),
        (
            "李婆婆访谈\n编号：PL-V01\n访谈对象：李婆婆，女，70岁\n",
            "\n\n张大爷访谈\n编号：PL-V02\n访谈对象：张大爷，男，71岁\n",
        ),
    ],
)
def test_several_interviews_in_one_file(first: str, second: str) -> None:
    """Each gets a name with its number, its own header and text; the texts join to the file."""
    found = results(first + FIRST + second + SECOND, ".txt", "PL")
    reads = [result.transcript for result in found]
    assert [read.name for read in reads if read] == ["PL#1", "PL#2"]
    assert "".join(read.text for read in reads if read) == first + FIRST + second + SECOND
    assert [read.attributes["id"] for read in reads if read] == ["PL-V01", "PL-V02"]
    for read in reads:
        assert read is not None
        check(read)
        assert len(read.turns) == 4


def test_line_numbers_count_in_the_file() -> None:
    """What was not understood in the second interview is found by its line in the file."""
    found = results(f"访谈一\n{FIRST}\n访谈二\n{SECOND}土豆地：五毛\n", ".txt")
    assert [result.report.unread_lines for result in found] == [(), (12,)]


def test_talk_about_interviewer_and_time_is_no_new_header() -> None:
    """Labels that are also header fields do not part an interview."""
    text = "访谈者：好\n受访者：嗯\n访谈者：时间：上午\n受访者：地点：村上\n" * 6
    assert len(results(text)) == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("平乐镇访谈\n\n洞察\n村民对平台的使用率较低。\n\n建议\n加强培训。\n", "a"),
        ("陶坝村_导读\n\n关键词\n平台\n", "a"),
        ("全文摘要\n讲了……\n章节速览\n00:00 开场\n发言总结\n发言人1：询问\n发言人2：回答\n", "a"),
        (FIRST, "陶坝村_导读"),
        ("会议纪要\n大家讨论了平台。\n", "a"),
    ],
)
def test_summaries_are_refused(text: str, name: str) -> None:
    """A summary is said to be one and never coded."""
    with pytest.raises(NotATranscriptError, match="a summary"):
        results(text, ".txt", name)


def test_an_interview_about_summaries_is_none() -> None:
    """Words such as 总结 as a line of an interview do not make it a summary."""
    (result,) = results(FIRST + "答：\n总结\n建议\n问：好。\n答：嗯。\n" + SECOND)
    assert result.transcript is not None
    assert said(result.transcript)[4] == ("答", "总结\n建议")


@pytest.mark.parametrize("text", ["", "\n \u3000\n", "\ufeff", "\u200b"])
def test_an_empty_file_says_so(text: str) -> None:
    """Blanks and invisible characters are nothing to read."""
    with pytest.raises(NotATranscriptError, match="empty"):
        results(text)
