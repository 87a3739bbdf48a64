"""The learning curve: how good suggestions are with fewer examples than there are, and what ten more would bring."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import log, nan
from typing import TYPE_CHECKING, Any

from qualcode.learning.held_out import held_out
from qualcode.learning.learner import Learner
from qualcode.learning.measure import AT, Measured, Verdict, overall
from qualcode.learning.passages import Examples

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Shares of the labelled passages that are learnt from, and how often they are drawn.
SHARES, DRAWS = (0.25, 0.5, 0.75, 1.0), 3
#: What the gain is asked for.
MORE = 10


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a learning curve.

    Attributes:
        passages: How many passages that people have read were learnt from and measured on; the mean over draws.
        micro_f1: Mean over draws. micro_low: Lowest. micro_high: Highest.
        macro_f1: Mean over draws. macro_low: Lowest. macro_high: Highest.
    """

    passages: int
    micro_f1: float
    micro_low: float
    micro_high: float
    macro_f1: float
    macro_low: float
    macro_high: float


@dataclass(frozen=True)
class Curve:
    """A learning curve.

    Attributes:
        points: Fewest passages first.
        slope: Rise of a code's F1 for every doubling of its examples; NaN where it cannot be told.
    """

    points: tuple[Point, ...]
    slope: float


def learning_curve(
    learner: Learner, rows: Any, examples: Examples, weak: Examples, weak_rows: Any, *,
    whole: "NDArray[np.float64] | None" = None, at: float = AT, seed: int = 0, tell: Callable[[int, int], None] | None =
        None,
) -> Curve:
    """Learn from growing shares of the labelled passages.

    Every share is drawn from the passages at random and measured by participants held out, as the whole is. The slope
    is that of F1 on log2 of a code's examples within codes (codes as fixed effects, all draws and shares pooled, points
    weighed by their examples): one slope for all, since a single code's few points would tell nothing.

    Args:
        learner: Learns.
        rows: The examples as its ``prepare`` has them.
        examples: What is known of them.
        weak: Examples that nobody said.
        weak_rows: The same as rows.
        whole: Held-out probabilities with all passages, where they are known already.
        at: From which probability on a code is suggested.
        seed: Of the draws.
        tell: Called with what is done and how much there is.

    Returns:
        The curve; a draw of one participant's passages only is left out, since nobody could be held out.
    """
    import numpy as np

    random = np.random.default_rng(seed)
    plan = [(share, draw) for share in SHARES for draw in range(DRAWS if share < 1 else 1)]
    found: dict[float, list[tuple[int, float, float]]] = {}  # draws of one share may hold more or fewer read ones
    pairs: list[tuple[int, int, float]] = []
    for done, (share, _draw) in enumerate(plan):
        if tell:
            tell(done, len(plan))
        chosen = np.sort(random.permutation(len(examples.passages))[: max(round(share * len(examples.passages)), 2)])
        part = examples.chosen(chosen)
        if len(set(part.groups)) < 2:
            continue
        chances = whole if share == 1 and whole is not None else held_out(
            learner, rows[chosen], part, weak, weak_rows, seed=seed).chances
        labels, given = part.measured.labels, (chances if part.read is None else chances[part.read]) >= at
        figures = overall(labels, given)
        found.setdefault(share, []).append((len(labels), figures.micro_f1, figures.macro_f1))
        pairs += _by_code(labels, given)
    points = tuple(_point(np.array(each)) for _share, each in sorted(found.items()))
    return Curve(points, _slope(pairs))


def with_gains(rows: Sequence[Measured], curve: Curve) -> tuple[Measured, ...]:
    """Return measures with the F1 that ten examples more are expected to bring, at most what is missing to 1."""
    return tuple(replace(one, gain=_gain(one, curve.slope)) for one in rows)


def _gain(one: Measured, slope: float) -> float:
    if one.verdict is Verdict.FEW and not one.examples:
        return nan
    rise = max(slope, 0.0) * log((one.examples + MORE) / one.examples, 2)
    return min(rise, 1 - (one.f1 if one.f1 == one.f1 else 0.0))


def _point(each: "NDArray[np.float64]") -> Point:
    passages, micro, macro = each.T
    return Point(round(float(passages.mean())), float(micro.mean()), float(micro.min()), float(micro.max()),
                 float(macro.mean()), float(macro.min()), float(macro.max()))


def _by_code(labels: "NDArray[np.float64]", given: "NDArray[np.bool_]") -> list[tuple[int, int, float]]:
    """Return (code, examples, F1) of every code that has examples."""
    made = []
    for column in range(labels.shape[1]):
        known = labels[:, column] == labels[:, column]
        truth, found = labels[:, column] == 1, given[:, column] & known
        if truth.any():
            made.append((column, int(truth.sum()), 2 * int((truth & found).sum()) / int(truth.sum() + found.sum())))
    return made


def _slope(pairs: Sequence[tuple[int, int, float]]) -> float:
    """Return the slope within codes of F1 on log2 of examples, NaN where no code has two numbers of examples."""
    top = bottom = 0.0
    for code in sorted({code for code, _n, _f in pairs}):
        own = [(log(n, 2), f, n) for other, n, f in pairs if other == code]
        weight = sum(n for _x, _f, n in own)
        x_mean = sum(x * n for x, _f, n in own) / weight
        f_mean = sum(f * n for _x, f, n in own) / weight
        top += sum(n * (x - x_mean) * (f - f_mean) for x, f, n in own)
        bottom += sum(n * (x - x_mean) ** 2 for x, _f, n in own)
    return top / bottom if bottom > 1e-9 else nan
