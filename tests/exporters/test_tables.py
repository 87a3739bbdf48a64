"""Tables in every format, read back with other programs."""

import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualcode.analysis.tables import codings_table
from qualcode.errors import UsageError
from qualcode.exporters.csv import write_csv
from qualcode.exporters.parquet import write_parquet
from qualcode.exporters.tables import WRITERS, write_table
from qualcode.exporters.xlsx import write_xlsx
from tests.factories import make_codebook, make_codings, make_corpus

#: what breaks exporters: quotes, line breaks, commas, formulas, links, numbers, emoji, Extension B, full width, NFC
ODD = st.text(alphabet=st.sampled_from("=+-@\"',;\n\t\\好用𠮷😀　Ａ１é́01."), max_size=12) | st.sampled_from(
    ["=1+1", "@SUM(A1)", "http://a.cn", "007", "1e5", "TRUE", "NULL", "NaN", "_x0041_", "𠮷野家", "👨‍👩‍👧"])
ROWS = st.lists(st.tuples(ODD, ODD), min_size=1, max_size=5)
FAST = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def frame_of(rows: list[tuple[str, str]]) -> pd.DataFrame:
    """Return a table of text."""
    return pd.DataFrame(rows, columns=["text", "note"]).astype("string")


@FAST
@given(ROWS)
def test_csv_reads_back(tmp_path: Path, rows: list[tuple[str, str]]):
    """Python's csv reader finds every cell as it was."""
    content = write_csv(frame_of(rows), tmp_path / "a.csv").read_bytes().decode("utf-8-sig")
    assert [tuple(row) for row in csv.reader(io.StringIO(content, newline=""))] == [("text", "note"), *rows]


@FAST
@given(ROWS)
def test_parquet_reads_back(tmp_path: Path, rows: list[tuple[str, str]]):
    """Every cell, and the type of every column."""
    frame = frame_of(rows)
    assert pd.read_parquet(write_parquet(frame, tmp_path / "a.parquet")).equals(frame)


@FAST
@given(ROWS)
def test_json_reads_back(tmp_path: Path, rows: list[tuple[str, str]]):
    """One object a row."""
    content = json.loads(write_table(frame_of(rows), tmp_path / "a.json").read_text("utf-8"))
    assert [(row["text"], row["note"]) for row in content] == rows


@FAST
@given(ROWS)
def test_xlsx_reads_back_as_text(tmp_path: Path, rows: list[tuple[str, str]]):
    """A reader of workbooks finds every cell as the text it was: no formula, no link, no number."""
    import openpyxl

    sheet = openpyxl.load_workbook(write_xlsx(frame_of(rows), tmp_path / "a.xlsx")).worksheets[0]
    cells = [[sheet.cell(row, column) for column in (1, 2)] for row in range(2, len(rows) + 2)]
    assert [tuple(cell.value or "" for cell in row) for row in cells] == rows
    assert {cell.data_type for row in cells for cell in row} <= {"s", "n"}
    assert all(cell.value is None for row in cells for cell in row if cell.data_type == "n")


def test_csv_bytes():
    """BOM, quotes round everything, CRLF between rows, LF inside a cell, nothing for what is missing."""
    frame = pd.DataFrame({"a": ["一\n二", '"'], "n": pd.array([1, None], dtype="Int64")})
    path = Path("a.csv")
    with pytest.MonkeyPatch.context() as patch:
        written: list[bytes] = []
        patch.setattr("qualcode.exporters.csv.write_bytes", lambda _path, content: written.append(content))
        write_csv(frame, path)
    assert written == ['\ufeff"a","n"\r\n"一\n二","1"\r\n"""",""\r\n'.encode()]


@pytest.mark.parametrize("ending", WRITERS)
def test_the_same_table_gives_the_same_bytes(tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch):
    """Two runs at different times write one file."""
    import time

    corpus = make_corpus()
    table = codings_table(make_codings(corpus), corpus, make_codebook())
    first = write_table(table, tmp_path / f"a{ending}").read_bytes()
    later = time.time() + 100_000
    monkeypatch.setattr(time, "time", lambda: later)
    assert write_table(table, tmp_path / f"b{ending}").read_bytes() == first


def test_the_codings_table_survives_every_format(tmp_path: Path):
    """Text columns read back equal from csv, json, parquet and xlsx."""
    corpus = make_corpus()
    table = codings_table(make_codings(corpus), corpus, make_codebook())
    expected = table["text"].to_list()
    read = {
        ".csv": pd.read_csv(write_table(table, tmp_path / "a.csv"))["text"].to_list(),
        ".json": pd.read_json(write_table(table, tmp_path / "a.json"))["text"].to_list(),
        ".parquet": pd.read_parquet(write_table(table, tmp_path / "a.parquet"))["text"].to_list(),
        ".xlsx": pd.read_excel(write_table(table, tmp_path / "a.xlsx"), engine="calamine")["Text"].to_list(),
    }
    assert read == dict.fromkeys(WRITERS, expected)


def test_an_unknown_ending_lists_the_known_ones(tmp_path: Path):
    """The message is the remedy."""
    with pytest.raises(UsageError, match=r"\.csv, \.xlsx, \.json, \.parquet"):
        write_table(pd.DataFrame(), tmp_path / "a.xls")


def test_every_column_of_ours_has_a_heading():
    """No identifier is shown to people; attributes are called by their own names."""
    from qualcode.analysis.cooccurrence import COOCCURRENCE_COLUMNS
    from qualcode.analysis.kwic import KWIC_COLUMNS
    from qualcode.analysis.matrices import MATRIX_COLUMNS
    from qualcode.analysis.tables import (
        CODING_COLUMNS_AFTER,
        CODING_COLUMNS_BEFORE,
        PARTICIPANT_COLUMNS_AFTER,
        UNIT_COLUMNS,
    )
    from qualcode.exporters.headings import heading
    from qualcode.workflow.excerpts import EXCERPT_COLUMNS

    columns = {*CODING_COLUMNS_BEFORE, *CODING_COLUMNS_AFTER, *UNIT_COLUMNS, *PARTICIPANT_COLUMNS_AFTER, *KWIC_COLUMNS,
               *MATRIX_COLUMNS, *COOCCURRENCE_COLUMNS, *EXCERPT_COLUMNS}
    assert {column for column in columns if heading(column) == column} == {"town", "role"}


def test_heavy_libraries_wait():
    """Importing every verb and exporter loads neither pandas nor Word nor spaCy: the command line answers at once."""
    import subprocess
    import sys

    code = (
        "import sys, qualcode.workflow.matrix, qualcode.workflow.kwic, qualcode.workflow.themes, "
        "qualcode.workflow.check, qualcode.exporters.docbin, qualcode.analysis.cooccurrence; "
        "heavy = {'pandas', 'numpy', 'docx', 'xlsxwriter', 'spacy', 'pyarrow', 'rjieba', 'opencc'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_json_of_missing_and_empty(tmp_path: Path):
    """Missing values and NaN are null; a table without rows is an empty list."""
    frame = pd.DataFrame({"n": pd.array([1, None], dtype="Int64"), "x": [0.5, float("nan")], "d": [True, False]})
    assert json.loads(write_table(frame, tmp_path / "a.json").read_text("utf-8")) == [
        {"n": 1, "x": 0.5, "d": True}, {"n": None, "x": None, "d": False}]
    assert write_table(frame[:0], tmp_path / "b.json").read_text("utf-8") == "[]\n"
