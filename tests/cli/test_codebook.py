"""``qualcode codebook``: show, lint, test, explain."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from qualcode.cli.app import app
from qualcode.workflow.new import new

TREE = """\
Village parcel point (example) 0.1: 5 codes, 7 terms, 6 rules, 2 lists
Experience
├── Not using the point (not_using): 0 terms, 3 rules, 3 examples
└── Convenience (convenience): 4 terms, 0 rules, 4 examples
Reasons
└── Obstacles (obstacles): 0 terms, 0 rules, 0 examples
    ├── Not able (not_able): 0 terms, 2 rules, 3 examples
    └── Distance (distance): 3 terms, 1 rules, 2 examples
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a new project; messages are English."""
    monkeypatch.setenv("QUALCODE_LANG", "en")
    new(tmp_path)
    return tmp_path


def test_show_prints_the_tree(project: Path) -> None:
    """Codes stand under their theme and their parent, with what they have."""
    result = CliRunner().invoke(app, ["codebook", "show", "--project", str(project)])
    assert (result.exit_code, result.stdout, result.stderr) == (0, TREE, "")


def test_the_nearest_project_is_found_from_below(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside a folder of the project no option is needed."""
    monkeypatch.chdir(project / "transcripts")
    assert CliRunner().invoke(app, ["codebook", "show"]).stdout == TREE


def test_another_codebook_may_be_named(project: Path) -> None:
    """``--codebook`` takes the place of the one in the settings; near names are warned of."""
    other = project / "other.yaml"
    other.write_text('codes:\n  - {id: a, name: 压力}\n  - {id: b, name: "压力 "}\n', encoding="utf-8")
    result = CliRunner().invoke(app, ["codebook", "show", "--project", str(project), "--codebook", str(other)])
    assert result.stdout.splitlines()[0] == "other : 2 codes, 0 terms, 0 rules, 0 lists"
    assert result.stderr == (
        "warning: other.yaml:3: the name of b is nearly that of a (line 2); merge them, or tell them apart\n")


def test_problems_carry_the_name_of_the_file_in_the_project(project: Path) -> None:
    """Messages name the codebook as the settings do, relative to the project."""
    path = project / "codebooks" / "example.yaml"
    path.write_text("codes:\n  - {id: a}\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["codebook", "show", "--project", str(project)])
    assert (result.exit_code, result.stderr) == (
        1, "error: codebooks/example.yaml:2:5: the code a has no name; add `name:`\n")


def test_settings_without_a_codebook_say_what_to_do(project: Path) -> None:
    """The message names the option and the key."""
    (project / "qualcode.toml").write_text("", encoding="utf-8")
    result = CliRunner().invoke(app, ["codebook", "show", "--project", str(project)])
    assert (result.exit_code, result.stderr) == (
        2, "error: no codebook: name one in qualcode.toml, [project] codebook, or with --codebook FILE\n")


def test_test_shows_how_each_code_does_on_its_examples(project: Path) -> None:
    """The example codebook finds its examples and none of its counter-examples."""
    result = CliRunner().invoke(app, ["codebook", "test", "--project", str(project)])
    rows = [line.split() for line in result.stdout.splitlines()[2:]]
    assert result.exit_code == 0
    assert [row[-7:] for row in rows] == [
        ["not_using", "2", "2", "1", "0", "1", "1"], ["convenience", "2", "2", "2", "0", "1", "1"],
        ["obstacles", "0", "0", "0", "0", "–", "–"], ["not_able", "2", "2", "1", "0", "1", "1"],
        ["distance", "2", "2", "0", "0", "1", "1"]]


def test_test_names_every_miss_and_ends_with_1(project: Path) -> None:
    """A miss has file, line, code, what went wrong and the example."""
    (project / "codebooks" / "example.yaml").write_text(
        "codes:\n  - id: a\n    name: b\n    terms: [方便]\n    examples: [省事]\n"
        "    counter_examples:\n      - {q: 好不好, a: 方便}\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["codebook", "test", "--project", str(project)])
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-2:] == [
        "codebooks/example.yaml:5: a: an example that no rule finds: 省事",
        "codebooks/example.yaml:7: a: a counter-example, found by a/t1: 好不好 — 方便"]


def test_lint_works_before_there_are_transcripts(project: Path) -> None:
    """Findings have file, line and rule; that there is nothing to read is a warning."""
    (project / "codebooks" / "example.yaml").write_text(
        "codes:\n  - id: a\n    name: 压力\n    terms: [=不用跑]\n  - {id: b, name: 压力（大）, terms: [x]}\n",
        encoding="utf-8")
    result = CliRunner().invoke(app, ["codebook", "lint", "--project", str(project)])
    assert (result.exit_code, result.stderr.splitlines()[0].startswith("warning: ")) == (0, True)
    assert "codebooks/example.yaml:5: the name of b is nearly that of a (line 2)" in result.stdout
    assert "codebooks/example.yaml:4: a/t1: =不用跑 can never match" in result.stdout


def test_explain_shows_the_tree_of_what_was_found(project: Path) -> None:
    """The words, their tokens, and each rule with its parts."""
    result = CliRunner().invoke(app, ["codebook", "explain", "distance", "有点远。", "--who", "身份=普通村民",
                                      "--project", str(project)])
    assert result.stdout.splitlines()[:3] == [
        "text#1  distance: the code is proposed here", "  有点远。", "  有点|远|。"]
    assert "✓ distance/r1 (line 83): 远 & WHO(role=villager)" in result.stdout


def test_explain_says_why_not(project: Path) -> None:
    """Without the person that the rule asks for, nothing is proposed."""
    result = CliRunner().invoke(app, ["codebook", "explain", "distance", "有点远。", "--project", str(project)])
    assert result.stdout.splitlines()[0] == "text#1  distance: the code is not proposed here"
    assert "✗ WHO role=villager" in result.stdout


def test_explain_refuses_an_unknown_code(project: Path) -> None:
    """The message says where the codes are listed."""
    result = CliRunner().invoke(app, ["codebook", "explain", "nobody", "x", "--project", str(project)])
    assert (result.exit_code, result.stderr) == (
        2, "error: nobody is no code of codebooks/example.yaml; `qualcode codebook show` lists them\n")
