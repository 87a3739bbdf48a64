"""Log-odds with a prior: published numbers, a sum by hand, and what cannot be computed."""

import json
from math import isnan, log, sqrt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.keyness import LogOdds, Totals, log_odds
from qualcode.errors import NotComputableError

ANSWERS = Path(__file__).parents[2] / ".." / "shared" / "data" / "known_answers" / "stats.json"
known = pytest.mark.skipif(not ANSWERS.is_file(), reason="the field data folder `shared` is not beside the project")
COUNTS_A = {"a": 3, "b": 2, "c": 6, "d": 1, "e": 1, "f": 1, "g": 1, "h": 2}
COUNTS_B = {"a": 2, "b": 1, "c": 2, "d": 4, "e": 1, "f": 1, "h": 1}
COUNTS = st.dictionaries(st.sampled_from(["用", "𠮷", "ＡＰＰ", "🙂", "\u200b"]), st.integers(0, 50), min_size=2)


def answers(name: str) -> dict[str, tuple[float, float, float]]:
    """Return item -> (delta, variance, z) as published."""
    rows = json.loads(ANSWERS.read_text(encoding="utf-8"))[name]["result"]
    return {item: (row["delta"], row["var"], row["z"]) for item, row in rows.items()}


def numbers(found: dict[str, LogOdds]) -> dict[str, tuple[float, float, float]]:
    """Return item -> (delta, variance, z)."""
    return {item: (one.delta, one.variance, one.z) for item, one in found.items()}


def close(found: dict[str, LogOdds], expected: dict[str, tuple[float, float, float]]) -> bool:
    """Tell whether all numbers agree to the nine digits that are published."""
    actual = numbers(found)
    return actual.keys() == expected.keys() and all(actual[item] == pytest.approx(row, abs=1e-8)
                                                    for item, row in expected.items())


@known
def test_an_uninformative_prior_gives_the_known_answers() -> None:
    """The same 0.01 for each of eight items."""
    found = log_odds(COUNTS_A, COUNTS_B, dict.fromkeys(COUNTS_A, 1), mass=0.08)
    assert close(found, answers("fightin_words_toy_uninformative_0.01"))


@known
def test_an_informative_prior_gives_the_known_answers() -> None:
    """The pooled counts are the prior where nothing else is said."""
    assert close(log_odds(COUNTS_A, COUNTS_B), answers("fightin_words_toy_informative"))


def test_a_sum_by_hand() -> None:
    """用: 3 of 10 against 1 of 10, 4 of 40 in the background, mass 10: alpha is 1."""
    found = log_odds({"用": 3, "跑": 7}, {"用": 1, "跑": 9}, {"用": 4, "跑": 36}, mass=10)["用"]
    delta = log(4 / 16) - log(2 / 18)
    assert (found.a, found.b, found.note) == (3, 1, "")
    assert (found.delta, found.variance, found.z) == pytest.approx((delta, 0.75, delta / sqrt(0.75)))
    assert found.delta == pytest.approx(log(9 / 4))


def test_passages_may_hold_several_items() -> None:
    """With totals an item is compared with the passages that lack it, whatever else they hold."""
    totals = Totals(10, 10, 40)
    alone = log_odds({"用": 3}, {"用": 1}, {"用": 4}, mass=10, totals=totals)["用"]
    among = log_odds({"用": 3, "群": 9}, {"用": 1, "群": 9}, {"用": 4, "群": 36}, mass=10, totals=totals)["用"]
    assert alone == among == log_odds({"用": 3, "": 7}, {"用": 1, "": 9}, {"用": 4, "": 36}, mass=10)["用"]


@pytest.mark.parametrize(("a", "b", "background", "note"), [
    ({}, {"用": 1}, {"用": 1, "跑": 1}, "one of the two groups is empty"),
    ({"用": 1}, {}, {"用": 1, "跑": 1}, "one of the two groups is empty"),
    ({"用": 1}, {"跑": 1}, {"跑": 1}, "the background does not have it"),
    ({"用": 1}, {"用": 1}, {"用": 1}, "there is nothing else to compare it with"),
])
def test_what_cannot_be_computed_is_missing(
    a: dict[str, int], b: dict[str, int], background: dict[str, int], note: str, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not a number, and the reason stands beside it."""
    monkeypatch.setenv("QUALCODE_LANG", "en")
    found = log_odds(a, b, background)["用"]
    assert (isnan(found.delta), isnan(found.variance), isnan(found.z), found.note) == (True, True, True, note)


@pytest.mark.parametrize(("a", "totals", "mass"), [
    ({}, None, None), ({"用": 1}, None, 0.0), ({"用": 1}, None, -1.0), ({"用": -1}, Totals(1, 1, 1), 1.0),
    ({"用": 2}, Totals(1, 1, 1), 1.0),
])
def test_counts_that_make_no_sense_are_refused(
    a: dict[str, int], totals: Totals | None, mass: float | None,
) -> None:
    """No mass, a negative count, more of an item than of everything."""
    with pytest.raises(NotComputableError):
        log_odds(a, {}, None, mass=mass, totals=totals)


@given(COUNTS, COUNTS)
def test_the_groups_change_sides_with_the_sign(a: dict[str, int], b: dict[str, int]) -> None:
    """What belongs to a against b belongs to b against a by as much."""
    background = {item: a.get(item, 0) + b.get(item, 0) + 1 for item in (*a, *b)}
    there, back = log_odds(a, b, background), log_odds(b, a, background)
    assert {item: one.delta for item, one in there.items() if not one.note} == pytest.approx(
        {item: -one.delta for item, one in back.items() if not one.note})


@given(COUNTS, st.integers(1, 5))
def test_equal_groups_have_no_key(a: dict[str, int], mass: int) -> None:
    """Where both groups say the same, every log-odds ratio is 0."""
    background = {item: count + 1 for item, count in a.items()}
    assert {one.delta for one in log_odds(a, a, background, mass=mass).values() if not one.note} <= {0.0}
