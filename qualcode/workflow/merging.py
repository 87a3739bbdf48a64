"""How one file of codings comes into a store: what is new, what is older, and where two machines went apart."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from qualcode.errors import ReadError
from qualcode.i18n import _
from qualcode.model.exchange import CodingLine, CodingsFile, MemoLine
from qualcode.store import Connection, Held
from qualcode.store.codings import FUZZY, LOST, SURE
from qualcode.store.history import last_operation
from qualcode.store.memos import Memo
from qualcode.store.merge import Chain, Note, Notes, authors, coding_chains, memo_chains, owners, revision, said
from qualcode.workflow.arrive import Arrivals, Arrived
from qualcode.workflow.carry import CarriedCoding

THEIRS, OURS = "theirs", "ours"
_RANK = {SURE: 0, FUZZY: 1, LOST: 2}


class Verdict(StrEnum):
    """How a line of a file stands to what is here."""

    NEW = "new"
    SAME = "same"
    FORWARD = "forward"  # what is here is one of its earlier versions
    OLDER = "older"  # it is one of the earlier versions of what is here
    APART = "apart"  # both were changed


class Fate(StrEnum):
    """What became of a line."""

    ADDED = "added"
    UPDATED = "updated"
    REMOVED = "removed"
    UNCHANGED = "unchanged"
    OLDER = "older"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Side:
    """What one side of a conflict says.

    Attributes:
        by: Who said so. at: When, ISO 8601 in UTC, or "".
        removed: Whether it was taken away.
        target: Transcript of a coding; kind and name of what a memo is about.
        start, end: The span. code: Id. state: What was decided. text: The words coded. memo: The note.
        weight: Of a coding.
    """

    by: str = ""
    at: str = ""
    removed: bool = False
    target: str = ""
    start: int = 0
    end: int = 0
    code: str = ""
    state: str = ""
    text: str = ""
    memo: str = ""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that was changed on two machines.

    Attributes:
        kind: ``coding`` or ``memo``. id: Which one.
        ours: What is said here. theirs: What the file says. Both are empty for a coder who may not see it.
        kept: ``ours`` or ``theirs``.
    """

    kind: str
    id: str
    ours: Side
    theirs: Side
    kept: str


@dataclass
class Plan:
    """What a file would change, and what is to be said of it.

    Attributes:
        at: The state of the store that it was made for.
        puts: Codings to write. ends: Ids of codings to end. memos, memo_ends: The same for memos.
        coding_notes, memo_notes: What the merge says of revisions.
        fates: Of codings. memo_fates: Of memos. conflicts: Of both.
        rows: What became of places that are not as in the file.
    """

    at: int
    puts: list[Held] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    memos: list[Memo] = field(default_factory=list)
    memo_ends: list[str] = field(default_factory=list)
    coding_notes: dict[str, Note] = field(default_factory=dict)
    memo_notes: dict[str, Note] = field(default_factory=dict)
    fates: Counter[Fate] = field(default_factory=Counter)
    memo_fates: Counter[Fate] = field(default_factory=Counter)
    conflicts: list[Conflict] = field(default_factory=list)
    rows: list[CarriedCoding] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.puts or self.ends or self.memos or self.memo_ends or self.coding_notes or self.memo_notes)

    @property
    def notes(self) -> Notes:
        """What the merge says of revisions."""
        return Notes(self.coding_notes, self.memo_notes)


def make_plan(arrivals: Arrivals, file: CodingsFile, take: str) -> Plan:
    """Find out what a file would change.

    Args:
        arrivals: Of the study, with a connection that sees one state of its store.
        file: Somebody's work.
        take: What becomes of conflicts: ``theirs``, ``ours``, or "" to keep ours and ask again next time.

    Raises:
        ReadError: an id in the file belongs to another coder here.
    """
    connection = arrivals.connection
    plan = Plan(last_operation(connection))
    codings = coding_chains(connection, file.header.coder)
    memos = memo_chains(connection, file.header.coder)
    _check_owners(connection, file, [one for one in file.codings if one.id not in codings], memos=False)
    _check_owners(connection, file, [one for one in file.memos if one.id not in memos], memos=True)
    _plan_codings(plan, file, arrivals, codings, take)
    _plan_memos(plan, file, arrivals, memos, take)
    return plan


def judge(note: Note | None, rev: str, was: Iterable[str]) -> Verdict:
    """Tell how a revision with those before it stands to the revisions here.

    Where the last thing that happened here is that a code got another name, what was there before that counts: a
    change on a machine that does not know the new name yet is no conflict.
    """
    if note is None:
        return Verdict.NEW
    if rev == note.revs[-1]:
        return Verdict.SAME
    ahead, behind = not {note.revs[-1], note.base}.isdisjoint(was), rev in note.revs
    if ahead != behind:
        return Verdict.FORWARD if ahead else Verdict.OLDER
    return Verdict.APART


def _check_owners(
    connection: Connection, file: CodingsFile, lines: Sequence[CodingLine | MemoLine], *, memos: bool,
) -> None:
    """Nobody's work is overwritten by another's file."""
    found = owners(connection, [line.id for line in lines], memos=memos)
    for line in lines:
        owner = found.get(line.id, line.coder)
        if owner != line.coder:
            raise ReadError(
                _("{name}:{line}: belongs to {owner} here, not to {coder}; nothing was merged. If one is the new name "
                  "of the other, rename the coder here first").format(
                      name=file.name, line=line.line, owner=owner, coder=line.coder))


def _plan_codings(
    plan: Plan, file: CodingsFile, arrivals: Arrivals, chains: Mapping[str, Chain[Held]], take: str,
) -> None:
    verdicts = {line.id: _verdict(line, chains) for line in file.codings}
    placed = arrivals.place(line for line in file.codings if not line.removed and (
        verdicts[line.id] in {Verdict.NEW, Verdict.FORWARD, Verdict.APART} or _is_unsure(line, chains)))
    apart: list[tuple[CodingLine, Arrived | None]] = []
    for line in file.codings:
        chain, arrived = chains.get(line.id), placed.get(line.id)
        held = arrived.held if arrived else None
        renamed = held is not None and held.coding.code != line.code
        fate, note, use = _settled(verdicts[line.id], chain, line, held, take, renamed=renamed)
        if fate is Fate.CONFLICT:
            apart.append((line, arrived))
        if arrived and chain and not use and fate is Fate.UNCHANGED and _is_better(arrived.held, chain.now):
            fate, use = Fate.UPDATED, True
        plan.fates[fate] += 1
        if note is not None:
            plan.coding_notes[line.id] = note
        if use and arrived is not None:
            plan.puts.append(arrived.held)
            plan.rows.append(CarriedCoding(arrived.old, arrived.held.coding, arrived.found.outcome,
                                           arrived.found.similarity, arrived.found.reason))
        elif use and chain and chain.now is not None:
            plan.ends.append(line.id)
    by = authors(arrivals.connection, (chains[line.id].operation for line, _arrived in apart))
    plan.conflicts += [
        Conflict("coding", line.id, _side(chains[line.id].now, chains[line.id].last, by[chains[line.id].operation]),
                 _side(arrived.held if arrived else None, chains[line.id].last, (line.coder, line.at)), take or OURS)
        for line, arrived in apart]


def _plan_memos(
    plan: Plan, file: CodingsFile, arrivals: Arrivals, chains: Mapping[str, Chain[Memo]], take: str,
) -> None:
    for line in file.memos:
        chain = chains.get(line.id)
        target = arrivals.code(line.target) if line.about == "code" else line.target
        memo = None if line.removed else Memo(line.id, line.about, target, line.body, line.coder)
        verdict = _verdict(line, chains)
        fate, note, use = _settled(verdict, chain, line, memo, take, renamed=target != line.target)
        plan.memo_fates[fate] += 1
        if fate is Fate.CONFLICT and chain is not None:
            by = authors(arrivals.connection, [chain.operation])[chain.operation]
            plan.conflicts.append(Conflict(
                "memo", line.id, _memo_side(chain.now, chain.last, by), _memo_side(memo, chain.last, (line.coder, "")),
                take or OURS))
        if note is not None:
            plan.memo_notes[line.id] = note
        if use and memo is not None:
            plan.memos.append(memo)
        elif use and chain and chain.now is not None:
            plan.memo_ends.append(line.id)


def _verdict(line: CodingLine | MemoLine, chains: Mapping[str, Chain[Held]] | Mapping[str, Chain[Memo]]) -> Verdict:
    chain = chains.get(line.id)
    return judge(chain.note if chain else None, line.rev, line.was)


def _is_unsure(line: CodingLine, chains: Mapping[str, Chain[Held]]) -> bool:
    """Return whether a coding is here, but has no sure place: the file may know it better."""
    chain = chains.get(line.id)
    return chain is not None and chain.now is not None and chain.now.anchor != SURE and line.rev in {
        chain.rev, chain.note.base}


def _is_better(theirs: Held, ours: Held | None) -> bool:
    return ours is not None and _RANK[theirs.anchor] < _RANK[ours.anchor]


def _settled(
    verdict: Verdict, chain: Chain[Held] | Chain[Memo] | None, line: CodingLine | MemoLine, theirs: Held | Memo | None,
    take: str, *, renamed: bool,
) -> tuple[Fate, Note | None, bool]:
    """Return what becomes of a line, what the merge notes of it, and whether it is what holds from now on."""
    if chain is None:
        return (Fate.ADDED if theirs else Fate.UNCHANGED), _brought((), line, theirs, renamed), True
    revs = chain.note.revs
    if verdict is Verdict.FORWARD:
        gone = Fate.REMOVED if chain.now is not None else Fate.UNCHANGED
        return (Fate.UPDATED if theirs else gone), _brought(revs, line, theirs, renamed), True
    if verdict is Verdict.OLDER:
        return (Fate.UNCHANGED if line.rev == chain.note.base else Fate.OLDER), None, False
    if verdict is Verdict.SAME:
        learnt = Note(_last(chain.rev, line.was, revs), chain.note.base)
        return Fate.UNCHANGED, None if set(line.was) <= set(revs) else learnt, False
    if said(chain.now) == said(theirs):  # both machines came to say the same; the same revision wins on both
        head = min(line.rev, chain.rev)
        return Fate.UNCHANGED, Note(_last(head, revs, line.was, [line.rev]), head), False
    if take == THEIRS:
        return Fate.CONFLICT, _brought(revs, line, theirs, renamed), True
    if take == OURS:
        kept = revision(chain.rev, ["kept", line.rev])
        return Fate.CONFLICT, Note(_last(kept, line.was, [line.rev], revs), kept), False
    return Fate.CONFLICT, None, False


def _brought(
    revs: tuple[str, ...], line: CodingLine | MemoLine, theirs: Held | Memo | None, renamed: bool,
) -> Note:
    """Return what is noted of a line that holds from now on; another name for its code is one revision more."""
    all_revs = _last(line.rev, revs, line.was)
    return Note((*all_revs, revision(line.rev, said(theirs))) if renamed else all_revs, line.rev)


def _last(head: str, *parts: Iterable[str]) -> tuple[str, ...]:
    """Return revisions, each once, in the order in which they come first, and one of them last."""
    found = dict.fromkeys(rev for part in parts for rev in part)
    found.pop(head, None)
    return (*found, head)


def _side(held: Held | None, last: Held | None, said_by: tuple[str, str]) -> Side:
    shown = held or last
    if shown is None:
        return Side(*said_by, removed=True)
    one = shown.coding
    return Side(*said_by, held is None, one.transcript, one.span.start, one.span.end, one.code, one.state.value,
                one.quote, one.memo, one.weight)


def _memo_side(memo: Memo | None, last: Memo | None, said_by: tuple[str, str]) -> Side:
    shown = memo or last
    target = f"{shown.about} {shown.target}".strip() if shown else ""
    return Side(*said_by, memo is None, target, memo=shown.body if shown else "")
