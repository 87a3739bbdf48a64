"""Merging one code into another in the text of a codebook, without losing a word of what stood there."""

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from qualcode.codebook.draft import RULE_KEYS, Draft, Restructured
from qualcode.codebook.edit import Document
from qualcode.codebook.lists import Item, add_items, item_of, remove_from, remove_items, shifted
from qualcode.codebook.nodes import is_empty
from qualcode.codebook.read import CODE_KEYS
from qualcode.codebook.references import circle, entries_of, is_only, mentions
from qualcode.codebook.splice import (
    NoPlaceError,
    Splices,
    after_line,
    column_of,
    comments,
    end_of,
    end_of_entry,
    is_plain,
    line_start,
    region,
    scalar,
    set_entry,
)
from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.model import Example, Rule

_LISTS = RULE_KEYS | {"examples": "examples", "counter_examples": "counter_examples"}
_REMARKED = ("name", "theme", "level", "colour", "stance", "definition")  # what the source says of itself
_SENTENCE_ENDS = frozenset("。！？；…”」』）.!?;)")


def with_merged(document: Document, source: str, target: str) -> Restructured:
    """Merge a code into another one: all that was its own becomes the other's, and what named it names the other.

    Terms, rules, exceptions and examples are added behind the target's, but for those that it has already;
    ``include`` and ``exclude`` are joined; the source's name, definition and the like stay as remarks below the
    target's definition; the codes below it come last below the target. An entry that is only ``#source`` in the target,
    or only ``#target`` in the source, says nothing any more and goes. A rule id that both use gets a number.

    Args:
        document: The codebook.
        source: Id of the code that disappears.
        target: Id of the code that stays.

    Returns:
        The document, with warnings where stances differ, where a code below the source inherits another theme, where
        a rule id is gone or changed, and where a definition or comment still holds the old id.

    Raises:
        UsageError: no such codes, one and the same, the target is below the source, or rules would go in a circle.
        WriteError: the layout of the file leaves no sure place for the change.
    """
    draft = Draft(document)
    _check_pair(draft, source, target)
    with draft.at(target):
        merge = _Merge(draft, source, target)
        merge.entries()
        for key in ("include", "exclude"):
            merge.prose(key)
        moved = merge.children()
        merge.exclusive()
        draft.detach(source, refilled=moved and draft.book.by_id[source].parent == target)
        merge.remarks()
        _check_circle(draft, source, target)
        draft.warn_of_remarks(source)
        return draft.finish()


def _check_pair(draft: Draft, source: str, target: str) -> None:
    old, new = draft.known(source), draft.known(target)
    if source == target:
        raise UsageError(_("{code} cannot be merged with itself; name two codes").format(code=source))
    if source in draft.above(target):
        raise UsageError(_("{source} stands above {target} and cannot be merged into it; merge {target} into {source}, "
                           "or move it first").format(source=source, target=target))
    if old.stance is not new.stance:
        draft.warnings.append(_("{source} counts {old} matches and {target} {new}: what comes from {source} now "
                                "counts {new} too").format(source=source, target=target, old=old.stance,
                                                           new=new.stance))


def _check_circle(draft: Draft, source: str, target: str) -> None:
    way = circle(draft.sketch.result(), target)
    if not way:
        return
    names = {f"#{source}", f"#{target}", way[1] if way[1].startswith("@") else f"#{way[1]}"}
    lines = [rule.line for owner, kind, rule in entries_of(draft.book)
             if owner in {source, target} and not is_only(rule.text, source) and not is_only(rule.text, target)
             and names & {mention.name for mention in mentions(rule.text, kind)}]
    message = _("{path}:{line}: with {source} merged into {target} this rule would name its own code ({circle}); "
                "change it first")
    raise UsageError(message.format(
        path=draft.document.name, line=lines[0] if lines else draft.line, source=source, target=target,
        circle=" -> ".join(one if one.startswith("@") else f"#{one}" for one in way)))


class _Merge:
    """The parts of one merge."""

    def __init__(self, draft: Draft, source: str, target: str) -> None:
        self.draft, self.source, self.target = draft, source, target
        self.splices = draft.splices
        self.here, self.there = draft.places[source], draft.places[target]
        self.carried: list[tuple[int, int]] = []  # stretches that stand elsewhere in the new text, comments included
        draft.refer(source, target)
        draft.loose = target

    def entries(self) -> None:
        """Move the entries of every list, but for those that the target has already."""
        for key, field in _LISTS.items():
            ours = getattr(self.draft.sketch.branches[self.target].code, field)
            theirs = getattr(self.draft.sketch.branches[self.source].code, field)
            vain = {index for index, entry in enumerate(ours) if self.is_vain(entry)}
            kept = [entry for index, entry in enumerate(ours) if index not in vain]
            moved = self.missing(theirs, kept)
            added = self.with_free_ids(kept, [theirs[index] for index in moved])
            if vain:
                spans = remove_items(self.splices, self.there.node, key, vain, above=False, refilled=bool(moved))
                self.draft.gone += spans
            if moved:
                self.move(key, dict(zip(moved, added, strict=True)), emptied=bool(ours) and not kept)
            self.draft.sketch.change(self.target, **{field: (*kept, *added)})

    def is_vain(self, entry: Rule | Example) -> bool:
        """Tell whether an entry only names the code that it is an entry of."""
        return isinstance(entry, Rule) and is_only(entry.text, self.target)

    def missing(self, theirs: Sequence[Rule | Example], kept: Sequence[Rule | Example]) -> list[int]:
        """Return which entries of the source the target lacks."""
        known, moved = [_content(entry) for entry in kept], []
        for index, entry in enumerate(theirs):
            if _content(entry) not in known and not self.is_vain(entry):
                known.append(_content(entry))
                moved.append(index)
            elif isinstance(entry, Rule) and entry.id:
                self.draft.warnings.append(_("the rule {id} is gone: {target} says the same").format(
                    id=f"{self.source}/{entry.id}", target=self.target))
        return moved

    def with_free_ids(self, kept: Sequence[Rule | Example], added: Sequence[Rule | Example]) -> list[Rule | Example]:
        """Give the moved rules whose id the target uses another one."""
        rules = [entry for entry in (*kept, *added) if isinstance(entry, Rule)]
        taken = {rule.id or f"r{number}" for number, rule in enumerate(rules, start=1) if rule in kept or not rule.id}
        free: list[Rule | Example] = []
        for entry in added:
            if not isinstance(entry, Rule) or not entry.id:
                free.append(entry)
                continue
            own, number = entry.id, 2
            while own in taken:
                own, number = f"{entry.id}_{number}", number + 1
            if own != entry.id:
                self.draft.warnings.append(_("the rule {id} is called {new} now").format(
                    id=f"{self.source}/{entry.id}", new=f"{self.target}/{own}"))
            taken.add(own)
            free.append(replace(entry, id=own))
        return free

    def move(self, key: str, moved: dict[int, Rule | Example], *, emptied: bool) -> None:
        """Splice entries of the source behind the target's."""
        items = self.here.listed(key)
        if items is None:
            raise NoPlaceError
        copies = []
        for index, entry in moved.items():
            splices, node = self.splices.copy(), items.value[index]
            if isinstance(entry, Rule) and isinstance(node, MappingNode) and entry.id != self.here.rule_ids[index]:
                set_entry(splices, node, "id", entry.id, ("id",))
            copies.append(item_of(splices, items, index))
        block = add_items(self.splices, self.there.node, key, copies, CODE_KEYS, in_flow=bool(items.flow_style),
                          emptied=emptied)
        for index, copy in zip(moved, copies, strict=True):
            self.carry(items, index, copy, block=block)

    def carry(self, items: SequenceNode, index: int, copy: Item, *, block: bool) -> None:
        """Note that an item stands elsewhere now, with its comments where it kept its lines."""
        if copy.lines and block:
            self.carried.append(region(self.splices.text, items, index))
        elif not copy.lines:
            node = items.value[index]
            self.carried.append((node.start_mark.index, end_of(self.splices.text, node)))

    # -- all the rest ----------------------------------------------------------------------------------------------

    def prose(self, key: str) -> None:
        """Join ``include`` or ``exclude``."""
        ours = str(getattr(self.draft.book.by_id[self.target], key))
        theirs = str(getattr(self.draft.book.by_id[self.source], key))
        if theirs in {"", ours}:
            return
        joined = theirs
        if ours:
            joined = _append(self.splices, self.there.entries[key][1], ours, theirs)
        else:
            value = scalar(theirs, self.here.entries[key][1], in_flow=bool(self.there.node.flow_style))
            set_entry(self.splices, self.there.node, key, value, CODE_KEYS)
        self.draft.sketch.change(self.target, **{key: joined})

    def children(self) -> bool:
        """Move the codes below the source to the end of those below the target; return whether there were any."""
        items = self.here.listed("children")
        below = [branch.code.id for branch in self.draft.sketch.branches[self.source].children]
        if items is None or not below:
            return False
        under = self.draft.book.by_id[self.target].theme
        copies = {code: self.draft.taken(code, under) for code in below}
        block = self.draft.attach(copies, self.target)
        for index, copy in enumerate(copies.values()):
            self.carry(items, index, copy, block=block)
        return True

    def exclusive(self) -> None:
        """Let the target stand for the source in exclusive groups; one that has only the target left goes."""
        wanted, gone = [], set()
        for index, group in enumerate(self.draft.exclusive_groups()):
            ids = [str(item.value) for item in group.value]
            if self.source in ids and self.target in ids:
                if len(ids) == 2:
                    gone.add(index)
                    continue
                self.draft.gone += remove_from(self.splices, group, {ids.index(self.source)})
            elif self.source in ids:
                self.draft.replace_id(group.value[ids.index(self.source)], self.target)
                ids[ids.index(self.source)] = self.target
            wanted.append(tuple(one for one in ids if one != self.source))
        if gone:
            self.draft.gone += remove_items(self.splices, self.draft.root, "exclusive", gone, above=False)
        self.draft.sketch.book = replace(self.draft.sketch.book, exclusive=tuple(wanted))

    def remarks(self) -> None:
        """Keep what the source said of itself, and every comment that has no other place, as remarks of the target."""
        text, lines = self.splices.text, [f"merged from {self.source}:"]
        for key in _REMARKED:
            if key in self.here.entries and not is_empty(self.here.entries[key][1]):
                start, end = self.line_of(key)
                column: int = self.here.entries[key][0].start_mark.column
                lines += shifted(self.splices.piece(start, end), -column).split("\n")
                self.carried.append((start, end))
        lines += [comment for start, end in self.draft.gone
                  for at, comment in comments(text, self.draft.root, start, end)
                  if not any(first <= at < last for first, last in self.carried)]
        node = self.there.node
        if node.flow_style:
            at = line_start(text, node.start_mark.index)
            indent = re.match(" *", text[at:])
            blanks = indent[0] if indent else ""
        else:
            before = [pair for key, pair in self.there.entries.items() if key in ("id", *_REMARKED)]
            at = after_line(text, end_of_entry(text, max(before, key=lambda pair: int(pair[0].start_mark.index))))
            blanks = " " * column_of(node)
        shown = [line.rstrip() for line in lines if line.strip()]
        remarks = [f"{blanks}# {shown[0]}", *(f"{blanks}#   {line}" for line in shown[1:])]
        self.splices.insert_first(at, "".join(remark + self.splices.newline for remark in remarks))

    def line_of(self, key: str) -> tuple[int, int]:
        """Return where an entry of the source stands, to the end of its line where it has lines of its own."""
        pair = self.here.entries[key]
        end = end_of_entry(self.splices.text, pair)
        return pair[0].start_mark.index, end if self.here.node.flow_style else after_line(self.splices.text, end)


def _content(entry: Rule | Example) -> object:
    """Return what an entry says, wherever it stands and whatever it is called."""
    return entry.text if isinstance(entry, Rule) else replace(entry, line=0)


def _append(splices: Splices, node: Node, ours: str, theirs: str) -> str:
    """Put a text behind the text of a scalar, in its own style; return both as one."""
    style = getattr(node, "style", None)
    if style in {"|", ">"}:
        end = end_of(splices.text, node)
        last = splices.text[line_start(splices.text, end - 1):end]
        blanks = last[:len(last) - len(last.lstrip())]
        splices.insert_lines(end, "".join(f"{blanks}{line}{splices.newline}" for line in theirs.splitlines()))
        return f"{ours} {theirs}"
    joined = ours + _joint(ours) + theirs
    start, end = node.start_mark.index, end_of(splices.text, node)
    if style == "'" and theirs.isprintable():
        splices.insert(end - 1, (_joint(ours) + theirs).replace("'", "''"))
    elif style == '"':
        splices.insert(end - 1, json.dumps(_joint(ours) + theirs, ensure_ascii=False)[1:-1])
    elif is_plain(joined, in_flow=False) and not splices.text[start:end].startswith("&"):
        splices.insert(end, _joint(ours) + theirs)
    else:
        splices.put(start, end, scalar(joined))
    return joined


def _joint(text: str) -> str:
    """Return what stands between a text and the sentence behind it."""
    wide = unicodedata.east_asian_width(text[-1]) in "WF"
    if text[-1] in _SENTENCE_ENDS:
        return "" if wide else " "
    return "；" if wide else "; "
