"""``suggest``: what was learnt proposes codings, each with a probability and the words that speak for it."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.model import Coding, Evidence, Origin, Unit
from qualcode.store import Connection, Operation, Wanted, held
from qualcode.store.codings import Held, end_codings, put_codings
from qualcode.store.people import MODEL, SUGGESTER, Coder, coders, put_coder
from qualcode.store.texts import text_sha
from qualcode.workflow.decide import coding_key
from qualcode.workflow.learn import Learning, all_chances, learn, refuse_blind
from qualcode.workflow.progress import Progress, silent
from qualcode.workflow.renew import with_free_ids
from qualcode.workflow.study import Study

if TYPE_CHECKING:
    from qualcode.learning.model import Model

#: The highest probability that is told: none is 1.
CERTAIN = 0.999
#: The verb of the history.
SUGGEST = "suggest"


@dataclass(frozen=True)
class Suggestions:
    """What was suggested.

    Attributes:
        learning: What was learnt, and how good it is.
        codings: The suggestions, the most probable first; ``weight`` is the probability.
        again: How many of them stand on passages that people have read without giving them the code.
        operation: Number of the operation in the history, 0 where nothing was to be done.
        added: New ones by code. gone: Withdrawn ones by code.
    """

    learning: Learning
    codings: tuple[Coding, ...]
    again: int
    operation: int
    added: Counter[str]
    gone: Counter[str]


def suggest(study: Study, *, learner: str = "", progress: Progress = silent) -> Suggestions:
    """Learn from what people coded and propose codings, which `review` shows beside the rules' proposals.

    Only codes are suggested that were right often enough on participants held out. What was suggested before and is not
    any more is withdrawn; what people decided stays.

    Args:
        study: The study.
        learner: ``vectors`` or ``ngrams``; that of the settings by default.
        progress: Told what is being done.

    Raises:
        UsageError: see ``learn``; or somebody who codes is called like what was learnt, or the codebook is borrowed.
        NotComputableError, ReadError, WriteError: see ``learn``.
    """
    if study.settings.borrowed:  # its codes would push out what is suggested of the project's own
        raise UsageError(_("only the project's own codebook gets suggestions, as they are kept with the codings; leave "
                           "--codebook out, or look at this one with `qualcode learn`"))
    with study.store.reading() as connection:
        _check_name(connection)
    learning = learn(study, learner=learner, progress=progress)
    found = _codings(study, learning)
    done = _write(study, learning.model, found)
    with study.store.reading() as connection:
        there = _there(connection, study)
    ranked = tuple(sorted(there, key=lambda one: (-one.weight, one.transcript, one.span, one.code)))
    return Suggestions(learning, ranked, _again(learning, there), *done)


def withdraw(study: Study) -> int:
    """Take every suggestion back, and return how many there were; decisions on them stay.

    Raises:
        UsageError: the coder codes blind.
    """
    refuse_blind(study)
    with study.store.reading() as connection:
        _check_name(connection)
        there = _there(connection, study)
    if there:
        with study.store.writing(study.coder.name, SUGGEST, {"model": ""}) as operation:
            end_codings(operation, [one.id for one in there])
    return len(there)


def _codings(study: Study, learning: Learning) -> list[Coding]:
    """Return a coding for every unit and code that is probable enough, where the code is on."""
    model, given = learning.model, learning.material
    made = []
    columns = [column for column, code in enumerate(model.codes) if code in model.on]
    for row, chances in enumerate(all_chances(study, learning)):
        for column in columns:
            if chances[column] >= model.limits.at:
                words = model.speaking(given.speech[row], model.codes[column])
                unit = given.units[row]
                spans = tuple(span.shifted(unit.span.start) for span in words)
                evidence = (Evidence(SUGGESTER, spans),) if spans else ()
                made.append(_coding(study, unit, model.codes[column], chances[column], evidence, model.made_from))
    return made


def _coding(
    study: Study, unit: Unit, code: str, chance: float, evidence: tuple[Evidence, ...], made_from: str,
) -> Coding:
    key = coding_key(unit.transcript, code, SUGGESTER, unit.span)
    bare = Coding(key, code, unit.transcript, unit.span, unit, "", coder=SUGGESTER, origin=Origin.MODEL,
                  evidence=evidence, codebook=made_from, weight=min(round(chance, 3), CERTAIN))
    return study.places.placed(bare, unit.transcript, unit.span)


def _differences(
    connection: Connection, study: Study, found: list[Coding],
) -> tuple[list[Coding], list[Coding], list[Coding]]:
    """Return suggestions that are withdrawn, those that are others now, and new ones."""
    there = {(one.transcript, one.code, one.span): one for one in _there(connection, study)}
    new = {(one.transcript, one.code, one.span): one for one in found}
    gone = [one for place, one in there.items() if place not in new]
    changed = [replace(one, id=there[place].id) for place, one in new.items()
               if place in there and (one.weight, one.evidence) != (there[place].weight, there[place].evidence)]
    return gone, changed, [one for place, one in new.items() if place not in there]


def _check_name(connection: Connection) -> None:
    """Refuse to take a person's codings for suggestions.

    Raises:
        UsageError: somebody who codes is called like that.
    """
    known = coders(connection)
    if SUGGESTER in known and known[SUGGESTER].kind != MODEL:
        raise UsageError(_("{name} codes in this study, and what was learnt suggests under the same name; give the "
                           "coder another one with `qualcode coder rename`").format(name=SUGGESTER))


def _there(connection: Connection, study: Study) -> list[Coding]:
    return [one.coding for one in held(connection, Wanted(coders=(SUGGESTER,)))
            if one.coding.transcript in study.corpus.by_name]


def _write(study: Study, model: "Model", found: list[Coding]) -> tuple[int, Counter[str], Counter[str]]:
    """Bring the suggestions in the store up to date: number of the operation, what is new and what is gone by code."""
    with study.store.reading() as connection:
        if not any(_differences(connection, study, found)):
            return 0, Counter(), Counter()
    detail = {"model": model.made_from[:12], "learner": model.learner}
    with study.store.writing(study.coder.name, SUGGEST, detail) as operation:
        gone, changed, added = _differences(operation.connection, study, found)  # others may have been faster
        _register(operation)
        end_codings(operation, [one.id for one in gone])
        fresh = with_free_ids(operation, added, {one.id for one in gone})
        put_codings(operation, [Held(one, text_sha(study.corpus.by_name[one.transcript].text))
                                for one in (*changed, *fresh)])
        return operation.id, Counter(one.code for one in added), Counter(one.code for one in gone)


def _register(operation: Operation) -> None:
    if SUGGESTER not in coders(operation.connection):
        put_coder(operation, Coder(SUGGESTER, MODEL))


def _again(learning: Learning, found: list[Coding]) -> int:
    """Return how many suggestions stand on passages that people have read without giving them the code."""
    given = learning.material
    read = given.examples.read
    row_of = {given.units[row].id: number for number, row in enumerate(given.rows) if read is None or read[number]}
    column_of = {code: number for number, code in enumerate(given.examples.codes)}
    return sum(one.unit.id in row_of and given.examples.labels[row_of[one.unit.id], column_of[one.code]] != 1
               for one in found)
