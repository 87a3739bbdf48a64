"""One file format a module: path -> transcripts, each with a report on how it was read."""

import hashlib
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

from qualcode.errors import QualcodeError, ReadError
from qualcode.i18n import _
from qualcode.readers.assemble import SpeakerMap, results
from qualcode.readers.plain import read_text
from qualcode.readers.report import ReadReport, ReadResult
from qualcode.settings import SpeakerSetting

__all__ = ["EXTENSIONS", "ReadReport", "ReadResult", "read_file", "refusal", "transcript_name"]


def _read_txt(data: bytes, path: Path, name: str, source: str, sha256: str, encoding: str,
              speakers: SpeakerMap) -> list[ReadResult]:
    document = read_text(data, source, "md" if path.suffix.lower() in {".md", ".markdown"} else "txt", encoding)
    return results(document, name, source, sha256, speakers)


_READERS: Mapping[str, Callable[..., list[ReadResult]]] = {".txt": _read_txt, ".md": _read_txt, ".markdown": _read_txt}
EXTENSIONS = tuple(_READERS)


def transcript_name(path: Path) -> str:
    """Return the name of the transcript in a file: the file's name without its ending, in Unicode form NFC."""
    return unicodedata.normalize("NFC", path.stem)


def read_file(
    path: Path, *, root: Path | None = None, encoding: str = "",
    speakers: Mapping[str, Mapping[str, SpeakerSetting]] | None = None,
) -> list[ReadResult]:
    """Read the interviews in one file.

    Args:
        path: The file.
        root: The project's folder, from which the source is named where it lies inside.
        encoding: Encoding of a text file, "" to find out.
        speakers: The speaker map: transcript name or ``*`` -> label -> role and name.

    Returns:
        One result per interview in the file, in file order.

    Raises:
        ReadError: the file cannot be read; its subclasses say that its encoding is in doubt or that it holds no
            interview.
    """
    reader = _READERS.get(path.suffix.lower())
    source = source_of(path, root)
    if reader is None:
        raise ReadError(_("{name}: cannot read {ending} files; these can be read: {endings}").format(
            name=source, ending=path.suffix or _("unnamed"), endings=" ".join(EXTENSIONS)))
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(_("{name}: cannot be opened: {why}").format(name=source, why=error.strerror or error)) from error
    return reader(data, path, transcript_name(path), source, hashlib.sha256(data).hexdigest(), encoding, speakers or {})


def source_of(path: Path, root: Path | None) -> str:
    """Return the path as shown: relative to the project where it lies inside, with forward slashes."""
    if root is not None and path.resolve().is_relative_to(root.resolve()):
        return path.resolve().relative_to(root.resolve()).as_posix()
    return path.as_posix()


def refusal(path: Path, root: Path | None, error: QualcodeError) -> ReadResult:
    """Return the result that says why a file was not read."""
    return ReadResult(None, ReadReport(transcript_name(path), source_of(path, root), refused=str(error)))
