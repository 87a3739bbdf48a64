"""``qualcode find`` on a small project."""

import json
from pathlib import Path

from tests.cli.test_commands import lines, project, run

__all__ = ["project"]


def test_find_shows_passages_with_what_was_matched(project: Path) -> None:
    """Words between marks, the names of codes, the caption on stderr."""
    result = run("find", "convenience & NEAR(取, 方便; k=6)")
    assert [[cell.strip() for cell in row] for row in lines(result)] == [
        ["B1#2", "平乐镇", "村支书/主任", "答", "现在«取»快递«方便»多了。", "方便"]]
    assert "Found: 1 of 5 units, 1 people, 1 transcripts." in result.stderr


def test_find_counts(project: Path) -> None:
    """By attribute, as researchers call it; a table in a file has every column."""
    result = run("find", "快递 | 镇上 | ~取", "--by", "乡镇")
    assert [[cell.strip() for cell in row] for row in lines(result)] == [
        ["大同镇", "1", "2", "0.5", "1", "1", "1"], ["平乐镇", "2", "3", "0.6667", "1", "1", "1"]]
    assert [row[0].strip() for row in lines(run("find", "镇上", "--count"))] == ["all"]
    run("find", "镇上", "--by", "town", "-o", "counts.json")
    assert [row["units"] for row in json.loads((project / "counts.json").read_text(encoding="utf-8"))] == [1, 0]


def test_find_writes_files_and_json(project: Path) -> None:
    """The ending decides; JSON holds query, counts and passages."""
    assert run("find", "镇上", "-o", "f.docx").stderr.splitlines()[-2] == "written: f.docx"
    assert run("find", "镇上", "-o", "f.pdf").stderr.splitlines()[-1] == (
        "error: f.pdf: a table cannot be written to this ending; use one of .docx, .md, .csv, .xlsx, .json, .parquet")
    told = json.loads(run("find", "镇上", "--json").stdout)
    assert (told["query"], told["counts"][0]["units"], [one["unit_id"] for one in told["units"]]) == (
        "镇上", 1, ["A1#4"])


def test_queries_are_kept(project: Path) -> None:
    """--save, @name and --list; what does not work is not kept."""
    result = run("find", "not_using | 镇上", "--save", "路远")
    assert (result.exit_code, "kept as @路远 in" in result.stderr) == (0, True)
    assert run("find", "@路远").stdout == result.stdout
    assert [[cell.strip() for cell in row] for row in lines(run("find", "--list"))] == [["路远", "not_using | 镇上"]]
    assert (run("find", "用", "--save", "路远").exit_code, run("find", "用 &", "--save", "x").exit_code) == (2, 2)
    assert run("find", "镇上", "--save", "路远", "--again").exit_code == 0
    assert lines(run("find", "--list"))[0][-1].strip() == "镇上"


def test_what_is_off_is_told(project: Path) -> None:
    """One line with the column, exit code 2."""
    result = run("find", "不用 & #nope")
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (
        2, "error: query, column 6: `#nope` is no code of this codebook; `qualcode codebook show` lists them")
    assert run("find").exit_code == 2
    assert run("find", "用", "--unit", "word").exit_code == 2
    assert "note: `convenience` is read as the code of this id" in run("find", "convenience").stderr


def test_find_does_not_say_nought_of_what_is_hidden(project: Path) -> None:
    """A query for the codings of somebody whose work a blind coder may not see is refused, as --coder is."""
    run("coder", "add", "王芳", "--blind")
    run("coder", "add", "李雷")
    result = run("find", "#convenience(coder=李雷)", "--count", "--as", "王芳")
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (2, (
        "error: 王芳 codes blind: what 李雷 coded is hidden until `qualcode agree` is asked for"))
    assert run("find", "#convenience(coder=王芳)", "--count", "--as", "王芳").exit_code == 0
    assert run("find", "#convenience(coder=李雷)", "--count", "--as", "李雷").exit_code == 0
