"""Every topic model keeps the protocol: rows, order, seeds, the same fit twice, shares of new documents."""

import os
import pickle
import platform
import subprocess
import sys
from dataclasses import fields, replace

import numpy as np
import pytest

from qualcode.errors import NotComputableError, UsageError
from qualcode.topics.gensim_lda import GensimLda
from qualcode.topics.model import bags_hash, fit_hash, options_of, ordered
from qualcode.topics.nmf import Nmf
from qualcode.topics.registry import DEFAULT, MODELS, make_model, name_of, takes_seeds
from qualcode.topics.tomotopy_lda import TomotopyLda
from tests.topics.planted import FIELDS, WORDS, field_seeds, fields_of, planted

BAGS, PLANTED = planted()
FREE = [GensimLda(), GensimLda(passes=20, start="random"), TomotopyLda(iterations=60), Nmf(), Nmf("random")]
SEEDED = [GensimLda(seeds=field_seeds(2, 0)), TomotopyLda(iterations=60, seeds=field_seeds(2, 0))]


def fitted(model, bags=BAGS, number=FIELDS, seed=1):
    """Fit four topics."""
    return model.fit(bags, WORDS, number, seed)


@pytest.mark.parametrize("model", FREE + SEEDED, ids=lambda model: model.name)
def test_rows_sum_to_one_and_the_same_seed_gives_the_same_bytes(model):
    """A fit has one row a topic and one a document, all of them distributions, and repeats to the last bit."""
    fit = fitted(model)
    assert fit.topic_word.shape == (FIELDS, WORDS)
    assert fit.document_topic.shape == (len(BAGS), FIELDS)
    assert fit.topic_word.sum(axis=1) == pytest.approx(np.ones(FIELDS))
    assert fit.document_topic.sum(axis=1) == pytest.approx(np.ones(len(BAGS)))
    assert (fit.topic_word >= 0).all()
    again = fitted(pickle.loads(pickle.dumps(model)))
    assert again.topic_word.tobytes() == fit.topic_word.tobytes()
    assert again.document_topic.tobytes() == fit.document_topic.tobytes()


@pytest.mark.parametrize("model", FREE, ids=lambda model: model.name)
def test_planted_fields_are_found_and_ordered_by_share(model):
    """Each topic is one field; the largest share comes first; no topic has a label."""
    fit = fitted(model)
    assert sorted(fields_of(fit)) == list(range(FIELDS))
    assert (np.array(fields_of(fit))[fit.document_topic.argmax(axis=1)] == PLANTED).mean() > 0.9
    shares = fit.document_topic.mean(axis=0).tolist()
    assert shares == sorted(shares, reverse=True)
    assert fit.labels == ()


@pytest.mark.parametrize("model", SEEDED, ids=lambda model: model.name)
def test_topics_with_seeds_come_first_in_their_order(model):
    """The topic of the first seeds is the third field, that of the second the first field; the others are free."""
    fit = fitted(model)
    assert fit.labels == ("field2", "field0", "", "")
    assert fields_of(fit)[:2] == [2, 0]
    assert sorted(fields_of(fit)) == list(range(FIELDS))
    assert "seeded" in model.name


@pytest.mark.parametrize("model", [GensimLda(), TomotopyLda(iterations=60)], ids=lambda model: model.name)
def test_all_topics_may_have_seeds_but_no_more(model):
    """As many topics with seeds as topics leave none free; one more is refused with what to do."""
    fit = fitted(replace(model, seeds=field_seeds(3, 1, 0, 2)))
    assert fields_of(fit) == [3, 1, 0, 2]
    with pytest.raises(NotComputableError, match=r"4 topics have keywords, but only 3 were asked for.*name fewer"):
        fitted(replace(model, seeds=field_seeds(3, 1, 0, 2)), number=3)


@pytest.mark.parametrize("model", FREE + SEEDED, ids=lambda model: model.name)
def test_new_documents_get_the_topics_they_speak_of(model):
    """Unseen documents of a field have most of that field's topic, without chance; an empty one has all topics."""
    fit = fitted(model)
    unseen, expected = planted(40, seed=9)
    shares = model.transform(fit, [*unseen, []])
    assert shares.tobytes() == model.transform(fit, [*unseen, []]).tobytes()
    assert shares.sum(axis=1) == pytest.approx(np.ones(41))
    assert (np.array(fields_of(fit))[shares[:-1].argmax(axis=1)] == expected).mean() > 0.9
    assert shares[-1].max() < 0.6
    assert model.transform(fit, []).shape == (0, FIELDS)


@pytest.mark.parametrize("model", FREE + SEEDED, ids=lambda model: model.name)
def test_the_fitted_documents_have_about_the_same_shares_again(model):
    """Folding the fitted documents in agrees with the fit on the main topic of nearly all."""
    fit = fitted(model)
    again = model.transform(fit, BAGS)
    assert (again.argmax(axis=1) == fit.document_topic.argmax(axis=1)).mean() > 0.95


@pytest.mark.parametrize("model", FREE + SEEDED, ids=lambda model: model.name)
def test_empty_documents_and_unused_words_do_no_harm(model):
    """A document without words and a word without documents leave everything finite."""
    bags = [[], *[[word for word in bag if word != 1] for bag in BAGS], []]
    fit = fitted(model, bags)
    assert np.isfinite(fit.topic_word).all()
    assert np.isfinite(fit.document_topic).all()
    assert fit.document_topic.sum(axis=1) == pytest.approx(np.ones(len(bags)))
    assert 1 not in {word for topic in range(FIELDS) for word in fit.top(topic, 8)}


def test_a_seed_draws_another_chain_and_changes_no_factorisation():
    """Gibbs sampling depends on its seed; NMF from its own start does not, from a random one it does."""
    one, other = fitted(TomotopyLda(iterations=5, draws=1)), fitted(TomotopyLda(iterations=5, draws=1), seed=2)
    assert one.topic_word.tobytes() != other.topic_word.tobytes()
    assert fitted(Nmf()).topic_word.tobytes() == fitted(Nmf(), seed=2).topic_word.tobytes()
    assert fitted(Nmf("random")).topic_word.tobytes() != fitted(Nmf("random"), seed=2).topic_word.tobytes()


def test_a_row_of_tomotopy_is_a_distribution_of_all_words():
    """A word that no document holds has the prior's share: eta / (count of the topic + eta * words)."""
    bags = [[0, 0, 1, 1], [0, 1, 0, 1]]
    model = TomotopyLda(iterations=20, draws=1, prior=0.5)
    fit = model.fit(bags, 3, 1, 1)
    assert fit.topic_word[0].tolist() == pytest.approx([4.5 / 9.5, 4.5 / 9.5, 0.5 / 9.5], abs=0.02)


def test_tomotopy_runs_with_the_set_that_every_processor_has():
    """A fresh process on x86-64 imports tomotopy with sse2 and leaves the environment as it was."""
    script = ("import os; from qualcode.topics.tomotopy_lda import TomotopyLda; name = TomotopyLda().name; "
              "print(name, os.environ.get('TOMOTOPY_ISA'))")
    environment = {key: value for key, value in os.environ.items() if key != "TOMOTOPY_ISA"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    assert (", sse2)" in done.stdout) == (platform.machine() in {"x86_64", "AMD64"})
    assert done.stdout.split()[-1] == "None"


def test_seeded_topics_keep_their_place_and_free_ones_are_sorted():
    """The order of a fit: labels first as given, then by share; priors move with their topics."""
    shares = np.array([[0.1, 0.2, 0.7]])
    fit = ordered(np.diag([1.0, 2.0, 4.0]), shares, 5, labels=["a"], prior=np.array([0.1, 0.2, 0.3]))
    assert fit.document_topic.tolist() == [[0.1, 0.7, 0.2]]
    assert fit.topic_word.tolist() == [[1, 0, 0], [0, 0, 1], [0, 1, 0]]
    assert (fit.labels, fit.prior.tolist()) == (("a", "", ""), [0.1, 0.3, 0.2])
    assert ordered(np.diag([1.0, 2.0, 4.0]), shares, 5).labels == ()


def test_a_hash_says_which_fit_it_is():
    """Another option, seed, number, word or document is another fit; the same everything is the same."""
    bags = [[0, 1], [2]]
    base = fit_hash(GensimLda(), bags, 3, 2, 1)
    assert base == fit_hash(GensimLda(), [(0, 1), (2,)], 3, 2, 1)
    others = [
        fit_hash(GensimLda(passes=4), bags, 3, 2, 1), fit_hash(GensimLda(seeds=field_seeds(0)), bags, 3, 2, 1),
        fit_hash(Nmf(), bags, 3, 2, 1), fit_hash(GensimLda(), [[0], [1, 2]], 3, 2, 1),
        fit_hash(GensimLda(), bags, 4, 2, 1), fit_hash(GensimLda(), bags, 3, 3, 1),
        fit_hash(GensimLda(), bags, 3, 2, 2)]
    assert len({base, *others}) == 8
    assert len(bags_hash(bags, 3)) == 64
    assert set(options_of(TomotopyLda())) == {field.name for field in fields(TomotopyLda)}


def test_models_are_made_by_name():
    """Every name makes its model with seeds where it takes some, and the model knows its name."""
    for name in MODELS:
        assert name_of(make_model(name, field_seeds(1) if takes_seeds(name) else None)) == name
    assert make_model("tomotopy", iterations=5) == TomotopyLda(iterations=5)
    assert make_model() == make_model(DEFAULT)
    assert name_of(object()) == ""


@pytest.mark.parametrize(("arguments", "message"), [
    (("lda",), "no topic model lda; take one of gensim"),
    (("gensim-seeded",), "begins with keywords"),
    (("nmf", field_seeds(1)), "takes no keywords; take one of gensim-seeded"),
])
def test_what_cannot_be_made_is_said(arguments, message):
    """Unknown names, missing and superfluous seeds are errors of usage with a way on."""
    with pytest.raises(UsageError, match=message):
        make_model(*arguments)
    with pytest.raises(UsageError, match=r"has no option size; it has .*passes"):
        make_model("gensim", size=3)
