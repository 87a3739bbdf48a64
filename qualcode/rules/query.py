"""Queries: on which units do these words and these codings stand.

    user_loss & NEAR(平台, 用; k=6) & META(town=平乐镇)

A query is looked at unit by unit, and is true or not there: ``&``, ``|`` and ``!`` are those of logic. Words are found
by the matcher of the rules, so boundaries, dialect and question forms are the same as when a codebook codes. Codings
are handed in: this module knows no store.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from qualcode.errors import RuleError
from qualcode.i18n import _
from qualcode.model import Codebook, Corpus, Role, Span, State, Unit
from qualcode.rules.matcher import Application
from qualcode.rules.query_ground import Ground
from qualcode.rules.query_plan import All, Near, Plan, Some, Speaking, Standings, Step, Without, Words, make_plan
from qualcode.rules.query_tree import Filter, Query, Standing
from qualcode.rules.tree import Scope

#: What counts of codings where a query does not say otherwise: everything but what people rejected.
USUAL = (Filter("state", frozenset({State.PROPOSED.value, State.ACCEPTED.value})),)
#: Number of a unit in its transcript -> the spans that made the query true there.
Found = dict[int, frozenset[Span]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit on which a query is true.

    Attributes:
        unit: A sentence, a turn, or the whole transcript.
        spans: What was found there: matched words, and codings narrower than the unit; in text order, not overlapping.
        codes: Ids of all codes that stand there, in the order of the codebook.
    """

    unit: Unit
    spans: tuple[Span, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What a query found.

    Attributes:
        hits: In text order.
        searched: ``(transcript, speaker) -> units`` that were looked at; the speaker is "" where units are transcripts.
    """

    hits: tuple[Hit, ...]
    searched: Mapping[tuple[str, str], int]


def find(
    query: Query, codebook: Codebook, corpus: Corpus, standings: Iterable[Standing] = (), *,
    roles: Mapping[str, tuple[str, ...]] | None = None, everyone: bool = False, usual: Sequence[Filter] = USUAL,
) -> Answers:
    """Look for the units on which a query is true.

    Args:
        query: As ``parse_query`` read it.
        codebook: The one that it was read with.
        corpus: The transcripts.
        standings: What stands of everybody's codings, the rejected ones included.
        roles: Further 身份 for the role groups.
        everyone: Whether units of interviewers and bystanders are looked at too; so they are where the query says
            ``WHO(is=…)``.
        usual: What a coding must be where a query says nothing else of that kind.

    Raises:
        RuleError: a part about words does not compile as a rule, or does not go with the units.
    """
    everyone = everyone or query.asks_who_is
    if everyone and query.scope is Scope.TRANSCRIPT:
        message = _("whole transcripts are judged by what respondents say; leave --everyone and WHO(is=…) out")
        raise RuleError(message, query.text, 1)
    plan = make_plan(query, codebook, dict(roles or {}), everyone=everyone)
    _check_distances(plan.step, query)
    by_transcript: dict[str, list[Standing]] = {}
    for standing in standings:
        by_transcript.setdefault(standing.coding.transcript, []).append(standing)
    order = {code: number for number, code in enumerate(codebook.by_id)}
    hits: list[Hit] = []
    searched: Counter[tuple[str, str]] = Counter()
    for transcript in corpus.transcripts:
        ground = Ground(transcript, query.scope, everyone)
        look = _Look(plan, corpus, ground, by_transcript.get(transcript.name, []), tuple(usual))
        searched.update(ground.searched())
        hits += look.hits(order)
    return Answers(tuple(hits), dict(searched))


def _check_distances(step: Step, query: Query) -> None:
    match step:
        case Near():
            if query.scope is Scope.TRANSCRIPT:
                message = _("FOLLOWED and WITHIN look from unit to unit; a transcript is one, so leave @transcript out")
                raise RuleError(message, query.text, step.asked.column)
            _check_distances(step.first, query)
            _check_distances(step.second, query)
        case Without():
            _check_distances(step.part, query)
        case All() | Some():
            for part in step.parts:
                _check_distances(part, query)
        case _:
            pass


class _Look:
    """One plan on one transcript."""

    def __init__(
        self, plan: Plan, corpus: Corpus, ground: Ground, standings: list[Standing], usual: tuple[Filter, ...]
    ) -> None:
        self.plan, self.corpus, self.ground, self.usual = plan, corpus, ground, usual
        self.standings = standings

    def hits(self, order: Mapping[str, int]) -> Iterator[Hit]:
        """Yield the units on which the query is true, in text order."""
        found = self.step(self.plan.step) if self.ground.units else {}
        if not found:
            return
        units = self.ground.model_units(self.corpus.id_prefix(self.ground.transcript.name))
        codes = self.codes_there()
        for number in sorted(found):
            there = sorted(codes.get(number, ()), key=lambda code: (order.get(code, len(order)), code))
            yield Hit(units[number], tuple(_apart(found[number], units[number].span)), tuple(there))

    def codes_there(self) -> dict[int, set[str]]:
        there: dict[int, set[str]] = {}
        for standing, units in self.placed:
            if all(asked.passes(standing) for asked in self.usual):
                for unit in units:
                    there.setdefault(unit, set()).add(standing.coding.code)
        return there

    @cached_property
    def placed(self) -> list[tuple[Standing, list[int]]]:
        """The codings with the units that they stand on."""
        return [(one, self.ground.units_of(one.coding.span)) for one in self.standings]

    # -- one method for each kind of step ------------------------------------------------------------------------

    def step(self, step: Step) -> Found:
        match step:
            case Words():
                return self.words.get(step.rule, {})
            case Speaking():
                return self.speaking(step)
            case Standings():
                return self.coded(step)
            case Near():
                return self.near(step)
            case Without():
                without = self.step(step.part)
                return {unit: frozenset() for unit in self.ground.units if unit not in without}
            case All():
                return self.all(step.parts)
            case Some():
                found: Found = {}
                for part in step.parts:
                    for unit, spans in self.step(part).items():
                        found[unit] = found.get(unit, frozenset()) | spans
                return found

    def all(self, parts: Sequence[Step]) -> Found:
        found = self.step(parts[0])
        for part in parts[1:]:
            if not found:
                break
            other = self.step(part)
            found = {unit: spans | other[unit] for unit, spans in found.items() if unit in other}
        return found

    def coded(self, step: Standings) -> Found:
        asked = step.asked
        said = {one.key for one in asked.filters}
        filters = [*asked.filters, *(one for one in self.usual if one.key not in said)]
        found: Found = {}
        for standing, units in self.placed:
            if standing.coding.code in asked.codes and all(one.passes(standing) for one in filters):
                spans = {span for evidence in standing.coding.evidence for span in evidence.spans}
                for unit in units:
                    found[unit] = found.get(unit, frozenset()) | (spans or {standing.coding.span})
        return found

    def near(self, step: Near) -> Found:
        first, second = self.step(step.first), self.step(step.second)
        if not first or not second:
            return {}
        ranks = self.ground.ranks(step.asked.by_turn)
        others = sorted({ranks[unit] for unit in second})
        found = {}
        for unit, spans in first.items():
            low = ranks[unit] - step.asked.most if step.asked.backwards else ranks[unit] + 1
            at = bisect_left(others, low)
            if at < len(others) and others[at] <= ranks[unit] + step.asked.most:
                found[unit] = spans
        return found

    def speaking(self, step: Speaking) -> Found:
        """Ask once for each speaker."""
        places, turns = self.application.places, self.ground.transcript.turns
        if self.ground.scope is Scope.TRANSCRIPT:
            true = step.asks.find(places.place(Scope.TRANSCRIPT, 0)) is not None
            return {unit: frozenset() for unit in self.ground.units} if true else {}
        known: dict[tuple[Role, str], bool] = {}
        for turn in dict.fromkeys(map(self.ground.turn, self.ground.units)):
            who = (turns[turn].role, turns[turn].speaker)
            if who not in known:
                known[who] = step.asks.find(places.place(Scope.TURN, turn)) is not None
        return {
            unit: frozenset() for unit in self.ground.units
            if known[turns[self.ground.turn(unit)].role, turns[self.ground.turn(unit)].speaker]
        }

    @cached_property
    def application(self) -> Application:
        return Application(self.plan.compiled, self.corpus, self.ground.transcript)

    @cached_property
    def words(self) -> dict[str, Found]:
        """What the rules propose: code made for a rule -> units with the matched words in the proposed sentences."""
        application, compiled = self.application, self.plan.compiled
        proposed: dict[str, dict[int, set[Span]]] = {rule: {} for rule in self.plan.ids}
        for sentence, place, pairs in application.matched:
            for rule in self.plan.ids.intersection(pairs):
                for proposal in application.kept(compiled.codes[rule], place, pairs[rule]):
                    numbers = application.sentences_of(proposal.match, place) if sentence is None else (sentence,)
                    for unit in {self.ground.unit_of[number] for number in numbers if number in self.ground.unit_of}:
                        proposed[rule].setdefault(unit, set()).update(Span(*pair) for pair in proposal.match.spans)
        return {rule: {unit: frozenset(spans) for unit, spans in found.items()} for rule, found in proposed.items()}


def _apart(spans: Iterable[Span], unit: Span) -> Iterator[Span]:
    """Yield what of some spans lies in a unit, merged where it overlaps; one that covers the unit marks nothing."""
    open_: Span | None = None
    for span in sorted(spans):
        start, end = max(span.start, unit.start), min(span.end, unit.end)
        if start >= end or (start, end) == (unit.start, unit.end):
            continue
        if open_ is not None and start <= open_.end:
            open_ = Span(open_.start, max(open_.end, end))
            continue
        if open_ is not None:
            yield open_
        open_ = Span(start, end)
    if open_ is not None:
        yield open_
