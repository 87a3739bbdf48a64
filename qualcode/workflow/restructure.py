"""``codebook rename|merge|split|move``: the tree of codes and all that is coded change together, in one operation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from qualcode.codebook import (
    Document,
    Restructured,
    open_document,
    with_merged,
    with_moved,
    with_renamed,
    with_split,
)
from qualcode.errors import UsageError
from qualcode.exporters.atomic import write_bytes
from qualcode.i18n import _
from qualcode.model import Coding, Evidence, Span, State
from qualcode.store import Held, Operation, Wanted, held
from qualcode.store.codings import end_codings, put_codings
from qualcode.store.files import keep_codebook, want_file, write_pending
from qualcode.store.memos import memos, put_memo
from qualcode.workflow.study import Study, check_codebook, register

#: Changes the codings of an operation, and returns how many.
_Recode = Callable[[Operation], int]


@dataclass(frozen=True, slots=True)
class Restructuring:
    """What a change of the tree did.

    Attributes:
        operation: Its number in the history.
        codings: How many codings it changed, everybody's and the rules'.
        warnings: What a person should look at.
    """

    operation: int
    codings: int
    warnings: tuple[str, ...]


def rename(
    study: Study, code: str, new_id: str = "", *, name_zh: str | None = None, name_en: str | None = None,
) -> Restructuring:
    """Change the id or the names of a code, in the codebook and in all codings.

    Raises:
        UsageError: no such code, the id is taken, or nothing is to be changed.
        WriteError: the layout of the file leaves no sure place for the change.
    """
    if not new_id and name_zh is None and name_en is None:
        raise UsageError(_("say what changes: a new id, --name or --name-en"))
    document = _document(study)
    made = with_renamed(document, code, new_id or None, name_zh=name_zh, name_en=name_en)
    renamed = new_id and new_id != code

    def recode(operation: Operation) -> int:
        found = held(operation.connection, Wanted(codes=(code,)))
        put_codings(operation, [replace(one, coding=_under(one.coding, code, new_id)) for one in found])
        for memo in memos(operation.connection, about="code", target=code):
            put_memo(operation, replace(memo, target=new_id))
        return len(found)

    detail: dict[str, object] = {"codes": {code: new_id}} if renamed else {"code": code}
    return _apply(study, "codebook-rename", detail, made, recode if renamed else _nothing)


def merge(study: Study, source: str, target: str) -> Restructuring:
    """Merge a code into another: its rules and all that has it. Where a coder has both on a passage, one stays.

    Of two decisions of one coder on the same passage *accepted* stays: the passage belongs to one of the two.

    Raises:
        UsageError: no such codes, one and the same, or one below the other.
        WriteError: the layout of the file leaves no sure place for the change.
    """
    document = _document(study)
    made = with_merged(document, source, target)

    def recode(operation: Operation) -> int:
        there = {_passage(one): one for one in held(operation.connection, Wanted(codes=(target,)))}
        found = held(operation.connection, Wanted(codes=(source,)))
        changed, gone = dict[str, Held](), []
        for one in found:
            other = there.get(_passage(one))
            if other is None:
                changed[one.coding.id] = replace(one, coding=replace(one.coding, code=target))
            else:
                gone.append(one.coding.id)
                joined = _joined(one, changed.get(other.coding.id, other))
                if joined is not None:
                    changed[other.coding.id] = joined
        end_codings(operation, gone)
        put_codings(operation, changed.values())
        for memo in memos(operation.connection, about="code", target=source):
            put_memo(operation, replace(memo, target=target))
        return len(found)

    return _apply(study, "codebook-merge", {"codes": {source: target}}, made, recode)


def split(
    study: Study, code: str, new_id: str, *, name_zh: str, name_en: str = "", terms: Sequence[str] = (),
    rules: Sequence[str] = (), keys: Sequence[str] = (), containing: Sequence[str] = (),
) -> Restructuring:
    """Make a new code beside a code, and give it some of its rules and codings.

    Codings go there that are named, whose words contain what is asked for, or whose evidence is only of rules that go.

    Args:
        study: The study.
        code: The code to be split.
        new_id: Id of the new one.
        name_zh: Its Chinese name.
        name_en: Its English name, or "".
        terms: Terms that go, by id or text.
        rules: Rules that go, by id or text.
        keys: Codings that go, by id.
        containing: Words; codings in whose quote one of them stands go.

    Raises:
        UsageError: no such code, rule or coding, or the id is taken.
        WriteError: the layout of the file leaves no sure place for the change.
    """
    if not all(containing):
        raise UsageError(_("--containing needs words"))
    document = _document(study)
    made = with_split(document, code, new_id, name_zh=name_zh, name_en=name_en, terms=terms, rules=rules)
    old = study.codebook.by_id[code]
    wanted = {*terms, *rules}
    going = {rule.id for rule in (*old.terms, *old.rules)
             if wanted & {rule.id, rule.id.removeprefix(f"{code}/"), rule.text}}

    def recode(operation: Operation) -> int:
        found = held(operation.connection, Wanted(codes=(code,)))
        named = {_named(found, key, code) for key in keys}
        moved = [one for one in found if _goes(one.coding, going, named, containing)]
        put_codings(operation, [replace(one, coding=replace(one.coding, code=new_id)) for one in moved])
        return len(moved)

    return _apply(study, "codebook-split", {"code": code, "new": new_id}, made, recode)


def move(study: Study, code: str, *, parent: str | None = None, theme: str | None = None) -> Restructuring:
    """Move a code under another one, to the top (neither is given), or to another theme. Codings stay as they are.

    Raises:
        UsageError: no such code or theme, or a move below itself.
        WriteError: the layout of the file leaves no sure place for the change.
    """
    document = _document(study)
    made = with_moved(document, code, parent=parent, theme=theme)
    return _apply(study, "codebook-move", {"code": code, "parent": parent, "theme": theme}, made, _nothing)


def _document(study: Study) -> Document:
    if study.settings.borrowed or study.settings.codebook is None:
        raise UsageError(_("only the project's own codebook changes together with the codings; leave --codebook out"))
    return open_document(study.settings.codebook)


def _apply(
    study: Study, verb: str, detail: dict[str, object], made: Restructured, recode: _Recode,
) -> Restructuring:
    counts: list[int] = []
    number = write_codebook(study, verb, detail, made.document, lambda operation: counts.append(recode(operation)))
    return Restructuring(number, counts[0], made.warnings)


def write_codebook(
    study: Study, verb: str, detail: dict[str, object], document: Document, also: Callable[[Operation], object],
) -> int:
    """Note a changed codebook, and what else changes with it, in one transaction; then write the file.

    Args:
        study: The study.
        verb: Of the history.
        detail: What the history says of it.
        document: The codebook as it is to be.
        also: Changes codings in the same transaction.

    Returns:
        The number of the operation.

    Raises:
        StoreError: somebody else has changed the codebook since it was read.
        WriteError: the file cannot be written.
    """
    with study.store.writing(study.coder.name, verb, detail) as operation:
        check_codebook(operation, study)
        register(operation, study.coder)
        also(operation)
        new = keep_codebook(operation, study.codebook.path, document.text.encode())
        want_file(operation, study.codebook.path, new, was=study.codebook.sha256)
        number = operation.id
    write_pending(study.store, study.settings.root, write_bytes)
    return number


def _nothing(_operation: Operation) -> int:
    return 0


def _under(coding: Coding, old: str, new: str) -> Coding:
    """Return a coding as it is when its code has another id, and so its rules too."""
    return replace(coding, code=new, evidence=tuple(_renamed(piece, old, new) for piece in coding.evidence))


def _renamed(piece: Evidence, old: str, new: str) -> Evidence:
    owner, slash, rule = piece.rule.partition("/")
    return replace(piece, rule=f"{new}{slash}{rule}") if owner == old else piece


def _passage(one: Held) -> tuple[str, str, str, Span]:
    """Return whose a coding is and on which words; one that is lost stands on words of its own text."""
    return one.coding.coder, one.coding.transcript, one.text, one.coding.span


def _joined(one: Held, other: Held) -> Held | None:
    """Return what becomes of the coding that stays where a coder had both codes, None where it stays as it is."""
    state = State.ACCEPTED if State.ACCEPTED in {one.coding.state, other.coding.state} else other.coding.state
    memo = "\n".join(dict.fromkeys(filter(None, (other.coding.memo, one.coding.memo))))
    if (state, memo) == (other.coding.state, other.coding.memo):
        return None
    return replace(other, coding=replace(other.coding, state=state, memo=memo, at=""))


def _named(found: Sequence[Held], key: str, code: str) -> str:
    """Return the id that begins with ``key``.

    Raises:
        UsageError: none of these codings has one, or several have.
    """
    ids = [one.coding.id for one in found if key and one.coding.id.startswith(key)]
    if not ids:
        raise UsageError(_("{key}: no coding with the code {code} has this id").format(key=key, code=code))
    if len(ids) > 1:
        raise UsageError(_("{key}: several codings have ids that begin so; write more of it").format(key=key))
    return ids[0]


def _goes(coding: Coding, going: set[str], named: set[str], containing: Sequence[str]) -> bool:
    rules = {piece.rule for piece in coding.evidence}
    return bool((rules and rules <= going) or coding.id in named or any(words in coding.quote for words in containing))
