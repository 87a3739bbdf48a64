"""Whatever is edited in a codebook's tree: rules compile, nothing is lost, line ends stay; the shipped codebook too."""

import itertools
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from qualcode.codebook import (
    Document,
    Restructured,
    open_document,
    parse_codebook,
    save,
    with_merged,
    with_moved,
    with_renamed,
    with_split,
)
from qualcode.errors import QualcodeError, WriteError
from qualcode.rules import compile_codebook
from tests.codebook.books import BOOKS, LAYOUTS, LINKED, SHIPPED, changed, document, remarks

# -- any edit --------------------------------------------------------------------------------------------------------

Edit = Callable[[Document], Restructured]


def edits_of(text: str) -> dict[str, Edit]:
    """Return every rename, merge and move of a codebook, and some splits."""
    book = parse_codebook(text.encode(), "book.yaml")
    edits: dict[str, Edit] = {}
    for code in book.codes:
        edits[f"rename {code.id}"] = lambda d, one=code.id: with_renamed(d, one, "新", name_en="N")
        edits[f"move {code.id}"] = lambda d, one=code.id: with_moved(d, one)
        for number, kind in itertools.product((1, 2), "tr"):
            names = {"t": "terms", "r": "rules"}[kind]
            edits[f"split {code.id} {kind}{number}"] = lambda d, one=code, names=names, number=number: with_split(
                d, one.id, "新", name_zh="新", **{names: [rule.id for rule in getattr(one, names)[:number]]})
    for one, other in itertools.permutations(book.by_id, 2):
        edits[f"merge {one} {other}"] = lambda d, one=one, other=other: with_merged(d, one, other)
        edits[f"move {one} {other}"] = lambda d, one=one, other=other: with_moved(d, one, parent=other)
    return edits


def outcome(edit: Edit, before: Document) -> str:
    """Return the text after an edit, or how it was refused."""
    try:
        return edit(before).document.text
    except QualcodeError as error:
        return type(error).__name__


@pytest.mark.parametrize("book", BOOKS)
def test_every_edit_compiles_and_keeps_all_remarks_and_words(book: str) -> None:
    """Whatever is renamed, merged, split or moved: rules compile, no remark and no term, rule or example is lost."""
    before = document(BOOKS[book])
    refused = {}
    for name, edit in edits_of(BOOKS[book]).items():
        after = outcome(edit, before)
        if after.endswith("Error"):
            refused[name] = after
            continue
        said = Document(after, "book.yaml").codebook
        compile_codebook(said)
        comments = [comment for comment in remarks(before.text) if after.count(comment) < before.text.count(comment)]
        assert (name, comments) == (name, [])
        examples = {example.text for code in before.codebook.codes for example in code.examples}
        assert (name, examples - {example.text for code in said.codes for example in code.examples}) == (name, set())
        words = {word for code in before.codebook.codes for word in re.findall(r"\w+", code.definition + code.include)}
        assert (name, [word for word in words if word not in after]) == (name, [])
    unsure = sorted(name for name, why in refused.items() if why == "WriteError")
    assert unsure == {"readme": [], "example": [], "linked": [
        f"move {code} {parent}" for code in ("kid", "kid2", "user", "user_loss")  # they have remarks,
        for parent in ("f1", "f2", "praise", "乙码")]}[book]                        # these keep codes in brackets


@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize(("mark", "newline"), LAYOUTS[1:])
def test_line_ends_and_byte_order_marks_change_nothing(book: str, mark: str, newline: str) -> None:
    """The same edit of the same codebook in Windows' line ends gives the same text in Windows' line ends."""
    plain, other = document(BOOKS[book]), document(BOOKS[book], mark, newline)
    edits = list(edits_of(BOOKS[book]).items())
    for name, edit in edits[::8]:
        wanted = outcome(edit, plain)
        if not wanted.endswith("Error"):
            wanted = mark + wanted.replace("\n", newline)
        assert (name, outcome(edit, other)) == (name, wanted)


def test_a_file_without_line_end_gets_one_where_lines_move() -> None:
    """A rename leaves even the missing line end alone."""
    text = "codes:\n- id: a\n  name: 甲\n- id: b\n  name: 乙"
    assert with_renamed(document(text), "b", "c").document.text == text.replace("b", "c")
    assert with_moved(document(text), "a", parent="b").document.text == (
        "codes:\n- id: b\n  name: 乙\n  children:\n  - id: a\n    name: 甲\n")


def test_json_is_a_codebook_too() -> None:
    """A file in brackets from end to end is edited in brackets."""
    text = '{"codes": [{"id": "a", "name": "甲", "terms": ["x"]}, {"id": "b", "name": "乙", "rules": ["#a"]}]}'
    assert with_renamed(document(text), "a", "c").document.text == text.replace('"a"', '"c"').replace("#a", "#c")
    assert with_moved(document(text), "a", parent="b").document.text == (
        '{"codes": [{"id": "b", "name": "乙", "rules": ["#a"], '
        'children: [{"id": "a", "name": "甲", "terms": ["x"]}]}]}\n')


def test_a_remark_that_would_be_lost_stops_the_edit() -> None:
    """A code with remarks does not fit into brackets; the user is asked to do it, and the line is told."""
    with pytest.raises(WriteError, match=r"^book\.yaml:17: the layout of the file leaves no sure place"):
        with_moved(document(LINKED), "user", parent="praise")


@pytest.mark.parametrize("text", [
    "codes:\n- id: a\n  name: &n 甲\n  terms: &t [x]\n- {id: b, name: *n, terms: *t}\n- {id: c, name: 丙}\n",
    "codes:\n- {id: a, name: 甲, include: &i 用}\n- id: b\n  name: b\n  include: *i\n- {id: c, name: c, exclude: *i}\n",
])
def test_anchors_are_kept_or_the_edit_is_refused(text: str) -> None:
    """What an alias stands for is never changed behind people's backs."""
    before = document(text)
    for name, edit in edits_of(text).items():
        after = outcome(edit, before)
        assert (name, after.endswith("Error") or after.count("&") == text.count("&")) == (name, True)
    assert with_renamed(before, "a", "d", name_zh="甲").document.text == text.replace("id: a", "id: d")


# -- the shipped codebook --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped() -> Document:
    """Return the codebook that ships with the project."""
    return open_document(SHIPPED)


def test_the_shipped_codebook_is_renamed_in_one_line(shipped: Document, tmp_path: Path) -> None:
    """Of 3,900 lines one changes, on the disk too."""
    after = with_renamed(shipped, "user_loss", "用户流失")
    assert changed(shipped, after) == ["-- id: user_loss", "+- id: 用户流失"]
    saved = save(after.document, tmp_path / "book.yaml").read_bytes().decode()
    assert saved == shipped.text.replace("- id: user_loss\n", "- id: 用户流失\n")


def test_a_merge_of_the_shipped_codebook_keeps_all_lines(shipped: Document) -> None:
    """What goes comes again elsewhere, but for the two lines of joined texts, the id, and keys that are there."""
    after = with_merged(shipped, "cm_cadres", "cm_platform")
    went = [line[1:].strip() for line in changed(shipped, after) if line[0] == "-"]
    came = "\n".join(line[1:].strip() for line in changed(shipped, after) if line[0] == "+")
    lost = [line for line in went if line not in came]
    assert lost == [
        "- id: cm_cadres", "include: 干部培训、配管理员、年轻化、减负、改进考核。",
        "exclude: 资金投入（→cm_conditions）。", "terms:", "rules:", "examples:", "counter_examples:"]
    assert "include: 平台设计运营建议。干部培训、配管理员、年轻化、减负、改进考核。" in came


@pytest.mark.slow
def test_every_code_of_the_shipped_codebook_can_be_renamed(shipped: Document) -> None:
    """One after the other; at the end the rules compile, and nothing but the lines of the ids is another one."""
    there = shipped
    for code in shipped.codebook.by_id:
        there = with_renamed(there, code, f"{code}_x").document
    compile_codebook(there.codebook)
    assert list(there.codebook.by_id) == [f"{code}_x" for code in shipped.codebook.by_id]
    assert re.sub(r"(?m)^(- id: \w+)_x$", r"\1", there.text) == shipped.text


@pytest.mark.slow
def test_the_shipped_codebook_is_taken_apart_and_compiles(shipped: Document) -> None:
    """Merged, split and moved many times over, it keeps its remarks, terms and rules."""
    book, edited = shipped.codebook, shipped
    for pair in ("villager_literacy user_loss", "mod_legal mod_safety", "cm_villagers cm_cadres"):
        edited = with_merged(edited, *pair.split()).document
    for code, parent in (("user_loss", "low_practicality"), ("low_practicality", "privacy_trust"),
                         ("mod_safety", "mod_party")):
        edited = with_moved(edited, code, parent=parent).document
    edited = with_moved(edited, "user_loss").document
    for code in ("digital_formalism", "mod_safety"):
        old = edited.codebook.by_id[code]
        edited = with_split(edited, code, f"{code}_2", name_zh="新", terms=[rule.id for rule in old.terms[::3]],
                            rules=[rule.id for rule in old.rules[1::2]]).document
    compile_codebook(edited.codebook)
    for field in ("terms", "rules", "unlike", "examples", "counter_examples"):
        said = [{entry.text for code in one.codes for entry in getattr(code, field)} for one in (book, edited.codebook)]
        assert (field, said[0]) == (field, said[1])
    assert [line for line in remarks(shipped.text) if line not in edited.text] == []
