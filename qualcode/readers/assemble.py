"""A document -> its transcripts with reports: the steps that all formats share."""

from collections.abc import Sequence

from qualcode.errors import NotATranscriptError
from qualcode.i18n import _
from qualcode.readers.document import Document
from qualcode.readers.layouts import Layout, find_layout
from qualcode.readers.report import ReadResult, report_on
from qualcode.readers.source import Source, settings_for
from qualcode.readers.split import split
from qualcode.readers.summaries import is_summary
from qualcode.readers.turns import Origin, build
from qualcode.readers.utterances import Utterance, is_punctuated, merge, render


def results(document: Document, source: Source) -> list[ReadResult]:
    """Return the interviews in a document whose turns are still to be found.

    Raises:
        NotATranscriptError: it is empty or a summary.
    """
    if not any(not line.blank for line in document.lines):
        raise NotATranscriptError(_("{name}: empty; nothing to read").format(name=source.shown))
    whole = find_layout(document)
    if is_summary(document, source.name, len(whole.marks)):
        raise NotATranscriptError(
            _(
                "{name}: a summary made from an interview, not what was said; put the transcript itself in its place "
                "(讯飞听见 全文, 通义听悟 原文), or begin the file's name with _ to leave it out"
            ).format(name=source.shown)
        )
    parts = [(part, find_layout(part)) for part in split(document)] if whole.marks else []
    if len(parts) < 2 or any(len(layout.marks) < 2 for _part, layout in parts):
        return [_result(document, whole, source, source.name)]
    return [
        _result(part, layout, source, f"{source.name}#{number}") for number, (part, layout) in enumerate(parts, start=1)
    ]


def stated(utterances: Sequence[Utterance], layout: str, source: Source, encoding: str) -> list[ReadResult]:
    """Return the interview of a file that states its turns itself: subtitles, segments, rows.

    Raises:
        NotATranscriptError: it states none.
    """
    if not utterances:
        raise NotATranscriptError(_("{name}: nobody says anything in it").format(name=source.shown))
    turns = list(utterances) if layout == "rows" else merge(utterances, is_punctuated(utterances))
    document, marks = render(turns, encoding)
    return [_result(document, Layout(layout, tuple(marks), {}), source, source.name)]


def _result(document: Document, layout: Layout, source: Source, name: str) -> ReadResult:
    origin = Origin(name, source.shown, source.sha256, settings_for(name, source.speakers))
    transcript = build(document, layout, origin)
    return ReadResult(transcript, report_on(transcript, document.lines[0].number))
