"""``qualcode learn`` and ``qualcode suggest``: what they print, write and refuse."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner, Result

from qualcode.cli.app import app
from qualcode.settings import Settings
from qualcode.store import Coder
from qualcode.store.people import put_coder
from tests.learning.make import UNREAD
from tests.workflow.study import make_project, now, opened, village


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return the settings of the village, coded; its folder is the current one, 王芳 works, messages are English."""
    made = village(tmp_path / "village")
    monkeypatch.chdir(made.root)
    monkeypatch.setenv("QUALCODE_LANG", "en")
    monkeypatch.setenv("QUALCODE_CODER", "王芳")
    return made


def run(*words: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(app, list(words))


def cells(result: Result, table: int = 0) -> list[list[str]]:
    """Return the cells of a table on the screen, without its head; the command must have done its work."""
    assert (result.exit_code, result.exception) == (0, None)
    rows = [[cell.strip() for cell in row.split("  ") if cell.strip()]
            for row in result.stdout.split("─\n")[table + 1].splitlines()]
    width = len(rows[0])
    return [row for number, row in enumerate(rows) if {len(one) for one in rows[: number + 1]} == {width}]


def told(*words: str) -> Any:
    """Run a command with ``--json`` and return what it prints; nothing else stands on stdout."""
    result = run(*words, "--json")
    assert (result.exit_code, result.exception) == (0, None)
    return json.loads(result.stdout)


# -- learn -------------------------------------------------------------------------------------------------------------


def test_learn_shows_codes_calibration_and_what_figures_rest_on(settings: Settings) -> None:
    """A row a code that was given, a row a bin; the file of the model goes to stderr."""
    result = run("learn")
    rows = {row[0]: row[1:3] for row in cells(result)}
    assert rows == {"能力": ["13", "13"], "信任": ["14", "14"]}
    assert "codes that were given to nothing yet: 1" in result.stdout
    assert "Learnt (ngrams) from 72 read passages of 9 participants" in result.stdout.replace("\n", " ")
    (path,) = (settings.root / "models").iterdir()
    assert result.stderr.endswith(f"model: {path}\n")
    assert run("learn").stdout == result.stdout


def test_learn_reports_the_curve_in_a_workbook_and_a_picture(settings: Settings) -> None:
    """Three sheets, and one figure of both diagrams."""
    result = run("learn", "--report", "--output", "x.xlsx", "--figure", "x.png")
    assert (result.exit_code, result.exception) == (0, None)
    assert [line for line in result.stderr.splitlines() if line.startswith("written:")] == [
        "written: x.png", "written: x.xlsx"]
    book = CalamineWorkbook.from_path("x.xlsx")
    assert {"Codes", "Calibration", "Learning curve"} <= set(book.sheet_names)
    rows = book.get_sheet_by_name("Learning curve").to_python()
    assert [row[0] for row in rows if row and isinstance(row[0], float)] == [18, 36, 54, 72]
    assert (settings.root / "x.png").read_bytes().startswith(b"\x89PNG")


def test_learn_prints_everything_for_programs(settings: Settings) -> None:
    """Every code of the codebook, every bin; a number that is missing is null."""
    found = told("learn")
    assert set(found) == {"codes", "calibration", "curve", "model", "caption"}
    assert [(one["code"], one["examples"], one["verdict"]) for one in found["codes"]] == [
        ("literacy", 13, "on"), ("trust", 14, "on"), ("convenience", 0, "few")]
    assert (found["codes"][2]["precision"], found["codes"][0]["gain"], found["curve"]) == (None, None, [])
    assert (len(found["calibration"]), sum(one["cells"] for one in found["calibration"])) == (10, 144)
    assert Path(found["model"]).is_file()
    assert run("learn", "--output", "x.csv").stderr.splitlines()[-2] == "written: x.csv"
    assert (settings.root / "x.csv").read_text(encoding="utf-8-sig").startswith('"code","code_name","examples"')


@pytest.mark.parametrize(("words", "code", "message"), [
    (("learn", "--learner", "nonsense"), 2, "error: --learner nonsense: write one of vectors, ngrams"),
    (("suggest", "--learner", "nonsense"), 2, "error: --learner nonsense: write one of vectors, ngrams"),
    (("learn", "--figure", "x.png"), 2, "error: --figure draws the learning curve: say --report too"),
    (("suggest", "--code", "none"), 2, "error: none: no such code; choose among literacy, convenience, trust"),
    (("learn", "--as", "model"), 2, "error: model is what learnt suggestions are made as, and nobody to work as; say "
                                    "--as with a person's name"),
])
def test_what_cannot_be_meant_is_refused(settings: Settings, words: tuple[str, ...], code: int, message: str) -> None:
    """With one line, and nothing is written."""
    result = run(*words)
    assert (result.exit_code, result.stderr.splitlines()[-1], result.stdout) == (code, message, "")
    assert not (settings.root / "models").exists()


@pytest.mark.parametrize("command", ["learn", "suggest"])
def test_what_cannot_be_computed_ends_with_1(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was accepted yet; the line says where to begin."""
    monkeypatch.chdir(make_project(tmp_path / "study").root)
    result = run(command)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith("error: nothing to learn from: no coding was accepted yet.")


def test_who_codes_blind_is_refused(settings: Settings) -> None:
    """By all that would show or touch what was learnt from others."""
    with opened(settings).store.writing("王芳", "coder-add") as operation:
        put_coder(operation, Coder("李雷", blind=True))
    for words in (("learn",), ("suggest",), ("suggest", "--withdraw")):
        result = run(*words, "--as", "李雷")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "李雷 codes blind" in result.stderr


@pytest.mark.parametrize(("language", "name"), [("en", "Trust"), ("zh", "信任")])
def test_both_commands_speak_both_languages(
    settings: Settings, language: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same work; names of codes are the codebook's."""
    monkeypatch.setenv("QUALCODE_LANG", language)
    for words in (("learn",), ("suggest",), ("suggest", "--withdraw"), ("learn", "--help"), ("suggest", "--help")):
        result = run(*words)
        assert (result.exit_code, result.exception) == (0, None)
        assert name in result.stdout or words != ("suggest",)


# -- suggest -----------------------------------------------------------------------------------------------------------


def test_suggest_shows_codes_and_the_most_probable_suggestions(settings: Settings) -> None:
    """A row a code with the number of suggestions; then chance, code, unit and words, the speaking ones in brackets."""
    result = run("suggest", "--limit", "0")
    rows = cells(result, table=1)
    counts = Counter(row[1] for row in rows)
    assert {row[0]: (row[1], row[4]) for row in cells(result)} == {
        "Literacy": ("13", str(counts["Literacy"])), "Trust": ("14", str(counts["Trust"]))}
    assert ["我[信得过村主任]。"] in [row[3:] for row in rows if row[2] == "P11#8"]
    assert ["Trust", "P12#11", "水库边上住的李家孃孃，我[信得过]。"] in [row[1:] for row in rows]
    last = result.stderr.splitlines()
    n = len(rows)
    assert last[-2] == f"suggestions: {n}, {n} of them new; 0 withdrawn; 0 on passages read without it"
    assert last[-1].startswith("model: ")
    again = run("suggest", "--code", "trust", "--limit", "3")
    assert [row[1] for row in cells(again, table=1)] == ["Trust"] * 3
    assert again.stderr.splitlines()[-2] == (
        f"suggestions: {n}, 0 of them new; 0 withdrawn; 0 on passages read without it")


def test_suggest_prints_everything_for_programs(settings: Settings) -> None:
    """One object a suggestion, under the id by which it is decided on; offsets are of the text."""
    found = told("suggest", "--code", "trust")
    study = opened(settings)
    held = {one.coding.id: one.coding for one in now(study, coders=("model",), codes=("trust",))}
    assert {one["id"] for one in found} == set(held)
    (one,) = [one for one in found if one["text"] == UNREAD and one["participant"] == "P12"]
    text = study.corpus.by_name["访12"].text
    assert (one["code_name"], one["unit_id"], one["transcript"], text[one["start"] : one["end"]]) == (
        "Trust", "P12#11", "访12", UNREAD)
    assert [text[start:end] for start, end in one["evidence"]] == ["信得过"]
    assert one["chance"] == held[one["id"]].weight
    assert run("codings", "accept", one["id"]).exit_code == 0


def test_ids_are_those_of_the_store_after_a_code_was_renamed(settings: Settings) -> None:
    """They were made of the old name and stay."""
    before = {one["id"] for one in told("suggest", "--code", "trust")}
    assert run("codebook", "rename", "trust", "faith").exit_code == 0
    assert {one["id"] for one in told("suggest", "--code", "faith")} == before


def test_suggestions_are_withdrawn(settings: Settings) -> None:
    """The number is told; the second time there are none."""
    n = len(told("suggest"))
    assert run("suggest", "--withdraw").stdout == f"suggestions taken back: {n}\n"
    assert run("suggest", "--withdraw").stdout == "suggestions taken back: 0\n"
    assert "suggested by what was learnt" in run("history").stdout


def test_review_decides_on_suggestions(settings: Settings) -> None:
    """A script accepts one; it is shown with its chance, and the record says what made it."""
    run("suggest")
    chances = {one["unit_id"]: one["chance"] for one in told("suggest") if one["text"] == UNREAD}
    items = {one["unit_id"]: one for one in told("review", "--code", "trust") if one["text"] == UNREAD}
    assert {name: one["chance"] for name, one in items.items()} == chances
    assert {tuple(one["rules"]) for one in items.values()} == {()}
    result = CliRunner().invoke(app, ["review", "--code", "trust", "--uncertain", "0"], input="a\nq\n")
    assert (result.exit_code, result.exception) == (0, None)
    (made,) = [one.coding for one in now(opened(settings), coders=("王芳",), codes=("trust",))
               if one.coding.quote == UNREAD]
    assert (made.origin.value, made.state.value) == ("model", "accepted")


def test_other_commands_count_a_suggestion_beside_a_rule_once(settings: Settings) -> None:
    """Of those on what nobody has read three stand where a rule proposes the same; the others people have answered."""
    before = len(told("codings", "list"))
    found = told("suggest")
    assert len(told("codings", "list")) == before + len(found)
    alone = sum(one["transcript"] in {"访10", "访11", "访12"} for one in found) - 3
    assert f"Of these proposals, {alone} are suggestions of a model." in run("code").stderr
