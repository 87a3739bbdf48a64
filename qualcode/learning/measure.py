"""How good suggestions are, code by code, on people from whom nothing was learnt; which codes had better be silent."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import nan
from typing import TYPE_CHECKING

from qualcode.analysis.evaluation_tables import Interval, wilson_interval
from qualcode.learning.passages import Examples

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: From this probability on a code is suggested; fixed beforehand, so that nothing is fitted to what is measured.
AT = 0.4
#: What held-out suggestions must reach for a code to be on: share that is right, and how many there must be to tell.
PRECISION, FOUND = 0.5, 4
#: What people must have coded for a code to be learnt at all.
EXAMPLES, PEOPLE = 5, 3
#: Bins of a reliability diagram.
BINS = 10


class Verdict(StrEnum):
    """Whether a code is suggested, and if not, why."""

    ON = "on"
    FEW = "few"  # too few examples, or of too few people
    SILENT = "silent"  # hardly any passage reaches the threshold, so nothing can be told
    IMPRECISE = "imprecise"  # too many suggestions were wrong


@dataclass(frozen=True, slots=True)
class Measured:
    """How one code does on participants who were held out.

    Attributes:
        code: Its id.
        examples: Passages that people gave the code. people: Participants who say them.
        found: Held-out suggestions. right: Those that people had coded so.
        precision: right / found, in [0, 1]; NaN where nothing was suggested.
        recall: right / examples, in [0, 1]; NaN without examples.
        f1: Their harmonic mean, 2 right / (found + examples); NaN where both are 0.
        precision_interval: Wilson's, 95 %. recall_interval: The same.
        verdict: Whether it is suggested.
        gain: F1 expected from ten examples more; NaN where it was not asked or cannot be told.
    """

    code: str
    examples: int
    people: int
    found: int
    right: int
    precision: float
    recall: float
    f1: float
    precision_interval: Interval
    recall_interval: Interval
    verdict: Verdict
    gain: float = nan


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of a reliability diagram.

    Attributes:
        low: Probabilities from here on. high: Below this.
        cells: (passage, code) pairs in it.
        said: Mean probability, NaN where there are none. true: Share that people had coded so, NaN too.
    """

    low: float
    high: float
    cells: int
    said: float
    true: float


@dataclass(frozen=True)
class Calibration:
    """Whether probabilities mean what they say.

    Attributes:
        brier: Mean squared difference of probability and truth over all cells, in [0, 1], lower is better (Brier 1950,
            Verification of forecasts expressed in terms of probability, Monthly Weather Review 78(1), eq. 2, for one
            event: half of his score); NaN without cells.
        base: The Brier score of saying each code's share everywhere.
        error: Expected calibration error: mean of |said - true| over bins by their cells.
        bins: Of equal width.
    """

    brier: float
    base: float
    error: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Overall:
    """All codes together.

    Attributes:
        micro_f1: Over all cells. macro_f1: Mean over codes that have examples. NaN where there are none.
        precision: Over all cells. recall: Over all cells.
    """

    micro_f1: float
    macro_f1: float
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class Limits:
    """When a code is suggested.

    Attributes:
        at: From this probability on. precision: What held-out suggestions must reach.
    """

    at: float = AT
    precision: float = PRECISION


def measure(
    examples: Examples, chances: "NDArray[np.float64]", limits: Limits | None = None,
) -> tuple[Measured, ...]:
    """Measure every code.

    Args:
        examples: What people coded.
        chances: (passages, codes): held-out probabilities.
        limits: When a code is suggested.
    """
    asked = limits or Limits()
    return tuple(_measured(examples, chances[:, column], column, asked) for column in range(len(examples.codes)))


def overall(labels: "NDArray[np.float64]", found: "NDArray[np.bool_]") -> Overall:
    """Return the figures of all codes together; cells of which nobody knows are left out.

    Args:
        labels: (passages, codes) of 1, 0, NaN.
        found: (passages, codes): what was suggested.
    """
    import numpy as np

    known = ~np.isnan(labels)
    truth, given = (labels == 1) & known, found & known
    right, total, there = (truth & given).sum(axis=0), given.sum(axis=0), truth.sum(axis=0)
    coded = there > 0
    each = 2 * right[coded] / (total + there)[coded]
    return Overall(
        _ratio(2 * int(right.sum()), int(total.sum() + there.sum())), float(each.mean()) if coded.any() else nan,
        _ratio(int(right.sum()), int(total.sum())), _ratio(int(right.sum()), int(there.sum())))


def calibration(labels: "NDArray[np.float64]", chances: "NDArray[np.float64]") -> Calibration:
    """Compare probabilities with the truth; cells of which nobody knows are left out.

    Args:
        labels: (passages, codes) of 1, 0, NaN.
        chances: (passages, codes), in [0, 1].
    """
    import numpy as np

    known = ~np.isnan(labels)
    if not known.any():
        return Calibration(nan, nan, nan, ())
    said, true = chances[known], labels[known]
    shares = np.array([column[~np.isnan(column)].mean() if (~np.isnan(column)).any() else 0 for column in labels.T])
    base = np.broadcast_to(shares, labels.shape)[known]
    number = np.minimum((said * BINS).astype(int), BINS - 1)
    bins = tuple(_bin(place, said[number == place], true[number == place]) for place in range(BINS))
    error = sum(one.cells * abs(one.said - one.true) for one in bins if one.cells) / len(said)
    return Calibration(float(((said - true) ** 2).mean()), float(((base - true) ** 2).mean()), float(error), bins)


def _bin(place: int, said: "NDArray[np.float64]", true: "NDArray[np.float64]") -> Bin:
    means = (float(said.mean()), float(true.mean())) if len(said) else (nan, nan)
    return Bin(place / BINS, (place + 1) / BINS, len(said), *means)


def _measured(
    examples: Examples, chances: "NDArray[np.float64]", column: int, limits: Limits,
) -> Measured:
    import numpy as np

    labels = examples.labels[:, column]
    known = ~np.isnan(labels)
    truth, given = (labels == 1) & known, (chances >= limits.at) & known
    there, found, right = int(truth.sum()), int(given.sum()), int((truth & given).sum())
    people = len({examples.passages[row].participant for row in np.flatnonzero(truth).tolist()})
    return Measured(
        examples.codes[column], there, people, found, right, _ratio(right, found), _ratio(right, there),
        _ratio(2 * right, found + there), wilson_interval(right, found), wilson_interval(right, there),
        _verdict(there, people, found, right, limits))


def _verdict(there: int, people: int, found: int, right: int, limits: Limits) -> Verdict:
    if there < EXAMPLES or people < PEOPLE:
        return Verdict.FEW
    if found < FOUND:
        return Verdict.SILENT
    return Verdict.ON if right / found >= limits.precision else Verdict.IMPRECISE


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else nan


def on_codes(rows: Sequence[Measured]) -> set[str]:
    """Return the codes that are suggested."""
    return {one.code for one in rows if one.verdict is Verdict.ON}
