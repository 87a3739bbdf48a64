"""``crosstab``: one attribute of participants by another."""

from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.analysis.crosstab import DRAWS, SEED, Crosstab
from qualcode.analysis.crosstab import crosstab as count
from qualcode.exporters.headings import heading
from qualcode.exporters.tables import write_table
from qualcode.exporters.xlsx import Sheet, write_xlsx
from qualcode.i18n import _
from qualcode.model import Corpus

if TYPE_CHECKING:
    import pandas as pd

#: Sheets of a workbook: what each wide table shows.
MEASURES = ("n", "share_row", "share_column", "expected")


def crosstab(corpus: Corpus, row: str, column: str, *, draws: int = DRAWS, seed: int = SEED) -> Crosstab:
    """Count people by two attributes.

    Args:
        corpus: The people.
        row: Key of the attribute in the rows.
        column: Key of the attribute in the columns.
        draws: Of the Monte Carlo test.
        seed: Of its generator.

    Raises:
        UsageError: nobody has such an attribute, or the two are the same.
    """
    return count(corpus, row, column, draws=draws, seed=seed)


def printed(result: Crosstab) -> "pd.DataFrame":
    """Return the table as people read it: in every cell n and, in brackets, row % and column %; sums in n."""
    wide = result.wide("n").astype("string")
    down, across = result.wide("share_row"), result.wide("share_column")
    for name in list(wide.columns)[1:-1]:
        shares = zip(wide[name], down[name], across[name], strict=False)  # the last row holds sums, which have no share
        cells = [f"{n} ({row:.1%}, {column:.1%})" for n, row, column in shares]
        wide[name] = [*cells, wide[name].iloc[-1]]
    return wide


def write_crosstab(result: Crosstab, path: Path) -> Path:
    """Write a crosstab: as xlsx the printed table, a sheet a measure and the notes, in other formats the long table.

    Raises:
        UsageError: a table cannot be written to this ending.
        WriteError: the file cannot be written; the last good one stays.
    """
    if path.suffix.lower() != ".xlsx":
        return write_table(result.table, path)
    headings = {"row": heading(result.row), "column": heading(result.column)}
    sheets = [Sheet(_("n and percentages"), printed(result), note=result.caption)]
    sheets += [Sheet(heading(value), result.wide(value)) for value in MEASURES]
    return write_xlsx([*sheets, Sheet(_("Long table"), result.table, headings)], path)
