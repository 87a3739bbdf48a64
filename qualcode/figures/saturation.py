"""New codes by interview: the curve of the actual order, the mean of all orders, and where thresholds are reached."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import NotComputableError
from qualcode.figures.fonts import Font, choose_font
from qualcode.figures.style import (
    MARKERS,
    PALETTE,
    SMALL,
    TEXT,
    add_legend,
    add_note,
    canvas,
    note_inches,
    plain_axes,
    wrap,
)
from qualcode.i18n import _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH = 7.5
_STYLES = ("--", ":", "-.", (0, (1, 1)))


def plot_saturation(
    found: Sequence[int], mean: Sequence[float], low: Sequence[float], high: Sequence[float], *,
    marks: Sequence[tuple[int, str]] = (), held_out: int = 0, counted: str = "", title: str = "", note: str = "",
    font: Path | None = None,
) -> "Figure":
    """Draw how many codes are found after each interview.

    Args:
        found: Codes after 1, 2 … interviews in the actual order.
        mean: The same, the mean over all orders.
        low: Lower end of the band of random orders.
        high: Upper end of it.
        marks: (interviews, text) of thresholds that are reached.
        held_out: Interviews at the end that were held out; they stand on grey.
        counted: What is found, along the axis; codes by default.
        title: Above the figure, or "".
        note: What is counted, printed below.
        font: A font file of the user's.

    Returns:
        The figure; its label is the note. Lines differ by colour, style and marks.

    Raises:
        NotComputableError: there are fewer than two interviews, or no font has the characters.
    """
    if len(found) < 2:
        raise NotComputableError(_("A saturation curve needs at least two interviews."))
    texts = [_("in this order"), _("mean of all orders"), _("random orders"), _("held out"),
             _("Interviews"), counted or _("Codes found")]
    chosen = choose_font([*texts, *(text for _place, text in marks), title, note, "0123456789.%≤+"], font)
    height = 3.6 + 0.4 * bool(title) + note_inches(chosen, [note], _WIDTH) + 0.22
    figure, axes = canvas(_WIDTH, height)
    places = list(range(1, len(found) + 1))
    if held_out:
        axes.axvspan(len(found) - held_out + 0.5, len(found) + 0.5, color="#EEEEEE", linewidth=0, zorder=0,
                     label=texts[3])
    axes.fill_between(places, list(low), list(high), color=PALETTE[4], alpha=0.3, linewidth=0, label=texts[2])
    axes.plot(places, list(mean), color=PALETTE[0], linestyle="--", linewidth=1.6, label=texts[1])
    axes.plot(places, list(found), color=PALETTE[1], marker=MARKERS[0], markersize=4.5, linewidth=1.4, label=texts[0])
    _marks(axes, chosen, marks, len(found))
    _finish(axes, chosen, len(found), max([*found, *high]), texts)
    add_legend(figure, chosen, axes.get_legend_handles_labels()[0], title=title, width=_WIDTH, ncols=4)
    add_note(figure, chosen, [note], _WIDTH)
    return figure


def _marks(axes: "Axes", font: Font, marks: Sequence[tuple[int, str]], interviews: int) -> None:
    """Draw a line at each place where thresholds are reached, its texts below each other at the foot."""
    lowest = 0.03
    for number, place in enumerate(sorted({place for place, _text in marks})):
        axes.axvline(place, color="#333333", linewidth=1, linestyle=_STYLES[number % len(_STYLES)], zorder=1)
        text = "\n".join(wrap(font.drawable(text), 26) for where, text in marks if where == place)
        left = place <= interviews * 0.6
        axes.annotate(text, (place, lowest), xycoords=axes.get_xaxis_transform(), textcoords="offset points",
                      xytext=(5, 0) if left else (-5, 0), va="bottom", ha="left" if left else "right",
                      fontproperties=font.properties(SMALL))
        lowest += 0.06 + 0.05 * text.count("\n")


def _finish(axes: "Axes", font: Font, interviews: int, most: float, texts: Sequence[str]) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.set_xlim(0.5, interviews + 0.5)
    axes.set_ylim(0, most * 1.06)
    axes.xaxis.set_major_locator(MaxNLocator(min(interviews, 20), integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.set_xlabel(font.drawable(texts[4]), fontproperties=font.properties(TEXT))
    axes.set_ylabel(font.drawable(texts[5]), fontproperties=font.properties(TEXT))
    plain_axes(axes, font)
