"""Who has which code where: codings as sparse tables of stretches by codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

from qualcode.analysis.reliability.unitizing import Passages, spread_out
from qualcode.analysis.reliability.universe import Continuum, Kind
from qualcode.model import Coding

if TYPE_CHECKING:
    from qualcode.analysis.reliability.ratings import Floats, Ints


@dataclass(frozen=True)
class Marks:
    """The codings of one coder that stand on the universe.

    Attributes:
        passages: Their code and their place on the continuum.
        codings: The codings, in the order of ``passages``.
        left_out: How many do not count: they stand on nothing that everybody was asked to code, or have another code.
    """

    passages: Passages
    codings: tuple[Coding, ...]
    left_out: int

    def cells(self, continuum: Continuum) -> "tuple[Ints, Ints]":
        """Return the pairs (coding, unit) that share a character, as two arrays."""
        import numpy as np

        low = np.searchsorted(continuum.begins[1:], self.passages.start, side="right")
        high = np.searchsorted(continuum.begins[:-1], self.passages.end, side="left")
        return spread_out(low, high - low)


def mark(continuum: Continuum, codings: Sequence[Coding], codes: Mapping[str, int]) -> Marks:
    """Return the codings that count.

    Args:
        continuum: What was to be coded.
        codings: Of one coder.
        codes: Code -> its number.
    """
    import numpy as np

    known = [coding for coding in codings if coding.code in codes and coding.transcript in continuum.ranks]
    ranks = np.array([continuum.ranks[coding.transcript] for coding in known], dtype=np.int64)
    code = np.array([codes[coding.code] for coding in known], dtype=np.int64)
    start = continuum.place(ranks, np.array([coding.span.start for coding in known], dtype=np.int64))
    end = continuum.place(ranks, np.array([coding.span.end for coding in known], dtype=np.int64))
    stands = np.flatnonzero(end > start)
    kept = tuple(known[k] for k in stands)
    return Marks(Passages(code[stands], start[stands], end[stands]), kept, len(codings) - len(kept))


@dataclass(frozen=True)
class Presence:
    """Who has which code on which stretch. A stretch is a unit, or characters that all coders coded alike.

    Attributes:
        weights: How much each stretch counts: 1 for a unit, else its characters; shape (stretches,).
        block: The unit that each stretch lies in, shape (stretches,).
        blocks: How many units there are.
        codes: How many codes there are.
        has: For each coder a sparse table of stretches by codes, 1 where the coder has the code.
    """

    weights: "Floats"
    block: "Ints"
    blocks: int
    codes: int
    has: tuple[Any, ...]

    @cached_property
    def both(self) -> dict[tuple[int, int], Any]:
        """The same for pairs (a, b) of coders, a < b, 1 where both have the code."""
        return {(a, b): self.has[a].multiply(self.has[b]).tocsr() for a, b in combinations(range(len(self.has)), 2)}

    @cached_property
    def adding(self) -> Any:
        """A sparse table of units by stretches: what each stretch adds to its unit."""
        import numpy as np
        from scipy import sparse

        columns = np.arange(len(self.weights))
        return sparse.csr_matrix((self.weights, (self.block, columns)), shape=(self.blocks, len(columns)))

    def sums(self) -> Any:
        """Return what coefficients are made of, a sparse table with one row a unit.

        Columns: the weight of the unit; for each coder and code the weight with the code; for each pair of coders and
        code the weight with it from both. All coefficients of ``two_valued`` follow from column sums.
        """
        from scipy import sparse

        weight = sparse.csr_matrix((self.adding @ _ones(len(self.weights)))[:, None])
        parts = [self.adding @ table for table in (*self.has, *self.both.values())]
        return sparse.hstack([weight, *parts], format="csr")


def presence(continuum: Continuum, marks: Sequence[Marks], kind: Kind, n_codes: int) -> Presence:
    """Return who has which code where.

    Args:
        continuum: What was to be coded.
        marks: One entry a coder.
        kind: A coder has a code on a ``sentence`` or ``turn`` if a coding shares a character with it.
        n_codes: How many codes there are.
    """
    import numpy as np

    blocks = len(continuum.units)
    if kind != "character":
        has = tuple(_table(*one.cells(continuum), one.passages.code, blocks, n_codes) for one in marks)
        return Presence(np.ones(blocks), np.arange(blocks), blocks, n_codes, has)
    places = [place for one in marks for place in (one.passages.start, one.passages.end)]
    cuts = np.unique(np.concatenate([continuum.begins, *places]))
    tables = []
    for one in marks:
        low = np.searchsorted(cuts, one.passages.start)
        index, stretch = spread_out(low, np.searchsorted(cuts, one.passages.end) - low)
        tables.append(_table(index, stretch, one.passages.code, len(cuts) - 1, n_codes))
    block = np.searchsorted(continuum.begins, cuts[:-1], side="right") - 1
    return Presence(np.diff(cuts).astype(np.float64), block, blocks, n_codes, tuple(tables))


def column_sums(table: Any) -> "Floats":
    """Return the sums of a sparse table's columns as a flat array."""
    import numpy as np

    return np.asarray(table.sum(axis=0), dtype=np.float64).ravel()


def _table(index: "Ints", stretch: "Ints", code: "Ints", stretches: int, n_codes: int) -> Any:
    """Return a sparse table of ones; codings that overlap count once."""
    from scipy import sparse

    table = sparse.csr_matrix((_ones(len(index)), (stretch, code[index])), shape=(stretches, n_codes))
    table.sum_duplicates()
    table.data[:] = 1
    return table


def _ones(n: int) -> "Floats":
    import numpy as np

    return np.ones(n)
