"""Several processes on one store: nothing is lost, nobody sees half of an operation, nobody is told about locks."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from qualcode.store import Wanted, coders, codings, open_store, schema
from qualcode.store.history import entries
from qualcode.store.migrations import MIGRATIONS
from tests.store.build import doubles, fill
from tests.store.second import SECOND

ROOT = Path(__file__).resolve().parents[2]


def work(
    url: str, *roles: tuple[str, str], seconds: float = 0.0, module: str = "common_work",
) -> dict[str, list[list[int]]]:
    """Let processes with a role and a name begin at the same instant, and return what each acknowledged.

    Every one must end well and say nothing else.
    """
    start = [sys.executable, "-m", f"tests.store.{module}"]
    there = [
        subprocess.Popen([*start, role, url, name, str(seconds)], cwd=ROOT, stdin=subprocess.PIPE,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for role, name in roles
    ]
    for one in there:
        assert one.stdout is not None
        assert one.stdout.readline() == '["ready"]\n'
    for one in there:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    ended = [(name, *one.communicate(), one.returncode) for (_role, name), one in zip(roles, there, strict=True)]
    assert [(name, err, code) for name, _out, err, code in ended] == [(name, "", 0) for _role, name in roles]
    return {name: [json.loads(line) for line in out.splitlines()] for name, out, _err, _code in ended}


def share(url: str, seconds: float, least: int) -> None:
    """Let two write and one read, then compare the store with all that was acknowledged."""
    with open_store(url) as store:
        fill(store)
    said = work(url, ("stay", "甲"), ("come", "乙"), ("watch", "reader"), seconds=seconds)
    with open_store(url) as store, store.reading() as connection:
        assert store.is_sound()
        assert doubles(connection) == []
        done = {(one.coder, one.id): one.changes for one in entries(connection) if one.verb == "add"}
        for name in ("甲", "乙"):
            acknowledged = {(name, operation) for _number, operation in said[name]}
            assert acknowledged == {key for key in done if key[0] == name}
            for number, operation in said[name][-3:]:
                found = codings(connection, Wanted(coders=(name,), at=operation))
                assert Counter(one.memo for one in found)[f"{name} {number}"] == 2
        assert min(len(said[name]) for name in said) >= least  # nobody was kept waiting all the time
    print({name: len(lines) for name, lines in said.items()})  # noqa: T201


def test_two_writers_and_a_reader_for_some_seconds(store_url: str) -> None:
    """Two processes write at once and a third reads; all that they acknowledged is there."""
    share(store_url, 2.0, least=1)


@pytest.mark.slow
def test_two_writers_and_a_reader_for_a_minute(store_url: str) -> None:
    """The same for a minute."""
    share(store_url, 60.0, least=60)


def test_four_processes_make_the_same_store_at_once(store_url: str) -> None:
    """One of them makes it, the others wait; all write into it."""
    names = ["甲", "乙", "丙", "丁"]
    said = work(store_url, *(("open", name) for name in names), module="open_once")
    with open_store(store_url) as store, store.reading() as connection:
        assert store.is_sound()
        assert sorted(coders(connection)) == sorted(names)
        assert sorted(one.id for one in entries(connection)) == sorted(line[0][0] for line in said.values())
        assert connection.scalar(select(func.count()).select_from(schema.migration)) == len(MIGRATIONS)


def test_two_processes_upgrade_the_same_store_at_once(store_url: str) -> None:
    """The schema changes once, and both write afterwards."""
    with open_store(store_url) as store:
        fill(store)
    work(store_url, ("upgrade", "甲"), ("upgrade", "乙"), module="open_once")
    with open_store(store_url, known=SECOND) as store, store.reading() as connection:
        assert store.is_sound()
        assert set(coders(connection)) == {"甲", "乙", "rules"}
        assert connection.scalar(select(func.count()).select_from(schema.migration)) == len(SECOND)
