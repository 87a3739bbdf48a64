"""Tables on disk -> rows of text: csv in any encoding we read, xlsx and xls."""

import csv
import datetime
import io
from typing import Any

from qualcode.errors import ReadError
from qualcode.i18n import _
from qualcode.readers.encoding import decode
from qualcode.readers.package import OLE, open_package

_MOST_ROWS = 1_000_000
Rows = list[list[str]]


def read_rows(data: bytes, name: str, ending: str, encoding: str = "") -> tuple[Rows, str]:
    """Return the cells of the first sheet that has any, as text, and the encoding ("" for a workbook).

    Args:
        data: The file's bytes.
        name: The file, for messages.
        ending: ``.csv``, ``.tsv``, ``.xlsx``, ``.xls`` …
        encoding: Used strictly for text when given.

    Raises:
        ReadError: it is damaged or cannot be decoded.
    """
    if ending in {".csv", ".tsv"}:
        text, found = decode(data, name, encoding)
        return _csv_rows(text, name, "\t" if ending == ".tsv" else ""), found
    return next(iter(_workbook_sheets(data, name)), []), ""


def read_sheets(data: bytes, name: str, ending: str) -> list[Rows]:
    """Return the cells of every sheet that has any, as text; arguments and errors as of ``read_rows``."""
    if ending in {".csv", ".tsv"}:
        return [read_rows(data, name, ending)[0]]
    return _workbook_sheets(data, name)


def _csv_rows(text: str, name: str, delimiter: str) -> Rows:
    head = text.split("\n", 1)[0]
    delimiter = delimiter or max(",;\t，", key=lambda sign: (head.count(sign), sign == ","))
    csv.field_size_limit(10_000_000)
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error as error:
        raise ReadError(
            _("{name}: not a table: {why}; save it again as CSV from Excel or WPS").format(name=name, why=error)
        ) from error


def _workbook_sheets(data: bytes, name: str) -> list[Rows]:
    import python_calamine

    if not data.startswith((b"PK", OLE)):
        raise ReadError(_("{name}: not a workbook; save it as .xlsx from Excel or WPS").format(name=name))
    if data.startswith(b"PK"):
        open_package(data, name).close()
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [book.get_sheet_by_name(sheet).to_python(skip_empty_area=True) for sheet in book.sheet_names]
    except (python_calamine.CalamineError, ValueError, OSError, KeyError) as error:
        raise ReadError(
            _("{name}: damaged, or protected by a password; save it again as .xlsx without one").format(name=name)
        ) from error
    filled: list[list[list[Any]]] = [
        sheet for sheet in sheets if any(any(cell != "" for cell in row) for row in sheet)]
    return [[[_words(cell) for cell in row] for row in sheet[:_MOST_ROWS]] for sheet in filled]


def _words(cell: Any) -> str:
    """A cell as people see it: whole numbers without ``.0``, dates as ISO."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return str(cell).replace("\r\n", "\n").replace("\r", "\n").strip()
