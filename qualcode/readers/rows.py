"""Tables with one turn a row: 说话人, 内容 and perhaps times."""

import re
from collections.abc import Mapping, Sequence

from qualcode.errors import NotATranscriptError
from qualcode.i18n import _
from qualcode.model import HEADINGS, canonical_key
from qualcode.readers.candidates import seconds_of
from qualcode.readers.utterances import Utterance, flatten

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "label": ("说话人", "發言人", "发言人", "讲话人", "角色", "speaker", "label", "name", "姓名", "谁"),
    "text": (
        "文本",
        "内容",
        "發言內容",
        "发言内容",
        "说话内容",
        "話語",
        "话语",
        "转写内容",
        "转录内容",
        "原文",
        "逐字稿",
        "text",
        "content",
        "transcript",
        "utterance",
        "words",
        "speech",
    ),
    "start": (
        "开始",
        "开始时间",
        "起始时间",
        "時間",
        "时间",
        "时间戳",
        "start",
        "starttime",
        "begin",
        "time",
        "timestamp",
    ),
    "end": ("结束", "结束时间", "終止時間", "end", "endtime", "stop"),
}
_KNOWN = {word: column for column, words in _COLUMNS.items() for word in words}
_CLOCK = re.compile(r"(?:\d{1,3}[:：])?\d{1,3}[:：]\d{2}(?:[.,]\d+)?")
_HEAD_ROWS = 10


def read_turn_rows(rows: Sequence[Sequence[str]], name: str) -> list[Utterance]:
    """Return the turns of a table; an empty speaker cell goes on with the speaker above.

    Raises:
        NotATranscriptError: no row of headings names a column with the words.
    """
    for number, row in enumerate(rows[:_HEAD_ROWS]):
        columns = {found: place for place, cell in reversed(list(enumerate(row))) if (found := column_of(cell))}
        if "text" in columns and len(columns) >= 2:
            return _utterances(rows[number + 1 :], columns)
    head = [cell for row in rows[:1] for cell in row]
    if sum(canonical_key(cell) in HEADINGS for cell in head) >= 2:
        raise NotATranscriptError(
            _(
                "{name}: looks like an attribute table, not an interview; name it as participants in qualcode.toml, or "
                "begin its name with _"
            ).format(name=name)
        )
    raise NotATranscriptError(
        _(
            "{name}: a table needs a row of headings with 说话人 (speaker) and 内容 (text), and may have "
            "开始 (start) and 结束 (end)"
        ).format(name=name)
    )


def column_of(heading: str) -> str | None:
    """Return which column of a table of turns a heading names: ``label``, ``text``, ``start``, ``end`` or None."""
    bare = "".join(re.split(r"[（(]", heading)[0].split()).lower().replace("_", "").rstrip("：:")
    return _KNOWN.get(bare)


def _utterances(rows: Sequence[Sequence[str]], columns: Mapping[str, int]) -> list[Utterance]:
    found: list[Utterance] = []
    label = ""
    for row in rows:
        cells = {column: row[place].strip() if place < len(row) else "" for column, place in columns.items()}
        label = cells.get("label", "").rstrip("：: ") or label
        words = flatten(cells["text"])
        if words:
            found.append(Utterance(label, words, _seconds(cells.get("start", "")), _seconds(cells.get("end", ""))))
    return found


def _seconds(cell: str) -> float | None:
    if re.fullmatch(r"\d+(?:\.\d+)?", cell):
        return float(cell)
    two_parts = len(re.split("[:：]", cell)) == 2
    return seconds_of(cell) if _CLOCK.fullmatch(cell) and not two_parts else None
