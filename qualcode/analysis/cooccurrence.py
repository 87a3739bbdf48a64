"""What stands together: codes, or words (``word_cooccurrence``), in a sentence, a turn, a person, a transcript.

With N units, n_a of them with A, n_b with B and n_ab with both:

Jaccard        n_ab / (n_a + n_b - n_ab), in [0, 1] (Jaccard 1901)
PMI            log2(N * n_ab / (n_a * n_b)) (Church & Hanks 1990, Computational Linguistics 16(1), p. 23);
               0 = as often as by chance; missing where they never meet. Rare pairs have the highest values.
c-coefficient  n12 / (n1 + n2 - n12) over codings instead of units (ATLAS.ti manual, "Code Co-occurrence
               Coefficient"): n1, n2 codings of each code, n12 pairs of them that share a character. It can exceed 1
               where one long passage overlaps several others, and is small whatever two codes have to do with each
               other where one has many more codings: the manual warns from five times as many on, and so does ``note``.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations
from math import log2
from typing import TYPE_CHECKING, Any, Literal

from qualcode.analysis.counts import Speech
from qualcode.analysis.matrices import code_order
from qualcode.analysis.selection import Selection
from qualcode.analysis.tables import code_name, in_text_order
from qualcode.i18n import _, prose
from qualcode.model import Codebook, Coding, Corpus, Role, UnitKind

if TYPE_CHECKING:
    import pandas as pd

Within = Literal["sentence", "turn", "participant", "transcript"]
MEASURE_COLUMNS = ("n_a", "n_b", "n_both", "people_both", "jaccard", "pmi")
COOCCURRENCE_COLUMNS = ("code_a", "name_a", "code_b", "name_b", *MEASURE_COLUMNS, "c_coefficient", "note")
#: With so many times the codings of the other code, one code makes the c-coefficient say little.
UNEQUAL = 5

#: unit -> participant -> what stands there in that person's words
Presence = Mapping[str, Mapping[str, AbstractSet[str]]]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Cooccurrence:
    """Codes by codes, or words by words.

    Attributes:
        of: ``"codes"`` or ``"words"``.
        within: What has to hold both: ``sentence``, ``turn``, ``participant`` or ``transcript``.
        n_units: Number of such units with respondents' speech, N.
        minimum: Units that must hold both for a pair to be in ``table``.
        names: What the matrix is about, id -> name as people read it; of words, form -> spelling.
        participants: Id -> people who speak of it, or use it.
        matrix: Symmetric counts of units, ids as index and columns; the diagonal is the units of one alone. The
            cut-off does not apply to it.
        table: One row per unordered pair that both occur, most frequent pairs first; columns
            ``COOCCURRENCE_COLUMNS``, or ``WORD_COLUMNS`` of ``word_cooccurrence``. ``people_both`` are those in whose
            own words one unit holds both. A number that cannot be computed is missing, and ``note`` says why.
        caption: What was counted and where the list was cut, in sentences.
        limits: What the measures can and cannot say, in sentences.
    """

    of: Literal["codes", "words"]
    within: Within
    n_units: int
    minimum: int
    names: Mapping[str, str]
    participants: Mapping[str, int]
    matrix: "pd.DataFrame"
    table: "pd.DataFrame"
    caption: str
    limits: str

    @property
    def note(self) -> str:
        """What stands under the table: the caption and the limits."""
        return f"{self.caption} {self.limits}"


@dataclass(frozen=True)
class Together:
    """Counts over units: of one thing alone and of two together, by units and by people.

    Attributes:
        alone: Id -> units. people: Id -> people.
        both: (id, id) in their order -> units. people_both: The same -> people.
    """

    alone: Counter[str]
    people: Counter[str]
    both: Counter[Pair]
    people_both: Counter[Pair]


def cooccurrence(
    corpus: Corpus, codebook: Codebook, codings: Iterable[Coding], *, within: Within = "sentence",
    selection: Selection | None = None, minimum: int = 0, top: int = 0, speech: Speech | None = None,
) -> Cooccurrence:
    """Count how often two codes stand in the same unit of a respondent.

    Args:
        corpus: The transcripts; units are the respondents' only.
        codebook: Gives the order and names of codes.
        codings: As they come; ``selection`` filters them.
        within: ``"sentence"``, ``"turn"``, ``"participant"`` (everything one person says in all transcripts) or
            ``"transcript"`` (everything all its respondents say).
        selection: By default everything but what people rejected.
        minimum: Least number of units with both for a pair to be listed; 0 lists those that never meet, too.
        top: How many codes, those in most units first; 0 for all.
        speech: ``Speech(corpus)``, of turns for ``"turn"``, for a caller that makes several tables of one corpus.
    """
    chosen = selection or Selection()
    counted = chosen.of(codings)
    said = Speech.of(corpus, UnitKind.TURN if within == "turn" else UnitKind.SENTENCE, speech)
    presence, n_units = _codes_of_units(said, counted, within)
    codes = code_order(codebook, counted, chosen)
    together = count_together(presence, codes)
    if top:
        first = set(sorted(codes, key=lambda code: -together.alone[code])[:top])
        codes = [code for code in codes if code in first]
    touching, codings_of = overlapping_pairs(counted), Counter(coding.code for coding in counted)
    rows = []
    for a, b in combinations([code for code in codes if together.alone[code]], 2):
        if together.both[a, b] >= minimum:
            measured = measures(together, a, b, n_units)
            measured |= _of_codings(codings_of[a], codings_of[b], touching[min(a, b), max(a, b)], measured["note"])
            rows.append({"code_a": a, "name_a": code_name(codebook, a), "code_b": b, "name_b": code_name(codebook, b),
                         **measured})
    parts = [_("Both codes in one {within}; N = {n} of respondents.").format(within=within_name(within), n=n_units),
             *cut_off(minimum, top, _("the {n} codes in most units").format(n=top)), chosen.caption(counted)]
    limits = " ".join([pmi_limits(), _(
        "c-coefficient: over codings that share words; from 0 to 1, and above 1 where one long passage overlaps "
        "several. It misleads where the codes are not equally frequent: 10 codings of one code, all of them inside "
        "100 of the other, give 0.1.")])
    names = {code: code_name(codebook, code) for code in codes}
    return Cooccurrence("codes", within, n_units, minimum, names, {code: together.people[code] for code in codes},
                        count_table(together, codes), pair_table(rows, COOCCURRENCE_COLUMNS), prose(parts), limits)


def count_together(presence: Presence, order: Sequence[str]) -> Together:
    """Count units and people that hold one thing, and two.

    Args:
        presence: What stands in every unit, by person.
        order: What is counted; pairs are in this order.
    """
    place = {key: number for number, key in enumerate(order)}
    counts = Together(Counter(), Counter(), Counter(), Counter())
    singles: dict[str, set[str]] = defaultdict(set)
    pairs: dict[str, set[Pair]] = defaultdict(set)
    for people in presence.values():
        present = sorted(set().union(*people.values()) & place.keys(), key=place.__getitem__)
        counts.alone.update(present)
        counts.both.update(combinations(present, 2))
        for person, own in people.items():
            mine = present if len(people) == 1 else [key for key in present if key in own]
            singles[person].update(mine)
            pairs[person].update(combinations(mine, 2))
    for person, found in singles.items():
        counts.people.update(found)
        counts.people_both.update(pairs[person])
    return counts


def measures(together: Together, a: str, b: str, n_units: int) -> dict[str, Any]:
    """Return ``MEASURE_COLUMNS`` and ``note`` of two that both occur; PMI is None, with a note, if they never meet."""
    n_a, n_b, n_both = together.alone[a], together.alone[b], together.both[a, b]
    return {
        "n_a": n_a, "n_b": n_b, "n_both": n_both, "people_both": together.people_both[a, b],
        "jaccard": n_both / (n_a + n_b - n_both), "pmi": log2(n_units * n_both / (n_a * n_b)) if n_both else None,
        "note": "" if n_both else _("never together"),
    }


def pair_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> "pd.DataFrame":
    """Return rows of pairs as a table, most frequent first, then by Jaccard; missing numbers stay missing."""
    import pandas as pd

    table = pd.DataFrame(rows, columns=list(columns))
    table = table.sort_values(["n_both", "jaccard"], ascending=False, kind="stable", ignore_index=True)
    return table.astype(dict.fromkeys(({"pmi", "c_coefficient"} & set(columns)), "Float64"))


def count_table(together: Together, order: Sequence[str]) -> "pd.DataFrame":
    """Return the symmetric counts of units; the diagonal is the units of one alone."""
    import pandas as pd

    both = together.both
    cells = [[together.alone[a] if a == b else both[a, b] + both[b, a] for b in order] for a in order]
    return pd.DataFrame(cells, index=list(order), columns=list(order))


def overlapping_pairs(codings: Iterable[Coding]) -> Counter[tuple[str, str]]:
    """Return (code, code) in the order of ids -> pairs of codings of the two codes that share a character."""
    pairs: Counter[tuple[str, str]] = Counter()
    open_codings: list[Coding] = []
    for coding in in_text_order(codings):
        open_codings = [
            other for other in open_codings
            if other.transcript == coding.transcript and other.span.end > coding.span.start
        ]
        for other in open_codings:
            if other.code != coding.code and other.span.overlaps(coding.span):
                pairs[min(other.code, coding.code), max(other.code, coding.code)] += 1
        open_codings.append(coding)
    return pairs


def c_coefficient(n1: int, n2: int, n12: int) -> float | None:
    """Return n12 / (n1 + n2 - n12); it exceeds 1, or is None (no coefficient), where many passages overlap one."""
    rest = n1 + n2 - n12
    return n12 / rest if rest > 0 else None


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Return names in which none repeats: where two have the same, the id stands behind in brackets."""
    seen = Counter(names.values())
    return {key: f"{name} [{key}]" if seen[name] > 1 else name for key, name in names.items()}


def within_name(within: Within) -> str:
    """Return what a unit is called in sentences."""
    return {"sentence": _("sentence"), "turn": _("turn"), "participant": _("participant"),
            "transcript": _("transcript")}[within]


def cut_off(minimum: int, top: int, whose: str) -> list[str]:
    """Return the sentences that say where a list was cut; ``whose`` names those of ``top``."""
    cut = [_("Only {whose}.").format(whose=whose)] if top else []
    return [*cut, _("Only pairs that {n} or more units hold.").format(n=minimum)] if minimum else cut


def pmi_limits() -> str:
    """Return what PMI says, and where it misleads."""
    return _("PMI: logarithms to base 2, 0 = as often as by chance; it is highest for rare pairs.")


def _of_codings(n1: int, n2: int, n12: int, note: str) -> dict[str, Any]:
    """Return the c-coefficient, and the note with what is to be said of it."""
    notes, coefficient = [note] if note else [], c_coefficient(n1, n2, n12)
    if coefficient is None:
        notes.append(_("the passages overlap too often for a c-coefficient"))
    elif 0 < coefficient < 1 and max(n1, n2) > UNEQUAL * min(n1, n2):
        notes.append(_("c-coefficient kept small by unequal frequencies: {n1} and {n2} codings").format(n1=n1, n2=n2))
    return {"c_coefficient": coefficient, "note": "; ".join(notes)}


def _codes_of_units(speech: Speech, codings: Iterable[Coding], within: Within) -> tuple[Presence, int]:
    """Return the codes of every unit that has any, by person, and how many units there are."""
    present: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for coding in codings:
        for item in speech.covered(coding):
            places = {"participant": item.participant, "transcript": item.unit.transcript}
            present[places.get(within, item.unit.id)][item.participant].add(coding.code)
    if within == "participant":
        return present, len({voice.participant for voice in speech.voices.values()})
    if within == "transcript":
        return present, len({voice.transcript for voice in speech.voices.values()})
    return present, sum(item.role is Role.RESPONDENT for items in speech.units.values() for item in items)
