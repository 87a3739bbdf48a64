"""``carry``: the report on corrected transcripts, and what still waits for somebody to look."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from qualcode.language.anchoring import Outcome
from qualcode.language.quotes import similarity
from qualcode.model import Coding, Span, State
from qualcode.store import Held, Wanted, coders, held
from qualcode.store.codings import FUZZY, LOST
from qualcode.store.history import last_of
from qualcode.store.trail import words_before
from qualcode.workflow.carry import CarriedCoding, carry_table
from qualcode.workflow.study import Study
from qualcode.workflow.trail import hidden_from

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class CarryReport:
    """What became of people's codings in corrected transcripts.

    Attributes:
        operation: Number of the operation that carried them over last, 0 where none did.
        new: Whether that was just now; else ``table`` holds what is still fuzzy or lost.
        transcripts: Names of the transcripts with another text.
        missing: Transcripts with codings whose files are gone.
        counts: Codings by outcome.
        table: One row a coding; columns ``CARRY_COLUMNS`` of ``workflow.carry``.
    """

    operation: int
    new: bool
    transcripts: tuple[str, ...]
    missing: tuple[str, ...]
    counts: Mapping[str, int]
    table: "pd.DataFrame"

    @property
    def to_look_at(self) -> list[Mapping[str, Any]]:
        """The rows that are fuzzy or lost: somebody should look."""
        rows = self.table.to_dict("records")
        return [{str(name): value for name, value in row.items()} for row in rows if row["outcome"] in {FUZZY, LOST}]


def carry_report(study: Study) -> CarryReport:
    """Return what opening the study has carried over, else what is still fuzzy or lost from before.

    A coder who codes blind is told of nobody else's codings.
    """
    with study.store.reading() as connection:
        hidden = hidden_from(study.coder, coders(connection))
        number = last_of(connection, "carry")
    new = bool(study.carried.transcripts or study.carried.rows)
    rows = study.carried.rows if new else _waiting(study)
    shown = replace(study.carried, rows=tuple(row for row in rows if row.new.coder not in hidden))
    return CarryReport(
        shown.operation or number, new, shown.transcripts, shown.missing, shown.counts, carry_table(shown))


def _waiting(study: Study) -> tuple[CarriedCoding, ...]:
    """Return the codings of people that are fuzzy or lost now, each with the last words that were surely its own."""
    with study.store.reading() as connection:
        found = [one for one in held(connection, Wanted(anchors=(FUZZY, LOST)))
                 if one.coding.state is not State.PROPOSED]
        before = words_before(connection, [one.coding.id for one in found])
    return tuple(_row(one, before.get(one.coding.id)) for one in found)


def _row(one: Held, before: Mapping[str, Any] | None) -> CarriedCoding:
    old: Coding = one.coding
    if before is not None and one.anchor == FUZZY:
        old = replace(old, span=Span(before["start"], before["stop"]), quote=before["quote"])
    outcome = Outcome.LOST if one.anchor == LOST else Outcome.FUZZY
    alike = 0.0 if outcome is Outcome.LOST else similarity(old.quote, one.coding.quote)
    return CarriedCoding(old, one.coding, outcome, alike, "waiting")
