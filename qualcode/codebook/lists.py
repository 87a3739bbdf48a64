"""Items of lists in YAML text, put in and taken out in whichever layout people wrote: block or flow."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from ruamel.yaml.nodes import MappingNode, SequenceNode

from qualcode.codebook.nodes import is_empty
from qualcode.codebook.splice import (
    NoPlaceError,
    Splices,
    add_key,
    column_of,
    end_of,
    end_of_entry,
    entries,
    flow,
    line_at,
    line_start,
    region,
)


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list, to be put into another one.

    Attributes:
        in_flow: Gives it in flow notation, on its own.
        lines: In block notation: whole lines with the dash, and the comments that belong to it; "" where it has none
            and ``in_flow`` is put behind a dash.
        column: Column of the dash in ``lines``, from 0.
    """

    in_flow: Callable[[], str]
    lines: str = ""
    column: int = 0


def shifted(lines: str, by: int) -> str:
    """Return lines moved ``by`` columns to the right, or to the left where negative."""
    moved = []
    for line in re.findall(r"[^\n]*\n|[^\n]+", lines):
        blanks = len(line) - len(line.lstrip(" "))
        moved.append(line if not line.strip() else " " * by + line if by > 0 else line[min(-by, blanks):])
    return "".join(moved)


def item_of(splices: Splices, items: SequenceNode, index: int, *, above: bool = True) -> Item:
    """Return an item of a list as it can be put elsewhere.

    Raises:
        NoPlaceError: as ``region`` does.
    """
    node = items.value[index]
    if items.flow_style:
        return Item(partial(flow, splices, node))
    start, end = region(splices.text, items, index, above=above)
    lines = splices.piece(start, end)
    lines += "" if lines.endswith("\n") else splices.newline
    return Item(partial(flow, splices, node), lines, items.start_mark.column)


def add_items(splices: Splices, owner: MappingNode, key: str, items: Sequence[Item], order: Sequence[str], *,
              indent: int = 2, in_flow: bool = False, emptied: bool = False) -> bool:
    """Put items at the end of a list of a mapping; the list may be empty or not there yet.

    Args:
        splices: Where the edit is put.
        owner: The mapping with the list.
        key: Key of the list.
        items: What is put in.
        order: In which order a mapping has its keys.
        indent: How far the dashes of a new block list stand behind its key.
        emptied: Whether all that stands in the list is taken out of it by the same splices.
        in_flow: Whether a new list stands in brackets rather than on lines of its own.

    Returns:
        Whether the items keep their lines, and so their comments.

    Raises:
        NoPlaceError: the list is no list, or an alias of one.
    """
    found = entries(owner).get(key)
    if found is None:
        block = not owner.flow_style and not in_flow
        lines = lines_at(splices, items, column_of(owner) + indent) if block else ""
        add_key(splices, owner, key, "" if block else f" [{_joined(items)}]", lines, order)
        return block
    place, value = found
    if is_empty(value) and not owner.flow_style:
        splices.insert_lines(end_of_entry(splices.text, found),
                             lines_at(splices, items, place.start_mark.column + indent))
        return True
    if not isinstance(value, SequenceNode) or value.start_mark.index < place.start_mark.index:
        raise NoPlaceError
    if not value.flow_style:
        end = region(splices.text, value, len(value.value) - 1, above=False)[1]
        splices.insert_lines(end, _spaced(splices, value, items))
        return True
    if value.value:
        splices.insert(end_of(splices.text, value.value[-1]), ("" if emptied else ", ") + _joined(items))
    elif in_flow or owner.flow_style:
        splices.insert(value.end_mark.index - 1, _joined(items))
    else:  # `children: []` becomes lines
        bare = splices.text[:value.start_mark.index].rstrip(" ")
        splices.put(len(bare), value.end_mark.index, "")
        splices.insert_lines(value.end_mark.index, lines_at(splices, items, place.start_mark.column + indent))
        return True
    return False


def lines_at(splices: Splices, items: Iterable[Item], column: int, dash: str = "- ") -> str:
    """Return the lines of items with their dashes at a column; ``dash`` for those that have no lines of their own."""
    return "".join(
        shifted(item.lines, column - item.column) if item.lines else
        f"{' ' * column}{dash}{item.in_flow()}{splices.newline}" for item in items)


def _joined(items: Iterable[Item]) -> str:
    return ", ".join(item.in_flow() for item in items)


def _spaced(splices: Splices, value: SequenceNode, items: Sequence[Item]) -> str:
    """Return the lines of items for a block list, a blank line before each where the list has them."""
    gap = ""
    if len(value.value) > 1:
        end = region(splices.text, value, 0, above=False)[1]
        gap = splices.newline if not line_at(splices.text, end).strip() else ""
    column, first = value.start_mark.column, value.value[0].start_mark
    dash = splices.text[first.index - first.column + column:first.index]
    dash = dash if dash.strip() == "-" and dash.isprintable() else "- "
    return "".join(gap + lines_at(splices, [item], column, dash) for item in items)


def add_beside(splices: Splices, items: SequenceNode, index: int, item: Item) -> None:
    """Put an item right behind another one of its list."""
    if items.flow_style:
        splices.insert(end_of(splices.text, items.value[index]), f", {item.in_flow()}")
    else:
        splices.insert_lines(region(splices.text, items, index, above=False)[1], _spaced(splices, items, [item]))


def remove_items(splices: Splices, owner: MappingNode, key: str, gone: set[int], *, above: bool = True,
                 refilled: bool = False) -> list[tuple[int, int]]:
    """Take items out of a list of a mapping; a block list that is left without any becomes ``[]``.

    Args:
        splices: Where the edits are put.
        owner: The mapping.
        key: Key of its list.
        gone: Indices of the items.
        above: Whether the comments above an item go with it.
        refilled: Whether other items are put into the list by the same splices.

    Returns:
        The stretches ``[start, end)`` that are taken out.
    """
    place, items = entries(owner)[key]
    if not isinstance(items, SequenceNode) or items.start_mark.index < place.start_mark.index:
        raise NoPlaceError
    spans = remove_from(splices, items, gone, above=above)
    if len(gone) == len(items.value) and not refilled and not items.flow_style:
        splices.insert(splices.text.index(":", place.end_mark.index) + 1, " []")
    return spans


def remove_from(splices: Splices, items: SequenceNode, gone: set[int], *, above: bool = True) -> list[tuple[int, int]]:
    """Take items out of a list that keeps others; return the stretches that are taken out."""
    kept = [index for index in range(len(items.value)) if index not in gone]
    if items.flow_style:
        spans = [_flow_span(splices.text, items, index, kept) for index in sorted(gone)]
    else:
        spans = [_block_span(splices.text, items, index, above) for index in sorted(gone)]
    for start, end in spans:
        splices.put(start, end, "")
    return spans


def _flow_span(text: str, items: SequenceNode, index: int, kept: list[int]) -> tuple[int, int]:
    """Return an item with one comma."""
    before = [other for other in kept if other < index]
    if index + 1 < len(items.value):
        return items.value[index].start_mark.index, items.value[index + 1].start_mark.index
    start = end_of(text, items.value[before[-1]]) if before else items.value[index].start_mark.index
    return start, end_of(text, items.value[index])


def _block_span(text: str, items: SequenceNode, index: int, above: bool) -> tuple[int, int]:
    """Return the lines of an item with the blank lines that would stand double without it."""
    start, end = region(text, items, index, above=above)
    if index + 1 < len(items.value):
        blank = re.compile(r"(?:[ \t]*\r?\n)*").match(text, end)
        behind = blank.end() if blank else end
        before = line_start(text, start - 1) if start else 0
        return start, behind if index == 0 or not text[before:start].strip() else end
    while start and not text[line_start(text, start - 1):start].strip():
        start = line_start(text, start - 1)
    return start, end
