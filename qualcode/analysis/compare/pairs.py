"""Two groups, all codes at once: effects, intervals, test, and what could have been seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import TYPE_CHECKING

from qualcode.analysis.compare.detectable import detectable_difference, pooled_sd
from qualcode.analysis.compare.effects import (
    Effects,
    Stratum,
    effects,
    error_factor,
    estimates,
    resampled,
    strata_of,
    without_each,
)
from qualcode.analysis.compare.permutation import Permuted, permutation_test
from qualcode.analysis.compare.results import Design, Estimate, How, PairComparison
from qualcode.i18n import _

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

#: with fewer participants on a side groups are described and not tested
LEAST = 5
#: with fewer on a side intervals are percentile ones: too few for the corrections of BCa
LEAST_BCA = 10
#: what the streams of random numbers begin with, so that none repeats another
OMNIBUS, PAIR, RESAMPLES = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Block:
    """Codes that the same participants were asked about.

    Attributes:
        codes: Their ids.
        columns: Their columns in the outcomes.
        values: Shape (participants, codes), none missing.
        labels: Shape (participants,): number of the group.
        strata: Shape (participants,): number of the stratum.
    """

    codes: tuple[str, ...]
    columns: tuple[int, ...]
    values: "Floats"
    labels: "Whole"
    strata: "Whole"

    def only(self, groups: Sequence[int]) -> "Block":
        """Return the participants of some groups, in the strata that hold at least two of these."""
        import numpy as np

        here = np.isin(self.labels, groups)
        shared = [one for one in np.unique(self.strata[here])
                  if len(np.unique(self.labels[here & (self.strata == one)])) > 1]
        here &= np.isin(self.strata, shared)
        return Block(self.codes, self.columns, self.values[here], self.labels[here], self.strata[here])


@dataclass(frozen=True, eq=False)
class _Found:
    """What all codes of a pair share, and the numbers of each."""

    strata: tuple[Stratum, ...]
    sizes: tuple[int, int]
    whole: Effects
    drawn: Effects | None
    jackknife: list[Effects] | None
    test: Permuted | None
    still: "tuple[NDArray[np.bool_], NDArray[np.bool_]]"
    sd: "Floats"
    freedom: int


def compare_pair(
    block: Block, first: int, second: int, groups: Sequence[str], design: Design, bound: float,
) -> list[PairComparison]:
    """Compare two groups code by code; ``p_holm`` is still ``p``.

    Args:
        block: The codes and their participants.
        first: Number of one group.
        second: Of the other.
        groups: Names of all groups.
        design: What was asked for.
        bound: Largest difference that is possible, infinite where there is none.
    """
    here = block.only((first, second))
    names = groups[first], groups[second]
    if not len(here.labels):
        return [_nothing(code, names) for code in block.codes]
    strata = strata_of(here.labels == first, here.strata)
    sizes = sum(len(one.a) for one in strata), sum(len(one.b) for one in strata)
    enough = min(sizes) >= LEAST
    cells = [rows for one in strata for rows in (one.a, one.b)]
    found = _Found(
        strata, sizes, effects(here.values, strata),
        resampled(here.values, strata, design.draws, (design.seed, RESAMPLES, first, second))
        if enough and design.draws and not _lonely(strata) else None,
        without_each(here.values, strata) if min(sizes) >= LEAST_BCA else None,
        permutation_test(here.values, here.labels, here.strata, permutations=design.permutations,
                         seed=(design.seed, PAIR, first, second)) if enough else None,
        (_still(here.values, [one.a for one in strata]), _still(here.values, [one.b for one in strata])),
        *pooled_sd(here.values, cells))
    return [_pair(found, column, code, names, bound, bool(here.values[:, column].any()))
            for column, code in enumerate(block.codes)]


def how_of(test: Permuted | None, p: float) -> tuple[How, int]:
    """Return how a p value was found, and over how many arrangements."""
    if test is None or isnan(p):
        return "", 0
    return "exact" if test.exact else "monte_carlo", test.arrangements


def untested(test: Permuted | None, p: float, mentioned: bool) -> tuple[str, ...]:
    """Return why there is no p value, nothing where there is one."""
    if test is None:
        return (_("fewer than {n} people on a side: described, not tested").format(n=LEAST),)
    if isnan(p):
        return (_("values do not vary: nothing to test") if mentioned
                else _("nobody mentions it: nothing to test"),)
    return ()


def _pair(
    found: _Found, column: int, code: str, names: tuple[str, str], bound: float, mentioned: bool,
) -> PairComparison:
    p, visible = nan, nan
    if found.test is not None:
        p = float(found.test.p[column])
        visible = detectable_difference(float(found.sd[column]), error_factor(found.strata), found.freedom)
    three = estimates(found.whole, found.drawn, found.jackknife, column)
    notes = [*untested(found.test, p, mentioned)]
    if mentioned:
        notes += [*_reasons(*three), *_doubts(found, column, names, three[0])]
    if not isnan(p) and isnan(visible):
        notes.append(_("nothing varies within the groups: nothing to tell a detectable difference from"))
    if visible > bound:
        notes.append(_("no possible difference would have been seen"))
    return PairComparison(
        code, *names, *found.sizes, float(found.whole.mean_a[0, column]), float(found.whole.mean_b[0, column]), *three,
        p, p, *how_of(found.test, p), nan if visible > bound else visible, tuple(notes))


def _doubts(found: _Found, column: int, names: tuple[str, str], difference: Estimate) -> list[str]:
    """Return why there is no interval, or only half of one."""
    if found.test is not None and _lonely(found.strata):
        return [_("no interval: a stratum holds one person of a group, whose spread nobody knows")]
    flat = [name for name, still in zip(names, found.still, strict=True) if still[column] and difference.method]
    return [_("everybody in {group} has the same value: the interval knows the spread of the other group only").format(
        group=group) for group in flat]


def _still(values: "Floats", cells: "Sequence[Whole]") -> "NDArray[np.bool_]":
    """Return whether nothing varies within any of the cells, for every column."""
    import numpy as np

    return np.asarray(np.all([np.ptp(values[rows], axis=0) == 0 for rows in cells], axis=0), dtype=np.bool_)


def _lonely(strata: Sequence[Stratum]) -> bool:
    """Return whether resamples cannot vary somewhere, which would make intervals too narrow."""
    return any(min(len(one.a), len(one.b)) == 1 for one in strata)


def _reasons(difference: Estimate, ratio: Estimate, delta: Estimate) -> list[str]:
    """Return each reason once, with the numbers that it is about."""
    reasons: dict[str, list[str]] = {}
    for name, one in ((_("difference"), difference), (_("ratio"), ratio), (_("delta"), delta)):
        if one.reason:
            reasons.setdefault(one.reason, []).append(name)
    return [_("{names}: {reason}").format(names=_(", ").join(names), reason=reason)
            for reason, names in reasons.items()]


def _nothing(code: str, names: tuple[str, str]) -> PairComparison:
    none = Estimate(nan)
    return PairComparison(code, *names, 0, 0, nan, nan, none, none, none, nan, nan, "", 0, nan,
                          (_("nothing to compare: no stratum holds both groups, or one of them has nobody"),))
