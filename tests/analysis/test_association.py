"""Codes and topics that run through the same interviews."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.association import association


def runs(chance, passages, columns, keep):
    """Draw normal series in which neighbours are correlated by ``keep``."""
    found = np.zeros((passages, columns))
    found[0] = chance.normal(size=columns)
    for at in range(1, passages):
        found[at] = keep * found[at - 1] + np.sqrt(1 - keep**2) * chance.normal(size=columns)
    return found


def test_the_mean_over_shifts_is_what_each_conversation_gives_by_chance():
    """Two passages of three with a code and shares of .6 in all give an expectation of 2 x .2."""
    held = np.array([[True], [True], [False]])
    found = association(held, np.array([[0.3], [0.2], [0.1]]), ["a"] * 3, shifts=20)
    assert found.sums.tolist() == [[pytest.approx(0.5)]]
    assert found.expected.tolist() == [[pytest.approx(0.4)]]
    assert found.lift.tolist() == [[pytest.approx(1.25)]]


def test_what_only_lives_in_one_interview_together_is_not_related():
    """A code and a topic that fill one of two interviews go together as much as any shift has it: no p value."""
    held = np.array([[True]] * 8 + [[False]] * 8)
    shares = np.array([[0.9, 0.1]] * 8 + [[0.1, 0.9]] * 8)
    found = association(held, shares, ["a"] * 8 + ["b"] * 8, shifts=99)
    assert np.isnan(found.p).all()
    assert found.lift.tolist() == [[pytest.approx(1), pytest.approx(1)]]


def test_what_comes_and_goes_together_is_found():
    """The code stands exactly where the topic is large, in ten interviews, each at its own place."""
    chance = np.random.default_rng(2)
    held, shares = np.zeros((120, 1), dtype=bool), np.full((120, 2), [0.2, 0.8])
    for start in range(0, 120, 12):
        at = start + int(chance.integers(0, 9))
        held[at : at + 3] = True
        shares[at : at + 3] = [0.8, 0.2]
    found = association(held, shares, [row // 12 for row in range(120)], shifts=999)
    assert found.p[0].tolist() == [0.001, 1.0]


def test_a_code_that_is_not_to_be_tested_has_no_number():
    """Its sum is there, its p and what is expected are not."""
    held = np.array([[True, True], [False, True], [False, False]])
    found = association(held, np.array([[0.5], [0.2], [0.3]]), ["a"] * 3, tested=np.array([False, True]), shifts=9)
    assert found.sums.tolist() == [[0.5], [pytest.approx(0.7)]]
    assert np.isnan([found.p[0, 0], found.expected[0, 0], found.lift[0, 0]]).all()
    assert not np.isnan(found.p[1, 0])


@given(st.lists(st.integers(1, 5), min_size=1, max_size=5), st.integers(0, 1000))
def test_the_order_of_conversations_changes_no_sum(sizes, seed):
    """Sums and expectations are added up over conversations, whichever comes first."""
    chance = np.random.default_rng(seed)
    conversations = [name for name, size in enumerate(sizes) for _one in range(size)]
    held, shares = chance.random((len(conversations), 2)) < 0.4, chance.dirichlet([1, 1, 1], len(conversations))
    other = sorted(range(len(conversations)), key=lambda row: -conversations[row])
    one = association(held, shares, conversations, shifts=5)
    two = association(held[other], shares[other], [conversations[row] for row in other], shifts=5)
    assert np.allclose(one.sums, two.sums)
    assert np.allclose(one.expected, two.expected)
    assert np.allclose(one.expected.sum(axis=1), held.sum(axis=0))


def test_unrelated_runs_are_found_related_in_five_of_a_hundred():
    """Codes and topics with levels of their own in every interview and long runs: the test keeps its level."""
    chance, small = np.random.default_rng(11), []
    for number in range(12):
        level, other = (np.repeat(chance.normal(size=(12, 8)) * 0.8, 16, axis=0) for _each in range(2))
        held = np.concatenate([runs(chance, 16, 8, 0.8) for _interview in range(12)]) + level > 1
        shares = 1 / (1 + np.exp(-1.5 * np.concatenate([runs(chance, 16, 8, 0.8) for _i in range(12)]) - other))
        found = association(held, shares, [row // 16 for row in range(192)], shifts=199, seed=number)
        small += (found.p[~np.isnan(found.p)] <= 0.05).tolist()
    assert 0.03 < sum(small) / len(small) < 0.075
