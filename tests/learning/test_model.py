"""A model from speech and codings: what it says, what it was measured by, and how that is told."""

from dataclasses import replace
from math import nan

import numpy as np
import pytest

from qualcode.errors import NotComputableError
from qualcode.learning.curve import Curve, Point
from qualcode.learning.learner import Grams, Vectors
from qualcode.learning.measure import Bin, Limits, Measured, Overall, Verdict, calibration, measure, overall
from qualcode.learning.model import Learned, learn
from qualcode.learning.passages import Examples, Passage, no_examples
from qualcode.learning.tables import calibration_table, caption, curve_table, measured_table, verdict_words
from tests.factories import make_codebook
from tests.learning.make import CODES, UNREAD, OnTrust, examples, learned, speech

NONE = (nan, nan)


@pytest.fixture(scope="module")
def found() -> Learned:
    """Return what was learnt from nine people."""
    return learned()


def test_what_was_learnt_finds_what_nobody_has_read(found: Learned) -> None:
    """A sentence with words of its own, and one that says neither thing."""
    chances = found.model.chances([Passage("1", "Q", UNREAD), Passage("2", "Q", "水库边上住的李家孃孃。")])
    literacy, trust = CODES.index("literacy"), CODES.index("trust")
    assert chances[0, trust] > 0.4 > chances[0, literacy]
    assert chances[1].max() < 0.3
    words = found.model.speaking(Passage("1", "Q", UNREAD), "trust")
    assert [span.of(UNREAD) for span in words] == ["信得过"]


def test_a_model_tells_what_it_rests_on(found: Learned) -> None:
    """Passages, people, codes, thresholds and the hash of what it was made from; both codes are on."""
    model = found.model
    assert (model.learner, model.codes, model.passages, model.people, model.made_from) == (
        "ngrams", CODES, 72, 9, "c0de")
    assert (model.on, model.limits) == ({"literacy", "trust"}, Limits(0.4, 0.5))
    assert [(one.code, one.examples, one.people) for one in model.measured] == [("literacy", 13, 9), ("trust", 14, 9)]
    assert sum(one.cells for one in model.calibration.bins) == 144


def test_a_rule_adds_to_the_chance(found: Learned) -> None:
    """The same words, with and without a proposal of a rule."""
    without = Passage("1", "Q", "老人家不会用。")
    chances = found.model.chances([without, replace(without, proposed={"literacy": 1})])
    assert chances[1, 0] > chances[0, 0]


def test_chances_of_rows_are_those_of_passages(found: Learned) -> None:
    """Whether the rows were there already or are made again, to the last bit."""
    passages = [*speech(), *(Passage(f"Q#{n}", "Q", text) for n, text in enumerate((UNREAD, UNREAD)))]
    assert (found.model.chances(passages, found.rows[: len(passages)]) == found.model.chances(passages)).all()


def test_limits_decide_what_is_on() -> None:
    """Whoever asks for more than was reached gets nothing, and the figures say why."""
    read = speech()
    asked = Limits(at=0.9999)
    model = learn(Grams(), read, examples(read), range(len(read)), no_examples(CODES), limits=asked).model
    assert (model.on, model.limits) == (set(), asked)
    assert {one.verdict for one in model.measured} == {Verdict.SILENT}


def test_of_one_person_nothing_is_learnt() -> None:
    """There is nobody to measure on."""
    read = speech(1)
    with pytest.raises(NotComputableError, match="at least two participants"):
        learn(Grams(), read, examples(read), range(len(read)), no_examples(CODES))


def test_the_order_of_examples_changes_nothing() -> None:
    """But for rounding."""
    read = speech()
    given, back = examples(read), list(range(len(read)))[::-1]
    one = learn(Grams(), read, given, range(len(read)), no_examples(CODES)).model
    two = learn(Grams(), read, given.chosen(back), back, no_examples(CODES)).model
    np.testing.assert_allclose(one.linear.weights, two.linear.weights, atol=1e-6)
    assert [(row.examples, row.found, row.right, row.verdict) for row in one.measured] == [
        (row.examples, row.found, row.right, row.verdict) for row in two.measured]


def test_the_codebooks_own_examples_are_learnt_from() -> None:
    """What nobody said in an interview and the codebook gives as an example is more probable with it."""
    read = speech()
    weak = Examples((Passage("", "", "把钱交给他放心。"),), CODES, np.array([[np.nan, 1.0]]), np.array([0.5]))
    asked = [Passage("1", "Q", "把钱交给他放心。")]
    none = learn(Grams(), read, examples(read), range(len(read)), no_examples(CODES)).model
    some = learn(Grams(), read, examples(read), range(len(read)), weak).model
    assert some.chances(asked)[0, 1] > none.chances(asked)[0, 1]
    assert (some.passages, some.people) == (72, 9)


def test_learners_say_what_they_see() -> None:
    """The name tells where vectors come from."""
    assert (Grams().name, Vectors().name, Vectors(given=OnTrust()).name) == (
        "ngrams", "vectors", "vectors (on-trust)")
    assert Grams().encoder([]) is None


def measured(verdict: Verdict, examples: int = 9, found: int = 6, right: int = 2) -> Measured:
    """Return a code's measures."""
    return Measured("literacy", examples, 4, found, right, right / 6, 2 / 9, 4 / 15, (0.1, 0.7), NONE, verdict)


@pytest.mark.parametrize(("verdict", "expected"), [
    (Verdict.ON, "on"),
    (Verdict.FEW, "off: 9 passages of 4 people are coded so; it takes 5 of 3"),
    (Verdict.SILENT, "off: only 6 passages of people held out seemed probable enough; it takes 4 to tell"),
    (Verdict.IMPRECISE, "off: of 6 suggestions on people held out 2 were right, which is less than 0.6"),
])
def test_a_code_that_is_off_says_why(verdict: Verdict, expected: str) -> None:
    """With the numbers that decided."""
    assert verdict_words(measured(verdict), Limits(precision=0.6)) == expected


def test_tables_have_a_row_each() -> None:
    """Codes with their names, points of the curve, bins."""
    codes = measured_table([measured(Verdict.ON)], make_codebook(), Limits())
    assert codes.iloc[0][["code", "code_name", "examples", "suggested", "tp", "precision_low", "verdict", "note"]
                         ].tolist() == ["literacy", "数字素养", 9, 6, 2, 0.1, "on", "on"]
    assert codes[["recall_low", "gain"]].isna().all(axis=None)
    curve = curve_table(Curve((Point(10, 0.4, 0.3, 0.5, 0.2, 0.1, 0.3),), 0.1))
    assert curve.to_dict("records") == [{
        "passages": 10, "micro_f1": 0.4, "micro_low": 0.3, "micro_high": 0.5, "macro_f1": 0.2, "macro_low": 0.1,
        "macro_high": 0.3}]
    bins = calibration_table(replace(learned(people=2).model.calibration, bins=(Bin(0.0, 0.1, 3, 0.05, 0.0),)))
    assert bins.to_dict("records") == [{"low": 0.0, "high": 0.1, "cells": 3, "said": 0.05, "true": 0.0}]


def test_the_caption_says_what_figures_rest_on(found: Learned) -> None:
    """How much, of whom, measured how; a figure that is missing is a dash."""
    said = caption(found.model)
    assert said.startswith("Learnt (ngrams) from 72 read passages of 9 participants; every figure is of participants "
                           "held out")
    assert "suggested from probability 0.4 on, where at least 0.5 of such suggestions were right: 2 of 2 codes." in said
    assert said.endswith("On a read passage a code that nobody gave counts as absent.")
    missing = caption(replace(found.model, total=Overall(nan, nan, nan, nan)))
    assert "precision –, recall –, micro-F1 –, macro-F1 –" in missing


def test_what_is_only_assumed_is_measured_nowhere() -> None:
    """Two of nine people were not read: their passages teach, and every figure is of the other seven's."""
    read = speech()
    given = replace(examples(read), read=np.array([one.participant < "P07" for one in read]))
    found = learn(Grams(), read, given, range(len(read)), no_examples(CODES))
    model, seven = found.model, np.flatnonzero(given.read)
    assert (model.passages, model.people, model.assumed) == (56, 7, 16)
    chances = found.held_out.chances
    assert len(chances) == 72
    assert repr(model.measured) == repr(measure(given.chosen(seven), chances[seven]))
    assert repr(model.calibration) == repr(calibration(given.labels[seven], chances[seven]))
    assert model.total == overall(given.labels[seven], chances[seven] >= 0.4)
    assert given.measured.passages == tuple(read[:56])
    assert "16 unread ones without a proposal were taken to have no code" in caption(model)
