"""The code line (document portrait): where in each interview which code stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import NotComputableError
from qualcode.figures.fonts import Font, choose_font
from qualcode.figures.style import (
    PALETTE,
    SMALL,
    TEXT,
    add_legend,
    add_note,
    canvas,
    columns,
    note_inches,
    plain_axes,
    wrap,
)
from qualcode.i18n import _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Codes with a colour and a lane of their own.
CODES = 8
#: Okabe and Ito's, and wine (Tol 2021, Colour schemes) as the eighth.
COLOURS = (*PALETTE[:6], "#882255", PALETTE[6])
OTHER = "#8C8C8C"
#: Interviews in one picture; a longer one is higher than programs open.
MOST = 150
#: Inches: height of a lane, gap between interviews, width of the longest interview.
_LANE, _GAP, _LENGTH = 0.066, 0.13, 6.4


@dataclass(frozen=True, slots=True)
class Line:
    """One interview. Places are half-open and in characters from its beginning.

    Attributes:
        name: Of the transcript.
        length: Of its text.
        spoken: Units of respondents; what lies between is blank.
        coded: (start, end, number of the code, -1 for a code without a lane) of units with a code.
    """

    name: str
    length: int
    spoken: Sequence[tuple[int, int]]
    coded: Sequence[tuple[int, int, int]]


def plot_code_lines(
    lines: Sequence[Line], codes: Sequence[str], *, title: str = "", note: str = "", font: Path | None = None,
) -> "Figure":
    """Draw interviews below each other, every one with a lane for each code.

    Args:
        lines: Top to bottom; all are drawn to the same scale.
        codes: Names, at most ``CODES``, in the order of the lanes. Others share a grey lane below them.
        title: Above the figure, or "".
        note: What is counted, printed below.
        font: A font file of the user's.

    Returns:
        The figure; its label is the note. It grows with the interviews. A lane is told by its colour and by its place,
        so that codes stay apart in grey and where several stand on the same unit.

    Raises:
        NotComputableError: there is no interview, no coded unit or too many of either, or no font has the characters.
    """
    if not any(line.coded for line in lines) or len(codes) > CODES:
        raise NotComputableError(_("A code line needs interviews with coded units, and at most {n} codes.").format(
            n=CODES))
    if len(lines) > MOST:
        raise NotComputableError(_("{n} interviews do not fit into one picture, {most} do; name some with --transcript"
                                   ).format(n=len(lines), most=MOST))
    others = any(code < 0 for line in lines for _start, _end, code in line.coded)
    legend = [*codes, *([_("other codes")] if others else [])]
    notes = [note, _("Lanes stand in the order of the legend, from the top; light grey: respondents speak; blank: "
                     "interviewers and others. All interviews have the same scale.")]
    label = _("Characters from the beginning")
    chosen = choose_font([*(line.name for line in lines), *legend, label, title, *notes, "0123456789,"], font)
    names = [wrap(chosen.drawable(line.name), 22) for line in lines]
    band = _LANE * len(legend)
    heights = [max(band, 0.14 * (name.count("\n") + 1)) + _GAP for name in names]
    entries = [wrap(chosen.drawable(f"{number} {code}"), 36) for number, code in enumerate(legend, start=1)]
    width = _LENGTH + 0.2 + 0.075 * max(columns(one) for name in names for one in name.splitlines())
    ncols = max(1, int(width * 13) // (max(columns(one) for entry in entries for one in entry.splitlines()) + 7))
    rows = -(-len(entries) // ncols)
    height = sum(heights) + 0.55 + 0.4 * bool(title) + 0.3 * rows + note_inches(chosen, notes, width)
    figure, axes = canvas(width, height)
    _draw(axes, chosen, lines, heights, len(codes), len(legend))
    _finish(axes, chosen, names, heights, label, max(line.length for line in lines))
    add_legend(figure, chosen, _handles(entries, len(codes)), title=title, width=width, ncols=ncols)
    add_note(figure, chosen, notes, width)
    return figure


def _draw(
    axes: "Axes", font: Font, lines: Sequence[Line], heights: Sequence[float], codes: int, lanes: int,
) -> None:
    longest, top = max(line.length for line in lines), 0.0
    for line, height in zip(lines, heights, strict=True):
        first = top + (height - lanes * _LANE) / 2
        spans = [(start, end - start) for start, end in line.spoken]
        axes.broken_barh(spans, (first, lanes * _LANE), facecolors="#EDEDED", linewidth=0, zorder=1)
        axes.plot([0, line.length, line.length, 0, 0],
                  [first, first, first + lanes * _LANE, first + lanes * _LANE, first], color="#AAAAAA", linewidth=0.5,
                  zorder=2)
        for lane in range(lanes):
            wanted = lane if lane < codes else -1
            colour = COLOURS[lane] if lane < codes else OTHER
            found = [(start, end - start) for start, end, code in line.coded if code == wanted]
            # the edge keeps a short unit visible in a long interview
            axes.broken_barh(found, (first + lane * _LANE, _LANE), facecolors=colour, edgecolors=colour, linewidth=0.35,
                             zorder=3)
            axes.text(-0.004 * longest, first + (lane + 0.5) * _LANE, str(lane + 1), ha="right", va="center",
                      fontproperties=font.properties(4), color="#555555")
        top += height


def _finish(
    axes: "Axes", font: Font, names: Sequence[str], heights: Sequence[float], label: str, longest: int,
) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    middles = [sum(heights[:number]) + height / 2 for number, height in enumerate(heights)]
    axes.set_yticks(middles, names, fontproperties=font.properties(SMALL))
    axes.set_ylim(sum(heights), 0)
    axes.set_xlim(0, longest)
    axes.tick_params(axis="y", pad=8)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: f"{value:,.0f}"))
    axes.set_xlabel(font.drawable(label), fontproperties=font.properties(TEXT))
    plain_axes(axes, font, numbers="x")


def _handles(entries: Sequence[str], codes: int):  # type: ignore[no-untyped-def]
    from matplotlib.patches import Patch

    return [Patch(facecolor=COLOURS[number] if number < codes else OTHER, label=entry)
            for number, entry in enumerate(entries)]
