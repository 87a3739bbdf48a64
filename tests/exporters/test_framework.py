"""The workbook of a framework matrix."""

from pathlib import Path

import openpyxl
import pytest

from qualcode.errors import UsageError, WriteError
from qualcode.exporters.framework import FrameworkRow, FrameworkSheet, write_framework
from qualcode.exporters.xlsx import CELL_LIMIT
from qualcode.model.framework import WrittenSummary


def sheet(excerpts: str = "“原话” [A1#1]", summary: str = "", name: str = "主题") -> FrameworkSheet:
    """Return a sheet with one case and one code."""
    return FrameworkSheet(name, (("k", "编码"),), (FrameworkRow("A1", "A1", "大同镇", ((excerpts, summary),)),))


def test_cases_down_codes_across_ids_hidden(tmp_path: Path) -> None:
    """Two columns a code; the rows and the column of ids are hidden; sorting takes the ids along."""
    book = openpyxl.load_workbook(write_framework([sheet(summary="摘要")], (), tmp_path / "f.xlsx", by="participant"))
    page = book["主题"]
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["qualcode-framework-1", "participant", None, "code:k", "code:k"],
        [None, None, None, "excerpts", "summary"],
        [None, "Case", "About", "编码 — excerpts", "编码 — my summary"],
        ["case:A1", "A1", "大同镇", "“原话” [A1#1]", "摘要"]]
    assert (page.row_dimensions[1].hidden, page.row_dimensions[2].hidden, page.column_dimensions["A"].hidden) == (
        True, True, True)
    assert page.auto_filter.ref == "A3:E4"
    assert book.sheetnames == ["主题", "Notes"]


def test_text_is_never_a_formula_and_long_excerpts_are_marked(tmp_path: Path) -> None:
    """A quote that begins with an equals sign is one; a cut one ends with a mark, and the notes name its cell."""
    sheets = [sheet("=SUM(A1)", "+1"), sheet("长" * 40_000, name="主题")]
    path = write_framework(sheets, (), tmp_path / "f.xlsx", by="town")
    book = openpyxl.load_workbook(path)
    assert (book["主题"]["D4"].value, book["主题"]["D4"].data_type) == ("=SUM(A1)", "s")
    long = book["主题 2"]["D4"].value
    assert (len(long), long.endswith("…[cut: longer than a cell]")) == (CELL_LIMIT, True)
    assert [cell.value for cell in book["Notes"]["B"]][-1] == "D4 was longer than a cell can be and is cut"


def test_kept_summaries_have_a_sheet(tmp_path: Path) -> None:
    """Only where there are any; the names of sheets give way."""
    kept = [WrittenSummary("participant", "A9", "old", "旧", "A9", "旧码")]
    book = openpyxl.load_workbook(write_framework([sheet(name="kept")], kept, tmp_path / "f.xlsx", by="participant"))
    assert book.sheetnames == ["kept", "Kept 2", "Notes"]
    assert [cell.value for cell in book["Kept 2"][4]] == ["participant", "case:A9", "A9", "code:old", "旧码", "旧"]


def test_the_same_matrix_gives_the_same_bytes(tmp_path: Path) -> None:
    """No date, no random id."""
    one, two = (write_framework([sheet()], (), tmp_path / f"{name}.xlsx", by="town").read_bytes() for name in "ab")
    assert one == two


def test_what_cannot_be_written(tmp_path: Path) -> None:
    """Another ending, a summary that would be cut, too many codes: nothing is written."""
    path = tmp_path / "f.xlsx"
    with pytest.raises(UsageError, match=r"written as \.xlsx"):
        write_framework([sheet()], (), tmp_path / "f.csv", by="town")
    with pytest.raises(WriteError, match="a summary is longer than a cell"):
        write_framework([sheet(summary="长" * 40_000)], (), path, by="town")
    many = FrameworkSheet("多", tuple((str(number), "码") for number in range(8_200)), ())
    with pytest.raises(WriteError, match="8200 codes of one theme do not fit"):
        write_framework([many], (), path, by="town")
    assert not path.exists()


@pytest.mark.parametrize("name", ["[a]:*?/\\", "𠮷" * 40, "'引号'", "", "很长的主题名字" * 9])
def test_sheets_have_names_that_excel_takes(name: str, tmp_path: Path) -> None:
    """At most 31 characters of UTF-16 without what is forbidden, twice the same included."""
    path = write_framework([sheet(name=name), sheet(name=name)], (), tmp_path / "f.xlsx", by="town")
    names = openpyxl.load_workbook(path).sheetnames
    assert len(set(names)) == 3
    assert all(len(one.encode("utf-16-le")) <= 62 and not set("[]:*?/\\") & set(one) for one in names)
