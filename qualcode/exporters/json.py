"""JSON: a list of rows, keys in the order of the columns."""

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.exporters.atomic import write_text

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


def plain(value: Any) -> str | int | float | bool | None:
    """Return a cell as a plain Python value, None where it is missing; anything else becomes text."""
    import pandas as pd

    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, str | int | bool) else str(value)
