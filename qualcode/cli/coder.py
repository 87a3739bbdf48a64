"""``qualcode coder``: who codes in this study."""

from typing import Annotated

import typer

from qualcode.cli.options import Acting, AsJson, Project, open_project
from qualcode.cli.output import note, put_json, say, show
from qualcode.errors import UsageError
from qualcode.i18n import _

HELP = _("List, add and rename coders, and say who does not see the others' codings yet.")

app = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help=_("Name of the coder."))]


@app.command("list", help=_("List coders with the number of their codings."))
def list_(as_json: AsJson = False, acting: Acting = "", project: Project = None) -> None:
    """List coders."""
    from qualcode.workflow.coder import list_coders
    from qualcode.workflow.study import acting as who_acts
    from qualcode.workflow.study import open_project_store
    from qualcode.workflow.verbs import kind_word

    settings = open_project(project)
    with open_project_store(settings) as store:
        rows = list_coders(store, who_acts(store, settings, acting))
    if as_json:
        put_json([{"name": row.coder.name, "kind": row.coder.kind, "blind": row.coder.blind, "accepted": row.accepted,
                   "rejected": row.rejected, "proposed": row.proposed} for row in rows])
        return
    show([_("Coder"), _("Kind"), _("Codes blind"), _("Accepted"), _("Rejected"), _("Proposed")],
         [(row.coder.name, kind_word(row.coder.kind), _("yes") if row.coder.blind else "", row.accepted, row.rejected,
           row.proposed) for row in rows])


@app.command("add", help=_("Add a coder to the study."))
def add(
    name: Name,
    blind: Annotated[
        bool, typer.Option("--blind", help=_("Hide other people's codings until `qualcode agree` is asked for."))
    ] = False,
    as_json: AsJson = False,
    acting: Acting = "",
    project: Project = None,
) -> None:
    """Add a coder to the study."""
    from qualcode.workflow.coder import add_coder
    from qualcode.workflow.study import open_project_store

    settings = open_project(project)
    with open_project_store(settings) as store:
        made = add_coder(store, settings, name, blind=blind, said=acting)
    if as_json:
        put_json({"name": made.name, "kind": made.kind, "blind": made.blind})
    else:
        said = _("added: {name}, who codes blind") if blind else _("added: {name}")
        say(said.format(name=made.name))


@app.command("rename", help=_("Give a coder another name, on all their codings and memos."))
def rename(
    old: Annotated[str, typer.Argument(metavar="OLD", help=_("Name as it is."))],
    new: Annotated[str, typer.Argument(metavar="NEW", help=_("Name as it is to be."))],
    as_json: AsJson = False,
    acting: Acting = "",
    project: Project = None,
) -> None:
    """Give a coder another name."""
    from qualcode.workflow.coder import rename as give_name
    from qualcode.workflow.study import acting as who_acts
    from qualcode.workflow.study import named_coder, open_project_store

    settings = open_project(project)
    with open_project_store(settings) as store:
        changed = give_name(store, who_acts(store, settings, acting), old, new)
    if as_json:
        put_json({"old": old, "new": new, "changed": changed})
    else:
        say(_("renamed: {old} is {new} now, on {n} codings and memos").format(old=old, new=new, n=changed))
    if named_coder(settings) == old:
        note(_("warning: {message}").format(message=_(
            "qualcode.toml or QUALCODE_CODER still names {old}; change it to {new}").format(old=old, new=new)))


@app.command("blind", help=_("Hide other people's codings from a coder, or show them; the history keeps when."))
def blind(
    name: Name,
    on: Annotated[bool | None, typer.Option("--on/--off", help=_("Hide them, or show them."))] = None,
    as_json: AsJson = False,
    acting: Acting = "",
    project: Project = None,
) -> None:
    """Say whether a coder codes blind."""
    from qualcode.workflow.coder import set_blind
    from qualcode.workflow.study import acting as who_acts
    from qualcode.workflow.study import open_project_store

    if on is None:
        raise UsageError(_("say --on or --off"))
    settings = open_project(project)
    with open_project_store(settings) as store:
        changed = set_blind(store, who_acts(store, settings, acting), name, on)
    if as_json:
        put_json({"name": name, "blind": on, "changed": changed})
        return
    told = _("{name} codes blind: other people's codings are hidden until `qualcode agree` is asked for") if on else (
        _("{name} sees everybody's codings; the history keeps since when"))
    say(told.format(name=name))
