"""The word cloud: an ornament that many theses want; the frequency table beside it is the evidence."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import NotComputableError
from qualcode.figures.fonts import Font, choose_font
from qualcode.figures.style import TITLE, add_note, canvas, wrap
from qualcode.i18n import _

if TYPE_CHECKING:
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
    from wordcloud import WordCloud

    ranked = sorted(frequencies.items(), key=lambda pair: (-pair[1], pair[0]))[:words]
    if not ranked:
        raise NotComputableError(_("There is no word to draw; check the stop words and the speakers' roles."))
    chosen = choose_font([*(word for word, _frequency in ranked), title, note], font)
    drawn = {chosen.drawable(word): frequency for word, frequency in ranked}
    rank = {word: place for place, word in enumerate(drawn)}
    cloud = WordCloud(
        font_path=str(chosen.path), width=_WIDTH, height=_HEIGHT, margin=5, prefer_horizontal=1.0, max_words=words,
        random_state=seed, relative_scaling=0.5, min_font_size=7, max_font_size=105,
    ).generate_from_frequencies(drawn)
    figure, axes = canvas(8.0, 5.0)
    for (word, _share), size, (top, left), _turned, _colour in cloud.layout_:
        axes.add_artist(_outline(word, chosen, size, left, top, _COLOURS[rank[word] % len(_COLOURS)]))
    axes.set(xlim=(0, _WIDTH), ylim=(_HEIGHT, 0), aspect="equal")
    axes.set_axis_off()
    if title:
        figure.suptitle(wrap(chosen.drawable(title), 80), fontproperties=chosen.properties(TITLE))
    left_out = len(drawn) - len(cloud.layout_)
    hidden = _("{n} words found no room.").format(n=left_out) if left_out else ""
    add_note(figure, chosen, [note, hidden], 8.0)
    return figure


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
