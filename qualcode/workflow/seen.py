"""Units that a coder has looked through: an operation each, so that there is nothing to forget.

A mark names the sampling plan that was gone through; ``""`` is all that respondents say, in whatever order.
"""

from collections import defaultdict
from collections.abc import Iterable

from qualcode.model import Span, Unit
from qualcode.store.history import entries, name_now, names_since, renamings
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
    found = _stretches(study, coder, asked.plan.name if asked.plan else "")
    return {who: {study.places.unit(transcript, span, asked.kind) for transcript, span in places}
            for who, places in found.items()}


def seen_spans(study: Study, coder: str = "") -> list[tuple[str, Span]]:
    """Return what one coder, or anybody, has gone through, for any plan or none: transcripts and places in them now."""
    return [place for places in _stretches(study, coder, None).values() for place in places]


def _stretches(study: Study, coder: str, plan: str | None) -> dict[str, list[tuple[str, Span]]]:
    """Return coder -> transcripts and places that were gone through for a plan, or for any where that is None."""
    marks: dict[str, _Marks] = defaultdict(lambda: defaultdict(set))
    with study.store.reading() as connection:
        changes, names = renamings(connection), names_since(connection, 0)
        for one in entries(connection, coder=coder, counted=False):
            if one.verb == SEEN and not one.reversed_by and plan in {None, one.detail["sample"]}:
                name = one.detail["transcript"]
                place = name if name in study.corpus.by_name else names.get(name, name), one.detail["text"]
                marks[name_now(changes, one.id, one.coder)][place].add(Span(one.detail["start"], one.detail["stop"]))
        texts = {sha: text_of(connection, sha) for found in marks.values() for _name, sha in found}
    return {who: list(_places(study, found, texts)) for who, found in marks.items()}


def _places(study: Study, marks: _Marks, texts: dict[str, str | None]) -> Iterable[tuple[str, Span]]:
    for (transcript, sha), spans in marks.items():
        for span in stand_now(study, transcript, sha, texts[sha], sorted(spans)):
            if span is not None:
                yield transcript, span
