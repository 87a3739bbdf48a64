"""Codes by groups, everybody a dot: what a mean alone would hide."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import NotComputableError
from qualcode.figures.fonts import Font, choose_font
from qualcode.figures.style import (
    TEXT,
    add_legend,
    add_note,
    canvas,
    columns,
    group_style,
    note_inches,
    number_text,
    percent_text,
    plain_axes,
    wrap,
)
from qualcode.i18n import _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Inches for a group of a code, the same with more than four groups, and how far a dot may stand from the middle of
#: its line, as a part of that.
_LINE, _CROWDED, _REACH = 0.24, 0.17, 0.37
#: Inches of a page that the codes of one figure may take.
_PAGE = 7.5
#: Dots nearer than this share of the axis are set apart.
_NEAR = 1 / 90


@dataclass(frozen=True, slots=True)
class Strip:
    """One code in one group.

    Attributes:
        values: Of the people who count, one each.
        mean: Of them, NaN where there is nobody. low: Lower end of its interval, NaN without one. high: Upper end.
    """

    values: Sequence[float]
    mean: float
    low: float = float("nan")
    high: float = float("nan")


def plot_dots(
    codes: Sequence[str], groups: Sequence[str], strips: Sequence[Sequence[Strip]], *, measure: str = "",
    percent: bool = False, title: str = "", note: str = "", font: Path | None = None,
) -> "Figure":
    """Draw every participant's value by code and group, with the groups' means and their intervals.

    Args:
        codes: Names, top to bottom.
        groups: Names, in the order in which they stand below each code.
        strips: Shape (codes, groups).
        measure: What the values are, below the axis.
        percent: Whether values are shares in [0, 1], shown as percentages.
        title: Above the figure, or "".
        note: What is counted, printed below.
        font: A font file of the user's.

    Returns:
        The figure; its label is the note. People are hollow marks, set apart where they would cover each other, always
        in the same way; the mean is a filled one on its interval. Groups differ by colour, by shape and by place.

    Raises:
        NotComputableError: nobody has a value, or no font has the characters.
    """
    everything = [value for row in strips for strip in row for value in strip.values]
    if not everything:
        raise NotComputableError(_("A plot of dots needs at least one person with a value."))
    notes = [note, _("Hollow marks: one person each. Filled mark: mean of the group; bar: its interval, where it has "
                     "one.")]
    chosen = choose_font([*codes, *groups, measure, title, *notes, "0123456789%.=n()–"], font)
    names = [wrap(chosen.drawable(code), 30) for code in codes]
    widest = max(columns(line) for name in names for line in name.splitlines())
    width = 5.2 + 0.075 * widest
    line = _line(len(groups))
    rows = [max(len(groups) * line, 0.17 * (name.count("\n") + 1)) + 0.12 for name in names]
    legend = -(-sum(columns(group) + 12 for group in groups) // int(width * 12))
    height = sum(rows) + 0.8 + 0.4 * bool(title) + 0.22 * legend + note_inches(chosen, notes, width)
    figure, axes = canvas(width, height)
    span = max([*everything, *(strip.high for row in strips for strip in row if not isnan(strip.high))]) or 1.0
    middles = _draw(axes, strips, rows, line, span)
    axes.set_yticks(middles, names, fontproperties=chosen.properties(TEXT))
    axes.set_ylim(sum(rows), 0)
    axes.set_xlim(-0.03 * span, 1.04 * span)
    _finish(axes, chosen, measure, percent)
    handles = [_handle(number, chosen.drawable(group)) for number, group in enumerate(groups)]
    add_legend(figure, chosen, handles, title=title, width=width,
               ncols=max(1, min(len(groups), int(width * 12) // (max(map(columns, groups)) + 12))))
    add_note(figure, chosen, notes, width)
    return figure


def codes_on_a_page(groups: int) -> int:
    """Return how many codes with so many groups have room on one upright page, at least three.

    >>> codes_on_a_page(2), codes_on_a_page(9)
    (12, 4)
    """
    return max(int(_PAGE / (groups * _line(groups) + 0.12)), 3)


def spread(values: Sequence[float], span: float) -> list[float]:
    """Return how far each dot stands from the middle of its line, in [-1, 1], so that equal values are seen apart.

    Of values within ``_NEAR`` of the axis the first stands in the middle, the others beside it in turn.

    >>> spread([0.5, 0.0, 0.5, 0.5], 1.0)
    [0.0, 0.0, -0.4, 0.4]
    """
    places: dict[int, list[int]] = {}
    for index in sorted(range(len(values)), key=lambda one: (values[one], one)):
        places.setdefault(round(values[index] / (span * _NEAR)), []).append(index)
    moved = [0.0] * len(values)
    for held in places.values():
        step = min(0.4, 2 / max(len(held), 1))
        for order, index in enumerate(held):
            moved[index] = (order + 1) // 2 * step * (-1 if order % 2 else 1)
    return moved


def _line(groups: int) -> float:
    return _LINE if groups <= 4 else _CROWDED


def _draw(
    axes: "Axes", strips: Sequence[Sequence[Strip]], rows: Sequence[float], line: float, span: float,
) -> list[float]:
    """Draw all strips from the top, one unit an inch; return the middle of each code."""
    top, middles = 0.0, []
    for number, (row, height) in enumerate(zip(strips, rows, strict=True)):
        middles.append(top + height / 2)
        if number % 2:
            axes.axhspan(top, top + height, color="#F3F3F3", linewidth=0, zorder=0)
        first = top + (height - line * len(row)) / 2 + line / 2
        for place, strip in enumerate(row):
            _strip(axes, strip, first + place * line, place, line, span)
        top += height
    return middles


def _strip(axes: "Axes", strip: Strip, middle: float, number: int, line: float, span: float) -> None:
    colour, marker = group_style(number)
    up = [middle + _REACH * line * moved for moved in spread(strip.values, span)]
    axes.scatter(list(strip.values), up, s=13, marker=marker, facecolors="none", edgecolors=colour, linewidths=0.7,
                 zorder=3, clip_on=False)
    if not isnan(strip.low) and not isnan(strip.high):
        axes.plot([strip.low, strip.high], [middle, middle], color="black", linewidth=1.3, zorder=4,
                  solid_capstyle="butt")
    if not isnan(strip.mean):
        axes.scatter([strip.mean], [middle], s=44, marker=marker, color=colour, edgecolors="black", linewidths=0.8,
                     zorder=5, clip_on=False)


def _finish(axes: "Axes", font: Font, measure: str, percent: bool) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.xaxis.set_major_formatter(FuncFormatter(percent_text if percent else number_text))
    axes.set_xlabel(wrap(font.drawable(measure), 70), fontproperties=font.properties(TEXT))
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.6, zorder=1)
    axes.set_axisbelow(True)
    plain_axes(axes, font, numbers="x")


def _handle(number: int, name: str):  # type: ignore[no-untyped-def]
    from matplotlib.lines import Line2D

    colour, marker = group_style(number)
    return Line2D([], [], color="black", linewidth=1.3, marker=marker, markersize=6.5, markerfacecolor=colour,
                  markeredgewidth=0.8, label=name)
