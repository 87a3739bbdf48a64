"""What sets one group of texts apart from another: log-odds ratios with a prior that shrinks what is rare.

Of two groups a and b, with y the count of an item, n the count of all items, alpha the prior of the item and alpha_0
the sum of all priors (Monroe, Colaresi & Quinn 2008, Fightin' words, Political Analysis 16(4), 372-403):

log-odds   delta = log((y_a + alpha) / (n_a + alpha_0 - y_a - alpha))
                 - log((y_b + alpha) / (n_b + alpha_0 - y_b - alpha))       eqs. 15 and 16
variance   1 / (y_a + alpha) + 1 / (y_b + alpha)                            eq. 20
z          delta / sqrt(variance)                                           eq. 22
prior      alpha = alpha_0 * (count in the background / all of it)          eq. 23

A z beyond 1.96 in either direction is what the paper takes for a difference. It is no test: what was looked for in the
same texts that it is then compared in is exploratory, and occurrences of one person are not independent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log, nan, sqrt

from qualcode.errors import NotComputableError
from qualcode.i18n import _


@dataclass(frozen=True, slots=True)
class LogOdds:
    """How far an item belongs to group a rather than to group b.

    Attributes:
        a: Its count in group a. b: In group b.
        delta: Log-odds ratio in nats; above 0 where it belongs to a.
        variance: Of ``delta``, as estimated.
        z: ``delta`` in standard deviations.
        note: Why the three are missing (NaN), or "".
    """

    a: int
    b: int
    delta: float
    variance: float
    z: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """What counts are shares of.

    Attributes:
        a: Of group a. b: Of group b. background: Of the background.
    """

    a: int
    b: int
    background: int


def log_odds(
    a: Mapping[str, int], b: Mapping[str, int], background: Mapping[str, int] | None = None, *,
    mass: float | None = None, totals: Totals | None = None,
) -> dict[str, LogOdds]:
    """Return how far each item belongs to group a rather than to group b; see the head of this module.

    Args:
        a: Item -> count in group a.
        b: Item -> count in group b.
        background: Item -> count in what the prior is made of, such as the whole corpus; both groups by default. The
            same count for all makes the prior uninformative.
        mass: alpha_0, as many counts as the prior weighs; the count of the background by default.
        totals: What the counts are shares of where that is not their sum: passages that hold several items each. An
            item is then compared with the passages that lack it.

    Returns:
        Every item of the three mappings, in the order of its first appearance. ``delta``, ``variance`` and ``z`` are
        NaN where a group is empty, where the item is not in the background, and where it is all that there is.

    Raises:
        NotComputableError: the prior has no mass, or a count is negative or above its total.
    """
    prior = {item: a.get(item, 0) + b.get(item, 0) for item in (*a, *b)} if background is None else background
    sums = totals or Totals(sum(a.values()), sum(b.values()), sum(prior.values()))
    weight = float(sums.background) if mass is None else mass
    if not weight > 0:
        raise NotComputableError(_("log-odds need a prior with some mass; give a background with counts"))
    for counts, total in ((a, sums.a), (b, sums.b), (prior, sums.background)):
        if any(not 0 <= count <= total for count in counts.values()):
            raise NotComputableError(_("a count for log-odds is negative or above its total; count again"))
    share = weight / sums.background if sums.background else 0.0
    return {
        item: _one(a.get(item, 0), b.get(item, 0), share * prior.get(item, 0), weight, sums)
        for item in dict.fromkeys((*a, *b, *prior))
    }


def _one(a: int, b: int, alpha: float, mass: float, totals: Totals) -> LogOdds:
    rest_a, rest_b = totals.a + mass - a - alpha, totals.b + mass - b - alpha
    note = ""
    if not totals.a or not totals.b:
        note = _("one of the two groups is empty")
    elif not alpha:
        note = _("the background does not have it")
    elif rest_a <= 0 or rest_b <= 0:
        note = _("there is nothing else to compare it with")
    if note:
        return LogOdds(a, b, nan, nan, nan, note)
    delta = log((a + alpha) / rest_a) - log((b + alpha) / rest_b)
    variance = 1 / (a + alpha) + 1 / (b + alpha)
    return LogOdds(a, b, delta, variance, delta / sqrt(variance))
