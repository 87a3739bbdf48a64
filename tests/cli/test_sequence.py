"""``qualcode sequence`` on a small project."""

import json
from pathlib import Path

from tests.cli.test_commands import lines, project, run

__all__ = ["project"]


def test_sequence_shows_pairs(project: Path) -> None:
    """The next coded unit; JSON and files hold all columns."""
    result = run("sequence", "--next", "--draws", "20")
    assert [cell.strip() for cell in lines(result)[0][:4]] == ["不使用代收点", "方便", "1", "1"]
    assert "Units without a code are passed over." in result.stderr
    told = json.loads(run("sequence", "--within", "2", "--draws", "9", "--json").stdout)
    assert (told["n_transcripts"], told["table"][0]["followed"]) == (2, 1)
    assert run("sequence", "-o", "q.csv").stderr.endswith("written: q.csv\n")
    assert (project / "q.csv").is_file()
    assert run("sequence", "--unit", "word").exit_code == 2
