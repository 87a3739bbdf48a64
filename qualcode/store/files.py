"""The codebook's file and the store change together, though no transaction covers both.

An operation that changes the codebook keeps its new text and notes the file as *pending*; after the transaction the
file is written and the note goes. A process that dies between leaves the note, and whoever opens the store next writes
the file, unless somebody has changed it since.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select

from qualcode.errors import StoreError
from qualcode.i18n import _
from qualcode.store import schema
from qualcode.store.engine import writing
from qualcode.store.store import Operation, Store


def kept_codebook(connection: Connection, path: str) -> str:
    """Return the hash of the codebook's text that the store knows last, "" where it knows none."""
    table = schema.codebook
    return connection.scalar(select(table.c.text).where(table.c.key == path, table.c.until.is_(None))) or ""


def keep_codebook(operation: Operation, path: str, data: bytes) -> str:
    """Keep the codebook's text as it is now, and return its hash."""
    sha = hashlib.sha256(data).hexdigest()
    operation.keep(sha, data)
    operation.put(schema.codebook, [{"key": path, "text": sha}])
    return sha


def want_file(operation: Operation, path: str, sha: str, was: str) -> None:
    """Note that a file is to hold the kept text ``sha`` in place of ``was``; ``write_pending`` writes it."""
    table = schema.pending_file
    operation.connection.execute(delete(table).where(table.c.path == path))
    operation.connection.execute(insert(table).values(path=path, sha=sha, was=was))


def write_pending(store: Store, root: Path, write: Callable[[Path, bytes], object]) -> list[Path]:
    """Write the files that operations have noted, and return them.

    Args:
        store: The store.
        root: The project's folder, in which relative paths begin.
        write: Writes a whole file or nothing.

    Raises:
        StoreError: a file is no longer what the operation found; nothing is written over it.
        WriteError: a file cannot be written.
    """
    table, content = schema.pending_file, schema.content
    with store.reading() as connection:
        rows = connection.execute(
            select(table.c.path, table.c.sha, table.c.was, content.c.body).join(content, content.c.sha == table.c.sha)
        ).all()
    written = []
    for path, sha, was, body in rows:
        file = root / path
        found = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
        if found == was:
            write(file, bytes(body))
            written.append(file)
        with writing(store.engine) as connection:
            connection.execute(delete(table).where(table.c.path == path, table.c.sha == sha))
        if found not in {was, sha}:
            raise StoreError(
                _("{path}: changed by another program while qualcode was changing it; the codings were changed and the "
                  "file was not. Compare the two, or take the change back with `qualcode undo`").format(path=path))
    return written
