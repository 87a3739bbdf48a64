"""Reliability: how far coders agree, per code and overall, with the universe and the formula stated."""

from qualcode.analysis.reliability.agreement import agreement
from qualcode.analysis.reliability.alpha import krippendorff_alpha
from qualcode.analysis.reliability.coefficient import Coefficient
from qualcode.analysis.reliability.holsti import holsti, holsti_r, mean_holsti
from qualcode.analysis.reliability.many_coders import (
    brennan_prediger,
    conger_kappa,
    fleiss_by_category,
    fleiss_kappa,
    fleiss_kappa_counts,
    gwet_ac1,
    light_kappa,
)
from qualcode.analysis.reliability.ratings import percent_agreement
from qualcode.analysis.reliability.results import (
    Agreement,
    CodeAgreement,
    Confusion,
    Disagreement,
    PairAgreement,
)
from qualcode.analysis.reliability.sets import SetOverlap, alpha_sets, set_overlap
from qualcode.analysis.reliability.tables import coefficients_table, confusion_table, pairs_table
from qualcode.analysis.reliability.two_coders import bennett_s, cohen_kappa, kappa_max, scott_pi
from qualcode.analysis.reliability.unitizing import AlphaU, Passages, alpha_u
from qualcode.analysis.reliability.universe import Universe, character_universe

__all__ = [
    "Agreement", "AlphaU", "CodeAgreement", "Coefficient", "Confusion", "Disagreement", "PairAgreement", "Passages",
    "SetOverlap", "Universe", "agreement", "alpha_sets", "alpha_u", "bennett_s", "brennan_prediger",
    "character_universe", "coefficients_table", "cohen_kappa", "confusion_table", "conger_kappa",
    "fleiss_by_category", "fleiss_kappa", "fleiss_kappa_counts", "gwet_ac1", "holsti",
    "holsti_r", "kappa_max", "krippendorff_alpha", "light_kappa", "mean_holsti", "pairs_table", "percent_agreement",
    "scott_pi", "set_overlap",
]
