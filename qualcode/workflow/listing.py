"""``codings list``: codings as the store holds them, without reading transcripts or trying rules."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qualcode.analysis.tables import attribute_of
from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.model import Coding, Corpus, State
from qualcode.store import Coder, Held, Store, Wanted, coders, held
from qualcode.store.codings import FUZZY, LOST
from qualcode.store.history import entry
from qualcode.store.people import RULES
from qualcode.workflow.renew import OWN
from qualcode.workflow.study import visible_to

if TYPE_CHECKING:
    import pandas as pd

LISTING_COLUMNS = (
    "coding_id", "code", "transcript", "unit_id", "participant", "speaker", "start", "end", "text", "state", "coder",
    "origin", "polarity", "memo", "weight", "anchor", "basis", "time",
)


def listing(
    store: Store, who: Coder, *, codes: Sequence[str] = (), transcripts: Sequence[str] = (),
    names: Sequence[str] = (), states: Sequence[str] = (), where: Mapping[str, str] | None = None,
    corpus: Corpus | None = None, adrift: bool = False, own: bool = False, at: int = 0,
) -> list[Held]:
    """Return codings as the acting coder may see them, by transcript, place, code and id.

    Args:
        store: The store.
        who: The acting coder; one who codes blind sees the rules' proposals and nobody else's codings.
        codes: Only these codes'.
        transcripts: Only in these.
        names: Only these coders'.
        states: Only these: words such as ``"accepted"``.
        where: Attribute -> value; only of participants who have it. Needs ``corpus``.
        corpus: The transcripts, where ``where`` is asked for.
        adrift: Only those whose words changed, or are gone, in a corrected transcript.
        own: Only the acting coder's.
        at: The state after this operation, 0 for now.

    Raises:
        UsageError: a word is no state, a name no coder whose codings may be seen, nobody has the attribute, or there
            is no operation ``at``.
    """
    wanted_states = tuple(_state(word) for word in states)
    with store.reading() as connection:
        if at:
            entry(connection, at)
        known = coders(connection)
        asked = [who.name] if own else visible_to(who, OWN, known, names)
        everybody = bool(at) and not (own or names or who.blind)  # people may have had other names then
        found = held(connection, Wanted(
            tuple(codes), () if everybody else tuple(asked), tuple(transcripts), wanted_states,
            (FUZZY, LOST) if adrift else (), (), at), evidence=False)
    if everybody:
        borrowed = {name for name, one in known.items() if one.kind == RULES and name != OWN}
        found = [one for one in found if one.coding.coder not in borrowed]
    if where:
        found = _having(found, corpus or Corpus(()), where)
    return sorted(found, key=lambda one: (one.coding.transcript, one.coding.span, one.coding.code, one.coding.id))


def record(given: Held) -> dict[str, Any]:
    """Return a coding as one object, for programs; keys ``LISTING_COLUMNS``."""
    return dict(zip(LISTING_COLUMNS, _row(given), strict=True))


def listing_table(codings: Iterable[Held]) -> "pd.DataFrame":
    """Return one row a coding; columns ``LISTING_COLUMNS``, ``start`` and ``end`` half-open code points."""
    import pandas as pd

    return pd.DataFrame([_row(one) for one in codings], columns=list(LISTING_COLUMNS))


def by_id(store: Store, codings: Iterable[Coding]) -> list[Held]:
    """Return codings as the store holds them now, in the order given; those that are gone are left out."""
    keys = [one.id for one in codings]
    with store.reading() as connection:
        there = {one.coding.id: one for start in range(0, len(keys), 500)
                 for one in held(connection, Wanted(keys=tuple(keys[start : start + 500])), evidence=False)}
    return [there[key] for key in keys if key in there]


def _row(given: Held) -> tuple[Any, ...]:
    one = given.coding
    return (
        one.id, one.code, one.transcript, one.unit.id, one.participant, one.speaker, one.span.start, one.span.end,
        one.quote, one.state.value, one.coder, one.origin.value, one.polarity.value, one.memo, one.weight,
        given.anchor, one.basis, one.at,
    )


def _state(word: str) -> State:
    try:
        return State(word.strip().lower())
    except ValueError as error:
        known = ", ".join(member.value for member in State)
        raise UsageError(_("{word}: choose among {known}").format(word=word, known=known)) from error


def _having(found: Iterable[Held], corpus: Corpus, where: Mapping[str, str]) -> list[Held]:
    for key in where:
        if key not in corpus.attribute_keys:
            raise UsageError(_("{key}: no participant has such an attribute; choose one of {known}").format(
                key=key, known=", ".join(corpus.attribute_keys)))
    return [
        one for one in found
        if all(str(attribute_of(corpus, one.coding.transcript, one.coding.participant, key)) == value
               for key, value in where.items())
    ]
