"""One paragraph on a topic, made from its figures alone: the same topic has the same words."""

from collections.abc import Mapping
from math import isnan

from qualcode.i18n import _, prose
from qualcode.topics.coherence import TOP
from qualcode.topics.results import CodeLink, Topic, TopicModelling
from qualcode.topics.stability import ONE_PERSON
from qualcode.topics.tables import words_of


def summary(topic: Topic, result: TopicModelling, names: Mapping[str, str]) -> str:
    """Return what is to be said of a topic in sentences: words, people, stability, coherence, code.

    Args:
        topic: Of ``result``.
        result: All topics.
        names: Names of codes and themes by id; an id without a name stands for itself.
    """
    by_frex = sorted(topic.terms, key=lambda term: -term.frex)
    said = [
        _("Most probable words: {words}. Its own words (FREX): {frex}.").format(
            words=words_of(topic), frex=" ".join(term.word for term in by_frex[:TOP])),
        _stability(topic, result), _people(topic, result),
        _("Coherence (NPMI): {npmi}; exclusivity: {exclusivity}.").format(
            npmi=_number(topic.npmi), exclusivity=_number(topic.exclusivity)),
    ]
    if topic.label:
        said.append(_("It was given the keywords of {name}.").format(name=names.get(topic.label, topic.label)))
    return prose([*said, _code(topic, result, names)])


def _stability(topic: Topic, result: TopicModelling) -> str:
    came, over = topic.stability, result.stability
    text = {
        "stable": _("Stable: it comes back"), "unstable": _("Not stable, not to be relied on: it comes back"),
        "unknown": _("It is not known whether it is stable: it comes back"),
    }[came.state]
    parts = []
    if over.fixed:
        parts.append(_("with any seed, which changes nothing here"))
    elif not isnan(came.seeds):
        parts.append(_("with {seeds} over {n} seeds").format(seeds=_number(came.seeds), n=over.seeds))
    if not isnan(came.resamples):
        parts.append(_("with {resamples} over {n} fits to four fifths of the participants").format(
            resamples=_number(came.resamples), n=over.resamples))
    if not isnan(came.without):
        parts.append(_("with {value} over those of them without {person}").format(
            value=_number(came.without), person=topic.person))
    elif came.hangs and came.state == "unstable":
        parts.append(_("but it was never fitted without {person}").format(person=topic.person))
    if not parts:
        return _("It was not measured whether it is stable.")
    return _("{text} {parts} (overlap of its ten words; relied on from {threshold}).").format(
        text=text, parts=_(", ").join(parts), threshold=_number(over.threshold))


def _people(topic: Topic, result: TopicModelling) -> str:
    text = _("Main topic of {documents} of {all} passages ({share}), of {people} of {everybody} participants").format(
        documents=topic.documents, all=result.documents, share=f"{topic.document_share:.0%}",
        people=topic.participants, everybody=result.participants)
    if topic.towns is not None:
        text += _(" from {n} towns").format(n=topic.towns)
    if isnan(topic.largest_person):
        text = _("{note}.").format(note=text)
    else:
        whose = (_("; it hangs on {person}, who has {share} of it.") if topic.largest_person >= ONE_PERSON
                 else _("; nobody has more of it than {person}, {share}."))
        text += whose.format(person=topic.person, share=f"{topic.largest_person:.0%}")
    return text


def _code(topic: Topic, result: TopicModelling, names: Mapping[str, str]) -> str:
    links: dict[str, CodeLink] = {link.code: link for link in result.links
                                  if link.topic == topic.number and link.kind == "code"}
    if not links:
        return ""
    link = links.get(topic.code)
    if link is None:  # whether codes name a topic is asked of stable ones only
        return _("No code names it: a candidate for a new code.") if topic.stable and not topic.label else ""
    tested = "" if isnan(link.q) else _(", q {q}").format(q=f"{link.q:.3f}")
    return _("It goes with the code {name} (lift {lift}{tested}).").format(
        name=names.get(link.code, link.code), lift=_number(link.lift), tested=tested)


def _number(value: float) -> str:
    return _("not known") if isnan(value) else f"{value:.2f}"
