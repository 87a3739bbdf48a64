"""Dots, code lines, saturation, agreement and the correspondence map: nothing cut off, no boxes, legible in grey."""

from math import nan
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from qualcode.errors import NotComputableError
from qualcode.figures.agreement import Row, plot_agreement
from qualcode.figures.code_line import CODES, MOST, Line, plot_code_lines
from qualcode.figures.correspondence import Place, plot_correspondence
from qualcode.figures.dots import Strip, plot_dots, spread
from qualcode.figures.saturation import plot_saturation
from qualcode.figures.style import group_style
from tests.figures.checks import boxes, outside, overlapping, same_bytes, seen

LONG = "县级平台设计与运营脱离乡村实际（含培训、动员、激励）与 $5 或 $9 的费用"
NOTE = "参与者是分析单位。" * 12


def dots() -> Figure:
    """Draw two codes in three groups; one has nobody, one no interval."""
    return plot_dots(
        ["数字形式主义", LONG], ["大同镇 (n = 4)", "平乐镇 (n = 2)", "Town 𠮷"],
        [[Strip([0.0, 0.0, 0.0, 0.5], 0.125, 0.0, 0.25), Strip([0.2, 0.4], 0.3), Strip([], nan)],
         [Strip([0.1, 0.1, 0.2, 0.3], 0.175, 0.1, 0.25), Strip([0.0, 0.0], 0.0), Strip([0.7], 0.7)]],
        measure="Share", percent=True, title="编码", note=NOTE)


def code_lines() -> Figure:
    """Draw two interviews with three lanes and others."""
    return plot_code_lines(
        [Line("DT-C01", 300, [(20, 120), (150, 290)], [(20, 60, 0), (20, 60, 2), (200, 230, -1)]),
         Line("2019-03-19-青年諮詢委員會第2場巡迴座談", 200, [(10, 190)], [(50, 70, 1)])],
        ["数字形式主义", LONG, "User loss"], title="编码线", note=NOTE)


def saturation() -> Figure:
    """Draw eight interviews with two thresholds at different places."""
    return plot_saturation([3, 5, 6, 8, 8, 8, 9, 9], [4, 5.5, 6.5, 7, 7.8, 8.2, 8.7, 9], [2, 3, 4, 5, 6, 7, 8, 9],
                           [6, 7, 8, 9, 9, 9, 9, 9], marks=[(4, "at most 5%: 4+2"), (6, "nothing new: 6+2")],
                           held_out=3, title="饱和", note=NOTE)


def agreement() -> Figure:
    """Draw two codes, one without a value, and what is over both; below 0 too."""
    return plot_agreement(
        [Row("数字形式主义", 0.72, 0.5, 0.9, "12 / 15"), Row(LONG, nan, beside="0 / 0"), Row("甲", -0.3, -0.5, 0.1),
         Row("all", 0.7, 0.6, 0.8, summary=True)], measure="alpha", beside="王芳 / 李明", title="信度", note=NOTE)


def correspondence() -> Figure:
    """Draw twelve codes and four groups."""
    codes = [Place(f"编码{number:02}", (number % 5 - 2) / 4, (number % 3 - 1) / 5 + number / 60, 0.02 * (number + 1),
                   number / 12) for number in range(12)]
    groups = [Place(f"镇{number}", (number - 1.5) / 3, 0.3 * (-1) ** number, 0.25, 0.9) for number in range(4)]
    return plot_correspondence(codes, groups, (0.51, 0.24), title="对应分析", note=NOTE)


EVERY = [dots, code_lines, saturation, agreement, correspondence]


@pytest.mark.parametrize("draw", EVERY)
def test_nothing_is_cut_off_and_no_character_is_a_box(draw) -> None:  # type: ignore[no-untyped-def]
    """Long names, notes, titles and legends are inside the picture, apart from each other, in a font that has them."""
    figure = draw()
    assert outside(figure) == []
    assert boxes(figure) == set()
    heads = [text for text in seen(figure) if text in figure.texts or text in (figure._suptitle, figure._supxlabel)]
    legends = [text for legend in figure.legends for text in (legend.get_title(), *legend.get_texts())]
    assert overlapping([*heads, *(text for text in legends if text.get_text())]) == []
    assert figure.get_label().startswith(NOTE[:9])


@pytest.mark.parametrize("draw", EVERY)
def test_the_same_figure_is_the_same_bytes(draw, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """In PNG, SVG and PDF."""
    assert same_bytes(draw(), draw(), tmp_path)


def test_everybody_is_a_dot_and_groups_differ_in_grey() -> None:
    """As many marks as people, a mean where there is anybody, and a shape of its own for each group."""
    axes = dots().axes[0]
    marks = [len(one.get_offsets()) for one in axes.collections]
    assert sum(marks) == 4 + 2 + 0 + 4 + 2 + 1 + 5
    intervals = [sorted(line.get_xdata()) for line in axes.lines]
    assert intervals == [[0.0, 0.25], [0.1, 0.25]]
    assert len({group_style(number) for number in range(49)}) == 49
    assert len({group_style(number)[1] for number in range(7)}) == 7
    handles = dots().legends[0].legend_handles
    assert len({handle.get_marker() for handle in handles}) == 3


@given(st.lists(st.sampled_from([0.0, 0.1, 0.25, 1.0]), max_size=40))
def test_equal_values_are_set_apart_and_stay_on_their_line(values: list[float]) -> None:
    """Dots of one value stand at different places within [-1, 1]."""
    moved = spread(values, 1.0)
    assert len(set(zip(values, moved, strict=True))) == len(values)
    assert all(-1 <= one <= 1 for one in moved)
    assert moved == spread(values, 1.0)


def test_lanes_tell_codes_by_place() -> None:
    """Two codes on one unit stand in different lanes, others in the last; the legend has the lanes in order."""
    figure = code_lines()
    axes = figure.axes[0]
    legend = [text.get_text().split("\n")[0][:2] for text in figure.legends[0].get_texts()]
    assert legend == ["1 ", "2 ", "3 ", "4 "]
    drawn = [(path.vertices[:, 0].min(), round(float(path.vertices[:, 1].min()), 3))
             for held in axes.collections if tuple(held.get_facecolor()[0][:3]) != (0xED / 255,) * 3
             for path in held.get_paths()]
    assert len({place for _start, place in drawn}) == len(drawn) == 4


def test_a_code_line_grows_with_the_interviews() -> None:
    """Twenty interviews are higher than two; too many are refused with a remedy; nothing coded is an error."""
    line = Line("A", 100, [(0, 90)], [(10, 20, 0)])
    heights = [plot_code_lines([line] * n, ["甲"]).get_figheight() for n in (2, 20)]
    assert heights[1] > heights[0] + 3
    with pytest.raises(NotComputableError, match="--transcript"):
        plot_code_lines([line] * (MOST + 1), ["甲"])
    with pytest.raises(NotComputableError, match="interviews with coded units"):
        plot_code_lines([Line("A", 100, [], [])], ["甲"])
    with pytest.raises(NotComputableError, match=f"at most {CODES} codes"):
        plot_code_lines([line], ["甲"] * (CODES + 1))


def test_the_curves_differ_by_style_and_marks() -> None:
    """The actual order has marks, the mean is dashed; thresholds stand where they are reached."""
    axes = saturation().axes[0]
    styles = {(line.get_linestyle(), line.get_marker()) for line in axes.lines[:2]}
    assert len(styles) == 2
    assert sorted(line.get_xdata()[0] for line in axes.lines[2:]) == [4, 6]
    with pytest.raises(NotComputableError, match="two interviews"):
        plot_saturation([1], [1], [1], [1])


def test_what_is_not_defined_is_a_dash() -> None:
    """No mark at 0 for it; a value below 0 is inside the axis; summaries have another shape."""
    figure = agreement()
    axes = figure.axes[0]
    assert [round(float(one.get_offsets()[0][0]), 2) for one in axes.collections] == [0.72, -0.3, 0.7]
    assert ("–" in {text.get_text() for text in axes.texts}, axes.get_xlim()[0] < -0.5) == (True, True)
    assert len(axes.collections[0].get_paths()[0].vertices) != len(axes.collections[2].get_paths()[0].vertices)
    assert "not defined, which is not zero" in figure.get_label()
    with pytest.raises(NotComputableError, match="No code has a coefficient"):
        plot_agreement([Row("甲", nan)], measure="alpha")


def test_the_map_is_true_to_scale_and_matplotlib_has_nothing_to_say(caplog: pytest.LogCaptureFixture) -> None:
    """A unit across is as long as a unit up, whether points lie in a line across, in one up, or in one place."""
    for across, up in ((3.0, 0.1), (0.1, 3.0), (1.0, 1.0), (0.0, 0.0)):
        places = [Place(name, across * side, up * side, 0.3, 1.0) for name, side in (("甲", 1), ("乙", -1), ("丙", 0))]
        figure = plot_correspondence(places, places, (0.6, 0.4))
        figure.canvas.draw()
        box = figure.axes[0].get_window_extent()
        spans = [high - low for low, high in (figure.axes[0].get_xlim(), figure.axes[0].get_ylim())]
        assert round(box.width / spans[0], 2) == round(box.height / spans[1], 2)
        assert box.width > 0.85 * figure.get_window_extent().width
    assert caplog.records == []


def test_labels_of_the_map_cover_nothing() -> None:
    """Names stand apart, or in the note; axes say their share of the inertia; what is shown badly is hollow."""
    figure = correspondence()
    axes = figure.axes[0]
    figure.canvas.draw()
    assert overlapping(list(axes.texts)) == []
    named = {text.get_text() for text in axes.texts}
    assert all(f"编码{number:02}" in named or f"编码{number:02}" in figure.get_label() for number in range(12))
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("Axis 1 (51.0% of the inertia)", "Axis 2 (24.0% of the inertia)")
    assert sum(not len(one.get_facecolor()) for one in axes.collections) == 6
    with pytest.raises(NotComputableError, match="codes and groups"):
        plot_correspondence([], [], (0.5, 0.5))


@pytest.mark.parametrize("draw", EVERY)
def test_texts_are_chinese_where_messages_are(draw, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    """Nothing is cut off and no character is a box there either."""
    monkeypatch.setenv("QUALCODE_LANG", "zh")
    figure = draw()
    assert (outside(figure), boxes(figure)) == ([], set())


def test_no_value_of_anybody_is_an_error() -> None:
    """Not an empty picture."""
    with pytest.raises(NotComputableError, match="at least one person"):
        plot_dots(["甲"], ["a"], [[Strip([], nan)]])
