"""The verbs ``excerpts`` and ``themes``."""

from dataclasses import replace
from pathlib import Path

import docx
import pandas as pd
import pytest

from qualcode.errors import UsageError
from qualcode.workflow.excerpts import EXCERPT_COLUMNS, excerpts, write_excerpts
from qualcode.workflow.themes import themes, themes_document, write_themes
from tests.factories import make_codebook, make_coding, make_codings, make_corpus

CORPUS, CODEBOOK = make_corpus(), make_codebook()
CODINGS = make_codings(CORPUS)


def words_of(path: Path) -> str:
    """Return all the words of a docx."""
    return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


@pytest.mark.parametrize("ending", ["docx", "md"])
def test_a_document_leads_back_to_every_passage(tmp_path: Path, ending: str):
    """Each unit's id stands below its quote."""
    path = write_excerpts(excerpts(CORPUS, CODEBOOK, CODINGS), tmp_path / f"a.{ending}")
    content = words_of(path) if ending == "docx" else path.read_text("utf-8")
    assert [coding.unit.id for coding in CODINGS if f"—— {coding.unit.id}" not in content] == []


def test_the_question_is_told_from_what_the_person_says(tmp_path: Path):
    """The interviewer's words stand on a line of their own and say that they are a question."""
    content = words_of(write_excerpts(excerpts(CORPUS, CODEBOOK, CODINGS, codes=["literacy"]), tmp_path / "a.docx"))
    assert "question: 您会用手机办事吗？\n我不会用智能手机。\nafter: （笑）都是孙子帮我弄。\n—— DT-V02#2" in content
    assert "before: 下載了就沒打開過。\n我不會用手機。\n—— 平乐访谈2#3" in content


def test_a_table_of_excerpts(tmp_path: Path):
    """The same passages as rows."""
    read = pd.read_csv(write_excerpts(excerpts(CORPUS, CODEBOOK, CODINGS), tmp_path / "a.csv"))
    assert tuple(read.columns) == EXCERPT_COLUMNS
    assert sorted(read["unit_id"]) == sorted(coding.unit.id for coding in CODINGS)


def test_codes_follow_their_theme():
    """Themes, each with its codes below it; codes without a theme last."""
    codes = tuple(replace(code, theme="" if code.id == "burden" else code.theme) for code in CODEBOOK.codes)
    document = themes_document(themes(CORPUS, replace(CODEBOOK, codes=codes), CODINGS))
    headings = [(block.text.split(" (")[0], block.level) for block in document.blocks if hasattr(block, "level")]
    assert headings == [
        ("发现", 1), ("参与衰退", 2), ("数字形式主义", 2), ("用户流失", 2), ("原因", 1), ("数字素养", 2), ("成效", 1),
        ("情感联结", 2), ("Codes without a theme", 1), ("治理负担", 2)]


def test_excerpts_of_some_people() -> None:
    """By attributes of the table or of a transcript's header; several must all hold."""
    def units(**where: str) -> set[str]:
        return {one.participant for group in excerpts(CORPUS, CODEBOOK, CODINGS, where=where) for one in group.excerpts}

    assert units(town="大同镇") == {"DT-C01", "DT-V02"}
    assert units(town="大同镇", role="普通村民") == {"DT-V02"}
    assert units(town="三河镇") == set()
    with pytest.raises(UsageError, match="鞋: no participant has such an attribute"):
        units(鞋="42")


@pytest.mark.parametrize("ending", ["docx", "md"])
def test_themes_are_the_same_bytes_twice(tmp_path: Path, ending: str):
    """Summaries and files are deterministic, in whatever order the codings come."""
    first = write_themes(themes(CORPUS, CODEBOOK, CODINGS), tmp_path / f"a.{ending}").read_bytes()
    again = write_themes(themes(CORPUS, CODEBOOK, CODINGS[::-1]), tmp_path / f"b.{ending}").read_bytes()
    assert again == first


def test_themes_hold_counts_quotes_neighbours_and_topics(tmp_path: Path):
    """What there is to say of a code, with its n."""
    burden = make_coding(CORPUS, "burden", "大同访谈1", "上面要求天天打卡。")
    summaries = [replace(summary, related_topic="话题3") for summary in themes(CORPUS, CODEBOOK, [*CODINGS, burden])]
    content = write_themes(summaries, tmp_path / "a.md").read_text("utf-8")
    for expected in (
        "References: 3; people: 3 of 4. Dispersion over people (Gries' DP, 0 = even): 0.47.", "| 大同镇 | 1 | 2 |",
        "Contrary (opposite polarity):", "In the same units (number of units): 数字形式主义 (1)",
        "Related topic: 话题3",
    ):
        assert expected in content


def test_an_unknown_ending_lists_the_known_ones(tmp_path: Path):
    """The message is the remedy."""
    with pytest.raises(UsageError, match=r"\.docx, \.md"):
        write_themes([], tmp_path / "a.pdf")
