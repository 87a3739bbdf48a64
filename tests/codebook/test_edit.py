"""Edits change one place and leave every other byte alone."""

from pathlib import Path

import pytest

from qualcode.codebook import Document, add_term, open_document, read_codebook, save, with_term
from qualcode.codebook.edit import with_entry
from qualcode.errors import CodebookError, UsageError, WriteError

COMMENTED = """\
# 编码本  — a comment at the top

codes:   # trailing
  - id: flow
    name: {zh: 流,  en: "Flow" }
    terms: [ 甲,乙 ]     # close together
  - id: block
    name: 块
    terms:
      -   丙    # why
      # a comment inside
    children:
      - id: none
        name:
          zh: 无
        # nothing yet
      - {id: short, name: 短}
  - id: empty
    name: 空
    terms:
    definition: |
      two
      lines
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a codebook with comments and uneven blanks."""
    file = tmp_path / "book.yaml"
    file.write_bytes(COMMENTED.encode())
    return file


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_opening_and_saving_is_byte_identical(tmp_path: Path, newline: str, mark: str) -> None:
    """Comments, order, quotes, blanks, line ends and byte order mark survive."""
    file = tmp_path / "book.yaml"
    file.write_bytes((mark + COMMENTED.replace("\n", newline)).encode())
    before = file.read_bytes()
    assert save(open_document(file), file).read_bytes() == before


@pytest.mark.parametrize(("code", "old", "new"), [
    ("flow", "[ 甲,乙 ]", "[ 甲,乙, 丁 ]"),
    ("block", "      -   丙    # why\n", "      -   丙    # why\n      -   丁\n"),
    ("none", "          zh: 无\n", "          zh: 无\n        terms:\n          - 丁\n"),
    ("short", "name: 短}", "name: 短, terms: [丁]}"),
    ("empty", "    terms:\n    definition", "    terms:\n      - 丁\n    definition"),
])
def test_a_term_is_added_in_the_layout_of_its_code(path: Path, code: str, old: str, new: str) -> None:
    """Only the lines of this code's terms change."""
    add_term(path, code, "丁")
    assert path.read_text(encoding="utf-8") == COMMENTED.replace(old, new)
    assert read_codebook(path).by_id[code].terms[-1].text == "丁"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("term", ["用不来", "#code", "@list", "{a|b}", "a: b", '"', "~词", "null", "3", "it's \\d"])
@pytest.mark.parametrize("code", ["flow", "block", "none", "short", "empty"])
def test_any_term_reads_back_as_it_was_given(code: str, term: str, newline: str) -> None:
    """What YAML would misread is put in quotes."""
    document = with_term(Document(COMMENTED.replace("\n", newline), "book.yaml"), code, term)
    assert document.codebook.by_id[code].terms[-1].text == term
    assert ("\r\n" in document.text, document.text.count("\r")) == (
        newline == "\r\n", document.text.count("\n") if newline == "\r\n" else 0)


def test_a_term_behind_the_last_line_of_a_file_without_line_end() -> None:
    """A file that does not end with a line end is no trap."""
    document = with_term(Document("codes:\n- id: a\n  name: b\n  terms:\n  - c", "book.yaml"), "a", "d")
    assert document.text == "codes:\n- id: a\n  name: b\n  terms:\n  - c\n  - d\n"


def test_a_term_that_is_there_changes_nothing() -> None:
    """Adding twice is adding once."""
    document = Document(COMMENTED, "book.yaml")
    assert with_term(document, "flow", "乙") == document


@pytest.mark.parametrize(("code", "term"), [("nobody", "词"), ("flow", " "), ("flow", "a\nb")])
def test_a_wrong_call_is_refused(path: Path, code: str, term: str) -> None:
    """An unknown code, an empty term and a term of two lines are usage errors, and the file stays."""
    with pytest.raises(UsageError):
        add_term(path, code, term)
    assert path.read_text(encoding="utf-8") == COMMENTED


def test_a_file_that_is_not_there_is_told(path: Path) -> None:
    """Opening nothing is a codebook error like any other."""
    with pytest.raises(CodebookError, match="cannot be read"):
        add_term(path.with_name("other.yaml"), "flow", "词")


def test_an_unsound_document_is_not_saved(path: Path) -> None:
    """A broken edit never replaces a good file."""
    with pytest.raises(CodebookError):
        save(Document("codes: [", "book.yaml"), path)
    assert path.read_text(encoding="utf-8") == COMMENTED


def test_a_layout_that_leaves_no_place_is_told() -> None:
    """Where the splice would not read back as meant, the user is asked to do it by hand."""
    text = "codes:\n  - {id: a, name: b, terms}\n"
    with pytest.raises(WriteError, match=r"^book\.yaml:2: the layout of this code"):
        with_term(Document(text, "book.yaml"), "a", "c")


def test_a_folder_that_cannot_be_written_is_a_write_error(path: Path) -> None:
    """The message names the file; nothing is left behind."""
    document = open_document(path)
    with pytest.raises(WriteError, match="cannot be written"):
        save(document, path.parent / "missing" / "book.yaml")
    assert [file.name for file in path.parent.iterdir()] == ["book.yaml"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(("code", "old", "new"), [
    ("flow", "    terms: [ 甲,乙 ]", "    # 丁: grown\n    terms: [ 甲,乙, 丁 ]"),
    ("block", "      -   丙    # why\n", "      -   丙    # why\n      -   丁  # grown\n"),
    ("none", "          zh: 无\n", "          zh: 无\n        terms:\n          - 丁  # grown\n"),
    ("short", "      - {id: short, name: 短}", "      # 丁: grown\n      - {id: short, name: 短, terms: [丁]}"),
    ("empty", "    terms:\n    definition", "    terms:\n      - 丁  # grown\n    definition"),
])
def test_a_term_says_where_it_comes_from(code: str, old: str, new: str, newline: str) -> None:
    """Behind its own line, and above the list in brackets; every other byte stays."""
    document = with_term(Document(COMMENTED.replace("\n", newline), "book.yaml"), code, "丁", provenance="grown")
    assert document.text == COMMENTED.replace(old, new).replace("\n", newline)


@pytest.mark.parametrize(("code", "line"), [
    ("flow", "    rules:\n      - NEAR(甲, 乙; k=6)  # grown\n"), ("short", "rules: [\"NEAR(甲, 乙; k=6)\"]}\n"),
])
def test_a_rule_is_added_beside_the_terms(code: str, line: str) -> None:
    """Under ``rules:``, which may not be there yet; in brackets its comma needs quotes."""
    document = with_entry(Document(COMMENTED, "book.yaml"), code, "NEAR(甲, 乙; k=6)", key="rules", provenance="grown")
    assert line in document.text
    assert [(rule.text, rule.is_term) for rule in document.codebook.by_id[code].rules] == [("NEAR(甲, 乙; k=6)", False)]
    assert with_entry(document, code, "NEAR(甲, 乙; k=6)", key="rules") == document


def test_codes_in_brackets_over_several_lines_take_a_comment() -> None:
    """A comment may stand between two items in brackets, but never inside a text in quotes."""
    text = 'codes: [\n  {id: a, name: "b"},\n  {id: c, name: "d\n  e", terms: [x]}]\n'
    document = with_term(Document(text, "book.yaml"), "a", "y", provenance="grown")
    assert document.text == text.replace('  {id: a, name: "b"}', '  # y: grown\n  {id: a, name: "b", terms: [y]}')
    with pytest.raises(WriteError):
        with_term(Document(text, "book.yaml"), "c", "y", provenance="grown")


def test_a_comment_is_one_line() -> None:
    """What would end the comment is refused."""
    with pytest.raises(UsageError):
        with_term(Document(COMMENTED, "book.yaml"), "flow", "丁", provenance="a\nb")
