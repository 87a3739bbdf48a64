"""What the comparison of groups finds."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan, nan
from typing import Literal

from qualcode.analysis.compare.outcomes import Outcomes
from qualcode.analysis.selection import Selection
from qualcode.i18n import prose

#: how a p value was found: all arrangements tried, some drawn at random, or not at all
How = Literal["exact", "monte_carlo", ""]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its bootstrap interval, or the reason why there is none.

    Attributes:
        value: NaN where it is not defined.
        low: Lower end of the interval, NaN where there is none.
        high: Upper end.
        method: ``BCa`` or ``percentile``, "" without an interval.
        reason: Why something is missing, or "".
    """

    value: float
    low: float = nan
    high: float = nan
    method: str = ""
    reason: str = ""

    @property
    def defined(self) -> bool:
        """Whether there is a number."""
        return not isnan(self.value)


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """One code in one group, whatever the strata.

    Attributes:
        group: The attribute's value.
        n: Participants who spoke and were asked.
        mentioning: How many of them have the code at all.
        references: Their codings.
        mean: Of their values, NaN where n is 0.
        median: Of their values.
    """

    group: str
    n: int
    mentioning: int
    references: int
    mean: float
    median: float


@dataclass(frozen=True, slots=True)
class PairComparison:
    """One code in two groups, over the strata that hold both.

    Attributes:
        code: Id of the code.
        group_a: One group. group_b: The other.
        n_a: Participants of the first, in these strata. n_b: Of the second.
        mean_a: Mean of the first; with strata, weighted as the difference is. mean_b: Of the second.
        difference: ``mean_a - mean_b``. ratio: ``mean_a / mean_b``.
        delta: Cliff's delta in [-1, 1], above 0 where the first group has more.
        p: Two-sided, of the permutation test; NaN where there is none.
        p_holm: The same, adjusted for all pairs of groups of the code.
        how: How p was found.
        arrangements: So many were tried; 0 without a test.
        detectable: Smallest difference that would be found in 80 of 100 such studies.
        notes: Why numbers are missing, and what to be careful about.
    """

    code: str
    group_a: str
    group_b: str
    n_a: int
    n_b: int
    mean_a: float
    mean_b: float
    difference: Estimate
    ratio: Estimate
    delta: Estimate
    p: float
    p_holm: float
    how: How
    arrangements: int
    detectable: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeComparison:
    """One code in all groups.

    Attributes:
        code: Id of the code.
        groups: In the order of ``Comparison.groups``.
        pair: The comparison of the two groups, None where there are more.
        eta_squared: Of more than two groups: their share of the sum of squares within strata, in [0, 1]; else NaN.
        p: Of the permutation test over all groups of at least five people; NaN where there is none.
        q: Benjamini-Hochberg over the codes of the comparison; NaN where p is.
        how: How p was found.
        arrangements: So many were tried; 0 without a test.
        notes: Why numbers are missing, and what to be careful about.
    """

    code: str
    groups: tuple[GroupSummary, ...]
    pair: PairComparison | None
    eta_squared: float
    p: float
    q: float
    how: How
    arrangements: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Design:
    """What was asked for.

    Attributes:
        by: Attribute whose values are the groups.
        within: Attribute whose values are the strata, "" for none.
        permutations: B of the Monte Carlo test.
        draws: Resamples of the bootstrap, 0 for no intervals.
        seed: Of all random numbers.
        selection: Which codings count.
        roll_up: Whether parents count their children's codings.
    """

    by: str
    within: str
    permutations: int
    draws: int
    seed: int
    selection: Selection
    roll_up: bool


@dataclass(frozen=True)
class Comparison:
    """Groups of participants compared, code by code.

    Attributes:
        design: What was asked for.
        outcomes: Everybody's values, those who were left out included.
        groups: The groups that anybody belongs to, sorted; differences are the earlier one less the later one.
        idle: Strata that hold one group only, and add nothing to tests and differences.
        codes: One a code, in the codebook's order.
        pairs: Every code in every pair of groups.
        family: Number of codes in the family of q.
        left_out: Codings that passed the selection but stand on words of interviewers or bystanders, or outside the
            corpus.
        captions: Name -> one sentence or more; together they say all that was done.
    """

    design: Design
    outcomes: Outcomes
    groups: tuple[str, ...]
    idle: tuple[str, ...]
    codes: tuple[CodeComparison, ...]
    pairs: tuple[PairComparison, ...]
    family: int
    left_out: int
    captions: Mapping[str, str]

    @property
    def caption(self) -> str:
        """All sentences, as the note of a table."""
        return prose(self.captions.values())
