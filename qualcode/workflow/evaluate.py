"""``evaluate``: how well the rules, or any coder, find what a person found."""

from dataclasses import dataclass

from qualcode.analysis.evaluation import Evaluation
from qualcode.analysis.evaluation import evaluate as compare
from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.model import Coding, State, Unit
from qualcode.store import Wanted, coders, codings
from qualcode.workflow.sample import planned, split_units
from qualcode.workflow.study import Study, standing_codings, visible

#: As ``--gold``: what stands of everybody's accepted codings.
ALL = "all"


@dataclass(frozen=True)
class EvaluateResult:
    """What the comparison found.

    Attributes:
        evaluation: Scores, misses, false hits, rules to blame.
        note: Over which units it was made.
    """

    evaluation: Evaluation
    note: str


def evaluate(
    study: Study, *, gold: str, against: str = "", rule: str = "overlap", plan: str = "", codes: tuple[str, ...] = (),
) -> EvaluateResult:
    """Compare a coder's codings with those of another who is taken to be right.

    Args:
        study: The study.
        gold: The coder who is right; accepted codings count. ``"all"``: what stands of everybody's.
        against: The coder who is tested, the rules in use by default; of rules and of the model all proposals count.
        rule: How partial overlaps are counted; see ``analysis.evaluation``.
        plan: The sampling plan on whose units is compared. Without plans, the transcripts in which gold has coded
            or decided anything, all that respondents say in them.
        codes: Only these; by default all of the codebook that either used.

    Raises:
        UsageError: an option names something that does not exist, or gold has coded nothing.
    """
    tested = against or study.rules
    right, touched = _gold(study, gold)
    if not right:
        raise UsageError(_("{name} has no accepted codings; there is nothing to compare with").format(name=gold))
    found = _held(study, tested)
    for code in codes:
        if code not in study.codebook.by_id:
            raise UsageError(_("{code} is no code of {path}; `qualcode codebook show` lists them").format(
                code=code, path=study.codebook.path))
    used = {one.code for one in (*right, *found)}
    wanted = codes or tuple(code.id for code in study.codebook.codes if code.id in used)
    units, note = _units(study, plan, touched)
    return EvaluateResult(compare(right, found, codes=wanted, units=units, rule=rule), note)


def _units(study: Study, plan: str, touched: set[str]) -> tuple[tuple[Unit, ...], str]:
    asked = planned(study, plan)
    if asked.plan is not None:
        return split_units(study, asked.units, asked.kind), _("Units: those of the plan {name}.").format(
            name=asked.plan.name)
    if plan == ALL:
        return asked.units, _("Units: all that respondents say.")
    units = tuple(unit for unit in asked.units if unit.transcript in touched)
    note = _("Units: all that respondents say in the {n} transcripts in which gold has coded or decided anything.")
    return units, note.format(n=len(touched))


def _gold(study: Study, name: str) -> tuple[list[Coding], set[str]]:
    """Return the accepted codings of who is right, and the transcripts that this coder has worked on."""
    if name == ALL:
        everything = [one for one in standing_codings(study) if one.state is not State.PROPOSED]
    else:
        everything = _held(study, name, decided=True)
    return [one for one in everything if one.state is State.ACCEPTED], {one.transcript for one in everything}


def _held(study: Study, name: str, decided: bool = False) -> list[Coding]:
    with study.store.reading() as connection:
        known = coders(connection)
        visible(study, known, [name])
        machine = name in known and known[name].proposes
        states = () if machine else (State.ACCEPTED, State.REJECTED) if decided else (State.ACCEPTED,)
        found = codings(connection, Wanted(coders=(name,), states=states))
    return [one for one in found if one.transcript in study.corpus.by_name]
