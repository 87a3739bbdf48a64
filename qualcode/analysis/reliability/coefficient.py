"""One coefficient: its number or the reason why there is none."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isnan, nan

from qualcode.i18n import _

#: below this, 1 - expected agreement is nothing but rounding
TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A number, or the reason why there is none.

    Attributes:
        value: The coefficient, NaN where it is not defined.
        reason: Why the value or its interval is NaN, or what it was estimated from; "" where there is nothing to say.
        low: Lower end of the interval, NaN where there is none.
        high: Upper end of the interval.
        error: Asymptotic standard error of the value.
        z: Value divided by its standard error under the hypothesis that coders agree by chance only.
        observed: Observed agreement; for alpha, observed disagreement.
        expected: The same, expected by chance.
        n: What it rests on: units that two coders rated; for alpha, pairable ratings; for a mean, its terms.
    """

    value: float
    reason: str = ""
    low: float = nan
    high: float = nan
    error: float = nan
    z: float = nan
    observed: float = nan
    expected: float = nan
    n: int = 0

    @property
    def defined(self) -> bool:
        """Whether there is a number."""
        return not isnan(self.value)


def undefined(reason: str, *, observed: float = nan, expected: float = nan, n: int = 0) -> Coefficient:
    """Return a coefficient without a number."""
    return Coefficient(nan, reason, observed=observed, expected=expected, n=n)


def corrected(observed: float, expected: float, n: int) -> Coefficient:
    """Return (observed - expected) / (1 - expected), undefined where chance alone makes everybody agree."""
    if 1 - expected <= TINY:
        return undefined(no_variation(), observed=observed, expected=expected, n=n)
    return Coefficient((observed - expected) / (1 - expected), observed=observed, expected=expected, n=n)


def mean_of(terms: Iterable[Coefficient]) -> Coefficient:
    """Return the mean of those that are defined; ``n`` is how many they are. Without any, every reason is named."""
    given = list(terms)
    values = [term.value for term in given if term.defined]
    if not values:
        return undefined("; ".join(sorted({term.reason for term in given})) or few_coders())
    return Coefficient(sum(values) / len(values), n=len(values))


def few_coders() -> str:
    """Why one coder has no agreement."""
    return _("there are fewer than two coders")


def not_two_coders() -> str:
    """Why a coefficient for two has none for another number of coders."""
    return _("it is defined for exactly two coders")


def no_units() -> str:
    """Why nothing can be compared."""
    return _("no unit was rated by two coders")


def no_variation() -> str:
    """Why chance cannot be corrected for."""
    return _("every coder gave the same value everywhere")


def not_used() -> str:
    """Why a code without codings has no agreement beyond chance."""
    return _("nobody used this code")


def used_everywhere() -> str:
    """Why a code on all units has no agreement beyond chance."""
    return _("every coder gave this code to everything")
