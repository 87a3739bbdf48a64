"""Markdown: CommonMark with pipe tables, readable as it is."""

import re
from pathlib import Path

from qualcode.exporters.atomic import write_text
from qualcode.exporters.document import Document, Heading, Paragraph, Run, Table

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&])")
_AT_LINE_START = re.compile(r"^(\s*)([#+=]|-(?!\d)|\d+(?=[.)](?:\s|$)))", re.MULTILINE)


def write_markdown(document: Document, path: Path) -> Path:
    """Write a document as UTF-8 Markdown with LF line ends.

    Raises:
        WriteError: the file cannot be written; the last good one stays.
    """
    return write_text(path, to_markdown(document))


def to_markdown(document: Document) -> str:
    """Return a document as Markdown. What people said is escaped, so it shows as they said it."""
    return "\n\n".join([f"# {_inline(document.title)}", *map(_block, document.blocks)]) + "\n"


def escape(words: str) -> str:
    r"""Return a text in which nothing is markup any more.

    >>> escape("1. *好*"), escape("- 不")
    ('\\1. \\*好\\*', '\\- 不')
    """
    return _AT_LINE_START.sub(_escape_start, _SPECIAL.sub(r"\\\1", words))


def _escape_start(match: re.Match[str]) -> str:
    blank, mark = match.groups()
    return f"{blank}&#{ord(mark[0])};{mark[1:]}" if mark[0].isdigit() else f"{blank}\\{mark}"


def _block(block: Heading | Paragraph | Table) -> str:
    if isinstance(block, Heading):
        return "#" * (block.level + 1) + " " + _inline(block.text)
    if isinstance(block, Table):
        return _table(block)
    words = "".join(map(_run, block.runs)).replace("\n", "  \n")
    return "\n".join(f"> {line}" for line in words.split("\n")) if block.style == "quote" else words


def _run(run: Run) -> str:
    words = escape(run.text)
    if run.bold or run.marked:
        return f"**{words}**"
    return f"*{words}*" if run.muted else words


def _table(table: Table) -> str:
    lines = [table.header, ("---",) * len(table.header), *table.rows]
    cells = ["| " + " | ".join(cell if cell == "---" else _inline(cell) for cell in line) + " |" for line in lines]
    parts = [f"**{_inline(table.caption)}**"] if table.caption else []
    if table.header:
        parts.append("\n".join(cells))
    return "\n\n".join([*parts, _inline(table.note)] if table.note else parts)


def _inline(words: str) -> str:
    return escape(words.replace("\n", " "))
