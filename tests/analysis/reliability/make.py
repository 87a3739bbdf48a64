"""Small universes and codings for tests of reliability."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from qualcode.analysis.reliability import Universe
from qualcode.analysis.reliability.universe import Kind
from qualcode.model import Coding, Origin, Span, State, Unit


def make_units(lengths: Mapping[str, Sequence[int]], gap: int = 1) -> tuple[Unit, ...]:
    """Return units of these lengths by transcript, with ``gap`` characters between them that belong to none."""
    units = []
    for name, sizes in lengths.items():
        start = 0
        for number, size in enumerate(sizes, start=1):
            units.append(Unit(f"{name}#{number}", name, number, Span(start, start + size), 0))
            start += size + gap
    return tuple(units)


def make_coding(coder: str, code: str, transcript: str, start: int, end: int) -> Coding:
    """Return one accepted coding of a person."""
    unit = Unit(f"{transcript}#1", transcript, 1, Span(start, end), 0)
    name = f"{coder}{code}{transcript}{start}-{end}"
    return Coding(name, code, transcript, unit.span, unit, "答", coder=coder, origin=Origin.HUMAN, state=State.ACCEPTED)


def make_codings(marks: Mapping[str, Iterable[tuple[str, str, int, int]]]) -> dict[str, list[Coding]]:
    """Return coder -> codings from coder -> (code, transcript, start, end)."""
    return {coder: [make_coding(coder, *mark) for mark in given] for coder, given in marks.items()}


def make_universe(kind: Kind, lengths: Mapping[str, Sequence[int]], gap: int = 1) -> Universe:
    """Return a universe of units of these lengths."""
    return Universe(kind, make_units(lengths, gap))


def naive_ratings(universe: Universe, coders: Mapping[str, Sequence[Coding]], code: str) -> Any:
    """Return decisions by coders, 1 where the coder has the code: units, or one row a character."""
    rows = []
    for unit in universe.units:
        spans = [Span(place, place + 1) for place in range(unit.span.start, unit.span.end)]
        for span in spans if universe.kind == "character" else [unit.span]:
            rows.append([
                int(any(one.code == code and one.transcript == unit.transcript and one.span.overlaps(span)
                        for one in given)) for given in coders.values()
            ])
    return np.array(rows)
