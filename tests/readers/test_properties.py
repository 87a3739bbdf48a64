"""What holds for every file: turns tile, offsets are valid, and only our errors get out."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.errors import QualcodeError
from qualcode.readers import EXTENSIONS
from qualcode.readers.encoding import decode
from tests.readers.make import check, docx, p, pdf, results, table

WORDS = st.text(alphabet='我不会用啊，。？！…（笑）[停顿]：:　Ａ９ab1 \u200b\ufeff𠮷𪚥😀👨‍👩‍👧“”"*#>-|', max_size=30)
LABELS = st.sampled_from(
    [
        "问：",
        "答：",
        "说话人1 00:01\n",
        "**问**：",
        "### 王芳：\n",
        "",
        "受访者：",
        "[00:12] 张三：",
        "Q1:",
        "A1:",
        "1、",
        "老伴：",
        "> （",
        "备注：",
        "访谈时间：",
        "编号：DT\n",
        "访谈一\n",
        "00:00:01 李四\n",
        "王书记（12:00:01）：",
    ]
)
ENDS = st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\n　\n"])


@st.composite
def interviews(draw: st.DrawFn) -> str:
    """Draw a file as people type them: labels of all kinds, odd characters, mixed line ends."""
    lines = draw(st.lists(st.tuples(LABELS, WORDS, ENDS), min_size=1, max_size=14))
    return draw(st.sampled_from(["", "\ufeff"])) + "".join(label + words + end for label, words, end in lines)


@given(interviews(), st.sampled_from([".txt", ".md"]))
@settings(max_examples=150)
def test_turns_tile_every_text(text: str, ending: str) -> None:
    """Turns are contiguous up to the end, bodies lie inside, offsets are valid, and the text is the file's."""
    try:
        found = results(text, ending)
    except QualcodeError:
        return
    reads = [result.transcript for result in found if result.transcript]
    for read in reads:
        check(read)
    if all(read.layout not in {"srt", "vtt", "whisper"} for read in reads):
        assert "".join(read.text for read in reads) == decode(text.encode(), "a")[0]


@given(interviews())
@settings(max_examples=30)
def test_reading_twice_gives_the_same(text: str) -> None:
    """Same input, same transcript."""
    try:
        assert results(text) == results(text)
    except QualcodeError:
        return


@given(st.binary(max_size=400), st.sampled_from(EXTENSIONS))
@settings(max_examples=200)
def test_only_our_errors_get_out_of_random_bytes(data: bytes, ending: str) -> None:
    """Noise is read or refused with one of our errors."""
    try:
        for result in results(data, ending):
            assert result.transcript is not None
            check(result.transcript)
    except QualcodeError:
        return


WHOLE = {
    ".docx": docx(p("问：会用吗？") + p("答：不会。") + table([["问", "好"], ["答", "嗯"]])),
    ".pdf": pdf([[(60, 500, "问：会用吗？"), (60, 480, "答：不会。")]]),
    ".json": b'{"segments": [{"start": 0, "end": 1, "text": "x"}]}',
    ".srt": b"1\n00:00:01,000 --> 00:00:02,000\nA: b\n",
    ".csv": '说话人,内容\n问,"会"\n'.encode(),
}


@given(st.sampled_from(sorted(WHOLE)), st.data())
@settings(max_examples=200)
def test_only_our_errors_get_out_of_damaged_files(ending: str, data: st.DataObject) -> None:
    """Truncated files and files with changed bytes are read or refused with one of our errors."""
    whole = WHOLE[ending]
    raw = bytearray(whole[: data.draw(st.integers(0, len(whole)))])
    for _time in range(data.draw(st.integers(0, 4)) if raw else 0):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        for result in results(bytes(raw), ending):
            assert result.transcript is not None
            check(result.transcript)
    except QualcodeError:
        return


@pytest.mark.parametrize(
    "text",
    [
        "（" * 5_000,
        "“" * 5_000 + "：",
        "问：" * 5_000,
        "[00:12] " * 3_000,
        "*" * 20_000,
        "a" * 200_000,
        "1、" * 3_000,
        "00:00:00 " * 3_000,
        "# " * 9_000,
        "说话人" * 9_000 + "：",
        " " * 50_000 + "x",
    ],
)
def test_long_odd_lines_take_no_time(text: str, tmp_path: Path) -> None:
    """Nested quotes and endless lines are read in well under a second."""
    for result in results(f"问：好\n{text}\n答：{text}\n问：好\n答：嗯\n"):
        assert result.transcript is not None
        check(result.transcript)
