"""The word cloud: an ornament that many theses want; the frequency table beside it is the evidence."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import NotComputableError
from qualcode.figures.fonts import Font, choose_font
from qualcode.figures.style import TEXT, TITLE, add_note, canvas, note_inches, wrap
from qualcode.i18n import _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import PathPatch

#: Dark enough for white paper, told apart in grey; the word's rank picks one.
_COLOURS = ("#08306B", "#0072B2", "#D55E00", "#00644B", "#5B3A7A", "#444444")
#: Of the cloud, in the units in which words are laid out.
_WIDTH, _HEIGHT = 800, 450


def plot_word_cloud(
    frequencies: Mapping[str, float],
    *,
    title: str = "",
    note: str = "",
    words: int = 100,
    seed: int = 7,
    font: Path | None = None,
) -> "Figure":
    """Draw the most frequent words, larger where they are more frequent.

    Args:
        frequencies: Word -> frequency, all above 0.
        title: Above the cloud, or "".
        note: What is counted over, printed below.
        words: Most words to draw.
        seed: Of the layout; the same words and seed give the same picture.
        font: A font file of the user's.

    Returns:
        The figure; its label is the note.

    Raises:
        NotComputableError: there is no word, or no font has the characters.
    """
    ranked = _ranked(frequencies, words)
    if not ranked:
        raise NotComputableError(_("There is no word to draw; check the stop words and the speakers' roles."))
    chosen = choose_font([*ranked, title, note], font)
    figure, axes = canvas(8.0, 5.0)
    left_out = _cloud(axes, chosen, ranked, seed)
    if title:
        figure.suptitle(wrap(chosen.drawable(title), 80), fontproperties=chosen.properties(TITLE))
    hidden = _("{n} words found no room.").format(n=left_out) if left_out else ""
    add_note(figure, chosen, [note, hidden], 8.0)
    return figure


def plot_word_clouds(
    groups: Mapping[str, Mapping[str, float]], *, title: str = "", note: str = "", words: int = 60, seed: int = 7,
    font: Path | None = None,
) -> "Figure":
    """Draw a cloud for each group, two in a row; sizes are comparable within a cloud only, and the note says so.

    Args:
        groups: Name -> word -> frequency, all above 0; a group without words has an empty panel.
        title: Above the clouds, or "".
        note: What is counted over, printed below.
        words: Most words of each cloud.
        seed: Of the layout.
        font: A font file of the user's.

    Raises:
        NotComputableError: no group has a word, or no font has the characters.
    """
    ranked = {name: _ranked(frequencies, words) for name, frequencies in groups.items()}
    if not any(ranked.values()):
        raise NotComputableError(_("There is no word to draw; check the stop words and the speakers' roles."))
    sizes = _("The size of a word says how frequent it is in its own cloud.")
    chosen = choose_font([*ranked, *(word for held in ranked.values() for word in held), title, note, sizes], font)
    down = -(-len(ranked) // 2)
    figure, one = canvas(9.0, 2.75 * down + 0.4 * bool(title) + note_inches(chosen, [note, sizes], 9.0))
    one.remove()
    left_out = 0
    panels = figure.subplots(down, min(2, len(ranked)), squeeze=False)
    for axes, (name, held) in zip(panels.flat, ranked.items(), strict=False):
        left_out += _cloud(axes, chosen, held, seed)
        axes.set_title(wrap(chosen.drawable(name), 50), fontproperties=chosen.properties(TEXT + 1))
    for axes in list(panels.flat)[len(ranked) :]:
        axes.set_axis_off()
    if title:
        figure.suptitle(wrap(chosen.drawable(title), 90), fontproperties=chosen.properties(TITLE))
    hidden = _("{n} words found no room.").format(n=left_out) if left_out else ""
    add_note(figure, chosen, [note, sizes, hidden], 9.0)
    return figure


def _ranked(frequencies: Mapping[str, float], words: int) -> dict[str, float]:
    return dict(sorted(frequencies.items(), key=lambda pair: (-pair[1], pair[0]))[:words])


def _cloud(axes: "Axes", font: Font, ranked: Mapping[str, float], seed: int) -> int:
    """Draw a cloud on its axes; return how many words found no room."""
    from wordcloud import WordCloud

    drawn = {font.drawable(word): frequency for word, frequency in ranked.items()}
    axes.set(xlim=(0, _WIDTH), ylim=(_HEIGHT, 0), aspect="equal")
    axes.set_axis_off()
    if not drawn:
        return 0
    rank = {word: place for place, word in enumerate(drawn)}
    cloud = WordCloud(
        font_path=str(font.path), width=_WIDTH, height=_HEIGHT, margin=5, prefer_horizontal=1.0, max_words=len(ranked),
        random_state=seed, relative_scaling=0.5, min_font_size=7, max_font_size=105,
    ).generate_from_frequencies(drawn)
    for (word, _share), size, (top, left), _turned, _colour in cloud.layout_:
        axes.add_artist(_outline(word, font, size, left, top, _COLOURS[rank[word] % len(_COLOURS)]))
    return len(drawn) - len(cloud.layout_)


def _outline(word: str, font: Font, size: int, left: float, top: float, colour: str) -> "PathPatch":
    """Return a word as outlines, sharp in every size, the upper left corner of its ink where the layout has it."""
    from matplotlib.patches import PathPatch
    from matplotlib.textpath import TextPath
    from matplotlib.transforms import Affine2D
    from PIL import ImageFont

    ink = ImageFont.truetype(str(font.path), size).getbbox(word, anchor="ls")
    path = TextPath((0, 0), word, size=size, prop=font.properties(size))
    placed = path.transformed(Affine2D().scale(1, -1).translate(left - ink[0], top - ink[1]))
    return PathPatch(placed, facecolor=colour, linewidth=0)
