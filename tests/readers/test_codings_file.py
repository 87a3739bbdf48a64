"""Files of codings, written and read."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import ReadError
from qualcode.exporters.jsonl import codings_text, write_codings_file
from qualcode.model import Evidence, Origin, Polarity, Span, State
from qualcode.model.exchange import CodingLine, CodingsFile, Header, MemoLine
from qualcode.readers.codings_file import read_codings_file

A, B = "王芳", "李强"
GOOD_LINE = {
    "type": "coding", "id": "k", "transcript": "甲", "start": 0, "end": 1, "code": "trust", "coder": A, "rev": "r",
    "was": [], "text": "t", "origin": "human", "state": "accepted", "polarity": "affirmed", "weight": 1.0, "memo": "",
    "quote": "问", "before": "", "after": "", "speaker": "", "unit": "sentence", "evidence": [], "basis": "",
    "codebook": "", "anchor": "", "at": "",
}
HEADER = {"format": "qualcode-codings", "format_version": 1, "coder": A, "kind": "person", "transcripts": {},
          "codebook": {"id": "", "version": "", "sha256": "", "codes": {}}}


def text_of(*rows: Any) -> str:
    """Return rows as lines; a text is a line of its own."""
    return "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)


@pytest.mark.parametrize(("text", "says"), [
    ("", "x.jsonl: holds no codings"),
    ("PK\x03\x04", "x.jsonl: holds no codings"),
    (text_of({"format": "other"}), "x.jsonl: holds no codings"),
    (text_of(GOOD_LINE), "x.jsonl: holds no codings"),
    (text_of({**HEADER, "format_version": 2}), "newer qualcode (format 2; this one knows 1)"),
    (text_of({**HEADER, "kind": "rules"}), "x.jsonl:1: kind is missing or"),
    (text_of({**HEADER, "codebook": 3}), "x.jsonl:1: codebook is missing or"),
    (text_of(HEADER, GOOD_LINE)[:-9], "x.jsonl:2: the last line is cut off"),
    (text_of(HEADER, "<<<<<<< ours", GOOD_LINE), "x.jsonl:2: no line of JSON"),
    (text_of(HEADER, "[" * 100_000, GOOD_LINE), "x.jsonl:2: no line of JSON"),
    (text_of(HEADER, "[1]"), "x.jsonl:2: no coding and no memo"),
    (text_of(HEADER, GOOD_LINE, GOOD_LINE), "x.jsonl:3: the same id as on line 2"),
    (text_of(HEADER, {**GOOD_LINE, "coder": B}), f"x.jsonl:2: work of {B} in the file of {A}"),
    (text_of(HEADER, {**GOOD_LINE, "type": "x"}), "x.jsonl:2: type is missing or"),
    (text_of(HEADER, {**GOOD_LINE, "removed": "no"}), "x.jsonl:2: removed is missing or"),
    *((text_of(HEADER, {key: value for key, value in GOOD_LINE.items() if key != name}),
       f"x.jsonl:2: {name if name != 'end' else 'start'} is missing or") for name in GOOD_LINE),
    *((text_of(HEADER, {**GOOD_LINE, name: value}), f"x.jsonl:2: {name} is missing or") for name, value in (
        ("start", 2), ("start", True), ("start", -1), ("weight", float("nan")), ("weight", True), ("state", "maybe"),
        ("memo", "\0"), ("memo", "\ud800"), ("was", "r"), ("was", [1]), ("evidence", [{}]), ("id", ""),
        ("evidence", [{"rule": "r", "spans": [[3, 1]], "polarity": "affirmed", "cue": None, "flags": []}]),
        ("evidence", [{"rule": "r", "spans": [], "polarity": "sure", "cue": None, "flags": []}]),
    )),
])
def test_a_bad_file_is_told_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    """What was cut off, edited by hand, or comes from a newer program; nothing of it is quoted."""
    path = tmp_path / "x.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError) as told:
        read_codings_file(path)
    assert says in str(told.value)


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8) | st.sampled_from(
    ["𠮷", "Ａ１", "\u200b", "\ufeff", "\r\n", "\u2028", "😀", '"\\'])
NAMES = WORDS.filter(bool)
REVS = st.text("0123456789abcdef", min_size=1, max_size=4)
SPANS = st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda pair: Span(min(pair), max(pair)))
PIECES = st.builds(Evidence, WORDS, st.lists(SPANS, max_size=2).map(tuple), st.sampled_from(Polarity),
                   st.none() | SPANS, st.lists(WORDS, max_size=2).map(tuple))


@st.composite
def coding_lines(draw: st.DrawFn) -> CodingLine:
    """Draw a coding, or one that was taken away."""
    span = draw(SPANS)
    head = (draw(NAMES), draw(NAMES), span.start, span.end, draw(NAMES), A, draw(REVS),
            tuple(draw(st.lists(REVS, max_size=3))))
    if draw(st.booleans()):  # nothing else is said of it then
        return CodingLine(head[0], "", 0, 0, "", *head[5:], removed=True)
    return CodingLine(
        *head, False, draw(WORDS), draw(st.sampled_from(Origin)), draw(st.sampled_from(State)),
        draw(st.sampled_from(Polarity)), draw(st.floats(-1e9, 1e9)), *(draw(WORDS) for _field in range(5)),
        draw(st.sampled_from(("sentence", "turn"))), tuple(draw(st.lists(PIECES, max_size=2))), draw(WORDS),
        draw(WORDS), draw(st.sampled_from(("", "fuzzy", "lost"))), draw(WORDS))


@given(codings=st.lists(coding_lines(), max_size=3, unique_by=lambda one: one.id),
       memo=st.builds(MemoLine, NAMES, NAMES, WORDS, st.just(A), REVS, body=WORDS), names=st.dictionaries(NAMES, WORDS))
def test_what_is_written_is_read(
    codings: list[CodingLine], memo: MemoLine, names: dict[str, str], tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Every field comes back as it was, whatever characters it holds; what was read gives the same bytes."""
    file = CodingsFile(Header(A, "person", "b", "1", "c0de", names, names), tuple(codings), (memo,))
    path = write_codings_file(file, tmp_path_factory.getbasetemp() / "written.jsonl")
    read = read_codings_file(path, "shown")
    plain = {one.id: one for one in codings}
    assert read.header == file.header
    assert {one.id: one for one in read.codings} == {
        one.id: CodingLine(**{**_fields(plain[one.id]), "line": one.line}) for one in read.codings}
    assert [_fields(one) | {"line": 0} for one in read.memos] == [_fields(memo)]
    assert (len(read.codings), read.name) == (len(codings), "shown")
    assert codings_text(read).encode() == path.read_bytes()


def _fields(one: CodingLine | MemoLine) -> dict[str, Any]:
    return {name: getattr(one, name) for name in type(one).__dataclass_fields__}


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """It is named."""
    with pytest.raises(ReadError, match=r"none\.jsonl: cannot be opened"):
        read_codings_file(tmp_path / "none.jsonl")
