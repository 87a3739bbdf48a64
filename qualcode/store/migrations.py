"""Changes of the schema: numbered, each after a backup, each in one transaction with its record."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, insert, inspect, select

from qualcode import __version__
from qualcode.errors import StoreError
from qualcode.i18n import _
from qualcode.store import schema


class Migration(NamedTuple):
    """One change of the schema.

    Attributes:
        version: The version of the schema that it leads to; 1, 2, 3 …
        name: What it does, in a word or two.
        change: Makes the change inside the transaction that it is given.
    """

    version: int
    name: str
    change: Callable[[Connection], None]


def _create(connection: Connection) -> None:
    schema.metadata.create_all(connection)
    for guard in schema.guards(connection):
        connection.execute(guard)


#: In order. A migration that has been published is never changed: a later one mends it.
MIGRATIONS: tuple[Migration, ...] = (Migration(1, "create", _create),)


def version_of(connection: Connection) -> int:
    """Return the version of a store's schema, 0 for an empty database.

    Raises:
        StoreError: the database holds other tables, but no store of ours.
    """
    names = inspect(connection).get_table_names()
    if schema.migration.name not in names:
        if names:
            raise StoreError(_("{store}: holds other tables and is no store of qualcode; name another in "
                               "qualcode.toml, [store] url").format(store=shown(connection)))
        return 0
    return connection.scalar(select(schema.migration.c.version).order_by(schema.migration.c.version.desc()).limit(1)
                            ) or 0


def pending(connection: Connection, migrations: Sequence[Migration] = MIGRATIONS) -> list[Migration]:
    """Return the migrations that a store has not seen.

    Raises:
        StoreError: the store is newer than this program.
    """
    version = version_of(connection)
    newest = max(migration.version for migration in migrations)
    if version > newest:
        by = connection.scalar(select(schema.migration.c.qualcode).where(schema.migration.c.version == version))
        raise StoreError(
            _("{store}: made by qualcode {newer} (schema {version}), which is newer than this one ({own}, schema "
              "{known}); install that version. Nothing was changed").format(
                store=shown(connection), newer=by, version=version, own=__version__, known=newest))
    return [migration for migration in migrations if migration.version > version]


def migrate(connection: Connection, migration: Migration) -> None:
    """Make one change and record it, inside the caller's transaction."""
    migration.change(connection)
    connection.execute(insert(schema.migration).values(
        version=migration.version, name=migration.name, qualcode=__version__,
        at=datetime.now(UTC).isoformat(timespec="seconds")))


def shown(connection: Connection) -> str:
    """Return how messages name the store: the file, or the database without its password."""
    url = connection.engine.url
    return str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)
