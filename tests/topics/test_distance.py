"""How far topics are apart, where they stand on the map, and which words speak for them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import jensenshannon, pdist, squareform

from qualcode.topics.distance import relevance, relevant_words, shared_out, topic_distances, topic_map
from qualcode.topics.model import Fit

#: Three topics over four words; the first two share one word, the third has its own.
PHI = np.array([[0.5, 0.5, 0, 0], [0, 0.5, 0.5, 0], [0, 0, 0, 1.0]])
SHARES = arrays(np.float64, (4, 6), elements=st.floats(0.01, 1)).map(
    lambda rows: rows / rows.sum(axis=1, keepdims=True))


def test_topics_without_a_common_word_are_one_apart():
    """1 without any common word, the root of one half where half of both is common."""
    found = topic_distances(PHI)
    assert found == pytest.approx(np.array([[0, 0.5**0.5, 1], [0.5**0.5, 0, 1], [1, 1, 0]]))


@given(SHARES)
def test_distances_are_those_of_scipy(rows):
    """An independent implementation agrees, and the same topic twice is at one place."""
    ours = topic_distances(rows)
    with np.errstate(invalid="ignore"):  # scipy takes the root of what rounding leaves below 0
        theirs = np.array([[jensenshannon(one, other, base=2) for other in rows] for one in rows])
    assert ours == pytest.approx(np.nan_to_num(theirs), abs=1e-7)
    assert topic_distances(np.repeat(rows[:1], 3, axis=0)) == pytest.approx(np.zeros((3, 3)), abs=1e-7)


@given(arrays(np.float64, (5, 2), elements=st.integers(-9, 9).map(float)))
def test_points_of_a_plane_are_found_again(points):
    """Distances of points in two dimensions are those of their places on the map, and all of them is shown."""
    distances = squareform(pdist(points))
    found = topic_map(distances)
    assert squareform(pdist(np.array(found.places))) == pytest.approx(distances, abs=1e-4)
    assert np.isnan(found.shown) if not distances.any() else found.shown == pytest.approx(1)


def test_the_map_is_the_same_whatever_the_signs():
    """The farthest point of each axis is on its right or upper side, and what is rounded is rounded."""
    found = topic_map(topic_distances(PHI))
    for axis in (0, 1):
        values = [place[axis] for place in found.places]
        assert max(values, key=abs) > 0
        assert values == [round(value, 6) for value in values]
    assert found.shown == pytest.approx(1)


def test_one_topic_and_two_have_a_map():
    """One is in the middle, and nothing is shown of distances that are not there; two stand on a line."""
    one = topic_map(topic_distances(PHI[:1]))
    assert one.places == ((0.0, 0.0),)
    assert np.isnan(one.shown)
    assert topic_map(topic_distances(PHI[[0, 2]])).places in {((0.5, 0.0), (-0.5, 0.0)), ((-0.5, 0.0), (0.5, 0.0))}


def test_relevance_is_the_papers():
    """Probability at 1, lift at 0, in between their weighted sum; minus infinity for a word that is not there."""
    overall = np.array([0.25, 0.25, 0.125, 0.375])
    assert relevance(PHI, overall, 1)[0, 0] == pytest.approx(np.log(0.5))
    assert relevance(PHI, overall, 0)[1, 2] == pytest.approx(np.log(0.5 / 0.125))
    assert relevance(PHI, overall, 0.6)[0, 1] == pytest.approx(0.6 * np.log(0.5) + 0.4 * np.log(2))
    assert relevance(PHI, overall, 0.6)[0, 3] == -np.inf


def test_words_that_any_weight_puts_first_are_kept():
    """One word is the most probable, another the most exclusive; words of other topics never come in."""
    phi = np.array([[0.6, 0.1, 0.3, 0.0], [0.6, 0.0, 0.1, 0.3]])
    overall = np.array([0.45, 0.05, 0.35, 0.15])
    assert relevant_words(phi, overall, 1) == [[0, 1], [0, 3]]
    assert relevant_words(phi, overall, 4) == [[0, 1, 2], [0, 2, 3]]


def test_occurrences_are_shared_out_whole():
    """Each word's shares sum to its count; a word that no topic has is shared evenly."""
    fit = Fit(np.array([[0.5, 0.5, 0.0], [0.0, 1.0, 0.0]]), np.array([[1.0, 0.0], [0.0, 1.0]]), 1)
    said = shared_out(fit, [[0, 1, 2], [1, 1, 1]])
    assert said.sum(axis=0).tolist() == [1, 4, 1]
    assert said[:, 2].tolist() == [0.5, 0.5]
    assert said[:, 1] == pytest.approx([4 / 3, 8 / 3])
