"""The correspondence map: codes and groups on the two axes that tell most of how they differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import NotComputableError
from qualcode.figures.fonts import Font, choose_font
from qualcode.figures.labels import put_labels
from qualcode.figures.style import (
    PALETTE,
    SMALL,
    TEXT,
    add_note,
    add_title,
    canvas,
    note_inches,
    number_text,
    plain_axes,
)
from qualcode.i18n import _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Points of whose distance the map shows less than half are hollow.
POOR = 0.5
_WIDTH, _HEIGHT = 8.0, 6.6
#: Inches that the numbers and names of the axes take of these.
_LEFT, _BELOW = 0.75, 0.6


@dataclass(frozen=True, slots=True)
class Place:
    """A code or a group on the map.

    Attributes:
        name: Of it. across: Coordinate on the first axis. up: On the second.
        mass: Its share of all counts, in (0, 1]; the area of a code's mark.
        quality: Share of its distance that the two axes show, in [0, 1].
    """

    name: str
    across: float
    up: float
    mass: float
    quality: float


def plot_correspondence(
    codes: Sequence[Place], groups: Sequence[Place], shares: tuple[float, float], *, title: str = "", note: str = "",
    font: Path | None = None,
) -> "Figure":
    """Draw a symmetric map.

    Args:
        codes: In principal coordinates.
        groups: The same.
        shares: Of the inertia, that the first and the second axis show, in [0, 1].
        title: Above the figure, or "".
        note: What was counted, printed below.
        font: A font file of the user's.

    Returns:
        The figure; its label is the note. Both axes have the same scale. Codes are round, groups square with a frame
        around the name; what the map shows badly is hollow. Names that
        found no room stand in the note.

    Raises:
        NotComputableError: there is no code or no group, or no font has the characters.
    """
    if not codes or not groups:
        raise NotComputableError(_("A correspondence map needs codes and groups."))
    read = _("Round: codes, the larger the more often they are counted; square: groups. Hollow: less than half of the "
             "point's distance is shown. Codes are alike that are near each other, and so are groups; a code belongs "
             "to groups in the same direction from the centre.")
    lost = _("Names that found no room: {names}.")
    axis = _("Axis {n} ({share:.1%} of the inertia)")
    labels = [axis.format(n=number, share=share) for number, share in enumerate(shares, start=1)]
    texts = [*(one.name for one in (*groups, *codes)), *labels, title, note, read, lost, "0123456789.–%"]
    chosen = choose_font(texts, font)
    codes = _crowded_first(codes)
    height = _HEIGHT + 0.4 * bool(title) + note_inches(chosen, [note, read, lost], _WIDTH)
    figure, axes = canvas(_WIDTH, height)
    points = _draw(axes, codes, groups)
    _finish(axes, chosen, points, labels)
    add_title(figure, chosen, title, _WIDTH)
    add_note(figure, chosen, [note, read], _WIDTH)
    names = [one.name for one in (*groups, *codes)]
    places = put_labels(figure, axes, chosen, points, names, framed=len(groups), size=SMALL + 0.5)
    hidden = [name for name, place in zip(names, places, strict=True) if place is None]
    if hidden:
        add_note(figure, chosen, [note, read, lost.format(names=_(", ").join(hidden))], _WIDTH)
    return figure


def _crowded_first(codes: Sequence[Place]) -> list[Place]:
    """Return the codes whose neighbours are nearest first: they have the least choice of where their name can stand."""
    def distance(one: Place) -> float:
        apart = sorted(hypot(one.across - other.across, one.up - other.up) for other in codes)
        return sum(apart[:4])

    return sorted(codes, key=lambda one: (distance(one), one.name))


def _draw(axes: "Axes", codes: Sequence[Place], groups: Sequence[Place]) -> list[tuple[float, float, float]]:
    """Draw all points, groups first; return their places and radii in points."""
    heaviest = max(code.mass for code in codes)
    points = []
    for number, one in enumerate((*groups, *codes)):
        is_group = number < len(groups)
        colour = PALETTE[1] if is_group else PALETTE[0]
        radius = 4.6 if is_group else 2.2 + 4.8 * (one.mass / heaviest) ** 0.5
        axes.scatter([one.across], [one.up], s=(2 * radius) ** 2, marker="s" if is_group else "o",
                     facecolors=colour if one.quality >= POOR else "none", edgecolors=colour,
                     linewidths=1.3, alpha=0.9, zorder=3 if is_group else 2)
        points.append((one.across, one.up, radius))
    return points


def _finish(axes: "Axes", font: Font, points: Sequence[tuple[float, float, float]], labels: Sequence[str]) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    ends = [(min(0.0, *(one[way] for one in points)), max(0.0, *(one[way] for one in points))) for way in (0, 1)]
    longest = max(high - low for low, high in ends) or 1.0
    spans = [high - low + 0.24 * longest for low, high in ends]
    unit = max(spans[0] / (_WIDTH - _LEFT), spans[1] / (_HEIGHT - _BELOW))  # an inch, so that the map fills its room
    across, up = ((low + high) / 2 for low, high in ends)
    axes.set_xlim(across - unit * (_WIDTH - _LEFT) / 2, across + unit * (_WIDTH - _LEFT) / 2)
    axes.set_ylim(up - unit * (_HEIGHT - _BELOW) / 2, up + unit * (_HEIGHT - _BELOW) / 2)
    axes.set_aspect("equal")
    axes.axhline(0, color="#AAAAAA", linewidth=0.8, zorder=0)
    axes.axvline(0, color="#AAAAAA", linewidth=0.8, zorder=0)
    for way in (axes.xaxis, axes.yaxis):
        way.set_major_locator(MaxNLocator(6))
        way.set_major_formatter(FuncFormatter(number_text))
    axes.set_xlabel(font.drawable(labels[0]), fontproperties=font.properties(TEXT))
    axes.set_ylabel(font.drawable(labels[1]), fontproperties=font.properties(TEXT))
    plain_axes(axes, font)
