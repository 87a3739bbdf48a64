"""Coders: who may code, and who does not see the others' codings yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, func, or_, select

from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.store import schema
from qualcode.store.codings import current
from qualcode.store.history import AUTOMATIC, name_now, renamings
from qualcode.store.store import Operation

#: The coder whose decisions stand for all: what a team settled together.
CONSENSUS = "consensus"
PERSON, RULES, MODEL = "person", "rules", "model"
#: Coders whose codings a coder who codes blind does not see; the last is what was learnt from everybody's.
HIDDEN = frozenset({PERSON, "consensus", MODEL})
#: The coder whose proposals are what was learnt from people's codings.
SUGGESTER = "model"


@dataclass(frozen=True, slots=True)
class Coder:
    """A person, a rule set or a model.

    Attributes:
        name: Unique in the store.
        kind: ``person``, ``rules``, ``model`` or ``consensus``.
        blind: Whether other people's codings are hidden until agreement is computed.
    """

    name: str
    kind: str = PERSON
    blind: bool = False

    @property
    def proposes(self) -> bool:
        """Whether its codings are proposals that this machine makes anew: those of rules and of what was learnt."""
        return self.kind == RULES or self.name == SUGGESTER


def coders(connection: Connection) -> dict[str, Coder]:
    """Return every coder by name, in the order of the names."""
    table = schema.coder
    rows = connection.execute(
        select(table.c.key, table.c.kind, table.c.blind).where(table.c.until.is_(None)).order_by(table.c.key))
    return {name: Coder(name, kind, bool(blind)) for name, kind, blind in rows}


def put_coder(operation: Operation, coder: Coder) -> None:
    """Add a coder, or change what is known of one."""
    operation.put(schema.coder, [{"key": coder.name, "kind": coder.kind, "blind": int(coder.blind)}])


def coding_counts(connection: Connection) -> dict[str, dict[str, int]]:
    """Return how many current codings there are by coder and state."""
    table = schema.coding
    counts: dict[str, dict[str, int]] = {}
    for name, state, count in connection.execute(
            select(table.c.coder, table.c.state, func.count()).where(table.c.until.is_(None))
            .group_by(table.c.coder, table.c.state)):
        counts.setdefault(name, {})[state] = count
    return counts


def rename_coder(operation: Operation, old: Coder, new: str) -> int:
    """Give a coder another name, on all current codings and memos too; ids stay. Return how many of these changed."""
    operation.end(schema.coder, [old.name])
    put_coder(operation, Coder(new, old.kind, old.blind))
    rows = [{**row, "coder": new} for row in _current(operation, schema.coding, schema.coding.c.coder == old.name)]
    operation.put(schema.coding, rows)
    memo = schema.memo
    notes = _current(operation, memo, or_(memo.c.coder == old.name, and_(
        memo.c.about == "coder", memo.c.target == old.name)))
    operation.put(memo, [
        {**row, "coder": new if row["coder"] == old.name else row["coder"],
         "target": new if (row["about"], row["target"]) == ("coder", old.name) else row["target"]} for row in notes])
    return len(rows) + len(notes)


def _current(operation: Operation, table: Table, condition: ColumnElement[bool]) -> list[dict[str, Any]]:
    rows = operation.connection.execute(select(table).where(condition, table.c.until.is_(None))).mappings()
    return [{name: value for name, value in row.items() if name not in {"row", "since", "until"}} for row in rows]


def was_blind(connection: Connection, name: str) -> bool:
    """Return whether a coder ever coded blind."""
    table, changes = schema.coder, renamings(connection)
    rows = connection.execute(select(table.c.since, table.c.key).where(table.c.blind == 1))
    return any(name_now(changes, since, key) == name for since, key in rows)


def opened_by(connection: Connection, names: Sequence[str]) -> int:
    """Return the first operation after which some of these coders no longer coded blind, 0 where there is none."""
    closed, opened = schema.coder.alias(), schema.coder.alias()
    same = (closed.c.key == opened.c.key) & (closed.c.until == opened.c.since)
    rows = connection.execute(
        select(opened.c.since, opened.c.key).join(closed, same).where(closed.c.blind == 1, opened.c.blind == 0))
    changes = renamings(connection)
    return min((since for since, key in rows if name_now(changes, since, key) in names), default=0)


def changed_since(connection: Connection, names: Sequence[str], number: int) -> int:
    """Return how many codings of some coders are others now than after an operation, by what people have done."""
    table, operation = schema.coding, schema.operation
    by_people = select(operation.c.id).where(operation.c.id > number, operation.c.verb.not_in(AUTOMATIC))
    touched = select(table.c.key).where(
        table.c.coder.in_(names), or_(table.c.since.in_(by_people), table.c.until.in_(by_people)))
    said = (table.c.key, table.c.code, table.c.state, table.c.quote)
    now = set(connection.execute(select(*said).where(table.c.key.in_(touched), current(table))).all())
    then = set(connection.execute(select(*said).where(table.c.key.in_(touched), current(table, number))).all())
    return len({row[0] for row in now ^ then})


def plain_coder(name: str) -> str:
    """Return a coder's name as it is kept: without blanks at the ends and doubled ones.

    Raises:
        UsageError: nothing is left of it, or it holds a line break or another control character.
    """
    plain = " ".join(name.split())
    if not plain or not plain.isprintable() or ";" in plain:
        raise UsageError(_("{name}: a coder's name is one line of letters, without ;").format(name=repr(name)))
    return plain
