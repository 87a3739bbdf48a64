"""``qualcode codings export`` and ``qualcode codings merge``."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.loading import load_study
from qualcode.cli.options import Acting, AsJson, CodebookFile, Project
from qualcode.cli.output import note, put_json, say, show
from qualcode.errors import UsageError
from qualcode.i18n import _

if TYPE_CHECKING:
    from qualcode.workflow.exchange import Merged
    from qualcode.workflow.merging import Conflict, Side

EXPORT_HELP = _("Write a coder's work as JSON lines, to be kept in git and merged elsewhere.")
MERGE_HELP = _("Bring in the work of others that `qualcode codings export` wrote; the same work never comes twice.")
_COUNTS = ("added", "updated", "removed", "unchanged", "older", "moved", "fuzzy", "lost", "memos")
#: Characters of a quote in the list of conflicts.
_ROOM = 30


def export(
    coder: Annotated[
        list[str] | None,
        typer.Option("--coder", metavar="NAME",
                     help=_("Whose work, the acting coder's by default; may be given several times.")),
    ] = None,
    everyone: Annotated[bool, typer.Option("--all", help=_("Everybody's work, a file each."))] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE",
                     help=_("The file, or the folder where it is several coders' work; codings/ in the project by "
                            "default.")),
    ] = None,
    as_json: AsJson = False,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Write coders' work, a file each."""
    from qualcode.workflow.exchange import export as write

    if everyone and coder:
        raise UsageError(_("--all and --coder exclude each other"))
    made = write(load_study(project, codebook, acting=acting), coder or (), everyone=everyone, output=output)
    if as_json:
        put_json([{"file": str(one.path), "coder": one.coder, "codings": one.codings, "removed": one.removed,
                   "memos": one.memos} for one in made])
        return
    for one in made:
        say(_("{path}: {codings} codings, {memos} memos of {coder}; {removed} taken away").format(
            path=one.path, codings=one.codings, memos=one.memos, coder=one.coder, removed=one.removed))
    note(_("these files quote the interviews: keep them only where the transcripts may be kept"))


def merge(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=_("Files that were exported elsewhere."))],
    take: Annotated[
        str,
        typer.Option(metavar="SIDE",
                     help=_("What holds where something was changed here and there: theirs or ours. Without it ours "
                            "holds, and the next merge asks again.")),
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only say what would be done."))] = False,
    as_json: AsJson = False,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Bring others' work in."""
    from qualcode.workflow.exchange import merge as bring_in

    found = bring_in(load_study(project, codebook, acting=acting), files, take=take, dry_run=dry_run)
    if as_json:
        put_json([record(one) for one in found])
        return
    show([_("File"), _("Coder"), _("Added"), _("Updated"), _("Removed"), _("Unchanged"), _("Older"), _("Moved"),
          _("Fuzzy"), _("Lost"), _("Memos"), _("Conflicts")],
         [(one.file, one.coder, *(getattr(one, name) for name in _COUNTS), len(one.conflicts)) for one in found])
    for one in found:
        _show_conflicts(one)
        for line in _remarks(one, take):
            note(_("{done}: {what}").format(done=one.file, what=line))
    if dry_run:
        note(_("nothing was written (--dry-run)"))


def record(one: "Merged") -> dict[str, Any]:
    """Return what a file brought, for programs."""
    return {
        "file": one.file, "coder": one.coder, "operation": one.operation,
        **{name: getattr(one, name) for name in _COUNTS},
        "conflicts": [{"kind": found.kind, "id": found.id, "kept": found.kept, "ours": _side(found.ours),
                       "theirs": _side(found.theirs)} for found in one.conflicts],
        "places": [{
            "id": row.new.id, "transcript": row.new.transcript, "code": row.new.code, "outcome": row.outcome.value,
            "similarity": round(row.similarity, 3), "reason": row.reason, "old_text": row.old.quote,
            "text": None if row.outcome.value == "lost" else row.new.quote,
        } for row in one.rows],
        "renamed_codes": dict(one.renamed_codes), "unknown_codes": dict(one.unknown_codes),
        "unknown_transcripts": dict(one.unknown_transcripts), "other_texts": list(one.other_texts),
        "other_codebook": one.other_codebook,
    }


def _side(side: "Side") -> dict[str, Any]:
    return {
        "by": side.by, "at": side.at, "removed": side.removed, "target": side.target, "start": side.start,
        "end": side.end, "code": side.code, "state": side.state, "text": side.text, "memo": side.memo,
        "weight": side.weight,
    }


def _show_conflicts(one: "Merged") -> None:
    if one.conflicts:
        show([_("Conflict"), _("Place"), _("Here"), _("In the file"), _("Holds")],
             [(found.id[:8], found.ours.target or found.theirs.target, _said(found, found.ours),
               _said(found, found.theirs), _("theirs") if found.kept == "theirs" else _("ours"))
              for found in one.conflicts])


def _said(conflict: "Conflict", side: "Side") -> str:
    """Return what one side says: only what differs, then who said it."""
    from qualcode.workflow.verbs import local_time, state_word

    other = conflict.theirs if side is conflict.ours else conflict.ours
    parts = [_("removed")] if side.removed else [
        side.code,
        state_word(side.state) if side.state else "",
        _short(side.text) if (side.start, side.end, side.text) != (other.start, other.end, other.text) else "",
        _short(side.memo) if side.memo != other.memo else "",
        f"{side.weight:g}" if side.weight != other.weight else "",
    ]
    return " · ".join(part for part in (*parts, side.by, local_time(side.at)) if part)


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _ROOM else line[: _ROOM - 1] + "…"


def _remarks(one: "Merged", take: str) -> list[str]:
    lines = []
    if one.conflicts:
        said = (_("{n} were changed here and there; --take {side} has settled them") if take
                else _("{n} were changed here and there; --take theirs or --take ours settles them"))
        lines.append(said.format(n=len(one.conflicts), side=take))
    if one.other_codebook:
        lines.append(_("{coder} worked with another version of the codebook").format(coder=one.coder))
    if one.renamed_codes:
        pairs = ", ".join(f"{old} → {new}" for old, new in sorted(one.renamed_codes.items()))
        lines.append(_("codes that have another name here: {pairs}").format(pairs=pairs))
    if one.unknown_codes:
        lines.append(_("codes that the codebook does not have, kept as they are: {codes}").format(
            codes=_counted(one.unknown_codes)))
    if one.other_texts:
        lines.append(_("another version of these transcripts: {names}; {moved} codings moved, {fuzzy} stand on changed "
                       "words, {lost} are lost").format(
                           names=", ".join(one.other_texts), moved=one.moved, fuzzy=one.fuzzy, lost=one.lost))
    if one.unknown_transcripts:
        lines.append(_("transcripts that are not here: {names}; their codings are kept as lost. Add the transcripts "
                       "and merge the file again").format(names=_counted(one.unknown_transcripts)))
    if one.operation:
        lines.append(_("operation {number}; `qualcode undo` takes it back").format(number=one.operation))
    return lines


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} ({count})" for name, count in counts.items())
