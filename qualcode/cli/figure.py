"""``qualcode figure``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.loading import load_codings, load_corpus, load_study
from qualcode.cli.options import (
    Acting,
    CodebookFile,
    Coders,
    Codes,
    Polarities,
    Project,
    States,
    open_project,
    unit_word,
)
from qualcode.cli.output import note
from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.model import canonical_key

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from qualcode.exporters.plot_page import PlotPage
    from qualcode.workflow.figure import Look

HELP = _("Draw a figure: dots, codeline, saturation, keyness, agreement, correspondence, cloud, heat or network.")
_CHOICE = frozenset({"--code", "--polarity", "--states", "--coder"})
#: Kind -> options that it takes beside those of every figure.
KINDS: dict[str, frozenset[str]] = {
    "dots": _CHOICE | {"--by", "--outcome", "--unit", "--top", "--draws", "--seed", "--title"},
    "codeline": _CHOICE | {"--unit", "--transcript", "--title"},
    "saturation": _CHOICE | {"--order", "--level", "--seed", "--title"},
    "keyness": frozenset({"--by", "--top", "--least-people", "--scatter", "--title"}),
    "agreement": frozenset({"--code", "--coder", "--unit", "--transcript", "--sample", "--measure", "--draws", "--seed",
                            "--title"}),
    "correspondence": _CHOICE | {"--by", "--value", "--unit", "--title"},
    "cloud": frozenset({"--by", "--top", "--seed", "--title"}),
    "heat": _CHOICE | {"--by", "--unit", "--title"},
    "network": _CHOICE | {"--of", "--unit", "--top", "--seed", "--title"},
}
#: Kinds that can be a page, with what people said behind every mark.
PAGES = ("keyness", "correspondence", "network")


def figure(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=_("What to draw; see above."))],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE",
                           help=_("Where to draw it: .png with 300 dots per inch, .svg or .pdf; .html for a page "
                                  "that opens quotes (keyness, correspondence, network).")),
    ],
    by: Annotated[
        str | None, typer.Option("--by", metavar="KEY", help=_("Attribute whose values are the groups, such as town.")),
    ] = None,
    of: Annotated[
        str | None, typer.Option("--of", metavar="WHAT", help=_("network: codes or words.")),
    ] = None,
    unit: Annotated[
        str | None, typer.Option(help=_("What units are: sentence, turn; of a network participant or transcript too.")),
    ] = None,
    outcome: Annotated[
        str | None, typer.Option(metavar="MEASURE", help=_("dots: share, any or rate, as in `qualcode compare`.")),
    ] = None,
    value: Annotated[
        str | None, typer.Option(metavar="MEASURE",
                                 help=_("correspondence: participants, units_coded or references.")),
    ] = None,
    transcript: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help=_("codeline, agreement: only this transcript.")),
    ] = None,
    order: Annotated[
        str | None, typer.Option(metavar="WORD", help=_("saturation: date, file, or a text FILE with the order.")),
    ] = None,
    level: Annotated[
        str | None, typer.Option(help=_("saturation: what can be new: code, category or theme.")),
    ] = None,
    top: Annotated[
        int | None, typer.Option(min=1, metavar="N",
                                 help=_("keyness, cloud: words of each group; dots: codes, those that most people "
                                        "have, by default as many as a page holds; network: words, 50 by default.")),
    ] = None,
    least: Annotated[
        int | None, typer.Option("--least-people", min=1, metavar="N",
                                 help=_("keyness: only words that so many people of their group use.")),
    ] = None,
    scatter: Annotated[
        bool, typer.Option("--scatter", help=_("keyness: two groups by frequency, not bars.")),
    ] = False,
    measure: Annotated[
        str | None, typer.Option(metavar="NAME", help=_("agreement: alpha, kappa, fleiss, ac1, percent or holsti.")),
    ] = None,
    sample: Annotated[
        str | None, typer.Option(metavar="NAME", help=_("agreement: plan whose units are compared, or `all`.")),
    ] = None,
    draws: Annotated[
        int | None, typer.Option(min=0, help=_("dots, agreement: resamples for the intervals, 0 for none.")),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help=_("Another seed makes another layout, other resamples.")),
    ] = None,
    title: Annotated[str | None, typer.Option(help=_('Another title, "" for none.'))] = None,
    font: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Font file for the figure."))] = None,
    code: Codes = None,
    polarity: Polarities = None,
    states: States = None,
    coder: Coders = None,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Draw a figure."""
    from qualcode.exporters.figure import check_ending, write_figure
    from qualcode.workflow.figure import Look
    from qualcode.workflow.figures import drawn_with

    given = {
        "--by": by, "--of": of, "--unit": unit, "--outcome": outcome, "--value": value, "--transcript": transcript,
        "--order": order, "--level": level, "--top": top, "--least-people": least, "--scatter": scatter or None,
        "--measure": measure, "--sample": sample, "--draws": draws, "--seed": seed, "--title": title, "--code": code,
        "--polarity": polarity, "--states": states, "--coder": coder,
    }
    options = _fitting(kind, given)
    page = output.suffix.lower() == ".html"
    if page:
        _check_page(kind, font)
    else:
        check_ending(output)
    look = Look(options.pop("--title", None), font, options.pop("--seed", 7))
    where = {"project": project, "codebook": codebook}
    drawn: Any
    if kind in {"keyness", "cloud"} or options.get("--of") == "words":
        drawn = _words(kind, look, options, where, page)
    elif kind == "agreement":
        drawn = _agreement(look, options, where | {"acting": acting})
    else:
        drawn = _codes(kind, look, options, where | {"acting": acting}, page)
    if page:
        _write_page(drawn, output)
        return
    note(_("written: {path}").format(path=write_figure(drawn, output)))
    note(str(drawn.get_label()))
    note(drawn_with(drawn))


def _check_page(kind: str, font: Path | None) -> None:
    if kind not in PAGES:
        raise UsageError(_("{kind}: no page can be made of it, only of {known}; write it to .png, .svg or .pdf").format(
            kind=kind, known=", ".join(PAGES)))
    if font is not None:
        raise UsageError(_("--font: a page is written in the fonts of the browser that opens it; leave it out"))


def _write_page(made: Any, output: Path) -> None:
    from qualcode.exporters.plot_page import write_plot_page

    note(_("written: {path}").format(path=write_plot_page(output, made)))
    note(made.note)
    note(_("It holds what people said: keep it as safe as the interviews."))


def _fitting(kind: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return the options that were given; refuse those that this kind of figure does not know."""
    if kind not in KINDS:
        raise UsageError(_("{word}: choose among {known}").format(word=kind, known=", ".join(KINDS)))
    options = {name: value for name, value in given.items() if value is not None}
    wrong = [name for name in options if name not in KINDS[kind]]
    if wrong:
        raise UsageError(_("{options}: no option of {kind}; it takes {known}").format(
            options=", ".join(wrong), kind=kind, known=", ".join(name for name in given if name in KINDS[kind])))
    _check_of(kind, options)
    unit_word(options.get("--unit", ""), {
        "network": ("sentence", "turn", "participant", "transcript"), "agreement": ("sentence", "turn", "character"),
    }.get(kind, ("sentence", "turn")))
    return options


def _check_of(kind: str, options: dict[str, Any]) -> None:
    of = options.get("--of", "codes")
    if of not in {"codes", "words"}:
        raise UsageError(_("{word}: choose among {known}").format(word=of, known="codes, words"))
    if of == "words" and _CHOICE & set(options):
        raise UsageError(_("--code, --polarity, --states and --coder choose codings; leave them out with --of words"))
    if kind == "network" and of == "codes" and "--top" in options:
        raise UsageError(_("--top: how many words, with --of words only; choose codes by --code"))


def _words(
    kind: str, look: "Look", options: dict[str, Any], where: dict[str, Any], page: bool,
) -> "Figure | PlotPage":
    from qualcode.analysis.selection import check_attributes
    from qualcode.workflow import figure as workflow
    from qualcode.workflow import figure_pages, figure_words
    from qualcode.workflow.codebook import load
    from qualcode.workflow.describe import attribute_key

    settings = open_project(**where)
    book = load(settings) if settings.codebook else None
    corpus = load_corpus(settings)
    if kind == "network":
        unit, top = options.get("--unit", "sentence"), options.get("--top", 50)
        if page:
            return figure_pages.word_network(corpus, book, unit=unit, top=top, look=look)
        return workflow.word_network(corpus, book, unit=unit, top=top, look=look)
    by = options.get("--by", "" if kind == "cloud" else "town")
    key = attribute_key(corpus, by) if by else ""
    check_attributes(corpus, [key] if by else [], headers=False)
    if kind == "cloud":
        return figure_words.cloud(corpus, book, by=key, top=options.get("--top", 0), look=look)
    scatter = options.get("--scatter", False)
    least, top = options.get("--least-people", 3), options.get("--top", 0 if scatter or page else 20)
    if page:
        return figure_pages.keyness(corpus, book, by=key, least=least, top=top, scatter=scatter, look=look)
    return figure_words.keyness(corpus, book, by=key, least=least, top=top, scatter=scatter, look=look)


def _agreement(look: "Look", options: dict[str, Any], where: dict[str, Any]) -> "Figure":
    from qualcode.workflow.agree import agree
    from qualcode.workflow.figure import agreement_by_code

    study = load_study(**where)
    result = agree(
        study, names=options.get("--coder", ()), by=options.get("--unit", "sentence"), plan=options.get("--sample", ""),
        transcripts=options.get("--transcript", ()), codes=options.get("--code", ()),
        replicates=options.get("--draws", 1000), seed=look.seed)
    if result.opened:
        note(_("from now on these coders see each other's codings: {names} (operation {number})").format(
            names=", ".join(result.opened), number=result.operation))
    return agreement_by_code(result, study.codebook, measure=options.get("--measure", "alpha"), look=look)


def _codes(
    kind: str, look: "Look", options: dict[str, Any], where: dict[str, Any], page: bool,
) -> "Figure | PlotPage":
    from qualcode.workflow import figure as workflow
    from qualcode.workflow import figure_interviews as interviews
    from qualcode.workflow import figure_pages as pages

    coders = options.pop("--coder", ())
    coded = load_codings(**where, coders=coders)
    material = workflow.Material(
        coded.corpus, coded.codebook, coded.codings, options.pop("--states", ()), options.pop("--polarity", ()), coders,
        options.pop("--code", ()))
    options.pop("--of", None)
    draw: Any = {"correspondence": pages.correspondence_map, "network": pages.code_network}[kind] if page else {
        "dots": workflow.dots, "codeline": interviews.code_lines, "saturation": interviews.saturation_curve,
        "correspondence": workflow.correspondence_map, "heat": workflow.heat, "network": workflow.code_network,
    }[kind]
    names = {"--transcript": "transcripts"}
    chosen = {names.get(name, name[2:]): value for name, value in options.items()}
    if "by" in chosen:
        chosen["by"] = canonical_key(chosen["by"])
    drawn: Figure | PlotPage = draw(material, look=look, **chosen)
    return drawn
