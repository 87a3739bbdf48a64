"""``next``: what the acting coder is to read next, and how much is read already."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import nan

from qualcode.analysis.matrices import check_attribute
from qualcode.analysis.reading_order import Passage, Pick, reading_order
from qualcode.analysis.selection import Selection
from qualcode.analysis.standing import standing
from qualcode.analysis.tables import SpokenUnit, attribute_of, iter_spoken_units
from qualcode.i18n import _
from qualcode.model import Coding, Origin, Role, Span, State, Unit, UnitKind
from qualcode.store import CONSENSUS
from qualcode.workflow.items import Item, Kind, in_any
from qualcode.workflow.review import queue
from qualcode.workflow.seen import seen_spans
from qualcode.workflow.study import Study, records

#: Passages that are read before the order is made anew.
LIMIT = 20
_Chances = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class ReadShare:
    """How much of what respondents say is read.

    Attributes:
        town: 乡镇, "" where it is not stated; also "" for all together.
        units: How many there are. units_read: How many of them are read.
        characters: Spoken ones, without punctuation and notes. characters_read: Those in units that are read.
    """

    town: str
    units: int
    units_read: int
    characters: int
    characters_read: int

    @property
    def share_of_units(self) -> float:
        """In [0, 1]; NaN without a unit, see ``reason``."""
        return self.units_read / self.units if self.units else nan

    @property
    def share_of_characters(self) -> float:
        """In [0, 1]; NaN without a spoken character, see ``reason``."""
        return self.characters_read / self.characters if self.characters else nan

    @property
    def reason(self) -> str:
        """Why a share is missing, "" where both are there."""
        return "" if self.characters else _("no respondent says anything here")


@dataclass(frozen=True)
class Order:
    """What to read next.

    Attributes:
        picks: In the order in which to read. read: Ids of the units that are read.
        spoken: Every unit of respondents by its id, in the order of the text.
        town_of: Participant -> 乡镇, "" where it is not stated.
    """

    picks: tuple[Pick, ...]
    read: frozenset[str]
    spoken: Mapping[str, SpokenUnit]
    town_of: Mapping[str, str]

    def share(self, further: Collection[str] = ()) -> ReadShare:
        """Return how much is read of everything, with some further units."""
        return _share("", self.spoken.values(), self.read.union(further))

    def by_town(self) -> tuple[ReadShare, ...]:
        """Return how much is read of each town, in the order of their first words."""
        groups: dict[str, list[SpokenUnit]] = defaultdict(list)
        for one in self.spoken.values():
            groups[self.town_of[one.participant]].append(one)
        return tuple(_share(town, group, self.read) for town, group in groups.items())


def order(
    study: Study, *, limit: int = LIMIT, codes: Sequence[str] = (), where: Mapping[str, str] | None = None,
    chances: _Chances | None = None,
) -> Order:
    """Return what the acting coder is to read next; see ``analysis.reading_order``.

    Read is a unit on which the coder has decided anything, or that the coder has gone through, for a sampling plan or
    with ``next``. Where nothing was learnt of a code, the proposals of rules stand in, each with the probability that
    it is accepted (see ``with_rules``). Nothing that others did moves the order of a blind coder.

    Args:
        study: The study.
        limit: At most so many; 0 for all.
        codes: Only what is likely or unsure for these codes; by default all.
        where: Attribute -> value; only participants who have it.
        chances: Unit id -> code -> probability; by default what was learnt (see ``workflow.learn``).

    Raises:
        UsageError: there is no such code or attribute.
        ReadError: vectors or an encoder that the settings name cannot be read.
    """
    Selection.parse(study.codebook, codes=codes)
    for key in where or {}:
        check_attribute(study.corpus, key)
    now, found = so_far(study), records(study)
    passages = [Passage(name, one.participant, now.town_of[one.participant]) for name, one in now.spoken.items()
                if _is_asked(study, one, where or {})]
    accepted = [one for one in standing(found, settled_by=CONSENSUS) if one.state is State.ACCEPTED]
    said = _learnt(study) if chances is None else chances
    units = [one.unit for one in now.spoken.values()]
    every = with_rules(said, units, found, gone_through(study, units, study.coder.name if study.coder.blind else ""))
    picks = reading_order(
        passages, now.read, every, Counter(one.code for one in accepted), codes=codes, limit=limit)
    return replace(now, picks=tuple(picks))


def so_far(study: Study) -> Order:
    """Return how much the acting coder has read up to now, without what comes next."""
    kind = UnitKind.TURN if study.settings.unit == "turn" else UnitKind.SENTENCE
    spoken = {one.unit.id: one for one in iter_spoken_units(study.corpus, kind)
              if one.role is Role.RESPONDENT and len(one.unit.span)}
    voices = {(one.participant, one.unit.transcript): one for one in spoken.values()}
    towns = dict[str, str]()
    for (participant, _transcript), one in voices.items():
        towns[participant] = towns.get(participant) or _attribute(study, one, "town")
    return Order((), frozenset(_read(study, [one.unit for one in spoken.values()])), spoken, towns)


def items(study: Study, found: Order, codes: Sequence[str] = ()) -> list[Item]:
    """Return what to show: in the order of the picks, what is proposed in a unit before the unit itself.

    Args:
        study: The study.
        found: The order.
        codes: Only what is proposed for these codes.
    """
    why = {pick.unit: pick for pick in found.picks}
    units = [found.spoken[name] for name in why]
    return [replace(item, why=why[unit.id]) for unit, item in _shown(study, units, codes)]


def unread(study: Study, codes: Sequence[str] = ()) -> list[Item]:
    """Return what ``items`` shows of a unit, for every unit that the acting coder has not read."""
    found = so_far(study)
    left = [one for name, one in found.spoken.items() if name not in found.read]
    return [item for _unit, item in _shown(study, left, codes)]


def _shown(study: Study, units: Sequence[SpokenUnit], codes: Sequence[str]) -> Iterator[tuple[Unit, Item]]:
    inside, proposals = in_any(one.unit for one in units), defaultdict(list)
    for item in queue(study, codes=codes, own=True):
        for unit in inside(item.transcript, item.span)[:1]:  # one that reaches into the next unit is shown once
            proposals[unit.id].append(item)
    for unit in (one.unit for one in units):
        yield from ((unit, item) for item in proposals[unit.id])
        yield unit, Item(Kind.UNIT, unit.transcript, unit.span, unit)


def gone_through(study: Study, units: Iterable[Unit], coder: str = "") -> list[Unit]:
    """Return the units that one coder, or anybody, has gone through, for a sampling plan or with ``next``.

    That is where at least half of a unit's characters were gone through: a plan may have had sentences where turns are
    asked for, and a corrected text may have some words more.
    """
    known = list(units)
    inside, spans = in_any(known), defaultdict(list)
    for transcript, span in seen_spans(study, coder):
        for unit in inside(transcript, span):
            spans[unit].append(span)
    return [unit for unit in known if 2 * _covered(unit.span, spans.get(unit, ())) >= max(len(unit.span), 1)]


def with_rules(
    learnt: _Chances, units: Iterable[Unit], found: Sequence[Coding], whole: Iterable[Unit] = (),
) -> _Chances:
    """Return what was learnt, and for codes of which nothing was learnt what the rules' proposals say.

    Where k of n decisions accepted what a rule proposes, its next proposal is accepted with probability
    (k + 2 q) / (n + 2), with q = (K + 1) / (N + 2) over the decisions on all rules: the posterior mean under a beta
    prior with mean q and the weight of two decisions (Good 1965, The estimation of probabilities: An essay on modern
    Bayesian methods). Of several rules the likeliest counts. A proposal left open on a unit that was gone through is
    decided too: accepted where somebody gave the unit that code by hand, else rejected, as for what is learnt.

    Args:
        learnt: Unit id -> code -> probability.
        units: All that can be picked.
        found: Proposals, and decisions with the evidence of what they decide on.
        whole: Units that were gone through.
    """
    known = {code for row in learnt.values() for code in row}
    made = {unit: dict(row) for unit, row in learnt.items()}
    decisions = [one for one in found if one.state is not State.PROPOSED and one.evidence]
    likely, of_others = _acceptance([*decisions, *_left_open(found, decisions, whole)])
    inside = in_any(units)
    for one in found:
        if one.state is State.PROPOSED and one.origin is Origin.RULE and one.code not in known:
            chance = max((likely.get(piece.rule, of_others) for piece in one.evidence), default=of_others)
            for unit in inside(one.transcript, one.span):
                row = made.setdefault(unit.id, {})
                row[one.code] = max(chance, row.get(one.code, 0.0))
    return made


def _covered(unit: Span, spans: Iterable[Span]) -> int:
    """Return how many characters of a unit stand in spans, which may overlap."""
    count, end = 0, unit.start
    for span in sorted(spans):
        start, stop = max(span.start, end), min(span.end, unit.end)
        if start < stop:
            count, end = count + stop - start, stop
    return count


def _is_asked(study: Study, one: SpokenUnit, where: Mapping[str, str]) -> bool:
    return all(_attribute(study, one, key) == value for key, value in where.items())


def _attribute(study: Study, one: SpokenUnit, key: str) -> str:
    value = attribute_of(study.corpus, one.unit.transcript, one.participant, key)
    return "" if value is None else str(value)


def _read(study: Study, units: Sequence[Unit]) -> set[str]:
    """Return the ids of the units that the acting coder has read."""
    inside, own = in_any(units), study.coder.name
    decided = {unit.id for one in records(study, [own], evidence=False) if one.state is not State.PROPOSED
               for unit in inside(one.transcript, one.span)}
    return decided | {unit.id for unit in gone_through(study, units, own)}


def _learnt(study: Study) -> _Chances:
    if study.coder.blind:
        return {}
    from qualcode.workflow.learn import chances

    return chances(study)


def _left_open(found: Sequence[Coding], decisions: Iterable[Coding], whole: Iterable[Unit]) -> Iterator[Coding]:
    """Yield rules' proposals on which nobody decided in units that were gone through, with what that says of them."""
    inside = in_any(whole)
    decided = {(one.transcript, one.code, one.span) for one in decisions}
    given = {(unit.id, one.code) for one in found if one.state is State.ACCEPTED
             for unit in inside(one.transcript, one.span)}
    for one in found:
        if one.state is not State.PROPOSED or one.origin is not Origin.RULE:
            continue
        here = inside(one.transcript, one.span)
        if here and (one.transcript, one.code, one.span) not in decided:
            was_given = any((unit.id, one.code) in given for unit in here)
            yield replace(one, state=State.ACCEPTED if was_given else State.REJECTED)


def _acceptance(decisions: Sequence[Coding]) -> tuple[dict[str, float], float]:
    """Return rule -> probability that its next proposal is accepted, and that of rules on which nobody decided."""
    decided, accepted = Counter[str](), Counter[str]()
    for one in decisions:
        for rule in {piece.rule for piece in one.evidence}:
            decided[rule] += 1
            accepted[rule] += one.state is State.ACCEPTED
    all_rules = (accepted.total() + 1) / (decided.total() + 2)
    return {rule: (accepted[rule] + 2 * all_rules) / (n + 2) for rule, n in decided.items()}, all_rules


def _share(town: str, units: Iterable[SpokenUnit], read: Collection[str]) -> ReadShare:
    every = list(units)
    done = [one for one in every if one.unit.id in read]
    return ReadShare(town, len(every), len(done), sum(one.characters for one in every),
                     sum(one.characters for one in done))
