"""What people differ on and have not settled: the same words decided differently, or a unit that one of them coded."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from qualcode.model import Coding, Span, State, Unit
from qualcode.store import CONSENSUS, Wanted, coders, codings
from qualcode.store.people import PERSON
from qualcode.store.samples import plans
from qualcode.workflow.items import Item, Kind, in_any
from qualcode.workflow.sample import PlannedUnits, planned
from qualcode.workflow.seen import seen_units
from qualcode.workflow.study import Study

_Group = Mapping[str, Coding]


def disputes(study: Study, sample: str = "") -> list[Item]:
    """Return every passage and code on which people differ and ``consensus`` has not decided.

    People differ where one accepted a code on some words and another rejected it on the same words; and in a unit of a
    sampling plan, where one has accepted the code on some of its words and another who was asked to code the unit has
    accepted it nowhere in it. Asked for a unit is who has gone through it with ``review --sample``. Of a coder without
    any such mark, whose codings came from elsewhere, the whole plan counts as asked for, if the coder has coded
    anything in it.

    Args:
        study: The study.
        sample: Name of the plan; by default all.

    Raises:
        UsageError: there is no such plan.
    """
    with study.store.reading() as connection:
        people = [one.name for one in coders(connection).values() if one.kind == PERSON]
        found = codings(connection, Wanted(coders=(*people, CONSENSUS), states=(State.ACCEPTED, State.REJECTED)))
        names = [sample] if sample else list(plans(connection))
    here = [one for one in found if one.transcript in study.corpus.by_name]
    settled = [one for one in here if one.coder == CONSENSUS]
    decided = [one for one in here if one.coder != CONSENSUS]
    items = _on_words(decided, {(one.transcript, one.code, one.span) for one in settled})
    for name in names:
        asked = planned(study, name)
        whom = _asked(asked.units, seen_units(study, asked), decided)
        items += _in_units(asked, whom, decided, [*settled, *(one.coding for one in items if one.coding)])
    return items


def _on_words(decided: Iterable[Coding], settled: Collection[tuple[str, str, Span]]) -> list[Item]:
    groups: dict[tuple[str, str, Span], dict[str, Coding]] = defaultdict(dict)
    for one in decided:
        groups[one.transcript, one.code, one.span][one.coder] = one
    items = []
    for place, group in groups.items():
        has = {who: one for who, one in group.items() if one.state is State.ACCEPTED}
        if has and len(has) < len(group) and place not in settled:
            items.append(_item(has, [who for who in group if who not in has]))
    return items


def _in_units(
    asked: PlannedUnits, whom: Callable[[Unit], set[str]], decided: Iterable[Coding], known: Iterable[Coding],
) -> list[Item]:
    """Return the units that not all who were asked gave a code, but for those in which ``known`` codings have it."""
    inside = in_any(asked.units)
    done = {(unit, one.code) for one in known for unit in inside(one.transcript, one.span)}
    has: dict[tuple[Unit, str], dict[str, Coding]] = defaultdict(dict)
    for one in decided:
        if one.state is State.ACCEPTED:
            for unit in inside(one.transcript, one.span):
                has[unit, one.code].setdefault(one.coder, one)
    items: dict[str, Item] = {}  # a coding that spans several units is asked about once
    for (unit, code), group in has.items():
        lacks = sorted(whom(unit) - set(group))
        if lacks and (unit, code) not in done:
            made = _item(group, lacks)
            items.setdefault(made.coding.id if made.coding else "", made)
    return list(items.values())


def _asked(
    units: Sequence[Unit], seen: Mapping[str, set[Unit]], decided: Iterable[Coding],
) -> Callable[[Unit], set[str]]:
    inside = in_any(units)
    unmarked = {one.coder for one in decided if one.coder not in seen and inside(one.transcript, one.span)}
    return lambda unit: unmarked | {who for who, gone in seen.items() if unit in gone and who != CONSENSUS}


def _item(has: _Group, lacks: Sequence[str]) -> Item:
    coding = has[min(has)]
    return Item(Kind.DISPUTE, coding.transcript, coding.span, coding.unit, coding.code, coding,
                has=tuple(sorted(has)), lacks=tuple(sorted(lacks)))
