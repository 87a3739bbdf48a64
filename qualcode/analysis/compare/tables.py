"""A comparison as tables. A number that cannot be computed is missing; ``note`` says why."""

from typing import TYPE_CHECKING, Any

from qualcode.analysis.compare.results import Comparison, Estimate, GroupSummary, PairComparison
from qualcode.analysis.tables import code_name
from qualcode.i18n import _
from qualcode.model import Codebook

if TYPE_CHECKING:
    import pandas as pd

#: what stands for each group in the table of codes, as ``mean:大同镇``
GROUP_COLUMNS = ("n", "mentioning", "references", "mean", "median")
EFFECT_COLUMNS = (
    "difference", "difference_low", "difference_high", "method", "ratio", "ratio_low", "ratio_high", "cliff_delta",
    "delta_low", "delta_high",
)
TEST_COLUMNS = ("p", "q", "test", "arrangements")
PAIR_COLUMNS = (
    "code", "code_name", "group_a", "group_b", "n_a", "n_b", "mean_a", "mean_b", *EFFECT_COLUMNS, "p", "p_holm", "test",
    "arrangements", "detectable", "note",
)
PEOPLE_COLUMNS = (
    "participant", "group", "group_label", "stratum", "code", "code_name", "value", "references", "units_coded",
    "units", "characters", "status",
)


def codes_table(found: Comparison, codebook: Codebook) -> "pd.DataFrame":
    """Return one row a code.

    Columns: ``code``, ``code_name``; ``n``, ``mentioning``, ``references``, ``mean`` and ``median`` with ``:`` and the
    group, for each group; of two groups ``group_a``, ``group_b``, ``EFFECT_COLUMNS`` and ``detectable``, of more
    ``eta_squared``; ``TEST_COLUMNS`` and ``note``. ``method`` is that of the difference's interval.
    """
    rows = []
    for one in found.codes:
        row: dict[str, Any] = {"code": one.code, "code_name": code_name(codebook, one.code)}
        for summary in one.groups:
            row |= _group(summary)
        if one.pair is not None:
            row |= {"group_a": one.pair.group_a, "group_b": one.pair.group_b} | _effects(one.pair)
        else:
            row["eta_squared"] = one.eta_squared
        row |= {"p": one.p, "q": one.q, "test": one.how, "arrangements": one.arrangements or None}
        if one.pair is not None:
            row["detectable"] = one.pair.detectable
        rows.append(row | {"note": "; ".join(one.notes)})
    return _frame(rows, list(rows[0]))


def pairs_table(found: Comparison, codebook: Codebook) -> "pd.DataFrame":
    """Return one row a code and pair of groups, columns ``PAIR_COLUMNS``; means are weighted as the difference is."""
    rows = [
        {"code": one.code, "code_name": code_name(codebook, one.code), "group_a": one.group_a, "group_b": one.group_b,
         "n_a": one.n_a, "n_b": one.n_b, "mean_a": one.mean_a, "mean_b": one.mean_b, **_effects(one), "p": one.p,
         "p_holm": one.p_holm, "test": one.how, "arrangements": one.arrangements or None,
         "detectable": one.detectable, "note": "; ".join(one.notes)}
        for one in found.pairs
    ]
    return _frame(rows, list(PAIR_COLUMNS))


def people_table(found: Comparison, codebook: Codebook) -> "pd.DataFrame":
    """Return one row a participant and code, columns ``PEOPLE_COLUMNS``: what a plot of dots needs.

    Everybody is there. ``value`` is missing for those who do not count; ``status`` says why (see ``outcomes``).
    """
    outcomes, rows = found.outcomes, []
    for row, person in enumerate(outcomes.people):
        for column, code in enumerate(outcomes.codes):
            rows.append((
                person.id, person.group, person.group or _("not stated"), person.stratum, code,
                code_name(codebook, code), outcomes.values[row, column], int(outcomes.references[row, column]),
                int(outcomes.coded[row, column]), int(outcomes.units[row, column]),
                int(outcomes.characters[row, column]), outcomes.status(row, column),
            ))
    return _frame([dict(zip(PEOPLE_COLUMNS, row, strict=True)) for row in rows], list(PEOPLE_COLUMNS))


def _group(summary: GroupSummary) -> dict[str, Any]:
    return {f"{name}:{summary.group}": getattr(summary, name) for name in GROUP_COLUMNS}


def _effects(pair: PairComparison) -> dict[str, Any]:
    return {
        **_estimate("difference", "difference", pair.difference), "method": pair.difference.method,
        **_estimate("ratio", "ratio", pair.ratio), **_estimate("cliff_delta", "delta", pair.delta),
    }


def _estimate(name: str, ends: str, one: Estimate) -> dict[str, float]:
    return {name: one.value, f"{ends}_low": one.low, f"{ends}_high": one.high}


def _frame(rows: list[dict[str, Any]], columns: list[str]) -> "pd.DataFrame":
    """Return a table whose columns have one type each, however few values they have."""
    import pandas as pd

    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    return frame.astype({name: _type(name.partition(":")[0]) for name in columns})


def _type(column: str) -> str:
    if column in {"n", "mentioning", "references", "arrangements", "n_a", "n_b", "units_coded", "units", "characters"}:
        return "Int64"
    texts = {"code", "code_name", "group_a", "group_b", "method", "test", "note", "participant", "group",
             "group_label", "stratum", "status"}
    return "string" if column in texts else "float64"
