"""Shares of known topics in documents, against a loop that does one document and one word at a time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import psi

from qualcode.topics import fold_in as module
from qualcode.topics.fold_in import fold_in

TOPICS = np.array([[0.6, 0.3, 0.1, 0.0], [0.0, 0.2, 0.3, 0.5]])
PRIOR = np.array([0.5, 0.2])


def one_by_one(topic_word, prior, bag, steps):
    """Blei, Ng and Jordan (2003), equations 6 and 7, as they stand."""
    gamma = prior + len(bag) / len(prior)
    for _step in range(steps):
        new = prior.copy()
        for word in bag:
            phi = topic_word[:, word] * np.exp(psi(gamma))
            new = new + phi / phi.sum()
        gamma = new
    return gamma / gamma.sum()


@given(st.lists(st.lists(st.integers(0, 3), max_size=12), min_size=1, max_size=6))
def test_it_is_the_published_step(bags):
    """All documents at once give what one after the other gives."""
    expected = [one_by_one(TOPICS, PRIOR, bag, 60) for bag in bags]
    assert np.allclose(fold_in(TOPICS, PRIOR, bags, steps=60), expected, atol=1e-3)


def test_a_document_without_words_has_the_priors_shares():
    """Nothing said, nothing learnt."""
    assert fold_in(TOPICS, PRIOR, [[]]).tolist() == [pytest.approx([5 / 7, 2 / 7])]


def test_words_of_one_topic_belong_to_it():
    """A word that only the second topic has draws the document there, and a word of none draws it nowhere."""
    shares = fold_in(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]), np.full(2, 0.1), [[1] * 20, [2] * 20])
    assert shares[0, 1] > 0.98
    assert shares[1].tolist() == pytest.approx([0.5, 0.5])


def test_a_prior_of_each_document_and_many_documents(monkeypatch):
    """Rows of the prior stay with their documents, also where documents are looked at in several goes."""
    monkeypatch.setattr(module, "_BATCH", 2)
    priors = np.array([[9.0, 1.0], [1.0, 9.0], [5.0, 5.0], [1.0, 1.0], [2.0, 8.0]])
    assert fold_in(TOPICS, priors, [[]] * 5)[:, 0].tolist() == pytest.approx([0.9, 0.1, 0.5, 0.5, 0.2])
    assert fold_in(TOPICS, PRIOR, []).shape == (0, 2)
