"""``qualcode sample``."""

from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.loading import load_study
from qualcode.cli.options import Acting, CodebookFile, Project
from qualcode.cli.output import note, put
from qualcode.i18n import _
from qualcode.model import canonical_key

HELP = _("Draw the units that every coder codes, so that agreement can be measured on them.")


def sample(
    share: Annotated[float, typer.Option(help=_("How much of all units, above 0 and at most 1."))] = 0.2,
    by: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help=_("Draw from every town, role …: an attribute; may be given several times.")),
    ] = None,
    unit: Annotated[str, typer.Option(help=_("What is drawn: turn, sentence or transcript."))] = "turn",
    seed: Annotated[int, typer.Option(help=_("Another seed draws another sample."))] = 7,
    name: Annotated[str, typer.Option(help=_("Name of the plan."))] = "sample",
    again: Annotated[bool, typer.Option("--again", help=_("Replace the plan of this name."))] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE",
                     help=_("Write the units to FILE (.csv, .xlsx, .json, .parquet) instead of outputs/NAME.csv.")),
    ] = None,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Draw the units that every coder codes."""
    from qualcode.analysis.sampling import sample_table, strata_table
    from qualcode.exporters.tables import write_table
    from qualcode.workflow.sample import sample as draw

    study = load_study(project, codebook, acting=acting)
    drawn, plan = draw(study, share=share, by=[canonical_key(key) for key in by or ()], unit=unit, seed=seed, name=name,
                       again=again)
    path = write_table(sample_table(drawn, study.corpus), output or study.settings.outputs / f"{plan.name}.csv")
    put(strata_table(drawn))
    note(drawn.caption)
    note(_("plan {name}: {n} units, listed in {path}; code them with `qualcode review --sample {name}`").format(
        name=plan.name, n=len(drawn.units), path=path))
