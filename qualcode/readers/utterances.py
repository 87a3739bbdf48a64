"""Files that state their turns: cues and rows are rendered once into a text with readable labels."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from qualcode.readers.document import BLANKS, Document, Mark, document_of
from qualcode.readers.notes import line_note

#: cues carry punctuation when this share of them does.
_PUNCTUATED = 0.2
_PUNCTUATION = re.compile(r"[，。？！；,?!;…]|\.(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Utterance:
    """One cue or row: who says what, from when to when (seconds, None where not stated)."""

    label: str
    text: str
    start: float | None = None
    end: float | None = None


def join(first: str, second: str) -> str:
    """Join two stretches of speech: one blank between Latin words, nothing between Han characters.

    >>> join("这个", "平台"), join("we use", "it")
    ('这个平台', 'we use it')
    """
    if not first or not second:
        return first or second
    latin = first[-1].isascii() and second[0].isascii() and not first[-1].isspace() and second[0].isalnum()
    return f"{first} {second}" if latin else first + second


def flatten(text: str) -> str:
    """Return words on one line."""
    joined = ""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        joined = join(joined, line.strip(BLANKS))
    return joined


def is_punctuated(utterances: Sequence[Utterance]) -> bool:
    """Tell whether the cues carry punctuation, so that a sentence may run over several of them."""
    marked = sum(bool(_PUNCTUATION.search(utterance.text)) for utterance in utterances)
    return marked >= _PUNCTUATED * len(utterances)


def merge(utterances: Iterable[Utterance], punctuated: bool) -> list[Utterance]:
    """Return turns: consecutive utterances of one speaker, joined in one line or, unpunctuated, one a line."""
    turns: list[Utterance] = []
    for utterance in utterances:
        if turns and turns[-1].label == utterance.label:
            text = join(turns[-1].text, utterance.text) if punctuated else f"{turns[-1].text}\n{utterance.text}"
            end = utterance.end if utterance.end is not None else turns[-1].end
            turns[-1] = replace(turns[-1], text=text, end=end)
        else:
            turns.append(utterance)
    return turns


def render(turns: Sequence[Utterance], encoding: str) -> tuple[Document, list[Mark]]:
    """Return the text of the turns, ``说话人1：…`` and a blank line each, with the marks of its turns."""
    pieces, position = [], 0
    marks: list[Mark] = []
    labelled = any(turn.label for turn in turns)
    for turn in turns:
        if not turn.label and not marks and labelled and line_note(turn.text) is not None:
            pieces.append(f"{turn.text}\n")  # a remark before anybody speaks is the header
            position += len(pieces[-1]) + 1
            continue
        head = f"{turn.label}：" if turn.label else ""
        marks.append(Mark(position, position + len(head), turn.label, begin=turn.start, end=turn.end))
        pieces.append(f"{head}{turn.text}\n")
        position += len(pieces[-1]) + 1
    return document_of("\n".join(pieces), "txt", encoding), marks
