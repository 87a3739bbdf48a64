"""What is learnt from: units of respondents' speech, what people coded there, and what the codebook itself says."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.analysis.standing import is_disputed, standing
from qualcode.language.layers import MASK, mask_notes, script_layer, speech_layer
from qualcode.learning.classes import WordClasses
from qualcode.learning.passages import Examples, Passage
from qualcode.model import Codebook, Coding, Origin, Role, Span, State, Transcript, Unit, UnitKind
from qualcode.store import CONSENSUS
from qualcode.workflow.items import in_any
from qualcode.workflow.seen import seen_spans
from qualcode.workflow.study import Study, records

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: How much an example of the codebook counts beside a passage that somebody said.
_WEAK = 0.5
#: Most units that are taken to have no code.
QUIET = 3000


@dataclass(frozen=True)
class Material:
    """What a study gives to learn from.

    Attributes:
        units: Every unit of respondents' speech, in the order of the text. speech: The same as passages.
        rows: Which of them are learnt from. examples: These, with what people coded.
        weak: Examples and counter-examples of the codebook.
        empty: Codes of the codebook that people have given to nothing.
    """

    units: tuple[Unit, ...]
    speech: tuple[Passage, ...]
    rows: tuple[int, ...]
    examples: Examples
    weak: Examples
    empty: tuple[str, ...]


def material(study: Study) -> Material:
    """Gather what a study gives to learn from.

    A unit counts as read where people decided anything, or went through it; there a code that nobody gave is absent.
    Where people differ nobody knows, and where a proposal is still open neither, unless somebody went through the whole
    unit and left it at that. Beside units that were read only because something was proposed there, units on which
    nothing is proposed are taken to have no code, see ``_quiet``.
    """
    import numpy as np

    units = spoken_units(study)
    found = records(study)
    people = [one for one in found if one.state is not State.PROPOSED]
    proposals = [one for one in found if one.state is State.PROPOSED and one.origin is not Origin.MODEL]
    standing_now = standing([*people, *proposals], settled_by=CONSENSUS)
    given = [one for one in standing_now if one.state is State.ACCEPTED]
    codes = tuple(code.id for code in study.codebook.codes if any(one.code == code.id for one in given))
    speech = _passages(study, units, proposals)
    read = read_units(study, units, people)
    quiet = _quiet(units, speech, read, _gone_through(study, units))
    rows = tuple(row for row, unit in enumerate(units) if unit.id in read or row in quiet)
    labels = _labels(study, units, rows, codes, standing_now)
    examples = Examples(tuple(speech[row] for row in rows), codes, labels, _ones(len(rows)),
                        np.array([units[row].id in read for row in rows], dtype=np.bool_))
    empty = tuple(code.id for code in study.codebook.codes if code.id not in codes)
    return Material(units, speech, rows, examples, codebook_examples(study.codebook, codes), empty)


def unit_kind(study: Study) -> UnitKind:
    """Return the units that are learnt from: sentences, unless the study codes turns."""
    return UnitKind.TURN if study.settings.unit == "turn" else UnitKind.SENTENCE


def spoken_units(study: Study) -> tuple[Unit, ...]:
    """Return every unit of respondents' speech, in the order of the text."""
    kind = unit_kind(study)
    return tuple(
        unit for one in study.corpus.transcripts for unit in study.places.units(one.name, kind)[0]
        if one.turns[unit.turn].role is Role.RESPONDENT and len(unit.span))


def codebook_examples(codebook: Codebook, codes: tuple[str, ...]) -> Examples:
    """Return the codebook's examples and counter-examples; of each, only the code that it stands at is known."""
    import numpy as np

    classes, passages, labels = WordClasses(codebook), [], []
    for column, code in enumerate(codes):
        for example, value in [*((one, 1.0) for one in codebook.by_id[code].examples),
                               *((one, 0.0) for one in codebook.by_id[code].counter_examples)]:
            text = plain(example.text)
            passages.append(Passage("", "", text, plain(example.question), classes=classes.of(text)))
            labels.append([value if other == column else np.nan for other in range(len(codes))])
    return Examples(tuple(passages), codes, np.array(labels).reshape(len(passages), len(codes)),
                    _WEAK * _ones(len(passages)))


def plain(text: str) -> str:
    """Return a text in the form in which words are compared."""
    return speech_layer(script_layer(text))


def _passages(study: Study, units: tuple[Unit, ...], proposals: Iterable[Coding]) -> tuple[Passage, ...]:
    rules: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    standing_in = in_any(units)
    for one in proposals:
        for unit in standing_in(one.transcript, one.span):
            if shares(unit.span, one.span):
                rules[unit.id][one.code] |= {piece.rule for piece in one.evidence} or {""}
    classes, made = WordClasses(study.codebook), []
    by_name: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        by_name[unit.transcript].append(unit)
    for name, own in by_name.items():
        transcript = study.corpus.by_name[name]
        layer = mask_notes(plain(transcript.text), transcript.notes).replace(MASK, " ")
        for place, unit in enumerate(own):
            text = unit.span.of(layer)
            person = study.corpus.participant_of(name, transcript.turns[unit.turn].speaker)
            made.append(Passage(
                unit.id, person.id if person else f"{name}/{transcript.turns[unit.turn].speaker}", text,
                _around(transcript, layer, own, place), {code: len(ids) for code, ids in rules[unit.id].items()},
                classes.of(text)))
    return tuple(made)


def _around(transcript: Transcript, layer: str, units: list[Unit], place: int) -> str:
    """Return the question, the unit before and the one after in the same turn."""
    turn = transcript.turns[units[place].turn]
    asked = [transcript.turns[turn.answers].body.of(layer)] if turn.answers is not None else []
    near = [units[other].span.of(layer) for other in (place - 1, place + 1)
            if 0 <= other < len(units) and units[other].turn == units[place].turn]
    return " ".join([*asked, *near])


def shares(unit: Span, segment: Span) -> bool:
    """Return whether a segment covers at least half of a unit, or stands in it with at least half of itself."""
    both = min(unit.end, segment.end) - max(unit.start, segment.start)
    return 2 * both >= min(len(unit), len(segment))


def read_units(study: Study, units: Iterable[Unit], codings: Iterable[Coding]) -> set[str]:
    """Return the ids of the units that somebody has read: decided anything on, or gone through."""
    standing_in = in_any(units)
    decided = [(one.transcript, one.span) for one in codings if one.state is not State.PROPOSED]
    return {unit.id for name, span in decided for unit in standing_in(name, span) if shares(unit.span, span)
            } | _gone_through(study, units)


def _quiet(
    units: Sequence[Unit], speech: Sequence[Passage], read: Collection[str], whole: Collection[str],
) -> set[int]:
    """Return unread units that are taken to have no code, by number.

    Who only decides on proposals reads no unit on which nothing is proposed, and what is learnt from those alone would
    find a code everywhere. Of units without a proposal as large a share is taken as was read of those with one, less
    what was gone through, evenly over all speech; at most ``QUIET``.
    """
    asked = [unit.id in read for unit, one in zip(units, speech, strict=True) if one.proposed]
    silent = [row for row, (unit, one) in enumerate(zip(units, speech, strict=True)) if not one.proposed]
    decided = sum(unit.id in read and unit.id not in whole and bool(one.proposed)
                  for unit, one in zip(units, speech, strict=True))
    unread = [row for row in silent if units[row].id not in read]
    if not decided or not unread:
        return set()
    wanted = round(decided / len(asked) * len(silent)) - sum(units[row].id in whole for row in silent)
    count = min(max(wanted, 0), len(unread), QUIET)
    return {unread[place * len(unread) // count] for place in range(count)}


def _gone_through(study: Study, units: Iterable[Unit]) -> set[str]:
    standing_in = in_any(units)
    return {unit.id for name, span in seen_spans(study) for unit in standing_in(name, span) if shares(unit.span, span)}


def _labels(
    study: Study, units: tuple[Unit, ...], rows: tuple[int, ...], codes: tuple[str, ...], codings: Iterable[Coding],
) -> "NDArray[np.float64]":
    import numpy as np

    read = [units[row] for row in rows]
    row_of = {unit.id: number for number, unit in enumerate(read)}
    column_of: Mapping[str, int] = {code: number for number, code in enumerate(codes)}
    labels, whole, standing_in = np.zeros((len(rows), len(codes))), _gone_through(study, read), in_any(read)
    value = {State.ACCEPTED: 1.0, State.REJECTED: 0.0, State.PROPOSED: np.nan}
    weakest_first = sorted(codings, key=lambda one: (one.state is State.ACCEPTED, one.state is State.REJECTED))
    for one in weakest_first:  # of several codings on one unit, an accepted one decides
        left = one.state is State.PROPOSED and not is_disputed(one)
        for unit in standing_in(one.transcript, one.span):
            if one.code in column_of and shares(unit.span, one.span) and not (left and unit.id in whole):
                labels[row_of[unit.id], column_of[one.code]] = value[one.state]
    return labels


def _ones(count: int) -> "NDArray[np.float64]":
    import numpy as np

    return np.ones(count)
