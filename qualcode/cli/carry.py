"""``qualcode carry``."""

from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.loading import load_study
from qualcode.cli.options import Acting, AsJson, CodebookFile, Output, Project
from qualcode.cli.output import note, put, put_json, show
from qualcode.i18n import _

if TYPE_CHECKING:
    from qualcode.workflow.adrift import CarryReport

HELP = _("Take codings over to corrected transcripts, and show which stand on other words now or lost their place.")


def carry(
    older: Annotated[
        bool, typer.Option("--older", help=_("Go back to a text that was replaced before, if a file holds one.")),
    ] = False,
    output: Output = None,
    as_json: AsJson = False,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Take codings over to corrected transcripts."""
    from qualcode.workflow.adrift import carry_report

    report = carry_report(load_study(project, codebook, acting=acting, older=older))
    if output is not None:
        put(report.table, output)
    if as_json:
        put_json({"operation": report.operation, "new": report.new, "transcripts": list(report.transcripts),
                  "missing": list(report.missing), "counts": dict(report.counts), "codings": report.table})
    if output is None and not as_json:
        _show(report)


def _show(report: "CarryReport") -> None:
    from qualcode.workflow.verbs import outcome_word

    if report.new:
        show([_("Outcome"), _("Codings")], [(outcome_word(name), count) for name, count in report.counts.items()])
    elif report.operation:
        note(_("no transcript has changed since operation {number}").format(number=report.operation))
    else:
        note(_("no transcript has changed since it was coded"))
    asked = report.to_look_at
    if not asked:
        note(_("every coding stands on its own words"))
        return
    show([_("Coding ID"), _("Code ID"), _("Coder"), _("Outcome"), _("Unit ID"), _("Old words"), _("New words")],
         [(row["coding_id"][:8], row["code"], row["coder"], outcome_word(row["outcome"]), row["unit_id"],
           row["old_text"], row["text"]) for row in asked])
    note(_("fuzzy: `qualcode codings keep ID` where it belongs there, `move` or `remove` where not; lost: `move` or "
           "`remove`"))
