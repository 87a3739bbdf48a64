"""What nobody said."""

import pytest

from qualcode.model import NoteKind
from qualcode.readers.notes import bracket_kind, line_note, outside_speech
from tests.readers.make import transcript


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("笑", NoteKind.SOUND),
        ("笑了笑", NoteKind.SOUND),
        ("叹气", NoteKind.SOUND),
        ("电话响", NoteKind.SOUND),
        ("停顿", NoteKind.PAUSE),
        ("沉默", NoteKind.PAUSE),
        ("……", NoteKind.PAUSE),
        ("无回应", NoteKind.PAUSE),
        ("听不清", NoteKind.UNCLEAR),
        ("？", NoteKind.UNCLEAR),
        ("??", NoteKind.UNCLEAR),
        ("起身倒水", NoteKind.STAGE),
        ("00:12:01", NoteKind.STAGE),
        ("注：方言", NoteKind.STAGE),
        ("也就是我们村", None),
        ("我也不清楚他们是不是在开玩笑还是啥子", None),
        ("360", None),
        ("", None),
    ],
)
def test_brackets(words: str, kind: NoteKind | None) -> None:
    """Notes are told from asides that somebody said."""
    assert bracket_kind(words) == kind


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("以上内容由AI生成，仅供参考", NoteKind.BOILERPLATE),
        ("本文字由讯飞听见自动转写", NoteKind.BOILERPLATE),
        ("> （多人举手）", NoteKind.STAGE),
        ("> （电话响）", NoteKind.SOUND),
        ("（访谈结束）", NoteKind.STAGE),
        ("---", NoteKind.STAGE),
        ("备注：录音中断两分钟", NoteKind.STAGE),
        ("<iframe src='x'></iframe>", NoteKind.STAGE),
        ("> 看见万物互联", None),
        ("他说由AI生成的不好", None),
        ("结束了就回家", None),
    ],
)
def test_lines(line: str, kind: NoteKind | None) -> None:
    """Whole lines may be notes; speech about the same things is not."""
    assert line_note(line) == kind


def test_a_silence_stays_in_the_body_and_may_be_coded() -> None:
    """A pause on a line of its own is part of the answer; a closing remark is not."""
    read = transcript("问：会用吗？\n答：不会。\n（沉默）\n问：为什么？×××呢？\n答：没人教。\n（访谈结束）\n")
    assert read.turns[1].body.of(read.text) == "不会。\n（沉默）"
    assert read.turns[3].body.of(read.text) == "没人教。"
    assert [(note.kind, note.span.of(read.text)) for note in read.notes] == [
        (NoteKind.PAUSE, "（沉默）"),
        (NoteKind.UNCLEAR, "×××"),
        (NoteKind.STAGE, "（访谈结束）"),
    ]
    assert not outside_speech("（沉默）")
