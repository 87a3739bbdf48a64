"""Tokens join to the text, whatever the text is, and the fast engine cuts like the reference."""

import random
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qualcode.language.tokens import LOOSE, Jieba, is_word, token_spans, tokenize
from qualcode.model import Span

NASTY = ["", "\ufeff会用", "a\r\nb", "会\u200b用", "𠮷野家𪚥", "😀👩‍👩‍👧", "ＡＰＰ２", "\x00\x1f\x7f",
         "没\u0301有", "\u2028\u2029\x85",
         "﹏﷽", "㐀㑇", "3.5%", "a_b-c", "会用\n\n", " \t ", "\ud800会用\udfff", "\uf8ff" * 3, "龥鿿豈﨎", "々〇"]
TRANSCRIPTS = sorted((Path(__file__).parents[2] / "transcripts").glob("*.txt"))


@pytest.fixture(scope="module")
def reference() -> Jieba:
    """Return jieba itself."""
    return Jieba()


@pytest.fixture(scope="module")
def dictionary(reference: Jieba) -> list[str]:
    """Return the words of the dictionary that are wholly Han."""
    return sorted(word for word, count in reference._jieba.FREQ.items() if count and word.isalpha()
                  and all("\u4e00" <= letter <= "\u9fd5" for letter in word))


@given(st.text(max_size=60) | st.text(alphabet="会用不了没我手机平台，。！ \r\n\ufeff\u200b😀𠮷ａA1.%", max_size=60))
def test_tokens_join_to_the_text(text: str) -> None:
    """No character is lost, added or changed."""
    assert "".join(tokenize(text)) == text


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_odd_characters(text: str) -> None:
    """Byte order marks, zero width, control characters, Extension B and lone surrogates are kept."""
    tokens = tokenize(text)
    assert "".join(tokens) == text
    assert all(tokens)


@given(st.text(max_size=40), st.data())
@example("会用手机", None)
def test_spans_tile_the_stretch(text: str, data: st.DataObject | None) -> None:
    """Spans of tokens follow each other and are in the text's own offsets."""
    start, end = (0, len(text)) if data is None else sorted(
        (data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    spans = token_spans(text, Span(start, end))
    assert "".join(span.of(text) for span in spans) == text[start:end]
    assert [span.end for span in spans[:-1]] == [span.start for span in spans[1:]]
    assert token_spans(text) == token_spans(text, Span(0, len(text)))


def test_reference_agrees_on_generated_speech(reference: Jieba, dictionary: list[str]) -> None:
    """Both engines cut the same on words of the dictionary in any order, with particles between them."""
    chance = random.Random(7)
    glue = [*"的了吗啊不没我你他就也都在是，。！？ ", "", ""]
    lines = ["".join(chance.choice(dictionary) + chance.choice(glue) for _ in range(12)) for _ in range(400)]
    assert [line for line in lines if tokenize(line) != reference.cut(line)] == []


def test_reference_agrees_on_mixed_script(reference: Jieba) -> None:
    """Letters, digits and marks inside Han are cut alike."""
    lines = ["用APP办了3.5%的事", "wifi6很快，4g不行", "C++和c#", "a.b@c.cn", "2024年3月7日",
             "T恤卡拉OK", "第1次—第2次…", "5G+", "é手机ñ"]
    assert [line for line in lines if tokenize(line) != reference.cut(line)] == []


@pytest.mark.skipif(not TRANSCRIPTS, reason="the sample interviews are not there")
def test_reference_agrees_on_the_sample_interviews(reference: Jieba) -> None:
    """Both engines cut real talk alike."""
    texts = [path.read_text("utf-8", errors="replace") for path in TRANSCRIPTS]
    assert [text[:20] for text in texts if tokenize(text) != reference.cut(text)] == []


def test_characters_beyond_the_dictionary(reference: Jieba) -> None:
    """Outside the common Han block the engines may group differently; each still keeps every character."""
    for text in ("㐀㐁㐂", "𠮷𠮷", "豈更", "〇〇七", "鿏鿐"):
        assert "".join(tokenize(text)) == "".join(reference.cut(text)) == text


def test_loose_tokens_are_tokens_of_two_words() -> None:
    """Every entry is cut as one token and its parts after the first character are words: otherwise it is idle."""
    assert [word for word in sorted(LOOSE) if tokenize(word) != [word]] == []


@pytest.mark.parametrize(("token", "expected"), [("会用", True), ("3", True), ("，", False), (" ", False),
                                                ("😀", False), ("a.", True), ("\uf8ff", False),
                                                ("…", False), ("", False)])
def test_words(token: str, expected: bool) -> None:
    """Punctuation, symbols, masks and white space are no words."""
    assert is_word(token) is expected
