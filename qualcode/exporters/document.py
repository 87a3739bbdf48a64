"""A document before it has a format: headings, paragraphs and tables, which Word, web pages and LaTeX all can hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from qualcode.model import Span


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one look."""

    text: str
    bold: bool = False
    marked: bool = False
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 stands below the title."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of runs; a ``quote`` is what somebody said, a ``note`` is small print."""

    runs: tuple[Run, ...]
    style: Literal["body", "quote", "note"] = "body"


@dataclass(frozen=True, slots=True)
class Table:
    """A three-line table with its caption above and its note below.

    Attributes:
        header: Without one there is no table, only the caption and the note that says why.
        numbers: Columns that are centred; what is a number there is one in workbooks too.
        widths: Of the columns, in any measure; equal where there are none.
        wide: Whether it stands on a page turned sideways, where there are pages.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    numbers: frozenset[int] = frozenset()
    widths: tuple[float, ...] = ()
    wide: bool = False

    @property
    def shares(self) -> tuple[float, ...]:
        """The widths of the columns as shares of the whole."""
        widths = self.widths or (1.0,) * len(self.header)
        return tuple(width / sum(widths) for width in widths)


@dataclass(frozen=True, slots=True)
class Document:
    """A title and what follows it, in order."""

    title: str
    blocks: tuple[Heading | Paragraph | Table, ...]


def text(words: str, style: Literal["body", "quote", "note"] = "body") -> Paragraph:
    """Return a paragraph of plain text."""
    return Paragraph((Run(words),), style)


def marked_runs(words: str, spans: Iterable[Span]) -> tuple[Run, ...]:
    """Return a text as runs, with the given spans of it marked (they are in text order and do not overlap)."""
    runs, position = [], 0
    for span in spans:
        runs += [Run(words[position : span.start]), Run(span.of(words), marked=True)]
        position = span.end
    return tuple(run for run in [*runs, Run(words[position:])] if run.text)
