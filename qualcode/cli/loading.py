"""What most commands begin with: the transcripts read, and the codings that the codebook proposes."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.cli.options import open_project
from qualcode.cli.output import note
from qualcode.cli.progress import bar
from qualcode.i18n import _
from qualcode.settings import Settings

if TYPE_CHECKING:
    from qualcode.model import Codebook, Coding, Corpus


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
        chosen = unit or settings.unit
        codings = code(corpus, book, unit=chosen, roles=settings.roles, progress=progress)
        left_out = code(corpus, book, unit=chosen, roles=settings.roles, contrary=True) if contrary else []
    return Coded(settings, corpus, book, codings, left_out)
