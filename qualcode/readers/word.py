"""Word files: our own walk over the XML, because ``paragraph.text`` drops insertions, controls and text boxes.

Paragraphs and table cells become lines in reading order. Tracked deletions and comments are left out, tracked
insertions kept; a text box is read once, from its ``mc:Choice``; a merged cell is read once; a soft break is a line
end; numbers that Word makes are not in the text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from qualcode.errors import ReadError
from qualcode.i18n import _
from qualcode.readers.document import Cell, Document, document_from
from qualcode.readers.package import OLE, open_package, parse_xml, read_part

_DELETED = frozenset(
    {
        "del",
        "moveFrom",
        "delText",
        "instrText",
        "delInstrText",
        "commentReference",
        "footnoteReference",
        "endnoteReference",
        "annotationRef",
        "rt",
        "pPr",
        "rPr",
        "sectPr",
        "tblPr",
        "tblGrid",
        "trPr",
        "tcPr",
        "sdtPr",
        "sdtEndPr",
        "proofErr",
        "fldData",
    }
)
_BREAKS: Mapping[str, str] = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_DOCUMENT_TYPES = ("/officeDocument",)


@dataclass(slots=True)
class _Paragraph:
    """Text pieces with their weight, and the text boxes anchored in the paragraph."""

    pieces: list[tuple[str, bool]] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    numbered: bool = False
    cell: Cell | None = None
    joined: bool = False


def read_word(data: bytes, name: str) -> Document:
    """Return the document in a ``.docx`` file, also when it is called ``.doc``.

    Raises:
        ReadError: it is a binary ``.doc``, damaged, or protected by a password.
    """
    if data.startswith(OLE):
        raise ReadError(
            _(
                "{name}: an old binary .doc file, or one with a password; open it in Word or WPS and save it "
                "as .docx without a password"
            ).format(name=name)
        )
    if not data.startswith(b"PK"):
        raise ReadError(_("{name}: not a Word file; open it in Word or WPS and save it as .docx").format(name=name))
    package = open_package(data, name)
    main = read_part(package, _main_part(package, name), name)
    if main is None:
        raise ReadError(
            _("{name}: a zip file without a Word document in it; save it as .docx from Word or WPS").format(name=name)
        )
    styles = read_part(package, "word/styles.xml", name)
    root = parse_xml(main, name)
    body = next((child for child in root if _tag(child) == "body"), None)
    if body is None:
        raise ReadError(_("{name}: a Word document without text").format(name=name))
    sheet = parse_xml(styles, name) if styles else ()
    walk = _Walk(_styles_with(sheet, "rPr", "b"), _styles_with(sheet, "pPr", "numPr"))
    return document_from(_lines(walk.blocks(body, None)), "docx")


def _main_part(package: Any, name: str) -> str:
    relations = read_part(package, "_rels/.rels", name)
    for relation in parse_xml(relations, name) if relations else ():
        if isinstance(relation.tag, str) and str(relation.get("Type", "")).endswith(_DOCUMENT_TYPES):
            return str(relation.get("Target", "")).lstrip("/")
    return "word/document.xml"


def _tag(element: Any) -> str:
    """The local name; namespaces differ between the transitional and the strict form."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _attribute(element: Any, name: str) -> str | None:
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def _child(element: Any, *path: str) -> Any:
    for name in path:
        element = next((child for child in element if _tag(child) == name), None)
        if element is None:
            return None
    return element


def _is_on(element: Any) -> bool:
    return element is not None and (_attribute(element, "val") or "true").lower() not in {"0", "false", "off"}


def _styles_with(styles: Any, *path: str) -> frozenset[str]:
    """Return the ids of the styles that set a property, by themselves or by the style they are based on."""
    stated: dict[str, bool | None] = {}
    based: dict[str, str] = {}
    for style in styles:
        if _tag(style) != "style":
            continue
        name = _attribute(style, "styleId") or ""
        own = _child(style, *path)
        stated[name] = None if own is None else _is_on(own)
        above = _child(style, "basedOn")
        based[name] = (_attribute(above, "val") or "") if above is not None else ""
    found = set()
    for name in stated:
        current, seen = name, set()
        while current in stated and stated[current] is None and current not in seen:
            seen.add(current)
            current = based.get(current, "")
        if stated.get(current):
            found.add(name)
    return frozenset(found)


class _Walk:
    """Goes through the body in reading order and counts tables."""

    def __init__(self, bold_styles: frozenset[str], numbered_styles: frozenset[str]) -> None:
        self.bold_styles = bold_styles
        self.numbered_styles = numbered_styles
        self.tables = 0

    def blocks(self, parent: Any, cell: Cell | None) -> Iterator[_Paragraph]:
        for child in parent:
            tag = _tag(child)
            if tag == "p":
                yield from self.paragraph(child, cell)
            elif tag == "tbl":
                yield from self.table(child)
            elif tag == "AlternateContent":
                yield from self.blocks(_chosen(child), cell)
            elif tag and tag not in _DELETED:
                yield from self.blocks(child, cell)

    def paragraph(self, element: Any, cell: Cell | None) -> Iterator[_Paragraph]:
        style = _child(element, "pPr", "pStyle")
        name = _attribute(style, "val") if style is not None else None
        bold, numbered = name in self.bold_styles, name in self.numbered_styles
        made = _Paragraph(
            numbered=numbered or _child(element, "pPr", "numPr") is not None,
            cell=cell,
            joined=_child(element, "pPr", "rPr", "del") is not None,
        )
        self.runs(element, made, bold)
        yield made
        for box in made.boxes:
            yield from self.blocks(box, cell)

    def runs(self, element: Any, made: _Paragraph, bold: bool) -> None:
        for child in element:
            tag = _tag(child)
            if tag == "t":
                made.pieces.append(((child.text or "").replace("\r", "").replace("\n", " "), bold))
            elif tag in _BREAKS:
                made.pieces.append((_BREAKS[tag], bold))
            elif tag == "txbxContent":
                made.boxes.append(child)
            elif tag == "AlternateContent":
                self.runs(_chosen(child), made, bold)
            elif tag == "r":
                self.runs(child, made, self.run_bold(child, bold))
            elif tag and tag not in _DELETED:
                self.runs(child, made, bold)

    def run_bold(self, run: Any, inherited: bool) -> bool:
        own, style = _child(run, "rPr", "b"), _child(run, "rPr", "rStyle")
        if own is not None:
            return _is_on(own)
        return inherited or (style is not None and _attribute(style, "val") in self.bold_styles)

    def table(self, element: Any) -> Iterator[_Paragraph]:
        number = self.tables
        self.tables += 1
        rows = [row for row in _inside(element, "tr") if _child(row, "trPr", "del") is None]
        for place, row in enumerate(rows):
            cells = list(_inside(row, "tc"))
            for column, cell in enumerate(cells):
                merged = _child(cell, "tcPr", "vMerge")
                if merged is None:
                    merged = _child(cell, "tcPr", "hMerge")
                if merged is None or _attribute(merged, "val") == "restart":
                    yield from self.blocks(cell, Cell(number, place, column, len(cells)))


def _inside(element: Any, wanted: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, also inside content controls and insertions."""
    for child in element:
        tag = _tag(child)
        if tag == wanted:
            yield child
        elif tag in {"sdt", "sdtContent", "ins", "customXml", "moveTo"}:
            yield from _inside(child, wanted)


def _chosen(alternate: Any) -> Any:
    """The first choice; the fallback repeats it for old programs."""
    return next((child for name in ("Choice", "Fallback") if (child := _child(alternate, name)) is not None), ())


def _lines(paragraphs: Iterator[_Paragraph]) -> Iterator[tuple[str, int, bool, Cell | None]]:
    waiting: list[tuple[str, bool]] = []
    for paragraph in paragraphs:
        pieces = [*waiting, *paragraph.pieces]
        waiting = pieces if paragraph.joined else []
        if not paragraph.joined:
            yield from _split(pieces, paragraph)
    if waiting:
        yield from _split(waiting, _Paragraph())


def _split(pieces: list[tuple[str, bool]], paragraph: _Paragraph) -> Iterator[tuple[str, int, bool, Cell | None]]:
    """Cut a paragraph at its soft breaks and count the bold characters at the start of each line."""
    lines: list[list[tuple[str, bool]]] = [[]]
    for text, bold in pieces:
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append([])
            lines[-1].append((part, bold))
    for number, line in enumerate(lines):
        lead = 0
        for text, bold in line:
            if not bold and text.strip():
                break
            lead += len(text)
        strong = any(bold and text.strip() for text, bold in line)
        yield (
            "".join(text for text, _bold in line),
            lead if strong else 0,
            paragraph.numbered and number == 0,
            paragraph.cell,
        )
