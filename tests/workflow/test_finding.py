"""A few typed characters, and the code or the place that is meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import UsageError
from qualcode.language.layers import script_layer
from qualcode.model import Span
from qualcode.workflow.finding import find_codes, find_words
from tests.factories import make_codebook


@pytest.mark.parametrize(("words", "expected"), [
    ("user_loss", ["user_loss"]), ("USER_LOSS", ["user_loss"]), ("用户流失", ["user_loss"]), ("用戶", ["user_loss"]),
    ("数字", ["formalism", "literacy"]), ("ｌｉｔ", ["literacy"]),
    ("l", ["literacy", "decline", "formalism", "user_loss"]),
    ("衰退", ["decline"]), ("没有", []), ("", []),
])
def test_codes_are_found_by_parts_of_their_names(words: str, expected: list[str]) -> None:
    """An exact name wins; names that begin so come first; width, case and script do not matter."""
    assert [code.id for code in find_codes(make_codebook(), words)] == expected


@given(text=st.text("会用會Ａa𠮷😀\u200b\u3000\r\n\ufeff。", max_size=30), data=st.data())
def test_found_words_are_those_that_were_typed(text: str, data: st.DataObject) -> None:
    """Any words of a text are found in it where they stand once, and refused where they stand more often."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    words, whole = text[start:end].strip(), Span(0, len(text))
    layer, typed = script_layer(text), script_layer(words)
    places = [at for at in range(len(text)) if typed and layer.startswith(typed, at)]
    if len(places) == 1:
        assert find_words(text, [whole], text[start:end]) == Span(places[0], places[0] + len(words))
    else:
        with pytest.raises(UsageError):
            find_words(text, [whole], text[start:end])


def test_the_first_stretch_that_holds_the_words_decides() -> None:
    """A word of the passage is not taken from elsewhere in the turn."""
    text = "会用。不会用。"
    assert find_words(text, [Span(3, 7), Span(0, 7)], "会用") == Span(4, 6)
    assert find_words(text, [Span(0, 2), Span(0, 7)], "不会用") == Span(3, 6)
