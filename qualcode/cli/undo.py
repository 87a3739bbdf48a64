"""``qualcode undo`` and ``qualcode redo``."""

from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.options import Acting, AsJson, Project, open_project
from qualcode.cli.output import note, put_json, say
from qualcode.i18n import _

if TYPE_CHECKING:
    from qualcode.workflow.history import TakenBack

UNDO_HELP = _("Take back what you did last, or an operation of the history; that is an operation too.")
REDO_HELP = _("Do again what you took back last.")


def undo(
    operation: Annotated[int, typer.Option(min=0, metavar="N", help=_("This one; your own last one by default."))] = 0,
    as_json: AsJson = False,
    acting: Acting = "",
    project: Project = None,
) -> None:
    """Take back what was done."""
    from qualcode.workflow.history import undo as take_back
    from qualcode.workflow.study import acting as who_acts
    from qualcode.workflow.study import open_project_store

    settings = open_project(project)
    with open_project_store(settings) as store:
        done = take_back(store, settings, who_acts(store, settings, acting), number=operation)
    say_taken(done, _("taken back: operation {number}, {verb} ({coder}, {time}); {n} changes"), as_json)


def redo(as_json: AsJson = False, acting: Acting = "", project: Project = None) -> None:
    """Do again what was taken back."""
    from qualcode.workflow.history import redo as do_again
    from qualcode.workflow.study import acting as who_acts
    from qualcode.workflow.study import open_project_store

    settings = open_project(project)
    with open_project_store(settings) as store:
        done = do_again(store, settings, who_acts(store, settings, acting))
    say_taken(done, _("done again what operation {number} took back ({coder}, {time}); {n} changes"), as_json)


def say_taken(done: "TakenBack", told: str, as_json: bool) -> None:
    """Say what came back, which codebook was written, and the number under which the history has it."""
    from qualcode.workflow.verbs import local_time, verb_word

    what = done.entry
    if as_json:
        put_json({"operation": done.operation, "of": what.id, "verb": what.verb, "coder": what.coder,
                  "changes": done.changes, "files": [str(path) for path in done.files]})
        return
    say(told.format(number=what.id, verb=verb_word(what.verb), coder=what.coder, time=local_time(what.at),
                    n=done.changes))
    for path in done.files:
        note(_("written: {path}").format(path=path))
    note(_("operation {number}; `qualcode history` shows it").format(number=done.operation))
