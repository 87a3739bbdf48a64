"""What the parts of a compiled rule do: one small class for each.

``find(place)`` returns None where the part is not true in that place, else the matches that stand for it; a part can be
true without any words (``!A``, ``WHO(…)``). Matches carry a judgement only where the rule itself demanded a polarity.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple, Protocol

from qualcode.language.layers import script_layer
from qualcode.language.polarity import Judgement
from qualcode.model import AttributeValue, Polarity
from qualcode.rules.index import Hits, Pair, TextIndex
from qualcode.rules.needed import Need, Needs, ranked, union
from qualcode.rules.patterns import LazyPattern

MAX_COMBINATIONS = 5000


class Match(NamedTuple):
    """Words that stand for a part of a rule.

    Attributes:
        start: First character. end: After the last one.
        spans: In text order.
        judged: What NEG or AFF found, or None where polarity was not asked for.
        context: True for a condition of ``A & B``: it goes with A and proposes nothing by itself.
    """

    start: int
    end: int
    spans: tuple[Pair, ...]
    judged: Judgement | None = None
    context: bool = False


def joined(matches: Sequence[Match]) -> Match:
    """Return the match that consists of all these; a judgement that found a cue goes before one that did not."""
    spans = tuple(sorted({span for match in matches for span in match.spans}))
    judged = [match.judged for match in matches if match.judged is not None]
    chosen = next((one for one in judged if one.cue is not None), judged[0] if judged else None)
    return Match(spans[0][0], max(match.end for match in matches), spans, chosen)


Found = list[Match] | None


@dataclass
class Place:
    """Where a rule is tried: a sentence, a turn, a question with its answer, or a transcript.

    Attributes:
        index: The transcript.
        sentences: Numbers of the sentences, in order.
        answer_from: First sentence of the answer where there is a question; else the first sentence.
        question: Sentences of the question that is answered; empty where there is none.
        silent: Sentences in between whose words do not count: what others say.
        speaker: Attributes of who speaks, with ``is``, ``name`` and ``role_group``.
        transcript: Attributes of the transcript.
        codes: Code id -> how to find its matches here, for ``#code``.
        of_code: Matches of codes that rules refer to, found once.
        of_words: Matches of words, found once.
    """

    index: TextIndex
    sentences: range
    answer_from: int
    speaker: Mapping[str, AttributeValue]
    transcript: Mapping[str, AttributeValue]
    codes: Callable[[str, "Place"], list[Match]]
    question: range = range(0)
    silent: frozenset[int] = frozenset()
    of_code: dict[str, list[Match]] = field(default_factory=dict, init=False)
    of_words: dict["Words", Found] = field(default_factory=dict, init=False)

    @property
    def heard(self) -> Sequence[int]:
        """Numbers of the sentences whose words count."""
        return [one for one in self.sentences if one not in self.silent] if self.silent else self.sentences

    @property
    def is_question(self) -> bool:
        """Whether this is the question of a pair: context, of which nothing is asserted."""
        return bool(self.question) and self.sentences == self.question

    @cached_property
    def hits(self) -> Hits:
        """Literal number -> places, over all the sentences."""
        if not self.silent:
            return self.index.hits_in(self.sentences)
        merged: Hits = {}
        for sentence in self.heard:
            for number, pairs in self.index.hits_in(range(sentence, sentence + 1)).items():
                merged.setdefault(number, []).extend(pairs)
        return merged

    def part(self, sentences: range) -> "Place":
        """Return the same place narrowed to some of its sentences."""
        return replace(self, sentences=sentences)


class Part(Protocol):
    """A part of a compiled rule."""

    @property
    def needs(self) -> Needs:
        """What must stand in a place before it is worth looking there."""

    def find(self, place: Place) -> Found:
        """Return the matches in ``place``, or None where the part is not true there."""


@dataclass(frozen=True)
class Expression:
    """A compiled regular expression.

    Attributes:
        pattern: Runs on the script layer of one sentence.
        needs: Sets of hidden literals, of each of which every match holds one; the most telling first.
        mask: The same sets as bits.
    """

    pattern: LazyPattern
    needs: Need
    mask: int = 0


@dataclass(frozen=True, eq=False)
class Words:
    """Any of some literals and regular expressions: atoms, ``@list`` and alternatives of them."""

    numbers: frozenset[int]
    expressions: tuple[Expression, ...] = ()

    @cached_property
    def needs(self) -> Needs:
        """The literals, unless a regular expression has none."""
        if any(not expression.needs for expression in self.expressions):
            return ()
        if len(self.expressions) == 1 and not self.numbers:
            return (self.expressions[0].needs,)
        own = [[self.numbers]] if self.numbers else []
        return ranked([*own, *(expression.needs for expression in self.expressions)])

    def find(self, place: Place) -> Found:
        """Return a match for every place where one of the words stands; found once, for lists that many rules name."""
        if self not in place.of_words:
            place.of_words[self] = self._find(place)
        return place.of_words[self]

    def _find(self, place: Place) -> Found:
        found: list[Match] = []
        if self.numbers:
            hits = place.hits
            found = [Match(*pair, (pair,)) for number in self.numbers.intersection(hits) for pair in hits[number]]
        for expression in self.expressions:
            found.extend(self._expression(expression, place))
        if len(found) > 1:
            found = sorted(set(found), key=_spans)
        return found or None

    @staticmethod
    def _expression(expression: Expression, place: Place) -> Iterator[Match]:
        index, mask = place.index, expression.mask
        for sentence in place.heard:
            if index.needs_met(sentence) & mask != mask:
                continue
            start, end, _turn = index.bounds[sentence]
            # ^ and $ are the ends of the sentence, so it is cut out.
            for match in expression.pattern.compiled.finditer(index.script[start:end]):
                if match.end() > match.start():
                    pair = (match.start() + start, match.end() + start)
                    yield Match(*pair, (pair,))


@dataclass(frozen=True)
class Either:
    """``A | B``."""

    parts: tuple[Part, ...]

    @cached_property
    def needs(self) -> Needs:
        """One of what any part needs."""
        return union(part.needs for part in self.parts)

    def find(self, place: Place) -> Found:
        """Return the matches of all parts that are true."""
        found = [one for part in self.parts if (one := part.find(place)) is not None]
        return [match for matches in found for match in matches] if found else None


@dataclass(frozen=True)
class Both:
    """``A & B``: the first part that has words is what the rule is about, the others are conditions for it."""

    parts: tuple[Part, ...]

    @cached_property
    def needs(self) -> Needs:
        """What all the parts need."""
        return tuple(needed for part in self.parts for needed in part.needs)

    @cached_property
    def _cheapest_first(self) -> list[int]:
        return sorted(range(len(self.parts)), key=lambda position: _cost(self.parts[position]))

    def find(self, place: Place) -> Found:
        """Return the matches of all parts, if all are true; what is told with a look is asked first.

        In a turn or a transcript a condition may stand sentences away; only what stands in a sentence with the first
        part's words is shown as evidence.
        """
        found: dict[int, list[Match]] = {}
        for position in self._cheapest_first:
            matches = self.parts[position].find(place)
            if matches is None:
                return None
            found[position] = matches
        if place.answer_from > place.sentences.start:  # a question with its answer: either may hold the first part
            return [match for position in range(len(found)) for match in found[position]]
        said = next((position for position in range(len(found)) if found[position]), 0)
        matches = found[said]
        held = {place.index.sentence_at(start) for match in matches for start, _end in match.spans}
        conditions = (match for position in range(said + 1, len(found)) for match in found[position])
        return matches + [
            match._replace(context=True) for match in conditions if place.index.sentence_at(match.start) in held
        ]


@dataclass(frozen=True)
class Not:
    """``!A``."""

    part: Part
    needs: Needs = ()

    def find(self, place: Place) -> Found:
        """Return no words if the part is not true here."""
        return [] if self.part.find(place) is None else None


@dataclass(frozen=True)
class Demand:
    """``NEG(A)`` and ``AFF(A)``."""

    part: Part
    negated: bool

    @cached_property
    def needs(self) -> Needs:
        """What the part needs."""
        return self.part.needs

    def find(self, place: Place) -> Found:
        """Return the matches that have the polarity, judged; a question form has none."""
        kept = []
        for match in self.part.find(place) or ():
            judged = match.judged or place.index.judge(match.spans, place.answer_from)
            if not judged.asked and (judged.polarity is not Polarity.AFFIRMED) == self.negated:
                kept.append(match._replace(judged=judged))
        return kept or None


@dataclass(frozen=True)
class AtLeast:
    """``COUNT(A) >= n`` and its relatives."""

    part: Part
    holds: Callable[[int], bool]

    @cached_property
    def needs(self) -> Needs:
        """What the part needs, unless none at all would do."""
        return () if self.holds(0) else self.part.needs

    def find(self, place: Place) -> Found:
        """Return the matches if their number, overlapping ones counted once, is as asked."""
        matches = sorted(self.part.find(place) or [], key=_spans)
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

    @cached_property
    def needs(self) -> Needs:
        """What both parts need."""
        return self.question.needs + self.answer.needs

    def find(self, place: Place) -> Found:
        """Return a match for each match in the answer, if the question holds A."""
        asked = self.question.find(place.part(place.question)) if place.question else None
        if asked is None:
            return None
        answered = self.answer.find(place.part(range(place.answer_from, place.sentences.stop)))
        if not answered:
            return None
        return [joined([*asked[:1], match])._replace(judged=match.judged) for match in answered]


@dataclass(frozen=True)
class Asks:
    """``WHO(key=value)`` and ``META(key=value)``."""

    about_speaker: bool
    key: str
    operator: str
    values: tuple[str, ...]
    needs: Needs = ()

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


@dataclass
class Reference:
    """``#code``; the compiler says what it needs once all codes are compiled."""

    code: str
    needs: Needs = ()

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


def _cost(part: Part) -> int:
    """Return roughly how long it takes to tell whether a part is true."""
    match part:
        case Asks():
            return 0
        case Words():
            return 2 if part.expressions else 1
        case Not() | Demand() | AtLeast():
            return _cost(part.part)
        case Either() | Both():
            return max(map(_cost, part.parts))
        case _:
            return 3


def _spans(match: Match) -> tuple[Pair, ...]:
    return match.spans
