"""Tables as they are printed, in a workbook: a sheet each, caption above, three lines, note below."""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from qualcode.exporters.atomic import replacing
from qualcode.exporters.document import Table
from qualcode.exporters.docx import CELL_SIZE, HAN_FONT, NOTE_SIZE
from qualcode.exporters.xlsx import CREATED, fit

#: what is written as a number, in a column of numbers; its decimal places are kept
_NUMBER = re.compile(r"-?\d{1,15}(?:\.(\d+))?")
#: how wide all columns of a sheet are together, in characters
_UPRIGHT, _SIDEWAYS = 90, 135
#: medium and thin lines of Excel
_THICK, _THIN = 2, 1


def write_xlsx_tables(tables: Mapping[str, Table], path: Path) -> Path:
    """Write tables as a workbook; the same tables give the same bytes.

    Args:
        tables: Name of the sheet -> table; names are short, unique and as Excel allows them.
        path: Where to.

    Raises:
        WriteError: the file cannot be written; the last good one stays.
    """
    import xlsxwriter

    with replacing(path) as temporary:
        packed = BytesIO()
        book = xlsxwriter.Workbook(packed)
        book.set_properties({"title": "", "author": "qualcode", "created": CREATED})
        looks = _Looks(book)
        for name, table in tables.items():
            _write(book.add_worksheet(name), table, looks)
        try:
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(*error.args[0].args) from error
        temporary.write_bytes(packed.getvalue())
    return path


class _Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __call__(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format({
                "font_name": HAN_FONT, "font_size": CELL_SIZE / 2, "text_wrap": True, "valign": "top", **properties})
        return self.made[key]


def _write(sheet: Any, table: Table, looks: _Looks) -> None:
    sheet.set_paper(9)  # A4
    if table.wide:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    note = looks(font_size=NOTE_SIZE)
    if not table.header:
        sheet.set_column(0, 0, _UPRIGHT)
        sheet.write_string(0, 0, fit(table.caption)[0], looks(bold=True))
        sheet.write_string(1, 0, fit(table.note)[0], note)
        return
    last, room = len(table.header) - 1, _SIDEWAYS if table.wide else _UPRIGHT
    for column, share in enumerate(table.shares):
        sheet.set_column(column, column, max(6, room * share))
    _across(sheet, 0, last, table.caption, looks(bold=True, align="center"))
    head = {"bold": True, "align": "center", "top": _THICK, "bottom": _THIN}
    _row(sheet, 1, table.header, frozenset(), looks, head)
    for number, cells in enumerate(table.rows):
        end = {"bottom": _THICK} if number == len(table.rows) - 1 else {}
        _row(sheet, number + 2, cells, table.numbers, looks, end)
    sheet.repeat_rows(1)
    below = len(table.rows) + 2
    sheet.set_row(below, 13 * (1 + sum(2 if sign > "\u2e7f" else 1 for sign in table.note) // room))
    _across(sheet, below, last, table.note, note)


def _across(sheet: Any, row: int, last: int, words: str, look: Any) -> None:
    """Write one text across all columns; text never becomes a formula."""
    if last:
        sheet.merge_range(row, 0, row, last, "", look)
    sheet.write_string(row, 0, fit(words)[0], look)


def _row(
    sheet: Any, row: int, cells: Sequence[str], numbers: frozenset[int], looks: _Looks, properties: Mapping[str, Any],
) -> None:
    for column, words in enumerate(cells):
        middle = {"align": "center"} if column in numbers else {}
        number = _NUMBER.fullmatch(words) if column in numbers else None
        if number:
            places = "0." + "0" * len(number[1]) if number[1] else "0"
            sheet.write_number(row, column, float(words), looks(**{**middle, **properties, "num_format": places}))
        else:
            sheet.write_string(row, column, fit(words)[0], looks(**{**middle, **properties}))
