"""T1: who the participants are."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from qualcode.analysis.participants import Participants
from qualcode.analysis.thesis.anonymous import Anonymous
from qualcode.analysis.thesis.table import DASH, Column, ThesisTable, not_stated, numbers
from qualcode.i18n import _

_NUMBERS = frozenset({"age", "minutes", "characters"})
_WIDTHS = {"participant": 1.3, "role_position": 1.6, "role": 1.3, "date": 1.5, "mode": 1.2, "political_status": 1.2}


def participants_table(found: Participants, labels: Anonymous) -> ThesisTable:
    """Return T1: a row a participant, with every attribute that anybody has; what is not known is said to be so."""
    caption = _("Basic information on participants")
    if found.table.empty:
        return ThesisTable("T1", caption, empty_reason=_(
            "There are no participants: no transcript was read, or nobody in one answers."))
    names = [str(name) for name in found.table.columns]
    columns = tuple(numbers(name) if name in _NUMBERS else Column(name, width=_WIDTHS.get(name, 1.0))
                    for name in names)
    rows = tuple(
        tuple(_cell(name, value, labels) for name, value in zip(names, row, strict=True))
        for row in found.table.itertuples(index=False, name=None)
    )
    return ThesisTable("T1", caption, columns, rows, found.caption, wide=len(columns) > 8)


def _cell(name: str, value: Any, labels: Anonymous) -> str:
    import pandas as pd

    if name == "participant":
        return labels.people[value]
    if pd.isna(value) or value == "":
        return DASH if name in _NUMBERS else not_stated()
    if name in _NUMBERS and not isinstance(value, str):
        return _number(value)
    return str(value)


def _number(value: Any) -> str:
    """Return a number as it was written down, at most one decimal, halves upwards.

    >>> _number(62.5), _number(80.0), _number(0.25)
    ('62.5', '80', '0.3')
    """
    rounded = Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded.normalize():f}"
