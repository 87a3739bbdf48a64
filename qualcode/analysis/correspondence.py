"""Correspondence analysis: which rows of a table of counts go with which columns, on two axes.

With P the table divided by its sum n, r and c its row and column sums (masses), D_r and D_c diagonal (Greenacre 2017,
Correspondence Analysis in Practice, 3rd ed., Theory of Correspondence Analysis, eqs. A.4 to A.10):

residuals   S = D_r^(-1/2) (P - r c') D_c^(-1/2) = U D_alpha V'  (singular value decomposition)
principal   rows F = D_r^(-1/2) U D_alpha, columns G = D_c^(-1/2) V D_alpha
inertia     alpha_k^2 of axis k; their sum is chi-square / n
quality     of a point: the part of its squared distance from the centre that the two axes show, in [0, 1]

On the symmetric map rows are near each other where their profiles are alike, and so are columns. The distance of a row
from a column has no meaning; that both lie in the same direction from the centre has. It describes, and tests nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.errors import NotComputableError
from qualcode.i18n import _

#: Below these there are no two axes.
LEAST = 3
_NOTHING = 1e-10


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A row or a column on the map.

    Attributes:
        name: Of the row or column. across: Coordinate on the first axis. up: On the second.
        mass: Its share of all counts, in (0, 1).
        quality: Share of its squared distance from the centre that the map shows, in [0, 1]; 0 in the centre itself.
    """

    name: str
    across: float
    up: float
    mass: float
    quality: float


@dataclass(frozen=True, slots=True)
class Correspondence:
    """A table of counts as a map.

    Attributes:
        rows: Those with any count, in their order. columns: The same.
        inertia: Of all axes: chi-square divided by the sum of the counts.
        shares: Of the inertia, axis by axis, the largest first; they add up to 1.
        left_out: Names of rows and columns without any count.
    """

    rows: tuple[MapPoint, ...]
    columns: tuple[MapPoint, ...]
    inertia: float
    shares: tuple[float, ...]
    left_out: tuple[str, ...]


def correspondence(rows: Sequence[str], columns: Sequence[str], counts: Sequence[Sequence[float]]) -> Correspondence:
    """Return the map of a table of counts; see the head of this module.

    Args:
        rows: Names, such as codes.
        columns: Names, such as groups.
        counts: Shape (rows, columns), none below 0.

    Returns:
        The map. Signs are free in the decomposition; on each axis the column farthest from the centre is positive.

    Raises:
        NotComputableError: fewer than three rows or columns have a count, or all rows have the same profile.
    """
    import numpy as np

    table = np.array(counts, dtype=float).reshape(len(rows), len(columns))
    kept, there = table.sum(axis=1) > 0, table.sum(axis=0) > 0
    if there.sum() < LEAST or kept.sum() < LEAST:
        raise NotComputableError(
            _("a correspondence map needs at least {least} codes and {least} groups with codings; there are {rows} and "
              "{columns}. Use the heat map, or an attribute with more values").format(
                  least=LEAST, rows=int(kept.sum()), columns=int(there.sum())))
    shares = table[kept][:, there] / table.sum()
    r, c = shares.sum(axis=1), shares.sum(axis=0)
    expected = np.outer(r, c)
    u, alpha, v = np.linalg.svd((shares - expected) / np.sqrt(expected), full_matrices=False)
    alpha[alpha < _NOTHING] = 0
    if not alpha.any():
        raise NotComputableError(_("all groups have the same shares of codes, so there is nothing to map"))
    signs = np.array([1.0 if axis[np.argmax(np.round(np.abs(axis / np.sqrt(c)), 9))] >= 0 else -1.0 for axis in v])
    names = [name for name, keep in zip((*rows, *columns), (*kept, *there), strict=True) if keep]
    made = [_point(name, mass, place) for name, mass, place in zip(
        names, (*r, *c), (*(u * alpha * signs / np.sqrt(r)[:, None]), *((v.T * alpha * signs) / np.sqrt(c)[:, None])),
        strict=True)]
    left_out = [name for name, keep in zip((*rows, *columns), (*kept, *there), strict=True) if not keep]
    inertia = float((alpha**2).sum())
    return Correspondence(tuple(made[: len(r)]), tuple(made[len(r) :]), inertia,
                          tuple(float(one) for one in alpha**2 / inertia)[: min(len(r), len(c)) - 1], tuple(left_out))


def _point(name: str, mass: float, place: Sequence[float]) -> MapPoint:
    whole = sum(float(one) ** 2 for one in place)
    across, up = float(place[0]), float(place[1])
    return MapPoint(name, across, up, float(mass), (across**2 + up**2) / whole if whole else 0.0)
