"""``qualcode.toml`` -> ``Settings``."""

from pathlib import Path

import pytest

from qualcode.errors import ProjectError
from qualcode.settings import LearningSetting, Settings, SpeakerSetting, TopicSetting, find_project, read_settings


def settings_of(folder: Path, text: str) -> Settings:
    """Return the settings that ``text`` says."""
    (folder / "qualcode.toml").write_text(text, encoding="utf-8")
    return read_settings(folder)


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    """A project needs nothing but the file."""
    assert settings_of(tmp_path, "") == Settings(
        root=tmp_path.resolve(), name=tmp_path.name, transcripts=tmp_path.resolve() / "transcripts",
        outputs=tmp_path.resolve() / "outputs")


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    """Each key reaches its field; paths become absolute, a byte order mark is no trouble."""
    text = """\ufeff
[project]
name = "研究"
codebook = "a.yaml"
transcripts = "t"
participants = "p.csv"
outputs = "o"
[reading]
encoding = "gb18030"
[coding]
unit = "turn"
coder = "王芳"
[store]
url = "sqlite:///team.db"
[topics]
number = 12
seed = 3
model = "keyword"
seeds = 10
documents = "turn"
size = 60
polarity = false
[learning]
learner = "ngrams"
at = 0.35
precision = 0.6
vectors = "v/own.vec"
encoder = "encoder"
[speakers."*"]
"主持人" = "interviewer"
[speakers.DT-C03]
"说话人 2" = {role = "respondent", name = "王书记"}
[roles]
village_cadre = ["村文书"]
[queries]
"流失" = 'user_loss & /没(人|得)/'
"""
    root = tmp_path.resolve()
    assert settings_of(tmp_path, text) == Settings(
        root=root, name="研究", codebook=root / "a.yaml", transcripts=root / "t", participants=root / "p.csv",
        outputs=root / "o", unit="turn", coder="王芳", store="sqlite:///team.db", encoding="gb18030",
        speakers={"*": {"主持人": SpeakerSetting("interviewer")},
                  "DT-C03": {"说话人 2": SpeakerSetting("respondent", "王书记")}},
        roles={"village_cadre": ("村文书",)}, queries={"流失": "user_loss & /没(人|得)/"}, topics=12, seed=3,
        topic=TopicSetting("keyword", 10, "turn", 60, polarity=False),
        learning=LearningSetting("ngrams", 0.35, 0.6, root / "v" / "own.vec", root / "encoder"))


@pytest.mark.parametrize(("text", "expected"), [
    ("[projekt]",
     "[projekt]: expected project | reading | coding | store | topics | learning | queries | roles | speakers"),
    ("[project]\ncode = 1", "project.code: expected codebook | name | outputs | participants | transcripts"),
    ("project = 3", "project: expected a section [project]"),
    ("[project]\nname = 3", "project.name: expected a text in quotes"),
    ("[coding]\nunit = 'word'", "coding.unit: expected sentence | turn | match"),
    ("[topics]\nseed = -1", "topics.seed: expected a whole number, 0 or more"),
    ("[topics]\nseed = true", "topics.seed: expected a whole number, 0 or more"),
    ("[topics]\nsize = 9", "topics.size: expected a whole number, 10 or more"),
    ("[topics]\ndocuments = 'page'", "topics.documents: expected window | turn | interview"),
    ("[topics]\npolarity = 1", "topics.polarity: expected true | false"),
    ("[topics]\nmodel = 1", "topics.model: expected a text in quotes"),
    ("[learning]\nmodel = 'x'", "learning.model: expected at | encoder | learner | precision | vectors"),
    ("[learning]\nlearner = 'forest'", "learning.learner: expected vectors | ngrams"),
    ("[learning]\nat = 1.0", "learning.at: expected a number between 0 and 1"),
    ("[learning]\nat = 0", "learning.at: expected a number between 0 and 1"),
    ("[learning]\nat = nan", "learning.at: expected a number between 0 and 1"),
    ("[learning]\nprecision = true", "learning.precision: expected a number between 0 and 1"),
    ("[learning]\nprecision = '0.5'", "learning.precision: expected a number between 0 and 1"),
    ("[learning]\nvectors = 3", "learning.vectors: expected a text in quotes"),
    ("[speakers]\nx = 3", "speakers.x: expected a section [speakers.x]"),
    ("[speakers.x]\nA = 'host'", "speakers.x.A: expected interviewer | respondent | other"),
    ("[speakers.x]\nA = {sex = 'f'}", "speakers.x.A: expected interviewer | respondent | other"),
    ("[roles]\nx = 'y'", "roles.x: expected a list of texts"),
    ("[queries]\nx = 3", "queries.x: expected a text in quotes"),
    ("queries = 3", "queries: expected a section [queries]"),
])
def test_what_cannot_be_meant_is_told_with_its_key(
    tmp_path: Path, text: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names the file, the key and what was expected."""
    monkeypatch.setenv("QUALCODE_LANG", "en")
    with pytest.raises(ProjectError) as caught:
        settings_of(tmp_path, text)
    assert str(caught.value) == f"{tmp_path / 'qualcode.toml'}: {expected}"


def test_what_is_not_toml_is_told(tmp_path: Path) -> None:
    """A syntax error is a project error with its line; a Chinese key without quotes is the usual one."""
    with pytest.raises(ProjectError, match=r"line 2.*; Chinese labels need quotes"):
        settings_of(tmp_path, "[speakers.x]\n主持人 = 'interviewer'")


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    """Settings are UTF-8."""
    (tmp_path / "qualcode.toml").write_bytes('name = "研究"'.encode("gb18030"))
    with pytest.raises(ProjectError, match="UTF-8"):
        read_settings(tmp_path)


def test_the_project_is_found_upwards(tmp_path: Path) -> None:
    """Commands work from any folder inside the project."""
    settings_of(tmp_path, "")
    (inner := tmp_path / "a" / "b").mkdir(parents=True)
    assert find_project(inner) == tmp_path.resolve()


def test_no_project_anywhere_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says how to make one."""
    monkeypatch.setenv("QUALCODE_LANG", "en")
    with pytest.raises(ProjectError, match="make one with `qualcode new DIR`"):
        find_project(tmp_path)


def test_a_folder_without_settings_is_told(tmp_path: Path) -> None:
    """Naming a folder that is no project is an error with a remedy."""
    with pytest.raises(ProjectError, match="qualcode new"):
        read_settings(tmp_path)
