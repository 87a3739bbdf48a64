"""People by two attributes."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, fisher_exact
from scipy.stats.contingency import association as reference

from qualcode.analysis.crosstab import association, crosstab
from qualcode.errors import UsageError
from tests.analysis.test_participants import people
from tests.factories import make_corpus

CORPUS = make_corpus()
ANSWERS = Path(__file__).parents[2] / ".." / "shared" / "data" / "known_answers" / "stats.json"
needs_answers = pytest.mark.skipif(
    not ANSWERS.is_file(), reason="the field data folder `shared` is not beside the project")


def answers() -> dict[str, dict]:
    """Return the published values."""
    return json.loads(ANSWERS.read_text(encoding="utf-8"))


def cells(table: list[list[int]]) -> dict[tuple[str, str], int]:
    """Return a table as cells."""
    return {(f"r{i}", f"c{j}"): n for i, row in enumerate(table) for j, n in enumerate(row)}


@needs_answers
@pytest.mark.parametrize("case", range(3))
def test_cramers_v_is_the_published_one(case: int) -> None:
    """.3163 is right where a development test elsewhere prints .5847; no correction for continuity."""
    known = answers()["scipy_cramers_v"]["cases"][case]
    found = association(cells(known["table"]), draws=99)
    right = known.get("recomputed_association_cramer", known["cramers_v"])
    assert found.cramers_v == pytest.approx(right, abs=1e-12)


@needs_answers
def test_fisher_and_chi_square_are_the_published_ones() -> None:
    """The lady and her tea; keyness of a toy; 96 workers and their incomes, where R prints p = .7827."""
    known = answers()
    tea, toy, job = (known[key] for key in ("tea_tasting_fisher", "quanteda_keyness_toy", "job_satisfaction_4x4"))
    assert association(cells(tea["table"])).p == pytest.approx(tea["p_two_sided"])
    found = association(cells(toy["table"]))
    assert (found.p, found.chi_square, found.cramers_v, found.method) == (
        pytest.approx(toy["fisher_two_sided_p"]), pytest.approx(toy["chi2_none"]), pytest.approx(toy["phi"]), "fisher")
    found = association(cells(job["table"]), draws=4999)
    assert (found.n, found.method, found.sparse) == (96, "monte_carlo", 8)
    assert found.chi_square == pytest.approx(job["chi2"])
    assert found.cramers_v == pytest.approx(job["cramers_v"])
    assert found.p == pytest.approx(job["R_fisher_p"], abs=0.06)


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=4))
def test_measures_agree_with_scipy(table: list[list[int]]) -> None:
    """Rows and columns without people do not count; V and chi-square are scipy's, Fisher's p too."""
    found = association(cells(table), draws=9)
    counts = np.array(table)
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    if min(counts.shape) < 2:
        assert (math.isnan(found.cramers_v), math.isnan(found.p), found.method) == (True, True, "")
        assert found.note == "one of the two has fewer than two values"
        return
    assert found.cramers_v == pytest.approx(reference(counts, method="cramer", correction=False))
    assert found.chi_square == pytest.approx(chi2_contingency(counts, correction=False).statistic, abs=1e-9)
    if counts.shape == (2, 2):
        assert found.p == pytest.approx(fisher_exact(counts).pvalue)
    else:
        assert found.p in {(1 + b) / 10 for b in range(10)}


def test_the_monte_carlo_p_is_near_the_exact_one_and_repeats() -> None:
    """Of a 2 by 3 table with 12 people: all tables counted by hand against 20,000 draws; the seed decides all."""
    table = [[4, 1, 1], [0, 3, 3]]
    found = association(cells(table), draws=20_000, seed=3)
    assert found.p == pytest.approx(exact(table), abs=0.01)
    assert association(cells(table), draws=200, seed=3) == association(cells(table), draws=200, seed=3)


def exact(table: list[list[int]]) -> float:
    """Return the probability of a chi-square at least as large, over all 2 by 3 tables with the same sums."""
    (top, _bottom), sums = (sum(row) for row in table), [a + b for a, b in zip(*table, strict=True)]
    seen = {}
    for first in range(sums[0] + 1):
        for second in range(sums[1] + 1):
            third = top - first - second
            if 0 <= third <= sums[2]:
                row = (first, second, third)
                weight = math.prod(math.comb(n, k) for n, k in zip(sums, row, strict=True))
                chi = sum((k - n / 2) ** 2 / (n / 2) * 2 for n, k in zip(sums, row, strict=True))
                seen[row] = (chi, weight)
    reached = seen[tuple(table[0])][0] - 1e-9
    return sum(weight for chi, weight in seen.values() if chi >= reached) / sum(w for _chi, w in seen.values())


@needs_answers
def test_expected_counts_are_scipys() -> None:
    """12, 12, 16 and 18, 18, 24."""
    known = answers()["scipy_chi2_expected_freq"]
    persons = [{"role": f"r{i}", "town": f"t{j}"} for i, row in enumerate(known["table"]) for j, n in enumerate(row)
               for _person in range(n)]
    table = crosstab(people(*persons), "role", "town", draws=9)
    wide = table.wide("expected")
    assert sorted(wide.iloc[:, 1:].to_numpy(dtype=float).ravel()) == [12, 12, 16, 18, 18, 24]


def test_missing_is_a_value_of_its_own() -> None:
    """Nobody is dropped; what is not stated is in the percentages and not in the expected counts."""
    result = crosstab(CORPUS, "town", "role", draws=99)
    assert result.table["n"].sum() == 5
    assert result.wide().to_numpy().tolist() == [
        ["大同镇", 1, 0, 1, 0, 2], ["平乐镇", 1, 1, 0, 0, 2], ["not stated", 0, 0, 0, 1, 1], ["Sum", 2, 1, 1, 1, 5]]
    last = result.table.iloc[-1]
    assert (last["row"], last["column"], last["n"], last["share_row"], str(last["expected"])) == (
        "not stated", "not stated", 1, 1.0, "<NA>")
    first = result.table.iloc[0]
    assert (first["share_row"], first["share_column"], first["expected"]) == (0.5, 0.5, 1.0)
    assert result.association.n == 4
    assert "because one of the two is not stated: 1." in result.caption


def test_small_groups_and_cells_that_tell_are_warned_about() -> None:
    """Percentages on fewer than ten; two attributes by which a person is known, and one or two people."""
    known = {"role": "网格员", "village": "石坝村"}
    persons = [known] * 2 + [{"role": "普通村民", "village": "石坝村"}] * 12
    result = crosstab(people(*persons), "role", "village", draws=9)
    assert list(result.table["note"]) == [
        "", "fewer than 10 people: read the counts, not the percentages; so few people can be recognised"]
    assert "Careful: 1 cells hold fewer than 3 people" in result.caption
    assert "No measure of association: one of the two has fewer than two values." in result.caption
    persons = [{"gender": "女", "town": "大同镇"}] * 12 + [{"gender": "男", "town": "平乐镇"}]
    harmless = crosstab(people(*persons), "gender", "town")
    assert "Careful" not in harmless.caption
    assert "Fisher's exact test" in harmless.caption
    assert "Cells with an expected count below 5: 3 of 4." in harmless.caption


def test_what_cannot_be_crossed_is_refused() -> None:
    """One attribute twice, or one that nobody has."""
    with pytest.raises(UsageError, match="name two attributes"):
        crosstab(CORPUS, "town", "town")
    with pytest.raises(UsageError, match="shoe: no participant"):
        crosstab(CORPUS, "town", "shoe")
