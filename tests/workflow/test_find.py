"""``find``: what a query gives, how it is written, and queries that are kept."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import docx
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import ProjectError, UsageError
from qualcode.exporters.markdown import to_markdown
from qualcode.model import State
from qualcode.settings import Settings, read_settings
from qualcode.workflow.find import FindResult, find
from qualcode.workflow.found import COUNT_COLUMNS, count_note, counts, found_document, found_table, write_found
from qualcode.workflow.queries import keep_query, said_query
from tests.factories import make_codebook, make_coding, make_codings, make_corpus

CORPUS, BOOK = make_corpus(), make_codebook()
CODINGS = [
    *make_codings(CORPUS),
    make_coding(CORPUS, "burden", "大同访谈1", "上面要求天天打卡。", coder="王芳", state=State.REJECTED),
    make_coding(CORPUS, "burden", "平乐访谈1", "早就卸载了，没得人用。", coder="王芳; 李雷", state=State.ACCEPTED),
]


def ask(query: str, **options: object) -> FindResult:
    """Look in the village."""
    return find(CORPUS, BOOK, CODINGS, query, **options)  # type: ignore[arg-type]


def test_a_unit_comes_with_who_says_it_and_what_stands_around_it() -> None:
    """Words, matched words, person, town, role, question, context and the codes there."""
    (found,) = ask("user_loss & 卸载").units
    said = found.excerpt
    assert (said.unit_id, said.participant, said.town, said.role, found.speaker) == (
        "PL-V01#4", "PL-V01", "平乐镇", "普通村民", "李姐")
    assert (said.question, said.before, said.after) == ("平台还打开吗？", "平台还打开吗？", "")
    assert (found.matched, found.marked()) == (["卸载", "没得人用"], "早就«卸载»了，«没得人用»。")
    assert found.codes == ("user_loss", "burden")


def test_an_attribute_that_nobody_has_is_told() -> None:
    """A slip of the pen gives 0, and a note says which attributes there are; what everything has is no slip."""
    found = ask("平台 & (META(twon=平乐镇) | !WHO(shoe=x))")
    assert [note.split(";")[0] for note in found.notes] == [
        "No participant has the attribute shoe", "No participant has the attribute twon"]
    assert "known attributes: town" in found.notes[0]
    given_to_all = "WHO(is=respondent) & WHO(role_group=villager) & META(name=平乐访谈1)"
    assert ask(f"平台 & META(town=平乐镇) & {given_to_all}").notes == ()


def test_an_interviewer_has_no_town_and_is_nobody_studied() -> None:
    """What a transcript's header says of the respondent is not said of who asks."""
    found = ask("眼睛 | 平台", everyone=True).units
    assert [(one.excerpt.participant, one.excerpt.town, one.excerpt.role) for one in found] == [("", "", "")] * 5
    assert [one.speaker for one in found] == ["问", "老伴", "问", "问", "问"]


def test_a_transcript_shows_the_sentences_in_which_something_was_found() -> None:
    """Not the whole of it; with everybody who speaks there, and marks where they belong."""
    found = ask("#formalism & !#literacy @transcript").units
    assert [(one.excerpt.unit_id, one.speaker, one.marked()) for one in found] == [
        ("DT-C01", "", "上面要求天天«打卡»。\n我们就是为了«应付检查»，«截个图»交上去。")]
    assert [one.excerpt.text for one in ask("!#literacy & !卸载 @transcript").units] == [""]


def test_the_caption_says_what_was_looked_for_and_where() -> None:
    """Query, units, how many of how many, people, and of whose codings."""
    assert ask("user_loss").caption == (
        "Query: `user_loss`. Units: sentences, in what respondents say. Found: 3 of 12 units, 3 people, 3 transcripts. "
        "States counted: accepted, proposed; polarities counted: all; coders: all. Of 3 codings, 0 are accepted by "
        "people (0 of these proposed by a machine) and 3 are proposals that nobody has decided on.")
    assert ask("打卡", unit="turn", everyone=True).caption == (
        "Query: `打卡`. Units: turns, in what everybody says. Found: 1 of 15 units, 1 people, 1 transcripts.")


def test_states_and_coders_hold_for_codes_that_say_nothing_else() -> None:
    """A filter of the query goes before the option of the call."""
    assert [one.excerpt.unit_id for one in ask("#burden", states=["rejected"]).units] == ["DT-C01#2"]
    assert [one.excerpt.unit_id for one in ask("#burden", coders=["李雷"]).units] == ["PL-V01#4"]
    assert [one.excerpt.unit_id for one in ask("#burden(coder=王芳)", coders=["李雷"]).units] == ["PL-V01#4"]
    assert ask("#burden(state=accepted)", states=["rejected"]).units[0].codes == ()
    assert ask("#burden(coder=王方)").notes == ("王方 holds none of these codings",)


@pytest.mark.parametrize(("query", "unit", "message"), [
    ("用 & ", "", "query, column 5: words are expected here, and nothing follows"),
    ("用 @qa", "turn", "the query ends with @qa, the call says --unit turn; leave one of them out"),
])
def test_what_cannot_be_asked_is_told(query: str, unit: str, message: str) -> None:
    """One sentence with the column."""
    with pytest.raises(UsageError) as caught:
        ask(query, unit=unit)
    assert str(caught.value) == message


def test_counts_by_group() -> None:
    """Units, people and transcripts of each group, who is not stated last; what was looked at stands beside."""
    table = counts(ask("#literacy | #user_loss"), CORPUS, "town")
    assert tuple(table.columns) == COUNT_COLUMNS
    assert table.drop(columns="share_units").to_numpy().tolist() == [
        ["大同镇", "大同镇", 2, 8, 2, 2, 2, 2], ["平乐镇", "平乐镇", 2, 2, 1, 1, 1, 1],
        ["", "not stated", 2, 2, 1, 1, 1, 1]]
    assert table["share_units"].tolist() == [0.25, 1.0, 1.0]
    assert count_note(table, "town") == "Groups of fewer than 10 people: read the counts, not the percentages."
    whole = counts(ask("#literacy | #user_loss"), CORPUS)
    assert whole[["group_label", "units", "n_units", "participants"]].to_numpy().tolist() == [["all", 6, 12, 4]]
    assert count_note(whole, "") == ""
    people = counts(ask("用"), CORPUS, "participant")
    assert people["group"].tolist() == ["DT-C01", "DT-V02", "PL-V01", "平乐访谈2"]
    asking = counts(ask("平台", everyone=True), CORPUS, "town")
    assert asking[["group_label", "units", "participants"]].to_numpy().tolist()[-1] == [
        "interviewers and bystanders", 4, 0]
    assert counts(ask("用 @transcript"), CORPUS, "town")["n_units"].tolist() == [2, 1, 1]
    with pytest.raises(UsageError, match="weight: no participant has such an attribute"):
        counts(ask("用"), CORPUS, "weight")


def test_every_format_holds_the_passages(tmp_path: Path) -> None:
    """Tables have a row a unit; documents quote with marks, source and codes."""
    result = ask("user_loss & 卸载")
    row = found_table(result).iloc[0]
    assert (row["unit_id"], row["found"], row["codes"]) == ("PL-V01#4", "卸载; 没得人用", "user_loss; burden")
    read = json.loads(write_found(result, BOOK, CORPUS, tmp_path / "f.json").read_text(encoding="utf-8"))
    assert [one["text"] for one in read] == ["早就卸载了，没得人用。"]
    assert len(pd.read_csv(write_found(result, BOOK, CORPUS, tmp_path / "f.csv"))) == 1
    book = pd.read_excel(write_found(result, BOOK, CORPUS, tmp_path / "f.xlsx"), sheet_name=None, engine="calamine")
    assert list(book)[:2] == ["Passages found", "By participant"]
    opened = docx.Document(str(write_found(result, BOOK, CORPUS, tmp_path / "f.docx")))
    assert [paragraph.text for paragraph in opened.paragraphs][2:] == [
        "question: 平台还打开吗？\n早就卸载了，没得人用。\n—— PL-V01#4, 平乐镇, 普通村民", "codes: 用户流失, 治理负担"]
    assert write_found(result, BOOK, CORPUS, tmp_path / "f.md").read_text(encoding="utf-8") == to_markdown(
        found_document(result, BOOK))
    with pytest.raises(UsageError):
        write_found(result, BOOK, CORPUS, tmp_path / "f.pdf")


# -- queries that are kept -------------------------------------------------------------------------------------------


def project(folder: Path, text: str) -> Settings:
    """Return the settings of a project whose file says ``text``."""
    (folder / "qualcode.toml").write_bytes(text.encode("utf-8"))
    return read_settings(folder)


def kept(folder: Path) -> str:
    """Return what the file says now."""
    return (folder / "qualcode.toml").read_bytes().decode("utf-8")


@pytest.mark.parametrize(("before", "after"), [
    ("", "[queries]\nq = 'x & y'\n"),
    ("[project]\nname = \"甲\"", "[project]\nname = \"甲\"\n\n[queries]\nq = 'x & y'\n"),
    ("\ufeff[project]\r\n", "\ufeff[project]\r\n\r\n[queries]\r\nq = 'x & y'\r\n"),
    ("[queries] # mine\na = 'b'  # one\n\n# roles\n[roles]\n",
     "[queries] # mine\na = 'b'  # one\nq = 'x & y'\n\n# roles\n[roles]\n"),
    ("[queries]\na = '''\n[roles]\n'''\n[topics]\nseed = 3\n",
     "[queries]\nq = 'x & y'\na = '''\n[roles]\n'''\n[topics]\nseed = 3\n"),
])
def test_a_query_is_written_and_nothing_else_changes(tmp_path: Path, before: str, after: str) -> None:
    """Comments, blank lines, line ends and a byte order mark stay; the section is made where there is none."""
    keep_query(project(tmp_path, before), "q", " x & y ")
    assert kept(tmp_path) == after


def test_a_kept_query_is_replaced_only_on_request(tmp_path: Path) -> None:
    """Also one that runs over several lines."""
    settings = project(tmp_path, "[queries]\na = 'b'\n\"流失\" = '''\nold''' # note\nz = 'z'\n")
    with pytest.raises(UsageError, match="流失: a query of this name is kept already"):
        keep_query(settings, "流失", "new")
    keep_query(settings, "流失", "new", again=True)
    assert kept(tmp_path) == "[queries]\na = 'b'\n\"流失\" = 'new'\nz = 'z'\n"


@pytest.mark.parametrize("name", ["", "a b", "a.b", "turn", "@x"])
def test_names_that_could_not_be_asked_for_are_refused(tmp_path: Path, name: str) -> None:
    """``find @turn`` would be a scope."""
    with pytest.raises(UsageError, match="no name for a query"):
        keep_query(project(tmp_path, ""), name, "x")


def test_a_layout_without_a_sure_place_is_left_alone(tmp_path: Path) -> None:
    """An inline table cannot grow by a line."""
    text = "queries = {a = 'b'}\n"
    with pytest.raises(ProjectError, match=r"no sure place for the query; write it below \[queries\] yourself"):
        keep_query(project(tmp_path, text), "q", "x")
    assert kept(tmp_path) == text


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(str.strip),
       st.sampled_from(["a", "流失", "𠮷", "x-1", "_"]))
def test_every_query_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, query: str, name: str) -> None:
    """Quotes of both kinds, backslashes, control characters, full width, emoji, zero width."""
    folder = tmp_path_factory.mktemp("kept")
    before = "[project]\nname = '甲'  # who\n"
    keep_query(project(folder, before), name, query)
    assert kept(folder).startswith(before)
    assert tomllib.loads(kept(folder)) == {"project": {"name": "甲"}, "queries": {name: query.strip()}}


def test_what_an_at_sign_means(tmp_path: Path) -> None:
    """A kept query, else a list of the codebook; anything longer is a query itself."""
    settings = project(tmp_path, "[queries]\n'流失' = 'user_loss & 用'\nthings = 'x'\n")
    book = replace(BOOK, lists={"things": ("平台",), "words": ("用",)})
    assert said_query(settings, book, " @流失 ") == ("user_loss & 用", [])
    assert said_query(settings, book, "@words") == ("@words", [])
    assert said_query(settings, book, "@words & x") == ("@words & x", [])
    query, notes = said_query(settings, book, "@things")
    assert (query, notes) == ("x", ["@things is the kept query; the list of the codebook of this name is {@things}"])
    with pytest.raises(UsageError, match=r"@nope: neither a kept query nor a list .* are 流失, things"):
        said_query(settings, book, "@nope")
