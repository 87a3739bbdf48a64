"""Topics as a page: what is drawn of them, from the same findings as every table."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import isnan

from qualcode.errors import NotComputableError
from qualcode.exporters.headings import heading
from qualcode.exporters.topic_page import Cell, Compared, GroupDots, PageTopic, Passage, TopicPage, TopicWord
from qualcode.i18n import _
from qualcode.language.speech import iter_speech, surfaces
from qualcode.topics.distance import TopicMap, relevant_words, shared_out, topic_distances, topic_map
from qualcode.topics.method import state_word, verdict
from qualcode.topics.results import Excerpt, Fitted, Topic
from qualcode.topics.summary import summary
from qualcode.workflow.topics_document import near_codes, topic_title
from qualcode.workflow.topics_findings import TopicFindings
from qualcode.workflow.topics_groups import Groups, interval, percent

#: Words that a topic shows at any weight of the slider.
WORDS = 30


def topics_page(given: TopicFindings) -> TopicPage:
    """Return topics as a page.

    Raises:
        NotComputableError: the result has lost its model.
    """
    import numpy as np

    fitted = given.found.fitted
    if fitted is None:
        raise NotComputableError(_("the result holds no model to draw; fit the topics again"))
    fit, bags = fitted.measured.reference, fitted.vocabulary.bags(fitted.documents)
    said = shared_out(fit, bags)
    counts = np.rint(said.sum(axis=0)).astype(int)
    relevant = relevant_words(fit.topic_word, counts / counts.sum(), WORDS)
    shown = sorted({word for own in relevant for word in own})
    place = {word: number for number, word in enumerate(shown)}
    words = _spelt(fitted, shown, given)
    drawn = topic_map(topic_distances(fit.topic_word))
    groups = [Groups(one) for one in given.compared]
    return TopicPage(
        title=_("Topics"), verdict=verdict(given.found), map_note=_map_note(drawn),
        topics=[_topic(topic, given, groups, drawn, tuple(place[word] for word in relevant[topic.number - 1]))
                for topic in given.ordered],
        words=[TopicWord(words[word], int(counts[word]), _row(fit.topic_word[:, word], given),
                         _row(said[:, word], given)) for word in shown],
        occurrences=int(counts.sum()),
        columns=[heading(name) for name in ("state", "stability", "share", "documents", "participants", "npmi",
                                            "exclusivity", "code", "frex_terms")],
        method=given.method, notes=[*given.notes, *(one.caption for one in given.compared)])


def _spelt(fitted: Fitted, shown: Sequence[int], given: TopicFindings) -> dict[int, str]:
    """Return how words are shown; where two of them are spelt alike, as they are counted."""
    counted = fitted.vocabulary.words
    spelling = surfaces(given.corpus, iter_speech(given.corpus), [counted[word] for word in shown])
    often = Counter(spelling.values())
    return {word: spelling[counted[word]] if often[spelling[counted[word]]] == 1 else counted[word] for word in shown}


def _row(values: Iterable[float], given: TopicFindings) -> tuple[float, ...]:
    """Return numbers of topics in the order of the page."""
    own = [float(value) for value in values]
    return tuple(own[topic.number - 1] for topic in given.ordered)


def _map_note(drawn: TopicMap) -> str:
    note = _("The nearer two circles, the more alike the topics (Jensen-Shannon distance, classical scaling)")
    if isnan(drawn.shown):
        return _("{note}.").format(note=note)
    return _("{note}; these two dimensions show {share:.0%} of the squared distances.").format(
        note=note, share=drawn.shown)


def _topic(
    topic: Topic, given: TopicFindings, groups: Iterable[Groups], drawn: TopicMap, words: tuple[int, ...],
) -> PageTopic:
    by_frex = sorted(topic.terms, key=lambda term: -term.frex)
    cells: tuple[Cell, ...] = (
        state_word(topic.stability.state), topic.stability.value, topic.share, topic.documents, topic.participants,
        topic.npmi, topic.exclusivity, given.names.get(topic.code, topic.code),
        " ".join(term.word for term in by_frex[:10]))
    return PageTopic(
        topic.number, topic_title(topic, given), topic.stable, topic.share, drawn.places[topic.number - 1],
        summary(topic, given.found, given.names), words, cells, tuple(map(_passage, topic.excerpts)),
        tuple(_compared(one, topic) for one in groups), tuple(near_codes(topic, given)))


def _passage(one: Excerpt) -> Passage:
    place = _("characters {start}–{end}").format(start=one.start, end=one.end)
    if one.transcript != one.participant:
        place = f"{one.transcript}, {place}"
    return Passage(one.unit, one.participant, place, one.quote, percent(one.share))


def _compared(groups: Groups, topic: Topic) -> Compared:
    dots = tuple(GroupDots(
        _("{name} (n = {n})").format(name=one.group, n=len(one.people)), interval(one.mean), one.mean.value,
        one.mean.low, one.mean.high, one.people) for one in groups.shares(topic))
    return Compared(_("Share of the topic by {attribute}").format(attribute=heading(groups.by)), dots,
                    groups.difference(topic))
