"""Workbooks: what fits, what is cut, and what they look like."""

import gc
import os
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from qualcode.errors import WriteError
from qualcode.exporters.xlsx import CELL_LIMIT, Sheet, fit, write_xlsx


def read(path: Path) -> dict[str, list[list[object]]]:
    """Return sheet name -> rows."""
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_long_cells_are_cut_marked_and_reported(tmp_path: Path):
    """Excel counts UTF-16 units: 20,000 characters of Extension B are too long though Python counts fewer."""
    frame = pd.DataFrame({"text": ["𠮷" * 20_000, "短"]})
    sheets = read(write_xlsx([Sheet("引文", frame, note="全部")], tmp_path / "a.xlsx"))
    cell = str(sheets["引文"][1][0])
    assert len(cell.encode("utf-16-le")) // 2 <= CELL_LIMIT
    assert cell.endswith("…[cut: longer than a cell]")
    assert sheets["Notes"] == [["引文", "全部"], ["引文", "A2 was longer than a cell can be and is cut"]]


@pytest.mark.parametrize("length", [CELL_LIMIT - 1, CELL_LIMIT])
def test_cells_up_to_the_limit_are_whole(length: int):
    """The limit itself still fits."""
    assert fit("字" * length) == ("字" * length, False)


def test_control_characters_are_left_out(tmp_path: Path):
    """A workbook cannot hold them; line breaks and tabs stay."""
    frame = pd.DataFrame({"text": ["a\x00\x0bb\n\tc\ufffe"]})
    assert read(write_xlsx(frame, tmp_path / "a.xlsx"))["Sheet1"][1] == ["ab\n\tc"]


def test_numbers_truth_and_missing_values_keep_their_type(tmp_path: Path):
    """Only what is a number is a number."""
    frame = pd.DataFrame({"n": pd.array([1, None], dtype="Int64"), "x": [0.5, float("nan")], "b": [True, False],
                          "s": ["007", None]})
    assert read(write_xlsx(frame, tmp_path / "a.xlsx"))["Sheet1"][1:] == [[1, 0.5, True, "007"], ["", "", False, ""]]


def test_sheet_names_that_excel_forbids(tmp_path: Path):
    """Forbidden characters are replaced, long names cut, twins numbered."""
    sheets = [Sheet(name, pd.DataFrame({"a": [1]})) for name in ("a/b", "A-B", "长" * 40, "")]
    assert list(read(write_xlsx(sheets, tmp_path / "a.xlsx"))) == ["a-b", "A-B 2", "长" * 31, "Sheet"]


def test_headings_are_those_of_the_reader(tmp_path: Path):
    """Identifiers become headings, given ones win, the first row stays in sight."""
    import openpyxl

    frame = pd.DataFrame({"unit_id": ["a"], "town": ["b"], "手机": ["c"], "left": ["d"]})
    path = write_xlsx([Sheet("s", frame, {"left": "L"})], tmp_path / "a.xlsx")
    assert read(path)["s"][0] == ["Unit ID", "town", "手机", "L"]
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:D2")


def test_rows_that_are_muted_are_grey(tmp_path: Path):
    """Their font is grey, that of the others is not."""
    import openpyxl

    path = write_xlsx([Sheet("s", pd.DataFrame({"a": ["b", "c"]}), muted=frozenset({1}))], tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert [sheet.cell(row, 1).font.color.rgb if sheet.cell(row, 1).font.color.type == "rgb" else ""
            for row in (2, 3)] == ["", "FF808080"]


def test_attributes_have_chinese_headings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """In Chinese, attributes are called as the researchers' own tables call them."""
    monkeypatch.setenv("QUALCODE_LANG", "zh")
    path = write_xlsx(pd.DataFrame({"town": ["b"], "role_attr": ["c"]}), tmp_path / "a.xlsx")
    assert read(path)["Sheet1"][0] == ["乡镇", "身份"]


def test_too_many_rows_for_a_sheet(tmp_path: Path):
    """Say so before writing, and name a format that holds them."""
    with pytest.raises(WriteError, match=r"1048576 rows.*parquet"):
        write_xlsx(pd.DataFrame({"a": range(1_048_576)}), tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written(tmp_path: Path):
    """The library's own error becomes ours."""
    (tmp_path / "file").touch()
    with pytest.raises(WriteError):
        write_xlsx(pd.DataFrame({"a": [1]}), tmp_path / "file" / "a.xlsx")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The library's archive does not complain a second time when it is forgotten."""
    told = []
    monkeypatch.setattr("sys.unraisablehook", told.append)
    (tmp_path / f".a-{os.getpid()}.xlsx").symlink_to("/dev/full")
    with pytest.raises(WriteError, match="the disk is full"):
        write_xlsx(pd.DataFrame({"a": range(5000)}), tmp_path / "a.xlsx")
    gc.collect()
    assert (told, list(tmp_path.iterdir())) == ([], [])
