"""What the figures share: a canvas without global state, colours that survive grey printing, a note below."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from qualcode.figures.fonts import Font
from qualcode.i18n import prose

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Okabe and Ito (2008), Color universal design, without yellow, which vanishes on white; dark ones first.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
#: Shapes that tell groups apart where colours cannot.
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
_CLOSING, _OPENING = "，。、；：？！）》」』】”’…,.;:?!)/", "（《「『【“‘("
#: Which font each figure is drawn with, for as long as there is the figure.
_FONTS: "WeakKeyDictionary[Figure, Font]" = WeakKeyDictionary()
#: Points.
TEXT, SMALL, TITLE = 10.0, 8.0, 12.0


def canvas(width: float, height: float) -> "tuple[Figure, Axes]":
    """Return a figure of so many inches with one pair of axes, drawn by Agg and unknown to pyplot."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    return figure, figure.add_subplot()


def wrap(text: str, width: int) -> str:
    """Break a label into the fewest lines of at most ``width`` half-width columns, about equally long.

    A Han character takes two columns. Latin words stay whole where they fit into a line; no line begins with a closing
    mark or ends with an opening one.

    >>> wrap("参与广度不足", 8).splitlines(), wrap("Digital formalism", 10).splitlines()
    (['参与广', '度不足'], ['Digital', 'formalism'])
    """
    lines = _broken(text, width)
    for narrower in range(width - 1, 1, -1):
        tried = _broken(text, narrower)
        if len(tried) > len(lines) or max(map(columns, tried), default=0) > narrower:
            break
        lines = tried
    return "\n".join(lines)


def columns(text: str) -> int:
    """Return the width of a text in half-width columns.

    >>> columns("村a")
    3
    """
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


def add_note(figure: "Figure", font: Font, sentences: Sequence[str], width: float) -> None:
    """Write the note below the axes and keep it as the figure's label, where exporters find the caption.

    The font is kept too, for ``font_of``.

    Call it after everything else has been written: a ``$`` in any text is a dollar from here on, not a formula.
    """
    from matplotlib.text import Text

    note = prose([*sentences, font.note()])
    figure.set_label(note)
    _FONTS[figure] = font
    if note:
        figure.supxlabel(wrap(font.drawable(note), int(width * 16)), fontproperties=font.properties(SMALL),
                         x=0.01, ha="left", color="#444444")
    for text in figure.findobj(Text):
        text.set_parse_math(False)


def font_of(figure: "Figure") -> Font:
    """Return the font of a figure that has got its note."""
    return _FONTS[figure]


def note_inches(font: Font, sentences: Sequence[str], width: float) -> float:
    """Return how high the note of ``add_note`` will be in a figure of ``width`` inches."""
    note = prose([*sentences, font.note()])
    return 0.15 * (1 + wrap(note, int(width * 16)).count("\n")) + 0.1 if note else 0.0


def add_title(figure: "Figure", font: Font, title: str, width: float) -> None:
    """Write the title above everything, in as many lines as it takes."""
    if title:
        figure.suptitle(wrap(font.drawable(title), int(width * 10)), fontproperties=font.properties(TITLE))


def add_legend(
    figure: "Figure", font: Font, handles: "Sequence[Artist]", *, title: str, width: float, ncols: int,
) -> None:
    """Write the legend above the axes, its head being the title of the figure: two things there would collide."""
    legend = figure.legend(
        handles=list(handles), loc="outside upper center", ncols=ncols, frameon=False, prop=font.properties(SMALL),
        title=wrap(font.drawable(title), int(width * 10)) or None, title_fontproperties=font.properties(TITLE))
    legend.get_title().set_multialignment("center")


def number_text(value: float, _place: object = None) -> str:
    """Return a number for a tick, with a dash that Chinese fonts have in place of the minus that they lack.

    >>> number_text(-0.5), number_text(3.0)
    ('–0.5', '3')
    """
    return f"{value:g}".replace("-", "–")


def percent_text(value: float, _place: object = None) -> str:
    """Return a share for a tick.

    >>> percent_text(0.025)
    '2.5%'
    """
    return f"{number_text(100 * value)}%"


def plain_axes(axes: "Axes", font: Font, *, numbers: str = "xy") -> None:
    """Take away what is not needed of the frame, and set the font of the numbers.

    Args:
        axes: Whose.
        font: Of the figure.
        numbers: ``xy`` where both axes have numbers, ``x`` where the rows have names: their side has no line then.
    """
    for side in ("top", "right") if "y" in numbers else ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    if "y" not in numbers:
        axes.tick_params(axis="y", length=0)
    for way in numbers:
        for label in axes.get_xticklabels() if way == "x" else axes.get_yticklabels():
            label.set_fontproperties(font.properties(SMALL))


def group_style(number: int) -> tuple[str, str]:
    """Return colour and marker of a group; 49 groups differ, the first seven in both."""
    return PALETTE[number % len(PALETTE)], MARKERS[(number + number // len(PALETTE)) % len(MARKERS)]


def _broken(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for piece in _pieces(text):
        if line.strip() and columns(line) + columns(piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> list[str]:
    """Cut a text where a line may break: after wide characters, blanks and slashes, but for marks that belong on."""
    pieces: list[str] = []
    word = ""
    for character in text:
        wide = columns(character) == 2
        if wide and word:
            pieces.append(word)
            word = ""
        if pieces and not word and (character in _CLOSING or (wide and pieces[-1][-1] in _OPENING)):
            pieces[-1] += character
        elif wide:
            pieces.append(character)
        else:
            if not word and pieces and pieces[-1][-1] in _OPENING:
                word = pieces.pop()
            word += character
            if character.isspace() or character == "/":
                pieces.append(word)
                word = ""
    return [*pieces, word] if word else pieces
