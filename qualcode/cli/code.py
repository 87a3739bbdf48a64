"""``qualcode code``."""

from collections import Counter, defaultdict
from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.loading import load_study
from qualcode.cli.options import Acting, CodebookFile, Project
from qualcode.cli.output import note, show
from qualcode.i18n import _

HELP = _("Propose codings by the codebook's rules, keep what people decided, and write outputs/codings.csv.")


def code(
    unit: Annotated[str, typer.Option(help=_("sentence, turn or match; that of qualcode.toml by default."))] = "",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE",
                     help=_("Write to FILE (.csv, .xlsx, .json, .parquet) instead of outputs/codings.csv.")),
    ] = None,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Propose codings by the codebook's rules."""
    from qualcode.analysis.selection import Selection
    from qualcode.analysis.standing import made_of
    from qualcode.analysis.tables import codings_table
    from qualcode.exporters.tables import write_table
    from qualcode.workflow.study import standing_codings

    study = load_study(project, codebook, acting=acting, unit=unit, force=True)
    codings = Selection().of(standing_codings(study))
    path = write_table(codings_table(codings, study.corpus, study.codebook),
                       output or study.settings.outputs / "codings.csv")
    references = Counter(coding.code for coding in codings)
    people: dict[str, set[str]] = defaultdict(set)
    for coding in codings:
        people[coding.code].add(coding.participant)
    renewal = study.renewal
    gone = [code for code in renewal.gone if code not in study.codebook.by_id]
    names = [(found.id, found.name) for found in study.codebook.codes] + [(code, code) for code in gone]
    show([_("Code"), "id", _("New"), _("Withdrawn"), _("References"), _("People covered")],
         [(name, code, renewal.added[code], renewal.gone[code], references[code], len(people[code]))
          for code, name in names])
    note(made_of(codings))
    note(_("{codings} codings in {transcripts} transcripts written to {path}").format(
        codings=len(codings), transcripts=len(study.corpus.transcripts), path=path))
