"""``sequence``: what follows what inside an interview."""

from collections.abc import Iterable
from pathlib import Path

from qualcode.analysis.selection import Selection
from qualcode.analysis.sequence import DRAWS, SEED, WITHIN, Sequences, sequences
from qualcode.exporters.tables import write_table
from qualcode.exporters.xlsx import Sheet, write_xlsx
from qualcode.i18n import _
from qualcode.model import Codebook, Coding, Corpus
from qualcode.workflow.matrix import unit_kind


def sequence(
    corpus: Corpus, codebook: Codebook, codings: Iterable[Coding], *, within: int = WITHIN, coded_only: bool = False,
    unit: str = "sentence", states: Iterable[str] = (), polarities: Iterable[str] = (), coders: Iterable[str] = (),
    codes: Iterable[str] = (), draws: int = DRAWS, seed: int = SEED,
) -> Sequences:
    """Count how often one code follows another.

    Args:
        corpus: The transcripts.
        codebook: The codes, their order and names.
        codings: All codings; the options choose among them.
        within: How many units after the first code are looked at.
        coded_only: Whether units without a code are passed over.
        unit: ``sentence`` or ``turn``.
        states: Words such as ``accepted``; none means everything but what people rejected.
        polarities: Words such as ``negated``; none means all.
        coders: Names; none means all.
        codes: Ids; none means all.
        draws: Random orders for the band.
        seed: Of these orders.

    Raises:
        UsageError: an option names something that does not exist.
        NotComputableError: no coding stands on words of a respondent.
    """
    selection = Selection.parse(codebook, states=states, polarities=polarities, coders=coders, codes=codes)
    return sequences(corpus, codebook, codings, within=within, coded_only=coded_only, unit=unit_kind(unit),
                     selection=selection, draws=draws, seed=seed)


def write_sequence(result: Sequences, path: Path) -> Path:
    """Write what follows what; a workbook has the notes too.

    Raises:
        UsageError: a table cannot be written to this ending.
        WriteError: the file cannot be written; the last good one stays.
    """
    if path.suffix.lower() != ".xlsx":
        return write_table(result.table, path)
    return write_xlsx([Sheet(_("What follows what"), result.table, note=result.caption)], path)
