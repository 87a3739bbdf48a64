"""``tables``: the eleven tables that theses print, gathered from everything that counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from qualcode.analysis.compare import compare
from qualcode.analysis.cooccurrence import Within, cooccurrence
from qualcode.analysis.counts import Counts, Speech
from qualcode.analysis.matrices import count_matrix
from qualcode.analysis.network import network
from qualcode.analysis.participants import participants_overview
from qualcode.analysis.selection import Selection
from qualcode.analysis.themes import summarise
from qualcode.analysis.thesis.anonymous import Anonymous, anonymous
from qualcode.analysis.thesis.axial_coding import axial_coding_table
from qualcode.analysis.thesis.cooccurrence import cooccurrence_caption, cooccurrence_table
from qualcode.analysis.thesis.groups import groups_table
from qualcode.analysis.thesis.levels import Levels
from qualcode.analysis.thesis.manual import manual_table
from qualcode.analysis.thesis.nodes import nodes_table
from qualcode.analysis.thesis.open_coding import Summaries, open_coding_table
from qualcode.analysis.thesis.participants import participants_table
from qualcode.analysis.thesis.reliability import reliability_caption, reliability_table
from qualcode.analysis.thesis.saturation import saturation_caption, saturation_table
from qualcode.analysis.thesis.selective_coding import selective_coding_table
from qualcode.analysis.thesis.table import ThesisTable, nothing_coded
from qualcode.analysis.thesis.words import words_caption, words_table
from qualcode.analysis.word_cooccurrence import word_cooccurrence
from qualcode.errors import NotComputableError, UsageError
from qualcode.exporters.headings import heading
from qualcode.i18n import _
from qualcode.language.speech import iter_speech
from qualcode.language.stopwords import codebook_words, stop_words
from qualcode.model import Codebook, Coding, Corpus
from qualcode.readers import EXTENSIONS
from qualcode.settings import Settings
from qualcode.workflow.agree import UNITS, agree, who_coded
from qualcode.workflow.codebook import load
from qualcode.workflow.cooccur import UNITS as TOGETHER
from qualcode.workflow.saturation import SaturationResult, saturation
from qualcode.workflow.study import Study
from qualcode.workflow.words import frequencies

NUMBERS = tuple(f"T{n}" for n in range(1, 12))


@dataclass(frozen=True, slots=True)
class Layout:
    """What the tables show, where there is a choice.

    Attributes:
        quotes: Words a concept in T2.
        hold_out: Share of the interviews coded last that T6 holds out.
        order: Order of coding in T6: ``date``, ``file`` or the path of a file; "" for dates where all are known.
        anonymous: Whether T1 leaves out village and position and gives ages in bands.
        top: Words in T8.
        pos: Whether T8 shows parts of speech.
        nodes: Codes or words in T9, those in most units.
        unit: What has to hold two of them in T9: ``sentence``, ``turn``, ``participant`` or ``transcript``.
        cut_off: Units that must hold two of them for a link in T9.
        words: Whether T9 is of words and not of codes.
        by: Attributes of T10, a table each.
        permutations: Of the test in T10, where not all arrangements are tried.
        seed: Of everything random.
    """

    quotes: int = 1
    hold_out: str = "1/3"
    order: str = ""
    anonymous: bool = False
    top: int = 50
    pos: bool = False
    nodes: int = 12
    unit: Within = "sentence"
    cut_off: int = 2
    words: bool = False
    by: tuple[str, ...] = ("town", "role")
    permutations: int = 9999
    seed: int = 7


@dataclass(frozen=True)
class ThesisTables:
    """The tables, and what only the researcher may see.

    Attributes:
        tables: In their order; T10 once for each attribute. One that cannot be made says why.
        hidden: Label -> the name of a file or speaker that it stands for in the tables.
    """

    tables: tuple[ThesisTable, ...]
    hidden: Mapping[str, str] = field(default_factory=dict)


def tables(
    corpus: Corpus, codebook: Codebook, codings: Iterable[Coding], *, study: Study | None = None,
    only: Sequence[str] = (), layout: Layout | None = None, states: Iterable[str] = (), polarities: Iterable[str] = (),
    coders: Iterable[str] = (), codes: Iterable[str] = (),
) -> ThesisTables:
    """Make the tables of a thesis.

    Args:
        corpus: The transcripts; there may be none.
        codebook: The codes.
        codings: Everybody's, put together; the options choose among them.
        study: For T7, which compares coders; nothing is written to its store.
        only: Numbers such as ``T5``; all by default.
        layout: What the tables show, where there is a choice.
        states: Words such as ``accepted``; none means everything but what people rejected.
        polarities: Words such as ``negated``; none means all.
        coders: Names; none means all.
        codes: Ids; none means all.

    Raises:
        UsageError: an option names something that does not exist.
        ReadError: the file with the order of coding cannot be read.
    """
    wanted = [word.strip().upper() for word in only] or list(NUMBERS)
    for word in wanted:
        if word not in NUMBERS:
            raise UsageError(_("{word}: choose among {known}").format(word=word, known=", ".join(NUMBERS)))
    selection = Selection.parse(codebook, states=states, polarities=polarities, coders=coders, codes=codes)
    given = _Given(corpus, codebook, tuple(codings), selection, layout or Layout(), study)
    makers = dict(zip(NUMBERS, (
        _participants, _open_coding, _axial_coding, _selective_coding, _nodes, _saturation, _reliability, _words,
        _cooccurrence, _groups, _manual), strict=True))
    made = [table for number in NUMBERS if number in wanted for table in makers[number](given)]
    return ThesisTables(tuple(made), given.labels.hidden)


def tables_of_nothing(settings: Settings, *, only: Sequence[str] = (), layout: Layout | None = None) -> ThesisTables:
    """Make the tables of a project without transcripts: the codebook, and of all others why they are missing.

    Raises:
        UsageError: no codebook is named, or there is no such table.
        CodebookError: the codebook has problems.
    """
    return tables(Corpus(()), load(settings), (), only=only, layout=layout)


def unit_of(word: str) -> Within:
    """Return the unit that a word of the call means.

    Raises:
        UsageError: there is no such unit.
    """
    if word not in TOGETHER:
        raise UsageError(_("{word}: choose among {known}").format(word=word, known=", ".join(TOGETHER)))
    return TOGETHER[word]


def holds_no_interview(settings: Settings) -> bool:
    """Tell whether a project has no file yet that could be a transcript."""
    return not any(
        path.suffix.lower() in EXTENSIONS and path != settings.participants
        and not path.name.lower().startswith((".", "_", "~$", "readme", "participants."))
        for path in settings.transcripts.rglob("*"))


@dataclass(frozen=True)
class _Given:
    """What the tables are made of; what several need is made once."""

    corpus: Corpus
    codebook: Codebook
    codings: tuple[Coding, ...]
    selection: Selection
    layout: Layout
    study: Study | None

    @cached_property
    def chosen(self) -> list[Coding]:
        return self.selection.of(self.codings)

    @cached_property
    def counted(self) -> str:
        return self.selection.caption(self.chosen)

    @cached_property
    def speech(self) -> Speech:
        return Speech(self.corpus)

    @cached_property
    def counts(self) -> Counts:
        return Counts(self.speech, self.chosen)

    @cached_property
    def labels(self) -> Anonymous:
        return anonymous(self.corpus)

    @cached_property
    def levels(self) -> Levels:
        used = {code for (_name, _person, code), cell in self.counts.cells.items() if cell.units}
        return Levels(self.codebook, frozenset(used))

    @cached_property
    def summaries(self) -> Summaries:
        if not self.levels.used:
            return {}
        quotes = max(self.layout.quotes, 3)
        made = summarise(self.corpus, self.codebook, self.chosen, selection=self.selection, quotes=quotes, neighbours=0,
                         speech=self.speech)
        return {(one.kind, one.id): one for one in made}

    def name(self, code: str) -> str:
        """Return what a code or theme is called in the language of messages."""
        found = self.codebook.by_id.get(code) or self.codebook.theme_by_id.get(code)
        return found.name if found is not None else code


def _participants(given: _Given) -> list[ThesisTable]:
    return [participants_table(participants_overview(
        given.corpus, speech=given.speech, coarse=given.layout.anonymous), given.labels)]


def _open_coding(given: _Given) -> list[ThesisTable]:
    return [open_coding_table(given.levels, given.summaries, given.labels, quotes=given.layout.quotes,
                              counted=given.counted)]


def _axial_coding(given: _Given) -> list[ThesisTable]:
    return [axial_coding_table(given.levels, counted=given.counted)]


def _selective_coding(given: _Given) -> list[ThesisTable]:
    return [selective_coding_table(given.levels, given.summaries, given.labels, counted=given.counted)]


def _nodes(given: _Given) -> list[ThesisTable]:
    return [nodes_table(given.counts, given.codebook, counted=given.counted)]


def _saturation(given: _Given) -> list[ThesisTable]:
    layout, codebook = given.layout, given.codebook

    def measured(level: str) -> SaturationResult:
        return saturation(given.corpus, codebook, given.chosen, order=layout.order, hold_out=layout.hold_out,
                          level=level, seed=layout.seed)

    if not given.levels.used:
        return [ThesisTable("T6", saturation_caption(), empty_reason=nothing_coded())]
    try:
        found = measured("code")
        nested = any(code.parent for code in codebook.codes)
        upper = measured("category" if nested else "theme").found if nested or codebook.themes else None
    except NotComputableError as error:
        return [_missing("T6", saturation_caption(), error)]
    names = {key: given.name(key) for key in [*codebook.theme_by_id, *codebook.by_id]}
    note = _without_names(found, given.labels)
    return [saturation_table(found.found, upper, given.labels, names, caption_note=note)]


def _without_names(found: SaturationResult, labels: Anonymous) -> str:
    """Return the caption with labels for the interviews that it names because nothing is coded there."""
    rows = found.found.curve.to_dict("records")
    empty = [str(row["transcript"]) for row in rows if not row["n_codes"]]
    said = _("Nothing is coded in {names}: look whether these have been coded at all.")
    return found.caption.replace(said.format(names=_(", ").join(empty)),
                                 said.format(names=_(", ").join(labels.transcripts[name] for name in empty)))


def _reliability(given: _Given) -> list[ThesisTable]:
    caption = reliability_caption()
    people, why = _compared_coders(given)
    if given.study is None or why:
        return [ThesisTable("T7", caption, empty_reason=why or nothing_coded())]
    unit = given.study.settings.unit
    try:
        found = agree(given.study, names=people, by=unit if unit in UNITS else "sentence", replicates=0,
                      codes=sorted(given.selection.codes))
    except (NotComputableError, UsageError) as error:
        return [_missing("T7", caption, error)]
    return [reliability_table(found.agreement, given.name, notes=found.notes)]


def _compared_coders(given: _Given) -> tuple[list[str], str]:
    """Return the people who are compared, or why they are not: to compare coders who code blind would end that."""
    if given.study is None:
        return [], nothing_coded()
    people = who_coded(given.study, given.selection.coders)
    if len(people) < 2:
        return [], _("Agreement needs two people who coded, and there are {n}; let a second person code a sample "
                     "(`qualcode sample`).").format(n=len(people))
    blind = [one.name for one in people if one.blind]
    if blind:
        return [], _("{names} code blind; `qualcode agree` compares and ends that, and then this table can be made."
                     ).format(names=_(", ").join(blind))
    return [one.name for one in people], ""


def _words(given: _Given) -> list[ThesisTable]:
    try:
        found = frequencies(given.corpus, given.codebook, top=given.layout.top, pos=given.layout.pos)
        return [words_table(found, pos=given.layout.pos)]
    except NotComputableError as error:
        return [_missing("T8", words_caption(given.layout.top), error)]


def _cooccurrence(given: _Given) -> list[ThesisTable]:
    layout = given.layout
    caption = cooccurrence_caption(words=layout.words)
    if not layout.words:
        if not given.levels.used:
            return [ThesisTable("T9", caption, empty_reason=nothing_coded())]
        found = cooccurrence(given.corpus, given.codebook, given.chosen, within=layout.unit, selection=given.selection,
                             minimum=layout.cut_off, top=layout.nodes, speech=given.speech)
        names = {code: given.name(code) for code in found.names}
        return [cooccurrence_table(found, network(found, seed=layout.seed), names)]
    stop = stop_words(protect=codebook_words(given.codebook))
    try:
        found = word_cooccurrence(given.corpus, list(iter_speech(given.corpus)), stop, within=layout.unit,
                                  minimum=layout.cut_off, top=layout.nodes)
    except NotComputableError as error:
        return [_missing("T9", caption, error)]
    return [cooccurrence_table(found, network(found, seed=layout.seed))]


def _groups(given: _Given) -> list[ThesisTable]:
    many = len(given.layout.by) > 1
    return [_by_attribute(given, f"T10-{n}" if many else "T10", key) for n, key in enumerate(given.layout.by, start=1)]


def _by_attribute(given: _Given, number: str, key: str) -> ThesisTable:
    caption, layout = _("Codes by {attribute}").format(attribute=heading(key)), given.layout
    if not given.levels.used:
        return ThesisTable(number, caption, empty_reason=nothing_coded())
    headers = (name for one in given.corpus.transcripts for name in one.attributes)
    if key not in {*given.corpus.attribute_keys, *headers}:
        return ThesisTable(number, caption, empty_reason=_(
            "No participant has the attribute {key}; add a column for it to the attribute table.").format(key=key))
    matrix = count_matrix(given.corpus, given.codebook, given.chosen, key, selection=given.selection,
                          speech=given.speech)
    compared, untested = None, ""
    try:
        compared = compare(given.corpus, given.codebook, given.chosen, key, outcome="any", selection=given.selection,
                           permutations=layout.permutations, draws=0, seed=layout.seed, speech=given.speech)
    except (NotComputableError, UsageError) as error:
        untested = _("Not tested: {why}.").format(why=str(error).rstrip("."))
    return groups_table(number, caption, matrix, compared, given.name, untested=untested)


def _manual(given: _Given) -> list[ThesisTable]:
    counted = given.counted if given.levels.used else ""
    return [manual_table(given.codebook, given.summaries, given.labels, counted=counted)]


def _missing(number: str, caption: str, error: Exception) -> ThesisTable:
    why = str(error)
    return ThesisTable(number, caption, empty_reason=why[:1].upper() + why[1:])
