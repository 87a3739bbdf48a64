"""A process that shares a store with others for some seconds.

Usage: python -m tests.store.common_work ROLE URL NAME SECONDS, where ROLE is

    stay   writes, again and again, with the store kept open
    come   writes as a command does: opens the store, writes, closes it
    watch  lists everything again and again and looks for what must never be seen

It says ``ready`` and begins when a line comes in. Each acknowledgement is a line of JSON.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable

from qualcode.model import Span
from qualcode.store import Held, Store, coders, codings, open_store
from qualcode.store.codings import put_codings
from qualcode.store.people import put_coder
from qualcode.store.texts import text_sha
from qualcode.workflow.decide import new_coding
from tests.store.build import doubles, make_study

TRANSCRIPT = "大同访谈1"


def stay(url: str, name: str, seconds: float) -> None:
    """Write with the store kept open."""
    with open_store(url) as store:
        _repeat(seconds, lambda number: _pair(store, name, number))


def come(url: str, name: str, seconds: float) -> None:
    """Write as a command does."""
    def once(number: int) -> None:
        with open_store(url) as store:
            _pair(store, name, number)

    _repeat(seconds, once)


def watch(url: str, _name: str, seconds: float) -> None:
    """Look for a key with two current versions, and for half of an operation, which always writes two codings."""
    def once(number: int) -> None:
        with open_store(url) as store, store.reading() as connection:
            assert doubles(connection) == []
            found = Counter(one.memo for one in codings(connection) if one.memo)
            assert [memo for memo, count in found.items() if count != 2] == []
            _say(number, len(found))

    _repeat(seconds, once)


def _pair(store: Store, name: str, number: int) -> None:
    """Write two codings in one operation; every fifth time over those of the time before."""
    study = make_study(store, name)
    text = text_sha(study.corpus.by_name[TRANSCRIPT].text)
    first = (number - 1 if number % 5 == 4 else number) % 12
    with store.writing(name, "add") as operation:
        if name not in coders(operation.connection):
            put_coder(operation, study.coder)
        put_codings(operation, [
            Held(new_coding(study, "burden", TRANSCRIPT, Span(place, place + 1), memo=f"{name} {number}"), text)
            for place in (first, first + 12)])
    _say(number, operation.id)


def _repeat(seconds: float, work: Callable[[int], None]) -> None:
    end, number = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        number += 1
        work(number)


def _say(*what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


ROLES: dict[str, Callable[[str, str, float], None]] = {"stay": stay, "come": come, "watch": watch}

if __name__ == "__main__":
    _say("ready")
    sys.stdin.readline()
    ROLES[sys.argv[1]](sys.argv[2], sys.argv[3], float(sys.argv[4]))
