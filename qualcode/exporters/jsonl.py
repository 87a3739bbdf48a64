"""A coder's work as JSON lines that live well in git: a change of one coding is a change of one line.

Keys are sorted, the order of lines follows the texts, and nothing depends on when or where the file is written.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qualcode.exporters.atomic import write_text
from qualcode.model import Evidence
from qualcode.model.exchange import CODING, FORMAT, FORMAT_VERSION, MEMO, CodingLine, CodingsFile, Header, MemoLine


def write_codings_file(file: CodingsFile, path: Path) -> Path:
    """Write a coder's work as UTF-8 JSON lines with LF, atomically, and return ``path``.

    Raises:
        WriteError: the file cannot be written; the last good one stays.
    """
    return write_text(path, codings_text(file))


def codings_text(file: CodingsFile) -> str:
    """Return what ``write_codings_file`` writes; the same work gives the same text."""
    codings = sorted(file.codings, key=lambda one: (one.transcript, one.start, one.end, one.code, one.id))
    memos = sorted(file.memos, key=lambda one: (one.about, one.target, one.id))
    rows = [_header(file.header), *map(_coding, codings), *map(_memo, memos)]
    return "".join(f"{_ENCODER.encode(row)}\n" for row in rows)


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _header(header: Header) -> dict[str, Any]:
    return {
        "format": FORMAT, "format_version": FORMAT_VERSION, "coder": header.coder, "kind": header.kind,
        "codebook": {"id": header.codebook, "version": header.version, "sha256": header.sha256,
                     "codes": dict(header.codes)},
        "transcripts": dict(header.transcripts), "blind": header.blind,
    }


def _coding(one: CodingLine) -> dict[str, Any]:
    row = {"type": CODING, "id": one.id, "coder": one.coder, "rev": one.rev, "was": one.was}
    if one.removed:
        return {**row, "removed": True}
    return {
        **row, "transcript": one.transcript, "start": one.start, "end": one.end, "code": one.code, "text": one.text,
        "origin": one.origin, "state": one.state, "polarity": one.polarity, "weight": one.weight, "memo": one.memo,
        "quote": one.quote, "before": one.before, "after": one.after, "speaker": one.speaker, "unit": one.unit,
        "evidence": _evidence(one.evidence), "basis": one.basis, "codebook": one.codebook, "anchor": one.anchor,
        "at": one.at,
    }


def _memo(one: MemoLine) -> dict[str, Any]:
    row = {"type": MEMO, "id": one.id, "coder": one.coder, "rev": one.rev, "was": one.was}
    if one.removed:
        return {**row, "removed": True}
    return {**row, "about": one.about, "target": one.target, "body": one.body}


def _evidence(evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
    return [
        {"rule": piece.rule, "spans": [[span.start, span.end] for span in piece.spans], "polarity": piece.polarity,
         "cue": [piece.cue.start, piece.cue.end] if piece.cue is not None else None, "flags": piece.flags}
        for piece in evidence
    ]
