"""``qualcode codings export`` and ``qualcode codings merge`` as they are typed."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from qualcode.cli.app import app
from qualcode.model import Span
from qualcode.store.people import Coder, put_coder
from qualcode.workflow import decide
from tests.workflow.study import make_project, opened, rewrite

A, B = "王芳", "李强"
TRUST = "村上的人我信得过。"


def run(*words: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(app, ["codings", *words])


def done(*words: str) -> Result:
    """Run a command that must do its work."""
    result = run(*words)
    assert (result.exit_code, result.exception) == (0, None), result.stderr
    return result


def printed(*words: str) -> Any:
    """Run a command and return the JSON that it prints."""
    return json.loads(done(*words, "--json").stdout)


@pytest.fixture
def machines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Return the folders of one study on two machines; on the first a passage is coded, and that is current."""
    settings = make_project(tmp_path / "here")
    make_project(tmp_path / "there")
    study = opened(settings, A)
    start = study.corpus.by_name["甲"].text.index(TRUST)
    decide.add(study, "trust", "甲", Span(start, start + len(TRUST)))
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here", tmp_path / "there"


def test_export_says_where_the_file_is(machines: tuple[Path, Path], tmp_path: Path) -> None:
    """By default in the project's folder, else where it is told; --json says the same to programs."""
    path = machines[0] / "codings" / f"{A}.jsonl"
    assert done("export", "--as", A).stdout == f"{path}: 1 codings, 0 memos of {A}; 0 taken away\n"
    other = tmp_path / "out" / "a.jsonl"
    assert printed("export", "--coder", A, "--output", str(other)) == [
        {"file": str(other), "coder": A, "codings": 1, "removed": 0, "memos": 0}]
    assert other.read_bytes() == path.read_bytes()
    done("export", "--all", "-o", str(tmp_path / "all"))
    assert [found.name for found in (tmp_path / "all").iterdir()] == [f"{A}.jsonl"]
    assert run("export", "--all", "--coder", A).exit_code == 2


def test_merge_shows_what_came(machines: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A row a file; the operation that takes it back is named on stderr; the second time nothing comes."""
    path = printed("export", "--as", A)[0]["file"]
    monkeypatch.chdir(machines[1])
    dry = done("merge", path, "--as", B, "--dry-run")
    first = done("merge", path, "--as", B)
    again = printed("merge", path, "--as", B)
    head, rows = first.stdout.split("─\n", 1)
    assert head.split()[:12] == ["File", "Coder", "Added", "Updated", "Removed", "Unchanged", "Older", "Moved", "Fuzzy",
                                 "Lost", "Memos", "Conflicts"]
    assert rows.split() == [path, A, "1", *"000000000"]
    assert "nothing was written (--dry-run)" in dry.stderr
    assert "`qualcode undo` takes it back" in first.stderr
    assert [(one["added"], one["unchanged"], one["operation"]) for one in again] == [(0, 1, 0)]


def test_conflicts_are_shown_with_both_sides(machines: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Who said what, what differs, and what holds; --take settles it."""
    path = printed("export", "--as", A)[0]["file"]
    here, there = (opened(make_settings(folder), A) for folder in machines)
    monkeypatch.chdir(machines[1])
    key = printed("list", "--project", str(machines[0]), "--coder", A)[0]["coding_id"]
    done("merge", path, "--as", A)
    decide.describe(here, key, memo="想好了")
    decide.reject(there, [key])
    done("export", "--as", A, "--project", str(machines[0]))
    shown = done("merge", path, "--as", A)
    for words in (key[:8], "甲", "trust · rejected · 王芳", "accepted · 想好了", "ours"):
        assert words in shown.stdout
    assert "1 were changed here and there; --take theirs or --take ours settles them" in shown.stderr
    assert TRUST not in shown.stderr
    told = printed("merge", path, "--as", A, "--take", "theirs")[0]["conflicts"]
    assert [(one["id"], one["kept"], one["ours"]["state"], one["theirs"]["memo"]) for one in told] == [
        (key, "theirs", "rejected", "想好了")]
    assert printed("merge", path, "--as", A)[0]["conflicts"] == []


def make_settings(folder: Path) -> Any:
    """Read the settings of a copy."""
    from qualcode.settings import read_settings

    return read_settings(folder)


def test_merge_says_what_is_different_here(machines: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Another codebook, a code that it does not have, another version of a transcript: a line each on stderr."""
    path = printed("export", "--as", A)[0]["file"]
    settings = make_settings(machines[1])
    rewrite(settings, "甲", TRUST, "村上的人我都信得过。")
    book = machines[1] / "book.yaml"
    book.write_text(book.read_text(encoding="utf-8").replace("id: trust,", "id: hope,"), encoding="utf-8")
    monkeypatch.chdir(machines[1])
    result = done("merge", path, "--as", B)
    told = [line.split(": ", 1)[1] for line in result.stderr.splitlines() if line.startswith(path)]
    assert told[:3] == [
        f"{A} worked with another version of the codebook",
        "codes that the codebook does not have, kept as they are: trust (1)",
        "another version of these transcripts: 甲; 0 codings moved, 1 stand on changed words, 0 are lost"]
    assert printed("merge", path, "--as", B)[0]["unknown_codes"] == {"trust": 1}


def test_what_is_wrong_with_a_call_or_a_file(machines: tuple[Path, Path]) -> None:
    """One line on stderr; exit code 2 for the call, 1 for the file."""
    bad = machines[0] / "bad.jsonl"
    bad.write_text("{", encoding="utf-8")
    found = [run("merge", str(bad), "--as", A), run("merge", str(bad), "--as", A, "--take", "both")]
    assert [(one.exit_code, one.stderr.splitlines()[-1]) for one in found] == [
        (1, f"error: {bad}: holds no codings; `qualcode codings export` writes files that can be merged"),
        (2, "error: --take both: write theirs or ours")]


def test_blind_coders_cannot_export_others(machines: tuple[Path, Path]) -> None:
    """What is hidden on the screen is not written into a file either."""
    study = opened(make_settings(machines[0]), A)
    with study.store.writing(A, "coder-add") as operation:
        put_coder(operation, Coder(A))
        put_coder(operation, Coder(B, blind=True))
    assert run("export", "--coder", A, "--as", B).exit_code == 2
    assert not (machines[0] / "codings").exists()
