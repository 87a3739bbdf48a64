"""What a coder is to read next, and what counts as read."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.reading_order import Reason
from qualcode.analysis.tables import iter_spoken_units
from qualcode.errors import UsageError
from qualcode.model import Role, State, UnitKind
from qualcode.settings import Settings, read_settings
from qualcode.store import Coder
from qualcode.store.people import put_coder
from qualcode.workflow import decide
from qualcode.workflow.learn import chances
from qualcode.workflow.reading import Order, ReadShare, gone_through, items, order, so_far, unread, with_rules
from qualcode.workflow.review import queue
from qualcode.workflow.reviewing import Outcome, Review
from qualcode.workflow.sample import sample
from qualcode.workflow.seen import mark_seen, seen_spans
from qualcode.workflow.study import Study, records
from tests.factories import make_corpus
from tests.workflow.study import make_project, opened, rewrite

EVERY = ["PL-V01#2", "PL-V01#3", "PL-V01#5", "DT-V01#2", "DT-V01#3", "DT-V01#5", "DT-V01#6"]


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    """Return the settings of the small study."""
    return make_project(tmp_path / "study")


def add_coder(study: Study, name: str, *, blind: bool = False) -> None:
    """Add a coder to the study."""
    with study.store.writing("王芳", "coder-add") as operation:
        put_coder(operation, Coder(name, blind=blind))


def mark(study: Study, *names: str, plan: str = "") -> None:
    """Note that the acting coder has gone through units."""
    spoken = so_far(study).spoken
    for name in names:
        mark_seen(study, plan, spoken[name].unit)


def way(study: Study, limit: int) -> Review:
    """Return the way through what is unread, without a model."""
    def more() -> list:
        return items(study, order(study, limit=limit, chances={}))

    return Review(study, more(), lambda: unread(study), more)


# -- what is read ------------------------------------------------------------------------------------------------------


def test_a_fresh_study_is_unread(project: Settings) -> None:
    """Units are the respondents' sentences, in the order of the text; nobody's characters are read."""
    now = so_far(opened(project))
    assert (list(now.spoken), now.read, now.picks) == (EVERY, frozenset(), ())
    assert now.share() == ReadShare("", 7, 0, 39, 0)
    assert now.by_town() == (ReadShare("平乐镇", 3, 0, 14, 0), ReadShare("大同镇", 4, 0, 25, 0))


def test_what_was_decided_or_gone_through_is_read(project: Settings) -> None:
    """A decision of any kind, a coding of one's own, a mark of a plan and a mark without one."""
    study = opened(project)
    first, second = (one.coding.id for one in queue(study)[:2] if one.coding)
    decide.accept(study, [first])
    decide.reject(study, [second])
    decide.add(study, "trust", "甲", study.corpus.by_name["甲"].turns[3].body)
    mark(study, "DT-V01#2", plan="some plan")
    mark(study, "DT-V01#3")
    assert sorted(so_far(study).read) == ["DT-V01#2", "DT-V01#3", "DT-V01#5", "DT-V01#6", "PL-V01#2", "PL-V01#3"]
    share = so_far(study).share()
    assert (share.units_read, share.characters_read, share.share_of_units) == (6, 36, 6 / 7)


def test_others_reading_does_not_count(project: Settings) -> None:
    """Everybody reads for oneself; asked for all, what anybody went through is there."""
    study = opened(project)
    mark(study, "DT-V01#2")
    decide.accept(study, [one.coding.id for one in queue(study)[:1] if one.coding])
    add_coder(study, "李雷")
    other = opened(project, "李雷")
    every = [one.unit for one in so_far(other).spoken.values()]
    assert so_far(other).read == frozenset()
    assert [unit.id for unit in gone_through(other, every)] == ["DT-V01#2"]
    assert gone_through(other, every, "李雷") == []


def test_marks_stay_in_a_corrected_and_renamed_transcript(project: Settings) -> None:
    """They move with the words, and with the file."""
    study = opened(project)
    mark(study, "DT-V01#3", "PL-V01#5")
    rewrite(project, "甲", "问：平时用手机办事吗？\n", "问：你好，\ufeff𠮷😀\r\n问：平时用手机办事吗？\n")
    (project.transcripts / "乙.txt").rename(project.transcripts / "丁.txt")
    people = project.transcripts / "participants.csv"
    people.write_text(people.read_text("utf-8-sig").replace("乙", "丁"), encoding="utf-8-sig")
    later = opened(project)
    words = {span.of(later.corpus.by_name[name].text) for name, span in seen_spans(later, "王芳")}
    assert words == {"娃儿会用，方便得很。", "没得了。"}
    assert {so_far(later).spoken[name].unit.span.of(later.corpus.by_name["甲" if name[0] == "D" else "丁"].text)
            for name in so_far(later).read} == words


def test_marks_of_next_are_none_of_a_plan(project: Settings) -> None:
    """A plan's units are asked for all the same; what was gone through for the plan is read."""
    study = opened(project)
    sample(study, share=1.0, unit="sentence")
    mark(study, "DT-V01#2")
    assert len(queue(study, sample="sample", by_hand=True)) == 7
    mark(study, "DT-V01#3", plan="sample")
    assert len(queue(study, sample="sample", by_hand=True)) == 6
    assert len(queue(study, sample="all", by_hand=True)) == 6
    assert sorted(so_far(study).read) == ["DT-V01#2", "DT-V01#3"]


def test_a_turn_is_read_when_half_of_it_is(project: Settings) -> None:
    """Of a turn 坐车也方便。村上的人我信得过。 the first sentence is less than half, the second more."""
    (project.root / "qualcode.toml").write_text(
        (project.root / "qualcode.toml").read_text("utf-8") + '\n[coding]\nunit = "turn"\n', encoding="utf-8")
    study = opened(read_settings(project.root))
    assert list(so_far(study).spoken) == ["PL-V01@2", "PL-V01@4", "DT-V01@2", "DT-V01@4"]
    sentences = [unit for unit in study.places.units("甲")[0] if unit.turn == 3]
    mark_seen(study, "", sentences[0])
    assert so_far(study).read == frozenset()
    mark_seen(study, "", sentences[1])
    assert so_far(study).read == {"DT-V01@4"}


def test_undo_makes_it_unread(project: Settings) -> None:
    """A mark that was taken back is none."""
    study = opened(project)
    review = way(study, 20)
    while review.current and review.current.item.kind.value != "unit":
        review.next()
    review.next()
    assert len(so_far(study).read) == 1
    assert review.undo() == "seen"
    assert so_far(study).read == frozenset()


def test_without_words_a_share_is_missing(project: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no number, and there is a reason."""
    monkeypatch.setenv("QUALCODE_LANG", "en")
    share = ReadShare("", 0, 0, 0, 0)
    assert [str(share.share_of_units), str(share.share_of_characters)] == ["nan", "nan"]
    assert (share.reason, ReadShare("", 1, 0, 4, 0).reason) == ("no respondent says anything here", "")


@given(st.sets(st.integers(0, 8)), st.sets(st.integers(0, 8)))
def test_shares_are_counted_once(done: set[int], further: set[int]) -> None:
    """What is read and said to be read once more is not read twice; the towns add up to the whole."""
    corpus = make_corpus()
    every = [one for one in iter_spoken_units(corpus, UnitKind.SENTENCE) if one.role is Role.RESPONDENT]
    spoken = {one.unit.id: one for one in every}
    town_of = {one.participant: "大同镇" if one.participant.startswith("DT") else "" for one in every}
    names = list(spoken)
    now = Order((), frozenset(names[place] for place in done), spoken, town_of)
    assert now.share([names[place] for place in further]).units_read == len(done | further)
    towns = now.by_town()
    assert [sum(numbers) for numbers in zip(*((one.units, one.units_read, one.characters_read) for one in towns),
                                            strict=True)] == [
        len(spoken), len(done), sum(spoken[names[place]].characters for place in done)]


# -- the order ---------------------------------------------------------------------------------------------------------


def test_chances_make_the_order(project: Settings) -> None:
    """The likely place of a code without examples first; then what is unsure and what is read least."""
    study = opened(project)
    chances = {name: {"literacy": 0.001, "convenience": 0.001, "trust": 0.001} for name in EVERY}
    chances["DT-V01#6"]["trust"] = 0.8
    found = order(study, chances=chances, limit=1)
    assert [(one.unit, one.reason, one.code, one.chance) for one in found.picks] == [
        ("DT-V01#6", Reason.RARE, "trust", 0.8)]
    assert {one.unit for one in order(study, chances=chances).picks} == set(EVERY)


def test_examples_make_a_code_weigh_less(project: Settings) -> None:
    """Where literacy has an accepted coding, a place of convenience comes first."""
    study = opened(project)
    chances = {"DT-V01#5": {"literacy": 0.6, "convenience": 0.0}, "DT-V01#6": {"literacy": 0.0, "convenience": 0.5}}
    assert order(study, chances=chances, limit=1).picks[0].unit == "DT-V01#5"
    decide.accept(study, [one.coding.id for one in queue(study, codes=["literacy"])[:1] if one.coding])
    assert order(study, chances=chances, limit=1).picks[0].unit == "DT-V01#6"


def test_rules_stand_in_where_nothing_was_learnt(project: Settings) -> None:
    """Half before anybody decided; afterwards by the rule and by all rules; a code that was learnt needs no rules."""
    study = opened(project)
    units = [one.unit for one in so_far(study).spoken.values()]
    assert with_rules({}, units, records(study)) == {
        "PL-V01#2": {"literacy": 0.5}, "PL-V01#3": {"convenience": 0.5}, "DT-V01#2": {"literacy": 0.5},
        "DT-V01#3": {"convenience": 0.5}, "DT-V01#5": {"convenience": 0.5}}
    decide.reject(study, [one.coding.id for one in queue(study, codes=["convenience"])[:2] if one.coding])
    # 0 of 2 accepted over all rules: q = 1/4; of convenience/t1 (0 + 2/4) / (2 + 2)
    found = with_rules({"DT-V01#6": {"trust": 0.1}}, units, records(study))
    assert found["DT-V01#6"] == {"trust": 0.1}
    assert (found["DT-V01#2"]["literacy"], found["DT-V01#5"]["convenience"]) == (0.25, 0.125)
    assert with_rules({"DT-V01#6": {"convenience": 0.1}}, units, records(study)).get("DT-V01#5") is None


def test_what_rules_propose_on_units_gone_through_is_decided(project: Settings) -> None:
    """Left open it counts as rejected, and as accepted where the code was given by hand; others' reading counts too."""
    study = opened(project)
    mark(study, "DT-V01#3", "DT-V01#5", "DT-V01#2")
    decide.add(study, "literacy", "甲", so_far(study).spoken["DT-V01#2"].unit.span)
    # 1 of 3 over all rules: q = 2/5; of convenience/t1 (0 + 4/5) / (2 + 2), of literacy/t1 4/5 / 2: t2 found the other
    add_coder(study, "李雷")
    for coder in ("王芳", "李雷"):
        picks = {one.unit: one for one in order(opened(project, coder), chances={}).picks}
        assert (picks["PL-V01#3"].code, picks["PL-V01#3"].chance) == ("convenience", pytest.approx(0.2))
        assert (picks["PL-V01#2"].code, picks["PL-V01#2"].chance) == ("literacy", pytest.approx(0.4))


def test_the_order_is_narrowed(project: Settings) -> None:
    """By attributes of who speaks, and by codes for all but coverage."""
    study = opened(project)
    found = order(study, chances={}, where={"town": "大同镇"})
    assert {one.unit for one in found.picks} == set(EVERY[3:])
    assert found.share().units == 7
    likely = [one for one in order(study, chances={}, codes=["literacy"]).picks if one.reason is not Reason.COVERAGE]
    assert {(one.unit, one.code) for one in likely} == {("PL-V01#2", "literacy"), ("DT-V01#2", "literacy")}


@pytest.mark.parametrize(("options", "message"), [
    ({"codes": ["no_such"]}, "no_such: no such code; choose among literacy, convenience, trust"),
    ({"where": {"no_such": "1"}}, "no_such: no participant has such an attribute; choose one of "
                                  "transcript, participant, town, role, role_group"),
])
def test_what_does_not_exist_is_refused(
    project: Settings, options: dict, message: str, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The message says what there is."""
    monkeypatch.setenv("QUALCODE_LANG", "en")
    with pytest.raises(UsageError) as error:
        order(opened(project), chances={}, **options)
    assert str(error.value) == message


def test_a_blind_coder_gets_an_order_of_their_own(project: Settings) -> None:
    """What others decided moves nothing: no model, no decisions, no examples but the coder's own."""
    study = opened(project)
    add_coder(study, "李雷", blind=True)
    before = order(opened(project, "李雷")).picks
    decide.accept(study, [one.coding.id for one in queue(study) if one.coding])
    decide.add(study, "trust", "甲", study.corpus.by_name["甲"].turns[3].body)
    mark(study, "DT-V01#3", "DT-V01#5")
    assert order(opened(project, "李雷")).picks == before
    assert {one.chance for one in before} == {0.5, None}


def test_what_people_accepted_is_learnt(project: Settings) -> None:
    """With codings of two people there is a model, whose chances are those of the order; rules add other codes."""
    study = opened(project)
    decide.accept(study, [one.coding.id for one in queue(study, codes=["literacy"]) if one.coding])
    said, picks = chances(study), order(study).picks
    likely = [one for one in picks if one.code == "literacy"]
    assert [one.chance for one in likely] == [said[one.unit]["literacy"] for one in likely]
    assert {code for row in said.values() for code in row} == {"literacy"}
    assert {one.code for one in picks} == {"literacy", "convenience", ""}


# -- the way through it ------------------------------------------------------------------------------------------------


def test_proposals_come_before_their_unit(project: Settings) -> None:
    """With the reason why the passage comes; units in the order of the picks."""
    study = opened(project)
    found = order(study, chances={})
    shown = items(study, found)
    assert [one.unit.id for one in shown if one.kind.value == "unit"] == [one.unit for one in found.picks]
    assert [(one.kind.value, one.code, one.unit.id) for one in shown[:2]] == [
        ("proposal", found.picks[0].code, found.picks[0].unit), ("unit", "", found.picks[0].unit)]
    assert [one.why for one in shown[:2]] == [found.picks[0]] * 2
    assert len(shown) == 7 + 5


def test_a_session_goes_on_with_a_new_order(project: Settings) -> None:
    """After two passages the next two come, until everything is read; nothing comes twice."""
    study = opened(project)
    review = way(study, 2)
    first = len(review.seats)
    while review.current is not None:
        review.next()
    gone = [seat.item.unit.id for seat in review.seats if seat.item.kind.value == "unit"]
    assert first < len(review.seats)
    assert sorted(gone) == sorted(EVERY)
    assert so_far(study).read == frozenset(EVERY)
    assert items(study, order(study, chances={})) == []


def test_undo_of_an_earlier_session_brings_its_passage_back(project: Settings) -> None:
    """And nothing else."""
    study = opened(project)
    mark(study, "DT-V01#6")
    review = way(study, 1)
    assert review.undo() == "seen"
    assert [seat.item.unit.id for seat in review.seats[:1]] == ["DT-V01#6"]
    assert (review.at, review.seats[0].outcome) == (0, Outcome.OPEN)


def test_decisions_are_the_coders_own_records(project: Settings) -> None:
    """As in a review: accepted proposals, and codes that were added to the unit."""
    study = opened(project)
    review = way(study, 1)
    review.accept()
    review.add("trust")
    review.next()
    own = records(study, ["王芳"])
    assert [(one.code, one.state) for one in own] == [(own[0].code, State.ACCEPTED), ("trust", State.ACCEPTED)]
    assert own[0].basis != ""
