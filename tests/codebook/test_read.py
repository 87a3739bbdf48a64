"""Reading a codebook: the model it gives, and the problems it tells."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.codebook import parse_codebook, read_codebook
from qualcode.errors import CodebookError
from qualcode.model import Code, Example, Rule, Stance, Theme

FULL = """\
# a comment that nobody loses
codebook: {id: village, name: {zh: 乡村数字治理, en: Village}, version: 1.0, stance: affirmed}
lists:
  people: [村民, 老人家]
themes: [{id: findings, name: {zh: 问题, en: Findings}}]
exclusive: [[user_loss, silent]]
codes:
  - id: user_loss
    name: {zh: 用户流失, en: User loss}
    theme: findings
    level: axial
    colour: "#c0392b"
    definition: >
      使用的人
      越来越少
    terms: [没人用, "on"]
    rules:
      - "NEAR(@people, 不用)"
      - {rule: "A & B", id: pair}
    except: [打卡景点]
    examples: ["没人用了。", {q: 用不用？, a: 没得。, role: villager}]
    counter_examples: [天天用。]
    children:
      - id: silent
        name: 沉默用户
        stance: both
"""


def problems_of(text: str) -> list[str]:
    """Return the problems of a codebook as they are printed."""
    with pytest.raises(CodebookError) as caught:
        parse_codebook(text.encode(), "c.yaml")
    return [str(problem) for problem in caught.value.problems]


def codes_with(line: str) -> str:
    """Return a codebook with one code that has one further line, the fourth."""
    return f"codes:\n  - id: a\n    name: 甲\n    {line}\n"


def test_every_field_reaches_the_model() -> None:
    """A codebook with every key gives the codes, rules with their places, and examples with attributes."""
    book = parse_codebook(FULL.encode(), "c.yaml")
    parent = Code(
        id="user_loss", name_zh="用户流失", name_en="User loss", definition="使用的人越来越少",
        terms=(Rule("user_loss/t1", "没人用", 16, 13, True), Rule("user_loss/t2", "on", 16, 18, True)),
        rules=(Rule("user_loss/r1", "NEAR(@people, 不用)", 18, 9), Rule("user_loss/pair", "A & B", 19, 16)),
        unlike=(Rule("user_loss/x1", "打卡景点", 20, 14),),
        examples=(Example("没人用了。", line=21), Example("没得。", "用不用？", {"role": "villager"}, 21)),
        counter_examples=(Example("天天用。", line=22),),
        colour="#c0392b", level="axial", theme="findings", stance=Stance.AFFIRMED, line=8,
    )
    child = Code("silent", "沉默用户", theme="findings", parent="user_loss", stance=Stance.BOTH, line=24)
    assert book.codes == (parent, child)
    assert (book.id, book.name_zh, book.name_en, book.version) == ("village", "乡村数字治理", "Village", "1.0")
    assert (book.lists, book.list_lines) == ({"people": ("村民", "老人家")}, {"people": 4})
    assert book.themes == (Theme("findings", "问题", "Findings", 5),)
    assert book.exclusive == (("user_loss", "silent"),)
    assert book.sha256 == hashlib.sha256(FULL.encode()).hexdigest()


@pytest.mark.parametrize("word", ["on", "no", "yes", "3", "1.0", "0x10", "2016-09-01", "null", "~", "true", "1_000"])
def test_words_that_yaml_takes_for_something_else_stay_text(word: str) -> None:
    """A term is what stands in the file: ``on``, numbers and dates are words."""
    book = parse_codebook(codes_with(f"terms: [{word}]").encode(), "c.yaml")
    assert [rule.text for rule in book.codes[0].terms] == [word]


def test_a_definition_broken_over_lines_has_no_blank_between_han() -> None:
    """Folding puts a blank where a line ends; between Han characters it goes, between words it stays."""
    text = codes_with("definition:\n      村民不再\n      使用 App\n      or web")
    assert parse_codebook(text.encode(), "c.yaml").codes[0].definition == "村民不再使用 App or web"


def test_a_byte_order_mark_and_crlf_change_nothing() -> None:
    """Files saved by Windows editors give the same codes."""
    windows = b"\xef\xbb\xbf" + FULL.replace("\n", "\r\n").encode()
    assert parse_codebook(windows, "c.yaml").codes == parse_codebook(FULL.encode(), "c.yaml").codes


@pytest.mark.parametrize(("line", "expected"), [
    ("term: [x]", "c.yaml:4:5: a code has no key term; did you mean terms?"),
    ("name: 乙", "c.yaml:4:5: the key name stands here twice (first on line 3); merge the two"),
    ("theme: x", "c.yaml:4:12: theme has no value x; known are -"),
    ("level: opne", "c.yaml:4:12: level has no value opne; did you mean open?"),
    ("colour: #c0392b", 'c.yaml:5:1: a colour is written "#rrggbb", with the quotes, such as "#c0392b"'),
    ("stance: affirm", "c.yaml:4:13: stance has no value affirm; did you mean affirmed?"),
    ("terms: 词", "c.yaml:4:12: terms must be a list: one `- …` line each, or [a, b]"),
    ("terms: [{a|b}]", "c.yaml:4:13: an entry of terms must be text; an expression that begins with { or [ "
                       "needs quotes around it"),
    ("terms: [!用]", "c.yaml:4:14: YAML: expected URI, but found '用'; put an entry that begins with @ * & ! or ` in "
                     "quotes"),
    ("terms: [!use x]", "c.yaml:4:13: an entry of terms begins with `!`, which YAML takes for a tag; put it in quotes"),
    ("rules:\n      - #other", "c.yaml:5:8: an entry of rules is empty; write it, delete the line, or quote it if it "
                               "begins with #"),
    ("rules: [x, {rule: y, id: r1}]",
     "c.yaml:4:16: the id a/r1 is already used on line 4; give one of them another id"),
    ("rules: [{rule: y, ids: z}]", "c.yaml:4:23: a rule has no key ids; did you mean id?"),
    ("examples: [{q: 用吗}]", "c.yaml:4:16: an entry of examples with keys needs `a:`, the answer; known are q, a and "
                            "attributes such as role"),
    ("children: [b]", "c.yaml:4:16: a code must be a mapping of `key: value` lines, beginning with `- id:`"),
    ("children: [{name: b}]", "c.yaml:4:16: the id of a code is missing; add `id:`"),
    ("children: [{id: b}]", "c.yaml:4:16: the code b has no name; add `name:`"),
    ("children: [{id: a, name: b}]", "c.yaml:4:21: the id a is already used on line 2; give one of them another id"),
    ("children: [{id: a b, name: b}]", "c.yaml:4:21: the id of a code may hold letters, digits, _ - and Han characters "
                                       "only, not a b"),
])
def test_each_problem_has_its_place_and_remedy(line: str, expected: str) -> None:
    """One wrong line gives one problem, with line, column and what to do."""
    assert problems_of(codes_with(line)) == [expected]


def test_all_problems_are_told_at_once_in_the_order_of_lines() -> None:
    """Nobody has to fix one problem to learn of the next."""
    text = ("codebok: {}\nlists: {turn: [a]}\nthemes: [{id: t}]\nexclusive: [[a, z]]\n"
            "codes:\n  - id: a\n    colour: red\n  - id: a\n    name: b\n")
    assert [problem.split(":")[1] for problem in problems_of(text)] == ["1", "2", "3", "4", "6", "7", "8"]


@pytest.mark.parametrize(("text", "expected"), [
    ("codes:\n  - @list\n", "c.yaml:2:5: YAML: found character '@' that cannot start any token; put an entry that "
                            "begins with @ * & ! or ` in quotes"),
    ("name：甲\ncodes: []\n", "c.yaml:2:6: YAML: mapping values are not allowed here; a full-width colon ： was typed "
                            "where YAML wants `: `"),
    ("codes:\n\t- id: a\n", "c.yaml:2:1: YAML: found character '\\t' that cannot start any token; indent with blanks, "
                            "not with tabs"),
    ("", "c.yaml: the file holds no codebook; it needs at least `codes:` with one code"),
    ("codes: []\n", "c.yaml:1:1: the codebook has no codes; write at least one under `codes:`"),
    ("[" * 5000, "c.yaml: YAML: brackets are nested too deeply; remove some"),
    ('codes: "\\UFFFFFFFF"', "c.yaml: YAML: a character or escape that YAML does not allow; delete it"),
    ("codes:\n- \x00", "c.yaml:2: YAML: a character or escape that YAML does not allow; delete it"),
])
def test_what_is_not_yaml_says_why(text: str, expected: str) -> None:
    """A syntax error names its place and the likely cause."""
    assert problems_of(text) == [expected]


def test_an_alias_that_contains_itself_is_a_problem_not_a_loop() -> None:
    """Anchors may make the tree endless; each code is read once."""
    text = "codes: &all\n  - id: a\n    name: b\n    children: *all\n"
    assert problems_of(text) == [
        "c.yaml:2:5: this code is used again by an alias (*); write it out with an id of its own"]


def test_bytes_that_are_not_utf8_name_their_line() -> None:
    """A codebook saved as GB18030 is refused with the line of the first such byte."""
    with pytest.raises(CodebookError) as caught:
        parse_codebook("codes:\n  - 词\n".encode("gb18030"), "c.yaml")
    assert str(caught.value) == "c.yaml:2: this line is not UTF-8 text; save the codebook as UTF-8"


def test_a_missing_file_is_a_codebook_error(tmp_path: Path) -> None:
    """The name that the user gave is the one in the message."""
    with pytest.raises(CodebookError, match=r"^mine\.yaml: the codebook cannot be read"):
        read_codebook(tmp_path / "c.yaml", display="mine.yaml")


def test_the_id_falls_back_on_the_name_of_the_file(tmp_path: Path) -> None:
    """A codebook without a head is named like its file."""
    path = tmp_path / "pilot.yaml"
    path.write_text(codes_with("terms: [词]"), encoding="utf-8")
    assert (read_codebook(path).id, read_codebook(path).path) == ("pilot", str(path))


WORDS = st.sampled_from(["id", "name", "codes", "terms", "rules", "except", "children", "lists", "themes", "exclusive",
                         "examples", "colour", "a", "甲", "#c", "on", "{", "}", "[", "]", ": ", "- ", "\n", "\n  ",
                         "&x ", "*x", "!t ", "'", '"', "\\", "|", ">", ",", "?", "\t", "\ufeff", "𠮷", "：", "\x85"])


@given(st.lists(WORDS, max_size=40).map("".join) | st.text(max_size=60))
def test_random_text_gives_a_codebook_or_a_codebook_error(text: str) -> None:
    """Whatever the file says, nothing but CodebookError comes out."""
    try:
        assert parse_codebook(text.encode("utf-8", "surrogatepass"), "c.yaml").codes
    except CodebookError as error:
        assert error.problems
        assert all(problem.path == "c.yaml" and problem.line >= 0 for problem in error.problems)


KEYS = st.sampled_from(["id", "name", "codes", "terms", "rules", "except", "children", "lists", "themes", "exclusive",
                        "examples", "colour", "level", "theme", "stance", "codebook", "zh", "rule", "a", "x"])
TREES = st.recursive(st.sampled_from(["a", "b", "甲", "", "null", "#c0392b"]),
                     lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
                     max_leaves=20)


@given(st.dictionaries(KEYS, TREES, min_size=1, max_size=5))
def test_random_trees_give_a_codebook_or_a_codebook_error(tree: object) -> None:
    """Sound YAML of the wrong shape is told, never a crash."""
    import json

    try:
        assert parse_codebook(json.dumps(tree, ensure_ascii=False).encode(), "c.yaml").codes
    except CodebookError as error:
        assert error.problems
