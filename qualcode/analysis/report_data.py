"""What the report shows of a whole run: every number, and the way from each number back to the words it counts.

Offsets are code points of the transcripts' own texts; whoever shows them in a browser converts them there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.analysis.counts import Counts, Speech
from qualcode.analysis.matrices import Asked, code_order
from qualcode.analysis.report_matrices import ReportMatrix, known_groupings, report_matrix, report_voices
from qualcode.analysis.report_passages import (
    ReportCoding,
    ReportTranscript,
    ReportVoice,
    report_codings,
    report_transcript,
)
from qualcode.analysis.report_tables import ReportTable, frame_table, mapping_table, reading_table, scalar
from qualcode.analysis.selection import Selection
from qualcode.analysis.tables import participants_table
from qualcode.analysis.themes import Summary
from qualcode.errors import Problem
from qualcode.i18n import language
from qualcode.model import Code, Codebook, Coding, Corpus, Example, Role, Rule, State, UnitKind

if TYPE_CHECKING:
    import pandas as pd

#: groupings of the matrices, as far as the corpus knows them
GROUPINGS = ("town", "role", "participant", "transcript")
#: colours of codes that give none: distinct also for colour-blind readers, legible on white and on black
PALETTE = ("#4477aa", "#cc6677", "#228833", "#b8860b", "#aa3377", "#1b9e9e", "#8c6bb1", "#d95f02", "#6b8e23", "#999933",
           "#5f7f9f", "#a0522d")
#: keys of a run record that may hold its date, the best first
DATE_KEYS = ("date", "finished", "started", "time")


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """A finished picture: PNG bytes or an SVG text, with its caption."""

    content: bytes | str
    caption: str


@dataclass(frozen=True, slots=True)
class ReportTopicQuote:
    """A sentence that shows a topic: its unit, transcript and participant, and the words."""

    unit: str
    transcript: str
    participant: str
    words: str


@dataclass(frozen=True, slots=True)
class ReportTopic:
    """What is told of one topic.

    Attributes:
        title: What it is called.
        stable: Whether it is to be relied on; others are grey.
        summary: A paragraph.
        quotes: What people said.
    """

    title: str
    stable: bool
    summary: str
    quotes: tuple[ReportTopicQuote, ...]


@dataclass(frozen=True, slots=True)
class ReportCode:
    """One code with its rules as written and how much it found.

    Attributes:
        depth: 0 for a code without parent.
        colour: Its own, or one of ``PALETTE``.
        known: False for a code that codings use and the codebook no longer has.
        references, participants, transcripts: Over the whole corpus.
    """

    id: str
    name: str
    depth: int
    level: str
    theme: str
    colour: str
    definition: str
    include: str
    exclude: str
    terms: tuple[Rule, ...]
    rules: tuple[Rule, ...]
    unlike: tuple[Rule, ...]
    examples: tuple[Example, ...]
    counter_examples: tuple[Example, ...]
    known: bool
    references: int
    participants: int
    transcripts: int


@dataclass(frozen=True, slots=True)
class ReportNumbers:
    """The run in numbers. ``characters`` are spoken by respondents; ``codings`` are the counted ones.

    Attributes:
        left_out: Selected codings on words of interviewers or bystanders; shown, not counted.
        lost: Selected codings in transcripts that are not in the corpus; not shown.
        rejected: Codings that people rejected; not shown.
    """

    transcripts: int
    participants: int
    turns: int
    respondent_turns: int
    characters: int
    codings: int
    codes_used: int
    codes: int
    left_out: int
    lost: int
    rejected: int


@dataclass(frozen=True, slots=True)
class ReportHead:
    """Which project, codebook and run this is.

    Attributes:
        date: As the run record has it, "" where there is none.
        run: The run record, key by key.
    """

    project: str
    language: str
    date: str
    codebook: str
    version: str
    path: str
    sha256: str
    run: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReportData:
    """Everything in the report; the sequences refer to each other by index.

    Attributes:
        reading: What the readers found in each file, refused ones included.
        participants: One row per person with all attributes.
        sizes: People, transcripts and characters per town and role.
        themes: Summaries of themes and codes.
        topics: Tables of topic models.
        topic_summaries: What is told of each topic.
        findings: Problems and hints of the codebook.
    """

    head: ReportHead
    numbers: ReportNumbers
    reading: ReportTable
    participants: ReportTable
    sizes: ReportTable
    codes: tuple[ReportCode, ...]
    transcripts: tuple[ReportTranscript, ...]
    voices: tuple[ReportVoice, ...]
    codings: tuple[ReportCoding, ...]
    matrices: tuple[ReportMatrix, ...]
    themes: tuple[Summary, ...]
    topics: tuple[ReportTable, ...]
    topic_summaries: tuple[ReportTopic, ...]
    findings: ReportTable
    figures: tuple[ReportFigure, ...]


def build_report_data(
    corpus: Corpus, codebook: Codebook, codings: Iterable[Coding], *,
    reading: Iterable[Mapping[str, Any]] | None = None, themes: Iterable[Summary] | None = None,
    topics: "Iterable[ReportTable | pd.DataFrame] | None" = None, topic_summaries: Iterable[ReportTopic] = (),
    findings: Iterable[Problem] = (), figures: Iterable[ReportFigure] = (),
    run_record: Mapping[str, Any] | None = None, selection: Selection | None = None, asked: Asked | None = None,
    by: Sequence[str] = GROUPINGS, unit: UnitKind = UnitKind.SENTENCE,
    speech: Speech | None = None,
) -> ReportData:
    """Gather what the report shows. Nothing here looks at the clock: the date is the run record's.

    Args:
        corpus: The transcripts and people.
        codebook: The codebook that the codings were made with.
        codings: As they come; ``selection`` filters them.
        reading: One row a file, refused ones included, any keys; by default what the transcripts know of themselves.
        themes: Summaries of themes and codes, see ``themes.summarise``.
        topics: Tables of topic models.
        topic_summaries: What is told of each topic.
        findings: Problems and hints of the codebook.
        figures: Finished pictures with their captions.
        run_record: What made the codings: ``date``, ``project``, versions, options.
        selection: By default everything but what people rejected.
        asked: Code -> transcripts in which it was asked about; see ``matrices.count_matrix``.
        by: Groupings of the matrices; those that the corpus does not know are left out.
        unit: The unit that coverage is counted in.
        speech: ``Speech(corpus, unit)``, for a caller that makes several tables of one corpus.
    """
    everything = list(codings)
    selected = selection or Selection()
    chosen = selected.of(everything)
    codes = code_order(codebook, chosen, selected)
    said = Speech.of(corpus, unit, speech)
    counts = Counts(said, chosen)
    known = known_groupings(corpus)
    matrices = tuple(
        report_matrix(codebook, chosen, grouping, selection=selected, asked=asked, speech=said)
        for grouping in by if grouping in known
    )
    voices = report_voices(said, matrices)
    shown = report_codings(said, chosen, codes, voices)
    return ReportData(
        head=_head(codebook, run_record or {}),
        numbers=_numbers(corpus, counts, everything, chosen, shown, codes),
        reading=mapping_table(reading) if reading is not None else reading_table(corpus),
        participants=frame_table(participants_table(corpus)),
        sizes=_sizes(matrices),
        codes=_codes(codebook, codes, counts),
        transcripts=tuple(report_transcript(corpus, transcript) for transcript in corpus.transcripts),
        voices=voices, codings=shown, matrices=matrices,
        themes=tuple(themes or ()),
        topics=tuple(table if isinstance(table, ReportTable) else frame_table(table) for table in topics or ()),
        topic_summaries=tuple(topic_summaries),
        findings=mapping_table(
            {"path": item.path, "line_number": item.line, "code": item.code, "message": item.message}
            for item in findings),
        figures=tuple(figures),
    )


def _head(codebook: Codebook, record: Mapping[str, Any]) -> ReportHead:
    date = next((str(record[key]) for key in DATE_KEYS if record.get(key)), "")
    run = tuple((str(key), str(scalar(value))) for key, value in record.items() if value not in (None, ""))
    name = (codebook.name_zh or codebook.name_en) if language() == "zh" else (codebook.name_en or codebook.name_zh)
    return ReportHead(
        str(record.get("project", "")), language(), date, name or codebook.id, codebook.version, codebook.path,
        codebook.sha256, run,
    )


def _numbers(
    corpus: Corpus, counts: Counts, everything: Sequence[Coding], chosen: Sequence[Coding],
    shown: Sequence[ReportCoding], codes: Sequence[str],
) -> ReportNumbers:
    turns = [turn for transcript in corpus.transcripts for turn in transcript.turns]
    counted = sum(bool(coding.voices) for coding in shown)
    return ReportNumbers(
        transcripts=len(corpus.transcripts),
        participants=len({voice.participant for voice in counts.speech.voices.values()}),
        turns=len(turns), respondent_turns=sum(turn.role is Role.RESPONDENT for turn in turns),
        characters=sum(voice.characters for voice in counts.speech.voices.values()),
        codings=counted, codes_used=len({key[2] for key in counts.cells}), codes=len(codes),
        left_out=len(shown) - counted, lost=len(chosen) - len(shown),
        rejected=sum(coding.state is State.REJECTED for coding in everything),
    )


def _sizes(matrices: Sequence[ReportMatrix]) -> ReportTable:
    rows = tuple(
        (matrix.by, group.label, group.participants, group.transcripts, group.characters)
        for matrix in matrices if matrix.by not in {"participant", "transcript"} for group in matrix.groups
    )
    return ReportTable("", ("by", "group_label", "n_participants", "n_transcripts", "n_characters"), rows)


def _codes(codebook: Codebook, codes: Sequence[str], counts: Counts) -> tuple[ReportCode, ...]:
    found: dict[str, list[tuple[str, str, int, bool]]] = {code: [] for code in codes}
    for (transcript, person, code), cell in counts.cells.items():
        found[code].append((transcript, person, cell.references, bool(cell.units)))
    own = [code for code in codes if not (code in codebook.by_id and codebook.by_id[code].colour)]
    colours = {code: PALETTE[index % len(PALETTE)] for index, code in enumerate(own)}
    return tuple(_code(codebook, code, colours.get(code, ""), found[code]) for code in codes)


def _code(codebook: Codebook, code: str, colour: str, found: Sequence[tuple[str, str, int, bool]]) -> ReportCode:
    known = code in codebook.by_id
    given = codebook.by_id[code] if known else Code(code)
    theme = codebook.theme_by_id.get(given.theme)
    return ReportCode(
        code, given.name, _depth(codebook, given), given.level, theme.name if theme else "", given.colour or colour,
        given.definition, given.include, given.exclude, given.terms, given.rules, given.unlike, given.examples,
        given.counter_examples, known, sum(references for _t, _p, references, _c in found),
        len({person for _t, person, _r, covered in found if covered}),
        len({transcript for transcript, _p, _r, covered in found if covered}),
    )


def _depth(codebook: Codebook, code: Code) -> int:
    seen = {code.id}
    while code.parent in codebook.by_id and code.parent not in seen:
        seen.add(code.parent or "")
        code = codebook.by_id[code.parent or ""]
    return len(seen) - 1
