"""The audit trail: one row a change, and what the whole of it covers."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.i18n import _
from qualcode.settings import Settings
from qualcode.store import Coder, Store, coders
from qualcode.store.history import Entry, entries, entry
from qualcode.store.people import HIDDEN, PERSON
from qualcode.store.trail import Altered, ProposalCounts, TextVersion, altered, proposal_counts, text_versions
from qualcode.workflow.verbs import anchor_word, field_word, kind_word, state_word, thing_word, verb_word

if TYPE_CHECKING:
    import pandas as pd

TRAIL_COLUMNS = ("operation", "time", "coder", "verb", "thing", "thing_id", "code", "transcript", "unit_id", "quote",
                 "field", "before", "after", "memo")
#: Fields that are told, in this order; the others follow from these or are bookkeeping.
_TOLD: Mapping[str, tuple[str, ...]] = {
    "coding": ("state", "code", "transcript", "span", "quote", "coder", "weight", "memo", "polarity", "anchor"),
    "memo": ("about", "target", "body", "coder"),
    "coder": ("kind", "blind"),
    "codebook": ("text",),
    "transcript": ("text",),
    "sample": ("plan",),
}
#: What a thing is told by when it comes or goes: one field says it.
_TELLING = {"coding": "state", "memo": "body", "coder": "kind", "codebook": "text", "transcript": "text",
            "sample": "plan"}


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One field of one thing that one operation changed.

    Attributes:
        operation: Its number, time (ISO 8601 in UTC), coder and verb.
        thing: ``coding``, ``memo`` …, or ``proposals`` for all that an operation did to what rules propose.
        key: Id of the thing.
        code: Of a coding. transcript: Of a coding. unit: Of a coding. quote: Its words after the change, or before.
        field: What changed; where a thing comes or goes, what tells it best; "" where it was only confirmed.
        before: What it was, "" where the thing was not there.
        after: What it became, "" where the thing went.
        memo: The coding's memo then.
    """

    operation: Entry
    thing: str
    key: str
    code: str = ""
    transcript: str = ""
    unit: str = ""
    quote: str = ""
    field: str = ""
    before: str = ""
    after: str = ""
    memo: str = ""


@dataclass(frozen=True)
class Coverage:
    """What a trail covers.

    Attributes:
        project: Name of the study.
        first: The first operation, None in an empty store. last: The last one.
        coders: Names, with what kind each is.
        codebooks: Every version. transcripts: Every version.
        verbs: Operations by verb.
        quotes: Whether the words of interviews are in it.
        only: The coder to whose own work the trail is limited, "" where it tells everything.
    """

    project: str
    first: Entry | None
    last: Entry | None
    coders: Mapping[str, str]
    codebooks: Sequence[TextVersion]
    transcripts: Sequence[TextVersion]
    verbs: Mapping[str, int]
    quotes: bool = True
    only: str = ""


@dataclass(frozen=True)
class Trail:
    """The audit trail: what it covers, every operation, and what each changed."""

    coverage: Coverage
    operations: Sequence[Entry]
    rows: Sequence[TrailRow]


def trail(
    store: Store, settings: Settings, who: Coder, *, coder: str = "", quotes: bool = True, proposals: bool = False,
) -> Trail:
    """Return the audit trail.

    Args:
        store: The store.
        settings: Of the project.
        who: The acting coder; one who codes blind is told of other people's work only that there was some.
        coder: Only what this coder did.
        quotes: Whether to tell what people said.
        proposals: Whether to tell of every proposal of rules; else they are counted, a row an operation.
    """
    with store.reading() as connection:
        operations = entries(connection, coder=coder)
        people = coders(connection)
        told = {one.id: one for one in operations}
        changed = [one for one in altered(connection, proposals=proposals) if one.operation in told]
        counts = {} if proposals else proposal_counts(connection)
        books, texts = text_versions(connection, "codebook"), text_versions(connection, "transcript")
    hidden = hidden_from(who, people)
    rows = [row for change in changed if may_see(change, hidden) for row in _rows(change, told, quotes)]
    rows += [_counted_row(told[number], count) for number, count in counts.items() if number in told]
    kinds = {name: one.kind for name, one in people.items()}
    kinds |= {one.coder: PERSON for one in operations if one.coder not in kinds}
    coverage = Coverage(
        settings.name, operations[0] if operations else None, operations[-1] if operations else None,
        dict(sorted(kinds.items())), books, texts, dict(sorted(Counter(one.verb for one in operations).items())),
        quotes, who.name if who.blind else coder)
    return Trail(coverage, operations, sorted(rows, key=lambda row: row.operation.id))


def operation_rows(store: Store, who: Coder, number: int) -> tuple[Entry, list[TrailRow]]:
    """Return an operation with all it changed; of very many proposals of rules only their numbers.

    Raises:
        UsageError: there is no such operation.
    """
    with store.reading() as connection:
        what = entry(connection, number)
        hidden = hidden_from(who, coders(connection))
        proposals = what.changes <= _FEW
        changed = [one for one in altered(connection, number, proposals=proposals) if may_see(one, hidden)]
        counts = {} if proposals else proposal_counts(connection)
    rows = [row for change in changed for row in _rows(change, {number: what}, True)]
    return what, rows + [_counted_row(what, count) for of, count in counts.items() if of == number]


#: Of so many proposals at most every one is shown.
_FEW = 200


def hidden_from(who: Coder, people: Mapping[str, Coder]) -> frozenset[str]:
    """Return the coders whose work the acting coder may not see."""
    return frozenset(name for name, one in people.items()
                     if who.blind and name != who.name and one.kind in HIDDEN)


def may_see(change: Altered, hidden: frozenset[str]) -> bool:
    """Return whether a change is one to tell of, and of nobody whose work is hidden."""
    if change.table not in _TOLD:  # from what proposals were made: the operation says it
        return False
    owners = {str(fields["coder"]) for fields in (change.before, change.after) if fields and "coder" in fields}
    return hidden.isdisjoint(owners)


def trail_table(found: Trail) -> "pd.DataFrame":
    """Return one row a change; columns ``TRAIL_COLUMNS``, verbs, things and fields in the language of messages."""
    import pandas as pd

    return pd.DataFrame(map(_cells, found.rows), columns=list(TRAIL_COLUMNS))


def row_record(row: TrailRow) -> dict[str, Any]:
    """Return a row as one object, for programs; keys ``TRAIL_COLUMNS``."""
    return dict(zip(TRAIL_COLUMNS, _cells(row), strict=True))


def _cells(row: TrailRow) -> tuple[Any, ...]:
    what = row.operation
    return (what.id, what.at, what.coder, verb_word(what.verb), row.thing, row.key, row.code, row.transcript, row.unit,
            row.quote, row.field, row.before, row.after, row.memo)


def _rows(change: Altered, told: Mapping[int, Entry], quotes: bool) -> Iterator[TrailRow]:
    """Yield a row for each field that changed, or one where the thing came, went or was confirmed."""
    before, after = _telling(change.table, change.before), _telling(change.table, change.after)
    one = after or before or {}
    fields: Iterable[str] = [name for name in _TOLD[change.table]
                             if before and after and before.get(name) != after.get(name)]
    if not (before and after):
        fields = [_TELLING[change.table]]
    is_coding = change.table == "coding"
    shared = {name: str(one.get(name, "")) for name in ("code", "transcript", "unit", "memo")} if is_coding else {}
    for name in list(fields) or [""]:
        silent = name == "quote" and not quotes
        yield TrailRow(
            told[change.operation], thing_word(change.table), change.key, **shared,
            quote=str(one["quote"]) if is_coding and quotes else "", field=field_word(name) if name else "",
            before="" if silent else _cell(name, (before or {}).get(name)),
            after="" if silent else _cell(name, (after or {}).get(name)))


def _telling(table: str, fields: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if fields is None:
        return None
    given = dict(fields)
    if table == "coding":
        given["span"] = f"{given['start']}-{given['stop']}"
    return given


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name == "blind":
        return _("yes") if value else _("no")
    words = {"state": state_word, "anchor": anchor_word, "kind": kind_word}.get(name, str)
    return f"{value:g}" if isinstance(value, float) else words(value)


def _counted_row(what: Entry, count: ProposalCounts) -> TrailRow:
    words = _("{added} new, {gone} withdrawn, {changed} changed").format(
        added=count.added, gone=count.gone, changed=count.changed)
    return TrailRow(what, thing_word("proposed"), str(what.detail.get("rules", "")), after=words)
