"""``qualcode report`` on a small project and on a new one."""

from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from qualcode.workflow.new import new
from tests.cli.test_commands import project, run

__all__ = ["project"]


def test_report_writes_a_document_that_can_be_written_again(project: Path) -> None:
    """Word into the outputs by default, beside the page that ``run`` makes; what somebody wrote is told and kept."""
    path = project / "outputs" / "study_report.docx"
    result = run("report", "--no-figures")
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"written: {path}" in result.stderr
    word = docx.Document(str(path))
    for piece in word.element.body.iter(qn("w:t")):
        if piece.text.startswith("Write the abstract"):
            piece.text = "摘要。"
        if piece.text == "2 Method":
            piece.text = "2 How it was done"
    word.save(str(path))
    again = run("report", "--no-figures")
    assert "kept, written by you: 1 texts" in again.stderr
    assert "changed by hand and kept as they were, so that numbers and figures in them may be old: 2 Method" in (
        again.stderr)
    texts = [piece.text for piece in docx.Document(str(path)).element.body.iter(qn("w:t"))]
    assert ("摘要。" in texts, "2 How it was done" in texts, "2 Method" in texts) == (True, True, False)


def test_text_below_a_section_that_went_is_told(project: Path) -> None:
    """Somebody compares by town no more; what they wrote below its table stays, and they are told to look."""
    path = project / "outputs" / "study_report.docx"
    run("report", "--no-figures", "--by", "town")
    word = docx.Document(str(path))
    mine = word.add_paragraph("我的解释")
    place = next(one for one in word.paragraphs if one.text.startswith("Write here how the groups differ") or (
        "Write here how the groups differ" in "".join(one._p.itertext())))
    place._p.addprevious(mine._p)
    word.save(str(path))
    result = run("report", "--no-figures", "--by", "role")
    assert "text of yours stood below sections that are no more; look whether it is in its place: comparison.town" in (
        result.stderr)
    assert "我的解释" in [one.text for one in docx.Document(str(path)).paragraphs]


def test_report_takes_the_format_from_the_file_and_tells_the_command(project: Path) -> None:
    """A page of one file; Chinese commas and headings of attributes; the page holds the call that makes it."""
    result = run("report", "-o", "r.html", "--by", "乡镇，role", "--states", "accepted", "--no-figures", "--as", "王芳")
    assert result.exit_code == 0
    page = (project / "r.html").read_text(encoding="utf-8")
    assert "qualcode report --format html --by town,role --seed 7 --states accepted --as 王芳 --no-figures" in page
    assert "No coding counts here, so there are no findings" in page


@pytest.mark.parametrize("words", [["--format", "pdf"], ["-o", "a.pdf"], ["--by", "nosuch"], ["--states", "x"],
                                   ["--coder", "谁"]])
def test_what_does_not_exist_is_an_error_of_usage(project: Path, words: list[str]) -> None:
    """Nothing is written then."""
    result = run("report", *words, "--no-figures")
    assert (result.exit_code, list((project / "outputs").glob("study_report*"))) == (2, [])


def test_a_file_of_somebody_else_stays(project: Path) -> None:
    """A Word document that no report of ours was written into is not touched."""
    (project / "outputs").mkdir(exist_ok=True)
    path = project / "outputs" / "study_report.docx"
    word = docx.Document()
    word.add_paragraph("我的论文")
    word.save(str(path))
    before = path.read_bytes()
    result = run("report", "--no-figures")
    assert (result.exit_code, path.read_bytes()) == (1, before)


def test_labels_and_refused_files_are_told_to_the_researcher_only(project: Path) -> None:
    """A file called like a person is R01 in print; one that cannot be read is named on the screen."""
    (project / "transcripts" / "张三.txt").write_text("问：好？\n答：不用跑镇上了。\n", encoding="utf-8")
    (project / "transcripts" / "C1.txt").write_text("", encoding="utf-8")
    result = run("report", "--format", "html", "--no-figures")
    assert "R01 stands for 张三 in this report" in result.stderr
    assert "warning: transcripts/C1.txt: empty; nothing to read" in result.stderr
    page = (project / "outputs" / "study_report.html").read_text(encoding="utf-8")
    assert ("R01" in page, "张三" in page) == (True, False)


def test_a_new_project_has_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the first interview: places to write, the codebook, and why the rest is missing; twice the same bytes."""
    monkeypatch.setenv("QUALCODE_LANG", "en")
    new(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert run("report").exit_code == 0
    path = tmp_path / "outputs" / "study_report.docx"
    before = path.read_bytes()
    again = run("report")
    assert (again.exit_code, path.read_bytes() == before) == (0, True)
    assert "No interview has been read yet" in " ".join(
        piece.text for piece in docx.Document(str(path)).element.body.iter(qn("w:t")))
