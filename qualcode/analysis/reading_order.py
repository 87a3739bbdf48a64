"""What to read next: an order of passages in which three queues take turns.

* *rare*: where the largest yield is expected for codes with few examples. The score of a passage is the sum over codes
  of p / (n + 1), with p the chance that the code belongs there and n the examples of the code so far: an expected
  number of finds, each worth less the more there are (active search: Garnett et al. 2012, Bayesian optimal active
  search and surveying, ICML, with one step of foresight; the weights are ours).
* *unsure*: where the answer teaches most. The score is the sum over codes of the binary entropy of p in bits
  (uncertainty sampling: Lewis & Gale 1994, A sequential algorithm for training text classifiers, SIGIR; for several
  labels by entropy: Settles 2009, Active learning literature survey, section 3.1).
* *coverage*: the participant of whom the least share is read, and of several the one in the town of which the least is
  read; there the first passage of the longest stretch that nobody has read, so that what follows makes sense.

Chances are taken as they are for one call; coverage counts what is picked as read. Ties go by the order of the text.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import heapify, heappop, heappush
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np


class Reason(StrEnum):
    """Why a passage comes now."""

    RARE = "rare"
    UNSURE = "unsure"
    COVERAGE = "coverage"


#: How many of every four passages come from each queue, the first to begin with; see ``benchmarks/reading.py``.
SHARES: Mapping[Reason, int] = {Reason.RARE: 2, Reason.UNSURE: 1, Reason.COVERAGE: 1}


@dataclass(frozen=True, slots=True)
class Passage:
    """Something to read.

    Attributes:
        unit: Id of the unit. participant: Who says it; a person has one town. town: 乡镇, or "".
    """

    unit: str
    participant: str
    town: str = ""


@dataclass(frozen=True, slots=True)
class Pick:
    """A passage and why it comes now.

    Attributes:
        unit: Id of the unit. reason: Why.
        code: The code that weighs most in its score, "" for coverage.
        chance: That this code belongs there, in (0, 1]; None for coverage, where nobody asked.
    """

    unit: str
    reason: Reason
    code: str = ""
    chance: float | None = None


def reading_order(
    passages: Sequence[Passage], read: Collection[str], chances: Mapping[str, Mapping[str, float]],
    examples: Mapping[str, int], *, codes: Collection[str] = (), limit: int = 0, shares: Mapping[Reason, int] = SHARES,
) -> list[Pick]:
    """Return unread passages in the order in which to read them, each once.

    A queue in which nothing is left gives its turn to the others: without chances there is coverage only. Takes time
    n log n in the number of passages.

    Args:
        passages: In the order of the text, with different ids.
        read: Ids of units that are read.
        chances: Unit id -> code -> calibrated probability. What is missing, or not above 0, counts as 0.
        examples: Code -> how many codings with it people have accepted; 0 where it is missing.
        codes: Only these count for *rare* and *unsure*; all that have chances by default.
        limit: At most so many; 0 for all.
        shares: How often each queue comes, relative to the others; one with 0 never comes.

    >>> corpus = [Passage("a#1", "a"), Passage("a#2", "a"), Passage("b#1", "b")]
    >>> order = reading_order(corpus, {"a#1"}, {"a#2": {"trust": 0.25}}, {})
    >>> [(one.unit, one.reason.value, one.code, one.chance) for one in order]
    [('a#2', 'rare', 'trust', 0.25), ('b#1', 'coverage', '', None)]
    """
    known = set(read)
    is_read = [one.unit in known for one in passages]
    coverage = _Coverage(passages, is_read)
    scored = _scored(passages, is_read, chances, examples, codes)
    queues: dict[Reason, Iterator[_Found]] = {**scored, Reason.COVERAGE: coverage.queue()}
    turns = {reason: (1 / share, 0) for reason, share in shares.items() if share > 0}
    picks = _picks(passages, is_read, coverage, queues, turns)
    return list(islice(picks, limit or None))


class _Found(NamedTuple):
    place: int
    code: str = ""
    chance: float | None = None


def _picks(
    passages: Sequence[Passage], is_read: list[bool], coverage: "_Coverage",
    queues: Mapping[Reason, Iterator[_Found]], turns: dict[Reason, tuple[float, int]],
) -> Iterator[Pick]:
    """Yield picks; the queue that has had least of its share is next (stride scheduling: Waldspurger & Weihl 1995)."""
    while turns:
        reason = min(turns, key=lambda one: (turns[one][1] + 1) * turns[one][0])
        found = next((one for one in queues[reason] if not is_read[one.place]), None)
        if found is None:
            del turns[reason]
            continue
        stride, served = turns[reason]
        turns[reason] = stride, served + 1
        is_read[found.place] = True
        coverage.take(found.place)
        yield Pick(passages[found.place].unit, reason, found.code, found.chance)


def _scored(
    passages: Sequence[Passage], is_read: Sequence[bool], chances: Mapping[str, Mapping[str, float]],
    examples: Mapping[str, int], codes: Collection[str],
) -> dict[Reason, Iterator[_Found]]:
    """Return the queues *rare* and *unsure*: places in falling order of their score, with the code that weighs most."""
    import numpy as np

    places = [place for place, one in enumerate(passages) if not is_read[place] and one.unit in chances]
    rows = [chances[passages[place].unit] for place in places]
    known = set[str]().union(*map(set, rows))
    names = sorted(known.intersection(codes) if codes else known)
    if not names:
        return {Reason.RARE: iter(()), Reason.UNSURE: iter(())}
    table = np.array([[row.get(name, 0.0) for name in names] for row in rows], dtype=float)
    table = np.where(table > 0, np.minimum(table, 1.0), 0.0)
    weights = np.array([1 / (examples.get(name, 0) + 1) for name in names])
    return {Reason.RARE: _falling(table * weights, table, places, names),
            Reason.UNSURE: _falling(_entropy(table), table, places, names)}


def _entropy(table: "np.ndarray") -> "np.ndarray":
    """Return the binary entropy of every cell in bits, 0 where the chance is 0 or 1."""
    import numpy as np

    inner = np.where((table > 0) & (table < 1), table, 0.5)
    bits = -(inner * np.log2(inner) + (1 - inner) * np.log2(1 - inner))
    return np.where(inner == table, bits, 0.0)


def _falling(
    scores: "np.ndarray", table: "np.ndarray", places: Sequence[int], names: Sequence[str],
) -> Iterator[_Found]:
    """Yield places in falling order of the sum of their scores, those without any left out."""
    totals, best = scores.sum(axis=1), scores.argmax(axis=1)
    for row in (-totals).argsort(kind="stable").tolist():
        if totals[row] <= 0:
            return
        column = int(best[row])
        yield _Found(places[row], names[column], float(table[row, column]))


class _Coverage:
    """Who is read least. Shares only grow, so that an entry of a heap with an old share is told by its number.

    Args:
        passages: In the order of the text. is_read: Which of them are read.
    """

    def __init__(self, passages: Sequence[Passage], is_read: Sequence[bool]) -> None:
        whose: dict[str, list[int]] = {}
        for place, one in enumerate(passages):
            whose.setdefault(one.participant, []).append(place)
        self._people = [_Person(places, [is_read[place] for place in places], passages[places[0]].town)
                        for places in whose.values()]
        numbers = {name: number for number, name in enumerate(whose)}
        self._owner = [numbers[one.participant] for one in passages]
        self._towns: dict[str, _Town] = {}
        for number, person in enumerate(self._people):
            town = self._towns.setdefault(person.town, _Town())
            town.units += len(person.places)
            town.read += person.read
            if person.read < len(person.places):
                town.heap.append((person.share, number))
        for town in self._towns.values():
            heapify(town.heap)
        self._heap = [(*self._key(town), name) for name, town in self._towns.items() if town.heap]
        heapify(self._heap)

    def queue(self) -> Iterator[_Found]:
        """Yield the place to read next, as long as there is one; ``take`` is to be told before the next is asked."""
        while self._heap:
            share, town_share, number, name = self._heap[0]
            town = self._towns[name]
            if town.heap and (share, town_share, number) == self._key(town):
                person = self._people[number]
                yield _Found(person.places[person.longest()])
            else:
                heappop(self._heap)

    def take(self, place: int) -> None:
        """Count a passage as read."""
        number = self._owner[place]
        person = self._people[number]
        person.take(place)
        town = self._towns[person.town]
        town.read += 1
        if person.read < len(person.places):
            heappush(town.heap, (person.share, number))
        while town.heap and town.heap[0][0] != self._people[town.heap[0][1]].share:
            heappop(town.heap)
        if town.heap:
            heappush(self._heap, (*self._key(town), person.town))

    def _key(self, town: "_Town") -> tuple[float, float, int]:
        share, number = town.heap[0]
        return share, town.read / town.units, number


class _Town:
    """How much is read of a town, and its people who have something unread, the least read first."""

    def __init__(self) -> None:
        self.units = self.read = 0
        self.heap: list[tuple[float, int]] = []


class _Person:
    """The passages of one participant, and the unread stretches among them.

    Args:
        places: Of the passages, in the order of the text. is_read: Which of them are read.
        town: The person's.
    """

    def __init__(self, places: list[int], is_read: Sequence[bool], town: str) -> None:
        self.places, self.town, self.read = places, town, sum(is_read)
        self._ends: dict[int, int] = {}
        for at, done in enumerate(is_read):
            if not done and (at == 0 or is_read[at - 1]):
                self._ends[at] = at + 1
            elif not done:
                self._ends[next(reversed(self._ends))] = at + 1
        self._starts = list(self._ends)
        self._heap = [(start - end, start) for start, end in self._ends.items()]
        heapify(self._heap)

    @property
    def share(self) -> float:
        """How much of the passages is read, in [0, 1]."""
        return self.read / len(self.places)

    def longest(self) -> int:
        """Return the number of the first passage of the longest unread stretch, the first of several."""
        while self._heap[0][0] != self._heap[0][1] - self._ends.get(self._heap[0][1], 0):
            heappop(self._heap)
        return self._heap[0][1]

    def take(self, place: int) -> None:
        """Count a passage as read: its stretch becomes two, one or none."""
        at = bisect_right(self.places, place) - 1
        self.read += 1
        number = bisect_right(self._starts, at) - 1
        start = self._starts[number]
        pieces = [(low, high) for low, high in ((start, at), (at + 1, self._ends.pop(start))) if low < high]
        self._starts[number : number + 1] = [low for low, _high in pieces]
        for low, high in pieces:
            self._ends[low] = high
            heappush(self._heap, (low - high, low))
