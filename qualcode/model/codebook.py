"""Codes, the tree of them and what proposes them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from qualcode.i18n import pick


class Stance(StrEnum):
    """Which matches of a bare term or rule propose a coding."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Rule:
    """What proposes a coding: an expression of the rule language.

    Attributes:
        id: Unique in the codebook, such as ``user_loss/r3``; terms are ``user_loss/t1``.
        text: The expression as written.
        line: 1-based line in the YAML file, 0 if unknown.
        column: 1-based column in the YAML file, 0 if unknown.
        is_term: True for an entry of ``terms:``.
    """

    id: str
    text: str
    line: int = 0
    column: int = 0
    is_term: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A passage that a code must find, or must not find.

    Attributes:
        text: What the respondent says.
        question: The interviewer's question before it, or "".
        attributes: Attributes of the respondent, for rules that ask who speaks.
        line: 1-based line in the YAML file, 0 if unknown.
    """

    text: str
    question: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True, slots=True)
class Code:
    """A label with its definition and its rules.

    Attributes:
        id: Unique; letters, digits, ``_`` and ``-``, or Han characters.
        name_zh: Chinese name. name_en: English name. At least one is given.
        level: ``open``, ``axial``, ``selective`` or "": a property of the codebook, never assumed.
        parent: Id of the parent code, or None.
        theme: Id of the theme it belongs to, or "".
        stance: Which polarity of bare matches counts; the codebook's default where not given.
        unlike: ``except:`` patterns, whose spans swallow a match.
        colour: ``#rrggbb``, or "".
    """

    id: str
    name_zh: str = ""
    name_en: str = ""
    definition: str = ""
    include: str = ""
    exclude: str = ""
    terms: tuple[Rule, ...] = ()
    rules: tuple[Rule, ...] = ()
    unlike: tuple[Rule, ...] = ()
    examples: tuple[Example, ...] = ()
    counter_examples: tuple[Example, ...] = ()
    colour: str = ""
    level: str = ""
    theme: str = ""
    parent: str | None = None
    stance: Stance = Stance.BOTH
    line: int = 0

    @property
    def name(self) -> str:
        """The name in the language of messages, or the id."""
        return pick(self.name_zh, self.name_en) or self.id


@dataclass(frozen=True, slots=True)
class Theme:
    """An interpretive group of codes."""

    id: str
    name_zh: str = ""
    name_en: str = ""
    line: int = 0

    @property
    def name(self) -> str:
        """The name in the language of messages, or the id."""
        return pick(self.name_zh, self.name_en) or self.id


@dataclass(frozen=True)
class Codebook:
    """The tree of codes with the named lists that their rules use.

    Attributes:
        codes: In the order of the file, parents before children.
        lists: Name -> members, each an atom of the rule language.
        list_lines: Name -> 1-based line in the file.
        themes: In the order of the file.
        exclusive: Groups of code ids of which at most one (the first in the group) stands on a unit.
        path: File it was read from, as the user named it.
        sha256: Hash of the file's bytes.
    """

    id: str
    codes: tuple[Code, ...]
    name_zh: str = ""
    name_en: str = ""
    version: str = ""
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    list_lines: Mapping[str, int] = field(default_factory=dict)
    themes: tuple[Theme, ...] = ()
    exclusive: tuple[tuple[str, ...], ...] = ()
    path: str = ""
    sha256: str = ""

    @cached_property
    def by_id(self) -> dict[str, Code]:
        """Codes by id."""
        return {code.id: code for code in self.codes}

    @cached_property
    def theme_by_id(self) -> dict[str, Theme]:
        """Themes by id."""
        return {theme.id: theme for theme in self.themes}

    def children(self, parent: str | None) -> Iterator[Code]:
        """Yield the direct children of a code, or the top-level codes for None."""
        return (code for code in self.codes if code.parent == parent)
