"""``qualcode topics intrusion``: do people see what the model sees?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.loading import load_codings, load_corpus
from qualcode.cli.options import Acting, AsJson, CodebookFile, Project, open_project
from qualcode.cli.output import cell_text, note, put_json, say, show
from qualcode.cli.progress import bar
from qualcode.errors import UsageError
from qualcode.i18n import _

if TYPE_CHECKING:
    from qualcode.model import Corpus
    from qualcode.topics.results import TopicModelling
    from qualcode.workflow.intrusion import IntrusionScore

HELP = _("Write sheets on which people look for words and topics that do not belong, and score the filled ones.")


def intrusion(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help=_("With --score: the filled sheets."))] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE",
                     help=_("Write FILE_1_words.xlsx, FILE_1_topics.xlsx … and the key FILE_key.json; without "
                            "ending FILE is a folder for them.")),
    ] = None,
    raters: Annotated[int, typer.Option(min=1, max=20, help=_("People who will answer, two workbooks each."))] = 2,
    items: Annotated[int, typer.Option(min=1, max=4, help=_("Items of each topic."))] = 2,
    saved: Annotated[
        str, typer.Option(metavar="NAME", help=_("Of this saved model; else topics are fitted as qualcode.toml says."))
    ] = "",
    score: Annotated[bool, typer.Option("--score", help=_("Score filled sheets."))] = False,
    key: Annotated[Path | None, typer.Option(metavar="FILE", help=_("With --score: the key of the sheets."))] = None,
    as_json: AsJson = False,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Write or score sheets."""
    from qualcode.workflow.intrusion import make_intrusion, score_intrusion, sheets_path, write_intrusion

    if score:
        if key is None:
            raise UsageError(_("--score needs the key that was written with the sheets: --key FILE_key.json"))
        _show(score_intrusion(files or (), key), as_json)
        return
    if output is None:
        raise UsageError(_("name the sheets to write with --output FILE.xlsx, or score filled ones with --score A.xlsx "
                           "B.xlsx --key FILE_key.json"))
    if files:
        raise UsageError(_("{path}: filled sheets are scored with --score").format(path=files[0]))
    sheets_path(output)  # refused before anything is fitted
    found, corpus = _topics(saved, project, codebook, acting)
    made = make_intrusion(found, corpus, items=items)
    written = write_intrusion(made, output, raters=raters)
    for path in written:
        note(_("written: {path}").format(path=path))
    if made.note:
        note(_("no topic items: {reason}").format(reason=made.note))
    say(_("Give each person the words first and the topics when these are done, and nobody the key; score all filled "
          "ones with `qualcode topics intrusion --score FILE.xlsx FILE.xlsx … --key {key}`").format(key=written[-1]))


def _topics(
    saved: str, project: Path | None, codebook: Path | None, acting: str,
) -> "tuple[TopicModelling, Corpus]":
    """Return the topics of a saved model, or else those that the settings make."""
    from qualcode.workflow.topics_findings import find_topics
    from qualcode.workflow.topics_saved import open_saved, reopen

    if saved:
        settings = open_project(project, codebook)
        fit = open_saved(settings, saved)
        corpus = load_corpus(settings)
        return reopen(fit, corpus), corpus
    coded = load_codings(project, codebook, acting=acting)
    with bar() as progress:
        given = find_topics(coded.corpus, coded.codebook, coded.codings, coded.settings, progress=progress)
    return given.found, coded.corpus


def _show(found: "IntrusionScore", as_json: bool) -> None:
    from qualcode.topics.method import state_word

    kinds = {"word": _("words"), "topic": _("topics")}
    if as_json:
        put_json({"raters": found.raters, "precision": found.table, "log_odds": found.scores.log_odds,
                  "mean_log_odds": found.scores.mean_log_odds, "unanswered": found.scores.unanswered,
                  "agreement": [{"kind": one.kind, "items": one.items, "percent": one.percent.value,
                                 "alpha": one.alpha.value} for one in found.agreed]})
        return
    rows: list[Any] = list(found.table.itertuples(index=False))
    show([_("Items"), _("Topic"), _("Stability"), _("Answers"), _("Answered right"), _("Precision"),
          _("Interval (95 %)"), _("By chance"), "p"],
         [(kinds[row.kind], row.topic or _("all"), state_word(row.state) if row.state else "", row.answers, row.right,
           cell_text(round(row.precision, 2)), f"{row.low:.2f}–{row.high:.2f}" if row.answers else "–",
           cell_text(round(row.chance, 2)), "< 0.000001" if row.p < 1e-6 else row.p) for row in rows],
         dim=[place for place, row in enumerate(rows) if row.state not in {"", "stable"}])
    say(_("Answered by {people}. Mean topic log odds (0 is best): {odds}").format(
        people=_(", ").join(found.raters), odds=cell_text(round(found.scores.mean_log_odds, 3))))
    for rater, count in found.scores.unanswered.items():
        if count:
            say(_("{person} left {n} items empty").format(person=rater, n=count))
    for one in found.agreed:
        if not one.items:
            say(_("No item was answered by two people ({kind}).").format(kind=kinds[one.kind]))
            continue
        say(_("Agreement on {items} items ({kind}): {percent} of answers, Krippendorff's alpha {alpha}").format(
            items=one.items, kind=kinds[one.kind], percent=f"{one.percent.value:.0%}",
            alpha=cell_text(round(one.alpha.value, 3))))
