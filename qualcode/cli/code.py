"""``qualcode code``."""

from collections import Counter, defaultdict
from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.loading import load_codings
from qualcode.cli.options import CodebookFile, Project
from qualcode.cli.output import note, show
from qualcode.i18n import _

HELP = _("Propose codings by the codebook's rules and write them to outputs/codings.csv.")


def code(
    unit: Annotated[str, typer.Option(help=_("sentence, turn or match; that of qualcode.toml by default."))] = "",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE",
                     help=_("Write to FILE (.csv, .xlsx, .json, .parquet) instead of outputs/codings.csv.")),
    ] = None,
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Propose codings by the codebook's rules."""
    from qualcode.analysis.tables import codings_table
    from qualcode.exporters.tables import write_table

    coded = load_codings(project, codebook, unit)
    table = codings_table(coded.codings, coded.corpus, coded.codebook)
    path = write_table(table, output or coded.settings.outputs / "codings.csv")
    references = Counter(coding.code for coding in coded.codings)
    people: dict[str, set[str]] = defaultdict(set)
    for coding in coded.codings:
        people[coding.code].add(coding.participant)
    show([_("Code"), "id", _("References"), _("People covered")],
         [(found.name, found.id, references[found.id], len(people[found.id])) for found in coded.codebook.codes])
    note(_("{codings} codings in {transcripts} transcripts written to {path}").format(
        codings=len(coded.codings), transcripts=len(coded.corpus.transcripts), path=path))
