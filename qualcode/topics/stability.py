"""Which topics come back: with another seed, and with other participants.

Topics of two fits are matched one to one so that the overlaps of their ten most probable words (Jaccard: words in both
by words in either) sum up to most (Hungarian algorithm; Greene, O'Callaghan and Cunningham 2014, How many topics?
Stability analysis for topic models). A topic with keywords matches the topic with the same keywords, and is judged by
its ten most probable words that are none of them: every fit was given the keywords, so that they prove nothing.

The fit that is reported, the reference, is no arbitrary one: of all fits with different seeds it is the medoid, the one
that agrees best with all the others. Two means are taken over each of its topics:

seeds       over the fits to the same documents with other seeds: does the computation repeat?
resamples   over fits with other seeds to the documents of a random four fifths of the participants: does the topic hang
            on a few people? Participants are left out whole, since documents of one of them are not independent.

A person is left out of one resample in five only, so that a topic of one person alone has a mean of .8. Where one
person has half of a topic or more, a third mean is taken, over those of the resamples that leave this person out.

A topic is called stable where all of them are at least the threshold, the larger of two numbers:

FLOOR       .5. Below it more of the words of two matched topics differ than are shared, and a set of words can overlap
            with two others equally well, so that it is no longer told which of them it is: the point at which Hennig
            (2007, Computational Statistics & Data Analysis 52, 258-271; 2008, J Multivariate Analysis 99, 1154-1176)
            calls a cluster dissolved.
the null    The 95 % quantile of the same mean where there are no topics: all words are dealt out at random over the
            documents, and a fit to all of them is matched with fits to those of four fifths of the participants. Most
            documents are the same ones, and frequent words are everywhere, so that such topics come back too: some
            methods are stable for being inflexible (Hennig 2007). A factorisation, whose start is fixed, has .4 to .6
            here, a Gibbs sampler .2 to .3.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from math import isnan, nan
from typing import TYPE_CHECKING, Literal

from qualcode.i18n import _
from qualcode.topics.coherence import TOP
from qualcode.topics.fits import Job, Texts, fit_each, resample_people
from qualcode.topics.model import Fit, TopicModel
from qualcode.topics.seeds import Seeds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

#: Fits with different seeds, fits to fewer participants, times that words are dealt out anew, and resamples of each.
SEEDS, RESAMPLES, SHUFFLES, SHUFFLE_RESAMPLES = 20, 20, 3, 4
FLOOR, QUANTILE = 0.5, 0.95
#: From so much of a topic on that one person has, it is said to hang on that person, and must come back without.
ONE_PERSON = 0.5
#: A resample has at least so many documents a topic, else it is not fitted.
FEWEST_EACH = 2

State = Literal["stable", "unstable", "unknown"]
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class TopicStability:
    """How well one topic of the reference comes back.

    Attributes:
        seeds: Mean matched overlap over fits with other seeds, in [0, 1]; NaN without any.
        seeds_sd: Standard deviation over these fits, NaN with fewer than two.
        resamples: Mean matched overlap over fits to fewer participants, in [0, 1]; NaN without any.
        resamples_sd: Standard deviation over these fits, NaN with fewer than two.
        state: ``stable``, ``unstable``, or ``unknown`` where it was not measured.
        reason: Why the topic is not called stable, or "".
        hangs: Whether one person has half of it or more.
        without: Mean matched overlap over the fits that leave this person out, in [0, 1]; NaN where none does, or where
            it hangs on nobody.
    """

    seeds: float
    seeds_sd: float
    resamples: float
    resamples_sd: float
    state: State
    reason: str = ""
    hangs: bool = False
    without: float = nan

    @property
    def value(self) -> float:
        """The smallest of the means, which is set against the threshold; NaN where none was measured."""
        return min((one for one in (self.seeds, self.resamples, self.without) if not isnan(one)), default=nan)


@dataclass(frozen=True)
class Stability:
    """How well the topics of the reference come back, and over what that was measured.

    Attributes:
        topics: In the order of the reference.
        seeds: Fits with different seeds, the reference among them.
        resamples: Fits to fewer participants.
        shuffles: Times that words were dealt out anew for the null.
        null: 95 % quantile of what topics have where there are none; NaN where it was not measured.
        threshold: From which on a topic is called stable.
        fixed: Whether the seed changes nothing in this model, so that only resamples say anything.
        agreement: Mean matched overlap of the reference with the fits of the other seeds, over topics; NaN without any.
    """

    topics: tuple[TopicStability, ...]
    seeds: int
    resamples: int
    shuffles: int
    null: float
    threshold: float
    fixed: bool
    agreement: float


@dataclass(frozen=True, eq=False)
class Measured:
    """The reference with everything that was fitted beside it.

    Attributes:
        reference: The medoid of the fits with different seeds.
        fits: All fits with different seeds, the reference among them, in the order of the seeds; two where the seed
            changes nothing.
        matches: Shape (fits, topics): which topic of each fit belongs to each topic of the reference.
        stability: How well the topics come back.
    """

    reference: Fit
    fits: tuple[Fit, ...]
    matches: "Whole"
    stability: Stability

    @property
    def shares(self) -> "Floats":
        """Shares of the reference's topics in documents under each seed, shape (fits, documents, topics)."""
        import numpy as np

        return np.stack([fit.document_topic[:, match] for fit, match in zip(self.fits, self.matches, strict=True)])


def measure(
    model: TopicModel, texts: Texts, number: int, seed: int, *, seeds: int = SEEDS, resamples: int = RESAMPLES,
    shuffles: int = SHUFFLES, processes: int = 1, tell: Tell | None = None,
) -> Measured:
    """Fit a model many times, choose the reference and tell which of its topics come back.

    Args:
        model: What is fitted.
        texts: The documents.
        number: Topics.
        seed: Of the first fit; the others count up.
        seeds: Fits with different seeds, at least 1.
        resamples: Fits to fewer participants, 0 for none.
        shuffles: Times that words are dealt out anew, 0 for no null.
        processes: Fits at the same time.
        tell: Called with the number of fits that are done and of all.
    """
    keywords = getattr(model, "seeds", None)
    first = [Job(number, seed + index) for index in range(seeds)]
    fewer, null = _fewer(texts.people, number, seed, resamples), _null_jobs(texts.people, number, seed, shuffles)
    done, total = 0, seeds + len(fewer) + sum(map(len, null))

    def fitted(jobs: Sequence[Job], processes: int = 1) -> list[Fit]:
        nonlocal done
        made = []
        for fit in fit_each(model, texts, jobs, processes):
            made.append(fit)
            done += 1
            if tell is not None:
                tell(done, total)
        return made

    fits = fitted(first[:2])
    fixed = len(fits) == 2 and bool((fits[0].topic_word == fits[1].topic_word).all())
    rest = [] if fixed else first[2:]
    total -= len(first) - len(fits) - len(rest)
    made = fitted([*rest, *fewer, *chain.from_iterable(null)], processes)
    fits += made[: len(rest)]
    others, by_chance = made[len(rest) : len(rest) + len(fewer)], iter(made[len(rest) + len(fewer) :])
    place = medoid(fits, keywords)
    chance = _null([[next(by_chance) for _job in jobs] for jobs in null], keywords)
    over_seeds = _overlaps(fits[place], fits[:place] + fits[place + 1 :], keywords)
    threshold = FLOOR if isnan(chance) else max(FLOOR, chance)
    over_people = _overlaps(fits[place], others, keywords)
    found = _topics(over_seeds, over_people, threshold, len(set(texts.people)) > 1,
                    _without(fits[place], texts.people, fewer, over_people))
    stability = Stability(found, seeds, len(fewer), len(null), chance, threshold, fixed,
                          float(over_seeds.mean()) if len(over_seeds) else nan)
    return Measured(fits[place], tuple(fits), _matches(fits[place], fits, keywords), stability)


def matched(one: Fit, other: Fit, seeds: Seeds | None = None) -> "tuple[Whole, Floats]":
    """Match the topics of two fits, see the head of this module.

    Args:
        one: A fit with k topics.
        other: A fit with k topics over the same words, in any order.
        seeds: The keywords that both were given.

    Returns:
        For each topic of ``one`` its topic in ``other``, and their overlap in [0, 1]; 1 = the same ten words.
    """
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    ours, theirs = _members(one, seeds), _members(other, seeds)
    both = ours @ theirs.T
    either = ours.sum(axis=1)[:, None] + theirs.sum(axis=1)[None, :] - both
    overlap = both / np.maximum(either, 1)
    wanted = overlap.copy()
    for topic, label in enumerate(one.labels):
        if label and label in other.labels:  # namesakes belong together, whatever their words
            wanted[topic, other.labels.index(label)] += len(overlap) + 1
    rows, columns = linear_sum_assignment(-wanted)
    match = np.zeros(len(overlap), dtype=np.int64)
    match[rows] = columns
    return match, overlap[np.arange(len(overlap)), match]


def medoid(fits: Sequence[Fit], seeds: Seeds | None = None) -> int:
    """Return the place of the fit that agrees best with all the others, the first of several."""
    import numpy as np

    mean = np.zeros((len(fits), len(fits)))
    for one in range(len(fits)):
        for other in range(one):
            # matching is symmetric: the assignment with the largest sum is the same from both sides
            mean[one, other] = mean[other, one] = matched(fits[one], fits[other], seeds)[1].mean()
    return int(np.argmax(mean.sum(axis=1).round(9)))


def _members(fit: Fit, seeds: Seeds | None) -> "Floats":
    """Return which words are compared, shape (topics, words), 0 or 1."""
    import numpy as np

    held = np.zeros_like(fit.topic_word)
    own = dict(zip(seeds.labels, seeds.words, strict=True)) if seeds else {}
    for topic in range(len(held)):
        given = set(own.get(fit.labels[topic], ())) if fit.labels else set()
        top = [word for word in fit.top(topic, TOP + len(given)) if word not in given]
        held[topic, top[:TOP]] = 1
    return held


def _fewer(people: Sequence[str], number: int, seed: int, count: int) -> list[Job]:
    """Return fits to fewer participants, those that would leave too few documents left out."""
    if len(set(people)) < 2:
        return []
    jobs = [Job(number, seed + 1 + index, resample_people(people, seed + index)) for index in range(count)]
    return [job for job in jobs if len(job.rows or ()) >= FEWEST_EACH * number]


def _null_jobs(people: Sequence[str], number: int, seed: int, count: int) -> list[list[Job]]:
    """Return, for each dealing out of the words, the fit to all documents and those to fewer participants."""
    made = []
    for index in range(count):
        fewer = _fewer(people, number, seed + SHUFFLE_RESAMPLES * index, SHUFFLE_RESAMPLES)
        if fewer:
            made.append([Job(number, seed, shuffle=seed + index),
                         *(replace(job, shuffle=seed + index) for job in fewer)])
    return made


def _null(groups: Sequence[Sequence[Fit]], seeds: Seeds | None) -> float:
    import numpy as np

    means = [_overlaps(fits[0], fits[1:], seeds).mean(axis=0) for fits in groups]
    return float(np.quantile(np.concatenate(means), QUANTILE)) if means else nan


def _overlaps(reference: Fit, others: Sequence[Fit], seeds: Seeds | None) -> "Floats":
    """Return the matched overlaps, shape (others, topics)."""
    import numpy as np

    found = np.zeros((len(others), len(reference.topic_word)))
    for row, other in enumerate(others):
        found[row] = matched(reference, other, seeds)[1]
    return found


def _matches(reference: Fit, fits: Sequence[Fit], seeds: Seeds | None) -> "Whole":
    import numpy as np

    return np.stack([matched(reference, fit, seeds)[0] for fit in fits])


def main_person(shares: "Floats", people: Sequence[str]) -> tuple[str, float]:
    """Return who has most of a topic, and how much of all of it, in [0, 1]; "" and NaN where nobody has any.

    Args:
        shares: Of the topic in each document.
        people: The participant of each document.
    """
    held: dict[str, float] = {}
    for person, share in zip(people, shares.tolist(), strict=True):
        held[person] = held.get(person, 0.0) + share
    total = sum(held.values())
    if not total > 0:
        return "", nan
    most = min(held, key=lambda person: (-round(held[person], 9), person))
    return most, held[most] / total


def _without(
    reference: Fit, people: Sequence[str], jobs: Sequence[Job], overlaps: "Floats",
) -> list[tuple[bool, float]]:
    """Return of each topic whether it hangs on one person, and its mean overlap over the fits without that person."""
    kept = [{people[row] for row in job.rows or ()} for job in jobs]
    found = []
    for topic, shares in enumerate(reference.document_topic.T):
        person, share = main_person(shares, people)
        hangs = share >= ONE_PERSON
        rows = [row for row, names in enumerate(kept) if hangs and person not in names]
        found.append((hangs, _mean_sd(overlaps[rows, topic])[0]))
    return found


def _topics(
    over_seeds: "Floats", resamples: "Floats", threshold: float, several: bool, without: Sequence[tuple[bool, float]],
) -> tuple[TopicStability, ...]:
    found = []
    for topic in range(over_seeds.shape[1]):
        one, one_sd = _mean_sd(over_seeds[:, topic])
        two, two_sd = _mean_sd(resamples[:, topic])
        hangs, three = without[topic]
        low = [value for value in (one, two) if value < threshold]
        alone = hangs and not isnan(two) and not three >= threshold
        state: State = "unstable" if low or alone else "unknown" if isnan(two) else "stable"
        reason = ""
        if low:
            reason = _("comes back in too few fits")
        elif alone:
            reason = _("hangs on one person")
        elif isnan(two):
            reason = (_("not fitted to fewer participants") if several
                      else _("one participant only: nobody can be left out"))
        found.append(TopicStability(one, one_sd, two, two_sd, state, reason, hangs, three))
    return tuple(found)


def _mean_sd(values: "Floats") -> tuple[float, float]:
    if not len(values):
        return nan, nan
    return float(values.mean()), float(values.std(ddof=1)) if len(values) > 1 else nan
