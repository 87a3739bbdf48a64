"""What covariates do to topics, on corpora drawn with known effects."""

import numpy as np
import pytest

from qualcode.errors import NotComputableError, UsageError
from qualcode.topics.keyword_model import KeywordModel
from qualcode.topics.keyword_prevalence import expected_shares, share_differences, weight_draws
from qualcode.topics.model import Fit
from qualcode.topics.seeds import Seeds

TOPICS, WORDS = 3, 60
SEEDS = Seeds(("a", "b"), ((0, 1, 2), (20, 21, 22)))


def simulated(effects, documents=200, length=20, seed=1):
    """Draw documents whose weights of topics depend on two covariates, one of them 0 or 1 and one a number.

    Args:
        effects: (3, topics): logarithms of weights where both covariates are 0, then what one more of each adds.
        documents: How many there are.
        length: Words of each.
        seed: Of the draw.

    Returns:
        The bags and the covariates.
    """
    drawn = np.random.default_rng(seed)
    words = np.array([drawn.dirichlet(np.where(np.arange(WORDS) // 20 == topic, 2.0, 0.02)) for topic in range(TOPICS)])
    covariates = np.column_stack([drawn.integers(0, 2, documents), drawn.integers(0, 4, documents) / 2]).astype(float)
    weights = np.exp(np.column_stack([np.ones(documents), covariates]) @ effects)
    bags = []
    for alpha in weights:
        topics = drawn.choice(TOPICS, length, p=drawn.dirichlet(alpha))
        bags.append([int(drawn.choice(WORDS, p=words[topic])) for topic in topics])
    return bags, covariates


def true_shares(effects, rows):
    """Return the expected shares of topics under known effects."""
    weights = np.exp(np.column_stack([np.ones(len(rows)), rows]) @ effects)
    return weights / weights.sum(axis=1, keepdims=True)


EFFECTS = np.array([[-0.7, -0.7, -0.7], [1.2, 0.0, -1.0], [0.0, 0.5, 0.0]])
ROWS = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.5]])


@pytest.fixture(scope="module")
def fitted():
    """Fit one corpus with effects."""
    bags, covariates = simulated(EFFECTS)
    return KeywordModel(SEEDS, iterations=400, burn_in=200).fit(bags, WORDS, TOPICS, 1, covariates=covariates)


def test_known_effects_come_back_with_their_signs_and_sizes(fitted):
    """Expected shares lie within .1 of the true ones, and the interval of the large effect leaves out 0."""
    shares = expected_shares(fitted, ROWS)
    assert shares.mean == pytest.approx(true_shares(EFFECTS, ROWS), abs=0.1)
    difference = share_differences(fitted, ROWS[1:2], ROWS[:1])
    assert difference.low[0, 0] > 0.1
    assert difference.high[0, 2] < -0.05
    assert difference.low[0, 1] < difference.mean[0, 1] < difference.high[0, 1]


def test_shares_are_distributions_and_intervals_hold_them(fitted):
    """Means of a row sum to 1; differences to the same row are 0; wider levels give wider intervals."""
    wide, narrow = expected_shares(fitted, ROWS, 0.99), expected_shares(fitted, ROWS, 0.5)
    assert wide.mean.sum(axis=1).tolist() == pytest.approx([1, 1, 1])
    assert ((wide.low <= narrow.low) & (narrow.low <= narrow.high) & (narrow.high <= wide.high)).all()
    nothing = share_differences(fitted, ROWS, ROWS)
    assert (nothing.mean == 0).all()
    assert (share_differences(fitted, ROWS, ROWS[:1]).mean == pytest.approx(wide.mean - wide.mean[:1]))


def test_the_mean_document_has_the_weights_of_the_first_coefficient(fitted):
    """The intercept stands for mean covariates, whatever their scale."""
    draws = weight_draws(fitted, fitted.extra["centre"][None, :])
    assert draws[:, 0] == pytest.approx(np.exp(fitted.extra["coefficients"][:, 0]))


def test_one_more_of_a_covariate_adds_its_coefficient(fitted):
    """Weights of two documents that differ by 1 have the exponential of the coefficient as their ratio."""
    draws = weight_draws(fitted, [[0.0, 0.5], [1.0, 0.5]])
    assert draws[:, 1] / draws[:, 0] == pytest.approx(np.exp(fitted.extra["coefficients"][:, 1]))


def test_covariates_speak_for_new_documents_too(fitted):
    """A document without words has the shares expected of its covariates, and others lean towards them."""
    model = KeywordModel(SEEDS)
    shares = model.transform(fitted, [[], []], covariates=ROWS[:2])
    weights = weight_draws(fitted, ROWS[:2]).mean(axis=0)
    assert shares == pytest.approx(weights / weights.sum(axis=1, keepdims=True))
    assert model.transform(fitted, [[5]], covariates=ROWS[1:2])[0, 0] > model.transform(
        fitted, [[5]], covariates=ROWS[:1])[0, 0]


def test_the_unit_of_a_covariate_does_not_move_topics():
    """A constant added to a covariate changes nothing: the chain is the same to the last bit."""
    bags, covariates = simulated(EFFECTS, documents=40)
    model = KeywordModel(SEEDS, iterations=30, burn_in=20)
    one, other = (model.fit(bags, WORDS, TOPICS, 1, covariates=covariates + shift) for shift in (0, 8))
    assert one.topic_word.tobytes() == other.topic_word.tobytes()


def test_every_document_may_have_covariates_of_its_own():
    """Ages, say: forty documents with forty values are fitted like two groups."""
    bags, _covariates = simulated(EFFECTS, documents=40)
    own = np.linspace(0, 1, 40)[:, None]
    fit = KeywordModel(SEEDS, iterations=30, burn_in=20).fit(bags, WORDS, TOPICS, 1, covariates=own)
    assert fit.extra["coefficients"].shape == (2, 2, TOPICS)
    assert expected_shares(fit, own).mean.shape == (40, TOPICS)


@pytest.mark.slow
def test_intervals_hold_the_truth_about_as_often_as_they_say():
    """Over 60 corpora with effects drawn anew, 95 % intervals of differences hold the true one 88 to 100 % of times."""
    held = []
    for seed in range(60):
        drawn = np.random.default_rng([5, seed])
        effects = np.vstack([drawn.normal(-0.7, 0.3, TOPICS), drawn.normal(0, 0.7, (2, TOPICS))])
        bags, covariates = simulated(effects, seed=100 + seed)
        fit = KeywordModel(SEEDS, iterations=500, burn_in=200).fit(bags, WORDS, TOPICS, seed, covariates=covariates)
        found = share_differences(fit, ROWS[1:], ROWS[:1])
        truth = true_shares(effects, ROWS[1:]) - true_shares(effects, ROWS[:1])
        held.append((found.low <= truth) & (truth <= found.high))
    assert 0.88 < np.mean(held) <= 1


@pytest.mark.parametrize("covariates", [[[1.0]], [1.0, 2.0], [[1.0], [float("nan")]]])
def test_covariates_that_do_not_fit_are_refused(covariates):
    """One row a document, and nothing missing."""
    with pytest.raises(UsageError, match="one row for each of 2 documents"):
        KeywordModel().fit([[0], [1]], 2, 2, 1, covariates=covariates)


def test_asking_a_fit_that_cannot_answer_says_so(fitted):
    """Another model has no coefficients; this one had two covariates and not three."""
    with pytest.raises(NotComputableError, match="no coefficients"):
        expected_shares(Fit(np.ones((1, 1)), np.ones((1, 1)), 0), ROWS)
    with pytest.raises(UsageError, match="2 covariates"):
        expected_shares(fitted, [[1.0, 2.0, 3.0]])
