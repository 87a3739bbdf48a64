"""Which units everyone codes: a sample that colleagues with the same files draw alike, on any machine.

Stratified by attributes, with proportional allocation by largest remainders (Hamilton's method) and at least one unit
of every stratum that has any; simple random within a stratum (Cochran 1977, Sampling Techniques, 3rd ed., ch. 5).

Chance is SHA-256, not a generator whose state depends on what was drawn before: every unit gets a number from the seed,
its transcript, its place and its words, and the smallest are taken (permanent random numbers: Ohlsson 1995, in Business
Survey Methods). A further interview therefore moves few of the others in or out.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from qualcode.analysis.matrices import check_attribute
from qualcode.analysis.tables import SpokenUnit, attribute_of, iter_spoken_units
from qualcode.errors import NotComputableError, UsageError
from qualcode.i18n import _, prose
from qualcode.model import Corpus, Role, Span, Transcript, Turn, Unit, UnitKind

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("turn", "sentence", "transcript")
SAMPLE_COLUMNS = (
    "unit_id", "transcript", "participant", "turn", "stratum", "start", "end", "text", "question",
)
STRATA_COLUMNS = ("stratum", "n_units", "n_drawn", "participants")
_Values = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stratum:
    """One group of units with the same values of the attributes.

    Attributes:
        label: The values, as they are shown.
        n_units: Turns, sentences or transcripts in it. n_drawn: How many of them were drawn.
        participants: How many people speak in it.
    """

    label: str
    n_units: int
    n_drawn: int
    participants: int


@dataclass(frozen=True, slots=True)
class Sample:
    """What everyone codes.

    Attributes:
        kind: What was drawn: ``turn``, ``sentence`` or ``transcript``.
        share: In (0, 1]. seed: Of the draw. by: Keys of the attributes of the strata.
        units: In text order; the respondents' turns where transcripts were drawn.
        labels: The stratum of each unit.
        strata: In the order of their values, "not stated" last.
        caption: How it was drawn, in sentences.
    """

    kind: str
    share: float
    seed: int
    by: tuple[str, ...]
    units: tuple[Unit, ...]
    labels: tuple[str, ...]
    strata: tuple[Stratum, ...]
    caption: str


class _Case(NamedTuple):
    """What can be drawn: a unit, or a transcript with all its turns."""

    rank: bytes
    values: _Values
    said: tuple[SpokenUnit, ...]


def draw_sample(
    corpus: Corpus, *, share: float, by: Sequence[str] | str = "", unit: str = "turn", seed: int = 7
) -> Sample:
    """Draw units of the respondents.

    The sample has the share of all units, rounded (a half up), but not fewer units than there are strata.

    Args:
        corpus: The transcripts, in any order. Units without a character are never drawn.
        share: How much is drawn, in (0, 1].
        by: Key or keys of attributes, ``"town"`` or ``["town", "role"]``: the strata are their combinations. A value
            that is not known is a stratum of its own, "not stated". With ``unit="transcript"`` the value is what the
            header says or all participants agree on.
        unit: ``"turn"``, ``"sentence"`` or ``"transcript"`` (whole transcripts are drawn; the units are all their
            respondents' turns).
        seed: Another seed draws another sample.

    Raises:
        UsageError: the share, the unit or an attribute is off.
        NotComputableError: no respondent says anything.
    """
    if not 0 < share <= 1:
        raise UsageError(_("the share is {share}; give more than 0 and at most 1, such as 0.2").format(share=share))
    if unit not in KINDS:
        raise UsageError(_("{unit}: no such unit to draw; choose among {known}").format(
            unit=unit, known=", ".join(KINDS)))
    keys = tuple(dict.fromkeys([by] if isinstance(by, str) else by)) if by else ()
    for key in keys:
        check_attribute(corpus, key)
    strata: dict[_Values, list[_Case]] = defaultdict(list)
    for case in _cases(corpus, unit, keys, seed):
        strata[case.values].append(case)
    if not strata:
        raise NotComputableError(_("no respondent says anything here; check the speakers' roles, then draw again"))
    ordered = sorted(strata, key=lambda values: [(not value, value) for value in values])
    seats = allocate([len(strata[values]) for values in ordered], share)
    drawn: list[tuple[SpokenUnit, str]] = []
    rows = []
    for values, seat in zip(ordered, seats, strict=True):
        cases = sorted(strata[values], key=lambda case: (case.rank, case.said[0].unit.id))
        drawn += [(item, _label(values)) for case in cases[:seat] for item in case.said]
        people = {item.participant for case in cases for item in case.said}
        rows.append(Stratum(_label(values), len(cases), seat, len(people)))
    drawn.sort(key=lambda pair: (pair[0].unit.transcript, pair[0].unit.number))
    return Sample(
        unit, share, seed, keys, tuple(item.unit for item, _stratum in drawn),
        tuple(label for _item, label in drawn), tuple(rows), _caption(unit, share, seed, keys, rows, len(drawn)),
    )


def allocate(sizes: Sequence[int], share: float) -> list[int]:
    """Return how many are drawn from strata of the given sizes (at least 1 each).

    The total is the share of all, rounded (a half up), but not less than the number of strata. Every stratum first gets
    the whole part of its proportion, at least 1. What then lacks goes to the largest remainders; what is too much is
    taken from those that have most above their proportion and keep at least 1. Equal ones: the first in order.

    >>> allocate([50, 30, 20], 0.1), allocate([96, 3, 1], 0.05)
    ([5, 3, 2], [3, 1, 1])
    """
    whole = sum(sizes)
    total = max(floor(Fraction(str(share)) * whole + Fraction(1, 2)), len(sizes))  # 0.35 is what was typed, exactly
    fair = [Fraction(total * size, whole) for size in sizes]
    seats = [max(1, floor(part)) for part in fair]
    above = {place: seat - part for place, (seat, part) in enumerate(zip(seats, fair, strict=True))}
    while sum(seats) != total:
        if sum(seats) < total:
            place, step = min(above, key=lambda at: above[at]), 1
        else:
            place, step = max((at for at in above if seats[at] > 1), key=lambda at: above[at]), -1
        seats[place] += step
        above[place] += step
    return seats


def sample_table(sample: Sample, corpus: Corpus) -> "pd.DataFrame":
    """Return one row per unit of the sample, in text order.

    Columns: ``unit_id, transcript, participant, turn, stratum, start, end, text, question``; ``turn`` counts from 1,
    ``start`` and ``end`` are half-open code points, ``question`` is what the turn answers, or "". ``corpus`` is the one
    that the sample was drawn from.
    """
    import pandas as pd

    rows = []
    for unit, label in zip(sample.units, sample.labels, strict=True):
        transcript = corpus.by_name[unit.transcript]
        turn = transcript.turns[unit.turn]
        owner = corpus.links.get((transcript.name, turn.speaker)) or f"{transcript.name}/{turn.speaker}"
        rows.append((unit.id, transcript.name, owner, unit.turn + 1, label, unit.span.start, unit.span.end,
                     unit.span.of(transcript.text), _question(transcript, turn)))
    return pd.DataFrame(rows, columns=list(SAMPLE_COLUMNS))


def strata_table(sample: Sample) -> "pd.DataFrame":
    """Return one row per stratum: ``stratum, n_units, n_drawn, participants``."""
    import pandas as pd

    rows = [(row.label, row.n_units, row.n_drawn, row.participants) for row in sample.strata]
    return pd.DataFrame(rows, columns=list(STRATA_COLUMNS))


def _cases(corpus: Corpus, unit: str, keys: tuple[str, ...], seed: int) -> Iterator[_Case]:
    """Yield what can be drawn, with its number and the values of its stratum."""
    kind = UnitKind.SENTENCE if unit == "sentence" else UnitKind.TURN
    said = (item for item in iter_spoken_units(corpus, kind) if item.role is Role.RESPONDENT and len(item.unit.span))
    if unit != "transcript":
        known: dict[tuple[str, str], _Values] = {}
        for item in said:
            name, person = item.unit.transcript, item.participant
            if (name, person) not in known:
                known[name, person] = tuple(_value(corpus, name, person, key) for key in keys)
            yield _Case(_rank(seed, corpus.by_name[name], item.unit.number, item.unit.span), known[name, person],
                        (item,))
        return
    whole: dict[str, list[SpokenUnit]] = defaultdict(list)
    for item in said:
        whole[item.unit.transcript].append(item)
    for name, items in whole.items():
        transcript = corpus.by_name[name]
        values = tuple(_value_of_all(corpus, name, key) for key in keys)
        yield _Case(_rank(seed, transcript, 0, Span(0, len(transcript.text))), values, tuple(items))


def _rank(seed: int, transcript: Transcript, number: int, span: Span) -> bytes:
    """Return the unit's number in the draw; a name is composed first, for file systems that take it apart."""
    parts = (str(seed), normalize("NFC", transcript.name), str(number), span.of(transcript.text))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).digest()


def _value(corpus: Corpus, transcript: str, participant: str, key: str) -> str:
    if key in ("transcript", "participant"):
        return transcript if key == "transcript" else participant
    return _shown(attribute_of(corpus, transcript, participant, key))


def _value_of_all(corpus: Corpus, transcript: str, key: str) -> str:
    if key == "participant":
        return ", ".join(person.id for person in corpus.participants_in(transcript))
    return transcript if key == "transcript" else _shown(corpus.attributes_of(transcript).get(key))


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _label(values: _Values) -> str:
    return " / ".join(value or _("not stated") for value in values) or _("all")


def _question(transcript: Transcript, turn: Turn) -> str:
    return "" if turn.answers is None else transcript.turns[turn.answers].body.of(transcript.text)


def _caption(kind: str, share: float, seed: int, by: tuple[str, ...], rows: Sequence[Stratum], units: int) -> str:
    words: Mapping[str, str] = {
        "turn": _("Drawn: {drawn} of {n} turns of respondents."),
        "sentence": _("Drawn: {drawn} of {n} sentences of respondents."),
        "transcript": _("Drawn: {drawn} of {n} transcripts, of which all turns of respondents count."),
    }
    parts = [words[kind].format(drawn=sum(row.n_drawn for row in rows), n=sum(row.n_units for row in rows))]
    if by:
        parts.append(_("Strata by {by}, in proportion by largest remainders, at least one of each.").format(
            by=", ".join(by)))
    parts.append(_("Share {share}, seed {seed}; ranked by SHA-256 of seed, transcript, number and words.").format(
        share=share, seed=seed))
    if kind == "transcript":
        parts.append(_("Units to code: {n}.").format(n=units))
    return prose(parts)
