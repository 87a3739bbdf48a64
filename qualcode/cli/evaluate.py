"""``qualcode evaluate``."""

from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.loading import load_study
from qualcode.cli.options import Acting, AsJson, CodebookFile, Codes, Project
from qualcode.cli.output import note, put, put_json, say
from qualcode.i18n import _

HELP = _("Measure how well the rules, or a coder, find what a person found: precision, recall, every miss.")
#: Columns that the screen has room for; files have all of them.
SHOWN = ("code_name", "gold", "tested", "tp", "precision", "recall", "f1", "note")
SHOWN_RULES = ("rule", "hits", "false_hits", "precision")


def evaluate(
    gold: Annotated[
        str, typer.Option(metavar="NAME", help=_("The coder who is right; `all` for what stands of everybody's."))],
    against: Annotated[
        str, typer.Option(metavar="NAME", help=_("The coder who is tested, the codebook's rules by default."))] = "",
    rule: Annotated[
        str, typer.Option(help=_("How overlaps count: overlap, half, exact or unit."))] = "overlap",
    sample: Annotated[
        str, typer.Option(metavar="NAME", help=_("Plan whose units are compared; `all` for all that respondents say.")),
    ] = "",
    code: Codes = None,
    worst: Annotated[int, typer.Option(min=0, help=_("How many rules with false hits to show."))] = 10,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE",
                     help=_("Write everything to FILE (.xlsx), or the scores (.csv, .json, .parquet).")),
    ] = None,
    as_json: AsJson = False,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Measure how well a coder finds what another found."""
    from qualcode.analysis.evaluation_tables import (
        evaluation_table,
        false_hits_table,
        misses_table,
        rules_to_blame_table,
    )
    from qualcode.exporters.tables import write_table
    from qualcode.exporters.xlsx import Sheet, write_xlsx
    from qualcode.workflow.evaluate import evaluate as compare

    study = load_study(project, codebook, acting=acting)
    result = compare(study, gold=gold, against=against, rule=rule, plan=sample, codes=tuple(code or ()))
    found, caption = result.evaluation, f"{result.note} {result.evaluation.caption}"
    tables = {
        _("Scores"): evaluation_table(found, study.codebook),
        _("Misses"): misses_table(found, study.corpus, study.codebook),
        _("False hits"): false_hits_table(found, study.corpus, study.codebook),
        _("Rules"): rules_to_blame_table(found, study.codebook),
    }
    scores, misses, false_hits, blamed = tables.values()
    if as_json:
        put_json({"scores": scores, "misses": misses, "false_hits": false_hits, "rules": blamed})
        return
    if output is not None:
        if output.suffix.lower() == ".xlsx":
            write_xlsx([Sheet(name, table, note=caption) for name, table in tables.items()], output)
        else:
            write_table(scores, output)
        note(_("written: {path}").format(path=output))
        return
    put(scores[scores["gold"].fillna(1) + scores["tested"].fillna(1) > 0][list(SHOWN)])
    say(caption)
    say(_("Misses: {misses}; false hits: {false}. `--output FILE.xlsx` lists each with its words").format(
        misses=len(found.misses), false=len(found.false_hits)))
    if worst and len(blamed):
        put(blamed[blamed["false_hits"] > 0].head(worst)[list(SHOWN_RULES)], title=_("Rules with most false hits"))
