"""The words that speak for a code."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.language.tokens import token_spans
from qualcode.learning.evidence import _heat, speaking_words
from qualcode.learning.features import grams

TEXT = "村上的人我信得过。"


@pytest.mark.parametrize(("weights", "expected"), [
    ({"信得过": 2.0}, ["信得过"]),
    ({"信": 2.0, "村": 0.1}, ["信得过"]),  # 村上 has less than four tenths of the strongest
    ({"信": 2.0, "村": 1.0}, ["村上", "信得过"]),
    ({"|村": 2.0, "|": 9.0}, ["村上"]),  # an edge is no word, and its weight is the word's beside it
    ({"过|": 2.0}, ["信得过"]),
    ({"我信": 2.0}, ["我信得过"]),  # neighbours are joined
    ({"上的": 2.0}, ["村上的"]),
    ({"信": 2.0, "信得过": -3.0}, []),
    ({"信": -1.0}, []),
    ({"": 1.0, "别处": 5.0}, []),
    ({}, []),
])
def test_the_strongest_words_are_chosen(weights: dict[str, float], expected: list[str]) -> None:
    """A word has what its characters have; nothing where nothing speaks for the code."""
    assert [span.of(TEXT) for span in speaking_words(TEXT, weights)] == expected


def test_at_most_three_words_are_shown() -> None:
    """The three strongest, in the order of the text."""
    text = "手机，医生，水稻，娃儿。"
    weights = {"手机": 1.0, "医生": 0.9, "水稻": 0.8, "娃儿": 0.95}
    assert [span.of(text) for span in speaking_words(text, weights)] == ["手机", "医生", "娃儿"]


@pytest.mark.parametrize("text", ["", "……！", "😀"])
def test_where_no_word_stands_none_speaks(text: str) -> None:
    """Signs are no words."""
    assert speaking_words(text, {"信": 1.0, "": 1.0, "|": 1.0}) == ()


WEIGHTS = st.dictionaries(st.sampled_from(sorted(set(grams(TEXT)) | {"𠮷", "|𠮷", "a1"})), st.floats(-5, 5))
TEXTS = st.text("村上的人我信得过。，😀𠮷a1 \n\u200b", max_size=30)


@given(TEXTS, WEIGHTS)
def test_words_lie_in_the_text_in_order_and_apart(text: str, weights: dict[str, float]) -> None:
    """Each is made of whole tokens; none touches the next."""
    found = speaking_words(text, weights)
    ends = [0, *(place for span in found for place in (span.start, span.end))]
    assert ends == sorted(ends)
    assert ends[-1] <= len(text)
    assert all(one.end < two.start for one, two in pairwise(found))
    tokens = token_spans(text)
    assert {span.start for span in found} <= {token.start for token in tokens}
    assert {span.end for span in found} <= {token.end for token in tokens}


@given(TEXTS, WEIGHTS)
def test_the_weight_of_a_run_is_spread_and_not_lost(text: str, weights: dict[str, float]) -> None:
    """All characters together have what all runs of the text have."""
    total = sum(weights.get(gram, 0.0) for gram in grams(text))
    assert _heat(text, weights).sum() == pytest.approx(total, abs=1e-9)
