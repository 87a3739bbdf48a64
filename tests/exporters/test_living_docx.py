"""Living Word documents: what people write in a report survives the next run."""

import copy
import re
import shutil
import struct
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from qualcode.errors import WriteError
from qualcode.exporters.cells import xml_text
from qualcode.exporters.document import (
    TITLE,
    Document,
    Heading,
    Kept,
    Paragraph,
    Part,
    Picture,
    Run,
    Table,
    marked_runs,
    text,
)
from qualcode.exporters.docx import MAIN, write_docx
from qualcode.exporters.living_docx import write_living_docx
from qualcode.exporters.living_docx_marks import digest, find_parts
from qualcode.exporters.living_docx_package import Package
from qualcode.model import Span

OFFICE = shutil.which("soffice")
SPECIAL = ["𠮷家😀", "ＡＢＣ　全角", "<script>alert('&')</script>", "a\u200b\ufeffb", "一\r\n二\t三", "e\u0301\u00ad",
           "=1", "\u202e"]
WORDS = st.text(max_size=12) | st.sampled_from(SPECIAL)


def png(shade: int) -> bytes:
    """Return a small picture of one colour."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes([shade]) * 4 for _row in range(2))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 2, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def make_parts(number: int = 1) -> list[Part]:
    """Return parts of every kind, all of which but invitations say something else for another number."""
    return [
        Part("data", (Heading("1 数据"), text(f"共 {number} 人。"))),
        Part("data.own", (text("Write here what these people share."),), own=True),
        Part("t1", (Table("表1 受访者", ("镇", "人数"), (("大同镇", str(number)), ("a|b", "=1")), "注：n < 10"),)),
        Part("quotes", (
            Paragraph((*marked_runs(f"早就卸载了{number}。", [Span(2, 4)]), Run("\n—— PL-V01#4")), "quote"),)),
        Part("wide", (Table("", tuple("甲乙丙"), ((str(number), "2", "3"),), wide=True, widths=(1, 2, 3)),)),
        Part("figure", (Picture(png(number), "Figure 1. Codes by town"),)),
        Part("limits.own", (text("Write here what follows."),), own=True),
    ]


@contextmanager
def editing(path: Path) -> Iterator[Any]:
    """Give the body of a document to work on, as a person would in Word, and save it."""
    package = Package(path.read_bytes())
    yield package.root.find(f"{{{MAIN}}}body")
    path.write_bytes(package.to_bytes())


def element(xml: str) -> Any:
    """Return a piece of a document."""
    return etree.fromstring(f'<w:x xmlns:w="{MAIN}">{xml}</w:x>')[0]


def own(words: str) -> Any:
    """Return a paragraph that somebody wrote."""
    made = element("<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space='preserve'/></w:r></w:p>")
    made.find(f".//{{{MAIN}}}t").text = xml_text(words)
    return made


def part_of(body: Any, key: str) -> Sequence[Any]:
    """Return the paragraphs and tables of a part."""
    return next(part.blocks for part in find_parts(body, str) if part.key == digest(key))


def says(path: Path, key: str) -> str:
    """Return the words in a part, "" where it is not in the file."""
    with zipfile.ZipFile(path) as packed:
        body = etree.fromstring(packed.read("word/document.xml"))[0]
    found = [part.blocks for part in find_parts(body, str) if part.key == digest(key)]
    return "|".join("".join(block.itertext()) for blocks in found for block in blocks)


def lines(path: Path) -> list[str]:
    """Return the words of every paragraph and table of the text, in order."""
    with editing(path) as body:
        return ["".join(block.itertext()) for block in body if block.tag != qn("w:sectPr")]


def check(path: Path) -> None:
    """Compare what has to be so in every Word document: pairs of bookmarks, ids, names, relations, content types."""
    docx.Document(str(path))
    with zipfile.ZipFile(path) as packed:
        names = packed.namelist()
        assert len(names) == len(set(names))
        root = etree.fromstring(packed.read("word/document.xml"))
        relations = {one.get("Id"): one.get("Target") for one in etree.fromstring(packed.read(
            "word/_rels/document.xml.rels")) if one.get("TargetMode") != "External"}
        types = packed.read("[Content_Types].xml").decode()
    starts = [(one.get(qn("w:id")), one.get(qn("w:name"))) for one in root.iter(qn("w:bookmarkStart"))]
    ends = [one.get(qn("w:id")) for one in root.iter(qn("w:bookmarkEnd"))]
    assert len({number for number, _name in starts}) == len({name for _number, name in starts}) == len(starts)
    assert sorted(ends) == sorted(number for number, _name in starts)
    assert max((len(name) for _number, name in starts), default=0) <= 40
    media = {f"word/{target}" for target in relations.values() if target.startswith("media/")}
    assert media == {name for name in names if name.startswith("word/media/")}
    shown = [one.get(qn("r:embed")) for one in root.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}blip")]
    assert set(shown) <= set(relations)
    assert ('Extension="png"' in types) or not shown
    assert root[0][-1].tag == qn("w:sectPr")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the file that a first run wrote."""
    place = tmp_path / "报告.docx"
    assert write_living_docx("研究报告", make_parts(), place) == Kept(first=True)
    return place


def backup(path: Path) -> Path:
    """Return where the file before the last run is."""
    return path.with_name(f"{path.stem}.bak.docx")


def test_a_new_file_holds_everything(path: Path) -> None:
    """Title, headings, tables, pictures and invitations are there in the fonts of every other document."""
    check(path)
    opened = docx.Document(str(path))
    assert lines(path) == [
        "研究报告", "1 数据", "共 1 人。", "Write here what these people share.", "表1 受访者", "镇人数大同镇1a|b=1",
        "注：n < 10", "早就卸载了1。—— PL-V01#4", "", "甲乙丙123", "", "", "Figure 1. Codes by town",
        "Write here what follows."]
    assert [one.style.name for one in opened.paragraphs] == [
        "Title", "Heading 1", "Normal", "Normal", "Caption", "Normal", "Quote", "Normal", "Normal", "Normal", "Caption",
        "Normal"]
    fonts = opened.styles["Caption"].element.rPr.rFonts
    assert (fonts.get(qn("w:ascii")), fonts.get(qn("w:eastAsia"))) == ("Times New Roman", "宋体")
    assert [shape.width.mm for shape in opened.inline_shapes] == [150]
    assert len(opened.sections) == 1
    assert (opened.core_properties.title, opened.core_properties.created.year) == ("研究报告", 2000)


def test_pictures_fit_the_page(tmp_path: Path) -> None:
    """A picture is never wider than the text nor taller than a page, and what is no PNG is the caller's mistake."""
    flat, tall = Picture(png(1), "", width=900), Picture(png(1).replace(b"\0\0\0\4\0\0\0\2", b"\0\0\0\4\0\0\0\x20"), "")
    write_living_docx("t", [Part("a", (flat,)), Part("b", (tall,))], tmp_path / "a.docx")
    shapes = docx.Document(str(tmp_path / "a.docx")).inline_shapes
    assert [(round(one.width.mm), round(one.height.mm)) for one in shapes] == [(160, 80), (28, 220)]
    with pytest.raises(ValueError, match="no PNG"):
        write_living_docx("t", [Part("a", (Picture(b"GIF89a", ""),))], tmp_path / "b.docx")


def test_the_same_parts_give_the_same_bytes(path: Path, tmp_path: Path) -> None:
    """Two first runs write the same file, and a run that changes nothing writes nothing."""
    before = path.read_bytes()
    write_living_docx("研究报告", make_parts(), tmp_path / "b.docx")
    assert (tmp_path / "b.docx").read_bytes() == before
    assert write_living_docx("研究报告", make_parts(), path) == Kept()
    assert (path.read_bytes(), backup(path).exists()) == (before, False)


def test_a_run_with_other_numbers_renews_all_parts(path: Path, tmp_path: Path) -> None:
    """Nobody touched anything: the file reads as a new one does, and the one before is kept beside it."""
    before = path.read_bytes()
    assert write_living_docx("研究报告", make_parts(2), path) == Kept()
    write_living_docx("研究报告", make_parts(2), tmp_path / "b.docx")
    assert (lines(path), backup(path).read_bytes()) == (lines(tmp_path / "b.docx"), before)
    check(path)
    with zipfile.ZipFile(path) as one, zipfile.ZipFile(tmp_path / "b.docx") as other:
        assert sorted(one.namelist()) == sorted(other.namelist())
    again = path.read_bytes()
    assert write_living_docx("研究报告", make_parts(2), path) == Kept()
    assert (path.read_bytes(), backup(path).read_bytes()) == (again, before)


def test_own_text_stays_where_it_stands(path: Path) -> None:
    """Paragraphs and tables before, between and behind the parts, and every other member, are as they were."""
    mine = [own("我的𠮷😀"), element("<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"), own("末")]
    with editing(path) as body:
        body.insert(0, own("题前"))
        for one in mine[:2]:
            part_of(body, "data")[-1].addnext(one)
        part_of(body, "limits.own")[-1].addnext(mine[2])
    before = zipfile.ZipFile(path)
    kept = [etree.tostring(one, method="c14n") for one in mine]
    assert write_living_docx("研究报告", make_parts(2), path) == Kept(own=4)
    with editing(path) as body:
        assert [etree.tostring(one, method="c14n") for one in (body[3 + 2], body[3 + 1], body[-2])] == kept
        assert "".join(body[0].itertext()) == "题前"
    with zipfile.ZipFile(path) as after:
        changed = [name for name in after.namelist() if "media" not in name and before.read(name) != after.read(name)]
    before.close()
    assert changed == ["word/document.xml", "word/_rels/document.xml.rels"]
    assert says(path, "data") == "1 数据|共 2 人。"


def test_a_part_that_somebody_changed_stays(path: Path) -> None:
    """One digit in a cell, or in the title, and the part keeps what it says; all others are renewed."""
    with editing(path) as body:
        next(cell for cell in body.iter(qn("w:t")) if cell.text == "1").text = "7"
        body[0].append(element("<w:r><w:t>！</w:t></w:r>"))
    assert write_living_docx("研究报告", make_parts(2), path) == Kept((TITLE, "t1"))
    assert says(path, "t1") == "表1 受访者|镇人数大同镇7a|b=1|注：n < 10"
    assert (says(path, "quotes"), says(path, "data")) == ("早就卸载了2。—— PL-V01#4", "1 数据|共 2 人。")
    with editing(path) as body:
        next(cell for cell in body.iter(qn("w:t")) if cell.text == "7").text = "1"
    assert write_living_docx("研究报告", make_parts(2), path) == Kept((TITLE,))
    assert says(path, "t1") == "表1 受访者|镇人数大同镇2a|b=1|注：n < 10"


@pytest.mark.parametrize("xml", [
    '<w:commentRangeStart w:id="900"/>', '<w:r><w:commentReference w:id="900"/></w:r>',
    '<w:ins w:id="901" w:author="A"><w:r><w:t/></w:r></w:ins>', '<w:del w:id="901" w:author="A"/>',
    '<w:r><w:footnoteReference w:id="2"/></w:r>', '<w:r><w:br w:type="page"/></w:r>',
    '<w:r><w:sym w:char="F0E0"/></w:r>', '<w:r><w:pict/></w:r>',
    '<w:pPr><w:sectPr/></w:pPr>', "<w:hyperlink><w:r><w:t>x</w:t></w:r></w:hyperlink>"])
def test_what_people_leave_in_a_part_counts_as_a_change(path: Path, xml: str) -> None:
    """Comments, tracked changes, notes, breaks, signs and pictures would go with the part: it stays."""
    with editing(path) as body:
        part_of(body, "data")[-1].append(element(xml))
    assert write_living_docx("研究报告", make_parts(2), path).edited == ("data",)
    assert says(path, "data").startswith("1 数据|共 1 人。")


@pytest.mark.parametrize(("place", "name", "edited"), [
    (0, "commentRangeStart", ("data",)), (-1, "commentRangeEnd", ("data",)), (0, "commentRangeEnd", (TITLE,)),
    (-1, "commentRangeStart", ())])
def test_a_comment_right_beside_a_part(path: Path, place: int, name: str, edited: tuple[str, ...]) -> None:
    """A comment on a whole part may begin before its first paragraph; one on a neighbour is that one's."""
    with editing(path) as body:
        block, one = part_of(body, "data")[place], element(f'<w:{name} w:id="900"/>')
        (block.addprevious if place == 0 else block.addnext)(one)
    assert write_living_docx("研究报告", make_parts(2), path).edited == edited


def test_what_programs_change_on_saving_is_no_change(path: Path) -> None:
    """Runs cut in two, marks of the spelling checker, ids, blanks and page breaks that were counted do not matter."""
    with editing(path) as body:
        for run in [run for run in body.iter(qn("w:r")) if run.find(qn("w:t")) is not None]:
            words = run.find(qn("w:t"))
            twin = copy.deepcopy(run)
            for one in list(twin.iter(qn("w:br"))):
                twin.remove(one)
            twin.find(qn("w:t")).text = (words.text or "")[1:]
            words.text = (words.text or "")[:1]
            run.addnext(twin)
            run.addnext(element('<w:proofErr w:type="spellStart"/>'))
            twin.append(element("<w:lastRenderedPageBreak/>"))
        for number, one in enumerate(list(body.iter(qn("w:bookmarkStart")))):
            end = next(end for end in body.iter(qn("w:bookmarkEnd")) if end.get(qn("w:id")) == one.get(qn("w:id")))
            one.set(qn("w:id"), str(5000 + number))
            end.set(qn("w:id"), str(5000 + number))
    assert write_living_docx("研究报告", make_parts(2), path) == Kept()
    assert says(path, "t1") == "表1 受访者|镇人数大同镇2a|b=1|注：n < 10"
    check(path)


def write_over(control: Any, words: Sequence[str]) -> None:
    """Type into a content control as Word does: the invitation goes, several paragraphs make it one of blocks."""
    paragraph = control.getparent()
    control.find(qn("w:sdtPr")).remove(control.find(qn("w:sdtPr")).find(qn("w:showingPlcHdr")))
    content = control.find(qn("w:sdtContent"))
    content[:] = [own(one) for one in words]
    if len(words) == 1:
        content[:] = list(content[0])
        return
    for mark in [one for one in paragraph if one is not control]:
        content[0 if mark.tag == qn("w:bookmarkStart") or mark.get(qn("w:id")) in {
            one.get(qn("w:id")) for one in content.iter(qn("w:bookmarkStart"))} else -1].insert(0, mark)
    paragraph.getparent().replace(paragraph, control)


@pytest.mark.parametrize("words", [["我写的。"], ["一", "", "二𠮷", "三"]])
def test_an_invitation_written_over_is_own_text(path: Path, words: list[str]) -> None:
    """It is counted by paragraphs, never renewed, also when the invitation reads differently or is no more."""
    with editing(path) as body:
        write_over(next(body.iter(qn("w:sdt"))), words)
    before, count = says(path, "data.own"), sum(map(bool, words))
    again = [Part("data.own", (text("Other words."),), own=True) if part.key == "data.own" else part
             for part in make_parts(2)]
    assert write_living_docx("研究报告", again, path) == Kept(own=count)
    assert write_living_docx("研究报告", [again[0], *again[2:]], path) == Kept(own=count, gone=("data.own",))
    assert (says(path, "data.own"), write_living_docx("研究报告", again, path)) == (before, Kept(own=count))


def test_an_invitation_nobody_took_up_is_renewed(path: Path) -> None:
    """It is a part like others as long as it says what it said."""
    again = [Part("data.own", (text("Other words."),), own=True), *make_parts()[2:]]
    assert write_living_docx("研究报告", again, path) == Kept()
    assert (says(path, "data.own"), says(path, "data")) == ("Other words.", "")


def test_an_invitation_without_its_marks_does_not_come_back(path: Path) -> None:
    """Some programs drop bookmarks when somebody selects a paragraph and types: what was typed is own text."""
    with editing(path) as body:
        (block,) = part_of(body, "data.own")
        block.getparent().replace(block, own("我写的。"))
        (block,) = part_of(body, "limits.own")
        block.getparent().remove(block)
    assert write_living_docx("研究报告", make_parts(2), path) == Kept(own=1)
    assert [line for line in lines(path) if line.startswith("Write here")] == []
    assert "我写的。" in lines(path)


def test_a_part_that_somebody_deleted_comes_back(path: Path) -> None:
    """It stands behind what comes before it; the title comes back at the very beginning."""
    with editing(path) as body:
        for key in (TITLE, "t1", "quotes"):
            for block in part_of(body, key):
                body.remove(block)
    assert write_living_docx("研究报告", make_parts(), path) == Kept()
    assert lines(path)[:8] == ["研究报告", "1 数据", "共 1 人。", "Write here what these people share.", "表1 受访者",
                               "镇人数大同镇1a|b=1", "注：n < 10", "早就卸载了1。—— PL-V01#4"]
    check(path)


def test_parts_come_and_go(path: Path) -> None:
    """New ones stand behind their predecessor, old ones go with their pictures, or stay if somebody changed them."""
    with editing(path) as body:
        part_of(body, "quotes")[0].append(element("<w:r><w:t>我补充</w:t></w:r>"))
    parts = [part for part in make_parts(2) if part.key not in {"quotes", "figure", "wide"}]
    parts.insert(1, Part("新.one", (text("新的"),)))
    assert write_living_docx("研究报告", parts, path) == Kept(gone=("quotes",))
    assert lines(path) == [
        "研究报告", "1 数据", "共 2 人。", "新的", "Write here what these people share.", "表1 受访者",
        "镇人数大同镇2a|b=1", "注：n < 10", "早就卸载了1。—— PL-V01#4我补充", "Write here what follows."]
    check(path)
    with zipfile.ZipFile(path) as packed:
        assert [name for name in packed.namelist() if "media" in name] == []
        assert b"image" not in packed.read("word/_rels/document.xml.rels")
    assert write_living_docx("研究报告", parts, path) == Kept(gone=("quotes",))
    assert write_living_docx("研究报告", make_parts(2), path) == Kept(("quotes",))


def test_own_text_below_what_goes_is_told(path: Path) -> None:
    """It stays, now below something else; an empty paragraph is no text, and a neighbour's invitation is not theirs."""
    parts = [part for part in make_parts() if part.key not in {"t1", "quotes", "data"}]
    with editing(path) as body:
        part_of(body, "quotes")[-1].addnext(own("我的解释"))
        part_of(body, "quotes")[-1].addnext(element("<w:p/>"))
    assert write_living_docx("研究报告", parts, path) == Kept(own=1, loose=("quotes",))
    assert lines(path)[1:4] == ["Write here what these people share.", "", "我的解释"]
    assert write_living_docx("研究报告", parts, path) == Kept(own=1)


def test_a_picture_that_somebody_exchanged_stays(path: Path, tmp_path: Path) -> None:
    """Their own figure in the place of ours is theirs; ours at another size is still ours."""
    (tmp_path / "mine.png").write_bytes(png(99))
    word = docx.Document(str(path))
    word.inline_shapes[0].width //= 2
    word.save(str(path))
    assert write_living_docx("研究报告", make_parts(2), path) == Kept()
    word = docx.Document(str(path))
    relation, _image = word.part.get_or_add_image(str(tmp_path / "mine.png"))
    next(word.element.body.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}blip")).set(
        qn("r:embed"), relation)
    word.save(str(path))
    assert write_living_docx("研究报告", make_parts(3), path) == Kept(("figure",))
    word = docx.Document(str(path))
    assert word.part.related_parts[relation].blob == png(99)


def test_a_picture_shown_twice_stays_while_it_is_shown(tmp_path: Path) -> None:
    """Somebody put our picture into text of their own: it is there after our part has gone."""
    path, parts = tmp_path / "a.docx", [Part("a", (Picture(png(1), ""),)), Part("b", (text("b"),))]
    write_living_docx("t", parts, path)
    with editing(path) as body:
        mine = copy.deepcopy(part_of(body, "a")[0])
        for mark in list(mine.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"))):
            mine.remove(mark)
        part_of(body, "b")[0].addnext(mine)
    assert write_living_docx("t", parts[1:], path) == Kept(own=1)
    check(path)
    assert len(docx.Document(str(path)).inline_shapes) == 1


def test_a_part_is_renewed_where_somebody_moved_it(path: Path) -> None:
    """Cut and pasted with its marks, it stays at its new place."""
    with editing(path) as body:
        (quote,) = part_of(body, "quotes")
        body.insert(1, quote)
    assert write_living_docx("研究报告", make_parts(2), path) == Kept()
    assert lines(path)[:2] == ["研究报告", "早就卸载了2。—— PL-V01#4"]


def test_paragraphs_begun_at_the_edges_of_a_part_stay_outside(path: Path) -> None:
    """Enter before the heading or behind the last word can take a mark along; the new paragraphs are own text."""
    with editing(path) as body:
        heading, last = part_of(body, "data")
        start = next(heading.iter(qn("w:bookmarkStart")))
        before, behind = own("前"), own("后")
        heading.addprevious(before)
        before.insert(0, start)  # Word keeps a mark at the place where somebody typed
        last.addnext(behind)
        control = part_of(body, "t1")[0]
        end = next(one for one in control.iter(qn("w:bookmarkEnd")))
        control.addnext(own("中"))
        control.getnext().insert(0, end)  # LibreOffice takes the end of a mark into the new paragraph
    assert write_living_docx("研究报告", make_parts(2), path) == Kept(("t1",), own=2)
    assert lines(path)[1:5] == ["前", "1 数据", "共 2 人。", "后"]
    check(path)


def test_a_part_that_lost_one_mark_counts_as_changed(path: Path) -> None:
    """Somebody wrote the heading anew and a mark went with it: what is left of the part stays as it is."""
    with editing(path) as body:
        heading, last = part_of(body, "data")
        body.replace(heading, own("新标题"))
        table = part_of(body, "t1")
        body.remove(table[-1])
        assert "".join(last.itertext()) == "共 1 人。"
    assert write_living_docx("研究报告", make_parts(2), path) == Kept(("data", "t1"), own=2)
    assert [lines(path)[place] for place in (1, 2, 4, 5)] == ["新标题", "共 1 人。", "表1 受访者", "镇人数大同镇1a|b=1"]


def test_two_parts_in_one_paragraph_are_left_alone(path: Path) -> None:
    """Somebody joined the end of one with the beginning of the next: nobody can tell them apart any more."""
    with editing(path) as body:
        last, first = part_of(body, "t1")[-1], part_of(body, "quotes")[0]
        last.extend(list(first))
        body.remove(first)
    assert write_living_docx("研究报告", make_parts(2), path).edited == ("t1", "quotes")


def test_bookmarks_of_others_stay_at_their_paragraph(path: Path) -> None:
    """Tables of contents and references lead to the same heading and caption after the parts were renewed."""
    with editing(path) as body:
        heading, last = part_of(body, "data")
        cell = next(body.iter(qn("w:tc"))).find(qn("w:p"))
        for number, (paragraph, name) in enumerate([(heading, "_Toc1"), (last, "_Ref2"), (cell, "mine")]):
            paragraph.insert(0, element(f'<w:bookmarkStart w:id="{700 + number}" w:name="{name}"/>'))
            paragraph.append(element(f'<w:bookmarkEnd w:id="{700 + number}"/>'))
        heading.addnext(element('<w:bookmarkEnd w:id="710"/>'))
        heading.addnext(element('<w:bookmarkStart w:id="711" w:name="_Ref11"/>'))
        last.addnext(element('<w:bookmarkEnd w:id="711"/>'))
        heading.addprevious(element('<w:bookmarkStart w:id="710" w:name="_Ref10"/>'))
        heading.find(qn("w:r")).insert(0, element("<w:rPr><w:i/></w:rPr>"))
    assert write_living_docx("研究报告", make_parts(2), path) == Kept()
    check(path)
    with editing(path) as body:
        names = {one.get(qn("w:name")): "".join(one.getparent().itertext()) for one in body.iter(qn("w:bookmarkStart"))}
        assert [names[name] for name in ("_Toc1", "_Ref2", "_Ref11", "mine")] == [
            "1 数据", "共 2 人。", "共 2 人。", "镇"]
        assert part_of(body, "data")[0].find(f".//{qn('w:i')}") is not None
    assert write_living_docx("研究报告", make_parts(2)[2:], path) == Kept()
    check(path)
    assert write_living_docx("研究报告", make_parts(2)[3:], path) == Kept()
    check(path)


def test_a_bookmark_that_reaches_out_of_a_part_that_goes(path: Path) -> None:
    """Its other half goes too: half a bookmark is none."""
    with editing(path) as body:
        part_of(body, "data")[0].append(element('<w:bookmarkStart w:id="700" w:name="mine"/>'))
        part_of(body, "quotes")[0].append(element('<w:bookmarkEnd w:id="700"/>'))
    write_living_docx("研究报告", make_parts(2)[1:], path)
    check(path)


def test_styles_are_found_by_their_names(path: Path) -> None:
    """A Chinese Word gives styles other ids on saving; what is renewed uses them, and does without a missing one."""
    package = Package(path.read_bytes())
    for name, content in package.members.items():
        if name == "word/styles.xml":
            package.members[name] = content.replace(b'styleId="Heading1"', b'styleId="1"').replace(
                b'w:val="caption"', b'w:val="my caption"')
    for style in package.root.iter(qn("w:pStyle")):
        style.set(qn("w:val"), {"Heading1": "1"}.get(style.get(qn("w:val")), style.get(qn("w:val"))))
    path.write_bytes(package.to_bytes())
    changed = [Part("data", (Heading("1 新数据"), text("")),), *make_parts(2)[1:]]
    assert write_living_docx("研究报告", changed, path) == Kept()
    with editing(path) as body:
        used = [one.find(f"{qn('w:pPr')}/{qn('w:pStyle')}") for one in
                (part_of(body, "data")[0], part_of(body, "figure")[-1])]
        assert [None if one is None else one.get(qn("w:val")) for one in used] == ["1", None]


def test_tables_fit_the_page_as_it_is_now(path: Path) -> None:
    """Somebody turned the pages: what is renewed is as wide as the text is then."""
    with editing(path) as body:
        size = body.find(f"{qn('w:sectPr')}/{qn('w:pgSz')}")
        size.set(qn("w:w"), "16838")
        size.set(qn("w:h"), "11906")
    write_living_docx("研究报告", make_parts(2), path)
    with editing(path) as body:
        widths = [int(one.get(qn("w:w"))) for one in body.iter(qn("w:tblW"))]
    assert widths == [14004, 14004]


def test_a_mark_that_comes_in_pieces_is_one(path: Path) -> None:
    """LibreOffice writes a bookmark over two paragraphs as two beginnings of one name, with one end."""
    with editing(path) as body:
        heading, _last = part_of(body, "data")
        start = next(heading.iter(qn("w:bookmarkStart")))
        end = next(one for one in heading.iter(qn("w:bookmarkEnd")) if one.get(qn("w:id")) == start.get(qn("w:id")))
        before = own("前")
        heading.addprevious(before)
        second = copy.deepcopy(start)
        before.insert(0, start)
        second.set(qn("w:id"), "800")
        end.set(qn("w:id"), "800")
        heading.insert(1, second)
    assert write_living_docx("研究报告", make_parts(2), path) == Kept(own=1)
    assert lines(path)[1:4] == ["前", "1 数据", "共 2 人。"]
    check(path)


def no_docx(folder: Path) -> list[Path]:
    """Return files that are somebody else's."""
    write_docx(Document("别人的", (text("一"),)), folder / "plain.docx")
    (folder / "words.docx").write_text("一", encoding="utf-8")
    (folder / "empty.docx").write_bytes(b"")
    with zipfile.ZipFile(folder / "zip.docx", "w") as packed:
        packed.writestr("a.txt", "一")
    write_docx(Document("别人的", (text("一"),)), folder / "bare.docx")
    bare = Package((folder / "bare.docx").read_bytes())
    bare.root.remove(bare.body)
    (folder / "bare.docx").write_bytes(bare.to_bytes())
    (folder / "damaged.docx").write_bytes((folder / "plain.docx").read_bytes()[:5000])
    with zipfile.ZipFile(folder / "plain.docx") as packed, zipfile.ZipFile(folder / "broken.docx", "w") as broken:
        for name in packed.namelist():
            broken.writestr(name, b"<w:" if name == "word/styles.xml" else packed.read(name))
    return sorted(folder.glob("*.docx"))


def test_a_file_that_is_not_ours_is_never_overwritten(tmp_path: Path) -> None:
    """Other people's documents, files that are no documents and damaged ones stay as they are."""
    for path in no_docx(tmp_path):
        before = path.read_bytes()
        with pytest.raises(WriteError, match=re.escape(path.name)):
            write_living_docx("t", make_parts(), path)
        assert (path.read_bytes(), backup(path).exists()) == (before, False)


@pytest.mark.parametrize("lock", [".~lock.{}#", ".~{}", "~${}"])
def test_a_file_that_is_open_elsewhere_is_not_touched(path: Path, lock: str) -> None:
    """Word, WPS and LibreOffice leave a file beside an open one; what is typed there would be lost."""
    before = path.read_bytes()
    beside = path.with_name(lock.format(path.name[2:] if lock.startswith("~$") else path.name))
    beside.touch()
    with pytest.raises(WriteError, match="open in another program"):
        write_living_docx("研究报告", make_parts(2), path)
    assert path.read_bytes() == before
    beside.unlink()
    assert write_living_docx("研究报告", make_parts(2), path) == Kept()


def test_what_stands_in_the_way_is_said(path: Path, tmp_path: Path) -> None:
    """A folder in the place of the file, or somebody's file in that of the backup, and nothing is written."""
    (tmp_path / "folder.docx").mkdir()
    with pytest.raises(WriteError, match=r"folder\.docx: cannot be read"):
        write_living_docx("t", make_parts(), tmp_path / "folder.docx")
    backup(path).write_bytes(b"mine")
    before = path.read_bytes()
    with pytest.raises(WriteError, match=r"bak\.docx: is not a report"):
        write_living_docx("研究报告", make_parts(2), path)
    assert (path.read_bytes(), backup(path).read_bytes()) == (before, b"mine")


def test_keys_are_checked(tmp_path: Path) -> None:
    """A key that comes twice, is none or is the title's, and an invitation that is no paragraph, are refused."""
    for parts in ([Part("a", (text("1"),)), Part("a", (text("2"),))], [Part("a b", (text("1"),))],
                  [Part(TITLE, (text("1"),))], [Part("a", (Heading("1"),), own=True)]):
        with pytest.raises(ValueError, match=r"key|invites"):
            write_living_docx("t", parts, tmp_path / "a.docx")
    assert write_living_docx("t", [Part("空", ())], tmp_path / "a.docx") == Kept(first=True)
    assert lines(tmp_path / "a.docx") == ["t"]


def test_keys_are_remembered_beside_the_properties_of_others(tmp_path: Path) -> None:
    """Hundreds of long keys fit into properties of 255 characters, and those that people made stay."""
    path, parts = tmp_path / "a.docx", [Part(f"发现.{'x' * 90}{number}", (text("1"),), own=number % 2 == 0)
                                        for number in range(200)]
    write_living_docx("t", parts, path)
    package = Package(path.read_bytes())
    assert package.keys() == {TITLE: False, **{part.key: part.own for part in parts}}
    package.members["docProps/custom.xml"] = package.members["docProps/custom.xml"].replace(
        b"</Properties>", b'<property fmtid="{D5}" pid="999" name="mine"><n>1</n></property></Properties>')
    path.write_bytes(package.to_bytes())
    write_living_docx("t", parts[:3], path)
    tree = etree.fromstring(Package(path.read_bytes()).members["docProps/custom.xml"])
    assert [(one.get("name"), one.get("pid")) for one in tree] == [
        ("mine", "999"), ("qualcode", "1000"), ("qualcode 2", "1001")]
    assert max(len("".join(one.itertext())) for one in tree) <= 255
    check(path)


def test_keys_lost_with_the_properties(path: Path) -> None:
    """A program dropped the properties: parts are known by their marks, and one that is gone by its digest."""
    package = Package(path.read_bytes())
    package.members["docProps/custom.xml"] = b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>'
    path.write_bytes(package.to_bytes())
    with editing(path) as body:
        part_of(body, "data")[0].append(element("<w:r><w:t>!</w:t></w:r>"))
    assert write_living_docx("研究报告", make_parts(2)[1:], path) == Kept(gone=(digest("data"),))


@settings(max_examples=15, deadline=None)
@given(st.lists(WORDS, min_size=3, max_size=3), WORDS, st.data())
def test_whatever_is_written_and_whatever_is_edited(words: list[str], mine: str, data: st.DataObject) -> None:
    """Any subset of parts edited, deleted, removed or added: own text stays, edited parts stay, all others are new."""
    def parts(keys: Sequence[int], version: str) -> list[Part]:
        return [Part(f"部分.{key}", (Heading(f"{key}"), text(f"{key}{words[key % 3]}{version}"),
                                  Table(words[0], ("a", "b"), ((words[1], version),), words[2]))) for key in keys]

    keys = range(6)
    first, second = (sorted(data.draw(st.sets(st.sampled_from(keys), min_size=1))) for _run in range(2))
    edited, deleted = (data.draw(st.sets(st.sampled_from(first))) for _way in range(2))
    behind = data.draw(st.sets(st.sampled_from(first)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.docx"
        write_living_docx("t", parts(first, "v1"), path)
        with editing(path) as body:
            for key in first:
                blocks = part_of(body, f"部分.{key}")
                if key in behind:
                    blocks[-1].addnext(own(f"own{key}{mine}"))
                if key in edited - deleted:
                    blocks[1].append(element("<w:r><w:t>edited</w:t></w:r>"))
                if key in deleted:
                    for block in blocks:
                        body.remove(block)
        kept = write_living_docx("t", parts(second, "v2"), path)
        stayed = Kept(tuple(f"部分.{key}" for key in second if key in edited - deleted), len(behind),
                      tuple(f"部分.{key}" for key in first if key in edited - deleted and key not in second))
        still = [key for key in first if key not in deleted]  # what own text stands below
        above = {key: max((one for one in still if one <= key), default=None) for key in behind}
        assert kept == replace(stayed, loose=tuple(
            f"部分.{key}" for key in still if key in above.values() and key not in edited and key not in second))
        check(path)
        assert [line for line in lines(path) if line.startswith("own")] == [
            xml_text(f"own{key}{mine}") for key in first if key in behind]
        for key in keys:
            here = says(path, f"部分.{key}")
            assert ("edited" in here) == (key in set(first) & edited - deleted)
            assert here.count("v2") == (2 if key in second and key not in set(first) & edited - deleted else 0)
        again = path.read_bytes()
        assert write_living_docx("t", parts(second, "v2"), path) == stayed
        assert path.read_bytes() == again


def saved_by_office(path: Path, folder: Path) -> None:
    """Open and save a document in LibreOffice, which writes every byte anew."""
    if OFFICE is None:
        pytest.skip("no LibreOffice on this machine to save the document with")
    subprocess.run(
        [OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to",
         "docx:Office Open XML Text", "--outdir", str(folder / "saved"), str(path)],
        capture_output=True, check=True, timeout=120)
    shutil.copy(folder / "saved" / path.name, path)


@pytest.mark.slow
def test_a_file_saved_by_libreoffice_is_known_again(tmp_path: Path) -> None:
    """After a round trip unchanged parts are renewed, changed ones and own text stay, also the second time."""
    path = tmp_path / "a.docx"
    special = [Part(f"s.{number}", (text(f"第{number} {one}"), text(one, "note"), Table(
        one, ("a", one or "b"), ((one, "1"),), one))) for number, one in enumerate(SPECIAL)]
    write_living_docx("研究报告", [*make_parts(), *special], path)
    with editing(path) as body:
        part_of(body, "data")[-1].addnext(own("我的𠮷😀"))
        next(cell for cell in body.iter(qn("w:t")) if cell.text == "=1").text = "改"
        write_over(next(body.iter(qn("w:sdt"))), ["我写的。"])
    saved_by_office(path, tmp_path)
    assert write_living_docx("研究报告", [*make_parts(), *special], path) == Kept(("t1",), own=2)
    assert write_living_docx("研究报告", [*make_parts(2), *special[::-1]], path) == Kept(("t1",), own=2)
    assert (says(path, "data"), says(path, "t1").count("改")) == ("1 数据|共 2 人。", 1)
    saved_by_office(path, tmp_path)
    assert write_living_docx("研究报告", [*make_parts(3), *special], path) == Kept(("t1",), own=2)
    assert (says(path, "quotes"), says(path, "data.own")) == ("早就卸载了3。—— PL-V01#4", "我写的。")
    assert [line for line in lines(path) if line == "我的𠮷😀"] == ["我的𠮷😀"]
    check(path)
