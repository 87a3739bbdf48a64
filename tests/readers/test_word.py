"""Word files as they are typed, tracked, boxed and tabled."""

import io
import zipfile
from pathlib import Path

import pytest

from qualcode.errors import NotATranscriptError, ReadError
from qualcode.readers import package
from qualcode.readers.package import OLE
from qualcode.readers.word import read_word
from tests.readers.make import check, docx, p, r, roles, said, table, transcript

TALK = [("问", "会用吗？"), ("答", "不会。"), ("问", "为什么？"), ("答", "没人教。")]


def lines(body: str, styles: str = "") -> list[str]:
    """Return the lines of a Word file with this body."""
    return read_word(docx(body, styles), "a.docx").text.split("\n")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (p("一", "二"), ["一二"]),
        (p(r("问：").replace("</w:t>", "</w:t><w:br/>")), ["问：", ""]),
        (
            p("<w:ins>" + r("加的") + "</w:ins>", "<w:del><w:r><w:delText>删的</w:delText></w:r></w:del>", "后"),
            ["加的后"],
        ),
        (p("<w:moveFrom>" + r("旧") + "</w:moveFrom><w:moveTo>" + r("新") + "</w:moveTo>"), ["新"]),
        (p("<w:smartTag>" + r("成都") + "</w:smartTag>", "<w:hyperlink>" + r("网址") + "</w:hyperlink>"), ["成都网址"]),
        ("<w:sdt><w:sdtContent>" + p("控件") + "</w:sdtContent></w:sdt>", ["控件"]),
        (
            p("前<w:sdt/>".replace("<w:sdt/>", ""), "<w:sdt><w:sdtContent>" + r("内") + "</w:sdtContent></w:sdt>"),
            ["前内"],
        ),
        (p(r("字").replace("<w:t>", "<w:commentReference w:id='1'/><w:t>"), "<w:commentRangeStart w:id='1'/>"), ["字"]),
        (p("<w:ruby><w:rt>" + r("pīn") + "</w:rt><w:rubyBase>" + r("拼") + "</w:rubyBase></w:ruby>"), ["拼"]),
        (p("<w:r><w:instrText>PAGE</w:instrText></w:r>", "3"), ["3"]),
        (p("合", properties="<w:rPr><w:del/></w:rPr>") + p("并"), ["合并"]),
        (p("<w:r><w:t>左</w:t><w:tab/><w:t>右</w:t></w:r>"), ["左\t右"]),
    ],
)
def test_what_is_text(body: str, expected: list[str]) -> None:
    """Insertions, controls and links are text; deletions, comments and field codes are not."""
    assert lines(body) == expected


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    """Word writes a text box twice, for new programs and for old ones."""
    box = f"<w:txbxContent>{p('问：会用吗？')}{p('答：不会。')}</w:txbxContent>"
    drawing = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert lines(p("标题", drawing) + p("尾")) == ["标题", "问：会用吗？", "答：不会。", "尾"]
    assert lines(p(f"<w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r>")) == ["", "问：会用吗？", "答：不会。"]


def test_a_merged_cell_is_read_once_and_a_deleted_row_not_at_all() -> None:
    """Cells that continue a vertical merge repeat nothing."""
    start = "<w:tcPr><w:vMerge w:val='restart'/></w:tcPr>" + p("甲")
    body = table([[start, "一"], ["<w:tcPr><w:vMerge/></w:tcPr>" + p("甲"), "二"]])
    assert lines(body) == ["甲", "一", "二"]
    assert lines(table([["一"], ["二"]]).replace("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>", 1)) == ["二"]


def test_soft_breaks_inside_a_turn() -> None:
    """A soft break is a line end; a label behind it begins a turn."""
    soft = p("<w:r><w:t>问：会用吗？</w:t><w:br/><w:t>答：不会。</w:t><w:br/><w:t>真的。</w:t></w:r>")
    read = transcript(docx(soft + p("问：为什么？") + p("答：没人教。")), ".docx")
    assert said(read) == [TALK[0], ("答", "不会。\n真的。"), *TALK[2:]]


@pytest.mark.parametrize(
    ("body", "styles", "layout"),
    [
        ("".join(p(f"{label}：{words}") for label, words in TALK), "", "labels"),
        ("".join(p(r(label, bold=True), " " + words) for label, words in TALK), "", "bold_labels"),
        ("".join(p(r(words, bold=label == "问")) for label, words in TALK), "", "bold_questions"),
        (
            "".join(p(words, properties="<w:numPr/>" * (label == "问")) for label, words in TALK),
            "",
            "numbered_questions",
        ),
        (
            "".join(p(words, properties="<w:pStyle w:val='q2'/>" * (label == "问")) for label, words in TALK),
            "<w:style w:styleId='q'><w:rPr><w:b/></w:rPr></w:style>"
            "<w:style w:styleId='q2'><w:basedOn w:val='q'/></w:style>",
            "bold_questions",
        ),
        (table([["说话人", "内容"], *TALK]), "", "table"),
        (table([["1", *TALK[0]], ["2", *TALK[1]], ["3", *TALK[2]], ["4", *TALK[3]]]), "", "table"),
        (table([["问题", "回答"], ["会用吗？", "不会。"], ["为什么？", "没人教。"]]), "", "table"),
        (table([["会用吗？", "不会。"], ["为什么？", "没人教。"]]), "", "table"),
    ],
)
def test_layouts(body: str, styles: str, layout: str) -> None:
    """Labels, bold and numbered questions and tables of two or three columns give the same turns."""
    read = transcript(docx(body, styles), ".docx")
    check(read)
    assert (said(read), read.layout) == (TALK, layout)
    assert roles(read) == {"问": "interviewer", "答": "respondent"}


def test_a_header_table_gives_attributes() -> None:
    """Headings and values side by side, or headings above values, are fields."""
    talk = "".join(p(f"{label}：{words}") for label, words in TALK)
    beside = transcript(
        docx(table([["编号", "DT-C09", "性别", "女"], ["访谈对象", "邓组长，男，50岁"]]) + talk), ".docx"
    )
    assert dict(beside.attributes) == {"id": "DT-C09", "gender": "女", "respondent": "邓组长", "age": "50"}
    above = transcript(docx(table([["编号", "年龄"], ["DT-C09", "50"]]) + talk), ".docx")
    assert dict(above.attributes) == {"id": "DT-C09", "age": "50"}
    assert said(above) == TALK


def test_a_doc_that_is_a_docx() -> None:
    """The bytes decide, not the ending."""
    assert len(transcript(docx("".join(p(f"{label}：{words}") for label, words in TALK)), ".doc").turns) == 4


@pytest.mark.parametrize("data", [OLE + b"\x00" * 600, b"{\\rtf1 ...}", b"", b"PK\x03\x04 broken", docx("")[:200]])
def test_what_is_no_word_file_says_so(data: bytes) -> None:
    """An old binary file, rich text and a truncated package are told what to do."""
    with pytest.raises(ReadError, match="Word"):
        transcript(data, ".doc")


def test_an_empty_word_file_holds_no_interview() -> None:
    """A document without words is no transcript."""
    with pytest.raises(NotATranscriptError, match="empty"):
        transcript(docx(p("")), ".docx")


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    """An XML bomb or a file on the machine never gets into the text."""
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", encoding="utf-8")
    entity = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y "大大大">]>'
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx(p("问：&x;&y;好")))) as old, zipfile.ZipFile(stream, "w") as new:
        new.writestr("word/document.xml", entity.encode() + old.read("word/document.xml"))
    assert read_word(stream.getvalue(), "a.docx").text == "问："


def test_a_zip_bomb_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that unpacks to more than the limit is refused before it is unpacked."""
    monkeypatch.setattr(package, "LIMIT", 1_000)
    with pytest.raises(ReadError, match="unpacks to"):
        read_word(docx(p("问" * 2_000)), "a.docx")
