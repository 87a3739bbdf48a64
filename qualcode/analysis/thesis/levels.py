"""From concepts to categories to main categories: the three steps of coding, read from a codebook of any shape.

A codebook may say of each code which step it belongs to (``level``). Where none does, the tree is read from below: a
code without children is a concept, its parent a category, what stands above that a main category. A theme is the
category of codes that have no parent, and the main category of categories that have none above them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from qualcode.i18n import _
from qualcode.model import Code, Codebook

OPEN, AXIAL, SELECTIVE = "open", "axial", "selective"


@dataclass(frozen=True, slots=True)
class Node:
    """A code or a theme in one of the steps.

    Attributes:
        name: In the language of messages.
        definition: Of the code; "" for a theme.
    """

    kind: Literal["code", "theme"]
    id: str
    name: str
    definition: str = ""


@dataclass(frozen=True)
class Levels:
    """A codebook in three steps; only what codings use is in it.

    Attributes:
        codebook: The codes.
        used: Ids of the codes that have codings.
    """

    codebook: Codebook
    used: frozenset[str]

    @cached_property
    def declared(self) -> bool:
        """Whether the codebook says which step its codes belong to."""
        return any(code.level for code in self.codebook.codes)

    @cached_property
    def steps(self) -> dict[str, str]:
        """Code -> ``open``, ``axial`` or ``selective``."""
        children: dict[str, list[str]] = {code.id: [] for code in self.codebook.codes}
        for code in self.codebook.codes:
            if code.parent in children:
                children[str(code.parent)].append(code.id)
        steps = {}
        for code in self.codebook.codes:
            below = children[code.id]
            above = SELECTIVE if all(children[one] for one in below) and not self.declared else AXIAL
            steps[code.id] = code.level or (above if below else OPEN)
        return steps

    @cached_property
    def concepts(self) -> tuple[tuple[Node, Node | None], ...]:
        """Concepts that have codings, each with its category, in the codebook's order."""
        return tuple((_node(code), self._above(code, AXIAL)) for code in self.codebook.codes
                     if self.steps[code.id] == OPEN and code.id in self.used)

    @cached_property
    def categories(self) -> tuple[tuple[Node | None, Node], ...]:
        """Main categories, each with one of its categories that have codings; those of a main category together.

        A concept without a category of that step, but with a theme, is one itself, and the theme its main category.
        """
        pairs = []
        for code in self.codebook.codes:
            if self.steps[code.id] == AXIAL and self._is_used(code):
                pairs.append((self._above(code, SELECTIVE), _node(code)))
        for concept, above in self.concepts:
            if above is None or self.steps.get(above.id if above.kind == "code" else "") != AXIAL:
                pairs.append((above, concept))
        place = {code.id: number for number, code in enumerate(self.codebook.codes)}
        pairs.sort(key=lambda pair: place[pair[1].id])
        order = list(dict.fromkeys(main for main, _category in pairs))
        return tuple(sorted(pairs, key=lambda pair: order.index(pair[0])))

    @cached_property
    def mains(self) -> tuple[Node, ...]:
        """Main categories in their order."""
        return tuple(dict.fromkeys(main for main, _category in self.categories if main is not None))

    @cached_property
    def numbers(self) -> dict[Node, str]:
        """Numbers of concepts (a1, a2 …) and of categories (A1, A2 …), each in the order of the tables."""
        concepts = [concept for concept, _category in self.concepts]
        above = [category for _concept, category in self.concepts if category is not None]
        above += [category for _main, category in self.categories if category not in concepts]
        return ({node: f"a{n}" for n, node in enumerate(concepts, start=1)}
                | {node: f"A{n}" for n, node in enumerate(dict.fromkeys(above), start=1)})

    def label(self, node: Node | None) -> str:
        """Return a node's number and name, its name alone where it has no number, "" for none."""
        if node is None:
            return ""
        return f"{self.numbers[node]} {node.name}" if node in self.numbers else node.name

    @property
    def origin(self) -> str:
        """A sentence that says where the steps come from."""
        if self.declared:
            return _("Concepts, categories and main categories are the codebook's levels.")
        return _("The codebook names no levels: codes without children are taken as concepts, what stands above them "
                 "(the parent, else the theme) as category and main category.")

    def _above(self, code: Code, step: str) -> Node | None:
        """Return the nearest code above that belongs to a step, else the parent, else the theme, else None."""
        above = list(self._ancestors(code))
        found = next((one for one in above if self.steps[one.id] == step), above[0] if above else None)
        return _node(found) if found is not None else self._theme([code, *above])

    def _theme(self, codes: Iterable[Code]) -> Node | None:
        theme = next((one.theme for one in codes if one.theme in self.codebook.theme_by_id), "")
        return Node("theme", theme, self.codebook.theme_by_id[theme].name) if theme else None

    def _ancestors(self, code: Code) -> Iterable[Code]:
        seen = {code.id}
        while code.parent in self.codebook.by_id and code.parent not in seen:
            code = self.codebook.by_id[str(code.parent)]
            seen.add(code.id)
            yield code

    def _is_used(self, code: Code) -> bool:
        """Tell whether a code or anything below it has codings."""
        return any(code.id == one or any(above.id == code.id for above in self._ancestors(self.codebook.by_id[one]))
                   for one in self.used if one in self.codebook.by_id)


def _node(code: Code) -> Node:
    return Node("code", code.id, code.name, code.definition)
