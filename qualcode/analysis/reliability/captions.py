"""One sentence for each number and table: universe, unit and formula."""

from collections.abc import Mapping

from qualcode.analysis.reliability.universe import Kind
from qualcode.i18n import _


def captions(
    kind: Kind, *, n_units: int, n: int, n_transcripts: int, coders: int, replicates: int, seed: int, level: float,
) -> Mapping[str, str]:
    """Return name of a column or table -> its sentence; ``universe`` and ``interval`` hold for all of them."""
    unit = _unit(kind)
    universe = {
        "sentence": _("Universe: {n} sentences (transcripts: {transcripts}) that every coder was asked to code; a "
                      "sentence that nobody coded counts as agreement."),
        "turn": _("Universe: {n} turns (transcripts: {transcripts}) that every coder was asked to code; a turn that "
                  "nobody coded counts as agreement."),
        "character": _("Universe: {n} characters (transcripts: {transcripts}) that every coder was asked to code; a "
                       "character that nobody coded counts as agreement."),
    }[kind].format(n=n, transcripts=n_transcripts)
    return {"universe": universe, **_coefficients(unit, coders), **_tables(kind, unit),
            "interval": _interval(kind, n_units, replicates, seed, level)}


def _unit(kind: Kind) -> str:
    return {"sentence": _("sentence"), "turn": _("turn"), "character": _("character")}[kind]


def _coefficients(unit: str, coders: int) -> dict[str, str]:
    kappa = _("Cohen's kappa = (p_o - p_e) / (1 - p_e) over each {unit} of the universe, p_e from each coder's own "
              "share (Cohen 1960).")
    if coders > 2:
        kappa = _("Light's kappa over each {unit} of the universe: the mean of Cohen's kappa over the pairs of coders "
                  "for which it is defined (Light 1971).")
    texts = {
        "percent": _("Percent agreement: share of pairs of coders that agree on a {unit} of the universe, not "
                     "corrected for chance."),
        "kappa": kappa,
        "fleiss": _("Fleiss' kappa = (p_o - p_e) / (1 - p_e) over each {unit} of the universe, p_e from the share of "
                    "all coders together (Fleiss 1971; Scott's pi for two coders)."),
        "alpha": _("Krippendorff's alpha = 1 - D_o / D_e, nominal, over each {unit} of the universe "
                   "(Krippendorff 2004)."),
        "ac1": _("Gwet's AC1 = (p_o - p_e) / (1 - p_e) over each {unit} of the universe, p_e = 2p(1 - p) (Gwet 2008)."),
        "holsti": _("Holsti's K = 2M / (N1 + N2), mean over pairs of coders: M = what both gave the code, N = what "
                    "each gave it, counted by {unit} of the universe; what nobody coded does not enter (Holsti 1969)."),
        "holsti_r": _("R = nK / (1 + (n - 1)K) with n = {coders} coders and K the mean of Holsti's K, counted by "
                      "{unit} of the universe."),
        "alpha_u": _("Krippendorff's alpha for unitizing = 1 - D_o / D_e over the characters of the universe, whatever "
                     "the unit; compares where passages begin and end (Krippendorff 1995)."),
        "alpha_masi": _("Krippendorff's alpha over the sets of codes on each {unit} of the universe, MASI distance "
                        "1 - J * M; two empty sets agree (Passonneau 2006)."),
        "pooled": _("Pooled: each {unit} of the universe with each code is one decision."),
        "mean": _("Mean: of the values by code, over the codes for which the coefficient is defined; counted by {unit} "
                  "of the universe."),
    }
    return {name: text.format(unit=unit, coders=coders) for name, text in texts.items()}


def _tables(kind: Kind, unit: str) -> dict[str, str]:
    has = _("A coder has a code on a {unit} of the universe if one of the codings shares a character with it.")
    if kind == "character":
        has = _("A coder has a code on a character of the universe if it stands in one of the codings.")
    texts = {
        "has": has,
        "pairs": _("Coders two by two; each {unit} of the universe with each code is one decision; M, N1 and N2 count "
                   "the decisions that the code is there."),
        "confusion": _("Counted by {unit} of the universe: the first coder has the code, the second has not and has "
                       "the other one instead, or none; several codes of the second count each."),
        "disagreements": _("Every unit of the universe and code on which coders differ, compared by {unit}."),
    }
    return {name: text.format(unit=unit) for name, text in texts.items()}


def _interval(kind: Kind, n_units: int, replicates: int, seed: int, level: float) -> str:
    if not replicates:
        return _("No interval was asked for.")
    text = _("Intervals: percentile bootstrap, level {level}, {replicates} resamples of the {n} units of the universe, "
             "seed {seed}.")
    if kind == "character":
        text = _("Intervals: percentile bootstrap, level {level}, {replicates} resamples of the {n} stretches of the "
                 "universe (characters of one passage are coded together and not drawn apart), seed {seed}.")
    return text.format(level=f"{level:.4g}", replicates=replicates, n=n_units, seed=seed)
