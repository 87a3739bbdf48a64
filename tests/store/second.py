"""A second migration, as a later version of the program will have one."""

from sqlalchemy import Connection, text

from qualcode.store.migrations import MIGRATIONS, Migration


def add_column(connection: Connection) -> None:
    """Add a column to codings and set it everywhere."""
    connection.execute(text("ALTER TABLE coding ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'"))


def fail_late(connection: Connection) -> None:
    """Change the schema and then fail, as when the disk is full."""
    add_column(connection)
    connection.execute(text("SELECT no_such_column FROM coding"))


SECOND = (*MIGRATIONS, Migration(len(MIGRATIONS) + 1, "colour", add_column))
FAILING = (*MIGRATIONS, Migration(len(MIGRATIONS) + 1, "colour", fail_late))
