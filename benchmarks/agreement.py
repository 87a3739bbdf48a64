"""How long ``agree`` takes over 300,000 codings of six coders, against scikit-learn's kappa on the same decisions.

The peer computes Cohen's kappa for every code and pair of coders from ready-made 0/1 columns, without reading the
store, alpha, AC1, passages, confusion, disagreements and intervals; ours does all of it.
"""

import argparse
import itertools
import tempfile
from pathlib import Path

import numpy as np
from measure import in_turns, ratio
from store_material import CODERS, fill_store, study_on, synthetic_codebook, synthetic_codings, synthetic_corpus

from qualcode.analysis.reliability import Universe, agreement
from qualcode.model import Unit
from qualcode.store import open_store
from qualcode.workflow.agree import agree
from qualcode.workflow.sample import planned
from qualcode.workflow.study import records


def main() -> None:
    """Fill a store and print medians and the ratio to the peer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    repeats = parser.parse_args().repeats
    corpus, book = synthetic_corpus(), synthetic_codebook()
    with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{Path(folder) / 'store.db'}") as store:
        fill_store(store, corpus, CODERS, list(synthetic_codings(corpus, book)))
        study = study_on(store, corpus, book, CODERS[0], Path(folder))
        units = planned(study, "all").units
        held = {name: [one for one in records(study, [name], evidence=False) if one.state == "accepted"]
                for name in CODERS}
        codes = [code.id for code in book.codes]
        columns = _columns(units, held, codes)
        works = {
            "agree by sentence, 1,000 resamples": lambda: agree(study, names=CODERS, plan="all"),
            "agree by character": lambda: agree(study, names=CODERS, plan="all", by="character"),
            "  of it the comparison by sentence": lambda: agreement(Universe("sentence", units), held, codes),
            "scikit-learn, kappa only, no intervals": lambda: _peer(columns),
        }
        times = in_turns(works, repeats)
        print(f"{sum(map(len, held.values())):,} codings, {len(units):,} sentences, {len(codes)} codes, 6 coders")
        for name, taken in times.items():
            versus = ratio(times, name, "scikit-learn, kappa only, no intervals")
            print(f"{name}: {sorted(taken)[len(taken) // 2]:.2f} s, {versus:.2f} x the peer")


def _columns(units: tuple[Unit, ...], held: dict[str, list], codes: list[str]) -> dict[tuple[str, str], np.ndarray]:
    """Return (coder, code) -> 0/1 for every sentence."""
    at = {(unit.transcript, unit.span.start): row for row, unit in enumerate(units)}
    columns = {(name, code): np.zeros(len(units), dtype=np.int8) for name in held for code in codes}
    for name, found in held.items():
        for one in found:
            row = at.get((one.transcript, one.unit.span.start))
            if row is not None:
                columns[name, one.code][row] = 1
    return columns


def _peer(columns: dict[tuple[str, str], np.ndarray]) -> None:
    from sklearn.metrics import cohen_kappa_score

    codes = dict.fromkeys(code for _name, code in columns)
    for code in codes:
        for first, second in itertools.combinations(CODERS, 2):
            cohen_kappa_score(columns[first, code], columns[second, code])


if __name__ == "__main__":
    main()
