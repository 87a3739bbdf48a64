"""``qualcode run``."""

from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.loading import in_step, remarks
from qualcode.cli.options import Acting, CodebookFile, Coders, Project, States, open_project, unit_word
from qualcode.cli.output import note, say
from qualcode.cli.progress import bar
from qualcode.i18n import _

HELP = _("Do everything: read, code, count, collect quotes, find topics, draw, and write one report.")


def run(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help=_("Folder for the results instead of outputs/.")),
    ] = None,
    unit: Annotated[str, typer.Option(help=_("sentence, turn or match; that of qualcode.toml by default."))] = "",
    topics: Annotated[
        int | None,
        typer.Option("--topics", min=0, help=_("Number of topics, 0 to choose it by a rule; that of qualcode.toml by "
                                               "default.")),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help=_("Seed of everything random; that of qualcode.toml by default.")),
    ] = None,
    docbin: Annotated[bool, typer.Option("--docbin", help=_("Write spaCy documents too (project.docbin)."))] = False,
    font: Annotated[
        Path | None, typer.Option(metavar="FILE", help=_("Font of the figures instead of the one that comes along.")),
    ] = None,
    states: States = None,
    coder: Coders = None,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Do everything and write it to the folder of outputs."""
    from qualcode.workflow.run import run as make

    unit_word(unit)
    with bar() as progress:
        result = make(open_project(project, codebook), out=out, unit=unit, number=topics, seed=seed, docbin=docbin,
                      font=font, states=states or (), coders=coder or (), coder=acting, progress=progress)
    refused = [report.refused for report in result.reading.reports if report.refused]
    skipped = [f"{step.name}: {step.skipped}" for step in result.steps if step.skipped]
    for line in remarks(result.reading):
        note(line)
    for line in in_step(result.study):
        note(line)
    for message in (*refused, *skipped):
        note(_("warning: {message}").format(message=message))
    say(_("{transcripts} transcripts, {people} people, {codings} codings; in {folder}:").format(
        transcripts=len(result.reading.corpus.transcripts), people=len(result.reading.corpus.participants),
        codings=len(result.codings), folder=result.out))
    for path in result.files:
        say(f"  {path.relative_to(result.out).as_posix()}")
