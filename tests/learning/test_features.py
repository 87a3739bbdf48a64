"""Passages as rows: runs of characters, their weights, and the parts side by side."""

from itertools import pairwise
from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.language.layers import script_layer, speech_layer
from qualcode.learning.features import AROUND, CLASSES, Terms, clauses, grams, learn_features, learn_terms
from qualcode.learning.passages import Passage
from tests.learning.make import UNREAD, OnTrust, speech

#: Everything that trips over offsets: marks of byte order, zero width, full width, emoji, a second plane, line ends.
LETTERS = "不会用信得过。，！ \r\n\ufeff\u200bＡａ１😀👩‍🌾𠮷|a1"


@pytest.mark.parametrize(("text", "expected"), [
    ("", []),
    ("……！", []),
    ("不会，用", [(0, "不会"), (3, "用")]),
    ("，不会。", [(1, "不会")]),
    ("好😀吧", [(0, "好"), (2, "吧")]),
    ("𠮷野家", [(0, "𠮷野家")]),
    ("ＡＢ１ 用", [(0, "ＡＢ１"), (4, "用")]),
    ("\ufeff好\u200b的", [(1, "好"), (3, "的")]),
    ("好\r\n的", [(0, "好"), (3, "的")]),
    ("a|b", [(0, "a"), (2, "b")]),
])
def test_clauses_are_runs_of_letters_with_their_places(text: str, expected: list[tuple[int, str]]) -> None:
    """Anything else ends a clause; offsets are code points."""
    assert list(clauses(text)) == expected


@given(st.text(LETTERS))
def test_clauses_hold_every_letter_once(text: str) -> None:
    """They stand where they say, and what lies between them is no letter."""
    found = list(clauses(text))
    assert [text[start : start + len(clause)] for start, clause in found] == [clause for _start, clause in found]
    inside = [place for start, clause in found for place in range(start, start + len(clause))]
    assert inside == [place for place, letter in enumerate(text) if letter.isalnum()]
    assert all(one[0] + len(one[1]) < two[0] for one, two in pairwise(found))


@pytest.mark.parametrize(("text", "expected"), [
    ("", []),
    ("！", []),
    ("好", ["好", "|好", "好|", "|好|"]),
    ("𠮷", ["𠮷", "|𠮷", "𠮷|", "|𠮷|"]),
    ("不会用", ["不", "会", "用", "|不", "不会", "会用", "用|", "|不会", "不会用", "会用|"]),
    ("好，的", ["好", "|好", "好|", "|好|", "的", "|的", "的|", "|的|"]),
])
def test_grams_are_runs_of_one_to_three_characters_of_a_clause(text: str, expected: list[str]) -> None:
    """The edges of a clause count as characters, but not alone; none reaches over punctuation."""
    assert grams(text) == expected


@given(st.text(LETTERS))
def test_a_clause_of_n_characters_has_3n_plus_1_grams(text: str) -> None:
    """N single ones, n + 1 pairs and n threes, the edges counted."""
    assert len(grams(text)) == sum(3 * len(clause) + 1 for _start, clause in clauses(text))


def test_traditional_full_width_and_dialect_text_has_the_same_grams() -> None:
    """Passages hold the speech layer: script, width and dialect spelling make no difference there."""
    same = [grams(speech_layer(script_layer(text))) for text in ("我不會用５Ｇ手機", "我不会用5g手机")]
    assert same[0] == same[1]


def test_terms_are_weighed_by_hand() -> None:
    """Sublinear tf x smoothed idf, rows of length 1: (1 + ln tf) (1 + ln((1 + n) / (1 + df))) over their length."""
    documents = [["a", "a", "b"], ["b", "c"], []]
    terms, rows = learn_terms(documents, 3, 1)
    rare, common = 1 + log(4 / 2), 1 + log(4 / 3)
    first = np.array([(1 + log(2)) * rare, common, 0.0])
    second = np.array([0.0, common, rare])
    expected = np.array([first / np.linalg.norm(first), second / np.linalg.norm(second), np.zeros(3)])
    assert (terms.terms, terms.idf.tolist()) == (("a", "b", "c"), pytest.approx([rare, common, rare]))
    np.testing.assert_allclose(rows.toarray(), expected)


@pytest.mark.parametrize(("documents", "fewest", "expected"), [
    ([["a", "a"], ["b"], ["b"]], 2, ("b",)),
    ([["a"]], 2, ("a",)),  # of a single document everything is kept
    ([["a"], ["b"]], 2, ()),
    ([[], []], 1, ()),
    ([], 2, ()),
])
def test_rare_terms_are_left_out(documents: list[list[str]], fewest: int, expected: tuple[str, ...]) -> None:
    """A term counts once a document; where nothing is left, there is no column."""
    terms, rows = learn_terms(iter(documents), len(documents), fewest)
    assert (terms.terms, rows.shape) == (expected, (len(documents), len(expected)))


@settings(max_examples=40)
@given(st.lists(st.text(LETTERS, max_size=12), min_size=1, max_size=6))
def test_rows_made_again_are_the_rows_that_were_learnt(texts: list[str]) -> None:
    """Alone and among others, to the last bit: a model that was read from a file must not say anything else."""
    passages = [Passage(str(place), "", text, texts[place - 1], classes=("x",) * (place % 2))
                for place, text in enumerate(texts)]
    features, learnt = learn_features(passages)
    assert (features.rows(passages) != learnt).nnz == 0
    for place, one in enumerate(passages):
        assert (features.rows([one]) != learnt[place]).nnz == 0
        assert (features.rows([*passages[::-1], one])[len(passages)] != learnt[place]).nnz == 0


def test_the_weights_are_those_of_all_speech() -> None:
    """What is looked at later does not change how much a term counts."""
    features, _rows = learn_features(speech())
    before = features.grams.idf.copy()
    features.rows([Passage("x", "", UNREAD)] * 50)
    assert (features.grams.idf == before).all()


def test_the_parts_stand_side_by_side() -> None:
    """Each has its share of a row's squared length; what is not said has none."""
    passages = speech()
    features, rows = learn_features(passages)
    squares = np.asarray(rows.multiply(rows).sum(axis=1)).ravel()
    assert rows.shape == (len(passages), features.size)
    expected = [1 + AROUND * bool(one.around) + CLASSES * bool(one.classes) for one in passages]
    np.testing.assert_allclose(squares, expected, rtol=1e-6)


def test_no_passage_has_no_row_and_all_columns() -> None:
    """So that rows can be stacked wherever there may be none."""
    features, _rows = learn_features(speech())
    assert features.rows([]).shape == (0, features.size)
    empty, none = learn_features([])
    assert (empty.size, none.shape, empty.rows([Passage("x", "", "好")]).shape) == (0, (0, 0), (1, 0))


def test_the_dense_part_is_turned_around_the_middle_of_all_speech() -> None:
    """Of three texts one is on trust: the middle is (1/3, 1/3) with the one that says nothing, which has a row of 0."""
    passages = [Passage("1", "", "信得过"), Passage("2", "", "种水稻"), Passage("3", "", "")]
    features, rows = learn_features(passages, OnTrust())
    assert features.centre is not None
    np.testing.assert_allclose(features.centre, [1 / 3, 1 / 3])
    first = np.array([2 / 3, -1 / 3]) / (sqrt(5) / 3)
    np.testing.assert_allclose(rows[:, -2:].toarray(), [first, first[::-1], [0, 0]], atol=1e-7)
    assert (features.rows(passages) != rows).nnz == 0
    assert features.rows([]).shape == (0, features.size)


def test_a_term_may_be_anything_that_is_no_line_break() -> None:
    """Terms are compared as they are: case and width were settled before."""
    terms = Terms(("A", "a", "𠮷"), np.ones(3))
    rows = terms.rows(iter([["a", "𠮷"], ["ａ"]]), 2).toarray()
    assert (rows > 0).tolist() == [[False, True, True], [False, False, False]]
