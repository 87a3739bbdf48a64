"""``qualcode history``: what was done, by whom and when; the audit trail; earlier states."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.codings import put_codings
from qualcode.cli.loading import load_study
from qualcode.cli.options import Acting, AsJson, CodebookFile, Output, Project, open_project
from qualcode.cli.output import note, put_json, say, show
from qualcode.cli.undo import say_taken
from qualcode.errors import UsageError
from qualcode.i18n import _

if TYPE_CHECKING:
    from qualcode.workflow.history import Preview

HELP = _("Show what was done, by whom and when; write the audit trail; show and bring back earlier states.")

app = typer.Typer(invoke_without_command=True)

Number = Annotated[int, typer.Argument(min=1, metavar="N", help=_("Number of the operation."))]


@app.callback(help=HELP)
def history(
    context: typer.Context,
    last: Annotated[int, typer.Option(min=0, help=_("So many of the newest operations; 0 for all."))] = 20,
    coder: Annotated[str, typer.Option(metavar="NAME", help=_("Only this coder's."))] = "",
    export: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=_("Write the whole audit trail to FILE (.docx, .xlsx, .csv, .json).")),
    ] = None,
    no_quotes: Annotated[
        bool, typer.Option("--no-quotes", help=_("Leave the words of interviews out of the audit trail."))] = False,
    proposals: Annotated[
        bool, typer.Option("--proposals", help=_("Tell of every proposal of rules in it, not only how many.")),
    ] = False,
    as_json: AsJson = False,
    acting: Acting = "",
    project: Project = None,
) -> None:
    """Show what was done, or write the audit trail."""
    if context.invoked_subcommand is not None:
        return
    from qualcode.workflow.study import acting as who_acts
    from qualcode.workflow.study import open_project_store
    from qualcode.workflow.trail import trail
    from qualcode.workflow.trail_document import write_trail

    if export is None:
        _list(project, acting, last, coder, as_json)
        return
    settings = open_project(project)
    with open_project_store(settings) as store:
        found = trail(store, settings, who_acts(store, settings, acting), coder=coder, quotes=not no_quotes,
                      proposals=proposals)
    path = write_trail(found, export)
    note(_("{n} operations with {rows} changes written to {path}").format(
        n=len(found.operations), rows=len(found.rows), path=path))


@app.command("show", help=_("Show all that one operation changed, before and after."))
def show_(number: Number, as_json: AsJson = False, acting: Acting = "", project: Project = None) -> None:
    """Show what one operation changed."""
    from qualcode.workflow.study import acting as who_acts
    from qualcode.workflow.study import open_project_store
    from qualcode.workflow.trail import operation_rows, row_record
    from qualcode.workflow.verbs import local_time, verb_word

    settings = open_project(project)
    with open_project_store(settings) as store:
        what, rows = operation_rows(store, who_acts(store, settings, acting), number)
    if as_json:
        put_json([row_record(row) for row in rows])
        return
    say(_("operation {number}: {verb}, by {coder}, {time}").format(
        number=what.id, verb=verb_word(what.verb), coder=what.coder, time=local_time(what.at)))
    if what.reversed_by:
        say(_("taken back by operation {number}").format(number=what.reversed_by))
    show([_("What"), _("ID"), _("Unit ID"), _("Code ID"), _("Quote"), _("Field"), _("Was"), _("Became")],
         [(row.thing, row.key[:8], row.unit, row.code, row.quote, row.field, row.before, row.after) for row in rows])
    if what.changes and not rows:
        note(_("what it changed is hidden from a coder who codes blind, or is bookkeeping"))


@app.command("at", help=_("List codings as they stood after an operation."))
def at_(
    number: Number, output: Output = None, as_json: AsJson = False, acting: Acting = "", project: Project = None,
) -> None:
    """List codings as they stood."""
    from qualcode.workflow.listing import listing
    from qualcode.workflow.study import acting as who_acts
    from qualcode.workflow.study import open_project_store

    settings = open_project(project)
    with open_project_store(settings) as store:
        found = listing(store, who_acts(store, settings, acting), at=number)
    put_codings(found, output, as_json=as_json)


@app.command("restore", help=_("Bring back all that people made as it was after an operation; undo takes it back."))
def restore(
    number: Number,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Do it without asking."))] = False,
    as_json: AsJson = False,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Bring back an earlier state."""
    from qualcode.workflow.history import preview
    from qualcode.workflow.history import restore as bring_back

    study = load_study(project, codebook, acting=acting)
    found = preview(study.store, study.settings, study.coder, number)
    for line in _told(found):
        note(line)
    if not found.any:
        if as_json:
            put_json({"operation": 0, "of": number, "changes": 0, "files": []})
        return
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError(_("nothing was changed; say --yes to bring that state back"))
        typer.confirm(_("Bring it back?"), abort=True)
    done = bring_back(study.store, study.settings, study.coder, number)
    say_taken(done, _("brought back: the state after operation {number}, {verb} ({coder}, {time}); {n} changes"),
              as_json)


def _list(project: Path | None, acting: str, last: int, coder: str, as_json: bool) -> None:
    from qualcode.workflow.history import list_entries
    from qualcode.workflow.study import acting as who_acts
    from qualcode.workflow.study import open_project_store
    from qualcode.workflow.verbs import local_time, verb_word

    settings = open_project(project)
    with open_project_store(settings) as store:
        found = list_entries(store, who_acts(store, settings, acting), coder=coder, last=last)
    if as_json:
        put_json([{"operation": one.id, "time": one.at, "coder": one.coder, "verb": one.verb,
                   "detail": dict(one.detail), "changes": one.changes, "reverses": one.reverses or None,
                   "reversed_by": one.reversed_by or None} for one in found])
        return
    show([_("No."), _("Time"), _("Coder"), _("What was done"), _("Changes"), _("Taken back by")],
         [(one.id, local_time(one.at), one.coder,
           verb_word(one.verb) + (f" ({one.reverses})" if one.reverses else ""), one.changes, one.reversed_by or "")
          for one in found])


def _told(found: "Preview") -> list[str]:
    """Return what bringing a state back would change, a line each."""
    from qualcode.workflow.verbs import local_time, thing_word, verb_word

    lines = [_("the state after operation {number}, {verb} ({coder}, {time})").format(
        number=found.entry.id, verb=verb_word(found.entry.verb), coder=found.entry.coder,
        time=local_time(found.entry.at))]
    if not found.any:
        return [*lines, _("nothing differs from it; there is nothing to bring back")]
    lines += [_("  {thing}: {n} would be as they were").format(thing=thing_word(table), n=count)
              for table, count in found.back.items()]
    lines += [_("  {thing}: {n} would go").format(thing=thing_word(table), n=count)
              for table, count in found.gone.items()]
    if found.codings:
        counted = ", ".join(f"{name} {count}" for name, count in found.codings.items())
        lines.append(_("  codings by coder: {counts}").format(counts=counted))
    if found.file:
        lines.append(_("  the codebook would be written anew: {path}").format(path=found.file))
    return lines
