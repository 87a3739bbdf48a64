"""``qualcode check``."""

from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.loading import load_corpus
from qualcode.cli.options import Project, open_project
from qualcode.cli.output import note, say, show
from qualcode.i18n import _

HELP = _("Check that every row of codings.csv still says what stands in the transcripts.")


def check(
    codings: Annotated[
        Path | None, typer.Argument(metavar="FILE", help=_("Codings to check, outputs/codings.csv by default.")),
    ] = None,
    project: Project = None,
) -> None:
    """Check codings against the transcripts; ends with exit code 1 where a row does not hold."""
    from qualcode.workflow.check import check as compare

    settings = open_project(project)
    result = compare(load_corpus(settings), codings or settings.outputs / "codings.csv")
    say(_("{rows} rows and {evidence} pieces of evidence checked: {failures} do not hold").format(
        rows=result.rows, evidence=result.evidence, failures=len(result.failures)))
    if not result.ok:
        show([_("Row"), _("What differs")], [(failure.row, failure.what) for failure in result.failures])
        note(_("where transcripts were corrected since, `qualcode code` writes the codings anew"))
        raise typer.Exit(1)
