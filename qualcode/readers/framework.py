"""The summaries that a researcher wrote into the workbook of a framework matrix (see ``model.framework``)."""

import datetime
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qualcode.errors import ReadError
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
    KEPT_COLUMNS,
    NOTES,
    SUMMARY,
    WrittenSummary,
)
from qualcode.readers.package import open_package, parse_xml, read_part
from qualcode.readers.source import load

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
Rows = list[list[str]]


def read_framework(path: Path, shown: str = "") -> tuple[WrittenSummary, ...]:
    """Return everything that people wrote into a framework matrix, in the order of its sheets, rows and columns.

    What stands in no summary cell but in the rows and columns beside them comes along without a code or case. Blank
    cells are left out; a text is as it was written.

    Args:
        path: An ``.xlsx`` that ``qualcode matrix --framework`` wrote and people may have worked in.
        shown: How messages name it; as given by default.

    Raises:
        ReadError: it cannot be opened, is no such workbook, has a sheet of somebody's own, or a formula, whose text
            would be lost; the message names the sheet.
    """
    name = shown or path.as_posix()
    data = load(path, name)
    if not data.startswith(b"PK"):
        raise ReadError(_("{name}: no workbook; give --output another name, or save it again as .xlsx").format(
            name=name))
    found: list[WrittenSummary] = []
    sheets = _sheets(data, name)
    if not any(rows and rows[0] and rows[0][0] == FORMAT for rows in sheets.values()):
        raise ReadError(_("{name}: no framework matrix, so it is not overwritten; give --output another name").format(
            name=name))
    for sheet, rows in sheets.items():
        mark = rows[0][0] if rows and rows[0] else ""
        if mark == FORMAT:
            _check_order(rows, sheet, name)
            found += _summaries(rows)
        elif mark == KEPT:
            found += _kept(rows)
        elif mark != NOTES and any(any(row) for row in rows):
            raise ReadError(_("{name}: the sheet {sheet} is not one of the framework matrix, or its hidden first row "
                              "is gone; move it to another workbook, so that it is not overwritten").format(
                                  name=name, sheet=sheet))
    return tuple(found)


def _sheets(data: bytes, name: str) -> dict[str, Rows]:
    """Return the cells of every sheet as text, from A1 on.

    Raises:
        ReadError: the workbook is damaged, protected, or holds a formula.
    """
    import python_calamine

    _check_formulas(data, name)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        cells = {sheet: book.get_sheet_by_name(sheet).to_python(skip_empty_area=False) for sheet in book.sheet_names}
    except (python_calamine.CalamineError, ValueError, OSError, KeyError) as error:
        raise ReadError(_("{name}: damaged, or protected by a password; save it again as .xlsx without one").format(
            name=name)) from error
    return {sheet: [[_text(cell) for cell in row] for row in rows] for sheet, rows in cells.items()}


def _text(cell: Any) -> str:
    """Return a cell as it was typed; what Excel took for a number, a date or a truth value becomes text again."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return str(cell)


def _check_formulas(data: bytes, name: str) -> None:
    """Refuse formulas: of ``=…`` or ``-…`` that was meant as text, only an error would be left."""
    with open_package(data, name) as package:
        book, links = (read_part(package, part, name) for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"))
        if book is None or links is None:
            raise ReadError(_("{name}: damaged, or protected by a password; save it again as .xlsx without one").format(
                name=name))
        targets = {link.get("Id"): str(link.get("Target")) for link in parse_xml(links, name)}
        for sheet in parse_xml(book, name).iter(f"{_MAIN}sheet"):
            target = targets.get(sheet.get(f"{_REL}id"), "")
            part = read_part(package, target[1:] if target.startswith("/") else f"xl/{target}", name)
            for cell in parse_xml(part, name).iter(f"{_MAIN}c") if part else ():
                if cell.find(f"{_MAIN}f") is not None or cell.get("t") == "e":
                    raise ReadError(_("{name}: {sheet}!{cell} holds a formula; write it as text, with ' before it, or "
                                      "empty the cell").format(name=name, sheet=sheet.get("name"), cell=cell.get("r")))


def _check_order(rows: Rows, sheet: str, name: str) -> None:
    """Refuse rows that were sorted without the hidden column A: every summary would go to another case."""
    for number, row in enumerate(rows[HEAD_ROWS:], start=HEAD_ROWS + 1):
        case, label = _at(row, 0).removeprefix(CASE), _at(row, 1)
        if case and label and case != label:
            raise ReadError(_("{name}: {sheet}, row {row}: the case is not the one that the hidden column A says; undo "
                              "what sorted or changed column B, and sort by the filter's arrows").format(
                                  name=name, sheet=sheet, row=number))


def _summaries(rows: Rows) -> Iterator[WrittenSummary]:
    """Yield what stands in the summary columns of a sheet, and what was added beside the matrix."""
    ids, kinds, heads = (rows[number] if number < len(rows) else [] for number in range(HEAD_ROWS))
    by = _at(ids, 1)
    for row in rows[HEAD_ROWS:]:
        known = _at(row, 0).startswith(CASE)
        case, label = _at(row, 0).removeprefix(CASE), _at(row, 1)
        for column in range(HEAD_COLUMNS if known else 1, len(row)):
            place, kind = _at(ids, column), _at(kinds, column)
            if not row[column].strip() or (kind == EXCERPTS and known):
                continue
            if known and kind == SUMMARY and place.startswith(CODE):
                name, _joint, _kind = _at(heads, column).rpartition(HEAD_JOINT)
                yield WrittenSummary(by, case, place.removeprefix(CODE), row[column], label, name)
            else:
                yield WrittenSummary(by, "", "", row[column], label, _at(heads, column))


def _kept(rows: Rows) -> Iterator[WrittenSummary]:
    """Yield the summaries that had no place in the matrix when it was written, and what was added beside them."""
    for row in rows[HEAD_ROWS:]:
        by, case, label, code, name = (_at(row, column) for column in range(KEPT_COLUMNS - 1))
        placed = case.startswith(CASE) and code.startswith(CODE)
        for column in range(KEPT_COLUMNS - 1, len(row)):
            if row[column].strip():
                ours = placed and column < KEPT_COLUMNS
                yield WrittenSummary(by, case.removeprefix(CASE) if ours else "",
                                     code.removeprefix(CODE) if ours else "", row[column], label, name)


def _at(row: list[str], column: int) -> str:
    return row[column] if column < len(row) else ""
