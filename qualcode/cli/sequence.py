"""``qualcode sequence``."""

from typing import Annotated

import typer

from qualcode.cli.loading import load_codings
from qualcode.cli.options import (
    Acting,
    AsJson,
    CodebookFile,
    Coders,
    Codes,
    Output,
    Polarities,
    Project,
    States,
    unit_word,
)
from qualcode.cli.output import note, put, put_json
from qualcode.i18n import _

HELP = _("Show which code follows which inside an interview, and how often by chance.")
#: Columns that the screen has room for; files have all of them.
SHOWN = ("name_a", "name_b", "n_a", "followed", "expected", "low", "high", "lift", "participants", "note")


def sequence(
    within: Annotated[int, typer.Option(min=1, metavar="N", help=_("How many units after the first code count."))] = 3,
    next_coded: Annotated[
        bool, typer.Option("--next", help=_("Only the next coded unit counts, whatever stands between.")),
    ] = False,
    unit: Annotated[str, typer.Option(help=_("What units are: sentence or turn."))] = "sentence",
    top: Annotated[int, typer.Option(min=0, help=_("Rows on the screen, 0 for all."))] = 30,
    draws: Annotated[int, typer.Option(min=1, help=_("Random orders to compare with."))] = 999,
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
    """Show which code follows which."""
    from qualcode.workflow.sequence import sequence as count
    from qualcode.workflow.sequence import write_sequence

    unit_word(unit, ("sentence", "turn"))
    coded = load_codings(project, codebook, coders=coder or (), acting=acting)
    result = count(coded.corpus, coded.codebook, coded.codings, within=1 if next_coded else within,
                   coded_only=next_coded, unit=unit, states=states or (), polarities=polarity or (),
                   coders=coder or (), codes=code or (), draws=draws, seed=seed)
    if as_json:
        put_json({"table": result.table, "n_units": result.n_units, "n_transcripts": result.n_transcripts,
                  "caption": result.caption})
    elif output is not None:
        note(_("written: {path}").format(path=write_sequence(result, output)))
    else:
        put((result.table.head(top) if top else result.table)[list(SHOWN)])
        note(result.caption)
