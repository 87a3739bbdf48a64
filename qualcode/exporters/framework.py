"""A framework matrix as a workbook: a sheet a theme, two columns a code, quotes and room for the researcher's summary.

What its hidden cells say, ``model.framework`` describes. Only the summaries and what people add beside the matrix can
be read back; a note in the workbook says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from qualcode.errors import UsageError, WriteError
from qualcode.exporters.atomic import replacing
from qualcode.exporters.cells import xml_text
from qualcode.exporters.xlsx import COLUMN_LIMIT, CREATED, fit
from qualcode.i18n import _
from qualcode.model.framework import (
    CASE,
    CODE,
    EXCERPTS,
    FORMAT,
    HEAD_COLUMNS,
    HEAD_JOINT,
    HEAD_ROWS,
    KEPT,
    NOTES,
    SUMMARY,
    WrittenSummary,
)

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
_HIDDEN = {"hidden": True}
#: Widths in characters of the default font: case, about, excerpts, summary, and of the sheet of kept summaries.
_CASE, _ABOUT, _EXCERPTS, _SUMMARY, _NAME = 14, 18, 50, 40, 24


@dataclass(frozen=True, slots=True)
class FrameworkRow:
    """One case.

    Attributes:
        case: Its id. label: What it is called. about: What is known of it.
        cells: For every code of the sheet, the excerpts and the summary.
    """

    case: str
    label: str
    about: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FrameworkSheet:
    """One theme.

    Attributes:
        name: As it is to be called; what Excel forbids in names is replaced.
        codes: (id, name), in the order of the columns.
        rows: The cases.
    """

    name: str
    codes: tuple[tuple[str, str], ...]
    rows: tuple[FrameworkRow, ...]


def write_framework(
    sheets: Sequence[FrameworkSheet], kept: Sequence[WrittenSummary], path: Path, *, by: str, note: str = "",
) -> Path:
    """Write a framework matrix.

    Text never becomes a formula, a link or a number; control characters are left out; excerpts over 32,767 UTF-16 units
    end with a visible mark, and the notes name their cells. Nothing of a summary is ever cut.

    Args:
        sheets: One a theme.
        kept: Summaries that have no place in the matrix any more.
        path: Ends in ``.xlsx``.
        by: What the cases are.
        note: What was counted.

    Raises:
        UsageError: another ending.
        WriteError: the file cannot be written, a theme has too many codes, or a summary is longer than a cell; the last
            good file stays.
    """
    import xlsxwriter

    if path.suffix.lower() != ".xlsx":
        raise UsageError(_("{path}: a framework matrix is written as .xlsx").format(path=path))
    _check(sheets, kept, path)
    with replacing(path) as temporary:
        packed = BytesIO()
        book = xlsxwriter.Workbook(packed, _OPTIONS)
        book.set_properties({"title": "", "author": "qualcode", "created": CREATED})
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1, "top": 1, "text_wrap": True, "valign": "top"}),
            "cell": book.add_format({"text_wrap": True, "valign": "top"}),
            "own": book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FFF8E1", "left": 4, "right": 4}),
        }
        *names, kept_name, notes_name = _names([*(sheet.name for sheet in sheets), _("Kept"), _("Notes")])
        notes = [("", note), ("", _(
            "What stands in the columns of summaries, or beside the matrix, is kept when the matrix is written again. "
            "Excerpts are collected anew; comments, colours and other changes are not kept."))]
        for name, sheet in zip(names, sheets, strict=True):
            cut = _write_sheet(book.add_worksheet(name), sheet, by, formats)
            notes += [(name, _("{cell} was longer than a cell can be and is cut").format(cell=cell)) for cell in cut]
        if kept:
            _write_kept(book.add_worksheet(kept_name), kept, formats)
        _write_notes(book.add_worksheet(notes_name), notes, formats)
        book.close()
        temporary.write_bytes(packed.getvalue())
    return path


def _check(sheets: Iterable[FrameworkSheet], kept: Iterable[WrittenSummary], path: Path) -> None:
    for sheet in sheets:
        if HEAD_COLUMNS + 2 * len(sheet.codes) > COLUMN_LIMIT:
            raise WriteError(_("{path}: {n} codes of one theme do not fit on a sheet; choose codes by --code").format(
                path=path, n=len(sheet.codes)))
    summaries = [summary for sheet in sheets for row in sheet.rows for _excerpts, summary in row.cells]
    if any(fit(text)[1] for text in [*summaries, *(one.text for one in kept)]):
        raise WriteError(_("{path}: a summary is longer than a cell can be; shorten it, nothing was written").format(
            path=path))


def _write_sheet(worksheet: Any, sheet: FrameworkSheet, by: str, formats: Mapping[str, Any]) -> list[str]:
    """Write one theme; return the addresses of the cells whose excerpts were cut."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    _head(worksheet, FORMAT, [_("Case"), _("About")], formats)
    worksheet.write_string(0, 1, by)
    worksheet.set_column(0, 0, None, None, _HIDDEN)
    worksheet.set_column(1, 1, _CASE, formats["cell"])
    worksheet.set_column(2, 2, _ABOUT, formats["cell"])
    for number, (code, name) in enumerate(sheet.codes):
        column = HEAD_COLUMNS + 2 * number
        for place, kind, word, width, look in ((column, EXCERPTS, _("excerpts"), _EXCERPTS, "cell"),
                                               (column + 1, SUMMARY, _("my summary"), _SUMMARY, "own")):
            worksheet.write_string(0, place, CODE + code)
            worksheet.write_string(1, place, kind)
            worksheet.write_string(HEAD_ROWS - 1, place, f"{name}{HEAD_JOINT}{word}", formats["head"])
            worksheet.set_column(place, place, width, formats[look])
    cut = []
    for line, row in enumerate(sheet.rows, start=HEAD_ROWS):
        for column, text in enumerate((CASE + row.case, row.label, row.about)):
            worksheet.write_string(line, column, text, formats["cell"])
        for number, (excerpts, summary) in enumerate(row.cells):
            shown, was_cut = fit(excerpts)
            column = HEAD_COLUMNS + 2 * number
            if was_cut:
                cut.append(xl_rowcol_to_cell(line, column))
            if shown:
                worksheet.write_string(line, column, shown, formats["cell"])
            if summary:
                worksheet.write_string(line, column + 1, fit(summary)[0], formats["own"])
    worksheet.freeze_panes(HEAD_ROWS, HEAD_COLUMNS)
    if sheet.rows:
        # from column A on: rows that are sorted take their ids along
        worksheet.autofilter(HEAD_ROWS - 1, 0, HEAD_ROWS - 1 + len(sheet.rows), HEAD_COLUMNS - 1 + 2 * len(sheet.codes))
    return cut


def _write_kept(worksheet: Any, kept: Iterable[WrittenSummary], formats: Mapping[str, Any]) -> None:
    heads = [_("Case ID"), _("Case"), _("Code ID"), _("Code"), _("my summary")]
    _head(worksheet, KEPT, heads, formats, _("Grouped by"))
    for column, width in enumerate((_CASE, _CASE, _CASE, _NAME, _NAME, 2 * _SUMMARY)):
        worksheet.set_column(column, column, width, formats["cell"])
    for line, one in enumerate(kept, start=HEAD_ROWS):
        placed = bool(one.code)
        values = (one.by, CASE + one.case if placed else "", one.case_label, CODE + one.code if placed else "",
                  one.code_name, one.text)
        for column, text in enumerate(values):
            if text:
                worksheet.write_string(line, column, fit(text)[0], formats["cell"])


def _write_notes(worksheet: Any, notes: Iterable[tuple[str, str]], formats: Mapping[str, Any]) -> None:
    _head(worksheet, NOTES, [], formats)
    worksheet.set_column(0, 0, _NAME, formats["cell"])
    worksheet.set_column(1, 1, 100, formats["cell"])
    for line, (name, text) in enumerate(notes, start=HEAD_ROWS):
        worksheet.write_string(line, 0, name, formats["cell"])
        worksheet.write_string(line, 1, fit(text)[0], formats["cell"])


def _head(worksheet: Any, mark: str, heads: Sequence[str], formats: Mapping[str, Any], first: str = "") -> None:
    """Write the mark into the hidden first row, and the headings from column B on, ``first`` before them."""
    worksheet.write_string(0, 0, mark)
    for row in range(HEAD_ROWS - 1):
        worksheet.set_row(row, None, None, _HIDDEN)
    for column, head in enumerate([first, *heads]):
        if head:
            worksheet.write_string(HEAD_ROWS - 1, column, head, formats["head"])


def _names(wanted: Iterable[str]) -> list[str]:
    """Return names of sheets as Excel allows them: 31 characters of UTF-16, unique whatever their case."""
    names: list[str] = []
    for name in wanted:
        base = _short(name.translate(_FORBIDDEN_IN_NAMES), 31) or "Sheet"
        unique, number = base, 2
        while unique.lower() in {taken.lower() for taken in names}:
            unique, number = f"{_short(base, 27)} {number}", number + 1
        names.append(unique)
    return names


def _short(name: str, units: int) -> str:
    return xml_text(name).encode("utf-16-le")[: 2 * units].decode("utf-16-le", errors="ignore").strip("'")
