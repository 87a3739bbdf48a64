"""What was done, by whom and when; and taking it back.

Every function here works on versions, not on what they mean: an operation is reversed by ending the versions that it
began and beginning anew those that it ended. That is an operation like any other, so it can be reversed too.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, func, or_, select

from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.model import State
from qualcode.store import schema
from qualcode.store.codings import current
from qualcode.store.store import Operation

_BOOKKEEPING = frozenset({"row", "key", "since", "until"})
#: What follows from files and rules and so is not for people to take back.
AUTOMATIC = frozenset({"code", "carry", "suggest"})
#: These, and what cannot be undone in people's heads: that a blind coder has seen the others' codings.
FINAL = AUTOMATIC | {"agree"}
UNDO, REDO, RESTORE = "undo", "redo", "restore"
#: Gives a coder another name.
RENAME = "coder-rename"


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation.

    Attributes:
        id: Its number. at: ISO 8601 in UTC. coder: Who did it. verb: What was done.
        detail: What else is known of it.
        reverses: The operation that it took back, or 0.
        reversed_by: The operation that took this one back and was not taken back itself, or 0.
        changes: How many versions it began or ended.
    """

    id: int
    at: str
    coder: str
    verb: str
    detail: Mapping[str, Any]
    reverses: int = 0
    reversed_by: int = 0
    changes: int = 0


def entries(
    connection: Connection, *, coder: str = "", last: int = 0, since: int = 0, counted: bool = True,
) -> list[Entry]:
    """Return operations, the oldest first.

    Args:
        connection: Of ``Store.reading``.
        coder: Only this coder's, those under an earlier name among them.
        last: Only so many, the newest ones; 0 for all.
        since: Only those after this one.
        counted: Whether to count what each changed, which reads every version since the first of them.
    """
    table = schema.operation
    query = select(table).where(table.c.id > since).order_by(table.c.id.desc())
    if coder:
        query = query.where(_operations_of(connection, coder))
    rows = connection.execute(query.limit(last) if last else query).all()
    undone = _reversed(connection)
    counts = _counts(connection, rows[-1].id, rows[0].id) if rows and counted else {}
    return [_entry(row, undone, counts) for row in reversed(rows)]


def last_operation(connection: Connection) -> int:
    """Return the number of the newest operation, 0 in an empty store."""
    return connection.scalar(select(func.max(schema.operation.c.id))) or 0


def last_of(connection: Connection, verb: str) -> int:
    """Return the number of the newest operation with a verb, 0 where there is none."""
    table = schema.operation
    return connection.scalar(select(func.max(table.c.id)).where(table.c.verb == verb)) or 0


def entry(connection: Connection, number: int) -> Entry:
    """Return one operation.

    Raises:
        UsageError: there is none with this number.
    """
    row = connection.execute(select(schema.operation).where(schema.operation.c.id == number)).first()
    if row is None:
        raise UsageError(_("{number}: no such operation; `qualcode history` shows them").format(number=number))
    return _entry(row, _reversed(connection), _counts(connection, number, number))


def undo(operation: Operation, number: int) -> int:
    """Take an operation back, and return how many things changed.

    A coder who came into the study with a first decision stays in it: only what ``coder`` commands and
    ``restore`` do is about coders.

    Raises:
        UsageError: something that it changed has been changed since; the message names the operation to take back
            first.
    """
    changed = 0
    verb = _verb(operation.connection, number)
    about_coders = verb.startswith("coder") or verb == RESTORE
    for table in schema.VERSIONED:
        if table is schema.coder and not about_coders:
            continue
        began = {row.key: row for row in _rows(operation.connection, table, table.c.since == number)}
        ended = {row.key: row for row in _rows(operation.connection, table, table.c.until == number)}
        _check_untouched(operation.connection, table, began, ended, number)
        gone = [key for key in began if key not in ended]
        if table is schema.coder:
            _check_unused(operation.connection, gone, number)
        names = names_since(operation.connection, number) if table is schema.coding else {}
        operation.end(table, gone)
        operation.put(table, [{"key": key, **_named(_fields(row), names)} for key, row in ended.items()])
        changed += len({*began, *ended})
    return changed


def renamings(connection: Connection) -> list[tuple[int, str, str]]:
    """Return which operations gave a coder another name, the oldest first: number, old name, new name."""
    table = schema.operation
    rows = connection.execute(
        select(table.c.id, table.c.verb, table.c.detail, table.c.reverses)
        .where(or_(table.c.verb == RENAME, table.c.reverses.is_not(None))).order_by(table.c.id))
    found: dict[int, tuple[str, str]] = {}
    for number, verb, detail, reverses in rows:
        if verb == RENAME:
            said = json.loads(detail)
            found[number] = said["old"], said["new"]
        elif reverses in found:
            found[number] = found[reverses][1], found[reverses][0]
    return [(number, *names) for number, names in found.items()]


def done_by(connection: Connection, verb: str) -> set[str]:
    """Return the coders, as they are called now, who have done something and not taken it back."""
    table, changes, undone = schema.operation, renamings(connection), _reversed(connection)
    rows = connection.execute(select(table.c.id, table.c.coder).where(table.c.verb == verb))
    return {name_now(changes, number, name) for number, name in rows if number not in undone}


def name_now(changes: Sequence[tuple[int, str, str]], number: int, name: str) -> str:
    """Return what a coder is called now who had a name right after an operation; ``changes`` are ``renamings``."""
    for at, old, new in changes:
        if at > number and old == name:
            name = new
    return name


def name_then(changes: Sequence[tuple[int, str, str]], number: int, name: str) -> str:
    """Return what a coder was called right after an operation; ``changes`` are ``renamings``."""
    for at, old, new in reversed(changes):
        if at > number and new == name:
            name = old
    return name


@dataclass(frozen=True, slots=True)
class Difference:
    """How what people made differs from how it was, in one table.

    Attributes:
        table: The table.
        gone: What is there now and was not then, by key.
        back: What was there then and is not there now, or is another now, as it was then, by key.
    """

    table: Table
    gone: Mapping[str, Mapping[str, Any]]
    back: Mapping[str, Mapping[str, Any]]


def differences(connection: Connection, at: int) -> Iterator[Difference]:
    """Yield what ``restore`` would change, table by table. Coders and codebooks may come back, and never go."""
    for table in schema.RESTORABLE:
        now = {row.key: row for row in _rows(connection, table, current(table))}
        then = {row.key: row for row in _rows(connection, table, current(table, at))}
        if table is schema.coding:  # what rules propose follows from the codebook and the texts
            now = {key: row for key, row in now.items() if row.state != State.PROPOSED}
            then = {key: row for key, row in then.items() if row.state != State.PROPOSED}
        stay = table in {schema.coder, schema.codebook}
        names = names_since(connection, at) if table is schema.coding else {}
        gone = {key: _fields(row) for key, row in now.items() if key not in then and not stay}
        was = {key: _named(_fields(row), names) for key, row in then.items()}
        back = {key: fields for key, fields in was.items() if key not in now or _fields(now[key]) != fields}
        yield Difference(table, gone, back)


def restore(operation: Operation, at: int) -> int:
    """Bring back the state after an operation, for all that people make, and return how many things changed."""
    changed = 0
    for found in list(differences(operation.connection, at)):
        operation.end(found.table, list(found.gone))
        operation.put(found.table, [{"key": key, **fields} for key, fields in found.back.items()])
        changed += len(found.gone) + len(found.back)
    return changed


def to_undo(connection: Connection, coder: str) -> Entry | None:
    """Return the newest operation of a coder that can still be taken back, None where there is none."""
    own = [one for one in entries(connection, coder=coder, counted=False) if one.verb not in FINAL]
    return next((one for one in reversed(own) if not one.reversed_by and one.verb != UNDO), None)


def to_redo(connection: Connection, coder: str) -> Entry | None:
    """Return the newest undo of a coder after which the coder has done nothing new, None where there is none."""
    own = [one for one in entries(connection, coder=coder, counted=False) if one.verb not in FINAL]
    for one in reversed(own):
        if one.verb == UNDO and not one.reversed_by:
            return one
        if one.verb not in {UNDO, REDO}:
            return None
    return None


def _entry(row: Any, undone: Mapping[int, int], counts: Mapping[int, int]) -> Entry:
    return Entry(row.id, row.at, row.coder, row.verb, json.loads(row.detail), row.reverses or 0,
                 undone.get(row.id, 0), counts.get(row.id, 0))


def _verb(connection: Connection, number: int) -> str:
    """Return what an operation did, or what that did which it took back in the end."""
    table = schema.operation
    row = connection.execute(select(table.c.verb, table.c.reverses).where(table.c.id == number)).first()
    return "" if row is None else _verb(connection, row.reverses) if row.reverses else str(row.verb)


def _operations_of(connection: Connection, coder: str) -> ColumnElement[bool]:
    """Return the condition for the operations of a coder, whatever the coder was called then."""
    table = schema.operation
    name = coder
    parts: list[ColumnElement[bool]] = []
    upper: list[ColumnElement[bool]] = []
    for at, old, new in reversed(renamings(connection)):
        if name in {old, new}:
            parts.append(and_(table.c.coder == name, table.c.id > at, *upper))
            upper = [table.c.id <= at]
            if old == name:  # before that, somebody else was called so
                return or_(*parts)
            name = old
    return or_(*parts, and_(table.c.coder == name, *upper))


def _rows(connection: Connection, table: Table, condition: Any) -> list[Any]:
    return list(connection.execute(select(table).where(condition)).all())


def _fields(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row._mapping.items() if name not in _BOOKKEEPING}


def names_since(connection: Connection, number: int) -> dict[str, str]:
    """Return old name -> present name of transcripts whose files got another name after an operation."""
    table, names = schema.operation, dict[str, str]()
    later = select(table.c.detail).where(table.c.id > number, table.c.verb == "carry").order_by(table.c.id)
    for detail in connection.scalars(later):
        renamed = json.loads(detail).get("renamed", {})
        names = {**renamed, **{old: renamed.get(new, new) for old, new in names.items()}}
    return names


def _named(fields: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Return a coding as it comes back: on the transcript as this is called now."""
    old = fields.get("transcript", "")
    if old not in names:
        return fields
    unit: str = fields["unit"]
    renamed = names[old] + unit[len(old) :] if unit[: len(old) + 1] in {f"{old}#", f"{old}@"} else unit
    return {**fields, "transcript": names[old], "unit": renamed}


def _check_untouched(
    connection: Connection, table: Table, began: Mapping[str, Any], ended: Mapping[str, Any], number: int,
) -> None:
    """Refuse to reverse what people have built upon; what followed from files and rules is no obstacle."""
    keys = sorted({*began, *ended})
    now = {row.key: row for row in _rows_of(connection, table, keys, current(table))}
    changed = [key for key in keys if (key in now) != (key in began)
               or (key in now and _fields(now[key]) != _fields(began[key]))]
    if not changed:
        return
    versions = _rows_of(connection, table, changed, or_(table.c.since > number, table.c.until > number))
    later = {place for row in versions for place in (row.since, row.until) if place and place > number}
    verbs = schema.operation.c.verb
    people = connection.scalars(
        select(schema.operation.c.id).where(schema.operation.c.id.in_(later), verbs.not_in(AUTOMATIC)))
    last = max(people, default=0)
    if last:
        raise UsageError(
            _("operation {number} cannot be taken back: operation {later} has changed the same things since; take "
              "that one back first (`qualcode undo --operation {later}`)").format(number=number, later=last))


def _check_unused(connection: Connection, names: Sequence[str], number: int) -> None:
    """Refuse to take coders away who have codings: tables would go on without these."""
    coding = schema.coding
    found = connection.scalar(
        select(func.min(coding.c.coder)).where(
            coding.c.coder.in_(names), coding.c.until.is_(None), coding.c.since != number)) if names else None
    if found:
        raise UsageError(_("operation {number} cannot be taken back: {name} has coded since").format(
            number=number, name=found))


def _rows_of(connection: Connection, table: Table, keys: Sequence[str], condition: Any) -> list[Any]:
    return [row for start in range(0, len(keys), 500)
            for row in _rows(connection, table, and_(table.c.key.in_(keys[start : start + 500]), condition))]


def _reversed(connection: Connection) -> dict[int, int]:
    """Return which operations are taken back now, and by which; a reversal that was reversed itself does not count."""
    table = schema.operation
    pairs: dict[int, int] = {}
    rows = connection.execute(
        select(table.c.id, table.c.reverses).where(table.c.reverses.is_not(None)).order_by(table.c.id.desc()))
    for number, reverses in rows:
        if number not in pairs:
            pairs.setdefault(reverses, number)
    return pairs


def _counts(connection: Connection, first: int, last: int) -> dict[int, int]:
    """Return how many things each operation from ``first`` to ``last`` changed."""
    counts: dict[int, int] = {}
    for table in schema.VERSIONED:
        began = select(table.c.since.label("operation"), table.c.key).where(table.c.since.between(first, last))
        ended = select(table.c.until.label("operation"), table.c.key).where(table.c.until.between(first, last))
        both = began.union(ended).subquery()
        for number, count in connection.execute(select(both.c.operation, func.count()).group_by(both.c.operation)):
            counts[number] = counts.get(number, 0) + count
    return counts
