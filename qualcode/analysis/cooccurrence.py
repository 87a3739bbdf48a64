"""Which codes stand together: in a sentence, in a turn, in a person.

With N units, n_a of them with code A, n_b with B and n_ab with both:

Jaccard        n_ab / (n_a + n_b - n_ab), in [0, 1] (Jaccard 1901)
PMI            log2(N * n_ab / (n_a * n_b)) (Church & Hanks 1990, Computational Linguistics 16(1), p. 23);
               0 = as often as by chance; missing where they never meet
c-coefficient  n12 / (n1 + n2 - n12) over codings instead of units (ATLAS.ti manual, "Code Co-occurrence
               Coefficient"): n1, n2 codings of each code, n12 pairs of them that share a character. It can exceed 1
               where one long passage overlaps several others.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from math import log2
from typing import TYPE_CHECKING, Any, Literal

from qualcode.analysis.counts import Speech
from qualcode.analysis.matrices import code_order
from qualcode.analysis.selection import Selection
from qualcode.analysis.tables import code_name, in_text_order
from qualcode.i18n import _
from qualcode.model import Codebook, Coding, Corpus, Role, UnitKind

if TYPE_CHECKING:
    import pandas as pd

Within = Literal["sentence", "turn", "participant"]
COOCCURRENCE_COLUMNS = (
    "code_a", "name_a", "code_b", "name_b", "n_a", "n_b", "n_both", "jaccard", "pmi", "c_coefficient", "note",
)


@dataclass(frozen=True)
class Cooccurrence:
    """Codes by codes.

    Attributes:
        within: What has to hold both codes: ``sentence``, ``turn`` or ``participant``.
        n_units: Number of such units with respondents' speech, N.
        matrix: Symmetric counts of units, ids of codes as index and columns; the diagonal is the units of one code.
        table: One row per unordered pair of codes that both occur, most frequent pairs first, columns
            ``COOCCURRENCE_COLUMNS``; a number that cannot be computed is missing, and ``note`` says why.
        caption: What was counted, in sentences.
    """

    within: str
    n_units: int
    matrix: "pd.DataFrame"
    table: "pd.DataFrame"
    caption: str


def cooccurrence(
    corpus: Corpus, codebook: Codebook, codings: Iterable[Coding], *, within: Within = "sentence",
    selection: Selection | None = None, speech: Speech | None = None,
) -> Cooccurrence:
    """Count how often two codes stand in the same unit of a respondent.

    Args:
        corpus: The transcripts; units are the respondents' only.
        codebook: Gives the order and names of codes.
        codings: As they come; ``selection`` filters them.
        within: ``"sentence"``, ``"turn"`` or ``"participant"`` (everything one person says in all transcripts).
        selection: By default everything but what people rejected.
        speech: ``Speech(corpus)``, of turns for ``"turn"``, for a caller that makes several tables of one corpus.
    """
    import pandas as pd

    chosen = selection or Selection()
    counted = chosen.of(codings)
    said = Speech.of(corpus, UnitKind.TURN if within == "turn" else UnitKind.SENTENCE, speech)
    found, n_units = _codes_of_units(said, counted, within)
    codes = code_order(codebook, counted, chosen)
    both = Counter(pair for present in found for pair in combinations([code for code in codes if code in present], 2))
    alone = Counter(code for present in found for code in present)
    matrix = pd.DataFrame(
        [[alone[a] if a == b else both[a, b] + both[b, a] for b in codes] for a in codes], index=codes, columns=codes
    )
    touching = overlapping_pairs(counted)
    codings_of = Counter(coding.code for coding in counted)
    rows = []
    for a, b in combinations([code for code in codes if alone[code]], 2):
        coefficient = c_coefficient(codings_of[a], codings_of[b], touching[min(a, b), max(a, b)])
        rows.append({
            "code_a": a, "name_a": code_name(codebook, a), "code_b": b, "name_b": code_name(codebook, b),
            **_measures(alone[a], alone[b], both[a, b], n_units, coefficient),
        })
    table = pd.DataFrame(rows, columns=list(COOCCURRENCE_COLUMNS))
    table = table.sort_values(["n_both", "jaccard"], ascending=False, kind="stable", ignore_index=True)
    table = table.astype({"pmi": "Float64", "c_coefficient": "Float64"})
    caption = _("Both codes in one {within}; N = {n} of respondents; PMI with logarithms to base 2.").format(
        within=_within_name(within), n=n_units)
    return Cooccurrence(within, n_units, matrix, table, f"{caption} {chosen.caption(counted)}")


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


def _codes_of_units(speech: Speech, codings: Iterable[Coding], within: Within) -> tuple[list[set[str]], int]:
    """Return the set of codes of every unit that has any, and how many units there are."""
    present: dict[str, set[str]] = defaultdict(set)
    for coding in codings:
        for item in speech.covered(coding):
            present[item.participant if within == "participant" else item.unit.id].add(coding.code)
    if within == "participant":
        return list(present.values()), len({voice.participant for voice in speech.voices.values()})
    respondents = sum(item.role is Role.RESPONDENT for items in speech.units.values() for item in items)
    return list(present.values()), respondents


def _measures(n_a: int, n_b: int, n_both: int, n_units: int, coefficient: float | None) -> dict[str, Any]:
    notes = [] if n_both else [_("never together")]
    if coefficient is None:
        notes.append(_("the passages overlap too often for a c-coefficient"))
    return {
        "n_a": n_a, "n_b": n_b, "n_both": n_both, "jaccard": n_both / (n_a + n_b - n_both),
        "pmi": log2(n_units * n_both / (n_a * n_b)) if n_both else None, "c_coefficient": coefficient,
        "note": "; ".join(notes),
    }


def _within_name(within: Within) -> str:
    return {"sentence": _("sentence"), "turn": _("turn"), "participant": _("participant")}[within]
