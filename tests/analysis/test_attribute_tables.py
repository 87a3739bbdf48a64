"""Attributes of participants, counted and summed up."""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.attribute_tables import attribute_tables, participant_values, summary, value_order
from qualcode.errors import NotComputableError, UsageError
from qualcode.model import Corpus
from tests.analysis.test_participants import people
from tests.factories import make_corpus

CORPUS = make_corpus()


def rows(frame, *columns: str) -> list[tuple[object, ...]]:
    """Return rows of a table as tuples, a missing number as None."""
    return [tuple(None if str(cell) == "<NA>" else cell for cell in row)
            for row in frame[list(columns)].itertuples(index=False, name=None)]


def test_missing_is_a_row_of_its_own() -> None:
    """Two and two towns, one not stated: shares of five and of four."""
    table = attribute_tables(CORPUS, attributes=["town"]).frequencies
    assert rows(table, "value", "n", "n_group", "share_all", "share_stated") == [
        ("大同镇", 2, 5, 0.4, 0.5), ("平乐镇", 2, 5, 0.4, 0.5), ("not stated", 1, 5, 0.2, None)]
    assert set(table["note"]) == {"fewer than 10 people: read the counts, not the percentages"}


def test_groups_count_every_value_and_the_unknown() -> None:
    """A value that a group lacks is 0 there; people without the dividing attribute are a group."""
    table = attribute_tables(CORPUS, by="town", attributes=["role"]).frequencies
    assert rows(table[table["value"] == "普通村民"], "group_label", "n", "n_group", "share_stated") == [
        ("大同镇", 1, 2, 0.5), ("平乐镇", 1, 2, 0.5), ("not stated", 0, 1, None)]
    caption = attribute_tables(CORPUS, by="town").caption
    assert caption.endswith("People of whom town is not known: 1.")
    assert "Groups of fewer than 10 people" in caption


def test_numbers_are_summed_up_by_group() -> None:
    """Ages 52, 71, 39 and two unknown ones; what one person says has no standard deviation."""
    table = attribute_tables(CORPUS, attributes=["age"]).numbers
    assert rows(table, "n", "missing", "mean", "median", "minimum", "maximum") == [(3, 2, 54.0, 52.0, 39.0, 71.0)]
    assert table["sd"][0] == pytest.approx(16.0935, abs=1e-4)
    towns = attribute_tables(CORPUS, by="town", attributes=["age"]).numbers
    assert rows(towns, "group_label", "n", "mean", "sd", "note")[1:] == [
        ("平乐镇", 1, 39.0, None, "one number has no standard deviation"),
        ("not stated", 0, None, None, "nobody's number is known")]


def test_what_is_computed_is_described_too() -> None:
    """Characters, and minutes where a length is known, stand beside what the table states."""
    table = attribute_tables(people({"age": 20}, {"age": 30}, {"age": 40}, duration="20分钟")).numbers
    assert rows(table, "attribute", "n", "mean", "sd") == [
        ("age", 3, 30.0, 10.0), ("minutes", 3, 20.0, 0.0), ("characters", 3, 3.0, 0.0)]
    assert list(attribute_tables(CORPUS).numbers["attribute"]) == ["age", "characters"]


def test_two_numbers_are_words() -> None:
    """0 and 1 are counted, not averaged."""
    table = attribute_tables(people({"有网": 0}, {"有网": 1}, {"有网": 1}))
    assert rows(table.frequencies, "value", "n") == [("0", 1), ("1", 2)]


def test_headers_count_under_known_headings_only_unless_asked_for() -> None:
    """A title in the header is no attribute of people, a mode of the interview is one."""
    corpus = people({}, {}, mode="电话", 主题="会")
    assert list(attribute_tables(corpus).frequencies["attribute"]) == ["mode"]
    assert rows(attribute_tables(corpus, attributes=["主题"]).frequencies, "value", "n") == [("会", 2)]


def test_values_come_in_the_order_of_tables() -> None:
    """Bands upwards, schooling by level, words by how frequent they are, what is not stated last."""
    assert value_order(["60+", "18-29", "100+", None], {None: 1}) == ["18-29", "60+", "100+", None]
    assert value_order(["本科", "小学", "高中", "初中"], {}) == ["小学", "初中", "高中", "本科"]
    assert value_order(["𠮷", "乙", "甲"], {"甲": 2, "乙": 2, "𠮷": 5, None: 0}) == ["𠮷", "乙", "甲"]


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=30))
def test_sums_agree_with_their_definition(numbers: list[int]) -> None:
    """Mean, median and standard deviation are those of the standard library and of the formula with n - 1."""
    found = summary(numbers)
    mean = sum(numbers) / len(numbers)
    assert found.mean == pytest.approx(mean)
    assert found.sd == pytest.approx(math.sqrt(sum((x - mean) ** 2 for x in numbers) / (len(numbers) - 1)), abs=1e-9)
    assert (found.median, found.minimum, found.maximum) == (statistics.median(numbers), min(numbers), max(numbers))


def test_values_of_one_attribute_by_person() -> None:
    """None where nothing is known."""
    assert participant_values(CORPUS, "town") == {
        "DT-C01": "大同镇", "DT-V02": "大同镇", "PL-V01": "平乐镇", "PL-C02": "平乐镇", "平乐访谈2": None}


def test_what_cannot_be_described_is_refused() -> None:
    """An attribute that nobody has is named with those there are; without people there is no table."""
    with pytest.raises(UsageError, match="shoe: no participant has such an attribute; choose one of town, role, age"):
        attribute_tables(CORPUS, by="shoe")
    with pytest.raises(NotComputableError, match="no participants"):
        attribute_tables(Corpus(()))
