"""What is said of how topics were found."""

from dataclasses import replace

import pytest

from qualcode.topics.documents import DocumentKind, DocumentRules
from qualcode.topics.method import method, state_word, verdict
from qualcode.topics.seeding import LeftOut, Seeding
from qualcode.topics.seeds import Seeds
from qualcode.workflow.topics import topics
from tests.topics.test_topics import CORPUS, FEW


@pytest.fixture(scope="module")
def found():
    """Fit four topics of four fields."""
    return topics(CORPUS, number=4, **FEW)


def with_states(found, *states):
    """Return the topics with other states."""
    return replace(found, topics=tuple(
        replace(topic, stability=replace(topic.stability, state=state))
        for topic, state in zip(found.topics, states, strict=True)))


def test_the_verdict_says_how_many_can_be_relied_on(found):
    """All, some, none, or not known; where none can, what helps is said, keywords only where there were none."""
    assert verdict(found) == "4 topics, all of them stable."
    assert verdict(with_states(found, "stable", "unstable", "unstable", "unstable")).startswith(
        "4 topics, 1 of them stable. The others are grey")
    none = with_states(found, *["unstable"] * 4)
    assert "none of them is stable" in verdict(none) and "--seed-codes" in verdict(none)
    assert "--seed-codes" not in verdict(replace(none, seeding=Seeding(None, ())))
    assert "it was not measured" in verdict(with_states(found, *["unknown"] * 4))
    assert [state_word(state) for state in ("stable", "unstable", "unknown")] == [
        "stable", "not stable", "not measured"]


def test_the_method_names_everything_that_was_chosen(found):
    """Model, documents, what was dropped, seeds, threshold and windows stand in it with their figures."""
    said = method(found, {})
    assert said[0].startswith(f"Model: {found.model}, 4 topics, fitted to {found.documents} documents of 9 part")
    assert "until they hold 40 words; a rest of fewer than 15" in said[1]
    assert "(不会_用)" in said[1]
    assert said[2].startswith("Left out of the vocabulary: in more than 20% of documents (37 words, 1384 occurrences, ")
    assert said[3] == "The number of topics was given, or the documents leave no choice."
    assert "3 seeds, 7 to 9" in said[4] and "4 fits to random four fifths" in said[4]
    assert f"Stable from {found.stability.threshold:.2f} on" in said[4]
    assert "windows of 10 words" in said[5]
    assert len(said) == 6  # without codes nothing is said of them


@pytest.mark.parametrize(("kind", "said"), [
    (DocumentKind.TURN, "one of fewer than 15 words joins the next one"),
    (DocumentKind.INTERVIEW, "topics of whole interviews are the least reliable ones")])
def test_other_documents_are_told_as_they_are(found, kind, said):
    """Each kind has its own sentence; without polarity that is said."""
    text = method(replace(found, rules=DocumentRules(kind, polarity=False)), {})[1]
    assert said in text
    assert text.endswith("Words that are denied count as if they were not.")


def test_keywords_and_what_has_none_are_told(found):
    """Each topic's words, and each reason once with all it is the reason of."""
    told = Seeding(Seeds(("a",), ((1, 2),)), (("平台", "手机"),),
                   (LeftOut("b", (), "too few"), LeftOut("c", (), "too few")))
    said = method(replace(found, seeding=told, informed=("town",)), {"a": "平台使用", "b": "甲"})
    assert said[3:6] == (
        "Topics that began with keywords: 平台使用 (平台 手机).", "Without a topic of their own: 甲, c (too few).",
        "The model was told of each document: town.")


def test_one_fit_is_told_as_one(found):
    """Nothing is said of a threshold that was not measured."""
    once = replace(found, stability=replace(found.stability, seeds=1, resamples=0))
    assert "Fitted once, with seed" in method(once, {})[4]


def test_the_rule_by_which_the_number_was_chosen_is_told():
    """All numbers that were tried stand in it."""
    said = " ".join(method(topics(CORPUS, **{**FEW, "seeds": 1, "resamples": 0, "shuffles": 0}), {}))
    assert "The number of topics was chosen from 3, 4" in said
