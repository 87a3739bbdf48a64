"""Parquet, for whoever goes on in Python or R."""

from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.exporters.atomic import replacing

if TYPE_CHECKING:
    import pandas as pd


def write_parquet(frame: "pd.DataFrame", path: Path) -> Path:
    """Write a table with its columns and types; missing values stay missing.

    Raises:
        WriteError: the file cannot be written; the last good one stays.
    """
    with replacing(path) as temporary:
        frame.to_parquet(temporary, index=False, engine="pyarrow", compression="zstd")
    return path
