"""Word classes: which lists of the codebook have a word in a passage."""

from dataclasses import replace

import pytest

from qualcode.language.layers import script_layer, speech_layer
from qualcode.learning.classes import WordClasses
from tests.factories import make_codebook

LISTS = {
    "who": ("老人", "=娃兒", "@Kin"),
    "Kin": ("孫子", "“老伴”", "@Kin"),
    "signs": ("/扫.*码/", "NOT(用)", "ＡＰＰ", "~微信~"),
    "empty": (),
}
CLASSES = WordClasses(replace(make_codebook(), lists=LISTS))


@pytest.mark.parametrize(("text", "expected"), [
    ("老人家不会用", ("who",)),  # also inside a longer word
    ("娃儿会用", ("who",)),  # traditional and simplified are one
    ("我孙子帮我弄", ("Kin", "who")),  # a list has what the lists in it have
    ("app和微信", ("signs",)),
    ("扫一下码", ()),  # no regular expression, no rule
    ("不用", ()),
    ("", ()),
])
def test_lists_are_found_by_their_words(text: str, expected: tuple[str, ...]) -> None:
    """Sorted by name; marks around a word are no part of it, and a list that names itself ends."""
    assert CLASSES.of(speech_layer(script_layer(text))) == expected


def test_without_lists_nothing_is_found() -> None:
    """A codebook need not have any."""
    assert WordClasses(make_codebook()).of("老人") == ()
