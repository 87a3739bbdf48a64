"""Word documents that open in Word and WPS with Chinese fonts set where Chinese programs look for them."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from qualcode.exporters.atomic import write_bytes
from qualcode.exporters.cells import xml_text
from qualcode.exporters.document import Document, Heading, Paragraph, Run, Table

LATIN_FONT, HAN_FONT = "Times New Roman", "宋体"
#: dates inside the file: the same document gives the same bytes
CREATED, ZIP_DATE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None), (1980, 1, 1, 0, 0, 0)
#: 五号, in half points, is the size in tables; 小五, in points, that of notes below them
CELL_SIZE, NOTE_SIZE = 21, 9
#: what a cell with small type leaves free at each side, in twentieths of a point
_NARROW = 50
#: a twentieth of a point in the measure of python-docx
TWIP = 635
#: namespace of everything in the text
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_BREAK = re.compile(r"([\t\n\r])")
_BREAKS = {"": "", "\t": "<w:tab/>", "\n": "<w:br/>", "\r": "<w:br/>"}


def write_docx(document: Document, path: Path) -> Path:
    """Write a document as docx: 宋体 and Times New Roman, three-line tables, marked words highlighted.

    Control characters, which a docx cannot hold, are left out. The same document gives the same bytes.

    Raises:
        WriteError: the file cannot be written; the last good one stays.
    """
    word = new_document(document.title)
    if document.blocks and isinstance(document.blocks[0], Table) and document.blocks[0].wide:
        _stand(word.sections[0], wide=True)  # else the title would have a page to itself
    word.add_heading(xml_text(document.title), 0)
    for block in document.blocks:
        _add_block(word, block)
    return write_bytes(path, to_bytes(word))


def new_document(title: str) -> Any:
    """Return a document of python-docx without text: page, styles and properties are set."""
    import docx

    word = docx.Document()
    _set_page(word)
    for style in ("Normal", "Title", "Quote", "Caption", *(f"Heading {level}" for level in range(1, 5))):
        _set_fonts(word.styles[style])
    word.styles["Normal"].font.size = docx.shared.Pt(12)
    word.styles["Quote"].font.italic = False
    _set_properties(word.core_properties, title)
    return word


def to_bytes(word: Any) -> bytes:
    """Return a document of python-docx as a file without the time of today in it."""
    content = io.BytesIO()
    word.save(content)
    return with_fixed_dates(content.getvalue())


def _set_page(word: Any) -> None:
    """Set A4 with 25 mm around the text, captions in the middle, and Chinese as the language of what is not Latin."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(25)
    caption = word.styles["Caption"]
    caption.font.size, caption.font.bold = Pt(CELL_SIZE / 2), True
    caption.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_after = Pt(4)
    for spoken in word.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:eastAsia"), "zh-CN")


def _set_fonts(style: Any) -> None:
    """Name both fonts outright: the template's theme fonts would win over them, and eastAsia is a font of its own."""
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    style.font.name = LATIN_FONT
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), HAN_FONT)


def _set_properties(properties: Any, title: str) -> None:
    properties.title, properties.author, properties.last_modified_by = xml_text(title)[:255], "qualcode", "qualcode"
    properties.comments, properties.revision = "", 1
    properties.created = properties.modified = CREATED


def _add_block(word: Any, block: Heading | Paragraph | Table) -> None:
    if isinstance(block, Heading):
        word.add_heading(xml_text(block.text), min(block.level, 4))
    elif isinstance(block, Table):
        _add_table(word, block)
    else:
        _append(word, f"<w:p>{paragraph_xml(block)}</w:p>")


def _append(word: Any, xml: str) -> None:
    """Append a paragraph or table, given as XML: adding thousands of runs one by one takes ten times as long."""
    from docx.oxml import parse_xml

    start, rest = xml.split(">", 1)
    word.element.body.sectPr.addprevious(parse_xml(f'{start} xmlns:w="{MAIN}">{rest}'))


def paragraph_xml(block: Paragraph) -> str:
    """Return what stands in a paragraph, its properties and runs, as XML."""
    style = '<w:pPr><w:pStyle w:val="Quote"/></w:pPr>' if block.style == "quote" else ""
    return style + "".join(run_xml(run, small=block.style == "note") for run in block.runs)


def run_xml(run: Run, small: bool) -> str:
    """Return a run as XML, its properties in the order of the schema; sizes are in half points."""
    look = (
        "<w:b/>" * run.bold + '<w:color w:val="606060"/>' * run.muted + '<w:sz w:val="20"/>' * (small or run.muted)
        + '<w:highlight w:val="yellow"/>' * run.marked
    )
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f"<w:r>{properties}{pieces_xml(run.text)}</w:r>"


def pieces_xml(words: str) -> str:
    """Return what a run says as XML; tabs and line ends are elements."""
    return "".join(map(_content, _BREAK.split(xml_text(words))))


def _content(piece: str) -> str:
    if piece in _BREAKS:
        return _BREAKS[piece]
    kept = ' xml:space="preserve"' if piece != piece.strip() else ""
    return f"<w:t{kept}>{escape(piece, quote=False)}</w:t>"


def _add_table(word: Any, table: Table) -> None:
    from docx.shared import Pt

    _turn(word, wide=table.wide)
    if table.caption:
        word.add_paragraph(xml_text(table.caption), style="Caption")
    if table.header:
        section = word.sections[-1]
        _append(word, table_xml(table, (section.page_width - section.left_margin - section.right_margin) // TWIP))
    note = word.add_paragraph()
    note.paragraph_format.line_spacing = 1
    if table.note:
        note.add_run(xml_text(table.note)).font.size = Pt(NOTE_SIZE)


def _turn(word: Any, *, wide: bool) -> None:
    """Begin a page that stands the other way, unless it does so already."""
    from docx.enum.section import WD_ORIENT, WD_SECTION

    if wide != (word.sections[-1].orientation == WD_ORIENT.LANDSCAPE):
        _stand(word.add_section(WD_SECTION.NEW_PAGE), wide=wide)


def _stand(section: Any, *, wide: bool) -> None:
    from docx.enum.section import WD_ORIENT

    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = section.page_height, section.page_width


def table_xml(table: Table, width: int, size: int = CELL_SIZE) -> str:
    """Return a table as XML, its header repeated on every page and no row split.

    Args:
        table: One with a header.
        width: Of the text beside which it stands, in twentieths of a point.
        size: Of the type, in half points; where it is smaller than usual, cells leave less free at their sides.
    """
    widths = [round(share * width) for share in table.shares]
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    layout = '<w:tblLayout w:type="fixed"/>' if table.widths else ""
    if size < CELL_SIZE:
        sides = "".join(f'<w:{side} w:w="{_NARROW}" w:type="dxa"/>' for side in ("left", "right"))
        layout += f"<w:tblCellMar>{sides}</w:tblCellMar>"
    last = len(table.rows)
    lines = [
        _line(cells, widths, table.numbers, top=12 * (number == 0),
              bottom=12 if number == last else 6 * (number == 0), head=number == 0, size=size,
              muted=number - 1 in table.muted)
        for number, cells in enumerate([table.header, *table.rows])
    ]
    return (f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>{layout}</w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>")


def _line(
    cells: Sequence[str], widths: Sequence[int], numbers: frozenset[int], *, top: int, bottom: int, head: bool,
    size: int, muted: bool,
) -> str:
    """Return a row as XML; ``top`` and ``bottom`` are the lines of a 三线表, in eighths of a point, 0 for none."""
    edges = "".join(f'<w:{edge} w:val="single" w:sz="{thick}" w:space="0" w:color="000000"/>'
                    for edge, thick in (("top", top), ("bottom", bottom)) if thick)
    borders = f"<w:tcBorders>{edges}</w:tcBorders>" if edges else ""
    made = []
    for number, (words, width) in enumerate(zip(cells, widths, strict=True)):
        middle = '<w:jc w:val="center"/>' if head or number in numbers else ""
        grey = '<w:color w:val="606060"/>' * muted
        look = f'<w:rPr>{"<w:b/>" * head}{grey}<w:sz w:val="{size}"/></w:rPr>'
        made.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{borders}</w:tcPr><w:p><w:pPr>'
            f'<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>{middle}</w:pPr>'
            f"<w:r>{look}{pieces_xml(words)}</w:r></w:p></w:tc>")
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' * head}</w:trPr>{''.join(made)}</w:tr>"


def with_fixed_dates(content: bytes) -> bytes:
    """Return the same zip with every member dated 1980-01-01."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, ZIP_DATE)
            member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 0
            new.writestr(member, old.read(name))
    return packed.getvalue()
