"""Codings as rows, and rows as codings."""

import gc
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from sys import intern
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, func, or_, select

from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.model import Coding, Evidence, Origin, Polarity, Span, State, Unit
from qualcode.store import schema
from qualcode.store.store import Operation
from qualcode.store.texts import clean

#: What became of the place of a coding when its transcript was corrected.
SURE, FUZZY, LOST = "", "fuzzy", "lost"
#: After every other character: what begins with ``x`` lies between ``x`` and this after it, which an index finds.
_LAST = "\U0010ffff"
_COLUMNS = tuple(column for column in schema.coding.c if column.name not in {"row", "since", "until"})


@dataclass(frozen=True, slots=True)
class Held:
    """A coding as the store holds it.

    Attributes:
        coding: The coding.
        text: Hash of the text on which its span stands.
        anchor: ``""``, ``"fuzzy"`` (the words changed: somebody should look) or ``"lost"`` (still on the old text).
    """

    coding: Coding
    text: str
    anchor: str = SURE


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which codings are asked for; an empty field lets everything pass.

    Attributes:
        codes: Ids of codes. coders: Names. transcripts: Names. states: What was decided.
        anchors: ``""``, ``"fuzzy"``, ``"lost"``. keys: Ids of codings.
        at: The state after this operation, 0 for now.
    """

    codes: tuple[str, ...] = ()
    coders: tuple[str, ...] = ()
    transcripts: tuple[str, ...] = ()
    states: tuple[State, ...] = ()
    anchors: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    at: int = 0


def held(connection: Connection, wanted: Wanted | None = None, *, evidence: bool = True) -> list[Held]:
    """Return codings in the order of the text.

    Args:
        connection: Of ``Store.reading``.
        wanted: Which; all by default.
        evidence: Whether to read the evidence too, which takes half the time.
    """
    table = schema.coding
    query = _asked(select(*_COLUMNS), wanted or Wanted())
    order = (table.c.transcript, table.c.start, table.c.stop, table.c.code, table.c.key)
    was_enabled = gc.isenabled()
    gc.disable()  # all of it stays: looking for garbage among many thousands of new objects takes half the time
    try:
        return list(_held_rows(connection.execute(query.order_by(*order)), evidence))
    finally:
        if was_enabled:
            gc.enable()


def codings(connection: Connection, wanted: Wanted | None = None, *, evidence: bool = True) -> list[Coding]:
    """Return codings whose place in the current text is known; see ``held``."""
    return [one.coding for one in held(connection, wanted, evidence=evidence) if one.anchor != LOST]


def noted(connection: Connection) -> list[Held]:
    """Return the current codings that have a memo, in the order in which they were last changed."""
    table = schema.coding
    query = select(*_COLUMNS).where(table.c.until.is_(None), table.c.memo != "").order_by(table.c.row)
    return list(_held_rows(connection.execute(query), False))


def one(connection: Connection, key: str) -> Held:
    """Return the current coding whose id begins with ``key``.

    Raises:
        UsageError: there is none, or several.
    """
    table = schema.coding
    low = clean(key).strip().lower()
    found = list(_held_rows(connection.execute(
        select(*_COLUMNS).where(table.c.key >= low, table.c.key <= low + _LAST, current(table)).limit(2)), True))
    if not low or not found:
        raise UsageError(_("{key}: no coding has this id; `qualcode codings list` shows them").format(key=key))
    if len(found) > 1:
        raise UsageError(_("{key}: several codings have ids that begin so; write more of it").format(key=key))
    return found[0]


def decided(connection: Connection, wanted: Wanted) -> tuple[set[str], set[tuple[str, str, int, int]]]:
    """Return on what some codings decide: ids of proposals, and (transcript, code, start, end).

    Lost codings decide on nothing. Much faster than ``held``, for a store with many.
    """
    table = schema.coding
    columns = table.c.basis, table.c.transcript, table.c.code, table.c.start, table.c.stop
    rows = connection.execute(_asked(select(*columns), wanted).where(table.c.anchor != LOST)).all()
    return {row[0] for row in rows if row[0]}, {(row[1], row[2], row[3], row[4]) for row in rows}


def put_codings(operation: Operation, changed: Iterable[Held]) -> None:
    """Add codings or change them; what they were stays in the history."""
    operation.put(schema.coding, [_row(one, operation.at) for one in changed])


def end_codings(operation: Operation, keys: Sequence[str]) -> None:
    """Take codings out of the current state; what they were stays in the history."""
    operation.end(schema.coding, keys)


def taken_keys(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Return those of some ids that a coding has or once had."""
    found: set[str] = set()
    for start in range(0, len(keys), 500):
        found |= set(connection.scalars(
            select(schema.coding.c.key).where(schema.coding.c.key.in_(keys[start : start + 500]))))
    return found


def decided_codes(connection: Connection) -> dict[str, int]:
    """Return every code on which people have decided, with the number of their current codings."""
    table = schema.coding
    rows = connection.execute(
        select(table.c.code, func.count()).where(table.c.until.is_(None), table.c.state != State.PROPOSED.value)
        .group_by(table.c.code).order_by(table.c.code))
    return {row.code: row[1] for row in rows}


def versions(connection: Connection, coder: str) -> Iterator[tuple[int, int | None, Held]]:
    """Yield every version of every coding that is or was a coder's: since when, until when, and what it was.

    By id, the oldest first; None stands for no end.
    """
    table, own = schema.coding, schema.coding.alias()
    rows = connection.execute(
        select(table.c.since, table.c.until, *_COLUMNS)
        .where(table.c.key.in_(select(own.c.key).where(own.c.coder == coder))).order_by(table.c.key, table.c.since)
    ).all()
    found = _held_rows((row[2:] for row in rows), True)
    return ((row[0], row[1], version) for row, version in zip(rows, found, strict=True))


def current(table: Table, at: int = 0) -> ColumnElement[bool]:
    """Return the condition for the versions that hold now, or held after an operation."""
    if not at:
        return table.c.until.is_(None)
    return and_(table.c.since <= at, or_(table.c.until.is_(None), table.c.until > at))


def _asked(query: Select[Any], wanted: Wanted) -> Select[Any]:
    table = schema.coding
    query = query.where(current(table, wanted.at))
    for column, values in (
        (table.c.code, wanted.codes), (table.c.coder, wanted.coders), (table.c.transcript, wanted.transcripts),
        (table.c.state, wanted.states), (table.c.anchor, wanted.anchors), (table.c.key, wanted.keys),
    ):
        if values:
            query = query.where(column.in_([str(value) for value in values]))
    return query


def _row(given: Held, at: str) -> dict[str, Any]:
    coding = given.coding
    return {
        "key": coding.id, "transcript": coding.transcript, "text": given.text, "start": coding.span.start,
        "stop": coding.span.end, "code": coding.code, "coder": coding.coder, "origin": coding.origin.value,
        "state": coding.state.value, "polarity": coding.polarity.value, "weight": coding.weight,
        "memo": clean(coding.memo), "quote": clean(coding.quote), "before": clean(coding.before),
        "after": clean(coding.after), "evidence": evidence_json(coding.evidence), "basis": coding.basis,
        "codebook": coding.codebook, "anchor": given.anchor, "unit": coding.unit.id,
        "unit_start": coding.unit.span.start, "unit_stop": coding.unit.span.end, "turn": coding.unit.turn,
        "speaker": clean(coding.speaker), "participant": coding.participant, "at": coding.at or at,
    }


def _held_rows(rows: Iterable[Any], evidence: bool) -> Iterator[Held]:
    origins, states = {member.value: member for member in Origin}, {member.value: member for member in State}
    polarities = {member.value: member for member in Polarity}
    units: dict[tuple[str, str, int, int, int], Unit] = {}  # many codings share one, and its names
    for (key, transcript, text, start, stop, code, coder, origin, state, polarity, weight, memo, quote, before, after,
         found, basis, codebook, anchor, unit, unit_start, unit_stop, turn, speaker, participant, at) in rows:
        where = (transcript, unit, unit_start, unit_stop, turn)
        place = units.get(where)
        if place is None:
            units[where] = place = Unit(unit, transcript, _number(unit), Span(unit_start, unit_stop), turn)
        yield Held(
            Coding(
                key, intern(code), place.transcript, Span(start, stop), place, intern(speaker), intern(participant),
                intern(coder), origins[origin], states[state], polarities[polarity],
                read_evidence_json(found) if evidence and found != "[]" else (),
                quote, before, after, intern(codebook), memo, weight, at, basis,
            ), intern(text), anchor,
        )


def _number(unit: str) -> int:
    """Return the number at the end of a unit's id, 0 where there is none."""
    digits = unit[max(unit.rfind("#"), unit.rfind("@")) + 1 :]
    return int(digits) if digits.isdecimal() else 0


def evidence_json(evidence: Iterable[Evidence]) -> str:
    """Return evidence as JSON: ``[rule, [[start, end] …], polarity, cue or null, [flag …]]`` for each piece."""
    pieces = [
        [piece.rule, [[span.start, span.end] for span in piece.spans], piece.polarity.value,
         [piece.cue.start, piece.cue.end] if piece.cue is not None else None, list(piece.flags)]
        for piece in evidence
    ]
    return json.dumps(pieces, ensure_ascii=False, separators=(",", ":")) if pieces else "[]"


def read_evidence_json(cell: str) -> tuple[Evidence, ...]:
    """Return the evidence that ``evidence_json`` wrote.

    Raises:
        ValueError: it did not.
    """
    try:
        return tuple(
            Evidence(rule, tuple(Span(start, end) for start, end in spans), Polarity(polarity),
                     Span(*cue) if cue is not None else None, tuple(flags))
            for rule, spans, polarity, cue, flags in json.loads(cell)
        )
    except (TypeError, AttributeError) as error:
        raise ValueError("not evidence") from error
