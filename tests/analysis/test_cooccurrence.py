"""Codes that stand together."""

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.cooccurrence import c_coefficient, cooccurrence, overlapping_pairs
from tests.factories import make_codebook, make_coding, make_codings, make_corpus

CORPUS = make_corpus()
CODEBOOK = make_codebook()
CODINGS = make_codings(CORPUS)
TOGETHER = [*CODINGS, make_coding(CORPUS, "burden", "大同访谈1", "上面要求天天打卡。")]


def test_measures_in_a_sentence():
    """Twelve units, two with A, one with B, one with both, worked out by hand."""
    result = cooccurrence(CORPUS, CODEBOOK, TOGETHER)
    row = result.table.iloc[0]
    assert (row["code_a"], row["code_b"], row["n_a"], row["n_b"], row["n_both"]) == ("formalism", "burden", 2, 1, 1)
    assert (row["jaccard"], row["pmi"], row["c_coefficient"]) == (0.5, pytest.approx(log2(12 * 1 / (2 * 1))), 0.5)
    assert result.n_units == 12


def test_in_turns_and_in_people():
    """The unit changes what is together: one person speaks of formalism and cohesion, in two answers."""
    turns = cooccurrence(CORPUS, CODEBOOK, CODINGS, within="turn")
    people = cooccurrence(CORPUS, CODEBOOK, CODINGS, within="participant")
    assert (turns.n_units, people.n_units) == (7, 4)
    assert (turns.matrix.loc["formalism", "cohesion"], people.matrix.loc["formalism", "cohesion"]) == (0, 1)


def test_never_together_is_missing_with_a_reason():
    """The logarithm of zero is not a number; the note says why."""
    row = cooccurrence(CORPUS, CODEBOOK, CODINGS).table.iloc[0]
    assert (row["n_both"], row["note"]) == (0, "never together")
    assert cooccurrence(CORPUS, CODEBOOK, CODINGS).table["pmi"].isna().all()


@given(st.lists(st.sampled_from(TOGETHER), unique_by=lambda coding: coding.id),
       st.sampled_from(["sentence", "turn", "participant"]))
def test_the_matrix_is_symmetric_and_bounded_by_its_diagonal(codings, within):
    """n_ab = n_ba, and no more than n_a."""
    matrix = cooccurrence(CORPUS, CODEBOOK, codings, within=within).matrix
    assert (matrix.to_numpy() == matrix.to_numpy().T).all()
    assert all(matrix.loc[a, b] <= matrix.loc[a, a] for a in matrix.index for b in matrix.columns)


def test_example_of_the_atlasti_manual():
    """100 and 10 codings with 5 co-occurrences give 5/105 = 0.048."""
    assert round(c_coefficient(100, 10, 5), 3) == 0.048


def test_no_coefficient_where_overlaps_outnumber_codings():
    """One long passage over many short ones has no coefficient below infinity: None."""
    assert c_coefficient(1, 1, 2) is None
    words = "上面要求天天打卡。我们就是为了应付检查，截个图交上去。"
    long = [make_coding(CORPUS, "burden", "大同访谈1", words, coder=coder) for coder in ("甲", "乙")]
    pairs = overlapping_pairs([*long, *CODINGS[:2]])
    assert pairs == {("burden", "formalism"): 4}
    row = cooccurrence(CORPUS, CODEBOOK, [*long, *CODINGS[:2]]).table.iloc[0]
    assert row["note"] == "the passages overlap too often for a c-coefficient"
