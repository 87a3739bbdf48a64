"""The verb ``describe``."""

from pathlib import Path

import pandas as pd

from qualcode.workflow.describe import attribute_key, describe, shown, write_description
from tests.analysis.test_participants import people
from tests.factories import make_corpus

RESULT = describe(make_corpus(), by="town")


def test_tables_are_found_by_their_names() -> None:
    """Three tables, each with its caption."""
    assert list(RESULT.tables) == list(RESULT.captions) == ["participants", "frequencies", "numbers"]
    assert RESULT.tables["participants"] is RESULT.participants.table


def test_people_read_headings_and_not_stated() -> None:
    """Keys become headings, a missing word is said, a missing number stays missing."""
    assert shown(RESULT.participants.table).iloc[4].to_list()[:3] == ["平乐访谈2", "not stated", "not stated"]
    assert set(shown(RESULT.attributes.numbers)["attribute"]) == {"age", "Characters"}
    assert pd.isna(shown(RESULT.participants.table)["age"][4])


def test_a_workbook_holds_all_and_other_formats_one(tmp_path: Path) -> None:
    """Three sheets and the notes; a csv holds the table that is named, with its identifiers."""
    book = pd.read_excel(write_description(RESULT, tmp_path / "t.xlsx"), sheet_name=None, engine="calamine")
    assert list(book) == ["Participants", "Frequencies", "Numbers", "Notes"]
    assert list(book["Participants"]["Town" if "Town" in book["Participants"] else "town"])[-1] == "not stated"
    read = pd.read_csv(write_description(RESULT, tmp_path / "t.csv", "numbers"))
    assert list(read["attribute"]) == ["age"] * 3 + ["characters"] * 3


def test_a_key_of_the_study_means_itself() -> None:
    """Such as age_band, which as a heading would be an age with something in brackets; a heading means its key."""
    corpus = people({"age": 30, "age_band": "30-44"})
    assert [attribute_key(corpus, word) for word in ("age_band", "年龄", "鞋")] == ["age_band", "age", "鞋"]
