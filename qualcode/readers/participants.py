"""The attribute table: who the participants are, one row a person and file."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qualcode.errors import EncodingError, ReadError
from qualcode.i18n import _
from qualcode.model import AttributeValue, canonical_key
from qualcode.readers.sheet import read_rows
from qualcode.readers.source import load

#: attributes of a meeting, not of a person: they may differ from one interview to the next.
MEETING_KEYS = frozenset({"date", "place", "mode", "duration", "interviewer", "recorder", "note", "字数"})
_LINK_KEYS = frozenset({"id", "file", "speaker"})
_MISSING = frozenset(
    {"", "无", "無", "不详", "不詳", "未知", "未说明", "n/a", "na", "nan", "none", "null", "-", "--", "—", "——", "/"}
)
_UNITS: Mapping[str, str] = {"age": "岁", "duration": "分钟"}
_NUMBER = re.compile(r"[+-]?(?:0|[1-9]\d*)(?:\.\d+)?")
_ENDINGS = frozenset({".csv", ".tsv", ".xlsx", ".xls", ".xlsm"})


@dataclass(frozen=True, slots=True)
class ParticipantRow:
    """One row of the table.

    Attributes:
        number: 1-based row in the file, the heading being row 1.
        id: 编号.
        file: As written, "" where the column or cell is empty.
        speaker: As written, "" where the column or cell is empty.
        attributes: Typed values by canonical key.
    """

    number: int
    id: str
    file: str
    speaker: str
    attributes: Mapping[str, AttributeValue]


def read_participants(path: Path, *, shown: str = "", encoding: str = "") -> tuple[ParticipantRow, ...]:
    """Read the attribute table of a project.

    Args:
        path: A csv, tsv or xlsx file; its headings are matched with ``model.attributes``.
        shown: Path for messages.
        encoding: Used where the encoding of a csv file is in doubt.

    Returns:
        The rows in file order, blank ones left out.

    Raises:
        ReadError: it cannot be read, has no column 编号, or two rows contradict each other on one person.
    """
    shown = shown or path.as_posix()
    ending = path.suffix.lower()
    if ending not in _ENDINGS:
        raise ReadError(_("{name}: the attribute table must be .csv or .xlsx").format(name=shown))
    data = load(path, shown)
    try:
        table, _encoding = read_rows(data, shown, ending)
    except EncodingError:
        if not encoding:
            raise
        table, _encoding = read_rows(data, shown, ending, encoding)
    filled = [(number, row) for number, row in enumerate(table, start=1) if any(cell.strip() for cell in row)]
    if not filled:
        raise ReadError(
            _("{name}: empty; its first row must hold headings such as 编号, 文件, 说话人").format(name=shown)
        )
    keys = _keys(filled[0][1])
    if "id" not in keys:
        raise ReadError(_("{name}: no column 编号 (id); it says who is who, so add it").format(name=shown))
    rows = _typed(keys, filled[1:], shown)
    _check_same_person(rows, shown)
    return rows


def _keys(headings: Sequence[str]) -> list[str]:
    """Canonical keys; a second heading with the same meaning keeps its own name, an empty one is left out."""
    keys: list[str] = []
    for heading in headings:
        key = canonical_key(heading.lstrip("\ufeff")) if heading.strip() else ""
        keys.append(heading.strip() if key in keys else key)
    return keys


def _typed(keys: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]], shown: str) -> tuple[ParticipantRow, ...]:
    columns = {
        key: _column(key, [_cell(row, place) for _number, row in rows])
        for place, key in enumerate(keys)
        if key and key not in _LINK_KEYS
    }
    link = {key: keys.index(key) for key in _LINK_KEYS if key in keys}
    made = []
    for place, (number, row) in enumerate(rows):
        named = {key: unicodedata.normalize("NFC", _cell(row, link[key])) if key in link else "" for key in _LINK_KEYS}
        if not named["id"]:
            raise ReadError(_("{name}: row {row} has no 编号; give the person one").format(name=shown, row=number))
        attributes = {key: values[place] for key, values in columns.items()}
        made.append(ParticipantRow(number, named["id"], named["file"], named["speaker"], attributes))
    return tuple(made)


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip(" \t\n\u3000\u200b\ufeff") if place < len(row) else ""


def _column(key: str, cells: Sequence[str]) -> list[AttributeValue]:
    """Numbers where every cell that is not a missing marker is one, else texts; an empty cell is None."""
    unit = _UNITS.get(key, "")
    plain = [unicodedata.normalize("NFKC", cell).strip().removesuffix(unit).strip() for cell in cells]
    present = [cell for cell in plain if cell.lower() not in _MISSING]
    if present and all(_NUMBER.fullmatch(cell) for cell in present):
        whole = all("." not in cell for cell in present)
        return [None if cell.lower() in _MISSING else int(cell) if whole else float(cell) for cell in plain]
    return [cell or None for cell in cells]


def _check_same_person(rows: Sequence[ParticipantRow], shown: str) -> None:
    """Two rows of one person are two files of theirs; what belongs to the person must not differ."""
    first: dict[str, ParticipantRow] = {}
    for row in rows:
        other = first.setdefault(row.id, row)
        differing = [
            key
            for key, value in row.attributes.items()
            if key not in MEETING_KEYS and None not in (value, other.attributes[key]) and value != other.attributes[key]
        ]
        if differing:
            raise ReadError(
                _(
                    "{name}: rows {first} and {second} are both {id} but differ in {columns}; correct one of them, "
                    "or give two people two 编号"
                ).format(name=shown, first=other.number, second=row.number, id=row.id, columns=", ".join(differing))
            )
        if (row.file, row.speaker) == (other.file, other.speaker) and row is not other:
            raise ReadError(
                _("{name}: rows {first} and {second} say the same of {id}; delete one of them").format(
                    name=shown, first=other.number, second=row.number, id=row.id
                )
            )
