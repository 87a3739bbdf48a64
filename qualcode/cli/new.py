"""``qualcode new``."""

from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.output import say
from qualcode.i18n import _

HELP = _("Make a project: settings, an example codebook, a place for transcripts and one for results.")


def new(folder: Annotated[Path, typer.Argument(metavar="DIR", help=_("Folder of the new project."))]) -> None:
    """Make a project."""
    from qualcode.workflow.new import new as make

    for path in make(folder):
        say(str(path))
    say(_("Put the interviews into {folder}, then run `qualcode import` inside {project}.").format(
        folder=folder / "transcripts", project=folder))
