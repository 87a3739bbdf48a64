"""Connections: SQLite in the project's folder or PostgreSQL by a URL, with the same promises.

Writers wait for each other and readers for nobody. In SQLite that takes write-ahead logging and ``BEGIN IMMEDIATE``
(a reader that turns into a writer would be refused at once); in PostgreSQL an advisory lock, which only writers take,
so that operations become visible in the order of their numbers there too.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import NullPool

from qualcode.errors import StoreError
from qualcode.i18n import _

#: Seconds that a writer waits for others; each of ours holds the lock for a fraction of one.
PATIENCE = 60
#: "QCOD": tells ``file`` and us whose database a file is.
APPLICATION_ID = 0x51434F44
_WRITING = "qualcode_writing"


def make_engine(url: str) -> Engine:
    """Return an engine for a store's URL; nothing is opened yet.

    Raises:
        StoreError: the URL is none, or its driver is not installed.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(parsed)
        if parsed.get_backend_name() == "postgresql":
            return _postgres(parsed)
    except (ArgumentError, NoSuchModuleError, ValueError) as error:  # the last of a port that is no number
        raise StoreError(_("[store] url: not a database URL; write sqlite:///FILE or "
                           "postgresql+psycopg://USER@HOST/DATABASE")) from error
    except ImportError as error:
        raise StoreError(_("PostgreSQL needs the driver psycopg; install it with pip install \"psycopg[binary]\""
                           )) from error
    raise StoreError(_("[store] url: {name} is no database that qualcode keeps codings in; write sqlite:///FILE or "
                       "postgresql+psycopg://USER@HOST/DATABASE").format(name=parsed.get_backend_name()))


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the store from its first query to its last."""
    with _told(engine), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection that alone may write; what the block did is kept as a whole or, on any error, not at all."""
    options: dict[str, Any] = {_WRITING: True}
    if engine.dialect.name == "postgresql":
        # The lock is waited for inside a query; each query after it must see what the last writer has left.
        options["isolation_level"] = "READ COMMITTED"
    with _told(engine), engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def use_log(engine: Engine) -> None:
    """Let readers and a writer work at once in a SQLite file; the file remembers it."""
    if engine.dialect.name != "sqlite":
        return
    end = monotonic() + PATIENCE
    with _told(engine), engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        while True:
            try:
                raw.execute("PRAGMA journal_mode=WAL").close()
                return
            except sqlite3.OperationalError as error:  # SQLite itself does not wait here for others who do the same
                if "locked" not in str(error) or monotonic() > end:
                    raise
                sleep(0.01)


def back_up(engine: Engine, connection: Connection, version: int) -> str:
    """Copy a store before its schema changes, and return the name of the copy.

    SQLite: a file beside it, through SQLite's own online backup. PostgreSQL: a schema in the same database, named after
    the store's own since several stores may live there, in the transaction of the change itself.
    """
    if engine.dialect.name == "sqlite":
        path = Path(str(engine.url.database))
        copy = path.with_name(f"{path.name}.v{version}.bak")
        with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(copy)) as new:
            old.backup(new)
        return str(copy)
    own = connection.scalar(text("SELECT current_schema()"))
    taken = set(connection.scalars(text("SELECT nspname FROM pg_namespace")))
    stem = f"{own}_backup_v{version}"
    name = next(name for number in count(1) if (name := stem + (f"_{number}" if number > 1 else "")) not in taken)
    quoted = connection.dialect.identifier_preparer.quote_identifier
    connection.execute(text(f"CREATE SCHEMA {quoted(name)}"))
    tables = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")).scalars()
    for table in tables.all():
        connection.execute(text(f"CREATE TABLE {quoted(name)}.{quoted(table)} AS TABLE {quoted(table)}"))
    return name


def is_sound(engine: Engine) -> bool:
    """Return whether the database passes its own check of integrity and of foreign keys."""
    if engine.dialect.name != "sqlite":
        return True  # PostgreSQL enforces both and offers no check to ask for
    with reading(engine) as connection:
        found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        return found == ["ok"] and not connection.exec_driver_sql("PRAGMA foreign_key_check").all()


def _sqlite(url: URL) -> Engine:
    if url.database in {None, "", ":memory:"}:
        raise ArgumentError("in memory only: it would be gone after every connection")
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": PATIENCE})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, and DDL belongs to them
        for pragma in ("foreign_keys=ON", "synchronous=FULL", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        wanted = "BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITING) else "BEGIN"
        connection.exec_driver_sql(wanted)

    return engine


def _postgres(url: URL) -> Engine:
    if url.drivername == "postgresql":  # psycopg, not the older driver that SQLAlchemy would take
        url = url.set(drivername="postgresql+psycopg")
    options: dict[str, Any] = {"connect_timeout": 10}
    if url.get_driver_name() == "psycopg":
        options["prepare_threshold"] = None  # a plan that is kept was made for the table as it was, perhaps empty
    engine = create_engine(url, isolation_level="REPEATABLE READ", connect_args=options)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(_WRITING):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(1363365700, hashtext(current_schema()))")

    return engine


@contextmanager
def _told(engine: Engine) -> Iterator[None]:
    """Turn what goes wrong with the database itself into a sentence; its messages would quote the row."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:  # the latter from what is done past SQLAlchemy
        raise StoreError(_why(engine, error)) from error


def _why(engine: Engine, error: DBAPIError | sqlite3.Error) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    url = engine.url
    store = str(url.database) if engine.dialect.name == "sqlite" else url.render_as_string(hide_password=True)
    words = str(cause).lower()
    if "locked" in words or "lock timeout" in words:
        return _("{store}: another program has been writing for over {seconds} seconds; let it end and try again"
                 ).format(store=store, seconds=PATIENCE)
    if "not a database" in words or "malformed" in words:
        return _("{store}: not a sound database; bring back a copy of it (a .bak beside it, or your own backup), or "
                 "rebuild it with `qualcode codings merge` from exported files").format(store=store)
    if "full" in words:
        return _("{store}: the disk is full; free some space and try again. Nothing was changed").format(store=store)
    if "readonly" in words or "read-only" in words or "unable to open" in words:
        return _("{store}: cannot be opened for writing; check that the folder is there and that you may write to it"
                 ).format(store=store)
    if isinstance(error, OperationalError) and engine.dialect.name != "sqlite":
        return _("{store}: the database does not answer; check [store] url in qualcode.toml and that the server runs"
                 ).format(store=store)
    return _("{store}: the database refused a change ({type}); nothing was changed").format(
        store=store, type=type(cause).__name__)
