"""Labels beside points that cover neither each other nor a point: greedy, the important ones first."""

from collections.abc import Sequence
from math import cos, hypot, pi, sin
from typing import TYPE_CHECKING

from qualcode.figures.fonts import Font
from qualcode.figures.style import SMALL, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: (left, low, right, high) and (across, up)
Box = tuple[float, float, float, float]
Spot = tuple[float, float]
#: Where a label may stand beside its point, best first: right, left, above, below, then aslant.
_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
#: Farther away, with a line to its point: so many heights of the label, in so many directions.
_STEPS, _ROUND = (0.7, 1.4, 2.2, 3.2, 4.4, 6.0, 8.0, 10.5), 32


def place_labels(
    points: Sequence[tuple[float, float, float]], sizes: Sequence[tuple[float, float]], room: Box,
) -> list[Spot | None]:
    """Find a place for the label of each point.

    Args:
        points: (across, up, radius), in any unit; the first ones choose first.
        sizes: (width, height) of the label of each of the first points, in the same unit; points without a label
            come last and are only kept free.
        room: Where labels must stay.

    Returns:
        The centre of each label, None where there is no room. Labels overlap no other label, no point and no line
        that leads from a point to its label; no line leads through another point or label.

    >>> place_labels([(0.0, 0.0, 1.0), (6.0, 0.0, 1.0)], [(6.0, 2.0), (6.0, 2.0)], (-20.0, -20.0, 20.0, 20.0))
    [(-4.0, 0.0), (10.0, 0.0)]
    """
    marks = [(across - radius, up - radius, across + radius, up + radius) for across, up, radius in points]
    labels: list[Box] = []
    lines: list[Box] = []
    found: list[Spot | None] = []
    for number, (point, size) in enumerate(zip(points, sizes, strict=False)):
        others = [mark for place, mark in enumerate(marks) if place != number]
        free = ((one, _steps(point, lead(point, one, size))) for one in _places(point, size)
                if _inside(_box(one, size), room) and not _meets(_box(one, size), (*marks, *labels, *lines)))
        clear = ((one, steps) for one, steps in free if not any(_meets(step, (*labels, *others)) for step in steps))
        place, line = next(clear, (None, []))
        found.append(place)
        lines += line
        labels += [_box(place, size)] if place is not None else []
    return found


def lead(point: tuple[float, float, float], place: Spot, size: tuple[float, float]) -> Spot | None:
    """Return where a line from a point to its label ends, None where the label stands right beside the point.

    >>> lead((0.0, 0.0, 1.0), (4.0, 0.0), (6.0, 2.0)), lead((0.0, 0.0, 1.0), (9.0, 0.0), (6.0, 2.0))
    (None, (6.0, 0.0))
    """
    near = (min(max(point[0], place[0] - size[0] / 2), place[0] + size[0] / 2),
            min(max(point[1], place[1] - size[1] / 2), place[1] + size[1] / 2))
    return near if hypot(near[0] - point[0], near[1] - point[1]) > 1.45 * point[2] + size[1] / 8 else None


def put_labels(
    figure: "Figure", axes: "Axes", font: Font, points: Sequence[tuple[float, float, float]], texts: Sequence[str], *,
    framed: int = 0, width: int = 18, size: float = SMALL,
) -> list[Spot | None]:
    """Write labels beside points, with a line to the point where the label is far.

    Call it last: the picture's measures are fixed here, so that what was free stays free.

    Args:
        figure: The figure, otherwise complete.
        axes: What the points are on.
        font: That has the characters.
        points: (across, up) in the units of the axes and the radius in points, the most important first.
        texts: Of the first points.
        framed: So many of the first texts have a frame.
        width: Longer texts are broken, in half-width columns.
        size: Of the text, in points.

    Returns:
        The centre of each label in pixels, None where it found no room and was left out.
    """
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    dot = figure.dpi / 72
    spots = axes.transData.transform([point[:2] for point in points])
    pixels = [(float(across), float(up), point[2] * dot) for (across, up), point in zip(spots, points, strict=True)]
    written = [axes.text(0, 0, wrap(font.drawable(text), width), fontproperties=font.properties(size), ha="center",
                         va="center", zorder=5, linespacing=1.05, parse_math=False) for text in texts]
    sizes = []
    for number, text in enumerate(written):
        box, air = text.get_window_extent(), 7 * dot if number < framed else 2 * dot
        sizes.append((float(box.width) + air, float(box.height) + air))
    edge = axes.get_window_extent()
    places = place_labels(pixels, sizes, (edge.x0, edge.y0, edge.x1, edge.y1))
    back = axes.transData.inverted()
    for number, (text, place) in enumerate(zip(written, places, strict=True)):
        if place is None:
            text.remove()
            continue
        across, up = back.transform(place)
        text.set_position((float(across), float(up)))
        text.set_bbox({"boxstyle": "square,pad=0.2" if number < framed else "square,pad=0.05", "facecolor": "white",
                       "edgecolor": "#333333", "linewidth": 0.7 if number < framed else 0, "alpha": 0.85})
        end = lead(pixels[number], place, sizes[number])
        if end is not None:
            ends = back.transform([_rim(pixels[number], end), end])
            axes.plot(ends[:, 0], ends[:, 1], color="#888888", linewidth=0.6, zorder=1, scalex=False, scaley=False)
    return places


def _rim(point: tuple[float, float, float], end: Spot) -> Spot:
    """Return where a line from a point leaves its mark."""
    share = point[2] / max(hypot(end[0] - point[0], end[1] - point[1]), point[2])
    return point[0] + (end[0] - point[0]) * share, point[1] + (end[1] - point[1]) * share


def _places(point: tuple[float, float, float], size: tuple[float, float]) -> list[Spot]:
    across, up, radius = point
    places = [(across + side * (radius + size[0] / 2), up + rise * (radius + size[1] / 2)) for side, rise in _SIDES]
    for step in _STEPS:
        for number in range(_ROUND):
            side, rise = cos(2 * pi * number / _ROUND), sin(2 * pi * number / _ROUND)
            places.append((across + side * (radius + size[0] / 2 + step * size[1]),
                           up + rise * (radius + size[1] / 2 + step * size[1])))
    return places


def _steps(point: tuple[float, float, float], end: Spot | None) -> list[Box]:
    """Return small boxes along a line from a point, those inside its mark left out."""
    if end is None:
        return []
    long, half = hypot(end[0] - point[0], end[1] - point[1]), point[2] / 8
    number = max(int(long / (3 * half)), 1)
    return [
        (across - half, up - half, across + half, up + half)
        for across, up in ((point[0] + (end[0] - point[0]) * step / number,
                            point[1] + (end[1] - point[1]) * step / number) for step in range(number))
        if hypot(across - point[0], up - point[1]) > point[2]
    ]


def _box(centre: Spot, size: tuple[float, float]) -> Box:
    return (centre[0] - size[0] / 2, centre[1] - size[1] / 2, centre[0] + size[0] / 2, centre[1] + size[1] / 2)


def _inside(box: Box, room: Box) -> bool:
    return box[0] >= room[0] and box[1] >= room[1] and box[2] <= room[2] and box[3] <= room[3]


def _meets(box: Box, others: Sequence[Box]) -> bool:
    return any(box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in others)
