"""``qualcode tables`` on a small project and on a new one."""

from pathlib import Path

import docx
import pytest

from qualcode.workflow.new import new
from tests.cli.test_commands import lines, project, run

__all__ = ["project"]


def test_tables_writes_a_document_and_says_what_is_in_it(project: Path) -> None:
    """Word into the outputs by default; the screen lists every table with its rows, or why it is missing."""
    result = run("tables")
    rows = [[cell.strip() for cell in row] for row in lines(result)]
    assert [row[0].split(".")[0] for row in rows] == [
        *(f"Table {n}" for n in range(1, 10)), "Table 10-1", "Table 10-2", "Table 11"]
    assert rows[6][1].startswith("Agreement needs two people who coded, and there are 0")
    path = project / "outputs" / "thesis_tables.docx"
    assert f"written: {path}" in result.stderr
    assert len(docx.Document(str(path)).tables) == 11


def test_tables_takes_the_format_from_the_file(project: Path) -> None:
    """Some tables only, of other attributes, with commas of either kind."""
    result = run("tables", "--only", "T1，t10", "--by", "乡镇", "-o", "a.tex", "--states", "accepted")
    assert [row[0].strip() for row in lines(result)] == [
        "Table 1. Basic information on participants", "Table 10. Codes by town"]
    assert (project / "a.tex").read_text(encoding="utf-8").startswith("% !TeX program = xelatex")
    refused = run("tables", "--only", "T10", "--by", "鞋", "-o", "b.md")
    assert (refused.exit_code, "鞋: no participant has such an attribute; choose one of" in refused.stderr) == (2, True)
    assert "town, role" in refused.stderr
    for words in (["--format", "pdf"], ["-o", "a.pdf"], ["--only", "T12"], ["--unit", "page"]):
        assert run("tables", *words).exit_code == 2


def test_labels_are_explained_to_the_researcher_only(project: Path) -> None:
    """A file without a row in the attribute table is R01 in print; the screen says who that is."""
    (project / "transcripts" / "张三.txt").write_text("问：好？\n答：不用跑镇上了。\n", encoding="utf-8")
    result = run("tables", "--format", "md")
    assert "R01 stands for 张三 in these tables" in result.stderr
    written = (project / "outputs" / "thesis_tables.md").read_text(encoding="utf-8")
    assert ("R01" in written, "张三" in written) == (True, False)


def test_the_first_table_may_be_coarse_and_the_eighth_have_parts_of_speech(project: Path) -> None:
    """Options of the command reach the tables."""
    assert run("tables", "--only", "T1,T8", "--anonymous", "--pos", "--top", "1", "-o", "a.md").exit_code == 0
    written = (project / "a.md").read_text(encoding="utf-8")
    assert ("| Participant | Town | Role |" in written, "| Rank | Word | Part of speech |" in written) == (True, True)


def test_a_new_project_has_its_codebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the first interview there is one table, and sentences for the others."""
    new(tmp_path)
    monkeypatch.chdir(tmp_path)
    rows = [[cell.strip() for cell in row] for row in lines(run("tables", "--format", "html"))]
    assert [row[0].split(".")[0] for row in rows if row[1].isdecimal()] == ["Table 11"]
    assert (tmp_path / "outputs" / "thesis_tables.html").is_file()
