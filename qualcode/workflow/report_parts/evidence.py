"""Saturation and reliability: what further interviews and another coder say of the findings."""

from typing import TYPE_CHECKING

from qualcode.analysis.account.evidence import saturation_sentences, weak_sentences
from qualcode.analysis.account.words import listed, sentence
from qualcode.analysis.saturation import Saturation
from qualcode.analysis.thesis.reliability import reliability_table
from qualcode.analysis.thesis.saturation import saturation_table
from qualcode.errors import NotComputableError
from qualcode.exporters.document import Heading, text
from qualcode.figures.saturation import plot_saturation
from qualcode.i18n import _, prose
from qualcode.workflow.report_parts.build import Builder, paragraphs
from qualcode.workflow.report_parts.gathered import Gathered
from qualcode.workflow.saturation import SaturationResult, saturation

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def add_saturation(build: Builder, given: Gathered) -> None:
    """Add what each further interview brings, with T6 and its curve."""
    head = Heading(_("5 Saturation"))
    if not given.used:
        build.add("saturation.text", head, text(given.nothing))
        return
    try:
        found, upper = _measured(given)
    except NotComputableError as error:
        build.add("saturation.text", head, text(sentence(str(error))))
        return
    build.add("saturation.text", head, *paragraphs(prose(saturation_sentences(found.found))))
    names = {key: given.name(key) for key in [*given.codebook.theme_by_id, *given.codebook.by_id]}
    build.add("saturation.table", build.table(saturation_table(
        found.found, upper, given.labels, names, caption_note=_without_names(given, found))))
    build.add("saturation.figure", *build.picture(
        lambda: _curve(given, found.found), _("What each further interview brings")))


def add_reliability(build: Builder, given: Gathered) -> None:
    """Add how far coders agree, with T7."""
    head, result = Heading(_("6 Reliability")), given.compared.result
    if result is None:
        build.add("reliability.text", head, text(given.compared.reason))
        return
    build.add("reliability.text", head, *paragraphs(prose(weak_sentences(result.agreement, given.name))))
    build.add("reliability.table", build.table(reliability_table(result.agreement, given.name, notes=result.notes)))


def _measured(given: Gathered) -> tuple[SaturationResult, Saturation | None]:
    """Return saturation of codes, and of what stands above them."""
    book, choice = given.codebook, given.choice

    def measure(level: str) -> SaturationResult:
        return saturation(given.corpus, book, given.chosen, level=level, states=choice.states, coders=choice.coders,
                          seed=choice.seed, speech=given.speech)

    nested = any(code.parent for code in book.codes)
    above = measure("category" if nested else "theme").found if nested or book.themes else None
    return measure("code"), above


def _without_names(given: Gathered, found: SaturationResult) -> str:
    """Return the caption with labels for the interviews that it names because nothing is coded there."""
    empty = [str(row["transcript"]) for row in found.found.curve.to_dict("records") if not row["n_codes"]]
    said = _("Nothing is coded in {names}: look whether these have been coded at all.")
    labels = [given.labels.transcripts[name] for name in empty]
    return found.caption.replace(said.format(names=listed(empty)), said.format(names=listed(labels)))


def _curve(given: Gathered, found: Saturation) -> "Figure":
    curve = found.curve
    return plot_saturation(
        curve["cumulative"].tolist(), curve["mean_curve"].tolist(), curve["low"].tolist(), curve["high"].tolist(),
        held_out=len(found.hold_out.names), counted=_("Codes found"), font=given.choice.font)
