"""Which units everyone codes."""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import floor, nan
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.sampling import allocate, draw_sample, sample_table, strata_table
from qualcode.errors import NotComputableError, UsageError
from qualcode.model import Corpus, Participant
from tests.factories import make_corpus, make_transcript

CORPUS = make_corpus()
WORDS = ["用得多。", "不会用。", "𠮷野家😀也用。", "ＡＰＰ卸载了。", "群里\u200b说一声。", "截个图。"]


def make_study(sizes, towns=("大同镇", "平乐镇", "")):
    """Build one transcript a size, with so many answers; towns in turn, none where it is empty."""
    transcripts, people, links = [], [], {}
    for number, size in enumerate(sizes):
        name, person = f"访谈{number:02}", f"V{number:02}"
        turns = [(who, words) for at in range(size)
                 for who, words in (("问", f"第{at}问？"), ("答", WORDS[at % 6] + WORDS[at // 6 % 6]))]
        transcripts.append(make_transcript(name, turns))
        people.append(Participant(person, {"town": towns[number % len(towns)] or None, "age": 40 + number % 2}))
        links[name, "答"] = person
    return Corpus(tuple(transcripts), tuple(people), links)


STUDY = make_study([20, 10, 5, 15])
studies = st.lists(st.integers(1, 9), min_size=1, max_size=6).map(make_study)
shares = st.integers(1, 100).map(lambda number: number / 100)


def ids(sample):
    """Return the ids of the units drawn."""
    return [unit.id for unit in sample.units]


def test_a_plan_by_town():
    """35, 10 and 5 answers at a fifth: 7, 2 and 1; the town that is not stated comes last."""
    sample = draw_sample(STUDY, share=0.2, by="town")
    assert [(row.label, row.n_units, row.n_drawn, row.participants) for row in sample.strata] == [
        ("大同镇", 35, 7, 2), ("平乐镇", 10, 2, 1), ("not stated", 5, 1, 1)]
    assert Counter(sample.labels) == {"大同镇": 7, "平乐镇": 2, "not stated": 1}
    assert strata_table(sample).to_numpy().tolist() == [
        ["大同镇", 35, 7, 2], ["平乐镇", 10, 2, 1], ["not stated", 5, 1, 1]]
    assert sample.caption == (
        "Drawn: 10 of 50 turns of respondents. Strata by town, in proportion by largest remainders, at least one of "
        "each. Share 0.2, seed 7; ranked by SHA-256 of seed, transcript, number and words.")


def test_the_same_units_everywhere():
    """What a seed draws is written down here: another machine, version or order of files draws the same."""
    assert ids(draw_sample(CORPUS, share=0.4)) == ["DT-C01@4", "DT-V02@2", "PL-V01@4"]
    assert ids(draw_sample(CORPUS, share=0.25, unit="sentence")) == ["DT-C01#4", "DT-C01#6", "PL-V01#4"]


def test_hash_randomisation_changes_nothing():
    """Another process with another hash seed draws the same plan."""
    code = ("from tests.analysis.test_sampling import STUDY, ids; from qualcode.analysis.sampling import draw_sample; "
            "print(ids(draw_sample(STUDY, share=0.3, by=['town', 'age'])))")
    printed = set()
    for hash_seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONUTF8": "1"},
            cwd=Path(__file__).parents[2], capture_output=True, text=True, encoding="utf-8", check=True)
        printed.add(run.stdout.strip())
    assert printed == {str(ids(draw_sample(STUDY, share=0.3, by=["town", "age"])))}


@given(studies, shares, st.sampled_from(["", "town", "age"]), st.sampled_from(["turn", "sentence", "transcript"]),
       st.randoms())
def test_the_order_of_files_and_people_changes_nothing(corpus, share, by, unit, random):
    """Two colleagues with the same files get the same plan."""
    shuffled, people = list(corpus.transcripts), list(corpus.participants)
    random.shuffle(shuffled)
    random.shuffle(people)
    other = Corpus(tuple(shuffled), tuple(people), dict(reversed(corpus.links.items())))
    sample = draw_sample(corpus, share=share, by=by, unit=unit)
    assert sample == draw_sample(other, share=share, by=by, unit=unit)
    assert list(sample.units) == sorted(sample.units, key=lambda item: (item.transcript, item.number))


@given(st.lists(st.integers(1, 60), min_size=1, max_size=12), st.integers(1, 1000).map(lambda number: number / 1000))
def test_allocation_adds_up(sizes, share):
    """The total is the share rounded, nobody gets more than there is, and every stratum at least one."""
    seats = allocate(sizes, share)
    assert sum(seats) == max(floor(Fraction(str(share)) * sum(sizes) + Fraction(1, 2)), len(sizes))
    assert all(1 <= seat <= size for seat, size in zip(seats, sizes, strict=True))
    if min(Fraction(sum(seats) * size, sum(sizes)) for size in sizes) >= 1:
        assert all(abs(seat - Fraction(sum(seats) * size, sum(sizes))) < 1
                   for seat, size in zip(seats, sizes, strict=True))


@pytest.mark.parametrize(("sizes", "share", "seats"), [
    ([50, 30, 20], 0.1, [5, 3, 2]),
    ([53, 27, 20], 0.1, [5, 3, 2]),  # 5.3, 2.7, 2.0: the remainder goes to 2.7
    ([96, 3, 1], 0.05, [3, 1, 1]),  # one each first; the largest gives
    ([5, 5], 0.35, [2, 2]),  # 3.5 is 4, though 0.35 * 10 is less in binary
    ([1, 1, 1], 0.01, [1, 1, 1]),
    ([10, 10, 10], 0.34, [4, 3, 3]),  # equal remainders: the first
    ([7, 2], 1, [7, 2]),
])
def test_allocation_by_hand(sizes, share, seats):
    """Largest remainders, worked out by hand."""
    assert allocate(sizes, share) == seats


@given(studies, shares)
def test_only_respondents_are_drawn(corpus, share):
    """No unit is the interviewer's, none comes twice, and a sample is what its strata say."""
    sample = draw_sample(corpus, share=share, by="town")
    table = sample_table(sample, corpus)
    assert len(set(ids(sample))) == len(sample.units) == sum(row.n_drawn for row in sample.strata)
    assert all(corpus.by_name[unit.transcript].turns[unit.turn].label == "答" for unit in sample.units)
    assert [corpus.by_name[row.transcript].text[row.start:row.end] for row in table.itertuples()] == list(table["text"])
    assert all(question.endswith("问？") for question in table["question"])


def test_all_of_them():
    """A share of 1 draws every unit of every respondent."""
    assert len(draw_sample(CORPUS, share=1, unit="sentence").units) == 12
    assert len(draw_sample(CORPUS, share=1).units) == 7


def test_the_sample_table():
    """Who says it in which turn of which stratum, and what was asked."""
    table = sample_table(draw_sample(CORPUS, share=1, by=["town", "role"]), CORPUS)
    assert table.iloc[-1].to_dict() == {
        "unit_id": "平乐访谈2@2", "transcript": "平乐访谈2", "participant": "平乐访谈2", "turn": 2,
        "stratum": "not stated / not stated", "start": 11, "end": 27, "text": "下載了就沒打開過。我不會用手機。",
        "question": "平台怎么样？",
    }
    assert list(dict.fromkeys(table["stratum"])) == [
        "大同镇 / 村支书/主任", "大同镇 / 普通村民", "平乐镇 / 普通村民", "not stated / not stated"]


def test_a_larger_share_keeps_what_was_drawn():
    """Without strata a tenth is inside a fifth: what was coded already is not lost."""
    drawn = [set(ids(draw_sample(STUDY, share=share))) for share in (0.1, 0.2, 0.5, 1)]
    assert all(small < large for small, large in pairwise(drawn))


def test_a_further_interview_changes_little():
    """Of a sample by transcript nothing moves when another interview comes; without strata few units do."""
    more = make_study([20, 10, 5, 15, 10])
    old, new = (draw_sample(corpus, share=0.2, by="transcript") for corpus in (STUDY, more))
    assert set(ids(old)) < set(ids(new))
    left = set(ids(draw_sample(STUDY, share=0.2))) - set(ids(draw_sample(more, share=0.2)))
    assert len(left) <= 2


def test_another_seed_draws_another_sample():
    """The seed is all that chance depends on."""
    assert ids(draw_sample(STUDY, share=0.2, seed=7)) == ids(draw_sample(STUDY, share=0.2))
    assert ids(draw_sample(STUDY, share=0.2, seed=8)) != ids(draw_sample(STUDY, share=0.2))


def test_every_unit_has_the_same_chance():
    """Over 600 seeds each of 50 answers is drawn about 120 times: chi-square below its 99.9 % point at 49."""
    drawn = Counter(name for seed in range(600) for name in ids(draw_sample(STUDY, share=0.2, seed=seed)))
    expected = 600 * 10 / 50
    # drawn without replacement, so the statistic is smaller by 1 - 10/50
    assert sum((drawn[unit] - expected) ** 2 / expected for unit in ids(draw_sample(STUDY, share=1))) < 85.4 * 0.8


def test_a_name_that_a_file_system_took_apart():
    """The same file is the same interview on a Mac: é as one character or as two."""
    samples = []
    for name in ("caf\u00e9", "cafe\u0301"):
        only = replace(STUDY.transcripts[0], name=name)
        samples.append(draw_sample(Corpus((only,), STUDY.participants, {(name, "答"): "V00"}), share=0.3))
    assert ids(samples[0]) == ids(samples[1])


def test_whole_transcripts():
    """One of two transcripts a town; all its answers are to be coded; the number of units is said."""
    corpus = make_study([4, 3, 2, 5], towns=("大同镇", "平乐镇"))
    sample = draw_sample(corpus, share=0.5, by="town", unit="transcript")
    assert [(row.label, row.n_units, row.n_drawn, row.participants) for row in sample.strata] == [
        ("大同镇", 2, 1, 2), ("平乐镇", 2, 1, 2)]
    names = {unit.transcript for unit in sample.units}
    answers = [turn for name in names for turn in corpus.by_name[name].turns if turn.label == "答"]
    assert (len(names), len(sample.units)) == (2, len(answers))
    assert sample.caption.endswith(f"Units to code: {len(answers)}.")


def test_whole_transcripts_by_header_and_by_people():
    """A header's attribute stands above the people's; people who differ make it "not stated"."""
    turns = [("问", "好吗？"), ("甲", "好。"), ("乙", "不好。")]
    people = (Participant("A", {"town": "大同镇"}), Participant("B", {"town": "平乐镇"}))
    links = {(name, label): who for name in ("一", "二") for label, who in (("甲", "A"), ("乙", "B"))}
    corpus = Corpus((make_transcript("一", turns), make_transcript("二", turns, town="龙门镇")), people, links)
    by_town = draw_sample(corpus, share=1, by="town", unit="transcript")
    assert [(row.label, row.participants) for row in by_town.strata] == [("龙门镇", 2), ("not stated", 2)]
    by_person = draw_sample(corpus, share=1, by=("participant", "transcript"), unit="transcript")
    assert [row.label for row in by_person.strata] == ["A, B / 一", "A, B / 二"]
    by_unit = draw_sample(corpus, share=1, by="participant")
    assert [(row.label, row.n_units) for row in by_unit.strata] == [("A", 2), ("B", 2)]


def test_without_strata_there_is_one():
    """Everything is one stratum, and its label says so."""
    assert [row.label for row in draw_sample(STUDY, share=0.1).strata] == ["all"]


@pytest.mark.parametrize(("options", "message"), [
    ({"share": 0}, "the share is 0; give more than 0 and at most 1, such as 0.2"),
    ({"share": 1.5}, "the share is 1.5; give more than 0 and at most 1, such as 0.2"),
    ({"share": nan}, "the share is nan; give more than 0 and at most 1, such as 0.2"),
    ({"share": 0.2, "unit": "page"}, "page: no such unit to draw; choose among turn, sentence, transcript"),
    ({"share": 0.2, "by": ["town", "shoe"]},
     "shoe: no participant has such an attribute; choose one of transcript, participant, town, age"),
])
def test_what_cannot_be_drawn(options, message):
    """The message says what is off and what to give."""
    with pytest.raises(UsageError) as caught:
        draw_sample(STUDY, **options)
    assert str(caught.value) == message


def test_nobody_says_anything():
    """A corpus of questions has no sample, and the message says where to look."""
    with pytest.raises(NotComputableError) as caught:
        draw_sample(Corpus((make_transcript("空", [("问", "在吗？"), ("答", "")]),)), share=0.2)
    assert str(caught.value) == "no respondent says anything here; check the speakers' roles, then draw again"
