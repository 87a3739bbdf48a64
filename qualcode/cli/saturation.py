"""``qualcode saturation``."""

from typing import Annotated

import typer

from qualcode.cli.loading import load_codings
from qualcode.cli.options import Acting, AsJson, CodebookFile, Coders, Codes, Output, Polarities, Project, States
from qualcode.cli.output import note, put, put_json
from qualcode.i18n import _

HELP = _("Show what each further interview brings that is new, and what those coded last still add.")


def saturation(
    order: Annotated[
        str,
        typer.Option(metavar="WORD", help=_("Order of coding: date, file, or a text FILE with a transcript a line; "
                                            "dates by default, where all have one.")),
    ] = "",
    hold_out: Annotated[
        str, typer.Option("--hold-out", metavar="SHARE", help=_("Interviews coded last to hold out: 1/3, 1/4 …")),
    ] = "1/3",
    level: Annotated[
        str, typer.Option(help=_("What can be new: code, category (the topmost code) or theme.")),
    ] = "code",
    draws: Annotated[int, typer.Option(min=1, help=_("Random orders for the band."))] = 1_000,
    seed: Annotated[int, typer.Option(help=_("Another seed draws others."))] = 7,
    code: Codes = None,
    polarity: Polarities = None,
    states: States = None,
    coder: Coders = None,
    output: Output = None,
    as_json: AsJson = False,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Show what each further interview brings."""
    from qualcode.workflow.saturation import saturation as measure
    from qualcode.workflow.saturation import write_saturation

    coded = load_codings(project, codebook, coders=coder or (), acting=acting)
    result = measure(coded.corpus, coded.codebook, coded.codings, order=order, hold_out=hold_out, level=level,
                     states=states or (), polarities=polarity or (), coders=coder or (), codes=code or (), draws=draws,
                     seed=seed)
    test = result.found.hold_out
    if as_json:
        put_json({**result.tables, "hold_out": {"share": str(test.share), "transcripts": test.names, "new": test.new,
                                                "expected": test.expected}, "caption": result.caption})
    elif output is not None:
        note(_("written: {path}").format(path=write_saturation(result, output)))
    else:
        for table in result.tables.values():
            put(table)
        note(result.caption)
