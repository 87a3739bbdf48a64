"""Folds of participants, and what is said of people who were not heard."""

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from qualcode.errors import NotComputableError
from qualcode.learning.chance import proposed_by_rules
from qualcode.learning.held_out import final_chance, fold_numbers, held_out, held_out_scores, stacked
from qualcode.learning.learner import Grams
from qualcode.learning.passages import Examples, Passage, no_examples
from tests.learning.make import CODES, examples, speech

GROUPS = st.lists(st.sampled_from(["甲", "乙", "丙", "丁", "戊", "己", "庚", "𠮷"]), min_size=2, max_size=60).filter(
    lambda groups: len(set(groups)) > 1)


@given(GROUPS, st.integers(2, 8), st.integers(0, 50))
def test_nobody_stands_on_both_sides(groups: list[str], folds: int, seed: int) -> None:
    """Every participant is in one fold, all folds are used, and none has more than its share and one participant."""
    found = fold_numbers(groups, folds, seed)
    where = {name: {int(fold) for group, fold in zip(groups, found, strict=True) if group == name} for name in groups}
    assert all(len(folds) == 1 for folds in where.values())
    sizes = Counter(found.tolist())
    used = min(folds, len(set(groups)))
    assert sorted(sizes) == list(range(used))
    largest = max(Counter(groups).values())
    assert max(sizes.values()) - min(sizes.values()) <= largest
    assert max(sizes.values()) <= len(groups) / used + largest


@given(GROUPS, st.randoms())
def test_the_deal_does_not_depend_on_the_order_of_passages(groups: list[str], random: Any) -> None:
    """The same people are in the same folds, call after call."""
    shuffled = groups.copy()
    random.shuffle(shuffled)
    dealt = dict(zip(groups, fold_numbers(groups, 3, 7).tolist(), strict=True))
    assert dict(zip(shuffled, fold_numbers(shuffled, 3, 7).tolist(), strict=True)) == dealt


@pytest.mark.parametrize("groups", [[], ["甲"], ["甲", "甲"]])
def test_of_one_person_nothing_can_be_held_out(groups: list[str]) -> None:
    """The message says what is needed."""
    with pytest.raises(NotComputableError, match="codings of at least two participants are needed"):
        fold_numbers(groups)


def test_fewer_people_than_folds_are_a_fold_each() -> None:
    """Everybody is held out once."""
    assert sorted(set(fold_numbers(["甲", "乙", "甲", "丙"]).tolist())) == [0, 1, 2]


def test_ones_own_labels_do_not_count_in_ones_scores() -> None:
    """All labels of one participant turned around: the scores of the participant's fold stay to the last bit."""
    learner, given = Grams(), examples(speech())
    rows = learner.prepare(given.passages)
    number = fold_numbers(given.groups)
    weak = no_examples(CODES)
    before = held_out_scores(learner, rows, given, weak, rows[:0], number)
    own = np.array([one.participant == "P03" for one in given.passages])
    turned = given.labels.copy()
    turned[own] = 1 - turned[own]
    after = held_out_scores(learner, rows, Examples(given.passages, CODES, turned, given.weights), weak, rows[:0],
                            number)
    fold = number == number[own][0]
    assert (before[fold] == after[fold]).all()
    assert (before[~fold] != after[~fold]).any()


def test_what_is_clearly_said_is_found_in_people_who_were_not_heard() -> None:
    """Chances of what belongs are above those of what does not; the folds are the dealt ones."""
    learner, given = Grams(), examples(speech())
    rows = learner.prepare(given.passages)
    found = held_out(learner, rows, given, no_examples(CODES), rows[:0])
    there = given.labels == 1
    assert found.chances[there].min() > 0.5 > found.chances[~there].max()
    assert found.folds.tolist() == fold_numbers(given.groups).tolist()
    proposed = proposed_by_rules(given.passages, CODES)
    final = final_chance(given, found.scores).of(found.scores, proposed)
    assert final[there].min() > 0.5


class Shares:
    """A learner that remembers the share of each code, with rows that are a list."""

    name = "shares"

    def prepare(self, passages: Any) -> list[int]:
        """Return a row each."""
        return list(range(len(passages)))

    def fit(self, rows: Any, labels: np.ndarray, weights: np.ndarray) -> Any:
        """Note what was learnt from."""
        self.weights = weights

        class Scorer:
            def scores(self, rows: Any) -> np.ndarray:
                return np.tile(np.nanmean(labels, axis=0), (len(rows), 1))

        return Scorer()


def test_weak_examples_are_learnt_from_in_every_fold_and_not_measured() -> None:
    """Two people and a counter-example that nobody said: 1 of 2, and 0 of 2, is what the other's fold teaches."""
    passages = (Passage("1", "甲", ""), Passage("2", "乙", ""))
    given = Examples(passages, ("a",), np.array([[1.0], [0.0]]), np.ones(2))
    weak = Examples((Passage("", "", ""),), ("a",), np.zeros((1, 1)), np.array([0.5]))
    learner = Shares()
    scores = held_out_scores(learner, np.arange(2), given, weak, np.arange(1), np.array([0, 1]))
    assert scores.tolist() == [[0.0], [0.5]]
    assert learner.weights.tolist() == [1.0, 0.5]


def test_rows_of_any_kind_are_stacked() -> None:
    """Lists, arrays and sparse matrices; sparse ones also with none below."""
    assert stacked([1, 2], [3]) == [1, 2, 3]
    assert stacked(np.array([1, 2]), np.array([3])).tolist() == [1, 2, 3]
    sparse = csr_matrix([[1.0, 0.0]])
    assert stacked(sparse, csr_matrix([[0.0, 2.0]])).toarray().tolist() == [[1.0, 0.0], [0.0, 2.0]]
    assert stacked(sparse, csr_matrix((0, 2))).toarray().tolist() == [[1.0, 0.0]]
