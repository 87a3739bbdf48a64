"""Whatever two coders do, take back and do again: the store's states are those of a plain model in memory."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import event

from qualcode.errors import StoreError, UsageError
from qualcode.model import Coding, Span, State
from qualcode.store import Coder, Wanted, held, open_store, store_url
from qualcode.store.people import put_coder
from qualcode.workflow import decide, history
from qualcode.workflow.study import Study
from tests.workflow.study import make_project, now, opened

PEOPLE = ("王芳", "李雷")
CODES = ("literacy", "convenience", "trust")
SPANS = tuple(Span(start, end) for start, end in ((18, 23), (18, 19), (23, 33), (36, 40), (43, 49)))
_Record = tuple[str, str, str, Span, str, int]  # id, coder, code, span, state, operation that said so
_State = Mapping[str, _Record]
_Changes = Mapping[str, tuple[_Record | None, _Record | None]]


class ConflictError(Exception):
    """Somebody has changed the same things since."""


@dataclass(frozen=True)
class Step:
    """What one operation did: id -> (before, after)."""

    number: int
    changes: _Changes


class Model:
    """Everybody's records in a dictionary, every state kept whole, and two stacks a coder."""

    def __init__(self) -> None:
        self.now: _State = {}
        self.states: dict[int, _State] = {}
        self.undos: dict[str, list[Step]] = {name: [] for name in PEOPLE}
        self.redos: dict[str, list[Step]] = {name: [] for name in PEOPLE}

    def own(self, coder: str, code: str, span: Span) -> _Record | None:
        """Return the coder's record of a code on some words, the first id of several."""
        found = [one for one in self.now.values() if one[1:4] == (coder, code, span)]
        return min(found, default=None, key=lambda one: one[0])

    def become(self, number: int, then: _State) -> Step:
        """Take a new state over."""
        keys = {key for key in {**self.now, **then} if self.now.get(key) != then.get(key)}
        step = Step(number, {key: (self.now.get(key), then.get(key)) for key in keys})
        self.now = then
        self.states[number] = then
        return step

    def did(self, coder: str, number: int, then: _State) -> None:
        """Note something new; what was taken back before cannot be done again after it."""
        self.undos[coder].append(self.become(number, then))
        self.redos[coder].clear()

    def turned(self, step: Step) -> _State:
        """Return the state with a step taken back."""
        if any(self.now.get(key) != after for key, (_before, after) in step.changes.items()):
            raise ConflictError
        then = dict(self.now)
        for key, (before, _after) in step.changes.items():
            then.pop(key, None)
            then |= {key: before} if before else {}
        return then


@lru_cache(maxsize=1)
def template() -> Path:
    """Return a folder with a study whose proposals are in the store."""
    folder = Path(tempfile.mkdtemp()) / "study"
    study = opened(make_project(folder))
    with study.store.writing("lead", "coder-add") as operation:
        for name in PEOPLE:
            put_coder(operation, Coder(name))
    study.store.close()
    return folder


@lru_cache(maxsize=1)
def template_study() -> Study:
    """Return the study of the template, opened."""
    from qualcode.settings import read_settings

    return opened(read_settings(template()))


@pytest.fixture(scope="module", autouse=True)
def swept() -> Iterator[None]:
    """Remove the template after the tests."""
    yield
    template_study().store.close()
    shutil.rmtree(template().parent)
    template.cache_clear()
    template_study.cache_clear()


class Coders(RuleBasedStateMachine):
    """Two coders at work on one transcript."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(template() / "qualcode.db", self.folder / "qualcode.db")
        self.store = open_store(store_url(self.folder))
        event.listen(self.store.engine, "connect", in_haste)
        self.studies = {
            name: replace(template_study(), store=self.store, coder=Coder(name)) for name in PEOPLE}
        self.model = Model()
        proposals = now(self.studies["王芳"], coders=("rules",), transcripts=("甲",))
        self.proposals = {one.coding.id: one.coding for one in proposals}

    def teardown(self) -> None:
        """Every past state is what the model says it was."""
        for number, state in self.model.states.items():
            assert self.people(number) == state_of(state)
        assert self.store.is_sound()
        self.store.close()
        shutil.rmtree(self.folder)

    def people(self, at: int = 0) -> list[tuple[Any, ...]]:
        """Return what people hold, as the store says it."""
        with self.store.reading() as connection:
            found = [one.coding for one in held(connection, Wanted(coders=PEOPLE, at=at))]
        return sorted((one.id, one.coder, one.code, one.span, one.state.value) for one in found)

    @contextmanager
    def same_refusal(self, expected: bool) -> Iterator[None]:
        """Check that the store refuses where the model says so, and nowhere else."""
        if not expected:
            yield
            return
        with pytest.raises((UsageError, StoreError)):
            yield

    def target(self, number: int) -> tuple[str, str, str, Span]:
        """Return id, owner, code and span of some coding: a proposal or anybody's record."""
        known = [(key, "rules", one.code, one.span) for key, one in sorted(self.proposals.items())]
        known += [one[:4] for _key, one in sorted(self.model.now.items())]
        return known[number % len(known)]

    def record(self, coder: str, code: str, span: Span, state: State, operation: int, made: Coding) -> _State:
        """Return the present state with a coder's decision in it."""
        there = self.model.own(coder, code, span)
        key = there[0] if there else made.id
        return {**self.model.now, key: (key, coder, code, span, state.value, operation)}

    @rule(coder=st.sampled_from(PEOPLE), code=st.sampled_from(CODES), span=st.sampled_from(SPANS))
    def add(self, coder: str, code: str, span: Span) -> None:
        """Code some words by hand."""
        done = decide.add(self.studies[coder], code, "甲", span)
        then = self.record(coder, code, span, State.ACCEPTED, done.operation, done.codings[0])
        self.model.did(coder, done.operation, then)

    @rule(coder=st.sampled_from(PEOPLE), number=st.integers(0, 40), yes=st.booleans())
    def accept_or_reject(self, coder: str, number: int, yes: bool) -> None:
        """Decide on a proposal or on anybody's coding."""
        key, owner, code, span = self.target(number)
        state = State.ACCEPTED if yes else State.REJECTED
        done = (decide.accept if yes else decide.reject)(self.studies[coder], [key])
        if owner == coder:
            then: _State = {**self.model.now, key: (key, coder, code, span, state.value, done.operation)}
        else:
            then = self.record(coder, code, span, state, done.operation, done.codings[0])
        self.model.did(coder, done.operation, then)

    @rule(coder=st.sampled_from(PEOPLE), number=st.integers(0, 40), code=st.sampled_from(CODES))
    def recode_others(self, coder: str, number: int, code: str) -> None:
        """Say that a passage belongs to another code: rejected as it is, accepted as that."""
        key, owner, old, span = self.target(number)
        if owner == coder:
            return
        with self.same_refusal(code == old):
            done = decide.recode(self.studies[coder], key, code)
        if code == old:
            return
        with self.store.reading() as connection:
            mine = [one.coding for one in held(connection, Wanted(coders=(coder,)))]
        no = min((one for one in mine if (one.code, one.span) == (old, span)), key=lambda one: one.id)
        self.model.now, before = self.record(coder, old, span, State.REJECTED, done.operation, no), self.model.now
        then = self.record(coder, code, span, State.ACCEPTED, done.operation, done.codings[0])
        self.model.now = before
        self.model.did(coder, done.operation, then)

    @precondition(lambda self: self.model.now)
    @rule(coder=st.sampled_from(PEOPLE), number=st.integers(0, 40), span=st.sampled_from(SPANS))
    def move(self, coder: str, number: int, span: Span) -> None:
        """Put one's own coding on other words; neither somebody else's nor onto another of one's own with the code."""
        key, owner, code, _span = self.target(number)
        taken = any(one[1:4] == (coder, code, span) for other, one in self.model.now.items() if other != key)
        with self.same_refusal(owner != coder or taken):
            done = decide.move(self.studies[coder], key, span)
        if owner == coder and not taken:
            state = self.model.now[key][4]
            self.model.did(coder, done.operation, {
                **self.model.now, key: (key, coder, code, span, state, done.operation)})

    @precondition(lambda self: self.model.now)
    @rule(coder=st.sampled_from(PEOPLE), number=st.integers(0, 40))
    def remove(self, coder: str, number: int) -> None:
        """Take one's own coding away; somebody else's stays."""
        key, owner, _code, _span = self.target(number)
        with self.same_refusal(owner != coder):
            done = decide.remove(self.studies[coder], [key])
        if owner == coder:
            self.model.did(coder, done.operation, {
                other: one for other, one in self.model.now.items() if other != key})

    @rule(coder=st.sampled_from(PEOPLE))
    def undo(self, coder: str) -> None:
        """Take back one's last operation, unless something was built upon it."""
        self.turn(coder, self.model.undos[coder], self.model.redos[coder], history.undo)

    @rule(coder=st.sampled_from(PEOPLE))
    def redo(self, coder: str) -> None:
        """Do again what was taken back last."""
        self.turn(coder, self.model.redos[coder], self.model.undos[coder], history.redo)

    def turn(self, coder: str, stack: list[Step], other: list[Step], call: Callable[..., history.TakenBack]) -> None:
        """Reverse the step on one stack, and put the reversal on the other."""
        study = self.studies[coder]
        then = None
        if stack:
            try:
                then = self.model.turned(stack[-1])
            except ConflictError:
                then = None
        with self.same_refusal(then is None):
            done = call(self.store, study.settings, study.coder)
        if then is not None:
            stack.pop()
            other.append(self.model.become(done.operation, then))

    @precondition(lambda self: self.model.states)
    @rule(coder=st.sampled_from(PEOPLE), place=st.integers(0, 100))
    def restore(self, coder: str, place: int) -> None:
        """Bring back an earlier state of everybody's."""
        study = self.studies[coder]
        numbers = sorted(self.model.states)
        number = numbers[place % len(numbers)]
        done = history.restore(self.store, study.settings, study.coder, number)
        self.model.did(coder, done.operation, self.model.states[number])

    @invariant()
    def the_present_is_the_models(self) -> None:
        """The current versions are the model's present."""
        assert self.people() == state_of(self.model.now)


def in_haste(connection: Any, _record: Any) -> None:
    """Do not wait for the disk: these tests are not about power cuts."""
    connection.execute("PRAGMA synchronous=OFF").close()


def state_of(state: _State) -> list[tuple[Any, ...]]:
    """Return a state of the model as the store would say it."""
    return sorted(one[:5] for one in state.values())


_QUICK = settings(max_examples=10, stateful_step_count=25, deadline=None,
                  suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


class TestCoders(Coders.TestCase):  # type: ignore[misc,name-defined]
    """A few random days of work."""

    settings = _QUICK


@pytest.mark.slow
class TestCodersLong(Coders.TestCase):  # type: ignore[misc,name-defined]
    """Many of them, and longer ones."""

    settings = settings(_QUICK, max_examples=150, stateful_step_count=80)
