"""Codings, units and participants as tables."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.tables import (
    attribute_of,
    code_name,
    codings_table,
    participants_table,
    read_evidence,
    units_table,
    write_evidence,
)
from qualcode.language.measure import count_characters, respondent_characters
from qualcode.model import Codebook, Corpus, Evidence, Note, NoteKind, Participant, Span, UnitKind
from tests.factories import make_codebook, make_coding, make_codings, make_corpus, make_transcript

ODD = st.text(alphabet=st.sampled_from("打卡;\\:-0,\"'\n=𠮷😀　Ａ"), min_size=1, max_size=12)


def test_columns_and_first_row_of_the_codings_table():
    """The table has the fixed columns around the attributes, and says who said what where and why."""
    corpus = make_corpus()
    table = codings_table(make_codings(corpus), corpus, make_codebook())
    assert list(table.columns) == [
        "coding_id", "code", "code_name", "transcript", "participant", "speaker", "role", "town", "age", "unit_id",
        "start", "end", "text", "polarity", "rule", "evidence", "coder", "origin", "state", "flags",
    ]
    row = table.iloc[1].to_dict()
    del row["coding_id"]
    assert row == {
        "code": "formalism", "code_name": "数字形式主义", "transcript": "大同访谈1", "participant": "DT-C01",
        "speaker": "答", "role": "村支书/主任", "town": "大同镇", "age": 52, "unit_id": "DT-C01#3",
        "start": 23, "end": 41, "text": "我们就是为了应付检查，截个图交上去。", "polarity": "affirmed",
        "rule": "formalism/t1;formalism/t2",
        "evidence": "29-33:应付检查;34-37:截个图", "coder": "rules", "origin": "rule", "state": "proposed", "flags": "",
    }


def test_the_order_of_the_input_does_not_matter():
    """Rows are sorted by transcript, start, end and code, however the codings come."""
    corpus, codebook = make_corpus(), make_codebook()
    codings = make_codings(corpus)
    forward = codings_table(codings, corpus, codebook)
    assert codings_table(codings[::-1], corpus, codebook).equals(forward)
    assert list(forward[["transcript", "start"]].itertuples(index=False, name=None)) == sorted(
        forward[["transcript", "start"]].itertuples(index=False, name=None))


def test_a_participant_without_a_row_has_empty_attributes():
    """Nobody is dropped because nothing is known of them; numbers stay whole numbers beside what is missing."""
    corpus = make_corpus()
    table = codings_table(make_codings(corpus), corpus, make_codebook()).set_index("coding_id")
    unlisted = table[table["participant"] == "平乐访谈2"]
    assert len(unlisted) == 2
    assert list(unlisted["role"]) == ["", ""]
    assert unlisted["town"].isna().all()
    assert str(table["age"].dtype) == "Int64"


def test_attributes_that_clash_with_columns_get_a_suffix():
    """An attribute called text or text_attr never hides a column."""
    corpus = make_corpus()
    odd = Participant("DT-C01", {"text": "a", "text_attr": "b", "code": 1})
    corpus = Corpus(corpus.transcripts, (odd, *corpus.participants[1:]), corpus.links)
    table = codings_table(make_codings(corpus), corpus, make_codebook())
    assert table.iloc[0][["text", "text_attr", "text_attr_attr", "code_attr"]].to_list() == [
        "上面要求天天打卡。", "a", "b", 1]


def test_mixed_attribute_values_become_text():
    """A column of numbers and words is one type, so that every format can hold it."""
    corpus = make_corpus()
    odd = Participant("DT-C01", {"town": "大同镇", "role": "村支书/主任", "age": "五十多", "phone": True, "share": 0.5})
    table = participants_table(Corpus(corpus.transcripts, (odd, *corpus.participants[1:]), corpus.links))
    assert list(table["age"].dropna()) == ["五十多", "71", "39"]
    assert [str(table[name].dtype) for name in ("phone", "share")] == ["boolean", "Float64"]


def test_flags_and_rules_are_distinct():
    """A rule that matches twice is named once, and so is a flag."""
    corpus = make_corpus()
    coding = make_coding(corpus, "burden", "大同访谈1", "我们就是为了应付检查，截个图交上去。", "应付", "截个图",
                         rule="burden/r1", flags=("reported", "echo"))
    row = codings_table([coding], corpus, make_codebook()).iloc[0]
    assert (row["rule"], row["flags"]) == ("burden/r1", "reported;echo")


def test_a_coding_outside_the_corpus_keeps_its_quote():
    """The codings of a transcript that was left out are still listed with the words they kept."""
    corpus = make_corpus()
    table = codings_table(make_codings(corpus), corpus.subset(["大同访谈1"]), make_codebook())
    assert list(table["text"])[-1] == "我不會用手機。"
    assert len(table) == 9


def test_evidence_is_in_text_order_and_distinct():
    """Two rules that match the same words are one piece of evidence."""
    corpus = make_corpus()
    coding = make_codings(corpus)[1]
    twice = replace(coding, evidence=(*coding.evidence[::-1], coding.evidence[0]))
    assert write_evidence(twice, corpus.by_name["大同访谈1"].text) == "29-33:应付检查;34-37:截个图"


@given(ODD, ODD)
def test_evidence_reads_back(first: str, second: str):
    """Any surface, with semicolons, backslashes, line breaks and colons, reads back as it was written."""
    corpus = make_corpus()
    spans = (Span(0, len(first)), Span(len(first), len(first) + len(second)))
    coding = replace(make_codings(corpus)[0], evidence=(Evidence("r", spans),))
    cell = write_evidence(coding, first + second)
    assert read_evidence(cell) == [(spans[0], first), (spans[1], second)]


def test_a_cell_that_is_no_evidence_is_refused():
    """What does not begin with a place is not evidence."""
    with pytest.raises(ValueError, match="start-end"):
        read_evidence("打卡")


def test_units_of_all_speakers_are_listed():
    """Units keep their numbers because the interviewer's are counted; their words are what stands there."""
    corpus = make_corpus()
    table = units_table(corpus)
    assert list(table["unit_id"])[:3] == ["DT-C01#1", "DT-C01#2", "DT-C01#3"]
    assert list(table["speaker_role"].value_counts().sort_index().items()) == [
        ("interviewer", 7), ("other", 1), ("respondent", 12)]
    assert all(row.text == corpus.by_name[row.transcript].text[row.start : row.end] for row in table.itertuples())
    assert set(table.loc[table["speaker_role"] != "respondent", "participant"]) == {""}


@pytest.mark.parametrize("kind", [UnitKind.SENTENCE, UnitKind.TURN])
def test_characters_add_up(kind: UnitKind):
    """Whatever the unit, the respondents' characters are the same, notes left out."""
    corpus = make_corpus()
    table = units_table(corpus, kind)
    said = table[table["speaker_role"] == "respondent"]["characters"].sum()
    assert said == sum(respondent_characters(transcript) for transcript in corpus.transcripts)


def test_participants_who_never_speak_are_listed():
    """PL-C02 has a row in the attribute table and no interview: zero transcripts, not no row."""
    table = participants_table(make_corpus()).set_index("participant")
    assert list(table.columns) == ["town", "role", "age", "listed", "transcripts", "turns", "characters"]
    assert list(table.loc["PL-C02", ["listed", "transcripts", "turns", "characters"]]) == [True, 0, 0, 0]
    assert list(table.loc["DT-V02", ["listed", "transcripts", "turns", "characters"]]) == [True, 1, 2, 17]


def test_a_header_speaks_for_the_only_participant():
    """What the header says of 乡镇 holds where one person is interviewed and the table says nothing."""
    transcript = make_transcript("新", [("问", "好？"), ("答", "好。")], town="大同镇")
    corpus = Corpus((transcript,), (Participant("新", listed=False),), {("新", "答"): "新"})
    assert attribute_of(corpus, "新", "新", "town") == "大同镇"
    assert attribute_of(corpus, "新", "新", "role") is None


def test_names_fall_back():
    """Chinese, else English, else the id: a code that left the codebook still has a name."""
    codebook = make_codebook()
    english = Codebook("b", (replace(codebook.codes[0], name_zh=""),))
    assert [code_name(codebook, "decline"), code_name(english, "decline"), code_name(codebook, "gone")] == [
        "参与衰退", "Decline", "gone"]


def test_spoken_characters_of_every_unit_are_those_of_its_span():
    """Adding up once for a transcript gives what counting in each span gives; notes are not spoken."""
    transcript = make_transcript("甲", [("答", "我用不来（笑），娃儿会用。𠮷 ok？（停 顿）嗯。"), ("答", "（咳）")])
    noted = replace(transcript, notes=tuple(
        Note(Span(match.start(), match.end()), NoteKind.SOUND) for match in re.finditer("（[^）]*）", transcript.text)))
    table = units_table(Corpus((noted,)))
    expected = [count_characters(noted.text, Span(start, end), noted.notes)
                for start, end in zip(table["start"], table["end"], strict=True)]
    assert table["characters"].to_list() == expected
    assert sum(expected) == 12
