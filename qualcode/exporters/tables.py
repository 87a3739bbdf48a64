"""A table into whatever format the file's ending asks for."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import UsageError
from qualcode.exporters.csv import write_csv
from qualcode.exporters.json import write_json
from qualcode.exporters.parquet import write_parquet
from qualcode.exporters.xlsx import write_xlsx
from qualcode.i18n import _

if TYPE_CHECKING:
    import pandas as pd

WRITERS: "Mapping[str, Callable[[pd.DataFrame, Path], Path]]" = {
    ".csv": write_csv, ".xlsx": write_xlsx, ".json": write_json, ".parquet": write_parquet,
}


def write_table(frame: "pd.DataFrame", path: Path) -> Path:
    """Write a table as csv, xlsx, json or parquet, by the ending of ``path``.

    Raises:
        UsageError: the ending is none of these.
        WriteError: the file cannot be written; the last good one stays.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise UsageError(
            _("{path}: a table cannot be written to this ending; use one of {endings}").format(
                path=path, endings=", ".join(WRITERS))
        )
    return writer(frame, path)
