"""``qualcode figure`` into an html file: what it writes, what it says, what it refuses."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from qualcode.cli.app import app
from qualcode.settings import Settings
from tests.workflow.study import village


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return the settings of the village: six people in each of two towns."""
    made = village(tmp_path / "village")
    monkeypatch.chdir(made.root)
    monkeypatch.setenv("QUALCODE_LANG", "en")
    monkeypatch.setenv("QUALCODE_CODER", "王芳")
    return made


def run(*words: str) -> Result:
    """Draw a figure."""
    return CliRunner().invoke(app, ["figure", *words])


@pytest.mark.parametrize(("kind", "options", "said"), [
    ("keyness", ["--by", "乡镇", "--least-people", "1"], "A passage is a sentence"),
    ("correspondence", ["--by", "transcript", "--value", "references"], "Correspondence analysis of codes by"),
    ("network", ["--unit", "participant", "--of", "codes"], "Link: units with both."),
    ("network", ["--of", "words", "--top", "9", "--seed", "3"], "Only the 9 most frequent words"),
])
def test_each_page_is_written(settings: Settings, kind: str, options: list[str], said: str) -> None:
    """What was counted is said, with what the file holds; the title can be chosen; again, the same bytes."""
    result = run(kind, "-o", "p.HTML", "--title", "图 <1>", *options)
    assert (result.exit_code, result.exception) == (0, None)
    assert "written: p.HTML" in result.stderr and said in result.stderr
    assert "keep it as safe as the interviews" in result.stderr
    text = (settings.root / "p.HTML").read_text(encoding="utf-8")
    assert "<h1>图 &lt;1&gt;</h1>" in text
    assert run(kind, "-o", "q.html", "--title", "图 <1>", *options).exit_code == 0
    assert (settings.root / "q.html").read_text(encoding="utf-8") == text


def test_words_are_drawn_too(settings: Settings) -> None:
    """The network of words is a picture where a picture is asked for."""
    result = run("network", "--of", "words", "--top", "9", "-o", "n.svg")
    assert (result.exit_code, "Only the 9 most frequent words" in result.stderr) == (0, True)
    assert (settings.root / "n.svg").is_file()


@pytest.mark.parametrize(("words", "message"), [
    (["heat", "-o", "a.html"], "heat: no page can be made of it, only of keyness, correspondence, network"),
    (["network", "-o", "a.html", "--font", "a.ttf"], "--font: a page is written in the fonts of the browser"),
    (["network", "-o", "a.html", "--of", "letters"], "letters: choose among codes, words"),
    (["network", "-o", "a.html", "--of", "words", "--code", "trust"], "leave them out with --of words"),
    (["network", "-o", "a.html", "--top", "5"], "--top: how many words, with --of words only"),
    (["heat", "-o", "a.png", "--of", "words"], "--of: no option of heat"),
])
def test_what_is_wrong_is_told(settings: Settings, words: list[str], message: str) -> None:
    """Exit code 2, one sentence, no file."""
    result = run(*words)
    assert (result.exit_code, message in " ".join(result.stderr.split())) == (2, True), result.stderr
    assert list(settings.root.glob("a.*")) == []
