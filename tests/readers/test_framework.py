"""Summaries that people wrote into a framework matrix; the workbooks are written by ours and changed by openpyxl."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import ReadError
from qualcode.exporters.framework import FrameworkRow, FrameworkSheet, write_framework
from qualcode.model.framework import WrittenSummary
from qualcode.readers.framework import read_framework

CODES = (("群", "群聊"), ("b", "打卡 — 应付"))
#: What a cell can hold: no control characters; line breaks are LF.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=30)
TRAPS = st.sampled_from(["=1+1", "@名", "2023", "行一\n行二", "_x000D_", "\ufeff𠮷😀", "零\u200b宽", " 前后 ", "-"])
SUMMARY = (TEXT | TRAPS).filter(lambda text: not text or bool(text.strip()))


def write(path: Path, summaries: list[list[str]], kept: tuple[WrittenSummary, ...] = ()) -> Path:
    """Write a matrix of the cases A1, B1 ... and the two codes, each on a sheet of its own."""
    sheets = [
        FrameworkSheet(f"主题{number}", (CODES[number],), tuple(
            FrameworkRow(f"A{row}", f"A{row}", "", (("原话 [A1#1]", texts[number]),))
            for row, texts in enumerate(summaries, start=1)))
        for number in range(2)
    ]
    return write_framework(sheets, kept, path, by="participant")


def change(path: Path, how: Callable[[Any], None]) -> Path:
    """Change a workbook with another program."""
    book = openpyxl.load_workbook(path)
    how(book)
    book.save(path)
    return path


@given(st.lists(st.lists(SUMMARY, min_size=2, max_size=2), max_size=3))
def test_every_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, summaries: list[list[str]]) -> None:
    """Whatever was written, at its case and code."""
    path = write(tmp_path_factory.mktemp("framework") / "f.xlsx", summaries)
    found = {(one.case, one.code): one.text for one in read_framework(path)}
    assert found == {(f"A{row}", CODES[number][0]): text for row, texts in enumerate(summaries, start=1)
                     for number, text in enumerate(texts) if text}


def test_another_program_writes_sorts_and_renames(tmp_path: Path) -> None:
    """Rows and sheets in another order, numbers, dates and truth values; the ids find their places."""
    path = write(tmp_path / "f.xlsx", [["", ""], ["", ""]])

    def work(book: Any) -> None:
        first, second, notes = book.worksheets
        first["E4"], first["E5"], second["E4"], second["E5"] = "一", 2023, date(2023, 5, 1), True
        first.move_range("A4:E4", rows=5)
        first.title = "改名"
        book.move_sheet(notes, -2)

    read = read_framework(change(path, work))
    assert [(one.case, one.code, one.text, one.code_name) for one in read] == [
        ("A2", "群", "2023", "群聊"), ("A1", "群", "一", "群聊"),
        ("A1", "b", "2023-05-01", "打卡 — 应付"), ("A2", "b", "TRUE", "打卡 — 应付")]


def test_what_stands_beside_the_matrix_comes_along(tmp_path: Path) -> None:
    """A column and a row that people added have no code; their own excerpts column is ours."""
    path = write(tmp_path / "f.xlsx", [["甲", ""]])

    def work(book: Any) -> None:
        sheet = book.worksheets[0]
        sheet["F3"], sheet["F4"], sheet["B6"], sheet["E6"], sheet["D4"] = "备注", "再问", "总的", "合计", "改了原话"

    read = read_framework(change(path, work))
    assert [(one.case, one.code, one.text, one.case_label, one.code_name) for one in read] == [
        ("A1", "群", "甲", "A1", "群聊"), ("", "", "再问", "A1", "备注"), ("", "", "总的", "总的", "Case"),
        ("", "", "合计", "总的", "群聊 — my summary")]


def test_kept_summaries_are_read_again(tmp_path: Path) -> None:
    """With their ids, and what people added to the sheet."""
    kept = (WrittenSummary("town", "", "老", "旧的", "not stated", "旧码"),
            WrittenSummary("", "", "", "散的", "总的", "备注"))
    path = write(tmp_path / "f.xlsx", [], kept)
    assert read_framework(path) == kept
    changed = change(path, lambda book: book["Kept"].__setitem__("G4", "又写"))
    assert read_framework(changed)[1] == WrittenSummary("town", "", "", "又写", "not stated", "旧码")


@pytest.mark.parametrize(("how", "told"), [
    (lambda book: book.create_sheet("草稿").append(["我的"]), "the sheet 草稿 is not one of the framework matrix"),
    (lambda book: book.worksheets[0].delete_rows(1), "the sheet 主题0 is not one"),
    (lambda book: book.worksheets[0].__setitem__("E5", "=A1"), "主题0!E5 holds a formula"),
    (lambda book: book.worksheets[1].move_range("B4:B5", rows=1), "主题1, row 5: the case is not the one"),
])
def test_what_would_be_lost_is_refused(how: Callable[[Any], None], told: str, tmp_path: Path) -> None:
    """Sheets of one's own, formulas, rows sorted without their ids: said before anything is overwritten."""
    path = change(write(tmp_path / "f.xlsx", [["甲", ""], ["乙", ""]]), how)
    with pytest.raises(ReadError, match=told):
        read_framework(path)


def test_no_workbook_of_ours(tmp_path: Path) -> None:
    """Another workbook, a damaged one, no workbook at all, none."""
    path = tmp_path / "f.xlsx"
    with pytest.raises(ReadError, match="cannot be opened"):
        read_framework(path)
    path.write_text("编号,摘要", encoding="utf-8")
    with pytest.raises(ReadError, match="no workbook"):
        read_framework(path)
    whole = write(path, [["甲", ""]]).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ReadError, match="damaged"):
        read_framework(path)
    openpyxl.Workbook().save(path)
    with pytest.raises(ReadError, match="no framework matrix, so it is not overwritten"):
        read_framework(path)
