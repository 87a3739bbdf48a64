"""``qualcode figure``: every kind, what it writes, what it refuses."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from qualcode.cli.app import app
from qualcode.cli.figure import KINDS
from qualcode.settings import Settings
from qualcode.workflow import decide
from tests.workflow.study import now, opened, village


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return the settings of the village, coded by two people: six people in each of two towns."""
    made = village(tmp_path / "village")
    monkeypatch.chdir(made.root)
    monkeypatch.setenv("QUALCODE_LANG", "en")
    monkeypatch.setenv("QUALCODE_CODER", "王芳")
    return made


def run(*words: str) -> Result:
    """Draw a figure."""
    return CliRunner().invoke(app, ["figure", *words])


@pytest.mark.parametrize(("kind", "options", "said"), [
    ("dots", ["--draws", "50", "--code", "trust"], "people of the group drawn anew 50 times"),
    ("codeline", ["--transcript", "访01", "--transcript", "访02"], "lanes for the 3 codes"),
    ("saturation", ["--order", "file"], "No curve proves saturation"),
    ("keyness", ["--by", "乡镇"], "Words by town: 大同镇 (6)"),
    ("keyness", ["--scatter", "--least-people", "1"], "words are named"),
    ("correspondence", ["--by", "transcript", "--value", "references"], "Correspondence analysis of codes by"),
    ("cloud", ["--top", "20"], "Words of 12 respondents"),
    ("cloud", ["--by", "town"], "in its own cloud"),
    ("heat", ["--states", "accepted"], "Groups below 10 participants"),
    ("network", ["--unit", "participant", "--title", "网"], "Communities: Louvain on all links"),
    ("dots", ["--draws", "0", "--top", "1"], "Drawn: the 1 of 3 codes that most people have."),
])
def test_each_kind_is_drawn(settings: Settings, kind: str, options: list[str], said: str) -> None:
    """The file is there, and what was counted is said on the screen too."""
    result = run(kind, "-o", "f.svg", *options)
    assert (result.exit_code, result.exception) == (0, None)
    assert "written: f.svg" in result.stderr
    assert said in result.stderr
    assert result.stderr.splitlines()[-1].startswith("Drawn with ")
    assert (settings.root / "f.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_a_png_has_300_dots_an_inch(settings: Settings) -> None:
    """And the same bytes when it is drawn again."""
    from PIL import Image

    assert run("heat", "-o", "a.png").exit_code == 0
    assert run("heat", "-o", "b.png").exit_code == 0
    with Image.open("a.png") as picture:
        assert [round(one) for one in picture.info["dpi"]] == [300, 300]
    assert Path("a.png").read_bytes() == Path("b.png").read_bytes()


def test_agreement_compares_coders(settings: Settings) -> None:
    """Two people, or one and the rules; a coefficient that is not there is told."""
    assert CliRunner().invoke(app, ["coder", "add", "李明"]).exit_code == 0
    study = opened(settings, "李明")
    decide.accept(study, [one.coding.id for one in now(study, coders=("王芳",))][:20])
    study.store.close()
    result = run("agreement", "-o", "a.pdf", "--draws", "50", "--title", "信度")
    assert (result.exit_code, "nominal, over each sentence" in result.stderr) == (0, True)
    assert Path("a.pdf").read_bytes().startswith(b"%PDF")
    assert "choose among alpha" in run("agreement", "-o", "a.pdf", "--measure", "x", "--draws", "0").stderr


@pytest.mark.parametrize(("words", "message"), [
    (["pie", "-o", "a.png"], "pie: choose among dots, codeline"),
    (["heat", "-o", "a.jpg"], "figures are written as .png, .svg, .pdf"),
    (["cloud", "-o", "a.png", "--code", "trust", "--unit", "turn"],
     "--unit, --code: no option of cloud; it takes --by, --top, --seed, --title"),
    (["dots", "-o", "a.png", "--unit", "word"], "--unit word: write one of sentence, turn"),
    (["heat", "-o", "a.png", "--by", "nothing"], "no participant has such an attribute"),
    (["cloud", "-o", "a.png", "--by", "nothing"], "no participant has such an attribute"),
    (["correspondence", "-o", "a.png"], "at least 3 codes and 3 groups"),
    (["heat", "-o", "a.png", "--font", "no.ttf"], "not a font file that can be read"),
])
def test_what_makes_no_sense_is_refused_in_one_line(settings: Settings, words: list[str], message: str) -> None:
    """With what there is, or what to do; nothing is written."""
    result = run(*words)
    assert (result.exit_code != 0, message in result.stderr) == (True, True)
    assert not Path("a.png").exists()


def test_the_help_names_every_kind() -> None:
    """What can be drawn is read there."""
    told = run("--help").stdout
    assert [kind for kind in KINDS if kind not in told] == []
