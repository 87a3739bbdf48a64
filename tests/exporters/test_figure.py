"""Figures as files: the same bytes for the same figure, whole or not at all."""

import pytest

from qualcode.errors import UsageError, WriteError
from qualcode.exporters.figure import write_figure
from qualcode.figures.heat_map import plot_heat_map
from qualcode.figures.network import plot_network
from qualcode.figures.word_cloud import plot_word_cloud


def heat_map():
    """Draw a small heat map."""
    return plot_heat_map(["用户流失", "治理悬浮"], ["大同镇", "平乐镇"], [15, 4], [[0.4, 1.0], [float("nan"), 0.0]])


def network():
    """Draw a small network."""
    people = {"甲": 9, "乙": 4, "丙": 1}
    return plot_network(people, {("甲", "乙"): 5.0, ("乙", "丙"): 2.0}, dict.fromkeys(people, 1))


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
@pytest.mark.parametrize("draw", [heat_map, network])
def test_the_same_figure_gives_the_same_bytes(tmp_path, draw, ending):
    """No date, no random id: drawing and writing twice gives equal files."""
    first = write_figure(draw(), tmp_path / f"a.{ending}", dpi=60)
    second = write_figure(draw(), tmp_path / f"b.{ending}", dpi=60)
    assert first.read_bytes() == second.read_bytes()


def test_the_same_cloud_gives_the_same_bytes(tmp_path):
    """The layout's random state is fixed."""
    found = {"平台": 5, "群": 3, "手机": 2}
    first, second = (write_figure(plot_word_cloud(found), tmp_path / name, dpi=40) for name in ("a.png", "b.png"))
    assert first.read_bytes() == second.read_bytes()


def test_another_ending_is_refused(tmp_path):
    """The message names the endings that are written."""
    with pytest.raises(UsageError, match=r"\.png, \.svg, \.pdf"):
        write_figure(heat_map(), tmp_path / "a.bmp")


def test_a_folder_that_is_a_file_is_refused_and_nothing_is_left(tmp_path):
    """Writing is atomic: no half figure stays behind."""
    (tmp_path / "out").write_text("a file")
    with pytest.raises(WriteError, match="folder"):
        write_figure(heat_map(), tmp_path / "out" / "a.png", dpi=40)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
