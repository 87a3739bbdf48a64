"""The verb ``sequence``."""

from pathlib import Path

import pandas as pd
import pytest

from qualcode.errors import UsageError
from qualcode.workflow.sequence import sequence, write_sequence
from tests.factories import make_codebook, make_codings, make_corpus

CORPUS, CODEBOOK = make_corpus(), make_codebook()
CODINGS = make_codings(CORPUS)


def test_options_reach_the_counting() -> None:
    """Words of a call choose unit, state, polarity, coder and code."""
    result = sequence(CORPUS, CODEBOOK, CODINGS, within=1, coders=["rules"], draws=9)
    pairs = result.table[result.table["followed"] > 0]
    assert set(zip(pairs["code_a"], pairs["code_b"], strict=True)) == {
        ("formalism", "formalism"), ("formalism", "user_loss"), ("user_loss", "literacy"),
        ("literacy", "user_loss")}
    turns = sequence(CORPUS, CODEBOOK, CODINGS, unit="turn", codes=["formalism", "cohesion"], draws=9)
    assert turns.table.iloc[0][["code_a", "code_b", "followed"]].to_list() == ["formalism", "cohesion", 1]
    with pytest.raises(UsageError, match="sentence, turn"):
        sequence(CORPUS, CODEBOOK, CODINGS, unit="word")


def test_a_workbook_has_the_notes(tmp_path: Path) -> None:
    """Other formats hold the table only."""
    result = sequence(CORPUS, CODEBOOK, CODINGS, draws=9)
    book = pd.read_excel(write_sequence(result, tmp_path / "q.xlsx"), sheet_name=None, engine="calamine")
    assert list(book) == ["What follows what", "Notes"]
    assert len(pd.read_csv(write_sequence(result, tmp_path / "q.csv"))) == len(result.table)
