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

    from qualcode.workflow.figure import Look

HELP = _("Draw a figure: dots, codeline, saturation, keyness, agreement, correspondence, cloud, heat or network.")
_CHOICE = frozenset({"--code", "--polarity", "--states", "--coder"})
#: Kind -> options that it takes beside those of every figure.
KINDS: dict[str, frozenset[str]] = {
    "dots": _CHOICE | {"--by", "--outcome", "--unit", "--draws", "--seed", "--title"},
    "codeline": _CHOICE | {"--unit", "--transcript", "--title"},
    "saturation": _CHOICE | {"--order", "--level", "--seed", "--title"},
    "keyness": frozenset({"--by", "--top", "--least-people", "--scatter", "--title"}),
    "agreement": frozenset({"--code", "--coder", "--unit", "--transcript", "--sample", "--measure", "--draws", "--seed",
                            "--title"}),
    "correspondence": _CHOICE | {"--by", "--value", "--unit", "--title"},
    "cloud": frozenset({"--by", "--top", "--seed", "--title"}),
    "heat": _CHOICE | {"--by", "--unit", "--title"},
    "network": _CHOICE | {"--unit", "--seed"},
}


def figure(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=_("What to draw; see above."))],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE",
                           help=_("Where to draw it: .png with 300 dots per inch, .svg or .pdf.")),
    ],
    by: Annotated[
        str | None, typer.Option("--by", metavar="KEY", help=_("Attribute whose values are the groups, such as town.")),
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
        int | None, typer.Option(min=1, metavar="N", help=_("keyness, cloud: words of each group.")),
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

    given = {
        "--by": by, "--unit": unit, "--outcome": outcome, "--value": value, "--transcript": transcript,
        "--order": order, "--level": level, "--top": top, "--least-people": least, "--scatter": scatter or None,
        "--measure": measure, "--sample": sample, "--draws": draws, "--seed": seed, "--title": title, "--code": code,
        "--polarity": polarity, "--states": states, "--coder": coder,
    }
    options = _fitting(kind, given)
    check_ending(output)
    look = Look(options.pop("--title", None), font, options.pop("--seed", 7))
    where = {"project": project, "codebook": codebook}
    if kind in {"keyness", "cloud"}:
        drawn = _words(kind, look, options, where)
    elif kind == "agreement":
        drawn = _agreement(look, options, where | {"acting": acting})
    else:
        drawn = _codes(kind, look, options, where | {"acting": acting})
    note(_("written: {path}").format(path=write_figure(drawn, output)))
    note(str(drawn.get_label()))


def _fitting(kind: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return the options that were given; refuse those that this kind of figure does not know."""
    if kind not in KINDS:
        raise UsageError(_("{word}: choose among {known}").format(word=kind, known=", ".join(KINDS)))
    options = {name: value for name, value in given.items() if value is not None}
    wrong = [name for name in options if name not in KINDS[kind]]
    if wrong:
        raise UsageError(_("{options}: no option of {kind}; it takes {known}").format(
            options=", ".join(wrong), kind=kind, known=", ".join(name for name in given if name in KINDS[kind])))
    unit_word(options.get("--unit", ""), {
        "network": ("sentence", "turn", "participant", "transcript"), "agreement": ("sentence", "turn", "character"),
    }.get(kind, ("sentence", "turn")))
    return options


def _words(kind: str, look: "Look", options: dict[str, Any], where: dict[str, Any]) -> "Figure":
    from qualcode.workflow import figure_words
    from qualcode.workflow.codebook import load
    from qualcode.workflow.describe import attribute_key

    settings = open_project(**where)
    book = load(settings) if settings.codebook else None
    corpus = load_corpus(settings)
    if kind == "cloud":
        by = options.get("--by", "")
        return figure_words.cloud(corpus, book, by=attribute_key(corpus, by) if by else "",
                                  top=options.get("--top", 0), look=look)
    scatter = options.get("--scatter", False)
    return figure_words.keyness(
        corpus, book, by=attribute_key(corpus, options.get("--by", "town")), least=options.get("--least-people", 3),
        top=options.get("--top", 0 if scatter else 20), scatter=scatter, look=look)


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


def _codes(kind: str, look: "Look", options: dict[str, Any], where: dict[str, Any]) -> "Figure":
    from qualcode.workflow import figure as workflow
    from qualcode.workflow import figure_interviews as interviews

    coders = options.pop("--coder", ())
    coded = load_codings(**where, coders=coders)
    material = workflow.Material(
        coded.corpus, coded.codebook, coded.codings, options.pop("--states", ()), options.pop("--polarity", ()), coders,
        options.pop("--code", ()))
    draw: Any = {
        "dots": workflow.dots, "codeline": interviews.code_lines, "saturation": interviews.saturation_curve,
        "correspondence": workflow.correspondence_map, "heat": workflow.heat, "network": workflow.code_network,
    }[kind]
    names = {"--transcript": "transcripts"}
    chosen = {names.get(name, name[2:]): value for name, value in options.items()}
    if "by" in chosen:
        chosen["by"] = canonical_key(chosen["by"])
    drawn: Figure = draw(material, look=look, **chosen)
    return drawn
