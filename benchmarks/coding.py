"""Coding against bare tokenising and two other ways to find the same terms; memory; whether cost is linear.

Usage: python benchmarks/coding.py [--megabytes 10] [--repeats 5] [--text FOLDER] [--sizes 1,5,10,20,50] [--skip-linear]
"""

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from statistics import median

import material
import measure

from qualcode.language.tokens import tokenize
from qualcode.model import Codebook, Corpus
from qualcode.rules import apply, compile_codebook
from qualcode.workflow.code import code

TERMS, RULES = 1000, 100
PEAK = """
import sys, material
from qualcode.workflow.code import code
corpus = material.make_corpus(material.exchanges(material.sample_corpus()), float(sys.argv[1]))
code(corpus, material.cut_codebook(int(sys.argv[2]), int(sys.argv[3])), processes=1)
"""


def main() -> None:
    """Print every figure."""
    options = _options()
    pairs = material.exchanges(material.sample_corpus(options.text) if options.text else material.sample_corpus())
    book = material.cut_codebook(TERMS, RULES)
    corpus = material.make_corpus(pairs, options.megabytes)
    compare(corpus, book, options.repeats)
    peak = measure.peak_memory(PEAK, str(options.megabytes), str(TERMS), str(RULES))
    print(f"peak memory of a process that codes {options.megabytes:g} MB: {measure.megabytes(peak)}")
    pool(corpus, book)
    if not options.skip_linear:
        sizes = [float(size) for size in options.sizes.split(",")]
        linear(pairs, book, sizes)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--megabytes", type=float, default=10.0, help="UTF-8 size of the text that is compared on")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--text", type=Path, help="a folder of your own interviews to shuffle instead of the samples")
    parser.add_argument("--sizes", default="1,5,10,20,50", help="megabytes at which cost is measured")
    parser.add_argument("--skip-linear", action="store_true")
    return parser.parse_args()


def compare(corpus: Corpus, book: Codebook, repeats: int) -> None:
    """Measure in turns; ratios are to bare tokenising of the same texts in the same process."""
    texts = [transcript.text for transcript in corpus.transcripts]
    size = sum(len(text.encode()) for text in texts) / 1e6
    terms = [rule.text for one in book.codes for rule in one.terms]
    whole, only_terms = compile_codebook(book), compile_codebook(material.without_rules(book))
    works: dict[str, Callable[[], object]] = {
        "rjieba tokens": lambda: [tokenize(text) for text in texts],
        f"code, {TERMS} terms and {RULES} rules": lambda: apply(whole, corpus),
        f"code, {TERMS} terms": lambda: apply(only_terms, corpus),
        "re alternation, terms without boundaries": _alternation(texts, terms),
        "spaCy PhraseMatcher, own tokens": _phrase_matcher(texts, terms),
    }
    times = measure.in_turns(works, repeats)
    codings = len(apply(whole, corpus))
    print(f"{len(texts)} interviews, {size:.1f} MB, {codings} codings; medians of {repeats} runs, in turns")
    print(f"{'':44}{'seconds':>9}{'MB/s':>8}{'x tokens':>10}")
    for name in works:
        middle = median(times[name])
        print(f"{name:44}{middle:9.2f}{size / middle:8.1f}{measure.ratio(times, name, 'rjieba tokens'):10.1f}")


def _alternation(texts: list[str], terms: list[str]) -> Callable[[], object]:
    pattern = re.compile("|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True)))
    return lambda: [[match.span() for match in pattern.finditer(text)] for text in texts]


def _phrase_matcher(texts: list[str], terms: list[str]) -> Callable[[], object]:
    import spacy
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc

    language = spacy.blank("xx")

    def document(text: str) -> Doc:
        tokens = tokenize(text)
        return Doc(language.vocab, words=tokens, spaces=[False] * len(tokens))

    matcher = PhraseMatcher(language.vocab)
    matcher.add("terms", [document(term) for term in terms])
    return lambda: [matcher(document(text)) for text in texts]


def pool(corpus: Corpus, book: Codebook) -> None:
    """Measure one process against two, start included."""
    one = measure.seconds(lambda: code(corpus, book, processes=1))
    two = measure.seconds(lambda: code(corpus, book, processes=2))
    print(f"one process {one:.2f} s, two {two:.2f} s, start of the processes included")


def linear(pairs: list[tuple[str, str]], book: Codebook, sizes: list[float]) -> None:
    """Measure seconds for each megabyte at growing sizes, and draw them."""
    compiled = compile_codebook(book)
    spent = []
    for size in sizes:
        corpus = material.make_corpus(pairs, size)
        taken = measure.seconds(lambda corpus=corpus: apply(compiled, corpus))  # type: ignore[misc]
        spent.append(taken)
        print(f"{size:5.0f} MB {taken:7.2f} s {taken / size:6.3f} s/MB", flush=True)
    _draw(sizes, spent)


def _draw(sizes: list[float], spent: list[float]) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.5, 3), layout="constrained")
    axes = figure.subplots()
    axes.plot(sizes, spent, marker="o", color="#1f4e79")
    axes.set(xlabel="MB of text (UTF-8)", ylabel="seconds", ylim=(0, None), xlim=(0, None))
    axes.set_title(f"Coding with {TERMS} terms and {RULES} rules", fontsize=10)
    figure.savefig(Path(__file__).parent / "linear.png", dpi=90, metadata={"Software": None})


if __name__ == "__main__":
    main()
