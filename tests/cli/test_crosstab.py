"""``qualcode crosstab`` on a small project."""

import json
from pathlib import Path

from tests.cli.test_commands import lines, project, run

__all__ = ["project"]


def test_crosstab_counts_people(project: Path) -> None:
    """Headings name attributes; the caption goes to stderr; JSON holds the measure; a file the long table."""
    result = run("crosstab", "身份", "乡镇")
    assert [[cell.strip() for cell in row] for row in lines(result)] == [
        ["普通村民", "1 (100.0%, 100.0%)", "0 (0.0%, 0.0%)", "1"],
        ["村支书/主任", "0 (0.0%, 0.0%)", "1 (100.0%, 100.0%)", "1"], ["Sum", "1", "1", "2"]]
    assert "Exploratory, n = 2: Cramér's V = 1.00, p = 1.000" in result.stderr
    told = json.loads(run("crosstab", "role", "town", "--json").stdout)
    assert (told["association"]["cramers_v"], told["association"]["p"], len(told["table"])) == (1.0, 1.0, 4)
    assert run("crosstab", "role", "town", "-o", "c.json").stderr.endswith("written: c.json\n")
    assert sum(row["n"] for row in json.loads((project / "c.json").read_text(encoding="utf-8"))) == 2
    assert run("crosstab", "role", "role").exit_code == 2
