"""Read the project's transcripts and its attribute table into one corpus."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qualcode.errors import QualcodeError, ReadError, UsageError
from qualcode.i18n import _
from qualcode.model import Corpus
from qualcode.readers import EXTENSIONS, ReadReport, ReadResult, read_file, refusal, transcript_name
from qualcode.readers.join import join
from qualcode.readers.labels import key_of
from qualcode.readers.participants import read_participants
from qualcode.readers.report import renewed
from qualcode.readers.source import shown_path
from qualcode.settings import Settings
from qualcode.workflow.progress import Progress, silent

_TABLES = ("participants.csv", "participants.xlsx")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read.

    Attributes:
        corpus: Transcripts, participants and who is who.
        reports: One per interview or refused file, in the order of the files.
        unmatched_rows: ``(row number, id)`` of rows in the attribute table that met no speaker.
        unmatched_speakers: ``(transcript, speaker)`` of respondents without a row.
        warnings: Sentences on the reading as a whole.
    """

    corpus: Corpus
    reports: tuple[ReadReport, ...]
    unmatched_rows: tuple[tuple[int, str], ...] = ()
    unmatched_speakers: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()


def read(
    settings: Settings | None, *, paths: Sequence[Path] = (), encoding: str = "", progress: Progress = silent
) -> Reading:
    """Read transcripts and join them with the attribute table.

    Args:
        settings: The project, or None to read ``paths`` without one.
        paths: Files or folders; none for the project's folder of transcripts.
        encoding: Encoding of text files, used strictly; "" for the project's, or to find out.
        progress: Told after every file.

    Returns:
        The corpus and how each file was read; a file that cannot be read is in the reports with the reason.

    Raises:
        UsageError: neither a project nor paths.
        ReadError: nothing could be read, two files have one name, or the attribute table is wrong.
    """
    if settings is None and not paths:
        raise UsageError(_("name the files or folders to read, or run this inside a project"))
    root = settings.root if settings else None
    wanted = list(paths) or [settings.transcripts] if settings else list(paths)
    table = _table(settings, wanted)
    files, left_out = _files(wanted, table)
    _check_names(files, root)
    results = _read_all(files, settings, encoding, progress)
    transcripts = sorted((result.transcript for result in results if result.transcript), key=lambda one: one.name)
    if not transcripts:
        raise ReadError(_nothing_read(results, wanted))
    rows = read_participants(table, shown=shown_path(table, root), encoding=encoding) if table else ()
    joined = join(transcripts, rows, settings.roles if settings else None)
    corpus = Corpus(joined.transcripts, joined.participants, joined.links)
    return Reading(
        corpus,
        tuple(
            renewed(result.report, corpus.by_name[result.report.name]) if result.transcript else result.report
            for result in results
        ),
        () if settings and paths else joined.unmatched_rows,
        joined.unmatched_speakers,
        (*_left_out(left_out, root), *_idle_speakers(settings, corpus, bool(paths)), *joined.warnings),
    )


def _left_out(files: Sequence[Path], root: Path | None) -> list[str]:
    if not files:
        return []
    names = ", ".join(shown_path(path, root) for path in files[:_SHOWN]) + (" …" if len(files) > _SHOWN else "")
    return [
        _("{count} files are not of a kind that can be read and were left out: {names}").format(
            count=len(files), names=names
        )
    ]


def _idle_speakers(settings: Settings | None, corpus: Corpus, some: bool) -> list[str]:
    """What [speakers] says of transcripts and labels that are not there, such as a slip of the pen; "*" is for some."""
    warnings = []
    for name, labels in settings.speakers.items() if settings else ():
        spoken = [one for one in corpus.transcripts if name in (one.name, one.name.split("#", maxsplit=1)[0])]
        known = {key_of(word) for one in spoken for speaker in one.speakers for word in (speaker.name, *speaker.labels)}
        idle = [label for label in labels if key_of(label) not in known]
        if not spoken and name != "*" and not some:
            warnings.append(_("qualcode.toml, [speakers]: there is no transcript {name}; write the name of the file "
                              "without its ending").format(name=name))
        elif spoken and idle:
            warnings.append(_("qualcode.toml, [speakers]: {labels} never speaks in {name}; `qualcode import` shows the "
                              "labels that do").format(labels=", ".join(idle), name=name))
    return warnings


def _table(settings: Settings | None, wanted: Sequence[Path]) -> Path | None:
    """The attribute table: the one in the settings, else ``participants.csv`` among the transcripts."""
    if settings is not None and settings.participants is not None:
        return settings.participants
    folders = [settings.transcripts] if settings else [path for path in wanted if path.is_dir()]
    return next((folder / name for folder in folders for name in _TABLES if (folder / name).is_file()), None)


def _files(wanted: Sequence[Path], table: Path | None) -> tuple[list[Path], list[Path]]:
    """Return the files to read, sorted within each folder, and those in folders that cannot be read."""
    files: dict[Path, None] = {}
    left_out: list[Path] = []
    for path in wanted:
        if path.is_file():
            files[path] = None
        elif path.is_dir():
            for found in _inside(path, table):
                if found.suffix.lower() in EXTENSIONS:
                    files[found] = None
                else:
                    left_out.append(found)
        else:
            raise ReadError(_("{path}: no such file or folder").format(path=path))
    return list(files), left_out


def _inside(folder: Path, table: Path | None) -> list[Path]:
    """Files below a folder but for the attribute table, hidden ones, Office's lock files and those set aside with _."""
    own = table.resolve() if table is not None else None
    return [
        path
        for path in sorted(folder.rglob("*"), key=lambda path: path.as_posix())
        if path.is_file()
        and path.resolve() != own
        and not path.name.lower().startswith("readme")
        and not any(part.startswith((".", "_", "~$")) for part in path.relative_to(folder).parts)
    ]


def _check_names(files: Sequence[Path], root: Path | None) -> None:
    seen: dict[str, Path] = {}
    for path in files:
        other = seen.setdefault(transcript_name(path), path)
        if other != path:
            raise ReadError(
                _(
                    "{first} and {second} would both be the transcript {name}; rename one of them, or begin its "
                    "name with _ to leave it out"
                ).format(first=shown_path(other, root), second=shown_path(path, root), name=transcript_name(path))
            )


def _read_all(files: Sequence[Path], settings: Settings | None, encoding: str, progress: Progress) -> list[ReadResult]:
    root, speakers = (settings.root, settings.speakers) if settings else (None, {})
    chosen = encoding or (settings.encoding if settings else "")
    results: list[ReadResult] = []
    for done, path in enumerate(files, start=1):
        try:
            results += read_file(path, root=root, encoding=chosen, speakers=speakers)
        except QualcodeError as error:
            results.append(refusal(path, root, error))
        progress(_("reading"), done, len(files))
    return results


def _nothing_read(results: Sequence[ReadResult], wanted: Sequence[Path]) -> str:
    refused = [result.report.refused for result in results if result.report.refused]
    if len(refused) == 1:
        return refused[0]
    if refused:
        return _("none of the {count} files could be read; the first: {reason}").format(
            count=len(refused), reason=refused[0]
        )
    return _("{folder}: holds no transcripts; these can be read: {endings}").format(
        folder=", ".join(str(path) for path in wanted), endings=" ".join(EXTENSIONS)
    )
