"""The verb ``crosstab``."""

from pathlib import Path

import pandas as pd

from qualcode.workflow.crosstab import crosstab, printed, write_crosstab
from tests.factories import make_corpus

RESULT = crosstab(make_corpus(), "town", "role", draws=99)


def test_every_cell_has_n_beside_its_percentages() -> None:
    """n, row %, column %; sums have n only."""
    assert printed(RESULT).iloc[0].to_list() == [
        "大同镇", "1 (50.0%, 50.0%)", "0 (0.0%, 0.0%)", "1 (50.0%, 100.0%)", "0 (0.0%, 0.0%)", "2"]
    assert printed(RESULT).iloc[-1].to_list() == ["Sum", "2", "1", "1", "1", "5"]


def test_a_workbook_has_a_sheet_a_measure_and_other_formats_the_long_table(tmp_path: Path) -> None:
    """The printed table first, the notes last."""
    book = pd.read_excel(write_crosstab(RESULT, tmp_path / "c.xlsx"), sheet_name=None, engine="calamine")
    assert list(book) == ["n and percentages", "n", "Row %", "Column %", "Expected count", "Long table", "Notes"]
    assert book["n"].iloc[0].to_list() == ["大同镇", 1, 0, 1, 0, 2]
    read = pd.read_csv(write_crosstab(RESULT, tmp_path / "c.csv"))
    assert (len(read), read["n"].sum()) == (12, 5)
