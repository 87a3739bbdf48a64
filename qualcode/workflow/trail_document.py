"""The audit trail as a file: a table for programs, a document for the one who examines the thesis."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import UsageError
from qualcode.exporters.csv import write_csv
from qualcode.exporters.document import Document, Heading, Paragraph, Table, text
from qualcode.exporters.docx import write_docx
from qualcode.exporters.json import write_json
from qualcode.exporters.xlsx import Sheet, write_xlsx
from qualcode.i18n import _
from qualcode.store.history import Entry
from qualcode.store.trail import TextVersion
from qualcode.workflow.trail import Coverage, Trail, TrailRow, trail_table
from qualcode.workflow.verbs import kind_word, verb_word

if TYPE_CHECKING:
    import pandas as pd

ENDINGS = (".csv", ".xlsx", ".json", ".docx")


def write_trail(found: Trail, path: Path) -> Path:
    """Write the trail as csv, xlsx, json or docx, by the ending of ``path``.

    Raises:
        UsageError: the ending is none of these.
        WriteError: the file cannot be written; the last good one stays.
    """
    ending = path.suffix.lower()
    if ending == ".docx":
        return write_docx(trail_document(found), path)
    if ending == ".xlsx":
        told = Sheet(_("Audit trail"), trail_table(found), {"before": _("Was"), "after": _("Became")})
        covers = Sheet(_("What it covers"), coverage_table(found.coverage), {"fact": _("Fact"), "value": " "})
        return write_xlsx([told, covers], path)
    if ending in {".csv", ".json"}:
        return (write_csv if ending == ".csv" else write_json)(trail_table(found), path)
    raise UsageError(_("{path}: an audit trail cannot be written to this ending; use one of {endings}").format(
        path=path, endings=", ".join(ENDINGS)))


def coverage_table(covers: Coverage) -> "pd.DataFrame":
    """Return what a trail covers, one row a fact; columns ``fact``, ``value``."""
    import pandas as pd

    rows = [*_facts(covers), *((_("Codebook"), line) for line in _versions(covers.codebooks)),
            *((_("Transcript"), line) for line in _versions(covers.transcripts)),
            *((verb_word(verb), str(count)) for verb, count in covers.verbs.items())]
    return pd.DataFrame(rows, columns=["fact", "value"])


def trail_document(found: Trail) -> Document:
    """Return the trail as a document: what it covers, then what was done, operation by operation."""
    covers = found.coverage
    blocks: list[Heading | Paragraph | Table] = [
        Heading(_("What this trail covers")),
        text(_("Everything that was done to the codings of this study stands in its store for good: a change ends one "
               "version and begins another, and none is overwritten. This document is made from it."), "note"),
        Table("", (_("Fact"), ""), tuple(_facts(covers))),
        *_versions_table(_("Versions of the codebook"), covers.codebooks),
        *_versions_table(_("Versions of the transcripts"), covers.transcripts),
        Table(_("Operations by what was done"), (_("What was done"), _("Number")),
              tuple((verb_word(verb), str(count)) for verb, count in covers.verbs.items())),
        Heading(_("What was done")),
        Table(_("Every operation with all it changed; times are UTC"),
              (_("No."), _("Time"), _("Coder"), _("What was done"), _("On what"), _("Change")),
              tuple(_narrative(found))),
    ]
    return Document(_("Audit trail: {project}").format(project=covers.project), tuple(blocks))


def _facts(covers: Coverage) -> list[tuple[str, str]]:
    facts = [(_("Project"), covers.project)]
    if covers.first and covers.last:
        facts += [(_("First operation"), _moment(covers.first)), (_("Last operation"), _moment(covers.last))]
    coders = [_("{name} ({kind})").format(name=name, kind=kind_word(kind)) for name, kind in covers.coders.items()]
    facts.append((_("Coders"), "; ".join(coders)))
    facts.append((_("Words of interviews"), _("included") if covers.quotes else _("left out")))
    if covers.only:
        facts.append((_("Limited to the work of"), covers.only))
    return facts


def _moment(one: Entry) -> str:
    return f"{one.id} ({_clock(one.at)} UTC)"


def _clock(at: str) -> str:
    return at[:19].replace("T", " ")


def _versions(versions: Sequence[TextVersion]) -> list[str]:
    return [f"{one.name}, {_clock(one.at)} UTC, SHA-256 {one.sha}" for one in versions]


def _versions_table(caption: str, versions: Sequence[TextVersion]) -> list[Table]:
    if not versions:
        return []
    rows = tuple((one.name, _clock(one.at), one.sha, _("current") if one.current else "") for one in versions)
    return [Table(caption, (_("Name"), _("Noted (UTC)"), "SHA-256", ""), rows)]


def _narrative(found: Trail) -> Iterator[tuple[str, ...]]:
    """Yield a row for each thing that an operation changed, or one for an operation that changed nothing told."""
    rows = {number: list(group) for number, group in groupby(found.rows, key=lambda row: row.operation.id)}
    for one in found.operations:
        head = (str(one.id), _clock(one.at), one.coder, verb_word(one.verb))
        things = groupby(rows.get(one.id, []), key=lambda row: (row.thing, row.key))
        told = [(_thing(fields := list(group)), _change(fields)) for _key, group in things]
        for number, pair in enumerate(told or [("", _reversal(one))]):
            yield (*(head if not number else ("", "", "", "")), *pair)


def _thing(rows: Sequence[TrailRow]) -> str:
    one = rows[0]
    if not one.code:
        return f"{one.thing} {one.key}".strip()
    quote = f" “{one.quote}”" if one.quote else ""
    return f"{one.code}, {one.unit or one.transcript}{quote}"


def _change(rows: Sequence[TrailRow]) -> str:
    parts = [f"{row.field}: {row.before or '–'} → {row.after or '–'}" if row.field else row.after for row in rows]
    reversal = _reversal(rows[0].operation)
    return "; ".join(part for part in (*parts, reversal) if part)


def _reversal(one: Entry) -> str:
    return _("takes back operation {number}").format(number=one.reverses) if one.reverses else ""
