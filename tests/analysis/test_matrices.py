"""Units, transcripts, participants and attributes by code."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.counts import Speech
from qualcode.analysis.matrices import count_matrix, roll_up_codings, unit_matrix
from qualcode.analysis.selection import Selection
from qualcode.errors import UsageError
from qualcode.model import Corpus, Participant, Polarity, State, UnitKind
from tests.factories import make_codebook, make_coding, make_codings, make_corpus, make_transcript

CORPUS = make_corpus()
CODEBOOK = make_codebook()
CODINGS = make_codings(CORPUS)


def cell(matrix, group, code):
    """Return one row of a matrix as a dictionary."""
    table = matrix.table
    return table[(table["group"] == group) & (table["code"] == code)].iloc[0].to_dict()


@given(st.lists(st.sampled_from(CODINGS), unique_by=lambda coding: coding.id),
       st.sampled_from(["transcript", "participant", "town", "role", "age"]))
def test_references_add_up_to_the_codings(codings, by):
    """Whatever the grouping, no coding is lost and none is counted twice."""
    matrix = count_matrix(CORPUS, CODEBOOK, codings, by)
    assert matrix.table["references"].sum() + matrix.left_out == len(codings)


def test_a_town_by_code():
    """Every number of one cell, worked out by hand."""
    found = cell(count_matrix(CORPUS, CODEBOOK, CODINGS, "town"), "大同镇", "formalism")
    assert found == {
        "by": "town", "group": "大同镇", "group_label": "大同镇", "code": "formalism", "code_name": "数字形式主义",
        "n_participants": 2, "n_asked": 2, "n_transcripts": 2, "n_units": 8, "n_characters": 66, "participants": 1,
        "transcripts": 1, "references": 2, "units_coded": 2, "share_participants": 0.5, "share_units": 0.25,
        "rate_per_1000": pytest.approx(2000 / 66), "status": "counted",
        "note": "fewer than 10 people: read the counts, not the percentages",
    }


def test_zero_is_not_missing():
    """Somebody in 平乐镇 spoke and did not say it: 0. PL-C02 has no interview: missing, and the status says so."""
    by_town = count_matrix(CORPUS, CODEBOOK, CODINGS, "town")
    found = cell(by_town, "平乐镇", "formalism")
    assert (found["references"], found["n_participants"], found["n_asked"]) == (0, 2, 1)
    silent = cell(count_matrix(CORPUS, CODEBOOK, CODINGS, "participant"), "PL-C02", "formalism")
    assert [silent["status"], silent["note"]] == ["not_asked", "not asked"]
    table = count_matrix(CORPUS, CODEBOOK, CODINGS, "participant").table
    assert table[table["group"] == "PL-C02"]["references"].isna().all()


def test_a_missing_attribute_is_a_group_of_its_own():
    """People of whom the town is not known come last, under their own label."""
    matrix = count_matrix(CORPUS, CODEBOOK, CODINGS, "town")
    assert list(dict.fromkeys(matrix.table["group_label"])) == ["大同镇", "平乐镇", "not stated"]
    assert cell(matrix, "", "literacy")["participants"] == 1


def test_not_asked_is_missing_and_says_so():
    """A code that was asked about in one transcript only has no zero for the others."""
    matrix = count_matrix(CORPUS, CODEBOOK, CODINGS, "transcript", asked={"cohesion": {"大同访谈1"}})
    assert cell(matrix, "大同访谈1", "cohesion")["references"] == 1
    assert cell(matrix, "平乐访谈1", "cohesion")["status"] == "not_asked"
    assert cell(matrix, "平乐访谈1", "burden")["references"] == 0


def test_who_speaks_of_it_unasked_is_counted_but_not_in_the_shares():
    """A share never exceeds 1: its numerator and denominator are the people who were asked."""
    matrix = count_matrix(CORPUS, CODEBOOK, CODINGS, "town", asked={"formalism": {"大同访谈2"}})
    found = cell(matrix, "大同镇", "formalism")
    assert (found["participants"], found["n_asked"]) == (1, 1)
    assert (found["share_participants"], found["rate_per_1000"]) == (0, 0)
    assert found["note"].startswith("not in the shares: people who speak of it without being asked, 1")


def test_a_transcript_of_notes_only_has_nothing_to_divide_by():
    """Nobody said a word: missing, with the reason."""
    transcript = make_transcript("静", [("问", "您说呢？"), ("答", "（沉默）")])
    corpus = Corpus((transcript,), (Participant("静", listed=False),), {("静", "答"): "静"})
    assert set(count_matrix(corpus, CODEBOOK, [], "transcript").table["status"]) == {"no_respondent_text"}
    assert set(count_matrix(corpus, CODEBOOK, [], "participant").table["status"]) == {"no_respondent_text"}
    coded = make_coding(corpus, "burden", "静", "（沉默）", coder="小王")
    found = cell(count_matrix(corpus, CODEBOOK, [coded], "transcript"), "静", "burden")
    assert (found["references"], found["note"]) == (1, "nothing to divide by")


def test_a_transcript_without_question_and_answer_was_not_asked():
    """A bystander alone is no interview."""
    corpus = Corpus((make_transcript("空", [("老伴", "他不在。")]),))
    assert set(count_matrix(corpus, CODEBOOK, [], "transcript").table["status"]) == {"not_asked"}


def test_small_groups_are_warned_of_once_more_in_the_caption():
    """A share of two people is no percentage; single cases are no groups."""
    assert "fewer than 10 people" in count_matrix(CORPUS, CODEBOOK, CODINGS, "town").caption
    assert "fewer than 10 people" not in count_matrix(CORPUS, CODEBOOK, CODINGS, "transcript").caption


def test_words_of_the_interviewer_are_left_out_and_counted():
    """Codings on questions and bystanders are no evidence; the caption says how many there are."""
    extra = [make_coding(CORPUS, "burden", "大同访谈1", "平时用为村平台吗？"),
             make_coding(CORPUS, "literacy", "大同访谈2", "他眼睛看不清。")]
    matrix = count_matrix(CORPUS, CODEBOOK, [*CODINGS, *extra], "town")
    assert (matrix.left_out, int(matrix.table["references"].sum())) == (2, 9)
    assert "outside these transcripts: 2." in matrix.caption


def test_parents_count_each_unit_once():
    """Two children on one sentence are one unit for their parent; the children keep their own."""
    second = make_coding(CORPUS, "user_loss", "大同访谈1", "上面要求天天打卡。")
    codings = [*CODINGS, second]
    matrix = count_matrix(CORPUS, CODEBOOK, codings, "transcript", roll_up=True)
    assert cell(matrix, "大同访谈1", "decline")["references"] == 3
    assert cell(matrix, "大同访谈1", "user_loss")["references"] == 2
    assert "each unit once" in matrix.caption
    assert len(roll_up_codings(codings, CODEBOOK)) == len(codings) + 5


def test_a_parent_alone_has_its_childrens_codings():
    """Choosing the parent's column does not empty it."""
    chosen = Selection(codes=frozenset({"decline"}))
    matrix = count_matrix(CORPUS, CODEBOOK, CODINGS, "transcript", roll_up=True, selection=chosen)
    assert list(matrix.table["references"]) == [3, 0, 1, 1]
    assert list(unit_matrix(CORPUS, CODEBOOK, CODINGS, roll_up=True, selection=chosen).columns)[3:] == ["decline"]


def test_selection_by_state_polarity_and_coder():
    """The filters do what the caption says."""
    rejected = replace(CODINGS[0], state=State.REJECTED)
    assert count_matrix(CORPUS, CODEBOOK, [rejected], "town").table["references"].sum() == 0
    chosen = Selection.parse(
        CODEBOOK, states=["proposed"], polarities=["negated"], coders=["rules"], codes=["literacy"])
    matrix = count_matrix(CORPUS, CODEBOOK, CODINGS, "town", selection=chosen)
    assert list(matrix.table["references"]) == [1, 0, 1]
    assert chosen.caption() == "States counted: proposed; polarities counted: negated; coders: rules."
    assert chosen == Selection(frozenset({State.PROPOSED}), frozenset({Polarity.NEGATED}), frozenset({"rules"}),
                               frozenset({"literacy"}))


@pytest.mark.parametrize("words", [{"states": ["done"]}, {"polarities": ["yes"]}, {"codes": ["nothing"]}])
def test_a_word_that_does_not_exist_is_refused(words):
    """The message lists what there is."""
    with pytest.raises(UsageError, match="choose among"):
        Selection.parse(CODEBOOK, **words)


def test_an_attribute_that_nobody_has_is_refused():
    """A slip of the pen is not a table with one group."""
    with pytest.raises(UsageError, match=r"twon.*town"):
        count_matrix(CORPUS, CODEBOOK, CODINGS, "twon")


def test_unit_matrix_agrees_with_the_group_matrix():
    """Column sums of 0 and 1 are the units coded; only respondents' units are rows."""
    matrix = unit_matrix(CORPUS, CODEBOOK, CODINGS)
    assert matrix.shape == (12, 3 + 6)
    coded = count_matrix(CORPUS, CODEBOOK, CODINGS, "transcript").table.groupby("code")["units_coded"].sum()
    assert matrix.drop(columns=["unit_id", "transcript", "participant"]).sum().to_dict() == coded.to_dict()


def test_a_coding_over_two_sentences_covers_both():
    """One reference, two units; in turns it is one unit."""
    coding = make_coding(CORPUS, "burden", "大同访谈1", "上面要求天天打卡。我们就是为了应付检查", coder="小王")
    found = cell(count_matrix(CORPUS, CODEBOOK, [coding], "transcript"), "大同访谈1", "burden")
    assert (found["references"], found["units_coded"]) == (1, 2)
    in_turns = count_matrix(CORPUS, CODEBOOK, [coding], "transcript", unit=UnitKind.TURN)
    assert cell(in_turns, "大同访谈1", "burden")["units_coded"] == 1
    assert unit_matrix(CORPUS, CODEBOOK, [coding], unit=UnitKind.TURN)["burden"].sum() == 1


def test_a_code_that_left_the_codebook_comes_last():
    """Codings outlive codebooks."""
    codings = [*CODINGS, replace(CODINGS[0], code="gone", id="x")]
    matrix = count_matrix(CORPUS, CODEBOOK, codings, "town")
    assert list(dict.fromkeys(matrix.table["code"]))[-1] == "gone"
    assert matrix.table["references"].sum() == 10


def test_wide_layout():
    """Groups down, codes across under their names, in the codebook's order."""
    wide = count_matrix(CORPUS, CODEBOOK, CODINGS, "town").wide("participants")
    assert list(wide.columns) == ["town", "参与衰退", "数字形式主义", "用户流失", "数字素养", "情感联结", "治理负担"]
    assert wide.iloc[0].to_list() == ["大同镇", 0, 1, 1, 1, 1, 0]


def test_wide_layout_tells_codes_of_one_name_apart():
    """Two codes may carry one name in two branches of the tree."""
    twins = replace(CODEBOOK, codes=tuple(replace(code, name_zh="同名") for code in CODEBOOK.codes[:2]))
    wide = count_matrix(CORPUS, twins, [], "town").wide()
    assert list(wide.columns) == ["town", "同名 [decline]", "同名 [formalism]"]


@pytest.mark.parametrize("unit", [UnitKind.SENTENCE, UnitKind.TURN, UnitKind.MATCH])
@pytest.mark.parametrize("given", [Speech(CORPUS), Speech(CORPUS, UnitKind.TURN), Speech(Corpus(()))])
def test_shared_speech_changes_no_number(unit, given):
    """Speech of another corpus or kind of unit is not used, and that of the right one gives the same tables."""
    alone, shared = (count_matrix(CORPUS, CODEBOOK, CODINGS, "town", unit=unit, speech=each) for each in (None, given))
    assert shared.table.equals(alone.table)
    assert shared.caption == alone.caption
    units = [unit_matrix(CORPUS, CODEBOOK, CODINGS, unit=unit, speech=each) for each in (None, given)]
    assert units[1].equals(units[0])
