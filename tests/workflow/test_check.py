"""The verb ``check``."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.tables import codings_table
from qualcode.errors import ReadError
from qualcode.exporters.csv import write_csv
from qualcode.model import Corpus, Participant, UnitKind
from qualcode.workflow.check import Failure, check
from tests.factories import make_codebook, make_coding, make_codings, make_corpus, make_transcript

CORPUS = make_corpus()
TABLE = codings_table(make_codings(CORPUS), CORPUS, make_codebook())


def test_what_was_written_holds(tmp_path: Path):
    """Nine rows, twelve pieces of evidence, no failure."""
    result = check(CORPUS, write_csv(TABLE, tmp_path / "codings.csv"))
    assert (result.rows, result.evidence, result.failures, result.ok, result.counts) == (9, 11, (), True, {})


@pytest.mark.parametrize(("column", "value", "what"), [
    ("text", "别的", "text"), ("start", 15, "text"), ("end", 10_000, "span"), ("start", -1, "span"),
    ("transcript", "无", "transcript"), ("unit_id", "DT-C01#99", "unit"), ("evidence", "20-22:别的", "evidence"),
    ("evidence", "打卡", "evidence"), ("evidence", "20-99999:打卡", "evidence"),
])
def test_each_failure_has_its_row(tmp_path: Path, column: str, value: object, what: str):
    """Rows are numbered as a spreadsheet numbers them, the headings are row 1."""
    broken = TABLE.astype(object)
    broken.loc[0, column] = value
    result = check(CORPUS, write_csv(broken, tmp_path / "codings.csv"))
    assert (result.failures, result.counts) == ((Failure(2, what),), {what: 1})


def test_a_corrected_transcript_is_noticed(tmp_path: Path):
    """One character more at the beginning moves everything behind it."""
    moved = make_transcript("平乐访谈2", [("问", "平台到底怎么样？"), ("答", "下載了就沒打開過。我不會用手機。")])
    corpus = Corpus((*CORPUS.transcripts[:3], moved), CORPUS.participants, CORPUS.links)
    result = check(corpus, write_csv(TABLE, tmp_path / "codings.csv"))
    assert {failure.row for failure in result.failures} == {9, 10}


def test_codings_in_turns_hold(tmp_path: Path):
    """Units of turns are known too."""
    coding = make_coding(CORPUS, "literacy", "平乐访谈2", "下載了就沒打開過。我不會用手機。", kind=UnitKind.TURN)
    table = codings_table([coding], CORPUS, make_codebook())
    assert table["unit_id"].to_list() == ["平乐访谈2@2"]
    assert check(CORPUS, write_csv(table, tmp_path / "codings.csv")).ok


@given(st.text(alphabet="好;\\\"',=𠮷😀　\n１", min_size=1, max_size=20).filter(lambda words: words.strip() == words))
def test_any_text_holds_after_the_way_through_csv(tmp_path_factory: pytest.TempPathFactory, words: str):
    """Quotes, semicolons, line breaks, emoji and Extension B come back as they were."""
    transcript = make_transcript("甲", [("问", "？"), ("答", words)])
    corpus = Corpus((transcript,), (Participant("甲", listed=False),), {("甲", "答"): "甲"})
    table = codings_table([make_coding(corpus, "burden", "甲", words, words)], corpus, make_codebook())
    assert check(corpus, write_csv(table, tmp_path_factory.mktemp("csv") / "codings.csv")).ok


def test_files_that_are_no_codings_table(tmp_path: Path):
    """Missing, not UTF-8, other columns: each says what to do."""
    with pytest.raises(ReadError, match="cannot be read"):
        check(CORPUS, tmp_path / "none.csv")
    (tmp_path / "gbk.csv").write_bytes("编码".encode("gb18030"))
    with pytest.raises(ReadError, match="not UTF-8 at byte 0"):
        check(CORPUS, tmp_path / "gbk.csv")
    with pytest.raises(ReadError, match="lacks the columns transcript"):
        check(CORPUS, write_csv(pd.DataFrame({"a": [1]}), tmp_path / "other.csv"))


@pytest.mark.parametrize(("column", "value", "what"), [
    ("speaker", "问", "speaker"), ("participant", "PL-V01", "participant"), ("town", "别镇", "town"),
    ("unit_id", None, "unit"),
])
def test_a_row_given_to_somebody_else_is_noticed(tmp_path: Path, column: str, value: str | None, what: str):
    """Another speaker, person, town or sentence than the one at that place does not hold."""
    broken = TABLE.astype(object)
    broken.loc[0, column] = value or broken["unit_id"].iloc[3]
    result = check(CORPUS, write_csv(broken, tmp_path / "codings.csv"))
    assert what in {failure.what for failure in result.failures if failure.row == 2}


def test_a_coding_that_stands_twice_is_noticed(tmp_path: Path):
    """A copied row would be counted twice."""
    twice = pd.concat([TABLE, TABLE.iloc[[0]]])
    assert check(CORPUS, write_csv(twice, tmp_path / "codings.csv")).counts == {"repeated": 1}
