"""The keyword-assisted topic model: its options on the real meetings and planted corpora, its intervals, its speed.

    OMP_NUM_THREADS=1 python benchmarks/keyword_model.py [options] [planted] [intervals] [speed]

``options`` needs the field data folder. Everything is printed as tables in Markdown.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from itertools import combinations
from pathlib import Path
from unittest.mock import patch

import numpy as np
from material import ROOT, sample_corpus
from measure import in_turns, process, ratio
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from qualcode.language.speech import iter_speech
from qualcode.language.stopwords import stop_words
from qualcode.topics import keyword_sampler
from qualcode.topics.coherence import Windows, mean_npmi, topic_exclusivity
from qualcode.topics.documents import make_documents
from qualcode.topics.fold_in import fold_in
from qualcode.topics.keyword_model import KeywordModel
from qualcode.topics.keyword_prevalence import share_differences
from qualcode.topics.model import Fit
from qualcode.topics.seeds import Seeds
from qualcode.topics.vocabulary import make_vocabulary

MEETINGS = ROOT / ".." / "shared" / "data" / "tours"
#: What an analyst of the meetings might have asked about, as a codebook would name it.
KEYWORDS = {
    "cooperatives": "合作社 社员 章程 理事", "farming": "农业 农民 农 有机 农产品", "old houses": "老屋 建筑 保存 住宅",
    "company law": "公司法 闭锁 营利 登记", "youth": "青年 学生 学校 就业", "money": "贷款 银行 基金 投资 资金",
    "care": "照顾 健康 长照 医疗", "purchasing": "采购 契约 厂商 劳务",
}
Bags = Sequence[Sequence[int]]
SMALL = """
from qualcode.topics.keyword_model import KeywordModel
KeywordModel(iterations=2, burn_in=1, thin=1).fit([[0, 1], [1, 2]], 3, 2, 1)
"""


def meetings() -> tuple[list[list[int]], tuple[str, ...]]:
    """Return the documents of the real meetings and their vocabulary."""
    corpus = sample_corpus(MEETINGS)
    documents = make_documents(corpus, list(iter_speech(corpus)), stop_words())
    vocabulary = make_vocabulary(documents)
    return [bag for bag in vocabulary.bags(documents) if bag], vocabulary.words


def planted(documents: int, *, length: int = 20, topics: int = 12, words: int = 1500, seed: int = 1,
            common: float = 0.3) -> tuple[list[list[int]], NDArray[np.float64], NDArray[np.float64]]:
    """Draw documents of few topics each over words of unequal frequency, a part of them common to all topics.

    Returns:
        The bags, the topics' words, (topics, words), and the documents' shares, (documents, topics).
    """
    drawn = np.random.default_rng(seed)
    usual = 1 / (np.arange(words) + 10) ** 0.9
    own = np.array([drawn.dirichlet(words * 0.02 * usual / usual.sum() + 1e-6) for _topic in range(topics)])
    topic_words = common * usual / usual.sum() + (1 - common) * own
    sums, shares = topic_words.cumsum(axis=1), drawn.dirichlet(np.full(topics, 0.15), documents)
    bags = []
    for one in shares:
        chosen = drawn.choice(topics, length, p=one)
        bags.append([min(int(np.searchsorted(sums[topic], mark)), words - 1)
                     for topic, mark in zip(chosen, drawn.random(length), strict=True)])
    return bags, topic_words, shares


def matched(one: Sequence[Sequence[int]], other: Sequence[Sequence[int]]) -> float:
    """Return the mean Jaccard index of lists of words, matched as well as can be."""
    table = np.array([[len({*a} & {*b}) / len({*a} | {*b}) for b in other] for a in one])
    rows, columns = linear_sum_assignment(-table)
    return float(table[rows, columns].mean())


def tops(fit: Fit) -> list[list[int]]:
    """Return the ten first words of every topic."""
    return [fit.top(topic, 10) for topic in range(len(fit.topic_word))]


def held_out(fit: Fit, bags: Bags) -> float:
    """Return the mean log probability of every second word of documents, given the others."""
    shares = fold_in(fit.topic_word, fit.prior, [bag[::2] for bag in bags])
    return float(np.mean([np.log(share @ fit.topic_word[:, word])
                          for share, bag in zip(shares, bags, strict=True) for word in bag[1::2]]))


@contextmanager
def begun_at_random() -> Iterator[None]:
    """Let chains start as those of latent Dirichlet allocation do, wherever keywords stand."""
    real = keyword_sampler.start

    def start(text: object, *rest: object) -> None:
        bare = text._replace(keyed=np.zeros_like(text.keyed), keywords=np.zeros_like(text.keywords))
        real(bare, *rest)

    with patch.object(keyword_sampler, "start", start):
        yield


def options(documents: int = 1500, number: int = 12, runs: int = 5) -> None:
    """Print what each option does to topics on the real meetings."""
    bags, words = meetings()
    place = {word: index for index, word in enumerate(words)}
    seeds = Seeds(tuple(KEYWORDS), tuple(
        tuple(sorted(place[word] for word in said.split() if word in place)) for said in KEYWORDS.values()))
    order = np.random.default_rng(0).permutation(len(bags))
    seen = [bags[row] for row in order[:documents]]
    unseen, windows = [bags[row] for row in order[documents : documents + 400]], Windows.over(bags, len(words))
    models = {
        "default (1000 iterations, beta .1, words alike)": KeywordModel(seeds),
        "begun at random": KeywordModel(seeds),
        "400 iterations": KeywordModel(seeds, iterations=400, burn_in=200),
        "2000 iterations": KeywordModel(seeds, iterations=2000, burn_in=1000),
        "last draw only": KeywordModel(seeds, burn_in=999, thin=1),
        "beta .01": KeywordModel(seeds, prior=0.01),
        "beta .03": KeywordModel(seeds, prior=0.03),
        "weights by information": KeywordModel(seeds, weights="information"),
        "beta .01, weights by information": KeywordModel(seeds, prior=0.01, weights="information"),
        "no keywords": KeywordModel(),
    }
    print(f"\nreal meetings, {len(seen)} documents, {number} topics, {len(seeds.labels)} with keywords, {runs} seeds\n")
    print("| | stability | of seeded topics, unmatched | keywords in top 10 | NPMI | exclusivity | log p unseen | s |")
    print("|---|---|---|---|---|---|---|---|")
    for name, model in models.items():
        started = time.perf_counter()
        with begun_at_random() if name == "begun at random" else nullcontext():
            fits = [model.fit(seen, len(words), number, seed) for seed in range(runs)]
        seconds = (time.perf_counter() - started) / runs
        pairs, seeded = list(combinations([tops(fit) for fit in fits], 2)), range(len(seeds.labels))
        same = [len({*a[k]} & {*b[k]}) / len({*a[k]} | {*b[k]}) for a, b in pairs for k in seeded]
        inside = [len({*fit.top(k, 10)} & {*seeds.words[k]}) / len(seeds.words[k]) for fit in fits for k in seeded]
        figures = (np.mean([matched(a, b) for a, b in pairs]), np.mean(same) if model.seeds else np.nan,
                   np.mean(inside) if model.seeds else np.nan, np.mean([mean_npmi(fit, windows) for fit in fits]),
                   np.mean([topic_exclusivity(fit).mean() for fit in fits]))
        print(f"| {name} | " + " | ".join(f"{one:.3f}" for one in figures)
              + f" | {np.mean([held_out(fit, unseen) for fit in fits]):.3f} | {seconds:.1f} |", flush=True)


def recovery(runs: int = 3) -> None:
    """Print how much of planted topics comes back."""
    print("\nplanted topics, 12 of them, a third of the words common to all; keywords: three words of each of eight\n")
    print("| documents | with keywords | by information | beta .01 | without keywords |\n|---|---|---|---|---|")
    for documents in (30, 120, 400, 1500):
        figures = []
        for number in range(runs):
            bags, words, _shares = planted(documents, length=30, seed=number)
            lift = words - words.mean(axis=0)
            seeds = Seeds(tuple("abcdefgh"), tuple(tuple(sorted(np.argsort(-lift[k])[:3].tolist())) for k in range(8)))
            truth = np.argsort(-words, axis=1)[:, :10].tolist()
            models = (KeywordModel(seeds), KeywordModel(seeds, weights="information"), KeywordModel(seeds, prior=0.01),
                      KeywordModel())
            figures.append([matched(tops(model.fit(bags, words.shape[1], 12, number)), truth) for model in models])
        print(f"| {documents} | " + " | ".join(f"{one:.2f}" for one in np.mean(figures, axis=0)) + " |", flush=True)


def intervals(corpora: int = 100) -> None:
    """Print how often intervals of effects of a town hold the true difference of expected shares."""
    print("\n95 % intervals of differences of shares between two towns, 300 documents of 20 words, known effects\n")
    print("| drawn from | weights | held | mean width | mean error |\n|---|---|---|---|---|")
    for kind, draw in (("the model itself", _from_model), ("topics that share a third of their words", _from_planted)):
        for weights in ("none", "information"):
            held, width, error = [], [], []
            for number in range(corpora):
                bags, town, seeds, truth = draw(number)
                fit = KeywordModel(seeds, weights=weights).fit(bags, 300, len(truth), number, covariates=town)
                found = share_differences(fit, [[1.0]], [[0.0]])
                held.append((found.low[0] <= truth) & (truth <= found.high[0]))
                width.append(found.high - found.low)
                error.append(np.abs(found.mean[0] - truth))
            print(f"| {kind} | {weights} | {np.mean(held):.3f} | {np.mean(width):.3f} | {np.mean(error):.3f} |",
                  flush=True)


Drawn = tuple[list[list[int]], NDArray[np.float64], Seeds, NDArray[np.float64]]


def _from_model(number: int, topics: int = 4) -> Drawn:
    """Draw everything from its prior: words, keywords, their share, weights and effects of topics."""
    drawn = np.random.default_rng([9, number])
    words, share = drawn.dirichlet(np.full(300, 0.1), topics), drawn.beta(1, 1, topics)
    keywords = [np.sort(drawn.choice(300, 5, replace=False)) for _topic in range(topics)]
    words *= (1 - share)[:, None]
    for topic, chosen in enumerate(keywords):
        words[topic, chosen] += share[topic] * drawn.dirichlet(np.full(5, 0.1))
    effects = np.vstack([np.log(drawn.gamma(1, 1, topics) + 1e-9), drawn.normal(0, 1, topics)])
    return _documents(drawn, words, effects, keywords)


def _from_planted(number: int, topics: int = 4) -> Drawn:
    """Draw topics that are not of the model's kind, and effects."""
    drawn = np.random.default_rng([9, number])
    _bags, words, _shares = planted(1, topics=topics, words=300, seed=number)
    effects = np.vstack([drawn.normal(-1, 0.3, topics), drawn.normal(0, 0.7, topics)])
    return _documents(drawn, words, effects, list(np.argsort(-(words - words.mean(axis=0)), axis=1)[:, :5]))


def _documents(
    drawn: np.random.Generator, words: NDArray[np.float64], effects: NDArray[np.float64],
    keywords: Sequence[NDArray[np.int64]],
) -> Drawn:
    """Draw documents in two towns, and say how much larger the expected shares of topics are in the second."""
    town = drawn.integers(0, 2, (300, 1)).astype(float)
    both = np.exp(effects[0] + (np.array([[0.0], [1.0]]) - town.mean()) * effects[1])
    bags = []
    for one in town[:, 0].astype(int):
        gammas = drawn.gamma(both[one]) + 1e-300
        topics = drawn.choice(len(words), 20, p=gammas / gammas.sum())
        bags.append([int(drawn.choice(300, p=words[topic] / words[topic].sum())) for topic in topics])
    shares = both / both.sum(axis=1, keepdims=True)
    seeds = Seeds(tuple("abcdefgh"[: len(words)]), tuple(tuple(sorted(row.tolist())) for row in keywords))
    return bags, town, seeds, shares[1] - shares[0]


def speed() -> None:
    """Print how long it takes to compile, twenty fits, and a sweep beside tomotopy's."""
    print("\nspeed\n")
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, NUMBA_CACHE_DIR=folder):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        times = [process([sys.executable, "-c", SMALL], Path(folder))]
        worked = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        times.append(process([sys.executable, "-c", SMALL], Path(folder)))
    print(f"a process with one tiny fit: {times[0]:.1f} s the first time on a machine (of processors {worked:.1f} s), "
          f"{times[1]:.1f} s afterwards")
    bags, words, _shares = planted(1500, length=30)
    seeds = Seeds(("a", "b", "c"), tuple(tuple(sorted(np.argsort(-words[k])[:5].tolist())) for k in range(3)))
    model, started, worked = KeywordModel(seeds), time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda seed: model.fit(bags, words.shape[1], 12, seed), range(20)))
    print(f"1500 documents of 30 words, 12 topics, 20 seeds in two threads, {model.iterations} iterations: "
          f"{time.perf_counter() - started:.0f} s, of processors {time.process_time() - worked:.0f} s")
    _beside_tomotopy(50_000, 100)


def _beside_tomotopy(documents: int, iterations: int) -> None:
    import tomotopy

    bags, words, _shares = planted(documents, words=5000)
    seeds = Seeds(("a", "b", "c"), tuple(tuple(sorted(np.argsort(-words[k])[:5].tolist())) for k in range(3)))
    model = KeywordModel(seeds, iterations=iterations, burn_in=iterations // 2)
    texts = [[str(word) for word in bag] for bag in bags]

    def theirs() -> None:
        lda = tomotopy.LDAModel(k=12, seed=1)
        for text in texts:
            lda.add_doc(text)
        lda.train(iterations, workers=1)

    times = in_turns({"ours": lambda: model.fit(bags, words.shape[1], 12, 1), "tomotopy": theirs}, 3)
    print(f"{documents} documents of 20 words, {iterations} iterations, reading included: {min(times['ours']):.1f} s, "
          f"tomotopy ({tomotopy.isa}) {min(times['tomotopy']):.1f} s, ratio {ratio(times, 'ours', 'tomotopy'):.2f}")


if __name__ == "__main__":
    parts = {"options": options, "planted": recovery, "intervals": intervals, "speed": speed}
    for part in sys.argv[1:] or parts:
        parts[part]()
