"""The verb ``matrix``."""

from pathlib import Path

import pandas as pd
import pytest

from qualcode.analysis.matrices import VALUES
from qualcode.errors import UsageError
from qualcode.model import canonical_key
from qualcode.workflow.matrix import coded_units_sheet, matrix, units_by_code, write_matrix
from tests.factories import make_codebook, make_codings, make_corpus

CORPUS, CODEBOOK = make_corpus(), make_codebook()
CODINGS = make_codings(CORPUS)


def test_options_reach_the_counting():
    """Words of a call choose unit, state, polarity, coder and code."""
    result = matrix(CORPUS, CODEBOOK, CODINGS, by="role", unit="turn", polarities=["negated"], codes=["literacy"])
    table = result.table.set_index("group")
    assert table["status"].to_dict() == {
        "乡镇干部": "not_asked", "普通村民": "counted", "村支书/主任": "counted", "": "counted"}
    assert table["references"].dropna().to_dict() == {"普通村民": 1, "村支书/主任": 0, "": 1}


@pytest.mark.parametrize(("heading", "by"), [("文件", "transcript"), ("编号", "participant"), ("乡镇", "town")])
def test_headings_name_groupings(heading: str, by: str):
    """Who types what stands over the column of the attribute table means that."""
    assert matrix(CORPUS, CODEBOOK, CODINGS, by=canonical_key(heading)).by == by


def test_a_workbook_has_a_sheet_a_measure_and_the_notes(tmp_path: Path):
    """Wide sheets for reading, the long table for calculating, the notes for both."""
    path = write_matrix(matrix(CORPUS, CODEBOOK, CODINGS), tmp_path / "town.xlsx")
    book = pd.read_excel(path, sheet_name=None, engine="calamine")
    assert len(book) == len(VALUES) + 2
    assert book["References"].iloc[0].to_list() == ["大同镇", 0, 2, 1, 1, 1, 0]
    assert list(book)[-2:] == ["Long table", "Notes"]


def test_other_formats_hold_the_long_table(tmp_path: Path):
    """One row per group and code."""
    read = pd.read_csv(write_matrix(matrix(CORPUS, CODEBOOK, CODINGS), tmp_path / "town.csv"))
    assert len(read) == 3 * 6
    assert read["references"].sum() == len(CODINGS)


def test_units_by_code():
    """Zeros and ones over the respondents' units."""
    table = units_by_code(CORPUS, CODEBOOK, CODINGS, parents=True, codes=["user_loss"])
    assert table["user_loss"].sum() == 3
    assert units_by_code(CORPUS, CODEBOOK, CODINGS, unit="turn").shape[0] == 7


def test_the_sheet_of_units_holds_the_coded_ones_and_says_so():
    """Units without a code are left out of the workbook, and the note counts them."""
    table = units_by_code(CORPUS, CODEBOOK, CODINGS)
    sheet = coded_units_sheet(table)
    coded = {row[0] for row in table.itertuples(index=False) if any(row[3:])}
    assert 0 < len(coded) < len(table)
    assert set(sheet.frame["unit_id"]) == coded
    assert sheet.note == (f"Units with a code: {len(coded)} of the respondents' {len(table)}; "
                          "matrix_unit.csv holds the others too, all 0.")


def test_an_unknown_unit_is_refused():
    """The message lists the units there are."""
    with pytest.raises(UsageError, match="sentence, turn"):
        matrix(CORPUS, CODEBOOK, CODINGS, unit="word")
