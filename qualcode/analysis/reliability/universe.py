"""What every coder was asked to code, laid end to end as one continuum."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from qualcode.errors import NotComputableError
from qualcode.i18n import _
from qualcode.model import Span, Unit

if TYPE_CHECKING:
    from qualcode.analysis.reliability.ratings import Ints

Kind = Literal["sentence", "turn", "character"]
#: more characters than any transcript has: (transcript, character) as one number
FAR = 1 << 40


@dataclass(frozen=True)
class Universe:
    """What every coder was asked to code. What nobody coded of it counts as agreement.

    Attributes:
        kind: What is compared: whole units (``sentence``, ``turn``) or every ``character`` of them.
        units: The units, in any order; no two share a character. For characters they are the stretches of text whose
            characters are compared, and the blocks that the bootstrap draws: give sentences or turns, because the
            characters of one passage are coded together and are not drawn apart.
    """

    kind: Kind
    units: tuple[Unit, ...]


def character_universe(spans: Mapping[str, Iterable[Span]]) -> Universe:
    """Return a universe of characters from stretches of text by transcript; each stretch is one block."""
    return Universe("character", tuple(
        Unit(f"{transcript}[{span.start}-{span.end})", transcript, number, span, -1)
        for transcript, stretches in spans.items() for number, span in enumerate(stretches, start=1)
    ))


@dataclass(frozen=True)
class Continuum:
    """The units end to end: a place on it is the number of characters of the universe before it.

    Attributes:
        units: By transcript in order of first appearance, then in text order.
        begins: Where each unit begins, and where the last one ends, shape (units + 1,).
    """

    units: tuple[Unit, ...]
    begins: "Ints"

    @cached_property
    def ranks(self) -> dict[str, int]:
        """Number of each transcript in order of appearance."""
        return _ranks(self.units)

    @cached_property
    def borders(self) -> "list[int]":
        """Where transcripts begin, and where the last one ends."""
        names = [unit.transcript for unit in self.units]
        first = [k for k, name in enumerate(names) if k == 0 or names[k - 1] != name]
        return [int(self.begins[k]) for k in [*first, len(names)]]

    @cached_property
    def _keys(self) -> "Ints":
        import numpy as np

        return np.array([self.ranks[unit.transcript] * FAR + unit.span.start for unit in self.units], dtype=np.int64)

    @cached_property
    def _ranks_of_units(self) -> "Ints":
        import numpy as np

        return np.array([self.ranks[unit.transcript] for unit in self.units], dtype=np.int64)

    def place(self, ranks: "Ints", characters: "Ints") -> "Ints":
        """Return where characters of transcripts stand; one between two units stands where the second begins."""
        import numpy as np

        before = np.searchsorted(self._keys, ranks * FAR + characters, side="right") - 1
        here = (before >= 0) & (self._ranks_of_units[before] == ranks)
        lengths = np.diff(self.begins)
        inside = np.minimum(ranks * FAR + characters - self._keys[before], lengths[before])
        return np.where(here, self.begins[before] + inside, self.begins[before + 1])


def lay_out(universe: Universe) -> Continuum:
    """Return the universe as a continuum.

    Raises:
        NotComputableError: a unit is empty, or two share a character.
    """
    import numpy as np

    ranks = _ranks(universe.units)
    units = tuple(sorted(universe.units, key=lambda unit: (ranks[unit.transcript], unit.span)))
    for unit, following in pairwise(units):
        if unit.transcript == following.transcript and following.span.start < unit.span.end:
            raise NotComputableError(_("units {a} and {b} share characters; give units that do not overlap").format(
                a=unit.id, b=following.id))
    for unit in units:
        if not unit.span:
            raise NotComputableError(_("unit {unit} is empty; leave it out").format(unit=unit.id))
    lengths = np.array([len(unit.span) for unit in units], dtype=np.int64)
    return Continuum(units, np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64))


def _ranks(units: Iterable[Unit]) -> dict[str, int]:
    return {name: rank for rank, name in enumerate(dict.fromkeys(unit.transcript for unit in units))}
