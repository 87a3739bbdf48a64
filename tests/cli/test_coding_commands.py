"""Commands on codings, memos, coders and the history: what they print, write and refuse."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from qualcode.cli.app import app
from qualcode.cli.output import show
from tests.cli.test_commands import INTERVIEWS, lines, project, run

__all__ = ["project"]


@pytest.fixture(autouse=True)
def coder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let 王芳 work, unless a call says otherwise."""
    monkeypatch.setenv("QUALCODE_CODER", "王芳")


@pytest.fixture
def coded(project: Path) -> Iterator[Path]:
    """Return the project with its proposals in the store, and two coders."""
    for call in (("code",), ("coder", "add", "王芳"), ("coder", "add", "李雷")):
        assert run(*call).exit_code == 0
    yield project


def cells(result: Result) -> list[list[str]]:
    """Return the cells of the table on the screen, without blanks at their ends."""
    return [[cell.strip() for cell in row] for row in lines(result)]


def told(*words: str) -> Any:
    """Run a command with ``--json`` and return what it prints; nothing else stands on stdout."""
    result = run(*words, "--json")
    assert (result.exit_code, result.exception) == (0, None)
    return json.loads(result.stdout)


def refused(*words: str) -> tuple[int, str]:
    """Run a command that must fail, and return its exit code and the last line of what it says."""
    result = run(*words)
    return result.exit_code, result.stderr.splitlines()[-1]


def proposal(code: str) -> str:
    """Return the beginning of the id of the only proposal of a code."""
    (one,) = told("codings", "list", "--code", code, "--coder", "rules")
    return str(one["coding_id"][:8])


def test_codings_are_listed_on_the_screen_and_as_json(coded: Path) -> None:
    """The beginning of the id, code, unit, who, words, state, coder, origin, weight and time."""
    (row,) = cells(run("codings", "list", "--code", "not_able"))
    assert row[:8] == [
        proposal("not_able"), "not_able", "B1#4", "B1", "老人家不会看取件码。", "proposed", "rules", "by rule"]
    found = told("codings", "list", "--where", "乡镇=平乐镇")
    assert [one["unit_id"] for one in found] == ["B1#2", "B1#4"]
    assert told("codings", "list", "--own") == []
    assert run("codings", "list", "-o", "all.csv").stderr == "5 rows written to all.csv\n"
    assert refused("codings", "list", "--states", "good") == (
        2, "error: good: choose among proposed, accepted, rejected")


def test_listing_reads_no_transcript(coded: Path) -> None:
    """The store is enough; only a question about people needs the files."""
    for path in (coded / "transcripts").glob("*.txt"):
        path.unlink()
    assert len(told("codings", "list")) == 5
    assert run("codings", "list", "--where", "town=大同镇").exit_code == 1


def test_a_decision_is_said_with_its_number(coded: Path) -> None:
    """On stdout what was done, on stderr how to take it back; as JSON the operation with its codings."""
    key = proposal("not_able")
    result = run("codings", "accept", key)
    (own,) = told("codings", "list", "--own")
    assert result.stdout == f"accepted: {own['coding_id'][:8]}  not_able  B1#4  老人家不会看取件码。\n"
    assert result.stderr == "operation 5 by 王芳; `qualcode undo` takes it back\n"
    done = told("codings", "reject", key)
    assert (done["operation"], [one["state"] for one in done["codings"]]) == (6, ["rejected"])
    assert refused("codings", "accept", "zzz") == (
        2, "error: zzz: no coding has this id; `qualcode codings list` shows them")


def test_codings_are_added_moved_recoded_and_removed(coded: Path) -> None:
    """By unit and words, by places, in the name of whoever works."""
    done = told("codings", "add", "distance", "B1#2", "--quote", "方便多了", "--memo", "远近", "--weight", "2")
    (one,) = done["codings"]
    assert (one["text"], one["memo"], one["weight"], one["coder"]) == ("方便多了", "远近", 2.0, "王芳")
    (moved,) = told("codings", "move", one["coding_id"][:6], "B1#2", "--start", "0", "--end", "2")["codings"]
    assert (moved["text"], moved["coding_id"]) == ("现在", one["coding_id"])
    (other,) = told("codings", "recode", moved["coding_id"], "convenience")["codings"]
    assert (other["code"], other["memo"]) == ("convenience", "远近")
    assert run("codings", "remove", other["coding_id"]).stdout.startswith(f"removed: {other['coding_id'][:8]}  conv")
    assert told("codings", "list", "--own") == []
    (letter,) = told("codings", "add", "distance", "--transcript", "B1", "--start", "0", "--end", "1",
                     "--as", "李雷")["codings"]
    assert (letter["text"], letter["coder"]) == ("问", "李雷")
    assert refused("codings", "remove", letter["coding_id"])[0] == 2
    assert refused("codings", "add", "distance", "B1#2", "--quote", "没有")[1] == (
        "error: B1#2: the words of --quote do not stand there; they must be the same to the letter")


def test_undo_and_redo_say_what_they_did(coded: Path) -> None:
    """By number too; with nothing to take back a line and exit code 1."""
    assert refused("undo", "--as", "李雷") == (
        1, "error: nothing to take back: 李雷 has done nothing yet that is not taken back; `qualcode history` shows "
           "what was done")
    run("codings", "accept", proposal("not_able"))
    number = told("history", "--last", "1")[0]["operation"]
    assert run("undo").stdout.startswith(f"taken back: operation {number}, accepted (王芳, ")
    done = told("redo")
    assert (done["verb"], done["of"], done["changes"], done["files"]) == ("undo", number + 1, 1, [])
    assert refused("undo", "--operation", "1")[0] == 2
    assert told("undo", "--operation", str(done["operation"]))["verb"] == "redo"
    assert refused("redo", "--as", "李雷")[0] == 1


def test_memos_are_listed_by_what_they_are_on(coded: Path) -> None:
    """Added, listed, edited and removed; on one thing only."""
    made = told("memo", "add", "先看例子", "--code", "not_able")
    assert (made["memo"]["about"], made["memo"]["target"]) == ("code", "not_able")
    run("memo", "add", "开题")
    key = made["memo"]["memo_id"][:8]
    assert [row[:2] for row in cells(run("memo", "list"))][:1] == [[key, "code"]]
    assert [one["memo"] for one in told("memo", "list", "--code", "not_able")] == ["先看例子"]
    assert run("memo", "edit", key, "再看一遍").stdout == f"changed: {key}  code not_able\n"
    assert run("memo", "remove", key).exit_code == 0
    assert [one["memo"] for one in told("memo", "list")] == ["开题"]
    assert run("memo", "list", "-o", "memos.xlsx").exit_code == 0
    assert refused("memo", "add", "x", "--code", "a", "--coder", "b")[0] == 2


def test_a_memo_on_a_coding(coded: Path) -> None:
    """It is that coding's own, and is listed with it."""
    (one,) = told("codings", "accept", proposal("not_able"))["codings"]
    run("memo", "add", "要紧", "--coding", one["coding_id"])
    assert [row["memo"] for row in told("codings", "list", "--own")] == ["要紧"]
    assert [row["target"] for row in told("memo", "list")] == [one["coding_id"]]


def test_coders_are_added_renamed_and_blind(coded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who there is, with how many codings; a name that settings still use is told."""
    run("codings", "accept", proposal("not_able"))
    assert cells(run("coder", "list")) == [
        ["rules", "rule set", "0", "0", "5"], ["李雷", "person", "0", "0", "0"], ["王芳", "person", "1", "0", "0"]]
    assert told("coder", "blind", "李雷", "--on")["changed"] is True
    assert refused("coder", "blind", "李雷") == (2, "error: say --on or --off")
    assert refused("codings", "list", "--coder", "王芳", "--as", "李雷")[0] == 2
    assert {one["coder"] for one in told("codings", "list", "--as", "李雷")} == {"rules"}
    assert "codes blind" not in run("coder", "blind", "李雷", "--off").stdout
    result = run("coder", "rename", "王芳", "王小芳")
    assert result.stdout == "renamed: 王芳 is 王小芳 now, on 1 codings and memos\n"
    assert result.stderr == "warning: qualcode.toml or QUALCODE_CODER still names 王芳; change it to 王小芳\n"
    monkeypatch.setenv("QUALCODE_CODER", "王小芳")
    assert len(told("codings", "list", "--own")) == 1
    assert refused("coder", "add", "李雷") == (2, "error: 李雷: this name is taken; choose another")


@pytest.mark.parametrize("command", ["matrix", "excerpts", "themes", "topics"])
def test_tables_show_a_blind_coder_nobody_elses_codings(coded: Path, command: str) -> None:
    """Whoever is named as working is who looks."""
    run("codings", "accept", proposal("not_able"))
    run("coder", "blind", "李雷", "--on")
    number, message = refused(command, "--coder", "王芳", "--as", "李雷")
    assert (number, message.splitlines()[-1]) == (
        2, "error: 李雷 codes blind: what 王芳 coded is hidden until `qualcode agree` is asked for")


def test_a_blind_coder_is_not_told_what_bringing_back_would_change(coded: Path) -> None:
    """Not even how many codings of whom."""
    run("codings", "accept", proposal("not_able"))
    run("coder", "blind", "李雷", "--on")
    number, message = refused("history", "restore", "2", "--as", "李雷")
    assert (number, message.count("\n"), "codes blind and cannot bring back" in message) == (2, 0, True)


def test_the_history_lists_shows_and_exports(coded: Path) -> None:
    """Numbers, who, what, how much, taken back by; one operation in full; the audit trail in a file."""
    run("codings", "accept", proposal("not_able"))
    run("undo")
    rows = [(row[0], *row[2:]) for row in cells(run("history"))]
    assert rows[:2] == [
        ("1", "王芳", "noted new or corrected transcripts", "2"), ("2", "王芳", "proposed by rules", "8")]
    assert rows[-2:] == [("5", "王芳", "accepted", "1", "6"), ("6", "王芳", "took back (5)", "1")]
    assert [row["operation"] for row in told("history", "--last", "2")] == [5, 6]
    shown = run("history", "show", "5")
    assert shown.stdout.splitlines()[1] == "taken back by operation 6"
    (row,) = told("history", "show", "5")
    assert (row["unit_id"], row["quote"], row["field"], row["before"], row["after"]) == (
        "B1#4", "老人家不会看取件码。", "state", "", "accepted")
    assert refused("history", "show", "99")[0] == 2
    result = run("history", "--export", "trail.docx")
    assert result.stderr.endswith("changes written to trail.docx\n")
    assert run("history", "--export", "trail.csv", "--no-quotes", "--proposals").exit_code == 0
    assert "不会看" not in (coded / "trail.csv").read_text(encoding="utf-8-sig")


def test_states_are_listed_and_brought_back(coded: Path) -> None:
    """What would change is said; a script must say yes, a person is asked."""
    run("codings", "accept", proposal("not_able"))
    run("codings", "reject", proposal("distance"))
    assert [one["code"] for one in told("history", "at", "5") if one["coder"] == "王芳"] == ["not_able"]
    result = run("history", "restore", "5")
    assert (result.exit_code, result.stderr.splitlines()[1:]) == (2, [
        "  coding: 1 would go", "  codings by coder: 王芳 1",
        "error: nothing was changed; say --yes to bring that state back"])
    assert run("history", "restore", "5", "--yes").stdout.startswith("brought back: the state after operation 5, acc")
    assert [one["code"] for one in told("codings", "list", "--own")] == ["not_able"]
    assert told("history", "restore", "5")["operation"] == 0
    run("undo")
    assert len(told("codings", "list", "--own")) == 2


def test_carry_tells_what_became_of_codings(coded: Path) -> None:
    """Counts and both texts when a text is new; later what still waits; nothing where nothing does."""
    quiet = run("carry")
    assert quiet.stderr == "no transcript has changed since operation 1\nevery coding stands on its own words\n"
    (one,) = told("codings", "accept", proposal("not_able"))["codings"]
    path = coded / "transcripts" / "B1.txt"
    path.write_text(INTERVIEWS["B1"].replace("不会看取件码", "不大会看那个取件码"), encoding="utf-8")
    result = run("carry")
    assert "fuzzy" in result.stdout
    later = told("carry")
    assert (later["new"], [(row["coding_id"], row["outcome"], row["old_text"], row["text"]) for row in later["codings"]]
            ) == (False, [(one["coding_id"], "fuzzy", "老人家不会看取件码。", "老人家不大会看那个取件码。")])
    assert [row["coding_id"] for row in told("codings", "list", "--adrift")] == [one["coding_id"]]
    assert run("carry", "-o", "carried.csv").exit_code == 0
    run("codings", "keep", one["coding_id"])
    assert told("carry")["codings"] == []


def test_an_older_text_comes_back_only_when_said(coded: Path) -> None:
    """A file that holds a text which was replaced before stops every command but this one."""
    path = coded / "transcripts" / "B1.txt"
    path.write_text(INTERVIEWS["B1"].replace("方便多了", "方便得多"), encoding="utf-8")
    run("carry")
    path.write_text(INTERVIEWS["B1"], encoding="utf-8")
    code, message = refused("codings", "accept", proposal("not_able"))
    assert (code, "an older text of B1" in message, "qualcode carry --older" in message) == (1, True, True)
    assert told("carry", "--older")["transcripts"] == ["B1"]
    assert run("codings", "accept", proposal("not_able")).exit_code == 0


def test_a_long_table_is_printed_without_folding(capsys: pytest.CaptureFixture[str]) -> None:
    """Thousands of rows look as short tables do, and take no seconds."""
    rows = [("编码", index, "一\n二") for index in range(501)]
    show(["A", "B", "C"], rows)
    long = capsys.readouterr().out.splitlines()
    show(["A", "B", "C"], [("编码", 500, "一 二")])
    short = capsys.readouterr().out.splitlines()
    assert (long[0].split(), long[2], len(long)) == (short[0].split(), "编码     0   一 二", 503)
    assert [line.rstrip() for line in (long[-1], long[1])] == [line.rstrip() for line in (short[2], short[1])]


def test_help_names_what_there_is() -> None:
    """A group without a command shows its commands, the history alone lists."""
    for group in ("codings", "memo", "coder"):
        assert "list" in CliRunner().invoke(app, [group]).output
