"""Interviews set in a Word table: a column of speakers beside a column of words, or questions beside answers."""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from qualcode.readers.document import Document, Line, Mark
from qualcode.readers.header import is_heading, key_of_heading
from qualcode.readers.labels import is_denied, key_of, known_role, looks_like_name, may_be_label
from qualcode.readers.questions import ANSWERS, ASKS
from qualcode.readers.rows import column_of

_ASK_HEADS = re.compile(r"(?:访谈|采访)?(?:问题|提问|问|Q|Question)", re.IGNORECASE)
_ANSWER_HEADS = re.compile(r"(?:访谈|采访)?(?:回答|答复|答|受访者回答|回答内容|A|Answer|记录|回答记录)", re.IGNORECASE)

Row = dict[int, list[Line]]


def rows_of(lines: Sequence[Line]) -> dict[int, list[Row]]:
    """Return table -> its rows, each column -> lines of the cell."""
    cells: Mapping[int, dict[int, Row]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for line in lines:
        if line.cell is not None:
            cells[line.cell.table][line.cell.row][line.cell.column].append(line)
    return {table: [rows[number] for number in sorted(rows)] for table, rows in cells.items()}


def words_of(cell: Sequence[Line]) -> str:
    """Return the words of a cell on one line."""
    return " ".join(line.text.strip() for line in cell).strip()


def table_marks(document: Document) -> tuple[Mark, ...]:
    """Return the marks of every table that holds an interview, in text order."""
    marks: list[Mark] = []
    for rows in rows_of(document.lines).values():
        marks += _question_columns(rows) or _label_column(rows)
    return tuple(marks)


def table_fields(lines: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """Yield the attributes in header tables: heading and value side by side, or headings above values."""
    for rows in rows_of(lines).values():
        for number, row in enumerate(rows):
            texts = [words_of(row[column]) for column in sorted(row)]
            if len(texts) > 1 and all(is_heading(text) for text in texts if text) and number + 1 < len(rows):
                below = rows[number + 1]
                yield from (
                    (key_of_heading(text), words_of(below.get(column, ())))
                    for column, text in zip(sorted(row), texts, strict=True)
                )
                continue
            for heading, value in itertools.pairwise(texts):
                if is_heading(heading.rstrip("：:")) and value and not is_heading(value.rstrip("：:")):
                    yield key_of_heading(heading.rstrip("：:")), value


def _question_columns(rows: Sequence[Row]) -> list[Mark]:
    if not rows:
        return []
    head = {column: words_of(cell) for column, cell in rows[0].items()}
    asks = next((column for column, words in head.items() if _ASK_HEADS.fullmatch(words)), None)
    answers = next(
        (column for column, words in head.items() if _ANSWER_HEADS.fullmatch(words) and column != asks), None
    )
    body = rows[1:]
    if asks is None or answers is None or answers < asks or len(rows) < 2:
        widths = {len(row) for row in rows}
        texts = [words_of(row.get(0, ())) for row in rows]
        if widths != {2} or sum(text.endswith(("？", "?")) for text in texts) < max(2, 0.6 * len(rows)):
            return []
        asks, answers, body = 0, 1, list(rows)
    marks = []
    for row in body:
        for column, speaker in ((asks, ASKS), (answers, ANSWERS)):
            cell = row.get(column, [])
            if words_of(cell):
                start = cell[0].start if speaker == ANSWERS else row[min(row)][0].start
                marks.append(Mark(start, cell[0].start, "", speaker))
    return marks


def _label_column(rows: Sequence[Row]) -> list[Mark]:
    """A column whose cells are labels that recur, beside the one with most words."""
    columns = sorted({column for row in rows for column in row})
    if len(columns) < 2:
        return []
    length = {column: sum(len(words_of(row.get(column, ()))) for row in rows) for column in columns}
    said = max(columns, key=lambda column: (length[column], -column))
    for column in columns:
        labels = [words_of(row.get(column, ())) for row in rows if words_of(row.get(column, ()))]
        distinct = {key_of(label) for label in labels}
        good = [label for label in labels if _is_label(label)]
        if column < said and len(good) >= max(2, 0.7 * len(labels)) and len(distinct) <= max(3, len(labels) * 0.7):
            return [mark for row in rows if (mark := _row_mark(row, column, said)) is not None]
    return []


def _is_label(words: str) -> bool:
    bare = words.rstrip("：: ")
    known = known_role(bare)[0]
    return may_be_label(bare) and (known or (looks_like_name(bare) and not is_denied(bare)))


def _row_mark(row: Row, column: int, said: int) -> Mark | None:
    label = words_of(row.get(column, ())).rstrip("：: ")
    cell = row.get(said, [])
    heading = column_of(label) == "label" and column_of(words_of(cell)) is not None
    if heading or not label or not _is_label(label) or not cell:
        return None
    return Mark(row[min(row)][0].start, cell[0].start, label)
