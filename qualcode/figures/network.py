"""What stands together, codes or words: a network that shows its strongest links only, and says so."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import NotComputableError
from qualcode.figures.fonts import Font, choose_font
from qualcode.figures.style import SMALL, TITLE, add_note, canvas, columns, group_style, wrap
from qualcode.i18n import _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Links for each node that are drawn at most on average; more are a ball of wool.
LINKS_EACH = 2.0
#: Square inches for each node with its label, and the width of the picture by its height.
_AREA, _SHAPE = 2.1, 1.3

_Point = list[float]


def plot_network(
    participants: Mapping[str, int],
    links: Mapping[tuple[str, str], float],
    communities: Mapping[str, int],
    *,
    title: str = "",
    note: str = "",
    most_links: int = 0,
    seed: int = 7,
    font: Path | None = None,
) -> "Figure":
    """Draw codes or words as nodes and their co-occurrence as links.

    Args:
        participants: Name -> people who speak of the code or use the word; the area of the node.
        links: (name, name) -> how often or how strongly the two stand together, above 0; the width of the link.
        communities: Name -> number of its community from 1, of every name that has a link.
        title: Above the figure, or "".
        note: What a node, a link and a community are, printed below.
        most_links: Links to draw, strongest first; 0 for two a node.
        seed: Of the layout.
        font: A font file of the user's.

    Returns:
        The figure; its label is the note. Communities have a colour and a shape each. Names without a drawn link are
        in the note.

    Raises:
        NotComputableError: no two stand together, or no font has the characters.
    """
    import networkx as nx

    strongest = sorted(((weight, pair) for pair, weight in links.items() if weight > 0 and pair[0] != pair[1]),
                       key=lambda row: (-row[0], row[1]))
    if not strongest:
        raise NotComputableError(_("Nothing stands together here, so there is no network to draw."))
    drawn = strongest[: most_links or max(round(LINKS_EACH * len(participants)), 1)]
    graph = nx.Graph()
    graph.add_nodes_from(sorted({name for _weight, pair in drawn for name in pair}))
    graph.add_weighted_edges_from((one, two, weight) for weight, (one, two) in drawn)
    alone = [name for name in participants if name not in graph]
    notes = _notes(note, len(drawn), len(strongest), alone)
    chosen = choose_font([*participants, title, *notes], font)
    labels = {name: wrap(chosen.drawable(name), 16) for name in graph}
    radii = {name: _radius(participants.get(name, 0), participants) for name in graph}
    boxes = {name: _box(labels[name], radii[name]) for name in graph}
    centres = _layout(graph, boxes, seed)
    figure, axes, width = _canvas(centres, boxes)
    points = {name: [across, up + boxes[name][1] / 2 - radii[name] - 0.05] for name, (across, up) in centres.items()}
    _draw_links(axes, points, drawn)
    _draw_nodes(axes, chosen, points, labels, radii, communities)
    if title:
        figure.suptitle(wrap(chosen.drawable(title), int(width * 10)), fontproperties=chosen.properties(TITLE))
    add_note(figure, chosen, notes, width)
    return figure


def _notes(note: str, drawn: int, links: int, alone: Sequence[str]) -> list[str]:
    notes = [note, _("Colour and shape: communities.")]
    if drawn < links:
        notes.append(_("The {drawn} strongest of {links} links are drawn.").format(drawn=drawn, links=links))
    if alone:
        notes.append(_("Without a drawn link: {names}.").format(names=_(", ").join(alone)))
    return notes


def _radius(people: int, participants: Mapping[str, int]) -> float:
    """Return a node's radius in inches; its area grows with the people."""
    return 0.07 + 0.2 * float((people / max(*participants.values(), 1)) ** 0.5)


def _box(label: str, radius: float) -> tuple[float, float]:
    """Return the width and height in inches of a node with its label below it and some air."""
    lines = label.splitlines() or [""]
    return (max(2 * radius, 0.068 * max(map(columns, lines))) + 0.12, 2 * radius + 0.16 * len(lines) + 0.14)


def _layout(graph, boxes: Mapping[str, tuple[float, float]], seed: int) -> dict[str, _Point]:  # type: ignore[no-untyped-def]
    """Place nodes by springs, in inches, then push nodes with their labels apart until their boxes are free."""
    import networkx as nx

    joined = graph.copy()
    parts = list(nx.connected_components(graph))
    if len(parts) > 1:  # Without a common hub the springs fling separate parts to the edges.
        joined.add_edges_from(("", min(part, key=lambda name: (-graph.degree(name), name))) for part in parts)
    springs = nx.spring_layout(joined, k=2.2 / len(graph) ** 0.5, weight=None, iterations=300, seed=seed)
    height = (len(graph) * _AREA / _SHAPE) ** 0.5
    points = {
        name: [float(springs[name][0]) * height * _SHAPE / 2, float(springs[name][1]) * height / 2] for name in graph
    }
    names = list(graph)
    for _round in range(400):
        if not _push_apart(names, points, boxes):
            break
    return points


def _canvas(
    points: Mapping[str, _Point], boxes: Mapping[str, tuple[float, float]]
) -> "tuple[Figure, Axes, float]":
    """Return a canvas on which one unit of ``points`` is one inch, and its width."""
    ends = [
        (min(points[name][axis] - boxes[name][axis] / 2 for name in points),
         max(points[name][axis] + boxes[name][axis] / 2 for name in points))
        for axis in (0, 1)
    ]
    width, height = max(ends[0][1] - ends[0][0], 5.0), max(ends[1][1] - ends[1][0], 2.0)
    figure, axes = canvas(width + 0.1, height + 1.0)
    middles = [(low + high) / 2 for low, high in ends]
    axes.set_xlim(middles[0] - width / 2, middles[0] + width / 2)
    axes.set_ylim(middles[1] - height / 2, middles[1] + height / 2)
    axes.set_axis_off()
    return figure, axes, width


def _push_apart(names: Sequence[str], points: dict[str, _Point], boxes: Mapping[str, tuple[float, float]]) -> bool:
    """Move every overlapping pair of boxes half their overlap apart, along the shorter way; tell if any moved."""
    moved = False
    for place, one in enumerate(names):
        for two in names[place + 1 :]:
            over = [
                (boxes[one][axis] + boxes[two][axis]) / 2 - abs(points[one][axis] - points[two][axis])
                for axis in (0, 1)
            ]
            if min(over) > 0.005:
                axis = 0 if over[0] < over[1] else 1
                step = over[axis] / 2 * (1 if points[one][axis] >= points[two][axis] else -1)
                points[one][axis] += step
                points[two][axis] -= step
                moved = True
    return moved


def _draw_links(axes: "Axes", points: Mapping[str, _Point], drawn: Sequence[tuple[float, tuple[str, str]]]) -> None:
    strongest = drawn[0][0]
    for weight, (one, two) in reversed(drawn):
        share = weight / strongest
        axes.plot([points[one][0], points[two][0]], [points[one][1], points[two][1]], color="#777777",
                  alpha=0.25 + 0.5 * share, linewidth=0.5 + 4.5 * share, solid_capstyle="round", zorder=1)


def _draw_nodes(
    axes: "Axes", font: Font, points: Mapping[str, _Point], labels: Mapping[str, str], radii: Mapping[str, float],
    communities: Mapping[str, int],
) -> None:
    for name, (across, up) in points.items():
        colour, marker = group_style(communities[name] - 1)
        axes.scatter([across], [up], s=(2 * radii[name] * 72) ** 2 * 0.7, color=colour, marker=marker,
                     edgecolors="white", linewidths=1, zorder=2)
        axes.text(across, up - radii[name] - 0.03, labels[name], ha="center", va="top", zorder=3, linespacing=1.1,
                  fontproperties=font.properties(SMALL + 0.5),
                  bbox={"facecolor": "white", "alpha": 0.75, "pad": 0.6, "linewidth": 0})
