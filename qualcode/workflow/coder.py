"""``coder``: who codes in this study, and who does not see the others' codings yet."""

from dataclasses import dataclass

from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.settings import Settings
from qualcode.store import CONSENSUS, Coder, Store, coders
from qualcode.store.history import RENAME
from qualcode.store.people import HIDDEN, PERSON, SUGGESTER, coding_counts, plain_coder, put_coder, rename_coder
from qualcode.workflow.renew import OWN
from qualcode.workflow.study import acting, named_coder


@dataclass(frozen=True, slots=True)
class CoderRow:
    """A coder with what they have done.

    Attributes:
        coder: The coder.
        accepted: Current codings that they hold. rejected: What they rejected. proposed: Proposals, of a rule set.
    """

    coder: Coder
    accepted: int = 0
    rejected: int = 0
    proposed: int = 0


def list_coders(store: Store, who: Coder) -> list[CoderRow]:
    """Return every coder; one who codes blind is told no numbers of other people."""
    with store.reading() as connection:
        known, counts = coders(connection), coding_counts(connection)
    rows = []
    for name, one in known.items():
        hidden = who.blind and one.kind in HIDDEN and name != who.name
        found = {} if hidden else counts.get(name, {})
        rows.append(CoderRow(one, found.get("accepted", 0), found.get("rejected", 0), found.get("proposed", 0)))
    return rows


def add_coder(store: Store, settings: Settings, name: str, *, blind: bool = False, said: str = "") -> Coder:
    """Add a coder to the study.

    Args:
        store: The store.
        settings: Of the project.
        name: The new coder's.
        blind: Whether other people's codings are hidden from the coder until agreement is asked for.
        said: Who does it, as said in the call. Whoever is named as working already may add themself.

    Raises:
        UsageError: the name is no name, means something else here, or is taken.
    """
    new = plain_coder(name)
    _check_free(store, new)
    named = named_coder(settings, said)
    who = Coder(new) if named and plain_coder(named) == new else acting(store, settings, said)
    with store.writing(who.name, "coder-add", {"name": new, "blind": blind}) as operation:
        made = Coder(new, blind=blind)
        put_coder(operation, made)
        return made


def rename(store: Store, who: Coder, old: str, new: str) -> int:
    """Give a coder another name, on all their codings and memos, and return how many of these changed.

    Raises:
        UsageError: there is no such person, or the new name is taken.
    """
    name = plain_coder(new)
    one = _person(store, old)
    _check_free(store, name)
    with store.writing(who.name, RENAME, {"old": one.name, "new": name}) as operation:
        return rename_coder(operation, one, name)


def set_blind(store: Store, who: Coder, name: str, blind: bool) -> bool:
    """Say whether a coder codes blind, and return whether that is new; that it was turned off stays in the history.

    Raises:
        UsageError: there is no such person.
    """
    one = _person(store, name)
    if one.blind == blind:
        return False
    with store.writing(who.name, "coder-blind", {"name": one.name, "blind": blind}) as operation:
        put_coder(operation, Coder(one.name, one.kind, blind))
        return True


def _person(store: Store, name: str) -> Coder:
    with store.reading() as connection:
        known = coders(connection)
    people = {one.name: one for one in known.values() if one.kind == PERSON}
    if plain_coder(name) not in people:
        raise UsageError(_("{name}: not a coder of this study; there are {known}").format(
            name=name, known=", ".join(people) or "–"))
    return people[plain_coder(name)]


def _check_free(store: Store, name: str) -> None:
    with store.reading() as connection:
        taken = name in coders(connection)
    if taken or name in {CONSENSUS, OWN, SUGGESTER} or name.startswith(f"{OWN}:"):
        raise UsageError(_("{name}: this name is taken; choose another").format(name=name))
