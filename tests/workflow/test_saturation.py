"""The verb ``saturation``."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from qualcode.errors import ReadError, UsageError
from qualcode.model import Corpus
from qualcode.workflow.saturation import saturation, write_saturation
from tests.factories import make_codebook, make_coding, make_codings, make_corpus, make_transcript

CORPUS, CODEBOOK = make_corpus(), make_codebook()
CODINGS = make_codings(CORPUS)
NAMES = ["大同访谈1", "大同访谈2", "平乐访谈1", "平乐访谈2"]


def dated(*days: str) -> Corpus:
    """Return the corpus with the days of its interviews."""
    return replace(CORPUS, transcripts=tuple(replace(one, attributes={"date": day} if day else {})
                                             for one, day in zip(CORPUS.transcripts, days, strict=True)))


def order_of(result) -> list[str]:
    """Return the interviews in the order of coding."""
    return list(result.found.curve["transcript"])


def test_codes_are_met_in_the_order_of_the_files() -> None:
    """Without days the files decide; names of codes stand in the table, and the caption keeps its warning."""
    result = saturation(CORPUS, CODEBOOK, CODINGS, draws=50)
    assert order_of(result) == NAMES
    assert list(result.found.curve["new_codes"]) == ["情感联结, 数字形式主义, 用户流失", "数字素养", "", ""]
    assert result.caption.startswith("Interviews in the order of their files. 4 interviews; 4 codes are found in them")
    assert "No curve proves saturation" in result.caption
    assert "Of 9 codings, 1 are accepted by people" in result.caption


def test_days_decide_where_all_are_known() -> None:
    """The earliest comes first; with one missing the files decide, unless days are asked for."""
    full = dated("2024-03-01", "2024年1月5日", "2023.12.31", "2024-03-01")
    assert order_of(saturation(full, CODEBOOK, CODINGS, draws=9)) == [NAMES[2], NAMES[1], NAMES[0], NAMES[3]]
    assert order_of(saturation(full, CODEBOOK, CODINGS, order="file", draws=9)) == NAMES
    assert saturation(full, CODEBOOK, CODINGS, draws=9).found.curve["date"][0] == "2023-12-31"
    gap = dated("2024-03-01", "", "2023.12.31", "去年")
    assert order_of(saturation(gap, CODEBOOK, CODINGS, draws=9)) == NAMES
    with pytest.raises(UsageError, match="no day is known of 大同访谈2, 平乐访谈2"):
        saturation(gap, CODEBOOK, CODINGS, order="date")


def test_a_file_can_say_the_order(tmp_path: Path) -> None:
    """A name a line, with byte order mark and Windows line ends; every interview once, and none that is not there."""
    path = tmp_path / "order.txt"
    path.write_bytes(("\ufeff" + "\r\n".join([*reversed(NAMES), ""])).encode())
    result = saturation(CORPUS, CODEBOOK, CODINGS, order=str(path), draws=9)
    assert order_of(result) == NAMES[::-1]
    assert "in the order that order.txt gives" in result.caption
    path.write_text("\n".join(NAMES[:3]), encoding="utf-8")
    with pytest.raises(UsageError, match="平乐访谈2 are not in it"):
        saturation(CORPUS, CODEBOOK, CODINGS, order=str(path))
    path.write_text("\n".join([*NAMES, "𠮷"]), encoding="utf-8")
    with pytest.raises(UsageError, match="no interviews are called 𠮷"):
        saturation(CORPUS, CODEBOOK, CODINGS, order=str(path))
    path.write_bytes(b"\xff\xff")
    with pytest.raises(ReadError, match="UTF-8"):
        saturation(CORPUS, CODEBOOK, CODINGS, order=str(path))
    with pytest.raises(UsageError, match="neither date nor file"):
        saturation(CORPUS, CODEBOOK, CODINGS, order="nowhere")


def test_categories_and_themes_can_be_what_is_new() -> None:
    """Children count as their topmost parent, codes as their theme; options choose codings."""
    top = saturation(CORPUS, CODEBOOK, CODINGS, level="category", draws=9)
    assert list(top.found.curve["new_codes"])[:2] == ["情感联结, 参与衰退", "数字素养"]
    themes = saturation(CORPUS, CODEBOOK, CODINGS, level="theme", draws=9)
    assert list(themes.found.curve["new_codes"])[:2] == ["成效, 发现", "原因"]
    negated = saturation(CORPUS, CODEBOOK, CODINGS, polarities=["negated"], codes=["user_loss", "literacy"], draws=9)
    assert list(negated.found.curve["n_new"]) == [1, 1, 0, 0]


def test_silent_interviews_are_left_out_and_empty_ones_named() -> None:
    """Who only asks is no interview; an interview without codings is one, and may not have been coded."""
    corpus = replace(CORPUS, transcripts=(*CORPUS.transcripts, make_transcript("只有问", [("问", "好？")]),
                                          make_transcript("空", [("答", "好。")])))
    asked = make_coding(corpus, "burden", "只有问", "好？")
    caption = saturation(corpus, CODEBOOK, [*CODINGS, asked], draws=9).caption
    assert "5 interviews; 4 codes" in caption
    assert "Nothing is coded in 空" in caption
    assert "no respondent speaks there: 1." in caption


@pytest.mark.parametrize("text", ["0", "1", "x", "1/0", "-1/3"])
def test_a_share_that_is_none_is_refused(text: str) -> None:
    """Above 0 and below 1."""
    with pytest.raises(UsageError, match="--hold-out"):
        saturation(CORPUS, CODEBOOK, CODINGS, hold_out=text)


def test_an_unknown_level_is_refused() -> None:
    """The message lists those there are."""
    with pytest.raises(UsageError, match="code, category, theme"):
        saturation(CORPUS, CODEBOOK, CODINGS, level="word")


def test_a_workbook_has_both_tables_and_other_formats_the_curve(tmp_path: Path) -> None:
    """New codes, thresholds, notes."""
    result = saturation(CORPUS, CODEBOOK, CODINGS, draws=9)
    book = pd.read_excel(write_saturation(result, tmp_path / "s.xlsx"), sheet_name=None, engine="calamine")
    assert list(book) == ["New codes", "Thresholds", "Notes"]
    assert len(pd.read_csv(write_saturation(result, tmp_path / "s.csv"))) == 4
