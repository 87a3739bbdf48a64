"""One attribute of participants by another: how many people, with both percentages, and how far the two go together.

With n people in r rows and c columns, row sums n_i. and column sums n_.j (people of whom either is not known left out):

expected    e_ij = n_i. * n_.j / n
chi-square  sum of (n_ij - e_ij)^2 / e_ij (Pearson 1900), without Yates' correction
Cramér's V  sqrt(chi-square / (n * (min(r, c) - 1))), in [0, 1] (Cramér 1946, Mathematical Methods of Statistics, 282)
p, 2 by 2   Fisher's exact test, two-sided: all tables with these sums that are no more probable (Fisher 1935)
p, larger   Monte Carlo: columns are dealt to people anew B times; p = (1 + b) / (1 + B), b of them with a chi-square at
            least as large (Hope 1968, JRSS B 30, 582-598)

A study's people are chosen on purpose and are few. The p says how readily chance alone would make such a table, and is
an exploratory remark: no test of a hypothesis about a population.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import nan, sqrt
from typing import TYPE_CHECKING, Any

from qualcode.analysis.attribute_tables import Value, label, participant_values, value_order
from qualcode.analysis.matrices import SMALL_GROUP
from qualcode.analysis.participants import FEW
from qualcode.errors import UsageError
from qualcode.i18n import _, prose
from qualcode.model import Corpus

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

CROSSTAB_COLUMNS = (
    "row", "column", "n", "n_row", "n_column", "share_row", "share_column", "expected", "note",
)
#: Attributes that tell people apart where everybody knows everybody: a cell of two of them with few people names them.
_TELLING = frozenset({"role", "position", "village", "age", "age_band", "occupation"})
#: Below this an expected count makes the distribution of chi-square a bad guess (Cochran 1954).
_EXPECTED = 5
DRAWS, SEED = 9_999, 7


@dataclass(frozen=True, slots=True)
class Association:
    """How far two attributes go together; NaN where it cannot be computed, and ``note`` says why.

    Attributes:
        n: People of whom both are known. rows, columns: Values that any of them has.
        cramers_v: In [0, 1]; with few people it is well above 0 by chance alone.
        chi_square: Without correction.
        p: In (0, 1].
        method: ``fisher``, ``monte_carlo``, or "" without a p.
        sparse: Cells that would hold fewer than 5 people if the two had nothing to do with each other.
    """

    n: int
    rows: int
    columns: int
    cramers_v: float
    chi_square: float
    p: float
    method: str
    sparse: int
    note: str = ""


@dataclass(frozen=True)
class Crosstab:
    """One attribute by another.

    Attributes:
        row: Key of the attribute in the rows. column: Of that in the columns.
        table: A row a cell, columns ``CROSSTAB_COLUMNS``; "not stated" is a value of its own and comes last. Shares are
            in [0, 1] and of everybody in the row or column; ``expected`` is missing where something is not stated.
        association: Over the people of whom both are known.
        caption: In sentences.
    """

    row: str
    column: str
    table: "pd.DataFrame"
    association: Association
    caption: str

    def wide(self, value: str = "n") -> "pd.DataFrame":
        """Return values of the first attribute as rows and of the second as columns.

        Args:
            value: ``n`` (with sums), ``share_row``, ``share_column`` or ``expected``.
        """
        import pandas as pd

        wide = self.table.pivot(index="row", columns="column", values=value)
        wide = wide.loc[list(dict.fromkeys(self.table["row"])), list(dict.fromkeys(self.table["column"]))]
        if value == "n":
            wide[_("Sum")] = wide.sum(axis=1)
            wide = pd.concat([wide, wide.sum().to_frame(_("Sum")).T.astype("Int64")])
        wide.columns.name = None
        wide.insert(0, self.row, list(wide.index))
        return wide.reset_index(drop=True)


def crosstab(corpus: Corpus, row: str, column: str, *, draws: int = DRAWS, seed: int = SEED) -> Crosstab:
    """Count people by two attributes.

    Args:
        corpus: The people.
        row: Key of the attribute in the rows.
        column: Key of the attribute in the columns.
        draws: B of the Monte Carlo test, above 0.
        seed: Of its generator.

    Raises:
        UsageError: nobody has such an attribute, or the two are the same.
    """
    if row == column:
        raise UsageError(_("{key} by itself says nothing; name two attributes").format(key=row))
    down, across = participant_values(corpus, row), participant_values(corpus, column)
    cells = Counter((down[person], across[person]) for person in down)
    known = _known(cells)
    measured = association(known, draws=draws, seed=seed)
    table = _table(cells, row, column)
    return Crosstab(row, column, table, measured, _caption(cells, row, column, measured, draws, seed))


def association(cells: Mapping[tuple[Value, Value], int], *, draws: int = DRAWS, seed: int = SEED) -> Association:
    """Measure how far rows and columns go together.

    Args:
        cells: (row, column) -> people; what is not there is 0.
        draws: B of the Monte Carlo test.
        seed: Of its generator.
    """
    import numpy as np

    rows = list(dict.fromkeys(pair[0] for pair, n in cells.items() if n))
    columns = list(dict.fromkeys(pair[1] for pair, n in cells.items() if n))
    counts = np.array([[cells.get((a, b), 0) for b in columns] for a in rows], dtype=np.int64)
    n = int(counts.sum())
    if min(len(rows), len(columns)) < 2:
        return Association(n, len(rows), len(columns), nan, nan, nan, "", 0,
                           _("one of the two has fewer than two values"))
    expected = _expected(counts)
    chi = float(((counts - expected) ** 2 / expected).sum())
    v = min(1.0, sqrt(chi / (n * (min(counts.shape) - 1))))
    if counts.shape == (2, 2):
        from scipy.stats import fisher_exact

        p, method = float(fisher_exact(counts).pvalue), "fisher"
    else:
        p, method = _monte_carlo(counts, chi, draws, seed), "monte_carlo"
    return Association(n, len(rows), len(columns), v, chi, min(1.0, p), method, int((expected < _EXPECTED).sum()))


def _expected(counts: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    import numpy as np

    expected: np.ndarray[Any, Any] = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    return expected


def _monte_carlo(counts: "np.ndarray[Any, Any]", chi: float, draws: int, seed: int) -> float:
    """Return (1 + b) / (1 + B); with fixed sums chi-square + n is the sum of n_ij^2 / e_ij."""
    import numpy as np

    rows, columns = counts.shape
    down = np.repeat(np.arange(rows), counts.sum(axis=1))
    across = np.repeat(np.arange(columns), counts.sum(axis=0))
    expected, generator = _expected(counts).ravel(), np.random.default_rng(seed)
    reached = 0
    for _draw in range(draws):
        dealt = np.bincount(down * columns + generator.permutation(across), minlength=rows * columns)
        reached += float((dealt**2 / expected).sum()) - len(down) >= chi - 1e-9 * max(1.0, chi)
    return (1 + reached) / (1 + draws)


def _known(cells: Mapping[tuple[Value, Value], int]) -> dict[tuple[Value, Value], int]:
    return {pair: n for pair, n in cells.items() if None not in pair}


def _table(cells: Mapping[tuple[Value, Value], int], row: str, column: str) -> "pd.DataFrame":
    import pandas as pd

    down, across = _sums(cells, 0), _sums(cells, 1)
    known = _known(cells)
    known_down, known_across = _sums(known, 0), _sums(known, 1)
    everybody = sum(known.values())
    rows = []
    for a in value_order(down, down):
        for b in value_order(across, across):
            n, whole = cells.get((a, b), 0), everybody and None not in (a, b)
            rows.append({
                "row": label(a), "column": label(b), "n": n, "n_row": down[a], "n_column": across[b],
                "share_row": n / down[a], "share_column": n / across[b],
                "expected": known_down[a] * known_across[b] / everybody if whole else None,
                "note": _note(n, down[a], across[b], tells=_tells(row, column) and None not in (a, b)),
            })
    frame = pd.DataFrame(rows, columns=list(CROSSTAB_COLUMNS), dtype=object)
    kinds = dict.fromkeys(("n", "n_row", "n_column"), "Int64") | dict.fromkeys(("row", "column", "note"), "string")
    return frame.astype({name: kinds.get(name, "Float64") for name in CROSSTAB_COLUMNS})


def _sums(cells: Mapping[tuple[Value, Value], int], side: int) -> Counter[Value]:
    sums: Counter[Value] = Counter()
    for pair, n in cells.items():
        sums[pair[side]] += n
    return sums


def _tells(row: str, column: str) -> bool:
    return row in _TELLING and column in _TELLING


def _note(n: int, of_row: int, of_column: int, *, tells: bool) -> str:
    notes = []
    if min(of_row, of_column) < SMALL_GROUP:
        notes.append(_("fewer than {n} people: read the counts, not the percentages").format(n=SMALL_GROUP))
    if tells and 0 < n < FEW:
        notes.append(_("so few people can be recognised"))
    return "; ".join(notes)


def _caption(
    cells: Mapping[tuple[Value, Value], int], row: str, column: str, measured: Association, draws: int, seed: int
) -> str:
    people = sum(cells.values())
    parts = [_("Units are participants (n = {n}); percentages are of everybody in the row or column, people not stated "
               "included.").format(n=people)]
    if min([*_sums(cells, 0).values(), *_sums(cells, 1).values()], default=0) < SMALL_GROUP:
        parts.append(_("Groups of fewer than {n} people: read the counts, not the percentages.").format(n=SMALL_GROUP))
    if people > measured.n:
        parts.append(_("Left out of expected counts and of what follows, because one of the two is not stated: {n}."
                       ).format(n=people - measured.n))
    parts.append(_measured(measured, draws, seed))
    few = sum(0 < n < FEW for n in _known(cells).values())
    if few and _tells(row, column):
        parts.append(_("Careful: {n} cells hold fewer than {few} people, who can be recognised by these two "
                       "attributes; merge values before this is printed.").format(n=few, few=FEW))
    return prose(parts)


def _measured(found: Association, draws: int, seed: int) -> str:
    if not found.method:
        return _("No measure of association: {why}.").format(why=found.note)
    how = _("Fisher's exact test, two-sided") if found.method == "fisher" else _(
        "Monte Carlo with {draws} draws, seed {seed}").format(draws=draws, seed=seed)
    said = _("Exploratory, n = {n}: Cramér's V = {v:.2f}, p = {p:.3f} ({how}); people were chosen on purpose, so this "
             "is no test of a population.").format(n=found.n, v=found.cramers_v, p=found.p, how=how)
    if found.sparse:
        said += " " + _("Cells with an expected count below {least}: {n} of {all}.").format(
            least=_EXPECTED, n=found.sparse, all=found.rows * found.columns)
    return said
