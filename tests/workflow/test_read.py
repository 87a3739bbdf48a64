"""Reading whole projects."""

from pathlib import Path

import pytest

from qualcode.errors import ReadError, UsageError
from qualcode.model import Role
from qualcode.settings import Settings, SpeakerSetting
from qualcode.workflow.read import read

TALK = "问：会用吗？\n答：不会。\n问：为什么？\n答：没人教。\n"
SAMPLES = Path(__file__).parents[2] / "transcripts"


def project(root: Path, files: dict[str, str], **more: object) -> Settings:
    """Write files below ``transcripts/`` and return the project's settings."""
    for name, text in files.items():
        path = root / "transcripts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Settings(root=root, transcripts=root / "transcripts", **more)  # type: ignore[arg-type]


def test_a_project_is_read_whole(tmp_path: Path) -> None:
    """Files in folders too, sorted; the table, hidden files, lock files and those set aside are left out."""
    settings = project(
        tmp_path,
        {
            "b.txt": TALK,
            "sub/a.md": TALK,
            "_draft.txt": "x",
            ".hidden.txt": "x",
            "~$b.docx": "x",
            "README.md": "x",
            "_old/c.txt": TALK,
            "sound.mp3": "x",
            "participants.csv": "编号,文件,说话人,年龄\nP1,a,答,70\nP9,z,答,30\n",
        },
    )
    calls: list[tuple[str, int, int]] = []
    reading = read(settings, progress=lambda *call: calls.append(call))
    assert [transcript.name for transcript in reading.corpus.transcripts] == ["a", "b"]
    assert [transcript.source for transcript in reading.corpus.transcripts] == [
        "transcripts/sub/a.md",
        "transcripts/b.txt",
    ]
    assert [(report.name, report.turns, report.refused) for report in reading.reports] == [("b", 4, ""), ("a", 4, "")]
    assert dict(reading.corpus.links) == {("a", "答"): "P1", ("b", "答"): "b"}
    assert reading.unmatched_rows == ((3, "P9"),)
    assert reading.unmatched_speakers == (("b", "答"),)
    assert "sound.mp3" in reading.warnings[0]
    assert calls == [("reading", 1, 2), ("reading", 2, 2)]


def test_a_file_that_fails_is_reported_and_the_rest_goes_on(tmp_path: Path) -> None:
    """The report of a refused file says why."""
    settings = project(tmp_path, {"a.txt": TALK, "b.txt": "", "c_导读.txt": TALK})
    reading = read(settings)
    assert [transcript.name for transcript in reading.corpus.transcripts] == ["a"]
    assert [bool(report.refused) for report in reading.reports] == [False, True, True]
    assert "transcripts/b.txt: empty" in reading.reports[1].refused


def test_without_a_project(tmp_path: Path) -> None:
    """Files and folders can be read by themselves."""
    project(tmp_path, {"a.txt": TALK, "b.txt": TALK})
    folder = tmp_path / "transcripts"
    assert len(read(None, paths=[folder]).corpus.transcripts) == 2
    assert read(None, paths=[folder / "b.txt"]).corpus.by_name.keys() == {"b"}
    with pytest.raises(UsageError, match="name the files"):
        read(None)


def test_the_speaker_map_of_the_project_is_used(tmp_path: Path) -> None:
    """Roles that a person wrote down stand for certain."""
    settings = project(tmp_path, {"a.txt": TALK}, speakers={"a": {"答": SpeakerSetting("other", "旁人")}})
    speaker = read(settings).corpus.by_name["a"].speakers[1]
    assert (speaker.name, speaker.role, speaker.reason) == ("旁人", Role.OTHER, "map")


def test_an_encoding_is_used_strictly(tmp_path: Path) -> None:
    """The call's encoding goes before the project's."""
    settings = project(tmp_path, {}, encoding="utf-8")
    settings.transcripts.mkdir()
    (settings.transcripts / "a.txt").write_bytes(TALK.encode("gb18030"))
    with pytest.raises(ReadError, match="is not utf-8"):
        read(settings)
    assert read(settings, encoding="gb18030").reports[0].encoding == "gb18030"


@pytest.mark.parametrize(
    ("files", "match"),
    [
        ({"a.txt": TALK, "sub/a.md": TALK}, "transcripts/a.txt and transcripts/sub/a.md would both be"),
        ({"a.txt": ""}, "empty"),
        ({"a.txt": "", "b.txt": ""}, "none of the 2 files"),
        ({"a.mp3": "x"}, "holds no transcripts"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, files: dict[str, str], match: str) -> None:
    """Two files of one name, and nothing that can be read, say so."""
    with pytest.raises(ReadError, match=match):
        read(project(tmp_path, files))


def test_missing_places(tmp_path: Path) -> None:
    """A folder, a file, a table that is not there and an ending nobody reads have their messages."""
    with pytest.raises(ReadError, match="no such file or folder"):
        read(Settings(root=tmp_path, transcripts=tmp_path / "gone"))
    (tmp_path / "a.odt").write_text("x", encoding="utf-8")
    with pytest.raises(ReadError, match=r"cannot read \.odt files; these can be read: \.txt"):
        read(None, paths=[tmp_path / "a.odt"])
    with pytest.raises(ReadError, match="cannot be opened"):
        read(project(tmp_path, {"a.txt": TALK}, participants=tmp_path / "gone.csv"))


@pytest.fixture(scope="module")
def samples() -> dict[str, object]:
    """The sample interviews of the project, read once."""
    reading = read(Settings(root=SAMPLES.parent, transcripts=SAMPLES, participants=SAMPLES / "participants.csv"))
    return {"reading": reading}


def test_every_sample_joins_its_row(samples: dict[str, object]) -> None:
    """Sixteen interviews in all layouts: one respondent each, with a row, one interviewer, nothing unread."""
    reading = samples["reading"]
    assert [report.refused for report in reading.reports] == [""] * 16  # type: ignore[attr-defined]
    assert [report.unread for report in reading.reports] == [0] * 16  # type: ignore[attr-defined]
    assert (reading.unmatched_rows, reading.unmatched_speakers, reading.warnings) == ((), (), ())  # type: ignore[attr-defined]
    assert [person.listed for person in reading.corpus.participants] == [True] * 16  # type: ignore[attr-defined]
    for transcript in reading.corpus.transcripts:  # type: ignore[attr-defined]
        found = [speaker.role for speaker in transcript.speakers]
        assert (found.count(Role.INTERVIEWER), found.count(Role.RESPONDENT)) == (1, 1), transcript.name
        assert reading.corpus.id_prefix(transcript.name) == transcript.name  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "layout", "turns"),
    [
        ("DT-C01", "bold_labels", 42),
        ("DT-C02", "feishu", 54),
        ("DT-P01", "markdown", 32),
        ("DT-T01", "tencent", 59),
        ("DT-V01", "labels", 48),
        ("DT-V02", "labels", 63),
        ("DT-V03", "iflytek", 50),
        ("DT-V04", "srt", 66),
        ("PL-C01", "labels", 53),
        ("PL-C02", "iflytek", 53),
        ("PL-P01", "bold_labels", 45),
        ("PL-T01", "tencent", 54),
        ("PL-V01", "labels", 60),
        ("PL-V02", "tongyi", 52),
        ("PL-V03", "table", 90),
        ("PL-V04", "vtt", 62),
    ],
)
def test_layouts_of_the_samples(samples: dict[str, object], name: str, layout: str, turns: int) -> None:
    """Each sample has the layout it was written in and the turns that were counted by reading it."""
    transcript = samples["reading"].corpus.by_name[name]  # type: ignore[attr-defined]
    assert (transcript.layout, len(transcript.turns)) == (layout, turns)


def test_slips_in_the_speaker_map_are_told(tmp_path: Path) -> None:
    """A transcript or a label that is not there has no effect, so it is told; labels for all may be idle."""
    (tmp_path / "甲.txt").write_text("问：好吗？\n答：好得很。\n问：还有呢？\n答：没得了。\n", encoding="utf-8")
    said = SpeakerSetting("interviewer")
    settings = Settings(root=tmp_path, transcripts=tmp_path,
                        speakers={"*": {"主持人": said}, "申": {"问": said}, "甲": {"问": said, "说话人9": said}})
    assert [warning for warning in read(settings).warnings if "[speakers]" in warning] == [
        "qualcode.toml, [speakers]: there is no transcript 申; write the name of the file without its ending",
        "qualcode.toml, [speakers]: 说话人9 never speaks in 甲; `qualcode import` shows the labels that do"]
