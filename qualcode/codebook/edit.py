"""Changing a codebook file without touching anything that people wrote around the change.

An edit is a splice into the text of the file: comments, order, quotes and line ends stay as they are, byte for byte.
"""

import json
import os
import re
import tempfile
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from qualcode.codebook.nodes import compose
from qualcode.codebook.read import parse_codebook, read_codebook
from qualcode.errors import CodebookError, UsageError, WriteError
from qualcode.i18n import _
from qualcode.model import Codebook

_BOM = "\ufeff"
_PLAIN = re.compile(r"\w+( \w+)*")


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a codebook file, exactly: its byte order mark and line ends included.

    Attributes:
        text: What ``save`` writes.
        name: How messages name the file.
    """

    text: str
    name: str

    @property
    def codebook(self) -> Codebook:
        """The codebook that the text says.

        Raises:
            CodebookError: the text has problems.
        """
        return _parsed(self.text, self.name)


@lru_cache(maxsize=4)  # an edit looks at the same text several times, and a long codebook takes half a second
def _parsed(text: str, name: str) -> Codebook:
    return parse_codebook(text.encode(), name)


def open_document(path: Path) -> Document:
    """Open a codebook for editing.

    Raises:
        CodebookError: the file cannot be read or has problems; an unsound codebook is not edited.
    """
    try:
        document = Document(path.read_bytes().decode(), str(path))
    except (OSError, UnicodeDecodeError):
        read_codebook(path)  # says why
        raise
    _parsed(document.text, document.name)
    return document


def save(document: Document, path: Path) -> Path:
    """Write a document atomically: a temporary file beside it, then a rename.

    Raises:
        CodebookError: the document has problems; the file stays as it was.
        WriteError: the file cannot be written; the last good one stays.
    """
    _parsed(document.text, document.name)
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(document.text.encode())
            if path.exists():
                Path(temporary).chmod(path.stat().st_mode)
            Path(temporary).replace(path)
        finally:
            Path(temporary).unlink(missing_ok=True)
    except OSError as error:
        message = _("{path} cannot be written ({why}); close it in other programs and try again")
        raise WriteError(message.format(path=path, why=error.strerror or type(error).__name__)) from error
    return path


def add_term(path: Path, code: str, term: str) -> Path:
    """Add a term at the end of a code's ``terms:`` and write the file; nothing else in it changes.

    Raises:
        UsageError: the codebook has no such code, or the term is empty or not one line.
        CodebookError: the file has problems.
        WriteError: the file cannot be written, or its layout leaves no sure place for the term.
    """
    return save(with_term(open_document(path), code, term), path)


def with_term(document: Document, code: str, term: str) -> Document:
    """Return the document with one more term in a code; a term that is there already changes nothing.

    Raises:
        UsageError: the codebook has no such code, or the term is empty or not one line.
        WriteError: the layout of the file leaves no sure place for the term.
    """
    before = document.codebook
    if code not in before.by_id:
        raise UsageError(_("{path}: there is no code {code}; `qualcode codebook show` lists them").format(
            path=document.name, code=code))
    if not term.strip() or not term.isprintable():
        raise UsageError(_("a term is one line of text; {code} got an empty or broken one").format(code=code))
    if term in [rule.text for rule in before.by_id[code].terms]:
        return document
    mark = _BOM if document.text.startswith(_BOM) else ""
    body = document.text.removeprefix(_BOM)
    node = _find(compose(body, document.name), code)
    edited = replace(document, text=mark + _insert(body, node, term)) if node is not None else document
    wanted = [*(rule.text for rule in before.by_id[code].terms), term]
    if _terms(edited, code) != wanted:
        message = _("{path}:{line}: the layout of this code leaves no sure place for a new term; add it by hand")
        raise WriteError(message.format(path=document.name, line=before.by_id[code].line))
    return edited


def _terms(document: Document, code: str) -> list[str]:
    """Return the terms of a code as the document now says, none where it says nothing sound."""
    try:
        return [rule.text for rule in document.codebook.by_id[code].terms]
    except CodebookError:
        return []


def _find(node: Node | None, code: str) -> MappingNode | None:
    """Return the mapping of the code, searched through ``codes:`` and ``children:``."""
    if not isinstance(node, MappingNode):
        return None
    entries = _entries(node)
    own = entries.get("id")
    if own is not None and own[1].value == code:
        return node
    for key in ("codes", "children"):
        items = entries[key][1] if key in entries else None
        for item in items.value if isinstance(items, SequenceNode) else ():
            found = _find(item, code)
            if found is not None:
                return found
    return None


def _entries(node: MappingNode) -> dict[str, tuple[Node, Node]]:
    return {str(key.value): (key, value) for key, value in node.value if isinstance(key, ScalarNode)}


def _insert(text: str, node: MappingNode, term: str) -> str:
    """Return ``text`` with the term put where the layout of the code wants it."""
    scalar = term if _PLAIN.fullmatch(term) else json.dumps(term, ensure_ascii=False)
    newline = "\r\n" if "\r\n" in text else "\n"
    entries = _entries(node)
    key, value = entries.get("terms", (None, None))
    if isinstance(value, SequenceNode) and value.flow_style:
        place = _end(value.value[-1]) if value.value else value.end_mark.index - 1
        return text[:place] + (", " if value.value else "") + scalar + text[place:]
    if isinstance(value, SequenceNode):
        first = value.value[0].start_mark
        prefix = text[first.index - first.column:first.index]
        return _after_line(text, _end(value), f"{prefix}{scalar}", newline)
    if node.flow_style:
        place = _end(node.value[-1][1])
        return f"{text[:place]}, terms: [{scalar}]{text[place:]}"
    if key is not None:  # `terms:` with nothing under it
        indent = " " * (key.start_mark.column + 2)
        return _after_line(text, key.end_mark.index, f"{indent}- {scalar}", newline)
    anchor_key, anchor = entries.get("name", entries["id"])
    indent = " " * anchor_key.start_mark.column
    return _after_line(text, _end(anchor), f"{indent}terms:{newline}{indent}  - {scalar}", newline)


def _end(node: Node) -> int:
    """Return the index behind the last character that belongs to a node (block collections end too late)."""
    if isinstance(node, MappingNode | SequenceNode) and node.value and not node.flow_style:
        last = node.value[-1]
        return _end(last[1] if isinstance(node, MappingNode) else last)
    end: int = node.end_mark.index
    return end


def _after_line(text: str, index: int, line: str, newline: str) -> str:
    """Return ``text`` with ``line`` put behind the line that ``index`` ends."""
    if index and text[index - 1] == "\n":  # behind a block scalar
        return text[:index] + line + newline + text[index:]
    end = text.find("\n", index)
    return text + newline + line + newline if end < 0 else text[:end + 1] + line + newline + text[end + 1:]
