"""A table as a thesis prints it: finished cells, what they are called, and what stands below."""

from dataclasses import dataclass
from math import isnan

from qualcode.i18n import _

#: what stands where there is no number, or nothing to say
DASH = "—"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: Identifier, by which headings are looked up.
        group: What the column is about beside its heading, such as a town; "" for nothing.
        label: Heading instead of the one that is looked up, "" for none.
        number: Whether it holds numbers, which stand in the middle.
        width: Relative to that of the other columns.
    """

    name: str
    group: str = ""
    label: str = ""
    number: bool = False
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class ThesisTable:
    """One of the tables that theses print.

    Attributes:
        number: ``T1`` to ``T11``; ``T10-1`` and so on where one becomes several.
        caption: Without the number.
        columns: Empty where the table cannot be made.
        rows: Finished cells, as many as columns.
        note: What stands below: what was counted, how, and what is to be careful about.
        empty_reason: Why there is no table, one sentence; "" where there is one.
        wide: Whether it needs a page turned sideways.
    """

    number: str
    caption: str
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""
    empty_reason: str = ""
    wide: bool = False


def numbers(name: str, *, group: str = "", label: str = "", width: float = 1.0) -> Column:
    """Return a column of numbers."""
    return Column(name, group, label, True, width)


def percentage(part: float, whole: float) -> str:
    """Return a percentage with two decimals, without the sign; a dash where there is nothing to divide by.

    >>> percentage(1, 3), percentage(0, 3), percentage(0, 0)
    ('33.33', '0.00', '—')
    """
    return f"{100 * part / whole:.2f}" if whole else DASH


def coefficient(value: float | None) -> str:
    """Return a coefficient with three decimals; a dash where it is not defined.

    >>> coefficient(0.8), coefficient(-0.0001), coefficient(float("nan")), coefficient(None)
    ('0.800', '0.000', '—', '—')
    """
    if value is None or isnan(value):
        return DASH
    return f"{round(value, 3) + 0.0:.3f}"


def probability(value: float) -> str:
    """Return a p value with three decimals, as ``<0.001`` below that; a dash where there is none.

    >>> probability(0.04567), probability(0.0002), probability(float("nan"))
    ('0.046', '<0.001', '—')
    """
    return "<0.001" if value < 0.001 else coefficient(value)


def words_or_dash(words: str) -> str:
    """Return a text on one line, a dash where it is empty."""
    return " ".join(words.split()) or DASH


def not_stated() -> str:
    """Return what stands for an attribute that is not known."""
    return _("not stated")


def nothing_coded() -> str:
    """Return why a table of codings is empty."""
    return _("No coding is counted here; code first, or choose other states or codes.")
