"""What a query found, as tables and documents, and how often it found it."""

from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.analysis.matrices import SMALL_GROUP, check_attribute
from qualcode.analysis.tables import attribute_of, code_name
from qualcode.errors import UsageError
from qualcode.exporters.document import Document, Heading, Paragraph, text
from qualcode.exporters.docx import write_docx
from qualcode.exporters.markdown import write_markdown
from qualcode.exporters.tables import WRITERS, write_table
from qualcode.exporters.xlsx import Sheet, write_xlsx
from qualcode.i18n import _
from qualcode.model import Codebook, Corpus
from qualcode.workflow.excerpts import quote
from qualcode.workflow.find import AND, FindResult, people_of, voice_of
from qualcode.workflow.matrix import GROUPINGS

if TYPE_CHECKING:
    import pandas as pd

FOUND_COLUMNS = (
    "unit_id", "transcript", "participant", "town", "role", "speaker", "question", "before", "text", "after", "found",
    "codes",
)
COUNT_COLUMNS = (
    "group", "group_label", "units", "n_units", "share_units", "participants", "n_participants", "transcripts",
    "n_transcripts",
)


def found_table(result: FindResult) -> "pd.DataFrame":
    """Return one row a unit, in text order, columns ``FOUND_COLUMNS``; several values in a cell are joined by "; "."""
    import pandas as pd

    rows = []
    for one in result.units:
        excerpt = one.excerpt
        rows.append((
            excerpt.unit_id, excerpt.transcript, excerpt.participant, excerpt.town, excerpt.role, one.speaker,
            excerpt.question, excerpt.before, excerpt.text, excerpt.after, AND.join(one.matched),
            AND.join(one.codes)))
    return pd.DataFrame(rows, columns=list(FOUND_COLUMNS))


def found_document(result: FindResult, codebook: Codebook) -> Document:
    """Return the units as a document: each as a quotation with its source, and the codes that stand there."""
    blocks: list[Heading | Paragraph] = [text(result.caption, "note")]
    for one in result.units:
        blocks.append(quote(one.excerpt))
        if one.codes:
            names = _(", ").join(code_name(codebook, code) for code in one.codes)
            blocks.append(text(_("codes: {names}").format(names=names), "note"))
    return Document(_("Passages found"), tuple(blocks))


def write_found(result: FindResult, codebook: Codebook, corpus: Corpus, path: Path) -> Path:
    """Write what was found as docx, md, xlsx, csv, json or parquet, by the ending of ``path``.

    Raises:
        UsageError: the ending is none of these.
        WriteError: the file cannot be written; the last good one stays.
    """
    match path.suffix.lower():
        case ".docx":
            return write_docx(found_document(result, codebook), path)
        case ".md":
            return write_markdown(found_document(result, codebook), path)
        case ".xlsx":
            sheets = [Sheet(_("Passages found"), found_table(result), note=result.caption),
                      Sheet(_("By participant"), counts(result, corpus, "participant"))]
            return write_xlsx(sheets, path)
        case ending if ending in WRITERS:
            return write_table(found_table(result), path)
        case _:
            raise UsageError(_("{path}: a table cannot be written to this ending; use one of {endings}").format(
                path=path, endings=", ".join((".docx", ".md", *WRITERS))))


def counts(result: FindResult, corpus: Corpus, by: str = "") -> "pd.DataFrame":
    """Return how many units, people and transcripts a query found, in all or by group.

    Args:
        result: Of ``find``.
        corpus: The same transcripts.
        by: ``transcript``, ``participant`` or an attribute such as ``town``; "" for one row of all.

    Returns:
        Columns ``COUNT_COLUMNS``; ``n_…`` are what was looked at, ``share_units`` is in [0, 1]. Units of interviewers
        and bystanders, where they were looked at, are a group of their own.

    Raises:
        UsageError: nobody and no transcript has such an attribute.
    """
    import pandas as pd

    key = GROUPINGS.get(by, by)
    if key:
        check_attribute(corpus, key)
    searched: dict[tuple[int, str], list[tuple[tuple[str, str], int]]] = {}
    for voice, units in result.answers.searched.items():
        searched.setdefault(_group(corpus, voice, key), []).append((voice, units))
    hits: dict[tuple[int, str], list[tuple[str, str]]] = {}
    for hit in result.answers.hits:
        voice = voice_of(corpus, result.query, hit)
        hits.setdefault(_group(corpus, voice, key), []).append(voice)
    rows = [_count_row(corpus, group, hits.get(group, []), looked) for group, looked in sorted(searched.items())]
    return pd.DataFrame(rows, columns=list(COUNT_COLUMNS))


def count_note(table: "pd.DataFrame", by: str) -> str:
    """Return the warning that small groups need, or ""."""
    if GROUPINGS.get(by, by) in {"", "transcript", "participant"} or not (table["n_participants"] < SMALL_GROUP).any():
        return ""
    return _("Groups of fewer than {n} people: read the counts, not the percentages.").format(n=SMALL_GROUP)


def _group(corpus: Corpus, voice: tuple[str, str], key: str) -> tuple[int, str]:
    """Return the place and the name of a group: known values first, then "not stated", then those who ask."""
    transcript, speaker = voice
    person = AND.join(people_of(corpus, transcript, speaker))
    if key and speaker and not person:
        return 2, ""
    if key in {"", "transcript", "participant"}:
        return 0, {"": "", "transcript": transcript, "participant": person}[key]
    value = attribute_of(corpus, transcript, person, key) if speaker else corpus.attributes_of(transcript).get(key)
    return (1, "") if value in (None, "") else (0, str(value))


def _count_row(
    corpus: Corpus, group: tuple[int, str], hits: list[tuple[str, str]], looked: list[tuple[tuple[str, str], int]]
) -> tuple[object, ...]:
    place, name = group
    label = name or [_("all"), _("not stated"), _("interviewers and bystanders")][place]
    n_units = sum(units for _voice, units in looked)
    voices = {voice for voice, _units in looked}
    return (
        name, label, len(hits), n_units, len(hits) / n_units if n_units else None,
        len({person for voice in set(hits) for person in people_of(corpus, *voice)}),
        len({person for voice in voices for person in people_of(corpus, *voice)}),
        len({transcript for transcript, _speaker in hits}), len({transcript for transcript, _speaker in voices}),
    )
