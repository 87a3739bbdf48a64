"""How good suggestions are on people held out: counts by hand, edges of the verdict, and independent figures."""

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, f1_score, precision_score, recall_score
from statsmodels.stats.proportion import proportion_confint

from qualcode.learning.measure import BINS, Limits, Measured, Verdict, calibration, measure, on_codes, overall
from qualcode.learning.passages import Examples, Passage


def measured(there: int, people: int, found: int, right: int, limits: Limits | None = None) -> Measured:
    """Measure one code of which so many examples by so many people are there, and so many suggestions are right."""
    truth = np.array([1.0] * there + [0.0] * 30)
    chances = np.full(len(truth), 0.1)
    chances[:right] = 0.9
    chances[there : there + found - right] = 0.9
    passages = tuple(Passage(str(row), f"P{row % people}", "") for row in range(len(truth)))
    examples = Examples(passages, ("a",), truth[:, None], np.ones(len(truth)))
    (one,) = measure(examples, chances[:, None], limits)
    return one


def test_a_code_is_counted_by_hand() -> None:
    """Of ten examples by four people six are found, with two that are wrong; Wilson's intervals by statsmodels."""
    one = measured(10, 4, 8, 6)
    assert (one.code, one.examples, one.people, one.found, one.right) == ("a", 10, 4, 8, 6)
    assert (one.precision, one.recall, one.f1) == (6 / 8, 6 / 10, 12 / 18)
    assert one.precision_interval == pytest.approx(proportion_confint(6, 8, method="wilson"))
    assert one.recall_interval == pytest.approx(proportion_confint(6, 10, method="wilson"))
    assert (one.verdict, isnan(one.gain)) == (Verdict.ON, True)


def test_what_nobody_knows_is_neither_right_nor_wrong() -> None:
    """A cell without a label counts nowhere, however probable."""
    passages = tuple(Passage(str(row), "甲", "") for row in range(4))
    labels = np.array([[1.0], [0.0], [np.nan], [np.nan]])
    chances = np.array([[0.9], [0.9], [0.9], [0.1]])
    (one,) = measure(Examples(passages, ("a",), labels, np.ones(4)), chances)
    assert (one.examples, one.found, one.right) == (1, 2, 1)


def test_what_cannot_be_computed_is_missing() -> None:
    """Nothing found has no precision, nothing there no recall; neither has no F1."""
    nothing_found, nothing_there = measured(5, 3, 0, 0), measured(0, 3, 2, 0)
    assert (isnan(nothing_found.precision), nothing_found.recall, nothing_found.f1) == (True, 0.0, 0.0)
    assert (nothing_there.precision, isnan(nothing_there.recall), nothing_there.f1) == (0.0, True, 0.0)
    assert isnan(measured(0, 3, 0, 0).f1)
    assert all(map(isnan, (*nothing_found.precision_interval, *nothing_there.recall_interval)))


@pytest.mark.parametrize(("there", "people", "found", "right", "precision", "verdict"), [
    (5, 3, 4, 2, 0.5, Verdict.ON),
    (4, 3, 4, 4, 0.5, Verdict.FEW),
    (9, 2, 9, 9, 0.5, Verdict.FEW),
    (5, 3, 3, 3, 0.5, Verdict.SILENT),
    (5, 3, 0, 0, 0.5, Verdict.SILENT),
    (5, 3, 5, 2, 0.5, Verdict.IMPRECISE),
    (5, 3, 4, 2, 0.51, Verdict.IMPRECISE),
    (20, 5, 20, 11, 0.55, Verdict.ON),  # 0.55 x 20 is a little more than 11 in binary
    (20, 5, 20, 10, 0.55, Verdict.IMPRECISE),
    (0, 3, 0, 0, 0.5, Verdict.FEW),
])
def test_a_code_is_on_from_the_edge_on(
    there: int, people: int, found: int, right: int, precision: float, verdict: Verdict,
) -> None:
    """Five examples of three people, four suggestions, and the share that must be right."""
    one = measured(there, people, found, right, Limits(precision=precision))
    assert one.verdict is verdict
    assert on_codes([one]) == ({"a"} if verdict is Verdict.ON else set())


@pytest.mark.parametrize(("at", "found"), [(0.9, 4), (0.91, 0), (0.1, 35), (0.11, 4)])
def test_a_suggestion_begins_at_the_threshold(at: float, found: int) -> None:
    """At it, not only above it."""
    assert measured(5, 3, 4, 2, Limits(at=at)).found == found


def table(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return labels and chances of thirty passages and four codes, the last of which nobody gave."""
    random = np.random.default_rng(seed)
    labels = (random.random((30, 4)) < (0.5, 0.3, 0.1, 0.0)).astype(float)
    return labels, random.random((30, 4))


@given(st.integers(0, 10_000))
def test_all_codes_together_are_as_scikit_learn_has_them(seed: int) -> None:
    """Micro over cells; macro over the codes that have examples."""
    labels, chances = table(seed)
    found = overall(labels, chances >= 0.4)
    truth, given_ = labels.astype(int), (chances >= 0.4).astype(int)
    there = truth.any(axis=0)
    assert found.micro_f1 == pytest.approx(f1_score(truth, given_, average="micro"))
    assert found.macro_f1 == pytest.approx(f1_score(truth[:, there], given_[:, there], average="macro"))
    assert found.precision == pytest.approx(precision_score(truth, given_, average="micro"))
    assert found.recall == pytest.approx(recall_score(truth, given_, average="micro"))


@given(st.integers(0, 10_000))
def test_cells_that_nobody_knows_count_nowhere(seed: int) -> None:
    """With all labels of some passages missing, the figures are those of the others."""
    labels, chances = table(seed)
    some = labels.copy()
    some[20:] = np.nan
    assert repr(overall(some, chances >= 0.4)) == repr(overall(labels[:20], chances[:20] >= 0.4))
    assert repr(calibration(some, chances)) == repr(calibration(labels[:20], chances[:20]))


def test_nothing_at_all_has_no_figures() -> None:
    """No example, no suggestion: missing, and not 0."""
    found = overall(np.zeros((3, 2)), np.zeros((3, 2), dtype=bool))
    assert all(map(isnan, (found.micro_f1, found.macro_f1, found.precision, found.recall)))
    none = calibration(np.full((2, 1), np.nan), np.zeros((2, 1)))
    assert (isnan(none.brier), isnan(none.base), isnan(none.error), none.bins) == (True, True, True, ())


@given(st.integers(0, 10_000))
def test_probabilities_are_compared_with_the_truth(seed: int) -> None:
    """Brier's score as scikit-learn has it, of the chances and of each code's share; bins hold every cell once."""
    labels, chances = table(seed)
    found = calibration(labels, chances)
    shares = np.broadcast_to(labels.mean(axis=0), labels.shape)
    assert found.brier == pytest.approx(brier_score_loss(labels.ravel(), chances.ravel()))
    assert found.base == pytest.approx(brier_score_loss(labels.ravel(), shares.ravel()))
    assert sum(one.cells for one in found.bins) == labels.size
    assert sum(one.cells * one.true for one in found.bins if one.cells) == pytest.approx(labels.sum())
    assert sum(one.cells * one.said for one in found.bins if one.cells) == pytest.approx(chances.sum())
    assert [(one.low, one.high) for one in found.bins] == [(n / BINS, (n + 1) / BINS) for n in range(BINS)]
    assert all(one.low - 1e-12 <= one.said < one.high for one in found.bins if one.cells)


def test_the_calibration_error_is_worked_by_hand() -> None:
    """Two cells of .1 of which one is true, two of .9 that are both true: (2 x .4 + 2 x .1) / 4; certain ones count."""
    found = calibration(np.array([[1.0, 1.0], [0.0, 1.0]]), np.array([[0.1, 0.9], [0.1, 0.9]]))
    assert found.error == pytest.approx(0.25)
    assert [(n, one.cells, one.true) for n, one in enumerate(found.bins) if one.cells] == [(1, 2, 0.5), (9, 2, 1.0)]
    assert all(isnan(one.said) and isnan(one.true) for one in found.bins if not one.cells)
    assert calibration(np.ones((1, 1)), np.ones((1, 1))).bins[-1].cells == 1
