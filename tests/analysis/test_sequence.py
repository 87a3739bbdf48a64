"""What follows what inside an interview."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.analysis.counts import Speech
from qualcode.analysis.selection import Selection
from qualcode.analysis.sequence import sequences
from qualcode.errors import NotComputableError, UsageError
from qualcode.model import Code, Codebook, Coding, Corpus, Participant, State, UnitKind
from tests.factories import make_coding, make_transcript

BOOK = Codebook("b", (Code("a", name_zh="甲码"), Code("b"), Code("c")))
UNITS = st.lists(st.sets(st.sampled_from("abc"), max_size=3), min_size=1, max_size=5)


def study(*interviews: list[set[str]]) -> tuple[Corpus, list[Coding]]:
    """Build interviews whose respondents' turns hold the codes given; every second turn is the interviewer's."""
    transcripts = [
        make_transcript(f"t{number}", [line for place, _codes in enumerate(units) for line in (
            ("问", f"第{place}问？"), ("答", f"第{place}句𠮷。"))]) for number, units in enumerate(interviews)]
    people = {(one.name, "答"): f"P{number}" for number, one in enumerate(transcripts)}
    corpus = Corpus(tuple(transcripts), tuple(Participant(one) for one in people.values()), people)
    codings = [make_coding(corpus, code, f"t{number}", f"第{place}句𠮷。") for number, units in enumerate(interviews)
               for place, codes in enumerate(units) for code in sorted(codes)]
    return corpus, codings


def table(*interviews: list[set[str]], **options: object) -> dict[tuple[str, str], dict[str, object]]:
    """Return the rows by pair of codes."""
    frame = sequences(study(*interviews)[0], BOOK, study(*interviews)[1], **{"draws": 50, **options}).table
    return {(row["code_a"], row["code_b"]): row for row in frame.to_dict("records")}


def test_counts_units_with_the_other_soon_after() -> None:
    """A is followed by b once of twice in the next unit; the end of an interview ends the sequence."""
    found = table([{"a"}, {"b"}, set(), {"a"}], [{"b"}], within=1)
    row = found["a", "b"]
    assert (row["n_a"], row["followed"], row["share_followed"], row["participants"], row["transcripts"]) == (
        2, 1, 0.5, 1, 1)
    assert (found["b", "a"]["followed"], found["a", "a"]["followed"]) == (0, 0)
    assert table([{"a"}, {"b"}, set(), {"a"}], [{"b"}], within=2)["b", "a"]["followed"] == 1
    assert ("c", "a") not in found


def test_units_without_a_code_can_be_passed_over() -> None:
    """The next coded unit, whatever stands between; interviewers' words are no unit."""
    units = [{"a"}, set(), set(), {"b"}]
    assert table(units, within=1)["a", "b"]["followed"] == 0
    assert table(units, within=1, coded_only=True)["a", "b"]["followed"] == 1


def by_hand(units: list[set[str]], a: str, b: str, within: int) -> int:
    """Count units with a of which one of the next holds b."""
    return sum(a in codes and any(b in other for other in units[place + 1 : place + 1 + within])
               for place, codes in enumerate(units))


@settings(max_examples=40)
@given(UNITS.filter(any), st.integers(1, 6))
def test_what_is_expected_is_the_mean_of_all_orders(units: list[set[str]], within: int) -> None:
    """The formula agrees with going through every order of the units; the count with counting by hand."""
    found = table(units, within=within, draws=5)
    orders = list(permutations(units))
    for a in "abc":
        for b in "abc":
            expected = sum(by_hand(list(order), a, b, within) for order in orders) / len(orders)
            if (a, b) in found:
                assert found[a, b]["expected"] == pytest.approx(expected)
                assert found[a, b]["followed"] == by_hand(units, a, b, within)
                assert found[a, b]["lift"] == pytest.approx(by_hand(units, a, b, within) / expected)
            else:
                assert expected == 0


def test_the_band_holds_random_orders_and_repeats() -> None:
    """A always before b lies above it; the mean of many draws is what is expected; the seed decides all."""
    units = [{"a"}, {"b"}, set(), set()] * 8
    row = table(units, within=1, draws=400)["a", "b"]
    assert (row["followed"], row["note"]) == (8, "more often than in random orders")
    assert row["expected"] == pytest.approx(8 * 8 / 32)
    assert 0 <= row["low"] <= row["expected"] <= row["high"] < 8
    never = table([{"a"}, set()] * 10 + [{"b"}, set()] * 10, within=2, draws=200)["b", "a"]
    assert (never["followed"], never["note"]) == (0, "less often than in random orders")
    first = sequences(*study(units)[:1], BOOK, study(units)[1], draws=30, seed=3).table
    assert first.equals(sequences(*study(units)[:1], BOOK, study(units)[1], draws=30, seed=3).table)


def test_a_selection_chooses_and_the_caption_says_what_was_done() -> None:
    """Codes and states; the most frequent pair stands first, under its name."""
    corpus, codings = study([{"a"}, {"b"}, {"a"}, {"b"}, {"c"}])
    result = sequences(corpus, BOOK, codings, within=1, draws=20, unit=UnitKind.TURN, coded_only=True,
                       selection=Selection(codes=frozenset("ab")), speech=Speech(corpus, UnitKind.TURN))
    assert result.table.iloc[0][["name_a", "code_b", "followed"]].to_list() == ["甲码", "b", 2]
    assert (result.n_units, result.n_transcripts) == (4, 1)
    assert result.caption.startswith(
        "Units are respondents' turns; counted are units with A of which B stands on one of the next 1 in the same "
        "interview. Units without a code are passed over.")
    assert "that A brings about B is not said. States counted: accepted, proposed" in result.caption


def test_what_cannot_be_counted_is_refused() -> None:
    """No unit ahead, or no coding on a respondent's words."""
    corpus, codings = study([{"a"}, {"b"}])
    with pytest.raises(UsageError, match="within 0 units"):
        sequences(corpus, BOOK, codings, within=0)
    with pytest.raises(NotComputableError, match="no coding that is counted"):
        sequences(corpus, BOOK, codings, selection=Selection(states=frozenset({State.REJECTED})))
    with pytest.raises(NotComputableError, match="no coding that is counted"):
        sequences(corpus, BOOK, [make_coding(corpus, "a", "t0", "第0问？")])
