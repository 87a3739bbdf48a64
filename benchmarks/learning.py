"""What can be learnt from labelled statements: candidates compared, learning curves, calibration, codes switched off.

    python benchmarks/learning.py curve [--seeds 5]  learners by number of labelled statements, on other authors'
    python benchmarks/learning.py folds [--seeds 5]  learners by participants held out, statements and interviews
    python benchmarks/learning.py calibration        reliability, Brier score and verdicts, on other authors' statements
    python benchmarks/learning.py verdicts           what codes that were switched off would have suggested
    python benchmarks/learning.py weak               what the codebook's examples and definitions teach
    python benchmarks/learning.py weights            shares of the parts, on the training statements alone

``statements_learn.jsonl`` (600, four authors) and ``statements_test.jsonl`` (330, two other authors) were written by
authors who had seen neither the rules nor each other's statements. ``--encoder FOLDER`` adds a sentence encoder,
``--vectors FILE`` word vectors.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from learners import Logistic, Nearest, RulesOnly, SpacyBow, Support
from statements import ROOT, Material, codes, plain, sample, statements

from qualcode.learning.chance import proposed_by_rules
from qualcode.learning.classes import WordClasses
from qualcode.learning.held_out import (
    final_chance,
    fold_numbers,
    held_out,
    held_out_chances,
    held_out_scores,
    stacked,
)
from qualcode.learning.learner import Grams, Vectors
from qualcode.learning.measure import AT, Verdict, calibration, measure, overall
from qualcode.learning.passages import Examples, Passage, no_examples
from qualcode.workflow.material import codebook_examples

SIZES = (50, 100, 200, 400)


def candidates(options: argparse.Namespace) -> list[Any]:
    """Return the learners to compare."""
    found: list[Any] = [
        RulesOnly(), Grams(), Vectors(), Logistic(), Logistic(tokens=True), Support(), Nearest(), SpacyBow()]
    if options.encoder:
        from qualcode.learning.encoder import open_encoder

        found.append(Vectors(given=open_encoder(options.encoder)))
    if options.vectors:
        from qualcode.learning.word_encoder import word_encoder
        from qualcode.learning.word_vectors import read

        everything = [*statements("statements_learn.jsonl", "statements_test.jsonl").examples.passages]
        found.append(Vectors(given=word_encoder(everything, read(options.vectors, _words(everything)))))
    return [one for one in found if not options.only or options.only in one.name]


def without_rules(examples: Examples) -> Examples:
    """Return the same passages, on which no rule proposes anything."""
    from dataclasses import replace

    return replace(examples, passages=tuple(replace(one, proposed={}) for one in examples.passages))


def curve(options: argparse.Namespace) -> None:
    """Print micro-F1 and macro-F1 by number of labelled statements, measured on other authors' statements."""
    learnt, test = statements("statements_learn.jsonl").examples, statements("statements_test.jsonl").examples
    others = [one.text for one in sample().examples.passages]
    print(f"micro-F1 / macro-F1 at {AT} on {len(test.passages)} statements, mean (range) of {options.seeds} draws")
    print(f"{'':39} " + "  ".join(f"{size:>23}" for size in (0, *SIZES)))
    _print_rules(test)
    for learner in candidates(options):
        if isinstance(learner, RulesOnly):
            continue
        started = time.perf_counter()
        rows = _prepared(learner, learnt, test, others)
        found: dict[bool, list[str]] = {False: [], True: []}
        for size in (0, *SIZES):
            for rules, cell in _curve_point(learner, rows, learnt, test, size, options.seeds).items():
                found[rules].append(cell)
        for rules, cells in found.items():
            how = "with rules" if rules else "alone"
            print(f"{learner.name:28} {how:10} " + "  ".join(f"{cell:>23}" for cell in cells), flush=True)
        print(f"{'':28} {time.perf_counter() - started:.0f} s", flush=True)


def _prepared(
    learner: Any, learnt: Examples, test: Examples, others: Sequence[str], weak: Examples | None = None,
) -> dict[str, Any]:
    weak = codebook_examples(_book(), codes()) if weak is None else weak
    unread = [Passage("", "", text) for text in others]
    rows = learner.prepare([*learnt.passages, *test.passages, *weak.passages, *unread])
    n, m, w = len(learnt.passages), len(test.passages), len(weak.passages)
    return {"learnt": rows[:n], "test": rows[n : n + m], "weak": (weak, rows[n + m : n + m + w])}


def _curve_point(
    learner: Any, rows: dict[str, Any], learnt: Examples, test: Examples, size: int, seeds: int,
) -> dict[bool, str]:
    """Return the figures for one size as text, without and with rules."""
    found: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
    for seed in range(seeds if size else 1):
        chosen = np.sort(np.random.default_rng(seed).permutation(len(learnt.passages))[:size])
        scored = _scored(learner, rows, learnt, chosen, seed)
        for rules, each in found.items():
            given = (learnt, test) if rules else (without_rules(learnt), without_rules(test))
            figures = overall(test.labels, _chances(scored, given[0].chosen(chosen), given[1]) >= AT)
            each.append((figures.micro_f1, figures.macro_f1))
    return {rules: _figures(each) for rules, each in found.items()}


def _figures(each: Sequence[tuple[float, float]]) -> str:
    micro, macro = np.array(each).T
    return f"{micro.mean():.2f} ({micro.min():.2f}-{micro.max():.2f}) / {macro.mean():.2f}"


def _scored(learner: Any, rows: dict[str, Any], learnt: Examples, chosen: Any, seed: int) -> tuple[Any, Any, Any]:
    """Return held-out scores of some statements with their folds, and scores of the test by all of them."""
    weak, weak_rows = rows["weak"]
    part = learnt.chosen(chosen)
    number = fold_numbers(part.groups, seed=seed) if len(chosen) else None
    inside = None if number is None else held_out_scores(
        learner, rows["learnt"][chosen], part, weak, weak_rows, number)
    fitted = learner.fit(stacked(rows["learnt"][chosen], weak_rows), np.concatenate([part.labels, weak.labels]),
                         np.concatenate([part.weights, weak.weights]))
    return inside, number, fitted.scores(rows["test"])


def _chances(scored: tuple[Any, Any, Any], part: Examples, test: Examples) -> Any:
    """Return probabilities of the test passages."""
    inside, _number, scores = scored
    proposed = proposed_by_rules(test.passages, test.codes)
    if inside is None:  # nothing is labelled: the codebook's examples alone, and what rules propose
        return np.maximum(_best_twentieth(scores), proposed > 0)
    return final_chance(part, inside).of(scores, proposed)


def _best_twentieth(scores: Any) -> Any:
    """Take the best twentieth of all cells: without labels there is no probability."""
    return np.where(scores >= np.quantile(scores, 0.95), 1.0, 0.0)


def folds(options: argparse.Namespace) -> None:
    """Print figures by participants held out, on the statements and on the sample interviews."""
    both = statements("statements_learn.jsonl", "statements_test.jsonl")
    for title, material in (("930 statements, 62 participants", both),
                            ("sample interviews, 16 participants", sample())):
        print(f"\n{title}: micro-F1 / macro-F1 at {AT}, Brier; mean (range) of {options.seeds} deals, 5 folds")
        _print_rules(material.examples)
        for learner in candidates(options):
            _print_folds(learner, material, options.seeds)


def _print_folds(learner: Any, material: Material, seeds: int) -> None:
    examples = material.examples
    rows, none = learner.prepare(examples.passages), no_examples(examples.codes)
    found: dict[bool, list[tuple[float, float, float]]] = {False: [], True: []}
    for seed in range(seeds):
        number = fold_numbers(examples.groups, seed=seed)
        scores = held_out_scores(learner, rows, examples, none, rows[:0], number)
        for rules, each in found.items():
            said = held_out_chances(examples if rules else without_rules(examples), scores, number)
            figures = overall(examples.labels, said >= AT)
            each.append((figures.micro_f1, figures.macro_f1, calibration(examples.labels, said).brier))
    for rules, each in found.items():
        if isinstance(learner, RulesOnly) and not rules:
            continue
        micro, macro, brier = np.array(each).T
        how = "with rules" if rules else "alone"
        print(f"{learner.name:28} {how:10} {micro.mean():.3f} ({micro.min():.3f}-{micro.max():.3f}) / "
              f"{macro.mean():.3f} ({macro.min():.3f}-{macro.max():.3f})  Brier {brier.mean():.4f}", flush=True)


def reliability(options: argparse.Namespace) -> None:
    """Print a reliability diagram and the verdicts, learnt from one half of the authors and tested on the other."""
    learnt, test = statements("statements_learn.jsonl").examples, statements("statements_test.jsonl").examples
    learner = Vectors()
    rows = _prepared(learner, learnt, test, [one.text for one in sample().examples.passages])
    for size in (100, 200, 400, len(learnt.passages)):
        print(f"\n{size} statements learnt from, tested on {len(test.passages)} by others, {options.seeds} draws")
        kept: dict[Verdict, list[float]] = {verdict: [0, 0, 0, 0] for verdict in Verdict}
        chances, said_briers = [], []
        for seed in range(options.seeds):
            chosen = np.sort(np.random.default_rng(seed).permutation(len(learnt.passages))[:size])
            part = learnt.chosen(chosen)
            scored = _scored(learner, rows, learnt, chosen, seed)
            said = held_out_chances(part, scored[0], scored[1])
            said_briers.append(calibration(part.labels, said).brier)
            chances.append(_chances(scored, part, test))
            _count_verdicts(kept, measure(part, said), test, chances[-1])
        _print_calibration(
            np.concatenate([test.labels] * len(chances)), np.concatenate(chances), float(np.mean(said_briers)))
        _print_verdicts(kept, options.seeds)


def verdicts(options: argparse.Namespace) -> None:
    """Print what codes of the sample would have suggested: learnt from twelve people, tested on the other four."""
    examples, none = sample().examples, no_examples(codes())
    learner = Vectors()
    rows = learner.prepare(examples.passages)
    kept: dict[Verdict, list[float]] = {verdict: [0, 0, 0, 0] for verdict in Verdict}
    for seed in range(options.seeds):
        outer = fold_numbers(examples.groups, 4, seed)
        for fold in range(4):
            inside, outside = np.flatnonzero(outer != fold), np.flatnonzero(outer == fold)
            part, test = examples.chosen(inside), examples.chosen(outside)
            said = held_out(learner, rows[inside], part, none, rows[:0], seed=seed)
            fitted = learner.fit(rows[inside], part.labels, part.weights)
            chances = final_chance(part, said.scores).of(
                fitted.scores(rows[outside]), proposed_by_rules(test.passages, test.codes))
            _count_verdicts(kept, measure(part, said.chances), test, chances)
    print(f"sample interviews, four folds of participants, {options.seeds} deals; suggestions from {AT} on, by verdict")
    _print_verdicts(kept, 4 * options.seeds)


def weak(options: argparse.Namespace) -> None:
    """Print what the codebook itself teaches beside labelled statements: nothing, its examples, its definitions too."""
    learnt, test = statements("statements_learn.jsonl").examples, statements("statements_test.jsonl").examples
    examples = codebook_examples(_book(), codes())
    others = [one.text for one in sample().examples.passages]
    for name, given in (("nothing", no_examples(codes())), ("examples", examples),
                        ("examples and definitions", _with_definitions(examples))):
        learner = Vectors()
        rows = _prepared(learner, learnt, test, others, given)
        found = [_curve_point(learner, rows, learnt, test, size, options.seeds)[True] for size in (20, *SIZES)]
        print(f"{name:26}" + "  ".join(f"{cell:>23}" for cell in found), flush=True)


def _with_definitions(examples: Examples) -> Examples:
    """Return the codebook's examples, and each sentence of what a code means as an example of it."""
    book, classes = _book(), WordClasses(_book())
    said = [(column, plain(text)) for column, code in enumerate(examples.codes)
            for text in (book.by_id[code].definition, *book.by_id[code].include.split("；")) if text.strip()]
    labels = np.full((len(said), len(examples.codes)), np.nan)
    labels[range(len(said)), [column for column, _text in said]] = 1.0
    passages = tuple(Passage("", "", text, classes=classes.of(text)) for _column, text in said)
    return Examples(examples.passages + passages, examples.codes, np.concatenate([examples.labels, labels]),
                    np.concatenate([examples.weights, np.full(len(said), examples.weights[0])]))


def _print_verdicts(kept: dict[Verdict, list[float]], times: int) -> None:
    for verdict, (n, found, right, there) in kept.items():
        if n:
            print(f"  {verdict.value:10} {n / times:5.1f} codes; tested: {right:.0f} of {found:.0f} right "
                  f"({right / max(found, 1):.2f}), {right:.0f} of {there:.0f} found ({right / max(there, 1):.2f})")


def _count_verdicts(kept: dict[Verdict, list[float]], rows: Any, test: Examples, chances: Any) -> None:
    for column, one in enumerate(rows):
        truth, found = test.labels[:, column] == 1, chances[:, column] >= AT
        for place, value in enumerate((1, found.sum(), (truth & found).sum(), truth.sum())):
            kept[one.verdict][place] += value


def _print_calibration(labels: Any, chances: Any, expected: float) -> None:
    found = calibration(labels, chances)
    print(f"  Brier {found.brier:.4f} (each code's share everywhere: {found.base:.4f}; from folds: {expected:.4f}), "
          f"expected calibration error {found.error:.4f}")
    for one in found.bins:
        if one.cells:
            print(f"  {one.low:.1f}-{one.high:.1f}  {one.cells:7} cells  said {one.said:.3f}  true {one.true:.3f}  "
                  f"{'#' * round(40 * one.true)}")


def _print_rules(examples: Examples) -> None:
    given = proposed_by_rules(examples.passages, examples.codes) > 0
    figures = overall(examples.labels, given)
    print(f"{'rules':28} {'alone':10} {figures.micro_f1:.3f} / {figures.macro_f1:.3f}  "
          f"(precision {figures.precision:.2f}, recall {figures.recall:.2f})")


def weights(options: argparse.Namespace) -> None:
    """Try shares of the parts on the training statements, participants held out."""
    from qualcode.learning import features, linear

    learnt, interviews = statements("statements_learn.jsonl").examples, sample().examples
    for name, examples in (("statements", learnt), ("sample", interviews)):
        for around in (0.25, 0.5, 1.0):
            for classes in (0.25, 0.5, 1.0):
                for vectors in (0.5, 1.0, 2.0):
                    features.AROUND, features.CLASSES, features.VECTORS = around, classes, vectors
                    learner = Vectors()
                    rows, none = learner.prepare(examples.passages), no_examples(examples.codes)
                    for penalty in (0.3, 1.0):
                        linear.fit_linear.__defaults__ = (penalty,)
                        found = [held_out(learner, rows, examples, none, rows[:0], seed=seed).chances
                                 for seed in range(options.seeds)]
                        brier = np.mean([calibration(examples.labels, one).brier for one in found])
                        micro = np.mean([overall(examples.labels, one >= AT).micro_f1 for one in found])
                        print(f"{name:10} around {around} classes {classes} vectors {vectors} penalty {penalty}: "
                              f"Brier {brier:.5f} micro-F1 {micro:.3f}", flush=True)


def _book() -> Any:
    from statements import book

    return book()[0]


def _words(passages: Sequence[Passage]) -> set[str]:
    from qualcode.learning.word_encoder import words

    return {word for one in passages for word in words(one.text)}


def main() -> None:
    """Read the options and run one part."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parts = {"curve": curve, "folds": folds, "calibration": reliability, "verdicts": verdicts, "weak": weak,
             "weights": weights}
    parser.add_argument("part", choices=parts)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--only", default="", help="only learners whose name holds this")
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--vectors", type=Path)
    options = parser.parse_args()
    assert (ROOT / "codebooks").is_dir()
    parts[options.part](options)


if __name__ == "__main__":
    main()
