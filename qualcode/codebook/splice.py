"""Edits of YAML text at the places that its nodes tell, in whichever layout people wrote: block or flow.

Nothing here knows what a codebook is. Where a layout is too unusual to be sure of, ``NoPlaceError`` is raised.
"""

import json
import re
from collections.abc import Iterable, Sequence

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from qualcode.codebook.nodes import compose, is_empty
from qualcode.errors import CodebookError

_COMMENT = re.compile(r"(?<!\S)#[^\r\n]*")
_RULER = re.compile(r"([^\w\s…])\1{3}")  # a line drawn across the page heads all that follows, not the next item
_WORDS = re.compile(r"\w+( \w+)*")
_COLON = re.compile(r"\s*:")
_ALIAS = re.compile(r"[^\n*]*\*[^\s,\]}]+")
Entries = dict[str, tuple[Node, Node]]


class NoPlaceError(Exception):
    """The layout of the file leaves no sure place for an edit."""


class Splices:
    """Edits of one text, all at places of the text as it was."""

    def __init__(self, text: str, edits: Iterable[tuple[int, int, str]] = ()) -> None:
        self.text = text
        self.edits = list(edits)
        self.newline = "\r\n" if "\r\n" in text else "\n"

    def copy(self) -> "Splices":
        """Return edits that can grow apart from these."""
        return Splices(self.text, self.edits)

    def put(self, start: int, end: int, new: str) -> None:
        """Replace ``[start, end)``; what other edits do wholly inside it is dropped."""
        self.edits.append((start, end, new))

    def insert(self, at: int, new: str) -> None:
        """Insert at a place, behind what was inserted there before."""
        self.put(at, at, new)

    def insert_first(self, at: int, new: str) -> None:
        """Insert at a place, before what was inserted there already."""
        self.edits.insert(0, (at, at, new))

    def insert_lines(self, at: int, lines: str) -> None:
        """Insert whole lines behind the line that ``at`` ends."""
        at = after_line(self.text, at)
        self.insert(at, lines if not at or self.text[at - 1] == "\n" else self.newline + lines)

    def piece(self, start: int, end: int) -> str:
        """Return ``[start, end)`` as the edits inside it leave it."""
        inside = [edit for edit in self.edits if start <= edit[0] and edit[1] <= end]
        pieces, at = [], start
        for first, last, new in sorted(inside, key=lambda edit: (edit[0], edit[1] > edit[0], -edit[1])):
            if first >= at:
                pieces += [self.text[at:first], new]
                at = last
        return "".join([*pieces, self.text[at:end]])

    def result(self) -> str:
        """Return the whole text with all edits."""
        return self.piece(0, len(self.text))


# -- places ----------------------------------------------------------------------------------------------------------


def entries(node: MappingNode) -> Entries:
    """Return the keys of a mapping with their key and value nodes."""
    return {str(key.value): (key, value) for key, value in node.value if isinstance(key, ScalarNode)}


def end_of(text: str, node: Node) -> int:
    """Return the index behind the last character that belongs to a node (block collections end too late)."""
    if isinstance(node, MappingNode | SequenceNode) and node.value and not node.flow_style:
        last = node.value[-1]
        return end_of_entry(text, last) if isinstance(node, MappingNode) else end_of(text, last)
    end: int = node.end_mark.index
    if getattr(node, "style", None) in {"|", ">"}:  # without the blank lines behind it
        start = node.start_mark.index
        end = after_line(text, start + len(text[start:end].rstrip()))
    return end


def end_of_entry(text: str, entry: tuple[Node, Node]) -> int:
    """Return the index behind the last character of ``key: value``; the value may be an alias, or nothing."""
    key, value = entry
    if is_empty(value):
        colon = _COLON.match(text, key.end_mark.index)
        return colon.end() if colon else int(key.end_mark.index)
    if value.start_mark.index < key.end_mark.index:
        alias = _ALIAS.match(text, key.end_mark.index)
        if alias is None:
            raise NoPlaceError
        return alias.end()
    return end_of(text, value)


def after_line(text: str, index: int) -> int:
    """Return the index behind the line that ``index`` ends; ``index`` may be behind its line end already."""
    if index and text[index - 1] == "\n":
        return index
    end = text.find("\n", index)
    return len(text) if end < 0 else end + 1


def line_at(text: str, start: int) -> str:
    """Return the line that begins at ``start``, with its line end."""
    end = text.find("\n", start)
    return text[start:] if end < 0 else text[start:end + 1]


def line_start(text: str, index: int) -> int:
    """Return the index of the first character of the line of ``index``."""
    return text.rfind("\n", 0, index) + 1


def comments(text: str, node: Node, start: int, end: int) -> list[tuple[int, str]]:
    """Return the comments in ``[start, end)`` of the text below ``node`` with their places, in text order."""
    spans = sorted(set(_scalar_spans(node, start, end)))
    found, at = [], start
    for first, last in [*spans, (end, end)]:
        found += [(match.start(), match[0].rstrip()) for match in _COMMENT.finditer(text, at, max(first, at))]
        at = max(at, last)
    return found


def _scalar_spans(node: Node, start: int, end: int) -> list[tuple[int, int]]:
    if node.start_mark.index >= end or node.end_mark.index <= start:
        return []
    if isinstance(node, ScalarNode):
        return [(node.start_mark.index, node.end_mark.index)]
    below = [part for pair in node.value for part in pair] if isinstance(node, MappingNode) else node.value
    return [span for part in below for span in _scalar_spans(part, start, end)]


def region(text: str, items: SequenceNode, index: int, *, above: bool = True) -> tuple[int, int]:
    """Return the whole lines ``[start, end)`` of an item of a block list.

    Deeper comments behind the item belong to it, and with ``above`` the comment lines right above its dash.

    Raises:
        NoPlaceError: it is an alias, or a list that begins on the line of another list's dash.
    """
    column = items.start_mark.column
    dash, end = _lines_of(text, items, index)
    start = dash
    floor = region(text, items, index - 1, above=False)[1] if above and index else 0
    while above and start > floor:
        line = text[line_start(text, start - 1):start]
        if not line.lstrip().startswith("#") or _RULER.search(line):
            break
        start -= len(line)
    at = end
    while at < len(text):
        line = line_at(text, at)
        bare = line.lstrip(" ")
        if bare.strip() and not (bare.startswith("#") and len(line) - len(bare) > column):
            break
        at += len(line)
        end = at if bare.strip() else end
    return start, end


def _lines_of(text: str, items: SequenceNode, index: int) -> tuple[int, int]:
    item = items.value[index]
    column = items.start_mark.column
    begin: int = items.start_mark.index if index == 0 else items.value[index - 1].start_mark.index
    start = line_start(text, item.start_mark.index)
    while begin - column <= start and text[start + column:start + column + 1] != "-":
        start = line_start(text, start - 1) if start else -1
    if start < begin - column or item.start_mark.index < begin or text[start:start + column].strip():
        raise NoPlaceError
    return start, after_line(text, end_of(text, item))


# -- writing ---------------------------------------------------------------------------------------------------------


def scalar(text: str, like: Node | None = None, *, in_flow: bool = True) -> str:
    """Return one line of text as YAML, quoted where YAML would misread it or where ``like`` is quoted."""
    style = getattr(like, "style", None)
    if style == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return text if style != '"' and is_plain(text, in_flow=in_flow) else json.dumps(text, ensure_ascii=False)


def is_plain(text: str, *, in_flow: bool = True) -> bool:
    """Tell whether a text can stand without quotes, inside flow brackets too or only outside them."""
    if _WORDS.fullmatch(text):
        return True
    if not re.match(r"\w", text) or not text.isprintable():
        return False
    try:
        root = compose(f"[{text}]" if in_flow else f"- {text}", "")
    except CodebookError:
        return False
    items = root.value if isinstance(root, SequenceNode) else []
    return len(items) == 1 and isinstance(items[0], ScalarNode) and items[0].value == text


def flow(splices: Splices, node: Node) -> str:
    """Return a node in flow notation: as it is where it is so, else put together without its comments."""
    raw = splices.piece(node.start_mark.index, end_of(splices.text, node))
    if isinstance(node, MappingNode | SequenceNode):
        if node.flow_style:
            return raw
        if isinstance(node, MappingNode):
            pairs = [f"{flow(splices, key)}: {flow(splices, value)}" for key, value in node.value]
            return "{" + ", ".join(pairs) + "}"
        return "[" + ", ".join(flow(splices, item) for item in node.value) + "]"
    if is_empty(node):
        return ""
    if "\n" in raw or (not getattr(node, "style", None) and not is_plain(raw)):
        return scalar(str(node.value))
    return raw


def set_entry(splices: Splices, owner: MappingNode, key: str, value: str, order: Sequence[str]) -> None:
    """Set ``key`` of a mapping to YAML text of one line; a new key stands where ``order`` wants it."""
    found = entries(owner).get(key)
    if found is None:
        add_key(splices, owner, key, f" {value}", "", order)
    elif is_empty(found[1]):
        splices.insert(end_of_entry(splices.text, found), f" {value}")
    else:
        end = end_of_entry(splices.text, found)
        start: int = found[1].start_mark.index
        if start < found[0].start_mark.index:
            raise NoPlaceError
        prefix = re.match(r"(?:[&!]\S+\s+)*", splices.text[start:end])
        value += splices.newline if splices.text[end - 1] == "\n" else ""  # a block scalar ends with its line
        splices.put(start + (prefix.end() if prefix else 0), end, value)


def column_of(owner: MappingNode) -> int:
    """Return the column of the keys of a mapping."""
    first: int = owner.value[0][0].start_mark.column
    return first


def add_key(splices: Splices, owner: MappingNode, key: str, inline: str, lines: str, order: Sequence[str]) -> None:
    """Add ``key:inline`` and, below it, lines, behind the last key of the mapping that ``order`` puts before it."""
    there = entries(owner)
    before = [there[name] for name in order[:order.index(key)] if name in there] or [owner.value[0]]
    end = end_of_entry(splices.text, max(before, key=lambda pair: int(pair[0].start_mark.index)))
    if owner.flow_style:
        splices.insert(end, f", {key}:{inline}")
    else:
        splices.insert_lines(end, f"{' ' * column_of(owner)}{key}:{inline}{splices.newline}{lines}")
