"""From what a rule set's proposals were made: while that stays, they need not be made anew."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from qualcode.store import schema
from qualcode.store.store import Operation


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the current proposals of a rule set were made from.

    Attributes:
        coder: Name of the rule set. codebook: Hash of the file. unit: What a coding covers.
        digest: Hash of all that the proposals depend on.
    """

    coder: str
    codebook: str
    unit: str
    digest: str


def proposed(connection: Connection, coder: str) -> Proposed | None:
    """Return what the proposals of a rule set were made from, None where it has made none."""
    table = schema.proposed
    row = connection.execute(
        select(table.c.key, table.c.codebook, table.c.unit, table.c.digest)
        .where(table.c.key == coder, table.c.until.is_(None))).first()
    return Proposed(*row) if row else None


def put_proposed(operation: Operation, mark: Proposed) -> None:
    """Note what the proposals of a rule set are made from now."""
    operation.put(schema.proposed, [{
        "key": mark.coder, "codebook": mark.codebook, "unit": mark.unit, "digest": mark.digest}])
