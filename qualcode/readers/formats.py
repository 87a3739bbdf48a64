"""Which reader takes which ending."""

from collections.abc import Callable, Mapping

from qualcode.readers.assemble import results, stated
from qualcode.readers.document import document_of
from qualcode.readers.encoding import decode
from qualcode.readers.pdf import read_pdf
from qualcode.readers.report import ReadResult
from qualcode.readers.rows import read_turn_rows
from qualcode.readers.sheet import read_rows
from qualcode.readers.source import Source
from qualcode.readers.subtitle import looks_like_subtitles, read_cues
from qualcode.readers.whisper import looks_like_console, read_console, read_segments
from qualcode.readers.word import read_word


def _text(source: Source) -> list[ReadResult]:
    """The decoded file is the canonical text, unless it is subtitles or a Whisper log by another name."""
    text, encoding = decode(source.data, source.shown, source.encoding)
    if looks_like_subtitles(text):
        return stated(read_cues(text), "vtt" if text.lstrip().startswith("WEBVTT") else "srt", source, encoding)
    if looks_like_console(text):
        return stated(read_console(text), "whisper", source, encoding)
    return results(document_of(text, "md" if source.ending in {".md", ".markdown"} else "txt", encoding), source)


def _subtitles(source: Source) -> list[ReadResult]:
    text, encoding = decode(source.data, source.shown, source.encoding)
    return stated(read_cues(text), source.ending[1:], source, encoding)


def _segments(source: Source) -> list[ReadResult]:
    text, encoding = decode(source.data, source.shown, source.encoding)
    return stated(read_segments(text, source.shown), "whisper", source, encoding)


def _table(source: Source) -> list[ReadResult]:
    rows, encoding = read_rows(source.data, source.shown, source.ending, source.encoding)
    return stated(read_turn_rows(rows, source.shown), "rows", source, encoding)


def _word(source: Source) -> list[ReadResult]:
    return results(read_word(source.data, source.shown), source)


def _pdf(source: Source) -> list[ReadResult]:
    return results(read_pdf(source.data, source.shown), source)


READERS: Mapping[str, Callable[[Source], list[ReadResult]]] = {
    ".txt": _text,
    ".md": _text,
    ".markdown": _text,
    ".docx": _word,
    ".doc": _word,
    ".pdf": _pdf,
    ".srt": _subtitles,
    ".vtt": _subtitles,
    ".json": _segments,
    ".csv": _table,
    ".tsv": _table,
    ".xlsx": _table,
    ".xls": _table,
}
