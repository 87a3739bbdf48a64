"""``matrix``: units, transcripts, participants or any attribute by code."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.analysis.matrices import VALUES, Asked, Matrix, count_matrix, unit_matrix
from qualcode.analysis.selection import Selection
from qualcode.errors import UsageError
from qualcode.exporters.headings import heading
from qualcode.exporters.tables import write_table
from qualcode.exporters.xlsx import Sheet, write_xlsx
from qualcode.i18n import _
from qualcode.model import Codebook, Coding, Corpus, UnitKind

if TYPE_CHECKING:
    import pandas as pd

#: the canonical keys of 文件 and 编号 (see ``model.attributes``) name groupings that are no attributes
GROUPINGS = {"file": "transcript", "id": "participant"}


def matrix(
    corpus: Corpus, codebook: Codebook, codings: Iterable[Coding], *, by: str = "town", unit: str = "sentence",
    states: Iterable[str] = (), polarities: Iterable[str] = (), coders: Iterable[str] = (), codes: Iterable[str] = (),
    parents: bool = False, asked: Asked | None = None,
) -> Matrix:
    """Count codings by transcript, participant or any attribute.

    Args:
        corpus: The transcripts.
        codebook: The codes, their order and names.
        codings: All codings; the options choose among them.
        by: ``transcript``, ``participant`` or an attribute such as ``town``.
        unit: ``sentence`` or ``turn``.
        states: Words such as ``accepted``; none means everything but what people rejected.
        polarities: Words such as ``negated``; none means all.
        coders: Names; none means all.
        codes: Ids; none means all.
        parents: Whether parents count their children's codings, each unit once.
        asked: Code -> transcripts in which it was asked about; everywhere where not given.

    Raises:
        UsageError: an option names something that does not exist.
    """
    selection = Selection.parse(codebook, states=states, polarities=polarities, coders=coders, codes=codes)
    return count_matrix(corpus, codebook, codings, GROUPINGS.get(by, by), selection=selection, unit=unit_kind(unit),
                        roll_up=parents, asked=asked)


def units_by_code(
    corpus: Corpus, codebook: Codebook, codings: Iterable[Coding], *, unit: str = "sentence",
    states: Iterable[str] = (), polarities: Iterable[str] = (), coders: Iterable[str] = (), codes: Iterable[str] = (),
    parents: bool = False,
) -> "pd.DataFrame":
    """Return every respondent's unit by code, 0 or 1; options as in ``matrix``.

    Raises:
        UsageError: an option names something that does not exist.
    """
    selection = Selection.parse(codebook, states=states, polarities=polarities, coders=coders, codes=codes)
    return unit_matrix(corpus, codebook, codings, selection=selection, unit=unit_kind(unit), roll_up=parents)


def write_matrix(result: Matrix, path: Path) -> Path:
    """Write a matrix: as xlsx one wide sheet a measure with the notes, in other formats the long table.

    Raises:
        UsageError: a table cannot be written to this ending.
        WriteError: the file cannot be written; the last good one stays.
    """
    if path.suffix.lower() != ".xlsx":
        return write_table(result.table, path)
    sheets = [Sheet(heading(value), result.wide(value), note=result.caption) for value in VALUES]
    return write_xlsx([*sheets, Sheet(_("Long table"), result.table, note=result.caption)], path)


def coded_units_sheet(units: "pd.DataFrame") -> Sheet:
    """Return the sheet of a unit matrix, the coded units only: most have no code, and half a million 0 say nothing.

    Its note says so, and names the file that holds them all.
    """
    coded = units[units.iloc[:, 3:].any(axis=1)]
    note = _("Units with a code: {coded} of the respondents' {n}; matrix_unit.csv holds the others too, all 0.")
    return Sheet(_("Units"), coded, note=note.format(coded=len(coded), n=len(units)))


def unit_kind(unit: str) -> UnitKind:
    """Return the unit that a word of the call means.

    Raises:
        UsageError: it is neither ``sentence`` nor ``turn``.
    """
    if unit not in {"sentence", "turn"}:
        raise UsageError(_("{word}: choose among {known}").format(word=unit, known="sentence, turn"))
    return UnitKind(unit)
