"""``qualcode memo``: notes on anything."""

from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.loading import load_study
from qualcode.cli.options import Acting, AsJson, CodebookFile, Output, Project, open_project
from qualcode.cli.output import note, put, put_json, say, show
from qualcode.errors import UsageError
from qualcode.i18n import _

if TYPE_CHECKING:
    from qualcode.workflow.memo import Noted

HELP = _("Write, list, edit and remove memos on the project, a transcript, a code, a person, a coder or a coding.")

app = typer.Typer(no_args_is_help=True)

Words = Annotated[str, typer.Argument(metavar="TEXT", help=_("The words of the memo."))]
Id = Annotated[
    str, typer.Argument(metavar="ID", help=_("Id of the memo or of its coding, or enough of its beginning."))]
OnCode = Annotated[str, typer.Option("--code", metavar="ID", help=_("On this code."))]
OnTranscript = Annotated[str, typer.Option("--transcript", metavar="NAME", help=_("On this transcript."))]
OnParticipant = Annotated[str, typer.Option("--participant", metavar="ID", help=_("On this participant."))]
OnCoder = Annotated[str, typer.Option("--coder", metavar="NAME", help=_("On this coder."))]
OnCoding = Annotated[str, typer.Option("--coding", metavar="ID", help=_("On this coding, which must be your own."))]


@app.command("add", help=_("Write a memo; on the project, where nothing else is named."))
def add(
    text: Words, code: OnCode = "", transcript: OnTranscript = "", participant: OnParticipant = "",
    coder: OnCoder = "", coding: OnCoding = "", as_json: AsJson = False, acting: Acting = "", project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Write a memo."""
    from qualcode.workflow.memo import add_memo

    about, target = _about(code, transcript, participant, coder, coding) or ("project", "")
    study = load_study(project, codebook, acting=acting)
    _say(add_memo(study, text, about=about, target=target), _("written"), as_json)


@app.command("list", help=_("List memos: all, or those on one thing."))
def list_(
    code: OnCode = "", transcript: OnTranscript = "", participant: OnParticipant = "", coder: OnCoder = "",
    coding: OnCoding = "", output: Output = None, as_json: AsJson = False, acting: Acting = "",
    project: Project = None,
) -> None:
    """List memos."""
    from qualcode.workflow.memo import list_memos, memo_rows, memo_table
    from qualcode.workflow.study import acting as who_acts
    from qualcode.workflow.study import open_project_store
    from qualcode.workflow.verbs import local_time, thing_word

    about, target = _about(code, transcript, participant, coder, coding) or ("", "")
    settings = open_project(project)
    with open_project_store(settings) as store:
        found = list_memos(store, who_acts(store, settings, acting), about=about, target=target)
    if output is not None:
        put(memo_table(found), output)
    if as_json:
        put_json(memo_rows(found))
    if output is None and not as_json:
        show([_("Memo ID"), _("About"), "", _("Memo"), _("Coder"), _("Time")],
             [(one.id[:8], thing_word(one.about), one.target, one.body, one.coder, local_time(one.at))
              for one in found])


@app.command("edit", help=_("Change the words of your own memo."))
def edit(
    key: Id, text: Words, as_json: AsJson = False, acting: Acting = "", project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Change the words of a memo."""
    from qualcode.workflow.memo import edit_memo

    _say(edit_memo(load_study(project, codebook, acting=acting), key, text), _("changed"), as_json)


@app.command("remove", help=_("Take your own memo away; the history keeps it."))
def remove(
    key: Id, as_json: AsJson = False, acting: Acting = "", project: Project = None, codebook: CodebookFile = None,
) -> None:
    """Take a memo away."""
    from qualcode.workflow.memo import remove_memo

    _say(remove_memo(load_study(project, codebook, acting=acting), key), _("removed"), as_json)


def _about(code: str, transcript: str, participant: str, coder: str, coding: str) -> tuple[str, str] | None:
    """Return what kind of thing was named and which, None where nothing was.

    Raises:
        UsageError: several things were named.
    """
    named = [(about, target) for about, target in (
        ("code", code), ("transcript", transcript), ("participant", participant), ("coder", coder), ("coding", coding),
    ) if target]
    if len(named) > 1:
        raise UsageError(_("a memo is about one thing; name one of --code, --transcript, --participant, --coder, "
                           "--coding"))
    return named[0] if named else None


def _say(done: "Noted", word: str, as_json: bool) -> None:
    from qualcode.workflow.memo import memo_rows
    from qualcode.workflow.verbs import thing_word

    if as_json:
        put_json({"operation": done.operation, "memo": memo_rows([done.memo])[0]})
        return
    one = done.memo
    what = f"{one.id[:8]}  {thing_word(one.about)} {one.target}".rstrip()
    say(_("{done}: {what}").format(done=word, what=what))
    note(_("operation {number} by {coder}; `qualcode undo` takes it back").format(
        number=done.operation, coder=one.coder))
