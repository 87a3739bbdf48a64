"""What a report ends with: limits, the codebook, and the record by which it can be made again."""

import re
import shlex
from collections.abc import Iterator
from pathlib import PurePath

from qualcode.analysis.account.limits import Weak, limit_sentences
from qualcode.analysis.thesis.manual import manual_table
from qualcode.analysis.thesis.table import DASH, Column, ThesisTable
from qualcode.exporters.document import Heading
from qualcode.i18n import _
from qualcode.model import State
from qualcode.store.history import last_operation
from qualcode.workflow.report_parts.build import Builder, paragraphs
from qualcode.workflow.report_parts.front import refused_files
from qualcode.workflow.report_parts.gathered import Choice, Gathered

#: what a shell takes as it stands; ``shlex`` would put Han characters in quotes
_PLAIN = re.compile(r"[\w.,:/=@+-]+")


def add_limits(build: Builder, given: Gathered) -> None:
    """Add what is weak in this study, and the place for a conclusion."""
    build.add("limits.text", Heading(_("7 Limits")), *paragraphs(*limit_sentences(_weak(given))))
    build.own("conclusion.own", _("Write the conclusion here: what the findings answer, for whom they hold, and what "
                                  "should be studied next."))


def add_appendices(build: Builder, given: Gathered) -> None:
    """Add the codebook as coders use it, and the run record."""
    counted = given.counted if given.used else ""
    build.add("appendix.codebook", Heading(_("Appendix A: Codebook")), build.table(
        manual_table(given.codebook, given.summaries, given.labels, counted=counted)))
    build.add("appendix.record", Heading(_("Appendix B: Run record")), *paragraphs(
        _("With the same files, the same codings and the same versions this command writes the same report:"),
        command(given)), build.table(_versions(given)))
    if given.corpus.transcripts:
        build.add("appendix.inputs", build.table(_inputs(given)))


def command(given: Gathered) -> str:
    """Return the call that writes this report."""
    words = ["qualcode", "report", *_options(given.choice)]
    if given.settings.borrowed:
        words += ["--codebook", _without_folders(given.codebook.path)]
    return " ".join(word if _PLAIN.fullmatch(word) else shlex.quote(word) for word in words)


def _without_folders(path: str) -> str:
    """Return a path inside the project as it is, and of any other its file only: folders may name people."""
    return PurePath(path).name if PurePath(path).is_absolute() else path


def _options(choice: Choice) -> Iterator[str]:
    yield from ("--format", choice.form, "--by", ",".join(choice.by), "--seed", str(choice.seed))
    for option, words in (("--states", choice.states), ("--coder", choice.coders)):
        for word in words:
            yield from (option, word)
    if choice.acting:
        yield from ("--as", choice.acting)
    if choice.font is not None:
        yield from ("--font", choice.font.name)
    if choice.anonymous:
        yield "--anonymous"
    if not choice.figures:
        yield "--no-figures"


def _weak(given: Gathered) -> Weak:
    study, coded = given.study, {one.transcript for one in given.chosen}
    spoken = {voice.transcript for voice in given.speech.voices.values() if voice.characters}
    return Weak(
        given.data, counted=len(given.chosen), open=sum(one.state is State.PROPOSED for one in given.chosen),
        ruled=given.ruled and bool(given.decisions.by_rules), uncoded=len(spoken - coded),
        unknown_codes=sum(study.unknown_codes.values()) if study is not None else 0,
        refused=refused_files(given) or 0,
        coders=sum(not given.choice.coders or one.name in given.choice.coders for one in given.decisions.people),
        hidden=study.coder.name if study is not None and study.coder.blind else "")


def _versions(given: Gathered) -> ThesisTable:
    record, choice, book = given.record, given.choice, given.codebook
    rows = [
        ("qualcode", record["qualcode"]), ("Python", record["python"]), *record["libraries"].items(),
        (_("Codebook"), f"{_without_folders(book.path)}, SHA-256 {book.sha256}"),
        (_("Unit of rules"), given.settings.unit),
        (_("Last operation in the store"), _last(given)), (_("Codings counted"), str(len(given.chosen))),
        (_("Random arrangements of a test"), str(choice.permutations)),
        (_("Resamples of differences"), str(choice.draws)), (_("Resamples of agreement"), str(choice.replicates)),
        (_("Seed"), str(choice.seed)),
    ]
    columns = (Column("what", label=_("Fact"), width=2), Column("which", label=_("Value"), width=6))
    return ThesisTable("", _("What this report was made with"), columns, tuple(rows), _(
        "Codings and all that was done to them stand in the project's store; qualcode history and its audit trail show "
        "every operation."))


def _last(given: Gathered) -> str:
    if given.study is None:
        return DASH
    with given.study.store.reading() as connection:
        return str(last_operation(connection)) or DASH


def _inputs(given: Gathered) -> ThesisTable:
    rows = tuple((given.labels.transcripts[one["name"]], one["sha256"] or DASH) for one in given.record["transcripts"])
    columns = (Column("interview", width=1.5), Column("sha", label=_("SHA-256 of the file"), width=6))
    return ThesisTable("", _("Transcripts that were read"), columns, rows, _(
        "Interviews are called as in the text; a hash tells one version of a file from all others."))
