"""What every reader hands on: one text, cut into lines with what the source file knew of each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from qualcode.model import Span


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a line stood in a table of the source: table, row and column, from 0, and the row's number of cells."""

    table: int
    row: int
    column: int
    width: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text.

    Attributes:
        number: 1-based number in the whole file, also when the file holds several interviews.
        start: Offset of its first character.
        text: Its characters without the line end.
        bold: Number of leading characters set in bold (all of them for a bold paragraph).
        numbered: Whether the word processor numbers the paragraph (the number is not in the text).
        cell: Its place in a table, or None.
    """

    number: int
    start: int
    text: str
    bold: int = 0
    numbered: bool = False
    cell: Cell | None = None

    @property
    def end(self) -> int:
        """Offset behind its last character."""
        return self.start + len(self.text)

    @property
    def span(self) -> Span:
        """The line without its line end."""
        return Span(self.start, self.end)

    @property
    def blank(self) -> bool:
        """Whether there is nothing to see on it."""
        return not self.text.strip(BLANKS)


#: White space, the ideographic blank and what takes no room: zero-width characters, a stray byte order mark.
BLANKS = " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029\u3000\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"


@dataclass(frozen=True, slots=True)
class Document:
    """A text that was read, before anybody knows who speaks.

    Attributes:
        text: Canonical text.
        lines: All of its lines in order.
        format: ``txt``, ``md``, ``docx`` or ``pdf``.
        encoding: Encoding of the source, "" for binary formats.
    """

    text: str
    lines: tuple[Line, ...]
    format: str
    encoding: str = ""

    def part(self, first: int, last: int) -> "Document":
        """Return the lines ``first`` up to but not including ``last`` as a document of its own."""
        start = self.lines[first].start
        end = self.lines[last].start if last < len(self.lines) else len(self.text)
        lines = tuple(replace(line, start=line.start - start) for line in self.lines[first:last])
        return replace(self, text=self.text[start:end], lines=lines)


def document_of(text: str, kind: str, encoding: str = "") -> Document:
    """Return a text file's document."""
    return document_from(((line, 0, False, None) for line in text.split("\n")), kind, encoding)


def document_from(lines: Iterable[tuple[str, int, bool, Cell | None]], kind: str, encoding: str = "") -> Document:
    """Return a document of lines ``(text, bold characters, numbered, cell)``, joined by line ends."""
    made, position = [], 0
    for number, (text, bold, numbered, cell) in enumerate(lines, start=1):
        made.append(Line(number, position, text, bold, numbered, cell))
        position += len(text) + 1
    return Document("\n".join(line.text for line in made), tuple(made), kind, encoding)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a turn begins.

    Attributes:
        start: Offset of the turn's first character (its line's start).
        body: Offset where the words may begin, behind label and time.
        label: As written, "" when there is none.
        speaker: Who speaks where there is no label: ``问`` or ``答``.
        begin: Seconds, or None.
        end: Seconds, or None.
    """

    start: int
    body: int
    label: str
    speaker: str = ""
    begin: float | None = None
    end: float | None = None
