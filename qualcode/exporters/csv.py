"""Comma-separated values that Excel and WPS open as they are."""

from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.exporters.atomic import write_bytes

if TYPE_CHECKING:
    import pandas as pd


def write_csv(frame: "pd.DataFrame", path: Path) -> Path:
    """Write a table as RFC 4180: UTF-8 with BOM (Excel needs it), CRLF between rows, every cell in quotes.

    A missing value is an empty cell. Text is kept as it is, since programs read these files back and the words in
    them are data: line breaks inside a cell stay LF, and a cell that begins with ``=`` stays that text. A spreadsheet
    that opens the file may take such a cell for a formula; ``write_xlsx`` writes cells that no spreadsheet does.

    Raises:
        WriteError: the file cannot be written; the last good one stays.
    """
    import csv

    text = frame.to_csv(index=False, quoting=csv.QUOTE_ALL, lineterminator="\r\n", na_rep="")
    return write_bytes(path, text.encode("utf-8-sig"))
