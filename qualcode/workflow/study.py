"""A study, opened: transcripts, codebook and store brought into step, and who is working on it."""

import getpass
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from qualcode.analysis.standing import standing
from qualcode.errors import StoreError, UsageError
from qualcode.exporters.atomic import write_bytes
from qualcode.i18n import _
from qualcode.model import Codebook, Coding, Corpus, Origin, State
from qualcode.settings import Settings
from qualcode.store import CONSENSUS, Coder, Operation, Store, Wanted, coders, codings, open_store, store_url
from qualcode.store.codings import decided_codes
from qualcode.store.files import kept_codebook, write_pending
from qualcode.store.merge import renamed_codes
from qualcode.store.people import HIDDEN, MODEL, PERSON, SUGGESTER, plain_coder, put_coder
from qualcode.workflow.carry import CarryResult, carry_over
from qualcode.workflow.code import code
from qualcode.workflow.codebook import load
from qualcode.workflow.places import Places
from qualcode.workflow.progress import Progress, silent
from qualcode.workflow.read import read
from qualcode.workflow.renew import OWN, Renewal, renew, rule_coder

#: Environment variable that says who is coding.
CODER_VARIABLE = "QUALCODE_CODER"


@dataclass(frozen=True)
class Study:
    """Everything that a command on codings works with.

    Attributes:
        settings: Of the project. codebook: The codes. corpus: The transcripts as they are now. store: The codings.
        coder: Who is working. rules: Name of the coder that the codebook's rules are.
        carried: What became of codings in corrected transcripts. renewal: What came, went or changed of proposals.
        unknown_codes: Codes that people's codings have and the codebook has not, with the number of codings.
    """

    settings: Settings
    codebook: Codebook
    corpus: Corpus
    store: Store
    coder: Coder
    rules: str
    carried: CarryResult
    renewal: Renewal
    unknown_codes: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def places(self) -> Places:
        """The units of the transcripts."""
        return Places(self.corpus)


def open_project_store(settings: Settings) -> Store:
    """Open a project's store, and write what an interrupted change of the codebook has left to write.

    Raises:
        StoreError: it cannot be opened.
    """
    store = open_store(store_url(settings.root, settings.store))
    write_pending(store, settings.root, write_bytes)
    return store


def open_study(
    settings: Settings, *, coder: str = "", corpus: Corpus | None = None, unit: str = "", force: bool = False,
    older: bool = False, proposals: Sequence[Coding] | None = None, progress: Progress = silent,
) -> Study:
    """Read the project and bring the store in step with it.

    Codings are carried over to corrected transcripts, and proposals renewed where the codebook, the transcripts or
    their speakers have changed; without a change nothing is written and no rule is tried.

    Args:
        settings: The project.
        coder: Who is working; else ``QUALCODE_CODER``, the settings, the name in the system.
        corpus: The transcripts, where they have been read already.
        unit: ``sentence``, ``turn`` or ``match``; that of the settings by default.
        force: Try the rules in any case.
        older: Whether an older text of a transcript may come back.
        proposals: What the rules find, where they have been tried already.
        progress: Told what is being read and coded.

    Raises:
        UsageError: no codebook is named.
        ReadError: nothing could be read.
        CodebookError: the codebook has problems.
        StoreError: the store cannot be opened, or a file holds a text that was replaced before.
    """
    store = open_project_store(settings)
    book = load(settings)
    texts = corpus or read(settings, progress=progress).corpus
    who = acting(store, settings, coder)
    kind, rules = unit or settings.unit, rule_coder(settings, book)
    carried = carry_over(store, texts, coder=who.name, older=older)

    def propose() -> Sequence[Coding]:
        return code(texts, book, unit=kind, roles=settings.roles, progress=progress)

    renewal = renew(
        store, texts, book, settings, coder=who.name, rules=rules, unit=kind, force=force or proposals is not None,
        propose=propose if proposals is None else lambda: proposals)
    with store.reading() as connection:
        unknown = {code: n for code, n in decided_codes(connection).items() if code not in book.by_id}
    return Study(settings, book, texts, store, who, rules, carried, renewal, {} if settings.borrowed else unknown)


def acting(store: Store, settings: Settings, said: str = "") -> Coder:
    """Return who is working: as said, else the environment, the settings, the name in the system.

    Raises:
        UsageError: somebody named in the call, the environment or the settings is not a coder of this study, which
            already has others; a slip of the pen would be one coder more. Or it is the name of the rules.
    """
    named = named_coder(settings, said)
    name = plain_coder(named or _login())
    if name == OWN or name.startswith(f"{OWN}:"):
        raise UsageError(_("{name} is what the codebook proposes as, and nobody to work as; say --as with a person's "
                           "name").format(name=name))
    with store.reading() as connection:
        known = coders(connection)
    if name == SUGGESTER and (name not in known or known[name].kind == MODEL):
        raise UsageError(_("{name} is what learnt suggestions are made as, and nobody to work as; say --as with a "
                           "person's name").format(name=name))
    people = [one.name for one in known.values() if one.kind == PERSON]
    if name in known:
        return known[name]
    if name == CONSENSUS:
        return Coder(CONSENSUS, CONSENSUS)
    if named and people:
        raise UsageError(
            _("{name}: not a coder of this study; there are {known}. Add one with `qualcode coder add {name}`").format(
                name=name, known=", ".join(people)))
    return Coder(name)


def named_coder(settings: Settings, said: str = "") -> str:
    """Return who is named as working: in the call, else the environment, else the settings; "" where nobody is."""
    return said or os.environ.get(CODER_VARIABLE, "") or settings.coder


def register(operation: Operation, coder: Coder) -> None:
    """Make sure that a coder who is about to write is one of the study."""
    if coder.name not in coders(operation.connection):
        put_coder(operation, coder)


def check_codebook(operation: Operation, study: Study, code: str = "") -> None:
    """Refuse to write what rests on a codebook that somebody else has changed since it was read.

    Args:
        operation: What is about to be written.
        study: The study, as it was read.
        code: Only where this code has another name since.

    Raises:
        StoreError: it was changed.
    """
    if kept_codebook(operation.connection, study.codebook.path) != study.codebook.sha256 and (
            not code or code in renamed_codes(operation.connection)):
        raise StoreError(_("{path}: changed while it was being used here; nothing was written. Start again").format(
            path=study.codebook.path))


def records(study: Study, names: Sequence[str] = (), *, evidence: bool = True, at: int = 0) -> list[Coding]:
    """Return everybody's codings in the transcripts that are there, as the acting coder may see them.

    A blind coder sees the rules' proposals and nobody else's codings: what was learnt from others neither. Of the rule
    sets only the one in use is taken, unless others are named. What was learnt of a code that the codebook no longer
    has is left out.

    Args:
        study: The study.
        names: Only these coders'.
        evidence: Whether to read the evidence too.
        at: The state after this operation, 0 for now.

    Raises:
        UsageError: a name is no coder of the study, or one whose codings are hidden.
    """
    with study.store.reading() as connection:
        known = coders(connection)
        wanted = visible(study, known, names)
        found = codings(connection, Wanted(coders=tuple(wanted), at=at), evidence=evidence)
    return [one for one in found if one.transcript in study.corpus.by_name and not is_outdated(study, one)]


def is_outdated(study: Study, coding: Coding) -> bool:
    """Return whether a coding is a suggestion of a code that the codebook no longer has."""
    return (coding.state is State.PROPOSED and coding.origin is Origin.MODEL
            and coding.code not in study.codebook.by_id)


def visible(study: Study, known: dict[str, Coder], names: Sequence[str]) -> list[str]:
    """Return the names of the coders whose codings are asked for and may be seen.

    Raises:
        UsageError: a name is no coder of the study, or one whose codings are hidden.
    """
    return visible_to(study.coder, study.rules, known, names)


def visible_to(coder: Coder, rules: str, known: dict[str, Coder], names: Sequence[str]) -> list[str]:
    """Return the names of the coders whose codings are asked for and ``coder`` may see; see ``visible``.

    Raises:
        UsageError: a name is no coder of the study, or one whose codings are hidden.
    """
    own = coder.name
    for name in names:
        if name not in known and name not in {own, rules}:
            raise UsageError(_("{name}: not a coder of this study; there are {known}").format(
                name=name, known=", ".join(known)))
        if coder.blind and name in known and known[name].kind in HIDDEN and name != own:
            raise UsageError(_("{coder} codes blind: what {name} coded is hidden until `qualcode agree` is asked for"
                               ).format(coder=own, name=name))
    if names:
        return list(names)
    people = [name for name, one in known.items()
              if one.kind in HIDDEN and (not coder.blind or name == own)]
    return [*people, rules]


def check_visible(study: Study, names: Iterable[str]) -> None:
    """Refuse to look for codings of people whose work is hidden; names of nobody are let through.

    Raises:
        UsageError: what one of them coded is hidden from the acting coder.
    """
    with study.store.reading() as connection:
        known = coders(connection)
    visible(study, known, [name for name in names if name in known])


def standing_codings(study: Study, names: Sequence[str] = ()) -> list[Coding]:
    """Return what tables count: everybody's codings put together (see ``analysis.standing``).

    Raises:
        UsageError: a name is no coder of the study, or one whose codings are hidden.
    """
    return standing(records(study, names), settled_by=CONSENSUS)


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user in the system, as in some containers
        return "coder"
