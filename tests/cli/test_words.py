"""``qualcode words --compare`` on a small project; lists of words are tested with the other commands."""

import json
from pathlib import Path

from tests.cli.test_commands import lines, project, run

__all__ = ["project"]


def test_words_compares_groups(project: Path) -> None:
    """Words of one person are shown only when asked for; a file has all columns."""
    result = run("words", "--compare", "乡镇", "--least-people", "1", "--top", "1")
    assert [[cell.strip() for cell in row[:2]] for row in lines(result)] == [["大同镇", "1"], ["平乐镇", "1"]]
    assert result.stderr.startswith("Words by town: 大同镇 (1), 平乐镇 (1), each against the other")
    told = json.loads(run("words", "--compare", "town", "--json").stdout)
    assert (told["by"], told["groups"], told["table"]) == ("town", {"大同镇": 1, "平乐镇": 1}, [])
    assert run("words", "--compare", "town", "--least-people", "1", "-o", "w.csv").exit_code == 0
    assert '"n_participants_rest"' in (project / "w.csv").read_text(encoding="utf-8-sig")


def test_words_prints_json(project: Path) -> None:
    """The list and what it was counted over."""
    told = json.loads(run("words", "--json", "--top", "2").stdout)
    assert (len(told["table"]), told["caption"].split(" words")[0].isdigit()) == (2, True)
    assert json.loads(run("words", "--list", "broken", "--json").stdout)["caption"] == ""


def test_what_does_not_go_together_is_told(project: Path) -> None:
    """A comparison has its own columns."""
    result = run("words", "--compare", "town", "--by", "town")
    assert (result.exit_code, result.stderr) == (
        2, "error: --compare ranks words by group; leave out --by, --pos and --list\n")
    for option in ("--compare", "--by"):
        refused = run("words", option, "鞋")
        assert refused.exit_code == 2
        assert refused.stderr.startswith("error: 鞋: no participant has such an attribute; choose one of ")
