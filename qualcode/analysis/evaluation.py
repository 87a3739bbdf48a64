"""How well one coder's codings, usually the rules', match another's: gold, a person's codings.

One to one. Within a transcript and a code every coding finds at most one of the other side, as answers and key are
aligned in the message understanding conferences (Chinchor & Sundheim 1993, MUC-5 Evaluation Metrics). Otherwise one
long passage over ten of gold would score ten times, and precision and recall would count different matches. As many
pairs are made as can be. A pair counts 1, whole: the half point that MUC gives to a partial match belongs to no passage
that could be listed, and has no interval. What is partial is a rule that the reader chooses, as in the strict and
lenient scores of SemEval-2013 task 9 (Segura-Bedmar, Martínez & Herrero-Zazo 2013) and i2b2 (Uzuner et al. 2011):

``overlap``  at least one character in common
``half``     characters in common / characters of either >= 1/2
``exact``    the same span
``unit``     no pairs of codings: a unit that both coded is a match, a unit that one of them coded is not

With tp matches, fp codings that gold lacks and fn of gold's that were not found:

precision  tp / (tp + fp)
recall     tp / (tp + fn)
F1         2 tp / (2 tp + fp + fn), which needs no count of true negatives; passages have none (Hripcsak & Rothschild
           2005, JAMIA 12(3), p. 296)
interval   score interval of 95 % (Wilson 1927, JASA 22, p. 209). It takes passages as independent; those of one
           interview are not, so that it is too narrow rather than too wide
macro      the mean over codes that gold has; of F1 the mean of the codes' F1 (Opitz & Burst 2019, arXiv 1911.03347,
           eq. 2)
shared     characters with the code on both sides / characters with it on either side
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Generic, NamedTuple, TypeVar

from qualcode.analysis.evaluation_tables import (
    Evaluation,
    Finding,
    RuleScore,
    Score,
    macro_of,
    rule_score_of,
    score_of,
)
from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.model import Coding, Span, Unit

__all__ = ["RULES", "Evaluation", "Finding", "evaluate", "matched_pairs"]
T = TypeVar("T")
#: rule -> how much two spans must share, tried from the strictest on: who is matched there stays matched
_STAGES = {"exact": (1.0,), "half": (1.0, 0.5), "overlap": (1.0, 0.5, 0.0)}
RULES = (*_STAGES, "unit")


def evaluate(
    gold: Sequence[Coding], against: Sequence[Coding], *, codes: Sequence[str], units: Sequence[Unit] | None = None,
    rule: str = "overlap",
) -> Evaluation:
    """Compare codings with gold.

    The same code on the same span counts once on each side, whoever made it.

    Args:
        gold: What is right, such as a person's accepted codings.
        against: What is tested, such as the rules' codings.
        codes: Ids of the codes that are compared; others are only named where they stand in place of a miss.
        units: What gold was asked to code. Codings that touch none of them are left out and counted, and ``shared``
            looks at their characters only. None: everything.
        rule: ``"overlap"``, ``"half"``, ``"exact"`` or ``"unit"``, see the head of this module.

    Raises:
        UsageError: there is no such rule, or ``"unit"`` is asked for without units.
    """
    if rule not in RULES:
        raise UsageError(_("{rule}: no such rule of matching; choose among {known}").format(
            rule=rule, known=", ".join(RULES)))
    if rule == "unit" and units is None:
        raise UsageError(_("to match by unit, say which units: give a sample, or sentences or turns"))
    wanted = tuple(dict.fromkeys(codes))
    asked = None if units is None else _in_order(units)
    within = _Index((unit.transcript, unit.span, at) for at, unit in enumerate(asked or ()))
    sides = _Side(gold, wanted, asked, within), _Side(against, wanted, asked, within)
    outcomes = _by_unit(*sides) if rule == "unit" else _by_span(*sides, rule)
    misses, false_hits = (
        _findings(outcome, mine, other, rule)
        for outcome, mine, other in zip(outcomes, sides, reversed(sides), strict=True)
    )
    scores, micro = _scores(wanted, sides, outcomes[1].total, misses, false_hits)
    return Evaluation(
        rule, scores, micro, macro_of(scores), misses, false_hits, _rule_scores(outcomes[1].hits, false_hits),
        sides[0].left_out, sides[1].left_out, _caption(rule, sides),
    )


def _in_order(units: Iterable[Unit]) -> list[Unit]:
    """Return the units by transcript and place, each once."""
    distinct = {unit.id: unit for unit in units}
    return sorted(distinct.values(), key=lambda unit: (unit.transcript, unit.span.start, unit.span.end, unit.id))


def matched_pairs(gold: Sequence[Span], against: Sequence[Span], rule: str) -> dict[int, int]:
    """Return positions in ``gold`` -> positions in ``against``: one to one, as many as ``rule`` allows.

    Exact pairs are made first, then those that share a half, then the others; within each, who shares most is paired
    first, and alternating paths (Berge 1957) then add pairs until no more can be made. A path never leaves a span
    alone that had a partner: what the stricter rule matches, the looser one does.
    """
    edges = _edges(gold, against)
    pairs: dict[int, int] = {}
    for least in _STAGES[rule]:
        _widen(pairs, [edge for edge in edges if edge[0] >= least])
    return pairs


def _edges(gold: Sequence[Span], against: Sequence[Span]) -> list[tuple[float, int, int]]:
    """Return (shared / either, position in gold, position in against) of all that share something, most first."""
    spans = [(span.start, span.end, 0, place) for place, span in enumerate(gold)]
    spans += [(span.start, span.end, 1, place) for place, span in enumerate(against)]
    open_spans: list[list[tuple[int, int, int]]] = [[], []]
    edges = []
    for start, end, side, place in sorted(spans):
        # empty spans at one place are the same span, though none reaches beyond its start
        facing = [item for item in open_spans[1 - side] if item[1] > start or item[0] == start]
        for other_start, other_end, other in facing:
            common = (end if end < other_end else other_end) - start
            share = 1.0
            if start != other_start or end != other_end:
                share = common / (end - start + other_end - other_start - common)
            if share > 0:
                edges.append((share, other, place) if side else (share, place, other))
        open_spans[1 - side] = facing
        open_spans[side].append((start, end, place))
    return sorted(edges, key=lambda edge: (-edge[0], edge[1], edge[2]))


def _widen(pairs: dict[int, int], edges: list[tuple[float, int, int]]) -> None:
    """Add pairs to a matching until it is maximum over ``edges``."""
    owner = {place: mine for mine, place in pairs.items()}
    near: dict[int, list[int]] = defaultdict(list)
    for _share, mine, place in edges:
        near[mine].append(place)
        if mine not in pairs and place not in owner:
            pairs[mine], owner[place] = place, mine
    dead: set[int] = set()  # reached in vain once: in no later path either
    for first in [mine for mine in near if mine not in pairs]:
        came: dict[int, int] = {}
        end, queue = None, [first]
        while queue and end is None:
            mine = queue.pop(0)
            for place in near[mine]:
                if place not in came and place not in dead:
                    came[place] = mine
                    if place not in owner:
                        end = place
                        break
                    queue.append(owner[place])
        if end is None:
            dead |= came.keys()
        while end is not None:
            mine = owner[end] = came[end]
            before = pairs.get(mine)
            pairs[mine] = end
            end = before


class _Index(Generic[T]):
    """Finds what touches a span: shares a character with it, an empty span counting as its next character."""

    def __init__(self, entries: Iterable[tuple[str, Span, T]]) -> None:
        """Take the entries in the order of transcript, start and end."""
        self._starts: dict[str, list[int]] = defaultdict(list)
        self._ends: dict[str, list[int]] = defaultdict(list)
        self._what: dict[str, list[T]] = defaultdict(list)
        for transcript, span, what in entries:
            self._starts[transcript].append(span.start)
            self._ends[transcript].append(span.end if span.end > span.start else span.start + 1)
            self._what[transcript].append(what)
        self._reach = {name: list(accumulate(ends, max)) for name, ends in self._ends.items()}

    def touching(self, transcript: str, start: int, end: int) -> tuple[T, ...]:
        """Return what touches ``[start, end)``, in text order."""
        reach = self._reach.get(transcript)
        if reach is None:
            return ()
        low = bisect_right(reach, start)
        high = bisect_left(self._starts[transcript], end if end > start else start + 1)
        found = self._what[transcript][low:high]
        if len(found) < 2:  # the first one always reaches beyond the start
            return tuple(found)
        ends = self._ends[transcript][low:high]
        return tuple([what for what, stop in zip(found, ends, strict=True) if stop > start])


class _Side:
    """One side's codings within the units, in text order, each code and span once.

    Attributes:
        present: All of them. touched: The positions of the units that each of them touches.
        asked: The positions of those of the codes that are compared. left_out: How many of these are not within.
        units: The units, or None.
        coders: Names.
    """

    def __init__(
        self, codings: Iterable[Coding], codes: Sequence[str], units: Sequence[Unit] | None, within: _Index[int]
    ) -> None:
        known, self.units, self.left_out = set(codes), units, 0
        self.present: list[Coding] = []
        self.touched: list[tuple[int, ...]] = []
        last: tuple[str | int, ...] = ()
        for coding in sorted(codings, key=_order):
            name, start, end = coding.transcript, coding.span.start, coding.span.end
            if last == (last := (name, start, end, coding.code)):
                continue
            touched = within.touching(name, start, end)
            if touched or units is None:
                self.present.append(coding)
                self.touched.append(touched)
            else:
                self.left_out += coding.code in known
        self.asked = [place for place, coding in enumerate(self.present) if coding.code in known]
        self.coders = sorted({self.present[place].coder for place in self.asked})


class _Alone(NamedTuple):
    """What has no match: the unit's id, and the positions of the codings (several by the rule ``unit``)."""

    places: tuple[int, ...]
    unit: str


@dataclass(slots=True)
class _Outcome:
    """What is counted on one side: codings, or codes on units.

    Attributes:
        total: How many, by code. alone: Those without a match.
        hits: How many of them a rule proposed, by (code, rule).
    """

    total: Counter[str] = field(default_factory=Counter)
    alone: list[_Alone] = field(default_factory=list)
    hits: Counter[tuple[str, str]] = field(default_factory=Counter)


def _order(coding: Coding) -> tuple[str, int, int, str, str, str]:
    return coding.transcript, coding.span.start, coding.span.end, coding.code, coding.coder, coding.id


def _by_span(gold: _Side, against: _Side, rule: str) -> tuple[_Outcome, _Outcome]:
    sides, outcomes = (gold, against), (_Outcome(), _Outcome())
    groups: dict[tuple[str, str], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for number, (side, outcome) in enumerate(zip(sides, outcomes, strict=True)):
        for place in side.asked:
            coding = side.present[place]
            groups[coding.transcript, coding.code][number].append(place)
            for name in _rules_of((coding,)):
                outcome.hits[coding.code, name] += 1
    for (_transcript, code), group in groups.items():
        golds, others = ([side.present[at].span for at in places] for side, places in zip(sides, group, strict=True))
        pairs = matched_pairs(golds, others, rule)
        for outcome, side, places, matched in zip(outcomes, sides, group, (pairs, set(pairs.values())), strict=True):
            outcome.total[code] += len(places)
            outcome.alone += [_Alone((place,), side.present[place].unit.id)
                              for at, place in enumerate(places) if at not in matched]
    return outcomes


def _by_unit(gold: _Side, against: _Side) -> tuple[_Outcome, _Outcome]:
    sides, outcomes = (gold, against), (_Outcome(), _Outcome())
    cells: tuple[dict[tuple[str, int], list[int]], ...] = ({}, {})
    for side, mine in zip(sides, cells, strict=True):
        for place in side.asked:
            for unit in side.touched[place]:
                mine.setdefault((side.present[place].code, unit), []).append(place)
    for side, outcome, mine, theirs in zip(sides, outcomes, cells, reversed(cells), strict=True):
        for (code, unit), places in mine.items():
            outcome.total[code] += 1
            for name in _rules_of([side.present[place] for place in places]):
                outcome.hits[code, name] += 1
            if (code, unit) not in theirs:
                outcome.alone.append(_Alone(tuple(places), (side.units or ())[unit].id))
    return outcomes


def _rules_of(codings: Sequence[Coding]) -> tuple[str, ...]:
    rules = [evidence.rule for coding in codings for evidence in coding.evidence]
    return tuple(dict.fromkeys(rules)) if len(rules) > 1 else tuple(rules)


def _findings(outcome: _Outcome, mine: _Side, other: _Side, rule: str) -> tuple[Finding, ...]:
    """Return what has no match, in text order, with what the other side has in its place."""
    on_unit: dict[str, set[str]] = defaultdict(set)
    if rule == "unit" and other.units:
        for coding, touched in zip(other.present, other.touched, strict=True):
            for at in touched:
                on_unit[other.units[at].id].add(coding.code)
    index = _Index((coding.transcript, coding.span, coding.code) for coding in other.present)
    found, last, here = [], None, set[str]()
    # a coding over several units is found on each of them: a stable sort keeps their order
    for places, unit in sorted(outcome.alone, key=lambda alone: alone.places[0]):
        codings = tuple([mine.present[place] for place in places])
        code, name, span = codings[0].code, codings[0].transcript, codings[0].span
        if rule == "unit":
            here = on_unit[unit]
        elif last != (last := (name, span.start, span.end)):
            here = set(index.touching(*last))
        others = tuple(sorted(here - {code})) if here else ()
        found.append(Finding(code, name, unit, codings, others, code in here, _rules_of(codings)))
    return tuple(found)


def _scores(
    codes: Sequence[str], sides: tuple[_Side, _Side], tested: Counter[str], misses: Sequence[Finding],
    false_hits: Sequence[Finding],
) -> tuple[tuple[Score, ...], Score]:
    """Return the score of every code and of all together; ``tested`` is what was coded, by code."""
    fn, fp = (Counter(finding.code for finding in findings) for findings in (misses, false_hits))
    common, either = _characters(*sides)
    scores = tuple(
        score_of(code, tested[code] - fp[code], fp[code], fn[code], common[code], either[code]) for code in codes
    )
    sums = (counter.total() for counter in (fp, fn, common, either))
    return scores, score_of("", tested.total() - len(false_hits), *sums)


def _characters(*sides: _Side) -> tuple[Counter[str], Counter[str]]:
    """Return how many characters have a code on both sides, and on either, by code; within the units only."""
    stretches: dict[tuple[str, str], tuple[list[tuple[int, int]], list[tuple[int, int]]]]
    stretches = defaultdict(lambda: ([], []))
    for number, side in enumerate(sides):
        for place in side.asked:
            coding = side.present[place]
            start, end = coding.span.start, coding.span.end
            pieces = stretches[coding.code, coding.transcript][number]
            if side.units is None:
                pieces.append((start, end))
                continue
            for at in side.touched[place]:
                unit = side.units[at].span
                pieces.append((max(start, unit.start), min(end, unit.end)))
    common: Counter[str] = Counter()
    either: Counter[str] = Counter()
    for (code, _transcript), (left, right) in stretches.items():
        together = _covered(left + right)
        either[code] += together
        common[code] += _covered(left) + _covered(right) - together
    return common, either


def _covered(stretches: list[tuple[int, int]]) -> int:
    total = reached = 0
    for start, end in sorted(stretches):
        if end > reached:
            total += end - (start if start > reached else reached)
            reached = end
    return total


def _rule_scores(hits: Counter[tuple[str, str]], false_hits: Iterable[Finding]) -> tuple[RuleScore, ...]:
    false = Counter((finding.code, rule) for finding in false_hits for rule in finding.rules)
    rows = (rule_score_of(code, rule, n, false[code, rule]) for (code, rule), n in hits.items())
    return tuple(sorted(rows, key=lambda row: (-row.false_hits, row.precision, row.code, row.rule)))


def _caption(rule: str, sides: tuple[_Side, _Side]) -> str:
    words = {
        "overlap": _("A coding matches where the other side has the same code on at least one of its characters; one "
                     "to one, as many pairs as can be made."),
        "half": _("A coding matches where it and one of the other side with the same code share at least half of the "
                  "characters that either covers; one to one, as many pairs as can be made."),
        "exact": _("A coding matches where the other side has the same code on the same span."),
        "unit": _("A unit matches where both sides have the code on it, however much of it they cover."),
    }
    who = _("Gold: {gold}; tested: {against}.").format(
        gold=", ".join(sides[0].coders) or _("no codings"), against=", ".join(sides[1].coders) or _("no codings"))
    formula = _("Precision = tp / (tp + fp), recall = tp / (tp + fn), F1 = 2 tp / (2 tp + fp + fn); intervals: Wilson, "
                "95 per cent; macro: the mean over the codes that gold has.")
    universe = _("All codings count, also where gold was not asked to code.")
    if sides[0].units is not None:
        universe = _("Codings on {n} units count; left out, on none of them: {gold} of gold, {against} tested.").format(
            n=len(sides[0].units), gold=sides[0].left_out, against=sides[1].left_out)
    return " ".join([who, words[rule], formula, universe])
