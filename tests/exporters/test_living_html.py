"""Living web pages: what people write into a report survives the next run."""

import base64
import hashlib
import html
import json
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.errors import WriteError
from qualcode.exporters.cells import xml_text
from qualcode.exporters.document import Document, Heading, Kept, Part, Picture, Table, text
from qualcode.exporters.html_tables import write_html
from qualcode.exporters.living_html import FOLDER, write_living_html
from tests.exporters.browser import BROWSER
from tests.exporters.test_living_docx import SPECIAL, png
from tests.exporters.test_report import browse

EVIL = "</div></script><script>document.title='broken'</script><img src=x onerror=alert(1)>&amp;<!--"
AREA = re.compile(r'(<div class="own"[^>]*data-own="([^"]*)"[^>]*>)(.*?)(</div>)', re.DOTALL)


def make_parts(number: int = 1) -> list[Part]:
    """Return parts of every kind, all of which but invitations say something else for another number."""
    return [
        Part("data", (Heading("1 数据"), text(f"共 {number} 人。"))),
        Part("data.own", (text("Write here what \"these\" people share."),), own=True),
        Part("t1", (Table("表1", ("镇", "人数"), (("大同镇", str(number)),), "注：n < 10", wide=True),)),
        Part("figure", (Picture(png(number), "Figure 1. <Codes>"),)),
        Part("限制.own", (text("Write here what follows."),), own=True),
    ]


def write_into(path: Path, key: str, markup: str) -> None:
    """Put markup into an area of the page, as a browser does that saves it."""
    page = path.read_text(encoding="utf-8")
    assert [found for _start, found, _text, _end in AREA.findall(page) if found == key] == [key]
    path.write_text(AREA.sub(lambda area: area[1] + markup + area[4] if area[2] == key else area[0], page), "utf-8")


def written(path: Path) -> dict[str, str]:
    """Return what stands in the areas of the page."""
    page = path.read_text(encoding="utf-8")
    return {key: html.unescape(words) for _start, key, words, _end in AREA.findall(page)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the file that a first run wrote."""
    place = tmp_path / "report.html"
    assert write_living_html("研究<报告>", make_parts(), place) == Kept(first=True)
    return place


def test_a_new_page_holds_everything(path: Path) -> None:
    """Title, headings, tables, pictures and areas to write in are there, and nothing comes from outside."""
    page = lxml.html.fromstring(path.read_text(encoding="utf-8"))
    assert [one.text_content() for one in page.iter("title", "h1", "h2", "caption", "figcaption")] == [
        "研究<报告>", "研究<报告>", "1 数据", "表1", "Figure 1. <Codes>"]
    assert [(one.get("data-own"), one.get("data-invitation"), one.text) for one in page.find_class("own")] == [
        ("data.own", 'Write here what "these" people share.', None), ("限制.own", "Write here what follows.", None)]
    assert [one.get("src")[:22] for one in page.iter("img")] == ["data:image/png;base64,"]
    assert list(page.iter("link", "iframe", "form", "a")) == []


def test_the_page_forbids_every_script_but_its_own(path: Path) -> None:
    """The policy names the one script by its digest and allows no connection."""
    page = lxml.html.fromstring(path.read_text(encoding="utf-8"))
    (script,) = page.iter("script")
    digest = base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == ("default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
                      f"style-src 'unsafe-inline'; script-src 'sha256-{digest}'")
    assert re.findall(r"innerHTML|insertAdjacentHTML|document\.write|eval\(|fetch\(|XMLHttp", script.text) == []


def test_the_same_parts_give_the_same_bytes(path: Path, tmp_path: Path) -> None:
    """A run that changes nothing writes nothing, and there is no backup of it."""
    before = path.read_bytes()
    assert write_living_html("研究<报告>", make_parts(), path) == Kept()
    assert (path.read_bytes(), (tmp_path / "report.bak.html").exists()) == (before, False)


def test_own_text_is_carried_over(path: Path, tmp_path: Path) -> None:
    """Text stands in its area of the new page, whose numbers are new; the page before is kept beside it."""
    write_into(path, "data.own", "我写的。\n\n第二段")
    before = path.read_bytes()
    assert write_living_html("研究<报告>", make_parts(2), path) == Kept(own=2)
    assert written(path) == {"data.own": "我写的。\n\n第二段", "限制.own": ""}
    assert ("共 2 人。" in path.read_text("utf-8"), (tmp_path / "report.bak.html").read_bytes()) == (True, before)
    again = path.read_bytes()
    assert (write_living_html("研究<报告>", make_parts(2), path), path.read_bytes()) == (Kept(own=2), again)


@pytest.mark.parametrize(("markup", "expected"), [
    ("一<br>二", "一\n二"), ("一<div>二</div><div><br></div><div>三</div>", "一\n二\n\n三"),
    ("<p>一</p><p>二</p>", "一\n二"), ("一<span style='x'>二</span>三<!-- x -->", "一二三"), ("  \n<br>", ""),
    ("\n\n一\n", "一"), ("&lt;b&gt;&amp;amp;", "<b>&amp;")])
def test_what_browsers_make_of_lines_is_read(path: Path, markup: str, expected: str) -> None:
    """A page saved by the browser's own command holds elements where somebody pressed Enter."""
    write_into(path, "data.own", markup)
    write_living_html("研究<报告>", make_parts(), path)
    assert written(path) == {"data.own": expected, "限制.own": ""}


def test_text_whose_part_is_gone_stands_at_the_end(path: Path) -> None:
    """It is there to be read and moved, stays over further runs, and goes back when its part comes back."""
    write_into(path, "data.own", EVIL.replace("<", "&lt;"))
    parts = [make_parts()[0], Part("data.own", (text("一"),)), *make_parts()[2:]]
    for _run in range(2):
        assert write_living_html("研究<报告>", parts, path) == Kept(own=1, gone=("data.own",))
    assert list(written(path).items()) == [("限制.own", ""), ("data.own", html.unescape(EVIL.replace("<", "&lt;")))]
    assert "Texts whose section is gone" in path.read_text("utf-8") or "<h2>" in path.read_text("utf-8")
    assert write_living_html("研究<报告>", make_parts(), path) == Kept(own=1)
    assert list(written(path)) == ["data.own", "限制.own"]


def test_an_area_that_somebody_copied_gives_both_texts(path: Path) -> None:
    """Two areas of one key are put together, none is lost."""
    write_into(path, "data.own", "一")
    page = path.read_text("utf-8")
    path.write_text(page.replace("</body>", '<div data-own="data.own">二</div></body>'), "utf-8")
    assert write_living_html("研究<报告>", make_parts(), path) == Kept(own=2)
    assert written(path)["data.own"] == "一\n二"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40) | st.sampled_from([*SPECIAL, EVIL, "\x85\u2028", " 空 格 ", "\x00\x1b"]))
def test_any_text_comes_through(words: str) -> None:
    """Whatever somebody writes is the same after two runs, and never becomes markup."""
    plain = xml_text(words).replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.html"
        write_living_html("t", make_parts(), path)
        write_into(path, "data.own", html.escape(plain))
        for number in (2, 3):
            write_living_html("t", make_parts(number), path)
        assert written(path) == {"data.own": plain if plain.strip() else "", "限制.own": ""}
        page = lxml.html.fromstring(path.read_bytes())
        assert len(list(page.iter("script"))) == 1


def test_a_file_that_is_not_ours_is_never_overwritten(tmp_path: Path) -> None:
    """Other pages, files that are none, and a file in the place of the backup stay as they are."""
    faked = text('<meta name="generator" content="qualcode living report">')
    write_html(Document("别人的", (faked,)), tmp_path / "a.html")
    (tmp_path / "b.html").write_bytes(b"")
    (tmp_path / "c.html").write_bytes(bytes(range(256)))
    for path in sorted(tmp_path.glob("*.html")):
        before = path.read_bytes()
        with pytest.raises(WriteError, match=rf"{path.name}: is not a report"):
            write_living_html("t", make_parts(), path)
        assert path.read_bytes() == before
    write_living_html("t", make_parts(), tmp_path / "d.html")
    (tmp_path / "d.bak.html").write_text("mine", encoding="utf-8")
    with pytest.raises(WriteError, match=r"d\.bak\.html: is not a report"):
        write_living_html("t", make_parts(2), tmp_path / "d.html")


def test_half_characters_do_not_break_the_file(path: Path) -> None:
    """A lone surrogate cannot be written as UTF-8 and is left out."""
    assert write_living_html("坏\ud83d字", make_parts(), path) == Kept()
    assert "<title>坏字</title>" in path.read_text("utf-8")


@pytest.fixture
def driven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], tuple[list[str], str]]:
    """Return a function that works the page as its writer does: what the steps report, and the page as it is then."""
    if BROWSER is None:
        pytest.skip("no Chromium or Chrome on this machine to open the page in")

    def drive(steps: str) -> tuple[list[str], str]:
        folder = tmp_path / "parts"
        shutil.copytree(FOLDER, folder)
        helpers = """
const said = [];
const wait = () => new Promise((done) => { setTimeout(done, 60); });
const type = (words) => document.execCommand("insertText", false, words);
let blob = null;
URL.createObjectURL = (content) => { blob = content; return "data:,"; };
HTMLAnchorElement.prototype.click = function () { said.push(this.download); };
const warned = () => !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
(async () => { STEPS; document.body.setAttribute("data-said", JSON.stringify(said)); })();
"""
        with (folder / "page.js").open("a", encoding="utf-8") as script:
            script.write(helpers.replace("STEPS", steps))
        monkeypatch.setattr("qualcode.exporters.living_html.FOLDER", folder)
        page = tmp_path / "我的 报告.html"
        write_living_html("t", make_parts(), page)
        shown = browse(page.as_uri(), tmp_path, "--virtual-time-budget=5000")
        found = re.search(r'data-said="([^"]*)"', shown)
        assert found is not None
        said: list[str] = json.loads(html.unescape(found.group(1)))
        return said, shown

    return drive


def test_text_typed_in_a_browser_survives_the_next_run(
    driven: Callable[[str], tuple[list[str], str]], tmp_path: Path
) -> None:
    """The button gives the page with the text as a file of the same name; put in its place, the next run keeps it."""
    said, shown = driven("""
        said.push(String(button.hidden), String(warned()));
        areas[0].focus(); type("我写的 <b>𠮷</b>😀"); document.execCommand("insertParagraph"); type("第二段");
        said.push(String(warned()));
        button.click(); await wait();
        said.push(await blob.text(), String(warned()));
        areas[1].focus(); type("x"); document.execCommand("delete");
        said.push(String(areas[1].childNodes.length));
    """)
    assert [said[place] for place in (0, 1, 2, 3, 5, 6)] == [
        "false", "false", "true", "我的 报告.html", "false", "0"]
    expected = {"data.own": "我写的 <b>𠮷</b>😀\n第二段", "限制.own": ""}
    for name, content in (("saved.html", said[4]), ("shown.html", shown)):  # by our button, by the browser's command
        saved = tmp_path / name
        saved.write_text(content, encoding="utf-8")
        assert write_living_html("t", make_parts(2), saved) == Kept(own=2)
        assert written(saved) == expected
    assert said[4].startswith("<!DOCTYPE html>\n<html")


def test_a_browser_that_knows_no_plain_areas(driven: Callable[[str], tuple[list[str], str]]) -> None:
    """There the area is a rich one, and what is pasted is plain all the same."""
    said, _shown = driven("""
        const paste = (area) => {
          const data = new DataTransfer();
          data.setData("text/html", "<b>一</b>"); data.setData("text/plain", "一");
          area.focus();
          area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, cancelable: true }));
        };
        said.push(areas[0].contentEditable);
        enrich(areas[0]); paste(areas[0]); said.push(areas[0].contentEditable, written(areas[0]));
    """)
    assert said == ["plaintext-only", "true", "一"]
