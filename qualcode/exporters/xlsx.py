"""Workbooks for Excel and WPS: text stays text, and what does not fit is said."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.errors import WriteError
from qualcode.exporters.atomic import replacing
from qualcode.exporters.cells import plain, xml_text
from qualcode.exporters.headings import heading
from qualcode.i18n import _

if TYPE_CHECKING:
    import pandas as pd

#: a cell holds this many UTF-16 code units, a sheet this many rows and columns
CELL_LIMIT, ROW_LIMIT, COLUMN_LIMIT = 32_767, 1_048_576, 16_384
#: creation date of every workbook: the same table gives the same bytes
CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook.

    Attributes:
        name: As it is to be called; what Excel forbids in names is replaced.
        frame: The table.
        headings: Column -> heading; columns that are not in it get ``headings.heading(column)``.
        note: What was counted; stands on the sheet of notes.
        muted: Rows in grey.
    """

    name: str
    frame: "pd.DataFrame"
    headings: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    muted: frozenset[int] = frozenset()


def write_xlsx(sheets: "Sequence[Sheet] | pd.DataFrame", path: Path) -> Path:
    """Write a workbook; a last sheet holds the notes and names every cell that was too long and was cut.

    Text never becomes a formula, a link or a number; control characters, which a workbook cannot hold, are left out;
    a cell over 32,767 UTF-16 units ends with a visible mark. A missing value is an empty cell.

    Raises:
        WriteError: the file cannot be written, or a table has more rows or columns than a sheet; the last good
            file stays.
    """
    import xlsxwriter

    given = [Sheet("Sheet1", sheets)] if not isinstance(sheets, Sequence) else sheets
    for sheet in given:
        _check_size(sheet, path)
    with replacing(path) as temporary:
        packed = BytesIO()  # packed in a file, a full disk would be told a second time, when the archive is forgotten
        book = xlsxwriter.Workbook(packed, _OPTIONS)
        book.set_properties({"title": "", "author": "qualcode", "created": CREATED})
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1, "top": 1, "text_wrap": True, "valign": "top"}),
            "cell": book.add_format({"text_wrap": True, "valign": "top"}),
            "muted": book.add_format({"text_wrap": True, "valign": "top", "font_color": "#808080"}),
        }
        *names, last = _names([*(sheet.name for sheet in given), _("Notes")])
        notes: list[tuple[str, str]] = []
        for name, sheet in zip(names, given, strict=True):
            cut = _write_sheet(book.add_worksheet(name), sheet, formats)
            notes += [(name, sheet.note)] if sheet.note else []
            notes += [(name, _("{cell} was longer than a cell can be and is cut").format(cell=cell)) for cell in cut]
        if notes:
            _write_notes(book.add_worksheet(last), notes, formats)
        try:
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(*error.args[0].args) from error
        temporary.write_bytes(packed.getvalue())
    return path


def fit(text: str) -> tuple[str, bool]:
    r"""Return a text as a cell can hold it, and whether it had to be cut.

    >>> fit("a\x00b")
    ('ab', False)
    """
    clean = xml_text(text)
    if 2 * len(clean) <= CELL_LIMIT or _units(clean) <= CELL_LIMIT:
        return clean, False
    mark = _(" …[cut: longer than a cell]")
    room = CELL_LIMIT - _units(mark)
    kept = clean.encode("utf-16-le")[: 2 * room].decode("utf-16-le", errors="ignore")
    return kept + mark, True


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def _check_size(sheet: Sheet, path: Path) -> None:
    rows, columns = sheet.frame.shape
    if rows + 1 > ROW_LIMIT or columns > COLUMN_LIMIT:
        raise WriteError(
            _("{path}: {rows} rows and {columns} columns do not fit on a sheet ({most_rows} by {most_columns}); "
              "write .csv or .parquet instead").format(path=path, rows=rows, columns=columns, most_rows=ROW_LIMIT - 1,
                                                       most_columns=COLUMN_LIMIT)
        )


def _names(wanted: Iterable[str]) -> list[str]:
    r"""Return sheet names as Excel allows them: 31 characters, no ``[]:*?/\``, unique whatever their case."""
    names: list[str] = []
    for name in wanted:
        base = _FORBIDDEN_IN_NAMES.sub("-", name).strip("'")[:31] or "Sheet"
        unique, number = base, 2
        while unique.lower() in {taken.lower() for taken in names}:
            unique, number = f"{base[:27]} {number}", number + 1
        names.append(unique)
    return names


def _write_sheet(worksheet: Any, sheet: Sheet, formats: Mapping[str, Any]) -> list[str]:
    """Write headings and rows; return the addresses of the cells that were cut."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    columns = [str(name) for name in sheet.frame.columns]
    heads = [sheet.headings.get(name) or heading(name) for name in columns]
    for column, head in enumerate(heads):
        worksheet.write_string(0, column, head, formats["head"])
        worksheet.set_column(column, column, _width(head, islice(sheet.frame.iloc[:, column], 200)), formats["cell"])
    worksheet.freeze_panes(1, 0)
    for row in sorted(sheet.muted):
        worksheet.set_row(row + 1, None, formats["muted"])
    cut = []
    for row, values in enumerate(sheet.frame.itertuples(index=False, name=None), start=1):
        for column, value in enumerate(map(plain, values)):
            if _write_cell(worksheet, row, column, value):
                cut.append(xl_rowcol_to_cell(row, column))
    if len(sheet.frame):
        worksheet.autofilter(0, 0, len(sheet.frame), len(columns) - 1)
    return cut


def _write_cell(worksheet: Any, row: int, column: int, value: str | int | float | bool | None) -> bool:
    """Write one cell by its type; return whether it was cut."""
    if value is None or value == "":
        return False
    if isinstance(value, bool):
        worksheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        worksheet.write_number(row, column, value)
    else:
        text, was_cut = fit(value)
        if text:
            worksheet.write_string(row, column, text)
        return was_cut
    return False


def _write_notes(worksheet: Any, notes: Iterable[tuple[str, str]], formats: Mapping[str, Any]) -> None:
    worksheet.set_column(0, 0, 24, formats["cell"])
    worksheet.set_column(1, 1, 100, formats["cell"])
    for row, (name, note) in enumerate(notes):
        worksheet.write_string(row, 0, name)
        worksheet.write_string(row, 1, fit(note)[0])


def _width(head: str, values: Iterable[Any]) -> int:
    """Return a width in characters of the default font; a Han character takes two."""
    longest = max((_wide(str(value)) for value in values if value is not None), default=0)
    return min(max(longest, _wide(head), 6) + 2, 60)


def _wide(text: str) -> int:
    return sum(2 if character > "\u2e7f" else 1 for character in text[:60])
