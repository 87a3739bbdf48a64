"""The audit trail: every change with what was before, in every format, with or without what people said."""

import csv
import io
import json
from pathlib import Path

import pytest

from qualcode.errors import UsageError
from qualcode.model import Span
from qualcode.store import Coder
from qualcode.store.people import put_coder
from qualcode.workflow import decide, restructure
from qualcode.workflow.coder import set_blind
from qualcode.workflow.history import undo
from qualcode.workflow.memo import add_memo
from qualcode.workflow.study import Study
from qualcode.workflow.trail import TRAIL_COLUMNS, Trail, operation_rows, trail, trail_table
from qualcode.workflow.trail_document import trail_document, write_trail
from tests.workflow.study import make_project, opened, rewrite


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Return the small study after some work of two coders."""
    made = opened(make_project(tmp_path / "study"))
    with made.store.writing("王芳", "coder-add") as operation:
        put_coder(operation, Coder("王芳"))
        put_coder(operation, Coder("李雷"))
    text = made.corpus.by_name["甲"].text
    start = text.index("信得过")
    one = decide.add(made, "trust", "甲", Span(start, start + 3), memo="要紧").codings[0]
    decide.move(made, one.id, Span(start - 1, start + 3))
    decide.reject(opened(made.settings, "李雷"), [one.id])
    add_memo(made, "读了两遍", about="transcript", target="甲")
    decide.remove(made, [one.id])
    undo(made.store, made.settings, made.coder)
    return made


def told(found: Trail, *, first: int = 4) -> list[tuple[str, ...]]:
    """Return (coder, verb, thing, code, quote, field, before, after) of what people did."""
    return [(row.operation.coder, row.operation.verb, row.thing, row.code, row.quote, row.field, row.before, row.after)
            for row in found.rows if row.operation.id >= first]


def whole(study: Study, **options: object) -> Trail:
    """Return the trail as the coder of the study sees it."""
    return trail(study.store, study.settings, study.coder, **options)  # type: ignore[arg-type]


def test_each_change_is_a_row(study: Study) -> None:
    """What came, what went, and of what changed every field with both values."""
    assert told(whole(study)) == [
        ("王芳", "add", "coding", "trust", "信得过", "state", "", "accepted"),
        ("王芳", "move", "coding", "trust", "我信得过", "place", "51-54", "50-54"),
        ("王芳", "move", "coding", "trust", "我信得过", "quote", "信得过", "我信得过"),
        ("李雷", "reject", "coding", "trust", "我信得过", "state", "", "rejected"),
        ("王芳", "memo", "memo", "", "", "memo", "", "读了两遍"),
        ("王芳", "remove", "coding", "trust", "我信得过", "state", "accepted", ""),
        ("王芳", "undo", "coding", "trust", "我信得过", "state", "", "accepted"),
    ]


def test_what_follows_from_files_is_counted(study: Study) -> None:
    """Proposals are a row an operation, or each a row where that is asked for; versions of files are told."""
    rows = told(whole(study), first=1)[:7]
    assert [(verb, thing, field, after[:5]) for _coder, verb, thing, _code, _quote, field, _before, after in rows] == [
        ("carry", "transcript", "version", rows[0][7][:5]), ("carry", "transcript", "version", rows[1][7][:5]),
        ("code", "coder", "kind", "rule "), ("code", "codebook", "version", study.codebook.sha256[:5]),
        ("code", "proposals", "", "5 new"), ("coder-add", "coder", "kind", "perso"),
        ("coder-add", "coder", "kind", "perso")]
    every = whole(study, proposals=True)
    assert [row[4] for row in told(every, first=2) if row[1] == "code" and row[2] == "coding"] == [
        "老人家不会用。", "年轻人方便。", "我用不来。", "娃儿会用，方便得很。", "坐车也方便。"]


def test_withdrawn_and_changed_proposals_are_told_apart(study: Study) -> None:
    """What stays with other evidence is neither new nor withdrawn."""
    book = study.settings.root / "book.yaml"
    words = book.read_text(encoding="utf-8")
    book.write_text(words.replace("[不会用, 用不来]", "[不会, 信得过]"), encoding="utf-8")
    opened(study.settings)
    assert whole(study).rows[-1].after == "1 new, 1 withdrawn, 1 changed"


def test_what_people_said_can_be_left_out(study: Study, tmp_path: Path) -> None:
    """No format holds a word of an interview then; what coders wrote stays."""
    found = whole(study, quotes=False)
    for ending in ("csv", "json", "xlsx", "docx"):
        path = write_trail(found, tmp_path / f"trail.{ending}")
        assert b"\xe4\xbf\xa1\xe5\xbe\x97\xe8\xbf\x87" not in path.read_bytes()
    text = (tmp_path / "trail.csv").read_text(encoding="utf-8-sig")
    assert ("信得过" in text, "要紧" in text, "读了两遍" in text) == (False, True, True)
    assert "信得过" not in str(trail_document(found))


def test_files_hold_every_row(study: Study, tmp_path: Path) -> None:
    """Tables have the columns, verbs spelled out; another ending is told."""
    found = whole(study)
    write_trail(found, tmp_path / "a.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text(encoding="utf-8-sig"))))
    assert (list(rows[0]), len(rows)) == (list(TRAIL_COLUMNS), len(found.rows))
    assert (rows[-2]["verb"], rows[-2]["before"], rows[-2]["memo"]) == ("removed", "accepted", "要紧")
    write_trail(found, tmp_path / "a.json")
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == [
        {**row, "operation": int(row["operation"])} for row in rows]
    assert list(trail_table(found).columns) == list(TRAIL_COLUMNS)
    with pytest.raises(UsageError, match=r"one of \.csv, \.xlsx, \.json, \.docx"):
        write_trail(found, tmp_path / "a.txt")


def test_the_document_says_first_what_it_covers(study: Study) -> None:
    """Project, operations, coders, versions with hashes, counts; then every operation in order."""
    restructure.rename(study, "trust", "faith")
    rewrite(study.settings, "乙", "没得了", "没得")
    again = opened(study.settings)
    document = trail_document(whole(again))
    tables = [block for block in document.blocks if hasattr(block, "rows")]
    facts = dict(tables[0].rows)
    assert (document.title, facts["Project"], facts["Coders"], facts["Words of interviews"]) == (
        "Audit trail: 小", "小", "rules (rule set); 李雷 (person); 王芳 (person)", "included")
    assert [(row[0], row[3]) for row in tables[1].rows] == [("book.yaml", ""), ("book.yaml", "current")]
    assert [(row[0], row[3]) for row in tables[2].rows] == [("乙", ""), ("乙", "current"), ("甲", "current")]
    assert len({row[2] for row in tables[2].rows}) == 3
    assert dict(tables[3].rows)["removed"] == "1"
    narrative = [row[3:] for row in tables[4].rows if row[0]]
    assert ("moved", "trust, DT-V01#6 “我信得过”", "place: 51-54 → 50-54; quote: 信得过 → 我信得过") in narrative
    assert [row[0] for row in tables[4].rows if row[0]] == [str(one.id) for one in whole(again).operations]


def test_one_operation_is_shown_with_all_it_changed(study: Study) -> None:
    """Before and after; one that confirmed what was has a row without a field."""
    last = whole(study).operations[-1]
    what, rows = operation_rows(study.store, study.coder, last.id)
    assert (what, [(row.field, row.after) for row in rows]) == (last, [("state", "accepted")])
    done = decide.accept(study, [rows[0].key])
    assert [(row.field, row.quote) for row in operation_rows(study.store, study.coder, done.operation)[1]] == [
        ("", "我信得过")]
    with pytest.raises(UsageError, match="99: no such operation"):
        operation_rows(study.store, study.coder, 99)


def test_a_blind_coders_trail_is_of_their_own_work(study: Study) -> None:
    """Of others it is told that they worked, not on what; a trail can be limited to one coder too."""
    set_blind(study.store, study.coder, "李雷", True)
    blind = opened(study.settings, "李雷")
    found = whole(blind)
    assert [(row[0], row[1]) for row in told(found) if row[2] in {"coding", "memo"}] == [("李雷", "reject")]
    assert (found.coverage.only, len(found.operations)) == ("李雷", 10)
    adding = next(one.id for one in found.operations if one.verb == "add")
    assert operation_rows(blind.store, blind.coder, adding)[1] == []
    limited = whole(study, coder="李雷")
    assert [row[1] for row in told(limited, first=1)] == ["reject"]
