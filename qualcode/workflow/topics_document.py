"""Topics as a document: a section each, the stable ones first, the others in grey; then tables and what was done."""

from collections.abc import Iterable, Iterator
from math import isnan

from qualcode.exporters.document import Document, Heading, Paragraph, Run, Table, text
from qualcode.exporters.headings import heading
from qualcode.i18n import _, prose
from qualcode.topics.method import state_word, verdict
from qualcode.topics.results import CodeLink, Excerpt, Topic
from qualcode.topics.summary import summary
from qualcode.topics.tables import words_of
from qualcode.workflow.topics_findings import TopicFindings
from qualcode.workflow.topics_groups import Groups, interval, percent

Block = Heading | Paragraph | Table

#: Words of a topic in a heading and in the table of topics, and codes that are named beside it.
TITLE, SHOWN, CODES = 3, 10, 3
#: Groups that have room beside each other on a page.
ABREAST = 4


def topics_document(given: TopicFindings) -> Document:
    """Return topics as a document; the same findings give the same one."""
    groups = [Groups(one) for one in given.compared]
    blocks: list[Block] = [text(verdict(given.found)), *map(text, given.notes), _overview(given)]
    greyed = False
    for topic in given.ordered:
        if not topic.stable and not greyed and any(one.stable for one in given.found.topics):
            blocks.append(Heading(_("Topics that are not stable")))
            greyed = True
        blocks += _topic(topic, given, groups, 2 if greyed else 1)
    blocks += [Heading(_("Topics, codes and groups")), *_codes(given), *_compared(given, groups)]
    blocks += [Heading(_("What was done")), *map(text, given.method), *_trials(given), _dropped(given)]
    return Document(_("Topics"), tuple(blocks))


def topic_title(topic: Topic, given: TopicFindings) -> str:
    """Return what a topic is called: its number, the code whose keywords it has, and its first words."""
    title = _("Topic {n}: {words}").format(n=topic.number, words=words_of(topic, TITLE))
    label = given.names.get(topic.label, topic.label)
    return _("{text} ({remark})").format(text=title, remark=label) if label else title


def _topic(topic: Topic, given: TopicFindings, groups: Iterable[Groups], level: int) -> Iterator[Block]:
    grey = not topic.stable
    yield Heading(topic_title(topic, given), level)
    yield _paragraph(summary(topic, given.found, given.names), muted=grey)
    yield from (_excerpt(one, muted=grey) for one in topic.excerpts)
    near = near_codes(topic, given)
    if near:
        yield _paragraph(_("Codes whose passages have most of it: {codes}.").format(codes=_("; ").join(near)),
                         muted=grey)
    for one in groups:
        rows = tuple((share.group, str(len(share.people)), interval(share.mean), str(share.main))
                     for share in one.shares(topic))
        yield Table("", (heading(one.by), _("People"), _("Mean share"), _("Mainly about it")), rows,
                    one.difference(topic), frozenset({1, 2, 3}),
                    muted=frozenset(range(len(rows))) if grey else frozenset())


def near_codes(topic: Topic, given: TopicFindings, count: int = CODES) -> list[str]:
    """Return the codes whose documents have most of a topic, with lift and q; those it goes with come first."""
    own = [link for link in given.found.links
           if link.topic == topic.number and link.kind == "code" and link.lift > 1 and not link.told]
    own.sort(key=lambda link: (not link.named, -link.lift, link.code))
    return [_link(link, given) for link in own[:count]]


def _link(link: CodeLink, given: TopicFindings) -> str:
    q = f"q {link.q:.3f}" if not isnan(link.q) else _("has its keywords") if link.told else _("not tested")
    return _("{name} (lift {lift}, {n} documents, {q})").format(
        name=given.names.get(link.code, link.code), lift=f"{link.lift:.2f}", n=link.documents, q=q)


def _paragraph(words: str, *, muted: bool) -> Paragraph:
    return Paragraph((Run(words, muted=muted),))


def _excerpt(one: Excerpt, *, muted: bool) -> Paragraph:
    source = _("{unit}, {person}; {share} of the passage around it").format(
        unit=one.unit, person=one.participant, share=percent(one.share))
    return Paragraph((Run(f"{one.quote}\n—— {source}", muted=muted),), "quote")


def _overview(given: TopicFindings) -> Table:
    rows, grey = [], set()
    for place, topic in enumerate(given.ordered):
        link = next((one for one in given.found.links if (one.topic, one.kind, one.code) == (
            topic.number, "code", topic.code)), None)
        rows.append((
            str(topic.number), words_of(topic, SHOWN), percent(topic.share), str(topic.participants),
            number_text(topic.npmi),
            _("{text} ({remark})").format(
                text=number_text(topic.stability.value), remark=state_word(topic.stability.state)),
            _link(link, given) if link else "–"))
        if not topic.stable:
            grey.add(place)
    header = (_("Topic"), _("Words"), _("Share"), _("People"), _("NPMI"), _("Stability"), _("Code"))
    return Table(_("Topics at a glance"), header, tuple(rows), "", frozenset({0, 2, 3, 4}), (6, 16, 7, 7, 7, 10, 11),
                 muted=frozenset(grey))


def _codes(given: TopicFindings) -> Iterator[Block]:
    if not given.found.links:
        return
    yield text(unfound(given))
    if not any(topic.stable for topic in given.found.topics):
        return
    free = given.found.unnamed_topics
    words = _("; ").join(topic_title(topic, given) for topic in free)
    yield text(_("Stable topics that no code names, candidates for new codes: {topics}.").format(topics=words)
               if free else _("No stable topic is without a code, so that there are no candidates for new codes."))


def unfound(given: TopicFindings) -> str:
    """Return which codes no topic finds, in a sentence."""
    missing, tested = given.found.unfound_codes, {link.code for link in given.found.links
                                                  if link.kind == "code" and not isnan(link.p)}
    if not any(topic.stable for topic in given.found.topics):
        return _("No topic is stable, so that none is tested against codes.")
    if not tested:
        return _("No code stands in enough passages to be set beside topics.")
    if not missing:
        return _("Every code that could be tested goes with some topic.")
    if len(missing) == len(tested):
        return _("No topic goes with any of the {n} codes that could be tested.").format(n=len(tested))
    return _("Codes that no topic finds: {codes}.").format(
        codes=_(", ").join(given.names.get(code, code) for code in missing))


def _compared(given: TopicFindings, groups: Iterable[Groups]) -> Iterator[Block]:
    said: set[str] = set()
    for one in groups:
        found = one.given.comparison
        shown = found.codes[0].groups if len(found.groups) <= ABREAST else ()
        header = (_("Topic"), *(_("{name} (n = {n})").format(name=group.group, n=group.n) for group in shown),
                  _("Difference"))
        rows = tuple((topic_title(topic, given),
                      *(interval(share.mean) for share in (one.shares(topic) if shown else ())), one.difference(topic))
                     for topic in given.ordered)
        grey = frozenset(place for place, topic in enumerate(given.ordered) if not topic.stable)
        note = prose(sentence for sentence in found.captions.values() if sentence not in said)
        said |= set(found.captions.values())
        if shown or found.family:
            yield Table(_("Topics by {attribute}: mean share").format(attribute=heading(one.by)), header, rows, note,
                        frozenset(range(1, len(header) - 1)), muted=grey)
        else:
            yield text(_("By {attribute}, see each topic. {note}").format(attribute=heading(one.by), note=note), "note")


def _trials(given: TopicFindings) -> Iterator[Table]:
    if given.found.trials:
        rows = tuple((f"{one.number} ✓" if one.chosen else str(one.number), number_text(one.npmi),
                      number_text(one.instability), number_text(one.score), number_text(one.error))
                     for one in given.found.trials)
        yield Table(_("Numbers of topics that were tried"),
                    (_("Topics"), _("NPMI"), _("Instability"), _("Score"), _("Standard error")), rows,
                    numbers=frozenset(range(5)))


def _dropped(given: TopicFindings) -> Table:
    rows = tuple((one.rule, str(one.words), str(one.tokens), " ".join(one.examples)) for one in given.found.dropped)
    return Table(_("Left out of the vocabulary"), (_("Rule"), _("Different words"), _("Occurrences"), _("Such as")),
                 rows, numbers=frozenset({1, 2}), widths=(3, 1.2, 1.2, 4))


def number_text(value: float) -> str:
    """Return a figure with two decimals; what is missing is a dash."""
    return "–" if isnan(value) else f"{value:.2f}".replace("-", "−")
