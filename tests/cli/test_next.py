"""``qualcode next``: by a script, in a list, for programs, and what the screen shows."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from qualcode.analysis.reading_order import Pick, Reason
from qualcode.cli.app import app
from qualcode.cli.next_ import share_words
from qualcode.cli.review_screen import Screen, why_words
from qualcode.settings import Settings
from qualcode.workflow import learn
from qualcode.workflow.reading import ReadShare, items, order, so_far
from qualcode.workflow.review import context
from qualcode.workflow.reviewing import Review
from tests.workflow.study import make_project, opened, summary


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return the settings of the small study, of which nothing is learnt; its folder is the current one."""
    settings = make_project(tmp_path / "study")
    monkeypatch.chdir(settings.root)
    monkeypatch.setenv("QUALCODE_CODER", "王芳")
    monkeypatch.setattr(learn, "chances", lambda study: {})
    return settings


def call(typed: str, *words: str) -> Result:
    """Run ``qualcode next`` with lines to read."""
    return CliRunner().invoke(app, ["next", *words], input=typed)


def test_a_script_goes_through_what_is_unread(project: Settings) -> None:
    """Decisions and codes are kept, what was decided on or left with n is read, and each town's share is told."""
    result = call("a\nn\n+trust\nn\n")
    assert result.exit_code == 0, result.stderr
    lines = [line.split() for line in result.stdout.splitlines() if line.strip()]
    assert result.stdout.splitlines()[0] == "accepted: PL-V01#2 Literacy"
    assert lines[3] == "read by you: 2 of 7 units, 28.2% of what respondents say".split()
    assert lines[-2:] == [["平乐镇", "2", "3", "0.6667", "0.7857"], ["大同镇", "0", "4", "0", "0"]]
    assert summary(opened(project), coders=("王芳",)) == [
        ("literacy", "老人家不会用。", "王芳", "accepted"), ("trust", "年轻人方便。", "王芳", "accepted")]


def test_the_order_is_made_anew_until_everything_is_read(project: Settings) -> None:
    """Passages come two by two; what was read does not come again, and in the end there is nothing."""
    assert call("n\n" * 30, "--limit", "2").exit_code == 0
    assert len(so_far(opened(project)).read) == 7
    assert call("n\n").stdout == "everything is read\n"
    assert call("n\n", "--where", "town=平乐镇").stdout == "nothing of these people is left to read\n"


def test_a_list_marks_nothing(project: Settings) -> None:
    """Unit, why, code, chance and words, each time the same."""
    first = call("", "--list", "--limit", "3")
    lines = [line.split() for line in first.stdout.splitlines()]
    assert lines[2:] == [
        ["PL-V01#2", "likely,", "with", "few", "examples", "literacy", "0.5", "老人家不会用。"],
        ["PL-V01#3", "likely,", "with", "few", "examples", "convenience", "0.5", "年轻人方便。"],
        ["DT-V01#2", "unsure", "literacy", "0.5", "我用不来。"],
        ["read", "by", "you:", "0", "of", "7", "units,", "0.0%", "of", "what", "respondents", "say"]]
    assert call("", "--list", "--limit", "3").stdout == first.stdout


def test_json_is_the_same_for_programs(project: Settings) -> None:
    """How much is read, by town, and the passages; a chance that nobody asked for is null."""
    assert call("n\nn\n", "--code", "trust").exit_code == 0
    found = json.loads(call("", "--json", "--code", "literacy", "--where", "town=大同镇").stdout)
    assert found["read"] == {
        "units": 7, "units_read": 2, "share_of_units": 2 / 7, "characters": 39, "characters_read": 10,
        "share_of_characters": 10 / 39, "reason": ""}
    assert [(town["town"], town["units_read"]) for town in found["towns"]] == [("平乐镇", 1), ("大同镇", 1)]
    assert [(one["unit_id"], one["reason"], one["chance"]) for one in found["passages"]] == [
        ("DT-V01#3", "coverage", None), ("DT-V01#5", "coverage", None), ("DT-V01#6", "coverage", None)]
    assert {key: found["passages"][0][key] for key in ("number", "transcript", "participant", "town", "code",
                                                       "code_name", "text")} == {
        "number": 1, "transcript": "甲", "participant": "DT-V01", "town": "大同镇", "code": "", "code_name": "",
        "text": "娃儿会用，方便得很。"}


def test_what_was_learnt_makes_the_order(project: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The model is asked by its name, and not for a blind coder."""
    monkeypatch.setattr(learn, "chances", lambda study: {"DT-V01#6": {"trust": 0.9}})
    assert json.loads(call("", "--json", "--limit", "1", "--code", "trust").stdout)["passages"][0]["unit_id"] == (
        "DT-V01#6")
    runner = CliRunner()
    assert runner.invoke(app, ["coder", "add", "李雷", "--blind"]).exit_code == 0
    found = json.loads(call("", "--json", "--limit", "1", "--code", "trust", "--as", "李雷").stdout)
    assert found["passages"][0]["reason"] == "coverage"


@pytest.mark.parametrize(("words", "message"), [
    (["--code", "no_such"], "error: no_such: no such code; choose among literacy, convenience, trust"),
    (["--where", "town"], "error: --where town: write KEY=VALUE, such as town=大同镇"),
])
def test_what_does_not_exist_is_refused(project: Settings, words: list[str], message: str) -> None:
    """With exit code 2 and what to write instead."""
    result = call("", *words)
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (2, message)


def test_the_screen_says_why_and_how_much(project: Settings) -> None:
    """Under the head stand the reason with code and chance, and the share that is read."""
    study = opened(project)
    way = Review(study, items(study, order(study, limit=2, chances={})), list)
    out = io.StringIO()
    screen = Screen(Console(file=out, width=70, highlight=False), study.codebook, lambda: "so much")
    for _step in range(2):
        assert way.current is not None
        screen.show(way, context(study, way.current.item), ())
        way.next()
    shown = [line.rstrip() for line in out.getvalue().splitlines() if line.strip()]
    assert shown[:3] == ["1/4  Literacy  literacy", "likely, with few examples: Literacy 50%", "so much"]
    assert shown[shown.index("2/4  unit") + 1] == "likely, with few examples: Literacy 50%"


def test_reasons_and_shares_in_words(project: Settings) -> None:
    """A code that the codebook has lost is named by its id; a share that is missing says why."""
    book = opened(project).codebook
    assert why_words(Pick("甲#1", Reason.UNSURE, "trust", 0.256), book) == "unsure: Trust 26%"
    assert why_words(Pick("甲#1", Reason.RARE, "gone", 0.5), book) == "likely, with few examples: gone 50%"
    assert why_words(Pick("甲#1", Reason.COVERAGE), book) == "this person is read least"
    assert share_words(ReadShare("", 0, 0, 0, 0)) == "no respondent says anything here"
