"""Layers spell the text in another way, character by character."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qualcode.language.layers import MASK, dialect_forms, mask_notes, pattern_layer, script_layer, speech_layer
from qualcode.model import Note, NoteKind, Span

TEXTS = st.text(max_size=50) | st.text(
    alphabet="沒有發頭髮後面乾隆著裡裏麵條台颱臺灣没得莫晓啥子ＡＢｃ１２　Aa\r\n\ufeff\u200b😀𠮷𫝀", max_size=50)


@given(TEXTS)
@example("乾隆年間頭髮乾燥")
@example("\ud800沒有")
@example("\x00沒有\x00")
def test_layers_are_as_long_as_the_text(text: str) -> None:
    """An offset in a layer is an offset in the text."""
    script = script_layer(text)
    assert len(script) == len(speech_layer(script)) == len(text)
    assert len(pattern_layer(text)) == len(text)


@given(TEXTS)
def test_speech_layer_is_idempotent(text: str) -> None:
    """Standard forms are no dialect forms."""
    once = speech_layer(script_layer(text))
    assert speech_layer(once) == once


@given(st.text(alphabet="会用不了没我手机平台，。！ abcABCＡ１　后面里头发", max_size=40))
def test_script_layer_is_idempotent_on_simplified_text(text: str) -> None:
    """What is simplified already stays."""
    assert script_layer(script_layer(text)) == script_layer(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("沒有網絡", "没有网络"), ("頭髮", "头发"), ("這個平臺", "这个平台"), ("ＡＰＰ１２３", "app123"),
        ("WiFi", "wifi"),
        ("A　B", "a b"),
        ("，。！？（）", "，。！？（）"), ("𠮷", "𠮷"), ("\r\n", "\r\n"), ("会用", "会用"), ("", ""), ("É", "É"),
    ],
)
def test_script_layer(text: str, expected: str) -> None:
    """Simplified, half width for letters and digits only, lower case for ASCII only."""
    assert script_layer(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("莫得人", "没有人"), ("没得人", "没有人"), ("没得到", "没得到"), ("没得罪", "没得罪"), ("晓得", "知道"),
        ("啥子", "什么"), ("咋个办", "怎么办"), ("娃儿", "孩子"), ("没的说", "没的说"), ("冇得", "没有"),
    ],
)
def test_speech_layer(text: str, expected: str) -> None:
    """Sichuan words in their standard form, except where the letters are other words."""
    assert speech_layer(text) == expected


def test_dialect_forms_keep_their_length() -> None:
    """A form and its standard have the same number of characters."""
    assert [form for form, (standard, _unless) in dialect_forms().items() if len(form) != len(standard)] == []


def test_patterns_keep_their_meaning() -> None:
    r"""Letters keep their case, so \S stays \S; full-width and traditional ones are converted."""
    assert pattern_layer(r"沒\S{0,2}ＡＰＰ\d　") == "没\\S{0,2}APP\\d "


@given(st.text(alphabet="会用（笑）abc", max_size=30),
       st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=5))
def test_notes_are_masked_and_nothing_else(text: str, pairs: list[tuple[int, int]]) -> None:
    """Masked is what lies in a note; overlapping notes are masked together."""
    spans = sorted({(min(pair), max(pair)) for pair in pairs if max(pair) <= len(text)})
    masked = mask_notes(text, [Note(Span(*span), NoteKind.SOUND) for span in spans])
    assert len(masked) == len(text)
    for at, letter in enumerate(masked):
        assert letter == (MASK if any(start <= at < end for start, end in spans) else text[at])
