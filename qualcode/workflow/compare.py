"""``compare``: groups of participants, code by code, with effects, intervals and tests."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.analysis.compare import (
    OUTCOMES,
    Comparison,
    codes_table,
    counted_codings,
    pairs_table,
    people_table,
)
from qualcode.analysis.compare import compare as compare_groups
from qualcode.analysis.counts import Speech
from qualcode.analysis.excerpts import CodeExcerpts, make_excerpts
from qualcode.analysis.matrices import Asked
from qualcode.analysis.selection import Selection
from qualcode.analysis.tables import code_name
from qualcode.errors import UsageError
from qualcode.exporters.headings import heading
from qualcode.exporters.tables import write_table
from qualcode.exporters.xlsx import Sheet, write_xlsx
from qualcode.i18n import _
from qualcode.model import Codebook, Coding, Corpus
from qualcode.workflow.matrix import GROUPINGS, unit_kind

if TYPE_CHECKING:
    import pandas as pd


def compare(
    corpus: Corpus, codebook: Codebook, codings: Iterable[Coding], *, by: str = "town", within: str = "",
    outcome: str = "share", unit: str = "sentence", states: Iterable[str] = (), polarities: Iterable[str] = (),
    coders: Iterable[str] = (), codes: Iterable[str] = (), parents: bool = False, asked: Asked | None = None,
    permutations: int = 9999, draws: int = 2000, seed: int = 7,
) -> Comparison:
    """Compare the groups that an attribute makes of the participants.

    Args:
        corpus: The transcripts.
        codebook: The codes, their order and names.
        codings: All codings; the options choose among them.
        by: Attribute whose values are the groups, such as ``town``.
        within: Attribute whose values are strata, such as ``role``; "" for none.
        outcome: ``share``, ``any`` or ``rate``.
        unit: ``sentence`` or ``turn``: what shares are of.
        states: Words such as ``accepted``; none means everything but what people rejected.
        polarities: Words such as ``negated``; none means all.
        coders: Names; none means all.
        codes: Ids, the family of tests; none means all.
        parents: Whether parents count their children's codings, each unit once.
        asked: Code -> transcripts in which it was asked about; everywhere where not given.
        permutations: Of the Monte Carlo test, where not all arrangements are tried.
        draws: Resamples for the intervals, 0 for none.
        seed: Another one draws other arrangements and resamples.

    Raises:
        UsageError: an option names something that does not exist, or is out of range.
        NotComputableError: there are no codes, or fewer than two groups of people who spoke.
    """
    known = {name: name for name in OUTCOMES}
    if outcome not in known:
        raise UsageError(_("{word}: choose among {known}").format(word=outcome, known=", ".join(known)))
    selection = Selection.parse(codebook, states=states, polarities=polarities, coders=coders, codes=codes)
    return compare_groups(
        corpus, codebook, codings, GROUPINGS.get(by, by), within=GROUPINGS.get(within, within), outcome=known[outcome],
        unit=unit_kind(unit), selection=selection, roll_up=parents, asked=asked, permutations=permutations, draws=draws,
        seed=seed)


def named_tables(found: Comparison, codebook: Codebook) -> "dict[str, pd.DataFrame]":
    """Return the tables of a comparison by name: ``codes``, ``pairs``, ``participants``."""
    return {"codes": codes_table(found, codebook), "pairs": pairs_table(found, codebook),
            "participants": people_table(found, codebook)}


def write_comparison(found: Comparison, codebook: Codebook, path: Path) -> Path:
    """Write a comparison: as xlsx a sheet a table with the notes, in other formats the table of codes.

    Raises:
        UsageError: a table cannot be written to this ending.
        WriteError: the file cannot be written; the last good one stays.
    """
    if path.suffix.lower() != ".xlsx":
        return write_table(codes_table(found, codebook), path)
    names = {"codes": _("Codes"), "pairs": _("Pairs of groups"), "participants": _("Participants")}
    sheets = [Sheet(names[name], table, group_headings(table), found.caption)
              for name, table in named_tables(found, codebook).items()]
    return write_xlsx(sheets, path)


def cell_excerpts(
    found: Comparison, corpus: Corpus, codebook: Codebook, codings: Iterable[Coding],
) -> tuple[CodeExcerpts, ...]:
    """Return the passages behind each cell: one entry a code and group that has any, named after both.

    Args:
        found: Of ``compare`` on this corpus and these codings; its selection chooses among them.
        corpus: The transcripts.
        codebook: The codes.
        codings: All codings.
    """
    group_of = {person.id: person.group for person in found.outcomes.people}
    speech = Speech(corpus, found.outcomes.unit)
    cells: dict[tuple[str, str], list[Coding]] = {
        (code, group): [] for code in found.outcomes.codes for group in found.groups}
    counted = {(person.id, code) for row, person in enumerate(found.outcomes.people)
               for column, code in enumerate(found.outcomes.codes) if found.outcomes.status(row, column) == "counted"}
    for coding in counted_codings(codebook, codings, found.design.selection, roll_up=found.design.roll_up):
        who = next((item.participant for item in speech.covered(coding)), "")
        if (who, coding.code) in counted:
            cells[coding.code, group_of[who]].append(replace(coding, participant=who))
    return tuple(
        CodeExcerpts(code, _("{name}: {group}").format(name=code_name(codebook, code), group=group), "",
                     tuple(make_excerpts(corpus, held)), len({one.participant for one in held}))
        for (code, group), held in cells.items() if held
    )


def group_headings(table: "pd.DataFrame") -> dict[str, str]:
    """Return the headings of columns that belong to a group, such as ``mean:大同镇``."""
    named = ((str(column), *str(column).partition(":")) for column in table.columns)
    return {column: f"{heading(what)} {group}" for column, what, colon, group in named if colon}
