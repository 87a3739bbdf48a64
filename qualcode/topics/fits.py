"""Many fits of one model: with other seeds, to the documents of fewer participants, to words dealt out anew."""

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from inspect import signature
from typing import TYPE_CHECKING, Protocol, cast

from qualcode.topics.model import Fit, TopicModel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Share of the participants whose documents a resample keeps.
PEOPLE = 0.8
#: What the streams of random numbers begin with, so that none repeats another.
_PEOPLE, _WORDS = 1, 2

Bags = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Job:
    """What one fit is made from.

    Attributes:
        number: Topics. seed: Of the fit.
        rows: The documents it is fitted to, None for all.
        shuffle: Seed by which all words are dealt out anew over the documents first, None for the words as they are.
    """

    number: int
    seed: int
    rows: tuple[int, ...] | None = None
    shuffle: int | None = None


@dataclass(frozen=True, eq=False)
class Texts:
    """What models are fitted to.

    Attributes:
        bags: Documents of word numbers in ``[0, words)``.
        words: Number of different words.
        people: The participant of each document.
        covariates: Shape (documents, features), for a model that takes them; else None.
    """

    bags: Bags
    words: int
    people: Sequence[str]
    covariates: "Floats | None" = None


class _Informed(Protocol):
    """A model that takes covariates."""

    def fit(self, bags: Bags, words: int, number: int, seed: int, *, covariates: "Floats") -> Fit:
        """Fit topics whose shares depend on covariates."""


def takes_covariates(model: TopicModel) -> bool:
    """Tell whether a model can be told what the shares of topics may depend on."""
    return "covariates" in signature(model.fit).parameters


def fit_each(model: TopicModel, texts: Texts, jobs: Sequence[Job], processes: int = 1) -> Iterator[Fit]:
    """Yield one fit a job, in the order of the jobs; each depends on its job alone.

    Args:
        model: What is fitted.
        texts: All documents.
        jobs: What to fit.
        processes: How many fit at the same time. They are spawned, as on Windows and macOS, which takes a second or
            two, and needs a main module that can be imported without starting anything.
    """
    if min(processes, len(jobs)) < 2:
        yield from (_fit(model, texts, job) for job in jobs)
        return
    pool = ProcessPoolExecutor(
        processes, multiprocessing.get_context("spawn"), initializer=_start, initargs=(model, texts))
    try:
        with _held_back():
            futures = [pool.submit(_fit_here, job) for job in jobs]
        for future in futures:
            yield future.result()
    finally:
        # On Ctrl-C too: what has not begun is dropped, and no process outlives its fit.
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _held_back() -> Iterator[None]:
    """Keep Ctrl-C from processes that are being started, which inherit this and would each end with a traceback.

    Here it comes through as soon as they are started. Windows has no such thing.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def resample_people(people: Sequence[str], seed: int) -> tuple[int, ...]:
    """Return the documents of four fifths of the participants, drawn at random, in order.

    Participants are left out whole: a topic that hangs on one of them is gone when he or she is. At least one
    participant is left out and one stays.

    Args:
        people: The participant of each document; at least two different ones.
        seed: Another one draws others.
    """
    import numpy as np

    names = sorted(set(people))
    kept = min(max(round(PEOPLE * len(names)), 1), len(names) - 1)
    chosen = np.random.default_rng([_PEOPLE, seed]).permutation(len(names))[:kept]
    staying = {names[index] for index in chosen}
    return tuple(index for index, person in enumerate(people) if person in staying)


def shuffled(bags: Bags, seed: int) -> list[list[int]]:
    """Return documents of the same lengths from the same words, dealt out at random: no word keeps its company."""
    import numpy as np

    every = np.array([word for bag in bags for word in bag], dtype=np.int64)
    dealt = np.random.default_rng([_WORDS, seed]).permutation(every)
    ends = np.cumsum([len(bag) for bag in bags], dtype=np.int64)
    return [part.tolist() for part in np.split(dealt, ends[:-1])]


def _fit(model: TopicModel, texts: Texts, job: Job) -> Fit:
    documents, covariates = texts.bags, texts.covariates
    if job.shuffle is not None:
        documents = shuffled(documents, job.shuffle)
    if job.rows is not None:
        documents = [documents[row] for row in job.rows]
    if covariates is None:
        return model.fit(documents, texts.words, job.number, job.seed)
    here = covariates if job.rows is None else covariates[list(job.rows)]
    return cast(_Informed, model).fit(documents, texts.words, job.number, job.seed, covariates=here)


#: What a process of the pool works with; set once when it starts.
_task: tuple[TopicModel, Texts]


def _start(model: TopicModel, texts: Texts) -> None:
    global _task  # noqa: PLW0603
    _task = model, texts
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the first process ends the others


def _fit_here(job: Job) -> Fit:
    return _fit(*_task, job)
