"""What each further interview brings that is new: the curve, thresholds, and a part held out.

With n interviews and S codes in them, k_j interviews holding code j:

mean curve  over all n! orders, after h interviews: S - sum over j of C(n - k_j, h) / C(n, h), exactly (sample-based
            rarefaction: Colwell, Mao & Chang 2004, Ecology 85(10), 2717-2727); the band is of random orders
thresholds  Guest, Namey & Chen 2020, A simple method to assess and report thematic saturation in qualitative research,
            PLoS ONE 15(5), e0232076: new codes in a run of interviews, divided by the codes of the first interviews,
            the base; the run moves on by one interview until that is at most the threshold. Where interviews 7 and 8
            reach it, this is reported as 6+2
hold-out    the last interviews in the order of coding, and which codes are first found there

No curve proves saturation. It says when the codes in use were first met, and nothing of what nobody has thought of.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from math import comb, floor
from typing import TYPE_CHECKING, Any

from qualcode.errors import NotComputableError
from qualcode.i18n import _

if TYPE_CHECKING:
    import pandas as pd

CURVE_COLUMNS = (
    "interview_order", "transcript", "date", "n_codes", "n_new", "new_codes", "cumulative", "share_found",
    "mean_curve", "low", "high", "held_out",
)
THRESHOLD_COLUMNS = (
    "base_size", "base_codes", "run_length", "threshold", "saturated_at", "run_from", "run_to", "new_in_run",
    "new_share", "note",
)
BASES, RUNS, THRESHOLDS = (4, 5, 6), (2, 3), (0.05, 0.0)
#: The part of random orders that the band holds.
BAND = 0.95
DRAWS, SEED = 1_000, 7


@dataclass(frozen=True, slots=True)
class Interview:
    """One interview.

    Attributes:
        name: Of the transcript. codes: What is found in it.
        date: Its day, or "".
    """

    name: str
    codes: AbstractSet[str]
    date: str = ""


@dataclass(frozen=True, slots=True)
class HoldOut:
    """The interviews coded last, as a test of those before them.

    Attributes:
        share: Asked for, in (0, 1). names: Of the interviews that are held out, in their order.
        new: Codes that are found in these only, in the order in which they are met.
        expected: How many there would be if the order were random, on average.
    """

    share: Fraction
    names: tuple[str, ...]
    new: tuple[str, ...]
    expected: float


@dataclass(frozen=True)
class Saturation:
    """When which codes were first met.

    Attributes:
        curve: A row an interview in the order of coding, columns ``CURVE_COLUMNS``. ``share_found`` is of all codes
            that are found, in [0, 1]; ``low`` and ``high`` hold ``BAND`` of random orders.
        thresholds: A row a base size, run length and threshold, columns ``THRESHOLD_COLUMNS``; where it is not reached,
            ``saturated_at`` is missing and the run is the last one.
        hold_out: The test with the interviews coded last.
        codes: All codes that are found, in the order in which they are met.
    """

    curve: "pd.DataFrame"
    thresholds: "pd.DataFrame"
    hold_out: HoldOut
    codes: tuple[str, ...]


def saturation(
    interviews: Sequence[Interview], *, hold_out: Fraction = Fraction(1, 3), names: Mapping[str, str] | None = None,
    draws: int = DRAWS, seed: int = SEED,
) -> Saturation:
    """Tell when which codes were first met.

    Args:
        interviews: In the order of coding.
        hold_out: Share of the interviews that is held out, in (0, 1); rounded to at least one and not to all of them.
        names: Code -> how it is called in the table; its id by default.
        draws: Random orders for the band, above 0.
        seed: Of these orders.

    Raises:
        NotComputableError: there are fewer than two interviews, or no codes.
    """
    if len(interviews) < 2:
        raise NotComputableError(_("saturation needs at least two interviews; there are {n}").format(n=len(interviews)))
    new = _first_met([one.codes for one in interviews])
    codes = tuple(code for found in new for code in found)
    if not codes:
        raise NotComputableError(_("no codings are counted, so nothing can be new; code first, or choose other states"))
    held = min(max(floor(len(interviews) * hold_out + Fraction(1, 2)), 1), len(interviews) - 1)
    means = mean_curve([one.codes for one in interviews])
    late = tuple(code for found in new[-held:] for code in found)
    test = HoldOut(hold_out, tuple(one.name for one in interviews[-held:]), late, len(codes) - means[-held - 1])
    frame = _curve(interviews, new, means, band(interviews, draws, seed), held, names or {})
    return Saturation(frame, thresholds([len(found) for found in new]), test, codes)


def mean_curve(found: Sequence[AbstractSet[str]]) -> list[float]:
    """Return how many codes are found after 1, 2 … interviews, on average over all orders.

    >>> mean_curve([{"a", "b"}, {"a"}])
    [1.5, 2.0]
    """
    n = len(found)
    holding = [sum(code in codes for codes in found) for code in set().union(*found)]
    return [float(len(holding) - sum(Fraction(comb(n - k, h), comb(n, h)) for k in holding)) for h in range(1, n + 1)]


def band(interviews: Sequence[Interview], draws: int, seed: int) -> list[tuple[float, float]]:
    """Return, after 1, 2 … interviews, between which numbers of codes ``BAND`` of random orders lie."""
    import numpy as np

    codes = sorted(set().union(*(one.codes for one in interviews)))
    cells = np.array([[code in one.codes for code in codes] for one in interviews], dtype=bool)
    generator = np.random.default_rng(seed)
    curves = [np.logical_or.accumulate(cells[generator.permutation(len(cells))]).sum(axis=1) for _draw in range(draws)]
    low, high = np.quantile(np.array(curves), [(1 - BAND) / 2, (1 + BAND) / 2], axis=0)
    return [(float(a), float(b)) for a, b in zip(low, high, strict=True)]


def thresholds(new: Sequence[int]) -> "pd.DataFrame":
    """Return when new codes fall to a share of those in the base (Guest, Namey & Chen 2020).

    Args:
        new: New codes of each interview, in the order of coding.
    """
    import pandas as pd

    rows = [_threshold(new, base, run, most) for base in BASES for run in RUNS for most in THRESHOLDS]
    frame = pd.DataFrame(rows, columns=list(THRESHOLD_COLUMNS), dtype=object)
    kinds = dict.fromkeys(("threshold", "new_share"), "Float64") | dict.fromkeys(("saturated_at", "note"), "string")
    return frame.astype({name: kinds.get(name, "Int64") for name in THRESHOLD_COLUMNS})


def _threshold(new: Sequence[int], base: int, run: int, most: float) -> dict[str, Any]:
    row: dict[str, Any] = {"base_size": base, "run_length": run, "threshold": most, "note": ""}
    if len(new) < base + run:
        return row | {"note": _("needs {n} interviews").format(n=base + run)}
    codes = sum(new[:base])
    row["base_codes"] = codes
    if not codes:
        return row | {"note": _("the base has no codes to compare with")}
    for first in range(base, len(new) - run + 1):
        found = sum(new[first : first + run])
        row |= {"run_from": first + 1, "run_to": first + run, "new_in_run": found, "new_share": found / codes}
        if found / codes <= most:
            return row | {"saturated_at": f"{first}+{run}"}
    return row | {"note": _("not reached")}


def _first_met(found: Sequence[AbstractSet[str]]) -> list[list[str]]:
    """Return the codes that are new in each interview, sorted within it."""
    known: set[str] = set()
    new = []
    for codes in found:
        new.append(sorted(codes - known))
        known |= codes
    return new


def _curve(
    interviews: Sequence[Interview], new: Sequence[Sequence[str]], means: Sequence[float],
    bands: Sequence[tuple[float, float]], held: int, names: Mapping[str, str],
) -> "pd.DataFrame":
    import pandas as pd

    everything, so_far, rows = sum(map(len, new)), 0, []
    for place, (one, found) in enumerate(zip(interviews, new, strict=True)):
        so_far += len(found)
        called = _(", ").join(names.get(code, code) for code in found)
        rows.append((place + 1, one.name, one.date or None, len(one.codes), len(found), called, so_far,
                     so_far / everything, means[place], *bands[place], place >= len(interviews) - held))
    frame = pd.DataFrame(rows, columns=list(CURVE_COLUMNS), dtype=object)
    kinds = dict.fromkeys(("transcript", "date", "new_codes"), "string") | dict.fromkeys(
        ("share_found", "mean_curve", "low", "high"), "Float64") | {"held_out": "boolean"}
    return frame.astype({name: kinds.get(name, "Int64") for name in CURVE_COLUMNS})
