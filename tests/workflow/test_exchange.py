"""Teams: one coder's work as a file, and merging it on another machine."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.errors import ReadError, UsageError
from qualcode.model import Span
from qualcode.settings import Settings
from qualcode.store import Coder, Held, open_store
from qualcode.store.history import entries, last_operation, to_undo, undo
from qualcode.store.memos import Memo, end_memo, memos, put_memo
from qualcode.store.merge import coding_chains, said
from qualcode.store.people import coders, put_coder
from qualcode.workflow import decide, exchange, restructure
from qualcode.workflow.agree import agree
from qualcode.workflow.coder import rename
from qualcode.workflow.exchange import Merged, export, file_name, merge
from qualcode.workflow.study import Study
from tests.store.build import CODER, fill, make_study
from tests.workflow.study import make_project, now, opened, rewrite, summary

A, B = "王芳", "李强"
TRUST, SIT = "村上的人我信得过。", "坐车也方便。"


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    """Return the settings of the study on the first machine."""
    return make_project(tmp_path / "here")


@pytest.fixture
def there(tmp_path: Path) -> Settings:
    """Return the settings of the same study on the second machine."""
    return make_project(tmp_path / "there")


def place(study: Study, quote: str, transcript: str = "甲") -> Span:
    """Return where some words stand."""
    start = study.corpus.by_name[transcript].text.index(quote)
    return Span(start, start + len(quote))


def code(study: Study, name: str, quote: str, transcript: str = "甲", **options: Any) -> str:
    """Code some words, and return the id of the coding."""
    return decide.add(study, name, transcript, place(study, quote, transcript), **options).codings[0].id


def proposal(study: Study, quote: str) -> str:
    """Return the id of the proposal on some words."""
    return next(one.coding.id for one in now(study, coders=("rules",)) if quote in one.coding.quote)


def sent(study: Study, coder: str = "") -> Path:
    """Export a coder's work."""
    return export(study, [coder] if coder else ())[0].path


def got(study: Study, path: Path, **options: Any) -> Merged:
    """Merge one file."""
    return merge(study, [path], **options)[0]


def counts(merged: Merged) -> tuple[int, ...]:
    """Return added, updated, removed, unchanged, older and conflicts."""
    return (merged.added, merged.updated, merged.removed, merged.unchanged, merged.older, len(merged.conflicts))


def written(study: Study) -> int:
    """Return the number of the last operation."""
    with study.store.reading() as connection:
        return last_operation(connection)


def taken_back(study: Study) -> None:
    """Undo the acting coder's last operation, as the command does."""
    with study.store.reading() as connection:
        last = to_undo(connection, study.coder.name)
    assert last is not None
    with study.store.writing(study.coder.name, "undo", {}, last.id) as operation:
        undo(operation, last.id)


def lines_of(path: Path) -> list[str]:
    """Return the lines of a file."""
    return path.read_bytes().decode("utf-8").splitlines()


def test_a_file_is_made_for_git(here: Settings) -> None:
    """The header says whose work it is and on what; keys are sorted, characters are themselves, bytes repeat."""
    study = opened(here, A)
    code(study, "trust", TRUST)
    decide.accept(study, [proposal(study, "用不来")])
    path = sent(study)
    data = path.read_bytes()
    rows = [json.loads(line) for line in data.decode("utf-8").split("\n")[:-1]]
    assert path == here.root / "codings" / "王芳.jsonl"
    assert rows[0]["codebook"]["codes"] == {"literacy": "能力", "convenience": "便利", "trust": "信任"}
    assert (rows[0]["coder"], list(rows[0]["transcripts"])) == (A, ["乙", "甲"])
    assert [(row["code"], row["quote"], row["state"], row["was"]) for row in rows[1:]] == [
        ("literacy", "我用不来。", "accepted", []), ("trust", TRUST, "accepted", [])]
    assert all(list(row) == sorted(row) for row in rows)
    assert (b"\r" in data, b"\\u" in data, data.startswith(b"{")) == (False, False, True)
    assert sent(study).read_bytes() == data


def test_a_change_of_one_coding_is_a_change_of_one_line(here: Settings) -> None:
    """Git shows a reviewer the coding that changed and nothing else; so it is with one that was removed."""
    study = opened(here, A)
    key = code(study, "trust", TRUST)
    code(study, "trust", "娃儿会用")
    before = lines_of(sent(study))
    decide.describe(study, key, memo="语气很肯定")
    after = lines_of(sent(study))
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert [json.loads(new)["memo"] for _old, new in changed] == ["语气很肯定"]
    assert json.loads(changed[0][1])["was"] == [json.loads(changed[0][0])["rev"]]
    decide.remove(study, [key])
    gone = lines_of(sent(study))
    assert [json.loads(line)["id"] for line in set(after) ^ set(gone)] == [key, key]


def test_work_goes_both_ways(here: Settings, there: Settings) -> None:
    """After both merges both machines hold the same; what came is exported as it came."""
    one, two = opened(here, A), opened(there, B)
    code(one, "trust", TRUST, memo="𠮷，Ａ\u200b")
    decide.reject(one, [proposal(one, "坐车")])
    decide.accept(two, [proposal(two, "坐车")])
    assert counts(got(two, sent(one))) == (2, 0, 0, 0, 0, 0)
    assert counts(got(one, sent(two))) == (1, 0, 0, 0, 0, 0)
    assert now(one, coders=(A, B)) == now(two, coders=(A, B))
    assert sorted(summary(one, coders=(A, B))) == [
        ("convenience", SIT, B, "accepted"), ("convenience", SIT, A, "rejected"), ("trust", TRUST, A, "accepted")]
    assert sent(two, A).read_bytes() == sent(one, A).read_bytes()


def test_merging_twice_changes_nothing(here: Settings, there: Settings) -> None:
    """The second time everything is unchanged and no operation is written."""
    one, two = opened(here, A), opened(there, B)
    code(one, "trust", TRUST)
    got(two, sent(one))
    before = written(two)
    again = got(two, sent(one))
    assert (counts(again), again.operation, written(two)) == ((0, 0, 0, 1, 0, 0), 0, before)
    assert counts(got(one, sent(two, A))) == (0, 0, 0, 1, 0, 0)


def test_blindness_travels(here: Settings, there: Settings) -> None:
    """Where a coder's work comes in, agreement knows that it was done blind."""
    study = opened(there, "李雷")
    with study.store.writing("李雷", "coder-add") as operation:
        put_coder(operation, Coder("李雷", blind=True))
    code(opened(there, "李雷"), "trust", "村上的人我信得过。")
    got(opened(here), sent(opened(there, "李雷")))
    code(opened(here), "trust", "坐车也方便。")
    result = agree(opened(here), replicates=0)
    assert (result.opened, [note for note in result.notes if "blind" in note]) == (
        ("李雷",), ["Not coded blind: 王芳."])


def test_later_work_goes_forward_and_older_work_does_nothing(here: Settings, there: Settings) -> None:
    """A file of yesterday brings nothing back that was changed since, not even after several steps."""
    one, two = opened(here, A), opened(there, B)
    key = code(one, "trust", TRUST)
    old = sent(one).rename(here.root / "yesterday.jsonl")
    got(two, old)
    decide.reject(one, [key])
    decide.describe(one, key, memo="再想想", weight=2.0)
    assert counts(got(two, sent(one))) == (0, 1, 0, 0, 0, 0)
    assert counts(got(two, old)) == (0, 0, 0, 0, 1, 0)
    assert counts(got(one, old)) == (0, 0, 0, 0, 1, 0)
    assert now(two, coders=(A,)) == now(one, coders=(A,))


def test_taking_back_travels_too(here: Settings, there: Settings) -> None:
    """An undo is a step forward: where the undone change has arrived, it is undone."""
    one, two = opened(here, A), opened(there, B)
    key = code(one, "trust", TRUST)
    decide.reject(one, [key])
    got(two, sent(one))
    taken_back(one)
    assert counts(got(two, sent(one))) == (0, 1, 0, 0, 0, 0)
    assert summary(two, coders=(A,)) == [("trust", TRUST, A, "accepted")]


def test_saying_the_same_again_changes_no_line(here: Settings) -> None:
    """Who accepts what is accepted has said nothing new, and git shows nothing."""
    study = opened(here, A)
    key = code(study, "trust", TRUST)
    before = sent(study).read_bytes()
    code(study, "trust", TRUST)
    decide.accept(study, [key])
    assert sent(study).read_bytes() == before


def test_a_removal_travels(here: Settings, there: Settings) -> None:
    """What its coder took away goes elsewhere, and does not come back with a third machine's older file."""
    one, two = opened(here, A), opened(there, B)
    key = code(one, "trust", TRUST)
    old = sent(one).rename(here.root / "old.jsonl")
    got(two, old)
    decide.remove(one, [key])
    assert counts(got(two, sent(one))) == (0, 0, 1, 0, 0, 0)
    assert summary(two, coders=(A,)) == []
    assert counts(got(two, old)) == (0, 0, 0, 0, 1, 0)
    assert sent(two, A).read_bytes() == sent(one).read_bytes()


def test_a_removal_is_remembered_where_the_coding_never_was(here: Settings, there: Settings) -> None:
    """The file with the removal first, then an older one with the coding: it stays away."""
    one, two = opened(here, A), opened(there, B)
    key = code(one, "trust", TRUST)
    old = sent(one).rename(here.root / "old.jsonl")
    decide.remove(one, [key])
    assert counts(got(two, sent(one))) == (0, 0, 0, 1, 0, 0)
    assert sent(two, A).read_bytes() == sent(one).read_bytes()
    assert counts(got(two, old)) == (0, 0, 0, 0, 1, 0)
    code(one, "trust", TRUST)
    assert counts(got(two, sent(one))) == (0, 1, 0, 0, 0, 0)
    assert summary(two, coders=(A,)) == [("trust", TRUST, A, "accepted")]


def apart(here: Settings, there: Settings) -> tuple[Study, Study, str]:
    """Return two machines on which one person changed the same coding differently."""
    one = opened(here, A)
    key = code(one, "trust", TRUST)
    two = opened(there, A)
    got(two, sent(one))
    decide.describe(one, key, memo="在这里")
    decide.reject(two, [key])
    return one, two, key


def test_what_was_changed_on_two_machines_is_a_conflict(here: Settings, there: Settings) -> None:
    """Ours holds, both sides are told, and the next merge asks again."""
    one, two, key = apart(here, there)
    before = written(two)
    for _again in range(2):
        found = got(two, sent(one))
        told = [(c.id, c.kept, c.ours.state, c.ours.memo, c.theirs.state, c.theirs.memo, c.theirs.text, c.ours.by)
                for c in found.conflicts]
        assert told == [(key, "ours", "rejected", "", "accepted", "在这里", TRUST, A)]
    assert (written(two), summary(two, coders=(A,))) == (before, [("trust", TRUST, A, "rejected")])


@pytest.mark.parametrize(("take", "state", "memo"), [("theirs", "accepted", "在这里"), ("ours", "rejected", "")])
def test_a_settled_conflict_is_settled_everywhere(
    here: Settings, there: Settings, take: str, state: str, memo: str,
) -> None:
    """Whichever side is taken, it is no conflict any more, here or on the other machine."""
    one, two, _key = apart(here, there)
    assert len(got(two, sent(one), take=take).conflicts) == 1
    assert got(two, sent(one)).conflicts == ()
    assert got(one, sent(two)).conflicts == ()
    held = [now(study, coders=(A,))[0].coding for study in (one, two)]
    assert [(coding.state.value, coding.memo) for coding in held] == [(state, memo)] * 2
    decide.describe(one, _key, weight=3.0)
    assert counts(got(two, sent(one))) == (0, 1, 0, 0, 0, 0)


def test_a_removal_against_a_change_is_a_conflict(here: Settings, there: Settings) -> None:
    """Nothing is dropped without a decision."""
    one = opened(here, A)
    key = code(one, "trust", TRUST)
    two = opened(there, A)
    got(two, sent(one))
    decide.remove(one, [key])
    decide.describe(two, key, memo="要留着")
    found = got(two, sent(one)).conflicts
    assert [(c.ours.memo, c.theirs.removed) for c in found] == [("要留着", True)]
    got(two, sent(one), take="theirs")
    assert summary(two, coders=(A,)) == []


def test_two_machines_that_say_the_same_do_not_disagree(here: Settings, there: Settings) -> None:
    """The same decision made twice is one; so is the same state reached on two ways."""
    one, two = opened(here, A), opened(there, A)
    keys = [code(study, "trust", TRUST) for study in (one, two)]
    assert counts(got(two, sent(one))) == (0, 0, 0, 1, 0, 0)
    decide.reject(one, keys[:1])
    decide.describe(one, keys[0], memo="同")
    decide.describe(two, keys[0], memo="同")
    decide.reject(two, keys[:1])
    assert counts(got(two, sent(one))) == (0, 0, 0, 1, 0, 0)
    got(one, sent(two))
    decide.accept(one, keys[:1])
    assert counts(got(two, sent(one))) == (0, 1, 0, 0, 0, 0)


def test_a_merge_can_be_taken_back_and_made_again(here: Settings, there: Settings) -> None:
    """A merge that was undone is as if it had never been."""
    one, two = opened(here, A), opened(there, B)
    key = code(one, "trust", TRUST)
    got(two, sent(one))
    decide.reject(one, [key])
    got(two, sent(one))
    taken_back(two)
    assert summary(two, coders=(A,)) == [("trust", TRUST, A, "accepted")]
    taken_back(two)
    assert summary(two, coders=(A,)) == []
    assert lines_of(sent(two, A))[1:] == []
    assert counts(got(two, sent(one))) == (1, 0, 0, 0, 0, 0)
    assert sent(two, A).read_bytes() == sent(one).read_bytes()


def test_a_renamed_code_is_no_conflict(here: Settings, there: Settings) -> None:
    """Work under the old name comes in under the new one, whether it was here before or not, and never twice."""
    one, two = opened(here, A), opened(there, B)
    key = code(one, "trust", TRUST)
    got(two, sent(one))
    restructure.rename(two, "trust", "belief")
    two = opened(there, B)
    assert counts(got(two, sent(one))) == (0, 0, 0, 1, 0, 0)
    decide.describe(one, key, memo="新的话")
    code(one, "trust", "娃儿会用")
    found = got(two, sent(one))
    assert (counts(found), found.renamed_codes, found.unknown_codes) == ((1, 1, 0, 0, 0, 0), {"trust": "belief"}, {})
    assert summary(two, coders=(A,)) == [
        ("belief", "娃儿会用", A, "accepted"), ("belief", TRUST, A, "accepted")]
    assert counts(got(two, sent(one))) == (0, 0, 0, 2, 0, 0)
    assert counts(got(one, sent(two, A))) == (0, 2, 0, 0, 0, 0)


def test_both_machines_rename(here: Settings, there: Settings) -> None:
    """The same renaming on both sides is the same."""
    one, two = opened(here, A), opened(there, B)
    code(one, "trust", TRUST)
    got(two, sent(one))
    for study in (one, two):
        restructure.rename(study, "trust", "belief")
    one, two = opened(here, A), opened(there, B)
    assert counts(got(two, sent(one))) == (0, 0, 0, 1, 0, 0)


def test_a_merged_code(here: Settings, there: Settings) -> None:
    """Work under a code that was merged into another comes in under that one; what became double stays one."""
    one, two = opened(here, A), opened(there, B)
    code(one, "trust", TRUST)
    code(one, "convenience", TRUST)
    got(two, sent(one))
    restructure.merge(two, "trust", "convenience")
    two = opened(there, B)
    code(one, "trust", "娃儿会用")
    found = got(two, sent(one))
    assert (counts(found), found.renamed_codes) == ((1, 0, 0, 2, 0, 0), {"trust": "convenience"})
    assert sorted(summary(two, coders=(A,))) == [
        ("convenience", "娃儿会用", A, "accepted"), ("convenience", TRUST, A, "accepted")]


def test_a_code_that_is_not_here_is_kept_and_listed(here: Settings, there: Settings) -> None:
    """A coding is never dropped for its code."""
    one, two = opened(here, A), opened(there, B)
    code(one, "trust", TRUST)
    path = two.settings.root / "book.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("id: trust,", "id: hope,"), encoding="utf-8")
    two = opened(there, B)
    found = got(two, sent(one))
    assert (counts(found), found.unknown_codes, found.other_codebook) == ((1, 0, 0, 0, 0, 0), {"trust": 1}, True)
    assert summary(two, coders=(A,)) == [("trust", TRUST, A, "accepted")]


@pytest.mark.parametrize("had", [True, False])
def test_another_version_of_a_transcript(here: Settings, there: Settings, had: bool) -> None:
    """Codings are carried to the text that is here, whether the old one ever was here or not; and only once."""
    one = opened(here, A)
    keys = [code(one, "trust", TRUST), code(one, "trust", "我用不来。")]
    if had:
        opened(there, B)
    rewrite(there, "甲", "问：平时用手机办事吗？", "问：您老人家平时用手机办事吗？")
    rewrite(there, "甲", TRUST, "村上的人我都信得过。")
    two = opened(there, B)
    found = got(two, sent(one))
    assert (counts(found), found.moved, found.fuzzy, found.lost) == ((2, 0, 0, 0, 0, 0), 1, 1, 0)
    assert (found.other_texts, [row.old.quote for row in found.rows if row.outcome == "fuzzy"]) == (("甲",), [TRUST])
    assert [(held.coding.quote, held.anchor) for held in now(two, coders=(A,))] == [
        ("我用不来。", ""), ("村上的人我都信得过。", "fuzzy")]
    assert counts(got(two, sent(one))) == (0, 0, 0, 2, 0, 0)
    decide.reject(one, keys[1:])
    assert counts(got(two, sent(one))) == (0, 1, 0, 1, 0, 0)
    assert counts(got(one, sent(two, A))) == (0, 0, 0, 2, 0, 0)


def test_a_place_that_is_known_better_elsewhere_is_taken_over(here: Settings, there: Settings) -> None:
    """What is unsure here and sure in the file, on the same text, becomes sure."""
    one = opened(here, A)
    key = code(one, "trust", TRUST)
    rewrite(there, "甲", TRUST, "村上的人我都信得过。")
    two = opened(there, B)
    got(two, sent(one))
    rewrite(here, "甲", TRUST, "村上的人我都信得过。")
    one = opened(here, A)
    decide.keep(one, [key])
    assert counts(got(two, sent(one))) == (0, 1, 0, 0, 0, 0)
    assert [held.anchor for held in now(two, coders=(A,))] == [""]
    assert counts(got(two, sent(one))) == (0, 0, 0, 1, 0, 0)


def test_a_transcript_that_is_not_here(here: Settings, there: Settings) -> None:
    """Its codings are kept as lost and find their place when the transcript is there and the file is merged again."""
    one = opened(here, A)
    code(one, "trust", "没得了。", "乙")
    text = (there.transcripts / "乙.txt").read_bytes()
    (there.transcripts / "乙.txt").unlink()
    two = opened(there, B)
    found = got(two, sent(one))
    assert (counts(found), found.unknown_transcripts, found.lost) == ((1, 0, 0, 0, 0, 0), {"乙": 1}, 1)
    assert [(held.coding.quote, held.anchor) for held in now(two, coders=(A,))] == [("没得了。", "lost")]
    assert counts(got(two, sent(one))) == (0, 0, 0, 1, 0, 0)
    (there.transcripts / "乙.txt").write_bytes(text)
    two = opened(there, B)
    assert counts(got(two, sent(one))) == (0, 1, 0, 0, 0, 0)
    assert now(two, coders=(A,)) == now(one, coders=(A,))


def test_a_transcript_with_another_name_is_known_by_its_text(here: Settings, there: Settings) -> None:
    """The file was called otherwise on the other machine; the words are the same."""
    one = opened(here, A)
    code(one, "trust", "没得了。", "乙")
    (there.transcripts / "乙.txt").rename(there.transcripts / "丙.txt")
    two = opened(there, B)
    assert got(two, sent(one)).unknown_transcripts == {}
    assert [(held.coding.transcript, held.coding.quote, held.anchor) for held in now(two, coders=(A,))] == [
        ("丙", "没得了。", "")]


def test_memos_travel(here: Settings, there: Settings) -> None:
    """A memo comes, changes and goes like a coding."""
    one, two = opened(here, A), opened(there, B)
    memo = Memo("m1", "transcript", "甲", "先看这份。\n再看乙。", A)
    with one.store.writing(A, "memo") as operation:
        put_memo(operation, memo)
        put_coder(operation, Coder(A))
    assert got(two, sent(one)).memos == 1
    assert sent(two, A).read_bytes() == sent(one).read_bytes()
    with one.store.writing(A, "memo") as operation:
        put_memo(operation, replace(memo, body="都看过了。"))
    assert got(two, sent(one)).memos == 1
    with two.store.reading() as connection:
        assert [found.body for found in memos(connection)] == ["都看过了。"]
    with one.store.writing(A, "memo-remove") as operation:
        end_memo(operation, "m1")
    assert [got(two, sent(one)).memos for _again in range(2)] == [1, 0]
    with two.store.reading() as connection:
        assert memos(connection) == []
    assert sent(two, A).read_bytes() == sent(one).read_bytes()


def test_a_memo_changed_on_two_machines(here: Settings, there: Settings) -> None:
    """It is a conflict, told with both texts."""
    one, two = opened(here, A), opened(there, A)
    for study, body in ((one, "一"), (two, "二")):
        with study.store.writing(A, "memo") as operation:
            put_coder(operation, Coder(A))
            put_memo(operation, Memo("m1", "project", "", body, A))
    found = got(two, sent(one))
    assert [(c.kind, c.ours.memo, c.theirs.memo, c.ours.target) for c in found.conflicts] == [
        ("memo", "二", "一", "project")]


def test_who_brings_it_in_is_in_the_history(here: Settings, there: Settings) -> None:
    """One operation a file, by who merged; the coder of the file is added, and who merged, too."""
    one, two = opened(here, A), opened(there, B)
    code(one, "trust", TRUST)
    merged = got(two, sent(one))
    with two.store.reading() as connection:
        last = entries(connection)[-1]
        known = coders(connection)
    assert (last.id, last.coder, last.verb) == (merged.operation, B, "merge")
    assert {key: last.detail[key] for key in ("file", "coder", "added")} == {
        "file": "王芳.jsonl", "coder": A, "added": 1}
    assert (known[A], known[B]) == (Coder(A), Coder(B))


def test_a_dry_run_writes_nothing(here: Settings, there: Settings) -> None:
    """It says what would come."""
    one, two = opened(here, A), opened(there, B)
    code(one, "trust", TRUST)
    before = written(two)
    found = got(two, sent(one), dry_run=True)
    assert (counts(found), found.operation, written(two)) == ((1, 0, 0, 0, 0, 0), 0, before)


def test_blind_coders_merge_without_seeing(here: Settings, there: Settings) -> None:
    """They may bring others' work in, and learn nothing of it but how much it is; nor can they export it."""
    one, two, key = apart(here, there)
    with two.store.writing(A, "coder-add") as operation:
        put_coder(operation, Coder(B, blind=True))
    blind = opened(there, B)
    found = got(blind, sent(one))
    assert [(c.id, c.ours.text, c.theirs.memo) for c in found.conflicts] == [(key, "", "")]
    with pytest.raises(UsageError, match="codes blind"):
        export(blind, everyone=True)
    assert [made.coder for made in export(blind)] == [B]


def test_rules_do_not_travel(here: Settings) -> None:
    """Their proposals are made anew on every machine; unknown coders are told."""
    study = opened(here, A)
    code(study, "trust", TRUST)
    with pytest.raises(UsageError, match="proposals are not exported"):
        export(study, ["rules"])
    with pytest.raises(UsageError, match="not a coder"):
        export(study, ["谁"])
    assert [(made.coder, made.codings, made.removed) for made in export(study, everyone=True)] == [(A, 1, 0)]


@pytest.mark.parametrize(("coder", "name"), [
    ("王芳", "王芳.jsonl"), ("a/b", "a_b-c14cddc0.jsonl"), ("..", "-5ec1f7e7.jsonl"), ("NUL", "NUL-ae6de182.jsonl"),
    ("Li", "Li-"), ("li", "li-"),
])
def test_names_of_files(coder: str, name: str) -> None:
    """No name leaves the folder, is a device of Windows, or meets another where case does not count."""
    known = {one: Coder(one) for one in ("王芳", "Li", "li")}
    assert file_name(coder, known).startswith(name)
    assert len({file_name(one, known).casefold() for one in known}) == 3


def test_a_bad_file_changes_nothing(here: Settings, there: Settings) -> None:
    """All files are read before the first is merged; the message names file and line."""
    one, two = opened(here, A), opened(there, B)
    code(one, "trust", TRUST)
    good, bad = sent(one), there.root / "x.jsonl"
    rows = lines_of(good)
    before = written(two)
    for text, says in (
        ("\n".join(rows)[:-9], "x.jsonl:2: the last line is cut off"),
        (rows[0].replace(f'"{A}"', '"  "') + "\n", "x.jsonl:1: '  ' is no name"),
        (rows[0].replace(f'"{A}"', '"rules"') + "\n", "x.jsonl:1: 'rules' is no name"),
        (rows[0].replace(f'"{A}"', '"consensus"') + "\n", "x.jsonl:1: 'consensus' is no name"),
    ):
        bad.write_text(text, encoding="utf-8")
        with pytest.raises(ReadError) as told:
            merge(two, [good, bad])
        assert says in str(told.value)
    assert written(two) == before


def test_a_byte_order_mark_and_crlf_are_no_harm(here: Settings, there: Settings) -> None:
    """Editors and git on Windows put them in."""
    one, two = opened(here, A), opened(there, B)
    code(one, "trust", TRUST, memo="两\n行\u2028。")
    path = sent(one)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert counts(got(two, path)) == (1, 0, 0, 0, 0, 0)
    assert sent(two, A).read_bytes() == sent(one).read_bytes()


def test_nobody_overwrites_anothers_work(here: Settings, there: Settings) -> None:
    """A file that claims another coder's id is refused as a whole."""
    one, two = opened(here, A), opened(there, B)
    key = code(two, "trust", TRUST)
    code(one, "trust", TRUST)
    path = sent(one)
    rows = lines_of(path)
    own = json.loads(rows[1])["id"]
    path.write_text("\n".join(rows).replace(own, key) + "\n", encoding="utf-8")
    before = written(two)
    with pytest.raises(ReadError, match=f":2: belongs to {B} here, not to {A}"):
        merge(two, [path])
    assert written(two) == before


def test_a_renamed_coder(here: Settings, there: Settings) -> None:
    """The story of the codings goes on under the new name; a file under the old one is refused, with the remedy."""
    one, two = opened(here, A), opened(there, B)
    code(one, "trust", TRUST)
    old = sent(one).rename(here.root / "old.jsonl")
    got(two, old)
    rename(two.store, two.coder, A, "王芳芳")
    with pytest.raises(ReadError, match="rename the coder here first"):
        merge(two, [old])
    rename(one.store, one.coder, A, "王芳芳")
    one = opened(here, "王芳芳")
    assert counts(got(two, sent(one))) == (0, 0, 0, 1, 0, 0)


def test_a_word_that_is_no_side(there: Settings) -> None:
    """--take has two words."""
    with pytest.raises(UsageError, match="--take both"):
        merge(opened(there, B), [], take="both")


def test_somebody_writes_while_a_merge_is_planned(
    here: Settings, there: Settings, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The plan is made anew: a coding that came meanwhile is not written over."""
    one, two = opened(here, A), opened(there, A)
    code(one, "trust", TRUST)
    path, planned = sent(one), []
    plan = exchange.make_plan

    def slowly(*words: Any) -> Any:
        made = plan(*words)
        if not planned:
            code(two, "trust", TRUST, memo="刚才")
        planned.append(made)
        return made

    monkeypatch.setattr(exchange, "make_plan", slowly)
    found = got(two, path)
    assert (len(planned), len(found.conflicts)) == (2, 1)
    assert [held.coding.memo for held in now(two, coders=(A,))] == ["刚才"]


# -- random histories ------------------------------------------------------------------------------------------------

CODES = ("formalism", "literacy", "cohesion")
Step = tuple[int, str, int, int]
STEPS = st.lists(st.tuples(
    st.integers(0, 1), st.sampled_from(["add", "accept", "reject", "recode", "remove", "describe", "move", "undo",
                                        "send"]), st.integers(0, 5), st.integers(0, 2)), max_size=14)


def act(study: Study, what: str, which: int, value: int) -> None:
    """Do one thing to one coding; what cannot be done is passed over."""
    name = ("大同访谈1", "平乐访谈2")[which % 2]
    own = [held.coding.id for held in now(study, coders=(study.coder.name,))]
    rules = [held.coding.id for held in now(study, coders=("rules",))]
    mine = own[which % len(own)] if own else ""
    if what == "add":
        decide.add(study, CODES[value], name, Span(which, which + 2), memo="备忘" * value)
    elif what in {"accept", "reject"}:
        (decide.accept if what == "accept" else decide.reject)(study, [mine or rules[which]])
    elif what == "undo":
        with study.store.reading() as connection:
            last = to_undo(connection, study.coder.name)
        if last is not None:
            taken_back(study)
    elif mine and what == "recode":
        if next(held.coding.code for held in now(study, keys=(mine,))) != CODES[value]:
            decide.recode(study, mine, CODES[value])
    elif mine and what == "remove":
        decide.remove(study, [mine])
    elif mine and what == "describe":
        decide.describe(study, mine, weight=float(value), memo="𠮷" * value)
    elif mine and what == "move":
        with suppress(UsageError):  # another of one's own has the code there
            decide.move(study, mine, Span(value, value + 3))


def machines(folder: Path) -> list[Study]:
    """Return the invented study on two machines on which the same person works."""
    found = []
    for number in range(2):
        (folder / str(number)).mkdir(parents=True)
        store = open_store(f"sqlite:///{folder / str(number) / 'qualcode.db'}")
        fill(store)
        study = make_study(store)
        found.append(replace(study, settings=Settings(folder / str(number))))
    return found


def stands(study: Study) -> dict[str, tuple[Any, ...]]:
    """Return what a person's codings say, and their revisions."""
    with study.store.reading() as connection:
        chains = coding_chains(connection, CODER)
    return {key: (chain.rev, said(chain.now)) for key, chain in chains.items()}


def converges(steps: Sequence[Step], folder: Path) -> None:
    """Check that two machines say the same after merging there and back, and that nothing comes twice.

    Conflicts are settled as they come, so that the two say the same in the end in any case.
    """
    studies = machines(folder)
    for machine, what, which, value in steps:
        if what == "send":
            got(studies[1 - machine], sent(studies[machine]), take=("", "ours", "theirs")[value])
        else:
            act(studies[machine], what, which, value)
    got(studies[1], sent(studies[0]), take="theirs")
    assert got(studies[0], sent(studies[1])).conflicts == ()
    got(studies[1], sent(studies[0]))
    assert stands(studies[0]) == stands(studies[1])
    marks = [written(study) for study in studies]
    for study, other in (studies, reversed(studies)):
        again = got(study, sent(other))
        assert counts(again) == (0, 0, 0, again.unchanged, 0, 0)
    assert [written(study) for study in studies] == marks
    for study in studies:
        study.store.close()


def timeless(held: Held) -> Held:
    """Return a coding without its time: who says the same again at another time says nothing new."""
    return replace(held, coding=replace(held.coding, at=""))


def comes_as_it_was(steps: Sequence[Step], folder: Path) -> None:
    """Check that what one machine made is on another as it was, and goes on from there as the same bytes."""
    origin, copy = machines(folder)
    for _machine, what, which, value in steps:
        if what == "send":
            got(copy, sent(origin))
        else:
            act(origin, what, which, value)
    got(copy, sent(origin))
    assert sent(copy, CODER).read_bytes() == sent(origin).read_bytes()
    assert [timeless(held) for held in now(copy, coders=(CODER,))] == [
        timeless(held) for held in now(origin, coders=(CODER,))]
    for study in (origin, copy):
        study.store.close()


@settings(max_examples=6)
@given(steps=STEPS)
def test_random_histories_converge(steps: Sequence[Step], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever was done on two machines, merging there and back makes them say the same."""
    converges(steps, tmp_path_factory.mktemp("converge"))


@settings(max_examples=4)
@given(steps=STEPS)
def test_what_came_is_exported_as_it_came(steps: Sequence[Step], tmp_path_factory: pytest.TempPathFactory) -> None:
    """One machine works, the other merges now and then: its export is the origin's, byte for byte."""
    comes_as_it_was(steps, tmp_path_factory.mktemp("bytes"))


@pytest.mark.slow
@settings(max_examples=150)
@given(steps=STEPS)
def test_many_random_histories_converge(steps: Sequence[Step], tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same for many histories."""
    converges(steps, tmp_path_factory.mktemp("converge"))


@pytest.mark.slow
@settings(max_examples=60)
@given(steps=STEPS)
def test_much_that_came_is_exported_as_it_came(steps: Sequence[Step], tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same for many histories."""
    comes_as_it_was(steps, tmp_path_factory.mktemp("bytes"))
