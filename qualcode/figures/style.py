"""What the figures share: a canvas without global state, colours that survive grey printing, a note below."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qualcode.figures.fonts import Font

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Okabe and Ito (2008), Color universal design, without yellow, which vanishes on white; dark ones first.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
#: Shapes that tell groups apart where colours cannot.
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
_CLOSING, _OPENING = "，。、；：？！）》」』】”’…,.;:?!)/", "（《「『【“‘("
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
    """Write the note below the axes and keep it as the figure's label, where exporters find the caption."""
    note = " ".join(sentence for sentence in [*sentences, font.note()] if sentence)
    figure.set_label(note)
    if note:
        figure.supxlabel(wrap(font.drawable(note), int(width * 16)), fontproperties=font.properties(SMALL),
                         x=0.01, ha="left", color="#444444")


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
            word += character
            if character.isspace() or character == "/":
                pieces.append(word)
                word = ""
    return [*pieces, word] if word else pieces
