"""Several interviews in one file: a new header, or a heading such as 访谈二, begins the next one."""

import itertools
import re
from collections.abc import Sequence

from qualcode.readers.document import BLANKS, Document, Line
from qualcode.readers.header import fields_of, key_of_heading

_NUMBER = r"[一二三四五六七八九十百\d０-９]{1,4}"
_TITLE = re.compile(
    rf"[#*\s【（(]*(?:第{_NUMBER}(?:次|位|个|份|场)?(?:访谈|采访|受访者|访谈对象|个案|录音).{{0,30}}|"
    rf"(?:访谈|采访|个案|受访者|访谈对象|访谈记录|录音|案例)[\s（(]*{_NUMBER}[)）]?[\s：:.、—-]?[^。？！?!]{{0,30}}|"
    rf"(?:Interview|Case)\s*\d{{1,3}}.{{0,30}})[】）)*\s]*",
    re.IGNORECASE,
)
#: characters; a longer line is neither title nor field.
_LONGEST = 200
#: fields that stand at the head of an interview; two of them close together begin one.
_HEAD_KEYS = frozenset(
    {
        "id",
        "respondent",
        "date",
        "place",
        "duration",
        "interviewer",
        "recorder",
        "gender",
        "age",
        "town",
        "village",
        "role",
        "mode",
    }
)
#: these also stand before turns; a header describes the person.
_VOICES = frozenset({"respondent", "interviewer", "recorder"})
_DESCRIBED = re.compile(r"[，,、（( ]\s*(?:男|女|\d{1,3}\s*岁)")
#: titles reach at most this many lines above the fields.
_ABOVE = 2


def split(document: Document) -> list[Document]:
    """Return one document per interview; the parts join to the whole."""
    starts = _starts(document.lines)
    if len(starts) < 2:
        return [document]
    edges = [0, *starts[1:], len(document.lines)]
    return [document.part(first, last) for first, last in itertools.pairwise(edges)]


def _starts(lines: Sequence[Line]) -> list[int]:
    """Indices of the lines at which an interview begins."""
    visible = [index for index, line in enumerate(lines) if not line.blank and line.cell is None]
    titles = [
        index
        for index in visible
        if len(lines[index].text) <= _LONGEST
        and _TITLE.fullmatch(lines[index].text.strip(BLANKS))
        and "：" not in lines[index].text[-1:]
    ]
    if len(titles) >= 2 and all(
        _speech(lines, first, last) for first, last in zip(titles, [*titles[1:], len(lines)], strict=True)
    ):
        return titles
    return _by_fields(lines, visible)


def _speech(lines: Sequence[Line], first: int, last: int) -> bool:
    """At least four lines of an interview stand between its title and the next."""
    return sum(not line.blank for line in lines[first + 1 : last]) >= 4


def _by_fields(lines: Sequence[Line], visible: Sequence[int]) -> list[int]:
    blocks: list[list[int]] = []
    for place, index in enumerate(visible):
        if not _head_keys(lines[index].text):
            continue
        if blocks and place - blocks[-1][-1] <= 2:
            blocks[-1].append(place)
        else:
            blocks.append([place])
    heads = [
        block
        for block in blocks
        if len({key for place in block for key in _head_keys(lines[visible[place]].text)}) >= 2
    ]
    heads = [block for number, block in enumerate(heads) if number == 0 or block[0] - heads[number - 1][-1] >= 4]
    if len(heads) < 2:
        return []
    return [visible[_title_above(lines, visible, block[0])] for block in heads]


def _head_keys(line: str) -> set[str]:
    if len(line) > _LONGEST:
        return set()
    bare = line.strip(BLANKS + "#*-•")
    if key_of_heading(re.split("[：:]", bare, maxsplit=1)[0]) not in _HEAD_KEYS or not re.search("[：:]", bare):
        return set()
    return {
        key
        for key, value in fields_of(bare)
        if key in _HEAD_KEYS
        and len(value) <= 60
        and value[-1:] not in "。？！?!"
        and (key not in _VOICES or _DESCRIBED.search(value))
    }


def _title_above(lines: Sequence[Line], visible: Sequence[int], place: int) -> int:
    """A title, or two, directly above the fields belong to the new interview."""
    best = place
    for above in range(place - 1, max(-1, place - 1 - _ABOVE), -1):
        words = lines[visible[above]].text.strip(BLANKS)
        if len(words) > 40 or re.search(r"[：:。？！?!，,]", words.strip("=-—#*")):
            break
        best = above
    return best
