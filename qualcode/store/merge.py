"""What became of every coding and memo of a coder, as a chain of revisions: the ground on which work is merged.

A revision is a digest of what a person said and of the revision before it, so that two stores which tell the same story
give the same revisions, and one that is a chain's last here and an earlier one there is simply older. What a coding
says is where it stands, its code, state, polarity, weight and memo. What follows from corrected transcripts
is no new revision, nor is who proposed it, when it was said and how sure its place is.

What came from other machines has revisions that cannot be told from its versions here; each merge notes them, as JSON
among the contents, whose hash the operation has as ``notes``. A merge that was taken back is as if it had never been.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, or_, select

from qualcode.store import schema
from qualcode.store.codings import Held, versions
from qualcode.store.history import AUTOMATIC
from qualcode.store.memos import Memo
from qualcode.store.texts import Kept

VERB = "merge"
#: Verbs that only give codes other names.
RENAMING = frozenset({"codebook-rename", "codebook-merge"})
_Thing = TypeVar("_Thing", Held, Memo)
_Said = tuple[Any, ...]
#: What is said of a thing by taking it away.
GONE: _Said = ("removed",)
_NEVER: _Said = ()
_Version = tuple[int, int | None, _Thing]


@dataclass(frozen=True, slots=True)
class Note:
    """What a merge says of one thing.

    Attributes:
        revs: Its revisions, the oldest first, the present one last.
        base: The newest of them that is more than another name for its code.
    """

    revs: tuple[str, ...]
    base: str


@dataclass(frozen=True, slots=True)
class Notes:
    """What a merge says of all that it brought: by id."""

    codings: Mapping[str, Note]
    memos: Mapping[str, Note]

    def body(self) -> bytes:
        """Return them as bytes; ``read_notes`` reads them."""
        rows = [{key: [one.revs, one.base] for key, one in sorted(notes.items())}
                for notes in (self.codings, self.memos)]
        return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Chain(Generic[_Thing]):
    """The story of one thing.

    Attributes:
        note: Its revisions.
        now: What it is, None where it was taken away.
        last: What it is or was before that, None where it never came here.
        operation: The one that said what it is.
        at: When its coder said so; later versions that say the same do not count. "" for memos.
    """

    note: Note
    now: _Thing | None
    last: _Thing | None
    operation: int
    at: str = ""

    @property
    def rev(self) -> str:
        """The present revision."""
        return self.note.revs[-1]


def coding_chains(connection: Connection, coder: str) -> dict[str, Chain[Held]]:
    """Return the chains of all codings that are or, when they were taken away, were a coder's, by id."""
    chains = _chains(connection, coder, versions(connection, coder), "coding")
    return {key: chain for key, chain in chains.items() if chain.last is None or chain.last.coding.coder == coder}


def memo_chains(connection: Connection, coder: str) -> dict[str, Chain[Memo]]:
    """Return the chains of all memos that are or were a coder's, by id."""
    table, own = schema.memo, schema.memo.alias()
    rows = connection.execute(
        select(table.c.since, table.c.until, table.c.key, table.c.about, table.c.target, table.c.body, table.c.coder)
        .where(table.c.key.in_(select(own.c.key).where(own.c.coder == coder))).order_by(table.c.key, table.c.since))
    chains = _chains(connection, coder, ((since, until, Memo(*rest)) for since, until, *rest in rows), "memo")
    return {key: chain for key, chain in chains.items() if chain.last is None or chain.last.coder == coder}


def said(thing: Held | Memo | None) -> tuple[Any, ...]:
    """Return what a version says; two that say the same are no different versions. None was taken away."""
    if thing is None:
        return GONE
    if isinstance(thing, Memo):
        return thing.about, thing.target, thing.body
    one = thing.coding
    return (thing.text, one.span.start, one.span.end, one.code, one.state.value, one.polarity.value, float(one.weight),
            one.memo)


def revision(before: str, said_now: Sequence[Any]) -> str:
    """Return the revision that says something after another one, ``""`` for the first."""
    return hashlib.sha256(json.dumps([before, *said_now]).encode()).hexdigest()[:12]


def owners(connection: Connection, keys: Sequence[str], *, memos: bool = False) -> dict[str, str]:
    """Return to which coders some ids belong or belonged last, by id; ids that were never taken are left out."""
    table = schema.memo if memos else schema.coding
    found: dict[str, str] = {}
    for start in range(0, len(keys), 500):
        rows = connection.execute(
            select(table.c.key, table.c.coder).where(table.c.key.in_(keys[start : start + 500]))
            .order_by(table.c.since))
        found.update((key, coder) for key, coder in rows)
    return found


def renamed_codes(connection: Connection) -> dict[str, str]:
    """Return under which ids codes are known now that were renamed or merged into others, by their old ids."""
    log = _Log(connection)
    table = schema.operation
    rows = connection.execute(
        select(table.c.id, table.c.detail).where(table.c.verb.in_(RENAMING)).order_by(table.c.id))
    names: dict[str, str] = {}
    for number, detail in rows:
        if number not in log.undone:
            new = {str(old): str(code) for old, code in json.loads(detail).get("codes", {}).items()}
            names = {**{old: new.get(code, code) for old, code in names.items()}, **new}
    return {old: code for old, code in names.items() if old != code}


def kept_version(connection: Connection, name: str, sha: str) -> Kept | None:
    """Return a version of a transcript by its name and the hash of its text, None where the store never had it."""
    table = schema.transcript
    row = connection.execute(
        select(table.c.key, table.c.text, table.c.turns, table.c.source)
        .where(table.c.key == name, table.c.text == sha).order_by(table.c.since.desc()).limit(1)).first()
    return Kept(*row) if row else None


def moved_on(connection: Connection, coder: str, since: int, before: int) -> bool:
    """Return whether anything of a coder changed, or anything was merged, after ``since`` and before ``before``."""
    for table in (schema.coding, schema.memo):
        later = or_(table.c.since.between(since + 1, before - 1), table.c.until.between(since + 1, before - 1))
        if connection.scalar(select(table.c.row).where(table.c.coder == coder, later).limit(1)) is not None:
            return True
    table = schema.operation
    return connection.scalar(select(table.c.id).where(
        table.c.id.between(since + 1, before - 1), or_(table.c.verb == VERB, table.c.reverses.is_not(None))).limit(1)
    ) is not None


def authors(connection: Connection, operations: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return who did some operations, and when, by their numbers."""
    table, wanted = schema.operation, sorted(set(operations))
    found: dict[int, tuple[str, str]] = {}
    for start in range(0, len(wanted), 500):
        rows = connection.execute(
            select(table.c.id, table.c.coder, table.c.at).where(table.c.id.in_(wanted[start : start + 500])))
        found.update((number, (coder, at)) for number, coder, at in rows)
    return found


class _Log:
    """The operations of a store: what they mean for chains of revisions.

    Attributes:
        verbs: Operation -> the verb of what it did, or took back in the end.
        roots: Operation -> itself, or the first one of those that took each other back.
        undone: Those that are taken back now.
    """

    def __init__(self, connection: Connection) -> None:
        table = schema.operation
        self.verbs: dict[int, str] = {}
        self.roots: dict[int, int] = {}
        self.undone: set[int] = set()
        rows = connection.execute(select(table.c.id, table.c.verb, table.c.reverses).order_by(table.c.id)).all()
        for number, verb, reverses in rows:
            self.roots[number] = self.roots.get(reverses, number) if reverses else number
            self.verbs[number] = self.verbs.get(self.roots[number], verb)
        for number, _verb, reverses in reversed(rows):
            if reverses and number not in self.undone:
                self.undone.add(reverses)

    def counts(self, number: int) -> bool:
        """Return whether what an operation did to a version is something that a person newly said."""
        verb = self.verbs[number]
        return verb != VERB and verb not in AUTOMATIC

    def renames(self, number: int) -> bool:
        """Return whether an operation only gave codes other names."""
        return self.roots[number] == number and self.verbs[number] in RENAMING


def _notes(connection: Connection, log: _Log, coders: Iterable[str], kind: str) -> dict[str, dict[int, Note]]:
    """Return what merges of some coders' work say, by id and operation; those taken back say nothing."""
    table, content, wanted = schema.operation, schema.content, set(coders)
    rows = connection.execute(select(table.c.id, table.c.detail).where(table.c.verb == VERB).order_by(table.c.id)).all()
    found: dict[str, dict[int, Note]] = {}
    for number, written in rows:
        detail = json.loads(written)
        if number in log.undone or detail.get("coder") not in wanted:
            continue
        body = connection.scalar(select(content.c.body).where(content.c.sha == detail["notes"]))
        for key, (revs, base) in json.loads(bytes(body or b"[{},{}]"))[kind == "memo"].items():
            found.setdefault(key, {})[number] = Note(tuple(revs), base)
    return found


def _chains(
    connection: Connection, coder: str, rows: Iterable[_Version[_Thing]], kind: str,
) -> dict[str, Chain[_Thing]]:
    groups: dict[str, list[_Version[_Thing]]] = {}
    names = {coder}
    for row in rows:
        thing = row[2]
        key, owner = (thing.coding.id, thing.coding.coder) if isinstance(thing, Held) else (thing.id, thing.coder)
        groups.setdefault(key, []).append(row)
        names.add(owner)
    log = _Log(connection)
    notes: dict[str, dict[int, Note]] = _notes(connection, log, names, kind)
    found: dict[str, Chain[_Thing]] = {}
    for key in dict.fromkeys((*groups, *notes)):
        chain = _chain(groups.get(key, ()), notes.get(key, {}), log)
        if chain is not None:
            found[key] = chain
    return found


def _chain(group: Sequence[_Version[_Thing]], notes: Mapping[int, Note], log: _Log) -> Chain[_Thing] | None:
    """Tell the story of one thing; None where all of it was taken back with the merge that brought it."""
    events: dict[int, _Said] = {since: said(thing) for since, _until, thing in group}
    events |= {until: GONE for _since, until, _thing in group if until is not None and until not in events}
    times = {since: thing.coding.at if isinstance(thing, Held) else "" for since, _until, thing in group}
    note: Note = Note((), "")
    by, at, before = 0, "", _NEVER
    for number in sorted({*events, *notes}):
        now = events.get(number, before)
        if number in notes:
            note, by, at = notes[number], number, times.get(number, at)
        elif now != before and log.counts(number):
            rev, by, at = revision(note.revs[-1] if note.revs else "", now), number, times.get(number, at)
            note = Note((*note.revs, rev), note.base if log.renames(number) else rev)
        before = now
    if not note.revs:
        return None
    last = group[-1] if group else None
    now_there = last[2] if last is not None and last[1] is None else None
    return Chain(note, now_there, last[2] if last is not None else None, by, at)
