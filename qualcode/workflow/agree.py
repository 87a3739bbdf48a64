"""``agree``: how far coders agree, and where they do not."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.analysis.reliability import Agreement, Universe, agreement
from qualcode.analysis.reliability.tables import coefficients_table, confusion_table, pairs_table
from qualcode.analysis.reliability.universe import Kind
from qualcode.analysis.tables import code_name
from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.model import Coding, State, Unit, UnitKind
from qualcode.store import CONSENSUS, Coder, Wanted, coders, codings, held
from qualcode.store.codings import LOST
from qualcode.store.history import done_by, entries, entry, name_then, names_since, renamings
from qualcode.store.people import (
    PERSON,
    SUGGESTER,
    changed_since,
    coding_counts,
    opened_by,
    put_coder,
    was_blind,
)
from qualcode.store.texts import text_of
from qualcode.workflow.material import read_units
from qualcode.workflow.sample import planned, split_units, stand_now
from qualcode.workflow.seen import SEEN
from qualcode.workflow.study import Study, records
from qualcode.workflow.suggest import SUGGEST

if TYPE_CHECKING:
    import pandas as pd

UNITS: Mapping[str, Kind] = {"sentence": "sentence", "turn": "turn", "character": "character"}
#: Operations after which people have decided or read something else than when suggestions were made.
_READING = frozenset({"accept", "reject", "recode", "add", "move", "remove", SEEN, "merge", "undo", "redo", "restore"})
DISAGREEMENT_COLUMNS = ("unit_id", "transcript", "participant", "code", "code_name", "has", "lacks", "quotes",
                        "before", "text", "after", "question")


@dataclass(frozen=True)
class AgreeResult:
    """The comparison of some coders.

    Attributes:
        agreement: Coefficients, pairs, confusion, disagreements.
        notes: What belongs under every table: the universe, who coded blind, what was changed since.
        opened: Coders who do not code blind any more.
        operation: The operation that noted it, 0 where nobody was blind.
        plan: Name of the sampling plan, "" where all that respondents say was compared.
    """

    agreement: Agreement
    notes: tuple[str, ...]
    opened: tuple[str, ...] = ()
    operation: int = 0
    plan: str = ""


def agree(
    study: Study, *, names: Sequence[str] = (), by: str = "sentence", plan: str = "", transcripts: Sequence[str] = (),
    codes: Sequence[str] = (), replicates: int = 1000, seed: int = 7, at: int = 0,
) -> AgreeResult:
    """Compare coders on the units that all of them were asked to code.

    Of people, the accepted codings are compared; of rules and of the model, all their proposals. Coders who coded blind
    see each other's codings from now on, and the history says so.

    Args:
        study: The study.
        names: Coders, ``rules`` and ``model`` among them; all people who have coded anything by default.
        by: ``sentence``, ``turn`` or ``character``: it changes the value, and every caption says which.
        plan: The sampling plan; "" for the only one, ``"all"`` for everything that respondents say.
        transcripts: Only these.
        codes: Only these; by default every code that one of the coders used.
        replicates: Of the bootstrap, 0 for no intervals.
        seed: Of the bootstrap.
        at: The state after this operation, 0 for now.

    Raises:
        UsageError: an option names something that does not exist, there are fewer than two coders, or the acting coder
            codes blind and is none of them.
    """
    if by not in UNITS:
        raise UsageError(_("{word}: choose among {known}").format(word=by, known=", ".join(UNITS)))
    with study.store.reading() as connection:
        known = coders(connection)
        if at:
            entry(connection, at)
    chosen, idle = _chosen(study, known, names)
    asked = planned(study, plan, transcripts=transcripts)
    if by == "turn" and asked.plan is None:
        units = _as_turns(study, asked.units)
    else:
        units = split_units(study, asked.units, UnitKind.TURN if by == "turn" else UnitKind.SENTENCE)
    spoken = tuple(unit for unit in units if len(unit.span))
    learnt = SUGGESTER in chosen
    if learnt and asked.plan is None:  # people have said nothing of what they have not read
        read = read_units(study, spoken, records(study, evidence=False))
        spoken = tuple(unit for unit in spoken if unit.id in read)
    found_by = {name: _accepted(study, known[name], at) for name in chosen}
    compared = _codes(study, found_by, codes)
    found = agreement(Universe(UNITS[by], spoken), found_by, compared, replicates=replicates, seed=seed)
    name_of_plan = asked.plan.name if asked.plan else ""
    notes = _notes(study, chosen, idle, name_of_plan, asked.lost, at)
    if learnt:
        notes = (*_learnt_notes(asked.plan is None, _outdated(study, at)), *notes[asked.plan is None :])
    blind = [known[name] for name in chosen if known[name].blind]
    if not blind or len(_people(known, chosen)) < 2:  # rules are seen in any case
        return AgreeResult(found, notes, plan=name_of_plan)
    detail = {"coders": chosen, "by": by, "sample": name_of_plan or "all"}
    with study.store.writing(study.coder.name, "agree", detail) as operation:
        for one in blind:
            put_coder(operation, Coder(one.name, one.kind, False))
    return AgreeResult(found, notes, tuple(one.name for one in blind), operation.id, name_of_plan)


def who_coded(study: Study, names: Collection[str] = ()) -> list[Coder]:
    """Return the people who coded or went through anything, of these names where any are given.

    To ``agree`` on those who code blind ends that; who only wants to tell of agreement asks for ``Coder.blind`` first.
    """
    with study.store.reading() as connection:
        busy = {*coding_counts(connection), *done_by(connection, SEEN)}
        return [one for name, one in coders(connection).items()
                if one.kind == PERSON and name in busy and (not names or name in names)]


def _chosen(study: Study, known: Mapping[str, Coder], names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the coders to compare, and the people who are left out since they have coded nothing."""
    idle: list[str] = []
    if not names:
        busy = {one.name for one in who_coded(study)}
        idle = [one.name for one in known.values() if one.kind == PERSON and one.name not in busy]
    chosen = list(dict.fromkeys(names)) or [
        one.name for one in known.values() if one.kind == PERSON and one.name not in idle]
    for name in chosen:
        if name not in known:
            raise UsageError(_("{name}: not a coder of this study; there are {known}").format(
                name=name, known=", ".join(known)))
    learnt = [name for name in chosen if name == SUGGESTER]
    if study.coder.blind and learnt:
        raise UsageError(_("{coder} codes blind, and what {name} suggests was learnt from others' codings; compare "
                           "with these people first, which ends blindness").format(
                               coder=study.coder.name, name=", ".join(learnt)))
    if study.coder.blind and study.coder.name not in chosen and _people(known, chosen):
        raise UsageError(_("{coder} codes blind and is not among those who are compared: {names}; what they coded is "
                           "hidden").format(coder=study.coder.name, names=", ".join(chosen)))
    if len(chosen) < 2:
        raise UsageError(_("agreement needs two coders; there are {known}. Compare with the rules by --coder rules"
                           ).format(known=", ".join(chosen) or "-"))
    return chosen, idle


def _people(known: Mapping[str, Coder], names: Sequence[str]) -> list[str]:
    return [name for name in names if known[name].kind in {PERSON, CONSENSUS}]


def _accepted(study: Study, coder: Coder, at: int) -> list[Coding]:
    """Return what a coder holds: people's accepted codings, a machine's proposals; in the texts as they are now."""
    state = State.PROPOSED if coder.proposes else State.ACCEPTED
    with study.store.reading() as connection:
        if not at:
            return codings(connection, Wanted(coders=(coder.name,), states=(state,)), evidence=False)
        name = name_then(renamings(connection), at, coder.name)
        then = held(connection, Wanted(coders=(name,), states=(state,), at=at), evidence=False)
        called = names_since(connection, at)
        groups: dict[tuple[str, str], list[Coding]] = defaultdict(list)
        for one in then:
            if one.anchor != LOST:
                groups[called.get(one.coding.transcript, one.coding.transcript), one.text].append(one.coding)
        texts = {sha: text_of(connection, sha) for _name, sha in groups}
    return [
        study.places.placed(one, transcript, span) for (transcript, sha), group in groups.items()
        for one, span in zip(group, stand_now(study, transcript, sha, texts[sha], [one.span for one in group]),
                             strict=True) if span is not None]


def _as_turns(study: Study, units: Sequence[Unit]) -> tuple[Unit, ...]:
    wanted = dict.fromkeys((unit.transcript, unit.turn) for unit in units)
    return tuple(study.places.units(name, UnitKind.TURN)[0][turn] for name, turn in wanted)


def _codes(study: Study, held: Mapping[str, Sequence[Coding]], codes: Sequence[str]) -> list[str]:
    for code in codes:
        if code not in study.codebook.by_id:
            raise UsageError(_("{code} is no code of {path}; `qualcode codebook show` lists them").format(
                code=code, path=study.codebook.path))
    used = {one.code for found in held.values() for one in found}
    wanted = list(codes) or [code.id for code in study.codebook.codes if code.id in used]
    if not codes:
        wanted += sorted(used - set(wanted))  # codes that are no longer in the codebook
    if not wanted:
        raise UsageError(_("none of these coders has an accepted coding; code with `qualcode review` first"))
    return wanted


def _notes(
    study: Study, names: Sequence[str], idle: Sequence[str], plan: str, lost: int, at: int,
) -> tuple[str, ...]:
    notes = [_("Units: those of the plan {name}.").format(name=plan) if plan
             else _("Units: all that respondents say; no sampling plan was used, so everybody counts as having been "
                    "asked to code all of it.")]
    if lost:
        notes.append(_("Units of the plan that corrected transcripts no longer have: {n}.").format(n=lost))
    with study.store.reading() as connection:
        people = [name for name in names if coders(connection)[name].kind == PERSON]
        open_eyed = [name for name in people if not was_blind(connection, name)]
        opened = opened_by(connection, people)
        changed = changed_since(connection, people, opened) if opened and not at else 0
    if idle:
        notes.append(_("Left out, as they have coded nothing: {names}.").format(names=_(", ").join(idle)))
    if open_eyed:
        notes.append(_("Not coded blind: {names}.").format(names=_(", ").join(open_eyed)))
    if changed:
        notes.append(_("After the coders could see each other's codings (operation {number}) they changed {n}; with "
                       "--at {number} what they coded independently is compared.").format(number=opened, n=changed))
    if at:
        notes.append(_("As it was after operation {number}.").format(number=at))
    return tuple(notes)


def _outdated(study: Study, at: int) -> int:
    """Return the number of the last operation that made suggestions, where people have read on since, else 0."""
    with study.store.reading() as connection:
        done = [one for one in entries(connection, counted=False) if not at or one.id <= at]
    last = max((one.id for one in done if one.verb == SUGGEST), default=0)
    return last if any(one.id > last and one.verb in _READING for one in done) else 0


def _learnt_notes(read_only: bool, outdated: int) -> tuple[str, ...]:
    """Return what belongs under a comparison with what was learnt; see ``_outdated``."""
    held_out = _("What {name} suggests on a passage that people have read was learnt from other participants; it is no "
                 "coder of its own, but repeats how these people code.")
    if outdated:
        held_out = _("What {name} suggests on a passage that people had read by operation {number} was learnt from "
                     "other participants; on what they read since it may have been learnt from the same ones, until "
                     "`qualcode suggest` makes it anew. It is no coder of its own, but repeats how these people code.")
    units = _("Units: those that somebody has read; a code that was not given there counts as absent.")
    said = held_out.format(name=SUGGESTER, number=outdated)
    return (units, said) if read_only else (said,)


def disagreements_table(result: AgreeResult, study: Study) -> "pd.DataFrame":
    """Return one row a unit and code on which coders differ, with what each marked and what stands around it.

    Columns ``DISAGREEMENT_COLUMNS``; ``quotes`` are ``coder: words``, one a line.
    """
    import pandas as pd

    rows = []
    for one in result.agreement.disagreements:
        transcript = study.corpus.by_name[one.transcript]
        units, ends = study.places.units(one.transcript)
        unit = study.places.unit(one.transcript, one.spans[0][1])
        place = ends.index(unit.span.end)
        turn = transcript.turns[unit.turn]
        owner = study.corpus.links.get((transcript.name, turn.speaker), "")
        asked = "" if turn.answers is None else transcript.turns[turn.answers].body.of(transcript.text)
        quotes = "\n".join(f"{coder}: {span.of(transcript.text)}" for coder, span in one.spans)
        rows.append((
            one.unit, one.transcript, owner, one.code, code_name(study.codebook, one.code), "; ".join(one.has),
            "; ".join(one.lacks), quotes, units[place - 1].span.of(transcript.text) if place else "",
            unit.span.of(transcript.text),
            units[place + 1].span.of(transcript.text) if place + 1 < len(units) else "", asked))
    return pd.DataFrame(rows, columns=list(DISAGREEMENT_COLUMNS))


def named_tables(result: AgreeResult, study: Study) -> dict[str, "pd.DataFrame"]:
    """Return every table of a comparison by name: coefficients, pairs, confusion, disagreements."""
    tables = {
        "coefficients": coefficients_table(result.agreement), "pairs": pairs_table(result.agreement),
        "confusion": confusion_table(result.agreement), "disagreements": disagreements_table(result, study)}
    table = tables["coefficients"]
    names = {"pooled": _("all decisions"), "mean": _("mean of codes")}
    table.insert(1, "code_name", [
        names.get(scope) or code_name(study.codebook, code)
        for scope, code in zip(table["scope"], table["code"], strict=True)])
    return tables

