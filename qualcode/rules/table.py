"""Compiled rules and codes, and which rules are worth trying where."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from qualcode.model import Code, Rule
from qualcode.rules.lexicon import Flags, Lexicon, Masks
from qualcode.rules.nodes import Either, Needs, Part, Words
from qualcode.rules.tree import Scope


@dataclass(frozen=True)
class CompiledRule:
    """A rule ready to be tried.

    Attributes:
        rule: As written.
        part: What finds it.
        scope: Where it is tried.
        anyone: True where the rule itself says whose words count (``WHO(is=…)``).
    """

    rule: Rule
    part: Part
    scope: Scope
    anyone: bool

    @property
    def needs(self) -> Needs:
        """What must be met in a place before the rule is worth trying there; empty to try it everywhere."""
        return self.part.needs


@dataclass(frozen=True)
class CompiledCode:
    """A code with its rules and exceptions."""

    code: Code
    rules: tuple[CompiledRule, ...]
    unlike: tuple[CompiledRule, ...]

    @cached_property
    def swallowing(self) -> tuple[Part, ...]:
        """What finds the exceptions, all plain words together."""
        together = merged([rule.part for rule in self.unlike])
        return together.parts if isinstance(together, Either) else (together,)


class RuleTable:
    """The rules of one scope, found by what stands in a place.

    Attributes:
        rules: With their codes, in the order of the codebook.
        always: Those that no literal calls.
        anyone: Whether some rule asks for others than respondents.
        plain: Number of a literal -> the rules that are only words, of which it is one.
    """

    def __init__(self, rules: list[tuple[CompiledCode, CompiledRule]], lexicon: Lexicon) -> None:
        self.rules = rules
        self.always = [pair for pair in rules if not pair[1].needs]
        self.anyone = any(rule.anyone for _code, rule in rules)
        self.plain: dict[int, list[tuple[CompiledCode, CompiledRule]]] = {}
        #: needs as bits; and the rules that they call, each with the positions of its needs in this list
        self._needs: dict[tuple[int, ...], int] = {}
        self._called: list[tuple[tuple[CompiledCode, CompiledRule], list[int]]] = []
        for code, rule in rules:
            if isinstance(rule.part, Words) and not rule.part.expressions and rule.scope is Scope.SENTENCE:
                for number in rule.part.numbers:
                    self.plain.setdefault(number, []).append((code, rule))
            elif rule.needs:
                needs = [tuple(sorted({lexicon.bit(words) for words in need})) for need in rule.needs]
                self._called.append(((code, rule), [self._needs.setdefault(need, len(self._needs)) for need in needs]))

    def worth_trying(
        self, met: Masks, gather: Callable[[Flags], Flags]
    ) -> dict[int, list[tuple[CompiledCode, CompiledRule]]]:
        """Return, for each place in which there are some, the rules that are not plain and may hold there.

        Args:
            met: The sets of literals of which each sentence may hold one, one row of bits each.
            gather: Makes one column for each place out of columns for each sentence: whether any of its is true.
        """
        flags = np.unpackbits(met.view(np.uint8), axis=1, bitorder="little").T.astype(np.bool_)
        by_sentence = np.empty((len(self._needs), len(met)), np.bool_)
        for row, bits in enumerate(self._needs):
            np.logical_and.reduce(flags[list(bits)], out=by_sentence[row])
        by_place = gather(by_sentence)
        called: dict[int, list[tuple[CompiledCode, CompiledRule]]] = {}
        for pair, needs in self._called:
            for place in np.flatnonzero(np.logical_and.reduce(by_place[needs])).tolist():
                called.setdefault(place, []).append(pair)
        if self.always:
            for place in range(by_place.shape[1]):
                called.setdefault(place, []).extend(self.always)
        return called


def merged(parts: list[Part]) -> Part:
    """Join alternatives; those that are only words become one set, so a list costs as much as a word."""
    words = [part for part in parts if isinstance(part, Words)]
    others = [part for part in parts if not isinstance(part, Words)]
    joined: list[Part] = []
    if words:
        expressions = tuple(dict.fromkeys(one for part in words for one in part.expressions))
        joined.append(Words(frozenset().union(*(part.numbers for part in words)), expressions))
    joined += others
    return joined[0] if len(joined) == 1 else Either(tuple(joined))
