"""Codings stay on their words when a transcript is corrected, or say that they are not sure."""

import time
from collections.abc import Sequence

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from qualcode.language.alignment import align
from qualcode.language.anchoring import Anchor, Carried, Outcome, carry
from qualcode.language.folding import fold, squeeze
from qualcode.language.quotes import Haystack, similarity
from qualcode.language.sentences import sentence_spans
from qualcode.model import Span, Transcript
from tests.factories import make_transcript

LINES = [
    ("问", "平时用为村平台吗？"),
    ("答", "上面要求天天打卡。我们就是为了应付检查，截个图交上去。老百姓其实不用。"),
    ("问", "村里开会多吗？"),
    ("答", "嗯，对。现在有事在群里说一声，大家心更齐了。"),
    ("问", "那年轻人呢，他们回来得多不多？"),
    ("答", "嗯，对。过年才回来，平时都在外头打工，屋头只剩老人和娃娃。"),
    ("问", "网络怎么样？"),
    ("答", "没得。去年才把光纤拉到三组，一组二组还在等。𠮷婆婆说她不要。"),
]
OLD = make_transcript("甲", LINES)
LETTERS = "嗯对。的了，用不会𠮷😀a Ａ1\n\u200b\u3000"


def anchor(text: str, quote: str, number: int = 0, speaker: str = "") -> Anchor:
    """Anchor the quote where it stands for the nth time, from 0."""
    start = -1
    for _time in range(number + 1):
        start = text.index(quote, start + 1)
    return at(text, Span(start, start + len(quote)), speaker)


def at(text: str, span: Span, speaker: str = "") -> Anchor:
    """Anchor a span with its context."""
    before, after = text[max(0, span.start - 20) : span.start], text[span.end : span.end + 20]
    return Anchor(span, span.of(text), before, after, speaker)


def moved_to(new: Transcript | str, quote: str, *, number: int = 0, old_number: int = 0, known: bool = True) -> Carried:
    """Carry one quote of the old interview and check that it stands at its nth place in the new one."""
    text = new if isinstance(new, str) else new.text
    turns = () if isinstance(new, str) else new.turns
    (carried,) = carry(OLD.text if known else None, text, [anchor(OLD.text, quote, old_number)],
                       old_turns=OLD.turns if turns else (), new_turns=turns)
    assert carried.span is not None
    start = -1
    for _time in range(number + 1):
        start = text.index(quote, start + 1)
    assert carried.span == Span(start, start + len(quote))
    return carried


def edited(**changes: str) -> Transcript:
    """Return the interview with some lines replaced, such as ``line3="…"``."""
    lines = [(label, changes.get(f"line{number}", words)) for number, (label, words) in enumerate(LINES)]
    return make_transcript("甲", [line for line in lines if line[1]])


def sentences(transcript: Transcript) -> list[Anchor]:
    """Anchor every sentence."""
    return [at(transcript.text, span, turn.speaker) for turn in transcript.turns
            for span in sentence_spans(transcript.text, turn.body)]


# -- the same text -----------------------------------------------------------------------------------------------------


@given(st.text(alphabet=LETTERS, max_size=60) | st.text(max_size=60), st.data())
def test_the_same_text_keeps_everything_in_place(text: str, data: st.DataObject) -> None:
    """Whatever was coded, the empty span too, stays where it is."""
    spans = data.draw(st.lists(spans_in(text), max_size=5))
    anchors = [at(text, span) for span in spans]
    assert carry(text, text, anchors) == [Carried(Outcome.SAME, span, 1.0, "exact") for span in spans]


def test_before_the_first_edit_nothing_moves() -> None:
    """An edit at the end leaves the offsets before it."""
    new = edited(line7="没得。去年才把光纤拉到四组，一组二组还在等。𠮷婆婆说她不要。")
    assert moved_to(new, "上面要求天天打卡。") == Carried(Outcome.SAME, Span(14, 23), 1.0, "exact")


def test_no_anchors() -> None:
    """Nothing in, nothing out, whatever the texts are."""
    assert carry(None, "", []) == carry("", "", []) == carry("甲", "乙", []) == []


# -- sentences put in and taken out ------------------------------------------------------------------------------------


def test_a_sentence_put_in_before_moves_what_follows() -> None:
    """The words are elsewhere and sure."""
    new = edited(line1="说老实话。上面要求天天打卡。我们就是为了应付检查，截个图交上去。老百姓其实不用。")
    assert moved_to(new, "上面要求天天打卡。") == Carried(Outcome.MOVED, Span(19, 28), 1.0, "aligned")
    assert moved_to(new, "没得。").outcome is Outcome.MOVED


def test_a_sentence_that_begins_like_the_next_one_does_not_cut_it() -> None:
    """What is new begins after a stop, although the characters would allow 平台好。平台 to be split elsewhere."""
    old = make_transcript("甲", [("问", "先说说。"), ("答", "是这样。平台没得人用，去年就停了。")])
    new = make_transcript("甲", [("问", "先说说。"), ("答", "是这样。平台是好的。平台没得人用，去年就停了。")])
    quote = "平台没得人用，去年就停了。"
    (carried,) = carry(old.text, new.text, [anchor(old.text, quote)], old_turns=old.turns, new_turns=new.turns)
    assert (carried.outcome, carried.span) == (Outcome.MOVED, anchor(new.text, quote).span)


def test_a_deleted_sentence_is_lost() -> None:
    """It shares no words with what is left; the reason says so."""
    new = edited(line1="上面要求天天打卡。老百姓其实不用。")
    (carried,) = carry(OLD.text, new.text, [anchor(OLD.text, "我们就是为了应付检查，截个图交上去。")],
                       old_turns=OLD.turns, new_turns=new.turns)
    assert carried == Carried(Outcome.LOST, None, 0.0, "deleted")


def test_a_deleted_sentence_is_not_put_on_its_twin() -> None:
    """The second 嗯，对。 went with its turn; the first one has its own coding and does not get another."""
    new = make_transcript("甲", [*LINES[:4], *LINES[6:]])
    first, second = carry(OLD.text, new.text, [anchor(OLD.text, "嗯，对。", number) for number in (0, 1)],
                          old_turns=OLD.turns, new_turns=new.turns)
    assert (first.outcome, first.span) == (Outcome.SAME, anchor(OLD.text, "嗯，对。").span)
    assert second == Carried(Outcome.LOST, None, 0.0, "deleted")


def test_everything_is_lost_in_another_interview() -> None:
    """Words that share nothing are never taken for one another."""
    new = make_transcript("乙", [("问", "您好！"), ("答", "（笑）俺家养鱼咧，八亩塘。")])
    carried = carry(OLD.text, new.text, sentences(OLD), old_turns=OLD.turns, new_turns=new.turns)
    assert {one.outcome for one in carried} == {Outcome.LOST}
    assert {one.outcome for one in carry(None, new.text, sentences(OLD))} == {Outcome.LOST}


def test_an_empty_new_text_loses_all() -> None:
    """Nothing is there, and nothing fails."""
    assert {one.reason for one in carry(OLD.text, "", sentences(OLD))} == {"deleted"}
    assert {one.reason for one in carry(None, "", sentences(OLD))} == {"deleted"}


# -- words that change -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("上面要求天天打咔。", "上面要求天天打咔。"),  # in the middle
        ("尚面要求天天打卡。", "尚面要求天天打卡。"),  # the first character
        ("上面要求天天打卡！", "上面要求天天打卡！"),  # the last one
        ("上面要求每天打卡。", "上面要求每天打卡。"),
        ("上面要求我们天天打卡。", "上面要求我们天天打卡。"),
        ("上面天天打卡。", "上面天天打卡。"),
        ("上级部门要求天天打卡。", "上级部门要求天天打卡。"),
    ],
)
def test_a_corrected_quote_is_fuzzy(changed: str, expected: str) -> None:
    """A person sees both texts; the span is the whole changed sentence and the similarity that of the two."""
    new = edited(line1=f"{changed}我们就是为了应付检查，截个图交上去。老百姓其实不用。")
    (carried,) = carry(OLD.text, new.text, [anchor(OLD.text, "上面要求天天打卡。")], old_turns=OLD.turns,
                       new_turns=new.turns)
    assert carried.span is not None
    assert (carried.outcome, carried.reason) == (Outcome.FUZZY, "changed")
    assert carried.span.of(new.text) == expected
    assert carried.similarity == pytest.approx(similarity("上面要求天天打卡。", changed))


def test_a_typo_beside_the_quote_leaves_it_sure() -> None:
    """The quote's own words decide."""
    new = edited(line1="上面要求天天打咔。我们就是为了应付检查，截个图交上去。老白姓其实不用。")
    assert moved_to(new, "我们就是为了应付检查，截个图交上去。").outcome is Outcome.SAME


def test_one_changed_character_is_not_looked_for_elsewhere() -> None:
    """A coding on 卡 in 打卡 does not jump to another 卡 when it is corrected to 咔."""
    old = "问：打卡吗？\n答：天天打卡，银行卡也要。"
    new = "问：打咔吗？\n答：天天打卡，银行卡也要。"
    assert carry(old, new, [anchor(old, "卡")]) == [Carried(Outcome.LOST, None, 0.0, "deleted")]


# -- speakers and turns ------------------------------------------------------------------------------------------------


def test_new_labels_change_no_words() -> None:
    """Every sentence is moved and sure, the short ones that stand twice too."""
    names = {"问": "访谈员（小李）", "答": "王书记"}
    new = make_transcript("甲", [(names[label], words) for label, words in LINES])
    carried = carry(OLD.text, new.text, sentences(OLD), old_turns=OLD.turns, new_turns=new.turns)
    assert [one.span for one in carried] == [one.span for one in sentences(new)]
    assert {(one.outcome, one.reason) for one in carried} == {(Outcome.MOVED, "aligned")}


def test_a_quote_over_two_turns_survives_a_new_label() -> None:
    """What was said is the same; that a label in the middle is another one is told."""
    new = make_transcript("甲", [({"答": "王书记"}.get(label, label), words) for label, words in LINES])
    (carried,) = carry(OLD.text, new.text, [anchor(OLD.text, "村里开会多吗？\n答：嗯，对。")], old_turns=OLD.turns,
                       new_turns=new.turns)
    assert carried.span is not None
    assert carried.span.of(new.text) == "村里开会多吗？\n王书记：嗯，对。"
    assert (carried.outcome, carried.similarity, carried.reason) == (Outcome.MOVED, 1.0, "labels")


def test_split_and_joined_turns_keep_their_sentences() -> None:
    """A turn that becomes two and two that become one."""
    split = [*LINES[:1], ("答", "上面要求天天打卡。"), ("老伴", "我们就是为了应付检查，截个图交上去。老百姓其实不用。")]
    new = make_transcript("甲", [*split, *LINES[2:6], ("问", LINES[6][1] + LINES[7][1])])
    carried = carry(OLD.text, new.text, sentences(OLD), old_turns=OLD.turns, new_turns=new.turns)
    assert [one.span for one in carried] == [one.span for one in sentences(new)]
    assert {one.outcome for one in carried} == {Outcome.SAME, Outcome.MOVED}


def test_a_coded_label_moves_with_its_turn() -> None:
    """A label is no words that were said; it stays while it is as it was, and is lost when it is another."""
    label = anchor(OLD.text, "答：", 1)
    longer = edited(line0="平时用不用为村平台？")
    (carried,) = carry(OLD.text, longer.text, [label], old_turns=OLD.turns, new_turns=longer.turns)
    assert (carried.outcome, carried.span) == (Outcome.MOVED, Span(label.span.start + 1, label.span.end + 1))
    other = make_transcript("甲", [({"答": "王书记"}.get(label, label), words) for label, words in LINES])
    (carried,) = carry(OLD.text, other.text, [label], old_turns=OLD.turns, new_turns=other.turns)
    assert carried == Carried(Outcome.LOST, None, 0.0, "deleted")


# -- encodings, width, script ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("上面要求天天打卡｡", "上面要求天天打卡｡"),
        ("上面 要求\u3000天天\u200b打卡。", "上面 要求\u3000天天\u200b打卡。"),
        ("上面要求\n天天打卡。", "上面要求\n天天打卡。"),
    ],
)
def test_width_and_blanks_are_converted(changed: str, expected: str) -> None:
    """Only the writing changed: sure, with a reason of its own."""
    new = edited(line1=f"{changed}我们就是为了应付检查,截个图交上去。老百姓其实不用。")
    (carried,) = carry(OLD.text, new.text, [anchor(OLD.text, "上面要求天天打卡。")], old_turns=OLD.turns,
                       new_turns=new.turns)
    assert carried.span is not None
    assert (carried.outcome, carried.similarity, carried.reason) == (Outcome.MOVED, 1.0, "converted")
    assert carried.span.of(new.text) == expected


@pytest.mark.parametrize("known", [True, False])
def test_conversion_of_the_whole_file(known: bool) -> None:
    """Traditional characters: what changed its letters is converted, what did not is the same, nothing is fuzzy."""
    from opencc import OpenCC

    new = OpenCC("s2tw").convert(OLD.text)
    carried = carry(OLD.text if known else None, new, sentences(OLD))
    assert [one.span for one in carried] == [one.span for one in sentences(OLD)]
    assert {(one.outcome, one.reason) for one in carried} == {(Outcome.MOVED, "converted"), (Outcome.SAME, "exact")}


def test_conversion_with_other_words() -> None:
    """A converter that changes words, and their length, changes the quote: a person looks; the rest is carried."""
    old = "问：用啥？\n答：手机软件不好用。视频能看。我还是喜欢面对面。"
    new = "問：用啥？\n答：手機應用程式不好用。影片能看。我還是喜歡面對面。"
    quotes = ["手机软件不好用。", "视频能看。", "我还是喜欢面对面。"]
    carried = carry(old, new, [anchor(old, quote) for quote in quotes])
    words = [one.span.of(new) for one in carried if one.span]
    assert words == ["手機應用程式不好用。", "影片能看。", "我還是喜歡面對面。"]
    assert [one.reason for one in carried] == ["changed", "changed", "converted"]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("會用 ＡＰＰ，", "会用app,"), ("“好”「好」", '"好""好"'), ("𠮷\ufeff😀\u200b", "𠮷😀"), ("著着", "着着"),
        ("\r\n", ""), ("\ud800会", "\ufffd会"),
    ],
)
def test_folding(text: str, keys: str) -> None:
    """Script, width, case, quotation marks and blanks are left aside; characters beyond the first plane are one."""
    folded = fold(text)
    assert folded.keys == squeeze(text) == keys
    assert len(folded.places) == len(keys)


def test_folding_leaves_labels_out() -> None:
    """With turns, only what was said is left."""
    transcript = make_transcript("甲", [("问", "好吗？"), ("答", "好 的。")])
    assert fold(transcript.text, transcript.turns).keys == "好吗?好的。"


# -- swapped paragraphs ------------------------------------------------------------------------------------------------


def test_swapped_paragraphs() -> None:
    """An alignment sees one of the two taken out and put in; it is found again, sure, with a reason of its own."""
    new = make_transcript("甲", [*LINES[4:6], *LINES[2:4], *LINES[:2], *LINES[6:]])
    quotes = ["我们就是为了应付检查，截个图交上去。", "大家心更齐了。", "过年才回来，平时都在外头打工"]
    carried = [moved_to(new, quote) for quote in quotes]
    assert {one.outcome for one in carried} <= {Outcome.MOVED, Outcome.SAME}
    assert "swapped" in {one.reason for one in carried}


def test_twins_in_swapped_paragraphs_keep_their_turns() -> None:
    """Which 嗯，对。 is which is told by what follows it, or a person is asked."""
    new = make_transcript("甲", [*LINES[4:6], *LINES[2:4], *LINES[:2], *LINES[6:]])
    for old_number, number in ((0, 1), (1, 0)):
        moved_to(new, "嗯，对。", number=number, old_number=old_number)


# -- what stands several times -----------------------------------------------------------------------------------------


def test_twins_keep_their_places() -> None:
    """With a sentence put in before both, each 嗯，对。 stays in its own turn."""
    new = edited(line1="说老实话。上面要求天天打卡。")
    assert moved_to(new, "嗯，对。").outcome is Outcome.MOVED
    assert moved_to(new, "嗯，对。", number=1, old_number=1).outcome is Outcome.MOVED


@pytest.mark.parametrize(
    ("old", "new", "number"),
    [
        ("答：嗯。哦。嗯。走了。", "答：嗯。走了。", 0),
        ("答：嗯。哦。嗯。走了。", "答：嗯。走了。", 1),
        ("答：嗯。走了。", "答：嗯。哦。嗯。走了。", 0),
        ("答：哈哈哈。", "答：哈哈哈哈。", 0),
    ],
)
def test_what_nobody_can_tell_is_left_to_a_person(old: str, new: str, number: int) -> None:
    """Either reading is as good: fuzzy, with a guess that has the words."""
    quote = "嗯。" if "嗯" in old else "哈"
    (carried,) = carry(old, new, [anchor(old, quote, number)])
    assert carried.span is not None
    assert (carried.outcome, carried.reason, carried.span.of(new)) == (Outcome.FUZZY, "ambiguous", quote)


# -- quote and context alone -------------------------------------------------------------------------------------------


def test_without_the_old_text_context_decides() -> None:
    """The quote stands twice; each is found by what surrounds it."""
    new = edited(line1="说老实话。上面要求天天打卡。")
    first = moved_to(new, "嗯，对。", known=False)
    second = moved_to(new, "嗯，对。", number=1, old_number=1, known=False)
    assert [(one.outcome, one.reason) for one in (first, second)] == [(Outcome.MOVED, "context")] * 2


def test_without_the_old_text_the_same_place_is_the_same() -> None:
    """A colleague's coding on the very same text."""
    carried = carry(None, OLD.text, sentences(OLD), new_turns=OLD.turns)
    assert carried == [Carried(Outcome.SAME, one.span, 1.0, "exact") for one in sentences(OLD)]


def test_without_context_twins_are_ambiguous() -> None:
    """Nothing tells which; a quote that stands once and is long needs no context."""
    bare = [Anchor(Span(0, 4), "嗯，对。"), Anchor(Span(0, 12), "上面要求天天打卡。我们就")]
    twins, alone = carry(None, OLD.text, bare)
    assert (twins.outcome, twins.reason) == (Outcome.FUZZY, "ambiguous")
    assert alone == Carried(Outcome.MOVED, Span(14, 26), 1.0, "context")


def test_the_same_words_in_strange_surroundings_are_not_sure() -> None:
    """A long quote that stands once, but nothing of what was around it: somebody may have said it a second time."""
    around = "她家在河对面住，每天坐船来回上课，", "后来桥修通，船就没了。"
    stray = Anchor(Span(0, 18), "我们就是为了应付检查，截个图交上去。", *around)
    (carried,) = carry(None, OLD.text, [stray])
    assert (carried.outcome, carried.reason) == (Outcome.FUZZY, "ambiguous")


def test_the_speaker_breaks_a_tie() -> None:
    """Where two places are as good, the guess is the one in the speaker's own turn, and remains a guess."""
    new = make_transcript("甲", [("张三", "没得。"), ("李四", "没得。")])
    carried = [carry(None, new.text, [Anchor(Span(0, 3), "没得。", speaker=speaker)], new_turns=new.turns)[0]
               for speaker in ("张三", "李四")]
    assert [one.span for one in carried] == [Span(3, 6), Span(10, 13)]
    assert {one.outcome for one in carried} == {Outcome.FUZZY}


def test_without_the_old_text_a_changed_quote_is_found() -> None:
    """By its similar words, or, where it is short, by what stands before and after it."""
    new = edited(line1="上面要求天天打卡。我们就是为了应付捡查，截个图交上去。老百姓其实不用。",
                 line7="莫得。去年才把光纤拉到三组，一组二组还在等。")
    anchors = [anchor(OLD.text, "我们就是为了应付检查，截个图交上去。"), anchor(OLD.text, "没得。")]
    long, short = carry(None, new.text, anchors)
    assert long.span is not None
    assert short.span is not None
    assert (long.outcome, long.span.of(new.text)) == (Outcome.FUZZY, "我们就是为了应付捡查，截个图交上去。")
    assert (short.outcome, short.span.of(new.text)) == (Outcome.FUZZY, "莫得。")


def test_an_anchor_that_does_not_fit_its_text_is_found_by_its_quote() -> None:
    """The quote is believed, not the offsets, which may even lie beyond the text."""
    stray = Anchor(Span(900, 909), "上面要求天天打卡。", "平时用为村平台吗？\n答：", "我们就是为了应付检查")
    assert carry(OLD.text, OLD.text, [stray]) == [Carried(Outcome.MOVED, Span(14, 23), 1.0, "context")]


def test_a_blank_quote_has_no_words_to_be_found_by() -> None:
    """Without the old text there is nothing to go by."""
    assert carry(None, "好 的", [Anchor(Span(1, 2), " ")]) == [Carried(Outcome.LOST, None, 0.0, "deleted")]


# -- properties --------------------------------------------------------------------------------------------------------


def spans_in(text: str) -> st.SearchStrategy[Span]:
    """Draw a span of a text."""
    numbers = st.integers(0, len(text))
    return st.tuples(numbers, numbers).map(lambda pair: Span(min(pair), max(pair)))


@st.composite
def interviews(draw: st.DrawFn) -> tuple[str, Span, str, Span]:
    """Draw a text of different characters, a span of at least four, and the text edited outside of the span.

    The characters are all different, so where the words went is beyond doubt; what is put in is different from them.
    """
    letter = st.sampled_from([*map(chr, range(0x4E00, 0x4F80)), *map(chr, range(0x20B80, 0x20BC0)), *"abＡＢ😁１2，"])
    letters = draw(st.lists(letter, min_size=8, max_size=80, unique_by=squeeze))
    old = "".join(draw(st.sampled_from(["", "", "", " ", "\n", "\u200b"])) + one for one in letters)
    start = draw(st.integers(0, len(old) - 4))
    span = Span(start, draw(st.integers(start + 4, min(len(old), start + 30))))
    assume(len(squeeze(span.of(old))) >= 4)
    before, after = old[: span.start], old[span.end :]
    for _edit in range(draw(st.integers(1, 3))):
        before, after = draw(one_edit(before)), draw(one_edit(after))
    return old, span, before + span.of(old) + after, Span(len(before), len(before) + len(span))


@st.composite
def one_edit(draw: st.DrawFn, text: str) -> str:
    """Put a few characters in, take some out, or both."""
    cut = draw(spans_in(text).filter(lambda span: len(span) < 10))
    return text[: cut.start] + draw(st.text(alphabet="鱼鳥龙 \n。😀", max_size=8)) + text[cut.end :]


@given(interviews())
def test_edits_outside_a_quote_leave_it_sure(drawn: tuple[str, Span, str, Span]) -> None:
    """The same words, at their true place, and nobody is asked."""
    old, span, new, expected = drawn
    (carried,) = carry(old, new, [at(old, span)])
    assert carried.span is not None
    assert (carried.span, carried.span.of(new)) == (expected, span.of(old))
    assert carried.outcome is (Outcome.SAME if expected == span else Outcome.MOVED)


@given(st.text(alphabet=LETTERS, max_size=40), st.text(alphabet=LETTERS, max_size=40), st.data())
@example("", "甲", None)
@example("甲", "", None)
def test_any_edit_gives_spans_of_the_new_text(old: str, new: str, data: st.DataObject | None) -> None:
    """Whatever happened, a place lies within the text, sure places have the words, and it is the same every time."""
    spans = data.draw(st.lists(spans_in(old), max_size=4)) if data else [Span(0, len(old))]
    anchors = [at(old, span) for span in spans]
    for known in (old, None):
        carried = carry(known, new, anchors)
        assert carried == carry(known, new, anchors)
        for one, result in zip(anchors, carried, strict=True):
            assert (result.span is None) == (result.outcome is Outcome.LOST)
            assert 0.0 <= result.similarity <= 1.0
            if result.span is not None:
                assert result.span.end <= len(new)
                assert result.similarity > 0.0 or not one.quote.strip()
            if result.span is not None and result.outcome is not Outcome.FUZZY:
                words = result.span.of(new)
                assert words == one.quote or (squeeze(words) == squeeze(one.quote) and result.reason == "converted")


@given(st.text(alphabet="嗯对。的了用不", max_size=60), st.text(alphabet="嗯对。的了用不", max_size=60))
def test_partners_are_equal_and_one_to_one(old: str, new: str) -> None:
    """An alignment pairs only equal characters, none twice, and its blocks are its pairs."""
    alignment = align(old, new)
    pairs = [(i, j) for i, j in enumerate(alignment.partner) if j >= 0]
    assert all(old[i] == new[j] for i, j in pairs)
    assert len({j for _i, j in pairs}) == len(pairs) == sum(map(int, alignment.claimed))
    assert [(i + k, j + k) for i, j, size in alignment.blocks for k in range(size)] == pairs


@given(st.text(alphabet="嗯对的。", min_size=1, max_size=4), st.text(alphabet="嗯对的。", max_size=30))
def test_every_place_of_a_quote_is_found(quote: str, text: str) -> None:
    """Overlapping ones too."""
    expected = [place for place in range(len(text)) if text.startswith(quote, place)]
    assert Haystack(text).exact(quote) == expected


# -- cost --------------------------------------------------------------------------------------------------------------


def long_text(kind: int) -> tuple[str, str]:
    """Return 60,000 characters and a corrected copy."""
    lines = [f"{number}{'是的没有用过平台哦'[number % 7 :]}第{number * 7919 % 1000}回" for number in range(4000)]
    old = "\n".join(lines)[:60_000]
    copies = [old.replace("用过", "月过"), "嗯对。" * 20_000, old[30_000:] + old[:30_000]]
    return old, copies[kind]


@pytest.mark.parametrize("kind", range(3))
def test_500_anchors_in_60000_characters(kind: int) -> None:
    """Well under a second on an idle machine; a text that repeats itself, or has nothing in common, is no exception."""
    old, new = long_text(kind)
    anchors: Sequence[Anchor] = [at(old, Span(place, place + 9)) for place in range(0, 50_000, 100)]
    started = time.process_time()
    carried = carry(old, new, anchors)
    assert len(carried) == 500
    assert time.process_time() - started < 5.0
