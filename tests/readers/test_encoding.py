"""Bytes become text strictly, or the question comes back."""

import random
from pathlib import Path

import opencc
import pytest

from qualcode.errors import EncodingError, NotATranscriptError, QualcodeError
from qualcode.readers.encoding import decode, plausibility
from tests.readers.make import transcript

SIMPLIFIED = (
    "问：您平时用不用智能手机？答：用得少，眼睛花，看不清楚。儿子在外头打工，孙子有时候教我一下，教了又忘记了。\n"
    "问：村里那个小程序您打开过没有？答：去年扫码进去过一回，要填身份证号码，我记不到，就算了。\n"
    "问：那开会怎么通知？答：在微信群里头发，我不看群，组长给我打电话。缴医保也是他来收，我给现钱。\n"
    "问：您觉得这些年村里变化大不大？答：路修好了，灯也亮了，办事比以前方便，就是年轻人都出去了，屋头冷清得很。\n"
)


def samples() -> list[tuple[str, str]]:
    """Return ``(encoding, text)`` over many lengths, cut from invented speech at fixed places."""
    traditional = opencc.OpenCC("s2tw").convert(SIMPLIFIED)
    rng, made = random.Random(7), []
    for length in (6, 8, 12, 20, 40, 80, 160):
        for _time in range(20):
            start = rng.randrange(len(SIMPLIFIED) - length)
            for encoding, source in (
                ("gb18030", SIMPLIFIED),
                ("gb18030", traditional),
                ("cp950", traditional),
                ("utf-16-le", SIMPLIFIED),
                ("utf-16-be", traditional),
                ("utf-8", SIMPLIFIED),
            ):
                made.append((encoding, source[start : start + length]))
    return made


def test_no_sample_is_read_wrongly_and_few_are_asked_about() -> None:
    """Of 840 samples of 6 to 160 characters none is read wrongly, and at least 98 in 100 are read."""
    read = 0
    for encoding, text in samples():
        try:
            found, _name = decode(text.encode(encoding), "a.txt")
        except EncodingError:
            continue
        assert found == text
        read += 1
    assert read >= 0.98 * len(samples())


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("问：好".encode("utf-8-sig"), ("问：好", "utf-8")),
        ("问：好".encode("utf-16"), ("问：好", "utf-16-le")),
        (b"\xfe\xff" + "问：好".encode("utf-16-be"), ("问：好", "utf-16-be")),
        ("问：好\n".encode("utf-32"), ("问：好\n", "utf-32-le")),
        (b"Q: yes\r\nA: no\rQ: why\n", ("Q: yes\nA: no\nQ: why\n", "utf-8")),
        ("\u200b零宽\ufeff留下".encode(), ("\u200b零宽\ufeff留下", "utf-8")),
        (b"", ("", "utf-8")),
    ],
)
def test_marks_and_line_ends(data: bytes, expected: tuple[str, str]) -> None:
    """A mark decides and is left out; every line end is LF; nothing else changes."""
    assert decode(data, "a.txt") == expected


def test_an_encoding_that_is_given_is_used_strictly() -> None:
    """A wrong encoding is an error with the place, never a replacement character."""
    data = SIMPLIFIED.encode("gb18030")
    assert decode(data, "a.txt", "gb18030") == (SIMPLIFIED, "gb18030")
    assert decode("碁裏恒".encode("cp950"), "a.txt", "big5") == ("碁裏恒", "big5")
    with pytest.raises(EncodingError, match="byte 0 is not utf-8"):
        decode(data, "a.txt", "utf-8")
    with pytest.raises(EncodingError, match="not an encoding"):
        decode(data, "a.txt", "klingon")


def test_gb18030_that_is_utf8_by_accident() -> None:
    """The two characters that broke Notepad are valid UTF-8, but of no language."""
    assert decode("联通".encode("gb18030"), "a.txt") == ("联通", "gb18030")


@pytest.mark.parametrize("data", [bytes(range(128, 256)) * 3, b"\xff" * 9])
def test_a_doubtful_file_comes_back_as_a_question(data: bytes) -> None:
    """Noise is not guessed."""
    with pytest.raises(EncodingError, match="--encoding"):
        decode(data, "a.txt")


def test_a_binary_file_is_no_text() -> None:
    """Control characters say that this is no text."""
    with pytest.raises(NotATranscriptError, match="control characters"):
        decode(b"ID3\x03\x00\x00\x00\x01abc", "a.txt", "latin-1")


def test_errors_never_quote_the_text(tmp_path: Path) -> None:
    """A message names the file and the byte, never the words."""
    with pytest.raises(QualcodeError) as caught:
        decode(SIMPLIFIED.encode("gb18030")[:-3] + b"\xff\xff", "a.txt", "gb18030")
    assert "智能手机" not in str(caught.value)


def test_the_encoding_is_reported() -> None:
    """The transcript says what its file was in."""
    assert transcript("问：会用吗？\n答：不会，没有人教过我。\n".encode("gb18030")).encoding == "gb18030"


def test_plausibility_knows_which_characters_big5_holds() -> None:
    """Simplified characters do not count for Big5, and text without Han has no score."""
    assert plausibility("这个", "big5") < plausibility("這個", "big5") == 1.0
    assert plausibility("abc", "gb18030") == 0.0
