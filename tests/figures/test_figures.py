"""Figures return, never write, know no pyplot, and draw the same thing twice."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import NotComputableError
from qualcode.figures.heat_map import plot_heat_map
from qualcode.figures.network import _layout, plot_network
from qualcode.figures.style import PALETTE, columns, wrap
from qualcode.figures.word_cloud import plot_word_cloud
from qualcode.workflow.words import cloud_words, words
from tests.factories import make_corpus

CODES = ["数字形式主义", "县级平台设计与运营脱离乡村实际（含培训、动员、激励）", "User loss"]
SHARES = [[0.4, 1.0], [float("nan"), 0.0], [0.7, 0.5]]
PEOPLE = {"甲": 9, "乙": 4, "丙": 1, "丁": 2, "戊": 3}
LINKS = {("甲", "乙"): 5.0, ("乙", "丙"): 2.0, ("甲", "丙"): 1.0, ("丁", "丁"): 9.0, ("丙", "丁"): 0.0}
GROUPS = {"甲": 1, "乙": 2, "丙": 1}


def heat_map():
    """Draw a small heat map with a missing share and a small group."""
    return plot_heat_map(CODES, ["大同镇", "平乐镇"], [15, 4], SHARES, title="编码 × 乡镇")


def texts(figure):
    """Return every text of a figure."""
    from matplotlib.text import Text

    return {text.get_text() for text in figure.findobj(Text)} - {""}


def test_cells_show_percentages_or_people_and_hatch_what_is_missing():
    """A group of four shows 4/4; a missing share is hatched and never printed as 0."""
    figure = heat_map()
    shown = texts(figure)
    assert {"40%", "4/4", "0/4", "70%", "2/4"} <= shown
    assert "0%" not in shown
    hatched = [patch for patch in figure.axes[0].patches if patch.get_hatch()]
    assert len(hatched) == 1
    assert "n = 15" in " ".join(shown)
    assert "Hatched: missing" in figure.get_label()
    assert "Groups below 10" in figure.get_label()


def test_every_label_lies_inside_the_picture():
    """Nothing is cut off, long names included."""
    figure = heat_map()
    figure.canvas.draw()
    width, height = figure.canvas.get_width_height()
    for label in [*figure.axes[0].get_yticklabels(), *figure.axes[0].get_xticklabels()]:
        box = label.get_window_extent()
        assert box.x0 >= 0
        assert box.x1 <= width
        assert box.y0 >= 0
        assert box.y1 <= height


def test_a_heat_map_needs_codes_and_groups():
    """Nothing to draw is an error, not an empty picture."""
    with pytest.raises(NotComputableError, match="at least one code"):
        plot_heat_map([], ["a"], [1], [])


def test_a_network_draws_links_and_names_who_has_none():
    """A link to itself or of weight 0 is no link; 丁 and 戊 stand in the note."""
    figure = plot_network(PEOPLE, LINKS, GROUPS)
    assert len(figure.axes[0].lines) == 3
    assert {"甲", "乙", "丙"} <= texts(figure)
    assert "Without a drawn link: 丁, 戊." in figure.get_label()
    assert "strongest" not in figure.get_label()


def test_colour_and_shape_are_the_communities_that_are_given():
    """甲 and 丙 are of one community, 乙 is of another, however they are linked; the note speaks of no codes."""
    from matplotlib.colors import to_hex

    figure = plot_network(PEOPLE, LINKS, GROUPS)
    marks = {text.get_text(): to_hex(mark.get_facecolor()[0]).upper()
             for text, mark in zip(figure.axes[0].texts, figure.axes[0].collections, strict=True)}
    assert marks == {"甲": PALETTE[0], "乙": PALETTE[1], "丙": PALETTE[0]}
    assert figure.get_label() == "Colour and shape: communities. Without a drawn link: 丁, 戊."


def test_a_crowded_network_shows_its_strongest_links_and_says_so():
    """The note carries both numbers."""
    figure = plot_network(PEOPLE, LINKS, GROUPS, most_links=1)
    assert len(figure.axes[0].lines) == 1
    assert "The 1 strongest of 3 links are drawn." in figure.get_label()


def test_a_network_without_links_is_an_error():
    """No two codes together: nothing to draw."""
    with pytest.raises(NotComputableError, match="Nothing stands together"):
        plot_network(PEOPLE, {("甲", "甲"): 3.0}, GROUPS)


def test_boxes_of_nodes_do_not_overlap():
    """Forty nodes with labels are pushed apart until every box is free."""
    import networkx as nx

    graph = nx.path_graph([f"代码{number:02d}" for number in range(40)])
    boxes = dict.fromkeys(graph, (1.1, 0.7))
    points = list(_layout(graph, boxes, 7).values())
    free = [
        max(abs(one[0] - two[0]) / 1.1, abs(one[1] - two[1]) / 0.7) >= 0.97
        for place, one in enumerate(points) for two in points[place + 1 :]
    ]
    assert all(free)


def test_a_word_cloud_shows_words_with_meaning_and_leaves_out_bare_polarity():
    """手机 is in the cloud, 不会 and 用 are in the list only."""
    found = words(make_corpus()).frequencies
    listed = {word.word for word in found.words}
    shown = cloud_words(found)
    assert {"手机", "不会", "用"} <= listed
    assert "手机" in shown
    assert not {"不会", "用", "会"} & set(shown)
    figure = plot_word_cloud(shown, title="词云", note="四位受访者")
    assert figure.get_label() == "四位受访者"
    axes = figure.axes[0]
    assert len(axes.patches) == len(shown)


def test_words_of_a_cloud_stay_inside_it_and_cover_each_other_nowhere():
    """Outlines stand where the layout put them: painted one by one they take as many points as painted together."""
    import numpy as np

    frequencies = {word: 40.0 - place for place, word in enumerate("手机 天天 一回 微信群 打电话 好 gym 喊".split())}
    figure = plot_word_cloud(frequencies)
    axes = figure.axes[0]

    def painted():
        figure.canvas.draw()
        return np.asarray(figure.canvas.buffer_rgba())[..., :3].min(axis=2) < 160

    together, outlines = painted(), list(axes.patches)
    alone = 0
    for outline in outlines:
        for other in outlines:
            other.set_visible(other is outline)
        alone = alone + painted()
        corners = outline.get_path().vertices
        assert (corners.min(axis=0) > -2).all()
        assert (corners.max(axis=0) < (802, 452)).all()
    assert alone.max() == 1
    assert (together == (alone > 0)).mean() > 0.999


def test_a_cloud_without_words_is_an_error():
    """The message says where the words went."""
    with pytest.raises(NotComputableError, match="no word"):
        plot_word_cloud({})


def test_figures_leave_pyplot_alone():
    """No window toolkit and no global state: pyplot is never imported here."""
    code = (
        "import sys, qualcode.figures.heat_map as h, qualcode.figures.network as n\n"
        "h.plot_heat_map(['a'], ['b'], [3], [[0.5]])\n"
        "n.plot_network({'a': 1, 'b': 2}, {('a', 'b'): 1}, {'a': 1, 'b': 1})\n"
        "sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    import subprocess

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_labels_break_evenly_and_never_before_a_closing_mark():
    """Lines are about equally long, words stay whole, and a bracket closes on its own line."""
    expected = ["村民与干部层面的对策", "（培训、动员、激励）"]
    assert wrap("".join(expected), 34).splitlines() == expected
    assert wrap("大同镇（8 人）、平乐镇", 8).splitlines() == ["大同镇", "（8", "人）、", "平乐镇"]
    assert wrap("返乡青年/新农人", 10).splitlines() == ["返乡青年/", "新农人"]
    assert wrap("short", 20) == "short"
    assert wrap("", 10) == ""


@given(st.text(alphabet="村民ab ，、（）/", max_size=60), st.integers(4, 40))
def test_wrapping_loses_no_character_but_blanks(text, width):
    """The words of a label survive, and Han text without marks keeps to the width."""
    lines = wrap(text, width).splitlines()
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(columns(line) <= width for line in lines if set(line) <= set("村民"))
