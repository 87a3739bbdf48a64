"""``qualcode describe`` on a small project."""

import json
from pathlib import Path

from tests.cli.test_commands import lines, project, run

__all__ = ["project"]


def test_describe_shows_people_and_attributes(project: Path) -> None:
    """A row a person, then values, then numbers; captions go to stderr."""
    result = run("describe")
    rows = lines(result)
    assert [cell.strip() for cell in rows[0]] == ["A1", "大同镇", "普通村民", "18"]
    assert result.stderr.count("Participants: 2, in 2 transcripts") == 1


def test_describe_divides_and_writes(project: Path) -> None:
    """The options name attributes by their headings; files hold what is asked for."""
    result = run("describe", "--by", "乡镇", "--attribute", "身份", "--table", "frequencies", "--json")
    table = json.loads(result.stdout)["frequencies"]
    assert [(row["group_label"], row["value"], row["n"]) for row in table] == [
        ("大同镇", "普通村民", 1), ("大同镇", "村支书/主任", 0), ("平乐镇", "普通村民", 0),
        ("平乐镇", "村支书/主任", 1)]
    assert run("describe", "-o", "t1.csv").stderr.endswith("written: t1.csv\n")
    assert (project / "t1.csv").read_text(encoding="utf-8-sig").splitlines()[0] == (
        '"participant","town","role_position","characters"')
    assert run("describe", "--table", "x").stderr == "error: x: choose among participants, frequencies, numbers\n"
    assert run("describe", "--by", "鞋").exit_code == 2
