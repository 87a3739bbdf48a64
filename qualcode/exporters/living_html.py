"""Living web pages: a report in which what the researcher writes survives the next run.

The page stands alone: nothing is fetched, and no script runs but its own. What a browser cannot do is write into the
file that it shows; so the page saves a copy of itself with the text in it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from qualcode.exporters.document import Kept, Paragraph, Part
from qualcode.exporters.html_tables import STYLE, block_html, words_html
from qualcode.exporters.living import foreign, old_content, replace_content, whole
from qualcode.exporters.page import integrity, script
from qualcode.i18n import _, language

FOLDER = Path(__file__).parent / "living"
#: how we know a page of ours again; browsers keep it when they save a page
GENERATOR = "qualcode living report"
_STYLE = """
figure { margin: 2rem 0; text-align: center; break-inside: avoid; }
figure img { max-width: 100%; }
figcaption { font-weight: bold; }
blockquote { margin: .5rem 2rem; }
.own { min-height: 1.5em; margin: 1rem 0; padding: .3rem .6rem; border-left: 3px solid #b8860b; background: #fff8e1;
       white-space: pre-wrap; overflow-wrap: break-word; }
.own:empty::before { content: attr(data-invitation); color: #606060; }
.tools { position: sticky; bottom: 0; margin-top: 2rem; padding: .5rem; border-top: 1px solid #606060; background: #fff;
         font-size: 9pt; }
@media print { .tools, .own:empty { display: none; } .own { padding: 0; border: 0; background: none; } }
"""


def write_living_html(title: str, parts: Sequence[Part], path: Path) -> Kept:
    """Write a page, or renew the one that an earlier run wrote, with what people wrote into it.

    Every part that is ``own`` is an area to write in, with its invitation shown as long as it is empty. The texts of
    the page that is there are carried over, as plain text and by their keys, also from a page that the browser saved
    with its own command. A text whose part this run no longer has stands at the end, and goes back when the part does.
    Nothing else that somebody changed in the file is kept: ``edited`` is always empty, ``own`` is the number of
    paragraphs carried over. The file before is kept as ``<name>.bak.html``. Where nothing has changed nothing is
    written.

    Raises:
        WriteError: the file is not one that qualcode wrote, or cannot be written; nothing has changed then.
        ValueError: a key is not one, or comes twice.
    """
    wanted = whole(title, parts)
    old = old_content(path)
    if old is not None and not _is_ours(old):
        raise foreign(path)
    texts = {} if old is None else _texts(_parsed(old))
    here = {part.key for part in wanted if part.own}
    gone = {key: text for key, text in texts.items() if key not in here}
    page = _page(title, wanted, texts, gone)
    replace_content(path, old, page.encode("utf-8"), _is_ours)
    return Kept((), sum(bool(line.strip()) for text in texts.values() for line in text.split("\n")), tuple(gone),
                first=old is None)


def _page(title: str, parts: Sequence[Part], texts: Mapping[str, str], gone: Mapping[str, str]) -> str:
    code = script(FOLDER, ["page.js"], elements=False)
    policy = ("default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src 'unsafe-inline'; "
              f"script-src '{integrity(code)}'")
    spoken = "zh-CN" if language() == "zh" else "en"
    return "\n".join([
        "<!DOCTYPE html>", f'<html lang="{spoken}">', "<head>", '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta name="generator" content="{GENERATOR}">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        f"<title>{words_html(title)}</title>", f"<style>{STYLE}{_STYLE}</style>", "</head>", "<body>",
        *(_part(part, texts) for part in parts), *_orphans(gone), _tools(), f"<script>{code}</script>", "</body>",
        "</html>",
    ]) + "\n"


def _part(part: Part, texts: Mapping[str, str]) -> str:
    if part.own:
        words = "".join(run.text for block in part.blocks if isinstance(block, Paragraph) for run in block.runs)
        return _area(part.key, words, texts.get(part.key, ""))
    return f'<section data-part="{part.key}">\n' + "\n".join(map(block_html, part.blocks)) + "\n</section>"


def _area(key: str, invitation: str, text: str) -> str:
    shown = words_html(" ".join(invitation.split()))
    return (f'<div class="own" role="textbox" aria-multiline="true" aria-label="{shown}" data-own="{words_html(key)}" '
            f'data-invitation="{shown}" contenteditable="plaintext-only">{words_html(text)}</div>')


def _orphans(gone: Mapping[str, str]) -> list[str]:
    """Return what was written in parts that are no more."""
    if not gone:
        return []
    return [f"<h2>{words_html(_('Texts whose section is gone'))}</h2>", *(
        f'<p class="note">{words_html(key)}</p>\n{_area(key, key, text)}' for key, text in gone.items())]


def _tools() -> str:
    hint = words_html(_(
        "What you write is in this window only until you save the page. The browser puts it into its folder for "
        "downloads: move it from there to the place of this file. The next run of the report takes your text over."))
    button = words_html(_("Save this page with my text"))
    return f'<div class="tools"><button type="button" id="save" hidden>{button}</button> {hint}</div>'


def _parsed(content: bytes) -> Any:
    """Return the page as a tree, None where there is no element in it."""
    import lxml.html
    from lxml import etree

    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        return lxml.html.document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _is_ours(content: bytes) -> bool:
    page = _parsed(content)
    return page is not None and bool(page.xpath("//meta[@name='generator'][@content=$ours]", ours=GENERATOR))


def _texts(page: Any) -> dict[str, str]:
    """Return what was written, by key; an area that comes twice (somebody copied it) gives both texts."""
    texts: dict[str, str] = {}
    for area in page.xpath("//*[@data-own]"):
        text = "".join(_lines(area)).replace("\r\n", "\n").replace("\r", "\n").strip("\n")
        if text.strip():
            key = area.get("data-own")
            texts[key] = f"{texts[key]}\n{text}" if key in texts else text
    return texts


def _lines(element: Any) -> list[str]:
    """Return the text of an area; where the browser made elements of its lines, they are lines again."""
    pieces = [element.text or ""]
    for child in element:
        if child.tag == "br":
            pieces.append("\n")
        elif isinstance(child.tag, str):
            inside = _lines(child)
            pieces += ["\n", "".join(inside).removesuffix("\n")] if child.tag in {"div", "p"} else inside
        pieces.append(child.tail or "")
    return pieces
