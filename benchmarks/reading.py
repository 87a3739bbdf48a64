"""How many passages must be read until most of a rare code's are found: ``qualcode next`` against other orders.

    python benchmarks/reading.py [--mixes]

A simulated coder reads the invented sample interviews. What the coder finds in a passage is what
``tests/data/sample_codings.jsonl`` says of it (one JSON object a line: unit, codes; every sentence of respondents).
After every 25 passages the model is learnt anew from what was read, by the learner ``ngrams``, which is the faster one.
A code is rare that has 3 to 25 codings. Random order is the mean of 20 orders. ``--mixes`` compares shares of the three
queues, each from two random beginnings of 25 passages; that takes three times as long.
"""

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from qualcode.analysis.reading_order import SHARES, Passage, Reason, reading_order
from qualcode.errors import NotComputableError
from qualcode.learning.learner import Grams
from qualcode.learning.model import learn
from qualcode.learning.passages import Examples
from qualcode.model import Coding, State
from qualcode.settings import read_settings
from qualcode.workflow.material import Material, codebook_examples, material
from qualcode.workflow.reading import so_far, with_rules
from qualcode.workflow.study import Study, open_study, records

ROOT = Path(__file__).parents[1]
CODINGS = ROOT / "tests" / "data" / "sample_codings.jsonl"
BATCH, SEEDS = 25, 20
Shares = Mapping[Reason, int]
ORDERS: Mapping[str, Shares] = {
    "next": SHARES, "rare only": {Reason.RARE: 1}, "unsure only": {Reason.UNSURE: 1},
    "coverage only": {Reason.COVERAGE: 1}}
#: rare : unsure : coverage
MIXES = ((1, 1, 1), (2, 1, 1), (2, 2, 1), (3, 1, 1), (1, 1, 0))


@dataclass(frozen=True)
class Field:
    """The sample with what the simulated coder knows: unit id -> codes."""

    study: Study
    material: Material
    proposals: tuple[Coding, ...]
    passages: tuple[Passage, ...]
    codings: Mapping[str, frozenset[str]]

    @property
    def rare(self) -> dict[str, int]:
        """The rare codes with the number of their codings, the rarest first."""
        counts = Counter(code for codes in self.codings.values() for code in codes)
        return {code: n for code, n in sorted(counts.items(), key=lambda pair: (pair[1], pair[0])) if 3 <= n <= 25}


@lru_cache(maxsize=1)
def field() -> Field:
    """Read the sample; its store is a new one, in which nobody has coded anything."""
    lines = CODINGS.read_text("utf-8").splitlines()
    codings = {row["unit"]: frozenset(row["codes"]) for row in map(json.loads, lines)}
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(read_settings(ROOT), store=f"sqlite:///{folder}/qualcode.db")
        study = open_study(settings, coder="simulated")
        given, spoken, proposals = material(study), so_far(study), tuple(records(study))
        study.store.close()
    passages = tuple(Passage(name, one.participant, spoken.town_of[one.participant])
                     for name, one in spoken.spoken.items())
    return Field(study, given, proposals, passages, codings)


def chances(known: Field, read: Sequence[str]) -> Mapping[str, Mapping[str, float]]:
    """Return what is learnt from passages that were read, and what rules say of the codes not met yet."""
    done = set(read)
    decisions = [replace(one, state=State.ACCEPTED if one.code in known.codings[one.unit.id] else State.REJECTED)
                 for one in known.proposals if one.unit.id in done]
    return with_rules(learnt(known, done), known.material.units, [*known.proposals, *decisions])


def learnt(known: Field, read: set[str]) -> dict[str, dict[str, float]]:
    """Return unit id -> code -> probability, by a model of what was read."""
    units = known.material.units
    rows = [row for row, unit in enumerate(units) if unit.id in read]
    met = {code for row in rows for code in known.codings[units[row].id]}
    codes = tuple(code.id for code in known.study.codebook.codes if code.id in met)
    labels = np.array([[float(code in known.codings[units[row].id]) for code in codes] for row in rows])
    speech = known.material.speech
    examples = Examples(tuple(speech[row] for row in rows), codes, labels.reshape(len(rows), len(codes)),
                        np.ones(len(rows)))
    if not codes:
        return {}
    try:
        made = learn(Grams(), speech, examples, rows, codebook_examples(known.study.codebook, codes))
    except NotComputableError:
        return {}
    said = made.model.chances(speech, made.rows).tolist()
    return {unit.id: dict(zip(codes, row, strict=True)) for unit, row in zip(units, said, strict=True)}


def simulate(shares: Shares, seed: int | None = None) -> list[str]:
    """Return the units in the order in which they are read; a seed begins with 25 at random."""
    known = field()
    names = [one.unit for one in known.passages]
    read = [] if seed is None else shuffled(names, seed)[:BATCH]
    needs_model = set(shares) != {Reason.COVERAGE}
    while len(read) < len(names):
        examples = Counter(code for name in read for code in known.codings[name])
        picks = reading_order(known.passages, read, chances(known, read) if needs_model else {}, examples,
                              limit=BATCH if needs_model else 0, shares=shares)
        read += [pick.unit for pick in picks]
    return read


def shuffled(names: Sequence[str], seed: int) -> list[str]:
    """Return the names in a random order."""
    return [names[place] for place in np.random.default_rng(seed).permutation(len(names)).tolist()]


def needed(order: Sequence[str], share: float) -> list[int]:
    """Return how many passages are read until a share of each rare code's codings is found."""
    known = field()
    counts = []
    for code in known.rare:
        places = [place for place, name in enumerate(order, start=1) if code in known.codings[name]]
        counts.append(places[ceil(share * len(places)) - 1])
    return counts


def at_random(share: float) -> list[float]:
    """Return the mean of ``needed`` over random orders."""
    names = [one.unit for one in field().passages]
    means: list[float] = np.mean([needed(shuffled(names, seed), share) for seed in range(SEEDS)], axis=0).tolist()
    return means


def ratio(order: Sequence[str], share: float) -> tuple[float, float]:
    """Return the median and the mean over rare codes of what is read, as a share of what random order reads."""
    parts = np.array(needed(order, share)) / np.array(at_random(share))
    return float(np.median(parts)), float(np.mean(parts))


def print_orders() -> None:
    """Compare orders, code by code."""
    known = field()
    with Pool(2, threadpool_limits, (1,)) as pool:
        orders = {"text": [one.unit for one in known.passages],
                  **dict(zip(ORDERS, pool.map(simulate, ORDERS.values(), chunksize=1), strict=True))}
    print(f"{len(known.passages)} passages, {len(known.rare)} rare codes")
    for share in (0.8, 0.5):
        columns: dict[str, Iterable[float]] = {"random": at_random(share)}
        columns |= {name: needed(order, share) for name, order in orders.items()}
        print(f"\n| read until {share:.0%} are found | codings | " + " | ".join(columns) + " |")
        print("|---" * (len(columns) + 2) + "|")
        for (code, count), row in zip(known.rare.items(), zip(*columns.values(), strict=True), strict=True):
            print(f"| {code} | {count} | " + " | ".join(f"{number:.0f}" for number in row) + " |")
        for what, place in (("median", 0), ("mean", 1)):
            parts = [f"{ratio(order, share)[place]:.2f}" for order in orders.values()]
            print(f"| {what} ratio to random | | 1 | " + " | ".join(parts) + " |")


def print_mixes() -> None:
    """Compare shares of the queues."""
    seeds = range(2)
    mixes = [dict(zip((Reason.RARE, Reason.UNSURE, Reason.COVERAGE), mix, strict=True)) for mix in MIXES]
    with Pool(2, threadpool_limits, (1,)) as pool:
        orders = pool.starmap(simulate, [(mix, seed) for mix in mixes for seed in seeds], chunksize=1)
    print("| rare : unsure : coverage | median ratio, 80% found | mean | median ratio, 50% found | mean |")
    print("|---" * 5 + "|")
    for number, mix in enumerate(MIXES):
        runs = orders[number * len(seeds) : (number + 1) * len(seeds)]
        cells = np.mean([[*ratio(order, 0.8), *ratio(order, 0.5)] for order in runs], axis=0)
        print(f"| {' : '.join(map(str, mix))} | " + " | ".join(f"{cell:.2f}" for cell in cells) + " |")


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--mixes", action="store_true", help="compare shares of the queues")
    start = time.perf_counter()
    print_mixes() if parser.parse_args().mixes else print_orders()
    print(f"\n{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
