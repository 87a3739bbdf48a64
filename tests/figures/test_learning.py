"""The learning curve beside the reliability diagram."""

import pytest

from qualcode.errors import NotComputableError
from qualcode.figures.learning import plot_learning
from tests.figures.test_figures import texts

MICRO = [(18, 0.4, 0.3, 0.5), (36, 0.55, 0.5, 0.6), (72, 0.7, 0.7, 0.7)]
MACRO = [(18, 0.3, 0.2, 0.4), (36, 0.4, 0.35, 0.45), (72, 0.5, 0.5, 0.5)]
BINS = [(0.05, 0.02, 900), (0.45, 0.5, 20), (0.93, 0.9, 41)]


def test_both_curves_and_every_bin_are_drawn() -> None:
    """Means as lines with the range of draws behind; each bin says how many cells it rests on."""
    figure = plot_learning(MICRO, MACRO, BINS, note="九人")
    curve, reliability = figure.axes
    lines = {line.get_label(): line.get_xydata().tolist() for line in curve.lines}
    assert lines == {"micro-F1": [[one[0], one[1]] for one in MICRO], "macro-F1": [[one[0], one[1]] for one in MACRO]}
    assert len(curve.collections) == 2
    assert [line.get_xydata().tolist() for line in reliability.lines] == [
        [[0, 0], [1, 1]], [[said, true] for said, true, _cells in BINS]]
    assert {"labelled passages", "F1", "probability said", "share coded so", "900", "20", "41"} <= texts(figure)
    assert (reliability.get_xlim(), reliability.get_ylim(), curve.get_ylim()) == ((0, 1), (0, 1), (0, 1))
    assert figure.get_label() == "九人"


def test_lines_differ_without_colour() -> None:
    """By the shape of their marks."""
    curve = plot_learning(MICRO, MACRO, BINS).axes[0]
    assert len({line.get_marker() for line in curve.lines}) == 2


@pytest.mark.parametrize(("micro", "bins"), [([], BINS), (MICRO, [])])
def test_nothing_to_draw_is_an_error(micro: list[tuple[int, float, float, float]],
                                     bins: list[tuple[float, float, int]]) -> None:
    """Not an empty picture."""
    with pytest.raises(NotComputableError, match="A learning curve needs at least one point"):
        plot_learning(micro, micro, bins)


def test_labels_are_chinese_where_messages_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """A font with the characters is chosen; nothing warns of boxes."""
    monkeypatch.setenv("QUALCODE_LANG", "zh")
    figure = plot_learning(MICRO, MACRO, BINS, note="每个数字都来自没有学过的受访者")
    figure.canvas.draw()
    assert figure.get_label() == "每个数字都来自没有学过的受访者"
