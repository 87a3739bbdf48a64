"""The main job, end to end, on a small invented project."""

import csv
import errno
import json
from dataclasses import replace
from pathlib import Path

import pytest

from qualcode.errors import CodebookError, ReadError, UsageError, WriteError
from qualcode.settings import Settings, TopicSetting
from qualcode.workflow.check import check
from qualcode.workflow.read import read
from qualcode.workflow.run import run
from tests.workflow.fields import make_fields

CODEBOOK = """
codebook: {id: small, name: {zh: 小, en: Small}, version: "1", stance: affirmed}
themes: [{id: findings, name: {zh: 问题, en: Findings}}]
codes:
  - {id: literacy, name: {zh: 能力, en: Literacy}, theme: findings, terms: [不会用, 用不来], definition: d}
  - {id: convenience, name: {zh: 便利, en: Convenience}, terms: [方便], definition: d}
"""
INTERVIEW = """说明：虚构样例
问：平时用手机办事吗？
答：我用不来。娃儿会用，方便得很。
问：那坐车呢？
答：坐车不方便。
"""
PEOPLE = "编号,文件,说话人,乡镇,身份\nDT-V01,甲,答,大同镇,普通村民\nPL-V01,乙,答,平乐镇,普通村民\n"
ALWAYS = {
    "codings.csv", "codings.parquet", "matrix_unit.csv", "matrix_transcript.csv", "matrix_participant.csv",
    "matrices.xlsx", "excerpts.xlsx", "excerpts.docx", "themes.md", "themes.docx", "report.html", "run.json",
    "figures/word_cloud.png", "figures/word_cloud.svg",
}


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    """Two interviews, a table of people and a codebook."""
    transcripts = tmp_path / "transcripts"
    transcripts.mkdir()
    for name in ("甲", "乙"):
        (transcripts / f"{name}.txt").write_text(INTERVIEW, encoding="utf-8")
    (transcripts / "participants.csv").write_text(PEOPLE, encoding="utf-8-sig")
    (tmp_path / "book.yaml").write_text(CODEBOOK, encoding="utf-8")
    return Settings(
        root=tmp_path, name="小", codebook=tmp_path / "book.yaml", transcripts=transcripts,
        participants=transcripts / "participants.csv", outputs=tmp_path / "outputs",
    )


def made(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_everything_is_made_and_what_cannot_be_says_why(project: Settings) -> None:
    """All outputs are there; topics on six sentences are skipped with the reason, and the rest goes on."""
    result = run(project)
    skipped = {step.name for step in result.steps if step.skipped}
    assert {"matrix_town.csv", "matrix_role.csv", "figures/code_town.png"} | ALWAYS <= set(made(result.out))
    assert {"topics"} <= skipped
    assert {file.relative_to(result.out).as_posix() for file in result.files} == set(made(result.out))


def test_second_run_gives_the_same_bytes(project: Settings) -> None:
    """Only the date in run.json (and what shows it) may differ between two runs."""
    run(project)
    first = made(project.outputs)
    run(project)
    second = made(project.outputs)
    assert {name for name in first if first[name] != second[name]} <= {"run.json", "report.html"}


def test_codings_lead_back_to_the_words(project: Settings) -> None:
    """Every row of codings.csv stands in its transcript, and the unit ids are the participants'."""
    run(project)
    result = check(read(project).corpus, project.outputs / "codings.csv")
    with (project.outputs / "codings.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert result.ok
    assert [(row["unit_id"], row["code"], row["town"]) for row in rows] == [
        ("PL-V01#2", "literacy", "平乐镇"), ("PL-V01#3", "convenience", "平乐镇"),
        ("DT-V01#2", "literacy", "大同镇"), ("DT-V01#3", "convenience", "大同镇"),
    ]


def test_contrary_words_are_quoted_and_not_counted(project: Settings) -> None:
    """坐车不方便 is no coding of convenience; the summary shows it as contrary."""
    run(project)
    words = (project.outputs / "themes.md").read_text(encoding="utf-8").replace("*", "")
    assert words.count("坐车不方便") >= 2


def test_without_a_table_of_people_the_rest_goes_on(project: Settings) -> None:
    """An interview without a row still works; what needs towns says so."""
    assert project.participants is not None
    project.participants.unlink()
    bare = Settings(root=project.root, codebook=project.codebook, transcripts=project.transcripts,
                    outputs=project.outputs)
    result = run(bare)
    skipped = {step.name: step.skipped for step in result.steps if step.skipped}
    assert set(made(result.out)) >= ALWAYS
    assert "town" in skipped["matrices"]


def test_files_of_an_earlier_run_do_not_linger(project: Settings) -> None:
    """What this run did not make is removed if it is ours and unchanged, and kept if somebody wrote into it."""
    run(project, docbin=True)
    (project.outputs / "mine.txt").write_text("mine", encoding="utf-8")
    run(project)
    assert not (project.outputs / "project.docbin").exists()
    assert (project.outputs / "mine.txt").exists()


def test_record_names_what_went_in(project: Settings) -> None:
    """run.json holds hashes, versions, options and the files."""
    run(project, seed=11)
    record = json.loads((project.outputs / "run.json").read_text(encoding="utf-8"))
    assert record["options"]["seed"] == 11
    assert len(record["codebook"]["sha256"]) == 64
    assert list(record["fonts"]) == ["word_cloud", "code_town"]
    assert all(said.startswith("Drawn with ") for said in record["fonts"].values())
    assert [one["name"] for one in record["transcripts"]] == ["乙", "甲"]
    assert set(record["files"]) == set(made(project.outputs)) - {"run.json"}


def test_full_disk_leaves_the_last_good_outputs(project: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """When writing fails half-way the error says so and the files of the last run stand as they were."""
    run(project)
    before = made(project.outputs)

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(WriteError, match="full"):
        run(project)
    assert made(project.outputs) == before


def test_output_folder_that_cannot_be_written(project: Settings) -> None:
    """A file where the folder should be is a clear error."""
    project.outputs.write_text("a file", encoding="utf-8")
    with pytest.raises(WriteError, match="outputs"):
        run(project)


def test_nothing_to_read_and_nothing_to_code_with(project: Settings) -> None:
    """No transcripts, no codebook and a broken codebook are three clear errors."""
    assert project.codebook is not None
    with pytest.raises(UsageError):
        run(Settings(root=project.root, transcripts=project.transcripts))
    project.codebook.write_text("codes: [{id: a, terms: ['/(/']}]", encoding="utf-8")
    with pytest.raises(CodebookError):
        run(project)
    for path in project.transcripts.iterdir():
        path.unlink()
    with pytest.raises((ReadError, CodebookError)):
        run(project)


def test_topics_have_a_document_and_paragraphs_in_the_report(tmp_path: Path) -> None:
    """Fewer fits than ``topics`` makes where the settings do not say how many, and the record says how many."""
    fields = make_fields(tmp_path / "fields")
    result = run(replace(fields, topic=TopicSetting()))
    names = set(made(result.out))
    assert {"topics.csv", "topic_terms.csv", "topics.docx"} <= names
    record = json.loads((result.out / "run.json").read_text(encoding="utf-8"))
    assert (record["topics"]["topics"], record["topics"]["seeds"], record["topics"]["resamples"]) == (4, 2, 8)
    report = (result.out / "report.html").read_text(encoding="utf-8")
    assert "A quick look: 2 seeds and 8 fits" in report
    assert report.count('<article class="theme">') + report.count('<article class="theme dim">') >= 4


def test_settings_of_topics_that_cannot_be_met_skip_them(tmp_path: Path) -> None:
    """A model that does not exist is told as the reason, and everything else is made."""
    fields = make_fields(tmp_path / "fields")
    result = run(replace(fields, topic=TopicSetting(model="lda")))
    assert {step.name: step.skipped for step in result.steps if step.skipped}["topics"].startswith(
        "there is no topic model lda")
    assert "report.html" in made(result.out)
