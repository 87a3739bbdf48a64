"""What was done can be told, taken back, done again, and any past state brought back."""

import json
import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualcode.errors import UsageError
from qualcode.model import State
from qualcode.store import Held, Store, Wanted, held
from qualcode.store.codings import end_codings, put_codings
from qualcode.store.history import (
    REDO,
    RESTORE,
    UNDO,
    entries,
    entry,
    last_operation,
    restore,
    to_redo,
    to_undo,
    undo,
)
from qualcode.store.memos import Memo, end_memo, memos, put_memo
from qualcode.store.trail import altered
from tests.store.build import fill


def decided(store: Store, key: str, state: State, coder: str = "甲") -> int:
    """Write what a coder decides on a proposal, and return the operation."""
    with store.writing(coder, "accept" if state is State.ACCEPTED else "reject", {"n": 1}) as operation:
        about = next(one for one in held(operation.connection) if one.coding.id == key)
        own = replace(about.coding, id=f"{coder}{key}", coder=coder, state=state, basis=key, at="")
        put_codings(operation, [replace(about, coding=own)])
        return operation.id


def taken_back(store: Store, number: int, verb: str = UNDO, coder: str = "甲") -> int:
    """Take an operation back, and return the operation that does it."""
    with store.writing(coder, verb, reverses=number) as operation:
        undo(operation, number)
        return operation.id


def state(store: Store, at: int = 0) -> list[Held]:
    """Return all codings, without the times at which they were put back."""
    with store.reading() as connection:
        return held(connection, Wanted(at=at))


def keys(store: Store) -> list[str]:
    """Return the ids of the proposals."""
    return [one.coding.id for one in state(store) if one.coding.coder == "rules"]


def test_operations_are_told_with_who_what_and_how_much(store: Store) -> None:
    """The oldest first; the newest few, one coder's, and those after another are found."""
    first = fill(store)
    one = decided(store, keys(store)[0], State.ACCEPTED)
    two = decided(store, keys(store)[1], State.REJECTED, "乙")
    with store.reading() as connection:
        found = entries(connection)
        assert [(given.id, given.coder, given.verb, dict(given.detail), given.changes) for given in found] == [
            (first, "rules", "code", {}, 13), (one, "甲", "accept", {"n": 1}, 1), (two, "乙", "reject", {"n": 1}, 1)]
        assert [given.at for given in found] == sorted(given.at for given in found)
        assert entries(connection, coder="乙") == found[2:]
        assert entries(connection, last=2) == found[1:]
        assert entries(connection, since=one) == found[2:]
        assert (entry(connection, one), last_operation(connection)) == (found[1], two)
        with pytest.raises(UsageError, match=r"^999: no such operation"):
            entry(connection, 999)


def test_an_empty_store_has_no_history(store: Store) -> None:
    """No operation is the last, none can be taken back."""
    with store.reading() as connection:
        assert (entries(connection), last_operation(connection)) == ([], 0)
        assert (to_undo(connection, "甲"), to_redo(connection, "甲")) == (None, None)


def test_a_change_is_told_by_what_was_and_what_became(store: Store) -> None:
    """What comes has no before, what goes no after, and what changes has both as a whole."""
    fill(store)
    came = decided(store, keys(store)[0], State.ACCEPTED)
    changed = decided(store, keys(store)[0], State.REJECTED)
    key = f"甲{keys(store)[0]}"
    with store.writing("甲", "remove") as operation:
        end_codings(operation, [key])
    with store.reading() as connection:
        one, two, three = (next(found for found in altered(connection, number) if found.table == "coding")
                           for number in (came, changed, operation.id))
    assert (one.operation, one.key, one.before) == (came, key, None)
    assert one.after is not None
    assert (one.after["state"], one.after["coder"]) == ("accepted", "甲")
    assert (two.before, two.after and two.after["state"]) == (one.after, "rejected")
    assert (three.before, three.after) == (two.after, None)


def test_undo_and_redo_lead_back_and_forth(store: Store) -> None:
    """Each step back is a step in the history of its own; a new decision ends the way forth."""
    fill(store)
    one, two, *_more = keys(store)
    states = [state(store)]
    for key in (one, two):
        decided(store, key, State.ACCEPTED)
        states.append(state(store))

    def step(verb: str) -> bool:
        with store.reading() as connection:
            found = to_undo(connection, "甲") if verb == UNDO else to_redo(connection, "甲")
        if found is not None:
            taken_back(store, found.id, verb)
        return found is not None

    for verb, number in ((UNDO, 1), (UNDO, 0), (REDO, 1), (REDO, 2), (UNDO, 1), (REDO, 2), (UNDO, 1), (UNDO, 0)):
        assert step(verb)
        assert state(store) == states[number]
    assert not step(UNDO)
    decided(store, two, State.REJECTED)
    assert not step(REDO)
    assert step(UNDO)
    assert state(store) == states[0]


def test_who_took_back_what_is_told(store: Store) -> None:
    """An undo that was taken back itself no longer counts."""
    fill(store)
    done = decided(store, keys(store)[0], State.ACCEPTED)
    back = taken_back(store, done)
    again = taken_back(store, back, REDO)
    with store.reading() as connection:
        found = {one.id: (one.reverses, one.reversed_by) for one in entries(connection, coder="甲")}
    assert found == {done: (0, 0), back: (done, again), again: (back, 0)}


def test_what_others_built_upon_is_not_taken_back(store: Store) -> None:
    """The message names the operation to take back first; the store stays as it was."""
    fill(store)
    one = decided(store, keys(store)[0], State.ACCEPTED)
    two = decided(store, keys(store)[0], State.REJECTED)
    before = state(store)
    with pytest.raises(UsageError, match=f"operation {one} cannot be taken back: operation {two} has changed"):
        taken_back(store, one)
    assert state(store) == before
    taken_back(store, taken_back(store, two))
    with pytest.raises(UsageError, match="cannot be taken back"):
        taken_back(store, one)


def test_one_coders_undo_leaves_the_others(store: Store) -> None:
    """``to_undo`` finds one's own, however much others did since."""
    fill(store)
    one = decided(store, keys(store)[0], State.ACCEPTED)
    decided(store, keys(store)[0], State.REJECTED, "乙")
    with store.reading() as connection:
        found = to_undo(connection, "甲")
    assert found is not None
    assert found.id == one
    taken_back(store, one)
    assert {given.coding.coder for given in state(store)} == {"rules", "乙"}


def test_memos_are_taken_back_too(store: Store) -> None:
    """Whatever an operation wrote goes with it."""
    with store.writing("甲", "memo") as operation:
        put_memo(operation, Memo("m", "code", "burden", "first", "甲"))
    with store.writing("甲", "memo") as later:
        put_memo(later, Memo("m", "code", "burden", "second", "甲"))
        put_memo(later, Memo("n", "project", "", "third", "甲"))
    taken_back(store, later.id)
    with store.reading() as connection:
        assert [(one.id, one.body) for one in memos(connection)] == [("m", "first")]
    with store.writing("甲", "memo") as last:
        end_memo(last, "m")
    taken_back(store, last.id)
    with store.reading() as connection:
        assert [(one.id, one.body) for one in memos(connection)] == [("m", "first")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=5)
@given(seed=st.integers(0, 10**6))
def test_random_work_is_taken_back_step_by_step_and_restored(store: Store, seed: int) -> None:
    """Undoing from the newest to the oldest passes every state there was; ``restore`` brings any of them back."""
    chance = random.Random(seed)
    if not keys(store):
        fill(store)
    with store.reading() as connection:
        numbers = [last_operation(connection)]
    done = []
    for _number in range(6):
        done.append(_anything(store, chance))
        numbers.append(done[-1])
    was = {number: _people(store, number) for number in numbers}
    assert was[numbers[-1]] == _people(store)
    for number in reversed(done):
        assert _people(store) == was[number]
        taken_back(store, number)
    assert _people(store) == was[numbers[0]]
    for number in numbers:
        with store.writing("甲", RESTORE, {"at": number}) as operation:
            restore(operation, number)
        assert _people(store) == was[number]


def _anything(store: Store, chance: random.Random) -> int:
    """Add, change and end some codings of one coder in one operation."""
    with store.writing("甲", "add", {"seed": chance.random()}) as operation:
        there = held(operation.connection)
        made = {_own(one.coding.id): one for one in chance.sample(there, chance.randint(1, 4))}
        put_codings(operation, [
            replace(one, coding=replace(one.coding, id=key, coder="甲", memo=str(chance.random()),
                                        state=chance.choice([State.ACCEPTED, State.REJECTED])))
            for key, one in made.items()])
        end_codings(operation, [key for one in there if (key := one.coding.id) == _own(key) and key not in made][:1])
        return operation.id


def _own(key: str) -> str:
    """Return the id under which 甲 holds a decision on a proposal, or that very decision."""
    return f"甲{key.removeprefix('甲')}"


def _people(store: Store, at: int = 0) -> str:
    """Return what people decided, in a form that can be compared."""
    return json.dumps([repr(one) for one in state(store, at) if one.coding.coder != "rules"], ensure_ascii=False)
