"""Published tables and the coefficients that are printed for them: numbers as facts, each with its source.

Ratings are coders in rows and units in columns, as they are printed; -1 is missing. Tables of two coders have the first
coder's categories in rows.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

_ = -1  # missing


def of_coders(rows: Sequence[Sequence[int]]) -> Any:
    """Return units by coders."""
    return np.array(rows).T


def of_table(table: Sequence[Sequence[int]]) -> Any:
    """Return one row a unit: the cell (i, j) of the table as many times as it counts."""
    cells = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _unit in range(n)]
    return np.array(cells)


#: Krippendorff 2004, Content Analysis, 2nd ed., p. 230; results of R's irrCAC 1.0 for its data cac.raw4raters.
KRIPPENDORFF_4X12 = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, _],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]
#: Wikipedia, "Krippendorff's alpha"; the sample of fast-krippendorff.
WIKIPEDIA_3X15 = [
    [_, _, _, _, _, 3, 4, 1, 2, 1, 1, 3, 3, _, 3],
    [1, _, 2, 1, 3, 3, 4, 3, _, _, _, _, _, _, _],
    [_, _, 2, 1, 3, 4, 4, _, 2, 1, 1, 3, 3, _, 4],
]
#: Krippendorff 2004, p. 224.
KRIPPENDORFF_P224 = [
    [1, 1, 0, 0, 0, 0, 0, 0, 0, 0],
    [0, 1, 1, 0, 0, 1, 0, 1, 0, 0],
]
#: Wikipedia, "Fleiss' kappa": 10 subjects, 14 raters, counts of 5 categories.
WIKIPEDIA_FLEISS = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
]
#: Fleiss 1971, Psychological Bulletin 76: 30 patients, 6 raters, 5 diagnoses; R's irr, data(diagnoses).
FLEISS_1971 = [
    [4, 2, 2, 5, 2, 1, 3, 1, 1, 5, 1, 1, 2, 1, 2, 3, 1, 1, 2, 1, 5, 2, 2, 1, 1, 2, 1, 2, 1, 5],
    [4, 2, 3, 5, 2, 1, 3, 1, 1, 5, 4, 2, 2, 4, 2, 3, 1, 1, 2, 3, 5, 4, 2, 1, 4, 2, 1, 2, 3, 5],
    [4, 2, 3, 5, 2, 3, 3, 3, 4, 5, 4, 4, 2, 4, 4, 3, 1, 1, 4, 3, 5, 4, 4, 4, 4, 2, 1, 4, 3, 5],
    [4, 5, 3, 5, 4, 3, 3, 3, 4, 5, 4, 4, 3, 4, 4, 3, 4, 1, 4, 5, 5, 4, 5, 4, 4, 2, 1, 4, 3, 5],
    [4, 5, 3, 5, 4, 3, 5, 3, 4, 5, 4, 4, 3, 4, 4, 3, 5, 1, 4, 5, 5, 4, 5, 4, 4, 2, 5, 4, 3, 5],
    [4, 5, 5, 5, 4, 3, 5, 4, 4, 5, 4, 4, 3, 4, 5, 5, 5, 2, 4, 5, 5, 4, 5, 4, 5, 4, 5, 4, 3, 5],
]
#: A printout of SAS, from the tests of statsmodels.
SAS_3X3 = [
    [0, 4, 1],
    [0, 8, 0],
    [0, 1, 5],
]
#: Cohen 1960, Educational and Psychological Measurement 20, p. 37.
COHEN_P37 = [
    [25, 12, 3],
    [13, 2, 15],
    [12, 16, 2],
]
#: Cohen 1960, p. 45.
COHEN_P45 = [
    [88, 14, 18],
    [10, 40, 10],
    [2, 6, 12],
]
#: High prevalence, results of irrCAC 1.4, from DKPro Statistics.
PARADOX = [
    [80, 7],
    [8, 5],
]
#: Worked by hand in DKPro's Gwet2008Test.
GWET_2008 = [
    [8, 1],
    [0, 1],
]
#: Artstein & Poesio 2008, Computational Linguistics 34(4), p. 558.
ARTSTEIN_P558 = [
    [20, 10],
    [20, 50],
]
#: Artstein & Poesio 2008, p. 568.
ARTSTEIN_P568 = [
    [46, 0, 0],
    [6, 32, 6],
    [0, 0, 10],
]
#: R's irrCAC, data(cont3x3abstractors): ectopic pregnancy.
ABSTRACTORS = [
    [13, 0, 0],
    [0, 20, 7],
    [0, 4, 56],
]
#: R's irr, data(anxiety), raters 2 and 3; nobody used category 5, and irr weights the ranks of those in use.
ANXIETY = [
    [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
    [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
]
#: The tests of nltk: YES is 1, NO is 0; one unit has one rating only.
NLTK_EASY = [
    [1, 1, _],
    [0, 0, _],
    [0, _, 0],
]
#: Hayes & Krippendorff 2007, Communication Methods and Measures 1, p. 84: 5 observers, 40 newspaper articles;
#: the numbers as in DKPro's HayesKrippendorff2007Test.
HAYES_KRIPPENDORFF = [[_ if mark == "." else int(mark) for mark in row] for row in (
    "112.001122.01311211000201001111223222221",
    "1130000.21102311121000302102111122222221",
    "203000222100221123001.30.1012202.2232.21",
    ".13....0.10022...31.103021122..122...12.",
    "2..0001.2....3112..0.0..2.0..20.2.2222.1",
)]
#: DKPro's SetAnnotationsTest: 9 items, sets of codes of two coders.
SETS = [
    ("", ""),
    ("A", ""),
    ("A", "A"),
    ("A", "B"),
    ("AB", "A"),
    ("AB", "AC"),
    ("ABC", "ABC"),
    ("C", "AC"),
    ("C", "AC"),
]
#: Krippendorff 2004, p. 254: a continuum from 150 to 450; (begin, length, coder, code).
UNITIZING = [
    (225, 70, 0, "c"),
    (370, 30, 0, "c"),
    (220, 80, 1, "c"),
    (355, 20, 1, "c"),
    (400, 20, 1, "c"),
    (180, 60, 0, "k"),
    (300, 50, 0, "k"),
    (180, 60, 1, "k"),
    (300, 50, 1, "k"),
]
