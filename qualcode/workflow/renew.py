"""Renew what rules propose: what is new comes, what no rule finds any more goes, what people decided stays."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from qualcode import __version__
from qualcode.model import Codebook, Coding, Corpus, Span, State
from qualcode.settings import Settings
from qualcode.store import Connection
from qualcode.store.codings import Held, Wanted, end_codings, held, put_codings, taken_keys
from qualcode.store.files import keep_codebook, kept_codebook
from qualcode.store.people import RULES, Coder, coders, put_coder
from qualcode.store.proposed import Proposed, proposed, put_proposed
from qualcode.store.store import Operation, Store
from qualcode.store.texts import kept_form

#: Name of the coder that is the project's own codebook; another codebook's rules are ``rules:`` and its id.
OWN = "rules"
_Place = tuple[str, str, Span]


@dataclass(frozen=True)
class Renewal:
    """What a new codebook, or a new text, changed.

    Attributes:
        operation: Number of the operation in the history, 0 where nothing was to be done.
        coder: Name of the rule set.
        added: New proposals by code. gone: Withdrawn ones. changed: Those whose evidence is another now.
        orphaned: Decisions of people, by state, on proposals that were withdrawn: they stay.
        decided: New proposals on which people had decided before: the decision stands.
    """

    operation: int
    coder: str
    added: Counter[str]
    gone: Counter[str]
    changed: Counter[str]
    orphaned: Counter[str]
    decided: int = 0

    @property
    def any(self) -> bool:
        """Whether any proposal came, went or changed."""
        return bool(self.added or self.gone or self.changed)


def rule_coder(settings: Settings, codebook: Codebook) -> str:
    """Return the name of the coder that a codebook's rules are: one that a call borrows is another coder."""
    return f"{OWN}:{codebook.id}" if settings.borrowed else OWN


def digest_of(corpus: Corpus, codebook: Codebook, unit: str, settings: Settings) -> str:
    """Return a hash of all that proposals depend on: while it stays, they need not be made anew."""
    parts = [
        __version__, codebook.sha256, unit, sorted((group, list(members)) for group, members in settings.roles.items()),
        [(one.name, kept_form(corpus, one).sha, kept_form(corpus, one).structure, sorted(one.attributes.items()),
          [(turn.answers, turn.role) for turn in one.turns],
          [(note.span.start, note.span.end) for note in one.notes]) for one in corpus.transcripts],
        [(person.id, sorted((key, str(value)) for key, value in person.attributes.items()))
         for person in corpus.participants],
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()


def renew(
    store: Store, corpus: Corpus, codebook: Codebook, settings: Settings, *, coder: str, rules: str, unit: str,
    propose: Callable[[], Sequence[Coding]], force: bool = False,
) -> Renewal:
    """Bring the proposals of a rule set in the store up to date.

    Args:
        store: The store; its texts are those of ``corpus``.
        corpus: The transcripts.
        codebook: The rules.
        settings: Of the project.
        coder: On whose behalf, for the history.
        rules: Name of the coder that the rules are.
        unit: ``sentence``, ``turn`` or ``match``.
        propose: Applies the rules; called only where something changed since the last time.
        force: Call it in any case.
    """
    mark = Proposed(rules, codebook.sha256, unit, digest_of(corpus, codebook, unit, settings))
    with store.reading() as connection:
        ready = proposed(connection, rules) == mark and kept_codebook(connection, codebook.path) == codebook.sha256
    if ready and not force:
        return _nothing(rules)
    found = [_as_by(one, rules) for one in propose()]
    with store.reading() as connection:
        if ready and not _plan(found, _there(connection, corpus, rules)).any:
            return _nothing(rules)
    with store.writing(coder, "code", {"rules": rules, "unit": unit, "codebook": codebook.sha256}) as operation:
        plan = _plan(found, _there(operation.connection, corpus, rules))
        plan.write(operation, {one.name: kept_form(corpus, one).sha for one in corpus.transcripts})
        if rules not in coders(operation.connection):
            put_coder(operation, Coder(rules, RULES))
        put_proposed(operation, mark)
        if kept_codebook(operation.connection, codebook.path) != codebook.sha256 and settings.codebook:
            keep_codebook(operation, codebook.path, settings.codebook.read_bytes())
        return _told(operation, rules, plan)


@dataclass(frozen=True)
class _Plan:
    """What is to be done to the proposals in the store."""

    added: list[Coding]
    gone: list[Coding]
    changed: list[Coding]

    @property
    def any(self) -> bool:
        return bool(self.added or self.gone or self.changed)

    def write(self, operation: Operation, texts: dict[str, str]) -> None:
        end_codings(operation, [one.id for one in self.gone])
        fresh = with_free_ids(operation, self.added, {one.id for one in self.gone})
        put_codings(operation, [Held(one, texts[one.transcript]) for one in (*self.changed, *fresh)])


def _plan(found: Iterable[Coding], there: Iterable[Coding]) -> _Plan:
    old = {_place(one): one for one in there}
    new = {_place(one): one for one in found}
    changed = [replace(one, id=old[place].id) for place, one in new.items()
               if place in old and _said(one) != _said(old[place])]
    return _Plan([one for place, one in new.items() if place not in old],
                 [one for place, one in old.items() if place not in new], changed)


def _place(coding: Coding) -> _Place:
    return coding.transcript, coding.code, coding.span


def _said(coding: Coding) -> tuple[object, ...]:
    """Return what makes a proposal another one. Not the codebook's hash: most edits change few proposals."""
    return coding.evidence, coding.polarity, coding.unit, coding.speaker, coding.participant


def _there(connection: Connection, corpus: Corpus, rules: str) -> list[Coding]:
    """Return the current proposals of a rule set in the transcripts that are there."""
    found = held(connection, Wanted(coders=(rules,)))
    return [one.coding for one in found if one.coding.transcript in corpus.by_name]


def _as_by(coding: Coding, rules: str) -> Coding:
    if rules == OWN:
        return coding
    return replace(coding, coder=rules, id=hashlib.sha256(f"{rules}\n{coding.id}".encode()).hexdigest()[:16])


def with_free_ids(operation: Operation, added: list[Coding], leaving: set[str]) -> list[Coding]:
    """Give new proposals ids that no other coding has: one that was carried elsewhere keeps the id of its old place."""
    keys = [one.id for one in added]
    now: set[str] = set()
    if taken_keys(operation.connection, keys):
        now = {one.coding.id for start in range(0, len(keys), 500)
               for one in held(operation.connection, Wanted(keys=tuple(keys[start : start + 500])), evidence=False)}
    taken, made = now - leaving, []
    for one in added:
        key = one.id
        while key in taken:
            key = hashlib.sha256(f"{key}'".encode()).hexdigest()[:16]
        taken.add(key)
        made.append(replace(one, id=key))
    return made


def _told(operation: Operation, rules: str, plan: _Plan) -> Renewal:
    people = held(operation.connection, Wanted(states=(State.ACCEPTED, State.REJECTED)), evidence=False)
    by_basis = {one.coding.basis: one.coding for one in people if one.coding.basis}
    places = {_place(one.coding) for one in people}
    orphaned = Counter(by_basis[one.id].state.value for one in plan.gone if one.id in by_basis)
    return Renewal(
        operation.id, rules, Counter(one.code for one in plan.added), Counter(one.code for one in plan.gone),
        Counter(one.code for one in plan.changed), orphaned, sum(_place(one) in places for one in plan.added))


def _nothing(rules: str) -> Renewal:
    return Renewal(0, rules, Counter(), Counter(), Counter(), Counter())
