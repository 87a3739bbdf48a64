"""What was done to find topics, in sentences for a method section and for the foot of every table."""

from collections.abc import Iterator, Mapping
from math import isnan

from qualcode.i18n import _, prose
from qualcode.topics.choose import FITS
from qualcode.topics.documents import GAP, DocumentKind, DocumentRules
from qualcode.topics.results import FEWEST_DOCUMENTS, FEWEST_PARTICIPANTS, LARGEST_Q, TopicModelling
from qualcode.topics.stability import FLOOR
from qualcode.topics.vocabulary import Dropped

#: Words that are named of what a rule of the vocabulary took away.
NAMED = 5


def state_word(state: str) -> str:
    """Return ``stable``, ``unstable`` or ``unknown`` in the language of messages."""
    return {"stable": _("stable"), "unstable": _("not stable"), "unknown": _("not measured")}[state]


def verdict(result: TopicModelling) -> str:
    """Return how many topics can be relied on, and what to do where none can."""
    stable, number = sum(topic.stable for topic in result.topics), len(result.topics)
    measured = any(topic.stability.state != "unknown" for topic in result.topics)
    if not measured:
        return _("{n} topics; it was not measured whether they are stable, so that none is to be relied on yet."
                 ).format(n=number)
    if stable == number:
        return _("{n} topics, all of them stable.").format(n=number)
    if stable:
        return _("{n} topics, {stable} of them stable. The others are grey and come last: they are not to be relied on."
                 ).format(n=number, stable=stable)
    none = _("{n} topics, and none of them is stable: with other seeds, or without a fifth of the participants, other "
             "topics are found. Read them as hints where to look, report none as a finding.").format(n=number)
    help_ = _("More interviews help, and fewer topics.") if result.seeding else _(
        "More interviews help, fewer topics, and keywords of the codebook (--seed-codes).")
    return prose([none, help_])


def method(result: TopicModelling, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return what was done, a sentence or more for each step.

    Args:
        result: The topics.
        names: Names of codes and themes by id.
    """
    return tuple(sentence for sentence in (
        _("Model: {model}, {topics} topics, fitted to {documents} documents of {participants} participants, {words} "
          "different words.").format(model=result.model, topics=len(result.topics), documents=result.documents,
                                     participants=result.participants, words=result.words),
        documents_text(result.rules), _vocabulary(result), *_seeding(result, names), _number(result), _seeds(result),
        _("Coherence: NPMI of ten words, in windows of {window} words of these documents; exclusivity and FREX: "
          "Bischof and Airoldi (2012). Words by FREX are the twenty most probable ones in that order.").format(
              window=result.window),
        _links(result),
    ) if sentence)


def documents_text(rules: DocumentRules) -> str:
    """Return what a document is, in sentences."""
    text = {
        DocumentKind.WINDOW: _("A document is a window of one respondent's speech: neighbouring sentences until they "
                               "hold {size} words; a rest of fewer than {least} joins its neighbour, and what is more "
                               "than {gap} turns apart is not joined."),
        DocumentKind.TURN: _("A document is a turn of a respondent; one of fewer than {least} words joins the next one "
                             "of the same speaker, unless that is more than {gap} turns away."),
        DocumentKind.INTERVIEW: _("A document is all that one respondent says in one interview. An interview speaks of "
                                  "many things: topics of whole interviews are the least reliable ones."),
    }[rules.kind].format(size=rules.size, least=rules.smallest, gap=GAP)
    denied = _("A word that is denied where it stands is a word of its own (不会_用).") if rules.polarity else _(
        "Words that are denied count as if they were not.")
    return prose([text, denied])


def _vocabulary(result: TopicModelling) -> str:
    gone = [one for one in result.dropped if one.words]
    return _("Left out of the vocabulary: {rules}.").format(rules=_("; ").join(map(_dropped, gone))) if gone else ""


def _dropped(one: Dropped) -> str:
    return _("{rule} ({words} words, {tokens} occurrences, such as {examples})").format(
        rule=one.rule, words=one.words, tokens=one.tokens, examples=" ".join(one.examples[:NAMED]))


def _seeding(result: TopicModelling, names: Mapping[str, str]) -> Iterator[str]:
    told = result.seeding
    if told is not None and told.seeds is not None:
        yield _("Topics that began with keywords: {topics}.").format(topics=_("; ").join(
            _("{text} ({remark})").format(text=names.get(label, label), remark=" ".join(words))
            for label, words in zip(told.seeds.labels, told.keywords, strict=True)))
    if told is not None and told.left_out:
        reasons: dict[str, list[str]] = {}
        for one in told.left_out:
            reasons.setdefault(one.reason, []).append(names.get(one.label, one.label))
        yield _("Without a topic of their own: {codes}.").format(codes=_("; ").join(
            _("{text} ({remark})").format(text=_(", ").join(labels), remark=reason)
            for reason, labels in reasons.items()))
    if result.informed:
        yield _("The model was told of each document: {attributes}.").format(attributes=_(", ").join(result.informed))


def _number(result: TopicModelling) -> str:
    if not result.trials:
        return _("The number of topics was given, or the documents leave no choice.")
    chosen = next(trial for trial in result.trials if trial.chosen)
    return _("The number of topics was chosen from {numbers}: for each, {fits} fits to the documents of a random four "
             "fifths of the participants; score: mean NPMI less instability (1 less the mean overlap of matched "
             "topics). {number} is the smallest within one standard error of the best score (Breiman et al. 1984); its "
             "score: {score}.").format(
                 numbers=_(", ").join(str(trial.number) for trial in result.trials), fits=FITS, number=chosen.number,
                 score=f"{chosen.score:.2f}")


def _seeds(result: TopicModelling) -> str:
    over = result.stability
    if over.seeds < 2 and not over.resamples:
        return _("Fitted once, with seed {seed}: nothing is known of stability.").format(seed=result.seed)
    fitted = _("Fitted with {n} seeds, {first} to {last}; shown is the fit that agrees best with all others (seed "
               "{seed}).").format(n=over.seeds, first=result.first_seed, last=result.first_seed + over.seeds - 1,
                                  seed=result.seed)
    parts = [_("Another seed changes nothing in this model.") if over.fixed else fitted]
    parts.append(_("Stability of a topic: mean overlap (Jaccard) of its ten most probable words with the matched "
                   "topics of the other seeds, and of {n} fits to random four fifths of the participants; the smaller "
                   "counts. Where one person has half of a topic or more, the mean of those of these fits that leave "
                   "this person out counts too.").format(n=over.resamples))
    null = "" if isnan(over.null) else _(
        " and what 95 per cent of the topics of shuffled words do not reach ({null})").format(null=f"{over.null:.2f}")
    parts.append(_("Stable from {threshold} on, the larger of {floor}{null}.").format(
        threshold=f"{over.threshold:.2f}", floor=FLOOR, null=null) if null else
        _("Stable from {threshold} on.").format(threshold=f"{over.threshold:.2f}"))
    return prose(parts)


def _links(result: TopicModelling) -> str:
    if not result.links:
        return ""
    tested = any(not isnan(link.q) for link in result.links)
    text = _("A stable topic goes with a code where its share is larger than elsewhere (lift above 1) in at least "
             "{documents} documents of {participants} participants with the code").format(
                 documents=FEWEST_DOCUMENTS, participants=FEWEST_PARTICIPANTS)
    if not tested:
        return _("{text}; it was not tested.").format(text=text)
    return _("{text}, and q is at most {q}: one-sided, the passages of each participant in each interview shifted "
             "against their codes, so that merely being said by the same people counts for nothing; q "
             "(Benjamini-Hochberg) over all stable topics with all codes. What is not stable is not tested.").format(
                 text=text, q=LARGEST_Q)
