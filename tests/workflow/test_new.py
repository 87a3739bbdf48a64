"""Making a project."""

import errno
from pathlib import Path

import pytest

from qualcode.codebook import read_codebook
from qualcode.errors import ProjectError, WriteError
from qualcode.model import canonical_key
from qualcode.settings import read_settings
from qualcode.workflow.codebook import test as try_out
from qualcode.workflow.new import new


def test_new_makes_a_project_that_reads(tmp_path: Path) -> None:
    """Settings and codebook of a new project are sound, and every path in the settings exists."""
    folder = tmp_path / "我的研究"
    made = new(folder)
    settings = read_settings(folder)
    assert [path.relative_to(folder).as_posix() for path in made] == [
        "qualcode.toml", "codebooks/example.yaml", "transcripts/README.txt", "transcripts/participants.csv",
        "outputs/.gitignore", ".gitignore"]
    assert settings.codebook is not None
    assert settings.participants is not None
    assert [settings.codebook.is_file(), settings.participants.is_file(), settings.transcripts.is_dir(),
            settings.outputs.is_dir(), settings.name] == [True, True, True, True, "我的研究"]


def test_the_example_codebook_teaches_every_part(tmp_path: Path) -> None:
    """The example has lists, themes, exclusive codes, children, terms, rules, exceptions and examples."""
    new(tmp_path)
    book = read_codebook(tmp_path / "codebooks" / "example.yaml")
    assert [code.id for code in book.codes] == ["not_using", "convenience", "obstacles", "not_able", "distance"]
    assert all([book.lists, book.themes, book.exclusive, any(code.parent for code in book.codes),
                any(code.terms for code in book.codes), any(code.rules for code in book.codes),
                any(code.unlike for code in book.codes), any(code.counter_examples for code in book.codes)])
    assert all(code.name_zh and code.name_en and code.definition for code in book.codes)


def test_the_example_codebook_holds_its_own_examples(tmp_path: Path) -> None:
    """What it teaches is true: every example is found, no counter-example is."""
    new(tmp_path)
    trial = try_out(read_codebook(tmp_path / "codebooks" / "example.yaml"))
    assert trial.misses == ()
    assert sum(code.examples for code in trial.codes) == 8


def test_the_columns_of_the_attribute_table_are_known(tmp_path: Path) -> None:
    """The header row, with a byte order mark for Excel, uses headings that the program knows."""
    new(tmp_path)
    data = (tmp_path / "transcripts" / "participants.csv").read_bytes()
    keys = [canonical_key(heading) for heading in data.decode("utf-8-sig").strip().split(",")]
    assert data.startswith(b"\xef\xbb\xbf")
    assert keys == ["id", "file", "speaker", "town", "village", "role", "gender", "age_band", "education", "date"]


def test_files_that_are_there_stay_as_they_are(tmp_path: Path) -> None:
    """A folder with transcripts becomes a project without a byte of them changing."""
    table = tmp_path / "transcripts" / "participants.csv"
    table.parent.mkdir()
    table.write_bytes(b"mine")
    assert table not in new(tmp_path)
    assert table.read_bytes() == b"mine"


def test_a_project_is_not_made_twice(tmp_path: Path) -> None:
    """A folder with settings is refused, and nothing in it changes."""
    new(tmp_path)
    (tmp_path / "codebooks" / "example.yaml").unlink()
    with pytest.raises(ProjectError, match="there is a project already"):
        new(tmp_path)
    assert not (tmp_path / "codebooks" / "example.yaml").exists()


def test_a_file_is_not_a_folder(tmp_path: Path) -> None:
    """The name of a file is refused."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ProjectError, match="name a folder"):
        new(tmp_path / "file")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A file where a folder must be is a write error with a remedy."""
    (tmp_path / "codebooks").write_text("x", encoding="utf-8")
    with pytest.raises(WriteError, match="choose a folder"):
        new(tmp_path)


def test_half_a_project_does_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk fills up half-way nothing is left that a second try would take for a project."""
    write = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        write(path, b"")
        if path.suffix == ".yaml":
            raise OSError(errno.ENOSPC, "No space left on device")
        return len(data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(WriteError, match="No space"):
        new(tmp_path / "p")
    assert [path for path in (tmp_path / "p").rglob("*") if path.is_file()] == []
