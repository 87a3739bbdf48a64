"""``qualcode saturation`` on a small project."""

import json
from pathlib import Path

from tests.cli.test_commands import lines, project, run

__all__ = ["project"]


def test_saturation_shows_the_curve_and_what_is_held_out(project: Path) -> None:
    """A row an interview, a row a threshold; JSON names the new codes of the last interview; a file holds the curve."""
    result = run("saturation", "--order", "file")
    assert [cell.strip() for cell in lines(result)[0][:3]] == ["1", "A1", "–"]
    assert "Held out, the last in this order: 1 of 2 interviews (1/3); new ones found only there: 1" in result.stderr
    told = json.loads(run("saturation", "--hold-out", "1/4", "--json").stdout)
    assert told["hold_out"] == {"share": "1/4", "transcripts": ["B1"], "new": ["not_able"], "expected": 1.5}
    assert [row["n_new"] for row in told["curve"]] == [3, 1]
    assert run("saturation", "-o", "s.csv").stderr.endswith("written: s.csv\n")
    assert (project / "s.csv").is_file()
    assert run("saturation", "--states", "accepted").exit_code == 1
