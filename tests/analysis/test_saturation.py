"""When which codes were first met."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.saturation import Interview, band, mean_curve, saturation, thresholds
from qualcode.errors import NotComputableError

#: Four interviews: what is new in them is {a, b}, {c}, nothing, {d}.
FOUR = [Interview("甲", {"a", "b"}, "2024-01-01"), Interview("乙", {"b", "c"}), Interview("丙", {"a"}),
        Interview("丁", {"c", "d"})]
SETS = st.lists(st.sets(st.sampled_from("abcde𠮷"), max_size=5), min_size=2, max_size=5).filter(any)


def rows(frame, *columns: str) -> list[tuple[object, ...]]:
    """Return rows of a table as tuples, a missing value as None."""
    return [tuple(None if str(cell) == "<NA>" else cell for cell in row)
            for row in frame[list(columns)].itertuples(index=False, name=None)]


def test_each_interview_shows_what_is_new() -> None:
    """Position, codes, new ones with their names, and the sum so far."""
    result = saturation(FOUR, names={"a": "便利"}, hold_out=Fraction(1, 4), draws=20)
    assert rows(result.curve, "interview_order", "transcript", "date", "n_codes", "n_new", "new_codes", "cumulative",
                "share_found", "held_out") == [
        (1, "甲", "2024-01-01", 2, 2, "便利, b", 2, 0.5, False), (2, "乙", None, 2, 1, "c", 3, 0.75, False),
        (3, "丙", None, 1, 0, "", 3, 0.75, False), (4, "丁", None, 2, 1, "d", 4, 1.0, True)]
    assert result.codes == ("a", "b", "c", "d")


def test_the_interviews_coded_last_are_a_test_of_the_others() -> None:
    """Held out is a share, rounded, of at least one and not of all; by chance d is last in one order of four."""
    test = saturation(FOUR, hold_out=Fraction(1, 4), draws=20).hold_out
    assert (test.names, test.new, test.expected) == (("丁",), ("d",), pytest.approx(1 / 4))
    held = [saturation(FOUR, hold_out=Fraction(part), draws=20).hold_out.names for part in ("1/3", "1/100", "99/100")]
    assert [len(names) for names in held] == [1, 1, 3]


@given(SETS)
def test_the_mean_is_that_of_all_orders(found: list[set[str]]) -> None:
    """The formula agrees with going through every order."""
    orders = list(permutations(found))
    expected = [sum(len(set().union(*order[:h])) for order in orders) / len(orders) for h in range(1, len(found) + 1)]
    assert mean_curve(found) == pytest.approx(expected)


@given(SETS)
def test_the_band_rises_to_all_codes_and_holds_the_mean(found: list[set[str]]) -> None:
    """It ends where every order ends, never falls, and repeats with its seed."""
    interviews = [Interview(str(number), codes) for number, codes in enumerate(found)]
    bands = band(interviews, 200, 1)
    everything = float(len(set().union(*found)))
    assert bands[-1] == (everything, everything)
    assert bands == band(interviews, 200, 1)
    assert [low for low, _high in bands] == sorted(low for low, _high in bands)
    assert all(low <= high for low, high in bands)


def test_thresholds_are_reached_as_in_the_example_of_the_paper() -> None:
    """37 codes in the base of 4: 4 of 37 is above 5 %, 1 of 37 below; runs of two end at 6+2, of three at 7+3."""
    table = thresholds([20, 9, 5, 3, 4, 3, 1, 0, 1, 0, 0])
    base = table[(table["base_size"] == 4)]
    assert rows(base, "base_codes", "run_length", "threshold", "saturated_at", "run_from", "run_to", "new_in_run") == [
        (37, 2, 0.05, "6+2", 7, 8, 1), (37, 2, 0.0, "9+2", 10, 11, 0),
        (37, 3, 0.05, "7+3", 8, 10, 1), (37, 3, 0.0, None, 9, 11, 1)]
    assert base["new_share"].to_list()[0] == pytest.approx(1 / 37)
    assert base["note"].to_list() == ["", "", "", "not reached"]
    assert len(table) == 12


def test_thresholds_that_cannot_be_computed_say_why() -> None:
    """Too few interviews, or a base without a code; never 0."""
    few = thresholds([3, 1, 1, 0, 0])
    assert set(few["note"]) == {"needs 6 interviews", "needs 7 interviews", "needs 8 interviews", "needs 9 interviews"}
    assert few["saturated_at"].isna().all() and few["new_share"].isna().all()
    none = thresholds([0, 0, 0, 0, 0, 0, 4, 1, 0])
    assert set(none["note"]) == {"the base has no codes to compare with"}


@given(st.lists(st.integers(0, 9), min_size=6, max_size=14))
def test_a_threshold_of_nothing_is_never_reached_earlier(new: list[int]) -> None:
    """0 % is at least as strict as 5 %."""
    table = thresholds(new)
    for (_base, _run), part in table.groupby(["base_size", "run_length"]):
        loose, strict = part["run_from"]
        assert str(loose) == "<NA>" or loose <= strict


def test_what_cannot_be_measured_is_refused() -> None:
    """One interview has no order, and without codes nothing can be new."""
    with pytest.raises(NotComputableError, match="at least two interviews; there are 1"):
        saturation(FOUR[:1])
    with pytest.raises(NotComputableError, match="no codings are counted"):
        saturation([Interview("甲", set()), Interview("乙", set())])
