"""``excerpts``: what people said, by code, as a document or a table."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.analysis.excerpts import CodeExcerpts, Excerpt, excerpts_by_code
from qualcode.analysis.selection import Selection, of_people
from qualcode.exporters.document import Document, Heading, Paragraph, Run, marked_runs, text
from qualcode.exporters.docx import write_docx
from qualcode.exporters.markdown import write_markdown
from qualcode.exporters.tables import write_table
from qualcode.exporters.xlsx import Sheet, write_xlsx
from qualcode.i18n import _
from qualcode.model import Codebook, Coding, Corpus

if TYPE_CHECKING:
    import pandas as pd

EXCERPT_COLUMNS = (
    "code", "code_name", "unit_id", "transcript", "participant", "town", "role", "polarity", "question", "before",
    "text", "after", "coder", "state",
)


def excerpts(
    corpus: Corpus, codebook: Codebook, codings: Iterable[Coding], *, codes: Iterable[str] = (),
    states: Iterable[str] = (), polarities: Iterable[str] = (), coders: Iterable[str] = (),
    where: Mapping[str, str] | None = None,
) -> tuple[CodeExcerpts, ...]:
    """Return the excerpts of every code that has any; options as in ``workflow.matrix.matrix``.

    Args:
        corpus: The transcripts.
        codebook: The codes, their order and names.
        codings: All codings; the options choose among them.
        codes: Ids; none means all.
        states: Words such as ``accepted``; none means everything but what people rejected.
        polarities: Words such as ``negated``; none means all.
        coders: Names; none means all.
        where: Attribute -> value of the people whose words they are; nothing means everybody.

    Raises:
        UsageError: an option names something that does not exist.
    """
    selection = Selection.parse(codebook, states=states, polarities=polarities, coders=coders, codes=codes)
    return excerpts_by_code(corpus, codebook, of_people(corpus, codings, where or {}), selection=selection)


def write_excerpts(groups: Sequence[CodeExcerpts], path: Path, *, note: str = "") -> Path:
    """Write excerpts as docx, md, csv, xlsx, json or parquet, by the ending of ``path``.

    Args:
        groups: Of ``excerpts``.
        path: Where to.
        note: What was counted, for documents and workbooks.

    Raises:
        UsageError: the ending is none of these.
        WriteError: the file cannot be written; the last good one stays.
    """
    if path.suffix.lower() == ".docx":
        return write_docx(excerpts_document(groups, note), path)
    if path.suffix.lower() == ".md":
        return write_markdown(excerpts_document(groups, note), path)
    if path.suffix.lower() == ".xlsx":
        return write_xlsx([Sheet(_("Excerpts"), excerpts_table(groups), note=note)], path)
    return write_table(excerpts_table(groups), path)


def excerpts_table(groups: Sequence[CodeExcerpts]) -> "pd.DataFrame":
    """Return one row per excerpt, in the order of the groups, columns ``EXCERPT_COLUMNS``."""
    import pandas as pd

    rows = [
        (group.code, group.name, found.unit_id, found.transcript, found.participant, found.town, found.role,
         found.polarity.value, found.question, found.before, found.text, found.after, found.coder, found.state.value)
        for group in groups for found in group.excerpts
    ]
    return pd.DataFrame(rows, columns=list(EXCERPT_COLUMNS))


def excerpts_document(groups: Sequence[CodeExcerpts], note: str = "") -> Document:
    """Return the excerpts as a document: a heading a code, each quote with its source and what stands around it."""
    blocks: list[Heading | Paragraph] = [text(note, "note")] if note else []
    for group in groups:
        blocks.append(Heading(f"{group.name} ({group.code})"))
        if group.definition:
            blocks.append(text(group.definition))
        blocks.append(text(
            _("Passages: {references}; people: {participants}.").format(
                references=len(group.excerpts), participants=group.participants), "note"))
        blocks += [quote(found) for found in group.excerpts]
    return Document(_("Excerpts by code"), tuple(blocks))


def quote(found: Excerpt) -> Paragraph:
    """Return an excerpt as a quotation: context on lines of its own in grey, evidence marked, the source last."""
    asked = bool(found.question) and found.before == found.question
    before = (_("question: {words}") if asked else _("before: {words}")).format(words=found.before)
    after = _("after: {words}").format(words=found.after)
    runs = [
        *((Run(before, muted=True), Run("\n")) if found.before else ()),
        *marked_runs(found.text, found.evidence),
        *((Run("\n"), Run(after, muted=True)) if found.after else ()),
        Run(f"\n—— {found.source}"),
    ]
    return Paragraph(tuple(runs), "quote")
