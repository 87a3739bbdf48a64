"""A codebook as a tree that can be taken apart: where each code stands in the file, and what an edit is meant to say.

An edit is made twice: in the text, by splices, and here, on what the text says. Both must agree.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from qualcode.codebook.nodes import is_empty
from qualcode.codebook.splice import Entries, entries
from qualcode.model import Code, Codebook, Rule


@dataclass(frozen=True)
class Place:
    """Where a code stands in the file.

    Attributes:
        node: The code.
        owner: The mapping in whose list it stands: the whole file, or the code above.
        key: Key of that list. index: Position in it.
        entries: Keys of the code.
    """

    node: MappingNode
    owner: MappingNode
    key: str
    index: int
    entries: Entries

    @property
    def siblings(self) -> SequenceNode:
        """The list in which the code stands."""
        items = entries(self.owner)[self.key][1]
        assert isinstance(items, SequenceNode)  # the code was found in it
        return items

    def items(self, key: str) -> list[Node]:
        """Return the items of a list of the code; none where it has no such list."""
        value = self.listed(key)
        return [] if value is None else list(value.value)

    def listed(self, key: str) -> SequenceNode | None:
        """Return a list of the code, None where it has no such list."""
        value = self.entries[key][1] if key in self.entries else None
        return value if isinstance(value, SequenceNode) else None

    @property
    def rule_ids(self) -> list[str]:
        """Return the ids that people gave to the rules, "" for one that goes by its position."""
        given = [entries(item).get("id") if isinstance(item, MappingNode) else None for item in self.items("rules")]
        return ["" if pair is None or is_empty(pair[1]) else str(pair[1].value) for pair in given]


def places(root: Node | None) -> dict[str, Place]:
    """Return where each code stands, by id, in the order of the file."""
    return dict(_places(root, "codes")) if isinstance(root, MappingNode) else {}


def _places(owner: MappingNode, key: str) -> Iterator[tuple[str, Place]]:
    items = entries(owner)[key][1] if key in entries(owner) else None
    for index, node in enumerate(items.value if isinstance(items, SequenceNode) else ()):
        if isinstance(node, MappingNode):
            own = entries(node)
            if "id" in own and isinstance(own["id"][1], ScalarNode):
                yield str(own["id"][1].value), Place(node, owner, key, index, own)
            yield from _places(node, "children")


@dataclass
class Branch:
    """A code with the codes below it.

    Attributes:
        code: With the theme that it says itself, and rules whose id is what people gave them, or "".
        children: In the order of the file.
    """

    code: Code
    children: list["Branch"] = field(default_factory=list)

    def flat(self, parent: str | None, theme: str) -> Iterator[Code]:
        """Yield the codes as reading the file would give them, but for lines and columns."""
        code = self.code
        theme = code.theme or theme
        yield replace(
            code, parent=parent, theme=theme,
            terms=_numbered(code.id, "t", code.terms), rules=_numbered(code.id, "r", code.rules),
            unlike=_numbered(code.id, "x", code.unlike))
        for child in self.children:
            yield from child.flat(code.id, theme)


class Sketch:
    """What a codebook is meant to say, while it is being changed."""

    def __init__(self, book: Codebook, where: dict[str, Place]) -> None:
        self.book = bare(book)
        self.roots: list[Branch] = []
        self.branches: dict[str, Branch] = {}
        for code in self.book.codes:
            place = where[code.id]
            theme = place.entries.get("theme")
            own = "" if theme is None or is_empty(theme[1]) else str(theme[1].value)
            branch = Branch(replace(
                code, theme=own, rules=_named(code.rules, place.rule_ids), terms=_named(code.terms),
                unlike=_named(code.unlike)))
            self.branches[code.id] = branch
            self.siblings(code.parent).append(branch)

    def siblings(self, parent: str | None) -> list[Branch]:
        """Return the codes below a code, or the top-level ones for None."""
        return self.roots if parent is None else self.branches[parent].children

    def change(self, code: str, **values: object) -> None:
        """Set fields of a code."""
        branch = self.branches[code]
        branch.code = replace(branch.code, **values)  # type: ignore[arg-type]  # checked where it is called

    def result(self) -> Codebook:
        """Return the codebook without lines, columns and hash."""
        return replace(self.book, codes=tuple(code for root in self.roots for code in root.flat(None, "")))


def bare(book: Codebook) -> Codebook:
    """Return a codebook without what any edit changes: lines, columns, the file's name and hash."""
    codes = tuple(replace(
        code, line=0, terms=_unplaced(code.terms), rules=_unplaced(code.rules), unlike=_unplaced(code.unlike),
        examples=tuple(replace(example, line=0) for example in code.examples),
        counter_examples=tuple(replace(example, line=0) for example in code.counter_examples),
    ) for code in book.codes)
    themes = tuple(replace(theme, line=0) for theme in book.themes)
    return replace(book, codes=codes, themes=themes, list_lines={}, path="", sha256="")


def _unplaced(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    return tuple(replace(rule, line=0, column=0) for rule in rules)


def _named(rules: tuple[Rule, ...], given: list[str] | None = None) -> tuple[Rule, ...]:
    return tuple(replace(rule, id=own) for rule, own in zip(rules, given or [""] * len(rules), strict=True))


def _numbered(code: str, letter: str, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    return tuple(replace(rule, id=f"{code}/{rule.id or f'{letter}{number}'}")
                 for number, rule in enumerate(rules, start=1))
