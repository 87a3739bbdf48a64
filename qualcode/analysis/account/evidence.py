"""How far coders agree, and what the last interviews still brought."""

from collections.abc import Callable, Sequence

from qualcode.analysis.account.words import known, listed
from qualcode.analysis.reliability import Agreement
from qualcode.analysis.saturation import Saturation
from qualcode.analysis.thesis.table import coefficient
from qualcode.i18n import _

#: below this, alpha is too low even for tentative conclusions (Krippendorff 2004, Content Analysis, p. 241)
LEAST = 0.667


def agreement_sentences(found: Agreement, notes: Sequence[str]) -> list[str]:
    """Return how far coders agree over all decisions: the coefficient, its interval, its universe.

    Args:
        found: The comparison of coders.
        notes: Which units were compared, who coded blind.
    """
    alpha, over = found.pooled.alpha, found.pooled
    names = listed(found.coders)
    if not alpha.defined:
        said = [_("Coders compared: {coders}. Krippendorff's alpha is not defined here: {reason}.").format(
            coders=names, reason=alpha.reason)]
    elif known(alpha.low):
        said = [_("Coders compared: {coders}. Krippendorff's alpha (nominal) over all decisions is {alpha}, interval "
                  "({level} %) {low} to {high}.").format(
                      coders=names, alpha=coefficient(alpha.value), level=f"{100 * found.level:.0f}",
                      low=coefficient(alpha.low), high=coefficient(alpha.high))]
    else:
        said = [_("Coders compared: {coders}. Krippendorff's alpha (nominal) over all decisions is {alpha}; it has no "
                  "interval.").format(coders=names, alpha=coefficient(alpha.value))]
    said.append(_("Share of agreeing pairs: {percent}; kappa: {kappa}; Holsti's K: {holsti}; reliability R: {holsti_r} "
                  "(— is not defined).").format(
                      percent=coefficient(over.percent.value), kappa=coefficient(over.kappa.value),
                      holsti=coefficient(over.holsti.value), holsti_r=coefficient(over.holsti_r.value)))
    return [*said, found.captions["universe"], found.captions["interval"], *notes]


def weak_sentences(found: Agreement, name: Callable[[str], str]) -> list[str]:
    """Return the codes on which coders agree too little, and those for which nothing can be said."""
    weak = [name(one.code) for one in found.codes if one.alpha.defined and one.alpha.value < LEAST]
    unknown = [name(one.code) for one in found.codes if not one.alpha.defined]
    said = [_("Codes whose alpha is below {least}, too low even for tentative conclusions (Krippendorff 2004): {codes}."
              ).format(least=LEAST, codes=listed(weak)) if weak
            else _("No code has an alpha below {least} (Krippendorff 2004).").format(least=LEAST)]
    if unknown:
        said.append(_("Codes whose alpha is not defined, as nobody or everybody used them everywhere: {codes}.").format(
            codes=listed(unknown)))
    return said


def saturation_sentences(found: Saturation) -> list[str]:
    """Return what the last interviews brought that is new, and what no curve can show."""
    test = found.hold_out
    return [
        _("Codes found: {codes}; interviews, in the order of the table: {n}; the last of them, held out as a test: "
          "{held}. Codes found only there: {new}; in a random order there would be {expected} on average.").format(
              codes=len(found.codes), n=len(found.curve), held=len(test.names), new=len(test.new),
              expected=f"{test.expected:.1f}"),
        _("No curve proves saturation: it says when the codes in use were first met, and nothing of what nobody has "
          "thought of."),
    ]
