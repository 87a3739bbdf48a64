"""``qualcode compare``: what it prints, writes and refuses."""

import json
from math import comb
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner, Result

from qualcode.cli.app import app
from qualcode.settings import Settings
from tests.workflow.study import village


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return the settings of the village, coded: six people in each of two towns."""
    made = village(tmp_path / "village")
    monkeypatch.chdir(made.root)
    monkeypatch.setenv("QUALCODE_LANG", "en")
    monkeypatch.setenv("QUALCODE_CODER", "王芳")
    return made


def run(*words: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(app, ["compare", *words])


def shown(result: Result) -> list[list[str]]:
    """Return the cells of the table on the screen, without its head; the command must have done its work."""
    assert (result.exit_code, result.exception) == (0, None)
    rows = result.stdout.split("─\n")[1].splitlines()
    return [[cell.strip() for cell in row.split("  ") if cell.strip()] for row in rows]


def test_the_screen_shows_effects_first(settings: Settings) -> None:
    """Means with people, difference, ratio, delta, what could be seen, p and q; then all that was done."""
    result = run("--draws", "0")
    rows = {row[0]: row[1:] for row in shown(result)[:3]}
    assert [len(row) for row in rows.values()] == [8, 8, 8]
    # the first nine people are coded, one or two sentences of the eight or nine of each are on trust
    assert [rows["信任"][place].split(" (")[1] for place in (0, 1)] == ["5)", "4)"]
    assert rows["便利"][-2:] != ["–", "–"]
    head = result.stdout.split("─\n")[0]
    assert ("大同镇 (n = 6)" in head, "Detectable" in head) == (True, True)
    for words in ("Groups by town: 大同镇 (6 people), 平乐镇 (6 people).", "No interval was asked for.",
                  f"tried here: all {comb(12, 6)}", "2 groups are no sample",
                  "`qualcode excerpts --code literacy --where town=大同镇`"):
        assert words in result.stdout


def test_the_hint_leads_to_the_passages(settings: Settings) -> None:
    """The command that is named lists codings of that code and town."""
    run("--draws", "0")
    told = CliRunner().invoke(app, ["codings", "list", "--code", "trust", "--where", "town=大同镇", "--json"])
    rows = json.loads(told.stdout)
    assert ({row["code"] for row in rows}, {int(row["participant"][1:]) % 2 for row in rows}) == ({"trust"}, {1})


def test_everything_can_be_had_by_programs(settings: Settings) -> None:
    """Three tables and the captions; only the codes asked for."""
    result = run("--json", "--codes", "trust", "--code", "literacy", "--states", "accepted", "--outcome", "rate",
                 "--draws", "50")
    told = json.loads(result.stdout)
    assert {name: len(rows) for name, rows in told.items()} == {
        "codes": 2, "pairs": 2, "participants": 24, "captions": 9}
    assert [row["code"] for row in told["codes"]] == ["literacy", "trust"]


def test_files(settings: Settings) -> None:
    """A workbook of three sheets with notes, and the passages behind the cells, in one call."""
    result = run("--within", "身份", "-o", "towns.xlsx", "--excerpts", "cells.md", "--draws", "50")
    assert (result.exit_code, result.stdout) == (0, "")
    assert [line.split("/")[-1] for line in result.stderr.splitlines()[-2:]] == [
        "written: cells.md", "written: towns.xlsx"]
    assert len(CalamineWorkbook.from_path("towns.xlsx").sheet_names) == 4
    assert "信任: 大同镇 (trust)" in (settings.root / "cells.md").read_text(encoding="utf-8")


def test_more_than_two_groups_have_pairs(settings: Settings) -> None:
    """A second table for the pairs that are large enough; the effect of the first is eta squared."""
    path = settings.root / "transcripts" / "participants.csv"
    head, *rows = path.read_text(encoding="utf-8-sig").splitlines()
    bands = ["18-29"] * 5 + ["30-44"] * 5 + ["45-59"] * 2
    rows = [f"{head},年龄段", *(f"{row},{band}" for row, band in zip(rows, bands, strict=True))]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8-sig")
    head, table, pairs = run("--by", "年龄段").stdout.split("─\n")
    assert ("η²" in head, "18-29 (n = 5)" in head, "Pairs of groups" in table) == (True, True, True)
    assert [row.split("  ")[0] for row in pairs.splitlines() if "18-29 – 30-44" in row] == ["能力", "便利", "信任"]
    assert "not in the test, fewer than 5 people: 45-59 (all codes)" in pairs


@pytest.mark.parametrize(("words", "message"), [
    (["--by", "nothing"], "nothing: no participant has such an attribute"),
    (["--outcome", "odds"], "odds: choose among share, any, rate"),
    (["--unit", "word"], "--unit word"),
    (["--code", "nothing"], "nothing: no such code"),
    (["--by", "编号"], "no groups of people"),
    (["--by", "role"], "fewer than two groups"),
])
def test_what_makes_no_sense_is_refused_in_one_line(settings: Settings, words: list[str], message: str) -> None:
    """With what there is, or what to do."""
    result = run(*words)
    assert (result.exit_code != 0, message in result.stderr) == (True, True)
