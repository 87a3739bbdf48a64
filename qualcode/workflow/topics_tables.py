"""``topics`` as tables and files: a table of topics, a workbook of everything, a document, a page."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.analysis.topic_prevalence import prevalence_table
from qualcode.errors import UsageError
from qualcode.exporters.docx import write_docx
from qualcode.exporters.headings import heading
from qualcode.exporters.markdown import write_markdown
from qualcode.exporters.tables import WRITERS, write_table
from qualcode.exporters.topic_page import write_topic_page
from qualcode.exporters.xlsx import Sheet, write_xlsx
from qualcode.i18n import _, prose
from qualcode.topics.method import verdict
from qualcode.topics.tables import (
    candidates_table,
    dropped_table,
    links_table,
    topic_terms_table,
    topics_table,
    trials_table,
    unfound_table,
)
from qualcode.workflow.compare import group_headings
from qualcode.workflow.topics_document import topics_document
from qualcode.workflow.topics_findings import TopicFindings
from qualcode.workflow.topics_page import topics_page

if TYPE_CHECKING:
    import pandas as pd

#: Endings of what holds everything; tables have one table.
_WHOLE: Mapping[str, Callable[[TopicFindings, Path], Path]] = {
    ".docx": lambda given, path: write_docx(topics_document(given), path),
    ".md": lambda given, path: write_markdown(topics_document(given), path),
    ".html": lambda given, path: write_topic_page(path, topics_page(given)),
    ".xlsx": lambda given, path: write_xlsx(_sheets(given), path),
}


def named_tables(given: TopicFindings, terms: int = 10) -> "dict[str, pd.DataFrame]":
    """Return every table by its name; ``prevalence_town`` compares by town."""
    found, names = given.found, given.names
    return {
        "topics": topics_table(found, terms), "words": topic_terms_table(found), "codes": links_table(found, names),
        "unfound_codes": unfound_table(found, names), "unnamed_topics": candidates_table(found, terms),
        **{f"prevalence_{one.comparison.design.by}": prevalence_table(one) for one in given.compared},
        "numbers": trials_table(found), "dropped": dropped_table(found),
    }


def check_ending(path: Path) -> None:
    """Refuse a file that nothing can be written to, before anything is fitted.

    Raises:
        UsageError: its ending is none of those of ``write_topics``.
    """
    endings = [*dict.fromkeys([*WRITERS, *_WHOLE])]
    if path.suffix.lower() not in endings:
        raise UsageError(_("{path}: topics cannot be written to this ending; use one of {endings}").format(
            path=path, endings=", ".join(endings)))


def write_topics(given: TopicFindings, path: Path, *, terms: int = 10) -> Path:
    """Write topics: as docx, md or html with all that is told of them, as xlsx a sheet a table, else their table.

    Raises:
        UsageError: the ending is none of these.
        WriteError: the file cannot be written; the last good one stays.
    """
    check_ending(path)
    writer = _WHOLE.get(path.suffix.lower())
    return writer(given, path) if writer else write_table(topics_table(given.found, terms), path)


def _sheets(given: TopicFindings) -> Sequence[Sheet]:
    names = {
        "topics": _("Topics"), "words": _("Words"), "codes": _("Codes"), "unfound_codes": _("Codes without a topic"),
        "unnamed_topics": _("Topics without a code"), "numbers": _("Numbers of topics"),
        "dropped": _("Left out of the vocabulary"),
    }
    notes = {"topics": prose([verdict(given.found), *given.notes, *given.method])} | {
        f"prevalence_{one.comparison.design.by}": one.caption for one in given.compared}
    return [Sheet(names.get(name) or _("By {attribute}").format(attribute=heading(name.partition("_")[2])), table,
                  {"number": _("Topics"), **group_headings(table)}, notes.get(name, ""), _grey(table))
            for name, table in named_tables(given).items()]


def _grey(table: "pd.DataFrame") -> frozenset[int]:
    """Return the rows of topics that are not stable."""
    if "state" not in table:
        return frozenset()
    return frozenset(place for place, state in enumerate(table["state"]) if state != "stable")
