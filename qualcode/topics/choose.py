"""How many topics: the smallest number that is as good as the best, by a rule that is printed with its figures.

For each number, ``FITS`` fits, each with its own seed and to the documents of its own random four fifths of the
participants, get the score

    mean NPMI of the topics - instability,    instability = 1 - mean matched Jaccard with the other fits.

The number with the highest mean score sets the bar; the smallest number within one standard error of it (over the fits)
is chosen, as in the one-standard-error rule of Breiman et al. (1984, Classification and Regression Trees, 3.4.3).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from statistics import mean, stdev

from qualcode.errors import NotComputableError
from qualcode.i18n import _
from qualcode.topics.coherence import Windows, mean_npmi
from qualcode.topics.fits import Job, Texts, fit_each, resample_people
from qualcode.topics.model import Fit, TopicModel
from qualcode.topics.seeds import Seeds
from qualcode.topics.stability import matched

#: Numbers that are tried: of all topics, or of those without keywords where some have any.
NUMBERS = (3, 4, 6, 8, 12, 16, 20)
#: Documents that each topic needs on average: in all for a choice, and for any fit.
DOCUMENTS_EACH, FEWEST_EACH = 15, 5
#: Fits for each number.
FITS = 4
#: Trials read at most so many documents, spread evenly over the corpus; the final model reads all.
MOST = 400


@dataclass(frozen=True, slots=True)
class Trial:
    """What one number of topics achieved.

    Attributes:
        number: Topics. npmi: Mean over topics and fits. instability: 1 - mean matched Jaccard, in [0, 1].
        score: ``npmi - instability``. error: Standard error of the score over the fits.
        chosen: Whether this number was taken.
    """

    number: int
    npmi: float
    instability: float
    score: float
    error: float
    chosen: bool = False


def choose_number(
    model: TopicModel, texts: Texts, windows: Windows, seed: int, *, processes: int = 1,
    tell: Callable[[int, int], None] | None = None,
) -> tuple[int, tuple[Trial, ...]]:
    """Choose the number of topics by the rule above.

    Args:
        model: What is fitted; topics with keywords are always there.
        texts: The documents. Where all are of one participant, documents are left out instead of participants.
        windows: Over the same documents.
        seed: Of the first fit; the others count up.
        processes: Fits at the same time.
        tell: Called with the number of fits that are done and of all.

    Returns:
        The number, and what every number achieved (nothing where the documents leave no choice).
    """
    seeds: Seeds | None = getattr(model, "seeds", None)
    numbers = candidates(len(texts.bags), len(seeds.labels) if seeds else 0)
    if len(numbers) < 2:
        return numbers[0], ()
    step = -(-len(texts.bags) // MOST)
    owners = texts.people[::step]
    if len(set(owners)) < 2:
        owners = [str(index) for index in range(len(owners))]
    covariates = None if texts.covariates is None else texts.covariates[::step]
    sample = Texts(texts.bags[::step], texts.words, owners, covariates)
    jobs = [Job(number, seed + index, resample_people(owners, seed + index))
            for number in numbers for index in range(FITS)]
    fits: list[Fit] = []
    for fit in fit_each(model, sample, jobs, processes):
        fits.append(fit)
        if tell is not None:
            tell(len(fits), len(jobs))
    trials = [_trial(fits[at * FITS : (at + 1) * FITS], windows, number, seeds) for at, number in enumerate(numbers)]
    best = max(trials, key=lambda trial: trial.score)
    chosen = next(trial.number for trial in trials if trial.score >= best.score - best.error)
    return chosen, tuple(replace(trial, chosen=trial.number == chosen) for trial in trials)


def candidates(documents: int, seeded: int = 0) -> list[int]:
    """Return the numbers of topics that so many documents let one choose among, rising, at least one.

    Args:
        documents: Number of documents.
        seeded: Topics with keywords, which are always there.
    """
    wanted = [seeded + free for free in NUMBERS]
    fitting = [number for number in wanted if number * DOCUMENTS_EACH <= min(documents, MOST)]
    return fitting or [seeded + 2]


def check_number(number: int, documents: int, seeded: int = 0) -> None:
    """Refuse a number of topics that so few documents cannot carry, or that is too small for the keywords.

    Raises:
        NotComputableError: below 2 or below the topics with keywords, or fewer than five documents a topic.
    """
    least, most = max(2, seeded), documents // FEWEST_EACH
    if not least <= number <= most:
        raise NotComputableError(
            _("{number} topics cannot be fitted to {documents} documents; ask for {least} to {most}, or 0 to choose."
              ).format(number=number, documents=documents, least=least, most=most))


def _trial(fits: Sequence[Fit], windows: Windows, number: int, seeds: Seeds | None) -> Trial:
    npmi = [mean_npmi(fit, windows) for fit in fits]
    unstable = [1 - mean(float(matched(fit, other, seeds)[1].mean()) for other in fits if other is not fit)
                for fit in fits]
    scores = [one - two for one, two in zip(npmi, unstable, strict=True)]
    return Trial(number, mean(npmi), mean(unstable), mean(scores), stdev(scores) / sqrt(len(scores)))
