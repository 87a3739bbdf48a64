"""What most commands begin with: the transcripts read, the store in step with them, and the codings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.cli.options import open_project, unit_word
from qualcode.cli.output import note
from qualcode.cli.progress import bar
from qualcode.i18n import _
from qualcode.settings import Settings

if TYPE_CHECKING:
    from qualcode.model import Codebook, Coding, Corpus
    from qualcode.workflow.read import Reading
    from qualcode.workflow.study import Study


@dataclass(frozen=True)
class Coded:
    """A project with its codings.

    Attributes:
        study: The project, opened.
        codings: What stands of everybody's, by transcript and place.
        left_out: What the codes' stance leaves out, where it was asked for.
    """

    study: "Study"
    codings: "list[Coding]"
    left_out: "list[Coding]" = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        """The settings of the project."""
        return self.study.settings

    @property
    def corpus(self) -> "Corpus":
        """Its transcripts."""
        return self.study.corpus

    @property
    def codebook(self) -> "Codebook":
        """The codebook in use."""
        return self.study.codebook


def load_corpus(settings: Settings) -> "Corpus":
    """Read the project's transcripts; warnings go to stderr.

    Raises:
        ReadError: nothing could be read.
    """
    from qualcode.workflow.read import read

    with bar() as progress:
        reading = read(settings, progress=progress)
    refused = [report.refused for report in reading.reports if report.refused]
    for message in (*reading.warnings, *refused):
        note(_("warning: {message}").format(message=message))
    return reading.corpus


def remarks(reading: "Reading") -> list[str]:
    """Return the warnings on the whole and on each file, then who is not in the table and which row met nobody."""
    warning = _("warning: {message}")
    found = [warning.format(message=message) for message in reading.warnings]
    for report in reading.reports:
        found += [warning.format(message=f"{report.name}: {message}") for message in report.warnings]
        if report.unread:
            lines = ", ".join(str(line) for line in report.unread_lines[:10]) + (" …" if report.unread > 10 else "")
            found.append(_("{name}: lines not understood, kept in the text: {lines}").format(
                name=report.name, lines=lines))
    if reading.unmatched_rows:
        rows = ", ".join(f"{row} ({person})" for row, person in reading.unmatched_rows)
        found.append(_("rows of the attribute table that met no speaker: {rows}").format(rows=rows))
    if reading.unmatched_speakers:
        people = ", ".join(f"{transcript}/{speaker}" for transcript, speaker in reading.unmatched_speakers)
        found.append(_("respondents without a row in the attribute table: {people}").format(people=people))
    return found


def load_study(
    project: Path | None, codebook: Path | None = None, *, acting: str = "", unit: str = "", force: bool = False,
    older: bool = False,
) -> "Study":
    """Open a project with its store, brought into step; what that changed goes to stderr.

    Args:
        project: Folder named in the call, None for the nearest.
        codebook: File named in the call, None for the one in the settings.
        acting: Who is working, as said in the call.
        unit: ``sentence``, ``turn`` or ``match``; that of the settings where "".
        force: Whether to try the rules even where nothing has changed.
        older: Whether an older text of a transcript may come back.
    """
    from qualcode.workflow.study import open_study

    settings = open_project(project, codebook)
    corpus = load_corpus(settings)
    with bar() as progress:
        study = open_study(settings, coder=acting, corpus=corpus, unit=unit_word(unit), force=force, older=older,
                           progress=progress)
    for line in in_step(study):
        note(line)
    return study


def load_codings(
    project: Path | None, codebook: Path | None, *, contrary: bool = False, coders: Sequence[str] = (),
    acting: str = "",
) -> Coded:
    """Open a project and put everybody's codings together.

    Args:
        project: Folder named in the call, None for the nearest.
        codebook: File named in the call, None for the one in the settings.
        contrary: Whether to return what the codes' stance leaves out, too.
        coders: Only these coders' codings.
        acting: Who is working, as said in the call.
    """
    from qualcode.workflow.code import code
    from qualcode.workflow.study import standing_codings

    study = load_study(project, codebook, acting=acting)
    settings = study.settings
    left_out = code(study.corpus, study.codebook, unit=settings.unit, roles=settings.roles, contrary=True
                    ) if contrary else []
    return Coded(study, standing_codings(study, coders), left_out)


def in_step(study: "Study") -> list[str]:
    """Return what bringing the store in step with the files has changed, a line each."""
    lines = []
    carried, renewal = study.carried, study.renewal
    if carried.transcripts:
        lines.append(_("corrected transcripts: {names}").format(names=", ".join(carried.transcripts)))
    if carried.rows:
        lines.append(_("people's codings there: {moved} in place, {fuzzy} on changed words, {lost} lost; look at "
                       "them with `qualcode carry`").format(
                           moved=carried.counts["same"] + carried.counts["moved"],
                           fuzzy=carried.counts["fuzzy"], lost=carried.counts["lost"]))
    lines += [_("renamed: {old} is {new} now").format(old=old, new=new) for old, new in carried.renamed.items()]
    if carried.missing:
        lines.append(_("warning: {message}").format(message=_(
            "codings wait for transcripts that are not there: {names}; nothing of them counts").format(
                names=", ".join(carried.missing))))
    if study.unknown_codes:
        lines.append(_("warning: {message}").format(message=_(
            "codings have codes that the codebook does not: {codes}; bring the codes back, or give the codings others "
            "(`qualcode codings recode`)").format(
                codes=_(", ").join(_("{name} ({kind})").format(name=code, kind=n)
                                   for code, n in study.unknown_codes.items()))))
    if renewal.any:
        lines.append(_("proposals of {coder}: {added} new, {gone} withdrawn, {changed} with other evidence").format(
            coder=renewal.coder, added=renewal.added.total(), gone=renewal.gone.total(),
            changed=renewal.changed.total()))
    if renewal.orphaned:
        stays = _("of the withdrawn ones people had accepted {accepted} and rejected {rejected}: what they decided "
                  "stays")
        lines.append(stays.format(accepted=renewal.orphaned["accepted"], rejected=renewal.orphaned["rejected"]))
    return lines
