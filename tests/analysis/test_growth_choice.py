"""Which ideas are offered, in which order, and which rules people mostly reject."""

from collections.abc import Iterable
from math import isnan, log, sqrt

import pytest

from qualcode.analysis.evaluation_tables import wilson_interval
from qualcode.analysis.growth import Idea, Kind
from qualcode.analysis.growth_choice import (
    Check,
    Doubtful,
    Line,
    Standing,
    Tried,
    candidates_table,
    choose,
    doubtful,
)
from qualcode.analysis.keyness import Totals

TOTALS = Totals(10, 40, 100)


def tried(
    text: str, right: Iterable[int], wrong: Iterable[int] = (), rejected: Iterable[int] = (), unread: int = 0, *,
    kind: Kind = Kind.WORD, lines: tuple[Line, ...] = (),
) -> Tried:
    """Return an idea that finds passages given by number, each by a person of its own."""
    found = {what: {f"#{number}": f"P{number}" for number in numbers} for what, numbers in (
        (Standing.ACCEPTED, right), (Standing.OTHER, wrong), (Standing.REJECTED, rejected), (Standing.UNREAD, ()))}
    return Tried(Idea(kind, text, "(" in text), found, {"P60": unread}, lines)


def offered(*ideas: Tried, covered: Iterable[int] = (), least: float = 0.5, people: int = 3) -> list[str]:
    """Return the texts of what is offered."""
    made = choose(ideas, TOTALS, {f"#{number}" for number in covered}, participants=people, min_precision=least)
    return [one.text for one in made]


def test_a_candidate_has_its_figures() -> None:
    """Four right of six read, one of them rejected, one accepted passage found by the rules already."""
    (one,) = choose([tried("排名", [1, 2, 3, 4], [50], [51], 9)], TOTALS, {"#1"}, participants=3, min_precision=0.5,
                    mass=50)
    alpha = 50 * 15 / 100
    delta = log((4 + alpha) / (10 + 50 - 4 - alpha)) - log((2 + alpha) / (40 + 50 - 2 - alpha))
    assert (one.number, one.kind, one.text, one.people, one.accepted, one.new) == (1, "word", "排名", 4, 4, 3)
    assert (one.rejected, one.other, one.unread, one.precision) == (1, 1, 9, 4 / 6)
    assert one.interval == wilson_interval(4, 6)
    assert one.z == pytest.approx(delta / sqrt(1 / (4 + alpha) + 1 / (2 + alpha)))


def test_set_apart_from_everything_unread_finds_count() -> None:
    """Where few passages are read, what nobody has read stands on the other side."""
    idea, totals = tried("排名", [1, 2, 3], unread=7), Totals(10, 90, 100)
    (one,) = choose([idea], totals, participants=3, min_precision=0.5, mass=10)
    delta = log((3 + 1) / (20 - 4)) - log((7 + 1) / (100 - 8))
    assert one.z == pytest.approx(delta / sqrt(1 / 4 + 1 / 8))


@pytest.mark.parametrize(("idea", "covered"), [
    (tried("两人", [1, 2]), ()), (tried("不准", [1, 2, 3], [50, 51, 52, 53]), ()),
    (tried("已有", [1, 2, 3]), (1, 2, 3)), (tried("常见", [1, 2, 3], unread=80), ()), (tried("没有", []), ()),
])
def test_what_helps_nobody_is_left_out(idea: Tried, covered: tuple[int, ...]) -> None:
    """Too few people, too often wrong, nothing new, no more frequent than elsewhere, nothing found."""
    totals = Totals(10, 90, 100)
    known = {f"#{number}" for number in covered}
    assert choose([idea], totals, known, participants=3, min_precision=0.5) == []


def test_the_highest_z_comes_first_and_ties_by_their_text() -> None:
    """The numbers are the same for the same data, in whichever order ideas were tried."""
    ideas = [tried("乙", [4, 5, 6]), tried("甲", [1, 2, 3]), tried("丙", [1, 2, 7, 8])]
    assert offered(*ideas) == offered(*reversed(ideas)) == ["丙", "乙", "甲"]


def test_of_two_that_find_the_same_one_stays() -> None:
    """The longer phrase, a term rather than a pattern, plain words rather than ~words, the shorter pattern."""
    assert offered(tried("应付", [1, 2, 3]), tried("应付检查", [1, 2, 3])) == ["应付检查"]
    assert offered(tried("NEAR(应付, 检查; k=6)", [1, 2, 3]), tried("应付", [1, 2, 3])) == ["应付"]
    assert offered(tried("~大屏", [1, 2, 3]), tried("大屏", [1, 2, 3])) == ["大屏"]
    assert offered(tried("NEAR(应付, 检查组; k=6)", [1, 2, 3]), tried("NEAR(应付, 检查; k=6)", [1, 2, 3])) == [
        "NEAR(应付, 检查; k=6)"]


def test_what_another_candidate_makes_needless_is_left_out() -> None:
    """It finds no more and is no more precise; a more precise one stays."""
    assert offered(tried("应付", [1, 2, 3, 4]), tried("应付检查", [1, 2, 3])) == ["应付"]
    assert set(offered(tried("应付", [1, 2, 3, 4], [50]), tried("应付检查", [1, 2, 3]))) == {"应付", "应付检查"}


def test_finds_may_be_narrowed_to_some_people() -> None:
    """And to what is read."""
    one = tried("排名", [1, 2, 3], [50], unread=7)
    some = one.among({"P1", "P50", "P60"}, read=False)
    assert (some.right, some.wrong, sum(some.unread.values())) == ({"#1"}, {"#50"}, 7)
    assert sum(one.among({"P60"}, read=True).unread.values()) == 0
    assert isnan(one.among({"P60"}, read=True).precision)


def test_lines_of_different_people_come_first() -> None:
    """Three at most; the order is that in which they were found."""
    lines = tuple(Line(f"#{number}", person, Standing.UNREAD, "", "排名", "")
                  for number, person in enumerate("甲甲乙甲丙"))
    (one,) = choose([tried("排名", [1, 2, 3], lines=lines)], TOTALS, participants=3, min_precision=0.5)
    assert [line.unit for line in one.lines] == ["#0", "#2", "#4"]
    (other,) = choose([tried("排名", [1, 2, 3], lines=lines[:4])], TOTALS, participants=3, min_precision=0.5)
    assert [line.unit for line in other.lines] == ["#0", "#2", "#1"]


def test_rules_that_are_more_often_rejected_are_told() -> None:
    """From three decisions on; a draw is none, and what nobody decided on is counted."""
    known = {"#1": Standing.REJECTED, "#2": Standing.REJECTED, "#3": Standing.ACCEPTED, "#4": Standing.REJECTED}
    rules = {"c/t1": ("检查", 7), "c/t2": ("应付", 8), "c/t3": ("拍照", 9), "c/r1": ("NEG(用)", 11)}
    finds = {"c/t1": ["#1", "#2", "#3", "#5", "#6"], "c/t2": ["#1", "#3"], "c/r1": ["#1", "#2", "#4"]}
    assert doubtful(rules, finds, known) == [
        Doubtful("c/r1", "NEG(用)", 11, 0, 3, 0), Doubtful("c/t1", "检查", 7, 1, 2, 2)]
    assert doubtful(rules, {"c/t1": ["#1", "#3"], "c/t2": ["#1", "#2"]}, known) == []


def test_a_check_that_found_nothing_has_no_precision() -> None:
    """Missing, not 0; otherwise the share with its interval."""
    assert (isnan(Check(2, 0, 0).precision), isnan(Check(2, 0, 0).interval[0])) == (True, True)
    assert (Check(2, 3, 4).precision, Check(2, 3, 4).interval) == (0.75, wilson_interval(3, 4))


def test_the_table_has_a_row_a_candidate() -> None:
    """With its lines one below the other."""
    line = Line("P1#2", "P1", Standing.UNREAD, "左", "排名", "右")
    table = candidates_table(choose([tried("排名", [1, 2, 3], lines=(line,))], TOTALS, participants=3, min_precision=0))
    assert table[["number", "kind", "text", "accepted", "lines"]].values.tolist() == [
        [1, "word", "排名", 3, "P1#2 左[排名]右"]]
