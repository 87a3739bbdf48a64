"""What every figure must keep to, whatever it draws."""

from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.text import Text

from qualcode.exporters.figure import write_figure
from qualcode.figures.fonts import _characters


def seen(figure: Figure) -> list[Text]:
    """Return every text that is drawn."""
    figure.canvas.draw()
    hidden = {one for axes in figure.axes if not axes.axison for way in (axes.xaxis, axes.yaxis)
              for one in way.findobj(Text)}
    return [text for text in figure.findobj(Text)
            if text.get_visible() and text.get_text().strip() and text not in hidden]


def outside(figure: Figure) -> list[str]:
    """Return the texts that the edge of the picture cuts off."""
    width, height = figure.canvas.get_width_height()
    found = []
    for text in seen(figure):
        box = text.get_window_extent()
        if min(box.x0, box.y0) < -1 or box.x1 > width + 1 or box.y1 > height + 1:
            found.append(text.get_text())
    return [text for text in found if text not in ticks_beyond(figure)]


def ticks_beyond(figure: Figure) -> set[str]:
    """Return labels of ticks beyond the ends of their axis, which are not drawn."""
    beyond = set()
    for axes in figure.axes:
        for way, (low, high) in ((axes.xaxis, sorted(axes.get_xlim())), (axes.yaxis, sorted(axes.get_ylim()))):
            beyond |= {tick.label1.get_text() for tick in way.get_major_ticks() if not low <= tick.get_loc() <= high}
    return beyond


def boxes(figure: Figure) -> set[str]:
    """Return characters that the font of their text lacks, so that it would draw boxes."""
    lacking = set()
    for text in seen(figure):
        has = _characters(Path(text.get_fontproperties().get_file()))
        lacking |= {one for one in text.get_text() if not one.isspace() and ord(one) not in has}
    return lacking


def overlapping(texts: list[Text]) -> list[tuple[str, str]]:
    """Return pairs of texts that cover each other."""
    placed = [(text.get_text(), text.get_window_extent()) for text in texts]
    return [(one, two) for number, (one, box) in enumerate(placed) for two, other in placed[number + 1 :]
            if box.x0 < other.x1 and other.x0 < box.x1 and box.y0 < other.y1 and other.y0 < box.y1]


def same_bytes(figure: Figure, other: Figure, folder: Path) -> bool:
    """Return whether two figures make the same files in every format."""
    return all(write_figure(figure, folder / f"a{ending}").read_bytes()
               == write_figure(other, folder / f"b{ending}").read_bytes() for ending in (".png", ".svg", ".pdf"))
