"""Documents as one web page that stands alone: nothing is fetched, no script runs, and it prints as it looks."""

from html import escape
from pathlib import Path

from qualcode.exporters.atomic import write_text
from qualcode.exporters.cells import xml_text
from qualcode.exporters.document import Document, Heading, Paragraph, Picture, Run, Table
from qualcode.exporters.report import picture
from qualcode.i18n import language

#: the three lines of a 三线表: 1.5 points above and below, .75 below the headings
STYLE = """
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #000; background: #fff;
       font: 10.5pt/1.5 "Times New Roman", Times, SimSun, 宋体, "Songti SC", "Noto Serif CJK SC", serif; }
table { width: 100%; margin: 2rem 0 0; table-layout: fixed; border-collapse: collapse; border-top: 1.5pt solid;
        border-bottom: 1.5pt solid; }
caption { padding: .3rem; font-weight: bold; }
th { border-bottom: .75pt solid; vertical-align: bottom; }
th, td { padding: .15rem .3rem; text-align: left; white-space: pre-line; overflow-wrap: break-word; }
td { vertical-align: top; }
th, td.number { text-align: center; }
tr { break-inside: avoid; }
p.caption { margin: 2rem 0 0; font-weight: bold; text-align: center; }
p.note { margin: .3rem 0 2rem; font-size: 9pt; }
mark { background: #ff0; }
.muted { color: #606060; }
@page { size: A4; margin: 25mm; }
@page wide { size: A4 landscape; }
@media print { .wide { page: wide; } body { max-width: none; margin: 0; } thead { display: table-header-group; } }
"""


def write_html(document: Document, path: Path) -> Path:
    """Write a document as one UTF-8 web page; control characters are left out. The same document gives the same bytes.

    Raises:
        WriteError: the file cannot be written; the last good one stays.
    """
    return write_text(path, to_html(document))


def to_html(document: Document) -> str:
    """Return a document as a web page in which nothing that people said is markup."""
    spoken = "zh-CN" if language() == "zh" else "en"
    title = words_html(document.title)
    first = document.blocks[0] if document.blocks else None
    place = ' class="wide"' if isinstance(first, Table) and first.wide else ""
    return "\n".join([
        "<!DOCTYPE html>", f'<html lang="{spoken}">', "<head>", '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">""",
        f"<title>{title}</title>", f"<style>{STYLE}</style>", "</head>", "<body>", f"<h1{place}>{title}</h1>",
        *map(block_html, document.blocks), "</body>", "</html>",
    ]) + "\n"


def block_html(block: Heading | Paragraph | Table | Picture) -> str:
    """Return a block as markup; the title of a page is a heading of level 0."""
    if isinstance(block, Heading):
        level = min(block.level + 1, 6)
        return f"<h{level}>{words_html(block.text)}</h{level}>"
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Picture):
        return _picture(block)
    words = "".join(map(_run, block.runs)).replace("\n", "<br>\n")
    if block.style == "quote":
        return f"<blockquote>{words}</blockquote>"
    return f'<p class="note">{words}</p>' if block.style == "note" else f"<p>{words}</p>"


def _run(run: Run) -> str:
    words = words_html(run.text)
    for wanted, start, end in ((run.bold, "<b>", "</b>"), (run.marked, "<mark>", "</mark>"),
                               (run.muted, '<span class="muted">', "</span>")):
        words = f"{start}{words}{end}" if wanted else words
    return words


def _table(table: Table) -> str:
    note = f'<p class="note">{words_html(table.note)}</p>' if table.note else ""
    if not table.header:
        return f'<p class="caption">{words_html(table.caption)}</p>\n{note}'
    columns = "".join(f'<col style="width: {100 * share:.4g}%">' for share in table.shares)
    head = "".join(f'<th scope="col">{words_html(words)}</th>' for words in table.header)
    rows = "\n".join(('<tr class="muted">' if place in table.muted else "<tr>") + "".join(
        f'<td class="number">{words_html(words)}</td>' if number in table.numbers else f"<td>{words_html(words)}</td>"
        for number, words in enumerate(row)) + "</tr>" for place, row in enumerate(table.rows))
    caption = f"<caption>{words_html(table.caption)}</caption>\n" if table.caption else ""
    made = (f"<table>\n{caption}<colgroup>{columns}</colgroup>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n"
            f"</tbody>\n</table>\n{note}")
    return f'<div class="wide">\n{made}\n</div>' if table.wide else made


def _picture(block: Picture) -> str:
    words = words_html(block.caption)
    caption = f"<figcaption>{words}</figcaption>" if words else ""
    image = f'<img src="{picture(block.content)}" alt="{words}" style="width: {block.width:g}mm">'
    return f"<figure>{image}{caption}</figure>"


def words_html(words: str) -> str:
    """Return a text in which nothing is markup."""
    return escape(xml_text(words))
