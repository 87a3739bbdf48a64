"""``qualcode import``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.loading import remarks
from qualcode.cli.options import Output, Project, open_project
from qualcode.cli.output import note, put
from qualcode.cli.progress import bar
from qualcode.errors import ProjectError
from qualcode.i18n import _

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.model import Speaker
    from qualcode.settings import Settings
    from qualcode.workflow.read import Reading

HELP = _("Show how transcripts are read: layout, speakers, roles, and lines that were not understood.")


def import_(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH…", help=_("Files or folders; the project's transcripts by default.")),
    ] = None,
    encoding: Annotated[
        str, typer.Option(metavar="NAME", help=_("Encoding of text files, such as gb18030; found out by default.")),
    ] = "",
    output: Output = None,
    project: Project = None,
) -> None:
    """Show how transcripts are read; ends with exit code 1 where a file was refused."""
    from qualcode.workflow.read import read

    with bar() as progress:
        reading = read(_settings(project, bool(paths)), paths=paths or (), encoding=encoding, progress=progress)
    put(_table(reading), output)
    for line in remarks(reading):
        note(line)
    refused = [report.refused for report in reading.reports if report.refused]
    for reason in refused:
        note(_("error: {message}").format(message=reason))
    if refused:
        raise typer.Exit(1)


def _settings(project: Path | None, named: bool) -> "Settings | None":
    """Return the project's settings, None where files are named outside any project."""
    try:
        return open_project(project)
    except ProjectError:
        if named and project is None:
            return None
        raise


def _table(reading: "Reading") -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(
        [(report.name, report.layout, report.encoding, report.turns,
          "; ".join(_speaker(speaker) for speaker in report.speakers), report.unread)
         for report in reading.reports if not report.refused],
        columns=["transcript", "layout", "encoding", "turns", "speakers", "unread"])


def _speaker(speaker: "Speaker") -> str:
    return f"{speaker.name}={speaker.role.value} {speaker.confidence:.0%}"
