"""``qualcode tables``."""

from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.loading import load_codings
from qualcode.cli.options import Acting, CodebookFile, Coders, Codes, Polarities, Project, States, open_project
from qualcode.cli.output import note, show
from qualcode.i18n import _
from qualcode.model import canonical_key

HELP = _("Write the tables that a thesis prints, T1 to T11, as Word, Excel, web page, LaTeX or Markdown.")

#: so many labels are explained on the screen
_LABELS = 30


def tables(
    form: Annotated[
        str, typer.Option("--format", metavar="WORD",
                          help=_("docx, xlsx, html, latex or md; by the ending of --output where that is given.")),
    ] = "",
    only: Annotated[str, typer.Option(metavar="T1,T5", help=_("Only these tables."))] = "",
    by: Annotated[
        str | None,
        typer.Option(metavar="KEY,KEY", help=_("Attributes of T10, a table each; town and role by default.")),
    ] = None,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help=_("T1 without village and position, and with ages in bands."))] = False,
    top: Annotated[int, typer.Option(min=1, help=_("Words of T8: 20, 30, 50, 100 …"))] = 50,
    pos: Annotated[bool, typer.Option("--pos", help=_("Show parts of speech in T8."))] = False,
    quotes: Annotated[int, typer.Option(min=1, help=_("Words a concept in T2."))] = 1,
    order: Annotated[
        str, typer.Option(metavar="WORD", help=_("Order of coding in T6: date, file, or a text FILE with a transcript "
                                                 "a line.")),
    ] = "",
    hold_out: Annotated[
        str, typer.Option("--hold-out", metavar="SHARE", help=_("Interviews coded last that T6 holds out: 1/3, 1/4 …")),
    ] = "1/3",
    words: Annotated[bool, typer.Option("--words", help=_("T9 of words, not of codes."))] = False,
    nodes: Annotated[int, typer.Option(min=2, max=30, help=_("Codes or words of T9."))] = 12,
    unit: Annotated[str, typer.Option(help=_("What holds two of them: sentence, turn, participant, transcript."))
                    ] = "sentence",
    cut_off: Annotated[
        int, typer.Option("--cut-off", min=1, help=_("Units that hold two of them, for a link in T9.")),
    ] = 2,
    seed: Annotated[int, typer.Option(help=_("Another seed draws others."))] = 7,
    code: Codes = None,
    polarity: Polarities = None,
    states: States = None,
    coder: Coders = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help=_("Where to; else in the folder of outputs.")),
    ] = None,
    acting: Acting = "",
    project: Project = None,
    codebook: CodebookFile = None,
) -> None:
    """Write the tables that a thesis prints."""
    from qualcode.analysis.selection import check_attributes
    from qualcode.workflow.formats import chosen_format
    from qualcode.workflow.thesis_document import FORMATS, full_caption, write_tables
    from qualcode.workflow.thesis_tables import Layout, holds_no_interview, unit_of
    from qualcode.workflow.thesis_tables import tables as make
    from qualcode.workflow.thesis_tables import tables_of_nothing as make_nothing

    settings, chosen = open_project(project, codebook), chosen_format(form, output, FORMATS)
    asked = None if by is None else tuple(canonical_key(word) for word in _split(by))
    layout = Layout(quotes=quotes, hold_out=hold_out, order=order, anonymous=anonymous, top=top, pos=pos, nodes=nodes,
                    words=words, seed=seed, unit=unit_of(unit), cut_off=cut_off,
                    by=Layout().by if asked is None else asked)
    if holds_no_interview(settings):
        result = make_nothing(settings, only=_split(only), layout=layout)
    else:
        coded = load_codings(project, codebook, coders=coder or (), acting=acting)
        check_attributes(coded.corpus, asked or ())  # the usual ones may be missing: their tables say so
        result = make(coded.corpus, coded.codebook, coded.codings, study=coded.study, only=_split(only), layout=layout,
                      states=states or (), polarities=polarity or (), coders=coder or (), codes=code or ())
    path = write_tables(result, output or settings.outputs / f"thesis_tables{FORMATS[chosen]}", chosen)
    show([_("Table"), _("Rows")], [(full_caption(table), table.empty_reason or len(table.rows))
                                   for table in result.tables])
    for label, name in list(result.hidden.items())[:_LABELS]:
        note(_("{label} stands for {name} in these tables").format(label=label, name=name))
    if len(result.hidden) > _LABELS:
        note(_("… and {n} more, in the order of `qualcode describe` and of the files; people with a row in the "
               "attribute table keep their id").format(n=len(result.hidden) - _LABELS))
    note(_("written: {path}").format(path=path))


def _split(words: str) -> list[str]:
    """Return the words of a list with commas, Chinese ones included."""
    return [word.strip() for word in words.replace("，", ",").replace("、", ",").split(",") if word.strip()]
