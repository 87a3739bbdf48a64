"""Memos: notes on the project, a transcript, a code, a participant or a coder. A coding carries its own."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from qualcode.store import schema
from qualcode.store.store import Operation
from qualcode.store.texts import clean

ABOUT = ("project", "transcript", "code", "participant", "coder")


@dataclass(frozen=True, slots=True)
class Memo:
    """A note on something.

    Attributes:
        id: Stays whatever becomes of the memo.
        about: One of ``ABOUT``.
        target: Name or id of the thing, "" for the project.
        body: The words.
        coder: Who wrote it.
        at: When it was last changed, ISO 8601 in UTC; filled in by the store.
    """

    id: str
    about: str
    target: str
    body: str
    coder: str
    at: str = ""


def memos(connection: Connection, *, about: str = "", target: str = "") -> list[Memo]:
    """Return current memos, the oldest first."""
    table, operation = schema.memo, schema.operation
    query = (
        select(table.c.key, table.c.about, table.c.target, table.c.body, table.c.coder, operation.c.at)
        .join(operation, operation.c.id == table.c.since).where(table.c.until.is_(None)).order_by(table.c.row)
    )
    for column, value in ((table.c.about, about), (table.c.target, target)):
        if value:
            query = query.where(column == value)
    return [Memo(*row) for row in connection.execute(query)]


def put_memo(operation: Operation, given: Memo) -> None:
    """Add a memo, or change it; what it was stays in the history."""
    operation.put(schema.memo, [{
        "key": given.id, "about": given.about, "target": given.target, "body": clean(given.body),
        "coder": given.coder}])


def end_memo(operation: Operation, key: str) -> None:
    """Take a memo out of the current state; what it was stays in the history."""
    operation.end(schema.memo, [key])
