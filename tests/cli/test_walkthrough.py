"""A study from import to audit trail on the interviews that ship, by commands only, as a team would do it."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from qualcode.cli.app import app

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture
def desks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Return two copies of the shipped study: one on each coder's machine."""
    monkeypatch.delenv("QUALCODE_CODER", raising=False)
    found = {}
    for name in ("王芳", "李雷"):
        found[name] = tmp_path / name
        for part in ("transcripts", "codebooks"):
            shutil.copytree(ROOT / part, found[name] / part)
        shutil.copy(ROOT / "qualcode.toml", found[name])
    return found


def call(*words: str, typed: str = "") -> Result:
    """Run a command that must do its work."""
    result = CliRunner().invoke(app, list(words), input=typed)
    assert (result.exit_code, result.exception) == (0, None), result.stderr
    return result


def answer(*words: str) -> list[dict[str, object]]:
    """Run a command with --json and return what it says."""
    found: list[dict[str, object]] = json.loads(call(*words, "--json").stdout)
    return found


def test_two_coders_from_import_to_audit_trail(desks: dict[str, Path], tmp_path: Path) -> None:
    """Import, code, review 30, undo 3, a blind second coder on a sample, merge, agree, settle, export the trail."""
    one, two = desks.values()
    here, there = ("--project", str(one), "--as", "王芳"), ("--project", str(two), "--as", "李雷")
    call("import", "--project", str(one))
    call("code", *here)
    call("review", *here, typed="a\nr\n" * 15 + "q\n")
    assert len(answer("codings", "list", *here, "--own")) == 30
    for _time in range(3):
        call("undo", *here)
    assert len(answer("codings", "list", *here, "--own")) == 27
    for desk, who in ((here, "王芳"), (there, "李雷")):
        call("coder", "add", "王芳", *desk) if who == "李雷" else None
        call("coder", "add", "李雷", "--blind", *desk[:2], "--as", "王芳")
        call("sample", "--share", "0.1", "--by", "town", "--seed", "7", *desk)
    units = {row["unit_id"] for row in _rows(one / "outputs" / "sample.csv")}
    assert {row["unit_id"] for row in _rows(two / "outputs" / "sample.csv")} == units
    for desk, keys in ((here, "a"), (there, "ara")):
        queue = answer("review", "--sample", "sample", *desk)
        typed = [keys[number % len(keys)] if item["id"] else "n" for number, item in enumerate(queue)]
        call("review", "--sample", "sample", *desk, typed="\n".join(typed) + "\n")
    for coder, desk in (("王芳", here), ("李雷", there)):
        call("codings", "export", "--coder", coder, *desk)
    file = two / "codings" / "李雷.jsonl"
    call("codings", "merge", str(file), *here)
    before = answer("codings", "list", *here)
    call("codings", "merge", str(file), *here)
    assert answer("codings", "list", *here) == before
    found: dict[str, list[dict[str, object]]] = json.loads(call("agree", "--json", *here).stdout)
    differ = len(found["disagreements"])
    assert differ > 0
    consensus = ("--project", str(one), "--as", "consensus")
    queue = answer("review", "--disagreements", *consensus)
    call("review", "--disagreements", *consensus, typed="a\n" * len(queue))
    assert len(answer("codings", "list", *consensus, "--own")) == len(queue) >= differ
    assert answer("review", "--disagreements", *consensus) == []
    trail = tmp_path / "trail.csv"
    call("history", "--export", str(trail), "--project", str(one))
    verbs = {row["verb"] for row in _rows(trail)}
    assert len(verbs) >= 6
    call("run", "--states", "accepted", *here)
    assert {row["state"] for row in _rows(one / "outputs" / "codings.csv")} == {"accepted"}
    call("check", "--project", str(one))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
