"""PDF files with a text layer: pages joined, lines joined, page numbers and running heads left out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from qualcode.errors import NotATranscriptError, ReadError
from qualcode.i18n import _
from qualcode.readers.candidates import candidates
from qualcode.readers.document import BLANKS, Document, document_from, document_of
from qualcode.readers.labels import is_denied, known_role, looks_like_name
from qualcode.readers.utterances import join

_PAGE_NUMBER = re.compile(r"[-—–·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／,，共of]+\s*\d{1,4}\s*页?)?[-—–·\s]*|[ivxlIVXL]{1,6}")
_ENDS = ("。", "？", "！", "?", "!", "…", "”", "」", "：", ":")
#: a line that reaches this share of the text's width runs on in the next.
_FULL = 0.93
_MOST_PAGES = 5_000


@dataclass(frozen=True, slots=True)
class _Row:
    """A printed line: its words and where they stand on the page, in points from the lower left."""

    text: str
    left: float
    right: float
    page: int
    edge: bool


def read_pdf(data: bytes, name: str) -> Document:
    """Return the document in a PDF file.

    Raises:
        ReadError: it is damaged or locked with a password.
        NotATranscriptError: its pages are pictures without a text layer.
    """
    rows = _without_heads(_rows(data, name))
    if not any(row.text.strip(BLANKS) for row in rows):
        raise NotATranscriptError(
            _("{name}: a scan without a text layer; run text recognition (OCR) over it, or type it, and save it as "
              ".docx or text").format(name=name))
    return document_from(((line, 0, False, None) for line in _joined(rows)), "pdf")


def _rows(data: bytes, name: str) -> list[_Row]:
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ReadError(_("{name}: damaged, or locked with a password; save it again without one").format(name=name)) from error
    try:
        if len(pdf) > _MOST_PAGES:
            raise ReadError(_("{name}: {pages} pages are more than an interview can be").format(name=name, pages=len(pdf)))
        return [row for number in range(len(pdf)) for row in _page_rows(pdf, number)]
    except pypdfium2.PdfiumError as error:
        raise ReadError(_("{name}: a page is damaged; print it to PDF again").format(name=name)) from error
    finally:
        pdf.close()


def _page_rows(pdf: Any, number: int) -> list[_Row]:
    page = pdf[number]
    layer = page.get_textpage()
    text = layer.get_text_range().replace("\r\n", "\n").replace("\r", "\n") if layer.count_chars() else ""
    lines = text.replace("\ufffe", "").replace("\x02", "").split("\n")
    extents = _extents(layer, lines)
    visible = [place for place, line in enumerate(lines) if line.strip(BLANKS)]
    edges = {*visible[:2], *visible[-2:]}
    rows = [_Row(re.sub(r"[\x00-\x08\x0b-\x1f]", "", line).rstrip(BLANKS), *extents[place], number, place in edges)
            for place, line in enumerate(lines)]
    layer.close()
    page.close()
    return rows


def _extents(layer: Any, lines: Sequence[str]) -> list[tuple[float, float]]:
    """Left and right edge of every line: of its first and last visible character."""
    found, position = [], 0
    for line in lines:
        visible = [place for place, character in enumerate(line) if character not in BLANKS]
        if visible:
            first, last = (position + visible[0], position + visible[-1])
            found.append((_box(layer, first)[0], _box(layer, last)[2]))
        else:
            found.append((0.0, 0.0))
        position += len(line) + 2  # pdfium ends a line with two characters
    return found


def _box(layer: Any, index: int) -> tuple[float, float, float, float]:
    import pypdfium2

    if not 0 <= index < layer.count_chars():
        return (0.0, 0.0, 0.0, 0.0)
    try:
        left, bottom, right, top = layer.get_charbox(index)
    except pypdfium2.PdfiumError:
        return (0.0, 0.0, 0.0, 0.0)
    return (left, bottom, right, top)


def _without_heads(rows: Sequence[_Row]) -> list[_Row]:
    """Leave out page numbers and what stands at the edge of at least half of the pages, three or more."""
    pages = len({row.page for row in rows})
    plain = {id(row): re.sub(r"\d+", "#", "".join(row.text.split())) for row in rows if row.edge}
    seen = Counter((plain[id(row)], row.page) for row in rows if row.edge)
    times = Counter(words for words, _page in seen)
    return [
        row for row in rows
        if not (row.edge and (_PAGE_NUMBER.fullmatch(row.text.strip(BLANKS)) or
                              (pages >= 3 and times[plain[id(row)]] >= max(3, pages / 2))))
    ]


def _joined(rows: Sequence[_Row]) -> Iterator[str]:
    """Join a line to the next where it fills the width; a label or a number begins a line of its own."""
    shown = [row for row in rows if row.text.strip(BLANKS)]
    right, left = max(row.right for row in shown), min(row.left for row in shown)
    starts = _label_rows(shown)
    current, before = "", None
    for place, row in enumerate(shown):
        words = row.text.strip(BLANKS)
        runs_on = before is not None and before.right - left >= _FULL * (right - left) > 0
        indented = before is not None and row.left - left > 0.02 * (right - left) and not before.text.endswith("，")
        if before is not None and runs_on and place not in starts and not (indented and before.text.endswith(_ENDS)):
            current = join(current, words)
        else:
            if before is not None:
                yield current
            current = words
        before = row
    yield current


def _label_rows(rows: Sequence[_Row]) -> set[int]:
    """Places of the rows that begin with what may be a label."""
    document = document_of("\n".join(row.text.strip(BLANKS) for row in rows), "pdf")
    return {
        candidate.index for candidate in candidates(document)
        if candidate.form in {"bracket_time", "time_label", "label_time", "colon", "bracket"}
        and not is_denied(candidate.label) and (known_role(candidate.label)[0] or looks_like_name(candidate.label))
    }
