"""What ``compare`` finds where there is nothing, what it finds where there is something, and how long it takes.

False positives: 15 against 15 interviews of 40 to 120 turns, in both groups the same true prevalence of a code, which
varies between people with an intraclass correlation (beta-binomial). The permutation test over participants is
compared with the chi-square test over turns, which takes every turn for a person of its own. Power: the same with a
true difference. Errors are the binomial standard errors of the simulation.
"""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from math import sqrt
from statistics import median

import numpy as np
from measure import in_turns
from scipy.optimize import brentq
from scipy.stats import chi2_contingency
from store_material import synthetic_codebook, synthetic_codings, synthetic_corpus

from qualcode.analysis.compare import (
    detectable_difference,
    effects,
    interval,
    multiplier,
    permutation_test,
    resampled,
    strata_of,
    without_each,
)
from qualcode.analysis.counts import Speech
from qualcode.model import Corpus, Participant
from qualcode.workflow.compare import compare

SIDE, TURNS, PREVALENCE = 15, (40, 120), 0.10
CORRELATIONS = (0.02, 0.05, 0.10, 0.20)
#: data sets that share one set of arrangements, as the codes of a codebook do
TOGETHER = 100


def main() -> None:
    """Simulate, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=2000, help="data sets for each number")
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    chance = np.random.default_rng(7)
    _false_positives(given.sets, chance)
    _strata(given.sets, chance)
    _power(given.sets, chance)
    _coverage(given.sets, chance)
    _time(given.repeats)


def _false_positives(sets: int, chance: np.random.Generator) -> None:
    print(f"same prevalence ({PREVALENCE}) in {SIDE} and {SIDE} interviews, p < .05, {sets} data sets")
    print("ICC   permutation of participants   chi-square on turns   with Yates' correction")
    for icc in CORRELATIONS:
        ours, plain, yates = [], [], []
        for number, (having, turns) in enumerate(_batches(sets, PREVALENCE, PREVALENCE, icc, chance)):
            ours += list(_p(having / turns, number) < 0.05)
            for k, n in zip(having.T, turns.T, strict=True):
                table = [[k[side].sum(), (n[side] - k[side]).sum()] for side in (slice(0, SIDE), slice(SIDE, None))]
                plain.append(chi2_contingency(table, correction=False).pvalue < 0.05)
                yates.append(chi2_contingency(table).pvalue < 0.05)
        print(f"{icc:.2f}  {_share(ours):28}  {_share(plain):20}  {_share(yates)}")


def _strata(sets: int, chance: np.random.Generator) -> None:
    """Cadres say it more often than villagers, and one town has more of them; within roles the towns are alike."""
    labels, cadres = np.repeat([0, 1], SIDE), np.concatenate([np.arange(SIDE) < 10, np.arange(SIDE) < 5])
    means = np.where(cadres, 0.2, 0.08)[:, None]
    plain, within = [], []
    for start in range(0, sets, TOGETHER):
        turns = chance.integers(TURNS[0], TURNS[1] + 1, size=(2 * SIDE, TOGETHER))
        values = chance.binomial(turns, chance.beta(means * 9, (1 - means) * 9, size=turns.shape)) / turns
        plain += list(permutation_test(values, labels, seed=(7, start)).p < 0.05)
        within += list(permutation_test(values, labels, cadres.astype(np.int64), seed=(7, start)).p < 0.05)
    print(f"roles differ (.20 and .08), towns within roles do not, ICC .10: permuted within roles {_share(within)}, "
          f"over all {_share(plain)}")


def _power(sets: int, chance: np.random.Generator) -> None:
    print(f"\npower of the permutation test, {PREVALENCE} against that and a difference, {SIDE} and {SIDE} interviews")
    print("ICC   difference .05       .10                  .15                  at the detectable difference")
    for icc in CORRELATIONS:
        seen = _detectable(icc)
        found = [_share(_found(sets, difference, icc, chance)) for difference in (0.05, 0.10, 0.15, seen)]
        print(f"{icc:.2f}  {found[0]:20} {found[1]:20} {found[2]:20} {found[3]} ({seen:.3f})")
    for side in (5, 8, 15):
        labels = np.repeat([0, 1], side)
        difference = detectable_difference(1.0, sqrt(2 / side), 2 * side - 2)
        values = chance.normal(size=(2 * side, sets)) + np.where(labels == 0, difference, 0)[:, None]
        print(f"normal values, {side} and {side}: {_share(list(permutation_test(values, labels).p < 0.05))} at "
              f"{difference:.2f} standard deviations")


def _coverage(sets: int, chance: np.random.Generator) -> None:
    print(f"\n95 % intervals of the difference that hold the true one, ICC .10, {sets} data sets")
    for side in (5, 8, 10, 15, 30):
        strata = strata_of(np.arange(2 * side) < side, np.zeros(2 * side, dtype=np.int64))
        hits = []
        for having, turns in _batches(sets, PREVALENCE, 0.2, 0.10, chance, side):
            values = having / turns
            whole, drawn = effects(values, strata), resampled(values, strata, 2000, (7, len(hits)))
            left = without_each(values, strata) if side >= 10 else None
            for column in range(values.shape[1]):
                one = interval(float(whole.difference[0, column]), drawn.difference[:, column],
                               left and [each.difference[:, column] for each in left])
                hits.append(one.low <= PREVALENCE - 0.2 <= one.high)
        print(f"{side} and {side} ({'BCa' if side >= 10 else 'percentile'}): {_share(hits)}")


def _time(repeats: int) -> None:
    corpus, book = synthetic_corpus(transcripts=60, turns=160), synthetic_codebook(codes=40)
    people = tuple(Participant(one.name, {"town": "甲乙"[number % 2], "region": "东南西"[number % 3],
                                          "role": "村干"[number % 5 == 0]})
                   for number, one in enumerate(corpus.transcripts))
    links = {(one.name, speaker.name): one.name for one in corpus.transcripts for speaker in one.speakers
             if speaker.role == "respondent"}
    corpus = Corpus(corpus.transcripts, people, links)
    codings = [replace(one, participant=one.transcript)
               for one in synthetic_codings(corpus, book, coders=["A"], codings=40_000)]
    units = sum(voice.units for voice in Speech(corpus).voices.values())
    print(f"\n{units:,} units, {len(people)} participants, {len(book.codes)} codes, {len(codings):,} codings, 9,999 "
          "permutations, 2,000 resamples")
    works = {
        "two groups": lambda: compare(corpus, book, codings),
        "two groups within roles": lambda: compare(corpus, book, codings, within="role"),
        "three groups and their pairs": lambda: compare(corpus, book, codings, by="region"),
    }
    for name, taken in in_turns(works, repeats).items():
        print(f"{name}: {median(taken):.2f} s (bound 10)")


def _batches(
    sets: int, first: float, second: float, icc: float, chance: np.random.Generator, side: int = SIDE,
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield turns that have the code and all turns, (2 * side participants, data sets)."""
    means = np.repeat([first, second], side)[:, None]
    for start in range(0, sets, TOGETHER):
        shape = (2 * side, min(TOGETHER, sets - start))
        turns = chance.integers(TURNS[0], TURNS[1] + 1, size=shape)
        own = chance.beta(means * (1 - icc) / icc, (1 - means) * (1 - icc) / icc, size=shape)
        yield chance.binomial(turns, own), turns


def _found(sets: int, difference: float, icc: float, chance: np.random.Generator) -> list[bool]:
    found: list[bool] = []
    for number, (having, turns) in enumerate(_batches(sets, PREVALENCE, PREVALENCE + difference, icc, chance)):
        found += list(_p(having / turns, number) < 0.05)
    return found


def _p(values: np.ndarray, seed: int) -> np.ndarray:
    return permutation_test(values, np.repeat([0, 1], SIDE), seed=(7, seed)).p


def _detectable(icc: float) -> float:
    """Return the difference that is as large as what can be detected, given the standard deviations it brings."""
    turns = np.mean([1 / n for n in range(TURNS[0], TURNS[1] + 1)])

    def variance(mean: float) -> float:
        return float(mean * (1 - mean) * (icc + (1 - icc) * turns))

    def lacking(difference: float) -> float:
        sd = sqrt((variance(PREVALENCE) + variance(PREVALENCE + difference)) / 2)
        return multiplier(2 * SIDE - 2) * sd * sqrt(2 / SIDE) - difference

    return float(brentq(lacking, 1e-6, 1 - PREVALENCE))


def _share(found: list[bool]) -> str:
    share = float(np.mean(found))
    return f"{100 * share:.1f} % ± {100 * sqrt(share * (1 - share) / len(found)):.1f}"


if __name__ == "__main__":
    main()
