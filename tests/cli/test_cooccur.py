"""``qualcode cooccur`` and ``qualcode matrix --framework`` on a small project."""

import json
from pathlib import Path

import openpyxl

from tests.cli.test_commands import lines, project, run

__all__ = ["project"]


def test_pairs_nodes_and_json(project: Path) -> None:
    """Pairs with their measures, nodes with their place; JSON has both."""
    rows = [[cell.strip() for cell in row] for row in lines(run("cooccur", "--unit", "transcript"))]
    assert [row[:6] for row in rows[:2]] == [["不使用代收点", "路远", "1", "1", "1", "1"],
                                             ["不使用代收点", "方便", "1", "2", "1", "1"]]
    told = json.loads(run("cooccur", "--unit", "transcript", "--json").stdout)
    assert (told["unit"], told["n_units"], len(told["pairs"])) == ("transcript", 2, len(rows))
    nodes = [[cell.strip() for cell in row] for row in lines(run("cooccur", "--unit", "transcript", "--nodes"))]
    assert nodes[0] == ["方便", "2", "2", "3", "3", "1", "0.6667", "2"]
    assert told["nodes"][0]["code"] == "convenience"
    assert "Louvain" in run("cooccur", "--nodes").stderr


def test_words_files_and_figures(project: Path) -> None:
    """Words need no coding; the network goes into a file, the drawing into another."""
    result = run("cooccur", "--of", "words", "--top", "5", "-o", "w.gexf", "--figure", "w.svg")
    assert (result.exit_code, result.exception) == (0, None)
    assert (project / "w.gexf").is_file()
    assert (project / "w.svg").is_file()
    assert "Only the 5 most frequent words" in run("cooccur", "--of", "words", "--top", "5").stderr


def test_options_that_do_not_fit(project: Path) -> None:
    """Exit code 2, and what to do."""
    assert run("cooccur", "--of", "letters").exit_code == 2
    assert run("cooccur", "--unit", "page").exit_code == 2
    assert "leave them out" in run("cooccur", "--of", "words", "--states", "accepted").stderr
    assert "say where" in run("matrix", "--framework").stderr
    assert run("matrix", "--quotes", "2").exit_code == 2
    assert "counts nothing" in run("matrix", "--framework", "--parents", "-o", "f.xlsx").stderr


def test_a_framework_matrix_is_written_again(project: Path) -> None:
    """What was written stays, also under the code's new id after `codebook rename`."""
    first = run("matrix", "--framework", "-o", "f.xlsx")
    assert "2 cases by 5 codes" in first.stderr
    book = openpyxl.load_workbook(project / "f.xlsx")
    sheet = next(one for one in book.worksheets if "code:not_able" in [cell.value for cell in one[1]])
    column = [cell.value for cell in sheet[1]].index("code:not_able") + 2
    sheet.cell(5, column).value = "看不懂取件码"
    book.save(project / "f.xlsx")
    assert run("codebook", "rename", "not_able", "cannot").exit_code == 0
    again = run("matrix", "--framework", "-o", "f.xlsx")
    assert "your summaries: 1 in their cells, 0 kept aside" in again.stderr
    sheet = openpyxl.load_workbook(project / "f.xlsx")[sheet.title]
    assert (sheet.cell(1, column).value, sheet.cell(5, column).value) == ("code:cannot", "看不懂取件码")
