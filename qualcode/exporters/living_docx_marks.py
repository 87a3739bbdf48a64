"""Where the parts of a living Word document are, and whether somebody changed them.

Every part stands between two bookmarks, because names of bookmarks are what Word, WPS and LibreOffice all keep:

- ``qcb_<key>_<seen>_<source>`` around its first paragraph: digests of the key, of what a reader sees in the part, and
  of the blocks it was made of;
- ``qce_<key>``, which is empty, at the beginning of its last paragraph.

No bookmark reaches over several paragraphs: LibreOffice writes such a one back in pieces. A part reaches from the
paragraph in which the first bookmark ends to the one in which the second begins, whole: so a paragraph begun before or
behind a part stays outside, whatever the program does with a bookmark at whose edge somebody types.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import Any
from unicodedata import category

from qualcode.exporters.document import Heading, Paragraph, Part, Picture, Table
from qualcode.exporters.docx import MAIN

W = f"{{{MAIN}}}"
_BEGIN = re.compile(r"qcb_([0-9a-f]{10})_([0-9a-f]{10})_([0-9a-f]{10})")
_END = re.compile(r"qce_([0-9a-f]{10})")
#: left by people who work on a text together, or in places where a renewed part would take something along
_TOUCHED = frozenset(W + name for name in (
    "ins", "del", "moveFrom", "moveTo", "moveFromRangeStart", "moveToRangeStart", "rPrChange", "pPrChange",
    "tblPrChange", "trPrChange", "tcPrChange", "tblGridChange", "cellIns", "cellDel", "commentRangeStart",
    "commentRangeEnd", "commentReference", "footnoteReference", "endnoteReference", "sectPr"))
#: what stands between paragraphs without being seen
_UNSEEN_BLOCKS = frozenset(W + name for name in (
    "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "moveFromRangeStart", "moveFromRangeEnd",
    "moveToRangeStart", "moveToRangeEnd", "permStart", "permEnd", "proofErr", "sectPr"))
#: what is in a paragraph or table without being seen
_UNSEEN = frozenset({"pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "instrText", "delText",
                     "delInstrText", "Fallback", "fldData", "rt"})
_SHOWN = frozenset({"drawing", "pict", "object"})
#: signs for cells and rows; a line ends before and behind each of these, and each paragraph
_OPENS = {"p": "\x00", "tc": "\x00\ue002", "tr": "\x00\ue003"}
_BLANKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}


@dataclass(frozen=True, slots=True)
class Found:
    """A part as it is in the file.

    Attributes:
        key: Digest of its key.
        blocks: Its paragraphs and tables, in order.
        source: Digest of the blocks that it was made of, "" where that is lost.
        changed: Whether a reader sees something else than was written, or somebody commented or tracked changes.
    """

    key: str
    blocks: tuple[Any, ...]
    source: str
    changed: bool


def digest(text: str) -> str:
    """Return ten hexadecimal digits: three of them, with what joins them, fit into the name of a bookmark."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def source_digest(part: Part) -> str:
    """Return the digest of the blocks of a part; pictures count by all their bytes."""
    return digest(repr([_plain(block) for block in part.blocks]))


def seen_digest(blocks: Sequence[Any], picture: Callable[[str], str]) -> str:
    """Return the digest of what a reader sees in paragraphs and tables: words, cells and which pictures.

    Blanks count as one, empty paragraphs and characters without width not at all: programs change these on saving.
    The look of words does not count either, nor the size of a picture.

    Args:
        blocks: The paragraphs and tables.
        picture: Id of a relation -> what tells the picture from all others (``Package.picture``).
    """
    return digest(json.dumps(list(_seen(blocks, picture))))


def how_many_seen(block: Any) -> int:
    """Return 1 for a paragraph or table with something to see in it; a content control counts by what it holds."""
    inside = block.find(f"{W}sdtContent") if block.tag == f"{W}sdt" else None
    if inside is not None and block.find(f"{W}sdtPr/{W}docPartObj") is None:  # a table of contents is one thing
        return sum(map(how_many_seen, content_blocks(inside)))
    return int(block.tag == f"{W}tbl" or any(True for _line in _seen([block], str)))


def is_same(old: Any, new: Any, styles: Mapping[str, str]) -> bool:
    """Return whether a paragraph without pictures and without words of different looks says what an old one said."""
    plain = styles.get("normal")
    looks = [plain if style is None else style.get(f"{W}val")
             for style in (one.find(f"{W}pPr/{W}pStyle") for one in (old, new))]
    return (old.tag == new.tag == f"{W}p" and looks[0] == looks[1]
            and seen_digest([old], str) == seen_digest([new], str)
            and next(new.iter(f"{W}rPr", f"{W}drawing"), None) is None)


def content_blocks(body: Any) -> list[Any]:
    """Return the paragraphs, tables and content controls of a body, without marks that stand between them."""
    return [child for child in body if child.tag not in _UNSEEN_BLOCKS]


def bookmarks(key: str, seen: str, source: str) -> tuple[str, str]:
    """Return the names of the two bookmarks for a part that is just written, from three digests."""
    return f"qcb_{key}_{seen}_{source}", f"qce_{key}"


def key_of(name: str) -> str:
    """Return the digest of the key in the name of a bookmark of ours, "" for somebody else's."""
    match = _BEGIN.fullmatch(name) or _END.fullmatch(name)
    return match[1] if match else ""


def find_parts(body: Any, picture: Callable[[str], str]) -> list[Found]:
    """Return the parts in the order of the text, each key once; a part that lost one of its marks counts as changed.

    Args:
        body: Of the document.
        picture: Id of a relation -> what tells the picture from all others (``Package.picture``).
    """
    begins: dict[str, tuple[re.Match[str], Any, Any]] = {}
    ends: dict[str, Any] = {}
    for name, start, end in _marks(body):
        if begin := _BEGIN.fullmatch(name):
            begins.setdefault(begin[1], (begin, start, end))
        elif match := _END.fullmatch(name):
            ends[match[1]] = start
    blocks = content_blocks(body)
    places = {id(block): place for place, block in enumerate(blocks)}
    reach: dict[str, range] = {}
    for key in {**begins, **ends}:
        last = _place(places, _top(body, ends[key])) if key in ends else 0
        first = _place(places, _first_block(body, *begins[key][1:])) if key in begins else last
        reach[key] = range(first, max(first, last) + 1)
    covered = Counter(place for places_of_one in reach.values() for place in places_of_one)
    found = []
    for key, taken in sorted(reach.items(), key=lambda one: (one[1].start, one[1].stop)):
        seen, source = begins[key][0].group(2, 3) if key in begins and key in ends else ("", "")
        part = blocks[taken.start : taken.stop]
        changed = (seen != seen_digest(part, picture) or max(covered[place] for place in taken) > 1
                   or _is_touched(body, part))
        found.append(Found(key, tuple(part), source, changed))
    return found


def _is_touched(body: Any, blocks: list[Any]) -> bool:
    """Return whether there are comments, notes, tracked changes or breaks of sections from first to last block."""
    first, last = body.index(blocks[0]), body.index(blocks[-1])
    if any(element.tag in _TOUCHED for block in body[first : last + 1] for element in block.iter()):
        return True
    before = takewhile(is_mark, blocks[0].itersiblings(preceding=True))
    behind = takewhile(is_mark, blocks[-1].itersiblings())
    return (any(one.tag == f"{W}commentRangeStart" for one in before)
            or any(one.tag == f"{W}commentRangeEnd" for one in behind))


def is_mark(element: Any) -> bool:
    """Return whether an element of the body is none of its paragraphs and tables."""
    return element.tag in _UNSEEN_BLOCKS


def _marks(body: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield name, first start and end of every bookmark; a name that comes in several pieces is one bookmark."""
    starts: dict[str, list[Any]] = {}
    for start in body.iter(f"{W}bookmarkStart"):
        starts.setdefault(start.get(f"{W}name", ""), []).append(start)
    ends = {end.get(f"{W}id"): end for end in body.iter(f"{W}bookmarkEnd")}
    for name, pieces in starts.items():
        closed = [ends[piece.get(f"{W}id")] for piece in pieces if piece.get(f"{W}id") in ends]
        if closed:
            yield name, pieces[0], closed[-1]


def _top(body: Any, element: Any) -> Any:
    """Return the child of the body in which an element is."""
    while element.getparent() is not body:
        element = element.getparent()
    return element


def _place(places: dict[int, int], top: Any | None) -> int:
    """Return the number of a block; a mark between blocks belongs to the next one, or to the last of all."""
    while top is not None and id(top) not in places:
        top = top.getnext()
    return max(places.values(), default=0) if top is None else places[id(top)]


def _first_block(body: Any, start: Any, end: Any) -> Any:
    """Return the block in which a bookmark ends, not counting one at whose very beginning it does."""
    first, last = _top(body, start), _top(body, end)
    if first is last or last.tag in _UNSEEN_BLOCKS:
        return first
    for element in last.iter():
        if element is end:
            return first
        if _name(element.tag) in {"t", *_BLANKS, *_SHOWN}:
            break
    return last


def _seen(blocks: Sequence[Any], picture: Callable[[str], str]) -> Iterator[str]:
    """Yield the lines that a reader sees, with a sign for every cell, row, picture and page turned by hand."""
    for block in blocks:
        pieces: list[str] = []
        _collect(block, pieces, picture)
        for line in "".join(pieces).split("\x00"):
            words = " ".join((line if line.isprintable() else "".join(filter(_has_width, line))).split())
            if words:
                yield words


def _collect(element: Any, pieces: list[str], picture: Callable[[str], str]) -> None:
    name = _name(element.tag)
    if name == "t":
        pieces.append(element.text or "")
    elif name in _SHOWN:
        shown = (value for one in element.iter() if _name(one.tag) == "blip"
                 for name, value in one.attrib.items() if _name(name) == "embed")
        pieces.append("\ue000" + "".join(map(picture, shown)))
    elif name == "sym":
        pieces.append(element.get(f"{W}char", ""))
    elif name == "br" and element.get(f"{W}type", "textWrapping") != "textWrapping":
        pieces.append("\ue001")
    elif name in _BLANKS:
        pieces.append(_BLANKS[name])
    elif name not in _UNSEEN:
        pieces.append(_OPENS.get(name, ""))
        for child in element:
            _collect(child, pieces, picture)
        pieces.append("\x00" if name in _OPENS else "")


def _has_width(sign: str) -> bool:
    return sign in "\t\n" or category(sign) not in {"Cc", "Cf"}


@cache
def _name(tag: Any) -> str:
    """Return a tag without its namespace; what stands for an entity in the XML has none."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _plain(block: Heading | Paragraph | Table | Picture) -> Any:
    if isinstance(block, Picture):
        return "picture", hashlib.sha256(block.content).hexdigest(), block.caption, block.width
    if isinstance(block, Table):
        return (block.caption, block.header, block.rows, block.note, sorted(block.numbers), block.widths, block.wide)
    return block
