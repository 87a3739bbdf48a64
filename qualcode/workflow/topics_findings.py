"""``topics``, ready to be shown and written: what a model finds, beside codes, and compared between groups."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qualcode.analysis.matrices import check_attribute
from qualcode.analysis.topic_prevalence import Prevalence
from qualcode.errors import NotComputableError, UsageError
from qualcode.i18n import _
from qualcode.model import Codebook, Coding, Corpus
from qualcode.settings import Settings
from qualcode.topics.documents import DocumentKind, DocumentRules
from qualcode.topics.method import method
from qualcode.topics.registry import DEFAULT, takes_seeds
from qualcode.topics.results import Topic, TopicModelling
from qualcode.topics.stability import RESAMPLES, SEEDS, SHUFFLES
from qualcode.workflow.progress import Progress, silent
from qualcode.workflow.topic_model import Keywords
from qualcode.workflow.topic_prevalence import prevalence
from qualcode.workflow.topics import topics

#: Attributes by which topics are compared where nobody names any.
GROUPINGS = ("town", "role")
#: What ``--seed-codes`` says for topics that stand for themes.
THEMES = "themes"
#: The model where keywords are asked for, or covariates, and none is named.
KEYWORD = "keyword"
#: Models a fit of which takes longer than a process takes to begin, from so many characters on; processes at most.
SLOW, MUCH, MOST_PROCESSES = frozenset({"tomotopy", "tomotopy-seeded", "keyword"}), 40_000, 4


@dataclass(frozen=True, slots=True)
class Effort:
    """How many fits are made to see which topics come back.

    Attributes:
        seeds: With different seeds.
        resamples: To the documents of fewer participants.
        shuffles: Times that words are dealt out anew.
    """

    seeds: int
    resamples: int
    shuffles: int

    @classmethod
    def of(cls, seeds: int) -> "Effort":
        """Return what a number of seeds asks for: as many resamples; one fit says nothing of stability."""
        return cls(seeds, seeds, SHUFFLES) if seeds > 1 else cls(1, 0, 0)


#: What ``topics`` does, and a command that does much else besides.
FULL, QUICK = Effort(SEEDS, RESAMPLES, SHUFFLES), Effort(2, 8, 1)


@dataclass(frozen=True, slots=True)
class TopicChoice:
    """What a call says; where it says nothing, the settings do.

    Attributes:
        model: Name of a model.
        number: Topics, 0 to choose the number by the rule.
        seeds: Fits with different seeds; resamples are as many. One fit says nothing of stability.
        seed_codes: Codes whose words topics begin with; ``themes`` first for themes. Other words are ids.
        by: Attributes of participants by which topics are compared.
        documents: ``window``, ``turn`` or ``interview``.
        size: Words in a window.
        polarity: Whether denied words are words of their own.
        informed: Attributes of participants that the model is told.
    """

    model: str = ""
    number: int | None = None
    seeds: int = 0
    seed_codes: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    documents: str = ""
    size: int = 0
    polarity: bool | None = None
    informed: tuple[str, ...] = ()


@dataclass(frozen=True)
class TopicFindings:
    """Topics with everything that is told of them.

    Attributes:
        found: The topics.
        corpus: What they were found in.
        names: Names of codes and themes by id.
        compared: One comparison an attribute.
        notes: What could not be done, and why.
    """

    found: TopicModelling
    corpus: Corpus
    names: Mapping[str, str]
    compared: tuple[Prevalence, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def ordered(self) -> tuple[Topic, ...]:
        """The stable topics before all others."""
        return tuple(sorted(self.found.topics, key=lambda topic: (not topic.stable, topic.number)))

    @property
    def method(self) -> tuple[str, ...]:
        """What was done, in sentences."""
        return method(self.found, self.names)


def find_topics(
    corpus: Corpus, codebook: Codebook, codings: Iterable[Coding], settings: Settings,
    choice: TopicChoice | None = None, *, usual: Effort = FULL, progress: Progress = silent,
) -> TopicFindings:
    """Find topics as the call and the settings say, and compare them between groups.

    Args:
        corpus: The transcripts.
        codebook: The codes.
        codings: What topics are set beside.
        settings: Of the project.
        choice: What the call says.
        usual: Fits that are made where neither says how many seeds.
        progress: Told what is being done.

    Raises:
        UsageError: there is no such model, kind of document, code or attribute, or a number is out of range.
        NotComputableError: too little text, too many topics, or codes without enough keywords.
    """
    said, held = choice or TopicChoice(), list(codings)
    model = model_of(said, settings)
    for key in (*said.by, *said.informed):
        check_attribute(corpus, key)
    seeds = said.seeds or settings.topic.seeds
    effort = Effort.of(seeds) if seeds else usual
    number = settings.topics if said.number is None else said.number
    found = topics(
        corpus, codebook, held, number=number, seed=settings.seed, seeds=effort.seeds, resamples=effort.resamples,
        shuffles=effort.shuffles, model=model, keywords=_keywords(said.seed_codes),
        rules=document_rules(said, settings), informed=said.informed, processes=_processes(model, corpus),
        progress=progress)
    compared, notes = _compared(found, corpus, said.by, settings.seed)
    return TopicFindings(found, corpus, names_of(codebook), compared, (*_quick(effort), *notes))


def model_of(choice: TopicChoice, settings: Settings) -> str:
    """Return the name of the model: the one that is named, else one that can do what is asked for.

    Raises:
        UsageError: there is no such model.
    """
    name = choice.model or settings.topic.model or DEFAULT
    takes = takes_seeds(name)
    if choice.model:
        return name
    if choice.informed or (choice.seed_codes and not takes):
        return KEYWORD
    return name


def document_rules(choice: TopicChoice, settings: Settings) -> DocumentRules:
    """Return how speech becomes documents.

    Raises:
        UsageError: there is no such kind of document, or windows are too small.
    """
    kind, known = choice.documents or settings.topic.documents, [one.value for one in DocumentKind]
    if kind not in known:
        raise UsageError(_("--documents {word}: write one of {known}").format(word=kind, known=", ".join(known)))
    polarity = settings.topic.polarity if choice.polarity is None else choice.polarity
    return DocumentRules(DocumentKind(kind), choice.size or settings.topic.size, polarity)


def names_of(codebook: Codebook) -> dict[str, str]:
    """Return the names of codes and themes by id."""
    return {**{theme.id: theme.name for theme in codebook.themes},
            **{code.id: code.name for code in codebook.codes}}


def _quick(effort: Effort) -> tuple[str, ...]:
    """Return a warning where few fits were made; one of which nothing is told says so elsewhere."""
    if not 0 < effort.resamples < FULL.resamples:
        return ()
    return (_("A quick look: {seeds} seeds and {resamples} fits to fewer participants. `qualcode topics --seeds "
              "{usual}` makes {usual} of each: believe it where the two differ.").format(
                  seeds=effort.seeds, resamples=effort.resamples, usual=FULL.seeds),)


def _keywords(codes: tuple[str, ...]) -> Keywords | None:
    if not codes:
        return None
    return Keywords(tuple(code for code in codes if code != THEMES), themes=THEMES in codes)


def _processes(model: str, corpus: Corpus) -> int:
    """Return how many processes are worth their start; the fits are the same with any number."""
    much = sum(len(transcript.text) for transcript in corpus.transcripts) >= MUCH
    return min(os.cpu_count() or 1, MOST_PROCESSES) if much and model in SLOW else 1


def _compared(
    found: TopicModelling, corpus: Corpus, by: tuple[str, ...], seed: int,
) -> tuple[tuple[Prevalence, ...], tuple[str, ...]]:
    """Return the comparisons and why one is missing; an attribute that was named and does not exist is an error."""
    compared, notes = [], []
    for key in by or GROUPINGS:
        try:
            one = prevalence(found, corpus, by=key, seed=seed)
        except UsageError as error:
            if by:
                raise
            notes.append(str(error))
        except NotComputableError as error:
            notes.append(str(error))
        else:
            compared.append(one)
    return tuple(compared), tuple(notes)
