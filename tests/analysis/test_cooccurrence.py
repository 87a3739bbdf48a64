"""Codes that stand together."""

import json
from itertools import combinations
from math import log, log2
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.cooccurrence import (
    c_coefficient,
    cooccurrence,
    count_together,
    measures,
    overlapping_pairs,
    told_apart,
)
from tests.factories import make_codebook, make_coding, make_codings, make_corpus

ANSWERS = Path(__file__).parents[2] / ".." / "shared" / "data" / "known_answers" / "stats.json"
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


def test_in_transcripts_and_the_people_who_have_both():
    """People count only where one unit of their own words holds both; a rejected coding counts for nobody."""
    couple = make_corpus()
    row = cooccurrence(couple, CODEBOOK, CODINGS, within="transcript", minimum=1).table.iloc[0]
    assert (row["name_a"], row["name_b"], row["n_a"], row["n_b"], row["n_both"], row["people_both"]) == (
        "用户流失", "数字素养", 3, 3, 2, 2)
    assert cooccurrence(couple, CODEBOOK, CODINGS, within="transcript").n_units == 4


def test_two_people_in_one_transcript_do_not_have_both():
    """One says A, the other B: the transcript has both, nobody has."""
    together = count_together({"t": {"甲": {"a"}, "乙": {"b"}}, "u": {"甲": {"a", "b"}}}, ["a", "b"])
    assert (together.both["a", "b"], together.people_both["a", "b"], together.people) == (2, 1, {"a": 1, "b": 2})


def test_the_list_is_cut_where_the_caption_says():
    """Pairs under the least number, and codes beyond the first ones, are left out; the caption has both numbers."""
    cut = cooccurrence(CORPUS, CODEBOOK, TOGETHER, minimum=1, top=3)
    assert list(cut.matrix.index) == ["formalism", "user_loss", "literacy"]
    assert len(cut.table) == 0
    assert "Only the 3 codes in most units. Only pairs that 1 or more units hold." in cut.caption
    assert len(cooccurrence(CORPUS, CODEBOOK, TOGETHER, minimum=1).table) == 1


def test_unequal_frequencies_are_said():
    """From more than five times as many codings on, the note warns; the limits say what the coefficient's range is."""
    words = [
        ("大同访谈1", "上面要求天天打卡。"), ("大同访谈1", "老百姓其实不用。"), ("大同访谈2", "我不会用智能手机。"),
        ("大同访谈2", "没得。"), ("平乐访谈1", "早就卸载了，没得人用。"), ("平乐访谈2", "我不會用手機。"),
    ]
    many = [make_coding(CORPUS, "formalism", *place) for place in words]
    found = cooccurrence(CORPUS, CODEBOOK, [*many, make_coding(CORPUS, "burden", *words[0])])
    row = found.table.iloc[0]
    assert (row["c_coefficient"], row["note"]) == (
        pytest.approx(1 / 6), "c-coefficient kept small by unequal frequencies: 6 and 1 codings")
    assert "from 0 to 1, and above 1 where" in found.note


@pytest.mark.skipif(not ANSWERS.is_file(), reason="the field data folder `shared` is not beside the project")
def test_known_answer_of_pmi():
    """The pointwise mutual information of a two-by-two table, there in natural logarithms."""
    known = json.loads(ANSWERS.read_text(encoding="utf-8"))["quanteda_keyness_toy"]
    (both, only_b), (only_a, neither) = known["table"]
    sizes = {"ab": both, "a": only_a, "b": only_b, "": neither}
    units = {f"{held}{number}": {"p": set(held)} for held, size in sizes.items() for number in range(size)}
    found = measures(count_together(units, ["a", "b"]), "a", "b", len(units))
    assert found["pmi"] * log(2) == pytest.approx(known["pmi"], rel=1e-12)


ITEMS = st.sampled_from(["群", "𠮷", "😀", "Ａ", "\u200b"])


@given(st.lists(st.dictionaries(st.sampled_from("甲乙丙"), st.sets(ITEMS), min_size=1), max_size=8))
def test_counts_are_those_of_looking_at_every_unit(units):
    """Alone, together, by people: as when every pair is looked for by itself."""
    presence = {str(number): people for number, people in enumerate(units)}
    order = ["群", "𠮷", "😀", "Ａ", "\u200b"]
    counted = count_together(presence, order)
    for a, b in combinations(order, 2):
        whole = [set().union(*people.values()) for people in units]
        owners = {person for people in units for person, own in people.items() if {a, b} <= own}
        assert counted.both[a, b] == sum({a, b} <= unit for unit in whole)
        assert counted.people_both[a, b] == len(owners)
        assert counted.alone[a] == sum(a in unit for unit in whole)


def test_names_that_repeat_are_told_apart():
    """The id stands behind them."""
    assert told_apart({"a": "群", "b": "群", "c": "卡"}) == {"a": "群 [a]", "b": "群 [b]", "c": "卡"}
