"""Word documents that open in Word and WPS with Chinese fonts set where Chinese programs look for them."""

import io
import re
import zipfile
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
    import docx

    word = docx.Document()
    for style in ("Normal", "Title", "Quote", "Caption", *(f"Heading {level}" for level in range(1, 5))):
        _set_fonts(word.styles[style])
    word.styles["Normal"].font.size = docx.shared.Pt(12)
    word.styles["Quote"].font.italic = False
    _set_properties(word.core_properties, document.title)
    word.add_heading(xml_text(document.title), 0)
    for block in document.blocks:
        _add_block(word, block)
    content = io.BytesIO()
    word.save(content)
    return write_bytes(path, _with_fixed_dates(content.getvalue()))


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
        _append(word, _paragraph(block))


def _append(word: Any, xml: str) -> None:
    """Append one paragraph, given as XML: adding thousands of runs one by one takes ten times as long."""
    from docx.oxml import parse_xml

    body = word.element.body
    body.sectPr.addprevious(parse_xml(f'<w:p xmlns:w="{MAIN}">{xml}</w:p>'))


def _paragraph(block: Paragraph) -> str:
    style = '<w:pPr><w:pStyle w:val="Quote"/></w:pPr>' if block.style == "quote" else ""
    return style + "".join(_run(run, small=block.style == "note") for run in block.runs)


def _run(run: Run, small: bool) -> str:
    """Return a run as XML, its properties in the order of the schema; sizes are in half points."""
    look = (
        "<w:b/>" * run.bold + '<w:color w:val="606060"/>' * run.muted + '<w:sz w:val="20"/>' * (small or run.muted)
        + '<w:highlight w:val="yellow"/>' * run.marked
    )
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f"<w:r>{properties}{''.join(map(_content, _BREAK.split(xml_text(run.text))))}</w:r>"


def _content(piece: str) -> str:
    if piece in _BREAKS:
        return _BREAKS[piece]
    kept = ' xml:space="preserve"' if piece != piece.strip() else ""
    return f"<w:t{kept}>{escape(piece, quote=False)}</w:t>"


def _add_table(word: Any, table: Table) -> None:
    from docx.shared import Pt

    if table.caption:
        word.add_paragraph(xml_text(table.caption), style="Caption")
    grid = word.add_table(rows=0, cols=len(table.header))
    for number, line in enumerate([table.header, *table.rows]):
        cells = grid.add_row().cells
        for cell, words in zip(cells, line, strict=True):
            run = cell.paragraphs[0].add_run(xml_text(words))
            run.bold, run.font.size = number == 0, Pt(10.5)
            if number == 0:
                _rule(cell, top=12, bottom=6)
            elif number == len(table.rows):
                _rule(cell, bottom=12)
    note = word.add_paragraph()
    if table.note:
        note.add_run(xml_text(table.note)).font.size = Pt(10)


def _rule(cell: Any, **edges: int) -> None:
    """Draw the lines of a 三线表 at a cell's edges, in eighths of a point."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tcBorders")
    for edge, size in edges.items():
        line = OxmlElement(f"w:{edge}")
        for name, value in (("val", "single"), ("sz", str(size)), ("space", "0"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)


def _with_fixed_dates(content: bytes) -> bytes:
    """Return the same zip with every member dated 1980-01-01."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, ZIP_DATE)
            member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 0
            new.writestr(member, old.read(name))
    return packed.getvalue()
