"""Each command on a small project: what the screen shows and what the files hold."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from qualcode.cli.app import app
from qualcode.workflow.new import new

INTERVIEWS = {
    "A1": "访谈对象：甲大爷\n编号：A1\n\n问：你去不去代收点取快递？\n答：路远得很，我从来不去代收点。\n"
          "问：镇上呢？\n答：不用跑镇上了。\n",
    "B1": "问：取快递方便不方便？\n答：现在取快递方便多了。\n问：老人家呢？\n答：老人家不会看取件码。（笑）\n",
}
TABLE = "编号,文件,说话人,乡镇,身份\nA1,A1,答,大同镇,普通村民\nB1,B1,答,平乐镇,村支书/主任\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a project with two interviews; it is the current folder, messages are English."""
    monkeypatch.setenv("QUALCODE_LANG", "en")
    monkeypatch.chdir(tmp_path)
    new(tmp_path)
    for name, text in INTERVIEWS.items():
        (tmp_path / "transcripts" / f"{name}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "transcripts" / "participants.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def run(*words: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(app, list(words))


def lines(result: Result) -> list[list[str]]:
    """Return the cells of the table on the screen, without its head; the command must have done its work."""
    assert (result.exit_code, result.exception) == (0, None)
    rows = result.stdout.split("─\n", 1)[1].splitlines()
    return [[cell for cell in row.split("  ") if cell] for row in (line.strip() for line in rows) if row]


def test_import_shows_how_each_file_was_read(project: Path) -> None:
    """Layout, encoding, number of turns, speakers with role and certainty."""
    rows = [[cell.strip() for cell in row] for row in lines(run("import"))]
    assert rows == [["A1", "labels", "utf-8", "4", "问=interviewer 95%; 答=respondent 100%", "0"],
                    ["B1", "labels", "utf-8", "4", "问=interviewer 95%; 答=respondent 100%", "0"]]


def test_import_says_what_was_refused_and_ends_with_1(project: Path) -> None:
    """A file that cannot be read is named; the others are shown."""
    (project / "transcripts" / "C1.txt").write_text("", encoding="utf-8")
    result = run("import")
    assert result.exit_code == 1
    assert "error: transcripts/C1.txt: empty; nothing to read" in result.stderr
    assert "B1" in result.stdout


def test_import_works_without_a_project(project: Path, tmp_path_factory: pytest.TempPathFactory,
                                        monkeypatch: pytest.MonkeyPatch) -> None:
    """Files can be looked at before there is a project; without either, the way in is told."""
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert len(lines(run("import", str(project / "transcripts" / "A1.txt")))) == 1
    assert run("import").exit_code == 1


def test_code_writes_the_codings_and_counts_them(project: Path) -> None:
    """References and people by code; the file holds one row a coding."""
    result = run("code")
    rows = {row[1].strip(): (row[-2].strip(), row[-1].strip()) for row in lines(result)}
    assert rows == {"not_using": ("1", "1"), "convenience": ("2", "2"), "obstacles": ("0", "0"),
                    "not_able": ("1", "1"), "distance": ("1", "1")}
    table = (project / "outputs" / "codings.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(table) == 6
    assert result.stderr.endswith(f"5 codings in 2 transcripts written to {project / 'outputs' / 'codings.csv'}\n")


def test_check_holds_until_a_transcript_changes(project: Path) -> None:
    """What was just coded holds; a changed transcript is found, with exit code 1 and no word of it on the screen."""
    run("code")
    assert run("check").stdout == "5 rows and 8 pieces of evidence checked: 0 do not hold\n"
    path = project / "transcripts" / "A1.txt"
    path.write_text(INTERVIEWS["A1"].replace("路远得很", "路嘛远得很"), encoding="utf-8")
    result = run("check")
    assert result.exit_code == 1
    assert "路嘛" not in result.output


def test_words_counts_words_with_people(project: Path) -> None:
    """A row a word; a file has the further columns; an unknown list is told."""
    rows = lines(run("words"))
    counted = {row[1].strip(): (row[2].strip(), row[3].strip()) for row in rows}
    assert (counted["快递"], counted["取"], "笑" in counted) == (("1", "1"), ("2", "1"), False)
    assert "Frequency 大同镇" in run("words", "--by", "乡镇").stdout
    assert run("words", "--list", "broken").exit_code == 0
    assert run("words", "--list", "new").exit_code == 0
    result = run("words", "--list", "x")
    assert (result.exit_code, result.stderr) == (2, "error: x: choose among frequencies, broken, new\n")


def test_kwic_finds_a_phrase_where_it_is_asked_for(project: Path) -> None:
    """The condition takes a heading or a key; one without = is told."""
    assert [row[0].strip() for row in lines(run("kwic", "取快递"))] == ["B1#2"]
    assert len(lines(run("kwic", "取快递", "--everybody"))) == 3
    assert lines(run("kwic", "取快递", "--where", "乡镇=大同镇")) == []
    result = run("kwic", "取快递", "--where", "town")
    assert (result.exit_code, result.stderr) == (2, "error: --where town: write KEY=VALUE, such as town=大同镇\n")


def test_excerpts_collect_quotes(project: Path) -> None:
    """The screen shows code, number, polarity and words; a document is written where its ending asks for it."""
    assert [[cell.strip() for cell in row] for row in lines(run("excerpts", "--code", "not_able"))] == [
        ["不会用", "B1#4", "negated", "老人家不会看取件码。"]]
    assert run("excerpts", "-o", "quotes.md").stderr == "written: quotes.md\n"
    assert "> —— B1#4, 平乐镇, 村支书/主任\n" in (project / "quotes.md").read_text(encoding="utf-8")
    assert run("excerpts", "--code", "nobody").exit_code == 2
    some = run("excerpts", "--where", "乡镇=平乐镇")
    assert {row[1].strip().split("#")[0] for row in lines(some)} == {"B1"}
    assert some.stderr.endswith("Only people with town = 平乐镇.\n")
    assert run("excerpts", "--where", "平乐镇").exit_code == 2


def test_matrix_counts_codes_by_group(project: Path) -> None:
    """Codes are rows and groups columns; every measure goes into a file."""
    rows = {row[0].strip(): [cell.strip() for cell in row[1:]] for row in lines(run("matrix", "--by", "乡镇"))}
    assert rows == {"不使用代收点": ["1", "0"], "方便": ["1", "1"], "使用障碍": ["0", "0"], "不会用": ["0", "1"],
                    "路远": ["1", "0"]}
    run("matrix", "--output", "m.json")
    table = json.loads((project / "m.json").read_text(encoding="utf-8"))
    assert sum(row["references"] for row in table) == 5
    assert run("matrix", "--value", "sum").exit_code == 2


def test_themes_stand_above_their_codes(project: Path) -> None:
    """Counts add up; quotes go into a document."""
    rows = [(row[0].strip(), row[-3].strip()) for row in lines(run("themes"))]
    assert [name for name, _references in rows] == [
        "使用体验", "不使用代收点", "方便", "原因", "使用障碍", "不会用", "路远"]
    assert (rows[0][1], rows[3][1]) == ("3", "2")
    assert run("themes", "-o", "themes.md").exit_code == 0


def test_topics_say_when_there_is_too_little_text(project: Path) -> None:
    """Seven answers are no corpus: one line, exit code 1."""
    result = run("topics")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith("error: Too little text for topics:")


def test_nothing_that_fails_quotes_an_interview(project: Path) -> None:
    """A broken table is told by file and row."""
    (project / "transcripts" / "participants.csv").write_text("编号\nA1\nA1\n", encoding="utf-8")
    result = run("code")
    assert result.exit_code == 1
    assert "代收点" not in result.output


def test_run_writes_everything_and_says_what_it_left_out(project: Path) -> None:
    """The files are listed as they are; what cannot be computed is a warning, and the rest goes on."""
    result = run("run", "--out", "results")
    assert (result.exit_code, result.exception) == (0, None)
    head, *names = result.stdout.splitlines()
    assert head == "2 transcripts, 2 people, 5 codings; in results:"
    assert all((project / "results" / name.strip()).is_file() for name in names)
    assert {"  codings.csv", "  matrices.xlsx", "  excerpts.docx", "  report.html", "  run.json"} <= set(names)
    assert "warning: topics: Too little text for topics" in result.stderr


def test_a_unit_that_there_is_not(project: Path) -> None:
    """A unit that is none is an error of the call, in every command that takes one."""
    calls = [("run", "--unit", "word"), ("code", "--unit", "words"), ("matrix", "--by", "role", "--unit", "match")]
    found = [run(*call) for call in calls]
    assert [(result.exit_code, result.stderr.startswith("error: --unit")) for result in found] == [(2, True)] * 3


def test_run_tells_whom_the_table_misses(project: Path) -> None:
    """A slip in 文件 leaves a person without a word; run says so, not only import."""
    table = project / "transcripts" / "participants.csv"
    table.write_text(TABLE.replace("B1,B1,", "B1,B7,"), encoding="utf-8")
    (project / "transcripts" / "B1.txt").rename(project / "transcripts" / "B2.txt")
    told = run("run").stderr
    assert "rows of the attribute table that met no speaker: 3 (B1)" in told
    assert "respondents without a row in the attribute table: B2/答" in told


def test_kwic_says_how_many_places(project: Path) -> None:
    """Nothing found is said in words, with what was searched."""
    assert "0 places in what respondents say" in run("kwic", "没有这个词").stderr
    assert "1 places" in run("kwic", "镇上呢", "--everybody").stderr


def test_lint_names_a_code_once(project: Path) -> None:
    """A finding on a whole code does not say its id twice."""
    assert "convenience: convenience" not in run("codebook", "lint").stdout
