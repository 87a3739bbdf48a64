"""The store: opened once, read through ``reading()``, changed through ``writing()``, one operation at a time."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, Table, insert, make_url, select, update
from sqlalchemy.exc import ArgumentError

from qualcode.errors import StoreError
from qualcode.i18n import _
from qualcode.store import engine as engines
from qualcode.store import migrations, schema

#: Name of the SQLite file in the project's folder.
FILE_NAME = "qualcode.db"
Row = Mapping[str, Any]


class Operation:
    """One change of the store, by one coder; everything in it is kept together or not at all.

    Attributes:
        connection: Inside the transaction.
        id: Its number: later operations have higher ones.
    """

    def __init__(
        self, connection: Connection, coder: str, verb: str, detail: Mapping[str, Any], reverses: int | None,
    ) -> None:
        self.connection = connection
        self.at = datetime.now(UTC).isoformat(timespec="milliseconds")
        made = connection.execute(insert(schema.operation).values(
            at=self.at, coder=coder, verb=verb, detail=json.dumps(detail, ensure_ascii=False), reverses=reverses))
        self.id: int = made.inserted_primary_key[0]  # type: ignore[index]

    def put(self, table: Table, rows: Sequence[Row]) -> None:
        """Begin versions; the current versions of the same keys end. Keys must be distinct.

        Within one operation a key may be put once only: a version that begins and ends at once never was.
        """
        if rows:
            self.end(table, [row["key"] for row in rows])
            self.connection.execute(insert(table), [{**row, "since": self.id} for row in rows])

    def end(self, table: Table, keys: Sequence[str]) -> None:
        """End the current versions of some keys; a key without one is passed over."""
        for start in range(0, len(keys), 500):
            self.connection.execute(update(table).where(
                table.c.key.in_(keys[start : start + 500]), table.c.until.is_(None)).values(until=self.id))

    def keep(self, sha: str, body: bytes) -> None:
        """Keep a whole text under its hash; one that is there already stays."""
        table = schema.content
        if self.connection.scalar(select(table.c.sha).where(table.c.sha == sha)) is None:
            self.connection.execute(insert(table).values(sha=sha, body=body))


class Store:
    """A project's codings with all that belongs to them and all their history.

    Use ``open_store``. What is kept in it is asked and changed by the functions of the modules beside this one.

    Attributes:
        engine: Of SQLAlchemy.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the store.

        Raises:
            StoreError: the database cannot be read.
        """
        with engines.reading(self.engine) as connection:
            yield connection

    @contextmanager
    def writing(
        self, coder: str, verb: str, detail: Mapping[str, Any] | None = None, reverses: int | None = None,
    ) -> Iterator[Operation]:
        """Give an operation; it is in the store when the block ends well, and nowhere when it does not.

        Args:
            coder: Who does it.
            verb: What is done, such as ``"accept"``; ``workflow.verbs`` has the words for each.
            detail: What else the history should say; no words of interviews.
            reverses: The operation that this one takes back.

        Raises:
            StoreError: the database cannot be written, or another writer kept it for over a minute.
        """
        with engines.writing(self.engine) as connection:
            yield Operation(connection, coder, verb, detail or {}, reverses)

    @property
    def name(self) -> str:
        """How messages name it: the file, or the database without its password."""
        url = self.engine.url
        local = url.get_backend_name() == "sqlite"
        return str(url.database) if local else url.render_as_string(hide_password=True)

    def is_sound(self) -> bool:
        """Return whether the database passes its own check of integrity and of foreign keys."""
        return engines.is_sound(self.engine)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def store_url(root: Path, setting: str = "") -> str:
    """Return the URL of a project's store: that of the settings, else the SQLite file in its folder.

    Args:
        root: The project's folder; a relative SQLite path in ``setting`` begins there.
        setting: ``[store] url`` of the settings, or "".

    Raises:
        StoreError: the setting is no URL.
    """
    if not setting:
        return str(URL.create("sqlite", database=str(root / FILE_NAME)))
    try:
        url = make_url(setting)
    except (ArgumentError, ValueError) as error:  # the latter of a port that is no number
        raise StoreError(_("[store] url: not a database URL; write sqlite:///FILE or "
                           "postgresql+psycopg://USER@HOST/DATABASE")) from error
    if url.get_backend_name() == "sqlite" and url.database:
        url = url.set(database=str(root / url.database))
    return url.render_as_string(hide_password=False)


def open_store(url: str, *, known: Sequence[migrations.Migration] = migrations.MIGRATIONS) -> Store:
    """Open a store, and make or upgrade it where it is needed.

    Args:
        url: See ``store_url``.
        known: The migrations that this program knows.

    Raises:
        StoreError: it cannot be opened, is no store of ours, or is newer than this program; it is as it was.
    """
    engine = engines.make_engine(url)
    try:
        with engines.reading(engine) as connection:
            ready = not migrations.pending(connection, known)
        if not ready:
            engines.use_log(engine)
            _upgrade(engine, known)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine)


def _upgrade(engine: Engine, known: Sequence[migrations.Migration]) -> None:
    """Make every pending change, each in a transaction of its own; another process may have been faster."""
    while True:
        with engines.writing(engine) as connection:
            pending = migrations.pending(connection, known)
            if not pending:
                return
            if migrations.version_of(connection):
                engines.back_up(engine, connection, migrations.version_of(connection))
            elif engine.dialect.name == "sqlite":
                connection.exec_driver_sql(f"PRAGMA application_id = {engines.APPLICATION_ID}")
            migrations.migrate(connection, pending[0])
