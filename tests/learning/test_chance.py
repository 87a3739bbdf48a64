"""From scores and proposals to probabilities."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from qualcode.learning.chance import Chance, evidence_for, fit_chance, proposed_by_rules
from qualcode.learning.passages import Passage


def test_evidence_is_worked_by_hand() -> None:
    """Two passages, three codes: score, lead, whether rules propose it, how many, score there, how many other codes."""
    scores = np.array([[0.5, 0.2, 0.9], [0.1, 0.1, -0.3]])
    proposed = np.array([[1.0, 0.0, 5.0], [0.0, 2.0, 0.0]])
    expected = [
        [0.5, -0.4, 1, 1, 0.5, 1], [0.2, -0.7, 0, 0, 0.0, 2], [0.9, 0.4, 1, 3, 0.9, 1],
        [0.1, 0.0, 0, 0, 0.0, 1], [0.1, 0.0, 1, 2, 0.1, 0], [-0.3, -0.4, 0, 0, 0.0, 1],
    ]
    np.testing.assert_allclose(evidence_for(scores, proposed), expected)


def test_a_single_code_leads_by_its_score() -> None:
    """There is no other code to be compared with."""
    np.testing.assert_allclose(evidence_for(np.array([[0.4]]), np.array([[0.0]])), [[0.4, 0.4, 0, 0, 0, 0]])


def test_a_probability_is_the_logistic_of_weighed_evidence() -> None:
    """Of the shape of the scores."""
    scores, proposed = np.array([[0.5, 0.2]]), np.array([[0.0, 1.0]])
    found = Chance(np.array([2.0, 0, 1, 0, 0, 0]), -1.0).of(scores, proposed)
    np.testing.assert_allclose(found, [[expit(0.0), expit(0.4)]])


def test_a_rule_that_is_right_four_times_of_five_has_a_chance_of_80_percent() -> None:
    """Where scores say nothing, the rules' record is what is left."""
    proposed = np.zeros((1000, 2))
    proposed[:500, 0] = 1
    labels = np.zeros((1000, 2))
    labels[:400, 0] = 1
    labels[500:525, 0] = 1
    none = np.zeros((1000, 2))
    found = fit_chance(none, proposed, labels, np.ones(1000)).of(none, proposed)
    assert found[0, 0] == pytest.approx(0.8, abs=0.01)
    assert found.mean() == pytest.approx(425 / 2000, abs=1e-3)  # the intercept is not held back


@pytest.mark.parametrize(("value", "expected"), [(0.0, 0.5 / 21), (1.0, 20.5 / 21)])
def test_where_all_labels_are_alike_everything_has_the_same_chance(value: float, expected: float) -> None:
    """Near that label and never certain: half a cell of the other kind is added."""
    scores = np.random.default_rng(1).normal(size=(10, 2))
    found = fit_chance(scores, np.zeros((10, 2)), np.full((10, 2), value), np.ones(10))
    np.testing.assert_allclose(found.of(scores, np.zeros((10, 2))), expected)


def test_without_any_label_it_is_a_toss() -> None:
    """Nothing is known, and nothing fails."""
    none = np.zeros((0, 2))
    assert fit_chance(none, none, none, np.zeros(0)).of(np.ones((1, 2)), np.zeros((1, 2))).tolist() == [[0.5, 0.5]]


def test_cells_of_which_nobody_knows_are_left_out() -> None:
    """Their scores move nothing: the same evidence with only the cells that are known."""
    random = np.random.default_rng(2)
    scores, labels = random.normal(size=(60, 2)), random.integers(0, 2, (60, 2)).astype(float)
    labels[40:] = np.nan
    none = np.zeros((60, 2))
    found = fit_chance(scores, none, labels, np.ones(60))
    only = fit_chance(scores[:40], none[:40], labels[:40], np.ones(40))
    np.testing.assert_allclose(found.weights, only.weights)
    assert found.intercept == pytest.approx(only.intercept)


def test_heavy_passages_count_more() -> None:
    """Of 30 cells by weight with the code and 10 without: (30 x 21 + 10) / (40 x 22), as 1 in 22 is left to doubt."""
    scores, labels = np.array([[1.0], [-1.0]] * 20), np.array([[1.0], [0.0], [0.0], [1.0]] * 10)
    weights = np.array([3.0, 3.0, 1.0, 1.0] * 10)
    none = np.zeros((40, 1))
    found = fit_chance(scores, none, labels, weights).of(np.array([[1.0], [-1.0]]), none[:2]).ravel()
    expected = (30 * 21 + 10) / (40 * 22)
    np.testing.assert_allclose(found, [expected, 1 - expected], atol=0.01)


def test_few_cells_give_no_certainty() -> None:
    """Five with the code and five without, far apart: no more than (5 + 1) / (5 + 2) (Platt 1999, eq. 3)."""
    scores, labels = np.array([[9.0], [-9.0]] * 5), np.array([[1.0], [0.0]] * 5)
    none = np.zeros((10, 1))
    found = fit_chance(scores, none, labels, np.ones(10)).of(scores, none).ravel()
    assert 0.75 < found.max() <= 6 / 7
    assert 1 / 7 <= found.min() < 0.25


@settings(max_examples=30)
@given(st.lists(st.floats(-2, 2), min_size=2, max_size=20, unique=True), st.integers(0, 100))
def test_a_higher_score_is_never_less_probable(values: list[float], seed: int) -> None:
    """Where labels rise with scores; with or without a rule."""
    random = np.random.default_rng(seed)
    scores = random.normal(size=(200, 1))
    labels = (scores + 0.5 * random.normal(size=(200, 1)) > 0).astype(float)
    chance = fit_chance(scores, (random.random((200, 1)) < 0.3).astype(float), labels, np.ones(200))
    ordered = np.sort(np.array(values))[:, None]
    for proposed in (np.zeros_like(ordered), np.ones_like(ordered)):
        found = chance.of(ordered, proposed).ravel()
        assert (np.diff(found) >= 0).all()
        assert ((found > 0) & (found < 1)).all()


def test_rules_are_counted_by_passage_and_code() -> None:
    """A code that is not learnt has no column."""
    passages = [Passage("1", "甲", "", proposed={"a": 2, "gone": 1}), Passage("2", "甲", "", proposed={"b": 1})]
    assert proposed_by_rules(passages, ["a", "b"]).tolist() == [[2.0, 0.0], [0.0, 1.0]]
