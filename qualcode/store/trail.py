"""The history in whole versions: what an audit trail tells of each change, and what stood there before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, and_, func, or_, select

from qualcode.model import State
from qualcode.store import schema

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Altered:
    """What one operation did to one thing, with the whole of it before and after.

    Attributes:
        operation: Number of the operation.
        table: ``coding``, ``memo``, ``coder`` …
        key: Which one.
        before: What it was, None where it was not there.
        after: What it became, None where it went.
    """

    operation: int
    table: str
    key: str
    before: Fields | None
    after: Fields | None


@dataclass(frozen=True, slots=True)
class ProposalCounts:
    """What an operation did to the proposals of rules: how many it added, withdrew and changed."""

    added: int = 0
    gone: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class TextVersion:
    """A version of a transcript or a codebook.

    Attributes:
        name: Name of the transcript, path of the codebook.
        sha: Hash of the text.
        since: Operation that noted it first. at: When, ISO 8601 in UTC. current: Whether it holds now.
    """

    name: str
    sha: str
    since: int
    at: str
    current: bool


def altered(connection: Connection, operation: int = 0, *, proposals: bool = False) -> list[Altered]:
    """Return changes in the order of operations, kinds of things and the text.

    Args:
        connection: Of ``Store.reading``.
        operation: Only what this one did; 0 for all.
        proposals: Whether to return what became of rules' proposals too; there may be very many.
    """
    found: list[tuple[tuple[Any, ...], Altered]] = []
    for rank, table in enumerate(schema.VERSIONED):
        for number, key, before, after in _pairs(connection, table, operation, proposals):
            one: Fields = after or before or {}
            order = (number, rank, str(one.get("transcript", "")), int(one.get("start", 0)), key)
            found.append((order, Altered(number, table.name, key, before, after)))
    return [change for _order, change in sorted(found, key=lambda pair: pair[0])]


def _pairs(
    connection: Connection, table: Table, operation: int, proposals: bool,
) -> Iterator[tuple[int, str, Fields | None, Fields | None]]:
    query = select(table)
    if operation:
        query = query.where(or_(table.c.since == operation, table.c.until == operation))
    if table is schema.coding and not proposals:
        query = query.where(table.c.state != State.PROPOSED.value)
    began: dict[tuple[int, str], Fields] = {}
    ended: dict[tuple[int, str], Fields] = {}
    rows: Any = connection.execute(query).mappings()
    for row in rows:
        began[row["since"], row["key"]] = row
        if row["until"] is not None:
            ended[row["until"], row["key"]] = row
    for number, key in {**began, **ended}:
        if not operation or number == operation:
            yield number, key, ended.get((number, key)), began.get((number, key))


def proposal_counts(connection: Connection) -> dict[int, ProposalCounts]:
    """Return what each operation did to the proposals of rules; operations that did nothing to them are left out."""
    table, earlier = schema.coding, schema.coding.alias()
    open_now, open_before = table.c.state == State.PROPOSED.value, earlier.c.state == State.PROPOSED.value
    began = _as_dict(connection, select(table.c.since, func.count()).where(open_now).group_by(table.c.since))
    ended = _as_dict(connection, select(table.c.until, func.count()).where(
        open_now, table.c.until.is_not(None)).group_by(table.c.until))
    kept = _as_dict(connection, select(table.c.since, func.count()).join(
        earlier, and_(earlier.c.key == table.c.key, earlier.c.until == table.c.since)).where(
            open_now, open_before).group_by(table.c.since))
    return {number: ProposalCounts(began.get(number, 0) - kept.get(number, 0),
                                   ended.get(number, 0) - kept.get(number, 0), kept.get(number, 0))
            for number in sorted({*began, *ended})}


def _as_dict(connection: Connection, query: Any) -> dict[Any, Any]:
    rows: Any = connection.execute(query)
    return dict(rows.all())


def words_before(connection: Connection, keys: Sequence[str]) -> dict[str, Fields]:
    """Return, for codings whose words were corrected, the last version whose place was sure."""
    table = schema.coding
    found: dict[str, Fields] = {}
    for start in range(0, len(keys), 500):
        query = select(table).where(
            table.c.key.in_(keys[start : start + 500]), table.c.until.is_not(None), table.c.anchor == "")
        rows: Any = connection.execute(query.order_by(table.c.until)).mappings()
        found |= {row["key"]: row for row in rows}
    return found


def text_versions(connection: Connection, kind: str) -> list[TextVersion]:
    """Return every version of every ``transcript`` or ``codebook``, by name and time.

    Raises:
        KeyError: ``kind`` is neither.
    """
    table = {"transcript": schema.transcript, "codebook": schema.codebook}[kind]
    operation = schema.operation
    rows = connection.execute(
        select(table.c.key, table.c.text, table.c.since, operation.c.at, table.c.until)
        .join(operation, operation.c.id == table.c.since).order_by(table.c.key, table.c.since))
    versions: list[TextVersion] = []
    for name, sha, since, at, until in rows:
        last = versions[-1] if versions else None
        if last and (last.name, last.sha) == (name, sha):  # only who speaks in it became another
            versions[-1] = TextVersion(name, sha, last.since, last.at, until is None)
        else:
            versions.append(TextVersion(name, sha, since, at, until is None))
    return versions


def codebooks_now(connection: Connection) -> dict[str, str]:
    """Return path -> hash of the version of each codebook that the store knows last."""
    table = schema.codebook
    return _as_dict(connection, select(table.c.key, table.c.text).where(table.c.until.is_(None)))


def codebooks_begun(connection: Connection, operation: int) -> dict[str, str]:
    """Return path -> hash of the codebooks that an operation brought into the store."""
    table = schema.codebook
    return _as_dict(connection, select(table.c.key, table.c.text).where(table.c.since == operation))
