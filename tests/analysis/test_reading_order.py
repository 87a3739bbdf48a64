"""What to read next, on passages and chances made by hand."""

import math
import time
from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.reading_order import SHARES, Passage, Pick, Reason, reading_order

RARE, UNSURE, COVERAGE = {Reason.RARE: 1}, {Reason.UNSURE: 1}, {Reason.COVERAGE: 1}


def passages(*people: tuple[str, str, int]) -> list[Passage]:
    """Return the passages of people: name, town and how many."""
    return [Passage(f"{name}#{number}", name, town) for name, town, count in people for number in range(1, count + 1)]


def units(picks: Sequence[Pick]) -> list[str]:
    """Return the units of picks."""
    return [one.unit for one in picks]


# -- rare and unsure ---------------------------------------------------------------------------------------------------


def test_a_code_with_few_examples_weighs_more() -> None:
    """0.5 for a code with 9 examples is worth 0.05, 0.2 for one with 1 is worth 0.1."""
    chances = {"甲#1": {"often": 0.5, "seldom": 0.01}, "甲#2": {"seldom": 0.2}, "甲#3": {"often": 0.9}}
    picks = reading_order(passages(("甲", "", 3)), (), chances, {"often": 9, "seldom": 1}, shares=RARE)
    assert picks == [Pick("甲#2", Reason.RARE, "seldom", 0.2), Pick("甲#3", Reason.RARE, "often", 0.9),
                     Pick("甲#1", Reason.RARE, "often", 0.5)]


def test_several_likely_codes_add_up() -> None:
    """Three codes at 0.3 yield more than one at 0.8; the code that weighs most is named."""
    chances = {"甲#1": {"a": 0.8}, "甲#2": {"a": 0.3, "b": 0.31, "c": 0.3}}
    assert units(reading_order(passages(("甲", "", 2)), (), chances, {}, shares=RARE)) == ["甲#2", "甲#1"]
    assert reading_order(passages(("甲", "", 2)), (), chances, {}, shares=RARE)[0].code == "b"


def test_unsure_is_entropy_summed_over_codes() -> None:
    """0.5 is worth 1 bit, 0.9 0.469 and 0.05 0.286 bits, certainty none: it is left to the other queues."""
    chances = {"甲#1": {"a": 0.9}, "甲#2": {"a": 0.5}, "甲#3": {"a": 0.9, "b": 0.05}, "甲#4": {"a": 1.0}}
    picks = reading_order(passages(("甲", "", 4)), (), chances, {}, shares=UNSURE)
    assert [(one.unit, one.code, one.chance) for one in picks] == [
        ("甲#2", "a", 0.5), ("甲#3", "a", 0.9), ("甲#1", "a", 0.9)]


@pytest.mark.parametrize("chance", [0.0, -0.5, math.nan])
def test_what_is_no_chance_counts_for_nothing(chance: float) -> None:
    """Such a passage is read for coverage only."""
    picks = reading_order(passages(("甲", "", 1)), (), {"甲#1": {"a": chance}}, {})
    assert picks == [Pick("甲#1", Reason.COVERAGE)]


def test_only_the_codes_that_are_asked_for_count() -> None:
    """What is likely for others comes for coverage only; a code without chances leaves coverage alone."""
    chances = {"甲#1": {"a": 0.9}, "甲#2": {"a": 0.1, "b": 0.2}}
    assert reading_order(passages(("甲", "", 2)), (), chances, {}, codes=["b"]) == [
        Pick("甲#2", Reason.RARE, "b", 0.2), Pick("甲#1", Reason.COVERAGE)]
    assert units(reading_order(passages(("甲", "", 2)), (), chances, {}, codes=["c"])) == ["甲#1", "甲#2"]


# -- coverage ----------------------------------------------------------------------------------------------------------


def test_coverage_goes_round_people_and_towns() -> None:
    """Least read first; of equals the one in the town read least; each person's text from its beginning."""
    corpus = passages(("甲", "大同镇", 2), ("乙", "大同镇", 2), ("丙", "平乐镇", 2))
    assert units(reading_order(corpus, (), {}, {})) == ["甲#1", "丙#1", "乙#1", "甲#2", "丙#2", "乙#2"]
    assert units(reading_order(corpus, {"甲#1", "丙#2"}, {}, {})) == ["乙#1", "甲#2", "丙#1", "乙#2"]


def test_coverage_begins_the_longest_unread_stretch() -> None:
    """Of seven passages the third is read: four are left after it, two before."""
    corpus = passages(("甲", "", 7))
    assert units(reading_order(corpus, {"甲#3"}, {}, {})) == ["甲#4", "甲#5", "甲#1", "甲#6", "甲#2", "甲#7"]


def test_coverage_knows_what_the_other_queues_took() -> None:
    """A person of whom a passage was taken as likely is not the least read any more."""
    corpus = passages(("甲", "大同镇", 2), ("乙", "平乐镇", 2))
    picks = reading_order(corpus, (), {"甲#1": {"a": 0.5}}, {}, shares={Reason.RARE: 1, Reason.COVERAGE: 1})
    assert units(picks) == ["甲#1", "乙#1", "甲#2", "乙#2"]


# -- the mix -----------------------------------------------------------------------------------------------------------


def test_queues_take_turns_by_their_shares() -> None:
    """With the default shares, every round has each queue as often as its share."""
    corpus = passages(("甲", "", 40))
    chances = {one.unit: {"a": 0.01 * number} for number, one in enumerate(corpus, start=1)}
    picks = reading_order(corpus, (), chances, {})
    round_of = sum(SHARES.values())
    for start in range(0, 40 - 40 % round_of, round_of):
        reasons = [one.reason for one in picks[start : start + round_of]]
        assert {reason: reasons.count(reason) for reason in SHARES} == dict(SHARES)
    assert picks[0].reason is Reason.RARE


def test_a_limit_is_the_beginning_of_the_whole() -> None:
    """0 is no limit; everything read is nothing to read, and no passages are none."""
    corpus = passages(("甲", "", 3), ("乙", "", 3))
    chances = {"乙#2": {"a": 0.4}}
    whole = reading_order(corpus, (), chances, {})
    cut = [reading_order(corpus, (), chances, {}, limit=number) for number in (1, 4, 0)]
    assert cut == [whole[:1], whole[:4], whole]
    assert reading_order(corpus, [one.unit for one in corpus], chances, {}) == []
    assert reading_order([], (), {}, {}) == []


@st.composite
def studies(draw: st.DrawFn) -> tuple[list[Passage], set[str], dict[str, dict[str, float]]]:
    """Draw people with passages, what is read, and chances for some of it."""
    people = draw(st.lists(st.tuples(st.sampled_from(["Ａ", "𠮷", "😀", "乙\u200b"]), st.integers(1, 6)), max_size=4,
                           unique_by=lambda pair: pair[0]))
    corpus = passages(*((name, draw(st.sampled_from(["", "大同镇"])), count) for name, count in people))
    names = [one.unit for one in corpus]
    read = draw(st.sets(st.sampled_from(names))) if names else set()
    row = st.dictionaries(st.sampled_from("abc"), st.floats(0, 1), max_size=3)
    return corpus, read, {name: draw(row) for name in names if draw(st.booleans())}


@given(studies(), st.dictionaries(st.sampled_from("abc"), st.integers(0, 9)))
def test_everything_unread_comes_once(
    study: tuple[list[Passage], set[str], dict[str, dict[str, float]]], examples: Mapping[str, int],
) -> None:
    """Whatever the chances are, and the same each time."""
    corpus, read, chances = study
    picks = reading_order(corpus, read, chances, examples)
    assert sorted(units(picks)) == sorted(one.unit for one in corpus if one.unit not in read)
    assert picks == reading_order(corpus, read, dict(reversed(chances.items())), examples)


@given(studies())
def test_coverage_is_that_of_a_plain_search(study: tuple[list[Passage], set[str], object]) -> None:
    """The heaps find what looking at everybody anew for each passage finds."""
    corpus, read, _chances = study
    assert units(reading_order(corpus, read, {}, {})) == plain_coverage(corpus, set(read))


def plain_coverage(corpus: Sequence[Passage], read: set[str]) -> list[str]:
    """Return the coverage queue by looking at everybody anew for each passage."""
    def share(some: Sequence[Passage]) -> Fraction:
        return Fraction(sum(one.unit in read for one in some), len(some))

    own = {one.participant: [other for other in corpus if other.participant == one.participant] for one in corpus}
    order: list[str] = []
    while True:
        towns = {one.town: share([other for other in corpus if other.town == one.town]) for one in corpus}
        left = [texts for texts in own.values() if share(texts) < 1]
        if not left:
            return order
        texts = min(left, key=lambda some: (share(some), towns[some[0].town]))
        stretches: list[list[str]] = [[]]
        for one in texts:
            if one.unit in read:
                stretches.append([])
            else:
                stretches[-1].append(one.unit)
        order.append(max(stretches, key=len)[0])
        read.add(order[-1])


@pytest.mark.slow
@pytest.mark.parametrize("people", [1, 200, 50_000])
def test_a_hundred_thousand_passages_take_seconds(people: int) -> None:
    """Work grows with n log n, for one person as for many; the bound leaves room for slow machines."""
    random, count = Random(1), 100_000
    corpus = [Passage(f"u{number}", f"p{number * people // count}", f"t{number * 20 // count}")
              for number in range(count)]
    chances = {one.unit: {code: random.random() ** 8 for code in "abcdefghij"} for one in corpus}
    start = time.process_time()
    assert len(set(units(reading_order(corpus, (), chances, {})))) == count
    assert time.process_time() - start < 10
