"""The keyword-assisted topic model on corpora whose topics are known."""

import os
import subprocess
import sys
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from qualcode.errors import NotComputableError, UsageError
from qualcode.topics.fold_in import fold_in
from qualcode.topics.keyword_model import KeywordModel
from qualcode.topics.seeds import Seeds
from qualcode.topics.tomotopy_lda import TomotopyLda

#: Few sweeps: the planted topics are far apart.
QUICK = {"iterations": 150, "burn_in": 100}
TOPICS, WORDS = 4, 120


@cache
def planted(documents=240, length=25, seed=3, topics=TOPICS):
    """Draw documents of mostly one topic each, over words of which a third is common to all topics.

    Returns:
        The bags, the main topic of each document, and the topics' distributions over words.
    """
    drawn = np.random.default_rng(seed)
    own = np.array([drawn.dirichlet(np.where(np.arange(WORDS) % (topics + 2) == topic, 1.0, 1e-9))
                    for topic in range(topics)])
    common = drawn.dirichlet(np.where(np.arange(WORDS) % (topics + 2) >= topics, 1.0, 1e-9))
    words = 0.7 * own + 0.3 * common
    main = drawn.integers(0, topics, documents)
    bags = []
    for topic in main:
        shares = 0.8 * np.eye(topics)[topic] + 0.2 / topics
        chosen = drawn.choice(topics, length, p=shares)
        bags.append(tuple(int(drawn.choice(WORDS, p=words[one])) for one in chosen))
    return tuple(bags), main, words


def planted_seeds(topics, each=3):
    """Return the most probable words of some planted topics as their keywords."""
    _bags, _main, words = planted()
    best = [tuple(sorted(np.argsort(-(words[topic] - words.mean(axis=0)))[:each].tolist())) for topic in topics]
    return Seeds(tuple(f"code{topic}" for topic in topics), tuple(best))


def jaccard(found, words, count=10):
    """Return the Jaccard index of the top words of topics matched to the planted ones, best matching."""
    tops = [set(row) for row in np.argsort(-found, axis=1)[:, :count].tolist()]
    truth = [set(row) for row in np.argsort(-words, axis=1)[:, :count].tolist()]
    table = np.array([[len(one & other) / len(one | other) for other in truth] for one in tops])
    rows, columns = linear_sum_assignment(-table)
    return float(table[rows, columns].mean())


def test_keywords_move_into_their_topics():
    """A labelled topic leads with its keywords, and its documents are those of the planted topic."""
    bags, main, _words = planted()
    seeds = planted_seeds([2, 0])
    fit = KeywordModel(seeds, **QUICK).fit(bags, WORDS, TOPICS, 1)
    assert fit.labels == ("code2", "code0", "", "")
    for topic, planted_topic in enumerate([2, 0]):
        assert set(seeds.words[topic]) <= set(fit.top(topic, 10))
        assert ((fit.document_topic.argmax(axis=1) == topic) == (main == planted_topic)).mean() > 0.97
    assert np.isnan(fit.extra["keyword_share"]).tolist() == [False, False, True, True]


def test_the_topics_without_keywords_are_found_too_and_ordered_by_share():
    """All four planted topics come back; the free ones stand by their share, largest first."""
    bags, _main, words = planted()
    fit = KeywordModel(planted_seeds([2, 0]), **QUICK).fit(bags, WORDS, TOPICS, 1)
    assert jaccard(fit.topic_word, words) > 0.7
    shares = fit.document_topic.mean(axis=0)
    assert shares[2] >= shares[3]


def test_without_keywords_it_finds_what_tomotopy_finds():
    """On the same documents with the same priors, recovery and shares of topics are those of tomotopy's LDA."""
    bags, main, words = planted()
    ours = KeywordModel(prior=0.1, **QUICK).fit(bags, WORDS, TOPICS, 1)
    theirs = TomotopyLda(iterations=100, draws=5).fit(bags, WORDS, TOPICS, 1)
    assert ours.labels == ()
    assert jaccard(ours.topic_word, words) == pytest.approx(jaccard(theirs.topic_word, words), abs=0.05)
    purity = [np.mean([np.bincount(main[fit.document_topic.argmax(axis=1) == topic]).max() for topic in range(TOPICS)])
              for fit in (ours, theirs)]
    assert purity[0] == pytest.approx(purity[1], rel=0.02)
    assert jaccard(ours.topic_word, theirs.topic_word) > 0.9


def test_keywords_that_the_texts_do_not_support_are_let_go():
    """Keywords of four planted topics make no topic of their own: fewer words are drawn as keywords."""
    bags, _main, words = planted()
    mixed = tuple(sorted(int(np.argmax(words[topic] - words.mean(axis=0))) for topic in range(TOPICS)))
    good = KeywordModel(planted_seeds([0], TOPICS), **QUICK).fit(bags, WORDS, TOPICS, 1)
    bad = KeywordModel(Seeds(("mixed",), (mixed,)), **QUICK).fit(bags, WORDS, TOPICS, 1)
    assert bad.extra["keyword_share"][0] < good.extra["keyword_share"][0] / 1.5


def test_the_same_seed_gives_the_same_bytes_and_another_one_does_not():
    """Nothing in a fit depends on anything but its arguments."""
    bags, _main, _words = planted()
    model = KeywordModel(planted_seeds([1]), iterations=20, burn_in=10)
    first, again, other = (model.fit(bags, WORDS, TOPICS, seed) for seed in (7, 7, 8))
    assert first.topic_word.tobytes() == again.topic_word.tobytes()
    assert first.document_topic.tobytes() == again.document_topic.tobytes()
    assert [first.extra[name].tobytes() for name in ("trace", "coefficients")] == [
        again.extra[name].tobytes() for name in ("trace", "coefficients")]
    assert first.topic_word.tobytes() != other.topic_word.tobytes()


#: Prints what a chain comes to that uses all there is: keywords, weights of words, covariates.
ODD_CORPUS = """
from qualcode.topics.keyword_model import KeywordModel
from qualcode.topics.seeds import Seeds
bags = [[(7 * document + 3 * place * place) % 11 for place in range(6)] for document in range(20)]
model = KeywordModel(Seeds(("a",), ((0, 4),)), iterations=30, burn_in=25, weights="information")
fit = model.fit(bags, 11, 3, 12345, covariates=[[document % 2] for document in range(20)])
print(fit.extra["trace"][0], fit.extra["coefficients"][0, 1, 0])
"""


@pytest.mark.parametrize("processor", ["", pytest.param("generic", marks=pytest.mark.slow)])
def test_the_draws_are_the_same_on_every_machine(processor, tmp_path):
    """After thirty sweeps all digits are these, also where the processor has none of the newer instructions."""
    settings_ = {"NUMBA_CPU_NAME": processor, "NUMBA_CPU_FEATURES": "", "NUMBA_CACHE_DIR": str(tmp_path)}
    environment = {**os.environ, **(settings_ if processor else {})}
    done = subprocess.run([sys.executable, "-c", ODD_CORPUS], capture_output=True, text=True, check=True,
                          env=environment)
    assert done.stdout == "-357.342103882217 1.5265208655713223\n"


EDGES = {
    "a keyword in two topics": (Seeds(("a", "b"), ((0, 1), (1, 2))), [[0, 1, 2], [1, 1], [3, 0]], 3),
    "keywords that are never said": (Seeds(("a", "b"), ((4,), (0,))), [[0, 1, 2], [1, 1], [3, 0]], 3),
    "no keyword at all": (Seeds(("a", "b"), ((), (0,))), [[0, 1, 2], [1, 1]], 2),
    "an empty document": (Seeds(("a",), ((0,),)), [[], [0, 1, 2], [], [1]], 2),
    "one document": (Seeds(("a",), ((0,),)), [[0, 1, 2, 2]], 2),
    "one word": (None, [[0]], 2),
    "one topic": (Seeds(("a",), ((0,),)), [[0, 1], [2]], 1),
    "no free topic": (Seeds(("a", "b"), ((0,), (1,))), [[0, 3], [1, 2], [0, 1]], 2),
    "all words keywords": (Seeds(("a", "b"), ((0, 1), (2, 3))), [[0, 1], [2, 3], [1, 2]], 2),
    "all words keywords of all topics": (Seeds(("a", "b"), ((0, 1, 2, 3),) * 2), [[0, 1], [2, 3], [1, 2]], 3),
}


@pytest.mark.parametrize("weights", ["none", "information"])
@pytest.mark.parametrize("edge", EDGES)
def test_at_the_edges_shares_still_sum_to_one(edge, weights):
    """Every row is a distribution without zeros or gaps, and labels stand first."""
    seeds, bags, number = EDGES[edge]
    fit = KeywordModel(seeds, iterations=20, burn_in=10, weights=weights).fit(bags, 5, number, 3)
    assert fit.topic_word.shape == (number, 5)
    assert fit.document_topic.shape == (len(bags), number)
    assert fit.topic_word.sum(axis=1).tolist() == pytest.approx([1] * number)
    assert fit.document_topic.sum(axis=1).tolist() == pytest.approx([1] * len(bags))
    assert fit.topic_word.min() > 0
    assert fit.labels == ((*seeds.labels, *[""] * (number - len(seeds.labels))) if seeds else ())
    assert np.isfinite(fit.extra["trace"]).all()
    assert np.isnan(fit.extra["keyword_share"]).tolist() == [
        not (seeds and topic < len(seeds.words) and seeds.words[topic]) for topic in range(number)]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(0, 6), max_size=8), min_size=1, max_size=8).filter(any),
       st.lists(st.sets(st.integers(0, 6), max_size=4), max_size=3), st.integers(0, 2), st.integers(-5, 2**70))
def test_any_bags_and_keywords_give_distributions(bags, keywords, free, seed):
    """Whatever the words, keywords and seed: rows sum to 1, nothing is negative or missing."""
    seeds = Seeds(tuple("abc"[: len(keywords)]), tuple(tuple(sorted(one)) for one in keywords))
    number = max(len(keywords) + free, 1)
    fit = KeywordModel(seeds, iterations=6, burn_in=1).fit(bags, 7, number, seed)
    for rows in (fit.topic_word, fit.document_topic):
        assert rows.sum(axis=1) == pytest.approx(np.ones(len(rows)))
        assert rows.min() >= 0
    assert ((fit.prior > 0) & np.isfinite(fit.prior)).all()


def test_a_document_without_words_has_the_shares_of_the_prior():
    """Nothing is known of it but what holds for all."""
    bags, _main, _words = planted()
    fit = KeywordModel(planted_seeds([0]), **QUICK).fit([[], *bags], WORDS, TOPICS, 1)
    assert fit.document_topic[0] == pytest.approx(fit.prior / fit.prior.sum(), abs=0.03)


def test_transform_gives_new_documents_the_topics_of_their_words():
    """Documents of the same planted topics that the fit never saw land in them; no chance is in it."""
    bags, _main, _words = planted()
    model = KeywordModel(planted_seeds([2, 0]), **QUICK)
    fit = model.fit(bags[:160], WORDS, TOPICS, 1)
    shares = model.transform(fit, bags[160:])
    main = planted()[1][160:]
    assert ((shares.argmax(axis=1) == 0) == (main == 2)).mean() > 0.95
    assert shares.tobytes() == model.transform(fit, bags[160:]).tobytes()
    assert shares.tobytes() == fold_in(fit.topic_word, fit.prior, bags[160:]).tobytes()


def test_frequent_words_weigh_less_with_information_weights():
    """A word that is twice as rare in bits counts twice as much, in eighths; the mean over all words is about 1."""
    bags = [[0] * 8 + [1] * 4 + [2] * 2 + [3] * 2]
    weights = KeywordModel(weights="information")._weights(bags, 5)
    assert weights[:4].tolist() == [0.625, 1.125, 1.75, 1.75]
    assert float((weights[:4] * [8, 4, 2, 2]).sum() / 16) == pytest.approx(1, abs=0.05)
    assert KeywordModel()._weights(bags, 5).tolist() == [1.0] * 5


def test_progress_is_told_of_every_sweep_and_an_interrupt_stops_between_two():
    """Ctrl-C is heard after a sweep, not at the end."""
    told = []

    def stop(done, total):
        told.append((done, total))
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        KeywordModel(iterations=50, burn_in=10).fit([[0, 1]], 2, 2, 1, progress=stop)
    assert told == [(1, 50), (2, 50), (3, 50)]


@pytest.mark.parametrize(("bags", "words", "number", "keywords", "error", "message"), [
    ([[], []], 3, 2, ((0,),), NotComputableError, "no document has a word"),
    ([[0, 3]], 3, 2, ((0,),), UsageError, "from 0 to 2"),
    ([[0, -1]], 3, 2, ((0,),), UsageError, "from 0 to 2"),
    ([[0, 1]], 3, 2, ((5,),), UsageError, "from 0 to 2"),
    ([[0, 1]], 3, 0, (), UsageError, "at least one topic"),
    ([[0, 1]], 3, 1, ((0,), (1,)), NotComputableError, "more topics"),
])
def test_what_cannot_be_fitted_is_refused(bags, words, number, keywords, error, message):
    """Numbers out of range never reach the compiled part, which would not notice."""
    seeds = Seeds(tuple("ab"[: len(keywords)]), keywords) if keywords else None
    with pytest.raises(error, match=message):
        KeywordModel(seeds).fit(bags, words, number, 1)


@pytest.mark.parametrize(("options", "message"), [
    ({"iterations": 10, "burn_in": 10}, "ask for at least 15"),
    ({"thin": 0}, "every sweep"),
    ({"prior": 0.0}, "above 0"),
    ({"alpha": (1.0, -1.0)}, "above 0"),
    ({"weights": "idf"}, "none or information"),
])
def test_options_that_make_no_model_are_refused(options, message):
    """The message says what would do."""
    with pytest.raises(UsageError, match=message):
        KeywordModel(**options)


def test_equal_options_are_equal_models():
    """A model is its options, so that they can say which fit it is."""
    assert KeywordModel(planted_seeds([1])) == KeywordModel(planted_seeds([1]))
    assert len({KeywordModel(), KeywordModel(), KeywordModel(prior=0.2)}) == 2
    assert KeywordModel().name.startswith("keyATM (qualcode ")


def test_numba_is_loaded_only_where_a_model_is_fitted():
    """Importing the model and asking its name leaves the compiler alone."""
    script = ("import sys; from qualcode.topics.keyword_model import KeywordModel; KeywordModel().name; "
              "print('numba' in sys.modules)")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
