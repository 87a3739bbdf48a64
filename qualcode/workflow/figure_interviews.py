"""``figure``: what the figures of interviews draw: where codes stand in them, and what each brings that is new."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from qualcode.analysis.counts import Speech
from qualcode.analysis.saturation import BASES, RUNS
from qualcode.analysis.selection import Selection
from qualcode.analysis.tables import code_name
from qualcode.errors import UsageError
from qualcode.figures.code_line import CODES, Line, plot_code_lines
from qualcode.figures.saturation import plot_saturation
from qualcode.i18n import _, prose
from qualcode.model import Role, UnitKind
from qualcode.workflow.figure import Look, Material
from qualcode.workflow.matrix import unit_kind
from qualcode.workflow.saturation import saturation

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


def code_lines(
    material: Material, *, unit: str = "sentence", transcripts: Sequence[str] = (), look: Look | None = None,
) -> "Figure":
    """Draw where in each interview which code stands; the most frequent codes have a lane each.

    Args:
        material: What is drawn from.
        unit: ``sentence`` or ``turn``.
        transcripts: Only these, in this order; all by default.
        look: Title and font.

    Raises:
        UsageError: an option names something that does not exist.
        NotComputableError: nothing is coded, there are too many interviews, or no font has the characters.
    """
    shown, corpus = look or Look(), material.corpus
    for name in transcripts:
        if name not in corpus.by_name:
            raise UsageError(_("{name}: no transcript is called so; there are {known}").format(
                name=name, known=", ".join(corpus.by_name)))
    names = list(dict.fromkeys(transcripts)) or [one.name for one in corpus.transcripts]
    selection = Selection.parse(material.codebook, **material.choice)
    counted = [one for one in selection.of(material.codings) if one.transcript in names]
    speech = Speech(corpus, unit_kind(unit))
    units = {(one.transcript, one.code, item.unit.span) for one in counted for item in speech.covered(one)}
    lanes = _most_frequent([code for _name, code, _span in units], list(material.codebook.by_id))
    coded: dict[str, list[tuple[int, int, int]]] = {}
    for name, code, span in units:
        coded.setdefault(name, []).append((span.start, span.end, lanes.index(code) if code in lanes else -1))
    lines = [
        Line(name, len(corpus.by_name[name].text),
             [(item.unit.span.start, item.unit.span.end) for item in speech.units.get(name, ())
              if item.role is Role.RESPONDENT], sorted(set(coded.get(name, ()))))
        for name in names
    ]
    kind = _("turns") if speech.kind is UnitKind.TURN else _("sentences")
    notes = [_("Coded {unit} of respondents; lanes for the {n} codes on most of them.").format(unit=kind, n=len(lanes)),
             selection.caption(counted)]
    return plot_code_lines(lines, [code_name(material.codebook, code) for code in lanes], note=prose(notes),
                           title=shown.titled(_("Code lines")), font=shown.font)


def saturation_curve(
    material: Material, *, order: str = "", level: str = "code", hold_out: str = "1/3", look: Look | None = None,
) -> "Figure":
    """Draw what each further interview brings; options as in ``workflow.saturation.saturation``.

    Thresholds are marked for a base of four interviews and a run of two (Guest, Namey & Chen 2020).

    Raises:
        UsageError: an option names something that does not exist, or the order is not that of all interviews.
        ReadError: the file with the order cannot be read.
        NotComputableError: there are fewer than two interviews, no codings, or no font has the characters.
    """
    shown = look or Look()
    result = saturation(*material.everything, order=order, level=level, hold_out=hold_out, seed=shown.seed,
                        **material.choice)
    curve, (marks, missed) = result.found.curve, _thresholds(result.found.thresholds)
    notes = [result.caption]
    if marks:
        notes.append(_("Upright lines: thresholds with a base of {base} and a run of {run}.").format(
            base=BASES[0], run=RUNS[0]))
    if missed:
        notes.append(_("Thresholds that are not marked, base of {base} and run of {run}: {thresholds}.").format(
            base=BASES[0], run=RUNS[0], thresholds=_("; ").join(missed)))
    counted = {"code": _("Codes found"), "category": _("Topmost codes found"), "theme": _("Themes found")}[level]
    return plot_saturation(
        curve["cumulative"].tolist(), curve["mean_curve"].tolist(), curve["low"].tolist(), curve["high"].tolist(),
        marks=marks, held_out=len(result.found.hold_out.names), counted=counted, note=prose(notes),
        title=shown.titled(_("What each further interview brings")), font=shown.font)


def _most_frequent(codes: Iterable[str], order: Sequence[str]) -> list[str]:
    """Return the most frequent codes that have a lane, ties in the codebook's order."""
    places = {code: place for place, code in enumerate(order)}
    counts = Counter(codes)
    return sorted(counts, key=lambda code: (-counts[code], places.get(code, len(places)), code))[:CODES]


def _thresholds(table: "pd.DataFrame") -> tuple[list[tuple[int, str]], list[str]]:
    """Return (interviews, text) of the thresholds that are reached, and why the others are not."""
    marks, missed = [], []
    for row in table[(table["base_size"] == BASES[0]) & (table["run_length"] == RUNS[0])].to_dict("records"):
        said = _("at most {share:.0%} new").format(share=row["threshold"]) if row["threshold"] else _("nothing new")
        if isinstance(row["saturated_at"], str):
            marks.append((int(row["saturated_at"].partition("+")[0]),
                          _("{threshold}: {at}").format(threshold=said, at=row["saturated_at"])))
        else:
            missed.append(_("{threshold}: {why}").format(threshold=said, why=row["note"]))
    return marks, missed
