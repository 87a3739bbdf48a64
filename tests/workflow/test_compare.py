"""The verb ``compare``."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from docx import Document

from qualcode.errors import UsageError
from qualcode.model import Polarity, State, canonical_key
from qualcode.workflow.compare import cell_excerpts, compare, named_tables, write_comparison
from qualcode.workflow.excerpts import write_excerpts
from tests.analysis.compare.make import One, make_study, two_towns

EAST, WEST = [5, 4, 6, 3, 7, 5], [1, 2, 0, 3, 2, 1]
PEOPLE = two_towns(EAST, WEST) | {"无": One(None, None, 10, {"a": 3})}
CORPUS, BOOK, CODINGS = make_study(PEOPLE, ("a", "b"))


def test_options_reach_the_comparison() -> None:
    """Words of a call choose outcome, unit, state, polarity, coder and code."""
    kept = [replace(one, state=State.ACCEPTED, coder="王芳", polarity=Polarity.NEGATED) for one in CODINGS[:4]]
    found = compare(CORPUS, BOOK, [*kept, *CODINGS[4:]], by=canonical_key("乡镇"), outcome="any", unit="turn",
                    states=["accepted"], polarities=["negated"], coders=["王芳"], codes=["a"], draws=0, seed=3)
    (row,) = found.codes
    assert [(one.mentioning, one.references) for one in row.groups] == [(1, 4), (0, 0)]
    assert (found.outcomes.outcome, found.outcomes.unit.value, found.design.seed) == ("any", "turn", 3)


@pytest.mark.parametrize(("options", "words"), [
    ({"outcome": "odds"}, "share, any, rate"), ({"unit": "word"}, "sentence, turn"),
    ({"codes": ["nothing"]}, "such code"),
    ({"states": ["done"]}, "choose among"), ({"by": "file"}, "no groups"), ({"within": "id"}, "no groups")])
def test_words_that_mean_nothing_are_refused(options: dict[str, object], words: str) -> None:
    """The message lists what there is."""
    with pytest.raises(UsageError, match=words):
        compare(CORPUS, BOOK, CODINGS, **options)  # type: ignore[arg-type]


def test_a_workbook_has_three_sheets_and_the_notes(tmp_path: Path) -> None:
    """Headings of groups are words and not identifiers; the note says what was done."""
    found = compare(CORPUS, BOOK, CODINGS)
    book = pd.read_excel(write_comparison(found, BOOK, tmp_path / "towns.xlsx"), sheet_name=None, engine="calamine")
    assert list(book) == ["Codes", "Pairs of groups", "Participants", "Notes"]
    codes = book["Codes"].set_index("Code ID")
    assert codes.loc["a", ["n 东镇", "People who mention it 西镇", "Test"]].to_list() == [6, 5, "exact"]
    assert codes.loc["a", "Difference"] == pytest.approx((30 - 9) / 60)
    assert [len(book[name]) for name in ("Pairs of groups", "Participants")] == [2, 13 * 2]
    headings = [column for name in list(book)[:3] for column in book[name].columns]
    assert [head for head in headings if "_" in head or ":" in head] == []


def test_other_formats_hold_the_table_of_codes(tmp_path: Path) -> None:
    """Columns keep their identifiers."""
    found = compare(CORPUS, BOOK, CODINGS)
    read = pd.read_csv(write_comparison(found, BOOK, tmp_path / "towns.csv"))
    assert list(read.columns) == list(named_tables(found, BOOK)["codes"].columns)
    assert read["mean:东镇"].to_list() == [0.5, 0.0]
    with pytest.raises(UsageError, match=r"towns\.txt"):
        write_comparison(found, BOOK, tmp_path / "towns.txt")


def test_every_cell_has_its_excerpts(tmp_path: Path) -> None:
    """As many passages as references, of the people of the group only; nobody without a town."""
    found = compare(CORPUS, BOOK, CODINGS)
    cells = cell_excerpts(found, CORPUS, BOOK, CODINGS)
    assert [(cell.code, cell.name, len(cell.excerpts), cell.participants) for cell in cells] == [
        ("a", "编码a: 东镇", 30, 6), ("a", "编码a: 西镇", 9, 5)]
    assert [len(cell.excerpts) for cell in cells] == [one.references for one in found.codes[0].groups]
    assert {one.town for one in cells[0].excerpts} == {"东镇"}
    path = write_excerpts(cells, tmp_path / "cells.docx", note=found.caption)
    heads = [paragraph.text for paragraph in Document(str(path)).paragraphs
             if (paragraph.style.name or "").startswith("Heading")]  # type: ignore[union-attr]
    assert heads[-2:] == ["编码a: 东镇 (a)", "编码a: 西镇 (a)"]


def test_excerpts_of_a_cell_are_those_that_were_counted() -> None:
    """What somebody was not asked about is neither counted nor shown."""
    asked = {"a": {"东00", "西01"}}
    found = compare(CORPUS, BOOK, CODINGS, asked=asked)
    assert [(cell.name, len(cell.excerpts)) for cell in cell_excerpts(found, CORPUS, BOOK, CODINGS)] == [
        ("编码a: 东镇", 5), ("编码a: 西镇", 2)]
