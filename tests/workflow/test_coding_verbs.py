"""Listing codings, naming passages, memos, coders, and what waits after a correction."""

from pathlib import Path

import pytest

from qualcode.errors import UsageError
from qualcode.model import Span
from qualcode.settings import Settings
from qualcode.store import CONSENSUS, Coder, coders
from qualcode.store.people import put_coder
from qualcode.workflow import decide
from qualcode.workflow.adrift import carry_report
from qualcode.workflow.coder import add_coder, list_coders, rename, set_blind
from qualcode.workflow.listing import LISTING_COLUMNS, listing, listing_table, record
from qualcode.workflow.memo import add_memo, edit_memo, list_memos, remove_memo
from qualcode.workflow.passages import find_passage, find_unit, new_place
from qualcode.workflow.sample import planned, sample
from qualcode.workflow.seen import mark_seen, seen_units
from qualcode.workflow.study import Study
from tests.workflow.study import make_project, now, opened, rewrite


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Return the small study with two coders, opened by the first."""
    made = opened(make_project(tmp_path / "study"))
    with made.store.writing("王芳", "coder-add") as operation:
        put_coder(operation, Coder("王芳"))
        put_coder(operation, Coder("李雷"))
    return made


def add(study: Study, code: str, quote: str, memo: str = "") -> decide.Done:
    """Code some words of the first interview by hand."""
    start = study.corpus.by_name["甲"].text.index(quote)
    return decide.add(study, code, "甲", Span(start, start + len(quote)), memo=memo)


def quotes(study: Study, **asked: object) -> list[str]:
    """Return the words of what is listed."""
    return [one.coding.quote for one in listing(study.store, study.coder, **asked)]  # type: ignore[arg-type]


def test_codings_are_listed_by_code_coder_state_and_transcript(study: Study) -> None:
    """In the order of the text; each filter by itself, and all of them together."""
    add(study, "trust", "信得过")
    decide.reject(opened(study.settings, "李雷"), [now(study, codes=("trust",))[0].coding.id])
    assert sorted(quotes(study)) == sorted([
        "老人家不会用。", "年轻人方便。", "我用不来。", "娃儿会用，方便得很。", "坐车也方便。", "信得过", "信得过"])
    assert quotes(study, codes=["literacy"]) == ["老人家不会用。", "我用不来。"]
    assert quotes(study, transcripts=["乙"]) == ["老人家不会用。", "年轻人方便。"]
    assert quotes(study, states=["accepted", "Rejected"]) == ["信得过", "信得过"]
    assert quotes(study, names=["李雷"], states=["accepted"]) == []
    assert quotes(study, own=True) == ["信得过"]
    assert quotes(study, where={"town": "平乐镇"}, corpus=study.corpus) == ["老人家不会用。", "年轻人方便。"]
    wrong: list[dict[str, object]] = [
        {"states": ["good"]}, {"names": ["韩梅"]}, {"where": {"age": "3"}, "corpus": study.corpus}, {"at": 99}]
    for asked in wrong:
        with pytest.raises(UsageError):
            quotes(study, **asked)


def test_codings_are_listed_as_they_stood(study: Study) -> None:
    """After any operation, with the names that coders had then."""
    done = add(study, "trust", "信得过")
    decide.remove(study, [done.codings[0].id])
    add(study, "trust", "我信得过")
    rename(study.store, study.coder, "王芳", "王芳芳")
    found = listing(study.store, Coder("李雷"), codes=["trust"], at=done.operation)
    assert [(one.coding.coder, one.coding.quote) for one in found] == [("王芳", "信得过")]
    assert quotes(study, codes=["trust"], at=done.operation + 1) == []


def test_a_listed_coding_is_one_row_and_one_object(study: Study) -> None:
    """Columns and keys are the same; places are code points."""
    done = add(study, "trust", "信得过", memo="要紧")
    (held,) = listing(study.store, study.coder, own=True)
    told = record(held)
    assert list(told) == list(LISTING_COLUMNS) == list(listing_table([held]).columns)
    text = study.corpus.by_name["甲"].text
    assert text[told["start"] : told["end"]] == told["text"] == "信得过"
    assert (told["coding_id"], told["memo"], told["state"], told["unit_id"]) == (
        done.codings[0].id, "要紧", "accepted", "DT-V01#6")


def test_a_blind_coder_lists_rules_and_own(study: Study) -> None:
    """Now and at any past state; nobody's numbers, and of memos only what says how to code."""
    done = add(study, "trust", "信得过", memo="秘密")
    add_memo(study, "先看例子", about="code", target="trust")
    add_memo(study, "他很信任", about="participant", target="DT-V01")
    set_blind(study.store, study.coder, "李雷", True)
    blind = opened(study.settings, "李雷")
    assert {one.coding.coder for one in listing(blind.store, blind.coder)} == {"rules"}
    assert {one.coding.coder for one in listing(blind.store, blind.coder, at=done.operation)} == {"rules"}
    assert [one.body for one in list_memos(blind.store, blind.coder)] == ["先看例子"]
    assert [(row.coder.name, row.accepted) for row in list_coders(blind.store, blind.coder)] == [
        ("rules", 0), ("李雷", 0), ("王芳", 0)]
    assert [(row.coder.name, row.accepted, row.proposed) for row in list_coders(study.store, study.coder)] == [
        ("rules", 0, 5), ("李雷", 0, 0), ("王芳", 1, 0)]


def test_units_are_found_by_participant_or_transcript(study: Study) -> None:
    """Sentences and turns, from 1; what is not there is told with how ids look."""
    text = study.corpus.by_name["甲"].text
    found = [find_unit(study, name) for name in ("DT-V01#2", "甲#2", "甲@4", " PL-V01#1 ")]
    assert [unit.span.of(text) for unit in found[:3]] == ["我用不来。", "我用不来。", "坐车也方便。村上的人我信得过。"]
    assert found[3].transcript == "乙"
    for name in ("DT-V01#0", "DT-V01#99", "丙#1", "甲", "#1", "甲@x"):
        with pytest.raises(UsageError, match="no unit"):
            find_unit(study, name)


def test_passages_are_named_by_words_or_places(study: Study) -> None:
    """A whole unit, words in it, characters of it, or of the transcript."""
    text = study.corpus.by_name["甲"].text
    whole = find_passage(study, unit="甲@2")
    assert whole == ("甲", find_unit(study, "甲@2").span)
    assert find_passage(study, unit="甲@2", quote="用", nth=2)[1].start == text.index("用，")
    assert find_passage(study, unit="甲#2", start=1, end=2)[1].of(text) == "用"
    assert find_passage(study, transcript="甲", start=0, end=1) == ("甲", Span(0, 1))
    made = add(study, "trust", "信得过").codings[0]
    assert new_place(study, made.id[:6], quote="我信得过").of(text) == "我信得过"
    assert new_place(study, made.id, unit="甲#6").of(text) == "村上的人我信得过。"


@pytest.mark.parametrize(("asked", "told"), [
    ({"unit": "甲@2", "quote": "用"}, "stand there 2 times; say which with --nth"),
    ({"unit": "甲@2", "quote": "用", "nth": 3}, "stand there 2 times"),
    ({"unit": "甲#2", "quote": "坐车"}, "do not stand there"),
    ({"unit": "甲#2", "start": 0, "end": 99}, "0-99 is no passage of it; it has 5 characters"),
    ({"unit": "甲#2", "start": 2}, "say both"),
    ({"transcript": "甲"}, "say both"),
    ({"transcript": "丙", "start": 0, "end": 1}, "no such transcript"),
    ({"unit": "甲#2", "transcript": "甲"}, "name a unit or"),
    ({"unit": "甲#2", "quote": "用", "start": 0, "end": 1}, "name a unit or"),
    ({}, "name a unit or"),
])
def test_a_passage_that_is_not_clear_is_told(study: Study, asked: dict[str, object], told: str) -> None:
    """Never, several times, beyond the end, too much or too little; the words themselves are not repeated."""
    with pytest.raises(UsageError, match=told) as caught:
        find_passage(study, **asked)  # type: ignore[arg-type]
    assert "坐车" not in str(caught.value)


def test_a_coding_does_not_move_to_another_transcript(study: Study) -> None:
    """That would be another person's words."""
    made = add(study, "trust", "信得过").codings[0]
    with pytest.raises(UsageError, match="in another transcript than the coding, 甲"):
        new_place(study, made.id, unit="乙#1")


def test_where_others_code_is_hidden_from_a_blind_coder(study: Study) -> None:
    """Also when the coding is asked to be put elsewhere."""
    made = add(study, "trust", "信得过").codings[0]
    set_blind(study.store, study.coder, "李雷", True)
    with pytest.raises(UsageError, match="codes blind"):
        new_place(opened(study.settings, "李雷"), made.id, unit="乙#1")


def test_memos_on_what_was_settled_are_hidden_from_a_blind_coder(study: Study) -> None:
    """They say how it was settled; those on the project and on codes are for everybody."""
    settled = opened(study.settings, CONSENSUS)
    add(settled, "trust", "信得过", memo="就这样定")
    add_memo(settled, "规则", about="code", target="trust")
    add_memo(settled, "看法", about="participant", target="DT-V01")
    assert [one.body for one in list_memos(study.store, Coder("李雷", blind=True))] == ["规则"]
    assert len(list_memos(study.store, Coder("李雷"))) == 3


def test_memos_are_written_changed_and_removed(study: Study) -> None:
    """On each kind of thing; only one's own change; what they were stays in the history."""
    made = [add_memo(study, f"备注{about}", about=about, target=target).memo for about, target in (
        ("project", ""), ("transcript", "甲"), ("code", "trust"), ("participant", "DT-V01"), ("coder", "李雷"))]
    assert [one.id for one in list_memos(study.store, study.coder)] == [one.id for one in made]
    assert [one.body for one in list_memos(study.store, study.coder, about="code", target="trust")] == ["备注code"]
    assert edit_memo(study, made[0].id[:6], "𠮷").memo.body == "𠮷"
    with pytest.raises(UsageError, match="王芳 wrote this memo"):
        edit_memo(opened(study.settings, "李雷"), made[0].id, "x")
    remove_memo(study, made[1].id)
    assert [one.body for one in list_memos(study.store, study.coder)] == [
        "备注code", "备注participant", "备注coder", "𠮷"]


def test_a_memo_on_a_coding_is_the_codings_own(study: Study) -> None:
    """Written, added to, changed and removed by the coding's id; on a proposal there is none."""
    one = add(study, "trust", "信得过").codings[0]
    add_memo(study, "一", about="coding", target=one.id[:8])
    add_memo(study, "二", about="coding", target=one.id)
    assert [(memo.about, memo.body) for memo in list_memos(study.store, study.coder)] == [("coding", "一\n二")]
    edit_memo(study, one.id[:8], "三")
    assert now(study, keys=(one.id,))[0].coding.memo == "三"
    remove_memo(study, one.id)
    assert list_memos(study.store, study.coder, about="coding", target=one.id) == []
    with pytest.raises(UsageError, match="belongs to rules"):
        add_memo(study, "x", about="coding", target=now(study, coders=("rules",))[0].coding.id)


@pytest.mark.parametrize(("about", "target", "body"), [
    ("transcript", "丙", "x"), ("code", "x", "x"), ("participant", "x", "x"), ("coder", "x", "x"), ("project", "", " "),
])
def test_a_memo_is_about_something_that_is_there(study: Study, about: str, target: str, body: str) -> None:
    """And has words."""
    with pytest.raises(UsageError):
        add_memo(study, body, about=about, target=target)
    assert list_memos(study.store, study.coder) == []


def test_a_renamed_coder_keeps_everything(study: Study) -> None:
    """Codings with their ids, memos by and on them; the new name must be free."""
    one = add(study, "trust", "信得过").codings[0]
    add_memo(study, "by")
    add_memo(opened(study.settings, "李雷"), "on", about="coder", target="王芳")
    assert rename(study.store, study.coder, " 王芳 ", "王 芳") == 3
    assert now(study, keys=(one.id,))[0].coding.coder == "王 芳"
    told = [(memo.body, memo.coder, memo.target) for memo in list_memos(study.store, Coder("李雷"))]
    assert sorted(told) == [("by", "王 芳", ""), ("on", "李雷", "王 芳")]
    for old, new in (("李雷", "王 芳"), ("韩梅", "x"), ("rules", "x"), ("李雷", "rules"), ("李雷", "consensus"),
                     ("李雷", "a;b")):
        with pytest.raises(UsageError):
            rename(study.store, Coder("李雷"), old, new)


def test_a_renamed_coder_has_gone_through_the_same_units(study: Study) -> None:
    """What was looked at need not be looked at again; whoever takes the old name has looked at nothing."""
    sample(study, share=1)
    unit = planned(study).units[0]
    mark_seen(study, "sample", unit)
    rename(study.store, study.coder, "王芳", "王芳芳")
    add_coder(study.store, study.settings, "王芳", said="李雷")
    again = opened(study.settings, "王芳芳")
    assert seen_units(again, planned(again)) == {"王芳芳": {unit}}
    assert seen_units(again, planned(again), "王芳") == {}


def test_coders_add_themselves(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is named as working can follow the advice of the message; others are refused as ever."""
    monkeypatch.setenv("QUALCODE_CODER", "韩梅")
    with pytest.raises(UsageError, match="not a coder of this study"):
        add_coder(study.store, study.settings, "林涛")
    add_coder(study.store, study.settings, "韩梅", blind=True)
    with study.store.reading() as connection:
        assert coders(connection)["韩梅"] == Coder("韩梅", blind=True)
    with pytest.raises(UsageError, match="this name is taken"):
        add_coder(study.store, study.settings, "韩梅")


def test_blindness_is_turned_on_and_off_once(study: Study) -> None:
    """Saying it twice writes nothing."""
    assert [set_blind(study.store, study.coder, "李雷", blind) for blind in (True, True, False)] == [
        True, False, True]
    with pytest.raises(UsageError, match="韩梅: not a coder"):
        set_blind(study.store, study.coder, "韩梅", True)


def corrected(study: Study) -> Settings:
    """Correct words under one coding and delete those of another."""
    add(study, "trust", "村上的人我信得过。")
    add(study, "literacy", "我用不来。")
    rewrite(study.settings, "甲", "我用不来。", "嗯，我用不来的。")
    rewrite(study.settings, "甲", "村上的人我信得过。", "")
    return study.settings


def test_the_report_after_a_correction_stays_until_somebody_has_looked(study: Study) -> None:
    """New: counts and all codings; later: those that wait, with the words that were surely theirs."""
    settings = corrected(study)
    fresh = carry_report(opened(settings))
    assert (fresh.new, fresh.transcripts, dict(fresh.counts)) == (
        True, ("甲",), {"same": 0, "moved": 0, "fuzzy": 1, "lost": 1})
    later = carry_report(opened(settings))
    assert (later.new, later.operation) == (False, fresh.operation)
    told = [(row["code"], row["outcome"], row["old_text"]) for row in later.to_look_at]
    assert told == [("literacy", "fuzzy", "我用不来。"), ("trust", "lost", "村上的人我信得过。")]
    assert [row["text"] for row in later.to_look_at][:1] == [row["text"] for row in fresh.to_look_at][:1]
    again = opened(settings)
    decide.keep(again, [row["coding_id"] for row in later.to_look_at if row["outcome"] == "fuzzy"])
    decide.remove(again, [row["coding_id"] for row in later.to_look_at if row["outcome"] == "lost"])
    assert carry_report(opened(settings)).to_look_at == []


def test_the_report_tells_a_blind_coder_of_nobody_elses(study: Study) -> None:
    """Neither rows nor counts; places are whole numbers even beside lost ones."""
    settings = corrected(study)
    set_blind(study.store, study.coder, "李雷", True)
    blind = carry_report(opened(settings, "李雷"))
    assert (len(blind.table), sum(blind.counts.values())) == (0, 0)
    seen = carry_report(opened(settings))
    assert [str(kind) for kind in seen.table[["start", "end"]].dtypes] == ["Int64", "Int64"]
    assert listing(study.store, study.coder, adrift=True)[0].anchor == "fuzzy"
