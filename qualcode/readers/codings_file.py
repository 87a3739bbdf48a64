"""Files of codings, as ``qualcode codings export`` writes them: one coder's work, a line each."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from qualcode.errors import ReadError
from qualcode.i18n import _
from qualcode.model import Evidence, Origin, Polarity, Span, State
from qualcode.model.exchange import CODING, FORMAT, FORMAT_VERSION, MEMO, CodingLine, CodingsFile, Header, MemoLine
from qualcode.readers.source import load

_ORIGINS, _STATES = {one.value: one for one in Origin}, {one.value: one for one in State}
_POLARITIES = {one.value: one for one in Polarity}
_KINDS = ("person", "consensus", "model")
_UNITS = ("sentence", "turn")
_ANCHORS = ("", "fuzzy", "lost")
#: Places beyond this fit into no database.
_LARGEST = 2**31
_Fields = Mapping[str, Any]


class _FieldError(ValueError):
    """A field is missing or is not what it should be; the argument is its name."""


def read_codings_file(path: Path, shown: str = "") -> CodingsFile:
    """Read one coder's work.

    Args:
        path: The file.
        shown: How messages name it; as given by default.

    Raises:
        ReadError: it cannot be opened, is no such file, is of a newer format, was cut off or changed by hand, or holds
            another coder's work; the message names the line.
    """
    name = shown or path.as_posix()
    data = load(path, name).removeprefix(b"\xef\xbb\xbf")
    rows = data.split(b"\n")
    if not rows[-1].strip():
        rows.pop()
    if not rows:
        raise _no_such_file(name)
    header = _header(_row(rows, 0, name), name)
    codings: list[CodingLine] = []
    memos: list[MemoLine] = []
    seen: dict[tuple[str, str], int] = {}
    for index in range(1, len(rows)):
        fields, number = _row(rows, index, name), index + 1
        line = _line(fields, number, name)
        _check_owner(line, header, name)
        first = seen.setdefault((fields["type"], line.id), number)
        if first != number:
            raise ReadError(_("{name}:{line}: the same id as on line {first}; export the file again").format(
                name=name, line=number, first=first))
        if isinstance(line, CodingLine):
            codings.append(line)
        else:
            memos.append(line)
    return CodingsFile(header, tuple(codings), tuple(memos), name)


def _row(rows: list[bytes], index: int, name: str) -> _Fields:
    try:
        row = json.loads(rows[index].decode("utf-8"))
    except (ValueError, RecursionError) as error:
        if index == 0:
            raise _no_such_file(name) from error
        if index == len(rows) - 1:
            raise ReadError(_("{name}:{line}: the last line is cut off; copy or export the file again").format(
                name=name, line=index + 1)) from error
        raise ReadError(_("{name}:{line}: no line of JSON; undo what was changed by hand, or export the file again"
                          ).format(name=name, line=index + 1)) from error
    if not isinstance(row, dict):
        raise ReadError(_("{name}:{line}: no coding and no memo; export the file again").format(
            name=name, line=index + 1))
    return row


def _no_such_file(name: str) -> ReadError:
    return ReadError(_("{name}: holds no codings; `qualcode codings export` writes files that can be merged").format(
        name=name))


def _header(fields: _Fields, name: str) -> Header:
    version = fields.get("format_version")
    if fields.get("format") != FORMAT or type(version) is not int:
        raise _no_such_file(name)
    if version > FORMAT_VERSION:
        raise ReadError(
            _("{name}: written by a newer qualcode (format {newer}; this one knows {known}); install that version"
              ).format(name=name, newer=version, known=FORMAT_VERSION))
    try:
        book = fields.get("codebook")
        if not isinstance(book, dict):
            raise _FieldError("codebook")
        return Header(
            _words(fields, "coder"), _one_of(fields, "kind", _KINDS), _words(book, "id"), _words(book, "version"),
            _words(book, "sha256"), _names(book, "codes"), _names(fields, "transcripts"),
            fields.get("blind") is True)
    except _FieldError as error:
        raise _bad(name, 1, str(error)) from error


def _line(fields: _Fields, number: int, name: str) -> CodingLine | MemoLine:
    try:
        kind = _one_of(fields, "type", (CODING, MEMO))
        return _coding(fields, number) if kind == CODING else _memo(fields, number)
    except _FieldError as error:
        raise _bad(name, number, str(error)) from error


def _bad(name: str, number: int, field: str) -> ReadError:
    return ReadError(_("{name}:{line}: {field} is missing or is not what it should be; export the file again").format(
        name=name, line=number, field=field))


def _check_owner(line: CodingLine | MemoLine, header: Header, name: str) -> None:
    """Nobody's work may come in under another's name."""
    if line.coder != header.coder:
        raise ReadError(_("{name}:{line}: work of {other} in the file of {coder}; let {other} export it").format(
            name=name, line=line.line, other=line.coder, coder=header.coder))


def _coding(fields: _Fields, number: int) -> CodingLine:
    key, said_by = _filled(fields, "id"), (_filled(fields, "coder"), _filled(fields, "rev"), _revisions(fields))
    if _removed(fields):
        return CodingLine(key, "", 0, 0, "", *said_by, removed=True, line=number)
    span = _span([fields.get("start"), fields.get("end")], "start")
    return CodingLine(
        key, _filled(fields, "transcript"), span.start, span.end, _filled(fields, "code"), *said_by, False,
        _words(fields, "text"), _ORIGINS[_one_of(fields, "origin", _ORIGINS)],
        _STATES[_one_of(fields, "state", _STATES)], _POLARITIES[_one_of(fields, "polarity", _POLARITIES)],
        _number(fields, "weight"), _words(fields, "memo"), _words(fields, "quote"), _words(fields, "before"),
        _words(fields, "after"), _words(fields, "speaker"), _one_of(fields, "unit", _UNITS), _evidence(fields),
        _words(fields, "basis"), _words(fields, "codebook"), _one_of(fields, "anchor", _ANCHORS),
        _words(fields, "at"), number)


def _memo(fields: _Fields, number: int) -> MemoLine:
    removed = _removed(fields)
    return MemoLine(
        _filled(fields, "id"), "" if removed else _filled(fields, "about"),
        "" if removed else _words(fields, "target"), _filled(fields, "coder"),
        _filled(fields, "rev"), _revisions(fields), removed, "" if removed else _words(fields, "body"), number)


def _removed(fields: _Fields) -> bool:
    found = fields.get("removed", False)
    if not isinstance(found, bool):
        raise _FieldError("removed")
    return found


def _words(fields: _Fields, name: str) -> str:
    """Return a text that any database can keep: without NUL and half surrogate pairs."""
    found = fields.get(name)
    if not isinstance(found, str) or "\0" in found:
        raise _FieldError(name)
    if not found.isascii():
        try:
            found.encode()
        except UnicodeEncodeError as error:
            raise _FieldError(name) from error
    return found


def _filled(fields: _Fields, name: str) -> str:
    found = _words(fields, name)
    if not found:
        raise _FieldError(name)
    return found


def _number(fields: _Fields, name: str) -> float:
    found = fields.get(name)
    if isinstance(found, bool) or not isinstance(found, int | float) or not abs(found) < 1e300:
        raise _FieldError(name)
    return float(found)


def _one_of(fields: _Fields, name: str, known: Collection[str]) -> str:
    found = fields.get(name)
    if not isinstance(found, str) or found not in known:
        raise _FieldError(name)
    return found


def _names(fields: _Fields, name: str) -> dict[str, str]:
    found = fields.get(name)
    if not isinstance(found, dict):
        raise _FieldError(name)
    return {key: _words(found, key) for key in found}


def _revisions(fields: _Fields) -> tuple[str, ...]:
    found = fields.get("was")
    if not isinstance(found, list) or not all(isinstance(one, str) and one.isascii() and one for one in found):
        raise _FieldError("was")
    return tuple(found)


def _span(found: object, name: str) -> Span:
    match found:
        case [int(start), int(end)] if 0 <= start <= end < _LARGEST and not {type(start), type(end)} - {int}:
            return Span(start, end)
    raise _FieldError(name)


def _evidence(fields: _Fields) -> tuple[Evidence, ...]:
    found = fields.get("evidence")
    if not isinstance(found, list):
        raise _FieldError("evidence")
    return tuple(map(_piece, found))


def _piece(found: object) -> Evidence:
    match found:
        case {"rule": str(rule), "spans": list(spans), "polarity": str(polarity), "cue": cue, "flags": list(flags)} if (
            polarity in _POLARITIES
        ):
            for words in (rule, *flags):
                _words({"evidence": words}, "evidence")
            return Evidence(
                rule, tuple(_span(span, "evidence") for span in spans), _POLARITIES[polarity],
                None if cue is None else _span(cue, "evidence"), tuple(flags))
    raise _FieldError("evidence")
