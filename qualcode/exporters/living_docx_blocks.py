"""Parts of a living Word document as paragraphs and tables in XML.

Pages stay upright: a break of sections inside a part would pile up, or go, when the part is renewed. Wide tables are
set in small type instead.
"""

from collections.abc import Iterator
from html import escape
from typing import Any

from qualcode.exporters.cells import xml_text
from qualcode.exporters.document import Heading, Paragraph, Part, Picture, Run, Table
from qualcode.exporters.docx import CELL_SIZE, MAIN, NOTE_SIZE, paragraph_xml, pieces_xml, run_xml, table_xml
from qualcode.exporters.living_docx_marks import W, bookmarks, digest, seen_digest, source_digest
from qualcode.exporters.living_docx_package import Package

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_NAMESPACES = (f'xmlns:w="{MAIN}" xmlns:wp="{_DRAWING}/wordprocessingDrawing" xmlns:a="{_DRAWING}/main" '
               f'xmlns:pic="{_DRAWING}/picture" '
               'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"')
#: 六号, in half points: so much smaller than 五号 as a page is narrower upright than sideways
_SMALL = 15
#: a millimetre in the measure of pictures, a twentieth of a point in mm, and the tallest picture on a page in mm
_MM, _TWIP, _TALLEST = 36_000, 25.4 / 1440, 220.0
#: what we call styles by, and their names, by which every program knows them whatever their id
_STYLES = {"Title": "title", "Quote": "quote", "Caption": "caption",
           **{f"Heading{level}": f"heading {level}" for level in range(1, 5)}}
_INVITING = "placeholder text"
#: text of A4 with 25 mm around it, in twentieths of a point
_PLAIN_WIDTH = 9071


def elements(part: Part, package: Package, width: int) -> list[Any]:
    """Return the paragraphs and tables of a part, without marks; pictures are put into the package.

    The first and the last are paragraphs, for marks go into these.

    Args:
        part: What is to be written.
        package: Where it goes.
        width: Of the text there, in twentieths of a point.
    """
    from lxml import etree

    xml = "".join(_invitation(block, package) if part.own else _block(block, package, width) for block in part.blocks)
    if xml.startswith("<w:tbl>"):
        xml = f"<w:p/>{xml}"
    made: Any = etree.fromstring(f"<w:body {_NAMESPACES}>{xml}</w:body>")
    for style in list(made.iter(f"{W}pStyle")):
        known = package.styles.get(_STYLES[style.get(f"{W}val")])
        if known is None:
            style.getparent().remove(style)
        else:
            style.set(f"{W}val", known)
    return list(made)


def mark(made: list[Any], part: Part, package: Package) -> None:
    """Put the marks of a part around its first paragraph and at the beginning of its last one."""
    from lxml import etree

    begin, end = bookmarks(digest(part.key), seen_digest(made, package.picture), source_digest(part))
    for name, paragraph, closed in ((begin, made[0], True), (end, made[-1], False)):
        number = str(package.new_id())
        start = etree.Element(f"{W}bookmarkStart", {f"{W}id": number, f"{W}name": name})
        stop = etree.Element(f"{W}bookmarkEnd", {f"{W}id": number})
        place = int(len(paragraph) > 0 and paragraph[0].tag == f"{W}pPr")
        paragraph.insert(place, start)
        paragraph.insert(len(paragraph) if closed else place + 1, stop)


def text_width(body: Any, block: Any | None) -> int:
    """Return the width of the text from a block on, in twentieths of a point, by the next page set-up behind it."""
    while block is not None:
        section = block if block.tag == f"{W}sectPr" else block.find(f"{W}pPr/{W}sectPr")
        if section is not None:
            return _width(section)
        block = block.getnext()
    section = body.find(f"{W}sectPr")
    return _PLAIN_WIDTH if section is None else _width(section)


def _width(section: Any) -> int:
    size, margin = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    if size is None or margin is None:
        return _PLAIN_WIDTH
    try:
        width = int(size.get(f"{W}w")) - sum(int(margin.get(W + side, "0")) for side in ("left", "right", "gutter"))
    except (TypeError, ValueError):
        return _PLAIN_WIDTH
    return width if width > 0 else _PLAIN_WIDTH


def _invitation(block: Heading | Paragraph | Table | Picture, package: Package) -> str:
    """Return a grey paragraph in a content control, which Word empties when somebody begins to type in it."""
    words = "".join(run.text for run in getattr(block, "runs", ()))
    run = run_xml(Run(words, muted=True), small=False)
    if _INVITING in package.styles:
        look = f'<w:rPr><w:rStyle w:val="{package.styles[_INVITING]}"/></w:rPr>'
        run = f"<w:r>{look}{pieces_xml(words)}</w:r>"
    return ('<w:p><w:sdt><w:sdtPr><w:tag w:val="qualcode"/><w:showingPlcHdr/></w:sdtPr>'
            f"<w:sdtContent>{run}</w:sdtContent></w:sdt></w:p>")


def _block(block: Heading | Paragraph | Table | Picture, package: Package, width: int) -> str:
    if isinstance(block, Heading):
        return _styled(f"Heading{min(block.level, 4)}" if block.level else "Title", block.text)
    if isinstance(block, Table):
        return "".join(_table(block, width))
    if isinstance(block, Picture):
        return "".join(_picture(block, package, width))
    return f"<w:p>{paragraph_xml(block)}</w:p>"


def _styled(style: str, words: str, more: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr><w:r>{pieces_xml(words)}</w:r></w:p>'


def _table(table: Table, width: int) -> Iterator[str]:
    if table.caption:
        yield _styled("Caption", table.caption)
    if table.header:
        yield table_xml(table, width, _SMALL if table.wide else CELL_SIZE)
    note = f'<w:r><w:rPr><w:sz w:val="{2 * NOTE_SIZE}"/></w:rPr>{pieces_xml(table.note)}</w:r>' if table.note else ""
    yield f'<w:p><w:pPr><w:spacing w:line="240" w:lineRule="auto"/></w:pPr>{note}</w:p>'


def _picture(picture: Picture, package: Package, width: int) -> Iterator[str]:
    """Yield a picture as wide as asked for, but never wider than the text or taller than a page, and its caption."""
    across, down = (int.from_bytes(picture.content[start : start + 4], "big") for start in (16, 20))
    if not picture.content.startswith(b"\x89PNG") or not across * down:
        raise ValueError("a picture that is no PNG")
    wide = min(picture.width, width * _TWIP, _TALLEST * across / down)
    size = f'cx="{round(wide * _MM)}" cy="{round(wide * down / across * _MM)}"'
    relation, number = package.add_picture(picture.content), package.new_id()
    words = escape(" ".join(xml_text(picture.caption).split()))
    yield (
        '<w:p><w:pPr><w:keepNext/><w:jc w:val="center"/></w:pPr><w:r><w:drawing>'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="{number}" name="Picture {number}" descr="{words}"/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic><a:graphicData uri="{_DRAWING}/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="Picture {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r></w:p>")
    if picture.caption:
        yield _styled("Caption", picture.caption, '<w:keepNext w:val="0"/>')
