"""kill -9 in the middle of the work: whatever was acknowledged is in the store, whole."""

import json
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from qualcode.store import Store, Wanted, codings, open_store
from qualcode.store.history import entries
from tests.store.build import brief, doubles, fill

ROOT = Path(__file__).resolve().parents[2]
WATCH = "watch"


@dataclass
class Witness:
    """What was acknowledged so far: every operation with its verb, and the last state of every coding."""

    operations: dict[int, str] = field(default_factory=dict)
    last: dict[str, Any] = field(default_factory=dict)
    recent: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    unsaid: int = 0

    def hear(self, line: str) -> None:
        """Take an acknowledgement in."""
        number, verb, effect = json.loads(line)
        self.operations[number] = verb
        self.last |= effect
        self.recent.append((number, effect))


def killed(url: str, seed: int, operations: int, witness: Witness) -> None:
    """Let a process work and kill it at a random moment after a random number of acknowledgements."""
    chance = random.Random(seed)
    words = [sys.executable, "-m", "tests.store.random_work", url, str(seed), str(operations)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8") as child:
        assert child.stdout is not None
        assert child.stdout.readline() == '"ready"\n'
        for _number in range(chance.randrange(operations - 10)):
            witness.hear(child.stdout.readline())
        time.sleep(chance.random() * 0.012)  # about as long as one operation takes
        child.kill()
        for line in child.stdout:  # what it had said before it died; the last line may be half a line
            if line.endswith("\n"):
                witness.hear(line)
    assert child.returncode == -9


def check(store: Store, witness: Witness) -> None:
    """Compare the store with all that was acknowledged, and take in what was done and not acknowledged: one thing."""
    assert store.is_sound()
    with store.writing("check", WATCH):  # waits until the server has done with the killed one's last words
        pass
    with store.reading() as connection:
        assert doubles(connection) == []
        done = {one.id: one.verb for one in entries(connection, coder="小王")}
        assert {number: verb for number, verb in done.items() if number in witness.operations} == witness.operations
        unsaid = sorted(set(done) - set(witness.operations))
        assert len(unsaid) <= 1
        for number, effect in witness.recent:
            keys = tuple(effect)
            found = {one.id: brief(one) for one in codings(connection, Wanted(keys=keys, at=number))}
            assert {key: found.get(key) for key in keys} == effect
        before = max(witness.operations, default=1)  # 1: the proposals
        then = {one.id: brief(one) for one in codings(connection, Wanted(at=before))}
        assert {key: then.get(key) for key in witness.last} == witness.last
        now = {one.id: brief(one) for one in codings(connection)}
        if not unsaid:
            assert now == then
    witness.unsaid += len(unsaid)
    witness.operations |= {number: done[number] for number in unsaid}
    witness.last |= {key: now.get(key) for key in {*then, *now}}
    witness.recent.clear()


def kill_often(url: str, times: int, operations: int) -> Witness:
    """Kill again and again on the same store, so that damage would add up."""
    witness = Witness()
    with open_store(url) as store:
        fill(store)
    for seed in range(times):
        killed(url, seed, operations, witness)
        with open_store(url) as store:
            check(store, witness)
    return witness


def test_five_kills_lose_nothing(store_url: str) -> None:
    """Five processes are killed at random moments; every acknowledged coding is there."""
    witness = kill_often(store_url, 5, 60)
    assert len(witness.operations) > 50


@pytest.mark.slow
def test_fifty_kills_lose_nothing(store_url: str) -> None:
    """Fifty processes are killed in the middle of 200 operations; nothing is lost and nothing is broken."""
    witness = kill_often(store_url, 50, 200)
    print(f"{len(witness.operations)} operations, {witness.unsaid} of them done and not acknowledged")  # noqa: T201
    assert len(witness.operations) > 2000
