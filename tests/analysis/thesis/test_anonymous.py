"""Labels of people and interviews."""

from dataclasses import replace

import pytest

from qualcode.analysis.thesis.anonymous import anonymous
from qualcode.model import Corpus, Participant
from tests.factories import make_corpus, make_transcript


def one_interview(name: str, person: str, *, listed: bool) -> Corpus:
    """Return a corpus of one interview with one person."""
    made = make_transcript(name, [("答", "好。")])
    return Corpus((made,), (Participant(person, {}, listed),), {(name, "答"): person})


def test_ids_of_the_table_stay_and_names_of_files_do_not() -> None:
    """Who has a row keeps the id; who has none is R01, and so is what that person says."""
    labels = anonymous(make_corpus())
    assert labels.people == {"DT-C01": "DT-C01", "DT-V02": "DT-V02", "PL-V01": "PL-V01", "PL-C02": "PL-C02",
                             "平乐访谈2": "R01"}
    assert labels.unit("大同访谈1", "DT-C01#2") == "DT-C01#2"
    assert labels.unit("平乐访谈2", "平乐访谈2#3") == "R01#3"
    assert labels.hidden == {"R01": "平乐访谈2"}


@pytest.mark.parametrize(("name", "label"), [
    ("DT-V01", "DT-V01"), ("V12", "V12"), ("03", "03"), ("DT-V01#2", "DT-V01#2"), ("王书记", "R01"),
    ("WangFang", "R01"), ("WANGFANG1", "R01"), ("王书记1", "R01")])
def test_a_file_that_is_called_like_an_id_is_one(name: str, label: str) -> None:
    """A few capitals and a number are no name of a person; anything else may be one."""
    assert anonymous(one_interview(name, name, listed=False)).people == {name: label}


def test_a_group_has_a_label_of_its_own() -> None:
    """Where several people speak, ids begin with the file's name: it becomes I01, a label that nobody has yet."""
    made = make_transcript("座谈", [("甲", "好。"), ("乙", "对。")])
    people = (Participant("I01"), Participant("座谈/乙", {}, listed=False))
    corpus = Corpus((made,), people, {("座谈", "甲"): "I01", ("座谈", "乙"): "座谈/乙"})
    labels = anonymous(corpus)
    assert (labels.people, labels.transcripts) == ({"I01": "I01", "座谈/乙": "R01"}, {"座谈": "I02"})
    assert labels.unit("座谈", "座谈#2") == "I02#2"


def test_a_corpus_without_anybody_has_no_labels() -> None:
    """Nothing to call, nothing hidden."""
    labels = anonymous(replace(make_corpus(), transcripts=(), participants=(), links={}))
    assert (labels.people, labels.transcripts, labels.hidden) == ({}, {}, {})
