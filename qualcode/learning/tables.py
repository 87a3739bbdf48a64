"""What was learnt, as tables and as sentences."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from qualcode.analysis.tables import code_name
from qualcode.i18n import _
from qualcode.learning.curve import Curve
from qualcode.learning.measure import EXAMPLES, FOUND, PEOPLE, Calibration, Limits, Measured, Verdict
from qualcode.learning.model import Model
from qualcode.model import Codebook

if TYPE_CHECKING:
    import pandas as pd


def measured_table(rows: Iterable[Measured], codebook: Codebook, limits: Limits) -> "pd.DataFrame":
    """Return one row a code: how it does on participants held out, and whether it is suggested."""
    import pandas as pd

    made = [(one.code, code_name(codebook, one.code), one.examples, one.people, one.found, one.right, one.precision,
             *one.precision_interval, one.recall, *one.recall_interval, one.f1, one.gain, one.verdict.value,
             verdict_words(one, limits)) for one in rows]
    return pd.DataFrame(made, columns=[
        "code", "code_name", "examples", "participants", "suggested", "tp", "precision", "precision_low",
        "precision_high", "recall", "recall_low", "recall_high", "f1", "gain", "verdict", "note"])


def curve_table(curve: Curve) -> "pd.DataFrame":
    """Return one row a point of the learning curve."""
    import pandas as pd

    return pd.DataFrame(
        [(one.passages, one.micro_f1, one.micro_low, one.micro_high, one.macro_f1, one.macro_low, one.macro_high)
         for one in curve.points],
        columns=["passages", "micro_f1", "micro_low", "micro_high", "macro_f1", "macro_low", "macro_high"])


def calibration_table(found: Calibration) -> "pd.DataFrame":
    """Return one row a bin of the reliability diagram."""
    import pandas as pd

    return pd.DataFrame([(one.low, one.high, one.cells, one.said, one.true) for one in found.bins],
                        columns=["low", "high", "cells", "said", "true"])


def verdict_words(one: Measured, limits: Limits) -> str:
    """Return why a code is suggested or not."""
    if one.verdict is Verdict.ON:
        return _("on")
    if one.verdict is Verdict.FEW:
        return _("off: {n} passages of {people} people are coded so; it takes {examples} of {least}").format(
            n=one.examples, people=one.people, examples=EXAMPLES, least=PEOPLE)
    if one.verdict is Verdict.SILENT:
        return _("off: only {n} passages of people held out seemed probable enough; it takes {least} to tell").format(
            n=one.found, least=FOUND)
    return _("off: of {n} suggestions on people held out {right} were right, which is less than {share}").format(
        n=one.found, right=one.right, share=f"{limits.precision:g}")


def caption(model: Model) -> str:
    """Return what the figures rest on."""
    on = len(model.on)
    return " ".join([
        _("Learnt ({learner}) from {passages} read passages of {people} participants; every figure is of participants "
          "held out: nobody's words were both learnt from and measured on.").format(
              learner=model.learner, passages=model.passages, people=model.people),
        _("A code is suggested from probability {at} on, where at least {share} of such suggestions were right: {on} "
          "of {n} codes.").format(at=f"{model.limits.at:g}", share=f"{model.limits.precision:g}", on=on,
                               n=len(model.measured)),
        _("All codes together: precision {precision}, recall {recall}, micro-F1 {micro}, macro-F1 {macro}; Brier score "
          "{brier} ({base} by each code's share alone), calibration error {error}.").format(
              precision=_two(model.total.precision), recall=_two(model.total.recall), micro=_two(model.total.micro_f1),
              macro=_two(model.total.macro_f1), brier=f"{model.calibration.brier:.4f}",
              base=f"{model.calibration.base:.4f}", error=f"{model.calibration.error:.4f}"),
        _("On a read passage a code that nobody gave counts as absent."),
        *([_("As most passages were read only where something was proposed, {n} unread ones without a proposal were "
             "taken to have no code; how good suggestions are on such passages nobody knows until some are read in "
             "full (`qualcode next`).").format(n=model.assumed)] if model.assumed else []),
    ])


def _two(value: float) -> str:
    return "–" if value != value else f"{value:.2f}"  # noqa: PLR0124  only NaN is unlike itself
