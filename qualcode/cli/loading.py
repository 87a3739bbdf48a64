"""What most commands begin with: the transcripts read, and the codings that the codebook proposes."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.cli.options import open_project, unit_word
from qualcode.cli.output import note
from qualcode.cli.progress import bar
from qualcode.i18n import _
from qualcode.settings import Settings

if TYPE_CHECKING:
    from qualcode.model import Codebook, Coding, Corpus
    from qualcode.workflow.read import Reading


@dataclass(frozen=True)
class Coded:
    """A project with its codings.

    Attributes:
        settings: Of the project. corpus: Its transcripts. codebook: What proposed the codings.
        codings: By transcript and place.
        left_out: What the codes' stance leaves out, where it was asked for.
    """

    settings: Settings
    corpus: "Corpus"
    codebook: "Codebook"
    codings: "list[Coding]"
    left_out: "list[Coding]" = field(default_factory=list)


def load_corpus(settings: Settings) -> "Corpus":
    """Read the project's transcripts; warnings go to stderr.

    Raises:
        ReadError: nothing could be read.
    """
    from qualcode.workflow.read import read

    with bar() as progress:
        reading = read(settings, progress=progress)
    refused = [report.refused for report in reading.reports if report.refused]
    for message in (*reading.warnings, *refused):
        note(_("warning: {message}").format(message=message))
    return reading.corpus


def remarks(reading: "Reading") -> list[str]:
    """Return the warnings on the whole and on each file, then who is not in the table and which row met nobody."""
    warning = _("warning: {message}")
    found = [warning.format(message=message) for message in reading.warnings]
    for report in reading.reports:
        found += [warning.format(message=f"{report.name}: {message}") for message in report.warnings]
        if report.unread:
            lines = ", ".join(str(line) for line in report.unread_lines[:10]) + (" …" if report.unread > 10 else "")
            found.append(_("{name}: lines not understood, kept in the text: {lines}").format(
                name=report.name, lines=lines))
    if reading.unmatched_rows:
        rows = ", ".join(f"{row} ({person})" for row, person in reading.unmatched_rows)
        found.append(_("rows of the attribute table that met no speaker: {rows}").format(rows=rows))
    if reading.unmatched_speakers:
        people = ", ".join(f"{transcript}/{speaker}" for transcript, speaker in reading.unmatched_speakers)
        found.append(_("respondents without a row in the attribute table: {people}").format(people=people))
    return found


def load_codings(project: Path | None, codebook: Path | None, unit: str = "", contrary: bool = False) -> Coded:
    """Read the project and let its codebook propose codings.

    Args:
        project: Folder named in the call, None for the nearest.
        codebook: File named in the call, None for the one in the settings.
        unit: ``sentence``, ``turn`` or ``match``; that of the settings where "".
        contrary: Whether to return what the codes' stance leaves out, too.
    """
    from qualcode.workflow.code import code
    from qualcode.workflow.codebook import load

    settings = open_project(project, codebook)
    book = load(settings)
    corpus = load_corpus(settings)
    with bar() as progress:
        chosen = unit_word(unit) or settings.unit
        codings = code(corpus, book, unit=chosen, roles=settings.roles, progress=progress)
        left_out = code(corpus, book, unit=chosen, roles=settings.roles, contrary=True) if contrary else []
    return Coded(settings, corpus, book, codings, left_out)
