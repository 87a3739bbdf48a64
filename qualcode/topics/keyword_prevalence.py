"""What covariates do to the shares of topics in the keyword-assisted model, with intervals from its draws.

Two weights of topics with the same ratios expect the same shares, so that a coefficient by itself says little: what is
reported are expected shares, and differences of them.

The 95 % intervals hold the truth 93 times in 100 where texts are drawn from the model, 78 times where topics share a
third of their words (``benchmarks/keyword_model.py``): take them as too narrow. For the model documents with the same
covariates are alike, which documents of one participant are not. Where the participant is the unit, resample
participants and take these shares as a description.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.errors import NotComputableError, UsageError
from qualcode.i18n import _
from qualcode.topics.model import Fit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Expected:
    """Expected shares of topics, or differences of them.

    Attributes:
        mean: (rows, topics) means over draws. low, high: (rows, topics) ends of the equal-tailed interval.
        level: Probability of the interval, in (0, 1).
    """

    mean: "Numbers"
    low: "Numbers"
    high: "Numbers"
    level: float


def weight_draws(fit: Fit, covariates: "Numbers | Sequence[Sequence[float]]") -> "Numbers":
    """Return the weights of topics (alpha) that each draw gives to documents with these covariates.

    Args:
        fit: By ``KeywordModel``.
        covariates: (rows, features).

    Returns:
        (draws, rows, topics), above 0.

    Raises:
        NotComputableError: the fit has no coefficients.
        UsageError: it was fitted with another number of covariates.
    """
    import numpy as np

    if "coefficients" not in fit.extra:
        raise NotComputableError(_("this model has no coefficients; fit the keyword-assisted one with covariates"))
    coefficients, centre = fit.extra["coefficients"], fit.extra["centre"]
    rows = np.asarray(covariates, dtype=np.float64)
    if rows.ndim != 2 or rows.shape[1] != len(centre):
        raise UsageError(_("the model was fitted with {fitted} covariates; give as many in each row").format(
            fitted=len(centre)))
    design = np.column_stack([np.ones(len(rows)), rows - centre])
    return np.asarray(np.exp(np.einsum("rf,dfk->drk", design, coefficients)))


def expected_shares(
    fit: Fit, covariates: "Numbers | Sequence[Sequence[float]]", level: float = 0.95
) -> Expected:
    """Return the shares of topics that are expected of documents with these covariates.

    alpha_k / sum of alpha, for each draw of the coefficients (Mimno and McCallum 2008, UAI, section 3).

    Args:
        fit: By ``KeywordModel`` with covariates.
        covariates: (rows, features), a row for each kind of document asked about.
        level: Of the intervals.

    Returns:
        Shares; each row's means sum to 1.

    Raises:
        NotComputableError, UsageError: as ``weight_draws``.
    """
    return _expected(_shares(fit, covariates), level)


def share_differences(
    fit: Fit,
    covariates: "Numbers | Sequence[Sequence[float]]",
    base: "Numbers | Sequence[Sequence[float]]",
    level: float = 0.95,
) -> Expected:
    """Return how much larger the expected shares are than those of other documents, row by row.

    Args:
        fit: By ``KeywordModel`` with covariates.
        covariates: (rows, features).
        base: The same shape, or one row that all are compared with.
        level: Of the intervals.

    Returns:
        Differences in [-1, 1].

    Raises:
        NotComputableError, UsageError: as ``weight_draws``.
    """
    return _expected(_shares(fit, covariates) - _shares(fit, base), level)


def _shares(fit: Fit, covariates: "Numbers | Sequence[Sequence[float]]") -> "Numbers":
    weights = weight_draws(fit, covariates)
    shares: Numbers = weights / weights.sum(axis=2, keepdims=True)
    return shares


def _expected(draws: "Numbers", level: float) -> Expected:
    import numpy as np

    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return Expected(draws.mean(axis=0), low, high, level)
