"""``codings export`` and ``codings merge``: a team's work, one file a coder, made to live in git."""

import gc
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from qualcode.errors import ReadError, UsageError
from qualcode.exporters.jsonl import write_codings_file
from qualcode.i18n import _
from qualcode.language.anchoring import Outcome
from qualcode.model.exchange import CodingLine, CodingsFile, Header, MemoLine
from qualcode.readers.codings_file import read_codings_file
from qualcode.store import CONSENSUS, Coder, Connection, Held, Operation, coders
from qualcode.store.codings import end_codings, put_codings
from qualcode.store.memos import Memo, end_memo, put_memo
from qualcode.store.merge import VERB, Chain, coding_chains, memo_chains, moved_on
from qualcode.store.people import RULES, SUGGESTER, plain_coder, put_coder, was_blind
from qualcode.store.texts import text_sha
from qualcode.workflow.arrive import NO_TEXT, Arrivals
from qualcode.workflow.carry import CarriedCoding
from qualcode.workflow.merging import OURS, THEIRS, Conflict, Fate, Plan, Side, make_plan
from qualcode.workflow.study import Study, register, visible

#: Folder in the project for the files of its coders.
FOLDER = "codings"
_UNFIT = frozenset('<>:"/\\|?*')
#: Names of devices in Windows, where no file can be called so.
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})


@dataclass(frozen=True, slots=True)
class Exported:
    """One file that was written.

    Attributes:
        path: The file. coder: Whose work it holds.
        codings: Codings in it. removed: Those that were taken away, and are in it so that they go elsewhere, too.
        memos: Memos in it.
    """

    path: Path
    coder: str
    codings: int
    removed: int
    memos: int


@dataclass(frozen=True)
class Merged:
    """What a file brought.

    Attributes:
        file: The file, as named. coder: Whose work it holds.
        operation: Number of the operation in the history, 0 where nothing was written.
        added, updated, removed, unchanged, older: Codings. ``older`` ones are newer here than in the file.
        memos: Memos that came, changed or went.
        conflicts: Codings and memos that were changed here and there.
        moved, fuzzy, lost: Among those written: the same words elsewhere in another version of the transcript; on
            words that changed, somebody should look; without words to stand on here.
        rows: What became of each of these three.
        renamed_codes: Old -> new id of codes that are called otherwise here. unknown_codes: Codings by code that the
            codebook does not have. unknown_transcripts: Codings by transcript that is not here.
        other_texts: Transcripts of which the coder had another version.
        other_codebook: Whether the coder had another version of the codebook.
    """

    file: str
    coder: str
    operation: int = 0
    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    older: int = 0
    memos: int = 0
    conflicts: tuple[Conflict, ...] = ()
    moved: int = 0
    fuzzy: int = 0
    lost: int = 0
    rows: tuple[CarriedCoding, ...] = ()
    renamed_codes: Mapping[str, str] = field(default_factory=dict)
    unknown_codes: Mapping[str, int] = field(default_factory=dict)
    unknown_transcripts: Mapping[str, int] = field(default_factory=dict)
    other_texts: tuple[str, ...] = ()
    other_codebook: bool = False


def export(
    study: Study, names: Sequence[str] = (), *, everyone: bool = False, output: Path | None = None,
) -> list[Exported]:
    """Write coders' work, a file each; the same work gives the same bytes.

    Args:
        study: The study.
        names: Whose; the acting coder's by default.
        everyone: Every coder's but those of rules and of the model, which propose the same anywhere.
        output: The file, or the folder where it is several coders' work; ``codings/`` in the project by default.

    Raises:
        UsageError: a name is no coder of the study, one whose codings are hidden, or that of rules.
        WriteError: a file cannot be written; the last good one stays.
    """
    with _many_objects(), study.store.reading() as connection:
        known = coders(connection)
        if everyone:
            names = [name for name, one in known.items() if not one.proposes]
        chosen = [plain_coder(name) for name in names] or [study.coder.name]
        for name in visible(study, known, chosen):
            if name in known and known[name].proposes:
                raise UsageError(_("{name}: proposals are not exported; rules and what is learnt from the same "
                                   "codings propose the same on every machine").format(name=name))
        files = [work_of(study, connection, known.get(name, Coder(name))) for name in dict.fromkeys(chosen)]
    several = everyone or len(files) > 1
    folder = output if several and output else study.settings.root / FOLDER
    made = []
    for file in files:
        path = output if output and not several else folder / file_name(file.header.coder, known)
        gone = sum(one.removed for one in file.codings)
        made.append(Exported(write_codings_file(file, path), file.header.coder, len(file.codings) - gone, gone,
                             sum(not one.removed for one in file.memos)))
    return made


def work_of(study: Study, connection: Connection, coder: Coder) -> CodingsFile:
    """Return all that a coder made and took away, in one state of the store."""
    book = study.codebook
    codes = {code.id: code.name_zh or code.name_en for code in book.codes}
    texts = {one.name: text_sha(one.text) for one in study.corpus.transcripts}
    header = Header(coder.name, coder.kind, book.id, book.version, book.sha256, codes, texts,
                    was_blind(connection, coder.name))
    codings = [_coding_line(key, coder.name, chain) for key, chain in coding_chains(connection, coder.name).items()]
    memos = [_memo_line(key, coder.name, chain) for key, chain in memo_chains(connection, coder.name).items()]
    return CodingsFile(header, tuple(codings), tuple(memos))


def file_name(coder: str, known: Mapping[str, Coder]) -> str:
    """Return the name of a coder's file: the coder's, where any file system can tell it from the others' names."""
    plain = "".join("_" if char in _UNFIT else char for char in coder).strip(". ")
    alike = [name for name in known if name.casefold() == coder.casefold() and name != coder]
    if plain == coder and not alike and coder.casefold() not in _DEVICES:
        return f"{coder}.jsonl"
    return f"{plain}-{hashlib.sha256(coder.encode()).hexdigest()[:8]}.jsonl"


def merge(study: Study, paths: Sequence[Path], *, take: str = "", dry_run: bool = False) -> list[Merged]:
    """Bring others' work in, each file in one operation; what came before does not come again.

    Args:
        study: The study.
        paths: Files that ``export`` wrote; all are read before the first is merged.
        take: What holds where a coding was changed here and in the file: ``theirs`` or ``ours``, which settles it;
            ours by default, and it is a conflict again the next time.
        dry_run: Only say what would be done.

    Raises:
        UsageError: ``take`` is neither.
        ReadError: a file is bad, or holds what belongs to another coder; the message names file and line.
        StoreError: the store cannot be written.
    """
    if take not in {"", THEIRS, OURS}:
        raise UsageError(_("--take {word}: write theirs or ours").format(word=take))
    with _many_objects():
        files = [read_codings_file(path) for path in paths]
        for file in files:
            _check_coder(study, file)
        return [_merge_one(study, file, take, dry_run) for file in files]


@contextmanager
def _many_objects() -> Iterator[None]:
    """Leave the garbage collector out of the making of a million objects, none of them garbage: a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _check_coder(study: Study, file: CodingsFile) -> None:
    name = file.header.coder
    try:
        plain = plain_coder(name)
    except UsageError:
        plain = ""
    with study.store.reading() as connection:
        known = coders(connection).get(name)
    settles = (name == CONSENSUS, file.header.kind == CONSENSUS)
    if plain != name or any(settles) != all(settles) or name == SUGGESTER or (
            known is not None and known.kind == RULES):
        raise ReadError(_("{file}:1: {name} is no name of a coder whose work can be merged; rename the coder where "
                          "the file comes from").format(file=file.name, name=repr(name)))


def _merge_one(study: Study, file: CodingsFile, take: str, dry_run: bool) -> Merged:
    """Plan outside the transaction, which is to be short, and plan again where the coder's work changed meanwhile."""
    while True:
        with study.store.reading() as connection:
            arrivals = Arrivals(study, connection)
            plan = make_plan(arrivals, file, take)
            told = _told(study, file, plan, arrivals)
        if dry_run or not plan.any:
            return told
        notes = plan.notes.body()
        sha = hashlib.sha256(notes).hexdigest()
        detail = {"file": Path(file.name).name, "coder": file.header.coder, "added": told.added,
                  "updated": told.updated, "removed": told.removed, "notes": sha}
        try:
            with study.store.writing(study.coder.name, VERB, detail) as operation:
                if moved_on(operation.connection, file.header.coder, plan.at, operation.id):
                    raise _Stale
                operation.keep(sha, notes)
                _write(operation, study, file, plan)
                return replace(told, operation=operation.id)
        except _Stale:
            continue


class _Stale(Exception):  # noqa: N818 - it ends a transaction and is no error
    """Somebody else wrote between the plan and its transaction."""


def _meet(operation: Operation, study: Study, header: Header) -> None:
    """Make the coder of a file one of the study, who codes blind here where that was so there."""
    known = coders(operation.connection).get(header.coder)
    blind = header.blind and header.coder != study.coder.name and not was_blind(operation.connection, header.coder)
    if known is None or blind:
        put_coder(operation, Coder(header.coder, known.kind if known else header.kind, blind))


def _write(operation: Operation, study: Study, file: CodingsFile, plan: Plan) -> None:
    register(operation, study.coder)
    _meet(operation, study, file.header)
    if any(held.text == NO_TEXT for held in plan.puts):
        operation.keep(NO_TEXT, b"")
    end_codings(operation, plan.ends)
    put_codings(operation, plan.puts)
    for key in plan.memo_ends:
        end_memo(operation, key)
    for memo in plan.memos:
        put_memo(operation, memo)


def _told(study: Study, file: CodingsFile, plan: Plan, arrivals: Arrivals) -> Merged:
    fates, memos = plan.fates, plan.memo_fates
    outcomes = Counter(row.outcome for row in plan.rows)
    alive = [line for line in file.codings if not line.removed]
    codes = Counter(arrivals.code(line.code) for line in alive)
    header, texts = file.header, arrivals.shas
    hidden = study.coder.blind and header.coder != study.coder.name
    return Merged(
        file.name, header.coder, 0, fates[Fate.ADDED], fates[Fate.UPDATED], fates[Fate.REMOVED],
        fates[Fate.UNCHANGED], fates[Fate.OLDER], memos[Fate.ADDED] + memos[Fate.UPDATED] + memos[Fate.REMOVED],
        tuple(replace(one, ours=Side(), theirs=Side()) if hidden else one for one in plan.conflicts),
        outcomes[Outcome.MOVED], outcomes[Outcome.FUZZY], outcomes[Outcome.LOST],
        () if hidden else tuple(row for row in plan.rows if row.outcome is not Outcome.SAME),
        {line.code: arrivals.code(line.code) for line in alive if arrivals.code(line.code) != line.code},
        {code: count for code, count in sorted(codes.items()) if code not in study.codebook.by_id},
        dict(sorted(Counter(line.transcript for line in alive if not arrivals.transcript(line)).items())),
        tuple(name for name, sha in header.transcripts.items() if texts.get(name, sha) != sha),
        header.sha256 != study.codebook.sha256)


def _coding_line(key: str, coder: str, chain: Chain[Held]) -> CodingLine:
    *was, rev = chain.note.revs
    if chain.now is None:
        return CodingLine(key, "", 0, 0, "", coder, rev, tuple(was), removed=True)
    one = chain.now.coding
    return CodingLine(
        key, one.transcript, one.span.start, one.span.end, one.code, coder, rev, tuple(was), False, chain.now.text,
        one.origin, one.state, one.polarity, one.weight, one.memo, one.quote, one.before, one.after, one.speaker,
        "turn" if "@" in one.unit.id else "sentence", one.evidence, one.basis, one.codebook, chain.now.anchor, chain.at)


def _memo_line(key: str, coder: str, chain: Chain[Memo]) -> MemoLine:
    *was, rev = chain.note.revs
    if chain.now is not None:
        return MemoLine(key, chain.now.about, chain.now.target, coder, rev, tuple(was), body=chain.now.body)
    return MemoLine(key, "", "", coder, rev, tuple(was), removed=True)
