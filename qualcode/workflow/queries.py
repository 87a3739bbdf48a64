"""Queries that a study keeps: ``[queries]`` in ``qualcode.toml``."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from qualcode.errors import ProjectError, UsageError
from qualcode.exporters.atomic import write_bytes
from qualcode.i18n import _
from qualcode.model import Codebook
from qualcode.rules.tree import Scope
from qualcode.settings import FILE_NAME, Settings

SECTION = "queries"
_NAME = re.compile(r"[\w\-·]+")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_HEADER = re.compile(r"[ \t]*\[")
_OWN_HEADER = re.compile(rf"[ \t]*\[[ \t]*(?:{SECTION}|\"{SECTION}\"|'{SECTION}')[ \t]*\][ \t]*(?:#.*)?$")
_IDLE = re.compile(r"[ \t]*(?:#.*)?$")


def said_query(settings: Settings, codebook: Codebook, words: str) -> tuple[str, list[str]]:
    """Return the query that is meant: a kept one for ``@name``, else the words themselves; and what to note.

    Raises:
        UsageError: ``@name`` is neither a kept query nor a list of the codebook.
    """
    name = words.strip()[1:]
    if words.strip()[:1] not in {"@", "＠"} or not _NAME.fullmatch(name):
        return words, []
    if name in settings.queries:
        both = _("@{name} is the kept query; the list of the codebook of this name is {{@{name}}}").format(name=name)
        return settings.queries[name], [both] if name in codebook.lists else []
    if name in codebook.lists:
        return words, []
    raise UsageError(_("@{name}: neither a kept query nor a list of the codebook; kept are {known}").format(
        name=name, known=", ".join(settings.queries) or _("none")))


def keep_query(settings: Settings, name: str, query: str, *, again: bool = False) -> Path:
    """Write a query into ``[queries]`` of ``qualcode.toml``; everything else in the file stays as it is.

    Args:
        settings: Of the project.
        name: Letters, digits, ``_`` and ``-``.
        query: The query, which has been read without an error.
        again: Whether a kept query of this name is replaced.

    Raises:
        UsageError: the name is none, or taken.
        ProjectError: the file's layout leaves no sure place; it is as it was.
        WriteError: it cannot be written; it is as it was.
    """
    if not _NAME.fullmatch(name) or name in set(Scope):
        raise UsageError(_("{name}: no name for a query; use letters, digits, _ and -, and not {scopes}").format(
            name=name, scopes=", ".join(Scope)))
    if name in settings.queries and not again:
        raise UsageError(_("{name}: a query of this name is kept already; take another, or replace it with "
                           "--again").format(name=name))
    path = settings.root / FILE_NAME
    text = path.read_bytes().decode("utf-8")
    wanted = {**_parsed(text), SECTION: {**settings.queries, name: query.strip()}}
    for changed in _changes(text, name, query.strip(), replaced=name in settings.queries):
        if _means(changed, wanted):
            return write_bytes(path, changed.encode("utf-8"))
    raise ProjectError(_("{path}: no sure place for the query; write it below [queries] yourself").format(path=path))


def _parsed(text: str) -> dict[str, object]:
    return tomllib.loads(text.removeprefix("\ufeff"))


def _means(text: str, wanted: Mapping[str, object]) -> bool:
    """Tell whether a text says what is wanted: the proof that a change changed nothing else."""
    try:
        text.encode("utf-8")
        return _parsed(text) == wanted
    except (tomllib.TOMLDecodeError, UnicodeEncodeError):
        return False


def _changes(text: str, name: str, query: str, *, replaced: bool) -> Iterator[str]:
    """Yield the text with the query in the places that may be right, the likeliest first."""
    newline = "\r\n" if "\r\n" in text else "\n"
    key = name if _BARE.fullmatch(name) else f'"{name}"'
    entry = f"{key} = {_quoted(query)}{newline}"
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += newline
    bare = [line.removeprefix("\ufeff").rstrip("\r\n") for line in lines]
    headers = [number for number, line in enumerate(bare) if _OWN_HEADER.match(line)]
    for header in headers:
        end = next((at for at in range(header + 1, len(lines)) if _HEADER.match(bare[at])), len(lines))
        if replaced:
            yield from _replaced(lines, header + 1, end, entry)
            continue
        last = max((at for at in range(header, end) if not _IDLE.match(bare[at])), default=header)
        yield "".join([*lines[: last + 1], entry, *lines[last + 1 :]])
        yield "".join([*lines[: header + 1], entry, *lines[header + 1 :]])
    if not headers and not replaced:
        gap = newline if bare and bare[-1].strip() else ""
        yield "".join([*lines, gap, f"[{SECTION}]{newline}", entry])


def _replaced(lines: list[str], start: int, stop: int, entry: str) -> Iterator[str]:
    """Yield the lines with the entry in place of one line, then of two, and so on: a value may run over several."""
    for length in range(1, stop - start + 1):
        for at in range(start, stop - length + 1):
            yield "".join([*lines[:at], entry, *lines[at + length :]])


def _quoted(query: str) -> str:
    """Return a TOML string: a literal one where that can be, so that regular expressions stay readable."""
    if "'" not in query and query.isprintable():
        return f"'{query}'"
    return json.dumps(query, ensure_ascii=False).replace("\x7f", "\\u007f")
