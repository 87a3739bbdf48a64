"""Plain tables for the report, from whatever the parts of qualcode hand over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.model import Corpus, Transcript

if TYPE_CHECKING:
    import pandas as pd

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A plain table.

    Attributes:
        title: Its caption, "" for none.
        columns: Identifiers (headings are chosen where the table is shown).
        rows: One tuple a row, as long as ``columns``; None is a missing value.
        note: What was counted, "" for nothing to say.
        muted: Rows in grey.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Scalar, ...], ...]
    note: str = ""
    muted: frozenset[int] = frozenset()


def frame_table(
    frame: "pd.DataFrame", title: str = "", note: str = "", muted: frozenset[int] = frozenset(),
) -> ReportTable:
    """Return a DataFrame as a plain table; missing values become None."""
    rows = tuple(tuple(map(_cell, row)) for row in frame.itertuples(index=False, name=None))
    return ReportTable(title, tuple(str(column) for column in frame.columns), rows, note, muted)


def mapping_table(rows: Iterable[Mapping[str, Any]], title: str = "", note: str = "") -> ReportTable:
    """Return rows with any keys as a plain table; a key that a row does not have is a missing value."""
    given = list(rows)
    columns = tuple(dict.fromkeys(str(key) for row in given for key in row))
    return ReportTable(title, columns, tuple(tuple(scalar(row.get(key)) for key in columns) for row in given), note)


def reading_table(corpus: Corpus) -> ReportTable:
    """Return what the transcripts know of how they were read: one row each.

    Columns: ``source, transcript, layout, encoding, turns, speakers, unread`` (the 1-based lines that were not
    understood, counted in the transcript's own text).
    """
    return mapping_table(_reading_row(transcript) for transcript in corpus.transcripts)


def _reading_row(transcript: Transcript) -> dict[str, Scalar]:
    lines = [transcript.text.count("\n", 0, span.start) + 1 for span in transcript.unread]
    return {
        "source": transcript.source, "transcript": transcript.name, "layout": transcript.layout,
        "encoding": transcript.encoding, "turns": len(transcript.turns),
        "speakers": "; ".join(f"{speaker.name} = {speaker.role.value}" for speaker in transcript.speakers),
        "unread": ", ".join(map(str, lines)),
    }


def scalar(value: Any) -> Scalar:
    """Return a value as one cell: a list or mapping becomes text, its members parted by semicolons or line ends."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {scalar(part)}" for key, part in value.items() if part not in (None, "", {}, (), []))
    if isinstance(value, Iterable):
        parts = list(value)
        between = "\n" if any(isinstance(part, Mapping) for part in parts) else "; "
        return between.join(str(scalar(part)) for part in parts)
    return str(value)


def _cell(value: Any) -> Scalar:
    import pandas as pd

    if value is pd.NA or value is pd.NaT:
        return None
    plain = scalar(value.item() if hasattr(value, "item") else value)
    return None if isinstance(plain, float) and pd.isna(plain) else plain
