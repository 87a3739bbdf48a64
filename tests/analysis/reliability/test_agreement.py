"""The comparison of the coders of a study."""

from dataclasses import fields
from math import isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.analysis.reliability import (
    Coefficient,
    Confusion,
    Disagreement,
    agreement,
    alpha_sets,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    holsti_r,
    krippendorff_alpha,
    light_kappa,
    mean_holsti,
    percent_agreement,
)
from qualcode.errors import NotComputableError, UsageError
from qualcode.model import Span
from tests.analysis.reliability.make import make_codings, make_universe, naive_ratings

LENGTHS = {"甲": (6, 4, 9), "乙": (5, 5)}
CODES = ("负担", "流失")
MARK = st.tuples(st.sampled_from([*CODES, "其他"]), st.sampled_from(["甲", "乙", "丙"]), st.integers(0, 22),
                 st.integers(1, 12)).map(lambda one: (one[0], one[1], one[2], one[2] + one[3]))
CODERS = st.lists(st.lists(MARK, max_size=8), min_size=2, max_size=4).map(
    lambda given: make_codings({f"coder{k}": marks for k, marks in enumerate(given)}))
#: two coders, three sentences of 10 characters: agreed, only A, confused, nobody
MARKS = {
    "A": [("负担", "甲", 2, 5), ("负担", "甲", 12, 15), ("负担", "甲", 22, 25)],
    "B": [("负担", "甲", 3, 9), ("流失", "甲", 22, 30)],
}
STUDY = make_universe("sentence", {"甲": (10, 10, 10, 10)}, gap=0)


def close(found: Coefficient, expected: Coefficient) -> bool:
    """Tell whether two coefficients have the same value, or none."""
    return (isnan(found.value) and isnan(expected.value)) or found.value == pytest.approx(expected.value, abs=1e-9)


@settings(max_examples=60)
@given(CODERS, st.sampled_from(["sentence", "turn", "character"]))
def test_rows_are_those_of_the_ratings(coders, kind):
    """Each code's coefficients are those of the table of ratings that is filled in unit by unit."""
    universe = make_universe(kind, LENGTHS)
    result = agreement(universe, coders, CODES, replicates=0)
    for row in result.codes:
        table = naive_ratings(universe, coders, row.code)
        assert (row.n, row.coded) == (len(table), tuple(table.sum(axis=0).tolist()))
        k = mean_holsti(table)
        expected = {
            "percent": percent_agreement(table), "kappa": light_kappa(table), "fleiss": fleiss_kappa(table),
            "alpha": krippendorff_alpha(table), "ac1": gwet_ac1(table, (0, 1)), "holsti": k,
            "holsti_r": holsti_r(k.value, len(coders)),
        }
        assert [name for name, value in expected.items() if not close(getattr(row, name), value)] == []


@settings(max_examples=60)
@given(CODERS, st.sampled_from(["sentence", "character"]))
def test_rows_over_all_codes(coders, kind):
    """Pooled, pairs and sets are those of all decisions in one table."""
    universe = make_universe(kind, LENGTHS)
    result = agreement(universe, coders, CODES, replicates=0)
    each = [naive_ratings(universe, coders, code) for code in CODES]
    table = np.concatenate(each)
    assert result.pooled.n == len(table)
    assert close(result.pooled.kappa, light_kappa(table))
    assert close(result.pooled.alpha, krippendorff_alpha(table))
    pair = result.pairs[0]
    assert close(pair.kappa, cohen_kappa(table[:, :2]))
    assert (pair.first_coded, pair.both_coded) == (table[:, 0].sum(), table[:, :2].all(axis=1).sum())
    sets = [[{code for code, one in zip(CODES, each, strict=True) if one[row, coder]} for coder in range(len(coders))]
            for row in range(len(each[0]))]
    assert close(result.alpha_masi, alpha_sets(sets))
    defined = [row.kappa.value for row in result.codes if row.kappa.defined]
    assert result.mean.kappa.value == pytest.approx(np.mean(defined) if defined else np.nan, nan_ok=True)
    assert result.mean.kappa.n == len(defined)


@settings(max_examples=60)
@given(CODERS, st.sampled_from(["sentence", "character"]))
def test_differences_are_those_of_the_ratings(coders, kind):
    """Disagreements and confusion count what the tables of ratings show."""
    universe = make_universe(kind, LENGTHS)
    result = agreement(universe, coders, CODES, replicates=0)
    tables = {code: naive_ratings(universe, coders, code) for code in CODES}
    differing = sum(int((table.min(axis=1) != table.max(axis=1)).sum()) for table in tables.values())
    assert sum(row.n for row in result.disagreements) == differing
    for row in result.confusion:
        a, b = (list(coders).index(name) for name in (row.first, row.second))
        only = (tables[row.first_code][:, a] == 1) & (tables[row.first_code][:, b] == 0)
        other = np.any([table[:, b] for table in tables.values()], axis=0) == 0
        if row.second_code:
            other = tables[row.second_code][:, b] == 1
        assert row.n == int((only & other).sum()) > 0


@settings(max_examples=30)
@given(CODERS, st.sampled_from(["sentence", "character"]), st.randoms(use_true_random=False))
def test_order_does_not_matter(coders, kind, random):
    """Units, coders and codings may come in any order."""
    universe = make_universe(kind, LENGTHS)
    units = random.sample(universe.units, len(universe.units))
    names = random.sample(list(coders), len(coders))
    mixed = {name: random.sample(coders[name], len(coders[name])) for name in names}
    first = agreement(universe, coders, CODES, replicates=0)
    second = agreement(type(universe)(kind, tuple(units)), mixed, CODES, replicates=0)
    for one, other in zip((*first.codes, first.pooled), (*second.codes, second.pooled), strict=True):
        measures = [field.name for field in fields(one) if isinstance(getattr(one, field.name), Coefficient)]
        assert [name for name in measures if not close(getattr(one, name), getattr(other, name))] == []
    assert {(row.unit, row.code, row.n) for row in first.disagreements} == {
        (row.unit, row.code, row.n) for row in second.disagreements}


def test_what_coders_take_for_what():
    """A has a code alone, and takes for one thing what B takes for another."""
    result = agreement(STUDY, make_codings(MARKS), CODES, replicates=0)
    assert result.confusion == (
        Confusion("A", "B", "负担", "流失", 1),
        Confusion("A", "B", "负担", "", 1),
        Confusion("B", "A", "流失", "负担", 1),
    )


def test_disagreements_lead_back_to_the_words():
    """Every difference names the unit, who has the code, who has not, and where it stands."""
    result = agreement(STUDY, make_codings(MARKS), CODES, replicates=0)
    assert result.disagreements == (
        Disagreement("甲#2", "甲", "负担", ("A",), ("B",), (("A", Span(12, 15)),), 1),
        Disagreement("甲#3", "甲", "负担", ("A",), ("B",), (("A", Span(22, 25)),), 1),
        Disagreement("甲#3", "甲", "流失", ("B",), ("A",), (("B", Span(22, 30)),), 1),
    )


def test_disagreements_on_characters():
    """Coders who both have a code in a unit still differ on five of its characters."""
    universe = make_universe("character", {"甲": (10,)})
    marks = make_codings({"A": [("负担", "甲", 2, 5)], "B": [("负担", "甲", 3, 9)]})
    (row,) = agreement(universe, marks, CODES, replicates=0).disagreements
    assert (row.has, row.lacks, row.n) == (("A", "B"), (), 5)
    assert row.spans == (("A", Span(2, 5)), ("B", Span(3, 9)))


def test_text_that_nobody_coded_counts():
    """Two thousand characters, two passages of twenty that share ten: Cohen's kappa is 0.495.

    Leaving the uncoded characters out, and multiplying the two parts of chance agreement where they are to be added,
    gives 0.299 for the same codings, as QualCoder did.
    """
    marks = make_codings({"A": [("负担", "甲", 100, 120)], "B": [("负担", "甲", 110, 130)]})
    result = agreement(make_universe("character", {"甲": (2000,)}), marks, ("负担",), replicates=0)
    assert round(result.codes[0].kappa.value, 3) == 0.495
    a, b, dual = 20, 20, 10
    coded = a + b - dual
    wrong = (a / coded) * (b / coded) * ((coded - a) / coded) * ((coded - b) / coded)
    assert round((dual / coded - wrong) / (1 - wrong), 3) == 0.299


def test_the_unit_changes_the_number():
    """By sentence the first sentence is agreed on, by character it is in part."""
    by_sentence = agreement(STUDY, make_codings(MARKS), CODES, replicates=0)
    by_character = agreement(make_universe("character", {"甲": (10, 10, 10, 10)}, gap=0), make_codings(MARKS), CODES,
                             replicates=0)
    assert round(by_sentence.codes[0].kappa.value, 3) == 0.2
    assert by_character.codes[0].n == 40
    assert by_character.codes[0].kappa.value < by_sentence.codes[0].kappa.value


def test_codings_that_do_not_count():
    """Codings with other codes, in other transcripts, between units and of no length are counted as left out."""
    universe = make_universe("sentence", {"甲": (5, 5)}, gap=3)
    marks = make_codings({"A": [("别的", "甲", 0, 2), ("负担", "丙", 0, 2), ("负担", "甲", 5, 8), ("负担", "甲", 1, 1),
                                ("负担", "甲", 4, 9)], "B": []})
    result = agreement(universe, marks, CODES, replicates=0)
    assert result.left_out == {"A": 4, "B": 0}
    assert result.codes[0].coded == (2, 0)


def test_interval_against_theory():
    """With many independent units the percentile interval is about as wide as the asymptotic one."""
    random = np.random.default_rng(3)
    truth = random.random(3000) < 0.3
    given = {name: np.flatnonzero(truth ^ (random.random(3000) < 0.1)).tolist() for name in "AB"}
    marks = make_codings({name: [("负担", "甲", k, k + 1) for k in places] for name, places in given.items()})
    row = agreement(make_universe("sentence", {"甲": (1,) * 3000}, gap=0), marks, ("负担",), seed=5).codes[0]
    theory = cohen_kappa([[int(k in set_a), int(k in set_b)] for set_a, set_b in [map(set, given.values())]
                          for k in range(3000)])
    assert row.kappa.value == pytest.approx(theory.value)
    assert row.kappa.high - row.kappa.low == pytest.approx(theory.high - theory.low, rel=0.08)


def test_the_seed_decides_the_interval():
    """The same seed gives the same interval, another one another."""
    random = np.random.default_rng(1)
    given = {name: random.integers(0, 60, 25).tolist() for name in "AB"}
    marks = make_codings({name: [("负担", "甲", k, k + 1) for k in places] for name, places in given.items()})
    universe = make_universe("sentence", {"甲": (1,) * 60}, gap=0)
    first, again, other = (agreement(universe, marks, ("负担",), replicates=100, seed=seed).pooled.kappa
                           for seed in (7, 7, 8))
    assert (first.low, first.high) == (again.low, again.high) != (other.low, other.high)


def test_characters_are_drawn_in_their_units():
    """Ten sentences that are each coded alike throughout have the interval of ten units, not of a thousand."""
    marks = {"A": [("负担", "甲", 100 * k, 100 * k + 100) for k in (0, 1, 2, 3, 4)],
             "B": [("负担", "甲", 100 * k, 100 * k + 100) for k in (0, 1, 2, 3, 9)]}
    universes = [make_universe(kind, {"甲": (100,) * 10}, gap=0) for kind in ("sentence", "character")]
    sentences, characters = (
        agreement(universe, make_codings(marks), ("负担",), seed=2).codes[0].kappa for universe in universes)
    assert (characters.value, characters.low, characters.high) == pytest.approx(
        (sentences.value, sentences.low, sentences.high))


def test_no_interval_where_resamples_lose_the_code():
    """A code on one unit is missing from a third of the resamples: a number, no interval, and why."""
    marks = make_codings({"A": [("负担", "甲", 0, 1)], "B": [("负担", "甲", 0, 1)]})
    row = agreement(make_universe("sentence", {"甲": (5,) * 50}), marks, ("负担",)).codes[0]
    assert (row.kappa.value, isnan(row.kappa.low), isnan(row.ac1.low)) == (1.0, True, False)
    assert row.kappa.reason.startswith("no interval: undefined in 3")


def test_undefined_is_not_zero():
    """A code that nobody used, and one that everybody used everywhere, have no kappa, and the row says why."""
    marks = {name: [("流失", "甲", 0, 40)] for name in "AB"}
    never, always = agreement(STUDY, make_codings(marks), CODES).codes
    assert (isnan(never.kappa.value), never.kappa.reason) == (True, "nobody used this code")
    assert (isnan(always.alpha.value), always.alpha.reason) == (True, "every coder gave this code to everything")
    assert (never.percent.value, never.ac1.value, isnan(never.holsti.value)) == (1.0, 1.0, True)
    assert (always.holsti.value, isnan(never.alpha_u.value), never.alpha_u.reason) == (
        1.0, True, "nobody used this code")


def test_means_over_codes_that_are_not_defined():
    """One code everywhere, one nowhere: all decisions together have a kappa, the codes have none to average."""
    marks = {name: [("流失", "甲", 0, 40)] for name in "AB"}
    result = agreement(STUDY, make_codings(marks), CODES, replicates=0)
    assert (result.pooled.kappa.value, result.mean.kappa.reason) == (1.0, "it is not defined for any code")
    assert (result.mean.percent.value, result.mean.percent.n) == (1.0, 2)


def test_one_coder_and_no_units():
    """Nothing to compare: what was coded is there, every coefficient is missing with a reason."""
    alone = agreement(STUDY, make_codings({"A": MARKS["A"]}), CODES)
    assert (alone.codes[0].coded, alone.codes[0].kappa.reason) == ((3,), "there are fewer than two coders")
    empty = agreement(make_universe("sentence", {}), make_codings(MARKS), CODES)
    assert (empty.n, empty.pooled.alpha.reason, empty.left_out) == (0, "no unit was rated by two coders",
                                                                   {"A": 3, "B": 2})
    assert agreement(STUDY, {}, CODES).alpha_masi.reason == "there are fewer than two coders"


def test_captions_state_universe_unit_and_formula():
    """Whoever reads a table alone knows what was counted."""
    said = agreement(STUDY, make_codings(MARKS), CODES, replicates=50, seed=9).captions
    assert said["universe"] == ("Universe: 4 sentences (transcripts: 1) that every coder was asked to code; a sentence "
                                "that nobody coded counts as agreement.")
    assert said["kappa"] == ("Cohen's kappa = (p_o - p_e) / (1 - p_e) over each sentence of the universe, p_e from "
                             "each coder's own share (Cohen 1960).")
    assert said["interval"].endswith("level 0.95, 50 resamples of the 4 units of the universe, seed 9.")
    three = agreement(STUDY, make_codings({**MARKS, "C": []}), CODES, replicates=0).captions
    assert three["kappa"].startswith("Light's kappa")
    assert three["interval"] == "No interval was asked for."


@pytest.mark.parametrize(("universe", "codes", "options", "kind", "message"), [
    (STUDY, (), {}, UsageError, "the codes to compare must be at least one"),
    (STUDY, ("负担", "负担"), {}, UsageError, "the codes to compare must be at least one"),
    (STUDY, CODES, {"replicates": -1}, UsageError, "give 0 or more resamples"),
    (STUDY, CODES, {"level": 1.0}, UsageError, "give 0 or more resamples"),
    (make_universe("turn", {"甲": (5, 5)}, gap=-1), CODES, {}, NotComputableError, "甲#1 and 甲#2 share characters"),
    (make_universe("turn", {"甲": (5, 0)}), CODES, {}, NotComputableError, "unit 甲#2 is empty"),
])
def test_calls_that_make_no_sense(universe, codes, options, kind, message):
    """What cannot be compared is refused with what to do."""
    with pytest.raises(kind, match=message):
        agreement(universe, make_codings(MARKS), codes, **options)
