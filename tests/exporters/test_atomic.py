"""Whole files or none."""

import errno
import os
from pathlib import Path

import pytest

from qualcode.errors import WriteError
from qualcode.exporters.atomic import replacing, write_bytes, write_text


def test_writes_and_leaves_nothing_else(tmp_path: Path):
    """The file is there, its folder was made, no temporary file stays."""
    path = write_text(tmp_path / "new" / "a.txt", "好\n")
    assert path.read_bytes() == "好\n".encode()
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_leaves_the_last_good_file(tmp_path: Path, number: int):
    """The error in the middle names the file and what to do; what was there is there."""
    path = write_text(tmp_path / "a.csv", "old")

    def fill() -> None:
        with replacing(path) as temporary:
            temporary.write_text("half of the ne", encoding="utf-8")
            raise OSError(number, os.strerror(number))

    with pytest.raises(WriteError, match=r"a\.csv.*disk is full.*unchanged"):
        fill()
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_any_other_error_leaves_the_last_good_file_too(tmp_path: Path):
    """A bug or Ctrl-C while writing passes through as it is, and the file is as it was."""
    path = write_text(tmp_path / "a.csv", "old")

    def stop() -> None:
        with replacing(path) as temporary:
            temporary.write_text("half", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_held_open_by_another_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """On Windows, a workbook open in Excel cannot be replaced: say so."""
    path = write_text(tmp_path / "a.xlsx", "old")

    def refuse(_self: Path, _target: Path) -> Path:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(WriteError, match="close the file in other programs"):
        write_bytes(path, b"new")
    assert path.read_text(encoding="utf-8") == "old"


def test_a_file_where_a_folder_is_needed(tmp_path: Path):
    """The message says which of the two it is."""
    write_text(tmp_path / "a", "")
    with pytest.raises(WriteError, match="a file stands where a folder is needed"):
        write_text(tmp_path / "a" / "b.csv", "")


def test_a_folder_where_the_file_is_to_go(tmp_path: Path):
    """A folder is never replaced by a file."""
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(WriteError, match=r"a\.csv"):
        write_text(tmp_path / "a.csv", "")
    assert (tmp_path / "a.csv").is_dir()


def test_any_other_failure_gives_the_systems_reason(tmp_path: Path):
    """An error that nobody foresaw still names the file."""
    def fail() -> None:
        with replacing(tmp_path / "a.csv"):
            raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(WriteError, match="Input/output error"):
        fail()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
def test_rights_are_the_usual_ones(tmp_path: Path):
    """A colleague in the same group can read what was written, as with any other program."""
    usual = tmp_path / "usual"
    usual.touch()
    assert write_text(tmp_path / "a.csv", "").stat().st_mode == usual.stat().st_mode
