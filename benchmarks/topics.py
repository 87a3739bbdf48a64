"""Topic models against each other: what they find where it is known, what comes back on real talk, how long they take.

``planted``    Corpora whose topics are known. Eight topics of 60 words of their own and 300 words that all share, both
               with Zipf frequencies; documents of 20 to 40 words, two in five of them shared, a document's topics drawn
               from a Dirichlet distribution of .1; words of more than a fifth of the documents are dropped, as the
               vocabulary rules do. Jaccard: ten most probable words of topic and planted topic, matched one to one,
               with seeds by their label. ARI: a document's largest topic and its planted one. Seeds: five of the
               twenty first words of each planted topic. Mean and standard deviation of five corpora.
``meetings``   The 22 meetings of the field data folder, documents by the default rules, 12 topics: agreement over 20
               seeds and over 20 random four fifths of the participants, matched as in ``qualcode.topics.stability``;
               what the same model has where all words are dealt out at random (null); NPMI over windows of ten words
               of the same documents, exclusivity, and seconds for one fit alone. The keywords of six topics were
               chosen by hand; the keyword-assisted model has as many iterations as tomotopy. Means and standard
               deviations over topics.
``polarity``   The same meetings and the invented interviews, denied words as words of their own or not.
``speed``      1,500 documents of 20 to 40 words, 12 topics, 20 seeds, one process and two.

Fits run in two processes, but for the seconds of one fit and the first half of ``speed``.
"""

import argparse
import multiprocessing
import os
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from statistics import mean, stdev

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from material import SAMPLES, sample_corpus
from numpy.typing import NDArray

from qualcode.language.layers import script_layer
from qualcode.language.speech import iter_speech
from qualcode.language.stopwords import stop_words
from qualcode.topics.coherence import Windows, mean_npmi, topic_exclusivity
from qualcode.topics.documents import DocumentRules, make_documents
from qualcode.topics.fits import Job, Texts, fit_each
from qualcode.topics.gensim_lda import GensimLda
from qualcode.topics.keyword_model import KeywordModel
from qualcode.topics.model import Fit, TopicModel
from qualcode.topics.nmf import Nmf
from qualcode.topics.seeds import Seeds
from qualcode.topics.stability import measure
from qualcode.topics.tomotopy_lda import TomotopyLda
from qualcode.topics.vocabulary import make_vocabulary

PROCESSES = 2
TOPICS, OWN, SHARED, BACKGROUND, KEYWORDS = 8, 60, 300, 0.4, 5
SIZES, DRAWS = (30, 120, 400, 1500), 5
MEETINGS = Path(__file__).resolve().parents[2] / "shared" / "data" / "tours"
NUMBER = 12
FREE: dict[str, TopicModel] = {
    "gensim": GensimLda(), "gensim, random start": GensimLda(passes=20, iterations=50, start="random"),
    "tomotopy": TomotopyLda(), "nmf": Nmf(), "nmf, random start": Nmf("random"), "keyword, none given": KeywordModel()}
SEEDED: dict[str, TopicModel] = {
    "gensim-seeded": GensimLda(), "tomotopy-seeded": TomotopyLda(), "keyword": KeywordModel()}
#: As many iterations as tomotopy has; a fit to the meetings with all of its own takes half a minute.
SHORT = {"iterations": 400, "burn_in": 300, "thin": 10}
#: For the meetings, by hand.
WORDS = {
    "cooperatives": "合作社 社員 合作 理事 勞動", "schools": "學校 老師 教育 學生 課程",
    "companies": "公司 章程 股東 營利 商業", "care": "照顧 服務 機構 身心障礙 長者",
    "farming": "農民 農業 農產品 土地 食農", "housing": "住宅 老屋 建築 房子 空間"}


def with_seeds(model: TopicModel, seeds: Seeds) -> TopicModel:
    """Return the model with keywords."""
    made: TopicModel = replace(model, seeds=seeds)  # type: ignore[type-var]
    return made


def planted(documents: int, seed: int) -> tuple[list[list[int]], int, list[set[int]], NDArray[np.int64], Seeds]:
    """Draw a corpus: bags, number of words, the first ten words of each topic, main topic of each document, seeds."""
    chance = np.random.default_rng(seed)
    words = TOPICS * OWN + SHARED
    names = chance.permutation(words)
    own, shared = (share / share.sum() for share in (1 / np.arange(1, OWN + 1), 1 / np.arange(1, SHARED + 1)))
    bags, main = [], []
    for _document in range(documents):
        theta, length = chance.dirichlet(np.full(TOPICS, 0.1)), int(chance.integers(20, 41))
        main.append(int(theta.argmax()))
        of_topic = chance.choice(TOPICS, length, p=theta) * OWN + chance.choice(OWN, length, p=own)
        of_all = TOPICS * OWN + chance.choice(SHARED, length, p=shared)
        bags.append(names[np.where(chance.random(length) < BACKGROUND, of_all, of_topic)].tolist())
    held = np.bincount([word for bag in bags for word in set(bag)], minlength=words)
    everywhere = set(np.flatnonzero(held > max(0.2 * documents, 3)).tolist())
    first = [set(names[topic * OWN : topic * OWN + 10].tolist()) for topic in range(TOPICS)]
    keywords = [names[topic * OWN + chance.choice(20, KEYWORDS, replace=False)].tolist() for topic in range(TOPICS)]
    seeds = Seeds(tuple(f"planted{topic}" for topic in range(TOPICS)), tuple(tuple(sorted(one)) for one in keywords))
    return [[word for word in bag if word not in everywhere] for bag in bags], words, first, np.array(main), seeds


def recovered(fit: Fit, first: Sequence[set[int]], main: NDArray[np.int64]) -> tuple[float, float]:
    """Return the mean Jaccard of top words and the adjusted Rand index of documents' main topics."""
    from scipy.optimize import linear_sum_assignment
    from sklearn.metrics import adjusted_rand_score

    ours = [set(fit.top(topic)) for topic in range(TOPICS)]
    overlap = np.array([[len(one & other) / len(one | other) for other in first] for one in ours])
    rows, columns = (range(TOPICS), range(TOPICS)) if fit.labels else linear_sum_assignment(-overlap)
    return float(overlap[rows, columns].mean()), adjusted_rand_score(main, fit.document_topic.argmax(axis=1))


def one_planted(task: tuple[TopicModel, bool, int, int]) -> tuple[float, float]:
    """Fit a model to one planted corpus."""
    model, seeded, documents, seed = task
    bags, words, first, main, seeds = planted(documents, seed)
    return recovered((with_seeds(model, seeds) if seeded else model).fit(bags, words, TOPICS, seed), first, main)


def planted_table() -> None:
    """Print recovery by model and number of documents."""
    print("| model | " + " | ".join(f"{size}: Jaccard | ARI" for size in SIZES) + " |")
    models = [*((name, model, False) for name, model in FREE.items()),
              *((name, model, True) for name, model in SEEDED.items())]
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn")) as pool:
        for name, model, seeded in models:
            cells = []
            for size in SIZES:
                found = list(pool.map(one_planted, [(model, seeded, size, 100 + draw) for draw in range(DRAWS)]))
                cells += [spread([one[place] for one in found]) for place in (0, 1)]
            print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


class Talk:
    """Documents of transcripts, with their vocabulary."""

    def __init__(self, paths: Sequence[Path] = (), *, polarity: bool = True) -> None:
        from qualcode.workflow.read import read

        corpus = read(None, paths=list(paths)).corpus if paths else sample_corpus(SAMPLES)
        documents = make_documents(corpus, list(iter_speech(corpus)), stop_words(), DocumentRules(polarity=polarity))
        vocabulary = make_vocabulary(documents)
        kept = [(bag, document.participant) for bag, document in zip(vocabulary.bags(documents), documents, strict=True)
                if bag]
        self.words, self.number = vocabulary.words, len(vocabulary.words)
        self.bags = [bag for bag, _who in kept]
        self.texts = Texts(self.bags, self.number, [who for _bag, who in kept])
        self.windows = Windows.over(self.bags, self.number)

    def seeds(self) -> Seeds:
        """Return the keywords above that are words here."""
        place = {word: index for index, word in enumerate(self.words)}
        chosen = {name: sorted({place[word] for word in script_layer(words).split() if word in place})
                  for name, words in WORDS.items()}
        return Seeds(tuple(chosen), tuple(map(tuple, chosen.values())))


def meetings_table() -> None:
    """Print what comes back, coherence, exclusivity and seconds for every model."""
    talk = Talk(sorted(MEETINGS.glob("*.md")))
    print(f"{len(talk.bags)} documents of {len(set(talk.texts.people))} people, {talk.number} words, {NUMBER} topics\n")
    print("| model | over seeds | over participants | null | stable topics | NPMI | exclusivity | seconds a fit |")
    models = FREE | {name: with_seeds(model, talk.seeds()) for name, model in SEEDED.items()}
    for name, model in models.items():
        if isinstance(model, KeywordModel):
            model = replace(model, **SHORT)  # noqa: PLW2901
        model.fit(talk.bags[:50], talk.number, NUMBER, 1)  # what is compiled or imported once is not measured
        started = time.perf_counter()
        model.fit(talk.bags, talk.number, NUMBER, 1)
        seconds = time.perf_counter() - started
        found = measure(model, talk.texts, NUMBER, 1, processes=PROCESSES)
        topics = found.stability.topics
        over_seeds = "same" if found.stability.fixed else spread([one.seeds for one in topics])
        npmi = mean(mean_npmi(fit, talk.windows) for fit in found.fits)
        exclusive = mean(float(topic_exclusivity(fit).mean()) for fit in found.fits)
        print(f"| {name} | {over_seeds} | {spread([one.resamples for one in topics])} | {found.stability.null:.2f} "
              f"| {sum(one.state == 'stable' for one in topics)} | {npmi:.3f} | {exclusive:.2f} | {seconds:.1f} |",
              flush=True)


def polarity_table() -> None:
    """Print what denied words as words of their own do."""
    print("| talk | polarity | model | denied words | of all | over participants | NPMI |")
    folders: dict[str, Sequence[Path]] = {"sample": ()}
    if MEETINGS.is_dir():
        folders["meetings"] = sorted(MEETINGS.glob("*.md"))
    for name, paths in folders.items():
        for polarity in (False, True):
            talk = Talk(paths, polarity=polarity)
            denied = {index for index, word in enumerate(talk.words) if "_" in word}
            said = [word in denied for bag in talk.bags for word in bag]
            for model_name, model in (("gensim", GensimLda()), ("nmf", Nmf())):
                found = measure(model, talk.texts, NUMBER, 1, seeds=1, shuffles=0, processes=PROCESSES)
                again = spread([one.resamples for one in found.stability.topics])
                print(f"| {name} | {polarity} | {model_name} | {len(denied)} | {mean(said):.1%} | {again} "
                      f"| {mean_npmi(found.reference, talk.windows):.3f} |", flush=True)


def speed_table() -> None:
    """Print seconds for twenty seeds."""
    bags, words, _first, _main, seeds = planted(1500, 7)
    print(f"{len(bags)} documents, {sum(map(len, bags))} words kept, {NUMBER} topics, 20 seeds\n")
    print("| model | seconds, one process | two processes |")
    models = FREE | {name: with_seeds(model, seeds) for name, model in SEEDED.items()}
    texts, jobs = Texts(bags, words, [""] * len(bags)), [Job(NUMBER, seed) for seed in range(20)]
    for name, model in models.items():
        model.fit(bags[:50], words, NUMBER, 1)
        cells = []
        for processes in (1, PROCESSES):
            started = time.perf_counter()
            for _fit in fit_each(model, texts, jobs, processes):
                pass
            cells.append(f"{time.perf_counter() - started:.1f}")
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def spread(values: Iterable[float]) -> str:
    """Return mean and standard deviation for people."""
    every = list(values)
    return f"{mean(every):.2f} ± {stdev(every):.2f}" if len(every) > 1 else f"{mean(every):.2f}"


def main() -> None:
    """Run the parts that were asked for."""
    parts = {"planted": planted_table, "meetings": meetings_table, "polarity": polarity_table, "speed": speed_table}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*parts, []], help="all by default")
    for part in parser.parse_args().parts or parts:
        print(f"\n## {part}\n")
        if part == "meetings" and not MEETINGS.is_dir():
            print("skipped: the field data folder is not beside the project")
        else:
            parts[part]()


if __name__ == "__main__":
    main()
