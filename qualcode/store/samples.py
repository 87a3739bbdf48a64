"""Sampling plans: which units everyone codes. Units are kept as places in texts, since numbers shift."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from qualcode.model import Span
from qualcode.store import schema
from qualcode.store.store import Operation


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a text.

    Attributes:
        transcript: Name of the transcript. text: Hash of the text. span: Where in it.
    """

    transcript: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Plan:
    """A sampling plan.

    Attributes:
        name: Unique in the store.
        asked: What was asked for: share, by, unit, seed.
        places: The units, in the order of the text.
    """

    name: str
    asked: Mapping[str, Any]
    places: tuple[Place, ...]


def plans(connection: Connection) -> dict[str, Plan]:
    """Return every plan by name."""
    table = schema.sample
    rows = connection.execute(
        select(table.c.key, table.c.plan, table.c.units).where(table.c.until.is_(None)).order_by(table.c.row))
    return {
        name: Plan(name, json.loads(asked), tuple(
            Place(transcript, text, Span(start, end)) for transcript, text, start, end in json.loads(units)))
        for name, asked, units in rows
    }


def put_plan(operation: Operation, plan: Plan) -> None:
    """Keep a plan; one of the same name ends."""
    units = [[place.transcript, place.text, place.span.start, place.span.end] for place in plan.places]
    operation.put(schema.sample, [{
        "key": plan.name, "plan": json.dumps(dict(plan.asked), ensure_ascii=False, sort_keys=True),
        "units": json.dumps(units, ensure_ascii=False)}])
