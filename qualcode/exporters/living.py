"""What living documents have in common: keys, the file that is there, and its backup.

A living document is written again and again over itself, with what people wrote in it. So the file that is there is
read first, refused when it is not one of ours, and kept beside the new one.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from qualcode.errors import WriteError
from qualcode.exporters.atomic import write_bytes
from qualcode.exporters.document import TITLE, Heading, Paragraph, Part
from qualcode.i18n import _

_KEY = re.compile(r"[\w.-]{1,200}")


def whole(title: str, parts: Sequence[Part]) -> list[Part]:
    """Return the parts that have something in them, behind one for the title (a heading of level 0).

    Raises:
        ValueError: a key is not one, or comes twice, or what invites to write is not one paragraph.
    """
    made = [Part(TITLE, (Heading(title, 0),)), *(part for part in parts if part.blocks)]
    seen: set[str] = set()
    for part in made:
        if not _KEY.fullmatch(part.key) or part.key in seen:
            raise ValueError(f"no key, or one that comes twice: {part.key!r}")
        if part.own and not (len(part.blocks) == 1 and isinstance(part.blocks[0], Paragraph)):
            raise ValueError(f"one paragraph invites to write, not several blocks: {part.key!r}")
        seen.add(part.key)
    return made


def old_content(path: Path) -> bytes | None:
    """Return the file that is there, None if there is none.

    Raises:
        WriteError: a program has the file open (it left its lock beside it), or the file cannot be read.
    """
    for lock in _locks(path):
        if lock.exists():
            raise WriteError(_(
                "{path}: is open in another program; save and close it there, then run the command again. If no "
                "program has it open, delete {lock} first.").format(path=path, lock=lock.name))
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise WriteError(_("{path}: cannot be read: {why}. Nothing was written; choose another name.").format(
            path=path, why=error.strerror or type(error).__name__)) from error


def replace_content(path: Path, old: bytes | None, new: bytes, ours: Callable[[bytes], bool]) -> None:
    """Write the new file where it says something else than the old one, which is kept as ``<name>.bak.<ending>``.

    There is one backup. A run that changes nothing leaves it alone, and it holds the file before the last change.

    Raises:
        WriteError: the file or its backup cannot be written, or a file that is not ours stands in the backup's place.
    """
    if new == old:
        return
    if old is not None:
        backup = path.with_name(f"{path.stem}.bak{path.suffix}")
        before = old_content(backup)
        if before is not None and not ours(before):
            raise foreign(backup)
        write_bytes(backup, old)
    write_bytes(path, new)


def foreign(path: Path) -> WriteError:
    """Return the error for a file that qualcode did not write, or whose marks somebody's program lost."""
    return WriteError(_(
        "{path}: is not a report that qualcode wrote, or the marks in it are lost. Nothing was written; choose another "
        "name, or move the file away.").format(path=path))


def _locks(path: Path) -> list[Path]:
    """Return the files that LibreOffice, WPS and Word put beside an open one; Word cuts up to two letters off."""
    names = [f".~lock.{path.name}#", f".~{path.name}", *(f"~${path.name[cut:]}" for cut in range(3))]
    return [path.with_name(name) for name in names]
