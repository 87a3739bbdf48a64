"""Correspondence analysis: the published answer, invariances, and what has no map."""

from math import isclose

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qualcode.analysis.correspondence import correspondence
from qualcode.errors import NotComputableError

#: Smokers in a firm: Greenacre 1984, Theory and Applications of Correspondence Analysis, section 3.1.
STAFF = ("SM", "JM", "SE", "JE", "SC")
SMOKING = ("none", "light", "medium", "heavy")
SMOKERS = [[4, 2, 3, 2], [4, 3, 7, 4], [25, 10, 12, 4], [18, 24, 33, 13], [10, 6, 7, 2]]
ROWS = {"SM": (-0.0658, 0.1937), "JM": (0.2590, 0.2433), "SE": (-0.3806, 0.0107), "JE": (0.2330, -0.0577),
        "SC": (-0.2011, -0.0789)}
COLUMNS = {"none": (-0.3933, 0.0305), "light": (0.0995, -0.1411), "medium": (0.1963, -0.0074),
           "heavy": (0.2938, 0.1978)}


def test_the_smokers_are_where_the_book_has_them() -> None:
    """Inertia, its shares, masses and principal coordinates, but for the sign of the first axis, which is free."""
    found = correspondence(STAFF, SMOKING, SMOKERS)
    assert round(found.inertia, 5) == 0.08519
    assert [round(share, 4) for share in found.shares] == [0.8776, 0.1176, 0.0049]
    for points, published in ((found.rows, ROWS), (found.columns, COLUMNS)):
        assert {one.name: (round(-one.across, 4), round(one.up, 4)) for one in points} == published
    assert [round(one.mass, 4) for one in found.rows] == [0.057, 0.0933, 0.2642, 0.456, 0.1295]
    assert [round(one.quality, 3) for one in found.columns] == [1.0, 0.984, 0.983, 0.995]


def test_the_inertia_is_chi_square_by_n() -> None:
    """As scipy has it."""
    from scipy.stats import chi2_contingency

    found = correspondence(STAFF, SMOKING, SMOKERS)
    assert isclose(found.inertia, chi2_contingency(SMOKERS).statistic / 193)


def test_what_has_no_count_is_left_out_and_named() -> None:
    """An empty row and an empty column change no point."""
    wider = correspondence([*STAFF, "𠮷"], [*SMOKING, "空"], [*([*row, 0] for row in SMOKERS), [0] * 5])
    narrow = correspondence(STAFF, SMOKING, SMOKERS)
    assert (wider.rows, wider.columns, wider.left_out) == (narrow.rows, narrow.columns, ("𠮷", "空"))


@pytest.mark.parametrize(("counts", "message"), [
    ([[1, 2], [2, 1], [3, 3]], "at least 3 codes and 3 groups with codings; there are 3 and 2"),
    ([[1, 2, 3], [2, 1, 1]], "there are 2 and 3"),
    ([[0, 0, 0]] * 3, "there are 0 and 0"),
    ([[1, 2, 3], [2, 4, 6], [3, 6, 9]], "the same shares of codes"),
])
def test_what_has_no_map_says_why(counts: list[list[int]], message: str) -> None:
    """Two groups have one axis, equal profiles none."""
    with pytest.raises(NotComputableError, match=message):
        correspondence(list("abc")[: len(counts)], list("xyz")[: len(counts[0])], counts)


@given(st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=3, max_size=6))
def test_the_map_keeps_to_its_laws(counts: list[list[int]]) -> None:
    """Points weighted by mass have their centre in 0, the squares sum up to the inertia; twice the counts, one map."""
    names, groups = [f"r{number}" for number in range(len(counts))], list("wxyz")
    try:
        found = correspondence(names, groups, counts)
    except NotComputableError:
        assume(False)
    assert isclose(sum(found.shares), 1.0, abs_tol=1e-9)
    shown = (found.shares[0] + found.shares[1]) * found.inertia
    for points in (found.rows, found.columns):
        assert isclose(sum(one.mass for one in points), 1.0)
        assert isclose(sum(one.mass * one.across for one in points), 0.0, abs_tol=1e-9)
        assert isclose(sum(one.mass * (one.across**2 + one.up**2) for one in points), shown, abs_tol=1e-9)
        assert all(-1e-9 <= one.quality <= 1 + 1e-9 for one in points)
    twice = correspondence(names, groups, [[2 * count for count in row] for row in counts])
    assert isclose(twice.inertia, found.inertia)
