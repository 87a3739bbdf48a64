"""Key words and clouds of groups; labels that cover nothing."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import NotComputableError
from qualcode.figures.keyness import Word, plot_keyness, plot_keyness_scatter
from qualcode.figures.labels import place_labels
from qualcode.figures.word_cloud import plot_word_clouds
from tests.figures.checks import boxes, outside, overlapping, same_bytes, seen

FIRST = ("大同镇 (n = 8)", [Word(word, 3.2 - place / 4, 40 - 3 * place, 20 - place, 5)
                            for place, word in enumerate("打卡 书记 签到 群 截图 检查 手机 文书 组长".split())])
SECOND = ("平乐镇 (n = 8)", [Word("游客", 2.5, 12, 11, 4), Word("网格员", 2.5, 12, 10, 4), Word("𠮷🙂", 1.0, 5, 5, 3)])
NOTE = "按乡镇比较用词。" * 14


def test_bars_stand_in_a_panel_a_group_to_one_scale() -> None:
    """Words in their order with occurrences and people; a third group goes below; a group without words is empty."""
    figure = plot_keyness([FIRST, SECOND, ("空", [])], title="特征词", note=NOTE)
    one, two, three, rest = figure.axes
    assert [len(axes.patches) for axes in (one, two, three, rest)] == [9, 3, 0, 0]
    assert [label.get_text() for label in one.get_yticklabels()][:2] == ["打卡", "书记"]
    assert "20 / 5" in {text.get_text() for text in one.texts}
    assert len({axes.get_xlim() for axes in (one, two, three)}) == 1
    assert (outside(figure), boxes(figure)) == ([], set())
    assert "U+" in figure.get_label()


def test_a_scatter_names_words_that_find_room() -> None:
    """Two words of one place share a label; labels cover nothing; groups differ by shape and side; the note counts."""
    figure = plot_keyness_scatter(FIRST, SECOND, title="特征词", note=NOTE)
    axes = figure.axes[0]
    figure.canvas.draw()
    assert overlapping(list(axes.texts)) == []
    assert "游客, 网格员" in {text.get_text() for text in axes.texts}
    above, below = axes.collections
    assert ((above.get_offsets()[:, 1] > 0).all(), (below.get_offsets()[:, 1] < 0).all()) == (True, True)
    assert len(above.get_paths()[0].vertices) != len(below.get_paths()[0].vertices)
    assert "12 of 12 words are named" in figure.get_label()
    assert (outside(figure), boxes(figure)) == ([], set())


def test_a_crowded_scatter_leaves_labels_out_and_says_so() -> None:
    """Two hundred words in a small field: no label covers another, and the number named is that of the labels."""
    words = [Word(f"词语{number}", 1 + (number % 40) / 20, 5 + number // 8, 5, 3) for number in range(200)]
    figure = plot_keyness_scatter(("甲", words[::2]), ("乙", words[1::2]))
    figure.canvas.draw()
    texts = list(figure.axes[0].texts)
    assert overlapping(texts) == []
    named = sum(text.get_text().replace("\n", "").count("词语") for text in texts)
    assert f"{named} of 200 words are named" in figure.get_label()


def test_no_words_are_an_error_and_the_same_words_the_same_bytes(tmp_path: Path) -> None:
    """For bars and for a scatter."""
    with pytest.raises(NotComputableError, match="--least-people 1"):
        plot_keyness([("甲", []), ("乙", [])])
    with pytest.raises(NotComputableError, match="No group has a word"):
        plot_keyness_scatter(("甲", []), ("乙", []))
    assert same_bytes(plot_keyness([FIRST, SECOND]), plot_keyness([FIRST, SECOND]), tmp_path)
    assert same_bytes(plot_keyness_scatter(FIRST, SECOND), plot_keyness_scatter(FIRST, SECOND), tmp_path)


def test_each_group_has_a_cloud(tmp_path: Path) -> None:
    """Headed by its name; a group without words is empty; the same bytes twice; no words at all is an error."""
    def draw():  # type: ignore[no-untyped-def]
        return plot_word_clouds({"大同镇": {"手机": 9.0, "打卡": 4.0}, "平乐镇": {"游客": 2.0}, "空": {}}, title="词云",
                                note="十六位受访者。")

    figure = draw()
    assert [len(axes.patches) for axes in figure.axes] == [2, 1, 0, 0]
    assert {"大同镇", "平乐镇", "空"} <= {text.get_text() for text in seen(figure)}
    assert "in its own cloud" in figure.get_label()
    assert outside(figure) == []
    assert same_bytes(draw(), draw(), tmp_path)
    with pytest.raises(NotComputableError, match="no word"):
        plot_word_clouds({"甲": {}})


POINT = st.tuples(st.floats(0, 100), st.floats(0, 100), st.floats(0.5, 3))


@given(st.lists(POINT, max_size=25))
def test_placed_labels_overlap_nothing(points: list[tuple[float, float, float]]) -> None:
    """Neither each other, nor a point, nor the edge of the room."""
    sizes = [(12.0, 4.0)] * len(points)
    places = place_labels(points, sizes, (-10, -10, 110, 110))
    found = [(place[0] - 6, place[1] - 2, place[0] + 6, place[1] + 2) for place in places if place is not None]
    marks = [(across - radius, up - radius, across + radius, up + radius) for across, up, radius in points]
    for number, box in enumerate(found):
        assert box[0] >= -10.0001
        assert box[3] <= 110.0001
        assert not any(box[0] + 1e-6 < other[2] and other[0] + 1e-6 < box[2] and box[1] + 1e-6 < other[3]
                       and other[1] + 1e-6 < box[3] for other in [*found[:number], *marks])
