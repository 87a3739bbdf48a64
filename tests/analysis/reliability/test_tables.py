"""The comparison as tables."""

import pandas as pd

from qualcode.analysis.reliability import (
    agreement,
    coefficients_table,
    confusion_table,
    pairs_table,
)
from qualcode.analysis.reliability.tables import CONFUSION_COLUMNS, PAIR_COLUMNS
from tests.analysis.reliability.make import make_codings, make_universe

MARKS = {
    "张三": [("负担", "甲", 2, 5), ("负担", "甲", 12, 15), ("负担", "甲", 22, 25)],
    "李四": [("负担", "甲", 3, 9), ("流失", "甲", 22, 30)],
}
UNIVERSE = make_universe("sentence", {"甲": (10, 10, 10, 10)}, gap=0)
RESULT = agreement(UNIVERSE, make_codings(MARKS), ("负担", "流失", "𠮷"), replicates=0)


def test_coefficients():
    """One row a code, then the pooled row and the means; what is not defined is missing and the note says why."""
    table = coefficients_table(RESULT)
    assert list(zip(table["scope"], table["code"], strict=True)) == [
        ("code", "负担"), ("code", "流失"), ("code", "𠮷"), ("pooled", ""), ("mean", "")]
    assert list(table.columns[:5]) == ["scope", "code", "n", "coded_张三", "coded_李四"]
    first, nobody = table.iloc[0], table.iloc[2]
    assert (first["n"], first["coded_张三"], first["percent"], round(first["kappa"], 3)) == (4, 3, 0.5, 0.2)
    assert table.loc[2, "note"] == "kappa, fleiss, alpha, holsti, holsti_r, alpha_u: nobody used this code"
    assert [nobody[name] is pd.NA for name in ("kappa", "kappa_low", "holsti", "alpha_masi")] == [True] * 4
    assert table["alpha_masi"].notna().tolist() == [False, False, False, True, False]


def test_pairs():
    """Decisions of both, of each, and their coefficients."""
    table = pairs_table(RESULT)
    assert list(table.columns) == list(PAIR_COLUMNS)
    row = table.iloc[0]
    assert (row["coder_a"], row["coder_b"], row["n"], row["n1"], row["n2"], row["m"]) == ("张三", "李四", 12, 3, 2, 1)
    assert (row["holsti"], row["percent"]) == (0.4, 0.75)


def test_confusion():
    """Who has what where the other has something else."""
    table = confusion_table(RESULT)
    assert list(table.columns) == list(CONFUSION_COLUMNS)
    assert table.to_numpy().tolist() == [
        ["张三", "负担", "李四", "流失", 1], ["张三", "负担", "李四", "", 1], ["李四", "流失", "张三", "负担", 1]]


def test_tables_of_nothing():
    """One coder: the tables have their columns, and the coefficients a note."""
    alone = agreement(make_universe("sentence", {"甲": (10,)}), make_codings({"张三": MARKS["张三"]}), ("负担",))
    assert [len(make(alone)) for make in (pairs_table, confusion_table)] == [0, 0]
    assert coefficients_table(alone)["note"].str.contains("there are fewer than two coders").all()
