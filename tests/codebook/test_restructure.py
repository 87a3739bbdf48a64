"""Codes are renamed, merged, split and moved in the text, and what people wrote around them stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.codebook import with_merged, with_moved, with_renamed, with_split
from qualcode.errors import UsageError
from qualcode.rules import compile_codebook
from tests.codebook.books import BOOKS, EXAMPLE, LAYOUTS, LINKED, README, changed, codes, document, remarks

# -- rename ----------------------------------------------------------------------------------------------------------


def test_a_renamed_code_is_renamed_wherever_a_rule_names_it() -> None:
    """The id, exclusive groups and real references change; letters in quotes, expressions and values stay."""
    before = document(LINKED)
    after = with_renamed(before, "user_loss", "流失-1")
    assert changed(before, after) == [
        '-  loss: [卸载, "#user_loss"]   # a list that names a code',
        '+  loss: [卸载, "#流失-1"]   # a list that names a code',
        "-  - [user_loss, praise]       # two", "+  - [流失-1, praise]       # two",
        '-  - [user, "user_loss", 乙码]', '+  - [user, "流失-1", 乙码]',
        '-    terms: [ 用户, "#user_loss" ]   # close', '+    terms: [ 用户, "#流失-1" ]   # close',
        '-      - {rule: "NEAR(#user_loss, #praise; k=3)", id: both}   # near',
        "-      - '\"#user_loss\" | /#user_loss/ & WHO(role=#user_loss) | ＃user_loss'",
        '+      - {rule: "NEAR(#流失-1, #praise; k=3)", id: both}   # near',
        "+      - '\"#user_loss\" | /#user_loss/ & WHO(role=#user_loss) | ＃流失-1'",
        "-        #user_loss |", "+        #流失-1 |",
        "-  - id: user_loss", "+  - id: 流失-1"]
    assert after.warnings == ()
    compile_codebook(after.document.codebook)


def test_a_longer_id_is_not_touched_and_remarks_are_told() -> None:
    """``user`` is no part of ``user_loss``; a definition and a comment that name it are for a person."""
    before = document(LINKED)
    after = with_renamed(before, "user", "u")
    assert changed(before, after) == [
        '-  - [user, "user_loss", 乙码]', '+  - [u, "user_loss", 乙码]', "-  - id: user", "+  - id: u"]
    assert after.warnings == (
        "user still stands in definitions or remarks (line 1, 16, 32, 40); if it means the code, change it",)


@pytest.mark.parametrize(("code", "names", "old", "new"), [
    ("user", {"name_zh": "用 户"}, "{zh: 用户,  en: ", "{zh: 用 户,  en: "),
    ("user", {"name_en": 'a "b"'}, 'en: "User" }', 'en: "a \\"b\\"" }'),
    ("user", {"name_en": ""}, 'en: "User" }', 'en: "" }'),
    ("user_loss", {"name_zh": "it's"}, "name: '流失'", "name: 'it''s'"),
    ("kid", {"name_en": "Kid: one"}, "name: 小\n", 'name: {zh: 小, en: "Kid: one"}\n'),
    ("praise", {"name_zh": "好，评"}, "name: 好评,", "name: 好，评,"),
    ("f1", {"name_zh": "平, 一"}, "name: 平一,", 'name: "平, 一",'),
    ("乙码", {"name_zh": "𠮷\u3000😀"}, "name: 乙\n", 'name: "𠮷\u3000😀"\n'),
])
def test_a_name_is_changed_in_its_quotes(code: str, names: dict[str, str], old: str, new: str) -> None:
    """A name keeps its style, gets quotes where YAML needs them, and becomes a pair where English is added."""
    after = with_renamed(document(LINKED), code, **names)
    assert after.document.text == LINKED.replace(old, new)
    assert {f"name_{language}": getattr(after.document.codebook.by_id[code], f"name_{language}")
            for language in ("zh", "en") if f"name_{language}" in names} == names


def test_renaming_to_what_it_is_changes_nothing() -> None:
    """The document is the same object."""
    before = document(LINKED)
    assert with_renamed(before, "user", "user", name_zh="用户", name_en="User").document is before


@settings(max_examples=50)
@given(st.sampled_from(sorted(BOOKS)), st.sampled_from(LAYOUTS), st.data(),
       st.from_regex(r"[A-Za-z0-9_流𠮷][A-Za-z0-9_流𠮷-]{0,6}", fullmatch=True))
def test_renaming_there_and_back_gives_the_same_bytes(
        book: str, layout: tuple[str, str], data: st.DataObject, new: str) -> None:
    """Only what names the code is touched."""
    before = document(BOOKS[book], *layout)
    ids = list(before.codebook.by_id)
    code = data.draw(st.sampled_from(ids))
    if new in ids:
        return
    there = with_renamed(before, code, new, name_zh="新名").document
    old = before.codebook.by_id[code].name_zh
    assert list(there.codebook.by_id) == [new if one == code else one for one in ids]
    assert with_renamed(there, new, code, name_zh=old).document.text == before.text


# -- merge -----------------------------------------------------------------------------------------------------------


def test_a_merge_keeps_every_word() -> None:
    """Entries, remarks and children go to the target, references follow, and what has no place becomes a remark."""
    before = document(README)
    after = with_merged(before, "user_loss", "praise")
    assert after.document.text == README[:README.index("exclusive:")] + """\
exclusive: []       # of these at most the first that is found stands on a sentence
codes:
  - id: praise
    name: {zh: 好评, en: Praise}
    theme: findings
    # merged from user_loss:
    #   name: {zh: 用户流失, en: User loss}
    #   theme: findings                    # children inherit it
    #   level: axial                       # open | axial | selective, or left out
    #   colour: "#c0392b"
    #   definition: 用过的人不再用。
    #   # plain words
    #   # words inside which nothing is found
    #   # codes below this one, of the same shape
    include: 说自己或别人不用了、卸载了。
    exclude: 从来不会用的，归入 literacy。
    terms: [方便多了, 没人用, 卸载了]
    rules:
      - NEAR(@platform, NEG(用); k=6)
      - {rule: "QA(q=@platform, a=NEG({用|有}))", id: asked}
    except: [没人用心]
    examples:
      - 那个小程序没人用。
      - {q: 村里用不用为村？, a: 没得人用。, role: 普通村民}
    counter_examples: [现在大家都用小程序。]
"""
    assert after.warnings == ()


def test_a_merge_joins_texts_and_renumbers_rules_that_clash() -> None:
    """Two rules called the same are told apart, an entry that only names the other code goes, children move."""
    before = document(LINKED)
    after = with_merged(before, "user_loss", "乙码")
    assert after.warnings == (
        "user_loss counts negated matches and 乙码 both: what comes from user_loss now counts both too",)
    merged = after.document.codebook
    assert [code for code in codes(after) if code[1] == "乙码"] == [
        ("f1", "乙码", ""), ("f2", "乙码", ""), ("kid", "乙码", ""), ("kid2", "乙码", "t2")]
    assert [rule.text for rule in merged.by_id["乙码"].terms] == ["#kid2 & 用户", "流失", "没人用", "卸了"]
    assert [(rule.id, rule.text) for rule in merged.by_id["user"].rules] == [
        ("user/both", "NEAR(#乙码, #praise; k=3)"),
        ("user/r2", '"#user_loss" | /#user_loss/ & WHO(role=#user_loss) | ＃乙码'), ("user/r3", "#乙码 | #praise")]
    assert merged.exclusive == (("乙码", "praise"), ("user", "乙码"))
    compile_codebook(merged)


def test_rule_ids_that_clash_are_told_apart() -> None:
    """The rule that comes in gets a number; the same rule under another name is told; positions stay positions."""
    text = """\
codes:
  - id: a
    name: 甲
    rules: [x, {rule: y, id: r3}, {rule: z, id: same}]
  - id: b
    name: 乙
    rules:
      - {rule: u, id: same}
      - {id: gone, rule: x}   # the same
      - w
      - {rule: v, id: "r4"}
"""
    after = with_merged(document(text), "b", "a")
    assert [(rule.id, rule.text) for rule in after.document.codebook.by_id["a"].rules] == [
        ("a/r1", "x"), ("a/r3", "y"), ("a/same", "z"), ("a/same_2", "u"), ("a/r5", "w"), ("a/r4", "v")]
    assert after.warnings == ("the rule b/gone is gone: a says the same", "the rule b/same is called a/same_2 now")
    assert "# the same" in after.document.text


@pytest.mark.parametrize(("ours", "theirs", "joined"), [
    ("include: 甲。", "include: 乙。", "include: 甲。乙。"),
    ("include: 甲", "include: '乙: 丙'", 'include: "甲；乙: 丙"'),
    ("include: 'it''s'", "include: it's so", "include: 'it''s; it''s so'"),
    ('include: "a."', 'include: "\\"b\\""', 'include: "a. \\"b\\""'),
    ("include: |\n      甲", "include: |\n      乙\n      丙", "include: |\n      甲\n      乙\n      丙"),
    ("include: >-\n      甲\n      丁", "include: 乙", "include: >-\n      甲\n      丁\n      乙"),
    ("include: 甲\n      丁   # why", "include: 乙", "include: 甲\n      丁；乙   # why"),
    ("include:", "include: 乙, 丙", "include: 乙, 丙"),
    ("level: open", "include: 乙, 丙", "level: open\n    include: 乙, 丙"),
    ("include: 不用", "include: 用", "include: 不用；用"),
    ("include: 不用", "include: '不用'", "include: 不用"),
])
def test_texts_are_joined_in_the_style_of_the_target(ours: str, theirs: str, joined: str) -> None:
    """What is included is the two together; what the target says already is not said twice."""
    text = f"codes:\n  - id: a\n    name: 甲\n    {ours}\n  - id: b\n    name: 乙\n    {theirs}\n"
    remark = "    # merged from b:\n    #   name: 乙\n"
    after = with_merged(document(text), "b", "a").document.text
    assert after.replace(remark, "") == f"codes:\n  - id: a\n    name: 甲\n    {joined}\n"
    assert after.count(remark) == 1


def test_a_flow_target_takes_what_a_block_source_has() -> None:
    """Lines become entries in brackets, their remarks stand above the code."""
    after = with_merged(document(LINKED), "乙码", "praise").document
    assert """
  # merged from 乙码:
  #   name: 乙
  - {id: praise, name: 好评, terms: [方便, 省事, "#kid2 & 用户"], rules: ["#kid", {rule: "省{心|事}", id: x}], exclude: "a, b", children: [{id: f1, name: 平一, terms: [平一]}, {id: f2, name: 平二, terms: [平二, 平三]}]}
""" in after.text  # noqa: E501
    assert after.text.endswith("part two\n")


def test_a_child_is_merged_into_its_parent() -> None:
    """The parent's own entry that only named the child goes; an emptied list of children says so."""
    text = """\
codes:
- id: a
  name: 甲
  terms: ['#b']
  children:
  # kid
  - id: b
    name: 乙
    terms: [乙]
"""
    assert with_merged(document(text), "b", "a").document.text == (
        "codes:\n- id: a\n  name: 甲\n  # merged from b:\n  #   name: 乙\n  #   # kid\n  terms: [乙]\n  children: []\n")


@pytest.mark.parametrize(("source", "target", "message"), [
    ("user", "user", "cannot be merged with itself"), ("nobody", "user", "there is no code nobody"),
    ("user", "nobody", "there is no code nobody"), ("user_loss", "kid", "stands above kid"),
    ("user_loss", "user", r"^book\.yaml:25: .* \(#user -> #user\); change it first$"),
])
def test_a_merge_without_sense_is_refused(source: str, target: str, message: str) -> None:
    """Unknown codes, a code and what is below it, and rules that would name their own code."""
    with pytest.raises(UsageError, match=message):
        with_merged(document(LINKED), source, target)


# -- split -----------------------------------------------------------------------------------------------------------


def test_a_split_moves_terms_and_rules() -> None:
    """The new code stands beside the old one; a remark above a rule goes along, one above a term heads others."""
    before = document(LINKED)
    after = with_split(before, "user_loss", "new", name_zh="新", name_en="New",
                       terms=["卸了", "user_loss/t1"], rules=["both"])
    assert changed(before, after) == [
        "-    -   流失      # 一", "-    -   卸了", "-    rules:", "-    - rule: A流失 & 𠮷", "-      id: both",
        "+    rules: []",
        "+", "+  - id: new", "+    name: {zh: 新, en: New}", "+    stance: negated", "+    terms:",
        "+    -   流失      # 一", "+    -   卸了", "+    rules:", "+    - rule: A流失 & 𠮷", "+      id: both"]
    assert after.warnings == (
        "rules that name #user_loss (line 5, 22, 25, 26, 27) no longer find what was moved; look at them",)
    assert [rule.id for rule in after.document.codebook.by_id["new"].rules] == ["new/both"]


def test_a_split_in_flow_stays_in_flow() -> None:
    """A code in brackets gets a neighbour in brackets."""
    after = with_split(document(LINKED), "f2", "f3", name_zh="平, 三", terms=["t2"]).document.text
    assert after == LINKED.replace(
        "terms: [平二, 平三]}]", 'terms: [平二]}, {id: f3, name: "平, 三", terms: [平三]}]')


def test_a_split_that_moves_nothing_adds_a_code() -> None:
    """Theme and level are the old code's, the colour and the definition are not."""
    before = document(README)
    assert changed(before, with_split(before, "user_loss", "new", name_zh="新")) == [
        "+  - id: new", "+    name: 新", "+    theme: findings", "+    level: axial"]


@pytest.mark.parametrize(("arguments", "message"), [
    ({"code": "nobody"}, "there is no code"), ({"new_id": "user"}, r"^book\.yaml:17: the id user is taken"),
    ({"new_id": "a b"}, "an id may hold"), ({"new_id": ""}, "an id may hold"), ({"name_zh": " "}, "a name is one line"),
    ({"name_zh": "a\nb"}, "a name is one line"), ({"terms": ["t9"]}, "user_loss has no entry t9.*user_loss/t1"),
    ({"rules": ["r1"]}, "user_loss has no entry r1.*user_loss/both"),
    ({"terms": ["t1", "t2", "t3"], "rules": ["both"]}, "at least one term or rule must stay"),
])
def test_a_split_without_sense_is_refused(arguments: dict[str, str], message: str) -> None:
    """Taken or broken ids, empty names, unknown entries, and a code that others name left without rules."""
    call = {"code": "user_loss", "new_id": "new", "name_zh": "新"} | arguments
    with pytest.raises(UsageError, match=message):
        with_split(document(LINKED), **call)  # type: ignore[arg-type]


# -- move ------------------------------------------------------------------------------------------------------------


def test_a_code_moves_with_its_lines_and_remarks() -> None:
    """Its comments and all below it go along, a line across the page stays, and the rest keeps its bytes."""
    before = document(LINKED)
    after = with_moved(before, "user", parent="kid")
    assert remarks(after.document.text) == remarks(before.text)
    assert """
        terms: [小]
        children:
          # about user
          - id: user
            name: {zh: 用户,  en: "User" }
            theme: t1
            colour: "#c0392b"   # red
            include: "说到用户的。"
            terms: [ 用户, "#user_loss" ]   # close
            rules:
              # both of them
              - {rule: "NEAR(#user_loss, #praise; k=3)", id: both}   # near
              - '"#user_loss" | /#user_loss/ & WHO(role=#user_loss) | ＃user_loss'
              - >-
                #user_loss |
                #praise
            except: [用户名, (#praise)]
            examples: [用户不用了。]
            # a remark that belongs to user
              # and a deeper one

      - id: kid2""" in after.document.text
    assert "codes:\n  # ======================== part one\n  - id: user_loss" in after.document.text


def test_a_code_moves_between_brackets_and_lines() -> None:
    """In a list in brackets it stands in brackets; one in brackets goes behind a dash."""
    moved = with_moved(document(LINKED), "f1").document
    assert moved.text.endswith("""\
    children: [{id: f2, name: 平二, terms: [平二, 平三]}]

  - {id: f1, name: 平一, terms: [平一]}
""")
    assert with_moved(moved, "f1", parent="f2").document.text.endswith(
        "[{id: f2, name: 平二, terms: [平二, 平三], children: [{id: f1, name: 平一, terms: [平一]}]}]\n")


def test_a_theme_that_was_inherited_is_not_lost() -> None:
    """At the top level it is written out; below another code the new one is inherited, and told."""
    top = with_moved(document(EXAMPLE), "not_able")
    assert ("not_able", None, "reasons") in codes(top)
    assert top.warnings == ()
    below = with_moved(document(EXAMPLE), "not_able", parent="convenience")
    assert ("not_able", "convenience", "experience") in codes(below)
    assert below.warnings == ("not_able inherits the theme experience where it stands now",)
    both = with_moved(document(EXAMPLE), "not_able", parent="convenience", theme="reasons")
    assert (codes(both)[2], both.warnings) == (("not_able", "convenience", "reasons"), ())


@pytest.mark.parametrize(("code", "theme", "change"), [
    ("user", "t2", ["-    theme: t1", "+    theme: t2"]), ("user_loss", "t1", ["+    theme: t1"]), ("user", "t1", [])])
def test_a_theme_is_changed_in_its_line(code: str, theme: str, change: list[str]) -> None:
    """One line changes or comes; the code stays where it is."""
    before = document(LINKED)
    assert changed(before, with_moved(before, code, theme=theme)) == change


def test_a_child_that_comes_and_goes_leaves_an_empty_list() -> None:
    """``children: []`` becomes lines and lines become ``children: []``, each with the remark behind it."""
    below = with_moved(document(README), "praise", parent="user_loss").document
    assert "    children:                       # codes below" in below.text
    assert with_moved(below, "praise").document.text == README


@pytest.mark.parametrize(("code", "where", "message"), [
    ("user_loss", {"parent": "kid"}, "cannot go below kid"), ("user", {"parent": "user"}, "cannot go below user"),
    ("user", {"parent": "nobody"}, "there is no code nobody"), ("nobody", {}, "there is no code nobody"),
    ("user", {"theme": "t9"}, "there is no theme t9; known are t1, t2")])
def test_a_move_without_sense_is_refused(code: str, where: dict[str, str], message: str) -> None:
    """Below itself, below or of a code that is not there, into a theme that is not there."""
    with pytest.raises(UsageError, match=message):
        with_moved(document(LINKED), code, **where)
