"""``sample``: draw the units that everyone codes, keep the plan, and find its units again in corrected texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from qualcode.analysis.sampling import Sample, draw_sample
from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.language.anchoring import Anchor, carry
from qualcode.model import Role, Span, Unit, UnitKind
from qualcode.rules.codings import CONTEXT
from qualcode.store.samples import Place, Plan, plans, put_plan
from qualcode.store.texts import text_of, text_sha
from qualcode.workflow.study import Study, register

#: Name of a plan that is given none.
NAME = "sample"


@dataclass(frozen=True, slots=True)
class PlannedUnits:
    """The units of a plan in the texts as they are now.

    Attributes:
        plan: The plan, None for all that respondents say.
        kind: ``turn`` or ``sentence``.
        units: In the order of the text.
        lost: How many units of the plan are no longer in the texts.
    """

    plan: Plan | None
    kind: UnitKind
    units: tuple[Unit, ...]
    lost: int = 0


def sample(
    study: Study, *, share: float, by: Sequence[str] = (), unit: str = "turn", seed: int = 7, name: str = NAME,
    again: bool = False,
) -> tuple[Sample, Plan]:
    """Draw a sample and keep it as the plan ``name``.

    Args:
        study: The study.
        share: In (0, 1].
        by: Attributes of the strata.
        unit: ``turn``, ``sentence`` or ``transcript``.
        seed: Of the draw.
        name: Of the plan.
        again: Whether a plan of this name that drew other units may be replaced.

    Raises:
        UsageError: an option is off, or there is another plan of this name.
        NotComputableError: no respondent says anything.
    """
    drawn = draw_sample(study.corpus, share=share, by=by, unit=unit, seed=seed)
    shas = {one.name: text_sha(one.text) for one in study.corpus.transcripts}
    places = tuple(Place(one.transcript, shas[one.transcript], one.span) for one in drawn.units)
    plan = Plan(name, {"share": share, "by": list(drawn.by), "unit": unit, "seed": seed}, places)
    with study.store.reading() as connection:
        known = plans(connection).get(name)
    if known == plan:
        return drawn, plan
    if known is not None and not again:
        raise UsageError(_("there is a plan {name} already, of other units; name this one with --name, or replace that "
                           "one with --again").format(name=name))
    with study.store.writing(study.coder.name, "sample", {"name": name, **plan.asked}) as operation:
        register(operation, study.coder)
        put_plan(operation, plan)
    return drawn, plan


def planned(study: Study, name: str = "", *, transcripts: Sequence[str] = ()) -> PlannedUnits:
    """Return the units of a plan; without plans, every unit of respondents.

    Args:
        study: The study.
        name: Of the plan; "" for the only one, ``"all"`` for everything that respondents say.
        transcripts: Only these.

    Raises:
        UsageError: there is no plan of this name, or "" and several plans.
    """
    with study.store.reading() as connection:
        known = plans(connection)
        if not name and len(known) > 1:
            raise UsageError(_("there are several plans; choose one of {known} with --sample").format(
                known=", ".join(known)))
        if name not in {"", "all"} and name not in known:
            raise UsageError(_("{name}: no such plan; there are {known}. `qualcode sample` draws one").format(
                name=name, known=", ".join(known) or "-"))
        if name == "all" or not known:
            return PlannedUnits(None, UnitKind.SENTENCE, _narrowed(study, _spoken(study), transcripts))
        plan = known.get(name) or next(iter(known.values()))
        kind = UnitKind.SENTENCE if plan.asked.get("unit") == "sentence" else UnitKind.TURN
        units, lost = [], 0
        for (transcript, sha), places in groupby(plan.places, key=lambda place: (place.transcript, place.text)):
            old = text_of(connection, sha)
            for span in stand_now(study, transcript, sha, old, [place.span for place in places]):
                if span is None:
                    lost += 1
                else:
                    units.append(study.places.unit(transcript, span, kind))
    return PlannedUnits(plan, kind, _narrowed(study, dict.fromkeys(units), transcripts), lost)


def split_units(study: Study, units: Sequence[Unit], kind: UnitKind) -> tuple[Unit, ...]:
    """Return units as units of another kind: turns as their sentences, or as they are.

    Raises:
        UsageError: sentences were planned, and turns are asked for: the rest of a turn was never to be coded.
    """
    if all(("@" in unit.id) == (kind is UnitKind.TURN) for unit in units):
        return tuple(units)
    if kind is UnitKind.TURN:
        raise UsageError(_("the plan has sentences; compare by sentence or by character"))
    wanted = {(unit.transcript, unit.turn) for unit in units}
    names = dict.fromkeys(unit.transcript for unit in units)
    return tuple(unit for name in names for unit in study.places.units(name)[0] if (name, unit.turn) in wanted)


def _spoken(study: Study) -> list[Unit]:
    return [unit for one in study.corpus.transcripts for unit in study.places.units(one.name)[0]
            if one.turns[unit.turn].role is Role.RESPONDENT]


def _narrowed(study: Study, units: Sequence[Unit] | dict[Unit, None], transcripts: Sequence[str]) -> tuple[Unit, ...]:
    for name in transcripts:
        if name not in study.corpus.by_name:
            raise UsageError(_("{name}: no such transcript; `qualcode import` shows them").format(name=name))
    return tuple(unit for unit in units if not transcripts or unit.transcript in transcripts)


def stand_now(study: Study, transcript: str, sha: str, old: str | None, spans: list[Span]) -> list[Span | None]:
    """Return where stretches of an earlier text stand now, None for those that are gone."""
    now = study.corpus.by_name.get(transcript)
    if now is None or old is None:
        return [None for _span in spans]
    if text_sha(now.text) == sha:
        return list(spans)
    anchors = [Anchor(span, span.of(old), old[max(span.start - CONTEXT, 0) : span.start],
                      old[span.end : span.end + CONTEXT]) for span in spans]
    return [found.span for found in carry(old, now.text, anchors, new_turns=now.turns)]
