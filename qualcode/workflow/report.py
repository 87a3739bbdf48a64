"""``report``: the study's report that a thesis writer starts from, and goes on with when it is written again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qualcode.errors import UsageError
from qualcode.exporters.document import TITLE, Heading, Kept, Part
from qualcode.exporters.living_docx import write_living_docx
from qualcode.exporters.living_html import write_living_html
from qualcode.i18n import _
from qualcode.settings import Settings
from qualcode.workflow.codebook import load
from qualcode.workflow.read import Reading
from qualcode.workflow.report_parts.build import Builder
from qualcode.workflow.report_parts.closing import add_appendices, add_limits
from qualcode.workflow.report_parts.comparison import add_comparison
from qualcode.workflow.report_parts.evidence import add_reliability, add_saturation
from qualcode.workflow.report_parts.findings import add_findings
from qualcode.workflow.report_parts.front import add_about, add_data, add_method
from qualcode.workflow.report_parts.gathered import Choice, Gathered
from qualcode.workflow.study import Study

#: format -> ending of its files
FORMATS: Mapping[str, str] = {"docx": ".docx", "html": ".html"}
_WRITERS: Mapping[str, Callable[[str, Sequence[Part], Path], Kept]] = {
    "docx": write_living_docx, "html": write_living_html}


@dataclass(frozen=True)
class StudyReport:
    """A report before it is a file.

    Attributes:
        title: Of the whole. parts: In their order.
        hidden: Label -> the name of a file or speaker that it stands for: for the researcher only.
    """

    title: str
    parts: tuple[Part, ...]
    hidden: Mapping[str, str] = field(default_factory=dict)

    def section(self, key: str) -> str:
        """Return the heading under which a part stands, its key where this report does not have it."""
        current = self.title
        for part in self.parts:
            current = next((block.text for block in part.blocks if isinstance(block, Heading)), current)
            if part.key == key:
                return current
        return self.title if key == TITLE else key


def report(
    study: Study, *, reading: Reading | None = None, choice: Choice | None = None,
) -> StudyReport:
    """Make the report of a study from all that is known of it; nothing is written, not to its store either.

    Args:
        study: The project, opened.
        reading: How its files were read.
        choice: What is asked for.

    Raises:
        UsageError: there is no such state or coder.
    """
    return _made(Gathered(study.settings, study.codebook, choice or Choice(), study, reading))


def report_of_nothing(settings: Settings, *, choice: Choice | None = None) -> StudyReport:
    """Make the report of a project without transcripts: its codebook, and of everything else why it is missing.

    Raises:
        UsageError: no codebook is named, or there is no such state.
        CodebookError: the codebook has problems.
    """
    return _made(Gathered(settings, load(settings), choice or Choice()))


def write_study_report(made: StudyReport, path: Path, form: str) -> Kept:
    """Write a report in one of ``FORMATS``; what the researcher wrote into an earlier one stays.

    Raises:
        UsageError: there is no such format.
        WriteError: the file cannot be written, or is another one than a report; it stays as it is.
    """
    if form not in FORMATS:
        raise UsageError(_("{word}: choose among {known}").format(word=form, known=", ".join(FORMATS)))
    return _WRITERS[form](made.title, made.parts, path)


def _made(given: Gathered) -> StudyReport:
    build = Builder(given.choice.figures)
    for add in (add_about, add_data, add_method, add_findings, add_comparison, add_saturation, add_reliability,
                add_limits, add_appendices):
        add(build, given)
    name = given.settings.name
    title = _("Report of the study “{name}”").format(name=name) if name else _("Report of the study")
    return StudyReport(title, tuple(build.parts), given.labels.hidden)
