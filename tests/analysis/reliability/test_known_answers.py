"""Published tables, to the printed digits."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qualcode.analysis.reliability import (
    Passages,
    alpha_sets,
    alpha_u,
    bennett_s,
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_by_category,
    fleiss_kappa,
    fleiss_kappa_counts,
    gwet_ac1,
    holsti,
    kappa_max,
    krippendorff_alpha,
    percent_agreement,
    scott_pi,
    set_overlap,
)
from qualcode.analysis.reliability.many_coders import category_shares
from qualcode.analysis.reliability.ratings import category_counts
from tests.analysis.reliability import known
from tests.analysis.reliability.known import of_coders, of_table

#: printed numbers that were computed from rounded ones; the tests above compute them the same way
FROM_ROUNDED = {
    ("fleiss1971_diagnoses", "expected_agreement"), ("fleiss1971_diagnoses", "category_kappa"),
    ("krippendorff2004_unitizing_p254", "alpha_u"),
}
ANSWERS = Path(__file__).parents[3] / ".." / "shared" / "data" / "known_answers" / "irr.json"


def unitizing() -> list[Passages]:
    """Return the passages of the two coders of Krippendorff 2004, p. 254; code 0 is c, code 1 is k."""
    rows = [[("ck".index(code), start, start + length) for start, length, coder, code in known.UNITIZING
             if coder == wanted] for wanted in (0, 1)]
    return [Passages(*np.array(one).T) for one in rows]


def test_krippendorff_four_coders_missing_ratings():
    """Every coefficient of irrCAC for 4 coders, 12 units and missing ratings."""
    table = of_coders(known.KRIPPENDORFF_4X12)
    assert round(percent_agreement(table).value, 7) == 0.8181818
    assert (round(gwet_ac1(table).value, 5), round(gwet_ac1(table).expected, 7)) == (0.77544, 0.1903212)
    assert round(fleiss_kappa(table).value, 5) == 0.76117
    assert round(conger_kappa(table).value, 5) == 0.76282
    assert round(brennan_prediger(table).value, 5) == 0.77273
    alpha = krippendorff_alpha(table)
    assert (round(alpha.value, 12), round(alpha.observed, 3), round(alpha.expected, 3)) == (0.743421052632, 0.2, 0.779)
    assert round(krippendorff_alpha(table, "interval").value, 3) == 0.849


def test_alpha_as_agreement_of_the_four_coders():
    """Gwet's form of alpha: p_a = 1 - D_o (n - 1) / n with n pairable ratings, and p_e likewise."""
    alpha = krippendorff_alpha(of_coders(known.KRIPPENDORFF_4X12))
    shares = [1 - part * (alpha.n - 1) / alpha.n for part in (alpha.observed, alpha.expected)]
    assert (alpha.n, round(shares[0], 3), round(shares[1], 2)) == (40, 0.805, 0.24)


def test_wikipedia_alpha():
    """3 coders, 15 units, most of them missing."""
    table = of_coders(known.WIKIPEDIA_3X15)
    assert round(krippendorff_alpha(table).value, 6) == 0.691358
    assert round(krippendorff_alpha(table, "interval").value, 6) == 0.810845


def test_krippendorff_dichotomy():
    """2 coders, 10 units, two categories."""
    table = of_coders(known.KRIPPENDORFF_P224)
    alpha = krippendorff_alpha(table)
    assert percent_agreement(table).value == pytest.approx(0.6)
    assert (round(alpha.observed, 3), round(alpha.expected, 3), round(alpha.value, 3)) == (0.4, 0.442, 0.095)


def test_wikipedia_fleiss():
    """Counts of 14 raters."""
    assert round(fleiss_kappa_counts(known.WIKIPEDIA_FLEISS).value, 6) == 0.209931


def test_fleiss_1971():
    """Kappa, z, both agreements and the kappa of each diagnosis."""
    table = of_coders(known.FLEISS_1971)
    kappa = fleiss_kappa(table)
    assert (round(kappa.value, 7), round(kappa.z, 5)) == (0.4302445, 17.65183)
    assert (round(kappa.observed, 4), round(kappa.expected, 4)) == (0.5556, 0.2199)
    each = [round(one.value, 3) for one in fleiss_by_category(category_counts(table))]
    assert each == [0.245, 0.245, 0.520, 0.471, 0.566]


def test_fleiss_1971_from_rounded_shares():
    """Fleiss prints 0.2201 and other kappas of the diagnoses: he went on with shares p_k and P_k of three digits."""
    counts = category_counts(of_coders(known.FLEISS_1971))
    shares = category_shares(counts).round(3)
    assert round(float((shares**2).sum()), 4) == 0.2201
    alike = (((counts**2).sum(axis=0) / (counts.sum() * shares) - 1) / (6 - 1)).round(3)
    assert ((alike - shares) / (1 - shares)).round(3).tolist() == [0.248, 0.248, 0.517, 0.470, 0.565]


def test_printout_of_sas():
    """Kappa, its asymptotic standard error, interval and z, and the linear weighted kappa."""
    table = of_table(known.SAS_3X3)
    kappa = cohen_kappa(table)
    assert (round(kappa.value, 4), round(kappa.error, 3), round(kappa.z, 4)) == (0.4842, 0.138, 3.2626)
    assert (round(kappa.low, 4), round(kappa.high, 4)) == (0.2137, 0.7547)
    assert round(cohen_kappa(table, weights="linear").value, 4) == 0.4701


@pytest.mark.parametrize(("table", "expected"), [
    (known.COHEN_P37, {"percent": 0.29, "cohen_pe": 0.35, "max": 0.85, "ac1": -0.04797, "ac1_pe": 0.3225}),
    (known.COHEN_P45, {"percent": 0.7, "cohen_pe": 0.41, "cohen": 0.492, "max": 0.831, "ac1": 0.57597,
                       "ac1_pe": 0.2925}),
    (known.PARADOX, {"percent": 0.85, "ac1": 0.808, "ac1_pe": 0.21875}),
    (known.GWET_2008, {"percent": 0.9, "ac1": 0.8658, "ac1_pe": 0.255, "pi": 0.6078}),
    (known.ARTSTEIN_P558, {"percent": 0.7, "s": 0.4, "pi": 0.341, "pi_pe": 0.545, "cohen": 0.348, "cohen_pe": 0.54}),
    (known.ARTSTEIN_P568, {"percent": 0.88, "s": 0.82, "pi": 0.7995, "cohen": 0.8013, "alpha": 0.8}),
    (known.ABSTRACTORS, {"percent": 0.89}),
], ids=["cohen_p37", "cohen_p45", "paradox", "gwet_2008", "artstein_p558", "artstein_p568", "abstractors"])
def test_tables_of_two_coders(table: list[list[int]], expected: dict[str, float]):
    """What is printed for a square table comes out, to its last digit."""
    ratings = of_table(table)
    pi, cohen, ac1 = scott_pi(ratings), cohen_kappa(ratings), gwet_ac1(ratings)
    found = {
        "percent": percent_agreement(ratings).value, "cohen": cohen.value, "cohen_pe": cohen.expected,
        "max": kappa_max(ratings).value, "ac1": ac1.value, "ac1_pe": ac1.expected, "pi": pi.value,
        "pi_pe": pi.expected, "s": bennett_s(ratings).value, "alpha": krippendorff_alpha(ratings).value,
    }
    assert {name: round(found[name], len(str(value).split(".")[1])) for name, value in expected.items()} == expected


def test_anxiety_weighted():
    """Plain, linear and quadratic weights over the categories in use."""
    table = of_coders(known.ANXIETY)
    assert round(cohen_kappa(table).value, 9) == -0.006289308
    assert round(cohen_kappa(table, weights="linear").value, 7) == 0.1459075
    assert round(cohen_kappa(table, weights="quadratic").value, 7) == 0.2520325


def test_a_unit_with_one_rating_does_not_count():
    """3 coders, 3 units, one rated once."""
    assert round(krippendorff_alpha(of_coders(known.NLTK_EASY)).value, 7) == -0.3333333


def test_hayes_krippendorff_ordinal():
    """5 observers, 40 articles, ordinal; nominal and interval as printed for the same table elsewhere."""
    table = of_coders(known.HAYES_KRIPPENDORFF)
    assert round(krippendorff_alpha(table, "ordinal").value, 4) == 0.7598
    assert round(krippendorff_alpha(table).value, 3) == 0.477
    assert round(krippendorff_alpha(table, "interval").value, 3) == 0.757


def test_sets_of_codes():
    """Sets of two coders; the 0.252 that is printed with a tolerance of 0.001 is 0.25295."""
    overlap = set_overlap(known.SETS)
    assert (round(overlap.identical, 3), round(overlap.touching, 3), round(overlap.dice, 3)) == (0.333, 0.667, 0.5)
    masi, nested = (alpha_sets(known.SETS, distance) for distance in ("masi_product", "nested"))
    assert masi.value == pytest.approx(0.252, abs=0.001)
    assert (round(masi.observed, 3), round(masi.expected, 3)) == (0.253, 0.339)
    assert (round(nested.value, 3), round(nested.observed, 3)) == (0.186, 0.333)


def test_unitizing():
    """Two coders, two codes; 0.8591 is printed over both, from disagreements of four digits: exactly it is 0.8587."""
    result = alpha_u(unitizing(), (150, 450), 2)
    c, k = result.codes
    assert (round(result.overall.value, 4), round(c.value, 4), k.value) == (0.8587, 0.7286, 1.0)
    printed = 1 - (round(c.observed, 4) + round(k.observed, 4)) / (round(c.expected, 4) + round(k.expected, 4))
    assert round(printed, 4) == 0.8591
    assert (round(c.observed, 4), round(c.expected, 4), round(k.expected, 4)) == (0.0144, 0.0532, 0.0490)


def test_holsti():
    """40 agreements in 50 and 60 decisions."""
    assert holsti(40, 50, 60).value == pytest.approx(0.7272727272727273)


def computed(case: dict[str, Any]) -> dict[str, float]:
    """Return what can be computed for a case of the file, by the names that the file uses."""
    if "M" in case:
        return {"holsti": holsti(case["M"], case["N1"], case["N2"]).value}
    if "units" in case:
        result = alpha_u(unitizing(), (150, 450), 2)
        return {"alpha_u": result.overall.value, "alpha_u_c": result.codes[0].value, "alpha_u_k": result.codes[1].value}
    if "set_items" in case:
        overlap = set_overlap(case["set_items"])
        return {"percent_agreement": overlap.identical, "max_percent_agreement": overlap.touching,
                "dice_agreement": overlap.dice, "alpha_masi_dkpro": alpha_sets(case["set_items"], "masi_product").value,
                "alpha_setdistance_dkpro": alpha_sets(case["set_items"], "nested").value}
    if "counts" in case:
        return {"fleiss_kappa": fleiss_kappa_counts(case["counts"]).value}
    if "file" in case:
        return {"krippendorff_alpha_ordinal": krippendorff_alpha(of_coders(known.HAYES_KRIPPENDORFF), "ordinal").value}
    ratings = of_table(case["table"]) if "table" in case else numbered(case["raters_units"])
    pi, cohen, ac1, alpha, fleiss = (measure(ratings) for measure in (
        scott_pi, cohen_kappa, gwet_ac1, krippendorff_alpha, fleiss_kappa))
    return {
        "percent_agreement": percent_agreement(ratings).value, "cohen_kappa": cohen.value,
        "cohen_expected": cohen.expected, "cohen_kappa_ase": cohen.error,
        "z": cohen.z if "table" in case else fleiss.z,
        "kappa_max": kappa_max(ratings).value, "gwet_ac1": ac1.value, "gwet_ac1_pe": ac1.expected, "scott_pi": pi.value,
        "scott_pi_pe": pi.expected, "bennett_s": bennett_s(ratings).value, "fleiss_kappa": fleiss.value,
        "observed_agreement": fleiss.observed, "expected_agreement": fleiss.expected,
        "fleiss_kappa_gwet_missing": fleiss.value, "conger_kappa": conger_kappa(ratings).value,
        "brennan_prediger": brennan_prediger(ratings).value, "krippendorff_alpha_nominal": alpha.value,
        "krippendorff_alpha_nominal_pa": 1 - alpha.observed * (alpha.n - 1) / alpha.n,
        "krippendorff_alpha_nominal_pe": 1 - alpha.expected * (alpha.n - 1) / alpha.n,
        "alpha_observed_disagreement": alpha.observed, "alpha_expected_disagreement": alpha.expected,
        "krippendorff_alpha_interval": krippendorff_alpha(ratings, "interval").value,
        "weighted_kappa_linear": cohen_kappa(ratings, weights="linear").value,
        "weighted_kappa_quadratic": cohen_kappa(ratings, weights="quadratic").value,
        "cohen_kappa_ci95": (cohen.low, cohen.high),
    }


def numbered(rows: list[list[Any]]) -> Any:
    """Return units by coders; words become numbers, None becomes -1."""
    words = sorted({value for row in rows for value in row if isinstance(value, str)})
    return of_coders([[-1 if value is None else words.index(value) if value in words else value for value in row]
                      for row in rows])


@pytest.mark.skipif(not ANSWERS.is_file(), reason="the field data folder `shared` is not beside the project")
def test_the_file_of_known_answers():
    """All cases of the file, what was printed and what was computed again, within one unit of the last digit."""
    wrong = []
    for case in json.loads(ANSWERS.read_text(encoding="utf-8")):
        found = computed(case)
        for name, value in [*case["expected"].items(), *case.get("recomputed", {}).items()]:
            if (case["id"], name) in FROM_ROUNDED:
                continue
            digits = len(str(value).rsplit(".", maxsplit=1)[-1]) if isinstance(value, float) else 3
            if found[name] != pytest.approx(value, abs=1.01 * 10**-digits):
                wrong.append((case["id"], name, value, found[name]))
    assert wrong == []
