"""The codebook's file and the store change together, whenever the process between them dies."""

import subprocess
import sys
from pathlib import Path

import pytest

from qualcode.errors import StoreError, WriteError
from qualcode.store import Store, open_store
from qualcode.store.files import keep_codebook, kept_codebook, want_file, write_pending
from qualcode.store.texts import text_of

ROOT = Path(__file__).resolve().parents[2]
BOOK = "codebooks/甲.yaml"
OLD, NEW = b"codes: []\n", "codes: []  # 新\n".encode()
#: Changes the codebook as an edit does and dies before the file is written.
DIES = """
import os, sys
from qualcode.store import open_store
from qualcode.store.files import keep_codebook, want_file
store = open_store(sys.argv[1])
with store.writing("甲", "codebook rename") as operation:
    old = keep_codebook(operation, sys.argv[2], bytes.fromhex(sys.argv[3]))
with store.writing("甲", "codebook rename") as operation:
    want_file(operation, sys.argv[2], keep_codebook(operation, sys.argv[2], bytes.fromhex(sys.argv[4])), old)
os._exit(9)
"""


@pytest.fixture
def book(tmp_path: Path, store_url: str) -> Path:
    """Return the codebook of a project whose last change died between the store and the file."""
    path = tmp_path / "project" / BOOK
    path.parent.mkdir(parents=True)
    path.write_bytes(OLD)
    words = [sys.executable, "-c", DIES, store_url, BOOK, OLD.hex(), NEW.hex()]
    assert subprocess.run(words, cwd=ROOT, check=False).returncode == 9
    return path


def write(path: Path, data: bytes) -> None:
    """Write a file."""
    path.write_bytes(data)


def test_the_file_is_written_when_the_store_is_opened_next(store_url: str, book: Path) -> None:
    """Once; a second opening finds nothing to do."""
    with open_store(store_url) as store:
        assert write_pending(store, book.parents[1], write) == [book]
        assert book.read_bytes() == NEW
        assert write_pending(store, book.parents[1], write) == []
        with store.reading() as connection:
            assert text_of(connection, kept_codebook(connection, BOOK)) == NEW.decode()


def test_a_file_that_was_written_already_is_left_alone(store_url: str, book: Path) -> None:
    """The process may die after the file and before the note is gone."""
    book.write_bytes(NEW)
    with open_store(store_url) as store:
        assert write_pending(store, book.parents[1], write) == []
        assert write_pending(store, book.parents[1], write) == []


def test_a_file_that_somebody_changed_meanwhile_is_not_written_over(store_url: str, book: Path) -> None:
    """It is said once, and the file stays."""
    book.write_bytes(b"codes: [mine]\n")
    with open_store(store_url) as store:
        with pytest.raises(StoreError, match="changed by another program while qualcode was changing it"):
            write_pending(store, book.parents[1], write)
        assert book.read_bytes() == b"codes: [mine]\n"
        assert write_pending(store, book.parents[1], write) == []


def test_a_file_that_cannot_be_written_is_tried_again(store_url: str, book: Path) -> None:
    """The note stays until the file is there."""
    def refuse(path: Path, _data: bytes) -> None:
        raise WriteError(str(path))

    with open_store(store_url) as store:
        with pytest.raises(WriteError):
            write_pending(store, book.parents[1], refuse)
        assert book.read_bytes() == OLD
        assert write_pending(store, book.parents[1], write) == [book]


def test_an_operation_that_fails_wants_no_file(store: Store, tmp_path: Path) -> None:
    """The note goes with the operation that made it."""
    with pytest.raises(ZeroDivisionError), store.writing("甲", "codebook rename") as operation:
        want_file(operation, BOOK, keep_codebook(operation, BOOK, NEW), "")
        raise ZeroDivisionError
    assert write_pending(store, tmp_path, write) == []
    with store.reading() as connection:
        assert (kept_codebook(connection, BOOK), text_of(connection, "none")) == ("", None)


def test_the_last_wish_counts(store: Store, tmp_path: Path) -> None:
    """Two changes before the file is written leave the text of the second."""
    (tmp_path / "a.yaml").write_bytes(OLD)
    with store.writing("甲", "codebook rename") as operation:
        was = keep_codebook(operation, "a.yaml", OLD)
    for data in (b"first", NEW):
        with store.writing("甲", "codebook rename") as operation:
            want_file(operation, "a.yaml", keep_codebook(operation, "a.yaml", data), was)
    assert write_pending(store, tmp_path, write) == [tmp_path / "a.yaml"]
    assert (tmp_path / "a.yaml").read_bytes() == NEW
