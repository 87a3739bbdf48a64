"""Which codes stand together: a network that shows its strongest links only, and says so."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import NotComputableError
from qualcode.figures.fonts import Font, choose_font
from qualcode.figures.style import MARKERS, PALETTE, SMALL, TITLE, add_note, canvas, columns, wrap
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
    *,
    title: str = "",
    note: str = "",
    most_links: int = 0,
    seed: int = 7,
    font: Path | None = None,
) -> "Figure":
    """Draw codes as nodes and their co-occurrence as links.

    Args:
        participants: Code -> people who speak of it; the area of the node.
        links: (code, code) -> how often or how strongly the two stand together, above 0; the width of the link.
        title: Above the figure, or "".
        note: What a link counts, printed below.
        most_links: Links to draw, strongest first; 0 for two a code.
        seed: Of the layout and of the communities.
        font: A font file of the user's.

    Returns:
        The figure; its label is the note. Communities (Louvain, Blondel et al. 2008) have a colour and a shape each.
        Codes without a drawn link are named in the note.

    Raises:
        NotComputableError: no two codes stand together, or no font has the characters.
    """
    import networkx as nx

    strongest = sorted(((weight, pair) for pair, weight in links.items() if weight > 0 and pair[0] != pair[1]),
                       key=lambda row: (-row[0], row[1]))
    if not strongest:
        raise NotComputableError(_("No two codes stand together, so there is no network to draw."))
    drawn = strongest[: most_links or max(round(LINKS_EACH * len(participants)), 1)]
    graph = nx.Graph()
    graph.add_nodes_from(sorted({code for _weight, pair in drawn for code in pair}))
    graph.add_weighted_edges_from((one, two, weight) for weight, (one, two) in drawn)
    alone = [code for code in participants if code not in graph]
    notes = _notes(note, len(drawn), len(strongest), alone)
    chosen = choose_font([*participants, title, *notes], font)
    labels = {code: wrap(chosen.drawable(code), 16) for code in graph}
    radii = {code: _radius(participants.get(code, 0), participants) for code in graph}
    boxes = {code: _box(labels[code], radii[code]) for code in graph}
    centres = _layout(graph, boxes, seed)
    figure, axes, width = _canvas(centres, boxes)
    points = {code: [across, up + boxes[code][1] / 2 - radii[code] - 0.05] for code, (across, up) in centres.items()}
    _draw_links(axes, points, drawn)
    groups = nx.community.louvain_communities(graph, weight="weight", seed=seed)
    for number, group in enumerate(sorted(groups, key=lambda group: (-len(group), min(group)))):
        _draw_codes(axes, chosen, {code: points[code] for code in sorted(group)}, labels, radii, number)
    if title:
        figure.suptitle(wrap(chosen.drawable(title), int(width * 10)), fontproperties=chosen.properties(TITLE))
    add_note(figure, chosen, notes, width)
    return figure


def _notes(note: str, drawn: int, links: int, alone: Sequence[str]) -> list[str]:
    notes = [note or _("Node: participants who speak of the code. Link: how often two codes stand together.")]
    notes.append(_("Colour and shape: communities of codes."))
    if drawn < links:
        notes.append(_("The {drawn} strongest of {links} links are drawn.").format(drawn=drawn, links=links))
    if alone:
        notes.append(_("Without a drawn link: {codes}.").format(codes=_(", ").join(alone)))
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
        joined.add_edges_from(("", min(part, key=lambda code: (-graph.degree(code), code))) for part in parts)
    springs = nx.spring_layout(joined, k=2.2 / len(graph) ** 0.5, weight=None, iterations=300, seed=seed)
    height = (len(graph) * _AREA / _SHAPE) ** 0.5
    points = {
        code: [float(springs[code][0]) * height * _SHAPE / 2, float(springs[code][1]) * height / 2] for code in graph
    }
    codes = list(graph)
    for _round in range(400):
        if not _push_apart(codes, points, boxes):
            break
    return points


def _canvas(
    points: Mapping[str, _Point], boxes: Mapping[str, tuple[float, float]]
) -> "tuple[Figure, Axes, float]":
    """Return a canvas on which one unit of ``points`` is one inch, and its width."""
    ends = [
        (min(points[code][axis] - boxes[code][axis] / 2 for code in points),
         max(points[code][axis] + boxes[code][axis] / 2 for code in points))
        for axis in (0, 1)
    ]
    width, height = max(ends[0][1] - ends[0][0], 5.0), max(ends[1][1] - ends[1][0], 2.0)
    figure, axes = canvas(width + 0.1, height + 1.0)
    middles = [(low + high) / 2 for low, high in ends]
    axes.set_xlim(middles[0] - width / 2, middles[0] + width / 2)
    axes.set_ylim(middles[1] - height / 2, middles[1] + height / 2)
    axes.set_axis_off()
    return figure, axes, width


def _push_apart(codes: Sequence[str], points: dict[str, _Point], boxes: Mapping[str, tuple[float, float]]) -> bool:
    """Move every overlapping pair of boxes half their overlap apart, along the shorter way; tell if any moved."""
    moved = False
    for place, one in enumerate(codes):
        for two in codes[place + 1 :]:
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


def _draw_codes(
    axes: "Axes", font: Font, points: Mapping[str, _Point], labels: Mapping[str, str], radii: Mapping[str, float],
    number: int,
) -> None:
    for code, (across, up) in points.items():
        axes.scatter([across], [up], s=(2 * radii[code] * 72) ** 2 * 0.7, color=PALETTE[number % len(PALETTE)],
                     marker=MARKERS[number % len(MARKERS)], edgecolors="white", linewidths=1, zorder=2)
        axes.text(across, up - radii[code] - 0.03, labels[code], ha="center", va="top", zorder=3, linespacing=1.1,
                  fontproperties=font.properties(SMALL + 0.5),
                  bbox={"facecolor": "white", "alpha": 0.75, "pad": 0.6, "linewidth": 0})
