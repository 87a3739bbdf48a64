"""Three-line tables in Word, Excel, web pages and LaTeX: what is in the files, not how they are written."""

import re
import zipfile
from pathlib import Path

import docx
import lxml.html
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from qualcode.exporters.cells import xml_text
from qualcode.exporters.document import Document, Heading, Paragraph, Run, Table, text
from qualcode.exporters.docx import _add_block, write_docx
from qualcode.exporters.html_tables import to_html, write_html
from qualcode.exporters.latex import escape, to_latex, write_latex
from qualcode.exporters.markdown import to_markdown
from qualcode.exporters.xlsx_tables import write_xlsx_tables

NARROW = Table("表1 统计", ("编码", "参考点", "占比/%"),
               (("𠮷流失", "3", "42.86"), ("a|b & <c>\n[次行]", "4", "57.14")), "注：n < 10",
               frozenset({1, 2}), (3, 1, 1))
WIDE = Table("表2 宽", ("甲", "乙"), (("=1+1", "－"), ("2024", "😀")), "注。", wide=True)
EMPTY = Table("表3 信度", (), (), "只有一位编码员。")
DOCUMENT = Document("论文用表", (NARROW, WIDE, EMPTY, NARROW))
WORDS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\\{}$&#_%~^`\"[*-\n\t𠮷　"), max_size=12)


def body(path: Path) -> etree._Element:
    """Return the text part of a docx, all of whose parts must be well-formed XML."""
    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
        parts = {name: etree.fromstring(packed.read(name)) for name in packed.namelist()
                 if name.endswith((".xml", ".rels"))}
    return parts["word/document.xml"]


def test_word_keeps_the_head_on_every_page_and_rows_whole(tmp_path: Path) -> None:
    """The first row repeats, no row is split, lines are 1.5, .75 and 1.5 points, cells 五号, numbers in the middle."""
    table = body(write_docx(DOCUMENT, tmp_path / "a.docx")).find(f".//{qn('w:tbl')}")
    rows = table.findall(qn("w:tr"))
    assert [row.find(f".//{qn('w:tblHeader')}") is not None for row in rows] == [True, False, False]
    assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
    lines = [[(edge.tag.split("}")[1], edge.get(qn("w:sz")))
              for edge in row.iterfind(f"{qn('w:tc')}[1]/{qn('w:tcPr')}/{qn('w:tcBorders')}/*")] for row in rows]
    assert lines == [[("top", "12"), ("bottom", "6")], [], [("bottom", "12")]]
    assert {size.get(qn("w:val")) for size in table.iter(qn("w:sz"))} == {"21"}
    middle = [[cell.find(f".//{qn('w:jc')}") is not None for cell in row.findall(qn("w:tc"))] for row in rows]
    assert middle == [[True, True, True], [False, True, True], [False, True, True]]
    widths = [int(column.get(qn("w:w"))) for column in table.iter(qn("w:gridCol"))]
    assert widths[0] == pytest.approx(3 * widths[1], abs=2)


def test_muted_rows_are_grey(tmp_path: Path) -> None:
    """In Word every run of the row, on the web page the row itself; heads and other rows are black."""
    document = Document("t", (Table("c", ("a", "b"), (("1", "2"), ("3", "4")), muted=frozenset({1})),))
    table = body(write_docx(document, tmp_path / "a.docx")).find(f".//{qn('w:tbl')}")
    colours = [[colour.get(qn("w:val")) for colour in row.iter(qn("w:color"))] for row in table.findall(qn("w:tr"))]
    assert colours == [[], [], ["606060", "606060"]]
    assert [row.get("class") for row in lxml.html.fromstring(to_html(document)).iter("tr")] == [None, None, "muted"]


def test_no_column_is_narrower_than_what_should_not_break() -> None:
    """A Latin word, an id, a date or a short Chinese word stays whole; what is left is shared as it was asked for."""
    asked = Table("c", ("Frequency", "甲", "乙"), (("1", "a_b", "好"),), widths=(1, 40, 20)).shares
    assert asked[0] == pytest.approx((9 * 5.8 + 12.5) / 453)
    assert asked[1] == pytest.approx(2 * asked[2])
    assert sum(asked) == pytest.approx(1)
    row = ("打电话", "2024-03-12", "一二三四五六七")
    short = Table("c", ("a", "b", "c"), (row,), widths=(1, 1, 200), wide=True).shares
    assert short[:2] == pytest.approx(((3 * 10.5 + 12.5) / 700, (10 * 5.8 + 12.5) / 700))
    crowded = Table("c", ("x" * 99, "y" * 12) * 4, (), widths=(1, 9) * 4).shares
    assert sum(crowded) == pytest.approx(1)
    assert crowded[0] == pytest.approx(crowded[1] * (140 + 12.5) / (12 * 5.8 + 12.5))
    assert Table("c", (), ()).shares == ()


def test_heads_are_cut_before_cells() -> None:
    """Where there is no room for both, cells stay whole and heads share what is left."""
    shares = Table("c", ("Frequency", "W") * 5, (("1", "打电话") * 5,), widths=(1, 2) * 5).shares
    assert sum(shares) == pytest.approx(1)
    assert shares[1] == pytest.approx((3 * 10.5 + 12.5) / 453)


def test_word_turns_the_page_for_wide_tables(tmp_path: Path) -> None:
    """A section stands sideways for the wide one only; captions above, notes below, and an empty one has no grid."""
    opened = docx.Document(str(write_docx(DOCUMENT, tmp_path / "a.docx")))
    assert [section.orientation == WD_ORIENT.LANDSCAPE for section in opened.sections] == [False, True, False]
    assert all((one.page_width > one.page_height) == (one.orientation == WD_ORIENT.LANDSCAPE)
               for one in opened.sections)
    said = [paragraph.text for paragraph in opened.paragraphs if paragraph.text]
    assert said == ["论文用表", "表1 统计", "注：n < 10", "表2 宽", "注。", "表3 信度", "只有一位编码员。", "表1 统计",
                    "注：n < 10"]
    assert [[cell.text for cell in row.cells] for row in opened.tables[0].rows] == [
        list(NARROW.header), *map(list, NARROW.rows)]
    assert len(opened.tables) == 3


def test_word_has_no_page_with_the_title_alone(tmp_path: Path) -> None:
    """Where the first table is wide, the title stands on its page; a table without rows has its last line."""
    opened = docx.Document(str(write_docx(Document("题", (WIDE, Table("c", ("a",), ()))), tmp_path / "a.docx")))
    assert [section.orientation == WD_ORIENT.LANDSCAPE for section in opened.sections] == [True, False]
    edges = opened.tables[1].rows[0].cells[0]._tc.tcPr.find(qn("w:tcBorders"))
    assert [edge.get(qn("w:sz")) for edge in edges] == ["12", "12"]


def test_every_format_gives_the_same_bytes_again(tmp_path: Path) -> None:
    """No clock and no chance in any of them."""
    for write, ending in ((write_docx, "docx"), (write_html, "html"), (write_latex, "tex")):
        first = write(DOCUMENT, tmp_path / f"a.{ending}").read_bytes()
        assert write(DOCUMENT, tmp_path / f"b.{ending}").read_bytes() == first
    sheets = {"T1": NARROW, "T2": WIDE, "T3": EMPTY}
    first = write_xlsx_tables(sheets, tmp_path / "a.xlsx").read_bytes()
    assert write_xlsx_tables(sheets, tmp_path / "b.xlsx").read_bytes() == first


def test_a_workbook_has_a_sheet_a_table_with_numbers_as_they_are_printed(tmp_path: Path) -> None:
    """Numbers of number columns keep their decimals; text is text, whatever it begins with."""
    book = openpyxl.load_workbook(write_xlsx_tables({"T1": NARROW, "T2": WIDE, "T3": EMPTY}, tmp_path / "a.xlsx"))
    assert book.sheetnames == ["T1", "T2", "T3"]
    rows = [[cell.value for cell in row] for row in book["T1"].iter_rows()]
    assert rows == [["表1 统计", None, None], ["编码", "参考点", "占比/%"], ["𠮷流失", 3, 42.86],
                    ["a|b & <c>\n[次行]", 4, 57.14], ["注：n < 10", None, None]]
    assert [book["T1"].cell(3, column).number_format for column in (2, 3)] == ["0", "0.00"]
    assert [book["T1"].cell(row, 1).border.top.style for row in (2, 3)] == ["medium", None]
    assert [book["T1"].cell(row, 1).border.bottom.style for row in (2, 3, 4)] == ["thin", None, "medium"]
    assert [(cell.value, cell.data_type) for cell in book["T2"][3]] == [("=1+1", "s"), ("－", "s")]
    assert (book["T2"]["A4"].value, book["T2"]["A4"].data_type) == ("2024", "s")
    assert [row[0].value for row in book["T3"].iter_rows()] == ["表3 信度", "只有一位编码员。"]
    assert (book["T2"].page_setup.orientation, book["T1"].page_setup.orientation) == ("landscape", "portrait")


def test_the_web_page_stands_alone() -> None:
    """Every table with head and caption, nothing fetched, nothing run; what people said is no markup."""
    page = lxml.html.fromstring(to_html(DOCUMENT))
    assert not page.xpath("//script | //link | //img | //@src | //@href")
    assert [caption.text for caption in page.xpath("//caption")] == ["表1 统计", "表2 宽", "表1 统计"]
    rows = [[cell.text_content() for cell in row] for row in page.xpath("//table[1]//tr")][:3]
    assert rows == [list(NARROW.header), *map(list, NARROW.rows)]
    assert [len(page.xpath(path)) for path in ("//table", "//p[@class='note']", "//p[@class='caption']")] == [3, 4, 1]
    assert page.xpath("//div[@class='wide']//caption/text()") == ["表2 宽"]


def test_the_web_page_says_its_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """Browsers choose Chinese glyphs by it."""
    assert '<html lang="en">' in to_html(DOCUMENT)
    monkeypatch.setenv("QUALCODE_LANG", "zh")
    assert '<html lang="zh-CN">' in to_html(DOCUMENT)


MIXED = Document("t", (
    Heading("A_b", 1), text("100%"), Paragraph((Run("好", bold=True), Run("[x]", marked=True), Run("\n灰", muted=True)),
                                               "quote"), text("小", "note")))


def test_other_blocks_have_their_look_too() -> None:
    """Headings, body, quotes and small print, in the web page and in LaTeX."""
    page = lxml.html.fromstring(to_html(MIXED))
    found = [page.xpath(f"string({path})") for path in ("//h2", "//p[1]", "//b", "//mark", "//span", "//p[@class]")]
    assert found == ["A_b", "100%", "好", "[x]", "\n灰", "小"]
    source = to_latex(MIXED)
    assert r"\section*{A\_b}" in source
    assert "\\begin{quote}\n\\textbf{好}\\textbf{{[}x]}\\\\ \\textcolor{gray}{灰}\n\\end{quote}" in source
    assert r"\tablenote{小}" in source


def rows_of(source: str) -> list[list[str]]:
    """Return the cells of the rows of a LaTeX source, without the heads."""
    lines = [line for line in source.split("\n") if line.endswith(r" \tabularnewline") and "caption" not in line]
    return [re.split(r"(?<!\\) & ", line.removesuffix(r" \tabularnewline")) for line in lines if "multicol" not in line]


def test_latex_has_three_lines_and_repeats_its_head() -> None:
    """One longtable a table with booktabs' rules; every environment ends; wide ones stand sideways."""
    source = to_latex(DOCUMENT)
    assert [source.count(rule) for rule in (r"\toprule", r"\midrule", r"\bottomrule", r"\endhead")] == [6, 6, 3, 3]
    opened, closed = (re.findall(rf"\\{word}\{{(\w+)\}}", source) for word in ("begin", "end"))
    assert sorted(opened) == sorted(closed)
    assert opened.count("landscape") == 1
    assert rows_of(source)[:2] == [["𠮷流失", "3", "42.86"], [r"a|b \& <c> \\ {[}次行]", "4", "57.14"]]
    assert r"\begin{center}\bfseries 表3 信度\end{center}" in source
    assert r"\begin{landscape}" + "\n" + r"\section*{题}" in to_latex(Document("题", (WIDE,)))


@pytest.mark.parametrize(("words", "expected"), [
    ("a_b^c", r"a\_b\textasciicircum{}c"), ("50%\\", r"50\%\textbackslash{}"), ("--,,''<<", "-{}-,{},'{}'<{}<"),
    ("δ", r"\ensuremath{\delta}"),
    ("[1] *", "{[}1] {*}"), ("~`\"", r"\textasciitilde{}\textasciigrave{}\textquotedbl{}"), ("a\x00\u200b", "a\u200b")])
def test_latex_escapes(words: str, expected: str) -> None:
    """Nothing that people said is a command, and no two signs become one."""
    assert escape(words) == expected


@given(st.lists(st.tuples(WORDS, WORDS), max_size=3))
def test_latex_cells_never_break_their_table(rows: list[tuple[str, str]]) -> None:
    """Whatever stands in them: two cells a row, balanced braces, no empty line to end, nothing taken for options."""
    source = to_latex(Document("t", (Table("c", ("a", "b"), tuple(rows)),)))
    bare = re.sub(r"\\[\\{}$&#_%]", "", source[source.index(r"\begin{document}") :])
    assert bare.count("{") == bare.count("}")
    assert [len(row) for row in rows_of(source)] == [2] * len(rows)
    assert not re.search(r"\\\\ *(?:[\[*]|\\\\|& |\n)", source)
    assert not re.search(r"[#$%^~]", re.sub(r"\\[#$%]|\\end\w+", "", "\n".join(map(" & ".join, rows_of(source)))))


@settings(max_examples=30)
@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=3))
def test_word_and_web_page_hold_any_words(rows: list[tuple[str, str]]) -> None:
    """Both stay well-formed, with every row and cell."""
    table, word = Table("c", ("a", "b"), tuple(rows)), docx.Document()
    page = lxml.html.fromstring(to_html(Document("t", (table,))))
    _add_block(word, table)
    assert len(page.xpath("//td")) == 2 * len(rows)
    assert [len(row.cells) for row in word.tables[0].rows] == [2] * (1 + len(rows))
    shown = word.tables[0].rows[1].cells[0].text
    assert shown == re.sub("[\r\n]", "\n", xml_text(rows[0][0]))


def test_markdown_says_why_a_table_is_missing() -> None:
    """Caption and reason, no grid; numbers are not escaped like lists."""
    assert to_markdown(Document("t", (EMPTY,))) == "# t\n\n**表3 信度**\n\n只有一位编码员。\n"
    assert "| 𠮷流失 | 3 | 42.86 |" in to_markdown(Document("t", (NARROW,)))
