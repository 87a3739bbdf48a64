"""Concepts, categories and main categories, from codebooks of several shapes."""

from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.thesis.levels import Levels
from qualcode.model import Code, Codebook, Theme
from tests.factories import make_codebook

#: three levels as a codebook may declare them, with an open code under nothing but a theme
DECLARED = Codebook("d", (
    Code("core", "核心", level="selective", theme="t"),
    Code("burden", "负担", level="axial", parent="core"),
    Code("forms", "填表", level="open", parent="burden"),
    Code("hours", "加班", level="open", parent="burden"),
    Code("loose", "零散", level="open", theme="t"),
    Code("direct", "直属", level="open", parent="core"),
), themes=(Theme("t", "主题"),))


def named(levels: Levels) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return (category, concept) and (main category, category), by their labels."""
    return ([(levels.label(above), levels.label(one)) for one, above in levels.concepts],
            [(levels.label(main), levels.label(one)) for main, one in levels.categories])


def test_levels_that_a_codebook_declares() -> None:
    """Open codes are concepts, axial ones categories, selective ones main categories; only what is used has a place."""
    levels = Levels(DECLARED, frozenset({"hours", "loose", "direct", "forms"}))
    concepts, categories = named(levels)
    assert concepts == [("A1 负担", "a1 填表"), ("A1 负担", "a2 加班"), ("A2 主题", "a3 零散"), ("A3 核心", "a4 直属")]
    assert categories == [("A3 核心", "A1 负担"), ("A3 核心", "a4 直属"), ("A2 主题", "a3 零散")]
    assert levels.declared
    assert levels.origin == "Concepts, categories and main categories are the codebook's levels."


def test_a_tree_without_levels_is_read_from_below() -> None:
    """Leaves are concepts, their parents categories, what stands above main categories."""
    book = Codebook("t", (Code("a", "甲"), Code("b", "乙", parent="a"), Code("c", "丙", parent="b"), Code("d", "丁")))
    concepts, categories = named(Levels(book, frozenset("cd")))
    assert concepts == [("A1 乙", "a1 丙"), ("", "a2 丁")]
    assert categories == [("甲", "A1 乙"), ("", "a2 丁")]
    assert Levels(book, frozenset("c")).origin.startswith("The codebook names no levels")


def test_codes_and_themes_alone_make_two_steps() -> None:
    """The theme is the category of the concept, and the main category of the code taken as category."""
    book = Codebook("f", (Code("x", "甲", theme="t"), Code("y", "乙", theme="t")), themes=(Theme("t", "题"),))
    levels = Levels(book, frozenset("xy"))
    assert named(levels) == ([("A1 题", "a1 甲"), ("A1 题", "a2 乙")], [("A1 题", "a1 甲"), ("A1 题", "a2 乙")])
    assert [node.name for node in levels.mains] == ["题"]


def test_a_parent_with_codings_of_its_own_is_a_category() -> None:
    """What is coded with the parent only still names the category; nothing is used that nobody coded with."""
    levels = Levels(make_codebook(), frozenset({"decline", "gone"}))
    assert levels.concepts == ()
    assert [(main and main.id, one.id) for main, one in levels.categories] == [("findings", "decline")]
    assert Levels(make_codebook(), frozenset()).categories == ()


@given(st.lists(st.tuples(st.integers(-1, 7), st.sampled_from(["", "open", "axial", "selective"])), max_size=8))
def test_every_used_concept_has_one_row_and_one_number(shape: list[tuple[int, str]]) -> None:
    """Whatever the tree, with circles too: each used concept is listed once, and no two share a number."""
    codes = tuple(Code(f"c{n}", f"𠮷{n}", level=level, parent=f"c{parent}" if parent >= 0 else None)
                  for n, (parent, level) in enumerate(shape))
    levels = Levels(Codebook("h", codes), frozenset(code.id for code in codes))
    listed = [one.id for one, _above in levels.concepts]
    assert sorted(listed) == sorted(code for code, step in levels.steps.items() if step == "open")
    assert len(set(levels.numbers.values())) == len(levels.numbers)
