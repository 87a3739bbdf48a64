"""A framework matrix that is written again and again, and what people wrote in it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import ReadError, UsageError
from qualcode.model import Codebook
from qualcode.model.framework import WrittenSummary
from qualcode.readers.framework import read_framework
from qualcode.workflow.framework import cell_text, framework, place_summaries, save_framework
from tests.factories import make_codebook, make_codings, make_corpus

CORPUS, CODEBOOK = make_corpus(), make_codebook()
CODINGS = make_codings(CORPUS)


def cell(path: Path, case: str, code: str) -> str | None:
    """Return the summary of a case and a code."""
    return next((one.text for one in read_framework(path) if (one.case, one.code) == (case, code)), None)


def fill(path: Path, case: str, code: str, text: Any) -> None:
    """Write a summary where its case and code stand."""
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        for column in range(4, sheet.max_column + 1):
            if sheet.cell(1, column).value == f"code:{code}" and sheet.cell(2, column).value == "summary":
                row = next(row for row in range(4, sheet.max_row + 1) if sheet.cell(row, 1).value == f"case:{case}")
                sheet.cell(row, column).value = text
    book.save(path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a matrix in which two summaries were written."""
    made = save_framework(framework(CORPUS, CODEBOOK, CODINGS), tmp_path / "f.xlsx")
    assert (made.cases, made.codes, made.themes, made.summaries, made.kept) == (4, 6, 3, 0, 0)
    fill(made.path, "DT-C01", "formalism", "走过场")
    fill(made.path, "PL-V01", "literacy", "学得会")
    return made.path


def test_summaries_stay_when_names_and_order_change(path: Path) -> None:
    """The codebook renames a code and turns its order and themes round."""
    codes = tuple(replace(code, name_zh=f"新{code.name_zh}", theme="benefits") for code in reversed(CODEBOOK.codes))
    made = save_framework(framework(CORPUS, replace(CODEBOOK, codes=codes), CODINGS), path)
    assert (made.themes, made.summaries, made.kept) == (1, 2, 0)
    assert (cell(path, "DT-C01", "formalism"), cell(path, "PL-V01", "literacy")) == ("走过场", "学得会")


def test_what_has_no_place_is_kept_and_comes_back(path: Path) -> None:
    """A code is taken out, the cases become towns: both summaries wait, however often it is written, and return."""
    small = Codebook("small", tuple(code for code in CODEBOOK.codes if code.id != "formalism"))
    few = [coding for coding in CODINGS if coding.code != "formalism"]
    assert save_framework(framework(CORPUS, small, few), path).kept == 1
    for _round in range(3):
        made = save_framework(framework(CORPUS, CODEBOOK, CODINGS, by="town"), path)
        assert (made.summaries, made.kept) == (0, 2)
    made = save_framework(framework(CORPUS, CODEBOOK, CODINGS), path)
    assert (made.summaries, made.kept) == (2, 0)
    assert cell(path, "DT-C01", "formalism") == "走过场"
    assert openpyxl.load_workbook(path).sheetnames[-1] == "Notes"


def test_a_code_with_another_id_keeps_its_summaries(path: Path) -> None:
    """Where two codes were merged, the one under its own id stays in the cell, the other is kept."""
    fill(path, "DT-C01", "burden", "太累")
    renamed = {"formalism": "burden"}
    made = save_framework(framework(CORPUS, CODEBOOK, CODINGS), path, renamed=renamed)
    assert (cell(path, "DT-C01", "burden"), made.kept) == ("太累", 1)
    assert [one.text for one in read_framework(path)][-1] == "走过场"
    fill(path, "DT-C01", "burden", None)
    assert save_framework(framework(CORPUS, CODEBOOK, CODINGS), path).kept == 0
    assert cell(path, "DT-C01", "burden") == "走过场"


def test_a_file_that_cannot_be_read_is_not_overwritten(path: Path, tmp_path: Path) -> None:
    """Neither a damaged one nor somebody's own workbook."""
    path.write_bytes(path.read_bytes()[:-200])
    own = tmp_path / "own.xlsx"
    openpyxl.Workbook().save(own)
    for one in (path, own):
        before = one.read_bytes()
        with pytest.raises(ReadError):
            save_framework(framework(CORPUS, CODEBOOK, CODINGS), one)
        assert one.read_bytes() == before
    with pytest.raises(UsageError, match=r"written as \.xlsx"):
        save_framework(framework(CORPUS, CODEBOOK, CODINGS), tmp_path / "f.csv")


def test_cells_hold_quotes_with_their_sources() -> None:
    """The unit leads back to the words; how many more there are is said; nothing said is an empty cell."""
    found = framework(CORPUS, CODEBOOK, CODINGS, quotes=1)
    assert cell_text(found.cells["DT-C01", "formalism"]).splitlines()[1:] == ["", "(1 of 2 passages)"]
    assert cell_text(found.cells["PL-V01", "user_loss"]) == "早就卸载了，没得人用。 [PL-V01#4]"
    assert cell_text(None) == ""


KEYS = st.sampled_from("abc")
SUMMARIES = st.lists(st.builds(WrittenSummary, st.just("town"), KEYS, st.sampled_from(["", "k", "l"]),
                               st.sampled_from(["一", "𠮷", "二"]), KEYS, KEYS), max_size=8)


@given(SUMMARIES, st.sets(st.tuples(st.just("town"), KEYS, st.sampled_from("kl"))), st.sampled_from([{}, {"k": "l"}]))
def test_no_text_is_ever_lost(
    written: list[WrittenSummary], places: set[tuple[str, str, str]], renamed: dict[str, str],
) -> None:
    """Every text stands in its cell or is kept, and placing them again changes nothing."""
    cells, kept = place_summaries(written, places, renamed)
    stands = {(*key, text) for key, text in cells.items()} | {(*one.key, one.text) for one in kept}
    assert stands == {(one.by, one.case, renamed.get(one.code, one.code), one.text) for one in written}
    again = [WrittenSummary(*key, text) for key, text in cells.items()] + kept
    assert place_summaries(again, places, {}) == (cells, kept)
