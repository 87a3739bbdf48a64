"""What figures draw from a study, by hand on the invented field study."""

from dataclasses import replace
from pathlib import Path

import pytest

from qualcode.errors import NotComputableError, UsageError
from qualcode.exporters.figure import check_ending
from qualcode.workflow import figure, figure_interviews, figure_words
from qualcode.workflow.figure import Look, Material
from tests.factories import make_codebook, make_codings, make_corpus
from tests.figures.checks import boxes, outside


@pytest.fixture
def material() -> Material:
    """Return the invented field study."""
    corpus = make_corpus()
    return Material(corpus, make_codebook(), make_codings(corpus))


def test_dots_hold_everybody_who_counts(material: Material) -> None:
    """Three people have a town and speak; codes that nobody has are named; one or two people have no interval."""
    drawn = figure.dots(material, look=Look(title="甲"))
    axes = drawn.axes[0]
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == ["数字形式主义", "用户流失", "数字素养", "情感联结"]
    assert sum(len(one.get_offsets()) for one in axes.collections) == 4 * (3 + 2)
    assert axes.lines[:] == []
    assert drawn.legends[0].get_title().get_text() == "甲"
    assert [text.get_text() for text in drawn.legends[0].get_texts()] == ["大同镇 (n = 2)", "平乐镇 (n = 1)"]
    assert "Codes that nobody has: 参与衰退, 治理负担." in drawn.get_label()
    with pytest.raises(UsageError, match="choose among share, any, rate"):
        figure.dots(material, outcome="odds")


def test_dots_are_of_the_codes_that_most_people_have(material: Material, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as a page holds, in the codebook's order; how to see the others is told to who did not choose."""
    two = figure.dots(material, top=2)
    assert [label.get_text() for label in two.axes[0].get_yticklabels()] == ["用户流失", "数字素养"]
    assert two.get_label().startswith("Drawn: the 2 of 4 codes that most people have. The participant is")
    monkeypatch.setattr(figure, "codes_on_a_page", lambda groups: groups + 1)
    usual = figure.dots(material)
    assert [label.get_text() for label in usual.axes[0].get_yticklabels()] == ["数字形式主义", "用户流失", "数字素养"]
    assert "most people have. --top 4 draws all of them, --code those that are named." in usual.get_label()


def test_code_lines_show_units_and_leave_interviewers_blank(material: Material) -> None:
    """Lanes are in the order of frequency, ties in the codebook's order; only the transcripts that were named."""
    drawn = figure_interviews.code_lines(material, transcripts=["平乐访谈2", "大同访谈1"])
    assert [label.get_text() for label in drawn.axes[0].get_yticklabels()] == ["平乐访谈2", "大同访谈1"]
    assert [text.get_text() for text in drawn.legends[0].get_texts()] == [
        "1 数字形式主义", "2 用户流失", "3 数字素养", "4 情感联结"]
    spoken = drawn.axes[0].collections[0].get_paths()
    text = material.corpus.by_name["平乐访谈2"].text
    assert spoken[0].vertices[:, 0].min() >= text.index("下載")
    with pytest.raises(UsageError, match="no transcript is called so"):
        figure_interviews.code_lines(material, transcripts=["x"])
    with pytest.raises(NotComputableError, match="coded units"):
        figure_interviews.code_lines(Material(material.corpus, material.codebook, []))


def test_the_saturation_curve_is_that_of_the_analysis(material: Material) -> None:
    """Four interviews, too few for any threshold, and the note says so."""
    drawn = figure_interviews.saturation_curve(material, order="file")
    curves = [line.get_ydata() for line in drawn.axes[0].lines]
    assert list(curves[1]) == [3, 4, 4, 4]
    assert len(curves) == 2
    assert "at most 5% new: needs 6 interviews; nothing new: needs 6 interviews." in drawn.get_label()


def test_thresholds_that_are_reached_are_marked() -> None:
    """Read from the table of the analysis."""
    from qualcode.analysis.saturation import thresholds

    marks, missed = figure_interviews._thresholds(thresholds([20, 3, 2, 2, 1, 0, 1, 1]))
    assert (marks, missed) == ([(4, "at most 5% new: 4+2")], ["nothing new: not reached"])


def test_the_map_needs_three_groups(material: Material) -> None:
    """Two towns have none; transcripts are four; people of whom it is not known are no group."""
    with pytest.raises(NotComputableError, match="at least 3 codes and 3 groups"):
        figure.correspondence_map(material)
    drawn = figure.correspondence_map(material, by="transcript", value="units_coded")
    assert {"大同访谈1", "平乐访谈1", "用户流失"} <= {text.get_text() for text in drawn.axes[0].texts}
    assert "Left out, without a coding: 参与衰退, 治理负担." in drawn.get_label()
    with pytest.raises(UsageError, match="participants, units_coded, references"):
        figure.correspondence_map(material, value="share")


def test_heat_and_network_are_those_of_the_run(material: Material) -> None:
    """Under another title where one is asked for; a network needs codes that stand together."""
    assert figure.heat(material, look=Look(title=""))._suptitle is None
    assert "大同镇\nn = 2" in {label.get_text() for label in figure.heat(material).axes[0].get_xticklabels()}
    with pytest.raises(NotComputableError, match="Nothing stands together"):
        figure.code_network(material)
    assert len(figure.code_network(material, unit="transcript").axes[0].lines) > 0


def test_clouds_and_key_words(material: Material) -> None:
    """By town and together; words of negation and ability are in no cloud; a scatter needs two groups."""
    corpus, book = material.corpus, material.codebook
    assert len(figure_words.cloud(corpus, book).axes) == 1
    assert len(figure_words.cloud(corpus, book, top=3, look=Look(title="云")).axes[0].patches) == 3
    clouds = figure_words.cloud(corpus, book, by="town")
    assert [axes.get_title() for axes in clouds.axes[:3]] == [
        "大同镇 (n = 2)", "平乐镇 (n = 1)", "not stated (n = 1)"]
    bars = figure_words.keyness(corpus, book, by="town", least=1, top=4)
    assert [len(axes.patches) for axes in bars.axes] == [4, 4]
    dots = figure_words.keyness(corpus, book, by="town", least=1, top=0, scatter=True)
    assert (outside(dots), boxes(dots), len(dots.axes[0].collections)) == ([], set(), 2)
    third = tuple(replace(one, attributes={"town": "三河镇"}) if one.id == "平乐访谈2" else one
                  for one in corpus.participants)
    with pytest.raises(UsageError, match="--scatter draws two groups, and town makes 3"):
        figure_words.keyness(replace(corpus, participants=third), book, by="town", least=1, scatter=True)
    with pytest.raises(NotComputableError, match="--least-people 1"):
        figure_words.keyness(corpus, book, by="town", least=9)


def test_endings_are_known_beforehand() -> None:
    """So that nobody waits for a figure that cannot be written."""
    assert check_ending(Path("a.PNG")) == ".png"
    with pytest.raises(UsageError, match=r"\.png, \.svg, \.pdf"):
        check_ending(Path("a.jpg"))
