"""Changing a codebook file without touching anything that people wrote around the change.

An edit is a splice into the text of the file: comments, order, quotes and line ends stay as they are, byte for byte.
"""

import os
import tempfile
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from ruamel.yaml.nodes import SequenceNode

from qualcode.codebook.lists import Item, add_items
from qualcode.codebook.nodes import compose, is_empty
from qualcode.codebook.outline import bare, places
from qualcode.codebook.read import CODE_KEYS, parse_codebook, read_codebook
from qualcode.codebook.splice import NoPlaceError, Splices, entries, line_at, line_start, scalar
from qualcode.errors import CodebookError, UsageError, WriteError
from qualcode.i18n import _
from qualcode.model import Code, Codebook, Rule

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


def with_term(document: Document, code: str, term: str, *, provenance: str = "") -> Document:
    """Return the document with one more term in a code; see ``with_entry``."""
    return with_entry(document, code, term, provenance=provenance)


def with_entry(document: Document, code: str, text: str, *, key: str = "terms", provenance: str = "") -> Document:
    """Return the document with one more term or rule in a code; one that is there already changes nothing.

    Args:
        document: The codebook.
        code: Id of the code.
        text: The term or rule.
        key: ``terms`` or ``rules``.
        provenance: Where it comes from, as a comment: behind a new line of its own, else, with the text, on a line
            above the list, as brackets may be closed and opened on one line.

    Raises:
        UsageError: the codebook has no such code, or the text or the comment is empty or not one line.
        WriteError: the layout of the file leaves no sure place.
    """
    before = document.codebook
    if code not in before.by_id:
        raise UsageError(_("{path}: there is no code {code}; `qualcode codebook show` lists them").format(
            path=document.name, code=code))
    if not text.strip() or not text.isprintable() or not provenance.isprintable():
        raise UsageError(_("a term is one line of text; {code} got an empty or broken one").format(code=code))
    there = getattr(before.by_id[code], key)
    if text in [rule.text for rule in there]:
        return document
    mark = BOM if document.text.startswith(BOM) else ""
    splices = Splices(document.text.removeprefix(BOM))
    try:
        _put_entry(splices, document.name, code, key, text, provenance)
        edited = replace(document, text=mark + splices.result())
        said: Codebook | None = bare(edited.codebook)
    except (NoPlaceError, CodebookError):
        edited, said = document, None
    new = Rule(f"{code}/{key[0]}{len(there) + 1}", text, is_term=key == "terms")
    if said != _with_rule(bare(before), code, key, new):
        message = _("{path}:{line}: the layout of this code leaves no sure place for a new term; add it by hand")
        raise WriteError(message.format(path=document.name, line=before.by_id[code].line))
    return edited


def _put_entry(splices: Splices, name: str, code: str, key: str, text: str, provenance: str) -> None:
    owner = places(compose(splices.text, name))[code].node
    found = entries(owner).get(key)
    items = None if found is None or is_empty(found[1]) else found[1]
    in_brackets = isinstance(items, SequenceNode) and items.flow_style and items.value
    on_lines = not owner.flow_style and not in_brackets
    entry = scalar(text, in_flow=not on_lines)
    if provenance and on_lines:
        entry += f"  # {provenance}"
    elif provenance:
        # Above the line, not behind it: the brackets may close before its end, or a comment may stand there already.
        line = line_start(splices.text, (owner if found is None else found[0]).start_mark.index)
        blanks = len(line_at(splices.text, line)) - len(line_at(splices.text, line).lstrip(" "))
        splices.insert(line, f"{' ' * blanks}# {text}: {provenance}{splices.newline}")
    add_items(splices, owner, key, [Item(lambda: entry)], CODE_KEYS)


def _with_rule(book: Codebook, code: str, key: str, rule: Rule) -> Codebook:
    """Return a codebook with one more term or rule at the end of a code."""
    def grown(one: Code) -> Code:
        if key == "terms":
            return replace(one, terms=(*one.terms, rule))
        return replace(one, rules=(*one.rules, rule))

    return replace(book, codes=tuple(grown(one) if one.id == code else one for one in book.codes))
