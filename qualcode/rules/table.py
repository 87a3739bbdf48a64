"""Compiled rules and codes, and which rules are worth trying where."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from qualcode.model import Code, Rule
from qualcode.rules.lexicon import Lexicon
from qualcode.rules.needed import Needs
from qualcode.rules.nodes import Either, Part, Words
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
        needs: dict[tuple[int, ...], int] = {}  # as bits
        self._called: list[tuple[CompiledCode, CompiledRule]] = []
        called_by: list[list[int]] = []
        for code, rule in rules:
            if isinstance(rule.part, Words) and not rule.part.expressions and rule.scope is Scope.SENTENCE:
                for number in rule.part.numbers:
                    self.plain.setdefault(number, []).append((code, rule))
            elif rule.needs:
                self._called.append((code, rule))
                bits = (tuple(sorted({lexicon.bit(words) for words in need})) for need in rule.needs)
                called_by.append(list(dict.fromkeys(needs.setdefault(need, len(needs)) for need in bits)))
        self._bits, self._called_by = list(needs), called_by

    def worth_trying(
        self, met: Sequence[int], places: int, gather: Callable[[list[int]], list[int]]
    ) -> dict[int, list[tuple[CompiledCode, CompiledRule]]]:
        """Return, for each place in which there are some, the rules that are not plain and may hold there.

        Args:
            met: For each set of literals the sentences that may hold one of it, one bit each.
            places: How many places there are.
            gather: Turns the bits of sentences into those of the places that hold any of them.
        """
        by_place = gather(_all_of(met, self._bits))
        called: dict[int, list[tuple[CompiledCode, CompiledRule]]] = {}
        for pair, bits in zip(self._called, _all_of(by_place, self._called_by), strict=True):
            for place in _positions(bits):
                called.setdefault(place, []).append(pair)
        if self.always:
            for place in range(places):
                called.setdefault(place, []).extend(self.always)
        return called


def _all_of(bits: Sequence[int], groups: Iterable[Sequence[int]]) -> list[int]:
    """Return for each group the bits that are set in all its members."""
    joined = []
    for first, *others in groups:
        common = bits[first]
        for other in others:
            common &= bits[other]
            if not common:
                break
        joined.append(common)
    return joined


def _positions(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


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
