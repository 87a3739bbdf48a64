"""The learning curve: its slope by hand, its points on invented speech, and what ten more would bring."""

from dataclasses import replace
from math import isnan, log, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.regression.linear_model import WLS

from qualcode.learning.curve import Curve, _slope, learning_curve, with_gains
from qualcode.learning.learner import Grams
from qualcode.learning.measure import Measured, Verdict, overall
from qualcode.learning.passages import no_examples
from tests.learning.make import CODES, examples, speech

PAIRS = [(0, 2, 0.2), (0, 4, 0.4), (1, 4, 0.5), (1, 8, 0.6)]
NONE = (nan, nan)


def measured(examples: int, f1: float, verdict: Verdict = Verdict.ON) -> Measured:
    """Return a code's measures of which only these matter."""
    return Measured("a", examples, 3, 0, 0, nan, nan, f1, NONE, NONE, verdict)


def test_the_slope_is_worked_by_hand() -> None:
    """Within codes, weighed by examples: (4/15 + 4/15) / (4/3 + 8/3); and least squares with a mean for each code."""
    assert _slope(PAIRS) == pytest.approx((4 / 15 + 4 / 15) / (4 / 3 + 8 / 3))
    design = [[log(n, 2), float(code == 0), float(code == 1)] for code, n, _f in PAIRS]
    fitted = WLS([f for _code, _n, f in PAIRS], design, weights=[n for _code, n, _f in PAIRS]).fit()
    assert _slope(PAIRS) == pytest.approx(fitted.params[0])


@pytest.mark.parametrize("pairs", [[], [(0, 5, 0.3)], [(0, 5, 0.3), (0, 5, 0.6), (1, 9, 0.9)]])
def test_without_two_numbers_of_examples_there_is_no_slope(pairs: list[tuple[int, int, float]]) -> None:
    """It is missing, and so is every gain."""
    assert isnan(_slope(pairs))
    (one,) = with_gains([measured(10, 0.5)], Curve((), _slope(pairs)))
    assert isnan(one.gain)


@pytest.mark.parametrize(("examples", "f1", "slope", "expected"), [
    (10, 0.5, 0.1, 0.1),  # from 10 to 20 is one doubling
    (30, 0.5, 0.1, 0.1 * log(40 / 30, 2)),
    (10, 0.95, 0.1, 0.05),  # no more than what is missing
    (10, 0.5, -0.1, 0.0),  # nobody is told that more examples do harm
    (10, nan, 0.1, 0.1),
])
def test_ten_more_bring_the_slope_of_a_doubling(examples: int, f1: float, slope: float, expected: float) -> None:
    """As far as there is room."""
    (one,) = with_gains([measured(examples, f1)], Curve((), slope))
    assert one.gain == pytest.approx(expected)
    assert repr(replace(one, gain=nan)) == repr(measured(examples, f1))  # nothing else is changed


def test_of_no_example_nothing_can_be_foretold() -> None:
    """A doubling of nothing is nothing."""
    (one,) = with_gains([measured(0, nan, Verdict.FEW)], Curve((), 0.1))
    assert isnan(one.gain)


@given(st.integers(1, 500), st.floats(0, 1), st.floats(-1, 2))
def test_a_gain_is_never_more_than_what_is_missing(examples: int, f1: float, slope: float) -> None:
    """Nor less than nothing."""
    (one,) = with_gains([measured(examples, f1)], Curve((), slope))
    assert 0 <= one.gain <= 1 - f1


def test_the_curve_rises_on_clear_speech() -> None:
    """Points ascend; the last is the whole measured once; the same call gives the same curve."""
    given_, learner, told = examples(speech()), Grams(), list[tuple[int, int]]()
    rows = learner.prepare(given_.passages)
    weak, none = no_examples(CODES), rows[:0]
    whole = np.where(given_.labels == 1, 0.9, 0.1)
    curve = learning_curve(learner, rows, given_, weak, none, whole=whole, tell=lambda *said: told.append(said))
    assert [one.passages for one in curve.points] == [18, 36, 54, 72]
    last = curve.points[-1]
    assert (last.micro_f1, last.micro_low, last.micro_high, last.macro_f1) == (1.0, 1.0, 1.0, 1.0)
    assert all(one.micro_low <= one.micro_f1 <= one.micro_high for one in curve.points)
    assert all(one.macro_low <= one.macro_f1 <= one.macro_high for one in curve.points)
    assert curve.points[0].micro_f1 < 1
    assert curve.slope > 0
    assert told == [(done, 10) for done in range(10)]
    assert repr(learning_curve(learner, rows, given_, weak, none, whole=whole)) == repr(curve)


def test_the_last_point_is_measured_where_it_is_not_given() -> None:
    """It is what people held out are measured by."""
    from qualcode.learning.held_out import held_out

    given_, learner = examples(speech(4)), Grams()
    rows = learner.prepare(given_.passages)
    weak, none = no_examples(CODES), rows[:0]
    curve = learning_curve(learner, rows, given_, weak, none)
    said = overall(given_.labels, held_out(learner, rows, given_, weak, none).chances >= 0.4)
    assert (curve.points[-1].micro_f1, curve.points[-1].macro_f1) == (said.micro_f1, said.macro_f1)


def test_of_one_person_there_is_no_curve() -> None:
    """No point and no slope."""
    given_, learner = examples(speech(1)), Grams()
    curve = learning_curve(learner, learner.prepare(given_.passages), given_, no_examples(CODES), None)
    assert (curve.points, isnan(curve.slope)) == ((), True)


def test_what_is_only_assumed_is_learnt_from_and_no_point_counts_it() -> None:
    """A point a share, however many of its draws' passages people have read; the last has all of these."""
    given_, learner = examples(speech()), Grams()
    given_ = replace(given_, read=np.arange(72) % 3 != 0)
    rows = learner.prepare(given_.passages)
    whole = np.where(given_.labels == 1, 0.9, 0.1)
    whole[~given_.read] = 1 - whole[~given_.read]
    curve = learning_curve(learner, rows, given_, no_examples(CODES), rows[:0], whole=whole)
    assert [one.passages for one in curve.points] == [
        pytest.approx(share * 48, abs=6) for share in (0.25, 0.5, 0.75, 1.0)]
    assert (curve.points[-1].passages, curve.points[-1].micro_f1) == (48, 1.0)
