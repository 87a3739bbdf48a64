"""Names in rules are found where the rule language finds them, and nowhere else."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.codebook import parse_codebook
from qualcode.codebook.references import circle, mentions, renamed
from qualcode.errors import RuleError
from qualcode.rules.compiler import _exception_tree
from qualcode.rules.grammar import parse_rule, parse_term
from qualcode.rules.tree import CodeRef, ListRef, Node

PARSERS = {"terms": parse_term, "lists": parse_term, "rules": parse_rule, "except": _exception_tree}
SCOPES = {"@sentence", "@turn", "@qa", "@transcript"}


def in_tree(node: Any) -> list[tuple[str, int]]:
    """Return the names in a syntax tree with the index of their first letter, in text order."""
    if isinstance(node, CodeRef):
        return [(f"#{node.code}", node.column)]
    if isinstance(node, ListRef):
        return [(f"@{node.name}", node.column)]
    below = [getattr(node, field) for field in ("part", "parts", "question", "answer") if hasattr(node, field)]
    parts = [part for one in below for part in (one if isinstance(one, tuple) else (one,)) if isinstance(part, Node)]
    return sorted((found for part in parts for found in in_tree(part)), key=lambda found: found[1])


def scanned(text: str, kind: str) -> list[tuple[str, int]]:
    """Return the same by the small scanner; scopes are no lists."""
    return [(mention.name, mention.start) for mention in mentions(text, kind) if mention.name not in SCOPES]


NAMES = st.sampled_from(["a", "user", "user_loss", "流失", "𠮷-1", "A", "WHO_1"])
ATOMS = st.one_of(
    st.builds("#{}".format, NAMES), st.builds("＃{}".format, NAMES), st.builds("@{}".format, NAMES),
    st.builds('"#{} (x) /"'.format, NAMES), st.builds("“#{}”".format, NAMES),
    st.builds("/#{}\\/ [\"“]?/".format, NAMES),
    st.builds("WHO(role=#{}|@{})".format, NAMES, NAMES), st.builds("META（town=“#{}）”）".format, NAMES),
    st.builds('WHO (role="a）#{}")'.format, NAMES), st.builds("不{{会|能}}{}".format, st.sampled_from(["用", "😀"])),
    st.builds("{{#{}|词}}".format, NAMES), st.builds("COUNT(#{}) >= 2".format, NAMES),
    st.sampled_from(["词", "=词", "~词", "词*", "ＡＢ", "a\u200bb"]))
EXPRESSIONS = st.recursive(ATOMS, lambda inner: st.one_of(
    st.builds("({})".format, inner), st.builds("{} & {}".format, inner, inner),
    st.builds("{}｜{}".format, inner, inner), st.builds("!{}".format, inner),
    st.builds("NEAR({}，词; k=3)".format, inner)), max_leaves=6)


@given(EXPRESSIONS, st.sampled_from(["", " @turn", "＠transcript"]))
def test_the_scanner_finds_what_the_grammar_finds(expression: str, scope: str) -> None:
    """In any rule, names stand at the same places for both."""
    text = expression + scope
    assert scanned(text, "rules") == in_tree(parse_rule(text).root)


@pytest.mark.parametrize("kind", PARSERS)
@pytest.mark.parametrize("text", [
    "#a", " ＃a ", "=#a", "~#a", "＝#a", "#a*", "/#a/", "{#a|b}", "词", "@a", "＠a", "a & #b", '"#a"', "a{b|c}", "=x",
    "#a-b", "#a·b", "{=b|@a}", "～#a＊"])
def test_an_entry_is_plain_words_where_the_grammar_says_so(kind: str, text: str) -> None:
    """``~#a`` is letters to be found and names no code; a text that is an error as such an entry is left aside."""
    try:
        wanted = in_tree(PARSERS[kind](text).root)
    except RuleError:
        return
    assert scanned(text, kind) == wanted


@pytest.mark.parametrize(("text", "new"), [
    ("#user & #user_loss", "#u2 & #user_loss"), ("NEAR(＃user, @user)", "NEAR(＃u2, @user)"),
    ('"#user" | /#user/ | WHO(role=#user)', '"#user" | /#user/ | WHO(role=#user)'), ("#user-2|#user", "#user-2|#u2")])
def test_only_the_whole_name_of_a_code_is_renamed(text: str, new: str) -> None:
    """Longer names, lists, quotes, expressions and values keep their letters."""
    assert renamed(text, "rules", "user", "u2") == new


def test_a_circle_is_found_through_lists() -> None:
    """The way back to the code is told step by step; a code that only others name has none."""
    book = parse_codebook(b"""
lists: {l: ["#b", c]}
codes:
  - {id: a, name: a, terms: ["@l"]}
  - {id: b, name: b, except: ["#a"], terms: [x]}
  - {id: c, name: c, terms: ["#a"]}
""", "c.yaml")
    assert [circle(book, code) for code in "abc"] == [["a", "@l", "b", "a"], ["b", "a", "@l", "b"], []]
