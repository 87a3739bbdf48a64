"""``qualcode themes``."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.loading import load_codings
from qualcode.cli.options import Acting, CodebookFile, Coders, Polarities, Project, States
from qualcode.cli.output import note, show
from qualcode.i18n import _

if TYPE_CHECKING:
    from qualcode.analysis.themes import Summary

HELP = _("Summarise every theme and code: who speaks of it, typical and contrary quotes.")


def themes(
    quotes: Annotated[int, typer.Option(min=0, help=_("Typical quotes for each."))] = 3,
    polarity: Polarities = None,
    states: States = None,
    coder: Coders = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help=_("Write the quotes too, to FILE (.docx, .md).")),
    ] = None,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Summarise every theme and code."""
    from qualcode.analysis.selection import Selection
    from qualcode.workflow.themes import themes as summarise
    from qualcode.workflow.themes import write_themes

    coded = load_codings(project, codebook, contrary=True, coders=coder or (), acting=acting)
    summaries = summarise(coded.corpus, coded.codebook, coded.codings, left_out=coded.left_out, quotes=quotes,
                          polarities=polarity or (), states=states or ())
    chosen = Selection.parse(coded.codebook, states=states or (), polarities=polarity or (), coders=coder or ())
    caption = chosen.caption(chosen.of(coded.codings))
    if output is not None:
        note(_("written: {path}").format(path=write_themes(summaries, output, note=caption)))
        return
    show([_("Theme or code"), "id", _("References"), _("People covered"), "n"], list(_rows(summaries)))
    note(caption)


def _rows(summaries: "tuple[Summary, ...]") -> Iterator[tuple[str, str, int, int, int]]:
    """Yield a row a theme with its codes below it, then the codes without one."""
    codes = {found.id: found for found in summaries if found.kind == "code"}
    for theme in (found for found in summaries if found.kind == "theme"):
        for found in (theme, *(codes.pop(code) for code in theme.codes if code in codes)):
            name = found.name if found is theme else f"  {found.name}"
            yield name, found.id, found.references, found.participants, found.n_participants
    for found in codes.values():
        yield found.name, found.id, found.references, found.participants, found.n_participants
