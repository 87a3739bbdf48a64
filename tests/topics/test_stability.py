"""Which topics come back."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.topics.fits import Job, Texts, fit_each, resample_people, shuffled
from qualcode.topics.gensim_lda import GensimLda
from qualcode.topics.model import Fit
from qualcode.topics.seeds import Seeds
from qualcode.topics.stability import main_person, matched, measure, medoid

EYE = np.kron(np.eye(3), np.ones(10)) / 10


def fit_of(rows, labels=(), seed=0):
    """Make a fit of one document from topic-word rows."""
    rows = np.asarray(rows, dtype=float)
    return Fit(rows, np.full((1, len(rows)), 1 / len(rows)), seed, labels)


@dataclass(frozen=True)
class Blocks:
    """A model whose topics are the blocks of ten words that its documents hold, and, from ``noise`` seeds on, chance.

    The last topic is the block of words that ``owner``'s documents alone hold, where they are there.
    """

    wild: int = 10**9
    name: str = "blocks"

    def fit(self, bags, words, number, seed):
        """Return one topic a block; what is in no document is drawn at random."""
        chance = np.random.default_rng(seed)
        held = {word for bag in bags for word in bag}
        rows = np.zeros((number, words))
        for topic in range(number):
            own = range(topic * 10, topic * 10 + 10)
            known = all(word in held for word in own) and seed < self.wild
            rows[topic, list(own) if known else chance.choice(words, 10, replace=False)] = 0.1
        shares = np.full((len(bags), number), 0.1 / number)
        for row, bag in enumerate(bags):
            shares[row, bag[0] // 10 % number] += 0.9
        return Fit(rows, shares, seed)

    def transform(self, fit, bags):
        """Return nothing of use."""
        return np.full((len(bags), len(fit.topic_word)), 1 / len(fit.topic_word))


def blocks_texts(people=10, spread=3):
    """Return documents of three blocks, the last of which only the first person has, in a vocabulary of 60 words."""
    bags, owners = [], []
    for person in range(people):
        for block in range(spread):
            if block < spread - 1 or person == 0:
                bags.append(list(range(block * 10, block * 10 + 10)))
                owners.append(f"P{person:02}")
    return Texts(bags, 60, owners)


def test_topics_are_matched_in_any_order():
    """The same topics in another order agree fully; disjoint ones not at all."""
    match, overlap = matched(fit_of(EYE), fit_of(EYE[[2, 0, 1]]))
    assert match.tolist() == [1, 2, 0]
    assert overlap.tolist() == [1, 1, 1]
    assert matched(fit_of(EYE[:1]), fit_of(EYE[1:2]))[1].tolist() == [0]


def test_matching_is_one_to_one_even_where_two_topics_want_the_same():
    """The sum of overlaps is what counts: the better pair keeps its match, and nobody is matched twice."""
    two = np.zeros((2, 30))
    two[0, 0:10], two[1, 4:14] = 0.1, 0.1
    match, overlap = matched(fit_of(two), fit_of(np.stack([two[0], np.roll(two[0], 15)])))
    assert match.tolist() == [0, 1]
    assert overlap.tolist() == [1, 0]


def test_keywords_name_their_topic_and_prove_nothing():
    """Topics with keywords are matched by name, and only their other words are compared."""
    seeds = Seeds(("a", "b"), ((0, 1, 2, 3, 4), (10, 11, 12, 13, 14)))
    one, other = np.full((2, 40), 1e-6), np.full((2, 40), 1e-6)
    for rows, rest in ((one, (5, 20)), (other, (20, 30))):
        for topic, keywords in enumerate(seeds.words):
            rows[topic, list(keywords)] = 0.1
            rows[topic, rest[topic] : rest[topic] + 10] = 0.05
    match, overlap = matched(fit_of(one, ("a", "b")), fit_of(other, ("a", "b")), seeds)
    assert match.tolist() == [0, 1]
    assert overlap.tolist() == [0, 0]
    assert matched(fit_of(one, ("a", "b")), fit_of(other, ("a", "b")))[1].min() > 0


def test_the_medoid_agrees_best_with_all_others():
    """Two alike and one apart: one of the two is the medoid, the first of them."""
    apart = np.roll(EYE, 5, axis=1)
    assert medoid([fit_of(apart), fit_of(EYE), fit_of(EYE[[1, 0, 2]])]) == 1
    assert medoid([fit_of(EYE)]) == 0


def test_a_topic_of_one_person_is_gone_when_that_person_is():
    """Two blocks that everybody has are stable; the one that hangs on the first person is not."""
    found = measure(Blocks(), blocks_texts(), 3, 1, seeds=4, resamples=30, shuffles=0)
    states = [one.state for one in found.stability.topics]
    assert states == ["stable", "stable", "unstable"]
    assert [one.seeds for one in found.stability.topics] == [1, 1, 1]
    assert [one.resamples for one in found.stability.topics[:2]] == [1, 1]
    assert found.stability.topics[2].resamples == pytest.approx(0.8, abs=0.2)
    assert found.stability.topics[2].resamples_sd > 0.2
    assert found.stability.topics[2].value == found.stability.topics[2].without < 0.35
    assert [(one.hangs, one.reason) for one in found.stability.topics] == [
        (False, ""), (False, ""), (True, "hangs on one person")]
    assert found.stability.fixed


def test_a_topic_of_one_person_who_was_never_left_out_is_not_believed():
    """Where no resample is without that person nothing speaks for the topic, and the number is missing."""
    texts = blocks_texts()
    owner = texts.people[0]
    seed = next(seed for seed in range(1, 99) if owner in {texts.people[row] for row in resample_people(
        texts.people, seed)})
    topic = measure(Blocks(), texts, 3, seed, seeds=2, resamples=1, shuffles=0).stability.topics[2]
    assert (topic.resamples, topic.state, topic.reason) == (1, "unstable", "hangs on one person")
    assert np.isnan(topic.without)


def test_who_has_most_of_a_topic():
    """Shares are summed over a person's documents; of equals it is the first by name; nobody where there is none."""
    assert main_person(np.array([0.25, 0.5, 0.25]), ["乙", "甲", "乙"]) == ("乙", 0.5)
    assert main_person(np.array([0.5, 0.25]), ["甲", "甲"]) == ("甲", 1)
    assert main_person(np.zeros(1), ["甲"])[0] == ""


def test_a_topic_that_is_another_one_with_each_seed_is_not_stable():
    """Chance topics have the overlap of chance, and the reference is still one of the fits."""
    found = measure(Blocks(wild=0), blocks_texts(), 3, 1, seeds=5, resamples=5, shuffles=2)
    assert [one.state for one in found.stability.topics] == ["unstable"] * 3
    assert max(one.value for one in found.stability.topics) < 0.35
    assert {one.reason for one in found.stability.topics} == {"comes back in too few fits"}
    assert not found.stability.fixed
    assert found.stability.threshold == 0.5
    assert len(found.fits) == len(found.matches) == 5
    place = [fit.seed for fit in found.fits].index(found.reference.seed)
    assert found.matches[place].tolist() == [0, 1, 2]
    assert found.shares.shape == (5, 21, 3)


def test_a_model_that_finds_the_same_in_shuffled_words_is_not_believed():
    """Where shuffled words give the same topics, the threshold is as high as their stability."""
    found = measure(Blocks(), blocks_texts(40, 2), 2, 1, seeds=2, resamples=4, shuffles=2)
    assert found.stability.null == 1
    assert found.stability.threshold == 1
    assert found.stability.shuffles == 2


def test_one_participant_leaves_nobody_to_leave_out():
    """What was not measured is unknown, with a reason, and never stable."""
    texts = blocks_texts(1, 3)
    (one, *_others) = measure(Blocks(), texts, 3, 1, seeds=1, resamples=5).stability.topics
    assert one.state == "unknown"
    assert one.reason == "one participant only: nobody can be left out"
    assert np.isnan([one.seeds, one.seeds_sd, one.resamples, one.value]).all()
    (one, *_others) = measure(Blocks(), blocks_texts(), 3, 1, seeds=2, resamples=0).stability.topics
    assert (one.state, one.reason) == ("unknown", "not fitted to fewer participants")


def test_every_fit_is_told():
    """The bar ends where the fits do, and a seed that changes nothing spares the rest of the seeds."""
    told = []
    measure(Blocks(), blocks_texts(), 3, 1, seeds=6, resamples=3, shuffles=1, tell=lambda *done: told.append(done))
    assert told[-1] == (2 + 3 + 5, 2 + 3 + 5)


@given(st.lists(st.sampled_from(["甲", "乙", "Ａ", "𠮷", "😀", "\u200b丁"]), min_size=2), st.integers(0, 99))
def test_a_resample_keeps_participants_whole(people, seed):
    """All documents of a participant are in or out; somebody is left out and somebody stays."""
    if len(set(people)) < 2:
        return
    rows = resample_people(people, seed)
    inside, outside = {people[row] for row in rows}, {people[row] for row in set(range(len(people))) - set(rows)}
    assert inside
    assert outside
    assert not inside & outside
    assert len(inside) == min(max(round(0.8 * len(set(people))), 1), len(set(people)) - 1)
    assert rows == resample_people(people, seed) == tuple(sorted(rows))


@given(st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=8), min_size=1, max_size=10), st.integers(0, 99))
def test_dealing_out_words_keeps_lengths_and_words(bags, seed):
    """Documents have the lengths they had, and together the same words."""
    dealt = shuffled(bags, seed)
    assert [len(bag) for bag in dealt] == [len(bag) for bag in bags]
    assert sorted(word for bag in dealt for word in bag) == sorted(word for bag in bags for word in bag)


def test_a_fit_depends_on_its_job_alone():
    """Jobs one by one and together give the same fits; fewer documents and shuffled words give others."""
    chance = np.random.default_rng(3)
    texts = Texts([chance.integers(0, 40, 12).tolist() for _document in range(60)], 40, ["a"] * 30 + ["b"] * 30)
    jobs = [Job(3, 1), Job(3, 1, rows=tuple(range(40))), Job(3, 1, shuffle=1)]
    together = list(fit_each(GensimLda(), texts, jobs))
    alone = [next(fit_each(GensimLda(), texts, [job])) for job in jobs]
    assert all((one.topic_word == two.topic_word).all() for one, two in zip(together, alone, strict=True))
    assert [len(fit.document_topic) for fit in together] == [60, 40, 60]
    assert not np.allclose(together[0].topic_word, together[2].topic_word)


@pytest.mark.slow
def test_two_processes_give_the_same_fits():
    """Fits of a pool are those of one process, in the same order."""
    chance = np.random.default_rng(3)
    texts = Texts([chance.integers(0, 40, 12).tolist() for _document in range(60)], 40, ["a"] * 60)
    jobs = [Job(3, seed) for seed in range(4)]
    one, two = (list(fit_each(GensimLda(), texts, jobs, processes)) for processes in (1, 2))
    assert all((a.topic_word == b.topic_word).all() for a, b in zip(one, two, strict=True))


def test_covariates_follow_their_documents():
    """A model that takes covariates gets those of the documents that it is fitted to."""
    seen = []

    class Told(Blocks):
        def fit(self, bags, words, number, seed, *, covariates):
            seen.append((len(bags), covariates.ravel().tolist()))
            return super().fit(bags, words, number, seed)

    texts = blocks_texts(2, 2)
    given = Texts(texts.bags, texts.words, texts.people, np.arange(3.0).reshape(-1, 1))
    list(fit_each(Told(), given, [Job(2, 1), Job(2, 1, rows=(0, 2))]))
    assert seen == [(3, [0.0, 1.0, 2.0]), (2, [0.0, 2.0])]
