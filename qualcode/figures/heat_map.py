"""Codes by groups: how large a share of each group's participants speaks of each code."""

from collections.abc import Sequence
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import NotComputableError
from qualcode.figures.fonts import Font, choose_font
from qualcode.figures.style import SMALL, TEXT, TITLE, add_note, canvas, columns, wrap
from qualcode.i18n import _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Below so many participants a cell shows people, not a percentage.
SMALL_GROUP = 10


def plot_heat_map(
    codes: Sequence[str],
    groups: Sequence[str],
    sizes: Sequence[int],
    shares: Sequence[Sequence[float]],
    *,
    title: str = "",
    note: str = "",
    font: Path | None = None,
) -> "Figure":
    """Draw the share of participants by code and group.

    Args:
        codes: Names, top to bottom.
        groups: Names, left to right.
        sizes: Participants in each group.
        shares: (codes, groups) shares in [0, 1]; NaN where a share is missing or was not asked for, never 0.
        title: Above the figure, or "".
        note: What is counted, printed below.
        font: A font file of the user's.

    Returns:
        The figure; its label is the note. Cells of groups below 10 participants show people (3/5). One hue from light
        to dark keeps its order in grey and for every kind of colour vision; missing cells are hatched.

    Raises:
        NotComputableError: no code or group, or no font has the characters.
    """
    if not codes or not groups:
        raise NotComputableError(_("A heat map needs at least one code and one group."))
    notes = _notes(sizes, shares, note)
    chosen = choose_font([*codes, *groups, title, *notes, "0123456789%/n="], font)
    names = [wrap(chosen.drawable(code), 34) for code in codes]
    heads = [wrap(chosen.drawable(group), 16) + f"\nn = {size}" for group, size in zip(groups, sizes, strict=True)]
    rows = sum(0.14 + 0.17 * (name.count("\n") + 1) for name in names)
    widest = max(columns(line) for name in names for line in name.splitlines())
    width = max(1.4 + 0.075 * widest + 1.15 * len(groups), 4.5)
    figure, axes = canvas(width, 1.6 + rows + 0.17 * max(head.count("\n") for head in heads))
    _cells(axes, chosen, sizes, shares)
    axes.set_yticks(range(len(names)), names, fontproperties=chosen.properties(TEXT))
    axes.set_xticks(range(len(heads)), heads, fontproperties=chosen.properties(TEXT))
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    if title:
        figure.suptitle(wrap(chosen.drawable(title), int(width * 10)), fontproperties=chosen.properties(TITLE))
    add_note(figure, chosen, notes, width)
    return figure


def _cells(axes: "Axes", font: Font, sizes: Sequence[int], shares: Sequence[Sequence[float]]) -> None:
    from matplotlib import colormaps
    from matplotlib.patches import Rectangle

    colours = colormaps["Blues"]
    for row, line in enumerate(shares):
        for column, (size, share) in enumerate(zip(sizes, line, strict=True)):
            corner = (column - 0.5, row - 0.5)
            if isnan(share):
                axes.add_patch(Rectangle(corner, 1, 1, facecolor="white", edgecolor="#999999", hatch="////", lw=0))
                axes.add_patch(Rectangle(corner, 1, 1, fill=False, edgecolor="white", lw=2))
                continue
            axes.add_patch(Rectangle(corner, 1, 1, facecolor=colours(share * 0.9), edgecolor="white", lw=2))
            said = f"{share:.0%}" if size >= SMALL_GROUP else f"{round(share * size)}/{size}"
            axes.text(column, row, said, ha="center", va="center", fontproperties=font.properties(SMALL),
                      color="white" if share > 0.68 else "black")
    axes.set_xlim(-0.5, len(sizes) - 0.5)
    axes.set_ylim(len(shares) - 0.5, -0.5)


def _notes(sizes: Sequence[int], shares: Sequence[Sequence[float]], note: str) -> list[str]:
    notes = [note or _("Share of the group's participants who speak of the code; darker = more.")]
    if any(size < SMALL_GROUP for size in sizes):
        notes.append(_("Groups below {n} participants show people, not percentages.").format(n=SMALL_GROUP))
    if any(isnan(share) for line in shares for share in line):
        notes.append(_("Hatched: missing, which is not zero."))
    return notes
