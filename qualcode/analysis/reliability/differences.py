"""Where coders differ: what is taken for what, and every single unit."""

from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations
from typing import TYPE_CHECKING, Any

from qualcode.analysis.reliability.presence import Marks, Presence
from qualcode.analysis.reliability.results import Confusion, Disagreement
from qualcode.analysis.reliability.set_pairs import row_sums
from qualcode.analysis.reliability.universe import Continuum
from qualcode.model import Span

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from qualcode.analysis.reliability.ratings import Ints


def find_confusion(found: Presence, coders: Sequence[str], codes: Sequence[str]) -> tuple[Confusion, ...]:
    """Return what each coder has where another has it not, for every ordered pair of coders."""
    return tuple(row for a, b in permutations(range(len(coders)), 2) for row in _of_pair(found, coders, codes, a, b))


def _of_pair(found: Presence, coders: Sequence[str], codes: Sequence[str], a: int, b: int) -> Iterator[Confusion]:
    import numpy as np
    from scipy import sparse

    only = sparse.diags(found.weights) @ (found.has[a] - found.both[min(a, b), max(a, b)])
    table = np.zeros((len(codes), len(codes) + 1))
    table[:, :-1] = (only.T @ found.has[b]).toarray()
    table[:, -1] = only.T @ (row_sums(found.has[b]) == 0)
    rows, columns = np.nonzero(table)
    order = np.lexsort((columns, rows, -table[rows, columns]))
    names = [*codes, ""]
    for x, y in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        yield Confusion(coders[a], coders[b], codes[x], names[y], round(table[x, y]))


def find_disagreements(
    found: Presence, continuum: Continuum, marks: Sequence[Marks], coders: Sequence[str], codes: Sequence[str],
) -> tuple[Disagreement, ...]:
    """Return one row for every unit and code on which coders differ."""
    given = sum(found.has[1:], start=found.has[0])
    differing = given.copy()
    differing.data = (given.data < len(coders)).astype(float)
    amount = found.adding @ differing
    amount.eliminate_zeros()
    keys = _keys(amount)
    has = [_member(keys, _keys(found.adding @ table)) for table in found.has]
    return tuple(_rows(keys, amount.data, has, _standing(keys, continuum, marks, coders, len(codes)),
                       continuum, coders, codes))


def _rows(
    keys: "Ints", amount: Any, has: "list[npt.NDArray[np.bool_]]", standing: "list[tuple[tuple[str, Span], ...]]",
    continuum: Continuum, coders: Sequence[str], codes: Sequence[str],
) -> Iterator[Disagreement]:
    sides: dict[tuple[bool, ...], tuple[tuple[str, ...], tuple[str, ...]]] = {}
    who = zip(*(one.tolist() for one in has), strict=True)
    for key, n, pattern, spans in zip(keys.tolist(), amount.tolist(), who, standing, strict=True):
        if pattern not in sides:
            sides[pattern] = (tuple(coder for coder, one in zip(coders, pattern, strict=True) if one),
                              tuple(coder for coder, one in zip(coders, pattern, strict=True) if not one))
        unit = continuum.units[key // len(codes)]
        yield Disagreement(unit.id, unit.transcript, codes[key % len(codes)], *sides[pattern], spans, round(n))


def _standing(
    keys: "Ints", continuum: Continuum, marks: Sequence[Marks], coders: Sequence[str], n_codes: int,
) -> "list[tuple[tuple[str, Span], ...]]":
    """Return for every unit and code of ``keys`` the (coder, span) of the codings there, by coder and place."""
    import numpy as np

    places, owners, spans = [], [], []
    for number, one in enumerate(marks):
        index, unit = one.cells(continuum)
        place = unit * n_codes + one.passages.code[index]
        order = np.flatnonzero(_member(place, keys))
        order = order[np.lexsort((one.passages.start[index[order]], place[order]))]
        places.append(place[order])
        owners.append(np.full(len(order), number))
        spans += [one.codings[k].span for k in index[order].tolist()]
    place = np.concatenate(places)
    order = np.lexsort((np.concatenate(owners), place))
    owner = np.concatenate(owners)[order].tolist()
    pairs = [(coders[number], spans[k]) for number, k in zip(owner, order.tolist(), strict=True)]
    bounds = np.searchsorted(place[order], np.append(keys, np.iinfo(np.int64).max)).tolist()
    return [tuple(pairs[low:high]) for low, high in pairwise(bounds)]


def _keys(table: Any) -> "Ints":
    """Return unit * codes + code of all cells of a sparse table, ascending."""
    import numpy as np

    table = table.tocsr()
    table.sort_indices()
    rows = np.repeat(np.arange(table.shape[0], dtype=np.int64), np.diff(table.indptr))
    keys: Ints = rows * table.shape[1] + table.indices
    return keys


def _member(wanted: "Ints", ascending: "Ints") -> "npt.NDArray[np.bool_]":
    """Tell which of ``wanted`` are among the ascending keys."""
    import numpy as np

    if not len(ascending):
        return np.zeros(len(wanted), dtype=bool)
    at = np.minimum(np.searchsorted(ascending, wanted), len(ascending) - 1)
    return np.asarray(ascending[at] == wanted)
