"""What the parts of a compiled rule do: one small class for each.

``find(place)`` returns None where the part is not true in that place, else the matches that stand for it; a part can be
true without any words (``!A``, ``WHO(…)``). Matches carry a judgement only where the rule itself demanded a polarity.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

from qualcode.language.layers import script_layer
from qualcode.language.polarity import Judgement
from qualcode.model import AttributeValue, Polarity
from qualcode.rules.index import Hits, Pair, TextIndex

#: Literal numbers of which at least one must stand in the place; None where that cannot be said.
Triggers = frozenset[int] | None
MAX_COMBINATIONS = 5000


class Match(NamedTuple):
    """Words that stand for a part of a rule.

    Attributes:
        spans: In text order.
        judged: What NEG or AFF found, or None where polarity was not asked for.
    """

    spans: tuple[Pair, ...]
    judged: Judgement | None = None

    @property
    def start(self) -> int:
        return self.spans[0][0]

    @property
    def end(self) -> int:
        return max(end for _start, end in self.spans)


Found = list[Match] | None


@dataclass
class Place:
    """Where a rule is tried: a sentence, a turn, a question with its answer, or a transcript.

    Attributes:
        index: The transcript.
        sentences: Numbers of the sentences, in order.
        answer_from: First sentence of the answer where there is a question; else the first sentence.
        speaker: Attributes of who speaks, with ``is``, ``name`` and ``role_group``.
        transcript: Attributes of the transcript.
        codes: Code id -> how to find its matches here, for ``#code``.
    """

    index: TextIndex
    sentences: range
    answer_from: int
    speaker: Mapping[str, AttributeValue]
    transcript: Mapping[str, AttributeValue]
    codes: Callable[[str, "Place"], list[Match]]

    @cached_property
    def hits(self) -> Hits:
        """Literal number -> places, over all the sentences."""
        if len(self.sentences) == 1:
            return self.index.hits.get(self.sentences[0], {})
        merged: Hits = {}
        for sentence in self.sentences:
            for number, pairs in self.index.hits.get(sentence, {}).items():
                merged.setdefault(number, []).extend(pairs)
        return merged

    def part(self, sentences: range) -> "Place":
        """Return the same place narrowed to some of its sentences."""
        return Place(self.index, sentences, self.answer_from, self.speaker, self.transcript, self.codes)

    @cached_property
    def of_code(self) -> dict[str, list[Match]]:
        """Matches of codes that rules refer to, found once."""
        return {}


class Part(Protocol):
    """A part of a compiled rule."""

    triggers: Triggers

    def find(self, place: Place) -> Found:
        """Return the matches in ``place``, or None where the part is not true there."""


@dataclass(frozen=True)
class Expression:
    """A compiled regular expression with the hidden literals that it cannot do without."""

    pattern: re.Pattern[str]
    needs: frozenset[int]


@dataclass(frozen=True)
class Words:
    """Any of some literals and regular expressions: atoms, ``@list`` and alternatives of them."""

    numbers: frozenset[int]
    expressions: tuple[Expression, ...] = ()

    @cached_property
    def triggers(self) -> Triggers:
        """The literals, unless a regular expression has none."""
        if any(not expression.needs for expression in self.expressions):
            return None
        return self.numbers.union(*(expression.needs for expression in self.expressions))

    def find(self, place: Place) -> Found:
        """Return a match for every place where one of the words stands."""
        found = [Match((pair,)) for number, pairs in place.hits.items() if number in self.numbers for pair in pairs]
        for expression in self.expressions:
            found.extend(self._expression(expression, place))
        return sorted(set(found)) if found else None

    @staticmethod
    def _expression(expression: Expression, place: Place) -> Iterator[Match]:
        for sentence in place.sentences:
            if expression.needs and expression.needs.isdisjoint(place.index.hits.get(sentence, ())):
                continue
            start, end, _turn = place.index.bounds[sentence]
            for match in expression.pattern.finditer(place.index.script, start, end):
                if match.end() > match.start():
                    yield Match((match.span(),))


@dataclass(frozen=True)
class Either:
    """``A | B``."""

    parts: tuple[Part, ...]

    @cached_property
    def triggers(self) -> Triggers:
        """One literal of any part."""
        return _union(part.triggers for part in self.parts)

    def find(self, place: Place) -> Found:
        """Return the matches of all parts that are true."""
        found = [one for part in self.parts if (one := part.find(place)) is not None]
        return [match for matches in found for match in matches] if found else None


@dataclass(frozen=True)
class Both:
    """``A & B``."""

    parts: tuple[Part, ...]

    @cached_property
    def triggers(self) -> Triggers:
        """The literals of the part that has fewest."""
        return _fewest(part.triggers for part in self.parts)

    def find(self, place: Place) -> Found:
        """Return the matches of all parts, if all are true."""
        matches: list[Match] = []
        for part in self.parts:
            found = part.find(place)
            if found is None:
                return None
            matches += found
        return matches


@dataclass(frozen=True)
class Not:
    """``!A``."""

    part: Part
    triggers: Triggers = None

    def find(self, place: Place) -> Found:
        """Return no words if the part is not true here."""
        return [] if not self.part.find(place) else None


@dataclass(frozen=True)
class Demand:
    """``NEG(A)`` and ``AFF(A)``."""

    part: Part
    negated: bool

    @cached_property
    def triggers(self) -> Triggers:
        """Those of the part."""
        return self.part.triggers

    def find(self, place: Place) -> Found:
        """Return the matches that have the polarity, judged; a question form has none."""
        kept = []
        for match in self.part.find(place) or ():
            judged = match.judged or place.index.judge(match.spans, place.answer_from)
            if not judged.asked and (judged.polarity is not Polarity.AFFIRMED) == self.negated:
                kept.append(Match(match.spans, judged))
        return kept or None


@dataclass(frozen=True)
class AtLeast:
    """``COUNT(A) >= n`` and its relatives."""

    part: Part
    holds: Callable[[int], bool]

    @cached_property
    def triggers(self) -> Triggers:
        """Those of the part, unless none at all would do."""
        return None if self.holds(0) else self.part.triggers

    def find(self, place: Place) -> Found:
        """Return the matches if their number, overlapping ones counted once, is as asked."""
        matches = sorted(self.part.find(place) or [])
        number, reached = 0, -1
        for match in matches:
            if match.start >= reached:
                number, reached = number + 1, match.end
        return matches if self.holds(number) else None


@dataclass(frozen=True)
class QuestionAnswer:
    """``QA(q=A, a=B)``."""

    question: Part
    answer: Part
    triggers: Triggers = None

    def find(self, place: Place) -> Found:
        """Return a match for each match in the answer, if the question holds A."""
        asked = self.question.find(place.part(range(place.sentences.start, place.answer_from)))
        if asked is None:
            return None
        answered = self.answer.find(place.part(range(place.answer_from, place.sentences.stop)))
        before = asked[0].spans if asked else ()
        return [Match(before + match.spans, match.judged) for match in answered] if answered else None


@dataclass(frozen=True)
class Asks:
    """``WHO(key=value)`` and ``META(key=value)``."""

    about_speaker: bool
    key: str
    operator: str
    values: tuple[str, ...]
    triggers: Triggers = None

    def find(self, place: Place) -> Found:
        """Return no words if the attribute is as asked."""
        attributes = place.speaker if self.about_speaker else place.transcript
        had = [attributes.get(self.key)]
        if self.key == "role":
            had.append(attributes.get("role_group"))
        known = [value for value in had if value not in (None, "")]
        return [] if any(self._holds(value) for value in known) == (self.operator != "!=") and known else None

    def _holds(self, value: AttributeValue) -> bool:
        if self.operator in {"=", "!="}:
            return any(_same(value, wanted) for wanted in self.values)
        try:
            had, wanted = float(str(value)), float(self.values[0])
        except ValueError:
            return False
        return COMPARISONS[self.operator](had, wanted)


@dataclass(frozen=True)
class Reference:
    """``#code``."""

    code: str
    triggers: Triggers = None

    def find(self, place: Place) -> Found:
        """Return what is evidence for the code here."""
        if self.code not in place.of_code:
            place.of_code[self.code] = []
            place.of_code[self.code] = place.codes(self.code, place)
        return place.of_code[self.code] or None


COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": lambda had, wanted: had >= wanted,
    ">": lambda had, wanted: had > wanted,
    "<=": lambda had, wanted: had <= wanted,
    "<": lambda had, wanted: had < wanted,
    "=": lambda had, wanted: had == wanted,
}


def _same(value: AttributeValue, wanted: str) -> bool:
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return float(value) == float(wanted)
        except ValueError:
            return False
    return script_layer(str(value)).strip() == script_layer(wanted).strip()


def _union(triggers: Iterator[Triggers]) -> Triggers:
    merged: frozenset[int] = frozenset()
    for one in triggers:
        if one is None:
            return None
        merged |= one
    return merged


def _fewest(triggers: Iterator[Triggers]) -> Triggers:
    return min((one for one in triggers if one is not None), key=len, default=None)
