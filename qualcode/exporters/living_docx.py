"""Living Word documents: a report in which what the researcher writes survives the next run.

The file that is there is the base. Only what an earlier run wrote and nobody has changed since is renewed, in its
place; the rest of the text, and every other member of the file (styles, headers, comments, pictures), stays as it is.
"""

from collections.abc import Iterable, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

from qualcode.errors import WriteError
from qualcode.exporters.document import Kept, Part
from qualcode.exporters.docx import new_document, to_bytes
from qualcode.exporters.living import foreign, old_content, replace_content, whole
from qualcode.exporters.living_docx_blocks import elements, mark, text_width
from qualcode.exporters.living_docx_marks import (
    Found,
    W,
    content_blocks,
    digest,
    find_parts,
    how_many_seen,
    is_mark,
    is_same,
    key_of,
    source_digest,
)
from qualcode.exporters.living_docx_package import Package
from qualcode.i18n import _

_MARKS = (f"{W}bookmarkStart", f"{W}bookmarkEnd")


def write_living_docx(title: str, parts: Sequence[Part], path: Path) -> Kept:
    """Write a document, or renew the one that an earlier run wrote and people have worked on since.

    - A part in which a reader sees what was written is renewed where it stands (also where somebody has moved it to),
      if this run has something else to say. Its look alone (bold, colours, sizes) is no change; where the words change,
      it goes.
    - A part that somebody changed, commented, or changed with changes tracked, stays: its key is in ``edited``.
    - Text, tables and pictures outside the parts are the researcher's own and stay: their number is in ``own``.
    - A new part goes behind the nearest one before it that is in the file, and so does a part that somebody has
      deleted: it comes back. A part that the run no longer has goes, or stays if somebody changed it: ``gone``. Own
      text behind one that goes stays where it is, now behind another part: ``loose``.
    - An invitation to write that was written over is own text. One that was deleted, or written over in a program that
      drops the marks around it, does not come back.

    A table or picture renewed fits the width of the page as it is now. Marks that other people's programs set in a part
    (for a table of contents, for references) stay at the same paragraph. The file before is kept as
    ``<name>.bak.docx``. Where nothing has changed nothing is written, and a new file has the same bytes for the same
    parts.

    Raises:
        WriteError: the file is open elsewhere, is no Word document, is not one that qualcode wrote, or cannot be
            written; nothing has changed then.
        ValueError: a key is not one, or comes twice.
    """
    wanted = whole(title, parts)
    old = old_content(path)
    package = _blank(title) if old is None else _opened(old, path)
    if old is not None and not _has_marks(package):
        raise foreign(path)
    document = _Living(package)
    edited, gone, loose = document.renew(wanted)
    kept = Kept(edited, document.own_blocks() if old is not None else 0, gone, loose, first=old is None)
    replace_content(path, old, old if old is not None and not document.changed else package.to_bytes(), _is_ours)
    return kept


def _blank(title: str) -> Package:
    """Return a document without text; invitations have a style of their own, which Word drops when somebody types."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import RGBColor

    word = new_document(title)
    word.styles.add_style("Placeholder Text", WD_STYLE_TYPE.CHARACTER).font.color.rgb = RGBColor(0x60, 0x60, 0x60)
    return Package(to_bytes(word))


def _opened(content: bytes, path: Path) -> Package:
    try:
        return Package(content)
    except ValueError as error:
        raise WriteError(_(
            "{path}: is no Word document (docx), or is damaged or has a password. Nothing was written; choose another "
            "name, or move the file away.").format(path=path)) from error


def _is_ours(content: bytes) -> bool:
    try:
        return _has_marks(Package(content))
    except ValueError:
        return False


def _has_marks(package: Package) -> bool:
    return package.keys() is not None or any(
        key_of(start.get(f"{W}name", "")) for start in package.root.iter(f"{W}bookmarkStart"))


class _Living:
    """A document while it is renewed."""

    def __init__(self, package: Package) -> None:
        self.package, self.changed = package, False
        self.body = package.body
        self.known, self.parts = package.keys(), find_parts(self.body, package.picture)
        self.pictures: set[str] = set()
        self.marks: dict[str, list[Any]] = {}
        self.ours: dict[str, str] = {}
        for one in self.body.iter(*_MARKS):
            self.marks.setdefault(one.get(f"{W}id"), []).append(one)
            if key := key_of(one.get(f"{W}name", "")):
                self.ours[one.get(f"{W}id")] = key

    def renew(self, wanted: Sequence[Part]) -> tuple[tuple[str, ...], ...]:
        """Bring the parts up to date and return the keys ``edited``, ``gone`` and ``loose`` of ``Kept``."""
        before, known = {part.key: part for part in self.parts}, self.known or {}
        coming = {digest(part.key) for part in wanted}
        lost = [part for key, part in before.items() if key not in coming]
        loose = [part.key for part in lost if not part.changed and self._has_own_behind(part)]
        edited, last = [], None
        for part in wanted:
            here = before.get(digest(part.key))
            if here is None and part.own and known.get(part.key):
                continue
            if here is None:
                here = self._insert(part, last)
            elif here.changed:
                edited += [] if part.own else [part.key]
            elif here.source != source_digest(part):
                here = self._replace(here, part)
            last = here.blocks[-1]
        names = {digest(key): key for key in known}
        for part_gone in lost:
            if not part_gone.changed:
                self._remove(part_gone)
                self._remove_halves(part_gone)
        if self.pictures:
            self.package.drop_pictures(self.pictures)
        gone = {part.key: names.get(part.key, part.key) for part in lost if part.changed}
        self._remember(wanted, {names[key] for key in gone if key in names})
        return tuple(edited), tuple(gone.values()), tuple(names.get(key, key) for key in loose)

    def own_blocks(self) -> int:
        """Return how many paragraphs, tables and pictures are outside the parts, or in invitations written over."""
        own = {digest(key) for key, invited in (self.package.keys() or {}).items() if invited}
        parts = find_parts(self.body, self.package.picture) if self.changed else self.parts
        ours = {id(block) for part in parts if not (part.key in own and part.changed) for block in part.blocks}
        return sum(how_many_seen(block) for block in content_blocks(self.body) if id(block) not in ours)

    def _has_own_behind(self, part: Found) -> bool:
        """Return whether the next block with something to see is in no part; as long as nothing is renewed."""
        ours = {id(block) for found in self.parts for block in found.blocks}
        behind = (block for block in part.blocks[-1].itersiblings() if not is_mark(block))
        block = next((block for block in behind if id(block) in ours or how_many_seen(block)), None)
        return block is not None and id(block) not in ours

    def _insert(self, part: Part, last: Any | None) -> Found:
        """Put a part behind a block, or at the very beginning."""
        behind = last.getnext() if last is not None else next(iter(self.body), None)
        made = elements(part, self.package, text_width(self.body, behind))
        mark(made, part, self.package)
        for place, element in enumerate(made, 0 if last is None else self.body.index(last) + 1):
            self.body.insert(place, element)
        self.changed = True
        return Found(digest(part.key), tuple(made), source_digest(part), changed=False)

    def _replace(self, old: Found, part: Part) -> Found:
        made = elements(part, self.package, text_width(self.body, old.blocks[0]))
        place = self.body.index(old.blocks[0])
        self._carry_over(old, made)
        self._remove(old)
        mark(made, part, self.package)
        for count, element in enumerate(made):
            self.body.insert(place + count, element)
        return Found(old.key, tuple(made), source_digest(part), changed=False)

    def _remove(self, part: Found) -> None:
        """Take a part out, with its marks wherever they stand."""
        self.pictures |= {value for block in part.blocks for shown in block.iter(f"{W}drawing")
                          for element in shown.iter() for name, value in element.attrib.items()
                          if name.endswith("}embed")}
        self._remove_marks([number for number, key in self.ours.items() if key == part.key])
        for block in part.blocks:
            self.body.remove(block)
        self.changed = True

    def _remove_halves(self, part: Found) -> None:
        """Take out what is left of others' bookmarks that began or ended in a part that was taken out."""
        self._remove_marks([one.get(f"{W}id") for block in part.blocks for one in block.iter(*_MARKS)])

    def _remove_marks(self, numbers: Iterable[str]) -> None:
        for one in [one for number in numbers for one in self.marks.pop(number, [])]:
            one.getparent().remove(one)

    def _carry_over(self, old: Found, made: list[Any]) -> None:
        """Let stand what says the same, and move others' bookmarks (contents and references lead to them).

        A paragraph of one look in which the same is to be read goes on standing, with what somebody made of its look
        and with bookmarks where they are. Other bookmarks move to the paragraph of the same number, to its beginning
        and end.
        """
        for block in old.blocks[1:]:  # what begins between two blocks begins with the second
            for one in takewhile(is_mark, list(block.itersiblings(preceding=True))):
                if one.tag == f"{W}bookmarkStart":
                    _begin_with(block, one)
        free = set(range(len(made)))
        for number, block in enumerate(old.blocks):
            same = next((place for place in sorted(free) if is_same(block, made[place], self.package.styles)), None)
            if same is not None:
                made[same] = block
                free.remove(same)
                continue
            there = made[min(number, len(made) - 1)]
            for one in [one for one in block.iter(*_MARKS) if one.get(f"{W}id") not in self.ours]:
                if one.tag == f"{W}bookmarkEnd":
                    list(there.iter(f"{W}p"))[-1].append(one)
                else:
                    _begin_with(there, one)

    def _remember(self, wanted: Sequence[Part], gone: set[str]) -> None:
        """Keep the keys of what is in the file; what is gone without a trace may come back as new."""
        keys = {part.key: part.own for part in wanted} | {key: (self.known or {})[key] for key in gone}
        if keys != self.known:
            self.package.set_keys(keys)
            self.changed = True


def _begin_with(block: Any, start: Any) -> None:
    """Put the beginning of a bookmark before the words of the first paragraph of a block."""
    paragraph = next(block.iter(f"{W}p"))
    paragraph.insert(int(paragraph.find(f"{W}pPr") is not None), start)
