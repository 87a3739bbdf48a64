"""The sampler of the keyword-assisted topic model against its model, worked out without it."""

import math
import subprocess
import sys
from collections import Counter
from itertools import product

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import gammaln

from qualcode.topics import keyword_sampler as sampler
from qualcode.topics.keyword_state import Prior, make_tallies, make_text, no_counts
from qualcode.topics.seeds import Seeds

#: Two documents of four words; word 0 is a keyword of both topics, word 1 of the second.
TINY, WORDS, TOPICS = [[0, 1], [2, 0]], 3, 2
SEEDS = Seeds(("a", "b"), ((0,), (0, 1)))
ALPHA = (0.7, 1.3)


def prior_of(number, **changes):
    """Return priors that are all different, so that none can stand in for another."""
    given_ = {"word": 0.3, "keyword": 0.2, "yes": 1.5, "no": 0.8, "shape": np.full(number, 2.0),
              "rate": np.full(number, 1.5), "spread": 1.0}
    return Prior(**{**given_, **changes})


def chain_of(bags, words, number, seeds=None, weights=None, seed=5):
    """Return a chain before its first sweep."""
    weights = np.ones(words) if weights is None else weights
    text = make_text(bags, weights, number, seeds, np.zeros(len(bags), dtype=np.int32))
    room = np.zeros(number + int(np.diff(text.keyed).max()))
    counts, state = no_counts(text), sampler.seed_state(np.uint64(seed))
    sampler.start(text, counts, state, room)
    return text, counts, state, room


def log_rising(start, steps):
    """Return log(start (start + 1) ... ), the log probability that a Polya urn gives to draws."""
    return sum(math.log(start + step) for step in range(steps))


def joint(places, bags, words, alpha, seeds, prior):
    """Return log p(words, z, s) by drawing word after word from urns; a place is (topic, whether a keyword)."""
    keywords = [set(chosen) for chosen in (seeds.words if seeds else ())] + [set()] * len(alpha)
    total, at = 0.0, 0
    regular, keyed = Counter(), Counter()
    for bag in bags:
        held = Counter()
        for step, word in enumerate(bag):
            topic, is_keyword = places[at]
            at += 1
            total += math.log((held[topic] + alpha[topic]) / (step + sum(alpha)))
            held[topic] += 1
            plain, special = regular[topic], keyed[topic]
            if keywords[topic]:
                chance = (special + prior.yes) / (plain + special + prior.yes + prior.no)
                total += math.log(chance if is_keyword else 1 - chance)
            if is_keyword:
                size = len(keywords[topic])
                total += math.log((keyed[topic, word] + prior.keyword) / (special + size * prior.keyword))
                keyed[topic] += 1
                keyed[topic, word] += 1
            else:
                total += math.log((regular[topic, word] + prior.word) / (plain + words * prior.word))
                regular[topic] += 1
                regular[topic, word] += 1
    return total


def options(bags, number, seeds):
    """Return the possible places of every word."""
    keywords = [set(chosen) for chosen in (seeds.words if seeds else ())] + [set()] * number
    return [[(topic, False) for topic in range(number)]
            + [(topic, True) for topic in range(number) if word in keywords[topic]] for bag in bags for word in bag]


def read_places(text, counts):
    """Return the places of a chain as (topic, whether a keyword)."""
    number = counts.documents.shape[1]
    return tuple((place, False) if place < number else (int(text.topics[place - number]), True)
                 for place in counts.places.tolist())


def test_the_chain_visits_every_state_as_often_as_the_posterior_says():
    """On a corpus of four words all assignments are enumerated; 60,000 sweeps come within 2 % of total variation."""
    prior, alphas = prior_of(TOPICS), np.array([ALPHA])
    states = list(product(*options(TINY, TOPICS, SEEDS)))
    weights = np.exp([joint(state, TINY, WORDS, ALPHA, SEEDS, prior) for state in states])
    expected = dict(zip(states, weights / weights.sum(), strict=True))
    text, counts, state, room = chain_of(TINY, WORDS, TOPICS, SEEDS)
    seen: Counter = Counter()
    sweeps = 60_000
    for _sweep in range(sweeps):
        sampler.sweep(alphas, text, counts, prior, state, room)
        seen[read_places(text, counts)] += 1
    assert len(states) == 96
    assert set(seen) <= set(expected)
    assert sum(abs(seen[one] / sweeps - chance) for one, chance in expected.items()) / 2 < 0.02


@pytest.mark.parametrize("seeds", [SEEDS, None])
def test_the_weights_of_places_are_those_of_the_joint_probability(seeds):
    """The last word's running sums are, up to a factor, the joint probability with the word at each of its places."""
    prior, alphas = prior_of(TOPICS), np.array([ALPHA])
    text, counts, state, room = chain_of(TINY * 5, WORDS, TOPICS, seeds)
    for _sweep in range(20):
        sampler.sweep(alphas, text, counts, prior, state, room)
        rest, choices = read_places(text, counts)[:-1], options(TINY, TOPICS, seeds)[-1]
        expected = np.exp([joint((*rest, one), TINY * 5, WORDS, ALPHA, seeds, prior) for one in choices])
        actual = np.diff(room[: len(choices)], prepend=0)
        assert actual / actual.sum() == pytest.approx(expected / expected.sum(), rel=1e-12)


def test_without_keywords_the_weights_are_those_of_latent_dirichlet_allocation():
    """(n_dk + alpha) (n_kw + beta) / (n_k + V beta), as Griffiths and Steyvers (2004) have it, to twelve digits."""
    drawn = np.random.default_rng(1)
    bags = drawn.integers(0, 6, (8, 5)).tolist()
    prior, alphas = prior_of(3), np.array([[0.4, 0.5, 0.6]])
    text, counts, state, room = chain_of(bags, 6, 3)
    for _sweep in range(10):
        sampler.sweep(alphas, text, counts, prior, state, room)
        topics, words = counts.places[:-1], text.words[:-1]
        word = bags[-1][-1]
        expected = [
            (sum(topics[-4:] == topic) + alphas[0, topic]) * (sum((topics == topic) & (words == word)) + prior.word)
            / (sum(topics == topic) + 6 * prior.word) for topic in range(3)]
        assert np.diff(room, prepend=0).tolist() == pytest.approx(expected, rel=1e-12)


def test_the_log_joint_is_the_joint_probability():
    """The traced figure equals the urns' for states of the chain, keywords and all."""
    prior, alphas = prior_of(TOPICS), np.array([ALPHA])
    text, counts, state, room = chain_of(TINY, WORDS, TOPICS, SEEDS)
    for _sweep in range(20):
        sampler.sweep(alphas, text, counts, prior, state, room)
        expected = joint(read_places(text, counts), TINY, WORDS, ALPHA, SEEDS, prior)
        assert sampler.log_joint(alphas, text, counts, prior) == pytest.approx(expected, rel=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 4), max_size=6), min_size=1, max_size=6), st.integers(0, 2**64 - 1))
def test_counts_are_those_of_the_places_to_the_last_bit(bags, seed):
    """After many removals and additions every count is what one finds by counting anew; nothing drifts."""
    weights = np.array([0.125, 1.0, 1.375, 2.0, 0.75])
    text, counts, state, room = chain_of(bags, 5, 3, Seeds(("a", "b"), ((0, 1), (1,))), weights, seed)
    for _sweep in range(7):
        sampler.sweep(np.full((1, 3), 0.5), text, counts, prior_of(3), state, room)
    again = no_counts(text)
    documents = np.repeat(np.arange(len(bags)), [len(bag) for bag in bags])
    for document, word, place in zip(documents, text.words, counts.places, strict=True):
        topic = place if place < 3 else text.topics[place - 3]
        again.documents[document, topic] += weights[word]
        if place < 3:
            again.words[word, topic] += weights[word]
        else:
            again.entries[place - 3] += weights[word]
    assert again.documents.tolist() == counts.documents.tolist()
    assert again.words.tolist() == counts.words.tolist()
    assert again.entries.tolist() == counts.entries.tolist()
    assert counts.regular.tolist() == counts.words.sum(axis=0).tolist()


def drawn_coefficients(design, groups, prior, values, draws):
    """Return draws of coefficients with the topics of all words held fixed, and the tallies' own documents."""
    number = values.shape[1]
    bags = [[0] * int(row.sum()) for row in values]
    text = make_text(bags, np.ones(1), number, None, groups)
    counts, state = no_counts(text), sampler.seed_state(np.uint64(3))
    counts.documents[:] = values
    coefficients, alphas = np.zeros((design.shape[1], number)), np.ones((len(design), number))
    tallies, rests, found = make_tallies(text, len(design)), np.zeros(len(design)), []
    for _draw in range(draws):
        sampler.draw_alphas(coefficients, design, alphas, rests, tallies, text, counts, prior, state)
        found.append(coefficients.copy())
    return np.array(found)


def log_posterior(coefficients, design, groups, prior, values):
    """Return the log density of coefficients with scipy's log gamma, one document after the other."""
    total = (prior.shape * coefficients[0] - prior.rate * np.exp(coefficients[0])).sum()
    total -= (coefficients[1:] ** 2).sum() / (2 * prior.spread**2)
    for row, group in zip(values, groups, strict=True):
        alpha = np.exp(design[group] @ coefficients)
        total += gammaln(alpha.sum()) - gammaln(alpha.sum() + row.sum()) + (gammaln(alpha + row) - gammaln(alpha)).sum()
    return total


def test_prior_weights_are_drawn_from_their_posterior():
    """Means and spreads of the weights of two topics agree with a fine grid over their posterior."""
    values = np.array([[3.0, 1], [0, 4], [2, 2], [0, 0], [5, 0], [1, 1]])
    groups, design, prior = np.zeros(6, dtype=np.int32), np.ones((1, 1)), prior_of(2)
    grid = np.linspace(-4, 3, 141)
    density = np.array([[log_posterior(np.array([[one, two]]), design, groups, prior, values) for two in grid]
                        for one in grid])
    chance = np.exp(density - density.max())
    chance /= chance.sum()
    mean = np.array([chance.sum(axis=1) @ grid, chance.sum(axis=0) @ grid])
    spread = np.sqrt([chance.sum(axis=1) @ (grid - mean[0]) ** 2, chance.sum(axis=0) @ (grid - mean[1]) ** 2])
    found = drawn_coefficients(design, groups, prior, values, 6000)[:, 0]
    assert found.mean(axis=0) == pytest.approx(mean, abs=0.05)
    assert found.std(axis=0) == pytest.approx(spread, abs=0.05)


def test_coefficients_of_covariates_are_drawn_from_their_posterior():
    """With one topic's sums fixed, the effect of a covariate has the mean and spread of a grid over four numbers."""
    values = np.array([[3.0, 1], [0, 4], [2, 2], [6, 0], [5, 0], [4, 1], [0, 3], [1, 3]])
    groups, design = np.array([0, 0, 0, 1, 1, 1, 0, 0], dtype=np.int32), np.array([[1, -0.375], [1, 0.625]])
    prior = prior_of(2, spread=0.8)
    grid = np.linspace(-3.2, 3.2, 17)
    points = np.array(list(product(grid, repeat=4)))
    log_density = np.zeros(len(points))
    alphas = np.exp(np.einsum("gf,nfk->ngk", design, points.reshape(-1, 2, 2)))
    log_density += points[:, :2] @ prior.shape - np.exp(points[:, :2]) @ prior.rate
    log_density -= (points[:, 2:] ** 2).sum(axis=1) / (2 * prior.spread**2)
    for row, group in zip(values, groups, strict=True):
        alpha = alphas[:, group]
        log_density += gammaln(alpha.sum(axis=1)) - gammaln(alpha.sum(axis=1) + row.sum())
        log_density += (gammaln(alpha + row) - gammaln(alpha)).sum(axis=1)
    chance = np.exp(log_density - log_density.max())
    chance /= chance.sum()
    found = drawn_coefficients(design, groups, prior, values, 8000).reshape(-1, 4)
    mean = chance @ points
    assert found.mean(axis=0) == pytest.approx(mean, abs=0.06)
    assert found.std(axis=0) == pytest.approx(np.sqrt(chance @ (points - mean) ** 2), abs=0.06)


def test_the_functions_are_right_to_fourteen_digits():
    """Logarithm, exponential and log gamma agree with Python's and scipy's over nine orders of magnitude and more."""
    large = np.geomspace(1e-9, 1e6, 500).tolist()
    assert [sampler.log(one) for one in large] == pytest.approx([math.log(one) for one in large], rel=1e-14, abs=1e-15)
    assert [sampler.log_gamma(one) for one in large] == pytest.approx(gammaln(large), rel=3e-14, abs=3e-14)
    powers = np.linspace(-300, 300, 500).tolist()
    assert [sampler.exp(one) for one in powers] == pytest.approx([math.exp(one) for one in powers], rel=1e-13)


def test_the_random_numbers_are_the_published_ones():
    """splitmix64 of 0 and xoshiro256++ of (1, 2, 3, 4) give the first numbers that their authors' programs give."""
    assert hex(sampler.seed_state(np.uint64(0))[0]) == "0xe220a8397b1dcdaf"
    state = np.array([1, 2, 3, 4], dtype=np.uint64)
    published = [41943041, 58720359, 3588806011781223, 3591011842654386]
    assert [sampler.uniform(state) for _number in published] == [((one >> 11) + 1) / 2**53 for one in published]


@pytest.mark.slow
@pytest.mark.parametrize("function", ["place_words", "draw_alphas", "collect", "log_joint"])
def test_no_two_operations_are_fused(function):
    """The machine code multiplies and adds in two steps, so that processors with and without a fused one agree."""
    kernel = getattr(sampler, function)
    fresh = numba.njit(kernel.py_func, nogil=True, error_model="numpy")
    fresh.compile(signature_of(function))
    code = "".join(fresh.inspect_asm().values())
    assert "mul" in code
    assert "fmadd" not in code
    assert "fmsub" not in code


def signature_of(function):
    """Return the types with which a kernel is called."""
    text, counts, state, room = chain_of(TINY, WORDS, TOPICS, SEEDS)
    prior, alphas = prior_of(TOPICS), np.array([ALPHA])
    sums = (np.zeros((TOPICS, WORDS)), np.zeros((len(TINY), TOPICS)), np.zeros(TOPICS))
    given_ = {
        "place_words": (alphas, text.groups, text.words, text.ends, text.weights, text.keyed, text.topics,
                        text.keywords, *counts, prior.word, prior.keyword, prior.yes, prior.no, state, room),
        "draw_alphas": (alphas, np.ones((1, 1)), alphas, np.zeros(1), make_tallies(text, 1), text, counts, prior,
                        state),
        "collect": (alphas, text, counts, prior, *sums),
        "log_joint": (alphas, text, counts, prior),
    }[function]
    return tuple(numba.typeof(one) for one in given_)


def test_it_runs_where_nothing_can_be_written():
    """Without any folder for compiled code, as in a read-only installation, it is compiled in memory."""
    script = """
from numba.core import caching
def refuse(self):
    raise OSError("read-only")
caching._CacheLocator.ensure_cache_path = refuse
from qualcode.topics import keyword_sampler
print(keyword_sampler.exp(0.0))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "1.0\n"
