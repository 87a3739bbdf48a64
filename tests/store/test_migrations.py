"""The schema changes after a backup, in one transaction with its record, or not at all."""

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, make_url, select, text

from qualcode.errors import StoreError
from qualcode.model import Coding
from qualcode.store import codings, open_store, schema
from qualcode.store.migrations import MIGRATIONS
from tests.store.build import fill
from tests.store.second import FAILING, SECOND

FIRST = len(MIGRATIONS)


def made(url: str) -> list[Coding]:
    """Make a store with codings in it, and return these."""
    with open_store(url) as store:
        fill(store)
        with store.reading() as connection:
            return codings(connection)


def versions(connection: Connection) -> list[int]:
    """Return the recorded versions of the schema."""
    return list(connection.scalars(select(schema.migration.c.version).order_by(schema.migration.c.version)))


def columns(connection: Connection) -> set[str]:
    """Return the names of the columns of codings."""
    return {column["name"] for column in inspect(connection).get_columns("coding")}


def test_a_store_is_upgraded_with_its_record(store_url: str) -> None:
    """Every coding stays, the new column is filled, and the record says so."""
    before = made(store_url)
    with open_store(store_url, known=SECOND) as store, store.reading() as connection:
        assert codings(connection) == before
        assert set(connection.scalars(text("SELECT colour FROM coding"))) == {"red"}
        assert versions(connection) == [*range(1, FIRST + 1), FIRST + 1]
        assert store.is_sound()


def test_an_upgraded_store_is_refused_by_the_older_program(store_url: str) -> None:
    """Older code does not write into what it does not know."""
    made(store_url)
    open_store(store_url, known=SECOND).close()
    with pytest.raises(StoreError, match=f"schema {FIRST + 1}.* which is newer than this one"):
        open_store(store_url)


def test_a_change_that_fails_leaves_everything_as_it_was(store_url: str) -> None:
    """Neither column nor record is there, the codings are, and the next attempt works."""
    before = made(store_url)
    with pytest.raises(StoreError, match="refused a change"):
        open_store(store_url, known=FAILING)
    with open_store(store_url) as store, store.reading() as connection:
        assert (versions(connection), "colour" in columns(connection)) == ([*range(1, FIRST + 1)], False)
        assert codings(connection) == before
        assert store.is_sound()
    with open_store(store_url, known=SECOND) as store, store.reading() as connection:
        assert "colour" in columns(connection)


def test_a_backup_is_made_first(store_url: str) -> None:
    """It holds every row as it was: a file beside a SQLite store, a schema beside one in PostgreSQL."""
    before = made(store_url)
    with open_store(store_url, known=SECOND) as store, store.reading() as connection:
        if store.engine.dialect.name == "postgresql":
            name = f"{connection.scalar(text('SELECT current_schema()'))}_backup_v{FIRST}"
            copied = connection.execute(text(f'SELECT count(*), max("key") FROM "{name}".coding')).one()
            assert copied == (len(before), max(one.id for one in before))
            assert {column["name"] for column in inspect(connection).get_columns("coding", schema=name)} == columns(
                connection) - {"colour"}
            return
    with open_store(f"{store_url}.v{FIRST}.bak") as copy, copy.reading() as connection:
        assert codings(connection) == before
        assert (versions(connection), copy.is_sound()) == ([*range(1, FIRST + 1)], True)


@pytest.mark.parametrize("store_url", ["postgres"], indirect=True)
def test_an_older_backup_stays_in_postgresql(store_url: str) -> None:
    """A schema that is there is not written into; the copy takes the next free name."""
    before = made(store_url)
    with open_store(store_url) as store, store.engine.begin() as connection:
        stem = f"{connection.scalar(text('SELECT current_schema()'))}_backup_v{FIRST}"
        connection.execute(text(f'CREATE SCHEMA "{stem}"'))
    with open_store(store_url, known=SECOND) as store, store.reading() as connection:
        assert inspect(connection).get_table_names(schema=stem) == []
        assert connection.scalar(text(f'SELECT count(*) FROM "{stem}_2".coding')) == len(before)


def test_a_backup_that_cannot_be_written_stops_the_upgrade(tmp_path: Path) -> None:
    """Without a copy the schema does not change."""
    url = f"sqlite:///{tmp_path / 'qualcode.db'}"
    made(url)
    Path(f"{make_url(url).database}.v{FIRST}.bak").mkdir()
    with pytest.raises(StoreError, match="cannot be opened for writing"):
        open_store(url, known=SECOND)
    with closing(open_store(url)) as store, store.reading() as connection:
        assert "colour" not in columns(connection)
