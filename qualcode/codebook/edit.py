"""Changing a codebook file without touching anything that people wrote around the change.

An edit is a splice into the text of the file: comments, order, quotes and line ends stay as they are, byte for byte.
"""

import os
import tempfile
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from qualcode.codebook.lists import Item, add_items
from qualcode.codebook.nodes import compose
from qualcode.codebook.outline import places
from qualcode.codebook.read import CODE_KEYS, parse_codebook, read_codebook
from qualcode.codebook.splice import NoPlaceError, Splices, scalar
from qualcode.errors import CodebookError, UsageError, WriteError
from qualcode.i18n import _
from qualcode.model import Codebook

BOM = "\ufeff"


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
    mark = BOM if document.text.startswith(BOM) else ""
    body = document.text.removeprefix(BOM)
    splices = Splices(body)
    try:
        add_items(splices, places(compose(body, document.name))[code].node, "terms",
                  [Item(lambda: scalar(term))], CODE_KEYS)
        edited = replace(document, text=mark + splices.result())
    except NoPlaceError:
        edited = document
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
