"""What a coder is shown to decide on, and the way through it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from qualcode.errors import UsageError
from qualcode.model import Coding, Origin, Span
from qualcode.settings import Settings, read_settings
from qualcode.store import CONSENSUS, Coder, Held, history
from qualcode.store.codings import put_codings
from qualcode.store.people import MODEL, SUGGESTER, put_coder
from qualcode.store.texts import text_sha
from qualcode.workflow import decide
from qualcode.workflow.items import Item, Kind
from qualcode.workflow.review import context, queue
from qualcode.workflow.reviewing import Outcome, Review
from qualcode.workflow.sample import sample
from qualcode.workflow.study import Study
from tests.workflow.study import make_project, now, opened, rewrite, summary

IN_ORDER = [("literacy", "老人家不会用。"), ("convenience", "年轻人方便。"), ("literacy", "我用不来。"),
            ("convenience", "娃儿会用，方便得很。"), ("convenience", "坐车也方便。")]


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    """Return the settings of the small study."""
    return make_project(tmp_path / "study")


def shown(study: Study, items: Sequence[Item]) -> list[tuple[str, str]]:
    """Return (code, words) of items."""
    return [(one.code, one.span.of(study.corpus.by_name[one.transcript].text)) for one in items]


def way(study: Study, **options: Any) -> Review:
    """Return the way through a queue."""
    return Review(study, queue(study, **options), lambda: queue(study, **options))


def own(study: Study) -> list[tuple[str, str, str, str]]:
    """Return what the acting coder holds."""
    return summary(study, coders=(study.coder.name,))


def add_coder(study: Study, name: str, *, blind: bool = False) -> None:
    """Add a coder to the study."""
    with study.store.writing("王芳", "coder-add") as operation:
        put_coder(operation, Coder(name, blind=blind))


# -- what is shown -----------------------------------------------------------------------------------------------------


def test_the_queue_holds_undecided_proposals_in_the_order_of_the_text(project: Settings) -> None:
    """What was decided is not shown again, whatever was decided."""
    study = opened(project)
    assert shown(study, queue(study)) == IN_ORDER
    first, second, *_others = queue(study)
    decide.accept(study, [str(first.coding and first.coding.id)])
    decide.reject(study, [str(second.coding and second.coding.id)])
    assert shown(study, queue(study)) == IN_ORDER[2:]


@pytest.mark.parametrize(("options", "places"), [
    ({"codes": ["literacy"]}, [0, 2]),
    ({"transcripts": ["甲"]}, [2, 3, 4]),
    ({"where": {"town": "平乐镇"}}, [0, 1]),
    ({"where": {"town": "大同镇", "role": "普通村民"}, "codes": ["convenience"]}, [3, 4]),
    ({"where": {"town": "别处"}}, []),
])
def test_the_queue_is_narrowed(project: Settings, options: dict[str, Any], places: list[int]) -> None:
    """By code, transcript, and any attribute of who speaks."""
    study = opened(project)
    assert shown(study, queue(study, **options)) == [IN_ORDER[place] for place in places]


@pytest.mark.parametrize(("options", "message"), [
    ({"codes": ["no_such"]}, "no_such: no such code; choose among literacy, convenience, trust"),
    ({"transcripts": ["丙"]}, "丙: no such transcript; `qualcode import` shows them"),
    ({"uncertain": 1.5}, "--uncertain 1.5: give a number from 0 to 1"),
    ({"uncertain": float("nan")}, "--uncertain nan: give a number from 0 to 1"),
    ({"adrift": True, "uncertain": 0.0}, "--adrift --uncertain: these do not go together; choose one"),
    ({"adrift": True, "sample": "s"}, "--adrift --sample: these do not go together; choose one"),
    ({"by_hand": True}, "--by-hand is about a sampling plan; name it with --sample"),
    ({"disagreements": True},
     "disagreements are settled by the coder consensus, whose decisions stand for all; say --as consensus"),
    ({"sample": "s"}, "s: no such plan; there are -. `qualcode sample` draws one"),
])
def test_what_does_not_exist_or_go_together_is_refused(
    project: Settings, options: dict[str, Any], message: str, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The message says what to do instead."""
    monkeypatch.setenv("QUALCODE_LANG", "en")
    study = opened(project)
    with pytest.raises(UsageError) as error:
        queue(study, **options)
    assert str(error.value) == message


def test_others_decisions_count_unless_own_is_asked_for(project: Settings) -> None:
    """A colleague's decision takes a proposal off the queue; with ``own`` one decides on it as well."""
    first = opened(project)
    decide.accept(first, [one.coding.id for one in queue(first)[:2] if one.coding])
    add_coder(first, "李雷")
    second = opened(project, "李雷")
    assert shown(second, queue(second)) == IN_ORDER[2:]
    assert shown(second, queue(second, own=True)) == IN_ORDER


def test_a_blind_coder_is_asked_about_everything(project: Settings) -> None:
    """What others decided is neither seen nor told by what is missing."""
    first = opened(project)
    decide.accept(first, [one.coding.id for one in queue(first)[:2] if one.coding])
    add_coder(first, "李雷", blind=True)
    second = opened(project, "李雷")
    assert shown(second, queue(second)) == IN_ORDER
    assert [one.uncertainty for one in queue(second, uncertain=0.0)] == [1.0] * 5


def test_the_context_tells_who_was_asked_what(project: Settings) -> None:
    """Question, neighbours, matched words and the speaker; the question is not told twice."""
    study = opened(project)
    around = [context(study, item) for item in queue(study, transcripts=["甲"])]
    words = [tuple(span and span.of(one.text) for span in (one.question, one.before, one.after)) for one in around]
    asked = "平时用手机办事吗？"
    assert words == [(asked, None, "娃儿会用，方便得很。"), (asked, "我用不来。", "那坐车呢？"),
                     ("那坐车呢？", None, "村上的人我信得过。")]
    assert [span.of(around[1].text) for span in around[1].marks] == ["方便"]
    assert (around[0].speaker, around[0].participant, around[0].town, around[0].role) == (
        "答", "DT-V01", "大同镇", "普通村民")


# -- uncertainty -------------------------------------------------------------------------------------------------------


def test_the_most_uncertain_come_first(project: Settings) -> None:
    """A rule that was accepted twice is surer than one that nobody has looked at; a bound leaves it out."""
    study = opened(project)
    easy = [one.coding.id for one in queue(study, codes=["convenience"])[:2] if one.coding]
    decide.accept(study, easy)
    assert [(one.code, one.uncertainty) for one in queue(study, uncertain=0.0)] == [
        ("literacy", 1.0), ("literacy", 1.0), ("convenience", 0.5)]
    assert [one.code for one in queue(study, uncertain=0.6)] == ["literacy", "literacy"]
    assert [one.uncertainty for one in queue(study)] == [None] * 3


# -- the way -----------------------------------------------------------------------------------------------------------


def test_every_decision_is_stored_at_once(project: Settings) -> None:
    """Another connection sees it before the next one is made; the queue of the next call goes on there."""
    study = opened(project)
    review = way(study)
    review.accept()
    assert own(opened(project)) == [("literacy", "老人家不会用。", "王芳", "accepted")]
    review.reject()
    review.recode("trust")
    review.next()
    assert own(study) == [
        ("literacy", "老人家不会用。", "王芳", "accepted"), ("convenience", "年轻人方便。", "王芳", "rejected"),
        ("literacy", "我用不来。", "王芳", "rejected"), ("trust", "我用不来。", "王芳", "accepted")]
    assert shown(study, queue(opened(project))) == IN_ORDER[3:]
    counts = review.counts()
    assert (counts["accepted"], counts["rejected"], counts["recoded"], counts["open"]) == (1, 1, 1, 2)


def test_undo_goes_back_to_the_item_step_by_step(project: Settings) -> None:
    """Each undo takes one decision back and shows its item again, undecided."""
    study = opened(project)
    review = way(study)
    review.accept()
    review.recode("trust")
    review.next()
    assert (review.undo(), review.at) == ("recode", 1)
    assert own(study) == [("literacy", "老人家不会用。", "王芳", "accepted")]
    assert (review.undo(), review.at) == ("accept", 0)
    assert own(study) == []
    assert review.undo() == ""
    assert review.counts()["open"] == 5


def test_undo_reaches_into_an_earlier_call(project: Settings) -> None:
    """What was decided yesterday comes back into today's queue, where one is."""
    study = opened(project)
    review = way(study)
    review.accept()
    review.reject()
    later = way(opened(project))
    later.next()
    assert (later.undo(), later.at) == ("reject", 1)
    assert shown(study, [seat.item for seat in later.seats]) == [IN_ORDER[2], IN_ORDER[1], *IN_ORDER[3:]]


def test_undo_leaves_other_commands_alone(project: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sample that was drawn is not undone by a key pressed in a review."""
    monkeypatch.setenv("QUALCODE_LANG", "en")
    study = opened(project)
    sample(study, share=1.0, unit="sentence")
    with pytest.raises(UsageError, match="is none of a review; take it back with `qualcode undo`"):
        way(study).undo()


def test_a_decision_can_be_changed_by_going_back(project: Settings) -> None:
    """The coder's record changes, it does not double; the same decision once more writes nothing."""
    study = opened(project)
    review = way(study)
    review.accept()
    review.back()
    review.reject()
    assert own(study) == [("literacy", "老人家不会用。", "王芳", "rejected")]
    with study.store.reading() as connection:
        before = history.last_operation(connection)
    review.back()
    review.reject()
    with study.store.reading() as connection:
        assert (history.last_operation(connection), review.at) == (before, 1)


def test_recoding_twice_keeps_the_last_code_only(project: Settings) -> None:
    """Going back to a passage that was recoded and recoding it again moves it."""
    study = opened(project)
    review = way(study)
    review.recode("trust")
    review.back()
    review.recode("convenience")
    assert sorted((code, state) for code, _quote, _coder, state in own(study)) == [
        ("convenience", "accepted"), ("literacy", "rejected"), ("trust", "rejected")]


def test_a_memo_waits_for_its_decision(project: Settings) -> None:
    """It is written in the same operation, so that undo takes both; on a decided item it is written at once."""
    study = opened(project)
    review = way(study)
    review.memo("想想 𠮷")
    assert (review.waiting(), own(study)) == (1, [])
    review.accept()
    assert [one.coding.memo for one in now(study, coders=("王芳",))] == ["想想 𠮷"]
    assert (review.undo(), review.waiting(), own(study)) == ("accept", 1, [])
    review.reject()
    review.back()
    review.memo("改了")
    assert [one.coding.memo for one in now(study, coders=("王芳",))] == ["改了"]
    assert (review.undo(), review.current and review.current.memo) == ("memo", "想想 𠮷")


def test_a_code_can_be_added_to_some_of_the_words(project: Settings) -> None:
    """The item stays; the words may be anywhere in the turn, and width and script do not matter."""
    study = opened(project)
    review = way(study)
    review.add("trust")
    review.add("trust", "會用")
    review.add("convenience", "年轻人")
    assert [(one[0], one[1]) for one in own(study)] == [
        ("trust", "老人家不会用。"), ("trust", "会用"), ("convenience", "年轻人")]
    assert (review.at, review.counts()["open"]) == (0, 5)
    assert sorted(one.code for one in review.here()) == ["trust", "trust"]


@pytest.mark.parametrize(("words", "message"), [
    ("没有这句", "these words do not stand there; write them as they are shown"),
    ("   ", "these words do not stand there; write them as they are shown"),
    ("。", "these words stand there 2 times; write more of them"),
])
def test_words_that_are_no_one_place_are_refused(
    project: Settings, words: str, message: str, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They are not quoted in the message."""
    monkeypatch.setenv("QUALCODE_LANG", "en")
    study = opened(project)
    review = way(study, codes=["literacy"], transcripts=["乙"])
    if words == "。":
        review = Review(study, [Item(Kind.UNIT, "乙", study.corpus.by_name["乙"].turns[1].body,
                                     study.places.units("乙")[0][1])], list)
    with pytest.raises(UsageError) as error:
        review.find(words)
    assert str(error.value) == message


def test_a_code_put_on_the_words_of_a_proposal_answers_it(project: Settings) -> None:
    """What one has just coded oneself is not asked about later; undo asks again."""
    review = way(opened(project), transcripts=["甲"])
    review.add("convenience", "娃儿会用，方便得很。")
    assert [seat.outcome for seat in review.seats] == [Outcome.OPEN, Outcome.ACCEPTED, Outcome.OPEN]
    review.accept()
    assert review.at == 2
    review.undo()
    assert review.undo() == "add"
    assert [seat.outcome for seat in review.seats] == [Outcome.OPEN] * 3


def test_after_the_last_item_there_is_undo_and_back(project: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing else can be done there, and it is said."""
    monkeypatch.setenv("QUALCODE_LANG", "en")
    review = way(opened(project), codes=["literacy"], transcripts=["甲"])
    review.accept()
    assert review.current is None
    with pytest.raises(UsageError, match="that was the last one; b goes back, q ends"):
        review.accept()
    review.undo()
    assert review.at == 0


def test_a_withdrawn_proposal_is_said_to_be_gone(project: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody changed the codebook meanwhile: the decision is refused and nothing is written."""
    monkeypatch.setenv("QUALCODE_LANG", "en")
    study = opened(project)
    review = way(study)
    path = project.root / "book.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("不会用, ", ""), encoding="utf-8")
    opened(project)
    with pytest.raises(UsageError, match="no coding has this id"):
        review.accept()
    assert own(study) == []


# -- samples, disagreements, corrected words ---------------------------------------------------------------------------


def test_a_sample_is_gone_through_unit_by_unit(project: Settings) -> None:
    """Proposals of a unit come before it; each unit is shown once and remembered, and undo forgets it."""
    study = opened(project)
    sample(study, share=1.0, unit="turn")
    items = queue(study, sample="sample", transcripts=["甲"])
    assert [(one.kind.value, one.code) for one in items] == [
        ("proposal", "literacy"), ("proposal", "convenience"), ("unit", ""), ("proposal", "convenience"), ("unit", "")]
    review = way(study, sample="sample", transcripts=["甲"], by_hand=True)
    assert [one.unit.id for one in queue(study, sample="sample", by_hand=True)] == ["PL-V01@2", "PL-V01@4", "DT-V01@2",
                                                                                   "DT-V01@4"]
    review.add("trust", "我用不来")
    review.memo("手工")
    review.next()
    assert [(one[0], one[1]) for one in own(study)] == [("trust", "我用不来")]
    assert [one.coding.memo for one in now(study, coders=("王芳",))] == ["手工"]
    assert [one.unit.id for one in queue(study, sample="sample", by_hand=True)] == ["PL-V01@2", "PL-V01@4", "DT-V01@4"]
    assert review.undo() == "seen"
    assert len(queue(study, sample="sample", by_hand=True)) == 4


def test_units_that_were_gone_through_stay_so_in_a_corrected_text(project: Settings) -> None:
    """Marks move with the words."""
    study = opened(project)
    sample(study, share=1.0, unit="sentence")
    review = way(study, sample="sample", transcripts=["甲"], by_hand=True)
    before = len(review.seats)
    review.next()
    rewrite(project, "甲", "问：平时", "问：那你平时")
    later = opened(project)
    left = queue(later, sample="sample", transcripts=["甲"], by_hand=True)
    assert len(left) == before - 1
    assert shown(later, left)[0] == ("", "娃儿会用，方便得很。")


def test_nothing_is_decided_on_a_bare_unit(project: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says which keys there are."""
    monkeypatch.setenv("QUALCODE_LANG", "en")
    study = opened(project)
    sample(study, share=1.0)
    review = way(study, sample="sample", by_hand=True)
    with pytest.raises(UsageError, match=r"nothing is proposed here: \+ adds a code, n goes on"):
        review.accept()
    with pytest.raises(UsageError, match="only with --adrift"):
        review.keep()


def test_disagreements_on_the_same_words_are_settled(project: Settings) -> None:
    """One accepted, one rejected: consensus decides, by a record of its own, and is not asked again."""
    first = opened(project)
    keys = [one.coding.id for one in queue(first) if one.coding]
    decide.accept(first, keys[:2])
    add_coder(first, "李雷")
    second = opened(project, "李雷")
    decide.reject(second, keys[:1])
    decide.accept(second, keys[1:2])
    team = opened(project, CONSENSUS)
    review = way(team, disagreements=True)
    assert [(seat.item.code, seat.item.has, seat.item.lacks) for seat in review.seats] == [
        ("literacy", ("王芳",), ("李雷",))]
    review.reject()
    assert summary(team, coders=(CONSENSUS,)) == [("literacy", "老人家不会用。", CONSENSUS, "rejected")]
    assert queue(team, disagreements=True) == []
    assert summary(team, coders=("王芳",))[0] == ("literacy", "老人家不会用。", "王芳", "accepted")


def test_disagreements_in_a_sample_are_about_who_was_asked(project: Settings) -> None:
    """Who went through a unit and did not code it differs from who did; who has not come to it yet does not."""
    first = opened(project)
    sample(first, share=1.0, unit="sentence")
    decide.add(first, "trust", "甲", Span(*span_of(first, "甲", "信得过")))
    decide.add(first, "trust", "乙", Span(*span_of(first, "乙", "没得了")))
    add_coder(first, "李雷")
    for coder in ("王芳", "李雷"):
        review = way(opened(project, coder), sample="sample", by_hand=True, transcripts=["甲"])
        while review.current is not None:
            review.next()
    team = opened(project, CONSENSUS)
    items = queue(team, disagreements=True)
    assert [(one.transcript, one.has, one.lacks) for one in items] == [("甲", ("王芳",), ("李雷",))]
    review = way(team, disagreements=True, sample="sample")
    review.accept()
    assert queue(team, disagreements=True) == []
    assert summary(team, coders=(CONSENSUS,)) == [("trust", "信得过", CONSENSUS, "accepted")]


def test_of_merged_coders_the_whole_plan_counts(project: Settings) -> None:
    """Somebody whose work came in a file has no marks here, and has been through the sample all the same."""
    first = opened(project)
    sample(first, share=1.0, unit="sentence")
    decide.add(first, "trust", "甲", Span(*span_of(first, "甲", "信得过")))
    add_coder(first, "李雷")
    second = opened(project, "李雷")
    decide.add(second, "trust", "乙", Span(*span_of(second, "乙", "没得了")))
    team = opened(project, CONSENSUS)
    assert [(one.transcript, one.has, one.lacks) for one in queue(team, disagreements=True)] == [
        ("乙", ("李雷",), ("王芳",)), ("甲", ("王芳",), ("李雷",))]


def test_corrected_words_are_looked_at(project: Settings) -> None:
    """Old and new words are shown; keep, other words and remove settle it, and undo brings the question back."""
    study = opened(project)
    for words in ("娃儿会用，方便得很。", "村上的人我信得过。", "坐车也方便。"):
        decide.add(study, "trust", "甲", Span(*span_of(study, "甲", words)))
    rewrite(project, "甲", "娃儿会用，方便得很。", "娃娃会用，方便得不得了。")
    rewrite(project, "甲", "坐车也方便。村上的人我信得过。", "坐班车也便当得很。村里的人都信得过。")
    later = opened(project)
    review = way(later, adrift=True)
    assert [(seat.item.was, seat.item.lost) for seat in review.seats] == [
        ("娃儿会用，方便得很。", False), ("坐车也方便。", False), ("村上的人我信得过。", False)]
    review.keep()
    review.move("坐班车")
    review.remove()
    assert [one.coding.quote for one in now(later, coders=("王芳",))] == ["娃娃会用，方便得不得了。", "坐班车"]
    assert queue(later, adrift=True) == []
    assert (review.undo(), review.at) == ("remove", 2)
    assert [one.was for one in queue(later, adrift=True)] == ["村上的人我信得过。"]


def test_a_lost_coding_is_put_anywhere_in_its_transcript(project: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its words are gone: it cannot be kept, and belongs where the coder says."""
    monkeypatch.setenv("QUALCODE_LANG", "en")
    study = opened(project)
    decide.add(study, "trust", "甲", Span(*span_of(study, "甲", "村上的人我信得过。")))
    rewrite(project, "甲", "村上的人我信得过。", "")
    later = opened(project)
    review = way(later, adrift=True)
    (seat,) = review.seats
    assert (seat.item.lost, seat.item.was, context(later, seat.item).marks) == (True, "村上的人我信得过。", ())
    with pytest.raises(UsageError, match="its words are gone"):
        review.keep()
    with pytest.raises(UsageError, match="its words are gone"):
        review.add("trust")
    review.move("娃儿会用")
    assert [(one.coding.quote, one.anchor) for one in now(later, coders=("王芳",))] == [("娃儿会用", "")]


def span_of(study: Study, transcript: str, words: str) -> tuple[int, int]:
    """Return where words stand in a transcript."""
    start = study.corpus.by_name[transcript].text.index(words)
    return start, start + len(words)


def test_the_way_holds_no_transaction(project: Settings) -> None:
    """While one thinks, another process writes."""
    study = opened(project)
    review = way(study)
    review.accept()
    add_coder(opened(project), "李雷")
    review.accept()
    with study.store.reading() as connection:
        assert [one.verb for one in history.entries(connection)][-3:] == ["accept", "coder-add", "accept"]
    assert len(now(study, coders=("王芳",))) == 2


# -- with what was learnt ----------------------------------------------------------------------------------------------


def put_suggestions(study: Study, *given: tuple[str, str, str, float]) -> None:
    """Put suggestions of a model into the store: code, transcript, words, chance."""
    made = []
    for number, (code, transcript, words, chance) in enumerate(given):
        span = Span(*span_of(study, transcript, words))
        bare = Coding(f"5u99e57{number}", code, transcript, span, study.places.unit(transcript, span), "",
                      coder=SUGGESTER, origin=Origin.MODEL, weight=chance)
        made.append(Held(study.places.placed(bare, transcript, span),
                         text_sha(study.corpus.by_name[transcript].text)))
    with study.store.writing("王芳", "suggest") as operation:
        put_coder(operation, Coder(SUGGESTER, MODEL))
        put_codings(operation, made)


def chances(study: Study, **options: Any) -> list[tuple[str, str, float | None]]:
    """Return (code, words, chance) of what is shown."""
    items = queue(study, **options)
    return [(*one, item.chance) for one, item in zip(shown(study, items), items, strict=True)]


def test_what_rules_and_a_model_propose_is_shown_once(project: Settings) -> None:
    """The rule's proposal with the chance; a suggestion where no rule proposes the code is an item of its own."""
    study = opened(project)
    put_suggestions(study, ("literacy", "乙", "老人家不会用。", 0.9), ("convenience", "乙", "没得了。", 0.45),
                    ("trust", "甲", "坐车也方便。", 0.6))
    assert chances(study) == [
        ("literacy", "老人家不会用。", 0.9), ("convenience", "年轻人方便。", None), ("convenience", "没得了。", 0.45),
        ("literacy", "我用不来。", None), ("convenience", "娃儿会用，方便得很。", None),
        ("convenience", "坐车也方便。", None), ("trust", "坐车也方便。", 0.6)]
    assert {item.coding.origin for item in queue(study) if item.coding and item.code == "literacy"} == {Origin.RULE}


def test_of_several_suggestions_in_a_rules_words_the_best_counts(project: Settings) -> None:
    """A rule that proposes a whole turn, and two of its sentences."""
    path = project.root / "qualcode.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\n[coding]\nunit = "turn"\n', encoding="utf-8")
    study = opened(read_settings(project.root))
    put_suggestions(
        study, ("convenience", "甲", "坐车也方便。", 0.8), ("convenience", "甲", "村上的人我信得过。", 0.41))
    assert chances(study, transcripts=["甲"], codes=["convenience"]) == [
        ("convenience", "我用不来。娃儿会用，方便得很。", None), ("convenience", "坐车也方便。村上的人我信得过。", 0.8)]


@pytest.mark.parametrize("accepted", [True, False])
def test_a_decision_on_a_part_of_the_words_closes_a_suggestion(project: Settings, accepted: bool) -> None:
    """Of the same code; another code there stays open."""
    study = opened(project)
    put_suggestions(study, ("trust", "甲", "村上的人我信得过。", 0.9), ("literacy", "甲", "村上的人我信得过。", 0.5))
    (made,) = decide.add(study, "trust", "甲", Span(*span_of(study, "甲", "信得过"))).codings
    if not accepted:
        decide.reject(study, [made.id])
    assert chances(study, transcripts=["甲"], codes=["trust", "literacy"]) == [
        ("literacy", "我用不来。", None), ("literacy", "村上的人我信得过。", 0.5)]


def test_with_a_decision_on_the_rules_proposal_both_are_decided(project: Settings) -> None:
    """Nobody is asked about the same code on the same words again; undo asks once."""
    study = opened(project)
    put_suggestions(study, ("literacy", "乙", "老人家不会用。", 0.9))
    review = way(study, codes=["literacy"], transcripts=["乙"])
    review.reject()
    assert chances(study, codes=["literacy"], transcripts=["乙"]) == []
    review.undo()
    assert chances(study, codes=["literacy"], transcripts=["乙"]) == [("literacy", "老人家不会用。", 0.9)]


def test_alone_one_decides_on_what_others_have_decided(project: Settings) -> None:
    """With ``own`` a colleague's decision closes no suggestion either."""
    first = opened(project)
    put_suggestions(first, ("trust", "甲", "村上的人我信得过。", 0.9))
    decide.accept(first, ["5u99e570"])
    add_coder(first, "李雷")
    second = opened(project, "李雷")
    assert chances(second, codes=["trust"]) == []
    assert chances(second, codes=["trust"], own=True) == [("trust", "村上的人我信得过。", 0.9)]


def test_a_chance_tells_how_uncertain_a_proposal_is(project: Settings) -> None:
    """1 - |2p - 1|, for a rule's proposal too; without a chance the rules' record counts."""
    study = opened(project)
    put_suggestions(study, ("literacy", "乙", "老人家不会用。", 0.9), ("trust", "甲", "村上的人我信得过。", 0.6))
    found = [(item.code, item.uncertainty) for item in queue(study, uncertain=0.0)]
    assert found == [("convenience", 1.0), ("literacy", 1.0), ("convenience", 1.0), ("convenience", 1.0),
                     ("trust", 0.8), ("literacy", 0.2)]
    assert [item.code for item in queue(study, uncertain=0.5)] == [code for code, unsure in found if unsure >= 0.5]


def test_a_blind_coder_is_shown_no_suggestion(project: Settings) -> None:
    """Neither as an item nor as a chance."""
    first = opened(project)
    put_suggestions(first, ("literacy", "乙", "老人家不会用。", 0.9), ("trust", "甲", "村上的人我信得过。", 0.6))
    add_coder(first, "李雷", blind=True)
    blind = opened(project, "李雷")
    assert chances(blind) == [(code, words, None) for code, words in IN_ORDER]
    assert len(queue(first)) == 6
