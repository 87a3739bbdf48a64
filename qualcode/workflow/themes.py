"""``themes``: what every theme and code amounts to, in counts and in people's own words."""

import math
from collections.abc import Iterable, Sequence
from pathlib import Path

from qualcode.analysis.selection import Selection
from qualcode.analysis.themes import GroupCount, Summary, summarise
from qualcode.errors import UsageError
from qualcode.exporters.document import Document, Heading, Paragraph, Table, text
from qualcode.exporters.docx import write_docx
from qualcode.exporters.markdown import write_markdown
from qualcode.i18n import _
from qualcode.model import Codebook, Coding, Corpus
from qualcode.workflow.excerpts import quote


def themes(
    corpus: Corpus, codebook: Codebook, codings: Iterable[Coding], *, quotes: int = 3, states: Iterable[str] = (),
    polarities: Iterable[str] = (), coders: Iterable[str] = (), left_out: Iterable[Coding] = (),
) -> tuple[Summary, ...]:
    """Summarise every theme, then every code.

    Options as in ``workflow.matrix.matrix``; ``left_out`` is what ``workflow.code.code(contrary=True)`` returns, from
    which contrary quotes are taken too.

    Raises:
        UsageError: an option names something that does not exist.
    """
    selection = Selection.parse(codebook, states=states, polarities=polarities, coders=coders)
    return summarise(corpus, codebook, codings, selection=selection, left_out=left_out, quotes=quotes)


def write_themes(summaries: Sequence[Summary], path: Path, *, note: str = "") -> Path:
    """Write summaries as docx or md, by the ending of ``path``; ``note`` says what was counted.

    Raises:
        UsageError: the ending is neither.
        WriteError: the file cannot be written; the last good one stays.
    """
    writers = {".docx": write_docx, ".md": write_markdown}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise UsageError(
            _("{path}: themes cannot be written to this ending; use one of {endings}").format(
                path=path, endings=", ".join(writers)))
    return writer(themes_document(summaries, note), path)


def themes_document(summaries: Sequence[Summary], note: str = "") -> Document:
    """Return the summaries as a document, the codes of a theme below it; it holds counts and quotes, nothing else."""
    themed = [summary for summary in summaries if summary.kind == "theme"]
    codes = [summary for summary in summaries if summary.kind == "code"]
    blocks: list[Heading | Paragraph | Table] = [text(note, "note")] if note else []
    for theme in themed:
        blocks += _blocks(theme, 1)
        for code in codes:
            blocks += _blocks(code, 2) if code.id in theme.codes else []
    rest = [code for code in codes if not any(code.id in theme.codes for theme in themed)]
    if rest:
        blocks.append(Heading(_("Codes without a theme")))
    return Document(_("Themes and codes"), (*blocks, *(block for code in rest for block in _blocks(code, 2))))


def _blocks(summary: Summary, level: int) -> list[Heading | Paragraph | Table]:
    blocks: list[Heading | Paragraph | Table] = [Heading(f"{summary.name} ({summary.id})", level)]
    if summary.definition:
        blocks.append(text(summary.definition))
    blocks.append(text(_counts(summary)))
    if summary.references:
        blocks += [_groups_table(_("Town"), summary.towns), _groups_table(_("Role"), summary.roles)]
    if summary.typical:
        blocks.append(text(_("Typical (by closeness to the centre of all its passages):"), "note"))
        blocks += [quote(found.excerpt) for found in summary.typical]
    if summary.contrary:
        blocks.append(text(_("Contrary (opposite polarity):"), "note"))
        blocks += [quote(found.excerpt) for found in summary.contrary]
    elif summary.references:
        blocks.append(text(summary.contrary_note, "note"))
    return [*blocks, *_related(summary)]


def _counts(summary: Summary) -> str:
    if not summary.references:
        return summary.contrary_note
    said = _("References: {references}; people: {participants} of {n}.").format(
        references=summary.references, participants=summary.participants, n=summary.n_participants)
    if math.isnan(summary.dispersion):
        return said
    spread = _("Dispersion over people (Gries' DP, 0 = even): {dp}.").format(dp=f"{summary.dispersion:.2f}")
    return f"{said} {spread}"


def _groups_table(head: str, groups: Iterable[GroupCount]) -> Table:
    rows = tuple((group.group or _("not stated"), str(group.participants), str(group.n)) for group in groups)
    return Table("", (head, _("People covered"), "n"), rows)


def _related(summary: Summary) -> list[Paragraph]:
    found = []
    if summary.neighbours:
        listed = "; ".join(f"{near.name} ({near.n_both})" for near in summary.neighbours)
        found.append(text(_("In the same units (number of units): {codes}").format(codes=listed), "note"))
    if summary.related_topic is not None:
        found.append(text(_("Related topic: {topic}").format(topic=summary.related_topic), "note"))
    return found
