"""The comparison of coders as tables. A number that cannot be computed is missing; ``note`` says why."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from qualcode.analysis.reliability.coefficient import Coefficient
from qualcode.analysis.reliability.results import Agreement, CodeAgreement

if TYPE_CHECKING:
    import pandas as pd

#: columns of coefficients; those with an interval are followed by its ends
MEASURES = ("percent", "kappa", "fleiss", "alpha", "ac1", "holsti", "holsti_r", "alpha_u", "alpha_masi")
WITH_INTERVAL = frozenset({"kappa", "fleiss", "alpha", "ac1"})
PAIR_COLUMNS = (
    "coder_a", "coder_b", "n", "n1", "n2", "m", "percent", "kappa", "kappa_low", "kappa_high", "alpha", "alpha_low",
    "alpha_high", "ac1", "ac1_low", "ac1_high", "holsti", "note",
)
CONFUSION_COLUMNS = ("coder_a", "code_a", "coder_b", "code_b", "n")


def coefficients_table(result: Agreement) -> "pd.DataFrame":
    """Return one row a code, then ``pooled`` and ``mean``.

    Columns: ``scope``, ``code``, ``n``, ``coded_<coder>`` for each coder, the coefficients (``kappa``, ``fleiss``,
    ``alpha`` and ``ac1`` with ``_low`` and ``_high``), ``note``. ``alpha_masi`` stands in the pooled row only.
    """
    import pandas as pd

    rows = [_code_row(result, row) for row in (*result.codes, result.pooled, result.mean)]
    table = pd.DataFrame(rows)
    return table.astype({column: "Float64" for column in table.columns if column in _numbers(MEASURES)})


def pairs_table(result: Agreement) -> "pd.DataFrame":
    """Return one row a pair of coders, columns ``PAIR_COLUMNS``: n1 and n2 decisions of each, m of both."""
    import pandas as pd

    rows = []
    for pair in result.pairs:
        named = {"percent": pair.percent, "kappa": pair.kappa, "alpha": pair.alpha, "ac1": pair.ac1,
                 "holsti": pair.holsti}
        rows.append({"coder_a": pair.first, "coder_b": pair.second, "n": pair.n, "n1": pair.first_coded,
                     "n2": pair.second_coded, "m": pair.both_coded, **_cells(named)})
    table = pd.DataFrame(rows, columns=list(PAIR_COLUMNS))
    return table.astype({column: "Float64" for column in PAIR_COLUMNS if column in _numbers(MEASURES)})


def confusion_table(result: Agreement) -> "pd.DataFrame":
    """Return one row for what a coder has and another takes for something else, columns ``CONFUSION_COLUMNS``.

    ``code_b`` is "" where the second coder has no code there.
    """
    import pandas as pd

    rows = [(row.first, row.first_code, row.second, row.second_code, row.n) for row in result.confusion]
    return pd.DataFrame(rows, columns=list(CONFUSION_COLUMNS))


def _code_row(result: Agreement, row: CodeAgreement) -> dict[str, Any]:
    named = {measure: getattr(row, measure) for measure in MEASURES if measure != "alpha_masi"}
    coded = {f"coded_{coder}": n for coder, n in zip(result.coders, row.coded, strict=True)}
    cells = _cells({**named, "alpha_masi": result.alpha_masi} if row.scope == "pooled" else named)
    note = cells.pop("note")
    return {"scope": row.scope, "code": row.code, "n": row.n, **coded, **cells,
            "alpha_masi": cells.get("alpha_masi", float("nan")), "note": note}


def _cells(named: dict[str, Coefficient]) -> dict[str, Any]:
    """Return the columns of some coefficients, with one note that gives each reason once."""
    cells: dict[str, Any] = {}
    reasons: dict[str, list[str]] = {}
    for name, coefficient in named.items():
        cells[name] = coefficient.value
        if name in WITH_INTERVAL:
            cells[f"{name}_low"], cells[f"{name}_high"] = coefficient.low, coefficient.high
        # Why a number has no interval is of no use where the table shows none.
        if coefficient.reason and (name in WITH_INTERVAL or name == "alpha_masi" or not coefficient.defined):
            reasons.setdefault(coefficient.reason, []).append(name)
    cells["note"] = "; ".join(f"{', '.join(names)}: {reason}" for reason, names in reasons.items())
    return cells


def _numbers(measures: Iterable[str]) -> set[str]:
    return {f"{measure}{end}" for measure in measures for end in ("", "_low", "_high")}
