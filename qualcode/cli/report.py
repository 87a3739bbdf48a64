"""``qualcode report``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.loading import in_step, remarks
from qualcode.cli.options import Acting, CodebookFile, Coders, Project, States, open_project
from qualcode.cli.output import note
from qualcode.cli.progress import bar
from qualcode.i18n import _
from qualcode.model import canonical_key

if TYPE_CHECKING:
    from qualcode.exporters.document import Kept
    from qualcode.settings import Settings
    from qualcode.workflow.report import StudyReport
    from qualcode.workflow.report_parts.gathered import Choice

HELP = _("Write the study's report, as Word or web page; what you write into it stays when it is written again.")

#: so many labels are explained on the screen
_LABELS = 30


def report(
    form: Annotated[
        str, typer.Option("--format", metavar="WORD",
                          help=_("docx or html; by the ending of --output where that is given.")),
    ] = "",
    by: Annotated[
        str, typer.Option(metavar="KEY,KEY", help=_("Attributes to compare people by; town and role by default.")),
    ] = "",
    seed: Annotated[int, typer.Option(min=0, help=_("Another seed draws others."))] = 7,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help=_("Leave village and position out of the table of participants, and "
                                                 "give ages in bands.")),
    ] = False,
    no_figures: Annotated[bool, typer.Option("--no-figures", help=_("Draw no figures."))] = False,
    font: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Font file for the figures."))] = None,
    states: States = None,
    coder: Coders = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE",
                     help=_("Where to; else study_report in the folder of outputs. One that is there is renewed.")),
    ] = None,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Write the study's report."""
    from qualcode.workflow.formats import chosen_format
    from qualcode.workflow.report import FORMATS, write_study_report
    from qualcode.workflow.report_parts.gathered import BY, Choice

    settings, chosen = open_project(project, codebook), chosen_format(form, output, FORMATS)
    keys = tuple(dict.fromkeys(canonical_key(word) for word in _split(by)))
    choice = Choice(by=keys or BY, states=tuple(states or ()), coders=tuple(coder or ()), seed=seed,
                    anonymous=anonymous, figures=not no_figures, font=font, form=chosen, acting=acting)
    made = _make(settings, choice, keys)
    path = output or settings.outputs / f"study_report{FORMATS[chosen]}"
    kept = write_study_report(made, path, chosen)
    _tell(made, kept)
    note(_("written: {path}").format(path=path))


def _make(settings: "Settings", choice: "Choice", named: tuple[str, ...]) -> "StudyReport":
    """Read the project and make its report; what reading and keeping in step have found goes to stderr."""
    from qualcode.analysis.selection import check_attributes
    from qualcode.workflow.read import read
    from qualcode.workflow.report import report, report_of_nothing
    from qualcode.workflow.study import open_study
    from qualcode.workflow.thesis_tables import holds_no_interview

    if holds_no_interview(settings):
        return report_of_nothing(settings, choice=choice)
    with bar() as progress:
        reading = read(settings, progress=progress)
        study = open_study(settings, coder=choice.acting, corpus=reading.corpus, progress=progress)
    refused = [_("warning: {message}").format(message=one.refused) for one in reading.reports if one.refused]
    for line in (*remarks(reading), *refused, *in_step(study)):
        note(line)
    check_attributes(study.corpus, named)
    return report(study, reading=reading, choice=choice)


def _tell(made: "StudyReport", kept: "Kept") -> None:
    """Say what of an earlier report stayed, and who stands behind the labels."""
    if kept.own:
        note(_("kept, written by you: {n} texts").format(n=kept.own))
    if kept.edited:
        note(_("changed by hand and kept as they were, so that numbers and figures in them may be old: {names}").format(
            names=_("; ").join(dict.fromkeys(map(made.section, kept.edited)))))
    if kept.gone:
        note(_("kept since somebody changed them, though this report has no such part any more: {names}").format(
            names=_("; ").join(kept.gone)))
    if kept.loose:
        note(_("text of yours stood below sections that are no more; look whether it is in its place: {names}").format(
            names=_("; ").join(kept.loose)))
    for label, name in list(made.hidden.items())[:_LABELS]:
        note(_("{label} stands for {name} in this report").format(label=label, name=name))
    if len(made.hidden) > _LABELS:
        note(_("… and {n} more, in the order of `qualcode describe` and of the files; people with a row in the "
               "attribute table keep their id").format(n=len(made.hidden) - _LABELS))


def _split(words: str) -> list[str]:
    """Return the words of a list with commas, Chinese ones included."""
    return [word.strip() for word in words.replace("，", ",").replace("、", ",").split(",") if word.strip()]
