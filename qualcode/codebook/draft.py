"""One edit of a codebook's tree under way: what is spliced into the text, and what the text is then meant to say."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from qualcode.codebook.edit import BOM, Document
from qualcode.codebook.lists import Item, add_items, item_of, remove_items
from qualcode.codebook.nodes import compose, is_empty
from qualcode.codebook.outline import Sketch, bare, places
from qualcode.codebook.read import CODE_KEYS, TOP_KEYS
from qualcode.codebook.references import mentions, renamed
from qualcode.codebook.splice import NoPlaceError, Splices, comments, end_of, entries, set_entry
from qualcode.errors import CodebookError, UsageError, WriteError
from qualcode.i18n import _
from qualcode.model import Code, Codebook

RULE_KEYS = {"terms": "terms", "rules": "rules", "except": "unlike"}  # key of the file -> field of a code


@dataclass(frozen=True, slots=True)
class Restructured:
    """A codebook after an edit of its tree.

    Attributes:
        document: The new text, read back and found to say what was meant; nothing is written yet.
        warnings: What a person should look at, one sentence each.
    """

    document: Document
    warnings: tuple[str, ...] = ()


class Draft:
    """An edit of one document."""

    def __init__(self, document: Document, *, moves_lines: bool = True) -> None:
        self.document, self.book = document, document.codebook
        self.mark = BOM if document.text.startswith(BOM) else ""
        body = document.text.removeprefix(BOM)
        if moves_lines and not body.endswith("\n"):  # lines are put behind the last one
            body += "\r\n" if "\r\n" in body else "\n"
        root = compose(body, document.name)
        assert isinstance(root, MappingNode)  # the document has a codebook
        self.root = root
        self.places = places(root)
        self.splices = Splices(body)
        self.sketch = Sketch(self.book, self.places)
        self.warnings: list[str] = []
        self.gone: list[tuple[int, int]] = []
        self.line = 0
        self.loose = ""

    # -- asking --------------------------------------------------------------------------------------------------

    def known(self, code: str) -> Code:
        """Return a code of the codebook.

        Raises:
            UsageError: there is none.
        """
        if code not in self.book.by_id:
            raise UsageError(_("{path}: there is no code {code}; `qualcode codebook show` lists them").format(
                path=self.document.name, code=code))
        return self.book.by_id[code]

    def above(self, code: str) -> list[str]:
        """Return the codes above a code, the nearest first."""
        parent = self.book.by_id[code].parent
        return [] if parent is None else [parent, *self.above(parent)]

    @property
    def indent(self) -> int:
        """How far this file puts the dashes of codes behind the key of their list."""
        key, items = entries(self.root)["codes"]
        block = isinstance(items, SequenceNode) and not items.flow_style
        return items.start_mark.column - key.start_mark.column if block else 2

    @contextmanager
    def at(self, code: str) -> Iterator[None]:
        """Change the file around a code.

        Raises:
            WriteError: its layout leaves no sure place for the change.
        """
        self.line = self.book.by_id[code].line
        try:
            yield
        except NoPlaceError as error:
            raise self.refusal() from error

    def refusal(self) -> WriteError:
        """Return the error that asks a person to do it."""
        message = _("{path}:{line}: the layout of the file leaves no sure place for this change; make it by hand")
        return WriteError(message.format(path=self.document.name, line=self.line))

    # -- changing ------------------------------------------------------------------------------------------------

    def refer(self, old: str, new: str) -> None:
        """Let every rule and list that names ``#old`` name ``#new``."""
        for kind, node in {id(node): (kind, node) for kind, node in self._rule_nodes()}.values():
            for start, end in _spans_of(self.splices.text, node, kind, old):
                self.splices.put(start, end, new)
        for code, branch in self.sketch.branches.items():
            for kind, field in RULE_KEYS.items():
                rules = getattr(branch.code, field)
                self.sketch.change(code, **{field: tuple(
                    replace(rule, text=renamed(rule.text, kind, old, new)) for rule in rules)})
        self.sketch.book = replace(self.sketch.book, lists={
            name: tuple(renamed(member, "lists", old, new) for member in members)
            for name, members in self.book.lists.items()})

    def _rule_nodes(self) -> Iterator[tuple[str, ScalarNode]]:
        lists = entries(self.root).get("lists")
        found = [("lists", item) for _key, value in (lists[1].value if lists and not is_empty(lists[1]) else ())
                 for item in (value.value if isinstance(value, SequenceNode) else ())]
        for place in self.places.values():
            found += [(key, item) for key in RULE_KEYS for item in place.items(key)]
        for kind, node in found:
            text = entries(node)["rule"][1] if isinstance(node, MappingNode) else node
            if isinstance(text, ScalarNode):
                yield kind, text

    def exclusive_groups(self) -> list[SequenceNode]:
        """Return the groups of exclusive codes as they stand in the file."""
        found = entries(self.root).get("exclusive")
        items = found[1].value if found and isinstance(found[1], SequenceNode) else []
        return [group for group in items if isinstance(group, SequenceNode)]

    def replace_id(self, node: Node, new: str) -> None:
        """Replace the id that a scalar holds, in its quotes."""
        old = str(node.value)
        start = self.splices.text.rfind(old, node.start_mark.index, node.end_mark.index)
        if start < 0:
            raise NoPlaceError
        self.splices.put(start, start + len(old), new)

    def detach(self, code: str, *, refilled: bool = False) -> tuple[int, int]:
        """Take a code with all below it out of its list; return the stretch of the text that goes."""
        place = self.places[code]
        (span,) = remove_items(self.splices, place.owner, place.key, {place.index}, refilled=refilled)
        self.gone.append(span)
        self.sketch.siblings(self.book.by_id[code].parent).remove(self.sketch.branches[code])
        return span

    def attach(self, codes: dict[str, Item], parent: str | None) -> bool:
        """Put codes at the end of those below ``parent``; return whether they keep their lines."""
        owner = self.root if parent is None else self.places[parent].node
        key, order = ("codes", TOP_KEYS) if parent is None else ("children", CODE_KEYS)
        self.sketch.siblings(parent).extend(self.sketch.branches[code] for code in codes)
        return add_items(self.splices, owner, key, list(codes.values()), order, indent=self.indent)

    def taken(self, code: str, under: str, theme: str | None = None) -> Item:
        """Return a code with all below it as it can be put below another one.

        Args:
            code: Its id.
            under: The theme that it inherits there, or "". One that it inherited so far is written out where it
                would have none.
            theme: The theme that it is to have, None for as it is.
        """
        place, before = self.places[code], self.book.by_id[code].theme
        own = self.sketch.branches[code].code.theme
        wanted = theme or ("" if own or under else before)
        splices = self.splices.copy()
        if wanted:
            set_entry(splices, place.node, "theme", wanted, CODE_KEYS)
            self.sketch.change(code, theme=wanted)
        elif not own and before != under:
            self.warnings.append(_("{code} inherits the theme {theme} where it stands now").format(
                code=code, theme=under))
        return item_of(splices, place.siblings, place.index)

    # -- finishing -----------------------------------------------------------------------------------------------

    def warn_of_remarks(self, old: str) -> None:
        """Warn where definitions, remarks and comments that stay still hold an id that is gone."""
        text = self.splices.text
        letters = r"A-Za-z0-9_\-" if old.isascii() else r"\w\-"
        pattern = re.compile(rf"(?<![{letters}]){re.escape(old)}(?![{letters}])")
        spans = [(at, at + len(comment)) for at, comment in comments(text, self.root, 0, len(text))]
        for place in self.places.values():
            prose = [place.entries[key][1] for key in ("definition", "include", "exclude") if key in place.entries]
            spans += [(node.start_mark.index, end_of(text, node)) for node in prose]
        found = {match.start() for start, end in spans for match in pattern.finditer(text, start, end)}
        lines = {self.splices.piece(0, at).count("\n") + 1 for at in found
                 if not any(start <= at < end for start, end in self.gone)}
        if lines:
            message = _("{old} still stands in definitions or remarks (line {lines}); if it means the code, change it")
            self.warnings.append(message.format(old=old, lines=", ".join(str(line) for line in sorted(lines))))

    def finish(self) -> Restructured:
        """Read the new text back.

        Raises:
            WriteError: it does not say what was meant, or a comment would be lost.
        """
        old, new = self.splices.text, self.splices.result()
        if not self.splices.edits:
            return Restructured(self.document, tuple(self.warnings))
        document = replace(self.document, text=self.mark + new)
        try:
            said = self._compared(bare(document.codebook))
        except CodebookError as error:
            raise self.refusal() from error
        kept = all(new.count(comment) >= old.count(comment)
                   for start, end in self.gone for _at, comment in comments(old, self.root, start, end))
        if said != self._compared(self.sketch.result()) or not kept:
            raise self.refusal()
        return Restructured(document, tuple(self.warnings))

    def _compared(self, book: Codebook) -> Codebook:
        """Leave blanks aside where two texts of a code were joined: how they are broken is the layout's."""
        return replace(book, codes=tuple(
            code if code.id != self.loose else replace(
                code, include="".join(code.include.split()), exclude="".join(code.exclude.split()))
            for code in book.codes))


def _spans_of(text: str, node: ScalarNode, kind: str, code: str) -> list[tuple[int, int]]:
    """Return where in the file a rule names a code; quotes and broken lines shift its letters there.

    Raises:
        NoPlaceError: the name is written with escapes.
    """
    value = str(node.value)
    own = [mention.start for mention in mentions(value, kind) if mention.name == f"#{code}"]
    if not own:
        return []
    pattern = re.compile(rf"[#＃]({re.escape(code)})(?![\w\-·])")
    in_value = [match.start(1) for match in pattern.finditer(value)]
    in_file = [match.span(1) for match in pattern.finditer(text, node.start_mark.index, node.end_mark.index)]
    if len(in_value) != len(in_file):
        raise NoPlaceError
    return [in_file[in_value.index(start)] for start in own]
