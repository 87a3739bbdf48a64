"""Codes renamed, merged, split and moved: the codebook and all codings at once, and back again."""

from dataclasses import replace
from pathlib import Path

import pytest

from qualcode.errors import StoreError, UsageError
from qualcode.exporters.atomic import write_bytes
from qualcode.model import Span
from qualcode.settings import Settings
from qualcode.store.codings import put_codings
from qualcode.store.files import write_pending
from qualcode.store.history import entries
from qualcode.workflow import decide, restructure
from qualcode.workflow.history import redo, undo
from tests.workflow.study import make_project, now, opened, rewrite, summary


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    """Return the small study with two decisions in it."""
    settings = make_project(tmp_path / "study")
    study = opened(settings)
    for one in now(study, coders=("rules",)):
        if one.coding.quote == "我用不来。":
            decide.accept(study, [one.coding.id])
        if one.coding.quote == "坐车也方便。":
            decide.reject(study, [one.coding.id])
    return settings


def codebook(settings: Settings) -> str:
    """Return the text of the codebook."""
    return (settings.root / "book.yaml").read_text(encoding="utf-8")


def test_a_renamed_code_is_renamed_everywhere(project: Settings) -> None:
    """In the file, in decisions and proposals, and the rules then find nothing new."""
    done = restructure.rename(opened(project), "literacy", "ability", name_zh="本领")
    again = opened(project)
    assert (done.codings, again.renewal.any) == (3, False)
    assert [code.id for code in again.codebook.codes] == ["ability", "convenience", "trust"]
    assert sorted(summary(again, codes=("ability",))) == [
        ("ability", "我用不来。", "rules", "proposed"), ("ability", "我用不来。", "王芳", "accepted"),
        ("ability", "老人家不会用。", "rules", "proposed")]
    assert {piece.rule for one in now(again, codes=("ability",)) for piece in one.coding.evidence} == {
        "ability/t1", "ability/t2"}


def test_a_rename_is_undone_with_its_file(project: Settings) -> None:
    """Undo and redo change codings and codebook together."""
    before = codebook(project)
    restructure.rename(opened(project), "literacy", "ability")
    renamed = codebook(project)
    study = opened(project)
    undo(study.store, project, study.coder)
    assert (codebook(project), opened(project).renewal.any) == (before, False)
    assert [one.coding.code for one in now(opened(project), coders=("王芳",))] == ["literacy", "convenience"]
    redo(study.store, project, study.coder)
    assert (codebook(project), opened(project).renewal.any) == (renamed, False)
    assert [one.coding.code for one in now(opened(project), coders=("王芳",))] == ["ability", "convenience"]


def test_a_code_that_has_got_codings_since_stays(project: Settings) -> None:
    """Neither undo of a rename or a split nor redo of a merge takes a code away from what people have coded with it."""
    study = opened(project)
    place = Span(0, 2)
    restructure.rename(study, "trust", "faith")
    named = opened(project)
    made = decide.add(named, "faith", "甲", place).codings[0]
    with named.store.reading() as connection:
        number = next(one.id for one in entries(connection) if one.verb == "codebook-rename")
    with pytest.raises(UsageError, match="1 codings have got the code faith since"):
        undo(named.store, project, named.coder, number=number)
    assert "id: faith" in codebook(project)
    decide.remove(named, [made.id])
    undo(named.store, project, named.coder, number=number)
    assert "id: trust" in codebook(project)


def test_merged_codes_keep_one_decision_a_passage(project: Settings) -> None:
    """Accepted under one of the two is accepted; memos are joined; the rules of both go on."""
    study = opened(project)
    text = study.corpus.by_name["甲"].text
    place = text.index("坐车也方便。")
    decide.add(study, "trust", "甲", Span(place, place + 6), memo="信得过车")
    decide.add(study, "trust", "甲", Span(place, place + 2))
    done = restructure.merge(study, "trust", "convenience")
    again = opened(project)
    assert (done.codings, [code.id for code in again.codebook.codes]) == (2, ["literacy", "convenience"])
    assert summary(again, coders=("王芳",)) == [
        ("literacy", "我用不来。", "王芳", "accepted"), ("convenience", "坐车", "王芳", "accepted"),
        ("convenience", "坐车也方便。", "王芳", "accepted")]
    assert [one.coding.memo for one in now(again, coders=("王芳",), codes=("convenience",))] == ["", "信得过车"]


def test_merging_codes_takes_several_codings_of_one_passage(project: Settings) -> None:
    """Two that a correction has brought onto the same words; the memos of all of them stay."""
    study = opened(project)
    place = study.corpus.by_name["甲"].text.index("坐车也方便。")
    decide.add(study, "trust", "甲", Span(place, place + 6), memo="一")
    (one,) = now(study, codes=("trust",))
    with study.store.writing("王芳", "add") as operation:
        put_codings(operation, [replace(one, coding=replace(one.coding, id="f" * 16, memo="二"))])
    decide.add(study, "convenience", "甲", Span(place, place + 6), memo="三")
    restructure.merge(study, "trust", "convenience")
    found = now(study, coders=("王芳",), codes=("convenience",))
    assert [(one.coding.quote, sorted(one.coding.memo.split("\n"))) for one in found] == [
        ("坐车也方便。", sorted(["一", "二", "三"]))]


def test_merging_codes_keeps_a_lost_coding_apart(project: Settings) -> None:
    """The same numbers on another text are another passage."""
    study = opened(project)
    place = study.corpus.by_name["甲"].text.index("村上的人我信得过。")
    decide.add(study, "trust", "甲", Span(place, place + 9))
    rewrite(project, "甲", "村上的人我信得过。", "另外一句完全不同。")
    again = opened(project)
    assert [one.anchor for one in now(again, codes=("trust",))] == ["lost"]
    decide.add(again, "convenience", "甲", Span(place, place + 9))
    restructure.merge(again, "trust", "convenience")
    assert sorted(one.coding.quote for one in now(again, coders=("王芳",), codes=("convenience",))) == [
        "另外一句完全不同。", "坐车也方便。", "村上的人我信得过。"]


def test_a_split_takes_codings_along_with_their_rules(project: Settings) -> None:
    """What only the moved term found goes; the decision on it is no proposal again."""
    done = restructure.split(opened(project), "literacy", "skill", name_zh="技能", terms=["用不来"])
    again = opened(project)
    assert done.codings == 2
    assert sorted(summary(again, codes=("skill", "literacy"))) == [
        ("literacy", "老人家不会用。", "rules", "proposed"), ("skill", "我用不来。", "rules", "proposed"),
        ("skill", "我用不来。", "王芳", "accepted")]


def test_a_split_by_words_and_ids(project: Settings) -> None:
    """People's codings without evidence are named by their words or ids."""
    study = opened(project)
    text = study.corpus.by_name["甲"].text
    one = decide.add(study, "trust", "甲", Span(text.index("村上"), text.index("村上") + 5)).codings[0]
    two = decide.add(study, "trust", "甲", Span(0, 2)).codings[0]
    decide.add(study, "trust", "甲", Span(2, 4))
    restructure.split(study, "trust", "neighbours", name_zh="邻里", containing=["村上"], keys=[two.id[:6]])
    assert {held.coding.id for held in now(study, codes=("neighbours",))} == {one.id, two.id}
    with pytest.raises(UsageError, match="no coding with the code trust"):
        restructure.split(opened(project), "trust", "x", name_zh="x", keys=["ffff"])
    with pytest.raises(UsageError, match="no coding with the code trust"):
        restructure.split(opened(project), "trust", "x", name_zh="x", keys=[""])
    with pytest.raises(UsageError, match="--containing"):
        restructure.split(opened(project), "trust", "x", name_zh="x", containing=[""])
    assert "id: x" not in codebook(project)


def test_a_split_asks_which_coding_is_meant(project: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where several ids begin as the one that was written, none of them goes."""
    keys = iter(["aa11", "aa22"])
    monkeypatch.setattr(decide, "coding_key", lambda *_place: next(keys))
    study = opened(project)
    decide.add(study, "trust", "甲", Span(0, 2))
    decide.add(study, "trust", "甲", Span(2, 4))
    with pytest.raises(UsageError, match="several codings have ids that begin so"):
        restructure.split(study, "trust", "x", name_zh="x", keys=["aa"])
    restructure.split(study, "trust", "x", name_zh="x", keys=["aa2"])
    assert [one.coding.id for one in now(study, codes=("x",))] == ["aa22"]


def test_a_moved_code_changes_no_coding(project: Settings) -> None:
    """Only the file; the theme of its codings is that of its new place."""
    study = opened(project)
    before = summary(study)
    done = restructure.move(study, "convenience", parent="literacy")
    again = opened(project)
    assert (done.codings, again.codebook.by_id["convenience"].parent, summary(again)) == (0, "literacy", before)


def test_a_process_that_dies_before_the_file_is_written(project: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens the study next writes it; a file that somebody has changed meanwhile is left alone."""
    old = codebook(project)

    def die(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(restructure, "write_pending", die)
        with pytest.raises(KeyboardInterrupt):
            restructure.rename(opened(project), "literacy", "ability")
        assert codebook(project) == old
        assert opened(project).renewal.any is False
        assert "id: ability" in codebook(project)
        with pytest.raises(KeyboardInterrupt):
            restructure.rename(opened(project), "ability", "skill")
    (project.root / "book.yaml").write_text(codebook(project) + "# 手改\n", encoding="utf-8")
    study = opened.__globals__["open_study"]
    with pytest.raises(StoreError, match="changed by another program"):
        study(project, coder="王芳")
    assert codebook(project).endswith("# 手改\n")
    assert write_pending(opened(project).store, project.root, write_bytes) == []


def test_codes_are_changed_by_one_process_at_a_time(project: Settings) -> None:
    """Who read the codebook before somebody else changed it changes neither it nor a coding."""
    late = opened(project)
    restructure.rename(opened(project), "literacy", "ability")
    before = summary(late)
    with pytest.raises(StoreError, match="changed while it was being used"):
        restructure.rename(late, "convenience", "ease")
    assert (summary(late), "id: ability" in codebook(project), "id: ease" in codebook(project)) == (before, True, False)
    with pytest.raises(StoreError, match="changed while it was being used"):
        decide.add(late, "literacy", "甲", Span(0, 2))
    with pytest.raises(StoreError, match="changed while it was being used"):
        decide.recode(late, now(late, codes=("convenience",))[0].coding.id, "literacy")
    assert summary(late) == before


def test_only_the_own_codebook_is_changed(project: Settings) -> None:
    """With --codebook there is nothing to change; unknown codes are told."""
    from dataclasses import replace

    borrowed = opened(replace(project, borrowed=True))
    with pytest.raises(UsageError, match="leave --codebook out"):
        restructure.rename(borrowed, "literacy", "ability")
    with pytest.raises(UsageError, match="say what changes"):
        restructure.rename(opened(project), "literacy")
    with pytest.raises(UsageError, match="nothing"):
        restructure.merge(opened(project), "nothing", "trust")
