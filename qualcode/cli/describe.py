"""``qualcode describe``."""

from typing import Annotated

import typer

from qualcode.cli.loading import load_corpus
from qualcode.cli.options import AsJson, Output, Project, open_project
from qualcode.cli.output import note, put, put_json
from qualcode.errors import UsageError
from qualcode.i18n import _

HELP = _("Describe the participants: a row each, how many have which attribute, and what numbers amount to.")
TABLES = ("participants", "frequencies", "numbers")


def describe(
    by: Annotated[str, typer.Option(metavar="KEY", help=_("Divide the people by an attribute, such as town."))] = "",
    attribute: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help=_("Count only this attribute; may be given several times.")),
    ] = None,
    table: Annotated[
        str, typer.Option(metavar="TABLE", help=_("Only this table: participants, frequencies or numbers.")),
    ] = "",
    output: Output = None,
    as_json: AsJson = False,
    project: Project = None,
) -> None:
    """Describe the participants."""
    from qualcode.workflow.describe import attribute_key, shown, write_description
    from qualcode.workflow.describe import describe as count

    if table and table not in TABLES:
        raise UsageError(_("{word}: choose among {known}").format(word=table, known=", ".join(TABLES)))
    corpus = load_corpus(open_project(project))
    result = count(corpus, by=attribute_key(corpus, by) if by else "",
                   attributes=[attribute_key(corpus, word) for word in attribute or ()])
    wanted = [name for name in TABLES if table in ("", name) and len(result.tables[name])]
    if as_json:
        put_json({name: result.tables[name] for name in wanted} | {"captions": result.captions})
        return
    if output is not None:
        path = write_description(result, output, table or TABLES[0])
        note(_("written: {path}").format(path=path))
        return
    for name in wanted:
        frame = shown(result.tables[name])
        hidden = ["note"] if name == "frequencies" else []  # the caption says it once
        put(frame.drop(columns=hidden if by or name == "participants" else ["by", "group_label", *hidden]))
    for line in dict.fromkeys(result.captions[name] for name in wanted):
        note(line)
