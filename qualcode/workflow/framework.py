"""``matrix --framework``: cases by themes with people's words, and the researcher's summaries, which a re-run keeps."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from qualcode.analysis.framework import Cell, Framework
from qualcode.analysis.framework import framework as chart
from qualcode.analysis.selection import Selection
from qualcode.errors import UsageError
from qualcode.exporters.framework import FrameworkRow, FrameworkSheet, write_framework
from qualcode.i18n import _
from qualcode.model import Codebook, Coding, Corpus
from qualcode.model.framework import WrittenSummary
from qualcode.readers.framework import read_framework
from qualcode.store import Store
from qualcode.store.merge import renamed_codes
from qualcode.workflow.matrix import GROUPINGS

_Key = tuple[str, str, str]


@dataclass(frozen=True)
class Charted:
    """A framework matrix that was written.

    Attributes:
        path: The workbook.
        cases: Rows. codes: Codes, two columns each. themes: Sheets.
        summaries: How many cells have a summary.
        kept: How many summaries have no place in the matrix and stand on the sheet of kept ones.
    """

    path: Path
    cases: int
    codes: int
    themes: int
    summaries: int
    kept: int


def framework(
    corpus: Corpus, codebook: Codebook, codings: Iterable[Coding], *, by: str = "participant", quotes: int = 3,
    states: Iterable[str] = (), polarities: Iterable[str] = (), coders: Iterable[str] = (), codes: Iterable[str] = (),
) -> Framework:
    """Chart what every case says of every code; options on codings as in ``workflow.matrix.matrix``.

    Args:
        corpus: The transcripts.
        codebook: Themes, codes and names.
        codings: All codings; the options choose among them.
        by: ``participant``, ``transcript`` or an attribute such as ``town``.
        quotes: How many quotes a cell shows at most, 0 for all.
        states: Words such as ``accepted``; none means everything but what people rejected.
        polarities: Words such as ``negated``; none means all.
        coders: Names; none means all.
        codes: Ids; none means all.

    Raises:
        UsageError: an option names something that does not exist.
    """
    selection = Selection.parse(codebook, states=states, polarities=polarities, coders=coders, codes=codes)
    return chart(corpus, codebook, codings, GROUPINGS.get(by, by), quotes=quotes, selection=selection)


def save_framework(found: Framework, path: Path, *, renamed: Mapping[str, str] | None = None) -> Charted:
    """Write a framework matrix over its last version; what people wrote there is read first and stays.

    A summary goes back to its case and code, whatever these are called and wherever they stand now. One whose case or
    code is not in the matrix stays on a sheet of kept ones, and comes back with it.

    Args:
        found: Of ``framework``.
        path: An ``.xlsx``; where it exists, one that was written here before.
        renamed: Old id of a code -> the one that it has now.

    Raises:
        UsageError: another ending.
        ReadError: the file that is there cannot be read in full; it is not overwritten.
        WriteError: the file cannot be written; the last good one stays.
    """
    if path.suffix.lower() != ".xlsx":
        raise UsageError(_("{path}: a framework matrix is written as .xlsx").format(path=path))
    written = read_framework(path) if path.exists() else ()
    codes = [code for one in found.charts for code, _name in one.codes]
    places = {(found.by, case.id, code) for case in found.cases for code in codes}
    summaries, kept = place_summaries(written, places, renamed or {})
    sheets = [
        FrameworkSheet(one.name, one.codes, tuple(
            FrameworkRow(case.id, case.label, case.about, tuple(
                (cell_text(found.cells.get((case.id, code))), summaries.get((found.by, case.id, code), ""))
                for code, _name in one.codes))
            for case in found.cases))
        for one in found.charts
    ]
    write_framework(sheets, kept, path, by=found.by, note=found.caption)
    return Charted(path, len(found.cases), len(codes), len(sheets), len(summaries),
                   len(kept))


def renamed_in(store: Store) -> dict[str, str]:
    """Return the old ids of codes that have another one now, or were merged into one."""
    with store.reading() as connection:
        return renamed_codes(connection)


def place_summaries(
    written: Iterable[WrittenSummary], places: Iterable[_Key], renamed: Mapping[str, str],
) -> tuple[dict[_Key, str], list[WrittenSummary]]:
    """Return which summary goes into which cell, and those that have none.

    Of two texts for one cell, as after two codes were merged, the one that stands in the matrix under its own id goes
    into the cell; the other is kept. The same text is never kept twice for one place.
    """
    free = set(places)
    cells: dict[_Key, str] = {}
    kept: dict[tuple[_Key, str, str], WrittenSummary] = {}
    moved = [one for one in written if one.code in renamed]
    for one in [*(one for one in written if one.code not in renamed),
                *(replace(one, code=renamed[one.code]) for one in moved)]:
        if one.key in free and cells.setdefault(one.key, one.text) == one.text:
            continue
        # what has neither case nor code is told apart by what it stood beside
        kept.setdefault((one.key, one.text, "" if one.code else f"{one.case_label}\n{one.code_name}"), one)
    return cells, list(kept.values())


def cell_text(cell: Cell | None) -> str:
    """Return the quotes of a cell with their sources, and how many more there are; "" where nothing was said."""
    if cell is None:
        return ""
    lines = [f"{quote.text} [{quote.unit_id}]" for quote in cell.quotes]
    if cell.passages > len(cell.quotes):
        lines.append(_("({shown} of {n} passages)").format(shown=len(cell.quotes), n=cell.passages))
    return "\n\n".join(lines)
