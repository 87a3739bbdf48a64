"""``undo``, ``redo`` and ``history restore``: take back what was done; the codebook's file comes back with it."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from qualcode.errors import StoreError, UsageError
from qualcode.exporters.atomic import write_bytes
from qualcode.i18n import _
from qualcode.settings import Settings
from qualcode.store import Coder, Connection, Operation, Store
from qualcode.store import history as log
from qualcode.store.codings import decided_codes
from qualcode.store.files import want_file, write_pending
from qualcode.store.history import AUTOMATIC, FINAL, REDO, RESTORE, UNDO, Difference, Entry
from qualcode.store.people import CONSENSUS
from qualcode.store.trail import codebooks_begun, codebooks_now
from qualcode.workflow.verbs import verb_word

#: What concerns nobody but the one who did it; only that person takes it back.
OWN_VERBS = frozenset({
    "accept", "reject", "recode", "add", "move", "keep", "remove", "memo", "memo-remove", "seen", UNDO, REDO})


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What ``undo``, ``redo`` or ``restore`` did.

    Attributes:
        operation: Its number in the history.
        entry: What was taken back or done again; for ``restore`` the operation after which the state came back.
        changes: How many things changed.
        files: Codebooks that were written anew.
    """

    operation: int
    entry: Entry
    changes: int
    files: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Preview:
    """What ``restore`` would change.

    Attributes:
        entry: The operation after which the state would come back.
        back: Things that would come back or be as they were, by kind. gone: Things that would go, by kind.
        codings: Codings that would change, by coder.
        file: The codebook that would be written anew, or None.
    """

    entry: Entry
    back: Mapping[str, int] = field(default_factory=dict)
    gone: Mapping[str, int] = field(default_factory=dict)
    codings: Mapping[str, int] = field(default_factory=dict)
    file: Path | None = None

    @property
    def any(self) -> bool:
        """Whether anything would change."""
        return bool(self.back or self.gone)


def list_entries(store: Store, who: Coder, *, coder: str = "", last: int = 20) -> list[Entry]:
    """Return operations, the oldest first.

    A coder who codes blind is told that others worked, and not on what.

    Args:
        store: The store.
        who: The acting coder.
        coder: Only this coder's.
        last: So many of the newest ones; 0 for all.
    """
    with store.reading() as connection:
        found = log.entries(connection, coder=coder, last=last)
    return [replace(one, detail={}) if who.blind and one.coder != who.name else one for one in found]


def undo(store: Store, settings: Settings, who: Coder, *, number: int = 0) -> TakenBack:
    """Take an operation back.

    Args:
        store: The store.
        settings: Of the project.
        who: The acting coder.
        number: Which operation; by default the newest of one's own that can be taken back.

    Raises:
        StoreError: there is nothing of one's own to take back, or a codebook is not as the operation left it.
        UsageError: there is no such operation, it is automatic, somebody else's own, or taken back already; or
            something it changed was changed since.
    """
    with store.reading() as connection:
        what = log.entry(connection, number) if number else log.to_undo(connection, who.name)
        owner = log.name_now(log.renamings(connection), what.id, what.coder) if what else ""
    if what is None:
        raise StoreError(_("nothing to take back: {coder} has done nothing yet that is not taken back; `qualcode "
                           "history` shows what was done").format(coder=who.name))
    _check_may(what, who, owner)
    return _reverse(store, settings, who, what)


def redo(store: Store, settings: Settings, who: Coder) -> TakenBack:
    """Do again what the coder has taken back last.

    Raises:
        StoreError: there is nothing to do again, or a codebook is not as the undo left it.
        UsageError: something was changed since.
    """
    with store.reading() as connection:
        what = log.to_redo(connection, who.name)
    if what is None:
        raise StoreError(_("nothing to do again: since the last undo {coder} has done something new, or there was none"
                           ).format(coder=who.name))
    return _reverse(store, settings, who, what)


def preview(store: Store, settings: Settings, who: Coder, at: int) -> Preview:
    """Return what ``restore`` would change.

    Raises:
        UsageError: there is no operation ``at``, or the acting coder codes blind.
    """
    _check_sees(who)
    with store.reading() as connection:
        what = log.entry(connection, at)
        found = list(log.differences(connection, at))
    codings: dict[str, int] = {}
    for fields in _coding_rows(found):
        codings[fields["coder"]] = codings.get(fields["coder"], 0) + 1
    own = _own_codebook(settings)
    books = next((one.back for one in found if one.table.name == "codebook"), {})
    return Preview(
        what, {one.table.name: len(one.back) for one in found if one.back},
        {one.table.name: len(one.gone) for one in found if one.gone}, dict(sorted(codings.items())),
        settings.root / own if own in books else None)


def restore(store: Store, settings: Settings, who: Coder, at: int) -> TakenBack:
    """Bring back the state after an operation, for all that people make; undo takes it back.

    Raises:
        UsageError: there is no operation ``at``, or the acting coder codes blind.
        StoreError: the codebook's file is not the one that the store knows.
    """
    _check_sees(who)
    with store.reading() as connection:
        what = log.entry(connection, at)
    own = _own_codebook(settings)
    with store.writing(who.name, RESTORE, {"at": at}) as operation:
        before = codebooks_now(operation.connection)
        changes = log.restore(operation, at)
        files = {path: sha for path, sha in _turned(operation.connection, before).items() if path == own}
        _want(operation, settings, before, files)
        number = operation.id
    return TakenBack(number, what, changes, tuple(write_pending(store, settings.root, write_bytes)))


def _reverse(store: Store, settings: Settings, who: Coder, what: Entry) -> TakenBack:
    verb = REDO if what.verb == UNDO else UNDO
    with store.writing(who.name, verb, {"operation": what.id, "verb": what.verb}, what.id) as operation:
        before = codebooks_now(operation.connection)
        for path, sha in codebooks_begun(operation.connection, what.id).items():
            if before.get(path) != sha:
                raise _changed_by_hand(path)
        changes = log.undo(operation, what.id)
        _check_codes(operation.connection, what)
        _want(operation, settings, before, _turned(operation.connection, before))
        number = operation.id
    return TakenBack(number, what, changes, tuple(write_pending(store, settings.root, write_bytes)))


def _check_codes(connection: Connection, what: Entry) -> None:
    """Refuse to take a code out of the codebook that has got codings of people since."""
    turned, first = True, what
    while first.reverses:
        turned, first = not turned, log.entry(connection, first.reverses)
    renamed = first.detail.get("codes", {})
    gone: set[str] = set()
    if first.verb == "codebook-rename":
        gone = set(renamed.values()) if turned else set(renamed)
    elif first.verb == "codebook-split" and turned:
        gone = {str(first.detail.get("new"))}
    elif first.verb == "codebook-merge" and not turned:
        gone = set(renamed)
    left = {code: n for code, n in decided_codes(connection).items() if code in gone}
    for code, n in left.items():
        raise UsageError(
            _("operation {number} cannot be taken back: {n} codings have got the code {code} since, which the codebook "
              "would no longer have; recode or remove them first").format(number=what.id, n=n, code=code))


def _check_may(what: Entry, who: Coder, owner: str) -> None:
    """Refuse what nobody can take back, and what is somebody else's own; ``owner`` is who did it, as called now."""
    word = verb_word(what.verb)
    if what.verb in AUTOMATIC:
        raise UsageError(
            _("operation {number} ({verb}) follows from files and cannot be taken back; change the file back instead, "
              "or bring back an earlier state of people's codings with `qualcode history restore`").format(
                number=what.id, verb=word))
    if what.verb in FINAL:
        raise UsageError(
            _("operation {number} ({verb}) cannot be taken back: coders have seen each other's codings since").format(
                number=what.id, verb=word))
    if what.reversed_by:
        raise UsageError(_("operation {number} was taken back already, by operation {by}").format(
            number=what.id, by=what.reversed_by))
    if owner not in {who.name, CONSENSUS} and what.verb in OWN_VERBS:
        raise UsageError(
            _("operation {number} ({verb}) is about {coder}'s own work; only {coder} takes it back").format(
                number=what.id, verb=word, coder=owner))


def _check_sees(who: Coder) -> None:
    """Refuse to show or bring back what the acting coder may not see."""
    if who.blind:
        raise UsageError(_("{coder} codes blind and cannot bring back a state of everybody's codings; take back your "
                           "own with `qualcode undo`").format(coder=who.name))


def _own_codebook(settings: Settings) -> str:
    """Return how the store calls the project's codebook, "" where it has none."""
    path = settings.codebook
    if path is None:
        return ""
    return path.relative_to(settings.root).as_posix() if path.is_relative_to(settings.root) else str(path)


def _turned(connection: Connection, before: Mapping[str, str]) -> dict[str, str]:
    """Return the codebooks of which another version holds now."""
    return {path: sha for path, sha in codebooks_now(connection).items() if before.get(path, sha) != sha}


def _want(operation: Operation, settings: Settings, before: Mapping[str, str], files: Mapping[str, str]) -> None:
    """Note that files are to be written, unless somebody has changed them by hand."""
    for path, sha in files.items():
        file = settings.root / path
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != before[path]:
            raise _changed_by_hand(path)
        want_file(operation, path, sha, before[path])


def _changed_by_hand(path: str) -> UsageError:
    return UsageError(
        _("{path}: changed by hand since, and taking this back would lose that; nothing was changed. Change the "
          "codebook with `qualcode codebook`, or by hand").format(path=path))


def _coding_rows(found: Iterable[Difference]) -> Iterable[Mapping[str, Any]]:
    return [fields for one in found if one.table.name == "coding"
            for fields in (*one.gone.values(), *one.back.values())]
