"""What was learnt: the learning curve beside the reliability diagram."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import NotComputableError
from qualcode.figures.fonts import Font, choose_font
from qualcode.figures.style import MARKERS, PALETTE, SMALL, TEXT, add_note
from qualcode.i18n import _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: (labelled passages, mean, lowest, highest)
Point = tuple[int, float, float, float]
_WIDTH = 8.0


def plot_learning(
    micro: Sequence[Point], macro: Sequence[Point], bins: Sequence[tuple[float, float, int]], *, note: str = "",
    font: Path | None = None,
) -> "Figure":
    """Draw how good suggestions are by number of labelled passages, and whether probabilities mean what they say.

    Args:
        micro: Micro-F1, fewest passages first.
        macro: Macro-F1 the same.
        bins: (mean probability, share that was coded so, cells) of each bin of the reliability diagram that holds any.
        note: What was measured, printed below.
        font: A font file of the user's.

    Returns:
        The figure; its label is the note. Lines differ by colour and by shape of the marks.

    Raises:
        NotComputableError: there is nothing to draw, or no font has the characters.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    if not micro or not bins:
        raise NotComputableError(_("A learning curve needs at least one point."))
    texts = [_("labelled passages"), _("probability said"), _("share coded so"), note, "F1 micro macro"]
    chosen = choose_font(texts, font)
    figure = Figure(figsize=(_WIDTH, 3.9), layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    _curve(left, chosen, micro, macro)
    _reliability(right, chosen, bins)
    for axes in (left, right):
        for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
            label.set_fontproperties(chosen.properties(SMALL))
    add_note(figure, chosen, [note], _WIDTH)
    return figure


def _curve(axes: "Axes", font: Font, micro: Sequence[Point], macro: Sequence[Point]) -> None:
    for points, name, colour, marker in zip(
            (micro, macro), ("micro-F1", "macro-F1"), PALETTE, MARKERS, strict=False):
        places = [point[0] for point in points]
        axes.fill_between(places, [one[2] for one in points], [one[3] for one in points], color=colour, alpha=0.2)
        axes.plot(places, [one[1] for one in points], color=colour, marker=marker, label=name)
    axes.set_xlabel(_("labelled passages"), fontproperties=font.properties(TEXT))
    axes.set_ylabel("F1", fontproperties=font.properties(TEXT))
    axes.set_ylim(0, 1)
    axes.legend(frameon=False, prop=font.properties(SMALL))


def _reliability(axes: "Axes", font: Font, bins: Sequence[tuple[float, float, int]]) -> None:
    axes.plot([0, 1], [0, 1], color="0.6", linestyle="--", linewidth=1)
    axes.plot([one[0] for one in bins], [one[1] for one in bins], color=PALETTE[0], marker=MARKERS[0])
    for said, true, cells in bins:
        left = said > 0.1  # inside the axes at either end
        axes.annotate(str(cells), (said, true), textcoords="offset points", xytext=(-6, 3) if left else (6, 4),
                      ha="right" if left else "left", color="0.3", fontproperties=font.properties(SMALL))
    axes.set_xlabel(_("probability said"), fontproperties=font.properties(TEXT))
    axes.set_ylabel(_("share coded so"), fontproperties=font.properties(TEXT))
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
