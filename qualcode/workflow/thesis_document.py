"""The tables of a thesis in the formats that theses are written in: Word, Excel, web pages, LaTeX, Markdown."""

from collections.abc import Callable, Mapping
from pathlib import Path

from qualcode.analysis.thesis.table import Column, ThesisTable
from qualcode.errors import UsageError
from qualcode.exporters.document import Document, Table
from qualcode.exporters.docx import write_docx
from qualcode.exporters.headings import heading
from qualcode.exporters.html_tables import write_html
from qualcode.exporters.latex import write_latex
from qualcode.exporters.markdown import write_markdown
from qualcode.exporters.xlsx_tables import write_xlsx_tables
from qualcode.i18n import _, prose
from qualcode.model import HEADINGS
from qualcode.workflow.thesis_tables import ThesisTables

#: format -> ending of its files
FORMATS: Mapping[str, str] = {"docx": ".docx", "xlsx": ".xlsx", "html": ".html", "latex": ".tex", "md": ".md"}


def write_tables(result: ThesisTables, path: Path, form: str) -> Path:
    """Write the tables in one of ``FORMATS``; the same tables give the same bytes.

    Raises:
        UsageError: there is no such format.
        WriteError: the file cannot be written; the last good one stays.
    """
    if form == "xlsx":
        return write_xlsx_tables({table.number: printed(table) for table in result.tables}, path)
    writers: dict[str, Callable[[Document, Path], Path]] = {
        "docx": write_docx, "html": write_html, "latex": write_latex, "md": write_markdown}
    if form not in writers:
        raise UsageError(_("{word}: choose among {known}").format(word=form, known=", ".join(FORMATS)))
    return writers[form](Document(_("Tables for the thesis"), tuple(map(printed, result.tables))), path)


def printed(table: ThesisTable) -> Table:
    """Return a table with its full caption and its headings; where it cannot be made, the caption and why."""
    caption = full_caption(table)
    if table.empty_reason:
        return Table(caption, (), (), _plain(table.empty_reason))
    columns = table.columns
    return Table(
        caption, tuple(map(_heading, columns)), table.rows,
        _("Note: {text}").format(text=_plain(table.note)),
        frozenset(place for place, column in enumerate(columns) if column.number),
        tuple(column.width for column in columns), table.wide,
    )


def full_caption(table: ThesisTable) -> str:
    """Return a caption with its number, as it stands above the table."""
    return _("Table {n}. {caption}").format(n=table.number[1:], caption=table.caption)


def _plain(note: str) -> str:
    """Return a note as print has it: no marks around commands, and no blank between Chinese sentences."""
    return prose([note.replace("`", "")])


def _heading(column: Column) -> str:
    words = column.label or heading(column.name)
    words = words[:1].upper() + words[1:] if column.name in HEADINGS else words
    return f"{column.group}\n{words}" if column.group else words
