"""What people do to codings: decide on proposals, code by hand, change their own. Every call is one operation."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite

from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.model import Coding, Origin, Polarity, Span, State
from qualcode.store import Held, Operation, Wanted, held
from qualcode.store.codings import FUZZY, LOST, SURE, end_codings, one, put_codings
from qualcode.store.people import HIDDEN, coders
from qualcode.store.texts import text_sha
from qualcode.workflow.study import Study, check_codebook, register


@dataclass(frozen=True, slots=True)
class Done:
    """What a call did.

    Attributes:
        operation: Its number in the history, 0 where nothing was to be done.
        codings: The codings that it made or changed, as they are now.
    """

    operation: int
    codings: tuple[Coding, ...]


def accept(study: Study, keys: Sequence[str], *, memo: str = "") -> Done:
    """Accept proposals, or other people's codings, as one's own decision; a memo is kept with it."""
    return _decide(study, keys, State.ACCEPTED, memo)


def reject(study: Study, keys: Sequence[str], *, memo: str = "") -> Done:
    """Reject proposals, or other people's codings; they are not proposed to this coder again."""
    return _decide(study, keys, State.REJECTED, memo)


def recode(study: Study, key: str, code: str, *, memo: str = "") -> Done:
    """Say that a passage belongs to another code: reject the coding as it is, and code the passage anew.

    A memo is kept with the new coding.

    Raises:
        UsageError: no such coding or code, or the coding has this code already.
    """
    _check_code(study, code)
    with study.store.writing(study.coder.name, "recode", {"code": code}) as operation:
        check_codebook(operation, study, code)
        register(operation, study.coder)
        found = _found(operation, study, key)
        if found.coding.code == code:
            raise UsageError(_("{key}: has the code {code} already").format(key=key, code=code))
        new = _own(operation, found, study.coder.name, code=code, state=State.ACCEPTED, origin=Origin.HUMAN)
        new = replace(new, memo=memo or new.memo)
        if found.coding.coder != study.coder.name:
            no = _own(operation, found, study.coder.name, state=State.REJECTED)
            put_codings(operation, [replace(found, coding=no), replace(found, coding=new)])
        elif found.coding.basis:  # the proposal that it decides on must not come back
            old = replace(found, coding=replace(found.coding, state=State.REJECTED, at=""))
            put_codings(operation, [old, replace(found, coding=new)])
        else:
            new = replace(new, memo=new.memo or found.coding.memo, weight=found.coding.weight)
            end_codings(operation, [found.coding.id])
            put_codings(operation, [replace(found, coding=new)])
        return Done(operation.id, (new,))


def add(
    study: Study, code: str, transcript: str, span: Span, *, memo: str = "", weight: float | None = None,
    polarity: Polarity = Polarity.AFFIRMED,
) -> Done:
    """Code a passage by hand; the same code there once more changes what is given of memo and weight.

    Raises:
        UsageError: no such code or transcript, or the span is empty or beyond the end of the text.
    """
    _check_code(study, code)
    with study.store.writing(study.coder.name, "add", {"code": code, "transcript": transcript}) as operation:
        check_codebook(operation, study, code)
        register(operation, study.coder)
        given = 1.0 if weight is None else weight
        made = new_coding(study, code, transcript, span, memo=memo, weight=given, polarity=polarity)
        there = _own_there(operation, made, _text(study, transcript))
        if there is None:
            made = replace(made, id=_free_key(operation, made.id))
        else:
            kept = there.weight if weight is None else weight
            made = replace(there, state=State.ACCEPTED, memo=memo or there.memo, weight=kept, at="")
        put_codings(operation, [Held(made, _text(study, transcript))])
        return Done(operation.id, (made,))


def new_coding(
    study: Study, code: str, transcript: str, span: Span, *, memo: str = "", weight: float = 1.0,
    polarity: Polarity = Polarity.AFFIRMED,
) -> Coding:
    """Return a coding by the acting coder, not yet in the store.

    Raises:
        UsageError: no such transcript, the span is empty or beyond the end of the text, or the weight is no number.
    """
    _check_weight(weight)
    source = study.corpus.by_name.get(transcript)
    if source is None:
        raise UsageError(_("{name}: no such transcript; `qualcode import` shows them").format(name=transcript))
    if not len(span) or span.end > len(source.text):
        raise UsageError(_("{name}: {start}-{end} is no passage of it; its text has {length} characters").format(
            name=transcript, start=span.start, end=span.end, length=len(source.text)))
    unit = study.places.unit(transcript, span)
    bare = Coding(
        coding_key(transcript, code, study.coder.name, span), code, transcript, span, unit, "",
        coder=study.coder.name, origin=Origin.HUMAN, state=State.ACCEPTED, polarity=polarity, memo=memo, weight=weight,
        codebook=study.codebook.sha256)
    return study.places.placed(bare, transcript, span)


def move(study: Study, key: str, span: Span) -> Done:
    """Put one's own coding on other words of the same transcript, or say where a lost one belongs.

    Raises:
        UsageError: no such coding, not one's own, no such passage, or one that has the code already.
    """
    with study.store.writing(study.coder.name, "move") as operation:
        found = _own_found(operation, study, key)
        new_coding(study, found.coding.code, found.coding.transcript, span)  # tells what is wrong with the span
        placed = study.places.placed(replace(found.coding, at="", evidence=()), found.coding.transcript, span)
        there = _own_there(operation, placed, _text(study, placed.transcript))
        if there is not None and there.id != placed.id:
            raise UsageError(_("{key}: you have the code {code} on these words already ({other}); remove one of the two"
                               ).format(key=key, code=placed.code, other=there.id))
        put_codings(operation, [Held(placed, _text(study, placed.transcript), SURE)])
        return Done(operation.id, (placed,))


def keep(study: Study, keys: Sequence[str]) -> Done:
    """Say that codings whose words were corrected stand where they belong.

    Raises:
        UsageError: no such coding, or one that is lost and has no place to stand on.
    """
    with study.store.writing(study.coder.name, "keep") as operation:
        register(operation, study.coder)
        kept = [_found(operation, study, key) for key in keys]
        for given in kept:
            if given.anchor == LOST:
                raise UsageError(_("{key}: its words are gone; say where it belongs with `qualcode codings move`, or "
                                   "remove it").format(key=given.coding.id))
        put_codings(operation, [replace(given, anchor=SURE) for given in kept if given.anchor == FUZZY])
        return Done(operation.id, tuple(given.coding for given in kept))


def remove(study: Study, keys: Sequence[str]) -> Done:
    """Take one's own codings away; the history keeps them. A decision on a proposal is taken back with it.

    Raises:
        UsageError: no such coding, or not one's own.
    """
    with study.store.writing(study.coder.name, "remove") as operation:
        gone = [_own_found(operation, study, key) for key in keys]
        end_codings(operation, [given.coding.id for given in gone])
        return Done(operation.id, tuple(given.coding for given in gone))


def describe(study: Study, key: str, *, memo: str | None = None, weight: float | None = None) -> Done:
    """Write a memo on a coding, or say how strongly it holds. On a proposal this accepts nothing: it must be one's own.

    Raises:
        UsageError: no such coding, or not one's own; or the weight is no number.
    """
    _check_weight(weight)
    with study.store.writing(study.coder.name, "memo") as operation:
        found = _own_found(operation, study, key)
        new = replace(found.coding, at="", memo=found.coding.memo if memo is None else memo,
                      weight=found.coding.weight if weight is None else weight)
        put_codings(operation, [replace(found, coding=new)])
        return Done(operation.id, (new,))


def coding_key(transcript: str, code: str, coder: str, span: Span) -> str:
    """Return the id of a new coding: the same passage, code and coder are the same coding on every machine."""
    key = f"{transcript}\n{code}\n{coder}\n{span.start}\n{span.end}"
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _decide(study: Study, keys: Sequence[str], state: State, memo: str) -> Done:
    verb = "accept" if state is State.ACCEPTED else "reject"
    with study.store.writing(study.coder.name, verb) as operation:
        register(operation, study.coder)
        made = {}
        for key in keys:
            found = _found(operation, study, key)
            if found.coding.coder == study.coder.name:
                new = replace(found.coding, state=state, at="")
            else:
                new = _own(operation, found, study.coder.name, state=state)
            new = replace(new, memo=memo or new.memo)
            made[new.id] = replace(found, coding=new)
        put_codings(operation, list(made.values()))
        return Done(operation.id, tuple(given.coding for given in made.values()))


def _own(
    operation: Operation, about: Held, coder: str, *, code: str = "", state: State, origin: Origin | None = None,
) -> Coding:
    """Return a coder's own record about somebody's coding: the one that there is, decided anew, else a new one."""
    coding = about.coding
    code = code or coding.code
    basis = coding.basis or (coding.id if coding.coder != coder else "")
    made = replace(
        coding, id=coding_key(coding.transcript, code, coder, coding.span), code=code, coder=coder, state=state, at="",
        origin=origin or coding.origin, basis=basis, memo="", weight=1.0,
        evidence=coding.evidence if code == coding.code else ())
    there = _own_there(operation, made, about.text)
    if there is not None:
        return replace(there, state=state, at="", basis=there.basis or basis)
    return replace(made, id=_free_key(operation, made.id))


def _own_there(operation: Operation, made: Coding, text: str) -> Coding | None:
    """Return what a coder already holds with the code of ``made`` on its very words, None where there is nothing."""
    wanted = Wanted(codes=(made.code,), coders=(made.coder,), transcripts=(made.transcript,))
    return next((given.coding for given in held(operation.connection, wanted)
                 if (given.coding.span, given.text) == (made.span, text)), None)


def _free_key(operation: Operation, key: str) -> str:
    """Return an id that no other coding has: one that was moved keeps the id of its first place."""
    while held(operation.connection, Wanted(keys=(key,)), evidence=False):
        key = hashlib.sha256(f"{key}'".encode()).hexdigest()[:16]
    return key


def _found(operation: Operation, study: Study, key: str) -> Held:
    """Return a coding that the acting coder may see.

    Raises:
        UsageError: there is none.
    """
    found = one(operation.connection, key)
    owner = coders(operation.connection).get(found.coding.coder)
    if study.coder.blind and owner and owner.kind in HIDDEN and owner.name != study.coder.name:
        raise UsageError(_("{coder} codes blind: what {name} coded is hidden until `qualcode agree` is asked for"
                           ).format(coder=study.coder.name, name=owner.name))
    return found


def _own_found(operation: Operation, study: Study, key: str) -> Held:
    found = _found(operation, study, key)
    if found.coding.coder != study.coder.name:
        raise UsageError(
            _("{key}: belongs to {owner}, not to {coder}; accept, reject or recode it instead: that is a record of "
              "your own").format(key=key, owner=found.coding.coder, coder=study.coder.name))
    return found


def _check_code(study: Study, code: str) -> None:
    if code not in study.codebook.by_id:
        raise UsageError(_("{code} is no code of {path}; `qualcode codebook show` lists them").format(
            code=code, path=study.codebook.path))


def _check_weight(weight: float | None) -> None:
    """Refuse what no file of codings can hold."""
    if weight is not None and not isfinite(weight):
        raise UsageError(_("--weight {number}: write a number").format(number=weight))


def _text(study: Study, transcript: str) -> str:
    return text_sha(study.corpus.by_name[transcript].text)
