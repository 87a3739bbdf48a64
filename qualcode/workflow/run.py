"""``run``: from a folder of interviews to coded matrices, excerpts, themes, topics, figures and one report."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from qualcode.analysis.cooccurrence import cooccurrence
from qualcode.analysis.counts import Speech
from qualcode.analysis.matrices import VALUES, Matrix, count_matrix, unit_matrix
from qualcode.analysis.report_data import ReportFigure, build_report_data
from qualcode.analysis.selection import Selection
from qualcode.analysis.tables import codings_table
from qualcode.analysis.themes import Summary, summarise
from qualcode.errors import NotComputableError, UsageError
from qualcode.exporters.csv import write_csv
from qualcode.exporters.docbin import write_docbin
from qualcode.exporters.headings import heading
from qualcode.exporters.parquet import write_parquet
from qualcode.exporters.report import write_report
from qualcode.exporters.xlsx import Sheet, write_xlsx
from qualcode.i18n import _
from qualcode.model import Codebook, Coding, Corpus, UnitKind
from qualcode.settings import Settings
from qualcode.topics.tables import topic_terms_table, topics_table
from qualcode.workflow.code import code_both
from qualcode.workflow.codebook import load
from qualcode.workflow.excerpts import excerpts, write_excerpts
from qualcode.workflow.figures import Picture, heat_map, network, save, word_cloud
from qualcode.workflow.matrix import coded_units_sheet
from qualcode.workflow.progress import Progress, silent
from qualcode.workflow.read import Reading, read
from qualcode.workflow.run_record import Step, make_record, write_record
from qualcode.workflow.study import Study, open_study, standing_codings
from qualcode.workflow.themes import write_themes
from qualcode.workflow.topics_findings import QUICK, TopicFindings, find_topics
from qualcode.workflow.topics_report import topics_report, topics_report_table
from qualcode.workflow.topics_tables import write_topics
from qualcode.workflow.words import frequencies

#: attributes that get a matrix of their own
GROUPINGS = ("town", "role")


@dataclass(frozen=True)
class RunResult:
    """What a run made.

    Attributes:
        out: Folder of the outputs.
        reading: How the files were read.
        codings: What was counted.
        study: The project, opened.
        steps: Every step with its seconds, and why it was skipped where it was.
        files: Every file written, ``run.json`` last.
    """

    out: Path
    reading: Reading
    codings: list[Coding]
    study: Study
    steps: tuple[Step, ...]
    files: tuple[Path, ...]


def run(
    settings: Settings, *, out: Path | None = None, unit: str = "", number: int | None = None, seed: int | None = None,
    docbin: bool = False, font: Path | None = None, states: Sequence[str] = (), coders: Sequence[str] = (),
    coder: str = "", progress: Progress = silent,
) -> RunResult:
    """Do the main job. A step that cannot be done says why, and the rest goes on.

    Args:
        settings: The project.
        out: Folder for the outputs, the project's by default.
        unit: ``sentence``, ``turn`` or ``match``; the project's by default.
        number: Number of topics, 0 to choose it by the stated rule; the project's by default.
        seed: Of topics and layouts; the project's by default.
        docbin: Whether to write ``project.docbin`` too.
        font: Font file for the figures.
        states: Which codings count: words such as ``accepted``; none means everything but what people rejected.
        coders: Whose codings count; none means everybody's, put together.
        coder: Who is working.
        progress: Told what is being done.

    Raises:
        UsageError: no codebook is named, or there is no such state or coder.
        ReadError: nothing could be read.
        CodebookError: the codebook has problems.
        StoreError: the store cannot be opened.
        WriteError: an output cannot be written; the last good one stays.
    """
    book = load(settings)
    chosen = replace(
        settings, unit=unit or settings.unit, seed=settings.seed if seed is None else seed,
        topics=settings.topics if number is None else number,
    )
    selection = Selection.parse(book, states=states, coders=coders)
    return _Run(chosen, book, out or settings.outputs, docbin, font, selection, coder, progress).all()


@dataclass
class _Run:
    """The state of one run, filled step by step."""

    settings: Settings
    codebook: Codebook
    out: Path
    docbin: bool
    font: Path | None
    selection: Selection
    coder: str
    progress: Progress
    steps: list[Step] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    codings: list[Coding] = field(default_factory=list)
    left_out: list[Coding] = field(default_factory=list)
    matrices: dict[str, Matrix] = field(default_factory=dict)
    topics: TopicFindings | None = None
    summaries: tuple[Summary, ...] = ()
    pictures: list[Picture] = field(default_factory=list)

    def all(self) -> RunResult:
        work: Sequence[tuple[str, str, Callable[[], None]]] = (
            ("import", _("Reading transcripts"), self.read),
            ("code", _("Coding"), self.code),
            ("codings", _("Writing codings"), self.write_codings),
            ("matrices", _("Counting"), self.count),
            ("excerpts", _("Collecting excerpts"), self.excerpts),
            ("topics", _("Finding topics"), self.find_topics),
            ("themes", _("Summarising themes"), self.summarise),
            ("word_cloud", _("Drawing"), self.draw_words),
            ("heat_map", _("Drawing"), self.draw_matrix),
            ("network", _("Drawing"), self.draw_network),
            *((("docbin", _("Writing spaCy documents"), self.write_docbin),) if self.docbin else ()),
            ("report", _("Writing the report"), self.report),
        )
        for done, (name, label, step) in enumerate(work):
            self.progress(label, done, len(work))
            self.do(name, step)
        self.progress(_("Done"), len(work), len(work))
        self.files.append(write_record(self.out, self.record, self.steps, self.files))
        return RunResult(self.out, self.reading, self.codings, self.study, tuple(self.steps), tuple(self.files))

    def do(self, name: str, step: Callable[[], None]) -> None:
        """Do one step; what cannot be computed is recorded with its reason, everything else is an error."""
        started, skipped = time.perf_counter(), ""
        try:
            step()
        except NotComputableError as error:
            skipped = str(error)
        self.steps.append(Step(name, round(time.perf_counter() - started, 3), skipped))

    @property
    def corpus(self) -> Corpus:
        return self.reading.corpus

    # -- steps ---------------------------------------------------------------------------------------------------

    def read(self) -> None:
        self.reading = read(self.settings)

    def code(self) -> None:
        options: Mapping[str, Any] = {"unit": self.settings.unit, "roles": self.settings.roles}
        proposed, self.left_out = code_both(self.corpus, self.codebook, **options)
        self.study = open_study(
            self.settings, coder=self.coder, corpus=self.corpus, unit=self.settings.unit, proposals=proposed)
        self.codings = self.selection.of(standing_codings(self.study, sorted(self.selection.coders)))
        self.note = self.selection.caption(self.codings)

    def write_codings(self) -> None:
        table = codings_table(self.codings, self.corpus, self.codebook)
        self.record = make_record(
            self.corpus, self.codebook, self.options(), project=self.settings.name, codings=len(self.codings))
        self.files += [write_csv(table, self.out / "codings.csv"), write_parquet(table, self.out / "codings.parquet")]

    def options(self) -> dict[str, Any]:
        kept = ("unit", "encoding", "topics", "seed")
        return {**{key: getattr(self.settings, key) for key in kept}, "topic": asdict(self.settings.topic),
                "docbin": self.docbin,
                "states": sorted(self.selection.states), "coders": sorted(self.selection.coders),
                "speakers": {name: {label: asdict(said) for label, said in labels.items()}
                             for name, labels in self.settings.speakers.items()},
                "roles": {group: list(members) for group, members in self.settings.roles.items()}}

    def count(self) -> None:
        units = unit_matrix(
            self.corpus, self.codebook, self.codings, selection=self.selection, unit=self.counted_unit,
            speech=self.speech)
        self.files.append(write_csv(units, self.out / "matrix_unit.csv"))
        absent = []
        for by in ("transcript", "participant", *GROUPINGS):
            try:
                self.matrices[by] = count_matrix(
                    self.corpus, self.codebook, self.codings, by, selection=self.selection, unit=self.counted_unit,
                    speech=self.speech)
            except UsageError:
                absent.append(by)
                continue
            self.files.append(write_csv(self.matrices[by].table, self.out / f"matrix_{by}.csv"))
        sheets = [
            Sheet(f"{heading(by)} {heading(value)}", matrix.wide(value), note=matrix.caption)
            for by, matrix in self.matrices.items() for value in VALUES
        ]
        self.files.append(write_xlsx([*sheets, coded_units_sheet(units)], self.out / "matrices.xlsx"))
        if absent:
            raise NotComputableError(
                _("nobody has the attribute {names}; fill in the attribute table to compare by it").format(
                    names=", ".join(absent)))

    @property
    def counted_unit(self) -> UnitKind:
        return UnitKind.TURN if self.settings.unit == "turn" else UnitKind.SENTENCE

    @cached_property
    def speech(self) -> Speech:
        """Every unit of the corpus, walked once for all tables."""
        return Speech(self.corpus, self.counted_unit)

    def excerpts(self) -> None:
        groups = excerpts(self.corpus, self.codebook, self.codings, states=self.selection.states)
        self.files += [
            write_excerpts(groups, self.out / f"excerpts{ending}", note=self.note) for ending in (".xlsx", ".docx")]

    def find_topics(self) -> None:
        try:
            self.topics = find_topics(self.corpus, self.codebook, self.codings, self.settings, usual=QUICK)
        except UsageError as error:  # of the settings of topics: the rest goes on without them
            raise NotComputableError(str(error)) from error
        found = self.topics.found
        self.record["topics"] = {"model": found.model, "topics": len(found.topics), "seed": found.seed,
                                 "seeds": found.stability.seeds, "resamples": found.stability.resamples,
                                 "stable": [topic.number for topic in found.topics if topic.stable]}
        self.files += [
            write_csv(topics_table(found), self.out / "topics.csv"),
            write_csv(topic_terms_table(found), self.out / "topic_terms.csv"),
            write_topics(self.topics, self.out / "topics.docx"),
        ]

    def summarise(self) -> None:
        found = summarise(
            self.corpus, self.codebook, self.codings, selection=self.selection, left_out=self.left_out,
            speech=self.speech)
        self.summaries = tuple(replace(summary, related_topic=self.related_topic(summary)) for summary in found)
        self.files += [write_themes(self.summaries, self.out / f"themes{ending}", note=self.note)
                       for ending in (".md", ".docx")]

    def related_topic(self, summary: Summary) -> str | None:
        link = self.topics.found.topic_of(summary.id, summary.kind) if self.topics else None
        if link is None or self.topics is None:
            return None
        topic = next(one for one in self.topics.found.topics if one.number == link.topic)
        return f"{topic.number}: {' '.join(term.word for term in topic.terms[:6])}"

    # -- figures and report --------------------------------------------------------------------------------------

    def draw(self, name: str, title: str, make: Callable[[], Any]) -> None:
        picture = save(make(), self.out / "figures", name, title)
        self.pictures.append(picture)
        self.record.setdefault("fonts", {})[name] = picture.font
        self.files += picture.files

    def draw_words(self) -> None:
        counted = frequencies(self.corpus, self.codebook, top=150)
        self.draw("word_cloud", _("Word cloud"), lambda: word_cloud(counted, seed=self.settings.seed, font=self.font))

    def draw_matrix(self) -> None:
        by = next((by for by in GROUPINGS if by in self.matrices), "")
        if not by:
            raise NotComputableError(_("nobody has a town or a role, so there are no groups to draw"))
        title = _("Codes by {attribute}: share of participants").format(attribute=heading(by))
        self.draw(f"code_{by}", title, lambda: heat_map(self.matrices[by], title=title, font=self.font))

    def draw_network(self) -> None:
        found = cooccurrence(self.corpus, self.codebook, self.codings, selection=self.selection, speech=self.speech)
        self.files.append(write_csv(found.table, self.out / "cooccurrence.csv"))
        self.draw("cooccurrence", _("Codes that stand together"), lambda: network(
            found, seed=self.settings.seed, font=self.font))

    def write_docbin(self) -> None:
        self.files.append(write_docbin(self.corpus, self.codings, self.out / "project.docbin"))

    def report(self) -> None:
        data = build_report_data(
            self.corpus, self.codebook, self.codings, reading=self.reading_rows(), themes=self.summaries,
            topics=[topics_report_table(self.topics)] if self.topics else None,
            topic_summaries=topics_report(self.topics) if self.topics else (),
            figures=[ReportFigure(picture.screen, picture.caption) for picture in self.pictures],
            run_record={**self.record, "counted": self.note, "skipped": "; ".join(
                f"{step.name}: {step.skipped}" for step in self.steps if step.skipped)},
            unit=self.counted_unit, speech=self.speech, selection=self.selection,
        )
        self.files.append(write_report(self.out / "report.html", data))

    def reading_rows(self) -> list[dict[str, Any]]:
        return [
            {"transcript": report.name, "source": report.source, "layout": report.layout, "encoding": report.encoding,
             "turns": report.turns,
             "speakers": "; ".join(f"{one.name} ({one.role}, {one.confidence:.2f})" for one in report.speakers),
             "unread": report.unread, "refused": report.refused, "warnings": " ".join(report.warnings)}
            for report in self.reading.reports
        ]
