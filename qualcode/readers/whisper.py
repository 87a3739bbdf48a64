"""Whisper's output: console lines with time ranges, and JSON with segments."""

import json
import re
from typing import Any

from qualcode.errors import NotATranscriptError
from qualcode.i18n import _
from qualcode.readers.candidates import seconds_of
from qualcode.readers.utterances import Utterance, flatten

_STAMP = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_LINE = re.compile(rf"^\s*\[\s*({_STAMP})\s*-->\s*({_STAMP})\s*\]\s*(.*)$")


def looks_like_console(text: str) -> bool:
    """Tell whether a text file holds what Whisper prints on the console."""
    lines = [line for line in text.split("\n") if line.strip()]
    return bool(lines) and sum(bool(_LINE.match(line)) for line in lines) > 0.5 * len(lines)


def read_console(text: str) -> list[Utterance]:
    """Return the segments; a line without a time range goes on with the one before."""
    found: list[Utterance] = []
    for line in text.split("\n"):
        match = _LINE.match(line)
        if match and match.group(3).strip():
            found.append(Utterance("", flatten(match.group(3)), seconds_of(match.group(1)), seconds_of(match.group(2))))
        elif not match and line.strip() and found:
            last = found.pop()
            found.append(Utterance("", f"{last.text}{line.strip()}", last.start, last.end))
    return found


def read_segments(text: str, name: str) -> list[Utterance]:
    """Return the segments of Whisper's JSON; ``speaker`` is used where a diarizer added it.

    Raises:
        NotATranscriptError: it is no JSON, or has no segments with text.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotATranscriptError(_("{name}: not valid JSON; export it again").format(name=name)) from error
    segments = document.get("segments") if isinstance(document, dict) else document
    found = (
        [utterance for segment in segments or () if (utterance := _segment(segment)) is not None]
        if isinstance(segments, list)
        else []
    )
    if not found:
        raise NotATranscriptError(
            _("{name}: JSON without segments that hold start, end and text, as Whisper writes them").format(name=name)
        )
    return found


def _segment(segment: Any) -> Utterance | None:
    if not isinstance(segment, dict) or not isinstance(segment.get("text"), str):
        return None
    words = flatten(segment["text"])
    speaker = segment.get("speaker")
    start, end = (_number(segment.get(key)) for key in ("start", "end"))
    return Utterance(speaker.strip() if isinstance(speaker, str) else "", words, start, end) if words else None


def _number(value: Any) -> float | None:
    return round(float(value), 3) if isinstance(value, int | float) and not isinstance(value, bool) else None
