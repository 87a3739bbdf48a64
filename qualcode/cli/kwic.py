"""``qualcode kwic``."""

from typing import Annotated

import typer

from qualcode.cli.loading import load_corpus
from qualcode.cli.options import Output, Project, condition, open_project
from qualcode.cli.output import note, put
from qualcode.i18n import _

HELP = _("Show every place where somebody says a phrase, with its context.")
#: Columns that the screen has room for; files have all of them.
SHOWN = ("unit_id", "town", "role", "left", "key", "right")


def kwic(
    phrase: Annotated[str, typer.Argument(metavar="PHRASE", help=_("Words, or an expression with --regex."))],
    regex: Annotated[bool, typer.Option("--regex", help=_("PHRASE is a regular expression."))] = False,
    width: Annotated[int, typer.Option(min=0, help=_("Characters to the left and to the right."))] = 20,
    everybody: Annotated[bool, typer.Option("--everybody", help=_("Search interviewers and bystanders too."))] = False,
    where: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=VALUE", help=_("Only people with this attribute, such as town=大同镇; may be given "
                                                 "several times.")),
    ] = None,
    output: Output = None,
    project: Project = None,
) -> None:
    """Show keywords in context."""
    from qualcode.workflow.kwic import kwic as find

    conditions = dict(condition(text, "--where") for text in where or [])
    corpus = load_corpus(open_project(project))
    table = find(corpus, phrase, regex=regex, width=width, everybody=everybody, where=conditions)
    put(table if output else table[list(SHOWN)], output)
    if not output:
        ours = _("{places} places in what respondents say; --everybody searches interviewers and bystanders too")
        note((_("{places} places") if everybody else ours).format(places=len(table)))
