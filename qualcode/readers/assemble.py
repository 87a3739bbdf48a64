"""A document -> its transcripts with reports: the steps that all formats share."""

from collections.abc import Mapping, Sequence

from qualcode.errors import NotATranscriptError
from qualcode.i18n import _
from qualcode.readers.document import Document, Mark
from qualcode.readers.layouts import Layout, find_layout
from qualcode.readers.report import ReadResult, report_on
from qualcode.readers.split import split
from qualcode.readers.summaries import is_summary
from qualcode.readers.turns import Origin, build
from qualcode.settings import SpeakerSetting

SpeakerMap = Mapping[str, Mapping[str, SpeakerSetting]]


def settings_for(name: str, speakers: SpeakerMap) -> dict[str, SpeakerSetting]:
    """Return what the speaker map says of one transcript's labels; its own entries win over those for all."""
    return {**speakers.get("*", {}), **speakers.get(name.split("#")[0], {}), **speakers.get(name, {})}


def results(document: Document, name: str, source: str, sha256: str, speakers: SpeakerMap) -> list[ReadResult]:
    """Return the interviews in a document whose turns are still to be found.

    Raises:
        NotATranscriptError: it is empty or a summary.
    """
    if not document.text.strip():
        raise NotATranscriptError(_("{name}: empty; nothing to read").format(name=source))
    whole = find_layout(document)
    if is_summary(document, name, len(whole.marks)):
        raise NotATranscriptError(
            _("{name}: a summary made from an interview, not what was said; put the transcript itself in its place "
              "(讯飞听见 全文, 通义听悟 原文), or begin the file's name with _ to leave it out").format(name=source))
    parts = split(document) if whole.marks else [document]
    if len(parts) == 1:
        return [_result(document, whole, Origin(name, source, sha256, settings_for(name, speakers)))]
    names = [f"{name}#{number}" for number in range(1, len(parts) + 1)]
    return [
        _result(part, find_layout(part), Origin(part_name, source, sha256, settings_for(part_name, speakers)))
        for part, part_name in zip(parts, names, strict=True)
    ]


def _result(document: Document, layout: Layout, origin: Origin) -> ReadResult:
    transcript = build(document, layout, origin)
    return ReadResult(transcript, report_on(transcript, document.lines[0].number, document.warnings))


def rendered(
    document: Document, marks: Sequence[Mark], layout: str, name: str, source: str, sha256: str, speakers: SpeakerMap,
) -> list[ReadResult]:
    """Return the interview of a file that states its turns itself (subtitles, tables of turns)."""
    found = Layout(layout, tuple(marks), {})
    return [_result(document, found, Origin(name, source, sha256, settings_for(name, speakers)))]
