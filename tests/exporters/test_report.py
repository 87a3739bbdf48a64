"""report.html: one file, the same bytes, nothing from outside, and no word of a transcript that becomes markup."""

import base64
import hashlib
import html
import json
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import pytest

from qualcode.analysis.report_data import ReportData, ReportFigure, ReportTopic, ReportTopicQuote, build_report_data
from qualcode.analysis.report_tables import ReportTable
from qualcode.analysis.themes import summarise
from qualcode.errors import WriteError
from qualcode.exporters.page import embed, number, plain, script
from qualcode.exporters.report import FOLDER, SCRIPTS, picture, render_report, write_report
from qualcode.exporters.report_words import words
from qualcode.language.sentences import iter_units
from qualcode.model import Coding, Corpus, Participant, Polarity, Role, Span, State, UnitKind
from tests.exporters.browser import BROWSER
from tests.factories import make_codebook, make_coding, make_codings, make_corpus, make_transcript

EVIL = "</script><script>document.title='broken'</script><img src=x onerror=alert(1)>&amp;<!--"


def make_report() -> ReportData:
    """Build the report of the small study with everything in it."""
    corpus, codebook = make_corpus(), make_codebook()
    codings = make_codings(corpus)
    return build_report_data(
        corpus, codebook, codings, themes=summarise(corpus, codebook, codings),
        figures=[ReportFigure(b"\x89PNG", "图1"), ReportFigure("<svg xmlns='http://www.w3.org/2000/svg'/>", "图2")],
        run_record={"project": "示例", "date": "2026-01-02"},
    )


def make_evil_report() -> ReportData:
    """Build a report whose transcript, names and attributes are full of markup and wide characters."""
    transcript = make_transcript("坏<b>", [
        ("问", "好吗？" + EVIL), ("答", "𠮷家😀的人不会用手机。😀第二句。" + EVIL + "\u2028"), ("老伴", "他不会。")])
    corpus = Corpus((transcript,), (Participant("P<i>", {"town": "镇<u>", "role": "民"}),), {("坏<b>", "答"): "P<i>"})
    coding = make_coding(corpus, "literacy", "坏<b>", "𠮷家😀的人不会用手机。", "会用", polarity=Polarity.NEGATED)
    start = transcript.text.index("不会用")
    evidence = replace(coding.evidence[0], cue=Span(start, start + 1))
    second = make_coding(corpus, "burden", "坏<b>", "手机。😀第二", "第二", coder="小王")
    return build_report_data(corpus, make_codebook(), [replace(coding, evidence=(evidence,)), second])


class Page(HTMLParser):
    """Reads back what the page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element with its attributes."""
        self.tags.append((tag, dict(attrs)))
        self.inside = tag
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        self.inside = ""

    def handle_data(self, data: str) -> None:
        """Keep what stands in scripts."""
        if self.inside == "script":
            self.scripts[-1] += data


def test_topics_have_a_paragraph_each_and_what_is_not_stable_is_grey() -> None:
    """A quote leads to its sentence in the transcript; markup in it stays text."""
    topics = [ReportTopic("话题 1", True, "可信。", (ReportTopicQuote("DT-C01#3", "大同访谈1", "DT-C01", EVIL),)),
              ReportTopic("话题 2", False, "不可信。", ())]
    table = ReportTable("", ("topic", "terms"), ((1, "平台"), (2, "手机")), muted=frozenset({1}))
    corpus, codebook = make_corpus(), make_codebook()
    page = render_report(build_report_data(
        corpus, codebook, make_codings(corpus), topics=[table], topic_summaries=topics))
    part = page[page.index('<section id="topics"') : page.index('<section id="excerpts"')]
    assert re.findall(r"<article class=\"([^\"]*)\"", part) == ["theme", "theme dim"]
    assert re.findall(r"<tr( class=\"dim\")?>", part) == ["", "", ' class="dim"']
    assert 'href="#transcript=%E5%A4%A7%E5%90%8C%E8%AE%BF%E8%B0%881&amp;unit=DT-C01%233"' in part
    assert "<script" not in part


def test_the_same_data_give_the_same_bytes(tmp_path: Path) -> None:
    """Two runs over the same study write the same file."""
    first = write_report(tmp_path / "a.html", make_report())
    second = write_report(tmp_path / "b.html", make_report())
    assert first.read_bytes() == second.read_bytes()


def test_nothing_comes_from_outside() -> None:
    """Pictures are data, there is no link to a style or script, and the page forbids itself connections."""
    page = Page(render_report(make_report()))
    assert {tag for tag, _attributes in page.tags} & {"link", "iframe", "object", "embed", "base", "form"} == set()
    sources = [attributes["src"] for _tag, attributes in page.tags if "src" in attributes]
    assert [source[:21] for source in sources] == ["data:image/png;base64", "data:image/svg+xml;ba"]
    links = [attributes["href"] for _tag, attributes in page.tags if "href" in attributes]
    assert all(link is not None and link.startswith("#") for link in links)
    metas = [attributes for tag, attributes in page.tags if tag == "meta"]
    policy = next(meta["content"] for meta in metas if meta.get("http-equiv") == "Content-Security-Policy")
    digest = base64.b64encode(hashlib.sha256(page.scripts[1].encode()).digest()).decode()
    assert policy == ("default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
                      f"style-src 'unsafe-inline'; script-src 'sha256-{digest}'")


def test_words_of_a_transcript_never_become_markup() -> None:
    """Script elements in texts, names and attributes stay text, in the data and in the static tables."""
    data = make_evil_report()
    text = render_report(data)
    page = Page(text)
    assert len(page.scripts) == 2
    assert not [tag for tag, attributes in page.tags if tag in {"img", "b", "i", "u"} and "onerror" in attributes]
    stored = json.loads(page.scripts[0])
    assert stored["transcripts"][0]["text"] == data.transcripts[0].text
    assert "镇&lt;u&gt;" in text and "镇<u>" not in text


def test_the_data_read_back_as_they_were() -> None:
    """Codings, voices and cells survive the page unchanged; long lists name their columns once."""
    data = make_report()
    stored = json.loads(Page(render_report(data)).scripts[0])
    names = stored["codings"]["columns"]
    back = [dict(zip(names, row, strict=True)) for row in stored["codings"]["rows"]]
    assert [(row["id"], row["start"], row["end"]) for row in back] == [(c.id, c.start, c.end) for c in data.codings]
    assert [matrix["by"] for matrix in stored["matrices"]] == ["town", "role", "participant", "transcript"]
    assert stored["rules"]["literacy/t1"][0] == make_codebook().by_id["literacy"].terms[0].text


def test_half_characters_do_not_break_the_file(tmp_path: Path) -> None:
    """A lone surrogate in a text is written as an escape, so that the file is valid UTF-8."""
    transcript = make_transcript("a", [("答", "坏\ud83d字")])
    data = build_report_data(Corpus((transcript,)), make_codebook(), [])
    text = write_report(tmp_path / "a.html", data).read_text(encoding="utf-8")
    assert json.loads(Page(text).scripts[0])["transcripts"][0]["text"] == "答：坏\ud83d字\n"


def test_a_file_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    """A folder in the place of the report is an error with a remedy."""
    (tmp_path / "report.html").mkdir()
    with pytest.raises(WriteError, match=r"report\.html"):
        write_report(tmp_path / "report.html", make_report())


def test_the_script_only_writes_text() -> None:
    """No way from a string to markup or code is used anywhere in the script."""
    code = script(FOLDER, SCRIPTS)
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|DOMParser|fetch\(|XMLHttp"
    assert re.findall(forbidden, code) == []


def test_every_script_and_word_is_used() -> None:
    """The folder holds what the page uses, every word it asks for exists, and no word is left over."""
    assert sorted(path.name for path in FOLDER.glob("*.js")) == sorted(SCRIPTS)
    script = "".join((FOLDER / name).read_text(encoding="utf-8") for name in SCRIPTS)
    template = (FOLDER / "report.html.j2").read_text(encoding="utf-8")
    known = words()
    asked = set(re.findall(r"\bW\.(\w+)", script)) | set(re.findall(r"\bw\.(\w+)", template))
    assert asked - set(known) == set()
    by_value = {"references", "covered", "share", "rate", *Polarity, *State, *Role, "reported", "echo", "hypothetical"}
    assert set(known) - asked - by_value == set()


def test_the_page_speaks_the_language_of_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chinese readers get a Chinese page with Chinese names."""
    monkeypatch.setenv("QUALCODE_LANG", "zh")
    text = render_report(make_report())
    assert '<html lang="zh-CN">' in text
    assert '<a href="#code=formalism">数字形式主义</a>' in text


@dataclass(frozen=True)
class Point:
    """A record for the test below."""

    x: int
    y: tuple[int, ...]


def test_records_become_json() -> None:
    """A few records are objects, many are columns and rows; mappings and sequences stay what they are."""
    point = Point(1, (2, 3))
    assert plain((point,)) == [{"x": 1, "y": [2, 3]}]
    assert plain((point,) * 4) == {"columns": ["x", "y"], "rows": [[1, [2, 3]]] * 4}
    assert plain({"a": ("b", None)}) == {"a": ["b", None]}
    assert embed({"a": "<\u2028</script>"}) == '{"a":"\\u003c\u2028\\u003c/script>"}'


@pytest.mark.slow
def test_a_large_study_is_made_in_seconds(tmp_path: Path) -> None:
    """Thirty interviews, 300,000 characters, 4,000 codings: under three seconds, under six million bytes."""
    answer = "上面要求天天打卡。我们就是为了应付检查，截个图交上去。老百姓其实不用。" * 7
    lines = [("问", "平台怎么样？"), ("答", answer)] * 41
    transcripts = tuple(make_transcript(f"DT-{index:02d}", lines) for index in range(30))
    people = tuple(Participant(text.name, {"town": "大同镇", "role": "普通村民"}) for text in transcripts)
    corpus = Corpus(transcripts, people, {(text.name, "答"): text.name for text in transcripts})
    codebook, codings = make_codebook(), []
    for transcript in transcripts:
        units = [unit for unit in iter_units(transcript, UnitKind.SENTENCE, transcript.name) if unit.turn % 2]
        for unit in units[:134]:
            code = codebook.codes[unit.number % len(codebook.codes)].id
            codings.append(Coding(unit.id, code, transcript.name, unit.span, unit, "答", transcript.name))
    before = time.perf_counter()
    path = write_report(tmp_path / "report.html", build_report_data(corpus, codebook, codings))
    assert time.perf_counter() - before < 3
    assert len(codings) > 4000 and sum(len(text.text) for text in transcripts) > 300_000
    assert path.stat().st_size < 6_000_000


def test_cells_and_pictures() -> None:
    """Numbers are parted in thousands, missing ones are a dash; pictures are data of their kind."""
    assert [number(value) for value in (1234567, 0.12345, 2.0, None, float("nan"), True, "文")] == [
        "1,234,567", "0.123", "2", "–", "–", "✓", "文"]
    assert picture(b"abc") == "data:image/png;base64,YWJj"
    assert picture("abc") == "data:image/svg+xml;base64,YWJj"


def browse(address: str, folder: Path, *options: str) -> str:
    """Open a page in a browser without a window and return what it has become."""
    result = subprocess.run(
        [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update", "--window-size=1280,6000",
         f"--user-data-dir={folder / 'profile'}", *options, "--dump-dom", address],
        capture_output=True, check=True, timeout=60,
    )
    return result.stdout.decode("utf-8")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Return a function that opens a report at a deep link and gives the panel's markup."""
    if BROWSER is None:
        pytest.skip("no Chromium or Chrome on this machine to open the report in")
    folder = tmp_path_factory.mktemp("report")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUALCODE_LANG", "en")
        good = write_report(folder / "good.html", make_report())
        evil = write_report(folder / "evil.html", make_evil_report())

    def open_at(name: str, whole: bool = False, **link: str) -> str:
        page = {"good": good, "evil": evil}[name]
        markup = browse(f"{page.as_uri()}#{urlencode(link)}", folder)
        return markup if whole else markup[markup.index('<aside id="panel"') : markup.index("</aside>")]

    return open_at


@pytest.fixture
def driven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    """Return a function that works the page as a reader does and gives the words that the steps report."""
    if BROWSER is None:
        pytest.skip("no Chromium or Chrome on this machine to open the report in")

    def drive(steps: str) -> list[str]:
        folder = tmp_path / "parts"
        shutil.copytree(FOLDER, folder)
        helpers = """
const said = [];
const wait = () => new Promise((done) => { setTimeout(done, 60); });
const one = (selector) => document.querySelector(selector);
const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
(async () => { STEPS; document.body.setAttribute("data-said", JSON.stringify(said)); })();
"""
        with (folder / "page.js").open("a", encoding="utf-8") as script:
            script.write(helpers.replace("STEPS", steps))
        monkeypatch.setenv("QUALCODE_LANG", "en")
        monkeypatch.setattr("qualcode.exporters.report.FOLDER", folder)
        page = write_report(tmp_path / "driven.html", make_report())
        found = re.search(r'data-said="([^"]*)"', browse(page.as_uri(), tmp_path, "--virtual-time-budget=5000"))
        assert found is not None
        said: list[str] = json.loads(html.unescape(found.group(1)))
        return said

    return drive


def bare(markup: str) -> str:
    """Return the words of a piece of markup."""
    return re.sub(r"<[^>]*>", "", markup)


def test_a_cell_opens_its_excerpts_in_context(opened: Callable[..., str]) -> None:
    """Question, neighbours, evidence, unit, speaker and rule stand beside the words that a number counts."""
    panel = opened("good", by="town", group="大同镇", code="formalism")
    assert panel.count('<article class="excerpt"') == 2
    assert "<mark class=\"evidence\">打卡</mark>" in panel
    text = bare(panel)
    assert "问：平时用为村平台吗？" in text
    assert "上面要求天天打卡。 我们就是为了应付检查，截个图交上去。 老百姓其实不用。" in text
    assert "DT-C01#3" in text and "答 · DT-C01 · 大同镇 · 村支书/主任" in text
    assert "formalism/t1" in text
    assert "2 references, 1 of 2 people" in text


def test_a_zero_opens_too(opened: Callable[..., str]) -> None:
    """Behind a zero there is nothing but the number of people who could have said it."""
    text = bare(opened("good", by="town", group="大同镇", code="burden"))
    assert "0 references, 0 of 2 people" in text and "No coding here." in text


def test_a_transcript_opens_with_its_marks_at_the_right_characters(opened: Callable[..., str]) -> None:
    """Wide characters before the words shift nothing, and overlapping codings both have their line."""
    panel = opened("evil", transcript="坏<b>", unit="P<i>#5")
    pieces = re.findall(r'<span class="([^"]*)" data-codings="([^"]*)"[^>]*>([^<]*)</span>', panel)
    assert pieces == [
        ("coded", "0", "𠮷家😀的人"), ("coded cue", "0", "不"), ("coded evidence", "0", "会用"),
        ("coded", "0 1", "手机。"), ("coded", "1", "😀"), ("coded evidence", "1", "第二"),
    ]
    assert "&lt;/script&gt;&lt;script&gt;document.title='broken'&lt;/script&gt;" in bare(panel)


def test_markup_in_a_transcript_does_nothing_in_the_browser(opened: Callable[..., str]) -> None:
    """The title stays, no image is made, and the words are there to read."""
    page = opened("evil", whole=True, by="participant", group="P<i>", code="literacy")
    assert "<title>Village – " in page or "<title>乡村 – " in page
    assert "<img" not in page.split('id="data"')[0] and "onerror=alert(1)&gt;" in page
    assert '<article class="excerpt"' in page


def test_a_search_finds_words_in_the_excerpts(opened: Callable[..., str]) -> None:
    """The link shows the excerpts that hold the words, with the words set off."""
    page = opened("good", whole=True, search="没得人")
    assert "1 excerpts, 1 people, 1 transcripts" in page
    assert page.count('<article class="excerpt"') == 1
    assert '<aside id="panel" role="dialog" aria-labelledby="panel-title" hidden' in page


def test_a_person_leads_to_the_transcripts(opened: Callable[..., str]) -> None:
    """Behind a participant stand the interviews and everything that was coded in them."""
    panel = opened("good", participant="PL-V01")
    assert 'href="#transcript=%E5%B9%B3%E4%B9%90%E8%AE%BF%E8%B0%881"' in panel
    assert panel.count('<article class="excerpt"') == 2


def test_a_link_to_nothing_says_so(opened: Callable[..., str]) -> None:
    """A link from another report opens a panel with one sentence."""
    assert "This link leads to nothing in this report." in bare(opened("good", coding="gone"))


def test_the_table_is_worked_from_the_keyboard(driven: Callable[[str], list[str]]) -> None:
    """Arrows move between cells, a cell opens its panel, Escape closes it and gives the focus back."""
    said = driven("""
        one(".matrix td button").focus();
        press("ArrowDown"); press("ArrowRight"); press("ArrowLeft");
        said.push(document.activeElement.title.split("\\n")[0] + " " + document.activeElement.textContent);
        document.activeElement.click(); await wait();
        said.push(document.activeElement.textContent);
        press("Escape"); await wait();
        said.push(String(panel.hidden), document.activeElement.textContent, location.hash);
    """)
    assert said == ["Formalism 2", "Formalism × 大同镇", "true", "2", ""]


def test_the_table_shows_what_is_asked_for(driven: Callable[[str], list[str]]) -> None:
    """Measures, groupings and the filter of codes redraw it; zero, not asked and a share look different."""
    said = driven("""
        const row = (name) => [...document.querySelectorAll(".matrix tbody tr")]
          .filter((line) => line.querySelector("th").textContent === name)
          .map((line) => [...line.querySelectorAll("button")].map((cell) => cell.textContent).join(" "))[0];
        said.push(row("Literacy"), row("Burden"));
        const measure = one("#matrix select");
        for (const name of ["covered", "share", "rate"]) {
          measure.value = name; measure.dispatchEvent(new Event("change")); said.push(row("Literacy"));
        }
        measure.value = "references"; measure.dispatchEvent(new Event("change"));
        document.querySelectorAll(".tabs button")[1].click(); said.push(row("Literacy"));
        const filter = one("#matrix input[type=search]");
        filter.value = "LOSS"; filter.dispatchEvent(new Event("input"));
        said.push(String(document.querySelectorAll(".matrix tbody tr").length));
    """)
    assert said == ["1 1 1", "0 0 0", "1 1 1", "50% 100% 100%", "15.15 40.00 71.43", "— 2 0 1", "1"]


def test_an_excerpt_leads_to_its_place_in_the_transcript_and_back(driven: Callable[[str], list[str]]) -> None:
    """The unit is a link, the words there are marked, their codes explain themselves, and Back returns."""
    said = driven("""
        location.hash = link({ code: "user_loss" }); await wait();
        one("#panel .excerpt a.unit").click(); await wait();
        const target = [...panel.querySelectorAll(".target")].map((piece) => piece.textContent);
        said.push(one("#panel-title").textContent, target.join(""));
        const chip = [...panel.querySelectorAll("button.chip")].find((x) => x.textContent === "User loss");
        chip.click();
        said.push(chip.getAttribute("aria-expanded"), panel.querySelector(".details .unit").textContent);
        panel.querySelector("header button").click(); await wait();
        said.push(one("#panel-title").textContent);
    """)
    assert said == ["大同访谈1", "老百姓其实不用。", "true", "DT-C01#4", "User loss"]


def test_the_search_narrows_what_it_shows(driven: Callable[[str], list[str]]) -> None:
    """Words, code, town and role narrow together, and Reset shows everything again."""
    said = driven("""
        const search = drawnSearch();
        const count = () => document.querySelectorAll("#search article.excerpt").length;
        said.push(String(count()));
        const choose = (index, value) => {
          const select = document.querySelectorAll("#search select")[index];
          select.value = value; select.dispatchEvent(new Event("change"));
        };
        choose(0, String(codeAt.get("literacy"))); said.push(String(count()));
        choose(1, "0"); said.push(String(count()));
        search.look("没有这样的话"); said.push(one("#search [role=status]").textContent);
        one("#search .controls button").click(); said.push(String(count()));
    """)
    assert said == ["9", "3", "1", "Nothing found.", "9"]
