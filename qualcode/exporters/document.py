"""A document before it has a format: headings, paragraphs and tables, which Word, web pages and LaTeX all can hold."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from unicodedata import east_asian_width

from qualcode.model import Span

#: what has no place to break a line at: Latin words and ids; Chinese breaks anywhere
_WORD = re.compile(r"[A-Za-z0-9_]+")
#: in points, for 五号: a bold Latin letter, a Han character, what a cell leaves free at its sides
_LETTER, _HAN, _SIDES = 5.8, 10.5, 12.5
#: in points: up to here a piece stays whole (a date, a short Chinese word), and beyond here a Latin word may break
_SHORT, _LONG = 60.0, 140.0
#: in points: the text of A4 upright and sideways
_UPRIGHT, _SIDEWAYS = 453.0, 700.0


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
        muted: Rows in grey.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    numbers: frozenset[int] = frozenset()
    widths: tuple[float, ...] = ()
    wide: bool = False
    muted: frozenset[int] = frozenset()

    @property
    def shares(self) -> tuple[float, ...]:
        """The widths of the columns as shares of the whole; none is narrower than what should not break in it."""
        widths = self.widths or (1.0,) * len(self.header)
        page = _SIDEWAYS if self.wide else _UPRIGHT
        heads = [(_widest([head]) + _SIDES) / page for head in self.header]
        cells = [(_widest(column) + _SIDES) / page for column in zip(*self.rows, strict=True)] or heads
        return _shares(widths, _least(heads, cells))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the middle of the page with its caption below.

    Attributes:
        content: A PNG.
        width: In mm; narrower where the text is narrower.
    """

    content: bytes
    caption: str
    width: float = 150.0


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a living document: what a later run renews as a whole, or leaves alone because somebody changed it.

    Attributes:
        key: One of its kind in the document and the same in every run: letters, digits, ``.``, ``_``, ``-`` and Han.
        blocks: What stands in it. A part without blocks is as one that is not there.
        own: Whether it is one paragraph that invites the researcher to write, and stands for what they write.
    """

    key: str
    blocks: tuple[Heading | Paragraph | Table | Picture, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """What a run of a living document left as people had made it.

    Attributes:
        edited: Keys of parts that somebody changed by hand; they stayed as they were, with the numbers of then.
        own: Paragraphs, tables and pictures of the researcher's own.
        gone: Keys of parts that this run no longer has, but that somebody had changed.
        loose: Keys of parts that went, behind which text of the researcher's own stood: it may stand wrongly now.
        first: Whether the file is new.
    """

    edited: tuple[str, ...] = ()
    own: int = 0
    gone: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    first: bool = False


#: key under which a changed title is reported
TITLE = "document.title"


@dataclass(frozen=True, slots=True)
class Document:
    """A title and what follows it, in order."""

    title: str
    blocks: tuple[Heading | Paragraph | Table, ...]


def _widest(cells: Iterable[str]) -> float:
    """Return the points of the widest piece that should stay on one line, at most ``_LONG``."""
    return max((_points(piece) for cell in cells for piece in cell.split()), default=0.0)


def _points(piece: str) -> float:
    whole = sum(_HAN if east_asian_width(sign) in "WF" else _LETTER for sign in piece)
    if whole <= _SHORT:
        return whole
    return min(max((_LETTER * len(word) for word in _WORD.findall(piece)), default=0.0), _LONG)


def _least(heads: Sequence[float], cells: Sequence[float]) -> list[float]:
    """Return what the head and the cells of each column need; where that is too much, heads are cut first."""
    both = list(map(max, heads, cells))
    if sum(both) <= 1 or sum(cells) >= 1:
        return both
    part = (1 - sum(cells)) / (sum(both) - sum(cells))
    return [cell + part * (one - cell) for one, cell in zip(both, cells, strict=True)]


def _shares(widths: Sequence[float], least: Sequence[float]) -> tuple[float, ...]:
    """Return shares in proportion to ``widths``, none below its ``least``, as far as all of these have room."""
    if sum(least) >= 1:
        return tuple(one / sum(least) for one in least)
    raised: set[int] = set()
    while True:
        room = 1 - sum(least[place] for place in raised)
        rest = sum(width for place, width in enumerate(widths) if place not in raised)
        shares = [least[place] if place in raised else width / rest * room for place, width in enumerate(widths)]
        low = {place for place, share in enumerate(shares) if share < least[place]}
        if not low:
            return tuple(shares)
        raised |= low


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
