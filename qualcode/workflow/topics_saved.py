"""Topics that were saved: in the project's folder for models, shown again, and found in other interviews.

A saved model holds words of the interviews and is as confidential as they are.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import NotComputableError, ReadError, UsageError
from qualcode.exporters.atomic import write_bytes
from qualcode.i18n import _
from qualcode.language.speech import iter_speech, surfaces
from qualcode.language.stopwords import stop_words
from qualcode.model import Corpus
from qualcode.settings import Settings
from qualcode.topics.coherence import WINDOW, Windows
from qualcode.topics.describe import TERMS, describe, frex_scores
from qualcode.topics.documents import make_documents
from qualcode.topics.files import Applied, SavedFit, apply, fit_bytes, read_fit, saved_fit
from qualcode.topics.method import state_word
from qualcode.topics.model import bags_hash
from qualcode.topics.results import Fitted, TopicModelling
from qualcode.topics.stability import Measured, Stability, State, TopicStability
from qualcode.topics.tables import DIGITS
from qualcode.topics.vocabulary import Vocabulary
from qualcode.workflow.learn import FOLDER
from qualcode.workflow.topics_findings import TopicFindings

if TYPE_CHECKING:
    import pandas as pd

#: What stands before the name of a model in that of its file, apart from what ``learn`` keeps there, and the ending.
BEFORE, ENDING = "topics-", ".npz"
_NAME = re.compile(r"\w[\w.-]*(?<!\.npz)", re.IGNORECASE)
#: Bytes of a name: with what stands around it, file systems take no more.
_LONGEST = 200
#: Below this share of known words the topics say little of what is said.
FEW_KNOWN = 0.2


@dataclass(frozen=True)
class SavedFile:
    """A file of the folder of models.

    Attributes:
        name: Of the model. path: Of the file.
        saved: What is in it, None where it cannot be read.
        problem: Why not, or "".
    """

    name: str
    path: Path
    saved: SavedFit | None
    problem: str = ""


@dataclass(frozen=True)
class AppliedTopics:
    """A saved model in the interviews of a project.

    Attributes:
        saved: The model.
        applied: Shares of its topics in documents.
        same: Whether the documents are those that it was fitted to.
    """

    saved: SavedFit
    applied: Applied
    same: bool

    @property
    def caption(self) -> tuple[str, ...]:
        """What was done, and what to be careful about."""
        given = self.applied
        said = given.known + given.unknown
        shaky = [topic + 1 for topic in range(len(self.saved.fit.topic_word)) if _state(self.saved, topic) != "stable"]
        parts = [_("{title}: shares of its topics in {documents} documents. Of {all} words it knows {share:.0%}; the "
                   "most frequent ones that it does not know: {words}.").format(
                       title=self.saved.title, documents=len(given.documents), all=said, share=given.known / said,
                       words=" ".join(word for word, _count in given.unknown_words[:10]) or "–")]
        if given.without:
            parts.append(_("Documents without a word that it knows, whose shares are missing: {n}.").format(
                n=given.without))
        if shaky:
            parts.append(_("Topics not found stable when the model was fitted, not to be relied on: {topics}.").format(
                topics=_(", ").join(map(str, shaky))))
        if self.same:
            parts.append(_("These are the very documents that it was fitted to."))
        if given.known < FEW_KNOWN * said:
            parts.append(_("It knows few of the words: these interviews may be of another study."))
        return tuple(parts)


def check_name(name: str) -> None:
    """Refuse what cannot be part of a file's name.

    Raises:
        UsageError: it is no word of letters, digits, hyphens and dots, is too long, or ends as files of models do.
    """
    if not _NAME.fullmatch(name) or len(name.encode("utf-8", "surrogatepass")) > _LONGEST:
        raise UsageError(_("{name}: a model is called by letters, digits, hyphens and dots, without .npz at the end; "
                           "take another name, or a shorter one").format(name=name))


def save_topics(given: TopicFindings, settings: Settings, name: str) -> Path:
    """Save the reported fit under a name; another model of this name is replaced.

    Raises:
        UsageError: the name cannot be one of a file.
        NotComputableError: the result has lost its model.
        WriteError: the file cannot be written; the last good one stays.
    """
    check_name(name)
    fitted = given.found.fitted
    if fitted is None:
        raise NotComputableError(_("the result holds no model to save; fit the topics again"))
    measured = any(topic.stability.state != "unknown" for topic in given.found.topics)
    saved = saved_fit(
        fitted.measured.reference, fitted.model, fitted.vocabulary, fitted.vocabulary.bags(fitted.documents),
        given.found.rules, fitted.words, [topic.stable for topic in given.found.topics] if measured else ())
    return write_bytes(_path(settings, name), fit_bytes(saved))


def saved_models(settings: Settings) -> tuple[SavedFile, ...]:
    """Return every saved model of the project, by name; one that cannot be read says why."""
    return tuple(_files(settings))


def open_saved(settings: Settings, name: str) -> SavedFit:
    """Return a saved model.

    Args:
        settings: Of the project.
        name: Of a model of the project, or a file from elsewhere.

    Raises:
        UsageError: there is no such model.
        ReadError: it cannot be read, or is of another version.
    """
    elsewhere = Path(name)
    path = elsewhere if elsewhere.suffix == ENDING else _path(settings, name)
    if not path.is_file():
        known = [one.name for one in _files(settings)]
        raise UsageError(_("there is no saved model {name}; there are: {known}. `qualcode topics --save NAME` saves one"
                           ).format(name=name, known=", ".join(known) or "–"))
    return read_fit(path)


def apply_saved(saved: SavedFit, corpus: Corpus) -> AppliedTopics:
    """Find the topics of a saved model in interviews.

    Raises:
        NotComputableError: the interviews hold no word that the model knows.
    """
    found = apply(saved, corpus)
    if not found.known:
        raise NotComputableError(_("these interviews hold no word that the model knows; fit topics to them instead"))
    bags = [bag for bag in Vocabulary(saved.vocabulary, ()).bags(found.documents) if bag]
    return AppliedTopics(saved, found, bags_hash(bags, len(saved.vocabulary)) == saved.made_from)


def saved_table(saved: SavedFit, terms: int = 10) -> "pd.DataFrame":
    """Return one row a topic of a saved model: topic, label, terms, frex_terms, share, state."""
    import pandas as pd

    fit, (frex, _exclusive) = saved.fit, frex_scores(saved.fit.topic_word)
    rows = []
    for topic in range(len(fit.topic_word)):
        probable = fit.top(topic, TERMS)
        own = sorted(probable, key=lambda word: -frex[topic, word])[:terms]
        rows.append({
            "topic": topic + 1, "label": fit.labels[topic] if fit.labels else "",
            "terms": " ".join(saved.vocabulary[word] for word in probable[:terms]),
            "frex_terms": " ".join(saved.vocabulary[word] for word in own),
            "share": float(fit.document_topic[:, topic].mean()), "state": _state(saved, topic)})
    return pd.DataFrame(rows).round(DIGITS)


def documents_table(given: AppliedTopics) -> "pd.DataFrame":
    """Return one row a document: transcript, participant, start, end, words known, and the share of each topic."""
    import pandas as pd

    bags = Vocabulary(given.saved.vocabulary, ()).bags(given.applied.documents)
    rows = [(one.transcript, one.participant, one.pieces[0].span.start, one.pieces[-1].span.end, len(bag), *shares)
            for one, bag, shares in zip(given.applied.documents, bags, given.applied.shares.tolist(), strict=True)]
    columns = ["transcript", "participant", "start", "end", "words", *_topic_columns(given.saved)]
    return pd.DataFrame(rows, columns=columns).round(DIGITS)


def people_table(given: AppliedTopics) -> "pd.DataFrame":
    """Return one row a participant: documents with known words, and the mean share of each topic in them."""
    table, topics = documents_table(given), _topic_columns(given.saved)
    grouped = table[table["words"] > 0].groupby("participant", sort=True)
    found = grouped[topics].mean()
    found.insert(0, "documents", grouped.size())
    return found.reset_index().round(DIGITS)


def reopen(saved: SavedFit, corpus: Corpus) -> TopicModelling:
    """Return the topics of a saved model, described anew in the interviews that it was fitted to.

    Raises:
        UsageError: the interviews are others, or have changed since.
    """
    import numpy as np

    speech, vocabulary = tuple(iter_speech(corpus)), Vocabulary(saved.vocabulary, ())
    every = make_documents(corpus, speech, stop_words(), saved.documents)
    kept = tuple(one for one, bag in zip(every, vocabulary.bags(every), strict=True) if bag)
    bags, fit = vocabulary.bags(kept), saved.fit
    if bags_hash(bags, len(saved.vocabulary)) != saved.made_from:
        raise UsageError(_("the interviews are not those that this model was fitted to; fit topics anew and save them"))
    number = len(fit.topic_word)
    came = tuple(TopicStability(nan, nan, nan, nan, _state(saved, topic)) for topic in range(number))
    stability = Stability(came, 1, 0, 0, nan, nan, fixed=False, agreement=nan)
    measured = Measured(fit, (fit,), np.arange(number)[None, :], stability)
    shown = {saved.vocabulary[word] for topic in range(number) for word in fit.top(topic, TERMS)}
    spelling = surfaces(corpus, speech, shown)
    described = describe(measured, corpus, kept, vocabulary, Windows.over(bags, len(saved.vocabulary)), (), spelling)
    return TopicModelling(
        described, saved.title, fit.seed, fit.seed, len(kept), len({one.participant for one in kept}),
        len(saved.vocabulary), saved.documents, WINDOW, (), stability,
        fitted=Fitted(saved.model, measured, kept, vocabulary, saved.words, spelling))


def topic_headings(saved: SavedFit) -> Mapping[str, str]:
    """Return the headings of the columns of topics: number, first words, and whether it is not stable."""
    heads = {}
    for topic, column in enumerate(_topic_columns(saved)):
        head = _("Topic {n}: {words}").format(
            n=topic + 1, words=" ".join(saved.vocabulary[word] for word in saved.fit.top(topic, 3)))
        state = _state(saved, topic)
        if state != "stable":
            head = _("{text} ({remark})").format(text=head, remark=state_word(state))
        heads[column] = head
    return heads


def _state(saved: SavedFit, topic: int) -> State:
    if not saved.stable:
        return "unknown"
    return "stable" if saved.stable[topic] else "unstable"


def _topic_columns(saved: SavedFit) -> list[str]:
    return [f"topic_{number}" for number in range(1, len(saved.fit.topic_word) + 1)]


def _path(settings: Settings, name: str) -> Path:
    return settings.root / FOLDER / f"{BEFORE}{name}{ENDING}"


def _files(settings: Settings) -> Iterator[SavedFile]:
    for path in sorted((settings.root / FOLDER).glob(f"{BEFORE}*{ENDING}")):
        name = path.stem.removeprefix(BEFORE)
        try:
            yield SavedFile(name, path, read_fit(path))
        except ReadError as error:
            yield SavedFile(name, path, None, str(error))
