"""``qualcode matrix``."""

from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.loading import load_codings
from qualcode.cli.options import Acting, CodebookFile, Coders, Codes, Polarities, Project, States, unit_word
from qualcode.cli.output import note, put
from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.model import canonical_key

HELP = _("Count codes by town, role, any attribute, transcript or participant.")


def matrix(
    by: Annotated[str, typer.Option(metavar="KEY", help=_("transcript, participant, or an attribute."))] = "town",
    value: Annotated[
        str, typer.Option(metavar="MEASURE",
                          help=_("What the screen shows: references, participants, transcripts, units_coded, "
                                 "share_participants, share_units or rate_per_1000.")),
    ] = "references",
    unit: Annotated[str, typer.Option(help=_("What units are: sentence or turn."))] = "sentence",
    parents: Annotated[bool, typer.Option("--parents", help=_("A parent counts its children's codings too."))] = False,
    code: Codes = None,
    polarity: Polarities = None,
    states: States = None,
    coder: Coders = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE",
                     help=_("Write every measure to FILE (.xlsx: one sheet each; .csv, .json, .parquet: a long "
                            "table).")),
    ] = None,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Count codes by group."""
    from qualcode.analysis.matrices import VALUES
    from qualcode.workflow.matrix import matrix as count
    from qualcode.workflow.matrix import write_matrix

    if value not in VALUES:
        raise UsageError(_("{word}: choose among {known}").format(word=value, known=", ".join(VALUES)))
    unit_word(unit, ("sentence", "turn"))
    coded = load_codings(project, codebook, coders=coder or (), acting=acting)
    result = count(coded.corpus, coded.codebook, coded.codings, by=canonical_key(by), unit=unit, parents=parents,
                   codes=code or (), polarities=polarity or (), states=states or (), coders=coder or ())
    if output is not None:
        note(_("written: {path}").format(path=write_matrix(result, output)))
        return
    groups = result.wide(value)
    by_code = groups.set_index(groups.columns[0]).T
    by_code.insert(0, "code_name", by_code.index)
    put(by_code)
    note(result.caption)
