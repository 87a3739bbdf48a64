"""Agreement of coders, code by code: a coefficient with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import NotComputableError
from qualcode.figures.fonts import Font, choose_font
from qualcode.figures.style import (
    PALETTE,
    SMALL,
    TEXT,
    add_note,
    add_title,
    canvas,
    columns,
    note_inches,
    number_text,
    plain_axes,
    wrap,
)
from qualcode.i18n import _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Krippendorff 2004, Content Analysis, 2nd ed., p. 241: from the first on conclusions are tentative, from the second
#: on reliable.
LIMITS = (0.667, 0.8)


@dataclass(frozen=True, slots=True)
class Row:
    """One code, or all of them together.

    Attributes:
        name: Of the code. value: The coefficient, NaN where it is not defined.
        low: Lower end of its interval, NaN without one. high: Upper end.
        beside: A remark on the right, such as how much each coder gave the code.
        summary: Whether it is over all codes.
    """

    name: str
    value: float
    low: float = nan
    high: float = nan
    beside: str = ""
    summary: bool = False


def plot_agreement(
    rows: Sequence[Row], *, measure: str, beside: str = "", limits: Sequence[float] = LIMITS, title: str = "",
    note: str = "", font: Path | None = None,
) -> "Figure":
    """Draw a coefficient of agreement by code.

    Args:
        rows: Top to bottom.
        measure: What the coefficient is called, below the axis.
        beside: Head of the remarks on the right.
        limits: Values at which to draw a line.
        title: Above the figure, or "".
        note: What was compared, printed below.
        font: A font file of the user's.

    Returns:
        The figure; its label is the note. Codes are round, what is over all codes is a black diamond; a coefficient
        that is not defined is a dash in its row, never a 0.

    Raises:
        NotComputableError: no row has a value, or no font has the characters.
    """
    if all(isnan(row.value) for row in rows):
        raise NotComputableError(_("No code has a coefficient that is defined, so there is nothing to draw."))
    notes = [note, _("Bars: interval. Lines: {limits}.").format(limits=_(", ").join(f"{one:g}" for one in limits))]
    if any(isnan(row.value) for row in rows):
        notes.append(_("A dash: not defined, which is not zero."))
    texts = [*(row.name + row.beside for row in rows), measure, beside, title, *notes, "0123456789.–"]
    chosen = choose_font(texts, font)
    names = [wrap(chosen.drawable(row.name), 32) for row in rows]
    heights = [0.12 + 0.17 * (name.count("\n") + 1) for name in names]
    right = max([columns(beside), *(columns(row.beside) for row in rows)])
    width = 4.6 + 0.075 * (max(columns(one) for name in names for one in name.splitlines()) + right)
    figure, axes = canvas(width, sum(heights) + 0.75 + 0.4 * bool(title) + note_inches(chosen, notes, width) + 0.2)
    middles = [sum(heights[:number]) + height / 2 for number, height in enumerate(heights)]
    for limit in limits:
        axes.axvline(limit, color="#555555", linewidth=0.9, linestyle="--", zorder=1)
    for row, middle in zip(rows, middles, strict=True):
        _row(axes, chosen, row, middle)
    if beside:
        axes.text(1.02, -0.06, chosen.drawable(beside), transform=axes.get_yaxis_transform(), va="bottom",
                  fontproperties=chosen.properties(SMALL), color="#444444")
    axes.set_yticks(middles, names, fontproperties=chosen.properties(TEXT))
    axes.set_ylim(sum(heights), 0)
    _finish(axes, chosen, measure, [number for row in rows for number in (row.value, row.low) if not isnan(number)])
    add_title(figure, chosen, title, width)
    add_note(figure, chosen, notes, width)
    return figure


def _row(axes: "Axes", font: Font, row: Row, middle: float) -> None:
    colour, marker, size = ("#000000", "D", 44) if row.summary else (PALETTE[0], "o", 36)
    if isnan(row.value):
        axes.text(0, middle, "–", ha="center", va="center", fontproperties=font.properties(TEXT))
    else:
        if not isnan(row.low) and not isnan(row.high):
            axes.plot([row.low, row.high], [middle, middle], color=colour, linewidth=2, alpha=0.7, zorder=2,
                      solid_capstyle="butt")
        axes.scatter([row.value], [middle], s=size, color=colour, marker=marker, zorder=3, edgecolors="white",
                     linewidths=0.8, clip_on=False)
    if row.beside:
        axes.text(1.02, middle, font.drawable(row.beside), transform=axes.get_yaxis_transform(), va="center",
                  fontproperties=font.properties(SMALL), color="#444444")


def _finish(axes: "Axes", font: Font, measure: str, numbers: Sequence[float]) -> None:
    from matplotlib.ticker import FuncFormatter

    axes.set_xlim(min(-0.05, min(numbers) - 0.05), 1.03)
    axes.set_xlabel(font.drawable(measure), fontproperties=font.properties(TEXT))
    axes.xaxis.set_major_formatter(FuncFormatter(number_text))
    axes.axvline(0, color="#BBBBBB", linewidth=0.8, zorder=0)
    axes.grid(axis="x", color="#EEEEEE", linewidth=0.6)
    axes.set_axisbelow(True)
    plain_axes(axes, font, numbers="x")
