"""Groups of participants compared, code by code: effects with intervals, permutation tests, what could be seen."""

from qualcode.analysis.compare.bootstrap import interval
from qualcode.analysis.compare.compare import compare
from qualcode.analysis.compare.detectable import detectable_difference, multiplier, pooled_sd
from qualcode.analysis.compare.effects import effects, resampled, strata_of, without_each
from qualcode.analysis.compare.multiplicity import benjamini_hochberg, holm
from qualcode.analysis.compare.outcomes import OUTCOMES, Outcome, Outcomes, Person, counted_codings, measure
from qualcode.analysis.compare.permutation import Permuted, permutation_test
from qualcode.analysis.compare.results import (
    CodeComparison,
    Comparison,
    Design,
    Estimate,
    GroupSummary,
    PairComparison,
)
from qualcode.analysis.compare.tables import codes_table, pairs_table, people_table

__all__ = [
    "OUTCOMES", "CodeComparison", "Comparison", "Design", "Estimate", "GroupSummary", "Outcome", "Outcomes",
    "PairComparison", "Permuted", "Person", "benjamini_hochberg", "codes_table", "compare", "counted_codings",
    "detectable_difference", "effects", "holm", "interval", "measure", "multiplier", "pairs_table", "people_table",
    "permutation_test", "pooled_sd", "resampled", "strata_of", "without_each",
]
