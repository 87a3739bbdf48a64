"""Every layout in which interviews arrive."""

import pytest

from qualcode.model import NoteKind
from tests.readers.make import check, roles, said, transcript

ASKED = "您好，平时用不用智能手机？"
TOLD = "用不来，眼睛花。"
WHY = "哪个教过您？"
NOBODY = "莫得人教。"
TALK = [ASKED, TOLD, WHY, NOBODY]
TAIL = "以上内容由AI生成，仅供参考"

LAYOUTS = {
    "feishu": (
        "feishu",
        "2024年3月7日 上午 9:37|1小时 31分钟 33秒\n\n关键词:\n品类、\n平台\n\n文字记录:\n\n"
        f"说话人 1 00:02 \n{ASKED}\n\n说话人 2 00:07\n{TOLD}\n\n说话人 1 59:58\n{WHY}\n\n说话人 2 01:00:03\n{NOBODY}\n",
        ("说话人 1", "说话人 2"),
        (2.0, 7.0, 3598.0, 3603.0),
    ),
    "feishu, text behind the time": (
        "feishu",
        f"文字记录：大同镇访谈 2024-03-07\n\n说话人 1 00:00:00{ASKED}\n\n说话人 2 00:00:05{TOLD}\n\n"
        f"说话人 1 00:00:09{WHY}\n\n说话人 2 00:00:12{NOBODY}\n",
        ("说话人 1", "说话人 2"),
        (0.0, 5.0, 9.0, 12.0),
    ),
    "feishu interface": (
        "feishu",
        f"2026-07-21 20:58:04 CST|1h 10min 41s\n\nKeywords:\nvillage\n\nSpeaker 1 00:00:11.161\n{ASKED}\n\n"
        f"同学甲 00:00:16.480\n{TOLD}\n\nSpeaker 1 00:00:18.000\n{WHY}\n\n同学甲 00:00:20.500\n{NOBODY}\n",
        ("Speaker 1", "同学甲"),
        (11.161, 16.48, 18.0, 20.5),
    ),
    "iflytek": (
        "iflytek",
        f"平乐镇访谈录音\n说话人1 00:00\n{ASKED}\n\n说话人2 00:05\n{TOLD}\n\n说话人1 00:09\n{WHY}\n\n"
        f"说话人2 00:12\n{NOBODY}\n\n{TAIL}\n",
        ("说话人1", "说话人2"),
        (None,) * 4,
    ),
    "tencent, lone carriage returns": (
        "tencent",
        f"张三 00:12:34\r{ASKED}\r\r李四 00:12:40\r{TOLD}\r\r张三 00:12:44\r{WHY}\r\r李四 00:12:50\r{NOBODY}\r\r{TAIL}",
        ("张三", "李四"),
        (754.0, 760.0, 764.0, 770.0),
    ),
    "tencent, time before name": (
        "tencent",
        f"00:12:34 张三\n{ASKED}\n\n00:12:40 李四\n{TOLD}\n\n00:12:44 张三\n{WHY}\n\n00:12:50 李四\n{NOBODY}\n",
        ("张三", "李四"),
        (754.0, 760.0, 764.0, 770.0),
    ),
    "tencent, time in brackets": (
        "tencent",
        f"[00:12] 张三：{ASKED}\n[00:15] 李四：{TOLD}\n[00:20] 张三：{WHY}\n【00:25】李四：{NOBODY}\n",
        ("张三", "李四"),
        (None,) * 4,
    ),
    "tencent, brackets behind the name": (
        "tencent",
        f"张三（00:12:34）：{ASKED}\n李四(00:12:40): \n{TOLD}\n张三（00:12:44）：{WHY}\n李四（00:12:50）：{NOBODY}\n",
        ("张三", "李四"),
        (754.0, 760.0, 764.0, 770.0),
    ),
    "tencent, time, name and colon": (
        "tencent",
        f"00:12:34 张三：{ASKED}\n00:12:40 李四：{TOLD}\n00:12:44 张三：{WHY}\n00:12:50 李四：{NOBODY}\n",
        ("张三", "李四"),
        (754.0, 760.0, 764.0, 770.0),
    ),
    "tencent, day and time": (
        "tencent",
        f"2024-01-01 10:00:00 张三\n{ASKED}\n\n2024-01-01 10:00:05 李四\n{TOLD}\n\n2024-01-01 10:00:09 张三\n{WHY}\n\n"
        f"2024-01-01 10:00:15 李四\n{NOBODY}\n",
        ("张三", "李四"),
        (36000.0, 36005.0, 36009.0, 36015.0),
    ),
    "names": ("labels", f"张三：{ASKED}\n李四：{TOLD}\n张三：{WHY}\n李四：{NOBODY}\n", ("张三", "李四"), (None,) * 4),
    "tongyi": (
        "tongyi",
        f"陶坝村访谈_原文\n2024年05月06日 10:20\n\n发言人1  00:08\n{ASKED}\n\n发言人2  00:12\n{TOLD}\n\n"
        f"发言人1  00:20\n{WHY}\n\n"
        f"发言人2  00:25\n{NOBODY}\n",
        ("发言人1", "发言人2"),
        (None,) * 4,
    ),
    "tongyi, one line": (
        "tongyi",
        f"陶坝村访谈_原文\n\n发言人 1 01:20 {ASKED}\n发言人 2 01:25 {TOLD}\n"
        f"发言人 1 01:30 {WHY}\n发言人 2 01:35 {NOBODY}\n",
        ("发言人 1", "发言人 2"),
        (None,) * 4,
    ),
    "tongyi, bold": (
        "tongyi",
        f"**发言人 1 00:03:22**\n\n{ASKED}\n\n**发言人 2 00:03:25**\n\n{TOLD}\n\n**发言人 1 00:03:29**\n\n{WHY}\n\n"
        f"**发言人 2 00:03:31**\n\n{NOBODY}\n",
        ("发言人 1", "发言人 2"),
        (202.0, 205.0, 209.0, 211.0),
    ),
    "markdown headings": (
        "markdown",
        f"# 题目\n\n### 张三：\n{ASKED}\n\n### 李四：\n{TOLD}\n\n### 张三：\n{WHY}\n\n### 李四：\n{NOBODY}\n",
        ("张三", "李四"),
        (None,) * 4,
    ),
    "markdown headings with times": (
        "markdown",
        f"## 00:00:05 张三\n\n{ASKED}\n\n## 00:00:09 李四\n\n{TOLD}\n\n"
        f"## 00:00:15 张三\n\n{WHY}\n\n## 00:00:19 李四\n\n{NOBODY}\n",
        ("张三", "李四"),
        (5.0, 9.0, 15.0, 19.0),
    ),
    "markdown bold": (
        "bold_labels",
        f"**采访者**：{ASKED}\n\n**王书记**：{TOLD}\n\n**采访者：**{WHY}\n\n**王书记：**{NOBODY}\n",
        ("采访者", "王书记"),
        (None,) * 4,
    ),
    "markdown bold question": (
        "labels",
        f"**问：{ASKED}**\n\n答：{TOLD}\n\n**问：{WHY}**\n\n答：{NOBODY}\n",
        ("问", "答"),
        (None,) * 4,
    ),
    "question and answer": ("labels", f"问：{ASKED}\n答：{TOLD}\n问：{WHY}\n答：{NOBODY}\n", ("问", "答"), (None,) * 4),
    "full-width letters": (
        "labels",
        f"\ufeffＱ　：{ASKED}\r\nＡ：{TOLD}\r\n\u200bＱ ：{WHY}\r\nＡ：{NOBODY}\r\n",
        ("Ｑ", "Ａ"),
        (None,) * 4,
    ),
    "numbered letters": (
        "labels",
        f"Q1：{ASKED}\nA1：{TOLD}\nQ2：{WHY}\nA2：{NOBODY}\n",
        ("Q", "A"),
        (None,) * 4,
    ),
    "words": (
        "labels",
        f"访谈者：{ASKED}\n受访者：{TOLD}\n访谈者：{WHY}\n受访者：{NOBODY}\n",
        ("访谈者", "受访者"),
        (None,) * 4,
    ),
    "label above": (
        "labels",
        f"采访者：\n{ASKED}\n\n受访者：\n{TOLD}\n\n采访者：\n{WHY}\n\n受访者：\n{NOBODY}\n",
        ("采访者", "受访者"),
        (None,) * 4,
    ),
    "label above without colon": (
        "labels",
        f"采访者\n{ASKED}\n\n受访者\n{TOLD}\n\n采访者\n{WHY}\n\n受访者\n{NOBODY}\n",
        ("采访者", "受访者"),
        (None,) * 4,
    ),
    "tabs": ("labels", f"访\t{ASKED}\n受\t{TOLD}\n访\t{WHY}\n受\t{NOBODY}\n", ("访", "受"), (None,) * 4),
    "wide blanks": ("labels", f"问　{ASKED}\n答　{TOLD}\n问　{WHY}\n答　{NOBODY}\n", ("问", "答"), (None,) * 4),
    "brackets": ("labels", f"【访】{ASKED}\n【受】{TOLD}\n【访】{WHY}\n【受】{NOBODY}\n", ("访", "受"), (None,) * 4),
    "pronouns": ("labels", f"我：{ASKED}\n他：{TOLD}\n我：{WHY}\n他：{NOBODY}\n", ("我", "他"), (None,) * 4),
    "letters": ("labels", f"Z：{ASKED}\nW：{TOLD}\nZ：{WHY}\nW：{NOBODY}\n", ("Z", "W"), (None,) * 4),
    "answer on the line of the question": (
        "labels",
        f"问：{ASKED}答：{TOLD}\n问：{WHY}答：{NOBODY}\n",
        ("问", "答"),
        (None,) * 4,
    ),
    "bold questions": (
        "bold_questions",
        f"**{ASKED}**\n\n{TOLD}\n\n**{WHY}**\n\n{NOBODY}\n",
        ("问", "答"),
        (None,) * 4,
    ),
    "numbered questions": (
        "numbered_questions",
        f"1、{ASKED}\n{TOLD}\n\n2、{WHY}\n{NOBODY}\n",
        ("问", "答"),
        (None,) * 4,
    ),
    "emoji and rare characters": (
        "labels",
        f"𠮷野：{ASKED}\n王芳😀：{TOLD}\n𠮷野：{WHY}\n王芳😀：{NOBODY}\n",
        ("𠮷野", "王芳😀"),
        (None,) * 4,
    ),
}


@pytest.mark.parametrize("case", LAYOUTS)
def test_layout(case: str) -> None:
    """The four turns of a small interview come back with speakers, words, times and roles in every layout."""
    layout, text, (asker, teller), starts = LAYOUTS[case]
    read = transcript(text, ".md" if text.startswith(("#", "*")) else ".txt")
    check(read)
    assert said(read) == list(zip([asker, teller] * 2, TALK, strict=True))
    assert tuple(turn.start for turn in read.turns) == starts
    assert read.layout == layout
    assert roles(read) == {asker: "interviewer", teller: "respondent"}
    assert [turn.answers for turn in read.turns] == [None, 0, None, 2]


@pytest.mark.parametrize("ending", ["", "\n", "\n\n\n"])
def test_canonical_text_is_the_decoded_file(ending: str) -> None:
    """A text file's canonical text is the file but for its mark and its line ends."""
    text = f"\ufeff题目\r\n问：{ASKED}\r\n答：{TOLD}\r问：{WHY}{ending}"
    assert transcript(text).text == f"题目\n问：{ASKED}\n答：{TOLD}\n问：{WHY}{ending}"


def test_boilerplate_is_outside_every_body() -> None:
    """What a service adds at the end stays in the text as a note of its own."""
    read = transcript(f"说话人1 00:00\n{ASKED}\n\n说话人2 00:05\n{TOLD}\n\n{TAIL}\n")
    assert [(note.kind, note.span.of(read.text)) for note in read.notes] == [(NoteKind.BOILERPLATE, TAIL)]
    assert said(read)[-1] == ("说话人2", TOLD)


def test_an_answer_may_have_several_paragraphs() -> None:
    """Paragraphs without a label belong to the turn above, lists and blank lines included."""
    read = transcript("问：有哪些困难？\n答：\n1、不会用？\n\n2、没网？\n（沉默）\n问：还有吗？\n答：没有了。\n")
    assert said(read)[1] == ("答", "1、不会用？\n\n2、没网？\n（沉默）")


def test_one_answer_with_a_name_in_brackets_behind_it() -> None:
    """What stands in brackets behind a name is not another person, and may give the role."""
    read = transcript("李明（访谈者）：会用吗？\n王婆婆（受访者，68岁）：不会。\n李明：为什么？\n王婆婆：没人教。\n")
    assert roles(read) == {"李明": "interviewer", "王婆婆": "respondent"}
    assert read.speakers[0].labels == ("李明（访谈者）", "李明")


def test_two_people_told_apart_by_brackets_stay_two() -> None:
    """学生（男） and 学生（女） are two people."""
    read = transcript(
        "问：会用吗？\n学生（男）：会。\n学生（女）：不会。\n问：为什么？\n学生（男）：简单。\n学生（女）：难。\n"
    )
    assert set(roles(read)) == {"问", "学生（男）", "学生（女）"}


def test_stage_notes_in_markdown() -> None:
    """A quoted bracket line between turns is a note outside the words; a quoted line of speech is speech."""
    read = transcript("### 甲：\n你看这首诗？\n\n> 看见万物\n\n对不对？\n\n> （多人举手）\n\n### 乙：\n对。\n", ".md")
    assert said(read) == [("甲", "你看这首诗？\n\n> 看见万物\n\n对不对？"), ("乙", "对。")]
    assert [note.span.of(read.text) for note in read.notes] == ["> （多人举手）"]


def test_a_text_without_labels_is_one_turn_with_a_warning() -> None:
    """Nothing is guessed where nobody is named."""
    read = transcript("今天去了村里。\n大家都在忙。\n")
    assert (read.layout, said(read)) == ("plain", [("说话人", "今天去了村里。\n大家都在忙。")])
    assert read.speakers[0].confidence < 0.5
