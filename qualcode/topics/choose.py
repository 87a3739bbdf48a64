"""How many topics: the smallest number that is as good as the best, by a rule that is printed with its figures.

For each number, three fits, each with its own seed and its own random four fifths of the documents, get the score

    mean NPMI of the topics - instability,    instability = 1 - mean matched Jaccard with the other two fits.

The number with the highest mean score sets the bar; the smallest number within one standard error of it (over the three
fits) is chosen, as in the one-standard-error rule of Breiman et al. (1984, Classification and Regression Trees, 3.4.3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import mean, stdev

from qualcode.errors import NotComputableError
from qualcode.i18n import _
from qualcode.topics.coherence import Windows, mean_npmi, stability
from qualcode.topics.model import Fit, TopicModel

#: Numbers that are tried. With fewer than three times DOCUMENTS_EACH documents there are two topics.
NUMBERS = (3, 4, 6, 8, 12)
#: Documents that each topic needs on average.
DOCUMENTS_EACH = 15
#: Fits for each number, and the share of documents in each.
FITS, SHARE = 3, 0.8
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
    model: TopicModel, bags: Sequence[Sequence[int]], words: int, windows: Windows, seed: int
) -> tuple[int, tuple[Trial, ...]]:
    """Choose the number of topics by the rule above.

    Args:
        model: What is fitted.
        bags: Documents of word numbers in ``[0, words)``.
        words: Number of different words.
        windows: Over the same documents.
        seed: Of the first fit; the others count up.

    Returns:
        The number, and what every number achieved (nothing where the documents allow only two topics).
    """
    numbers = [number for number in NUMBERS if number * DOCUMENTS_EACH <= len(bags)]
    if len(numbers) < 2:
        return (numbers or [2])[0], ()
    step = -(-len(bags) // MOST)
    sample = bags[::step]
    trials = [_trial(model, sample, words, windows, number, seed) for number in numbers]
    best = max(trials, key=lambda trial: trial.score)
    chosen = next(trial.number for trial in trials if trial.score >= best.score - best.error)
    marked = (Trial(t.number, t.npmi, t.instability, t.score, t.error, t.number == chosen) for t in trials)
    return chosen, tuple(marked)


def check_number(number: int, documents: int) -> None:
    """Refuse a number of topics that so few documents cannot carry.

    Raises:
        NotComputableError: below 2, or fewer than five documents a topic.
    """
    most = documents // 5
    if not 2 <= number <= most:
        raise NotComputableError(
            _("{number} topics cannot be fitted to {documents} documents; ask for 2 to {most}, or 0 to choose.").format(
                number=number, documents=documents, most=most
            )
        )


def resampled_fits(
    model: TopicModel, bags: Sequence[Sequence[int]], words: int, number: int, seeds: Sequence[int]
) -> list[Fit]:
    """Fit the model once for each seed, each time to a random four fifths of the documents.

    Refitting with another seed alone would only show whether the computation repeats; leaving documents out shows
    whether the topics hang on a few of them (Greene, O'Callaghan and Cunningham 2014).
    """
    import numpy as np

    fits = []
    for seed in seeds:
        drawn = np.random.default_rng(seed).permutation(len(bags))[: max(round(SHARE * len(bags)), 1)]
        fits.append(model.fit([bags[index] for index in sorted(drawn)], words, number, seed))
    return fits


def _trial(
    model: TopicModel, bags: Sequence[Sequence[int]], words: int, windows: Windows, number: int, seed: int
) -> Trial:
    fits = resampled_fits(model, bags, words, number, range(seed, seed + FITS))
    npmi = [mean_npmi(fit, windows) for fit in fits]
    unstable = [1 - float(stability(fit, [o for o in fits if o is not fit]).mean()) for fit in fits]
    scores = [one - two for one, two in zip(npmi, unstable, strict=True)]
    return Trial(number, mean(npmi), mean(unstable), mean(scores), stdev(scores) / sqrt(len(scores)))
