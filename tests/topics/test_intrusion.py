"""Sheets for people who look for intruders."""

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from qualcode.errors import NotComputableError
from qualcode.model import Corpus, Unit
from qualcode.topics.documents import Document, Piece
from qualcode.topics.gensim_lda import GensimLda
from qualcode.topics.intrusion import Item, answer_place, precision, score, topic_items, word_items
from qualcode.topics.intrusion_tables import key_of, key_text, scores_table, topic_sheet, word_sheet
from qualcode.topics.model import Fit
from qualcode.topics.results import Fitted
from qualcode.topics.stability import Measured, Stability
from qualcode.topics.vocabulary import Vocabulary, VocabularyRules
from tests.factories import make_transcript

WORDS = tuple(f"w{number:03}" for number in range(120))
SHOWN = ("手机", "平台", "水稻", "医院", "学校", "𠮷野")


def fitted(topics=5, people=6):
    """Return topics of 20 words each, and documents of one topic each with a second and third one beside it."""
    rows = np.full((topics, 120), 1e-5)
    for topic in range(topics):
        rows[topic, topic * 20 : topic * 20 + 20] = np.linspace(0.09, 0.02, 20)
    transcript = make_transcript("一", [("答", f"第{number:03}句话。") for number in range(topics * people)])
    documents, shares = [], []
    for number, turn in enumerate(transcript.turns):
        unit = Unit(f"一#{number + 1}", "一", number + 1, turn.body, number)
        documents.append(Document("一", f"P{number % people}", (Piece(unit, turn.body, ()),)))
        own = np.full(topics, 0.02)
        own[[number % topics, (number + 1) % topics, (number + 2) % topics]] = 0.6, 0.2, 0.1
        shares.append(own / own.sum())
    fit = Fit(rows / rows.sum(axis=1, keepdims=True), np.array(shares), 7)
    measured = Measured(fit, (fit,), np.arange(topics)[None, :], Stability((), 1, 0, 0, 0.1, 0.5, False, 1.0))
    made = Fitted(GensimLda(), measured, tuple(documents), Vocabulary(WORDS, ()), VocabularyRules(),
                  {"w000": "手机"})
    return made, Corpus((transcript,))


def test_an_intruder_belongs_to_another_topic_only():
    """Five words are the topic's own next five, the sixth is one of the ten first of another topic."""
    made, _corpus = fitted()
    items = word_items(made, items=2, seed=3)
    assert [item.id for item in items] == [f"W{number:02}" for number in range(1, 11)]
    assert sorted(item.topic for item in items) == sorted([1, 2, 3, 4, 5] * 2)
    for item in items:
        places = [WORDS.index({"手机": "w000"}.get(word, word)) for word in item.options]
        intruder = places.pop(item.intruder - 1)
        own = {place // 20 + 1 for place in places}
        assert own == {item.topic}
        assert {place % 20 // 5 for place in places} in ({0}, {1})
        assert intruder // 20 + 1 != item.topic
        assert intruder % 20 < 10
    assert {"手机"} <= {word for item in items for word in item.options}
    assert len({item.intruder for item in items}) > 1


def test_the_same_seed_gives_the_same_items_and_another_one_others():
    """Sheets can be made again."""
    made, corpus = fitted()
    assert word_items(made) == word_items(made)
    assert word_items(made) != word_items(made, seed=8)
    assert topic_items(made, corpus) == topic_items(made, corpus)


def test_topic_items_show_three_large_topics_and_a_small_one():
    """The intruder has less of the passage than the others, and passages are balanced over participants."""
    made, corpus = fitted()
    items = topic_items(made, corpus, items=2)
    assert len(items) == 10
    for item in items:
        assert item.shares[item.intruder - 1] == min(item.shares)
        assert sorted(item.shares)[1:] == pytest.approx([0.1 / 0.94, 0.2 / 0.94, 0.6 / 0.94])
        assert item.passage.startswith("第")
        assert len(item.options) == len(set(item.options)) == 4
    passages = {item.passage: next(one.participant for one in made.documents
                                   if one.pieces[0].span.of(corpus.transcripts[0].text) == item.passage)
                for item in items}
    assert len(passages) == 10
    counts = [list(passages.values()).count(person) for person in set(passages.values())]
    assert max(counts) - min(counts) <= 1


def test_passages_with_three_topics_come_first():
    """A passage about one topic alone, whose third is as small as any intruder, is taken when no other is left."""
    made, corpus = fitted(4, 4)
    shares = made.measured.reference.document_topic.copy()
    alone = [row for row in range(len(shares)) if row // 4 % 2]
    shares[alone] = np.eye(4)[[row % 4 for row in alone]] * 0.96 + 0.01
    fit = Fit(made.measured.reference.topic_word, shares, 7)
    measured = Measured(fit, (fit,), made.measured.matches, made.measured.stability)
    changed = Fitted(made.model, measured, made.documents, made.vocabulary, made.words, {})
    assert all(sorted(item.shares)[1] > 0.05 for item in topic_items(changed, corpus, items=2))
    assert sum(sorted(item.shares)[1] > 0.05 for item in topic_items(changed, corpus, items=3)) == 8


def test_two_topics_or_four_are_needed():
    """One topic has no intruders; three have no intruder among topics."""
    with pytest.raises(NotComputableError):
        word_items(fitted(1)[0])
    made, corpus = fitted(3)
    with pytest.raises(NotComputableError, match="4 topics or more; there are 3"):
        topic_items(made, corpus)


def test_the_sheets_do_not_say_what_the_intruder_is():
    """Only what is chosen among is there, with an empty column for the answer."""
    made, corpus = fitted()
    items = (*word_items(made), *topic_items(made, corpus))
    words, topics = word_sheet(items), topic_sheet(items)
    assert list(words.columns) == ["item", "word_1", "word_2", "word_3", "word_4", "word_5", "word_6", "answer"]
    assert list(topics.columns) == ["item", "passage", "topic_1", "topic_2", "topic_3", "topic_4", "answer"]
    assert set(words["answer"]) == set(topics["answer"]) == {""}
    assert (len(words), len(topics)) == (10, 10)


def test_a_key_is_read_as_it_was_written():
    """Items come back without passages; any other text is no key."""
    made, corpus = fitted()
    items = (*word_items(made), *topic_items(made, corpus))
    text = key_text(items, {"model": "m"}, {1: "stable", 2: "unstable"})
    read, states = key_of(text)
    assert [(one.id, one.kind, one.options, one.intruder, one.topic) for one in read] == [
        (one.id, one.kind, one.options, one.intruder, one.topic) for one in items]
    assert states == {1: "stable", 2: "unstable"}
    assert "第" not in text
    assert [key_of(other) for other in ("", "[]", "{}", '{"format": "x"}', text.replace("intruder", "x"))] == [None] * 5


@given(st.integers(1, 6), st.sampled_from(["{}", " {} ", "\ufeff{}\u3000", "{}.0", "{}\r\n"]), st.booleans())
def test_an_answer_may_be_a_number_of_any_width(place, shape, wide):
    """Full-width digits, blanks, byte order marks and the decimals of workbooks are all the same number."""
    number = chr(ord("０") + place) if wide else str(place)
    item = Item("W01", "word", SHOWN, 1, 1)
    assert answer_place(item, shape.format(number)) == place


@pytest.mark.parametrize(("answer", "place"), [
    ("𠮷野", 6), ("水稻", 3), ("", 0), ("\u200b", 0), ("7", None), ("0", None), ("水", None), ("1.5", None)])
def test_an_answer_may_be_the_word(answer, place):
    """What names no option is neither right nor wrong."""
    assert answer_place(Item("W01", "word", SHOWN, 1, 1), answer) == place


@pytest.mark.parametrize(("right", "answers"), [(0, 4), (1, 4), (4, 4), (7, 20)])
def test_precision_has_the_exact_interval_and_p(right, answers):
    """Interval and p are those of scipy's binomial test."""
    item = Item("W01", "word", SHOWN, 2, 1)
    found = precision(1, "word", [(item, 2)] * right + [(item, 3)] * (answers - right))
    theirs = binomtest(right, answers, 1 / 6, alternative="greater")
    ends = binomtest(right, answers).proportion_ci(0.95, method="exact")
    assert (found.low, found.high, found.p) == pytest.approx((ends.low, ends.high, theirs.pvalue))
    assert found.value == right / answers


def test_scores_of_two_raters():
    """Precision counts given answers, topic log odds are the means over raters, and what is empty is told."""
    items = [Item("W01", "word", SHOWN, 2, 1), Item("W02", "word", SHOWN, 5, 2),
             Item("T01", "topic", ("a", "b", "c", "d"), 4, 3, "p", (0.5, 0.3, 0.1, 0.02)),
             Item("T02", "topic", ("a", "b", "c", "d"), 1, 2, "p", (0.0, 0.3, 0.1, 0.6))]
    found = score(items, {"甲": {"W01": 2, "W02": 1, "T01": 4}, "乙": {"W01": 2, "T01": 3}})
    assert [(one.topic, one.answers, one.right) for one in found.words] == [(1, 2, 2), (2, 1, 0), (0, 3, 2)]
    assert (found.topics.answers, found.topics.right, found.topics.chance) == (2, 1, 0.25)
    assert found.log_odds["T01"] == pytest.approx(log(0.02 / 0.1) / 2)
    assert np.isnan(found.log_odds["T02"])
    assert found.mean_log_odds == found.log_odds["T01"]
    assert found.unanswered == {"甲": 1, "乙": 2}
    table = scores_table(found, {1: "stable"})
    assert table["state"].tolist() == ["stable", "", "", ""]
    assert table["precision"].tolist() == pytest.approx([1, 0, 2 / 3, 0.5], abs=1e-6)


def test_a_share_of_nought_has_log_odds_too():
    """A factorisation gives an intruder no share at all; the smallest share that is reckoned with is .0001."""
    item = Item("T01", "topic", ("a", "b", "c", "d"), 1, 2, "p", (0.0, 0.3, 0.1, 0.6))
    assert score([item], {"甲": {"T01": 2}}).mean_log_odds == pytest.approx(log(1e-4 / 0.3))


def test_nobody_answered():
    """Numbers without answers are missing."""
    found = score([Item("W01", "word", SHOWN, 2, 1)], {"甲": {}})
    assert np.isnan([found.words[0].value, found.words[0].low, found.words[0].p, found.mean_log_odds]).all()
    assert found.topics is None


def test_a_span_is_the_passage():
    """A passage of several pieces is their words in order."""
    made, corpus = fitted()
    one, two = made.documents[:2]
    joined = Document("一", "P0", (*one.pieces, *two.pieces))
    fit = Fit(made.measured.reference.topic_word, made.measured.reference.document_topic[:1], 7)
    measured = Measured(fit, (fit,), made.measured.matches, made.measured.stability)
    (item,) = topic_items(Fitted(made.model, measured, (joined,), made.vocabulary, made.words, {}), corpus)
    assert item.passage == "第000句话。第001句话。"
