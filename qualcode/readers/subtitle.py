"""SRT and WebVTT subtitles: cues become turns."""

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from qualcode.readers.labels import accept, key_of
from qualcode.readers.utterances import Utterance, flatten

_STAMP = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_TIMES = re.compile(rf"^\s*({_STAMP})\s*-->\s*({_STAMP})(?:\s.*)?$")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_TAG = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")
_BRACKETED = re.compile(r"^[\[【(（]\s*([^\[\]【】()（）]{1,24}?)\s*[\]】)）]\s*[：:]?\s*(.+)$", re.DOTALL)
_COLON = re.compile(r"^(?:>>|-|–)?\s*([^\s：:，。？！,?!][^：:，。？！,?!\n]{0,23}?)\s*[：:](?!//)\s*(.+)$", re.DOTALL)


def looks_like_subtitles(text: str) -> bool:
    """Tell whether a text file is an SRT or VTT file by another name."""
    return text.lstrip().startswith("WEBVTT") or bool(re.search(rf"(?m)^\s*\d+\s*\n\s*{_STAMP}\s*-->", text[:4000]))


def read_cues(text: str) -> list[Utterance]:
    """Return the cues of a subtitle file in file order, with the speakers that they name."""
    return _with_labels([cue for block in _blocks(text) for cue in _cues(block)])


def _blocks(text: str) -> Iterator[list[str]]:
    """Yield the lines of each cue from its time line on; NOTE, STYLE and REGION blocks have none."""
    lines = text.split("\n")
    times = [place for place, line in enumerate(lines) if _TIMES.match(line)]
    for place, start in enumerate(times):
        stop = times[place + 1] if place + 1 < len(times) else len(lines)
        block = lines[start:stop]
        blank = next((number for number, line in enumerate(block) if number and not line.strip()), len(block))
        followed = place + 1 < len(times)
        if followed and blank == len(block) and len(block) > 1 and block[-1].strip().isdigit():
            blank -= 1  # the next cue's number, where no blank line parts the cues
        yield block[:blank]


def _cues(block: Sequence[str]) -> Iterator[Utterance]:
    match = _TIMES.match(block[0])
    if match is None:
        return
    start, end = (_seconds(match.group(1)), _seconds(match.group(2)))
    voices = _VOICE.split("\n".join(block[1:]))
    pairs = [("", voices[0]), *zip(voices[1::2], voices[2::2], strict=True)]
    for label, words in pairs:
        said = flatten(html.unescape(_TAG.sub("", words)))
        if said:
            yield Utterance(html.unescape(label).strip(), said, start, end)


def _seconds(stamp: str) -> float:
    parts = [float(part) for part in stamp.replace(",", ".").split(":")]
    return round(sum(part * 60.0**power for power, part in enumerate(reversed(parts))), 3)


def _with_labels(cues: Sequence[Utterance]) -> list[Utterance]:
    """Take ``[说话人1] …`` and ``名字：…`` for speakers where the name is known or comes back.

    A cue without a name goes on with the speaker before it.
    """
    named = [_BRACKETED.match(cue.text) or _COLON.match(cue.text) for cue in cues]
    labels = [match.group(1).strip() for match in named if match]
    first = {key_of(label): label for label in reversed(labels)}
    counts = Counter(map(key_of, labels))
    accepted = accept({key: (first[key], count) for key, count in counts.items()})
    found: list[Utterance] = []
    current = ""
    for cue, match in zip(cues, named, strict=True):
        if cue.label:
            current, words = cue.label, cue.text
        elif match and key_of(match.group(1)) in accepted:
            current, words = first[key_of(match.group(1))], match.group(2)
        else:
            words = cue.text
        found.append(Utterance(current, words, cue.start, cue.end))
    return found
