"""Ridge regression, against the closed form and scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from sklearn.linear_model import Ridge

from qualcode.learning import linear
from qualcode.learning.linear import Linear, fit_linear


def data(seed: int, rows: int = 12, columns: int = 20, codes: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return random rows, labels some of which nobody knows, and weights."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 2, (rows, codes)).astype(float)
    labels[random.random((rows, codes)) < 0.2] = np.nan
    return random.normal(size=(rows, columns)), labels, random.uniform(0.3, 2, rows)


def targets(labels: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the weighted mean of each code, and labels around it with 0 where nobody knows."""
    known = ~np.isnan(labels)
    mean = np.array([np.average(column[there], weights=weights[there])
                     for column, there in zip(labels.T, known.T, strict=True)])
    return mean, np.where(known, labels - mean, 0.0)


@pytest.mark.parametrize("seed", range(3))
def test_weights_are_the_closed_form(seed: int) -> None:
    """(X' W X + penalty)^-1 X' W y (Hoerl & Kennard 1970, eq. 2.1), and scikit-learn's by another way."""
    dense, labels, weights = data(seed)
    found = fit_linear(csr_matrix(dense), labels, weights, 0.7)
    mean, wanted = targets(labels, weights)
    heavy = np.diag(weights)
    closed = np.linalg.inv(dense.T @ heavy @ dense + 0.7 * np.eye(20)) @ dense.T @ heavy @ wanted
    np.testing.assert_allclose(found.weights, closed, atol=1e-10)
    np.testing.assert_allclose(found.intercept, mean)
    other = Ridge(alpha=0.7, fit_intercept=False, solver="cholesky").fit(dense, wanted, sample_weight=weights)
    np.testing.assert_allclose(found.weights, other.coef_.T, atol=1e-10)


@pytest.mark.parametrize("codes", [1, 3])
def test_many_rows_are_solved_by_gradients_to_the_same(codes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways end at the same weights."""
    dense, labels, weights = data(5, rows=40, codes=codes)
    exact = fit_linear(csr_matrix(dense), labels, weights)
    monkeypatch.setattr(linear, "EXACT", 0)
    found = fit_linear(csr_matrix(dense), labels, weights)
    assert found.weights.shape == exact.weights.shape == (20, codes)
    np.testing.assert_allclose(found.weights, exact.weights, atol=1e-3)
    assert (found.weights != exact.weights).any()


@given(st.integers(0, 1000), st.integers(0, 11))
def test_a_passage_that_counts_twice_is_the_passage_twice(seed: int, twice: int) -> None:
    """Weights are numbers of times."""
    dense, labels, _weights = data(seed)
    once = np.ones(12)
    again = [*range(12), twice]
    doubled = once.copy()
    doubled[twice] = 2.0
    found = fit_linear(csr_matrix(dense), labels, doubled)
    other = fit_linear(csr_matrix(dense[again]), labels[again], once[[*range(12), 0]])
    np.testing.assert_allclose(found.weights, other.weights, atol=1e-9)
    np.testing.assert_allclose(found.intercept, other.intercept)


def test_a_code_of_which_nobody_knows_anything_says_nothing() -> None:
    """Its scores are 0 everywhere; the other code is as it would be alone."""
    dense, labels, weights = data(1, codes=2)
    labels[:, 1] = np.nan
    both = fit_linear(csr_matrix(dense), labels, weights)
    alone = fit_linear(csr_matrix(dense), labels[:, :1], weights)
    assert both.scores(csr_matrix(dense))[:, 1].tolist() == [0.0] * 12
    np.testing.assert_allclose(both.scores(csr_matrix(dense))[:, :1], alone.scores(csr_matrix(dense)))


def test_scores_are_rows_times_weights() -> None:
    """And the intercept, code by code."""
    found = Linear(np.array([[1.0, 0.0], [0.5, -1.0]]), np.array([0.1, 0.2]))
    np.testing.assert_allclose(found.scores(csr_matrix([[2.0, 0.0], [1.0, 1.0]])), [[2.1, 0.2], [1.6, -0.8]])
