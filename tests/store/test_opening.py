"""A store is opened, made or refused; whatever is refused stays as it was."""

import re
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, insert, inspect, select, text

from qualcode.errors import StoreError
from qualcode.store import open_store, schema, store_url
from qualcode.store.engine import APPLICATION_ID
from qualcode.store.migrations import MIGRATIONS
from tests.store.build import fill

NO_URL = "[store] url: not a database URL; write sqlite:///FILE or postgresql+psycopg://USER@HOST/DATABASE"
#: Put in place of ``store_url``, the fixture, where the function of this name is meant.
url_of = store_url


def test_a_new_store_is_empty_and_sound(store_url: str) -> None:
    """It has every table and one migration, and nothing else."""
    with open_store(store_url) as store, store.reading() as connection:
        assert set(inspect(connection).get_table_names()) == set(schema.metadata.tables)
        counts = {table.name: connection.scalar(select(func.count()).select_from(table))
                  for table in schema.metadata.sorted_tables}
        assert {name: count for name, count in counts.items() if count} == {"migration": len(MIGRATIONS)}
        assert store.is_sound()


def test_opening_again_changes_nothing(store_url: str) -> None:
    """The same operations and migrations are there, and the next operation has the next number."""
    with open_store(store_url) as store:
        first = fill(store)
    with open_store(store_url) as store:
        with store.writing("甲", "add") as operation:
            pass
        with store.reading() as connection:
            assert list(connection.scalars(select(schema.migration.c.version))) == [one.version for one in MIGRATIONS]
            assert list(connection.scalars(select(schema.operation.c.id))) == [first, operation.id]


def test_an_operation_that_fails_leaves_nothing(store_url: str) -> None:
    """Neither what it wrote nor its own row is in the store."""
    with open_store(store_url) as store:
        with pytest.raises(ZeroDivisionError), store.writing("甲", "add") as operation:
            operation.keep("a", b"b")
            raise ZeroDivisionError
        with store.reading() as connection:
            assert connection.scalar(select(func.count()).select_from(schema.operation)) == 0
            assert connection.scalar(select(func.count()).select_from(schema.content)) == 0


def test_a_reader_sees_one_state_whatever_others_write(store_url: str) -> None:
    """What is written while somebody reads is seen by the next who reads."""
    with open_store(store_url) as store:
        count = select(func.count()).select_from(schema.operation)
        with store.reading() as connection:
            before = connection.scalar(count)
            fill(store)
            assert (before, connection.scalar(count)) == (0, 0)
        with store.reading() as connection:
            assert connection.scalar(count) == 1


def test_a_newer_store_is_refused(store_url: str) -> None:
    """The message names the version that made it; the store stays as it was."""
    with open_store(store_url) as store, store.writing("甲", "add") as operation:
        operation.connection.execute(insert(schema.migration).values(
            version=99, name="later", at="2099-01-01", qualcode="9.9"))
    with pytest.raises(StoreError, match=re.escape("made by qualcode 9.9 (schema 99), which is newer than this one")):
        open_store(store_url)


def test_somebody_elses_database_is_refused(store_url: str) -> None:
    """A database with other tables is left alone."""
    engine = create_engine(store_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE invoices (number INTEGER)"))
    with pytest.raises(StoreError, match="holds other tables and is no store of qualcode"):
        open_store(store_url)
    with engine.begin() as connection:
        assert inspect(connection).get_table_names() == ["invoices"]
    engine.dispose()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """It is named, told apart from an empty one, and stays as it was."""
    path = tmp_path / "qualcode.db"
    path.write_bytes(b"not a database at all, " * 100)
    with pytest.raises(StoreError, match=r"qualcode\.db: not a sound database; bring back a copy"):
        open_store(f"sqlite:///{path}")
    assert path.read_bytes() == b"not a database at all, " * 100


def test_a_damaged_store_is_refused_or_found_unsound(tmp_path: Path) -> None:
    """Half of a store whose first page is whole is not taken for one."""
    path = tmp_path / "qualcode.db"
    with open_store(f"sqlite:///{path}") as store:
        fill(store)
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) // 2))
    with pytest.raises(StoreError, match="not a sound database"):
        open_store(f"sqlite:///{path}")


def test_a_store_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    """An empty file that may only be read cannot become a store."""
    path = tmp_path / "qualcode.db"
    path.touch()
    with pytest.raises(StoreError, match="cannot be opened for writing"):
        open_store(f"sqlite:///file:{path}?mode=ro&uri=true")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The message says which file and what to look at."""
    with pytest.raises(StoreError, match=r"none.qualcode\.db: cannot be opened for writing; check that the folder"):
        open_store(f"sqlite:///{tmp_path / 'none' / 'qualcode.db'}")


def test_the_file_says_whose_it_is(tmp_path: Path) -> None:
    """``file`` and other programs can tell it from any other SQLite database."""
    path = tmp_path / "qualcode.db"
    with open_store(f"sqlite:///{path}"):
        pass
    assert int.from_bytes(path.read_bytes()[68:72], "big") == APPLICATION_ID


@pytest.mark.parametrize("folder", ["plain", "项目", "a b", "a?b", "a#b", "a%20b", "a%b"])
def test_any_folder_may_hold_a_store(tmp_path: Path, folder: str) -> None:
    """Characters that mean something in a URL do not in a folder's name."""
    root = tmp_path / folder
    root.mkdir()
    with open_store(url_of(root)) as store:
        assert store.name == str(root / "qualcode.db")
    assert (root / "qualcode.db").is_file()


def test_a_relative_path_begins_in_the_projects_folder(tmp_path: Path) -> None:
    """An absolute one stays, and so does a server."""
    assert url_of(tmp_path, "sqlite:///data/my.db") == f"sqlite:///{tmp_path / 'data' / 'my.db'}"
    assert url_of(tmp_path, "sqlite:////elsewhere/my.db") == "sqlite:////elsewhere/my.db"
    assert url_of(tmp_path, "postgresql://me:word@host/db") == "postgresql://me:word@host/db"


@pytest.mark.parametrize("setting", ["nonsense", "sqlite+none:///x", "postgresql+none://x", "postgresql://h:port/x",
                                     "sqlite://", "sqlite:///:memory:"])
def test_what_is_no_url_is_refused(setting: str) -> None:
    """The message shows how one is written; a database in memory would be gone at once."""
    with pytest.raises(StoreError, match="^" + re.escape(NO_URL)):
        open_store(setting)


def test_a_setting_that_is_no_url_is_refused(tmp_path: Path) -> None:
    """The same where it is read from the settings."""
    for setting in ("nonsense", "postgresql://h:port/x"):
        with pytest.raises(StoreError, match="^" + re.escape(NO_URL)):
            url_of(tmp_path, setting)


def test_other_databases_are_refused() -> None:
    """The message names what was asked for."""
    with pytest.raises(StoreError, match=r"^\[store\] url: mysql is no database that qualcode keeps codings in"):
        open_store("mysql://host/x")


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to install."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=re.escape('install it with pip install "psycopg[binary]"')):
        open_store("postgresql://host/x")


def test_a_server_that_does_not_answer_is_named_without_the_password() -> None:
    """The message says where the URL stands."""
    with pytest.raises(StoreError, match="does not answer; check") as caught:
        open_store("postgresql://me:word@127.0.0.1:1/x")
    assert str(caught.value).startswith("postgresql+psycopg://me:***@127.0.0.1:1/x: ")
