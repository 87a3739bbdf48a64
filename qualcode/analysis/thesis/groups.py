"""T10: codes by town, role or another attribute: references, people, their share, and the test."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import isnan, nan
from typing import Any

from qualcode.analysis.compare import CodeComparison, Comparison
from qualcode.analysis.matrices import SMALL_GROUP, Matrix
from qualcode.analysis.thesis.table import (
    DASH,
    Column,
    ThesisTable,
    coefficient,
    nothing_coded,
    numbers,
    percentage,
    probability,
)
from qualcode.i18n import _, prose

#: with more groups than this a group has one column: people / references
_WIDE = 4
#: sentences of a comparison that belong below this table
_SAID = ("outcome", "groups", "left_out", "test", "family", "limits")


@dataclass(frozen=True, slots=True)
class _Group:
    """A group of people, and by code how many of them mention it, out of how many, with how many references."""

    label: str
    n: int
    cells: Mapping[str, tuple[int, int, int]]


def groups_table(
    number: str, caption: str, found: Matrix, compared: Comparison | None, name: Callable[[str], str], *,
    untested: str = "",
) -> ThesisTable:
    """Return T10 for one attribute: a row a code that has references; a share stands only where 10 people are asked.

    Args:
        number: ``T10-1`` or the like.
        caption: What it is called.
        found: Counts by group, those of whom nothing is known among them.
        compared: The groups compared by ``any`` mention; None where there is nothing to compare.
        name: Id of a code -> what it is called.
        untested: Why nothing is compared, for the note.
    """
    groups = _groups(found)
    codes = [code for code in dict.fromkeys(found.table["code"]) if any(group.cells[code][2] for group in groups)]
    if not codes:
        return ThesisTable(number, caption, empty_reason=nothing_coded())
    tests = {} if compared is None else {one.code: one for one in compared.codes if one.code in codes}
    if tests and all(isnan(one.p) for one in tests.values()):  # nothing is tested, so there is nothing to explain
        untested = _("Not tested: {why}.").format(why=_("; ").join(_reasons(tests.values())))
        compared, tests = None, {}
    narrow = len(groups) > _WIDE
    columns = [Column("code_name", width=2.5)]
    for group in groups:
        columns += _columns(group, narrow=narrow)
    columns += [numbers("references", group=_("Sum"), width=1.1), numbers("participants", group=_("Sum"), width=1.1)]
    if compared is not None:
        columns += [numbers("effect", label="η²" if len(compared.groups) > 2 else "δ"), numbers("p"), numbers("q")]
    rows = tuple(_row(code, name(code), groups, tests.get(code), narrow=narrow, tested=compared is not None)
                 for code in codes)
    said = [untested] if compared is None else _compared(compared, tests.values())
    note = prose([*_notes(groups, narrow=narrow), *said, found.caption])
    return ThesisTable(number, caption, tuple(columns), rows, note, wide=len(columns) > 8)


def _groups(found: Matrix) -> list[_Group]:
    cells: dict[str, dict[str, tuple[int, int, int]]] = {}
    for row in found.table.to_dict("records"):
        cells.setdefault(str(row["group_label"]), {})[str(row["code"])] = (
            _whole(row["participants"]), _whole(row["n_asked"]), _whole(row["references"]))
    groups = [_Group(label, max(asked for _people, asked, _n in held.values()), held) for label, held in cells.items()]
    return [group for group in groups if group.n]


def _whole(value: Any) -> int:
    """Return a count; where nothing was counted nobody spoke, and the group is not in the table."""
    import pandas as pd

    return 0 if pd.isna(value) else int(value)


def _columns(group: _Group, *, narrow: bool) -> list[Column]:
    label = _("{group}\n(n={n})").format(group=group.label, n=group.n)
    if narrow:
        return [numbers("people_references", label=label)]
    columns = [numbers("references", group=label, width=1.1), numbers("participants", group=label, width=1.1)]
    return [*columns, numbers("share_percent", group=label, width=1.1)] if group.n >= SMALL_GROUP else columns


def _row(
    code: str, called: str, groups: list[_Group], test: CodeComparison | None, *, narrow: bool, tested: bool,
) -> tuple[str, ...]:
    cells = []
    for group in groups:
        people, asked, references = group.cells[code]
        if narrow:
            cells.append(f"{people}/{references}")
        else:
            cells += [str(references), str(people)]
            cells += [percentage(people, asked)] if group.n >= SMALL_GROUP else []
    cells.append(str(sum(group.cells[code][2] for group in groups)))
    cells.append(str(sum(group.cells[code][0] for group in groups)))
    if tested:
        cells += [DASH] * 3 if test is None else [coefficient(_effect(test)), probability(test.p), probability(test.q)]
    return (called, *cells)


def _effect(test: CodeComparison) -> float:
    """Return Cliff's delta of two groups, of more the share of the sum of squares that lies between them."""
    if test.pair is None:
        return test.eta_squared
    return test.pair.delta.value if test.pair.delta.defined else nan


def _notes(groups: list[_Group], *, narrow: bool) -> list[str]:
    if narrow:
        return [_("n: people who spoke. In the cells: people who mention it / their references.")]
    notes = [_("n: people who spoke; shares are of these.") if any(group.n >= SMALL_GROUP for group in groups)
             else _("n: people who spoke.")]
    small = [group.label for group in groups if group.n < SMALL_GROUP]
    if small:
        notes.append(_("No percentage for fewer than {n} people: {groups}.").format(
            n=SMALL_GROUP, groups=_(", ").join(small)))
    return notes


def _compared(compared: Comparison, tests: Iterable[CodeComparison]) -> list[str]:
    if len(compared.groups) == 2:
        effect = _("δ: Cliff's delta, here the share of {a} who mention it less that of {b}.").format(
            a=compared.groups[0], b=compared.groups[1])
    else:
        effect = _("η²: share of the sum of squares that lies between groups.")
    reasons = _reasons(tests)
    return [effect, *(compared.captions[key] for key in _SAID if key in compared.captions),
            _("{dash}: not tested ({reasons}).").format(dash=DASH, reasons=_("; ").join(reasons)) if reasons else ""]


def _reasons(tests: Iterable[CodeComparison]) -> list[str]:
    """Return why codes have no p, each reason once."""
    return list(dict.fromkeys(note for one in tests if isnan(one.p) for note in one.notes))
