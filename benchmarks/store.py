"""The store against two that a simple program would have: opening, listing, loading, one decision, size on disk.

Usage: python benchmarks/store.py [--codings 300000] [--repeats 7] [--postgres URL]

The peers are plain sqlite3 with the defaults of Python: *JSON*, one table of ids and JSON; and *flat*, a table laid out
like that of QualCoder's project file: one row a coding with numbers for code and file, unique by place and owner. Both
overwrite what they hold: they keep no history, so nothing can be taken back or shown as it was.
"""

import argparse
import json
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from statistics import median

import measure
import store_material as material

from qualcode.model import Codebook, Coding, Corpus
from qualcode.store import Wanted, codings, open_store
from qualcode.store.history import entries, last_operation
from qualcode.workflow.decide import accept, reject

Works = dict[str, Callable[[], object]]
BOUNDS = {"open": 1.0, "list by code": 0.2}
#: What a person's decision takes in a fresh process is mostly Python itself; opening is measured there too.
FRESH = "import sys; from qualcode.store import open_store; open_store(sys.argv[1]).close()"


@dataclass(frozen=True)
class Material:
    """What every store is filled with."""

    corpus: Corpus
    book: Codebook
    codings: Sequence[Coding]

    @property
    def code(self) -> str:
        """The code that is listed."""
        return self.book.codes[7].id


def main() -> None:
    """Fill the stores, measure in turns, print the table."""
    options = _options()
    corpus, book = material.synthetic_corpus(), material.synthetic_codebook()
    given = Material(corpus, book, list(material.synthetic_codings(corpus, book, codings=options.codings)))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        url = f"sqlite:///{root / 'qualcode.db'}"
        works, sizes = {"qualcode": _ours(url, given)}, {"qualcode": _file_size(root / "qualcode.db")}
        if options.postgres:
            works["postgres"] = _ours(options.postgres, given)
            sizes["postgres"] = _server_size(options.postgres)
        for name, peer in (("JSON", _json_peer), ("flat", _flat_peer)):
            works[name] = peer(root / f"{name}.db", given)
            sizes[name] = _file_size(root / f"{name}.db")
        times = {verb: measure.in_turns({name: work[verb] for name, work in works.items() if verb in work},
                                        options.repeats) for verb in works["qualcode"]}
        times["open, fresh process"] = measure.in_turns(
            {"qualcode": lambda: measure.process([sys.executable, "-c", FRESH, url])}, options.repeats)
        _show(given, times, sizes)
    # Merging 50,000 codings is measured by merging.py on the same store; agreement has a place here when it is there.


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--codings", type=int, default=material.CODINGS)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--postgres", default="", help="URL of an empty database or schema to measure too")
    return parser.parse_args()


def _ours(url: str, given: Material) -> Works:
    """Fill a store of qualcode and return what is measured on it."""
    with open_store(url) as store:
        taken = measure.seconds(lambda: material.fill_store(store, given.corpus, material.CODERS, given.codings))
        print(f"{store.engine.dialect.name}: filled in {taken:.1f} s")

    store = open_store(url)
    study = material.study_on(store, given.corpus, given.book, material.CODERS[0], Path())
    others = [one.id for one in given.codings if one.coder == material.CODERS[1]]
    numbers = count()

    def opened() -> int:
        with open_store(url) as once, once.reading() as connection:
            return last_operation(connection)

    def listed(wanted: Wanted) -> list[Coding]:
        with store.reading() as connection:
            return codings(connection, wanted)

    def decided() -> object:
        number = next(numbers)
        return (accept if number % 2 else reject)(study, [others[number * 97 % len(others)]])

    def told() -> object:
        with store.reading() as connection:
            return entries(connection, last=20)

    return {"open": opened, "list by code": lambda: listed(Wanted(codes=(given.code,))),
            "load everything": lambda: listed(Wanted()), "one decision": decided, "last 20 of the history": told}


def _json_peer(path: Path, given: Material) -> Works:
    """One table of ids and JSON, and an index on nothing: what is looked for is looked for in Python's way."""
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE coding (id TEXT PRIMARY KEY, body TEXT NOT NULL)")
    base.executemany("INSERT INTO coding VALUES (?, ?)", (
        (one.id, json.dumps(asdict(one), ensure_ascii=False)) for one in given.codings))
    base.commit()
    numbers = count()

    def opened() -> object:
        with closing(sqlite3.connect(path)) as one:
            return one.execute("SELECT max(rowid) FROM coding").fetchone()

    def listed(condition: str, *values: str) -> list[object]:
        return [json.loads(body) for (body,) in base.execute(f"SELECT body FROM coding {condition}", values)]

    def decided() -> None:
        key = given.codings[next(numbers) * 97 % len(given.codings)].id
        body = json.loads(base.execute("SELECT body FROM coding WHERE id = ?", (key,)).fetchone()[0])
        body["state"] = "accepted" if body["state"] == "rejected" else "rejected"
        with base:
            base.execute("UPDATE coding SET body = ? WHERE id = ?", (json.dumps(body, ensure_ascii=False), key))

    return {"open": opened, "load everything": lambda: listed(""), "one decision": decided,
            "list by code": lambda: listed("WHERE json_extract(body, '$.code') = ?", given.code)}


def _flat_peer(path: Path, given: Material) -> Works:
    """One row a coding, numbers for code and file; rows come back as tuples, with no object made of them."""
    base = sqlite3.connect(path)
    base.executescript(
        "CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT UNIQUE, fulltext TEXT);"
        "CREATE TABLE code_name (cid INTEGER PRIMARY KEY, name TEXT UNIQUE);"
        "CREATE TABLE code_text (ctid INTEGER PRIMARY KEY, cid INTEGER, fid INTEGER, seltext TEXT, pos0 INTEGER, "
        "pos1 INTEGER, owner TEXT, date TEXT, memo TEXT, important INTEGER, UNIQUE (cid, fid, pos0, pos1, owner));")
    files = {one.name: number for number, one in enumerate(given.corpus.transcripts)}
    codes = {one.id: number for number, one in enumerate(given.book.codes)}
    base.executemany("INSERT INTO source VALUES (?, ?, ?)", (
        (files[one.name], one.name, one.text) for one in given.corpus.transcripts))
    base.executemany("INSERT INTO code_name VALUES (?, ?)", ((number, name) for name, number in codes.items()))
    base.executemany("INSERT INTO code_text VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, 0)", (
        (codes[one.code], files[one.transcript], one.quote, one.span.start, one.span.end, one.coder, one.at, one.memo)
        for one in given.codings))
    base.commit()
    numbers = count()

    def opened() -> object:
        with closing(sqlite3.connect(path)) as one:
            return one.execute("SELECT max(ctid) FROM code_text").fetchone()

    def listed(condition: str, *values: str) -> list[object]:
        return base.execute(
            "SELECT code_name.name, source.name, pos0, pos1, seltext, owner, code_text.date, code_text.memo, important "
            "FROM code_text JOIN code_name USING (cid) JOIN source ON source.id = fid "
            f"{condition} ORDER BY source.name, pos0", values).fetchall()

    def decided() -> None:
        with base:
            base.execute("UPDATE code_text SET important = 1 - important WHERE ctid = ?",
                         (next(numbers) * 97 % len(given.codings) + 1,))

    return {"open": opened, "load everything": lambda: listed(""), "one decision": decided,
            "list by code": lambda: listed("WHERE code_name.name = ?", given.code)}


def _file_size(path: Path) -> int:
    return sum(one.stat().st_size for one in path.parent.glob(f"{path.name}*"))


def _server_size(url: str) -> int:
    with open_store(url) as store, store.reading() as connection:
        found = connection.exec_driver_sql(
            "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
            "WHERE nspname = current_schema() AND relkind = 'r'").scalar()
        return int(found or 0)


def _show(given: Material, times: dict[str, dict[str, list[float]]], sizes: dict[str, int]) -> None:
    rows = sum(one.code == given.code for one in given.codings)
    turns = sum(len(one.turns) for one in given.corpus.transcripts)
    print(f"{len(given.corpus.transcripts)} transcripts, {turns} turns, {len(given.book.codes)} codes, "
          f"{len(given.codings)} codings, {rows} of the listed code; medians in ms")
    print(f"{'':24}{'bound':>8}" + "".join(f"{name:>10}" for name in sizes) + "  qualcode : JSON  : flat")
    for verb, found in times.items():
        bound = f"{BOUNDS[verb] * 1000:.0f}" if verb in BOUNDS else ""
        cells = "".join(f"{median(found[name]) * 1000:10.1f}" if name in found else f"{'':10}" for name in sizes)
        ratios = "".join(f"{measure.ratio(found, 'qualcode', peer):9.2f}" for peer in ("JSON", "flat") if peer in found)
        print(f"{verb:24}{bound:>8}{cells}{'':9}{ratios}")
    print(f"{'size on disk':32}" + "".join(f"{measure.megabytes(size):>10}" for size in sizes.values())
          + f"{'':9}" + "".join(f"{sizes['qualcode'] / sizes[peer]:9.2f}" for peer in ("JSON", "flat")))


if __name__ == "__main__":
    main()
