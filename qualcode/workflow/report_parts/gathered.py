"""Everything that the chapters of a report are made of; what several need is computed once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from qualcode.analysis.account.data import Data, measure_data
from qualcode.analysis.account.method import Decisions, measure_decisions
from qualcode.analysis.account.words import sentence
from qualcode.analysis.compare import Comparison, compare
from qualcode.analysis.counts import Counts, Speech
from qualcode.analysis.matrices import Matrix, count_matrix
from qualcode.analysis.participants import Participants, participants_overview
from qualcode.analysis.selection import Selection
from qualcode.analysis.standing import standing
from qualcode.analysis.themes import Summary, summarise
from qualcode.analysis.thesis.anonymous import Anonymous, anonymous
from qualcode.analysis.thesis.table import nothing_coded
from qualcode.errors import NotComputableError, UsageError
from qualcode.i18n import _
from qualcode.model import Codebook, Coding, Corpus
from qualcode.settings import Settings
from qualcode.store import CONSENSUS
from qualcode.workflow.code import code
from qualcode.workflow.read import Reading
from qualcode.workflow.report_parts.second_coder import Compared, compare_coders
from qualcode.workflow.run_record import make_record
from qualcode.workflow.study import Study, records

#: attributes by which people are compared where nothing else is said
BY = ("town", "role")
#: typical words of a code, and contrary ones
QUOTES = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """What a report is asked for.

    Attributes:
        by: Attributes by which people are compared.
        states: Words such as ``accepted``; none means everything but what people rejected.
        coders: Names; none means everybody's, put together.
        permutations: Of tests, where not all arrangements are tried.
        draws: Resamples for the intervals of differences. replicates: For those of agreement.
        seed: Of everything random.
        anonymous: Whether the table of participants leaves out village and position and gives ages in bands.
        figures: Whether figures are drawn. font: A font file of the user's for them.
        form: ``docx`` or ``html``. acting: Who is said to be working, "" where nobody is; both for the run record.
    """

    by: tuple[str, ...] = BY
    states: tuple[str, ...] = ()
    coders: tuple[str, ...] = ()
    permutations: int = 9999
    draws: int = 2000
    replicates: int = 1000
    seed: int = 7
    anonymous: bool = False
    figures: bool = True
    font: Path | None = None
    form: str = "docx"
    acting: str = ""


@dataclass(frozen=True)
class Grouped:
    """Codes by the groups of an attribute.

    Attributes:
        matrix: Counts, None where nothing is coded or nobody has the attribute.
        comparison: Of these groups by any mention, None where they cannot be compared.
        reason: Why one of them is missing, a sentence; "" where both are there.
    """

    matrix: Matrix | None = None
    comparison: Comparison | None = None
    reason: str = ""


@dataclass(frozen=True)
class Gathered:
    """What a report is made of.

    Attributes:
        settings: Of the project. codebook: The codes. choice: What is asked for.
        study: The project, opened; None where there is no interview yet.
        reading: How the files were read, None in the same case.
    """

    settings: Settings
    codebook: Codebook
    choice: Choice
    study: Study | None = None
    reading: Reading | None = None

    @cached_property
    def corpus(self) -> Corpus:
        """The transcripts; there may be none."""
        return self.study.corpus if self.study is not None else Corpus(())

    @cached_property
    def selection(self) -> Selection:
        """Which codings count."""
        return Selection.parse(self.codebook, states=self.choice.states, coders=self.choice.coders)

    @cached_property
    def chosen(self) -> list[Coding]:
        """The codings that count, everybody's put together."""
        if self.study is None or not self.choice.coders:
            return self.selection.of(self._standing)
        return self.selection.of(standing(records(self.study, self.choice.coders), settled_by=CONSENSUS))

    @cached_property
    def decisions(self) -> Decisions:
        """What rules proposed and people made of it, whatever counts here."""
        return measure_decisions(self._records, self._standing)

    @cached_property
    def counted(self) -> str:
        """Sentences on which codings count."""
        return self.selection.caption(self.chosen)

    @cached_property
    def speech(self) -> Speech:
        """Every sentence with who says it."""
        return Speech(self.corpus)

    @cached_property
    def counts(self) -> Counts:
        """Codings by interview, person and code."""
        return Counts(self.speech, self.chosen)

    @cached_property
    def used(self) -> frozenset[str]:
        """Codes that count anywhere, on words of respondents."""
        return frozenset(one for (_name, _person, one), cell in self.counts.cells.items() if cell.units)

    @property
    def nothing(self) -> str:
        """Why a chapter on codings is empty, where nothing counts."""
        if self.corpus.transcripts:
            return nothing_coded()
        return _("There is no interview yet, so nothing can be told here.")

    @cached_property
    def labels(self) -> Anonymous:
        """What people and interviews are called."""
        return anonymous(self.corpus)

    @cached_property
    def participants(self) -> Participants:
        """Who was studied, a row a person."""
        return participants_overview(self.corpus, speech=self.speech, coarse=self.choice.anonymous)

    @cached_property
    def data(self) -> Data:
        """What was studied, in numbers."""
        return measure_data(self.speech, self.choice.by, self.participants.recognisable)

    @cached_property
    def summaries(self) -> Mapping[tuple[str, str], Summary]:
        """(``theme`` or ``code``, id) -> what it amounts to; nothing where nothing is coded."""
        if not self.used:
            return {}
        made = summarise(self.corpus, self.codebook, self.chosen, selection=self.selection, left_out=self._left_out(),
                         quotes=QUOTES, neighbours=0, speech=self.speech)
        return {(one.kind, one.id): one for one in made}

    @cached_property
    def groups(self) -> Mapping[str, Grouped]:
        """Attribute -> codes by its groups."""
        return {key: self._grouped(key) for key in self.choice.by}

    @cached_property
    def record(self) -> Mapping[str, Any]:
        """What went in and with what it was worked on; of no use without the date, which is left out."""
        made = make_record(self.corpus, self.codebook, {}, project=self.settings.name, codings=len(self.chosen))
        return {name: value for name, value in made.items() if name != "date"}

    @cached_property
    def compared(self) -> Compared:
        """How far coders agree, or why they are not compared."""
        choice = self.choice
        return compare_coders(self.study, self.selection, replicates=choice.replicates, seed=choice.seed)

    def name(self, key: str) -> str:
        """Return what a code or theme is called in the language of messages."""
        found = self.codebook.by_id.get(key) or self.codebook.theme_by_id.get(key)
        return found.name if found is not None else key

    @cached_property
    def ruled(self) -> bool:
        """Whether what rules propose counts."""
        return self.study is not None and (not self.choice.coders or self.study.rules in self.choice.coders)

    @cached_property
    def _records(self) -> list[Coding]:
        return [] if self.study is None else records(self.study)

    @cached_property
    def _standing(self) -> list[Coding]:
        return standing(self._records, settled_by=CONSENSUS)

    def _left_out(self) -> list[Coding]:
        """Return what the codes' stance leaves out, where contrary words can be."""
        if not self.ruled:
            return []
        return code(self.corpus, self.codebook, unit=self.settings.unit, roles=self.settings.roles, contrary=True)

    def _grouped(self, key: str) -> Grouped:
        if not self.used:
            return Grouped(reason=self.nothing)
        if not has_attribute(self.corpus, key):
            return Grouped(reason=_("No participant has the attribute {key}; add a column for it to the attribute "
                                    "table.").format(key=key))
        choice, matrix = self.choice, count_matrix(
            self.corpus, self.codebook, self.chosen, key, selection=self.selection, speech=self.speech)
        try:
            found = compare(self.corpus, self.codebook, self.chosen, key, outcome="any", selection=self.selection,
                            permutations=choice.permutations, draws=choice.draws, seed=choice.seed, speech=self.speech)
        except (NotComputableError, UsageError) as error:
            return Grouped(matrix, reason=sentence(str(error)))
        return Grouped(matrix, found)


def has_attribute(corpus: Corpus, key: str) -> bool:
    """Tell whether the attribute table or the header of any interview knows an attribute."""
    return key in corpus.attribute_keys or any(key in one.attributes for one in corpus.transcripts)
