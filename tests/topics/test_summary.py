"""What is said of a topic in sentences."""

from dataclasses import replace
from math import nan

import pytest

from qualcode.topics.documents import DocumentRules
from qualcode.topics.results import CodeLink, Topic, TopicModelling, TopicTerm
from qualcode.topics.stability import Stability, TopicStability
from qualcode.topics.summary import summary

STABLE = TopicStability(0.7, 0.1, 0.6, 0.1, "stable")
TOPIC = Topic(1, (TopicTerm("手机", 0.2, 0.5, 0.6), TopicTerm("𠮷", 0.1, 0.9, 0.8)), 0.3, 30, 8, 2, 0.12, 0.61, STABLE,
              0.3, 0.2, "DT-V01", 0.1)


def result_of(topic, *links, fixed=False):
    """Return a result of one topic."""
    stability = Stability((topic.stability,), 20, 20, 3, 0.4, 0.5, fixed, 0.7)
    return TopicModelling((topic,), "m", 7, 7, 100, 10, 300, DocumentRules(), 10, (), stability, (), links)


def said(topic, *links, **options):
    """Return the sentences on the topic."""
    return summary(topic, result_of(topic, *links, **options), {"a": "形式主义"})


def test_everything_is_said_in_one_paragraph():
    """Words, stability, people, coherence and code, all from figures."""
    link = CodeLink(1, "code", "a", 9, 5, 4.0, 2.5, 2.0, 0.001, 0.004)
    assert said(replace(TOPIC, code="a"), link) == (
        "Most probable words: 手机 𠮷. Its own words (FREX): 𠮷 手机. Stable: it comes back with 0.70 over 20 seeds, "
        "with 0.60 over 20 fits to four fifths of the participants (overlap of its ten words; relied on from 0.50). "
        "Main topic of 30 of 100 passages (30%), of 8 of 10 participants from 2 towns; nobody has more of it than "
        "DT-V01, 20%. Coherence (NPMI): 0.12; exclusivity: 0.61. It goes with the code 形式主义 (lift 2.50, q 0.004).")


@pytest.mark.parametrize(("came", "words"), [
    (TopicStability(0.7, 0.1, 0.3, 0.1, "unstable", "x"), "Not stable, not to be relied on: it comes back with 0.70"),
    (TopicStability(0.7, 0.1, nan, nan, "unknown", "x"), "It is not known whether it is stable: it comes back"),
    (TopicStability(nan, nan, nan, nan, "unknown", "x"), "It was not measured whether it is stable."),
    (TopicStability(0.9, 0.1, 0.8, 0.1, "unstable", "x", hangs=True, without=0.1),
     "with 0.80 over 20 fits to four fifths of the participants, with 0.10 over those of them without DT-V01"),
    (TopicStability(0.9, 0.1, 0.8, 0.1, "unstable", "x", hangs=True), "but it was never fitted without DT-V01"),
])
def test_what_is_not_known_is_said_so(came, words):
    """Missing numbers are no numbers."""
    text = said(replace(TOPIC, stability=came))
    assert words in text
    assert "nan" not in text


def test_a_topic_that_nobody_has_ends_with_a_full_stop():
    """Without a person who has most of it the sentence is whole."""
    assert "participants from 2 towns. Coherence" in said(replace(TOPIC, largest_person=nan))


def test_a_topic_that_hangs_on_one_person_is_called_so():
    """From half of it on."""
    assert "; it hangs on DT-V01, who has 60% of it." in said(replace(TOPIC, largest_person=0.6))


def test_no_code_and_keywords():
    """Only a stable topic is a candidate for a code, and only it is asked; one with keywords has its code."""
    other = CodeLink(1, "code", "a", 9, 5, 4.0, 0.5, 0.5, 0.9, 0.9)
    unstable = replace(TOPIC, stability=replace(STABLE, state="unstable"))
    assert said(TOPIC, other).endswith("No code names it: a candidate for a new code.")
    assert said(unstable, other).endswith("exclusivity: 0.61.")
    assert said(replace(TOPIC, label="a"), other).endswith("It was given the keywords of 形式主义.")
    assert "code" not in said(TOPIC)


def test_a_seed_that_changes_nothing_is_no_stability():
    """A model without chance says so, and towns that nobody stated are not counted."""
    text = said(replace(TOPIC, towns=None), fixed=True)
    assert "with any seed, which changes nothing here, with 0.60 over 20 fits" in text
    assert "towns" not in text
