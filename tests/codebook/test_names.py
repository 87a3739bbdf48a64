"""Names that are nearly the same."""

import pytest

from qualcode.codebook import near_names, parse_codebook, plain_name


@pytest.mark.parametrize("name", ["经济压力", "经济压力 ", " 经济压力", "经济压力（花钱）", "经济　压力"])
def test_the_four_spellings_of_one_category_are_one(name: str) -> None:
    """Blanks, width and a bracketed remark do not make another name."""
    assert plain_name(name) == "经济压力"


def test_a_name_that_is_all_brackets_keeps_its_words() -> None:
    """A name never becomes empty, or all such names would be one."""
    assert plain_name("（其他）") == "(其他)"


def test_the_later_of_two_near_names_is_warned_of() -> None:
    """The warning names both codes and the line of the first."""
    text = 'codes:\n  - {id: a, name: 经济压力}\n  - {id: b, name: "经济压力 "}\n  - {id: c, name: 别的}\n'
    assert [str(problem) for problem in near_names(parse_codebook(text.encode(), "c.yaml"))] == [
        "c.yaml:3: the name of b is nearly that of a (line 2); merge them, or tell them apart"]
