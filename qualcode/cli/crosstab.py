"""``qualcode crosstab``."""

from dataclasses import asdict
from typing import Annotated

import typer

from qualcode.cli.loading import load_corpus
from qualcode.cli.options import AsJson, Output, Project, open_project
from qualcode.cli.output import note, put, put_json
from qualcode.i18n import _

HELP = _("Count people by two attributes: n, row %, column %, expected counts.")


def crosstab(
    row: Annotated[str, typer.Argument(metavar="ROW", help=_("Attribute in the rows, such as role."))],
    column: Annotated[str, typer.Argument(metavar="COLUMN", help=_("Attribute in the columns, such as town."))],
    draws: Annotated[int, typer.Option(min=1, help=_("Draws of the Monte Carlo test."))] = 9_999,
    seed: Annotated[int, typer.Option(help=_("Another seed draws others."))] = 7,
    output: Output = None,
    as_json: AsJson = False,
    project: Project = None,
) -> None:
    """Count people by two attributes."""
    from qualcode.workflow.crosstab import crosstab as count
    from qualcode.workflow.crosstab import printed, write_crosstab
    from qualcode.workflow.describe import attribute_key

    corpus = load_corpus(open_project(project))
    result = count(corpus, attribute_key(corpus, row), attribute_key(corpus, column), draws=draws, seed=seed)
    if as_json:
        put_json({"row": result.row, "column": result.column, "table": result.table,
                  "association": asdict(result.association), "caption": result.caption})
        return
    if output is not None:
        note(_("written: {path}").format(path=write_crosstab(result, output)))
        return
    put(printed(result))
    note(result.caption)
