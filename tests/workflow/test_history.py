"""Taking back, doing again and bringing back: whose, in which order, and what the codebook's file does."""

from dataclasses import replace
from pathlib import Path

import pytest

from qualcode.errors import StoreError, UsageError
from qualcode.model import Span
from qualcode.settings import Settings
from qualcode.store import Coder, coders
from qualcode.store.history import entries, entry, last_operation, to_redo, to_undo
from qualcode.store.people import put_coder
from qualcode.workflow import decide, history, restructure
from qualcode.workflow.coder import add_coder, rename, set_blind
from qualcode.workflow.study import Study
from tests.workflow.study import make_project, now, opened, rewrite, summary


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    """Return the settings of the small study with two coders."""
    settings = make_project(tmp_path / "study")
    study = opened(settings)
    with study.store.writing("王芳", "coder-add") as operation:
        put_coder(operation, Coder("王芳"))
        put_coder(operation, Coder("李雷"))
    return settings


def add(study: Study, code: str, quote: str, transcript: str = "甲") -> decide.Done:
    """Code some words by hand."""
    start = study.corpus.by_name[transcript].text.index(quote)
    return decide.add(study, code, transcript, Span(start, start + len(quote)))


def undo(study: Study, number: int = 0) -> history.TakenBack:
    """Take something back as the coder of the study."""
    return history.undo(study.store, study.settings, study.coder, number=number)


def redo(study: Study) -> history.TakenBack:
    """Do something again as the coder of the study."""
    return history.redo(study.store, study.settings, study.coder)


def restore(study: Study, at: int) -> history.TakenBack:
    """Bring a state back as the coder of the study."""
    return history.restore(study.store, study.settings, study.coder, at)


def own(study: Study) -> list[tuple[str, str, str]]:
    """Return (code, quote, state) of what people hold."""
    return [(code, quote, state) for code, quote, coder, state in summary(study) if coder != "rules"]


def test_undo_takes_back_ones_own_last_operation(project: Settings) -> None:
    """What a colleague did since stays, and redo brings it again."""
    mine, theirs = opened(project), opened(project, "李雷")
    first = add(mine, "trust", "信得过")
    add(theirs, "literacy", "用不来")
    done = undo(mine)
    assert (done.entry.id, done.entry.verb, done.changes) == (first.operation, "add", 1)
    assert own(mine) == [("literacy", "用不来", "accepted")]
    again = redo(mine)
    assert own(mine) == [("literacy", "用不来", "accepted"), ("trust", "信得过", "accepted")]
    with mine.store.reading() as connection:
        assert [(one.verb, one.reverses, one.reversed_by) for one in entries(connection)[-4:]] == [
            ("add", 0, 0), ("add", 0, 0), ("undo", first.operation, again.operation), ("redo", done.operation, 0)]


def test_a_renamed_coder_takes_back_what_was_done_before(project: Settings) -> None:
    """The name first, then the coding; whoever gets the old name has done nothing."""
    study = opened(project)
    add(study, "trust", "信得过")
    rename(study.store, study.coder, "王芳", "王芳芳")
    add_coder(study.store, project, "王芳", said="李雷")
    with pytest.raises(StoreError, match="nothing to take back: 王芳 "):
        undo(opened(project))
    with study.store.reading() as connection:
        assert [one.verb for one in entries(connection, coder="王芳芳")] == [
            "carry", "code", "coder-add", "add", "coder-rename"]
        assert entries(connection, coder="王芳") == []
    add(opened(project, "王芳芳"), "literacy", "用不来")
    assert undo(opened(project, "王芳芳")).entry.verb == "add"
    with pytest.raises(UsageError, match="operation 5 has changed the same things"):
        undo(opened(project, "王芳芳"), 4)


def test_a_rename_that_was_taken_back(project: Settings) -> None:
    """Everything is under the old name again, and can be taken back under it."""
    study = opened(project)
    add(study, "trust", "信得过")
    rename(study.store, study.coder, "王芳", "王芳芳")
    assert undo(opened(project, "王芳芳")).entry.verb == "coder-rename"
    assert undo(opened(project)).entry.verb == "add"
    assert own(opened(project)) == []


def test_redo_ends_with_something_new(project: Settings) -> None:
    """After a new coding there is nothing to do again; with nothing done there is nothing to take back."""
    study = opened(project, "李雷")
    with pytest.raises(StoreError, match="nothing to take back: 李雷"):
        undo(study)
    add(study, "trust", "信得过")
    undo(study)
    add(study, "trust", "我信得过")
    with pytest.raises(StoreError, match="nothing to do again"):
        redo(study)


def test_what_follows_from_files_is_not_taken_back(project: Settings) -> None:
    """The reason is said, by number too."""
    study = opened(project)
    with study.store.reading() as connection:
        carried, coded = [one.id for one in entries(connection) if one.verb in {"carry", "code"}]
    for number in (carried, coded):
        with pytest.raises(UsageError, match="follows from files and cannot be taken back"):
            undo(study, number)
    with pytest.raises(UsageError, match="999: no such operation"):
        undo(study, 999)


def test_nobody_takes_back_what_is_somebody_elses_own(project: Settings) -> None:
    """A decision is its coder's; who is a coder is everybody's."""
    mine, theirs = opened(project), opened(project, "李雷")
    done = add(theirs, "trust", "信得过")
    with pytest.raises(UsageError, match="about 李雷's own work"):
        undo(mine, done.operation)
    add_coder(mine.store, project, "韩梅", said="李雷")
    with mine.store.reading() as connection:
        number = last_operation(connection)
    undo(mine, number)
    with mine.store.reading() as connection:
        assert "韩梅" not in coders(connection)


def test_an_operation_is_taken_back_once_and_in_order(project: Settings) -> None:
    """What something was built upon names that; what is taken back names the undo."""
    study = opened(project)
    first = add(study, "trust", "信得过")
    second = decide.reject(study, [first.codings[0].id])
    with pytest.raises(UsageError, match=f"undo --operation {second.operation}"):
        undo(study, first.operation)
    taken = undo(study, second.operation)
    with pytest.raises(UsageError, match=f"taken back already, by operation {taken.operation}"):
        undo(study, second.operation)
    undo(study, first.operation)
    assert own(study) == []


def test_undoing_a_first_decision_leaves_its_coder(tmp_path: Path) -> None:
    """A coder who came with a decision stays, or what was decided since would no longer count."""
    settings = make_project(tmp_path / "study")
    study = opened(settings)
    first = add(study, "trust", "信得过")
    add(study, "trust", "我信得过")
    undo(study, first.operation)
    with study.store.reading() as connection:
        assert "王芳" in coders(connection)
    undo(study)
    redo(study)
    assert own(study) == [("trust", "我信得过", "accepted")]


def test_adding_and_renaming_coders_are_taken_back(project: Settings) -> None:
    """Both ways; a coder who has coded since is not taken away."""
    study = opened(project)
    add_coder(study.store, project, "韩梅", said="王芳")
    undo(study)
    redo(study)
    other = opened(project, "韩梅")
    done = add(other, "trust", "信得过")
    with study.store.reading() as connection:
        added = next(one.id for one in reversed(entries(connection)) if one.verb == "redo")
    with pytest.raises(UsageError, match="韩梅 has coded since"):
        undo(study, added)
    rename(study.store, study.coder, "韩梅", "韩梅梅")
    assert [(one.coding.id, one.coding.coder) for one in now(study, codes=("trust",))] == [
        (done.codings[0].id, "韩梅梅")]
    undo(study)
    with study.store.reading() as connection:
        assert list(coders(connection)) == ["rules", "李雷", "王芳", "韩梅"]
    assert [one.coding.coder for one in now(study, codes=("trust",))] == ["韩梅"]


def test_what_was_seen_was_seen(project: Settings) -> None:
    """That agreement was asked for cannot be taken back, and does not stand in the way of what can."""
    study = opened(project)
    add(study, "trust", "信得过")
    with study.store.writing("王芳", "agree") as operation:
        put_coder(operation, Coder("李雷"))
        number = operation.id
    with pytest.raises(UsageError, match="have seen each other"):
        undo(study, number)
    assert undo(study).entry.verb == "add"


def test_any_state_comes_back_and_goes_again(project: Settings) -> None:
    """Restoring is an operation: it tells before, and is taken back like others."""
    mine, theirs = opened(project), opened(project, "李雷")
    one = add(mine, "trust", "信得过")
    decide.describe(mine, one.codings[0].id, memo="要紧")
    add(theirs, "literacy", "用不来")
    decide.remove(mine, [one.codings[0].id])
    told = history.preview(mine.store, project, mine.coder, one.operation)
    assert (dict(told.back), dict(told.gone), dict(told.codings), told.file) == (
        {"coding": 1}, {"coding": 1}, {"李雷": 1, "王芳": 1}, None)
    assert restore(mine, one.operation).changes == 2
    assert own(mine) == [("trust", "信得过", "accepted")]
    assert not history.preview(mine.store, project, mine.coder, one.operation).any
    undo(mine)
    assert own(mine) == [("literacy", "用不来", "accepted")]


def test_restoring_leaves_coders_and_proposals(project: Settings) -> None:
    """The state before anybody coded has no codings of people, and the people still."""
    study = opened(project)
    add(study, "trust", "信得过")
    restore(study, 1)
    again = opened(project)
    with again.store.reading() as connection:
        assert list(coders(connection)) == ["rules", "李雷", "王芳"]
    assert (own(again), len(now(again, coders=("rules",)))) == ([], 5)


def test_a_blind_coder_brings_back_nobodys_state(project: Settings) -> None:
    """It would change what the coder may not see; of others' operations only who and when is told."""
    study = opened(project)
    add(study, "trust", "信得过")
    set_blind(study.store, study.coder, "李雷", True)
    blind = opened(project, "李雷")
    with pytest.raises(UsageError, match="codes blind and cannot"):
        restore(blind, 2)
    told = history.list_entries(blind.store, blind.coder)
    assert [(one.verb, dict(one.detail)) for one in told if one.verb == "add"] == [("add", {})]


def test_codebook_files_come_back_with_undo_redo_and_restore(project: Settings) -> None:
    """The file changes with the codings; one that was changed by hand since is left as it is."""
    book = project.root / "book.yaml"
    before = book.read_bytes()
    study = opened(project)
    done = add(study, "literacy", "用不来")
    restructure.rename(study, "literacy", "ability")
    renamed = book.read_bytes()
    assert undo(opened(project)).files == (book,)
    assert book.read_bytes() == before
    redo(opened(project))
    assert book.read_bytes() == renamed
    restore(opened(project), done.operation)
    assert (book.read_bytes(), own(opened(project))) == (before, [("literacy", "用不来", "accepted")])
    undo(opened(project))
    assert (book.read_bytes(), own(opened(project))) == (renamed, [("ability", "用不来", "accepted")])


@pytest.mark.parametrize("noted", [True, False])
def test_a_codebook_that_was_changed_by_hand_is_not_overwritten(project: Settings, noted: bool) -> None:
    """Neither where the store has seen the change nor where it has not."""
    book = project.root / "book.yaml"
    restructure.rename(opened(project), "literacy", "ability")
    book.write_text(book.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    mine = book.read_bytes()
    study = opened(project) if noted else replace(opened_before(project, book), settings=project)
    with study.store.reading() as connection:
        before = last_operation(connection)
    with pytest.raises(UsageError, match="changed by hand since"):
        undo(study)
    with study.store.reading() as connection:
        assert last_operation(connection) == before
    assert book.read_bytes() == mine


def opened_before(project: Settings, book: Path) -> Study:
    """Open the study as if the last line of the codebook had not been written yet."""
    changed = book.read_bytes()
    book.write_bytes(changed.removesuffix(b"# mine\n"))
    study = opened(project)
    book.write_bytes(changed)
    return study


def test_what_comes_back_follows_the_corrected_text(project: Settings) -> None:
    """An undo after a correction puts codings on the old text; the next opening carries them over."""
    study = opened(project)
    done = add(study, "trust", "信得过")
    decide.remove(study, [done.codings[0].id])
    rewrite(project, "甲", "我用不来。", "我是用不来。")
    corrected = opened(project)
    undo(corrected)
    (one,) = now(opened(project), codes=("trust",))
    text = corrected.corpus.by_name["甲"].text
    assert (one.coding.span.of(text), one.anchor) == ("信得过", "")


def test_what_comes_back_stands_on_the_transcript_as_it_is_called_now(project: Settings) -> None:
    """A file that was renamed since takes codings that come back, by undo or by restoring."""
    study = opened(project)
    done = add(study, "trust", "信得过")
    decide.remove(study, [done.codings[0].id])
    (project.transcripts / "甲.txt").rename(project.transcripts / "甲2.txt")
    table = project.transcripts / "participants.csv"
    table.write_text(table.read_text(encoding="utf-8-sig").replace(",甲,", ",甲2,"), encoding="utf-8-sig")
    renamed = opened(project)
    undo(renamed)
    assert [one.coding.transcript for one in now(opened(project), codes=("trust",))] == ["甲2"]
    redo(renamed)
    restore(renamed, done.operation)
    assert [one.coding.transcript for one in now(opened(project), codes=("trust",))] == ["甲2"]


def test_one_entry_is_that_of_the_list(project: Settings) -> None:
    """Asked for alone, with its changes counted, or as the next to take back."""
    study = opened(project)
    done = add(study, "trust", "信得过")
    with study.store.reading() as connection:
        listed = {one.id: one for one in entries(connection)}
        assert [entry(connection, number) for number in listed] == list(listed.values())
        assert to_undo(connection, "王芳") == replace(listed[done.operation], changes=0)
        assert to_redo(connection, "王芳") is None
        assert {one.changes for one in entries(connection, counted=False)} == {0}
