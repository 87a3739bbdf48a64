"""``qualcode codebook grow``: what it shows, asks and writes."""

import csv
import inspect
import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from qualcode.cli import grow as command
from qualcode.cli.app import app
from qualcode.workflow.grow import LEAST_PRECISE, grow
from tests.workflow.village import BOOK, coded, make_village

LINE = f"      - 摆拍  # grown {date.today().isoformat()} by 王芳: 4 of 5 read passages, 4 people\n"
GROWN = BOOK.replace("      - 检查\n", f"      - 检查\n{LINE}")


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the study of five interviews, which is the current one; messages are English."""
    monkeypatch.setenv("QUALCODE_LANG", "en")
    monkeypatch.setenv("QUALCODE_CODER", "王芳")
    coded(make_village(tmp_path / "village"))
    monkeypatch.chdir(tmp_path / "village")
    return tmp_path / "village"


def run(*words: str, keys: str = "") -> Result:
    """Run the command."""
    return CliRunner().invoke(app, ["codebook", "grow", *words], input=keys)


def test_it_shows_candidates_with_lines_and_what_is_rejected(village: Path) -> None:
    """A table, three lines in context, the doubtful term, and on stderr what a reader must know; nothing is written."""
    result = run("show")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[2].split() == ["1", "phrase", "摆拍", "0.84", "4", "4", "4", "0", "1", "0.8", "0.38–0.96", "1"]
    assert lines[4:8] == ["1 摆拍", "    P5#2  我们这儿也有[摆拍]。", "    P4#2  照片都是[摆拍]的。",
                          "    P3#2  [摆拍]嘛，哪个没搞过。"]
    assert lines[9].startswith("show/t2 `检查` (line 7): rejected in 3 passages and accepted in 0, 0 wait; take it out")
    assert result.stderr.splitlines()[0] == (
        "4 accepted passages of 4 people, 5 other passages read, 5 not read")
    assert (village / "book.yaml").read_text(encoding="utf-8") == BOOK


@pytest.mark.parametrize("chosen", ["1", "摆拍"])
def test_what_is_accepted_is_written(village: Path, chosen: str) -> None:
    """By its number or its words; the history knows, and undo takes it back."""
    result = run("show", "--accept", chosen)
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "摆拍: written into the codebook under terms")
    assert (village / "book.yaml").read_text(encoding="utf-8") == GROWN
    assert "added terms that codings suggested" in CliRunner().invoke(app, ["history"]).stdout
    assert CliRunner().invoke(app, ["undo"]).exit_code == 0
    assert (village / "book.yaml").read_text(encoding="utf-8") == BOOK


@pytest.mark.parametrize(("keys", "written"), [("1\n", True), ("1，1\n", True), ("\n", False)])
def test_a_terminal_is_asked_once(village: Path, monkeypatch: pytest.MonkeyPatch, keys: str, written: bool) -> None:
    """Numbers are taken with blanks or commas between them; none leaves the codebook as it is."""
    monkeypatch.setattr(command.typer, "prompt", lambda *_words, **_options: keys.strip())
    monkeypatch.setattr("qualcode.cli.grow._is_terminal", lambda: True)
    assert run("show").exit_code == 0
    assert (village / "book.yaml").read_text(encoding="utf-8") == (GROWN if written else BOOK)


def test_json_has_everything(village: Path) -> None:
    """For programs."""
    made = json.loads(run("show", "--json").stdout)
    (one,) = made["candidates"]
    assert (one["number"], one["kind"], one["text"], one["new"]) == (1, "phrase", "摆拍", 4)
    assert (one["lines"][0]["unit"], one["lines"][0]["key"]) == ("P5#2", "摆拍")
    assert (made["check"], made["against"]) == ({"candidates": 4, "right": 4, "found": 5, "precision": 0.8}, "all")
    assert [bad["text"] for bad in made["doubtful"]] == ["检查"]


def test_a_table_goes_to_a_file(village: Path) -> None:
    """One row a candidate; doubtful terms and notes are said."""
    result = run("show", "--output", "grown.csv")
    rows = list(csv.DictReader((village / "grown.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert (result.exit_code, [row["text"] for row in rows], "show/t2" in result.stdout) == (0, ["摆拍"], True)


def test_the_default_is_that_of_the_library() -> None:
    """The command names it without importing what is heavy."""
    default = inspect.signature(command.grow).parameters["min_precision"].default
    assert default == LEAST_PRECISE == inspect.signature(grow).parameters["min_precision"].default


def test_nothing_to_offer_is_said(village: Path) -> None:
    """With how many ideas were tried."""
    result = run("show", "--min-precision", "0.9")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "show: no candidates (5 tried)")


@pytest.mark.parametrize(("words", "message", "status"), [
    (("nobody",), "error: nobody is no code of book.yaml", 2),
    (("trust",), "error: trust: no accepted codings to learn from", 1),
    (("show", "--accept", "9"), "error: 9: no candidate for show has this number or text", 2),
    (("show", "--json", "--output", "x.csv"), "error: --json --output: these do not go together", 2),
    (("show", "--accept", "1", "--json"), "error: --accept --json: these do not go together", 2),
])
def test_wrong_calls_are_told_in_a_line(village: Path, words: tuple[str, ...], message: str, status: int) -> None:
    """One line on stderr and an exit code; the codebook stays."""
    result = run(*words)
    assert (result.exit_code, result.stderr.splitlines()[-1].startswith(message)) == (status, True)
    assert (village / "book.yaml").read_text(encoding="utf-8") == BOOK
