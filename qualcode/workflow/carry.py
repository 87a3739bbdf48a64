"""``carry``: when a source file was corrected, take the codings over to the new text, and tell what became of each."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qualcode.errors import StoreError
from qualcode.i18n import _
from qualcode.language.anchoring import Anchor, Carried, Outcome, carry
from qualcode.model import Coding, Corpus, Evidence, Span, State, Transcript
from qualcode.store.codings import FUZZY, LOST, SURE, Held, Wanted, end_codings, held, put_codings
from qualcode.store.history import entry
from qualcode.store.store import Operation, Store
from qualcode.store.texts import (
    Kept,
    end_transcripts,
    kept_form,
    kept_transcripts,
    put_transcripts,
    stray_transcripts,
    superseded,
    text_of,
)
from qualcode.workflow.places import Places

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.store import Connection

CARRY_COLUMNS = ("coding_id", "transcript", "code", "coder", "state", "outcome", "similarity", "reason", "unit_id",
                 "old_start", "old_end", "old_text", "start", "end", "text")


@dataclass(frozen=True, slots=True)
class CarriedCoding:
    """What became of one coding.

    Attributes:
        old: As it was. new: As it is; the same as ``old`` where it is lost.
        outcome: ``same``, ``moved``, ``fuzzy`` or ``lost``.
        similarity: Of the words, in [0, 1].
        reason: A short key, such as ``"aligned"`` or ``"ambiguous"``.
    """

    old: Coding
    new: Coding
    outcome: Outcome
    similarity: float
    reason: str


@dataclass(frozen=True)
class CarryResult:
    """What became of the codings of corrected transcripts.

    Attributes:
        operation: Number of the operation in the history, 0 where nothing had changed.
        transcripts: Names of the transcripts with another text.
        renamed: Old name -> new name of transcripts whose text came back under another name.
        missing: Transcripts with codings whose files are gone.
        rows: Every coding of people in ``transcripts``; what rules and models propose is proposed anew.
    """

    operation: int = 0
    transcripts: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    rows: tuple[CarriedCoding, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Codings by outcome, every outcome named."""
        found = Counter(row.outcome.value for row in self.rows)
        return {outcome.value: found[outcome.value] for outcome in Outcome}


@dataclass(frozen=True)
class _Changes:
    """How the corpus differs from the transcripts that the store knows.

    Attributes:
        forms: The corpus. known: The store. renamed: Old name -> new name.
        stray: Transcripts of which some codings stand on an older text, as after an undo.
    """

    forms: Mapping[str, Kept]
    known: Mapping[str, Kept]
    renamed: Mapping[str, str]
    stray: tuple[str, ...] = ()

    @property
    def new_text(self) -> list[str]:
        return [name for name, form in self.forms.items() if name in self.known and self.known[name].sha != form.sha]

    @property
    def new_people(self) -> list[str]:
        return [name for name, form in self.forms.items()
                if name in self.known and self.known[name].sha == form.sha
                and self.known[name].structure != form.structure]

    @property
    def added(self) -> list[str]:
        return [name for name in self.forms if name not in self.known]

    @property
    def any(self) -> bool:
        return bool(self.new_text or self.new_people or self.added or self.stray)


def carry_over(store: Store, corpus: Corpus, *, coder: str, older: bool = False) -> CarryResult:
    """Take every coding over to the texts as they are now; without a corrected text nothing is written.

    Args:
        store: The store.
        corpus: The transcripts as they were read just now.
        coder: On whose behalf, for the history.
        older: Whether a text that was replaced before may come back.

    Raises:
        StoreError: a file holds a text that was replaced before, and ``older`` was not said.
    """
    forms = {one.name: kept_form(corpus, one) for one in corpus.transcripts}
    with store.reading() as connection:
        changes = _compare(connection, forms)
        missing = _missing(connection, changes)
    if not changes.any:
        return CarryResult(missing=missing)
    with store.writing(coder, "carry", {"texts": changes.new_text, "renamed": dict(changes.renamed)}) as operation:
        changes = _compare(operation.connection, forms)  # another process may have been faster
        if not older:
            _refuse_older(operation.connection, changes)
        put_transcripts(operation, [
            (forms[name], corpus.by_name[name])
            for name in (*changes.new_text, *changes.new_people, *changes.added)])
        rows = _carry_all(operation, corpus, changes)
        end_transcripts(operation, list(changes.renamed))
        return CarryResult(operation.id, tuple(changes.new_text), changes.renamed, missing, tuple(rows))


def _compare(connection: "Connection", forms: Mapping[str, Kept]) -> _Changes:
    known = kept_transcripts(connection)
    gone, came = defaultdict(list), defaultdict(list)
    for name, kept in known.items():
        if name not in forms:
            gone[kept.sha].append(name)
    for name, form in forms.items():
        if name not in known:
            came[form.sha].append(name)
    renamed = {old[0]: came[sha][0] for sha, old in gone.items() if len(old) == 1 and len(came[sha]) == 1}
    stray = tuple(
        name for name in stray_transcripts(connection) if name in forms and known[name].sha == forms[name].sha)
    return _Changes(forms, known, renamed, stray)


def _missing(connection: "Connection", changes: _Changes) -> tuple[str, ...]:
    gone = [name for name in changes.known if name not in changes.forms and name not in changes.renamed]
    found = held(connection, Wanted(transcripts=tuple(gone)), evidence=False) if gone else []
    return tuple(sorted({one.coding.transcript for one in found if one.coding.state is not State.PROPOSED}))


def _refuse_older(connection: "Connection", changes: _Changes) -> None:
    """A colleague's or a backup's older file must not silently take everybody's codings back to it."""
    for name in changes.new_text:
        number = superseded(connection, name, changes.forms[name].sha)
        if number:
            when = entry(connection, number)
            raise StoreError(
                _("{source}: an older text of {name}, which was replaced on {day} by {coder} (operation {number}); "
                  "get the newer file, or go back to this one with `qualcode carry --older`").format(
                    source=changes.forms[name].source, name=name, day=when.at[:10], coder=when.coder, number=number))


def _carry_all(operation: Operation, corpus: Corpus, changes: _Changes) -> list[CarriedCoding]:
    """Put every coding of transcripts that changed where it belongs now, and return what became of people's."""
    places, rows, kept, gone = Places(corpus), [], [], []
    for name in dict.fromkeys((*changes.new_text, *changes.new_people, *changes.renamed, *changes.stray)):
        target = corpus.by_name[changes.renamed.get(name, name)]
        here = held(operation.connection, Wanted(transcripts=(name,)))
        sure = [one for one in here if one.text == changes.known[name].sha]
        adrift = [one for one in here if one.text != changes.known[name].sha]
        for group in (sure, *_by_text(adrift)):
            old = changes.known[name] if group is sure else None
            for one, found in _found(operation, group, old, target, same=name not in changes.new_text):
                moved = moved_to(one, found, target, changes.forms[target.name].sha, places)
                people = one.coding.state is not State.PROPOSED
                if not people and found.outcome in {Outcome.FUZZY, Outcome.LOST}:
                    gone.append(one.coding.id)  # rules and what was learnt will say what they find there now
                elif moved != one:
                    kept.append(moved)
                if people and (name in changes.new_text or group is not sure):
                    rows.append(CarriedCoding(one.coding, moved.coding, found.outcome, found.similarity, found.reason))
    end_codings(operation, gone)
    put_codings(operation, kept)
    return rows


def _by_text(codings: Iterable[Held]) -> list[list[Held]]:
    groups: dict[str, list[Held]] = defaultdict(list)
    for one in codings:
        groups[one.text].append(one)
    return list(groups.values())


def _found(
    operation: Operation, group: Sequence[Held], old: Kept | None, target: Transcript, same: bool,
) -> Iterable[tuple[Held, Carried]]:
    """Pair the codings that stand on one text with their places in the transcript as it is now."""
    if not group:
        return []
    if same and old is not None:
        return [(one, Carried(Outcome.SAME, one.coding.span, 1.0, "exact")) for one in group]
    text = text_of(operation.connection, group[0].text)
    anchors = [Anchor(one.coding.span, one.coding.quote, one.coding.before, one.coding.after, one.coding.speaker)
               for one in group]
    found = carry(text, target.text, anchors, old_turns=old.turns if old else (), new_turns=target.turns)
    return zip(group, found, strict=True)


def moved_to(one: Held, found: Carried, target: Transcript, sha: str, places: Places) -> Held:
    """Return a coding as it stands where it was found in a transcript; a lost one stays on its old text."""
    if found.span is None:
        return replace(one, anchor=LOST)
    placed = places.placed(one.coding, target.name, found.span)
    if found.span != one.coding.span or found.outcome is Outcome.FUZZY:
        placed = replace(placed, evidence=_moved_evidence(one.coding, placed))
    unsure = found.outcome is Outcome.FUZZY or (one.anchor == FUZZY and found.outcome is not Outcome.LOST)
    return Held(placed, sha, FUZZY if unsure else SURE)


def _moved_evidence(old: Coding, new: Coding) -> tuple[Evidence, ...]:
    """Return the evidence that lies in a segment whose words are the same, moved with it; what lies elsewhere goes."""
    if old.quote != new.quote:
        return ()
    by = new.span.start - old.span.start
    return tuple(
        replace(piece, spans=tuple(Span(span.start + by, span.end + by) for span in piece.spans),
                cue=Span(piece.cue.start + by, piece.cue.end + by)
                if piece.cue is not None and old.span.contains(piece.cue) else None)
        for piece in old.evidence if all(old.span.contains(span) for span in piece.spans)
    )


def carry_table(result: CarryResult) -> "pd.DataFrame":
    """Return one row a coding, with both texts; columns ``CARRY_COLUMNS``."""
    import pandas as pd

    rows = [
        (row.new.id, row.new.transcript, row.new.code, row.new.coder, row.new.state.value, row.outcome.value,
         round(row.similarity, 3), row.reason, row.new.unit.id, row.old.span.start, row.old.span.end, row.old.quote,
         *((None, None, None) if row.outcome is Outcome.LOST
           else (row.new.span.start, row.new.span.end, row.new.quote)))
        for row in result.rows
    ]
    return pd.DataFrame(rows, columns=list(CARRY_COLUMNS)).astype({"start": "Int64", "end": "Int64"})
