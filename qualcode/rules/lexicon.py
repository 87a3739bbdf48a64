"""All the literal words of a codebook, found in one pass over the text.

Every literal gets an integer. An Aho-Corasick automaton finds all of them at once; numpy then keeps the hits whose ends
lie where their kind asks. Regular expressions run only on sentences that hold a literal which they cannot do without.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qualcode.language.layers import script_layer, speech_layer
from qualcode.rules.tree import AtomKind

Flags = NDArray[np.bool_]
Numbers = NDArray[np.int32]


@dataclass
class Lexicon:
    """Literal atoms by number, filled while a codebook is compiled.

    Attributes:
        keys: ``(kind, words on the speech layer) -> number``; hidden literals of regular expressions are on the
            script layer and of kind ``REGEX``.
    """

    keys: dict[tuple[AtomKind, str], int] = field(default_factory=dict)

    def number(self, kind: AtomKind, words: str) -> int:
        """Return the number of a literal, registering it the first time."""
        layer = words.lower() if kind is AtomKind.REGEX else speech_layer(script_layer(words))
        return self.keys.setdefault((kind, layer), len(self.keys))

    @cached_property
    def _automata(self) -> tuple[Any, Any]:
        import ahocorasick_rs

        spoken = [words for kind, words in self._words if kind is not AtomKind.REGEX]
        hidden = [words for kind, words in self._words if kind is AtomKind.REGEX]
        return tuple(ahocorasick_rs.AhoCorasick(words) if words else None for words in (spoken, hidden))  # type: ignore[return-value]

    @cached_property
    def _words(self) -> list[tuple[AtomKind, str]]:
        grouped: dict[tuple[bool, str], None] = {}
        for kind, words in self.keys:
            grouped[kind is AtomKind.REGEX, words] = None
        return [(AtomKind.REGEX if hidden else AtomKind.PHRASE, words) for hidden, words in grouped]

    @cached_property
    def _wanted(self) -> tuple[list[list[tuple[AtomKind, int]]], list[list[tuple[AtomKind, int]]]]:
        """For each automaton, for each of its words: which numbers it stands for, and of what kind."""
        spoken: list[list[tuple[AtomKind, int]]] = []
        hidden: list[list[tuple[AtomKind, int]]] = []
        by_word: dict[tuple[bool, str], list[tuple[AtomKind, int]]] = {}
        for (kind, words), number in self.keys.items():
            by_word.setdefault((kind is AtomKind.REGEX, words), []).append((kind, number))
        for kind, words in self._words:
            (hidden if kind is AtomKind.REGEX else spoken).append(by_word[kind is AtomKind.REGEX, words])
        return spoken, hidden

    @cached_property
    def _numbers_by_kind(self) -> dict[AtomKind, Numbers]:
        """For each kind, the number of each spoken word, -1 where the word is not wanted in that kind."""
        spoken, _hidden = self._wanted
        table = {kind: np.full(len(spoken), -1, np.int32) for kind in AtomKind}
        for position, wanted in enumerate(spoken):
            for kind, number in wanted:
                table[kind][position] = number
        return table

    def candidates(self, speech: str) -> NDArray[np.int64]:
        """Return every place where a spoken literal stands, boundaries not yet asked: rows ``(word, start, end)``."""
        return _rows(self._automata[0], speech)

    def hits(self, rows: NDArray[np.int64], boundary: Flags, words: Numbers) -> NDArray[np.int64]:
        """Keep the candidates that stand as their kind asks.

        Args:
            rows: What ``candidates`` returned.
            boundary: ``boundary[i]`` where a token begins or ends before character ``i``; one longer than the text.
            words: ``words[i]``: number of tokens that begin before ``i``, of any kind.

        Returns:
            Rows ``(literal number, start, end)`` in text order; for ``词*`` the end is that of the last token.
        """
        if not len(rows):
            return np.empty((0, 3), np.int64)
        word, start, end = rows.T
        left, both = boundary[start], boundary[start] & boundary[end]
        one = both & (words[end] - words[start] == 1)
        kept = []
        for kind, good in (
            (AtomKind.PHRASE, both), (AtomKind.EXACT, one), (AtomKind.SUBSTRING, np.ones_like(both)),
            (AtomKind.PREFIX, left),
        ):
            numbers = self._numbers_by_kind[kind][word]
            chosen = good & (numbers >= 0)
            stop = end[chosen]
            if kind is AtomKind.PREFIX and len(stop):
                edges = np.flatnonzero(boundary)
                stop = edges[np.searchsorted(edges, stop)]
            kept.append(np.column_stack([numbers[chosen], start[chosen], stop]))
        found = np.concatenate(kept).astype(np.int64)
        return found[np.lexsort((found[:, 0], found[:, 2], found[:, 1]))]

    def hidden(self, script: str) -> NDArray[np.int64]:
        """Return where the literals of regular expressions stand: rows ``(literal number, start, end)``."""
        rows = _rows(self._automata[1], script)
        if len(rows):
            rows[:, 0] = np.array([wanted[0][1] for wanted in self._wanted[1]])[rows[:, 0]]
        return rows


def _rows(automaton: Any, text: str) -> NDArray[np.int64]:
    found = automaton.find_matches_as_indexes(text, overlapping=True) if automaton is not None else []
    return np.array(found, np.int64).reshape(-1, 3)


def needed_literals(pattern: str) -> frozenset[str]:
    """Return words of which every match of a regular expression holds at least one; empty if that is not known.

    >>> sorted(needed_literals("(没|莫得).{0,3}(信号|网)")) == sorted(["没", "莫得"])
    True
    """
    from re import _parser  # type: ignore[attr-defined]  # the standard library's own parser of patterns

    try:
        return _needed(_parser.parse(pattern))
    except (re.error, RecursionError):
        return frozenset()


def _needed(items: Iterable[Any]) -> frozenset[str]:
    """Find the best set that one item of a sequence needs: the one whose shortest word is longest."""
    options: list[frozenset[str]] = []
    run = ""
    for code, argument in items:
        name = str(code)
        if name == "LITERAL" and _has_one_form(chr(argument)):
            run += chr(argument)
            continue
        if run:
            options.append(frozenset([run]))
            run = ""
        if name == "SUBPATTERN":
            options.append(_needed(argument[3]) if not (argument[1] or argument[2]) else frozenset())
        elif name == "BRANCH":
            branches = [_needed(branch) for branch in argument[1]]
            options.append(frozenset().union(*branches) if all(branches) else frozenset())
        elif name == "IN":
            options.append(_class_literals(argument))
        elif name in {"MAX_REPEAT", "MIN_REPEAT"} and argument[0] >= 1:
            options.append(_needed(argument[2]))
    if run:
        options.append(frozenset([run]))
    usable = [option for option in options if option]
    return max(usable, key=lambda option: (min(map(len, option)), -len(option)), default=frozenset())


def _class_literals(members: Iterable[Any]) -> frozenset[str]:
    pairs = [(str(code), argument) for code, argument in members]
    if len(pairs) <= 12 and all(name == "LITERAL" and _has_one_form(chr(argument)) for name, argument in pairs):
        return frozenset(chr(argument) for _name, argument in pairs)
    return frozenset()


def _has_one_form(letter: str) -> bool:
    """Tell whether the script layer has one form of a letter: it lowers the case of ASCII only."""
    return letter.isascii() or letter.lower() == letter.upper()
