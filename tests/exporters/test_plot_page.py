"""Figures as pages: the same bytes, nothing from outside, marks on the right characters, quotes at a click."""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import WriteError
from qualcode.exporters.page import integrity, script
from qualcode.exporters.plot_page import (
    FOLDER,
    SCRIPTS,
    Axis,
    Dot,
    Link,
    Piece,
    PlotPage,
    Quote,
    Sentence,
    Shown,
    payload,
    render_plot_page,
    utf16,
    write_plot_page,
)
from qualcode.exporters.plot_words import words
from tests.exporters.browser import BROWSER, add_steps, what_it_said
from tests.exporters.test_report import EVIL, Page

FIRST = "𠮷家😀的人不会用手机。"
MARK = (FIRST.index("不会用"), FIRST.index("不会用") + 3)


def make_page() -> PlotPage:
    """Build a page of two groups: one place with two words, one full of markup, one with more quotes than shown."""
    sentences = [
        Sentence("DT-C03#2", 0, FIRST), Sentence("DT-C03#3", 0, "😀第二句。" + EVIL),
        Sentence("", 1, "您会用吗？" + EVIL), Sentence("PL-V01#7", 2, "方便得很。"),
    ]
    plain = Quote((Piece(0, 0, len(FIRST), (MARK,)),), question=2, after=1)
    long = Quote((Piece(0, 1, len(FIRST), (MARK,)), Piece(1, 0, 5, ((0, 1), (1, 3)))))
    shown = (Shown((plain, long), 0, 1), Shown())
    dots = [
        Dot("会用", "会用", 12, 2.5, 0, cells=(2.5, float("nan")), groups=((9, 4), (3, 2)), quotes=shown,
            find='qualcode kwic "会用"'),
        Dot(EVIL, "坏<b>" + EVIL, 5, 1.5, 0, cells=(1.5, 0.25), groups=((5, 3), (0, 0)), quotes=shown),
        Dot("平台", "平台", 5, 1.5, 0, cells=(1.5, 0.5), groups=((1234, 5), (0, 0)), quotes=(Shown(), Shown())),
        Dot("方便", "方便", 60, -2.0, 1, cells=(2.0, 0.1), groups=((0, 0), (60, 6)),
            quotes=(Shown(), Shown((Quote((Piece(3, 0, 5, ((0, 2),)),)),), 4, 3)), find='qualcode kwic "方便"'),
    ]
    return PlotPage(
        title="词 <i>", note="两镇比较。", kinds=["大同镇", "平乐镇"], columns=["z", "DP"],
        group_columns=["频次", "人数"], groups=["大同镇 (n = 8)", "平乐镇 (n = 8)"], dots=dots, sentences=sentences,
        missing="为何缺。",
        axes=(Axis("频次", log=True), Axis("z", zero=True, lines=(1.96, -1.96))),
        voices=["DT-C03 · 大同镇 · 村支书", "问", "PL-V01 · 平乐镇"],
    )


def make_network() -> PlotPage:
    """Build a network of three codes, one link of two drawn at first."""
    quote = Quote((Piece(0, 0, 5, ((0, 2),)),))
    dots = [Dot(key, name, x, y, 0, size, cells=(n,), quotes=(Shown((quote,), 0, 1),)) for key, name, x, y, size, n in [
        ("a", "形式", 0, 0, 1.0, 3), ("b", "流失", 1, 0.5, 0.5, 2), ("c", "素养", 0.2, 1, 0.1, 1)]]
    links = [Link(0, 1, 2.0, (2, 0.5), Shown((quote,), 0, 1)), Link(1, 2, 1.0, (1, 0.25))]
    return PlotPage(title="网络", note="", kinds=["社群 1"], columns=["人数"], dots=dots, links=links, drawn=1,
                    link_columns=["单元", "Jaccard"], sentences=[Sentence("a#1", 0, "打卡而已。")], voices=["a"])


def test_the_same_page_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two runs over the same study write the same file."""
    first = write_plot_page(tmp_path / "a.html", make_page())
    second = write_plot_page(tmp_path / "b.html", make_page())
    assert first.read_bytes() == second.read_bytes()


def test_nothing_comes_from_outside() -> None:
    """There is no link out of the page, and its policy allows its own style and script and no connection."""
    page = Page(render_plot_page(make_page()))
    foreign = {"link", "iframe", "object", "embed", "base", "form", "img"}
    assert {tag for tag, _attributes in page.tags} & foreign == set()
    assert [attributes for _tag, attributes in page.tags if "src" in attributes or "style" in attributes] == []
    assert [attributes["href"] for _tag, attributes in page.tags if "href" in attributes] == ["#table"]
    metas = [attributes for tag, attributes in page.tags if tag == "meta"]
    policy = next(meta["content"] for meta in metas if meta.get("http-equiv") == "Content-Security-Policy")
    style = integrity((FOLDER / "plot.css").read_text(encoding="utf-8"))
    assert policy == (f"default-src 'none'; base-uri 'none'; form-action 'none'; style-src '{style}'; "
                      f"script-src '{integrity(page.scripts[1])}'")


def test_words_of_a_transcript_never_become_markup() -> None:
    """Script elements in names and texts stay text, in the data and in the table."""
    page = Page(render_plot_page(make_page()))
    assert len(page.scripts) == 2
    assert [tag for tag, attributes in page.tags if tag in {"img", "b", "i"} or "onerror" in attributes] == []
    stored = json.loads(page.scripts[0])
    assert stored["sentences"][1] == ["DT-C03#3", 0, "😀第二句。" + EVIL]
    assert stored["dots"][1][1] == "坏<b>" + EVIL


def test_the_page_says_what_it_holds_and_what_is_missing() -> None:
    """The warning is there, a number that cannot be computed is a dash, and the reason stands below the table."""
    text = render_plot_page(make_page())
    assert words()["confidential"] in text
    rows = [re.sub("<[^>]*>", " ", row).split() for row in re.findall(r'<th scope="row">(.*?)</tr>', text, re.DOTALL)]
    assert rows[0] == ["会用", "大同镇", "2.5", "–", "9", "4", "3", "2"]
    assert rows[3] == ["方便", "平乐镇", "2", "0.1", "0", "0", "60", "6"]
    assert "1,234" in text and words()["missing"] + " 为何缺。" in text


def test_offsets_are_those_of_a_browser() -> None:
    """Characters beyond U+FFFF count twice; a quote of two sentences keeps both; equal quotes are stored once."""
    stored = payload(make_page())
    first = stored["shown"][0]
    assert first == [0, 1, [[2, -1, 1, [0, 0, 13, 7, 10]], [-1, -1, -1, [0, 2, 13, 7, 10], [1, 0, 6, 0, 2, 2, 4]]]]
    assert [dot[-1] for dot in stored["dots"]] == [[0, 1], [0, 1], [1, 1], [1, 2]]


@given(st.text(alphabet=st.sampled_from("村a１𠮷😀\u200b\ufeff\r\n")), st.data())
def test_slices_are_the_same_in_a_browser(text: str, data: st.DataObject) -> None:
    """Whatever the characters, a span in code points and its places in UTF-16 are the same words."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    units = text.encode("utf-16-le")
    assert units[2 * utf16(text, start) : 2 * utf16(text, end)].decode("utf-16-le") == text[start:end]


def test_half_characters_do_not_break_the_file(tmp_path: Path) -> None:
    """A lone surrogate is written as an escape in the data, so that the file is valid UTF-8."""
    page = replace(make_page(), sentences=[Sentence("a#1", 0, "坏\ud83d字" + FIRST)] * 4)
    text = write_plot_page(tmp_path / "a.html", page).read_text(encoding="utf-8")
    assert json.loads(Page(text).scripts[0])["sentences"][0][2] == "坏\ud83d字" + FIRST


def test_a_file_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    """A folder in the place of the page is an error with a remedy."""
    (tmp_path / "a.html").mkdir()
    with pytest.raises(WriteError, match=r"a\.html"):
        write_plot_page(tmp_path / "a.html", make_page())


def test_the_script_only_writes_text() -> None:
    """No way from a string to markup, code or the network is used anywhere in the script."""
    code = script(FOLDER, SCRIPTS)
    forbidden = (r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|DOMParser|fetch\(|XMLHttp"
                 r"|WebSocket|EventSource|sendBeacon|import\(|https?://(?!www\.w3\.org/2000/svg)")
    assert re.findall(forbidden, code) == []


def test_every_script_and_word_is_used() -> None:
    """The folder holds what the page uses, every word it asks for exists, and no word is left over."""
    assert sorted(path.name for path in FOLDER.glob("*.js")) == sorted(SCRIPTS)
    script = "".join((FOLDER / name).read_text(encoding="utf-8") for name in SCRIPTS)
    template = (FOLDER / "page.html.j2").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bW\.(\w+)", script)) | set(re.findall(r"\bw\.(\w+)", template))
    assert asked == set(words())


def test_the_page_speaks_the_language_of_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chinese readers get a page that says it is Chinese."""
    monkeypatch.setenv("QUALCODE_LANG", "zh")
    assert '<html lang="zh-CN">' in render_plot_page(make_page())
    monkeypatch.setenv("QUALCODE_LANG", "en")
    assert '<html lang="en">' in render_plot_page(make_page())


@pytest.fixture
def driven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Return a function that works a page as a reader does and gives the words that the steps report."""
    if BROWSER is None:
        pytest.skip("no Chromium or Chrome on this machine to open the page in")

    def drive(page: PlotPage, steps: str, link: str = "") -> list[str]:
        folder = tmp_path / "parts"
        shutil.copytree(FOLDER, folder)
        add_steps(folder, steps, 'const names = () => all(".name").map((name) => name.textContent).sort();')
        monkeypatch.setenv("QUALCODE_LANG", "en")
        monkeypatch.setattr("qualcode.exporters.plot_page.FOLDER", folder)
        return what_it_said(write_plot_page(tmp_path / "driven.html", page).as_uri() + link, tmp_path / "profile")

    return drive


def test_a_click_opens_what_people_said(driven: Callable[..., list[str]]) -> None:
    """Numbers, unit, speaker, question, context and marks on the right characters; Escape closes."""
    said = driven(make_page(), """
        click(one('[data-spot="0"]')); await wait();
        said.push(one("#panel-title").textContent, one("#panel .facts").textContent);
        said.push(all("#panel .numbers td").map((cell) => cell.textContent).join(" "));
        said.push(one("#panel .quote header").textContent);
        said.push(all("#panel mark").map((mark) => mark.textContent).join("|"));
        said.push(one("#panel .quote .words").textContent);
        said.push(String(one("#panel .question").textContent.startsWith("问: 您会用吗？<")));
        said.push(all("#panel .note").map((note) => note.textContent).join("|"));
        press("Escape"); await wait();
        said.push(String(panel.hidden), document.title);
    """)
    assert said == [
        "会用", "Kind: 大同镇; z: 2.5; DP: –", "9 4 3 2", "DT-C03#2DT-C03 · 大同镇 · 村支书", "不会用|不会用|😀|第二",
        FIRST, "true", "2 passages of 1 people|Nobody here says anything of it.", "true", "词 <i>"]


def test_what_is_left_out_is_told(driven: Callable[..., list[str]]) -> None:
    """A link into the page opens it; how many quotes are not there, and the command that finds them, are said."""
    said = driven(make_page(), """
        await wait();
        said.push(one("#panel h3").textContent, one("#panel .note").textContent);
        said.push(one("#panel .more code").textContent);
        location.hash = "#open=x"; await wait();
        said.push(one("#panel .warning").textContent);
    """, "#open=%E6%96%B9%E4%BE%BF")
    assert said == ["平乐镇 (n = 8)", "1 of 5 passages, 3 people in all", 'qualcode kwic "方便"', words()["unknown"]]


def test_words_of_one_place_share_a_mark(driven: Callable[..., list[str]]) -> None:
    """Three places for four words; the panel of the first leads to the other."""
    said = driven(make_page(), """
        said.push(String(all(".spot").length));
        click(one('[data-spot="1"]')); await wait();
        all("#panel .chips button")[0].click(); await wait();
        said.push(one("#panel-title").textContent);
        said.push(String(one("#panel header button").hidden));
    """)
    assert said == ["3", "平台", "false"]


def test_the_plot_is_worked_from_the_keyboard(driven: Callable[..., list[str]]) -> None:
    """One mark can be reached by Tab, arrows lead to the nearest one, Enter opens it, Escape gives the focus back."""
    said = driven(make_page(), """
        const stops = all('.spot[tabindex="0"]');
        said.push(String(stops.length), stops[0].getAttribute("aria-label"));
        stops[0].focus(); press("ArrowRight");
        said.push(document.activeElement.dataset.spot, String(all('.spot[tabindex="0"]').length));
        press("Enter"); await wait();
        said.push(one("#panel-title").textContent);
        press("Escape"); await wait();
        said.push(document.activeElement.dataset.spot);
        press("Home"); said.push(document.activeElement.dataset.spot);
    """)
    assert said == ["1", "会用. Kind: 大同镇; z: 2.5; DP: –", "2", "1", "方便", "2", "0"]


def test_a_word_is_found(driven: Callable[..., list[str]]) -> None:
    """Others fade, their rows go, Enter opens the first; an empty box shows everything again."""
    said = driven(make_page(), """
        finder.value = "方"; finder.dispatchEvent(new Event("input"));
        said.push(one("#found").textContent, String(all(".spot.faded").length), names().join());
        said.push(String(all("#dots tbody tr").filter((row) => !row.hidden).length));
        finder.focus(); press("Enter"); await wait();
        said.push(one("#panel-title").textContent);
        finder.value = ""; finder.dispatchEvent(new Event("input"));
        said.push(one("#found").textContent, String(all(".spot.faded").length));
    """)
    assert said == ["1 found", "2", "方便", "1", "方便", "", "0"]


def test_the_table_sorts_and_opens(driven: Callable[..., list[str]]) -> None:
    """A heading sorts, numbers with thousands parted and missing ones last; a name opens its quotes."""
    said = driven(make_page(), """
        const first = () => one("#dots tbody button").textContent;
        const head = (place) => all("#dots .heads th button")[place];
        head(4).click(); said.push(first(), head(4).parentElement.getAttribute("aria-sort"));
        head(3).click(); said.push(first(), all("#dots tbody button")[3].textContent);
        one("#dots tbody button").click(); await wait(); said.push(one("#panel-title").textContent);
    """)
    assert said == ["平台", "descending", "平台", "会用", "平台"]


def test_names_do_not_cover_each_other_and_more_appear_nearer(driven: Callable[..., list[str]]) -> None:
    """Of three hundred words in one heap some have names, no two of which touch; nearer others have room, too."""
    dots = [Dot(f"词{n}", f"词语{n}", 10 + n % 17, 1 + (n // 17) / 10, 0, cells=(n,), quotes=(Shown(),))
            for n in range(300)]
    page = replace(make_page(), dots=dots, columns=["n"], groups=[], group_columns=[], kinds=["大同镇"])
    said = driven(page, """
        const covered = () => {
          const boxes = all(".name").map((name) => name.getBBox());
          const apart = (a, b) => a.x + a.width < b.x + 2 || a.y + a.height < b.y + 3;
          return boxes.filter((a, at) => boxes.slice(at + 1).some((b) => !apart(a, b) && !apart(b, a))).length;
        };
        const before = new Set(names());
        said.push(String(before.size > 20 && before.size < 300), String(covered()));
        zoom(1 / 4, spots[150].x, spots[150].y); await wait(300);
        said.push(String(names().some((name) => !before.has(name))), String(covered()));
        one("#whole").click(); said.push(String(names().length === before.size));
        const wheel = (deltaY) => {
          const event = new WheelEvent("wheel", { deltaY, cancelable: true, clientX: 600, clientY: 400 });
          drawing.svg.dispatchEvent(event);
          return event.defaultPrevented;
        };
        said.push(String(wheel(100)), String(wheel(-100)));
    """)
    assert said == ["true", "0", "true", "0", "true", "false", "true"]


def test_links_open_what_holds_both(driven: Callable[..., list[str]]) -> None:
    """The strongest links are drawn, all on demand; a link has its numbers and quotes, one without says why."""
    said = driven(make_network(), """
        said.push(String(all(".wire").length));
        click(one("#all-links")); await wait(); said.push(String(all(".wire").length));
        click(one('.grip[data-link="0"]')); await wait();
        said.push(one("#panel-title").textContent, one("#panel .facts").textContent, one("#panel mark").textContent);
        location.hash = "#one=c&two=b"; await wait();
        said.push(one("#panel .content > .note").textContent);
        location.hash = "#open=b"; await wait();
        said.push(all("#panel .chips button").map((chip) => chip.textContent).join());
    """)
    assert said == ["1", "2", "形式 and 流失", "单元: 2; Jaccard: 0.5", "打卡", words()["no_quotes"], "形式 2,素养 1"]


def test_a_group_leads_to_what_is_said_in_it(driven: Callable[..., list[str]]) -> None:
    """A mark that is a group lists its codes, the most frequent first, each with its numbers in the group."""
    page = make_page()
    group = Dot("group/大同镇", "大同镇", 20, 0.5, 1, cells=(9, None), group=0)
    said = driven(replace(page, dots=[*page.dots, group]), """
        await wait();
        said.push(all("#panel .chips button").map((chip) => chip.textContent.slice(0, 12)).join("|"));
    """, "#open=group%2F%E5%A4%A7%E5%90%8C%E9%95%87")
    assert said == ["会用 9 / 4|坏<b></script"]
