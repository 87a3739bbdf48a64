"""Groups compared: the whole procedure on small studies."""

from dataclasses import replace
from itertools import combinations
from math import comb, isnan

import numpy as np
import pytest
from scipy import stats

from qualcode.analysis.compare import Comparison, codes_table, compare, pairs_table, people_table
from qualcode.analysis.compare.tables import EFFECT_COLUMNS, PAIR_COLUMNS, PEOPLE_COLUMNS
from qualcode.analysis.counts import Speech
from qualcode.analysis.selection import Selection
from qualcode.errors import NotComputableError, UsageError
from qualcode.model import Codebook, Corpus, Participant, State, UnitKind
from tests.analysis.compare.make import One, make_study, two_towns

EAST, WEST = [5, 4, 6, 3, 7, 5, 4, 6, 5, 8], [1, 2, 0, 3, 2, 1, 4, 2, 1, 3]
STUDY = make_study(two_towns(EAST, WEST))
NOBODY = "nothing to compare: no stratum holds both groups, or one of them has nobody"


def numbers(found: Comparison, code: str) -> list[float]:
    """Return all numbers of a code in the only pair of groups."""
    (pair,) = (one for one in found.pairs if one.code == code)
    ends = [number for one in (pair.difference, pair.ratio, pair.delta) for number in (one.value, one.low, one.high)]
    return [pair.mean_a, pair.mean_b, *ends, pair.p, pair.detectable]


def strata() -> dict[str, One]:
    """Return two towns with villagers and cadres, the latter in one town mostly."""
    people = {}
    for town, role, counts in (("东镇", "村民", [1, 2, 3, 2, 1]), ("东镇", "干部", [6, 7]), ("西镇", "村民", [0, 1]),
                               ("西镇", "干部", [5, 4, 6, 5, 7]), ("西镇", "文书", [9])):
        people |= {f"{town}{role}{number}": One(town, role, 10, {"a": count}) for number, count in enumerate(counts)}
    return people


def three_towns(east: int = 6) -> dict[str, One]:
    """Return three towns of six, six and five people, of which the last says most, and one of three people."""
    counts = {"东镇": [1, 2, 1, 0, 2, 1][:east], "南镇": [2, 1, 0, 2, 1, 1], "西镇": [6, 7, 8, 7, 9], "北镇": [1, 2, 3]}
    return {f"{town}{number}": One(town, None, 10, {"a": count, "b": 1})
            for town, given in counts.items() for number, count in enumerate(given)}


def test_two_towns() -> None:
    """Means, difference, ratio, delta and p are those of scipy on the participants' shares."""
    found = compare(*STUDY, "town")
    (row,) = found.codes
    east, west = np.array(EAST) / 10, np.array(WEST) / 10
    pair = row.pair
    assert pair is not None
    assert [(one.group, one.n, one.mentioning, one.references) for one in row.groups] == [
        ("东镇", 10, 10, 53), ("西镇", 10, 9, 19)]
    assert [one.mean for one in row.groups] == pytest.approx([east.mean(), west.mean()])
    assert [one.median for one in row.groups] == pytest.approx([0.5, 0.2])
    assert (pair.difference.value, pair.ratio.value) == pytest.approx((0.34, 53 / 19))
    assert pair.delta.value == pytest.approx(2 * stats.mannwhitneyu(east, west).statistic / 100 - 1)
    assert (pair.difference.method, pair.how, pair.arrangements) == ("BCa", "monte_carlo", 9999)
    assert pair.difference.low < 0.34 < pair.difference.high
    exact = stats.permutation_test((east, west), lambda x, y, axis: x.mean(axis=axis) - y.mean(axis=axis),
                                   vectorized=True, n_resamples=np.inf).pvalue
    assert row.p == pytest.approx(exact, abs=0.001)
    assert (row.p, row.q, row.p) == (pair.p, pair.p, pair.p_holm)
    assert isnan(row.eta_squared)
    assert row.notes == ()


def test_few_arrangements_are_all_tried_and_intervals_are_percentile() -> None:
    """Six against six: 924."""
    (row,) = compare(*make_study(two_towns(EAST[:6], WEST[:6])), "town").codes
    assert row.pair is not None
    assert (row.how, row.arrangements, row.pair.difference.method) == ("exact", comb(12, 6), "percentile")
    assert row.p == pytest.approx(stats.permutation_test(
        (EAST[:6], WEST[:6]), lambda x, y, axis: x.mean(axis=axis) - y.mean(axis=axis), vectorized=True,
        n_resamples=np.inf).pvalue)


def test_fewer_than_five_are_described_and_not_tested() -> None:
    """Difference, ratio and delta are there; p, interval and detectable difference are not, and the note says why."""
    found = compare(*make_study(two_towns(EAST, WEST[:4])), "town")
    (row,) = found.codes
    assert row.pair is not None
    assert row.pair.difference.value == pytest.approx(0.53 - 0.15)
    missing = (row.p, row.q, row.pair.difference.low, row.pair.ratio.high, row.pair.delta.low, row.pair.detectable)
    assert [isnan(one) for one in missing] == [True] * 6
    assert (row.how, row.arrangements, row.notes, found.family) == (
        "", 0, ("fewer than 5 people on a side: described, not tested",), 0)


def test_a_code_that_nobody_mentions_is_no_member_of_the_family() -> None:
    """0 against 0 is a difference of 0 without a test; the other codes' q does not know of it."""
    people = {name: replace(one, coded={**one.coded, "b": number % 3}) for number, (name, one)
              in enumerate(two_towns(EAST, WEST).items())}
    corpus, book, codings = make_study(people, ("a", "b", "c", "d"))
    everywhere = [replace(one, code="d", id=f"d{number}") for number, one in enumerate(codings) if one.code == "a"]
    found = compare(corpus, book, codings, "town")
    rows = {row.code: row for row in found.codes}
    assert rows["c"].notes == ("nobody mentions it: nothing to test",)
    assert rows["c"].pair is not None
    assert (rows["c"].pair.difference.value, isnan(rows["c"].pair.ratio.value), isnan(rows["c"].p)) == (0.0, True, True)
    assert found.family == 2
    tested = [rows["a"].p, rows["b"].p]
    assert [rows["a"].q, rows["b"].q] == pytest.approx(list(stats.false_discovery_control(tested)))
    assert compare(corpus, book, [*codings, *everywhere], "town").family == 3


def test_values_that_do_not_vary_are_not_tested() -> None:
    """Everybody has it in every second sentence."""
    (row,) = compare(*make_study(two_towns([5] * 6, [5] * 6)), "town").codes
    assert row.notes == ("values do not vary: nothing to test",
                         "difference, ratio, delta: no interval: all resamples give the same value")


def test_a_group_in_which_nobody_mentions_it() -> None:
    """There is no ratio, and the interval knows one group's spread only; both are said."""
    (row,) = compare(*make_study(two_towns([5, 4, 6, 3, 7, 5], [0] * 6)), "town").codes
    assert row.pair is not None
    assert (isnan(row.pair.ratio.value), row.pair.delta.value) == (True, 1.0)
    assert row.notes == (
        "ratio: nothing to divide by, the second group's mean is 0",
        "delta: no interval: all resamples give the same value",
        "everybody in 西镇 has the same value: the interval knows the spread of the other group only")


def test_any_mention_and_what_could_not_have_been_seen() -> None:
    """All of one town, none of the other: p is 2 of 252, and nothing varies within the towns."""
    (row,) = compare(*make_study(two_towns([1] * 5, [0] * 5)), "town", outcome="any").codes
    assert row.pair is not None
    assert (row.p, row.pair.difference.value, isnan(row.pair.detectable)) == (pytest.approx(2 / 252), 1.0, True)
    assert row.notes[-1] == "nothing varies within the groups: nothing to tell a detectable difference from"
    (mixed,) = compare(*make_study(two_towns([1, 0, 1, 0, 1], [0, 1, 0, 1, 0])), "town", outcome="any").codes
    assert mixed.pair is not None
    assert (isnan(mixed.pair.detectable), mixed.notes[-1]) == (True, "no possible difference would have been seen")


def test_within_strata() -> None:
    """Villagers and cadres each by themselves; the clerk, alone in the role, adds nothing and is named."""
    found = compare(*make_study(strata()), "town", within="role")
    (row,) = found.codes
    pair = row.pair
    assert pair is not None
    villagers, cadres = (1.8 / 10 - 0.5 / 10), (6.5 / 10 - 5.4 / 10)
    assert pair.difference.value == pytest.approx((villagers + cadres) / 2)  # both weigh 10 / 7
    assert (found.idle, pair.n_a, pair.n_b, row.groups[1].n) == (("文书",), 7, 7, 8)
    assert (row.how, row.arrangements) == ("exact", comb(7, 2) ** 2)
    assert "Strata with one group only, which add nothing to tests and differences: 文书." in found.captions["groups"]
    # the towns as they are differ the other way round
    plain = compare(*make_study(strata()), "town").codes[0].pair
    assert plain is not None
    assert plain.difference.value < 0 < pair.difference.value


def test_no_interval_where_a_stratum_holds_one_person_of_a_group() -> None:
    """Nobody knows how far such people differ; the test does not need to."""
    people = {name: one for name, one in strata().items() if name not in {"东镇干部1", "西镇村民1"}}
    (row,) = compare(*make_study(people), "town", within="role").codes
    assert row.pair is not None
    assert (row.how, isnan(row.pair.difference.low), row.notes) == (
        "exact", True, ("no interval: a stratum holds one person of a group, whose spread nobody knows",))


def test_strata_that_share_no_group() -> None:
    """Every role lives in one town: nothing can be compared within roles."""
    people = {f"{town}{number}": One(town, role, 10, {"a": number})
              for town, role in (("东镇", "村民"), ("西镇", "干部")) for number in range(6)}
    (row,) = compare(*make_study(people), "town", within="role").codes
    assert (isnan(row.p), row.notes) == (True, (NOBODY,))
    assert row.groups[0].n == 6


def test_more_than_two_towns() -> None:
    """All at once first, the small town left out and named; then pairs, p adjusted by Holm within the code."""
    found = compare(*make_study(three_towns(), ("a", "b")), "town")
    row, other = found.codes
    assert (row.pair, row.how, row.arrangements) == (None, "monte_carlo", 9999)
    assert row.notes == ("not in the test, fewer than 5 people: 北镇",)
    values = [np.array([one.coded["a"] for name, one in three_towns().items() if name.startswith(town)]) / 10
              for town in ("东镇", "南镇", "西镇")]
    f = stats.f_oneway(*values).statistic
    assert row.eta_squared == pytest.approx(2 * f / (2 * f + 14))  # F = (eta2 / 2) / ((1 - eta2) / 14)
    assert row.p == pytest.approx(0.0001, abs=0.0005)
    pairs = {(one.group_a, one.group_b): one for one in found.pairs if one.code == "a"}
    assert list(pairs) == list(combinations(["东镇", "北镇", "南镇", "西镇"], 2))
    tested = {names: one for names, one in pairs.items() if one.how}
    assert list(tested) == [("东镇", "南镇"), ("东镇", "西镇"), ("南镇", "西镇")]
    assert tested["东镇", "西镇"].p == pytest.approx(1 / comb(11, 5) * 1)
    assert tested["东镇", "西镇"].p_holm == pytest.approx(3 / comb(11, 5))
    # everybody has b in one sentence of ten
    assert other.notes[0] == "values do not vary: nothing to test"


def test_more_than_two_towns_of_which_one_is_large_enough() -> None:
    """There is nothing to test then."""
    people = {name: one for name, one in three_towns().items() if name.startswith(("东镇", "北镇", "南镇0", "西镇0"))}
    row = compare(*make_study(people), "town").codes[0]
    assert (isnan(row.p), row.notes) == (True, ("fewer than 5 people on a side: described, not tested",))


def test_people_who_are_left_out_are_counted() -> None:
    """Each for its reason, in one sentence."""
    people = two_towns(EAST, WEST) | {"甲": One(None), "乙": One("东镇", None, 0)}
    corpus, book, codings = make_study(people)
    corpus = replace(corpus, participants=(*corpus.participants, Participant("丙", {"town": "西镇"})))
    found = compare(corpus, book, codings, "town")
    assert found.captions["left_out"] == (
        "People left out: town not stated: 1; interviewed and said no word: 1; not interviewed: 1.")
    assert [one.n for one in found.codes[0].groups] == [10, 10]
    assert compare(*STUDY, "town").captions["left_out"] == "Nobody who was interviewed was left out."


def test_codes_that_not_everybody_was_asked_about() -> None:
    """They are compared among those who were; the other codes do not change by a digit."""
    people = {name: replace(one, coded={"a": one.coded["a"], "b": one.coded["a"]}) for name, one
              in two_towns(EAST, WEST).items()}
    corpus, book, codings = make_study(people, ("a", "b"))
    asked = {"b": {name for name in people if name[1:] <= "05"}}
    part, everybody = compare(corpus, book, codings, "town", asked=asked), compare(corpus, book, codings, "town")
    assert [[one.n for one in row.groups] for row in part.codes] == [[10, 10], [6, 6]]
    assert numbers(part, "a") == pytest.approx(numbers(everybody, "a"))
    assert part.codes[1].arrangements == comb(12, 6)
    assert part.captions["left_out"].endswith("Who was not asked about a code is missing for that code only.")


def test_a_code_that_was_asked_about_nowhere() -> None:
    """Neither 0 nor a number: everybody is missing."""
    (row,) = compare(*STUDY, "town", asked={"a": set()}).codes
    assert [(one.n, one.mentioning, isnan(one.mean)) for one in row.groups] == [(0, 0, True)] * 2
    assert (isnan(row.p), row.notes) == (True, (NOBODY,))
    towns = compare(*make_study(three_towns(), ("a", "b")), "town", asked={"a": set()})
    assert [isnan(one.p) for one in towns.codes] == [True, True]


def test_the_seed_decides_and_nothing_else() -> None:
    """The same bytes again, with other codes beside it, and in another order of transcripts."""
    corpus, book, codings = STUDY
    first = repr(compare(corpus, book, codings, "town").codes)
    assert repr(compare(corpus, book, codings, "town").codes) == first
    turned = Corpus(corpus.transcripts[::-1], corpus.participants[::-1], corpus.links)
    assert repr(compare(turned, book, codings[::-1], "town").codes) == first
    assert repr(compare(corpus, book, codings, "town", seed=8).codes) != first
    wider = make_study({name: replace(one, coded={"b": 1, **one.coded}) for name, one
                        in two_towns(EAST, WEST).items()}, ("b", "a"))
    assert numbers(compare(*wider, "town"), "a") == pytest.approx(numbers(compare(corpus, book, codings, "town"), "a"))


def test_other_names_of_the_towns_turn_the_difference_round() -> None:
    """The p value stays where all arrangements are tried."""
    there = compare(*make_study(two_towns(EAST[:6], WEST[:6])), "town").codes[0]
    back = compare(*make_study(two_towns(WEST[:6], EAST[:6])), "town").codes[0]
    assert there.pair is not None
    assert back.pair is not None
    assert (back.p, back.pair.difference.value, back.pair.delta.value) == pytest.approx(
        (there.p, -there.pair.difference.value, -there.pair.delta.value))
    assert back.pair.ratio.value == pytest.approx(1 / there.pair.ratio.value)


def test_no_interval_where_none_was_asked_for() -> None:
    """Values and tests are there, and the caption says so."""
    found = compare(*STUDY, "town", draws=0)
    (row,) = found.codes
    assert row.pair is not None
    assert (isnan(row.pair.difference.low), row.pair.difference.reason, isnan(row.p)) == (True, "", False)
    assert found.captions["effects"].endswith("No interval was asked for.")


def test_shared_speech_and_turns() -> None:
    """Speech that is given is used; a sentence a turn makes the same shares."""
    corpus, book, codings = STUDY
    plain = compare(corpus, book, codings, "town", draws=0)
    turns = compare(corpus, book, codings, "town", draws=0, unit=UnitKind.TURN, speech=Speech(corpus, UnitKind.TURN))
    assert repr(turns.codes) == repr(plain.codes)
    assert ("sentences" in plain.captions["outcome"], "turns" in turns.captions["outcome"]) == (True, True)


def test_the_caption_says_all_that_was_done() -> None:
    """Unit, groups, test, effects, family, detectable difference, limits, codings: every name has its sentence."""
    corpus, book, codings = STUDY
    outside = replace(codings[0], id="outside", transcript="gone")
    chosen = Selection(states=frozenset({State.PROPOSED}))
    found = compare(corpus, book, [*codings, outside], "town", selection=chosen, roll_up=True, outcome="rate")
    assert list(found.captions) == [
        "outcome", "groups", "left_out", "test", "effects", "family", "detectable", "limits", "codings"]
    assert found.caption == " ".join(found.captions.values())
    assert found.captions["groups"] == "Groups by town: 东镇 (10 people), 西镇 (10 people)."
    assert found.captions["codings"] == (
        "States counted: proposed; polarities counted: all; coders: all. Of 73 codings, 0 are accepted by people (0 of "
        "these proposed by a machine) and 73 are proposals that nobody has decided on. A parent counts its children's "
        "codings, each unit once. Codings left out, on words of interviewers or bystanders or outside these "
        "transcripts: 1.")
    for words in ("9999 random ones with p = (1 + b) / (n + 1), seed 7", "absolute difference of means"):
        assert words in found.captions["test"]


def test_captions_in_chinese_name_attributes_as_tables_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """乡镇 and not town."""
    monkeypatch.setenv("QUALCODE_LANG", "zh")
    assert "乡镇" in compare(*STUDY, "town").captions["groups"]


@pytest.mark.parametrize(("options", "words"), [
    ({"by": "twon"}, r"twon.*town"), ({"by": "town", "within": "rolle"}, "rolle"), ({"by": "transcript"}, "no groups"),
    ({"by": "participant"}, "no groups"), ({"by": "town", "within": "participant"}, "no groups"),
    ({"by": "town", "within": "town"}, "same attribute"), ({"by": "town", "outcome": "odds"}, "share, any, rate"),
    ({"by": "town", "permutations": 0}, "at least"), ({"by": "town", "draws": -1}, "at least"),
    ({"by": "town", "seed": -1}, "at least"),
])
def test_calls_that_make_no_sense_are_refused(options: dict[str, object], words: str) -> None:
    """The message says what there is, or what to give."""
    with pytest.raises(UsageError, match=words):
        compare(*STUDY, **options)  # type: ignore[arg-type]


def test_too_many_groups_are_refused() -> None:
    """An age in years makes no groups; bands do."""
    with pytest.raises(UsageError, match="make bands"):
        compare(*make_study({f"某{number}": One(f"{number}") for number in range(21)}), "town")


@pytest.mark.parametrize("people", [two_towns(EAST, []), {"甲": One(None)}])
def test_one_town_cannot_be_compared(people: dict[str, One]) -> None:
    """The message names it, or says that there is none."""
    with pytest.raises((NotComputableError, UsageError), match="town"):
        compare(*make_study(people | {"乙": One("东镇", None, 0)}), "town")


def test_without_codes_there_is_nothing_to_compare() -> None:
    """Neither in the codebook nor in codings."""
    with pytest.raises(NotComputableError, match="no code"):
        compare(STUDY[0], Codebook("empty", ()), [], "town")


# -- tables ------------------------------------------------------------------------------------------------------------


def tables_of(found: Comparison) -> tuple[list[str], list[str], list[str]]:
    """Return the columns of the three tables."""
    codes, pairs, people = (make(found, STUDY[1]) for make in (codes_table, pairs_table, people_table))
    return list(codes.columns), list(pairs.columns), list(people.columns)


def test_tables_of_two_towns() -> None:
    """One row a code, a pair, a participant and code; numbers are those of the comparison."""
    found = compare(*STUDY, "town")
    codes, pairs, people = tables_of(found)
    groups = [f"{name}:{town}" for town in ("东镇", "西镇")
              for name in ("n", "mentioning", "references", "mean", "median")]
    assert codes == ["code", "code_name", *groups, "group_a", "group_b", *EFFECT_COLUMNS, "p", "q", "test",
                     "arrangements", "detectable", "note"]
    assert (pairs, people) == (list(PAIR_COLUMNS), list(PEOPLE_COLUMNS))
    row = codes_table(found, STUDY[1]).iloc[0]
    assert (row["code_name"], row["n:东镇"], row["mentioning:西镇"], row["method"], row["test"]) == (
        "编码a", 10, 9, "BCa", "monte_carlo")
    assert row["difference"] == pytest.approx(0.34)


def test_tables_of_more_towns() -> None:
    """What stands for the effects is eta squared; effects are those of pairs."""
    found = compare(*make_study(three_towns(), ("a", "b")), "town")
    table = codes_table(found, STUDY[1])
    assert list(table.columns)[-6:] == ["eta_squared", "p", "q", "test", "arrangements", "note"]
    assert len(pairs_table(found, STUDY[1])) == 2 * 6
    assert table["arrangements"].isna().to_list() == [False, True]


def test_the_table_of_people_holds_everybody() -> None:
    """Whose value is missing stands there with the reason."""
    corpus, book, codings = make_study(two_towns(EAST, WEST) | {"甲": One(None)})
    table = people_table(compare(corpus, book, codings, "town"), book).set_index("participant")
    assert len(table) == 21
    assert table.loc["东00", ["value", "units_coded", "units", "status"]].to_list() == [0.5, 5, 10, "counted"]
    assert table.loc["甲", ["group_label", "status"]].to_list() == ["not stated", "not_stated"]
    assert isnan(table.loc["甲", "value"])


def test_what_was_not_tested_is_not_described() -> None:
    """Two people a side: no sentence on a test that was not made, its family or what it could have seen."""
    found = compare(*make_study(two_towns([5, 4], [1, 2])), "town")
    assert (found.family, found.captions["test"]) == (
        0, "No code is tested here: groups have fewer than 5 people, or nothing differs between people.")
    assert {"family", "detectable"}.isdisjoint(found.captions)
