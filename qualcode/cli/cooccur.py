"""``qualcode cooccur``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.loading import load_codings, load_corpus
from qualcode.cli.options import (
    Acting,
    AsJson,
    CodebookFile,
    Coders,
    Codes,
    Polarities,
    Project,
    States,
    open_project,
    unit_word,
)
from qualcode.cli.output import note, put, put_json
from qualcode.errors import UsageError
from qualcode.i18n import _

if TYPE_CHECKING:
    from qualcode.workflow.cooccur import Together

HELP = _("Show which codes or words stand together, and the network that they make.")
#: Most frequent words that are counted where the call does not say.
WORDS = 50


def cooccur(
    of: Annotated[str, typer.Option("--of", metavar="WHAT", help=_("What stands together: codes or words."))] = "codes",
    unit: Annotated[
        str, typer.Option(help=_("What has to hold both: sentence, turn, participant or transcript.")),
    ] = "sentence",
    minimum: Annotated[
        int, typer.Option("--min", min=0, metavar="N",
                          help=_("Least number of units with both; 0 lists pairs that never meet, too.")),
    ] = 1,
    top: Annotated[
        int | None,
        typer.Option(min=0, metavar="N",
                     help=_("Only the N most frequent; all codes and the 50 first words by default.")),
    ] = None,
    nodes: Annotated[
        bool, typer.Option("--nodes", help=_("Show nodes, not pairs: degree, closeness, betweenness, community.")),
    ] = False,
    code: Codes = None,
    polarity: Polarities = None,
    states: States = None,
    coder: Coders = None,
    seed: Annotated[int, typer.Option(help=_("Another seed finds other communities."))] = 7,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE",
                     help=_("Write to FILE: .graphml or .gexf the network, .xlsx all tables, .csv, .json or .parquet "
                            "one.")),
    ] = None,
    figure: Annotated[
        Path | None,
        typer.Option("--figure", metavar="FILE", help=_("Draw the network into FILE (.png, .svg, .pdf).")),
    ] = None,
    font: Annotated[
        Path | None, typer.Option(metavar="FILE", help=_("Font file for the figure.")),
    ] = None,
    as_json: AsJson = False,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Show which codes or words stand together."""
    from qualcode.workflow.codebook import load
    from qualcode.workflow.cooccur import UNITS, cooccur_words, write_cooccur
    from qualcode.workflow.cooccur import cooccur as count

    unit_word(unit, tuple(UNITS))
    if of == "words":
        if code or polarity or states or coder:
            raise UsageError(_("--code, --polarity, --states and --coder choose codings; leave them out with --of "
                               "words"))
        settings = open_project(project, codebook)
        result = cooccur_words(
            load_corpus(settings), load(settings) if settings.codebook else None, unit=unit, minimum=minimum,
            top=WORDS if top is None else top, seed=seed)
    elif of == "codes":
        coded = load_codings(project, codebook, coders=coder or (), acting=acting)
        result = count(
            coded.corpus, coded.codebook, coded.codings, unit=unit, minimum=minimum, top=top or 0, states=states or (),
            polarities=polarity or (), coders=coder or (), codes=code or (), seed=seed)
    else:
        raise UsageError(_("{word}: choose among {known}").format(word=of, known="codes, words"))
    if figure is not None:
        _draw(result, figure, seed, font)
    if output is not None:
        note(_("written: {path}").format(path=write_cooccur(result, output, nodes=nodes)))
    elif as_json:
        put_json({"of": of, "unit": unit, "n_units": result.found.n_units, "pairs": result.found.table,
                  "nodes": result.nodes, "modularity": result.network.modularity, "caption": result.caption})
    elif figure is None:
        _show(result, nodes)


def _draw(result: "Together", path: Path, seed: int, font: Path | None) -> None:
    from qualcode.exporters.figure import write_figure
    from qualcode.workflow.cooccur import draw_cooccur
    from qualcode.workflow.figures import drawn_with

    drawn = draw_cooccur(result, seed=seed, font=font)
    note(_("written: {path}").format(path=write_figure(drawn, path)))
    note(drawn_with(drawn))


def _show(result: "Together", nodes: bool) -> None:
    table = result.nodes if nodes else result.found.table
    hidden = ["code_a", "code_b", "code"] + ([] if table["note"].any() else ["note"])
    put(table.drop(columns=hidden, errors="ignore"))
    note(result.network.caption if nodes else result.found.note)
