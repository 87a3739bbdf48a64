"""Rows of results from sums and their resamples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isnan
from typing import TYPE_CHECKING

from qualcode.analysis.reliability.coefficient import (
    Coefficient,
    mean_of,
    no_variation,
    not_used,
    undefined,
    used_everywhere,
)
from qualcode.analysis.reliability.results import CodeAgreement, PairAgreement
from qualcode.analysis.reliability.two_valued import mean_over, two_valued
from qualcode.analysis.reliability.unitizing import AlphaU
from qualcode.i18n import _

if TYPE_CHECKING:
    from qualcode.analysis.reliability.ratings import Floats

MEASURES = ("percent", "kappa", "fleiss", "alpha", "ac1", "holsti", "holsti_r")
#: an interval is given only where at least this share of the resamples has the coefficient
ENOUGH = 0.95


@dataclass(frozen=True)
class Sums:
    """n, A_i and A_ij of ``two_valued``, by code or over all codes, with any number of leading dimensions."""

    n: "Floats"
    single: "Floats"
    both: "Floats"

    @classmethod
    def split(cls, values: "Floats", coders: int, codes: int) -> "Sums":
        """Take apart the columns of ``Presence.sums``, the last axis of ``values``."""
        lead = values.shape[:-1]
        border = 1 + coders * codes
        pairs = coders * (coders - 1) // 2
        return cls(values[..., :1], values[..., 1:border].reshape(*lead, coders, codes),
                   values[..., border:].reshape(*lead, pairs, codes))

    def pooled(self) -> "Sums":
        """Add up all codes: every unit and code is one decision."""
        codes = self.single.shape[-1]
        return Sums(self.n * codes, self.single.sum(axis=-1, keepdims=True), self.both.sum(axis=-1, keepdims=True))

    def of_pair(self, number: int, a: int, b: int) -> "Sums":
        """Keep two coders, the pair with this number."""
        return Sums(self.n, self.single[..., [a, b], :], self.both[..., [number], :])


@dataclass(frozen=True)
class Estimates:
    """Coefficients by code with their resamples: measure -> (codes,) and measure -> (replicates, codes)."""

    values: "Mapping[str, Floats]"
    draws: "Mapping[str, Floats]"
    level: float

    @classmethod
    def of(cls, sums: Sums, draws: Sums, level: float) -> "Estimates":
        """Compute all coefficients."""
        return cls(two_valued(sums.n, sums.single, sums.both), two_valued(draws.n, draws.single, draws.both), level)

    def mean(self) -> "Estimates":
        """Return the means over those codes that have the coefficient, as if of one code."""
        values = {name: mean_over(table, -1)[..., None] for name, table in self.values.items()}
        draws = {name: mean_over(table, -1)[..., None] for name, table in self.draws.items()}
        return Estimates(values, draws, self.level)

    def coefficient(self, measure: str, k: int, reason: str, n: int) -> Coefficient:
        """Return a coefficient of the k-th code with its percentile interval."""
        import numpy as np

        value, drawn = float(self.values[measure][k]), self.draws[measure][:, k]
        if isnan(value):
            return undefined(reason, n=n)
        there = drawn[~np.isnan(drawn)]
        if not len(drawn):
            return Coefficient(value, n=n)
        if len(there) < ENOUGH * len(drawn):
            return Coefficient(value, _("no interval: undefined in {n} of {of} resamples").format(
                n=len(drawn) - len(there), of=len(drawn)), n=n)
        low, high = np.quantile(there, [(1 - self.level) / 2, (1 + self.level) / 2])
        return Coefficient(value, low=float(low), high=float(high), n=n)


def code_rows(
    sums: Sums, draws: Sums, level: float, codes: Sequence[str], spans: AlphaU,
) -> tuple[tuple[CodeAgreement, ...], CodeAgreement, CodeAgreement]:
    """Return the rows of codes, the pooled one and that of the means."""
    each = Estimates.of(sums, draws, level)
    rows = tuple(_row("code", code, each, k, sums, spans.codes[k]) for k, code in enumerate(codes))
    pooled = Estimates.of(sums.pooled(), draws.pooled(), level)
    total = _row("pooled", "", pooled, 0, sums.pooled(), spans.overall)
    means, mean_u = each.mean(), mean_of(spans.codes)
    found = {
        name: means.coefficient(name, 0, _("it is not defined for any code"),
                                sum(getattr(row, name).defined for row in rows))
        for name in MEASURES
    }
    return rows, total, CodeAgreement("mean", "", round(float(sums.n[0])), total.coded, **found, alpha_u=mean_u)


def pair_rows(sums: Sums, draws: Sums, level: float, coders: Sequence[str]) -> tuple[PairAgreement, ...]:
    """Return one row a pair of coders, over all decisions."""
    rows = []
    total, drawn = sums.pooled(), draws.pooled()
    for number, (a, b) in enumerate(combinations(range(len(coders)), 2)):
        here = total.of_pair(number, a, b)
        estimates = Estimates.of(here, drawn.of_pair(number, a, b), level)
        n = round(float(here.n[0]))
        reason = _reason(here, 0)
        found = {name: estimates.coefficient(name, 0, reason, n)
                 for name in ("percent", "kappa", "alpha", "ac1", "holsti")}
        first, second = (round(float(one)) for one in here.single[:, 0])
        rows.append(PairAgreement(coders[a], coders[b], n, first, second, round(float(here.both[0, 0])), **found))
    return tuple(rows)


def undefined_rows(
    reason: str, codes: Sequence[str], n: int, coded: Mapping[str, tuple[int, ...]], none: tuple[int, ...],
) -> tuple[tuple[CodeAgreement, ...], CodeAgreement, CodeAgreement]:
    """Return the rows of a study in which nothing can be compared."""
    nothing = undefined(reason)
    fields = dict.fromkeys((*MEASURES, "alpha_u"), nothing)
    rows = tuple(CodeAgreement("code", code, n, coded.get(code, none), **fields) for code in codes)
    total = tuple(sum(row.coded[k] for row in rows) for k in range(len(none)))
    pooled = CodeAgreement("pooled", "", n * len(codes), total, **fields)
    return rows, pooled, CodeAgreement("mean", "", n, total, **fields)


def _row(scope: str, code: str, estimates: Estimates, k: int, sums: Sums, spans: Coefficient) -> CodeAgreement:
    n = round(float(sums.n[0]))
    reason = _reason(sums, k)
    found = {name: estimates.coefficient(name, k, reason, n) for name in MEASURES}
    coded = tuple(round(float(one)) for one in sums.single[:, k])
    return CodeAgreement(scope, code, n, coded, **found, alpha_u=spans)


def _reason(sums: Sums, k: int) -> str:
    """Return why a coefficient of the k-th code has no number, where it has none."""
    given = float(sums.single[:, k].sum())
    if given == 0:
        return not_used()
    return used_everywhere() if given == len(sums.single) * float(sums.n[0]) else no_variation()
