"""Whole files or none: every output is written beside its place and then renamed over it."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from qualcode.errors import WriteError
from qualcode.i18n import _


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path in the same folder; when the block ends well, it takes the place of ``path``.

    When anything goes wrong inside, the temporary file is removed and ``path`` is as it was.

    Raises:
        WriteError: the disk is full, the folder cannot be written, or another program holds the file open.
    """
    temporary = path.with_name(f".{path.stem}-{os.getpid()}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        _finish(temporary, path)
    except OSError as error:
        raise _write_error(path, error) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes) -> Path:
    """Write ``content`` to ``path`` atomically and return ``path``.

    Raises:
        WriteError: see ``replacing``.
    """
    with replacing(path) as temporary:
        temporary.write_bytes(content)
    return path


def write_text(path: Path, content: str) -> Path:
    """Write ``content`` as UTF-8 with LF line ends, atomically, and return ``path``.

    Raises:
        WriteError: see ``replacing``.
    """
    return write_bytes(path, content.encode("utf-8"))


def _finish(temporary: Path, path: Path) -> None:
    """Push the file to the disk, so that a power cut leaves the old or the new one, then rename it."""
    with temporary.open("rb+") as stream:
        os.fsync(stream.fileno())
    temporary.replace(path)


def _write_error(path: Path, error: OSError) -> WriteError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        why = _("the disk is full; free some space and run the command again")
    elif isinstance(error, PermissionError):
        why = _("no permission; close the file in other programs (Excel, WPS, Word) or choose another folder")
    elif isinstance(error, FileExistsError | NotADirectoryError):
        why = _("a file stands where a folder is needed; choose another folder")
    elif isinstance(error, IsADirectoryError):
        why = _("a folder stands where the file is to go; choose another name")
    else:
        why = error.strerror or type(error).__name__
    return WriteError(_("{path}: cannot be written: {why}. The last good file, if any, is unchanged.").format(
        path=path, why=why))
