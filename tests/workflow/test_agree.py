"""Sampling, agreement and evaluation on a small study."""

from pathlib import Path

import pytest

from qualcode.errors import UsageError
from qualcode.model import Span
from qualcode.settings import Settings
from qualcode.store import CONSENSUS, Coder, coders
from qualcode.store.people import put_coder
from qualcode.workflow import decide
from qualcode.workflow.agree import agree, named_tables
from qualcode.workflow.agree_document import agreement_document, write_agreement
from qualcode.workflow.coder import rename
from qualcode.workflow.evaluate import evaluate
from qualcode.workflow.sample import planned, sample
from qualcode.workflow.seen import mark_seen
from qualcode.workflow.study import Study, records
from qualcode.workflow.suggest import suggest
from tests.workflow.study import make_project, now, opened, rewrite, village


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    """Return the small study with two coders, one of them blind."""
    settings = make_project(tmp_path / "study")
    study = opened(settings)
    with study.store.writing("王芳", "coder") as operation:
        put_coder(operation, Coder("王芳"))
        put_coder(operation, Coder("李雷", blind=True))
    return settings


def decide_all(study: Study, rejected: str = "") -> None:
    """Accept every proposal but those with some words."""
    for one in now(study, coders=("rules",)):
        call = decide.reject if rejected and rejected in one.coding.quote else decide.accept
        call(study, [one.coding.id])


def test_agreement_is_over_all_that_was_to_be_coded(project: Settings) -> None:
    """Seven sentences of respondents, five of them accepted by both, one by one of them: worked by hand."""
    decide_all(opened(project))
    decide_all(opened(project, "李雷"), rejected="坐车")
    result = agree(opened(project), names=["王芳", "李雷"], replicates=0)
    rows = {row.code: row for row in result.agreement.codes}
    assert result.agreement.n_units == 7
    assert (rows["literacy"].coded, rows["literacy"].kappa.value) == ((2, 2), 1.0)
    # convenience: both on 2 of 7, one more by the first: p_o = 6/7, p_e = 3/7 * 2/7 + 4/7 * 5/7 = 26/49
    assert rows["convenience"].coded == (3, 2)
    assert rows["convenience"].kappa.value == pytest.approx((6 / 7 - 26 / 49) / (1 - 26 / 49))
    assert rows["convenience"].holsti.value == pytest.approx(2 * 2 / (3 + 2))


def test_after_agreement_a_blind_coder_sees_the_others(project: Settings) -> None:
    """The history says when; what was changed after it is told, and the state before can still be compared."""
    decide_all(opened(project))
    blind = opened(project, "李雷")
    decide_all(blind, rejected="坐车")
    result = agree(blind)
    assert result.opened == ("李雷",)
    assert "Not coded blind: 王芳." in result.notes
    seeing = opened(project, "李雷")
    assert {one.coder for one in records(seeing)} == {"rules", "王芳", "李雷"}
    decide.accept(seeing, [one.coding.id for one in now(seeing, coders=("李雷",)) if "坐车" in one.coding.quote])
    second = agree(seeing)
    assert [note for note in second.notes if "they changed 1" in note] != []
    assert second.agreement.pooled.kappa.value == 1.0
    assert repr(agree(seeing, at=result.operation).agreement) == repr(result.agreement)


def test_a_blind_coder_does_not_compare_others(project: Settings) -> None:
    """Only with one's own codings, by which everybody's are open to all who are compared."""
    decide_all(opened(project))
    decide_all(opened(project, CONSENSUS))
    with opened(project).store.writing("王芳", "coder") as operation:
        put_coder(operation, Coder("韩梅"))
    blind = opened(project, "李雷")
    for names in (["王芳", "rules"], ["王芳", "韩梅"], ["consensus", "rules"], []):
        with pytest.raises(UsageError, match="李雷 codes blind"):
            agree(blind, names=names, replicates=0)


def test_a_comparison_with_the_rules_opens_nothing(project: Settings) -> None:
    """A blind coder sees those in any case, and nobody else's codings by it."""
    decide_all(opened(project, "李雷"))
    blind = opened(project, "李雷")
    assert agree(blind, names=["李雷", "rules"], replicates=0).opened == ()
    with blind.store.reading() as connection:
        assert coders(connection)["李雷"].blind


def test_who_has_coded_nothing_is_compared_only_by_name(project: Settings) -> None:
    """Whoever only merged the others' work was not asked to code; the caption says who is left out."""
    decide_all(opened(project))
    decide_all(opened(project, "李雷"))
    with opened(project).store.writing("王芳", "coder") as operation:
        put_coder(operation, Coder("韩梅"))
    found = agree(opened(project), replicates=0)
    assert found.agreement.coders == ("李雷", "王芳")
    assert "Left out, as they have coded nothing: 韩梅." in found.notes
    named = agree(opened(project), names=["王芳", "韩梅"], replicates=0)
    assert [row.coded for row in named.agreement.codes] == [(2, 0), (3, 0)]


def test_an_earlier_state_is_compared_on_the_texts_of_now(project: Settings) -> None:
    """Codings of that time stand on an older text, under other names of coders and transcripts."""
    decide_all(opened(project))
    blind = opened(project, "李雷")
    decide_all(blind, rejected="坐车")
    first = agree(blind, by="character", replicates=0)
    rename(blind.store, blind.coder, "李雷", "李磊")
    rewrite(project, "甲", "问：平时用手机办事吗？", "问：您平时用不用手机去办事情呢？")
    later = agree(opened(project), by="character", replicates=0, at=first.operation)
    assert [row.kappa.value for row in later.agreement.codes] == [row.kappa.value for row in first.agreement.codes]
    assert [note for note in later.notes if note.startswith("Not coded blind")] == ["Not coded blind: 王芳."]
    assert not [note for note in agree(opened(project), replicates=0).notes if "they changed" in note]
    with pytest.raises(UsageError, match="999: no such operation"):
        agree(opened(project), at=999)


def test_rules_are_compared_with_a_person(project: Settings) -> None:
    """Of rules all proposals count, of people what they accepted."""
    decide_all(opened(project), rejected="方便")
    result = agree(opened(project), names=["rules", "王芳"], by="turn", replicates=0)
    assert {row.code: row.coded for row in result.agreement.codes} == {"literacy": (2, 2), "convenience": (3, 0)}


@pytest.mark.parametrize("by", ["sentence", "turn", "character"])
def test_the_universe_is_the_plan(project: Settings, by: str) -> None:
    """Only planned units count, as sentences, turns or characters, and the captions say so."""
    study = opened(project)
    drawn, plan = sample(study, share=0.5, by=["town"], seed=1)
    decide_all(study)
    decide_all(opened(project, "李雷"))
    result = agree(opened(project), by=by, replicates=0)
    sizes = {"turn": len(drawn.units), "character": sum(len(unit.span) for unit in drawn.units),
             "sentence": sum(unit.turn == one.turn and unit.transcript == one.transcript
                             for one in drawn.units for unit in study.places.units(one.transcript)[0])}
    assert (result.agreement.n, result.notes[0]) == (sizes[by], "Units: those of the plan sample.")
    assert len(plan.places) == 2


def test_a_plan_is_the_same_for_colleagues_and_is_not_replaced_unasked(project: Settings) -> None:
    """The same draw again is the same plan; another one must be asked for, or have another name."""
    study = opened(project)
    _drawn, plan = sample(study, share=0.5, seed=1)
    assert sample(study, share=0.5, seed=1)[1] == plan
    with pytest.raises(UsageError, match="--again"):
        sample(study, share=1, seed=1)
    sample(study, share=1, seed=1, name="everything")
    with pytest.raises(UsageError, match="several plans"):
        planned(study)
    assert len(planned(study, "everything").units) == 4


def test_planned_units_follow_a_corrected_text(project: Settings) -> None:
    """An inserted sentence shifts numbers, not the plan."""
    study = opened(project)
    sample(study, share=1, unit="sentence")
    before = [unit.span.of(study.corpus.by_name[unit.transcript].text) for unit in planned(study).units]
    rewrite(project, "甲", "问：平时", "问：您好。平时")
    again = opened(project)
    after = [unit.span.of(again.corpus.by_name[unit.transcript].text) for unit in planned(again).units]
    assert after == before
    with pytest.raises(UsageError, match="compare by sentence or by character"):
        agree(again, names=["王芳", "李雷"], by="turn")


def test_one_coder_is_no_agreement(project: Settings) -> None:
    """Fewer than two coders, or one that is not there, is told."""
    study = opened(project)
    for names in (["王芳"], ["王芳", "王芳"]):
        with pytest.raises(UsageError, match="agreement needs two coders"):
            agree(study, names=names)
    with pytest.raises(UsageError, match="王方: not a coder"):
        agree(study, names=["王芳", "王方"])
    with study.store.reading() as connection:
        assert set(coders(connection)) == {"rules", "王芳", "李雷"}


def test_the_document_lists_every_disagreement_with_its_words(project: Settings, tmp_path: Path) -> None:
    """What one has and the other has not, with the sentences around it."""
    decide_all(opened(project))
    decide_all(opened(project, "李雷"), rejected="坐车")
    study = opened(project)
    result = agree(study, replicates=50)
    rows = named_tables(result, study)["disagreements"].to_dict("records")
    assert [(row["unit_id"], row["code"], row["has"], row["lacks"], row["quotes"], row["after"]) for row in rows] == [
        ("DT-V01#5", "convenience", "王芳", "李雷", "王芳: 坐车也方便。", "村上的人我信得过。")]
    assert "Agreement by code" in str(agreement_document(result, study))
    for name in ("a.docx", "a.md", "a.xlsx", "a.csv"):
        assert write_agreement(result, study, tmp_path / name).stat().st_size > 0
    with pytest.raises(UsageError, match="cannot be written to this ending"):
        write_agreement(result, study, tmp_path / "a.pdf")


def test_rules_are_evaluated_against_a_person(project: Settings) -> None:
    """Two of five proposals wrong, one passage missed, and the rule to blame is named."""
    study = opened(project)
    decide_all(study, rejected="也方便")
    span = study.corpus.by_name["甲"].text.index("村上的人我信得过。")
    decide.add(study, "trust", "甲", Span(span, span + 9))
    result = evaluate(study, gold="王芳")
    micro = result.evaluation.micro
    assert (micro.tp, micro.fp, micro.fn) == (4, 1, 1)
    assert [(one.code, one.rules) for one in result.evaluation.false_hits] == [("convenience", ("convenience/t1",))]
    assert [one.code for one in result.evaluation.misses] == ["trust"]
    assert result.note.startswith("Units: all that respondents say in the 2 transcripts")
    assert evaluate(study, gold="all").evaluation.micro == micro
    with pytest.raises(UsageError, match="has no accepted codings"):
        evaluate(study, gold="李雷")


# -- with what was learnt ----------------------------------------------------------------------------------------------


LEARNT = ("What model suggests on a passage that people have read was learnt from other participants; it is no coder "
          "of its own, but repeats how these people code.")


def test_what_was_learnt_is_compared_where_people_have_read(tmp_path: Path) -> None:
    """On 72 sentences of nine people, not on the 27 that nobody has read; held out, it codes them as she did."""
    study = opened(village(tmp_path / "village"))
    suggest(study)
    result = agree(study, names=["model", "王芳"], replicates=0)
    assert result.agreement.n_units == 72
    assert {row.code: (row.coded, row.kappa.value) for row in result.agreement.codes} == {
        "literacy": ((13, 13), 1.0), "trust": ((14, 14), 1.0)}
    assert result.notes[:2] == (
        "Units: those that somebody has read; a code that was not given there counts as absent.", LEARNT)
    everything = agree(study, names=["rules", "王芳"], replicates=0)
    assert (everything.agreement.n_units, LEARNT in everything.notes) == (99, False)


def test_a_code_that_was_rejected_is_a_disagreement_with_the_model(tmp_path: Path) -> None:
    """One that is suggested there from what the others say; where another says the same words it is less sure now."""
    study = opened(village(tmp_path / "village"))
    (one,) = [each.coding for each in now(study, coders=("王芳",), codes=("trust",))
              if each.coding.transcript == "访06" and each.coding.quote == "村上的人我信得过。"]
    decide.reject(study, [one.id])
    suggest(study)
    result = agree(study, names=["model", "王芳"], codes=["trust"], replicates=0)
    rows = named_tables(result, study)["disagreements"].to_dict("records")
    assert [(row["unit_id"], row["has"], row["lacks"], row["text"]) for row in rows] == [
        (one.unit.id, "model", "王芳", one.quote), ("P09#8", "王芳", "model", one.quote)]
    assert [row.coded for row in result.agreement.codes] == [(13, 13)]


def test_what_was_read_after_suggestions_were_made_is_told(tmp_path: Path) -> None:
    """There they may rest on the same person's other passages, until they are made anew."""
    study = opened(village(tmp_path / "village"))
    operation = suggest(study).operation
    unit = study.places.units("访10")[0][1]
    decide.add(study, "trust", "访10", unit.span)
    mark_seen(study, "", unit)
    told = agree(study, names=["model", "王芳"], replicates=0).notes
    assert LEARNT not in told
    assert told[1].startswith(
        f"What model suggests on a passage that people had read by operation {operation} was learnt from other")
    assert LEARNT in agree(study, names=["model", "王芳"], replicates=0, at=operation).notes
    suggest(study)
    assert LEARNT in agree(study, names=["model", "王芳"], replicates=0).notes


def test_on_a_plan_what_was_learnt_is_compared_as_planned(tmp_path: Path) -> None:
    """The plan says what was to be coded; the caption says where suggestions come from all the same."""
    study = opened(village(tmp_path / "village"))
    suggest(study)
    drawn, _plan = sample(study, share=0.5, unit="sentence", seed=1)
    result = agree(study, names=["model", "王芳"], replicates=0)
    assert result.agreement.n_units == len(drawn.units)
    assert result.notes[:2] == (LEARNT, "Units: those of the plan sample.")


def test_a_blind_coder_is_not_compared_with_what_was_learnt(tmp_path: Path) -> None:
    """It would show what the others coded, and end nobody's blindness."""
    settings = village(tmp_path / "village")
    study = opened(settings)
    suggest(study)
    with study.store.writing("王芳", "coder-add") as operation:
        put_coder(operation, Coder("李雷", blind=True))
    blind = opened(settings, "李雷")
    for names in (["model", "李雷"], ["model", "rules"], ["model", "王芳", "李雷"]):
        with pytest.raises(UsageError, match="李雷 codes blind, and what model suggests was learnt from others"):
            agree(blind, names=names, replicates=0)
