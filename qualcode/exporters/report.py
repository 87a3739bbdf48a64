"""report.html: one file that shows a whole run, opens from disk in any browser and asks no network for anything.

The page carries its data once, as JSON; a script draws tables and passages when somebody looks at them. The page
forbids itself every connection (Content-Security-Policy) and runs no script but its own, whatever a transcript says.
"""

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from qualcode.exporters.atomic import write_text
from qualcode.exporters.headings import heading
from qualcode.exporters.page import embed, environment, integrity, plain, script, whole_characters
from qualcode.exporters.report_words import columns, words

FOLDER = Path(__file__).parent / "report"
#: In this order: each uses what stands before it.
SCRIPTS = ("data.js", "passage.js", "matrix.js", "transcript.js", "search.js", "page.js")


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
    def topic_summaries(self) -> Sequence[Any]:
        """What is told of each topic."""

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
    templates = environment(FOLDER)
    templates.globals["picture"] = picture
    code = script(FOLDER, SCRIPTS)
    page = templates.get_template("report.html.j2").render(
        data=data, w=words(), own=columns(), json=embed(payload(data)), script=code, script_hash=integrity(code),
        style=(FOLDER / "report.css").read_text(encoding="utf-8"),
        texts={text.name for text in data.transcripts}, people={voice.participant for voice in data.voices},
        colours={code.id: code.colour for code in data.codes}, names={code.id: code.name for code in data.codes},
        themes=[summary for summary in data.themes if summary.kind == "theme"],
        summaries=[summary for summary in data.themes if summary.kind == "code" and summary.references],
    )
    return whole_characters(page)


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


def picture(content: bytes | str) -> str:
    """Return a picture as a data URI. An SVG becomes an image too, in which no script can run."""
    if isinstance(content, str):
        return "data:image/svg+xml;base64," + base64.b64encode(content.encode("utf-8")).decode("ascii")
    return "data:image/png;base64," + base64.b64encode(content).decode("ascii")
