"""Where a model begins when some topics have keywords."""

import numpy as np
import pytest

from qualcode.topics.seeds import Seeds
from qualcode.topics.start import count_matrix, expected_counts, inverse_frequency, tf_idf
from tests.topics.planted import FIELDS, OWN, WORDS, field_seeds, planted

BAGS = planted()[0]


def test_every_occurrence_is_expected_in_some_topic():
    """With seeds as without, the topics' counts of a word sum to how often it is said."""
    counts = count_matrix(BAGS, WORDS).toarray().sum(axis=0)
    for seeds in (None, field_seeds(1, 2)):
        expected = expected_counts(BAGS, WORDS, FIELDS, seeds)
        assert expected.shape == (FIELDS, WORDS)
        assert (expected >= 0).all()
        assert expected.sum(axis=0).tolist() == pytest.approx(counts.tolist())


def test_keywords_begin_in_their_own_topics_only():
    """A keyword's counts are all in its topic, half and half where two topics share it; its documents follow."""
    seeds = Seeds(("a", "b"), ((OWN, OWN + 1), (OWN + 1, 2 * OWN)))
    expected = expected_counts(BAGS, WORDS, FIELDS, seeds)
    assert (expected[:, OWN] > 0).tolist() == [True, False, False, False]
    assert expected[0, OWN + 1] == pytest.approx(expected[1, OWN + 1])
    assert expected[2:, OWN + 1].tolist() == [0, 0]
    field = expected[:, OWN + 2 : OWN + 8].sum(axis=1)
    assert int(field.argmax()) == 0


def test_inverse_frequencies_and_lengths():
    """Weights are scikit-learn's smooth ones, documents have length 1, and an empty one stays empty."""
    from sklearn.feature_extraction.text import TfidfTransformer

    counts = count_matrix([*BAGS, []], WORDS)
    ours = tf_idf(counts, inverse_frequency(counts)).toarray()
    assert np.allclose(ours, TfidfTransformer().fit_transform(counts).toarray())
    assert not ours[-1].any()
