"""One file format a module: path -> transcripts, each with a report on how it was read."""

from pathlib import Path

from qualcode.errors import QualcodeError, ReadError
from qualcode.i18n import _
from qualcode.readers.formats import READERS
from qualcode.readers.report import ReadReport, ReadResult
from qualcode.readers.source import Source, SpeakerMap, load, shown_path, transcript_name

__all__ = ["EXTENSIONS", "ReadReport", "ReadResult", "read_file", "refusal", "transcript_name"]

#: endings of the files that can be read, lower case with their dot.
EXTENSIONS = tuple(READERS)


def read_file(
    path: Path, *, root: Path | None = None, encoding: str = "", speakers: SpeakerMap | None = None
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
    shown = shown_path(path, root)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise ReadError(
            _("{name}: cannot read {ending} files; these can be read: {endings}").format(
                name=shown, ending=path.suffix or _("unnamed"), endings=" ".join(EXTENSIONS)
            )
        )
    source = Source(transcript_name(path), shown, path.suffix.lower(), load(path, shown), encoding, speakers or {})
    return reader(source)


def refusal(path: Path, root: Path | None, error: QualcodeError) -> ReadResult:
    """Return the result that says why a file was not read."""
    return ReadResult(None, ReadReport(transcript_name(path), shown_path(path, root), refused=str(error)))
