"""Words that set groups apart: bars for each group, or both groups of two by frequency."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import NotComputableError
from qualcode.figures.fonts import Font, choose_font
from qualcode.figures.labels import put_labels
from qualcode.figures.style import (
    SMALL,
    TEXT,
    add_note,
    add_title,
    canvas,
    columns,
    group_style,
    note_inches,
    number_text,
    plain_axes,
    wrap,
)
from qualcode.i18n import _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Panels in a row, inches of a bar; in a scatter labels, and words that share one.
_PANELS, _BAR, _LABELLED, _JOINED = 2, 0.2, 50, 3


@dataclass(frozen=True, slots=True)
class Word:
    """A word that one group uses more than the others.

    Attributes:
        word: As it is written. z: How far it belongs to the group, above 0.
        frequency: Of the group and the others. here: Occurrences in the group. people: Of the group, who use it.
    """

    word: str
    z: float
    frequency: int
    here: int
    people: int


def plot_keyness(
    groups: Sequence[tuple[str, Sequence[Word]]], *, line: float = 1.96, title: str = "", note: str = "",
    font: Path | None = None,
) -> "Figure":
    """Draw the words of each group as bars, all to the same scale.

    Args:
        groups: (name, words, the highest z first).
        line: z from which a difference is worth noting.
        title: Above the figure, or "".
        note: What was compared, printed below.
        font: A font file of the user's.

    Returns:
        The figure; its label is the note. At each bar stand occurrences and people.

    Raises:
        NotComputableError: no group has a word, or no font has the characters.
    """
    _check(groups)
    notes = [note, _("Beside each bar: occurrences in the group / people of it who use the word. Dashed: z = {line}."
                     ).format(line=line)]
    words = [word.word for _group, found in groups for word in found]
    chosen = choose_font([*words, *(name for name, _found in groups), title, *notes, "z0123456789./()–"], font)
    across = min(_PANELS, len(groups))
    down = -(-len(groups) // across)
    width = 0.4 + across * (2.9 + 0.075 * max(map(columns, words)))
    most = [max(len(found) for _name, found in groups[row * across : (row + 1) * across]) for row in range(down)]
    heights = [_BAR * max(n, 2) + 0.75 for n in most]
    figure, one = canvas(width, sum(heights) + 0.4 * bool(title) + note_inches(chosen, notes, width) + 0.15)
    one.remove()
    panels = figure.subplots(down, across, squeeze=False, gridspec_kw={"height_ratios": heights})
    widest = max(word.z for _name, found in groups for word in found)
    for number, panel in enumerate(panels.flat):
        if number < len(groups):
            name, found = groups[number]
            _bars(panel, chosen, name, found, number, line)
            panel.set_xlim(0, widest * 1.22)
            panel.set_ylim(most[number // across] - 0.4, -0.6)
        else:
            panel.set_axis_off()
    add_title(figure, chosen, title, width)
    add_note(figure, chosen, notes, width)
    return figure


def plot_keyness_scatter(
    first: tuple[str, Sequence[Word]], second: tuple[str, Sequence[Word]], *, line: float = 1.96,
    labelled: int = _LABELLED, title: str = "", note: str = "", font: Path | None = None,
) -> "Figure":
    """Draw the words of two groups by how frequent they are and how far they belong to either.

    Args:
        first: (name, words) of the group above.
        second: Of the group below.
        line: z from which a difference is worth noting.
        labelled: How many labels there are at most, at words with the highest z; words of the same place share one.
        title: Above the figure, or "".
        note: What was compared, printed below.
        font: A font file of the user's.

    Returns:
        The figure; its label is the note and says how many words are points without a label.

    Raises:
        NotComputableError: no group has a word, or no font has the characters.
    """
    _check([first, second])
    words = sorted(((word, side) for side, (_name, found) in ((1, first), (-1, second)) for word in found),
                   key=lambda pair: (-pair[0].z, pair[0].word))
    told = _("{n} of {all} words are named, the others are points. Dashed: z = ±{line}.")
    label = (_("Occurrences in both groups"), _("z, above 0: {first}; below 0: {second}").format(
        first=first[0], second=second[0]))
    spots = _spots(words)
    names = [_(", ").join(held[:_JOINED]) for held in spots.values()][:labelled]
    chosen = choose_font([*names, *label, first[0], second[0], title, note, told, "0123456789.±–"], font)
    width, room = 8.0, note_inches(chosen, [note, told], 8.0)
    figure, axes = canvas(width, 5.6 + 0.4 * bool(title) + room)
    for side, number in ((1, 0), (-1, 1)):
        colour, marker = group_style(number)
        held = [word for word, one in words if one == side]
        axes.scatter([word.frequency for word in held], [side * word.z for word in held], s=16, color=colour,
                     marker=marker, edgecolors="white", linewidths=0.4, zorder=3)
    _scatter_axes(axes, chosen, [(word.frequency, side * word.z) for word, side in words], label, line)
    add_title(figure, chosen, title, width)
    # Room for the note is kept by a text as long as the one that is known only when labels have been set.
    add_note(figure, chosen, [note, told.format(n=len(words), all=len(words), line=line)], width)
    places = put_labels(figure, axes, chosen, [(across, up, 2.4) for across, up in spots], names, width=30)
    named = sum(len(held[:_JOINED]) for held, place in zip(spots.values(), places, strict=False) if place)
    add_note(figure, chosen, [note, told.format(n=named, all=len(words), line=line)], width)
    return figure


def _spots(words: Sequence[tuple[Word, int]]) -> dict[tuple[float, float], list[str]]:
    """Return place -> words that stand there, the places with the highest z first."""
    spots: dict[tuple[float, float], list[str]] = {}
    for word, side in words:
        spots.setdefault((float(word.frequency), round(side * word.z, 6)), []).append(word.word)
    return spots


def _check(groups: Sequence[tuple[str, Sequence[Word]]]) -> None:
    if not any(found for _name, found in groups):
        raise NotComputableError(_("No group has a word of its own to draw; ask for fewer people (--least-people 1)."))


def _bars(axes: "Axes", font: Font, name: str, words: Sequence[Word], number: int, line: float) -> None:
    places, colour = list(range(len(words))), group_style(number)[0]
    axes.barh(places, [word.z for word in words], color=colour, height=0.7, zorder=2)
    axes.axvline(line, color="#333333", linestyle="--", linewidth=0.8, zorder=3)
    for place, word in zip(places, words, strict=True):
        axes.annotate(f"{word.here} / {word.people}", (word.z, place), xytext=(4, 0), textcoords="offset points",
                      va="center", color="#444444", fontproperties=font.properties(SMALL - 1), zorder=4,
                      bbox={"facecolor": "white", "linewidth": 0, "pad": 0.8})
    axes.set_yticks(places, [font.drawable(word.word) for word in words], fontproperties=font.properties(TEXT))
    axes.set_title(wrap(font.drawable(name), 36), fontproperties=font.properties(TEXT + 1), loc="left")
    axes.set_xlabel("z", fontproperties=font.properties(SMALL))
    plain_axes(axes, font, numbers="x")


def _scatter_axes(
    axes: "Axes", font: Font, points: Sequence[tuple[float, float]], label: tuple[str, str], line: float,
) -> None:
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    axes.set_xscale("log")
    frequencies, reach = [across for across, _up in points], max(abs(up) for _across, up in points) * 1.15
    axes.set_xlim(min(frequencies) / 1.7, max(frequencies) * 1.9)
    axes.set_ylim(-reach, reach)
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(FuncFormatter(number_text))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.yaxis.set_major_formatter(FuncFormatter(number_text))
    axes.axhline(0, color="#999999", linewidth=0.8, zorder=1)
    for height in (line, -line):
        axes.axhline(height, color="#333333", linewidth=0.8, linestyle="--", zorder=1)
    axes.set_xlabel(font.drawable(label[0]), fontproperties=font.properties(TEXT))
    axes.set_ylabel(wrap(font.drawable(label[1]), 60), fontproperties=font.properties(TEXT))
    plain_axes(axes, font)
