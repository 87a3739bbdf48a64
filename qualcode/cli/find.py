"""``qualcode find``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.loading import Coded, load_codings
from qualcode.cli.options import (
    Acting,
    AsJson,
    CodebookFile,
    Coders,
    Project,
    States,
    open_project,
    unit_word,
)
from qualcode.cli.output import note, put, put_json, show
from qualcode.errors import UsageError
from qualcode.i18n import _, prose
from qualcode.model import canonical_key

if TYPE_CHECKING:
    from qualcode.workflow.find import FindResult

HELP = _("Find passages by words and codings together: a query in the language of rules.")
#: Columns of counts that the screen has room for; files have all of them.
SHOWN = ("group_label", "units", "n_units", "share_units", "participants", "n_participants", "transcripts")


def find(
    query: Annotated[
        str, typer.Argument(metavar="QUERY", show_default=False,
                            help=_("Such as 'user_loss & NEAR(平台, 用; k=6) & META(town=平乐镇)', or @NAME for a kept "
                                   "one.")),
    ] = "",
    unit: Annotated[str, typer.Option(metavar="UNIT", help=_("Look at each sentence (the default) or turn."))] = "",
    everyone: Annotated[
        bool, typer.Option("--everyone", help=_("Look at what interviewers and bystanders say too."))] = False,
    count: Annotated[bool, typer.Option("--count", help=_("Show only how many were found."))] = False,
    by: Annotated[
        str, typer.Option(metavar="KEY", help=_("Count by transcript, participant, or an attribute such as town."))
    ] = "",
    states: States = None,
    coder: Coders = None,
    save: Annotated[
        str, typer.Option("--save", metavar="NAME", help=_("Keep the query in qualcode.toml, for `find @NAME`."))] = "",
    again: Annotated[bool, typer.Option("--again", help=_("Let --save replace a kept query."))] = False,
    kept: Annotated[bool, typer.Option("--list", help=_("List the kept queries."))] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE",
                     help=_("Write to FILE (.docx, .md, .csv, .xlsx, .json, .parquet) instead of the screen.")),
    ] = None,
    as_json: AsJson = False,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Find passages by a query."""
    from qualcode.workflow.find import find as look
    from qualcode.workflow.queries import keep_query, said_query
    from qualcode.workflow.study import check_visible

    if kept:
        settings = open_project(project, codebook)
        show([_("Name"), _("Query")], list(settings.queries.items()))
        return
    if not query.strip():
        raise UsageError(_("say what to find, such as `qualcode find '#code & word'`, or --list"))
    unit_word(unit, ("sentence", "turn"))
    coded = load_codings(project, codebook, coders=coder or (), acting=acting)
    said, notes = said_query(coded.settings, coded.codebook, query)
    result = look(coded.corpus, coded.codebook, coded.codings, said, unit=unit, states=states or (),
                  coders=coder or (), everyone=everyone, roles=coded.settings.roles)
    check_visible(coded.study, sorted(result.query.coders))
    for line in (*notes, *result.notes):
        note(_("note: {message}").format(message=line))
    if save:
        path = keep_query(coded.settings, save, said, again=again)
        note(_("kept as @{name} in {path}").format(name=save, path=path))
    _tell(result, coded, by=canonical_key(by) if by else "", count=count or bool(by), output=output, as_json=as_json)


def _tell(
    result: "FindResult", coded: Coded, *, by: str, count: bool, output: Path | None, as_json: bool
) -> None:
    from qualcode.workflow.found import count_note, counts, found_table, write_found

    if as_json:
        put_json({"query": result.query.text, "caption": result.caption, "notes": result.notes,
                  "counts": counts(result, coded.corpus, by), "units": found_table(result)})
        return
    if count:
        table = counts(result, coded.corpus, by)
        put(table if output else table[list(SHOWN)], output)
        note(prose([result.caption, count_note(table, by)]))
        return
    if output is not None:
        note(_("written: {path}").format(path=write_found(result, coded.codebook, coded.corpus, output)))
    else:
        _show_units(result, coded)
    note(result.caption)


def _show_units(result: "FindResult", coded: Coded) -> None:
    from qualcode.analysis.tables import code_name
    from qualcode.exporters.headings import heading

    rows = []
    for one in result.units:
        names = _(", ").join(code_name(coded.codebook, code) for code in one.codes)
        rows.append((one.excerpt.unit_id, one.excerpt.town, one.excerpt.role, one.speaker, one.marked(), names))
    show([heading(column) for column in ("unit_id", "town", "role", "speaker", "text", "codes")], rows)
