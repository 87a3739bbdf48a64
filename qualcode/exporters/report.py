"""report.html: one file that shows a whole run, opens from disk in any browser and asks no network for anything.

The page carries its data once, as JSON; a script draws tables and passages when somebody looks at them. The page
forbids itself every connection (Content-Security-Policy) and runs no script but its own, whatever a transcript says.
"""

import base64
import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Protocol

from qualcode.exporters.atomic import write_text
from qualcode.exporters.headings import heading
from qualcode.exporters.report_words import columns, words

FOLDER = Path(__file__).parent / "report"
#: In this order: each uses what stands before it.
SCRIPTS = ("data.js", "passage.js", "matrix.js", "transcript.js", "search.js", "page.js")
#: From this many records on, naming their fields once is shorter than naming them every time.
_LONG = 4


class Report(Protocol):
    """What the page shows; ``analysis.report_data.ReportData`` is one."""

    @property
    def head(self) -> Any:
        """Project, codebook and run."""

    @property
    def numbers(self) -> Any:
        """The run in numbers."""

    @property
    def reading(self) -> Any:
        """Table: what was found in each file."""

    @property
    def participants(self) -> Any:
        """Table of people."""

    @property
    def sizes(self) -> Any:
        """Table: people, transcripts and characters of each group."""

    @property
    def codes(self) -> Sequence[Any]:
        """Codes with their rules."""

    @property
    def transcripts(self) -> Sequence[Any]:
        """Whole texts."""

    @property
    def voices(self) -> Sequence[Any]:
        """Who speaks where."""

    @property
    def codings(self) -> Sequence[Any]:
        """Codings with their evidence."""

    @property
    def matrices(self) -> Sequence[Any]:
        """Codes by groups."""

    @property
    def themes(self) -> Sequence[Any]:
        """Summaries of themes and codes."""

    @property
    def topics(self) -> Sequence[Any]:
        """Tables of topic models."""

    @property
    def findings(self) -> Any:
        """Table: what there is to say against the codebook."""

    @property
    def figures(self) -> Sequence[Any]:
        """Finished pictures."""


def write_report(path: Path, data: Report) -> Path:
    """Write the report as one HTML file and return ``path``; the same data gives the same bytes.

    Raises:
        WriteError: the file cannot be written; the last good one stays.
    """
    return write_text(path, render_report(data))


def render_report(data: Report) -> str:
    """Return the page: the template filled, with style, script, data and pictures inside."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )
    environment.globals.update(heading=heading, picture=picture)
    environment.filters["number"] = number
    script = "".join((FOLDER / name).read_text(encoding="utf-8") for name in SCRIPTS)
    script = f'"use strict";\n(() => {{\n{script}}})();\n'
    page = environment.get_template("report.html.j2").render(
        data=data, w=words(), own=columns(), json=embed(payload(data)), script=script,
        script_hash=_integrity(script),
        style=(FOLDER / "report.css").read_text(encoding="utf-8"),
        texts={text.name for text in data.transcripts}, people={voice.participant for voice in data.voices},
        colours={code.id: code.colour for code in data.codes}, names={code.id: code.name for code in data.codes},
        themes=[summary for summary in data.themes if summary.kind == "theme"],
        summaries=[summary for summary in data.themes if summary.kind == "code" and summary.references],
    )
    return _LONE_SURROGATE.sub("\ufffd", page)


def payload(data: Report) -> dict[str, Any]:
    """Return what the script works with, ready for JSON."""
    keys = ("id", "name", "depth", "theme", "colour", "known", "references", "participants", "transcripts")
    return {
        "words": words(),
        "codes": [{key: getattr(code, key) for key in keys} for code in data.codes],
        "rules": {rule.id: [rule.text, rule.line] for code in data.codes for rule in (*code.terms, *code.rules)},
        "transcripts": plain(data.transcripts),
        "voices": plain(data.voices),
        "codings": plain(data.codings),
        "matrices": [{**plain(matrix), "label": heading(matrix.by)} for matrix in data.matrices],
    }


def plain(value: Any) -> Any:
    """Return dataclasses as JSON values; a long sequence of them as ``{"columns": [...], "rows": [[...]]}``."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, str) or not isinstance(value, Sequence):
        return value
    if len(value) < _LONG or not is_dataclass(value[0]):
        return [plain(part) for part in value]
    names = [field.name for field in fields(value[0])]
    return {"columns": names, "rows": [[plain(getattr(part, name)) for name in names] for part in value]}


def embed(value: Any) -> str:
    """Return JSON that can stand inside a ``<script>`` element: without ``<``, and without half characters."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")
    return _LONE_SURROGATE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def picture(content: bytes | str) -> str:
    """Return a picture as a data URI. An SVG becomes an image too, in which no script can run."""
    if isinstance(content, str):
        return "data:image/svg+xml;base64," + base64.b64encode(content.encode("utf-8")).decode("ascii")
    return "data:image/png;base64," + base64.b64encode(content).decode("ascii")


def number(value: Any) -> str:
    """Return a table cell as it is shown: thousands parted, three decimals at most, signs for yes, no and missing.

    >>> number(12345), number(0.25), number(None), number("")
    ('12,345', '0.25', '–', '')
    """
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "–"
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if not isinstance(value, int | float):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.3f}".rstrip("0").rstrip(".")


def _integrity(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")


_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
