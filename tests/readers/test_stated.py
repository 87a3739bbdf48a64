"""Files that state their turns: subtitles, Whisper, tables of turns."""

import io
import json
from pathlib import Path

import openpyxl
import pytest

from qualcode.errors import NotATranscriptError, ReadError
from tests.readers.make import check, results, roles, said, transcript

SRT = (
    "1\n00:00:01,000 --> 00:00:03,000\n[说话人1] 您好，\n\n2\n00:00:03,000 --> 00:00:05,000\n[说话人1] 您会用吗？\n\n"
    "3\n00:00:05,000 --> 00:00:07,500\n[说话人2] 不会，\nwe use\n\n4\n00:00:08,000 --> 00:00:09,000\n[说话人2] it。\n"
)


def test_punctuated_cues_of_a_speaker_are_one_line() -> None:
    """Cues with punctuation are joined: nothing between Han characters, a blank between Latin words."""
    read = transcript(SRT, ".srt")
    check(read)
    assert read.text == "说话人1：您好，您会用吗？\n\n说话人2：不会，we use it。\n"
    assert [(turn.label, turn.start, turn.end) for turn in read.turns] == [("说话人1", 1.0, 5.0), ("说话人2", 5.0, 9.0)]
    assert roles(read) == {"说话人1": "interviewer", "说话人2": "respondent"}


def test_cues_without_punctuation_stay_lines() -> None:
    """Where recognition sets no full stops, every cue ends a sentence."""
    read = transcript(
        "1\n00:00:01,000 --> 00:00:03,000\n李明：您好\n2\n00:00:03,000 --> 00:00:05,000\n会用吗\n\n"
        "3\n00:00:05,000 --> 00:00:07,000\n王婆婆：不会\n\n4\n00:00:08,000 --> 00:00:09,000\n李明：为什么\n"
        "5\n00:00:09,000 --> 00:00:10,000\n王婆婆：没人教\n",
        ".srt",
    )
    assert said(read) == [("李明", "您好\n会用吗"), ("王婆婆", "不会"), ("李明", "为什么"), ("王婆婆", "没人教")]


def test_vtt_voices_notes_entities_and_settings() -> None:
    """Voice spans name speakers; notes, styles, cue settings and word times are no words."""
    read = transcript(
        "WEBVTT\n\nNOTE 内部\n多行\n\nSTYLE\n::cue {}\n\n00:01.000 --> 00:03.000 align:start\n"
        "<v 说话人 1>您好 &amp; <00:02.000><c>会用</c>吗</v>\n\nid2\n00:03.000 --> 00:05.000\n<v.loud 说话人 2>不会\n\n"
        "00:05.000 --> 00:07.000\n<v 说话人 2>没人教\n\n01:00:07.000 --> 01:00:09.000\n<v 说话人 1>哦<v 说话人 2>嗯\n",
        ".vtt",
    )
    assert said(read) == [
        ("说话人 1", "您好 & 会用吗"),
        ("说话人 2", "不会\n没人教"),
        ("说话人 1", "哦"),
        ("说话人 2", "嗯"),
    ]
    assert read.turns[2].start == 3607.0


def test_a_remark_before_anybody_speaks_is_the_header() -> None:
    """A first cue that only remarks on the file is nobody's turn."""
    read = transcript("1\n00:00:00,000 --> 00:00:01,000\n（说明：样例）\n\n" + SRT, ".srt")
    assert [turn.speaker for turn in read.turns] == ["说话人1", "说话人2"]
    assert read.text.startswith("（说明：样例）\n\n说话人1：")


@pytest.mark.parametrize("text", [SRT, "WEBVTT\n\n" + SRT])
def test_subtitles_named_txt(text: str) -> None:
    """A text file that holds subtitles is read as such."""
    assert len(transcript(text).turns) == 2


def test_whisper_console_has_no_speakers_and_repeats_itself() -> None:
    """Segments without labels are one voice; lines invented over silence are counted in a warning."""
    words = ["您好我们开始", "谢谢观看", "谢谢观看", "谢谢观看", "好的"]
    text = "".join(f"[00:{at:02d}.000 --> 00:{at + 1:02d}.000] {line}\n" for at, line in enumerate(words))
    (result,) = results(text)
    assert result.transcript is not None
    assert (result.transcript.text, result.transcript.layout) == ("\n".join(words) + "\n", "whisper")
    assert [(turn.start, turn.end) for turn in result.transcript.turns] == [(0.0, 5.0)]
    assert len(result.report.warnings) == 2
    assert "2 lines repeat" in result.report.warnings[1]


def test_whisper_json() -> None:
    """Segments carry times, text and perhaps the speaker that a diarizer added."""
    segments = [
        {"start": 0.0, "end": 1.25, "text": " 您好，", "speaker": "SPEAKER_00"},
        {"start": 1.25, "end": 2, "text": "会用吗？", "speaker": "SPEAKER_00"},
        {"start": 2, "end": 3, "text": "不会。", "speaker": "SPEAKER_01"},
        {"text": ""},
        "x",
    ]
    read = transcript(json.dumps({"text": "…", "segments": segments}), ".json")
    assert said(read) == [("SPEAKER_00", "您好，会用吗？"), ("SPEAKER_01", "不会。")]
    assert [(turn.start, turn.end) for turn in read.turns] == [(0.0, 2.0), (2.0, 3.0)]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"segments": 3}', '{"segments": [{"text": 1}]}', "[" * 100_000])
def test_other_json_is_no_transcript(text: str) -> None:
    """JSON without segments says so, however it is broken."""
    with pytest.raises(NotATranscriptError):
        results(text, ".json")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("说话人,内容,开始\n问,会用吗？,00:00:01\n答,不会。,00:00:05\n,没人教。,\n", "utf-8-sig"),
        ("说话人,内容,开始\n问,会用吗？,00:00:01\n答,不会。,00:00:05\n,没人教。,\n", "gb18030"),
        ("导出\nspeaker;text;start\n问;会用吗？;1\n答;不会。;5\n答;没人教。;\n".removeprefix("导出\n"), "utf-8"),
    ],
)
def test_a_table_of_turns(text: str, encoding: str) -> None:
    """One row is one turn; an empty speaker goes on with the one above."""
    read = transcript(text.encode(encoding), ".csv")
    check(read)
    assert said(read) == [("问", "会用吗？"), ("答", "不会。"), ("答", "没人教。")]
    assert [turn.start for turn in read.turns] == [1.0, 5.0, None]


def test_a_workbook_of_turns() -> None:
    """Headings may stand below a title; a cell with line ends is one line."""
    book = openpyxl.Workbook()
    for row in (
        ["访谈一"],
        ["发言人", "发言内容", "开始时间"],
        ["Q", "会用吗？", 1.5],
        ["A", "不会。\n没人教", "00:01:02"],
    ):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    read = transcript(stream.getvalue(), ".xlsx")
    assert [(turn.start, turn.body.of(read.text)) for turn in read.turns] == [(1.5, "会用吗？"), (62.0, "不会。没人教")]


@pytest.mark.parametrize(
    ("text", "match"),
    [("编号,性别,年龄\nDT,女,3\n", "attribute table"), ("a,b\n1,2\n", "row of headings"), ("", "row of headings")],
)
def test_other_tables_are_no_transcripts(text: str, match: str) -> None:
    """An attribute table is told from a table of turns."""
    with pytest.raises(NotATranscriptError, match=match):
        results(text, ".csv")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"x"])
def test_a_damaged_workbook_says_so(data: bytes) -> None:
    """Damaged workbooks raise one sentence."""
    with pytest.raises(ReadError):
        results(data, ".xlsx")


def test_a_file_in_which_nobody_speaks(tmp_path: Path) -> None:
    """Subtitles without cues are no transcript."""
    with pytest.raises(NotATranscriptError, match="nobody says anything"):
        results("WEBVTT\n", ".vtt")
