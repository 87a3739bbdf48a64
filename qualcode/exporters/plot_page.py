"""Figures as pages: one html file with points to look into, each with its numbers and with what people said.

The page carries every sentence once and refers to it by number. Offsets are code points here and places of a browser's
strings (UTF-16) in the file: they are converted where the page is written. The script reads numbers from the page's own
tables, so that what stands in a table and what a point tells cannot differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualcode.exporters.atomic import write_text
from qualcode.exporters.page import embed, environment, integrity, plain, script, whole_characters
from qualcode.exporters.plot_words import words
from qualcode.i18n import language

FOLDER = Path(__file__).parent / "plot"
#: In this order: each uses what stands before it.
SCRIPTS = ("data.js", "labels.js", "plot.js", "panel.js", "page.js")

#: What stands in a cell of a table.
Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of words, with who says it.

    Attributes:
        unit_id: Leads back to it, ``DT-C03#128``; "" for a question.
        voice: Index of who says it.
        text: The words.
    """

    unit_id: str
    voice: int
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """What a quote takes of one sentence; offsets are code points of its text, half-open.

    Attributes:
        sentence: Index of the sentence.
        start: First character. end: Behind the last one.
        marks: Start and end of the matched words, in order, none overlapping another.
    """

    sentence: int
    start: int
    end: int
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said, with what stands around it.

    Attributes:
        pieces: Of the sentences it is in, one or more.
        question: Index of what was asked, -1 for nothing.
        before: Index of the sentence before it in the same turn, -1 for none. after: Of the one after it.
    """

    pieces: tuple[Piece, ...]
    question: int = -1
    before: int = -1
    after: int = -1


@dataclass(frozen=True, slots=True)
class Shown:
    """The quotes of one group.

    Attributes:
        quotes: In text order. more: How many there are beyond them. people: Who say all of them.
    """

    quotes: tuple[Quote, ...] = ()
    more: int = 0
    people: int = 0


@dataclass(frozen=True, slots=True)
class Dot:
    """A word, a code or a group on the plot, and its row in the table.

    Attributes:
        key: Names it in links into the page; unique.
        name: As people read it.
        across: Place on the first axis. up: On the second.
        kind: Index of its shape and colour.
        size: Its area as a share of the largest, in [0, 1].
        hollow: Whether it is drawn as an outline.
        cells: One a column. groups: One sequence a group, a cell a column of groups; none where it has no such numbers.
        quotes: One a group; none for a dot that is itself a group.
        group: Index of the group that it is, -1 for a word or a code.
        find: Words that find the rest of its quotes in the project, "" for none.
    """

    key: str
    name: str
    across: float
    up: float
    kind: int
    size: float = 0.0
    hollow: bool = False
    cells: tuple[Cell, ...] = ()
    groups: tuple[tuple[Cell, ...], ...] = ()
    quotes: tuple[Shown, ...] = ()
    group: int = -1
    find: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Two that stand together.

    Attributes:
        one: Index of a dot. two: Of the other.
        weight: Above 0.
        cells: One a column of links.
        quotes: What holds both.
    """

    one: int
    two: int
    weight: float
    cells: tuple[Cell, ...]
    quotes: Shown = Shown()


@dataclass(frozen=True, slots=True)
class Axis:
    """How one axis is drawn.

    Attributes:
        label: Beside it. log: Whether steps are ratios. zero: Whether a line marks 0. lines: Where dashed lines are.
    """

    label: str
    log: bool = False
    zero: bool = False
    lines: tuple[float, ...] = ()


@dataclass(frozen=True)
class PlotPage:
    """Everything that stands on a page.

    Attributes:
        title: Above the plot.
        note: What was counted, in sentences.
        axes: Across and up; none for a network.
        square: Whether both axes have one scale.
        kinds: What each shape and colour means.
        columns: Headings of the table. group_columns: Of the numbers of every group in it.
        groups: Headings of the groups.
        dots: The important ones first: their names are written first.
        link_columns: Headings of the table of links. links: The strongest first.
        drawn: How many links are drawn at first.
        sentences: What quotes refer to. voices: Who says them.
        missing: Why a number in the tables can be missing, in sentences, "" where none is.
    """

    title: str
    note: str
    kinds: Sequence[str]
    columns: Sequence[str]
    dots: Sequence[Dot]
    axes: tuple[Axis, ...] = ()
    square: bool = False
    groups: Sequence[str] = ()
    group_columns: Sequence[str] = ()
    links: Sequence[Link] = ()
    link_columns: Sequence[str] = ()
    drawn: int = 0
    sentences: Sequence[Sentence] = ()
    voices: Sequence[str] = ()
    missing: str = ""


def write_plot_page(path: Path, page: PlotPage) -> Path:
    """Write a page as one html file and return ``path``; the same page gives the same bytes.

    Raises:
        WriteError: the file cannot be written; the last good one stays.
    """
    return write_text(path, render_plot_page(page))


def render_plot_page(page: PlotPage) -> str:
    """Return the page: the template filled, with style, script and data inside."""
    code, style = script(FOLDER, SCRIPTS), (FOLDER / "plot.css").read_text(encoding="utf-8")
    text = environment(FOLDER).get_template("page.html.j2").render(
        page=page, w=words(), json=embed(payload(page)), script=code, script_hash=integrity(code), style=style,
        style_hash=integrity(style), language="zh-CN" if language() == "zh" else "en",
    )
    return whole_characters(text)


def payload(page: PlotPage) -> dict[str, Any]:
    """Return what the script works with, ready for JSON; the numbers of the tables are not in it."""
    texts = [sentence.text for sentence in page.sentences]
    places: dict[Shown, int] = {}  # a word of several groups has a dot in each, and the same quotes

    def number(shown: Shown) -> int:
        return places.setdefault(shown, len(places))

    marks = [[dot.key, dot.name, dot.across, dot.up, dot.kind, dot.size, int(dot.hollow), dot.group, dot.find,
              [number(shown) for shown in dot.quotes]] for dot in page.dots]
    wires = [[link.one, link.two, link.weight, number(link.quotes)] for link in page.links]
    return {
        "words": words(), "axes": plain(page.axes), "square": page.square, "kinds": list(page.kinds),
        "groups": list(page.groups), "drawn": page.drawn, "voices": list(page.voices),
        "sentences": [[one.unit_id, one.voice, one.text] for one in page.sentences],
        "dots": marks, "links": wires, "shown": [_shown(shown, texts) for shown in places],
    }


def utf16(text: str, offset: int) -> int:
    """Return the place in a browser's string of an offset in code points.

    >>> utf16("𠮷家", 0), utf16("𠮷家", 1), utf16("𠮷家", 2)
    (0, 2, 3)
    """
    return offset + sum(character > "\uffff" for character in text[:offset])


def _shown(shown: Shown, texts: Sequence[str]) -> list[Any]:
    return [shown.more, shown.people, [
        [quote.question, quote.before, quote.after, *(_piece(piece, texts[piece.sentence]) for piece in quote.pieces)]
        for quote in shown.quotes]]


def _piece(piece: Piece, text: str) -> list[int]:
    """Return the sentence, start and end, then start and end of each mark, for a browser."""
    offsets = [piece.start, piece.end, *(place for mark in piece.marks for place in mark)]
    return [piece.sentence, *(utf16(text, offset) for offset in offsets)]
