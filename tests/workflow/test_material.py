"""What a study gives to learn from: which units are read, and what is known of them."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model import Coding, Origin, Role, Span, Unit
from qualcode.settings import Settings, read_settings
from qualcode.store import Coder, Held
from qualcode.store.codings import put_codings
from qualcode.store.people import MODEL, SUGGESTER, put_coder
from qualcode.store.texts import text_sha
from qualcode.workflow import decide
from qualcode.workflow.material import Material, material, plain, shares, spoken_units
from qualcode.workflow.review import queue
from qualcode.workflow.seen import mark_seen
from qualcode.workflow.study import Study
from tests.workflow.study import make_project, opened, rewrite

#: Every sentence that a respondent of the small study says, and the codes that its rules propose there.
UNITS = {
    "PL-V01#2": "老人家不会用。", "PL-V01#3": "年轻人方便。", "PL-V01#5": "没得了。", "DT-V01#2": "我用不来。",
    "DT-V01#3": "娃儿会用，方便得很。", "DT-V01#5": "坐车也方便。", "DT-V01#6": "村上的人我信得过。",
}


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    """Return the settings of the small study."""
    return make_project(tmp_path / "study")


def unit(study: Study, name: str) -> Unit:
    """Return a unit by its id."""
    return next(one for one in spoken_units(study) if one.id == name)


def add(study: Study, code: str, name: str) -> None:
    """Code a unit by hand."""
    decide.add(study, code, unit(study, name).transcript, unit(study, name).span)


def proposal(study: Study, code: str, name: str) -> str:
    """Return the id of what the rules propose on a unit."""
    return next(str(one.coding.id) for one in queue(study, codes=[code], own=True)
                if one.coding and one.unit.id == name)


def known(found: Material) -> dict[str, dict[str, float | None]]:
    """Return what is known of each unit that people have read: code -> 1, 0, or None where nobody knows."""
    assert found.examples.read is not None
    return {
        passage.id: {code: None if np.isnan(value) else value
                     for code, value in zip(found.examples.codes, row, strict=True)}
        for passage, row, read in zip(found.examples.passages, found.examples.labels, found.examples.read, strict=True)
        if read}


def test_a_fresh_study_has_speech_and_no_examples(project: Settings) -> None:
    """Every sentence of a respondent as a passage, with its rules and what stands around it; nothing is known."""
    found = material(opened(project))
    assert [one.id for one in found.units] == [one.id for one in found.speech] == list(UNITS)
    assert {one.id: one.participant for one in found.speech} == {name: name[:6] for name in UNITS}
    assert {one.id: dict(one.proposed) for one in found.speech if one.proposed} == {
        "PL-V01#2": {"literacy": 1}, "PL-V01#3": {"convenience": 1}, "DT-V01#2": {"literacy": 1},
        "DT-V01#3": {"convenience": 1}, "DT-V01#5": {"convenience": 1}}
    assert (found.rows, found.examples.codes, found.examples.labels.shape) == ((), (), (0, 0))
    assert found.empty == ("literacy", "convenience", "trust")


def test_a_passage_has_what_stands_around_it(project: Settings) -> None:
    """The question, and the sentences before and after in the same turn."""
    around = {one.id: one.around for one in material(opened(project)).speech}
    asked = plain("平时用手机办事吗？")
    assert around["DT-V01#2"] == f"{asked} {plain('娃儿会用，方便得很。')}"
    assert around["DT-V01#3"] == f"{asked} {plain('我用不来。')}"
    assert around["PL-V01#5"] == plain("还有呢？")


def test_what_was_decided_is_read_and_known(project: Settings) -> None:
    """Accepted is 1, rejected is 0, and a code that nobody gave on a read unit is absent."""
    study = opened(project)
    decide.accept(study, [proposal(study, "literacy", "PL-V01#2")])
    decide.reject(study, [proposal(study, "literacy", "DT-V01#2")])
    add(study, "trust", "DT-V01#6")
    found = material(study)
    assert known(found) == {
        "PL-V01#2": {"literacy": 1.0, "trust": 0.0}, "DT-V01#2": {"literacy": 0.0, "trust": 0.0},
        "DT-V01#6": {"literacy": 0.0, "trust": 1.0}}
    assert found.empty == ("convenience",)


def test_an_open_proposal_is_unknown_until_somebody_went_through_the_unit(project: Settings) -> None:
    """Who decides on one proposal has not said anything of the other; who leaves a whole unit behind has."""
    study = opened(project)
    decide.accept(study, [proposal(study, "convenience", "PL-V01#3")])
    add(study, "trust", "DT-V01#3")
    assert known(material(study))["DT-V01#3"] == {"convenience": None, "trust": 1.0}
    mark_seen(study, "", unit(study, "DT-V01#3"))
    assert known(material(study))["DT-V01#3"] == {"convenience": 0.0, "trust": 1.0}


def test_a_unit_that_was_only_gone_through_is_read(project: Settings) -> None:
    """For a plan or without one; every code is absent there."""
    study = opened(project)
    add(study, "trust", "DT-V01#6")
    mark_seen(study, "some plan", unit(study, "PL-V01#5"))
    mark_seen(study, "", unit(study, "PL-V01#2"))
    assert known(material(study)) == {
        "PL-V01#2": {"trust": 0.0}, "PL-V01#5": {"trust": 0.0}, "DT-V01#6": {"trust": 1.0}}


def test_where_people_differ_nobody_knows(project: Settings) -> None:
    """Also where both went through the unit; what the team settles is known again."""
    first = opened(project)
    with first.store.writing("王芳", "coder-add") as operation:
        put_coder(operation, Coder("李雷"))
    add(first, "literacy", "PL-V01#2")
    key = proposal(first, "literacy", "DT-V01#2")
    decide.accept(first, [key])
    decide.reject(opened(project, "李雷"), [key])
    mark_seen(first, "", unit(first, "DT-V01#2"))
    assert known(material(first)) == {"PL-V01#2": {"literacy": 1.0}, "DT-V01#2": {"literacy": None}}
    decide.reject(opened(project, "consensus"), [key])
    assert known(material(first))["DT-V01#2"] == {"literacy": 0.0}


def test_a_coding_over_two_sentences_belongs_to_both(project: Settings) -> None:
    """Each of them lies in it."""
    study = opened(project)
    span = Span(unit(study, "DT-V01#2").span.start, unit(study, "DT-V01#3").span.end)
    decide.add(study, "trust", "甲", span)
    assert known(material(study)) == {"DT-V01#2": {"trust": 1.0}, "DT-V01#3": {"trust": 1.0}}


def test_a_coding_that_reaches_into_the_next_sentence_is_not_the_next_ones(project: Settings) -> None:
    """Less than half of either."""
    study = opened(project)
    span = Span(unit(study, "DT-V01#2").span.start, unit(study, "DT-V01#3").span.start + 1)
    decide.add(study, "trust", "甲", span)
    assert list(known(material(study))) == ["DT-V01#2"]


@pytest.mark.parametrize(("segment", "expected"), [
    ((10, 20), True), ((10, 15), True), ((15, 30), True), ((16, 40), False), ((18, 22), True), ((19, 22), False),
    ((0, 100), True), ((20, 30), False),
])
def test_half_of_the_unit_or_of_the_segment_is_enough(segment: tuple[int, int], expected: bool) -> None:
    """Of a unit from 10 to 20."""
    assert shares(Span(10, 20), Span(*segment)) is expected


SPANS = st.tuples(st.integers(0, 30), st.integers(1, 20)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))


@given(SPANS, SPANS)
def test_sharing_is_mutual_and_needs_a_common_character(one: Span, two: Span) -> None:
    """Whichever is the unit; one inside the other always shares."""
    assert shares(one, two) is shares(two, one)
    assert not shares(one, two) or one.overlaps(two)
    assert shares(one, two) or not one.contains(two)


def test_what_interviewers_say_is_never_learnt_from(project: Settings) -> None:
    """A code on a question has no example."""
    study = opened(project)
    decide.add(study, "trust", "甲", study.corpus.by_name["甲"].turns[0].body)
    found = material(study)
    assert (found.examples.codes, found.rows) == (("trust",), ())
    assert all(study.corpus.by_name[one.transcript].turns[one.turn].role is Role.RESPONDENT for one in found.units)


def test_what_nobody_said_is_blank(project: Settings) -> None:
    """A note in brackets has no words; the passage is as long as its unit."""
    rewrite(project, "乙", "没得了。", "没（笑）得了。")
    found = material(opened(project))
    passage = next(one for one in found.speech if one.id == "PL-V01#5")
    assert (passage.text, len(passage.text)) == ("没   得了。", len(found.units[2].span))


def test_traditional_and_full_width_text_is_compared_as_simplified(project: Settings) -> None:
    """The same sentence in another script is the same passage."""
    before = material(opened(project)).speech[3].text
    rewrite(project, "甲", "我用不来。", "我用不來。")
    assert material(opened(project)).speech[3].text == before
    assert plain("我不會用ＡＢ１") == plain("我不会用ab1")


def test_each_passage_is_as_long_as_its_unit(project: Settings) -> None:
    """Whatever stands there: so its offsets are the text's."""
    rewrite(project, "乙", "没得了。", "𠮷野家\u200b😀ＡＢ，\ufeff没得了。")
    found = material(opened(project))
    assert [len(one.text) for one in found.speech] == [len(one.span) for one in found.units]


def test_the_codebooks_examples_are_known_for_their_own_code_only(project: Settings) -> None:
    """An example is 1 and a counter-example 0 where it stands, at half weight; of other codes nobody knows."""
    book = project.root / "book.yaml"
    book.write_text(book.read_text(encoding="utf-8").replace(
        "terms: [方便], definition: d}",
        "terms: [方便], definition: d, examples: [{q: 坐車呢？, a: 方便。}], counter_examples: [不方便。]}"
    ), encoding="utf-8")
    study = opened(project)
    add(study, "convenience", "PL-V01#3")
    add(study, "trust", "DT-V01#6")
    weak = material(study).weak
    assert [(one.text, one.around, one.participant) for one in weak.passages] == [
        ("方便。", plain("坐车呢？"), ""), ("不方便。", "", "")]
    np.testing.assert_array_equal(weak.labels, [[1.0, np.nan], [0.0, np.nan]])
    assert (weak.codes, weak.weights.tolist()) == (("convenience", "trust"), [0.5, 0.5])


def test_what_was_suggested_is_not_learnt_from(project: Settings) -> None:
    """A model does not learn from itself, neither as a proposal nor as something left open."""
    study = opened(project)
    add(study, "trust", "DT-V01#6")
    mark_seen(study, "", unit(study, "PL-V01#5"))
    before = material(study)
    place = unit(study, "PL-V01#5")
    bare = Coding("5u99e57", "trust", "乙", place.span, place, "", coder=SUGGESTER, origin=Origin.MODEL)
    with study.store.writing("王芳", "suggest") as operation:
        put_coder(operation, Coder(SUGGESTER, MODEL))
        put_codings(operation, [Held(study.places.placed(bare, "乙", place.span),
                                     text_sha(study.corpus.by_name["乙"].text))])
    after = material(study)
    assert (after.speech, known(after)) == (before.speech, known(before))


def test_turns_are_learnt_from_where_turns_are_coded(project: Settings) -> None:
    """The unit of the settings; a coding of a sentence belongs to its turn."""
    path = project.root / "qualcode.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\n[coding]\nunit = "turn"\n', encoding="utf-8")
    study = opened(read_settings(project.root))
    sentence = study.places.units("甲")[0][5]
    decide.add(study, "trust", "甲", sentence.span)
    found = material(study)
    assert [one.id for one in found.units] == ["PL-V01@2", "PL-V01@4", "DT-V01@2", "DT-V01@4"]
    assert known(found) == {"DT-V01@4": {"trust": 1.0}}
    assert found.speech[3].text == plain("坐车也方便。村上的人我信得过。")


def test_beside_proposals_that_were_decided_units_without_one_are_taken_to_have_no_code(project: Settings) -> None:
    """All five proposals are decided, so both silent units are taken; one that was looked through is read instead."""
    study = opened(project)
    decide.accept(study, [one.coding.id for one in queue(study) if one.coding])
    found = material(study)
    assert found.examples.read is not None
    assert [one.id for one in found.examples.passages] == list(UNITS)
    assert found.examples.read.tolist() == [name not in {"PL-V01#5", "DT-V01#6"} for name in UNITS]
    assert found.examples.labels[[2, 6]].tolist() == [[0.0, 0.0], [0.0, 0.0]]
    mark_seen(study, "", unit(study, "PL-V01#5"))
    found = material(study)
    assert found.examples.read is not None
    assert found.examples.read.tolist() == [name != "DT-V01#6" for name in UNITS]
