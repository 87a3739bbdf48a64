"""JSON: a list of rows, keys in the order of the columns."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.exporters.atomic import write_text
from qualcode.exporters.cells import plain

if TYPE_CHECKING:
    import pandas as pd


def write_json(frame: "pd.DataFrame", path: Path) -> Path:
    """Write a table as UTF-8 JSON, one object a row; a missing value is ``null``.

    Raises:
        WriteError: the file cannot be written; the last good one stays.
    """
    names = [str(name) for name in frame.columns]
    rows = [dict(zip(names, map(plain, row), strict=True)) for row in frame.itertuples(index=False, name=None)]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return write_text(path, f"[\n{lines}\n]\n" if rows else "[]\n")
