"""What follows what inside an interview: after a unit with code A, code B within the next k units.

Units are the respondents' in their order; an interview ends every sequence. Of N units of an interview n_A hold A, n_B
hold B and n_AB both. What is counted are units with A of which B stands in at least one of the next k.

expected  the mean over all orders of the units of each interview. For the unit at a place with m = min(k, units after
          it), the chance that none of the next m holds B is q(b, m) = C(N - 1 - b, m) / C(N - 1, m), with b the units
          among the other N - 1 that hold B (hypergeometric); so
          E = sum over places of [n_AB * (1 - q(n_B - 1, m)) + (n_A - n_AB) * (1 - q(n_B, m))] / N
band      what 95 % of random orders within the interviews show
lift      counted / expected, 1 = as by chance (lag sequential analysis: Bakeman & Quera 2011, Sequential Analysis and
          Observational Methods for the Behavioral Sciences, ch. 8, there with other tests)

People stay with a subject for a while, so that codes of one subject follow each other more than by chance: a lift says
that they stand near each other, not that one brings about the other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.analysis.counts import Speech
from qualcode.analysis.matrices import code_order
from qualcode.analysis.selection import Selection
from qualcode.analysis.tables import SpokenUnit, code_name
from qualcode.errors import NotComputableError, UsageError
from qualcode.i18n import _, prose
from qualcode.model import Codebook, Coding, Corpus, Role, UnitKind

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

SEQUENCE_COLUMNS = (
    "code_a", "name_a", "code_b", "name_b", "n_a", "followed", "share_followed", "expected", "low", "high", "lift",
    "participants", "transcripts", "note",
)
BAND = 0.95
WITHIN, DRAWS, SEED = 3, 999, 7


@dataclass(frozen=True)
class Sequences:
    """What follows what.

    Attributes:
        table: A row an ordered pair of codes that share an interview, A after A too, columns ``SEQUENCE_COLUMNS``; the
            most frequent first. ``n_a`` is units with A, ``followed`` those with B soon after, ``share_followed`` the
            second of the first in [0, 1]; ``lift`` is missing where nothing is expected. ``participants`` say A there,
            in so many ``transcripts``.
        n_units: Units in all sequences. n_transcripts: Interviews with a coded unit.
        caption: In sentences.
    """

    table: "pd.DataFrame"
    n_units: int
    n_transcripts: int
    caption: str


@dataclass(frozen=True)
class _Units:
    """Units by code, in the order of the text.

    Attributes:
        cells: Units x codes, True where the code stands on the unit.
        place: Number of the interview of each unit, ascending.
        items: The units.
    """

    cells: "np.ndarray[Any, Any]"
    place: "np.ndarray[Any, Any]"
    items: Sequence[SpokenUnit]


def sequences(
    corpus: Corpus, codebook: Codebook, codings: Iterable[Coding], *, within: int = WITHIN, coded_only: bool = False,
    unit: UnitKind = UnitKind.SENTENCE, selection: Selection | None = None, draws: int = DRAWS, seed: int = SEED,
    speech: Speech | None = None,
) -> Sequences:
    """Count how often one code follows another.

    Args:
        corpus: The transcripts.
        codebook: Gives the order and names of codes.
        codings: As they come; ``selection`` filters them. One that covers several units stands on each of them.
        within: k, how many units after A are looked at, above 0.
        coded_only: Whether units without a code are passed over, so that 1 is the next coded unit.
        unit: ``SENTENCE`` or ``TURN``.
        selection: By default everything but what people rejected.
        draws: Random orders for the band, above 0.
        seed: Of these orders.
        speech: ``Speech(corpus, unit)``, for a caller that makes several tables of one corpus.

    Raises:
        UsageError: ``within`` is below 1.
        NotComputableError: no coding stands on words of a respondent.
    """
    if within < 1:
        raise UsageError(_("within {n} units: look at one at least").format(n=within))
    chosen = selection or Selection()
    counted = chosen.of(codings)
    said = Speech.of(corpus, unit, speech)
    codes = code_order(codebook, counted, chosen)
    units = _units(said, counted, codes, coded_only)
    followed, expected = _followed(units, within), _expected(units, within)
    table = _table(codebook, codes, units, followed, expected, _band(units, within, draws, seed))
    outside = sum(note != "" for note in table["note"])
    parts = [_how(unit, within, coded_only), _chance(draws, seed, outside, len(table)), chosen.caption(counted)]
    return Sequences(table, len(units.items), len(set(units.place.tolist())), prose(parts))


def _units(speech: Speech, codings: Iterable[Coding], codes: Sequence[str], coded_only: bool) -> _Units:
    """Return the units of the interviews that have any coding."""
    import numpy as np

    column = {code: number for number, code in enumerate(codes)}
    pairs = {(item.unit.transcript, item.unit.id, column[one.code]) for one in codings for item in speech.covered(one)}
    if not pairs:
        raise NotComputableError(_("no coding that is counted stands on words of a respondent; code first, or choose "
                                   "other states"))
    numbers = {name: number for number, name in enumerate(speech.units)}
    interviews, coded = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    items = [item for name, said in speech.units.items() if name in interviews for item in said
             if item.role is Role.RESPONDENT and (not coded_only or item.unit.id in coded)]
    row = {item.unit.id: number for number, item in enumerate(items)}
    cells = np.zeros((len(items), len(codes)), dtype=bool)
    for _name, unit, code in pairs:
        cells[row[unit], code] = True
    return _Units(cells, np.array([numbers[item.unit.transcript] for item in items]), items)


def _soon(cells: "np.ndarray[Any, Any]", place: "np.ndarray[Any, Any]", within: int) -> "np.ndarray[Any, Any]":
    """Return units x codes: whether the code stands on one of the next units of the same interview."""
    import numpy as np

    soon = np.zeros_like(cells)
    for step in range(1, min(within, len(cells) - 1) + 1):
        soon[:-step] |= cells[step:] & (place[step:] == place[:-step])[:, None]
    return soon


def _followed(units: _Units, within: int) -> "list[np.ndarray[Any, Any]]":
    """Return, for A by B, the units counted, and the numbers of people and of interviews behind them."""
    import numpy as np

    soon = _soon(units.cells, units.place, within)
    people = np.unique([item.participant for item in units.items], return_inverse=True)[1]
    counts = units.cells.T.astype(np.int64) @ soon
    grouped = []
    for labels in (people, units.place):
        seen = np.zeros_like(counts)
        for label in np.unique(labels):
            here = labels == label
            seen += (units.cells[here].T.astype(np.int64) @ soon[here]) > 0
        grouped.append(seen)
    return [counts, *grouped]


def _expected(units: _Units, within: int) -> "np.ndarray[Any, Any]":
    """Return E for A by B, exactly; see the head of this module."""
    import numpy as np

    expected = np.zeros((units.cells.shape[1],) * 2)
    for number in np.unique(units.place):
        cells = units.cells[units.place == number].astype(np.int64)
        single, both = cells.sum(axis=0), cells.T @ cells
        with_b, without_b = (_chance_of_any(len(cells), single - less, within) for less in (1, 0))
        expected += both * with_b + (single[:, None] - both) * without_b
    return expected


def _chance_of_any(n: int, holding: "np.ndarray[Any, Any]", within: int) -> "np.ndarray[Any, Any]":
    """Return the mean over the n places of 1 - q(b, m), for every number ``holding`` of other units that hold B."""
    import numpy as np

    none = np.ones(len(holding))  # q(b, m), m growing by one from place to place, seen from the end
    total = np.zeros(len(holding))
    for m in range(min(within, n - 1) + 1):
        if m:
            none = none * np.clip((n - m - holding) / (n - m), 0, 1)
        places = n - m if m == min(within, n - 1) else 1
        total += places * (1 - none)
    return total / n


def _band(units: _Units, within: int, draws: int, seed: int) -> "np.ndarray[Any, Any]":
    """Return the lower and the upper end of the band, for A by B."""
    import numpy as np

    generator, found = np.random.default_rng(seed), []
    for _draw in range(draws):
        cells = units.cells[np.argsort(units.place + generator.random(len(units.place)))]
        soon = _soon(cells, units.place, within)
        coded = cells.any(axis=1)
        found.append(cells[coded].T.astype(np.float32) @ soon[coded].astype(np.float32))
    ends: np.ndarray[Any, Any] = np.quantile(np.array(found), [(1 - BAND) / 2, (1 + BAND) / 2], axis=0)
    return ends


def _table(
    codebook: Codebook, codes: Sequence[str], units: _Units, followed: "Sequence[np.ndarray[Any, Any]]",
    expected: "np.ndarray[Any, Any]", band: "np.ndarray[Any, Any]",
) -> "pd.DataFrame":
    import pandas as pd

    counts, people, interviews = followed
    single = units.cells.sum(axis=0)
    rows = []
    for a, code_a in enumerate(codes):
        for b, code_b in enumerate(codes):
            n, chance = int(counts[a, b]), float(expected[a, b])
            if n or chance > 0:
                low, high = float(band[0, a, b]), float(band[1, a, b])
                rows.append((code_a, code_name(codebook, code_a), code_b, code_name(codebook, code_b), int(single[a]),
                             n, n / int(single[a]), chance, low, high, n / chance if chance else None,
                             int(people[a, b]), int(interviews[a, b]), _note(n, low, high)))
    frame = pd.DataFrame(rows, columns=list(SEQUENCE_COLUMNS), dtype=object)
    kinds = dict.fromkeys(("n_a", "followed", "participants", "transcripts"), "Int64") | dict.fromkeys(
        ("share_followed", "expected", "low", "high", "lift"), "Float64")
    frame = frame.astype({name: kinds.get(name, "string") for name in SEQUENCE_COLUMNS})
    return frame.sort_values(["followed", "lift"], ascending=False, kind="stable", ignore_index=True)


def _note(n: int, low: float, high: float) -> str:
    if low <= n <= high:
        return ""
    return _("more often than in random orders") if n > high else _("less often than in random orders")


def _how(unit: UnitKind, within: int, coded_only: bool) -> str:
    kind = _("turns") if unit is UnitKind.TURN else _("sentences")
    said = _("Units are respondents' {unit}; counted are units with A of which B stands on one of the next {n} in the "
             "same interview.").format(unit=kind, n=within)
    passed = _("Units without a code are passed over.")
    return f"{said} {passed}" if coded_only else said


def _chance(draws: int, seed: int, outside: int, pairs: int) -> str:
    return _("Expected is the mean over all orders of the units of each interview; low and high hold {band:.0%} of "
             "{draws} random orders (seed {seed}). Outside of them lie {outside} of {pairs} pairs, where chance alone "
             "would put up to {by_chance:.0f}: exploratory. People stay with a subject, so what belongs together "
             "follows each other anyhow; that A brings about B is not said.").format(
                 band=BAND, draws=draws, seed=seed, outside=outside, pairs=pairs, by_chance=(1 - BAND) * pairs)
