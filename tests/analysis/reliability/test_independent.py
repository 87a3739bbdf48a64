"""Random tables against scikit-learn, statsmodels and nltk."""

import numpy as np
import pytest
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import binary_distance, interval_distance, masi_distance
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, to_table
from statsmodels.stats.inter_rater import fleiss_kappa as their_fleiss

from qualcode.analysis.reliability import (
    alpha_sets,
    cohen_kappa,
    fleiss_kappa,
    fleiss_kappa_counts,
    krippendorff_alpha,
    light_kappa,
    percent_agreement,
    scott_pi,
)
from qualcode.analysis.reliability.ratings import category_counts

SEEDS = range(6)


def table(seed, coders, categories=4, units=40):
    """Return ratings that agree more than by chance."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, categories, units)
    noise = random.integers(0, categories, (units, coders))
    return np.where(random.random((units, coders)) < 0.6, truth[:, np.newaxis], noise)


def triples(ratings):
    """Return (coder, item, label) as nltk reads them, without missing ratings."""
    return [(f"c{coder}", f"u{unit}", int(label)) for unit, row in enumerate(ratings) for coder, label in enumerate(row)
            if label >= 0]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("ours", "theirs"), [("none", None), ("linear", "linear"), ("quadratic", "quadratic")])
def test_cohen_of_scikit_learn(seed, ours, theirs):
    """Plain and weighted kappa."""
    ratings = table(seed, 2)
    assert cohen_kappa(ratings, weights=ours).value == pytest.approx(cohen_kappa_score(*ratings.T, weights=theirs))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("ours", "theirs"), [("none", None), ("linear", "linear"), ("quadratic", "quadratic")])
def test_standard_errors_of_statsmodels(seed, ours, theirs):
    """Kappa, its standard error, interval and z, plain and weighted."""
    ratings = table(seed, 2)
    result = cohens_kappa(to_table(ratings)[0], wt=theirs)
    kappa = cohen_kappa(ratings, weights=ours)
    assert (kappa.value, kappa.error, kappa.low, kappa.high, kappa.z) == pytest.approx(
        (result.kappa, result.std_kappa, result.kappa_low, result.kappa_upp, result.z_value))


@pytest.mark.parametrize("seed", SEEDS)
def test_fleiss_of_statsmodels(seed):
    """Counts are those of ``aggregate_raters``, kappa is that of ``fleiss_kappa``."""
    ratings = table(seed, 5)
    counts, categories = aggregate_raters(ratings)
    assert category_counts(ratings, categories.tolist()).tolist() == counts.tolist()
    assert fleiss_kappa(ratings).value == pytest.approx(their_fleiss(counts))
    assert fleiss_kappa_counts(counts).value == pytest.approx(their_fleiss(counts))


@pytest.mark.parametrize("seed", SEEDS)
def test_two_coders_of_nltk(seed):
    """Cohen's kappa, Scott's pi and alpha."""
    ratings = table(seed, 2)
    task = AnnotationTask(triples(ratings), distance=binary_distance)
    ours = [measure(ratings).value for measure in (cohen_kappa, scott_pi, krippendorff_alpha, percent_agreement)]
    assert ours == pytest.approx([task.kappa(), task.pi(), task.alpha(), task.avg_Ao()])


@pytest.mark.parametrize("seed", SEEDS)
def test_more_coders_of_nltk(seed):
    """Light's is nltk's mean kappa over pairs, Fleiss' its pi."""
    ratings = table(seed, 4)
    task = AnnotationTask(triples(ratings), distance=binary_distance)
    assert light_kappa(ratings).value == pytest.approx(task.kappa())
    assert fleiss_kappa(ratings).value == pytest.approx(task.pi())


@pytest.mark.parametrize("seed", SEEDS)
def test_missing_ratings_of_nltk(seed):
    """Alpha, nominal and interval, where a third of the ratings is missing."""
    ratings = np.where(np.random.default_rng(seed).random((40, 4)) < 1 / 3, -1, table(seed, 4))
    for metric, distance in (("nominal", binary_distance), ("interval", interval_distance)):
        task = AnnotationTask(triples(ratings), distance=distance)
        assert krippendorff_alpha(ratings, metric).value == pytest.approx(task.alpha())


@pytest.mark.parametrize("seed", SEEDS)
def test_masi_of_nltk(seed):
    """Alpha over sets of codes; nltk writes 0.67 and 0.33 for two and one third."""
    random = np.random.default_rng(seed)
    units = [[frozenset(random.choice(list("ABCDE"), random.integers(1, 5)).tolist()) for _coder in range(3)]
             for _unit in range(30)]
    task = AnnotationTask(
        [(f"c{coder}", f"u{unit}", one) for unit, row in enumerate(units) for coder, one in enumerate(row)],
        distance=masi_distance)
    assert alpha_sets(units).value == pytest.approx(task.alpha(), abs=0.005)
