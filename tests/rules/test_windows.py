"""NEAR, SEQ and ADJ against a slow and independent reading of the language's description."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qualcode.model import Codebook, Corpus, Span
from qualcode.rules import apply, compile_codebook
from tests.rules.build import code, surfaces, transcript

#: every letter is one token of its own, and no two of them make a word.
A, B, C = "猫", "锅", "纸"
FILLERS = "吗啊，"
TEXTS = st.text(alphabet=A + B + C + FILLERS, min_size=1, max_size=14)


def size_of(text: str, places: tuple[int, ...]) -> int:
    """Return how many words the window from the first to the last place holds; punctuation is no word."""
    return sum(letter != "，" for letter in text[min(places) : max(places) + 1])


def words_are_single(text: str) -> bool:
    """Tell whether the tokenizer cuts the text into single letters."""
    from qualcode.language.tokens import tokenize

    return all(len(token) == 1 for token in tokenize(text))


def windows(text: str, letters: str, k: int, ordered: bool) -> set[tuple[int, ...]]:
    """Return every choice of one place for each letter that fits into a window."""
    places = [[at for at, letter in enumerate(text) if letter == wanted] for wanted in letters]
    return {
        choice for choice in product(*places)
        if len(set(choice)) == len(choice) and size_of(text, choice) <= k
        and (not ordered or list(choice) == sorted(choice))
    }


def found(rule: str, text: str) -> int:
    """Return how many windows the engine finds."""
    return len(surfaces(code(rules=[rule]), text))


def firsts(choices: set[tuple[int, ...]]) -> int:
    """Return how many of the first letter's places stand in a window: the engine keeps the smallest for each."""
    return len({choice[0] for choice in choices})


@given(TEXTS, st.integers(2, 8))
@example("锅猫吗锅", 2)
def test_near_is_any_order_within_k_words(text: str, k: int) -> None:
    """NEAR holds exactly where a choice of places fits into a window of k words."""
    if words_are_single(text):
        assert found(f"NEAR({A}, {B}; k={k})", text) == firsts(windows(text, A + B, k, ordered=False))


@given(TEXTS, st.integers(2, 8))
def test_three_operands(text: str, k: int) -> None:
    """The window is measured over all the operands, not from one to the next."""
    if words_are_single(text):
        assert found(f"NEAR({A}, {B}, {C}; k={k})", text) == firsts(windows(text, A + B + C, k, ordered=False))


@given(TEXTS, st.integers(2, 8))
def test_seq_keeps_the_order(text: str, k: int) -> None:
    """SEQ holds exactly where the places are in the rule's order."""
    if words_are_single(text):
        assert found(f"SEQ({A}, {B}, {C}; k={k})", text) == firsts(windows(text, A + B + C, k, ordered=True))


@given(TEXTS, st.integers(2, 8))
def test_characters_count_punctuation(text: str, k: int) -> None:
    """With unit=char the window is a stretch of at most k characters."""
    if words_are_single(text):
        expected = {choice for choice in windows(text, A + B, 99, ordered=False)
                    if max(choice) - min(choice) + 1 <= k}
        assert found(f"NEAR({A}, {B}; k={k}; unit=char)", text) == firsts(expected)


@given(TEXTS)
def test_adj_leaves_nothing_between(text: str) -> None:
    """ADJ holds exactly where the letters touch."""
    if words_are_single(text):
        assert found(f"ADJ({A}, {B})", text) == text.count(A + B)


@given(TEXTS, st.integers(2, 8))
def test_near_without(text: str, k: int) -> None:
    """``!C`` in NEAR: no C fits into a window of k words together with the others."""
    if words_are_single(text):
        barred = [at for at, letter in enumerate(text) if letter == C]
        expected = {choice for choice in windows(text, A + B, k, ordered=False)
                    if not any(size_of(text, (*choice, at)) <= k for at in barred)}
        assert found(f"NEAR({A}, {B}, !{C}; k={k})", text) == firsts(expected)


@given(TEXTS, st.integers(2, 8))
def test_seq_without_between(text: str, k: int) -> None:
    """``!C`` between two operands of SEQ: no C stands between them, however far."""
    if words_are_single(text):
        expected = {choice for choice in windows(text, A + B, k, ordered=True) if C not in text[choice[0] : choice[1]]}
        assert found(f"SEQ({A}, !{C}, {B}; k={k})", text) == firsts(expected)


@given(TEXTS, st.integers(2, 8))
def test_seq_without_before(text: str, k: int) -> None:
    """``!C`` first in SEQ: no C before the others that would fit into the window."""
    if words_are_single(text):
        barred = [at for at, letter in enumerate(text) if letter == C]
        expected = {choice for choice in windows(text, A + B, k, ordered=True)
                    if not any(at < choice[0] and size_of(text, (*choice, at)) <= k for at in barred)}
        assert found(f"SEQ(!{C}, {A}, {B}; k={k})", text) == firsts(expected)


@given(TEXTS)
def test_adj_without_beside(text: str) -> None:
    """``!C`` in ADJ: no C touches on that side."""
    if words_are_single(text):
        count = sum(letter == A and text[at - 1 : at] != C for at, letter in enumerate(text))
        assert found(f"ADJ(!{C}, {A})", text) == count


@pytest.mark.parametrize(
    ("rule", "said", "expected"),
    [
        ("ADJ(!很, 方便)", "很方便", []),
        ("ADJ(!很, 方便)", "很，方便", ["方便"]),
        ("ADJ(方便, !得很)", "方便得很", []),
        ("ADJ(方便, !得很)", "得很方便", ["方便"]),
        ("ADJ(天天, 打卡)", "天天 打卡", ["天天+打卡"]),
        ("NEAR(平台, 平台; k=8)", "平台和平台", ["平台+平台"]),
        ("NEAR(平台, 平台; k=8)", "平台", []),
        ("SEQ({天天|每天}, @lists; k=6)", "每天在群里接龙", ["每天+接龙"]),
        ("NEAR(NEAR(平台, 手机; k=4), 麻烦; k=9)", "手机平台都很麻烦", ["手机+平台+麻烦"]),
        ("SEQ(平台, 麻烦 | 方便; k=3)", "平台方便", ["平台+方便"]),
        ("NEAR(/平.台?/, 麻烦; k=3)", "平台麻烦", ["平台+麻烦"]),
    ],
)
def test_forms(rule: str, said: str, expected: list[str]) -> None:
    """Operands are words, sets, lists, expressions and windows; the same place never serves twice."""
    assert surfaces(code(rules=[rule]), said, lists={"lists": ("接龙", "填表")}) == expected


def test_windows_never_cross_a_turn() -> None:
    """The scopes turn and transcript keep words of different turns apart; qa joins question and answer."""
    said = ("平台。", "麻烦。")
    assert surfaces(code(rules=["NEAR(平台, 麻烦; k=9) @transcript"]), *said) == []
    assert surfaces(code(rules=["NEAR(平台, 麻烦; k=9) @qa"]), "问：平台咋样？", "麻烦。") == ["平台+麻烦"]
    assert surfaces(code(rules=["平台 & 麻烦 @transcript"]), *said) == ["平台"]
    unlabelled = transcript("天天", "打卡")
    text = "天天\n打卡\n"
    bodies = (Span(0, 2), Span(3, 5))
    turns = tuple(
        replace(turn, span=Span(body.start, body.end + 1), body=body, label="")
        for turn, body in zip(unlabelled.turns, bodies, strict=True)
    )
    compiled = compile_codebook(Codebook("b", (code(rules=["ADJ(天天, 打卡) @transcript"]),)))
    assert apply(compiled, Corpus((replace(unlabelled, text=text, turns=turns),))) == []
