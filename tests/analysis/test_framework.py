"""Cases by themes."""

import pytest

from qualcode.analysis.framework import framework
from qualcode.analysis.selection import Selection
from qualcode.errors import UsageError
from qualcode.model import Codebook
from tests.factories import make_codebook, make_coding, make_codings, make_corpus

CORPUS, CODEBOOK = make_corpus(), make_codebook()
CODINGS = make_codings(CORPUS)


def test_people_by_the_codes_of_every_theme() -> None:
    """A row for everybody who speaks, in the corpus' order; a chart a theme, its codes in the codebook's order."""
    found = framework(CORPUS, CODEBOOK, CODINGS)
    assert [(case.id, case.about) for case in found.cases] == [
        ("DT-C01", "大同镇, 村支书/主任"), ("DT-V02", "大同镇, 普通村民"), ("PL-V01", "平乐镇, 普通村民"),
        ("平乐访谈2", "")]
    assert [(one.name, [code for code, _name in one.codes]) for one in found.charts] == [
        ("发现", ["decline", "formalism", "user_loss", "burden"]), ("原因", ["literacy"]), ("成效", ["cohesion"])]
    cell = found.cells["DT-C01", "formalism"]
    assert (cell.passages, {quote.text for quote in cell.quotes}) == (
        2, {"上面要求天天打卡。", "我们就是为了应付检查，截个图交上去。"})
    assert ("DT-V02", "formalism") not in found.cells


def test_quotes_are_cut_and_poor_ones_come_last() -> None:
    """What is too short to be quoted gives way; the caption says how many are shown."""
    poor = make_coding(CORPUS, "formalism", "大同访谈1", "嗯，对。")
    found = framework(CORPUS, CODEBOOK, [poor, *CODINGS], quotes=2)
    cell = found.cells["DT-C01", "formalism"]
    assert (cell.passages, "嗯，对。" in [quote.text for quote in cell.quotes]) == (3, False)
    assert "Every cell has up to 2 passages, the most typical of the code first." in found.caption
    every = framework(CORPUS, CODEBOOK, [poor, *CODINGS], quotes=0).cells["DT-C01", "formalism"]
    assert [quote.text for quote in every.quotes][-1] == "嗯，对。"


def test_a_group_hears_everybody_before_anybody_twice() -> None:
    """In a town the first quotes are of different people; people without a town are a case of their own, the last."""
    twice = [*CODINGS, make_coding(CORPUS, "user_loss", "大同访谈1", "上面要求天天打卡。"),
             make_coding(CORPUS, "user_loss", "大同访谈2", "我不会用智能手机。")]
    found = framework(CORPUS, CODEBOOK, twice, "town", quotes=2)
    assert [(case.id, case.label, case.about) for case in found.cases] == [
        ("大同镇", "大同镇", "people: 2"), ("平乐镇", "平乐镇", "people: 1"), ("", "not stated", "people: 1")]
    assert {quote.participant for quote in found.cells["大同镇", "user_loss"].quotes} == {"DT-C01", "DT-V02"}
    assert found.cells["", "user_loss"].passages == 1


def test_interviewers_words_and_chosen_codes() -> None:
    """A coding on a question is left out and counted; only the codes that are asked for have columns."""
    asked = make_coding(CORPUS, "cohesion", "大同访谈1", "村里开会多吗？")
    found = framework(CORPUS, CODEBOOK, [*CODINGS, asked], "transcript",
                      selection=Selection(codes=frozenset({"cohesion"})))
    assert found.caption.endswith("outside these transcripts: 1.")
    assert [(one.theme, one.codes) for one in found.charts] == [("benefits", (("cohesion", "情感联结"),))]
    assert list(found.cells) == [("大同访谈1", "cohesion")]


def test_codes_without_a_theme_have_a_chart_of_their_own() -> None:
    """Also those that only codings still know."""
    bare = Codebook("bare", (CODEBOOK.by_id["cohesion"],))
    found = framework(CORPUS, bare, CODINGS)
    assert [(one.theme, one.name, [code for code, _name in one.codes]) for one in found.charts] == [
        ("", "Codes", ["cohesion", "formalism", "literacy", "user_loss"])]


def test_an_attribute_that_nobody_has() -> None:
    """The message lists those that there are."""
    with pytest.raises(UsageError, match="choose one of transcript, participant, town"):
        framework(CORPUS, CODEBOOK, CODINGS, "shoe")
