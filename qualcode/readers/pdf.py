"""PDF files with a text layer: pages joined, lines joined, page numbers and running heads left out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from qualcode.errors import NotATranscriptError, ReadError
from qualcode.i18n import _
from qualcode.readers.candidates import candidates
from qualcode.readers.document import BLANKS, Document, document_from, document_of
from qualcode.readers.labels import is_denied, known_role, looks_like_name
from qualcode.readers.utterances import join

_PAGE_NUMBER = re.compile(
    r"[-—–·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／,，共of]+\s*\d{1,4}\s*页?)?[-—–·\s]*|[ivxlIVXL]{1,6}"
)
_ENDS = ("。", "？", "！", "?", "!", "…", "”", "」", "：", ":")
#: a line that reaches this share of the text's width runs on in the next.
_FULL = 0.93
#: heads and page numbers: at most so many lines at an edge, so many line distances from the text.
_EDGE, _APART = 2, 1.25
#: control characters, and what pdfium puts for a hyphen at the line's end.
_DROPPED = frozenset([*map(chr, range(0x00, 0x09)), *map(chr, range(0x0B, 0x20)), "\ufffe", "\uffff"])
_MOST_PAGES = 5_000


@dataclass(frozen=True, slots=True)
class _Row:
    """A printed line: its words and where they stand on the page, in points from the lower left."""

    text: str
    left: float
    right: float
    bottom: float


def read_pdf(data: bytes, name: str) -> Document:
    """Return the document in a PDF file.

    Raises:
        ReadError: it is damaged or locked with a password.
        NotATranscriptError: its pages are pictures without a text layer.
    """
    rows = _without_heads(_pages(data, name))
    if not rows:
        raise NotATranscriptError(
            _(
                "{name}: a scan without a text layer; run text recognition (OCR) over it, or type it, and save it as "
                ".docx or text"
            ).format(name=name)
        )
    return document_from(((line, 0, False, None) for line in _joined(rows)), "pdf")


def _pages(data: bytes, name: str) -> list[list[_Row]]:
    """Return the printed lines of every page that hold something."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ReadError(
            _("{name}: damaged, or locked with a password; save it again without one").format(name=name)
        ) from error
    try:
        if len(pdf) > _MOST_PAGES:
            raise ReadError(
                _("{name}: {pages} pages are more than an interview can be").format(name=name, pages=len(pdf))
            )
        return [_page_rows(pdf, number) for number in range(len(pdf))]
    except pypdfium2.PdfiumError as error:
        raise ReadError(_("{name}: a page is damaged; print it to PDF again").format(name=name)) from error
    finally:
        pdf.close()


def _page_rows(pdf: Any, number: int) -> list[_Row]:
    page = pdf[number]
    layer = page.get_textpage()
    rows: list[_Row] = []
    line: list[tuple[str, int]] = []
    text = layer.get_text_range() if layer.count_chars() else ""
    for place, character in enumerate(f"{text}\n"):
        if character == "\n":
            row = _row(layer, line)
            rows += [row] if row else []
            line = []
        elif character not in _DROPPED:
            line.append((character, place))
    layer.close()
    page.close()
    return rows


def _row(layer: Any, line: Sequence[tuple[str, int]]) -> _Row | None:
    """A line with its edges: those of its first and last visible character."""
    visible = [place for character, place in line if character not in BLANKS]
    if not visible:
        return None
    words = "".join(character for character, _place in line).strip(BLANKS)
    first, last = _box(layer, visible[0]), _box(layer, visible[-1])
    return _Row(words, first[0], last[2], first[1])


def _box(layer: Any, index: int) -> tuple[float, float, float, float]:
    import pypdfium2

    if not 0 <= index < layer.count_chars():
        return (0.0, 0.0, 0.0, 0.0)
    try:
        left, bottom, right, top = layer.get_charbox(index, loose=True)
    except pypdfium2.PdfiumError:
        return (0.0, 0.0, 0.0, 0.0)
    return (left, bottom, right, top)


def _without_heads(pages: Sequence[Sequence[_Row]]) -> list[_Row]:
    """Leave out page numbers and what comes back at the edge of half of the pages, three or more.

    Either stands apart from the text by more than the distance of lines; words at the edge that do not, stay.
    """
    times = Counter(key for page in pages for key in {_head_key(row) for row in (*page[:_EDGE], *page[-_EDGE:])})
    gaps = [above.bottom - below.bottom for page in pages for above, below in pairwise(page)]
    distance = median(gaps) * _APART if gaps else 0.0
    often = max(3, len(pages) / 2)

    def peeled(page: Sequence[_Row]) -> int:
        for count in range(min(_EDGE, len(page) - 1), 0, -1):
            heads = all(_PAGE_NUMBER.fullmatch(row.text) or times[_head_key(row)] >= often for row in page[:count])
            if heads and abs(page[count - 1].bottom - page[count].bottom) > distance:
                return count
        return 0

    kept: list[_Row] = []
    for page in pages:
        inner = page[peeled(page) :]
        kept += inner[: len(inner) - peeled(inner[::-1])]
    return kept


def _head_key(row: _Row) -> str:
    return re.sub(r"\d+", "#", "".join(row.text.split()))


def _joined(rows: Sequence[_Row]) -> Iterator[str]:
    """Join a line to the next where it fills the width; a label or a number begins a line of its own."""
    right, left = max(row.right for row in rows), min(row.left for row in rows)
    starts = _label_rows(rows)
    current = ""
    before: _Row | None = None
    for place, row in enumerate(rows):
        runs_on = before is not None and before.right - left >= _FULL * (right - left) > 0
        indented = before is not None and row.left - left > 0.02 * (right - left) and not before.text.endswith("，")
        if before is not None and runs_on and place not in starts and not (indented and before.text.endswith(_ENDS)):
            current = join(current, row.text)
        else:
            if before is not None:
                yield current
            current = row.text
        before = row
    yield current


def _label_rows(rows: Sequence[_Row]) -> set[int]:
    """Places of the rows that begin with what may be a label."""
    document = document_of("\n".join(row.text for row in rows), "pdf")
    return {
        candidate.index
        for candidate in candidates(document)
        if candidate.form in {"bracket_time", "time_label", "label_time", "colon", "bracket"}
        and not is_denied(candidate.label)
        and (known_role(candidate.label)[0] or looks_like_name(candidate.label))
    }
