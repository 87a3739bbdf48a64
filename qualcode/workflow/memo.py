"""``memo``: notes on the project, a transcript, a code, a participant, a coder or a coding."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.store import Coder, Store, coders
from qualcode.store.codings import noted, one
from qualcode.store.memos import Memo, end_memo, memos, put_memo
from qualcode.workflow.decide import describe
from qualcode.workflow.study import Study, register
from qualcode.workflow.trail import hidden_from
from qualcode.workflow.verbs import thing_word

if TYPE_CHECKING:
    import pandas as pd

#: What a memo on a coding is said to be about; it is kept in the coding itself.
CODING = "coding"
#: What a coder who codes blind may read of others: notes that say how to code.
_OPEN = frozenset({"project", "code"})
MEMO_COLUMNS = ("memo_id", "about", "target", "memo", "coder", "time")


@dataclass(frozen=True, slots=True)
class Noted:
    """What a call on memos did.

    Attributes:
        operation: Its number in the history.
        memo: The memo as it is now, or as it was where it is gone.
    """

    operation: int
    memo: Memo


def add_memo(study: Study, body: str, *, about: str = "project", target: str = "") -> Noted:
    """Write a memo.

    Args:
        study: The study.
        body: The words.
        about: ``project``, ``transcript``, ``code``, ``participant``, ``coder`` or ``coding``.
        target: Which one; "" for the project.

    Raises:
        UsageError: there is no such thing, or no words; or the coding is somebody else's, or has a memo already.
    """
    _check_words(body)
    if about == CODING:
        return _on_coding(study, target, body, new=True)
    _check_target(study, about, target)
    with study.store.writing(study.coder.name, "memo", {"about": about, "target": target}) as operation:
        register(operation, study.coder)
        made = Memo(secrets.token_hex(8), about, target, body, study.coder.name, operation.at)
        put_memo(operation, made)
        return Noted(operation.id, made)


def list_memos(store: Store, who: Coder, *, about: str = "", target: str = "") -> list[Memo]:
    """Return memos, those on codings last; the oldest first.

    A coder who codes blind reads of others only what they wrote on the project and on codes.

    Args:
        store: The store.
        who: The acting coder.
        about: Only memos on this kind of thing.
        target: Only on this one.
    """
    with store.reading() as connection:
        found = memos(connection, about=about, target=target) if about != CODING else []
        hidden = hidden_from(who, coders(connection))
        codings = [given.coding for given in noted(connection)] if about in {"", CODING} else []
    found += [Memo(one.id, CODING, one.id, one.memo, one.coder, one.at) for one in codings
              if one.id.startswith(target)]
    return [one for one in found if one.about in _OPEN or one.coder not in hidden]


def edit_memo(study: Study, key: str, body: str) -> Noted:
    """Change the words of one's own memo; ``key`` begins its id, or that of the coding it is on.

    Raises:
        UsageError: there is no one such memo, it is somebody else's, or no words are left.
    """
    _check_words(body)
    found = own_memo(study, key)
    if found.about == CODING:
        return _on_coding(study, found.id, body)
    with study.store.writing(study.coder.name, "memo", {"about": found.about, "target": found.target}) as operation:
        put_memo(operation, replace(found, body=body))
        return Noted(operation.id, replace(found, body=body, at=operation.at))


def remove_memo(study: Study, key: str) -> Noted:
    """Take one's own memo away; the history keeps it.

    Raises:
        UsageError: there is no one such memo, or it is somebody else's.
    """
    found = own_memo(study, key)
    if found.about == CODING:
        done = describe(study, found.id, memo="")
        return Noted(done.operation, found)
    detail = {"about": found.about, "target": found.target}
    with study.store.writing(study.coder.name, "memo-remove", detail) as operation:
        end_memo(operation, found.id)
        return Noted(operation.id, found)


def own_memo(study: Study, key: str) -> Memo:
    """Return the acting coder's own memo whose id, or whose coding's id, begins with ``key``.

    Raises:
        UsageError: there is no one such memo, or it is somebody else's.
    """
    low = key.strip().lower()
    found = [one for one in list_memos(study.store, study.coder) if low and one.id.startswith(low)]
    if len(found) != 1:
        raise UsageError(_("{key}: this is the id of no memo, or of several; `qualcode memo list` shows them").format(
            key=key))
    if found[0].coder != study.coder.name:
        raise UsageError(_("{key}: {owner} wrote this memo; write one of your own").format(
            key=key, owner=found[0].coder))
    return found[0]


def _on_coding(study: Study, key: str, body: str, *, new: bool = False) -> Noted:
    """Write into a coding's own memo; a new one does not replace what stands there, it stands below it."""
    with study.store.reading() as connection:
        there = one(connection, key).coding
    words = f"{there.memo}\n{body}" if new and there.memo else body
    done = describe(study, there.id, memo=words)
    return Noted(done.operation, Memo(there.id, CODING, there.id, words, there.coder))


def _check_words(body: str) -> None:
    if not body.strip():
        raise UsageError(_("a memo needs words; take one away with `qualcode memo remove`"))


def _check_target(study: Study, about: str, target: str) -> None:
    with study.store.reading() as connection:
        names = coders(connection)
    known: dict[str, Mapping[str, object]] = {
        "project": {"": None}, "transcript": study.corpus.by_name, "code": study.codebook.by_id,
        "participant": study.corpus.by_id, "coder": names,
    }
    if target not in known[about]:
        raise UsageError(_("{about} {name}: there is none; choose one of {known}").format(
            about=thing_word(about), name=target, known=", ".join(known[about])))


def memo_rows(found: Iterable[Memo]) -> list[dict[str, Any]]:
    """Return memos as objects with the keys ``MEMO_COLUMNS``."""
    return [dict(zip(MEMO_COLUMNS, (one.id, one.about, one.target, one.body, one.coder, one.at), strict=True))
            for one in found]


def memo_table(found: Iterable[Memo]) -> "pd.DataFrame":
    """Return one row a memo; columns ``MEMO_COLUMNS``."""
    import pandas as pd

    return pd.DataFrame(memo_rows(found), columns=list(MEMO_COLUMNS))
