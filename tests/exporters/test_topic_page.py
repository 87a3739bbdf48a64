"""Topics as a page: the same bytes, nothing from outside, and what a reader does with map, words and slider."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from qualcode.errors import WriteError
from qualcode.exporters.page import integrity, script
from qualcode.exporters.topic_page import (
    FOLDER,
    SCRIPTS,
    Compared,
    GroupDots,
    PageTopic,
    Passage,
    TopicPage,
    TopicWord,
    payload,
    render_topic_page,
    write_topic_page,
)
from qualcode.exporters.topic_words import words
from tests.exporters.browser import BROWSER, add_steps, what_it_said
from tests.exporters.test_report import EVIL, Page


def make_page() -> TopicPage:
    """Build two topics over three words: one often said everywhere, one each topic's own; the second is not stable."""
    nan = float("nan")
    dots = Compared("按镇", (
        GroupDots("大同镇 (n = 3)", "30.0 % [20.0, 40.0]", 0.3, 0.2, 0.4,
                  (("甲", 0.3), ("乙", 0.3), ("丙", 0.305))),
        GroupDots("平乐镇 (n = 1)", "10.0 %", 0.1, nan, nan, (("丁" + EVIL, 0.1),))), "差 20。" + EVIL)
    topics = [
        PageTopic(2, "话题二 𠮷", True, 0.6, (0.4, 0.0), "说手机。" + EVIL, (0, 1), ("stable", 0.75, nan),
                  (Passage("DT-C03#2", "甲", "第 3–9 字", "𠮷家😀手机" + EVIL, "90.0 %"),), (dots,),
                  ("平台 (lift 2)",)),
        PageTopic(1, "话题一", False, 0.4, (-0.4, 0.1), "说田。", (0, 2), ("not stable", 0.2, 0.1)),
    ]
    held = [TopicWord("好", 60, (0.5, 0.5), (36.0, 24.0)),
            TopicWord("手机", 20, (0.3, 0.0), (20.0, 0.0)),
            TopicWord("田" + EVIL, 20, (0.01, 0.5), (1.0, 19.0))]
    return TopicPage(title="话题 <i>", verdict="2 个话题。", map_note="图。", topics=topics, words=held,
                     occurrences=100, columns=["状态", "稳定性", "NPMI"], method=["模型。"], notes=["探索性。"])


def test_the_same_page_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two runs over the same study write the same file."""
    first = write_topic_page(tmp_path / "a.html", make_page())
    assert first.read_bytes() == write_topic_page(tmp_path / "b.html", make_page()).read_bytes()


def test_nothing_comes_from_outside() -> None:
    """There is no link out of the page, and its policy allows its own style and script and no connection."""
    page = Page(render_topic_page(make_page()))
    foreign = {"link", "iframe", "object", "embed", "base", "form", "img"}
    assert {tag for tag, _attributes in page.tags} & foreign == set()
    assert [attributes for _tag, attributes in page.tags if "src" in attributes or "style" in attributes] == []
    assert [attributes["href"] for _tag, attributes in page.tags if "href" in attributes] == ["#words"]
    metas = [attributes for tag, attributes in page.tags if tag == "meta"]
    policy = next(meta["content"] for meta in metas if meta.get("http-equiv") == "Content-Security-Policy")
    style = integrity((FOLDER / "topics.css").read_text(encoding="utf-8"))
    assert policy == (f"default-src 'none'; base-uri 'none'; form-action 'none'; style-src '{style}'; "
                      f"script-src '{integrity(page.scripts[1])}'")


def test_words_of_a_transcript_never_become_markup() -> None:
    """Script elements in words, quotes and names stay text."""
    page = Page(render_topic_page(make_page()))
    assert len(page.scripts) == 2
    assert [tag for tag, attributes in page.tags if tag in {"img", "i"} or "onerror" in attributes] == []
    stored = json.loads(page.scripts[0])
    assert stored["words"][2][0] == "田" + EVIL
    assert stored["topics"][0][7][0][3] == "𠮷家😀手机" + EVIL


def test_missing_numbers_are_null_and_dashes() -> None:
    """JSON has no NaN; a cell of the table that cannot be computed is a dash, and the unstable row is marked."""
    assert payload(make_page())["topics"][0][8][0][2][1][:5] == ["平乐镇 (n = 1)", "10.0 %", 0.1, None, None]
    text = render_topic_page(make_page())
    rows = [re.sub("<[^>]*>", " ", row).split() for row in re.findall(r'<th scope="row">(.*?)</tr>', text, re.DOTALL)]
    assert rows == [["话题二", "𠮷", "stable", "0.75", "–"], ["话题一", "not", "stable", "0.2", "0.1"]]
    assert text.count('<tr class="unstable">') == 1
    assert words()["confidential"] in text


def test_a_file_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    """A folder in the place of the page is an error with a remedy."""
    (tmp_path / "a.html").mkdir()
    with pytest.raises(WriteError, match=r"a\.html"):
        write_topic_page(tmp_path / "a.html", make_page())


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
    assert set(re.findall(r"\bW\.(\w+)", script)) | set(re.findall(r"\bw\.(\w+)", template)) == set(words())


def test_the_page_speaks_the_language_of_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chinese readers get a page that says it is Chinese."""
    monkeypatch.setenv("QUALCODE_LANG", "zh")
    assert '<html lang="zh-CN">' in render_topic_page(make_page())


@pytest.fixture
def driven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Return a function that works a page as a reader does and gives the words that the steps report."""
    if BROWSER is None:
        pytest.skip("no Chromium or Chrome on this machine to open the page in")

    def drive(steps: str, link: str = "") -> list[str]:
        folder = tmp_path / "parts"
        shutil.copytree(FOLDER, folder)
        add_steps(folder, steps,
                  'const named = () => all(".term").map((term) => term.dataset.word.slice(0, 2)).join(",");')
        monkeypatch.setenv("QUALCODE_LANG", "en")
        monkeypatch.setattr("qualcode.exporters.topic_page.FOLDER", folder)
        path = write_topic_page(tmp_path / "driven.html", make_page())
        return what_it_said(path.as_uri() + link, tmp_path / "profile")

    return drive


def test_a_topic_is_chosen_on_the_map_and_in_the_list(driven: Callable[..., list[str]]) -> None:
    """Circle, list, words and detail follow; the unstable one is marked everywhere; areas go with shares."""
    said = driven("""
        await wait();
        said.push(one("#h-words").textContent, String(all(".circle").length));
        said.push(all(".circle.unstable").map((circle) => circle.dataset.topic).join());
        const radius = (number) => Number(one(`[data-topic="${number}"] circle`).getAttribute("r"));
        said.push((radius(1) ** 2 / radius(2) ** 2).toFixed(2));
        click(one('.circle[data-topic="1"]')); await wait();
        said.push(one("#h-words").textContent, location.hash, one("#detail").className);
        said.push(one("#detail .summary").textContent);
        said.push(one("#detail .note").textContent);
        all("#list button")[0].click(); await wait();
        said.push(one("#detail h2").textContent, one(".circle.on").dataset.topic);
    """)
    assert said == ["话题二 𠮷", "2", "1", "0.67", "话题一", "#topic=1", "unstable", "说田。", words()["no_codes"],
                    "话题二 𠮷", "2"]


def test_the_slider_ranks_words_by_relevance(driven: Callable[..., list[str]]) -> None:
    """At 1 the most probable word is first, at 0 the one with the largest lift; a word the topic lacks never comes."""
    said = driven("""
        const slide = (value) => { slider.value = value; slider.dispatchEvent(new Event("input")); };
        await wait();
        slide("1"); said.push(named(), one("#value").textContent);
        slide("0"); said.push(named(), one("#value").textContent);
        click(one('.circle[data-topic="1"]')); await wait(); said.push(named());
    """)
    assert said == ["好,手机", "Relevance, λ = 1.00", "手机,好", "Relevance, λ = 0.00", "田<,好"]


def test_a_word_tells_in_which_topics_it_is(driven: Callable[..., list[str]]) -> None:
    """Shares by topic, most first, circles as large as they say; again, or Escape, and all words count."""
    said = driven("""
        await wait();
        click(one('[data-word="好"]')); await wait();
        said.push(one("#where p").textContent, all("#where li").map((item) => item.textContent).join("|"));
        const radius = (number) => Number(one(`[data-topic="${number}"] circle`).getAttribute("r"));
        said.push((radius(1) ** 2 / radius(2) ** 2).toFixed(2), String(all(".term.on").length));
        press("Escape"); await wait();
        said.push(one("#where").textContent, location.hash);
        click(one('[data-word="手机"]')); await wait();
        said.push(all("#where li").map((item) => item.textContent).join("|"));
    """)
    assert said == ["好, said 60 times. In which topics:", "话题二 𠮷: 60.0 %|话题一: 40.0 %", "0.67", "1", "",
                    "#topic=2", "话题二 𠮷: 100.0 %"]


def test_quotes_and_people_stand_below(driven: Callable[..., list[str]]) -> None:
    """The quote with its id and place, a mark for each person, a mean and an interval where there is one."""
    said = driven("""
        await wait();
        said.push(one(".quote p").textContent.slice(0, 7), one(".quote footer").textContent);
        said.push(String(all(".person").length), String(all(".mean").length), String(all(".bar").length));
        said.push(all(".person title")[0].textContent);
        said.push(String(new Set(all(".person").slice(0, 3).map((dot) => dot.getAttribute("cy"))).size));
        said.push(all("#detail li")[0].textContent, document.title);
    """)
    assert said == ["𠮷家😀手机", "DT-C03#2 · 甲 · 第 3–9 字 · 90.0 % of the passage around it", "4", "2", "1",
                    "乙: 30.0 %", "3", "平台 (lift 2)", "话题 <i>"]


def test_a_link_leads_to_a_topic_and_keys_go_on(driven: Callable[..., list[str]]) -> None:
    """The address opens topic and word; arrows go from topic to topic, and the focus goes along."""
    said = driven("""
        await wait();
        said.push(one("#h-words").textContent, one(".term.on").dataset.word);
        one(".circle.on").focus(); press("ArrowRight"); await wait();
        said.push(document.activeElement.dataset.topic, one("#h-words").textContent);
        location.hash = "#topic=99"; await wait();
        said.push(one("#h-words").textContent);
    """, "#topic=1&word=%E5%A5%BD")
    assert said == ["话题一", "好", "2", "话题二 𠮷", "话题二 𠮷"]
