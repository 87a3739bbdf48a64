"""``qualcode agree``."""

from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.loading import load_study
from qualcode.cli.options import Acting, AsJson, CodebookFile, Codes, Project
from qualcode.cli.output import note, put_json, say, show
from qualcode.i18n import _

HELP = _("Measure how far coders agree, and list where they do not.")


def agree(
    coder: Annotated[
        list[str] | None,
        typer.Option("--coder", metavar="NAME",
                     help=_("A coder to compare, `rules` for the codebook; all people by default.")),
    ] = None,
    by: Annotated[str, typer.Option(help=_("sentence, turn or character."))] = "sentence",
    sample: Annotated[
        str, typer.Option(metavar="NAME", help=_("Plan whose units are compared; `all` for all that respondents say.")),
    ] = "",
    transcript: Annotated[list[str] | None, typer.Option(metavar="NAME", help=_("Only this transcript."))] = None,
    code: Codes = None,
    replicates: Annotated[int, typer.Option(min=0, help=_("Resamples for the intervals, 0 for none."))] = 1000,
    seed: Annotated[int, typer.Option(help=_("Another seed draws other resamples."))] = 7,
    at: Annotated[int, typer.Option(min=0, metavar="N", help=_("As it was after operation N."))] = 0,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE",
                     help=_("Write everything to FILE (.docx, .md, .xlsx), or the coefficients (.csv, .json, .parquet)."
                            )),
    ] = None,
    as_json: AsJson = False,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Measure how far coders agree."""
    from qualcode.analysis.tables import code_name
    from qualcode.workflow.agree import agree as compare
    from qualcode.workflow.agree import named_tables
    from qualcode.workflow.agree_document import shown, write_agreement

    study = load_study(project, codebook, acting=acting)
    result = compare(study, names=coder or (), by=by, plan=sample, transcripts=transcript or (), codes=code or (),
                     replicates=replicates, seed=seed, at=at)
    if as_json:
        put_json(named_tables(result, study))
    elif output is not None:
        note(_("written: {path}").format(path=write_agreement(result, study, output)))
    else:
        found, names = result.agreement, {"pooled": _("all decisions"), "mean": _("mean of codes")}
        show([_("Code"), *found.coders, _("Agreement"), _("Kappa"), _("Alpha"), "AC1", "Holsti"],
             [(names.get(row.scope) or code_name(study.codebook, row.code), *row.coded,
               shown(row.percent, interval=False), shown(row.kappa), shown(row.alpha, interval=False),
               shown(row.ac1, interval=False), shown(row.holsti, interval=False))
              for row in (*found.codes, found.pooled, found.mean)])
        for line in (found.captions["universe"], *result.notes):
            say(line)
        say(_("Units and codes on which they differ: {n}; `--output FILE.docx` lists them with their context, and "
              "`qualcode review --disagreements` settles them").format(n=len(found.disagreements)))
    if not result.plan and not sample:
        note(_("warning: {message}").format(message=_(
            "no sampling plan is known here: if coders were asked to code a part only, draw the same plan with "
            "`qualcode sample`; `--sample all` says that all was to be coded")))
    if result.opened:
        note(_("from now on these coders see each other's codings: {names} (operation {number})").format(
            names=", ".join(result.opened), number=result.operation))
