"""Tables and lines on the screen, or tables in a file."""

import math
import sys
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.i18n import _

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

#: Width of tables that go into a pipe or a file: nothing is cut or folded there.
_UNBOUNDED = 100_000
#: Tables of more rows than this are printed without folding.
_MANY = 500


def console() -> "Console":
    """Return the console of stdout; where that is no terminal, nothing is folded or coloured."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else _UNBOUNDED)


def say(line: str) -> None:
    """Print one line exactly as it is."""
    console().print(line, markup=False, soft_wrap=True)


def note(line: str) -> None:
    """Print one line to stderr: what belongs to the run and not to its result."""
    from rich.console import Console

    Console(stderr=True, highlight=False).print(line, markup=False, soft_wrap=True)


def put(frame: "pd.DataFrame", output: Path | None = None, *, title: str = "") -> None:
    """Write a table to ``output`` and say so, or show it when that is None.

    Raises:
        UsageError: the ending of ``output`` is none that a table can be written to.
        WriteError: it cannot be written; the last good file stays.
    """
    if output is None:
        show([_heading(str(name)) for name in frame.columns], frame.itertuples(index=False, name=None), title=title)
        return
    from qualcode.exporters.tables import write_table

    path = write_table(frame, output)
    note(_("{rows} rows written to {path}").format(rows=len(frame), path=path))


def _heading(column: str) -> str:
    """Return the heading of a column; ``frequency:大同镇`` is the frequency of one group."""
    from qualcode.exporters.headings import heading

    what, colon, group = column.partition(":")
    return f"{heading(what)} {group}" if colon else heading(what)


def show(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "", dim: Collection[int] = (),
) -> None:
    """Print a table; Han characters count as two columns wide, numbers stand right.

    Args:
        columns: Headings.
        rows: Cells, as many as headings.
        title: Above it.
        dim: Rows in grey, where there are colours.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    lines = [list(row) for row in rows]
    if len(lines) > _MANY:
        _show_plainly(columns, lines, title)
        return
    table = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for index, name in enumerate(columns):
        cells = [row[index] for row in lines]
        numeric = bool(cells) and all(is_number(cell) for cell in cells)
        table.add_column(Text(name), justify="right" if numeric else "left", overflow="fold")
    for number, row in enumerate(lines):
        table.add_row(*(Text(cell_text(cell)) for cell in row), style="dim" if number in dim else None)
    console().print(table)


def _show_plainly(columns: Sequence[str], lines: Sequence[Sequence[Any]], title: str) -> None:
    """Print a long table in the same look, unfolded: measuring and folding thousands of rows takes seconds."""
    from rich.cells import cell_len

    table = [[cell_text(cell).replace("\n", " ") for cell in row] for row in lines]
    right = [all(is_number(row[index]) for row in lines) for index in range(len(columns))]
    widths = [max(cell_len(row[index]) for row in (columns, *table)) for index in range(len(columns))]
    written = [title] if title else []
    for number, row in enumerate((columns, *table)):
        blanks = [" " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)]
        written.append("   ".join(
            blank + cell if stands_right else cell + blank
            for cell, blank, stands_right in zip(row, blanks, right, strict=True)).rstrip())
        written += ["─" * (sum(widths) + 3 * (len(widths) - 1))] * (number == 0)
    sys.stdout.write("\n".join(written) + "\n")


def is_number(cell: Any) -> bool:
    """Return whether a cell holds a number, missing ones included."""
    if isinstance(cell, str | bool):
        return False
    return is_missing(cell) or isinstance(cell, int | float) or hasattr(cell, "dtype")


def is_missing(cell: Any) -> bool:
    """Return whether a cell holds no value: None, NaN, or what pandas writes for them."""
    return cell is None or type(cell).__name__ in {"NAType", "NaTType"} or (
        isinstance(cell, float) and math.isnan(cell))


def cell_text(cell: Any) -> str:
    """Return a cell as it is shown: a missing value is a dash, a share has four significant digits.

    >>> [cell_text(cell) for cell in (3, 0.123456, 1234567.0, float("nan"), None, "群")]
    ['3', '0.1235', '1234567', '–', '–', '群']
    """
    if is_missing(cell):
        return "–"
    if isinstance(cell, float):  # numpy's float64 is one
        return f"{cell:.0f}" if abs(cell) >= 1000 or cell.is_integer() else f"{cell:.4g}"
    return str(cell)


def put_json(what: Any) -> None:
    """Print JSON for programs: tables become lists of rows, a missing number is ``null``."""
    import json

    sys.stdout.write(json.dumps(_plain(what), ensure_ascii=False, indent=1) + "\n")


def _plain(what: Any) -> Any:
    from qualcode.exporters.cells import plain

    if hasattr(what, "itertuples"):
        names = [str(name) for name in what.columns]
        return [dict(zip(names, map(plain, row), strict=True)) for row in what.itertuples(index=False, name=None)]
    if isinstance(what, dict):
        return {str(key): _plain(value) for key, value in what.items()}
    return [_plain(one) for one in what] if isinstance(what, list | tuple) else plain(what)
