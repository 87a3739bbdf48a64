"""``qualcode excerpts``."""

from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.loading import load_codings
from qualcode.cli.options import Acting, CodebookFile, Coders, Codes, Polarities, Project, States, condition
from qualcode.cli.output import note, put
from qualcode.i18n import _

HELP = _("Collect what people said by code, each quote with its number.")
#: Columns that the screen has room for; files have all of them.
SHOWN = ("code_name", "unit_id", "polarity", "text")


def excerpts(
    code: Codes = None,
    polarity: Polarities = None,
    states: States = None,
    coder: Coders = None,
    where: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=VALUE", help=_("Only of people with this attribute; may be given several times.")),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE",
                     help=_("Write to FILE (.docx, .md, .csv, .xlsx, .json, .parquet) instead of the screen.")),
    ] = None,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Collect quotes by code."""
    from qualcode.analysis.selection import Selection, of_people
    from qualcode.exporters.headings import heading
    from qualcode.workflow.excerpts import excerpts as collect
    from qualcode.workflow.excerpts import excerpts_table, write_excerpts

    wanted = dict(condition(text, "--where") for text in where or [])
    coded = load_codings(project, codebook, coders=coder or (), acting=acting)
    groups = collect(coded.corpus, coded.codebook, coded.codings, codes=code or (), polarities=polarity or (),
                     states=states or (), where=wanted)
    chosen = Selection.parse(
        coded.codebook, states=states or (), polarities=polarity or (), codes=code or (), coders=coder or ())
    caption = chosen.caption(of_people(coded.corpus, chosen.of(coded.codings), wanted))
    if wanted:
        said = _(", ").join(f"{heading(key)} = {value}" for key, value in wanted.items())
        caption += " " + _("Only people with {conditions}.").format(conditions=said)
    if output is None:
        put(excerpts_table(groups)[list(SHOWN)])
        note(caption)
    else:
        note(_("written: {path}").format(path=write_excerpts(groups, output, note=caption)))
