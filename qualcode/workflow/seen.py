"""Units of a sampling plan that a coder has looked through: an operation each, so that there is nothing to forget."""

from collections import defaultdict
from collections.abc import Iterable

from qualcode.model import Span, Unit
from qualcode.store.history import entries, name_now, renamings
from qualcode.store.texts import text_of, text_sha
from qualcode.workflow.sample import PlannedUnits, stand_now
from qualcode.workflow.study import Study, register

#: The verb of the history.
SEEN = "seen"
_Marks = dict[tuple[str, str], set[Span]]


def mark_seen(study: Study, plan: str, unit: Unit) -> int:
    """Note that the acting coder has gone through a unit of a plan, and return the number of the operation."""
    sha = text_sha(study.corpus.by_name[unit.transcript].text)
    detail = {"sample": plan, "transcript": unit.transcript, "text": sha, "start": unit.span.start,
              "stop": unit.span.end}
    with study.store.writing(study.coder.name, SEEN, detail) as operation:
        register(operation, study.coder)
        return operation.id


def seen_units(study: Study, asked: PlannedUnits, coder: str = "") -> dict[str, set[Unit]]:
    """Return coder -> units of a plan that the coder has gone through, as they stand in the texts now.

    Args:
        study: The study.
        asked: The units of the plan.
        coder: Only this one's; everybody's by default.
    """
    name = asked.plan.name if asked.plan else ""
    marks: dict[str, _Marks] = defaultdict(lambda: defaultdict(set))
    with study.store.reading() as connection:
        changes = renamings(connection)
        for one in entries(connection, coder=coder, counted=False):
            if one.verb == SEEN and not one.reversed_by and one.detail["sample"] == name:
                place = one.detail["transcript"], one.detail["text"]
                marks[name_now(changes, one.id, one.coder)][place].add(Span(one.detail["start"], one.detail["stop"]))
        texts = {sha: text_of(connection, sha) for found in marks.values() for _name, sha in found}
    return {who: set(_units(study, asked, found, texts)) for who, found in marks.items()}


def _units(study: Study, asked: PlannedUnits, marks: _Marks, texts: dict[str, str | None]) -> Iterable[Unit]:
    for (transcript, sha), spans in marks.items():
        for span in stand_now(study, transcript, sha, texts[sha], sorted(spans)):
            if span is not None:
                yield study.places.unit(transcript, span, asked.kind)
