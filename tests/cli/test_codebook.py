"""``qualcode codebook show``."""

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
        2, "error: no codebook: name one with --codebook FILE, or in qualcode.toml as project.codebook\n")
