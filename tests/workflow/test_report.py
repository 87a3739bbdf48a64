"""The verb ``report``: a coded study, and all that a project can lack, without an invented number."""

import re
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from qualcode.errors import UsageError, WriteError
from qualcode.exporters.document import TITLE, Heading, Kept, Paragraph, Picture, Table
from qualcode.model import Span
from qualcode.settings import Settings, read_settings
from qualcode.store import Coder
from qualcode.store.history import entries
from qualcode.store.people import put_coder
from qualcode.workflow import decide
from qualcode.workflow.new import new
from qualcode.workflow.read import read
from qualcode.workflow.report import (
    StudyReport,
    report,
    report_of_nothing,
    write_study_report,
)
from qualcode.workflow.report_parts.build import key_of
from qualcode.workflow.report_parts.gathered import Choice
from tests.workflow.study import PEOPLE, SETTINGS, make_project, now, opened

#: quick: few resamples and no figures
QUICK = Choice(permutations=99, draws=50, replicates=50, figures=False)
CHAPTERS = ["1 Data", "2 Method", "3 Findings by theme", "4 Comparison", "5 Saturation", "6 Reliability", "7 Limits",
            "Appendix A: Codebook", "Appendix B: Run record"]
OWN = ["abstract.own", "data.own", "method.own", "comparison.own", "conclusion.own"]
NAMES = ("王芳自述", "大同访谈")


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALCODE_LANG", "en")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return a study of two interviews in two towns, nothing decided."""
    return make_project(tmp_path / "study")


def made(settings: Settings, choice: Choice = QUICK, coder: str = "王芳") -> StudyReport:
    """Return the report of a project; what holds of every report is looked at."""
    reading = read(settings)
    found = report(opened(settings, coder, corpus=reading.corpus), reading=reading, choice=choice)  # type: ignore[arg-type]
    return checked(found)


def checked(found: StudyReport) -> StudyReport:
    """Look at what holds of every report: its chapters, keys, places to write, and no number that is none."""
    assert headings(found, 1) == CHAPTERS
    assert len({part.key for part in found.parts}) == len(found.parts)
    assert [part.key for part in found.parts if part.own and not part.key.startswith("theme")] == OWN
    for part in found.parts:
        assert not part.own or len(part.blocks) == 1
    for line in said(found):
        assert re.findall(r"\bnan\b|\binf\b|None|\{|\}|  ", line) == [], line
        assert not any(name in line for name in NAMES), line
    return found


def headings(found: StudyReport, level: int) -> list[str]:
    """Return the headings of a level."""
    return [block.text for part in found.parts for block in part.blocks
            if isinstance(block, Heading) and block.level == level]


def said(found: StudyReport, key: str = "") -> list[str]:
    """Return what stands in the paragraphs of parts whose key begins so, with captions and notes of tables."""
    lines = []
    for part in found.parts:
        for block in part.blocks if part.key.startswith(key) else ():
            if isinstance(block, Paragraph):
                lines.append("".join(run.text for run in block.runs))
            elif isinstance(block, Table):
                lines += [block.caption, block.note]
    return lines


def tables(found: StudyReport) -> list[str]:
    """Return the captions of the tables."""
    return [block.caption for part in found.parts for block in part.blocks if isinstance(block, Table)]


def accept_all(settings: Settings, coder: str) -> None:
    """Let a coder accept every proposal."""
    if coder != "王芳":
        with opened(settings).store.writing("王芳", "coder") as operation:
            put_coder(operation, Coder(coder))
    study = opened(settings, coder)
    decide.accept(study, [one.coding.id for one in now(study, coders=("rules",))])


def test_an_empty_project_says_why_everything_is_missing(tmp_path: Path) -> None:
    """Its codebook, and no digit but those of headings, versions, hashes and the codebook's own counts."""
    new(tmp_path / "study")
    found = checked(report_of_nothing(read_settings(tmp_path / "study"), choice=QUICK))
    nothing = "There is no interview yet, so nothing can be told here."
    assert [said(found, key) for key in ("data.text", "findings", "saturation", "comparison.town", "limits")] == [
        ["No interview has been read yet: put transcripts into the project's folder of transcripts, and write this "
         "report again."], [nothing], [nothing], [nothing],
        ["There are no data yet, so there is nothing that could be limited."]]
    text = " ".join(line for part in found.parts if not part.key.startswith("appendix")
                    for line in said(found, part.key))
    rest = re.sub(r"SHA-256 [0-9a-f]{64}|version [\d.]+|qualcode [\d.]+|Python [\d.]+|Codes: 5; levels of their tree: "
                  r"2; themes above them: 2; codes with rules of their own: 4", "", text)
    assert re.findall(r"\d+", rest) == []
    assert tables(found) == ["Table 1. Coding manual", "Table 2. What this report was made with"]


def test_a_study_that_rules_coded(settings: Settings) -> None:
    """Every number of the sentences is one that can be counted in the two interviews."""
    found = made(settings)
    assert said(found, "data.text") == [
        "Interviews: 2; people who answer in them: 2; characters that these people speak, without punctuation and "
        "notes: 39. People by town: 大同镇 (n = 1), 平乐镇 (n = 1). People by role: 普通村民 (n = 2)."]
    method = said(found, "method.text")
    assert "Transcripts read: 2; every file could be read." in method[0]
    assert "Codes: 3; levels of their tree: 1; themes above them: 1; codes with rules of their own: 2." in method[1]
    assert "The codebook's rules propose so many codings: 5. Nobody has decided" in method[2]
    assert method[3] == "Nobody has coded yet, so nothing is known of agreement."
    assert headings(found, 2) == ["3.1 Findings", "3.2 Codes without a theme", "4.1 By town", "4.2 By role"]
    assert headings(found, 3) == ["Literacy", "Convenience"]
    assert said(found, "theme.findings.literacy.numbers") == [
        "d", "People who speak of it: 2 of 2; references: 2; per 1,000 spoken characters: 51.28. By town: 大同镇 1 of "
             "1, 平乐镇 1 of 1."]
    assert said(found, "theme.findings.literacy.quotes")[:3] == [
        "Typical:", "老人家不会用。 (PL-V01#2)", "我用不来。 (DT-V01#2)"]
    assert said(found, "theme-less.numbers") == [
        "Codes of which no words were found: Trust. That nobody says a thing is a finding only where people were asked "
        "about it."]
    assert tables(found) == [
        "Table 1. Basic information on participants", "Table 2. Codes by town", "Table 3. Differences by town, the "
        "largest first", "Table 4. Codes by role", "Table 5. Test of theoretical saturation", "Table 6. Coding manual",
        "Table 7. What this report was made with", "Table 8. Transcripts that were read"]
    assert [one[:32] for one in said(found, "limits")] == [
        "Nothing in the files says how pe", "Codings that count here: 5; of t", "People who decided on codings: 0",
        "Rules find words. Irony, hints, "]


def test_one_interview(settings: Settings) -> None:
    """Sentences read right with one of everything, and nothing can be compared or saturated."""
    (settings.transcripts / "乙.txt").unlink()
    settings.participants.write_text(PEOPLE.splitlines()[0] + "\n" + PEOPLE.splitlines()[1], encoding="utf-8")  # type: ignore[union-attr]
    found = made(settings)
    assert said(found, "data.text")[0].startswith(
        "Interviews: 1; people who answer in them: 1; characters that these people speak, without punctuation and "
        "notes: 25. People by town: 大同镇 (n = 1).")
    assert said(found, "saturation") == ["Saturation needs at least two interviews; there are 1."]
    assert said(found, "comparison.town.text") == [
        "Town: fewer than two groups of people who spoke (there is: 大同镇); compare by another attribute, or fill in "
        "the attribute table."]


def test_one_town(settings: Settings) -> None:
    """The table counts, nothing is compared, and the reason is told once in the text and once below the table."""
    assert settings.participants is not None
    settings.participants.write_text(PEOPLE.replace("平乐镇", "大同镇"), encoding="utf-8-sig")
    found = made(settings)
    assert "there is: 大同镇" in said(found, "comparison.town.text")[0]
    caption, note = said(found, "comparison.town.table")
    assert (caption, "Not tested: Town: fewer than two groups" in note) == ("Table 2. Codes by town", True)


def test_no_accepted_coding(settings: Settings) -> None:
    """Only what people accepted counts, and they accepted nothing: reasons instead of zeros."""
    found = made(settings, replace(QUICK, states=("accepted",)))
    nothing = "No coding is counted here; code first, or choose other states or codes."
    assert [said(found, key) for key in ("findings", "saturation", "comparison.town", "comparison.role")] == [
        [nothing]] * 4
    assert said(found, "limits")[1] == (
        "No coding counts here, so there are no findings; code first, or count other states.")
    assert "--states accepted" in " ".join(said(found, "appendix.record"))


def test_a_missing_attribute(settings: Settings) -> None:
    """No town and no role: the data say so, the comparison says what to add, the limits name them."""
    assert settings.participants is not None
    rows = [",".join(line.split(",")[:3]) for line in PEOPLE.splitlines()]
    settings.participants.write_text("\n".join(rows) + "\n", encoding="utf-8-sig")
    found = made(settings)
    assert "Nobody's town is known; add a column for it to the attribute table." in said(found, "data.text")[0]
    assert said(found, "comparison.town") == [
        "No participant has the attribute town; add a column for it to the attribute table."]
    assert "Attributes that are known of nobody, so that nothing could be compared by them: town, role." in said(
        found, "limits")


def test_a_file_that_cannot_be_read_is_counted(settings: Settings) -> None:
    """In the method and among the limits."""
    (settings.transcripts / "丙.txt").write_text("", encoding="utf-8")
    found = made(settings)
    assert "files that could not be read: 1 (qualcode import says why)" in said(found, "method.text")[0]
    assert said(found, "limits")[-1] == "Files that could not be read and are missing from every number: 1."


def test_a_file_called_like_a_person_has_a_label(settings: Settings) -> None:
    """Nowhere in the report does its name stand, also not where nothing is coded in it, nor among who is silent."""
    (settings.transcripts / "王芳自述.txt").write_text("问：好不好？\n答：没得啥子说的。\n", encoding="utf-8")
    found = made(settings)
    assert found.hidden == {"R01": "王芳自述"}
    assert "People without a row in the attribute table, of whom only their words are known: 1." in said(
        found, "data.text")[0]
    assert "Nothing is coded in R01" in " ".join(said(found, "saturation.table"))
    cells = [cell for part in found.parts for block in part.blocks if isinstance(block, Table)
             for row in block.rows for cell in row]
    assert [cell for cell in cells if "王芳" in cell] == []


def test_people_decide_alone_then_together(settings: Settings) -> None:
    """One coder has nobody to agree with; two agree wholly, with an interval, its universe, and T7."""
    accept_all(settings, "王芳")
    assert said(made(settings), "reliability") == [
        "王芳 coded alone; nobody coded a second time, so nothing is known of how far others would agree. Let a second "
        "person code a sample of it (qualcode sample)."]
    accept_all(settings, "李雷")
    found = made(settings)
    assert "proposals accepted 5, rejected 0, not decided on 0, disputed 0" in said(found, "method.text")[2]
    assert "Who decided: 李雷 (accepted 5, of these added 0; rejected 0); 王芳 (accepted 5, of these added 0; " in (
        said(found, "method.text")[2])
    assert said(found, "method.text")[3].startswith(
        "Coders compared: 李雷, 王芳. Krippendorff's alpha (nominal) over all decisions is 1.000, interval (95 %) "
        "1.000 to 1.000. Share of agreeing pairs: 1.000;")
    assert "Table 6. Reliability of coding" in tables(found)
    assert [line for line in said(found, "limits") if "decided on" in line] == []


def test_a_report_ends_nobodys_blindness(settings: Settings) -> None:
    """Who codes blind is not compared, nothing is written, and their report says what is not in it."""
    accept_all(settings, "王芳")
    study = opened(settings)
    with study.store.writing("王芳", "coder") as operation:
        put_coder(operation, Coder("李雷", blind=True))
    accept = opened(settings, "李雷")
    decide.accept(accept, [now(accept, coders=("rules",))[0].coding.id])
    with study.store.reading() as connection:
        before = len(entries(connection))
    found = made(settings, coder="李雷")
    assert said(found, "reliability")[0].startswith("Several people coded, and some still code blind (李雷)")
    assert "This was written as 李雷, who codes blind: what others coded is not in it." in said(found, "limits")
    assert "王芳" not in " ".join(said(found, "method.text"))
    with study.store.reading() as connection:
        assert len(entries(connection)) == before


def test_choosing_coders_and_states_is_told(settings: Settings) -> None:
    """The method says what was done by all, and the caption what counts; the command repeats the choice."""
    accept_all(settings, "王芳")
    found = made(settings, replace(QUICK, coders=("王芳",), by=("town",), seed=3, acting="王芳", form="html",
                                   anonymous=True))
    assert "coders: 王芳." in said(found, "method.counted")[0]
    assert said(found, "appendix.record")[1] == (
        "qualcode report --format html --by town --seed 3 --coder 王芳 --as 王芳 --anonymous --no-figures")
    assert headings(found, 2)[-1] == "4.1 By town"
    with pytest.raises(UsageError):
        made(settings, replace(QUICK, coders=("谁",)))
    with pytest.raises(UsageError):
        made(settings, replace(QUICK, states=("x",)))


def test_parents_leave_the_words_to_their_children(settings: Settings) -> None:
    """A code whose own codings are none counts what stands below it and has no quotes twice; a theme can be empty."""
    book = (settings.root / "book.yaml").read_text(encoding="utf-8")
    book = book.replace("themes: [{id: findings, name: {zh: 问题, en: Findings}}]",
                        "themes: [{id: findings, name: {en: Findings}}, {id: causes, name: {en: Causes}}, "
                        "{id: none, name: {en: Empty}}]")
    literacy = next(line for line in book.splitlines() if "literacy" in line)
    book = book.replace(literacy, "  - {id: why, name: {en: Why}, theme: causes, terms: [从没听过]}\n"
                        "  - id: top\n    name: {en: Top}\n    theme: findings\n    children:\n    "
                        + literacy.replace("theme: findings, ", ""))
    (settings.root / "book.yaml").write_text(book, encoding="utf-8")
    found = made(settings)
    assert headings(found, 3) == ["Top", "Literacy", "Convenience"]
    assert said(found, "theme.findings.top.quotes") == ["The words stand below the codes that belong to this one."]
    assert said(found, "theme.causes.numbers") == ["Nobody was found to speak of this theme."]
    assert said(found, "theme.none.numbers") == ["No code of the codebook belongs to this theme."]
    assert said(found, "theme.none.own")[0].startswith("Write here what “Empty” means")


def test_a_code_that_comes_under_another_theme_goes_there(settings: Settings) -> None:
    """It stands once, below the theme that its numbers are counted in, where the report is written again."""
    path, book = settings.root / "r.docx", settings.root / "book.yaml"
    write_study_report(made(settings), path, "docx")
    text = book.read_text(encoding="utf-8")
    text = text.replace("{zh: 问题, en: Findings}}", "{en: Findings}}, {id: causes, name: {en: Causes}}")
    book.write_text(text.replace("en: Literacy}, theme: findings", "en: Literacy}, theme: causes"), encoding="utf-8")
    assert write_study_report(made(settings), path, "docx") == Kept()
    heads = [one.text for one in docx.Document(str(path)).paragraphs if one.style.name in {"Heading 2", "Heading 3"}]
    assert heads == ["3.1 Findings", "3.2 Causes", "Literacy", "3.3 Codes without a theme", "Convenience",
                     "4.1 By town", "4.2 By role"]


@pytest.mark.parametrize("key", ["x" * 250, "\U0002ebf0"])
def test_ids_of_any_length_and_age_are_keys(settings: Settings, key: str) -> None:
    """A code's id can be longer than a document's key, or hold a character that this Python does not know."""
    book = settings.root / "book.yaml"
    book.write_text(book.read_text(encoding="utf-8").replace("literacy", key), encoding="utf-8")
    assert write_study_report(made(settings), settings.root / "r.docx", "docx") == Kept(first=True)
    assert write_study_report(made(settings), settings.root / "r.docx", "docx") == Kept()


def test_what_nobody_measured_is_not_denied(settings: Settings) -> None:
    """Codings by hand have no polarity; one coder's report counts that one coder among the limits."""
    accept_all(settings, "王芳")
    accept_all(settings, "李雷")
    study = opened(settings, "李雷")
    words = study.corpus.by_name["甲"].text.index("村上的人我信得过")
    decide.add(study, "trust", "甲", Span(words, words + 8))
    found = made(settings, replace(QUICK, coders=("李雷",)))
    assert "theme-less.trust.quotes" in {part.key for part in found.parts}
    assert said(found, "theme-less.trust.quotes")[-1].startswith("These codings rest on no matched words, so that")
    assert said(found, "theme-less.convenience.quotes")[-1].startswith("No passage has the opposite polarity. ")
    assert any(line.startswith("People who decided on codings: 1.") for line in said(found, "limits"))


def test_figures_are_numbered_and_fit_the_page(settings: Settings) -> None:
    """Saturation of two interviews; the towns have a person each, so that dots would name them."""
    found = made(settings, replace(QUICK, figures=True))
    pictures = [block for part in found.parts for block in part.blocks if isinstance(block, Picture)]
    assert [(one.caption, one.content[:4], one.width <= 160) for one in pictures] == [
        ("Figure 1. What each further interview brings", b"\x89PNG", True)]


def test_a_font_without_characters_leaves_the_figure_out(settings: Settings) -> None:
    """The place of the figure says why there is none; no file of a font is there."""
    found = made(settings, replace(QUICK, figures=True, font=settings.root / "none.ttf"))
    assert said(found, "saturation.figure")[0].startswith("Figure left out (What each further interview brings): ")


def test_sections_are_named_by_their_heading(settings: Settings) -> None:
    """What was kept is told by the heading above it; the title is a part too."""
    found = made(settings)
    keys = ("about", "method.counted", "theme.findings.literacy.quotes", "x", TITLE)
    assert [found.section(key) for key in keys] == [found.title, "2 Method", "Literacy", "x", found.title]
    assert found.title == "Report of the study “小”"


def test_the_same_study_gives_the_same_parts(settings: Settings) -> None:
    """No date and no time; a key that cannot be one is made one."""
    assert made(settings) == made(settings)
    assert [key_of("手机 (小时)"), key_of("a/b", ["a_b"])] == ["手机__小时_", "a_b-2"]


@pytest.mark.parametrize("form", ["docx", "html"])
def test_what_was_written_into_it_stays(settings: Settings, form: str) -> None:
    """The second run writes the same bytes; another file in its place is refused."""
    path, found = settings.root / f"r.{form}", made(settings)
    assert write_study_report(found, path, form) == Kept(first=True)
    before = path.read_bytes()
    assert write_study_report(found, path, form) == Kept()
    assert path.read_bytes() == before
    path.write_bytes(b"mine")
    with pytest.raises(WriteError):
        write_study_report(found, path, form)
    assert path.read_bytes() == b"mine"
    with pytest.raises(UsageError):
        write_study_report(found, path, "pdf")


def test_a_re_run_renews_numbers_and_keeps_changed_quotes(settings: Settings) -> None:
    """Somebody rewrote a quote, wrote an abstract and went on coding: words stay, numbers are those of now."""
    path = settings.root / "r.docx"
    write_study_report(made(settings), path, "docx")
    word = docx.Document(str(path))
    for piece in word.element.body.iter(qn("w:t")):
        if piece.text.startswith("Write the abstract"):
            piece.text = "我们问了两个人😀𠮷。"
        if piece.text == "我用不来。 (DT-V01#2)":
            piece.text = "我用不来……"
    word.save(str(path))
    accept_all(settings, "王芳")
    found = made(settings)
    kept = write_study_report(found, path, "docx")
    assert ([found.section(key) for key in kept.edited], kept.own, kept.gone) == (["Literacy"], 1, ())
    text = "\n".join(piece.text for piece in docx.Document(str(path)).element.body.iter(qn("w:t")))
    assert ["我们问了两个人😀𠮷。" in text, "我用不来……" in text, "proposals accepted 5" in text] == [True] * 3


def test_a_study_without_a_name(tmp_path: Path) -> None:
    """The title stands alone, and the first lines say where a name is written; a comparison by nothing says so."""
    settings = make_project(tmp_path / "study")
    (settings.root / "qualcode.toml").write_text(SETTINGS.replace('name = "小"', ""), encoding="utf-8")
    nameless = replace(read_settings(settings.root), name="")
    found = made(nameless, replace(QUICK, by=()))
    assert (found.title, said(found, "about")[0]) == (
        "Report of the study", "This study has no name in qualcode.toml yet.")
    assert said(found, "comparison.text") == ["No attribute to compare by was named."]
