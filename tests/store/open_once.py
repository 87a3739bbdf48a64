"""A process that opens a store at the same instant as others, and writes one thing.

Usage: python -m tests.store.open_once ROLE URL NAME SECONDS, where ROLE is

    open     opens the store
    upgrade  opens it with a program that knows one migration more

It says ``ready`` and begins when a line comes in; then it says the number of its operation. SECONDS counts for nothing.
"""

import json
import sys

from qualcode.store import Coder, open_store
from qualcode.store.migrations import MIGRATIONS
from qualcode.store.people import put_coder
from tests.store.second import SECOND

if __name__ == "__main__":
    role, url, name, _seconds = sys.argv[1:]
    print(json.dumps(["ready"]), flush=True)  # noqa: T201
    sys.stdin.readline()
    with open_store(url, known=SECOND if role == "upgrade" else MIGRATIONS) as store:
        with store.writing(name, "coder") as operation:
            put_coder(operation, Coder(name))
        print(json.dumps([operation.id]), flush=True)  # noqa: T201
