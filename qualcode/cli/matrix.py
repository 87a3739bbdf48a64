"""``qualcode matrix``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.loading import load_codings
from qualcode.cli.options import Acting, CodebookFile, Coders, Codes, Polarities, Project, States, unit_word
from qualcode.cli.output import note, put
from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.model import canonical_key

if TYPE_CHECKING:
    from qualcode.cli.loading import Coded

HELP = _("Count codes by town, role, any attribute, transcript or participant.")


def matrix(
    by: Annotated[
        str,
        typer.Option(metavar="KEY", help=_("transcript, participant, or an attribute; town by default, participant "
                                           "with --framework.")),
    ] = "",
    value: Annotated[
        str, typer.Option(metavar="MEASURE",
                          help=_("What the screen shows: references, participants, transcripts, units_coded, "
                                 "share_participants, share_units or rate_per_1000.")),
    ] = "references",
    unit: Annotated[str, typer.Option(help=_("What units are: sentence or turn."))] = "sentence",
    parents: Annotated[bool, typer.Option("--parents", help=_("A parent counts its children's codings too."))] = False,
    framework: Annotated[
        bool,
        typer.Option("--framework", help=_("Write case by theme into --output FILE.xlsx: quotes, and room for your own "
                                           "summaries, which stay when it is written again.")),
    ] = False,
    quotes: Annotated[
        int | None, typer.Option(min=0, help=_("Quotes in a cell of the framework matrix, 3 by default, 0 for all.")),
    ] = None,
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
    chosen: dict[str, Any] = {
        "codes": code or (), "polarities": polarity or (), "states": states or (), "coders": coder or ()}
    if framework:
        if parents or unit != "sentence" or value != "references":
            raise UsageError(_("--framework counts nothing: leave out --value, --unit and --parents"))
        if output is None:
            raise UsageError(_("--framework is a workbook to write in: say where, --output FILE.xlsx"))
        coded = load_codings(project, codebook, coders=coder or (), acting=acting)
        _framework(coded, output, by=canonical_key(by or "participant"), quotes=3 if quotes is None else quotes,
                   **chosen)
        return
    if quotes is not None:
        raise UsageError(_("--quotes goes with --framework; `qualcode excerpts` collects quotes without it"))
    coded = load_codings(project, codebook, coders=coder or (), acting=acting)
    result = count(coded.corpus, coded.codebook, coded.codings, by=canonical_key(by or "town"), unit=unit,
                   parents=parents, **chosen)
    if output is not None:
        note(_("written: {path}").format(path=write_matrix(result, output)))
        return
    groups = result.wide(value)
    by_code = groups.set_index(groups.columns[0]).T
    by_code.insert(0, "code_name", by_code.index)
    put(by_code)
    note(result.caption)


def _framework(coded: "Coded", output: Path, **options: Any) -> None:
    from qualcode.workflow.framework import framework as chart
    from qualcode.workflow.framework import renamed_in, save_framework

    found = chart(coded.corpus, coded.codebook, coded.codings, **options)
    result = save_framework(found, output, renamed=renamed_in(coded.study.store))
    note(_("written: {path}").format(path=result.path))
    note(_("{cases} cases by {codes} codes on {themes} sheets; your summaries: {summaries} in their cells, {kept} kept "
           "aside").format(cases=result.cases, codes=result.codes, themes=result.themes, summaries=result.summaries,
                           kept=result.kept))
    note(found.caption)
