"""From what somebody writes, such as ``DT-C03#128`` and some words, to the passage that is meant."""

import re

from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.model import Span, Unit, UnitKind
from qualcode.store import coders
from qualcode.store.codings import one
from qualcode.workflow.study import Study, visible

_UNIT = re.compile(r"(?P<prefix>.+)(?P<mark>[#@])(?P<number>[0-9]+)")


def find_unit(study: Study, name: str) -> Unit:
    """Return the sentence (``DT-C03#128``) or the turn (``DT-C03@12``) of this id.

    Before the mark stands the participant's id as in tables, or the name of the transcript.

    Raises:
        UsageError: there is none.
    """
    found = _UNIT.fullmatch(name.strip())
    if found:
        kind = UnitKind.SENTENCE if found["mark"] == "#" else UnitKind.TURN
        for transcript in study.corpus.transcripts:
            if found["prefix"] in {transcript.name, study.corpus.id_prefix(transcript.name)}:
                units, _ends = study.places.units(transcript.name, kind)
                number = int(found["number"])
                if 1 <= number <= len(units):
                    return units[number - 1]
    raise UsageError(
        _("no unit {unit}; sentences are called DT-C03#128 and turns DT-C03@12, see `qualcode kwic`").format(unit=name))


def find_passage(
    study: Study, *, unit: str = "", transcript: str = "", quote: str = "", nth: int = 0, start: int | None = None,
    end: int | None = None,
) -> tuple[str, Span]:
    """Return the transcript and the span that are meant.

    Args:
        study: The study.
        unit: Id of a sentence or a turn; the whole of it where nothing else is said.
        transcript: Name of a transcript instead.
        quote: Words in it, exactly as they stand there.
        nth: Which of several places of ``quote``, from 1; 0 where there must be only one.
        start: First character, counted from 0 in the unit or the transcript.
        end: Character after the last.

    Raises:
        UsageError: there is no such unit, transcript or passage; the words stand there never or several times; or
            too little or too much is said.
    """
    if bool(unit) == bool(transcript) or (quote and (start, end) != (None, None)):
        raise UsageError(_("name a unit or, with --transcript, a transcript; and in it words with --quote, or a place "
                           "with --start and --end"))
    if transcript and transcript not in study.corpus.by_name:
        raise UsageError(_("{name}: no such transcript; `qualcode import` shows them").format(name=transcript))
    found = find_unit(study, unit) if unit else None
    name = found.transcript if found else transcript
    text = study.corpus.by_name[name].text
    within = found.span if found else Span(0, len(text))
    if quote:
        return name, _quoted(text, within, quote, nth, unit or transcript)
    if (start, end) == (None, None) and found:
        return name, within
    return name, _between(within, start, end, unit or transcript)


def new_place(
    study: Study, key: str, *, unit: str = "", quote: str = "", nth: int = 0, start: int | None = None,
    end: int | None = None,
) -> Span:
    """Return where a coding is to stand in its transcript; places without a unit count in the whole of it.

    Raises:
        UsageError: as ``find_passage``, or the unit is in another transcript, or the coding is hidden.
    """
    with study.store.reading() as connection:
        there = one(connection, key).coding
        visible(study, coders(connection), [there.coder])
    name, span = find_passage(
        study, unit=unit, transcript="" if unit else there.transcript, quote=quote, nth=nth, start=start, end=end)
    if name != there.transcript:
        raise UsageError(_("{unit}: in another transcript than the coding, {transcript}; code it anew there").format(
            unit=unit, transcript=there.transcript))
    return span


def _between(within: Span, start: int | None, end: int | None, where: str) -> Span:
    if start is None or end is None:
        raise UsageError(_("{where}: say both --start and --end").format(where=where))
    if not 0 <= start < end <= len(within):
        raise UsageError(_("{where}: {start}-{end} is no passage of it; it has {length} characters").format(
            where=where, start=start, end=end, length=len(within)))
    return Span(within.start + start, within.start + end)


def _quoted(text: str, within: Span, quote: str, nth: int, where: str) -> Span:
    """Return where words stand; their own text is not told, since it may be what somebody said."""
    places, place = [], text.find(quote, within.start, within.end)
    while place >= 0:
        places.append(Span(place, place + len(quote)))
        place = text.find(quote, place + 1, within.end)
    if not places:
        raise UsageError(_("{where}: the words of --quote do not stand there; they must be the same to the letter"
                           ).format(where=where))
    if nth > len(places) or (len(places) > 1 and not nth):
        raise UsageError(_("{where}: the words of --quote stand there {n} times; say which with --nth").format(
            where=where, n=len(places)))
    return places[max(nth, 1) - 1]
