"""Whole files or none: every output is written beside its place and then renamed over it."""

import errno
import os
import tempfile
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
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise _write_error(path, error) from error
    temporary = Path(name)
    try:
        yield temporary
        _finish(temporary, path)
    except OSError as error:
        raise _write_error(path, error) from error
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


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
    """Give the file the rights of the one it replaces (or the usual ones), push it to disk, rename it."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    temporary.chmod(mode)
    with temporary.open("rb+") as stream:
        os.fsync(stream.fileno())
    temporary.replace(path)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


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
