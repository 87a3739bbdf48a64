"""Documents in Word and Markdown."""

import time
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.exporters.cells import xml_text
from qualcode.exporters.document import Document, Heading, Paragraph, Run, Table, marked_runs, text
from qualcode.exporters.docx import _add_block, write_docx
from qualcode.exporters.markdown import escape, to_markdown, write_markdown
from qualcode.model import Span

DOCUMENT = Document("引文", (
    Heading("用户流失 (user_loss)"),
    text("定义。"),
    Paragraph((*marked_runs("早就卸载了。", [Span(2, 4)]), Run("\n"), Run("后", muted=True), Run("\n—— PL-V01#4")),
              "quote"),
    Table("表1 编码统计", ("编码", "人数"), (("用户流失", "3"), ("a|b", "=1")), "注：n < 10"),
    text("小字", "note"),
))


def test_docx_opens_with_everything(tmp_path: Path):
    """python-docx finds headings, words, table and note."""
    opened = docx.Document(str(write_docx(DOCUMENT, tmp_path / "a.docx")))
    assert [paragraph.text for paragraph in opened.paragraphs] == [
        "引文", "用户流失 (user_loss)", "定义。", "早就卸载了。\n后\n—— PL-V01#4", "表1 编码统计", "注：n < 10", "小字"]
    assert [[cell.text for cell in row.cells] for row in opened.tables[0].rows] == [
        ["编码", "人数"], ["用户流失", "3"], ["a|b", "=1"]]


def test_docx_fonts_for_chinese_and_latin(tmp_path: Path):
    """Both fonts are named outright in every style, and no theme font is left to win over them."""
    opened = docx.Document(str(write_docx(DOCUMENT, tmp_path / "a.docx")))
    for name in ("Normal", "Title", "Heading 1", "Heading 4", "Quote", "Caption"):
        fonts = opened.styles[name].element.rPr.rFonts
        assert (fonts.get(qn("w:ascii")), fonts.get(qn("w:eastAsia"))) == ("Times New Roman", "宋体")
        assert not [key for key in fonts.attrib if "Theme" in key]


def test_docx_marks_the_evidence(tmp_path: Path):
    """Only the matched words are highlighted."""
    opened = docx.Document(str(write_docx(DOCUMENT, tmp_path / "a.docx")))
    runs = [run for paragraph in opened.paragraphs for run in paragraph.runs]
    assert [run.text for run in runs if run.font.highlight_color is not None] == ["卸载"]


def test_docx_tables_have_three_lines(tmp_path: Path):
    """Above and below the headings, and below the last row."""
    opened = docx.Document(str(write_docx(DOCUMENT, tmp_path / "a.docx")))
    borders = [cell._tc.tcPr.find(qn("w:tcBorders")) for cell in opened.tables[0].columns[0].cells]
    edges = [[] if found is None else [child.tag.split("}")[1] for child in found] for found in borders]
    assert edges == [["top", "bottom"], [], ["bottom"]]


def test_docx_leaves_out_control_characters(tmp_path: Path):
    """XML cannot hold them."""
    opened = docx.Document(str(write_docx(Document("a\x00", (text("b\x0bc"),)), tmp_path / "a.docx")))
    assert [paragraph.text for paragraph in opened.paragraphs] == ["a", "bc"]


def test_docx_of_the_same_document_is_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Neither the clock nor the user stands in the file."""
    first = write_docx(DOCUMENT, tmp_path / "a.docx").read_bytes()
    later = time.localtime(time.time() + 100_000)
    monkeypatch.setattr(time, "localtime", lambda *_args: later)
    assert write_docx(DOCUMENT, tmp_path / "b.docx").read_bytes() == first
    opened = docx.Document(str(tmp_path / "a.docx"))
    assert (opened.core_properties.author, opened.core_properties.created.year) == ("qualcode", 2000)


RUNS = st.builds(Run, st.text(max_size=12) | st.sampled_from(["a\n b", "<&>\"'\t"]), st.booleans(), st.booleans(),
                 st.booleans())


@settings(max_examples=30)
@given(st.lists(RUNS, max_size=4), st.sampled_from(["body", "quote", "note"]))
def test_docx_runs_are_those_of_python_docx(runs: list[Run], style: str):
    """Written as XML at once, a paragraph is what python-docx builds call by call."""
    expected, got = docx.Document(), docx.Document()
    _add_block(got, Paragraph(tuple(runs), style))
    paragraph = expected.add_paragraph(style="Quote" if style == "quote" else None)
    for run in runs:
        added = paragraph.add_run(xml_text(run.text))
        added.bold = True if run.bold else None
        added.font.highlight_color = WD_COLOR_INDEX.YELLOW if run.marked else None
        if run.muted:
            added.font.color.rgb = RGBColor(0x60, 0x60, 0x60)
        if run.muted or style == "note":
            added.font.size = Pt(10)
    for empty in [properties for properties in expected.element.body.iter(qn("w:rPr")) if not len(properties)]:
        empty.getparent().remove(empty)
    assert got.element.body.xml == expected.element.body.xml


def test_markdown(tmp_path: Path):
    """Headings, quotes, marked words, a pipe table and what needs escaping."""
    path = write_markdown(DOCUMENT, tmp_path / "a.md")
    assert path.read_text("utf-8") == (
        "# 引文\n\n## 用户流失 (user\\_loss)\n\n定义。\n\n> 早就**卸载**了。  \n> *后*  \n> —— PL-V01#4\n\n"
        "**表1 编码统计**\n\n| 编码 | 人数 |\n| --- | --- |\n| 用户流失 | 3 |\n"
        "| a\\|b | \\=1 |\n\n注：n \\< 10\n\n小字\n"
    )


@pytest.mark.parametrize(("words", "expected"), [
    ("*好*_a_", r"\*好\*\_a\_"), ("# 一", r"\# 一"), ("1. 一", "&#49;. 一"), ("12) 一", "&#49;2) 一"),
    ("[a](b)", r"\[a\](b)"), ("<b>", r"\<b\>"), ("一\n- 二", "一\n\\- 二"), ("3点", "3点")])
def test_what_people_said_is_no_markup(words: str, expected: str):
    """Stars, brackets and numbers at the beginning of a line show as they were said."""
    assert escape(words) == expected


@given(st.text(alphabet="好\n|*_#1.", max_size=20))
def test_a_cell_never_breaks_its_table(words: str):
    """Line breaks and bars inside a cell do not make rows or columns."""
    table = Table("", ("a", "b"), ((words, "2"),))
    lines = to_markdown(Document("t", (table,))).strip().split("\n")
    assert len(lines) == 5
    assert lines[-1].replace("\\|", "").count("|") == 3


def test_marked_runs_join_to_the_text():
    """Nothing is lost between the marks."""
    runs = marked_runs("早就卸载了", [Span(0, 2), Span(2, 4)])
    assert "".join(run.text for run in runs) == "早就卸载了"
    assert [run.marked for run in runs] == [True, True, False]
