"""Small files in foreign formats, written by hand so that a test shows every byte that matters."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from itertools import pairwise

from qualcode.model import Transcript
from qualcode.readers.formats import READERS
from qualcode.readers.report import ReadResult
from qualcode.readers.source import Source
from qualcode.settings import SpeakerSetting

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def docx(body: str, styles: str = "") -> bytes:
    """Return a Word file whose ``w:body`` is ``body``."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("word/document.xml", f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>")
        if styles:
            package.writestr("word/styles.xml", f'<w:styles xmlns:w="{W}">{styles}</w:styles>')
    return stream.getvalue()


def p(*runs: str, properties: str = "") -> str:
    """Return a paragraph of runs; a plain text becomes a run."""
    inside = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inside}</w:p>"


def r(text: str, bold: bool = False) -> str:
    """Return a run."""
    return f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}<w:t>{text}</w:t></w:r>"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return a table; a cell is a text or ready-made XML."""
    cells = (("".join(f"<w:tc>{cell if cell.startswith('<') else p(cell)}</w:tc>" for cell in row)) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def pdf(pages: Sequence[Sequence[tuple[int, int, str]]]) -> bytes:
    """Return a PDF with a text layer: per page the lines ``(x, y, words)`` in 12-point STSong, one em a character."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 5 0 R >>",
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 "
        "/Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
    ]
    kids = []
    for lines in pages:
        drawn = "\n".join(
            f"BT /F1 12 Tf 1 0 0 1 {x} {y} Tm <{words.encode('utf-16-be').hex()}> Tj ET" for x, y, words in lines
        )
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 600] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {len(objects) + 2} 0 R >>"
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    written, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(written))
        written += f"{number} 0 obj\n{content}\nendobj\n"
    table_of = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
    return (written + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + table_of + trailer).encode("latin-1")


def results(
    data: str | bytes,
    ending: str = ".txt",
    name: str = "DT-C01",
    speakers: Mapping[str, Mapping[str, SpeakerSetting]] | None = None,
    encoding: str = "",
) -> list[ReadResult]:
    """Read bytes (a text is written as UTF-8) as a file with this ending."""
    raw = data.encode() if isinstance(data, str) else data
    return READERS[ending](Source(name, name + ending, ending, raw, encoding, speakers or {}))


def transcript(data: str | bytes, ending: str = ".txt", **more: object) -> Transcript:
    """Read a file that holds one interview."""
    (result,) = results(data, ending, **more)  # type: ignore[arg-type]
    assert result.transcript is not None
    return result.transcript


def said(read: Transcript) -> list[tuple[str, str]]:
    """Return who says what."""
    return [(turn.speaker, turn.body.of(read.text)) for turn in read.turns]


def roles(read: Transcript) -> dict[str, str]:
    """Return every speaker's role."""
    return {speaker.name: speaker.role.value for speaker in read.speakers}


def check(read: Transcript) -> None:
    """Assert what holds for every transcript: turns tile, bodies lie inside, nothing points outside."""
    position = read.turns[0].span.start
    for index, turn in enumerate(read.turns):
        assert turn.index == index
        assert turn.span.start == position
        assert turn.span.contains(turn.body)
        assert turn.body.of(read.text) == turn.body.of(read.text).strip()
        assert turn.answers is None or turn.answers < index
        position = turn.span.end
    assert position == len(read.text)
    assert {turn.speaker for turn in read.turns} == {speaker.name for speaker in read.speakers}
    notes = [(note.span.start, note.span.end) for note in read.notes]
    assert notes == sorted(notes)
    assert all(first[1] <= second[0] for first, second in pairwise(notes))
    assert all(span.end <= len(read.text) for span in (*read.unread, *(note.span for note in read.notes)))
    assert "\r" not in read.text
