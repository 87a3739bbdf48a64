"""Sentences tile what was said, and their numbers never shift."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.language.measure import count_characters, respondent_characters
from qualcode.language.sentences import iter_units, sentence_bounds, sentence_spans, trim
from qualcode.model import Note, NoteKind, Span, UnitKind
from tests.factories import make_corpus, make_transcript

TEXTS = st.text(alphabet="会用，。！？!?….”’\"）) \n\u3000a1", max_size=40)


@given(TEXTS | st.text(max_size=40), st.data())
def test_sentences_tile_the_stretch_but_for_white_space(text: str, data: st.DataObject) -> None:
    """Between sentences there is only white space; no sentence begins or ends with it or is empty."""
    start, end = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    at = start
    for span in sentence_spans(text, Span(start, end)):
        assert text[at : span.start].strip() == ""
        assert span.of(text) == span.of(text).strip() != ""
        at = span.end
    assert text[at:end].strip() == ""
    pairs = [(span.start, span.end) for span in sentence_spans(text, Span(start, end))]
    assert sentence_bounds(text, start, end) == pairs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("会用。不会用！真的？", ["会用。", "不会用！", "真的？"]),
        ("他说：“会用。”然后走了。", ["他说：“会用。”", "然后走了。"]),
        ("真的？！！好。", ["真的？！！", "好。"]),
        ("嗯……好。", ["嗯……", "好。"]),
        ("3.5元。a.b.c", ["3.5元。", "a.b.c"]),
        ("OK. 好的.", ["OK.", "好的."]),
        ("第一行\n第二行", ["第一行", "第二行"]),
        ("  \n 　", []),
        ("。", ["。"]),
        ("会用，就是慢；真的", ["会用，就是慢；真的"]),
        ("（笑）。好", ["（笑）。", "好"]),
    ],
)
def test_cuts(text: str, expected: list[str]) -> None:
    """Sentence ends with what closes after them, and line breaks, end a sentence; commas do not."""
    assert [span.of(text) for span in sentence_spans(text, Span(0, len(text)))] == expected


@given(st.text(alphabet=" \n会用\u3000", max_size=12))
def test_trim(text: str) -> None:
    """The stretch without white space at its ends."""
    assert trim(text, 0, len(text)).of(text) == text.strip()


def test_units_are_numbered_over_all_turns() -> None:
    """The interviewer's sentences have numbers too, so that a changed role shifts nothing."""
    transcript = make_transcript("t", [("问", "好。吗？"), ("答", "好。\n嗯"), ("老伴", ""), ("答", "是。")])
    sentences = list(iter_units(transcript, UnitKind.SENTENCE, "P"))
    assert [(unit.id, unit.number, unit.turn, unit.span.of(transcript.text)) for unit in sentences] == [
        ("P#1", 1, 0, "好。"), ("P#2", 2, 0, "吗？"), ("P#3", 3, 1, "好。"), ("P#4", 4, 1, "嗯"), ("P#5", 5, 3, "是。"),
    ]
    turns = list(iter_units(transcript, UnitKind.TURN, "P"))
    assert [unit.id for unit in turns] == ["P@1", "P@2", "P@3", "P@4"]
    assert list(iter_units(transcript, UnitKind.MATCH, "P")) == sentences


@pytest.mark.parametrize(
    ("text", "notes", "expected"),
    [("会用，a1。", (), 4), ("会用（笑）了", ((2, 5),), 3), ("（笑）", ((0, 3),), 0), ("𠮷😀ｂ", (), 2), ("", (), 0)],
)
def test_characters(text: str, notes: tuple[tuple[int, int], ...], expected: int) -> None:
    """Letters, digits and Han outside notes."""
    made = tuple(Note(Span(*note), NoteKind.SOUND) for note in notes)
    assert count_characters(text, Span(0, len(text)), made) == expected


def test_characters_of_a_note_that_reaches_out() -> None:
    """Only the part of a note inside the stretch is taken off."""
    assert count_characters("会用（笑）了", Span(0, 4), (Note(Span(2, 5), NoteKind.SOUND),)) == 2


def test_respondents_characters() -> None:
    """Interviewers, bystanders and notes are left out; one speaker can be asked for."""
    transcript = make_corpus().by_name["大同访谈2"]
    assert respondent_characters(transcript) == len("我不会用智能手机都是孙子帮我弄没得")
    assert respondent_characters(transcript, "张大爷") == respondent_characters(transcript)
    assert respondent_characters(transcript, "老伴") == 0
