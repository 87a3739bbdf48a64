"""PDF files with a text layer."""

import pytest

from qualcode.errors import NotATranscriptError, ReadError
from qualcode.readers.pdf import read_pdf
from tests.readers.make import check, pdf, roles, transcript

HEAD = "大同镇访谈录"
TOPICS = "手机 微信 平台 缴费 开会 修路 茶叶 医保 赶场 喇叭 表格 养牛".split()
PARAGRAPHS = ["访谈时间：2024年3月1日"] + [
    paragraph
    for topic in TOPICS
    for paragraph in (
        f"问：您说说{topic}这个事情，以前是咋个弄的？现在又是咋个弄的？哪个来跟您说的？",
        f"答：{topic}啊，以前都是喊一声就晓得了，现在{topic}要在上头点来点去，眼睛花，看不清楚。儿子在外头，问不到。{topic}就这样。",
    )
]


def printed(paragraphs: list[str], width: int = 25, rows: int = 12) -> bytes:
    """Set paragraphs in lines of ``width`` characters, with a running head and page numbers."""
    lines = [paragraph[at : at + width] for paragraph in paragraphs for at in range(0, len(paragraph), width)]
    pages = []
    for number, first in enumerate(range(0, len(lines), rows), start=1):
        text = [(60, 520 - 20 * row, line) for row, line in enumerate(lines[first : first + rows])]
        pages.append([(60, 560, HEAD), *text, (200, 40, f"- {number} -")])
    return pdf(pages)


def test_pages_and_lines_are_joined() -> None:
    """Paragraphs come back whole over lines and pages; heads and page numbers are gone."""
    assert read_pdf(printed(PARAGRAPHS), "a.pdf").text.split("\n") == PARAGRAPHS


def test_turns() -> None:
    """The text of a PDF goes the way of all texts."""
    read = transcript(printed(PARAGRAPHS), ".pdf")
    check(read)
    assert len(read.turns) == 2 * len(TOPICS)
    assert roles(read) == {"问": "interviewer", "答": "respondent"}
    assert dict(read.attributes) == {"date": "2024年3月1日"}


def test_a_short_last_line_is_text_even_when_it_is_a_number() -> None:
    """A number that stands in line with the text is no page number."""
    page = [(60, 500, "问：多大了？"), (60, 480, "答："), (60, 460, "68"), (200, 40, "1")]
    assert read_pdf(pdf([page]), "a.pdf").text == "问：多大了？\n答：\n68"


def test_latin_words_are_joined_with_a_blank() -> None:
    """A line that ends in a Latin word is joined with a blank."""
    page = [(60, 500, "答：我们那个" + "x" * 12 + " use"), (60, 480, "it")]
    assert read_pdf(pdf([page]), "a.pdf").text == "答：我们那个" + "x" * 12 + " use it"


def test_a_scan_is_no_transcript() -> None:
    """Pages without a text layer are told apart from empty ones and from damaged files."""
    with pytest.raises(NotATranscriptError, match="without a text layer"):
        read_pdf(pdf([[], []]), "a.pdf")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 broken", printed(PARAGRAPHS)[:300]])
def test_a_damaged_file_says_so(data: bytes) -> None:
    """Damaged files raise one sentence."""
    with pytest.raises(ReadError):
        read_pdf(data, "a.pdf")
