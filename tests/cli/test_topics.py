"""``qualcode topics`` and its commands on a small study: what they print, write and refuse."""

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from qualcode.cli.app import app
from tests.workflow.fields import make_fields


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the study of four fields once; its store is made by the first command."""
    return make_fields(tmp_path_factory.mktemp("topics") / "fields").root


@pytest.fixture
def project(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the study; it is the current one, messages are English."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("QUALCODE_LANG", "en")
    monkeypatch.setenv("QUALCODE_CODER", "王芳")
    return folder


def run(*words: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(app, list(words))


def done(*words: str) -> Result:
    """Run a command that must do its work."""
    result = run(*words)
    assert (result.exit_code, result.exception) == (0, None), result.stderr
    return result


def told(*words: str) -> Any:
    """Run a command with ``--json`` and return what it prints."""
    return json.loads(done(*words, "--json").stdout)


def test_topics_are_shown_with_what_is_to_be_believed(project: Path) -> None:
    """Words, share, stability and code of each; then the verdict, codes, groups and what was done."""
    text = done("topics").stdout
    head, *rows = text.partition("4 topics")[0].splitlines()
    assert head.split() == ["Topic", "Words", "Words", "by", "FREX", "Share", "People", "NPMI", "Stability", "Code"]
    assert len([row for row in rows if row[1:3] == "  "]) == 4
    for said in ("4 topics, all of them stable.", "By town", "大同镇 (n = 4)", "Left out of the vocabulary: ",
                 "Fitted with 3 seeds, 7 to 9", "Exploratory: ", "role: no participant has such an attribute"):
        assert said in text


def test_json_has_every_table(project: Path) -> None:
    """Programs get what a workbook has, and what was done."""
    found = told("topics", "--number", "3", "--seeds", "1", "--terms", "5")
    assert list(found) == ["topics", "words", "codes", "unfound_codes", "unnamed_topics", "prevalence_town", "numbers",
                           "dropped", "method", "notes"]
    assert [len(row["terms"].split()) for row in found["topics"]] == [5, 5, 5]
    assert {row["state"] for row in found["topics"]} == {"unknown"}


def test_auto_chooses_the_number(project: Path) -> None:
    """What the settings say is overridden; the table of numbers that were tried is there."""
    assert [row["number"] for row in told("topics", "--k", "auto", "--seeds", "1")["numbers"]][:2] == [3, 4]
    assert told("topics", "--seeds", "1")["numbers"] == []


def test_keywords_and_covariates(project: Path) -> None:
    """Codes that commas part begin topics of the model keyword, which is told the town; that is not tested then."""
    found = told("topics", "--seed-codes", "platform，farming", "--covariate", "town", "--seeds", "2")
    assert [row["label"] for row in found["topics"]] == ["platform", "farming", "", ""]
    assert "The model was told of each document: town." in found["method"]
    assert {row["q"] for row in found["prevalence_town"]} == {None}


def test_files_are_written_and_the_screen_stays_empty(project: Path, tmp_path: Path) -> None:
    """Several files of one fit, each named."""
    names = [str(tmp_path / f"topics{ending}") for ending in (".docx", ".html", ".csv", ".xlsx")]
    result = done("topics", "--seeds", "1", *(word for name in names for word in ("-o", name)))
    assert result.stdout == ""
    assert [line for line in result.stderr.splitlines() if line.startswith("written: ")] == [
        f"written: {name}" for name in names]
    assert all(Path(name).stat().st_size > 1000 for name in names)


def test_saved_topics_are_listed_shown_and_applied(project: Path, tmp_path: Path) -> None:
    """One name leads through all of it; what was applied has a row a participant and a row a document."""
    assert "topics-mine.npz" in done("topics", "--save", "mine").stderr
    row = next(one for one in told("topics", "list") if one["name"] == "mine")
    assert (row["topics"], row["stable"], row["problem"]) == (4, 4, "")
    shown = told("topics", "show", "mine", "--terms", "3")
    assert [len(one["terms"].split()) for one in shown["topics"]] == [3, 3, 3, 3]
    assert "A document is a window" in done("topics", "show", "mine").stdout
    applied = told("topics", "apply", "mine")
    assert len(applied["participants"]) == 9
    assert "very documents" in applied["captions"][-1]
    path = tmp_path / "applied.xlsx"
    done("topics", "apply", "mine", "-o", str(path))
    assert load_workbook(path).sheetnames == ["Participants", "Documents", "Notes"]
    assert "V00" in done("topics", "apply", "mine").stdout
    assert "mine" in done("topics", "list").stdout


def test_sheets_are_written_filled_and_scored(project: Path, tmp_path: Path) -> None:
    """Of a saved model, or of what the settings make; two raters who are right agree and are precise."""
    done("topics", "--save", "sheets")
    path = tmp_path / "sheets.xlsx"
    result = done("topics", "intrusion", "--saved", "sheets", "-o", str(path))
    assert "sheets_key.json" in result.stderr
    assert "nobody the key" in result.stdout
    key = tmp_path / "sheets_key.json"
    items = {one["id"]: one for one in json.loads(key.read_text(encoding="utf-8"))["items"]}
    books = [tmp_path / f"sheets_{number}_{kind}.xlsx" for number in (1, 2) for kind in ("words", "topics")]
    for place, book in enumerate(books):
        filled = load_workbook(book)
        for row in filled.worksheets[0].iter_rows(min_row=2):
            item = items[row[0].value]
            wrong = place > 1 and item["kind"] == "word" and item["topic"] == 1
            row[-1].value = item["intruder"] % 6 + 1 if wrong else item["intruder"]
        filled.save(book)
    words = ("topics", "intrusion", "--score", *map(str, books), "--key", str(key))
    found = told(*words)
    assert found["raters"] == ["sheets_1", "sheets_2"]
    assert [(row["topic"], row["precision"]) for row in found["precision"]] == [
        (1, 0.5), (2, 1), (3, 1), (4, 1), (0, 0.875), (0, 1)]
    assert [one["percent"] for one in found["agreement"]] == [0.75, 1]
    text = done(*words).stdout
    assert "Agreement on 8 items (words): 75% of answers" in text
    assert "0.40–0.97" in text or "words" in text
    assert "is there already" in run("topics", "intrusion", "--saved", "sheets", "-o", str(path)).stderr


def test_sheets_of_what_the_settings_make(project: Path, tmp_path: Path) -> None:
    """Without a saved model topics are fitted; one rater gets two workbooks; a name without ending is a folder."""
    done("topics", "intrusion", "-o", str(tmp_path / "tests"), "--raters", "1", "--items", "1")
    assert sorted(path.name for path in (tmp_path / "tests").iterdir()) == [
        "intrusion_1_topics.xlsx", "intrusion_1_words.xlsx", "intrusion_key.json"]


@pytest.mark.parametrize(("words", "said"), [
    (("--k", "many"), "--k many: write a whole number, or auto"),
    (("--model", "lda"), "there is no topic model lda"),
    (("--size", "4"), "windows of 4 words"),
    (("--by", "height"), "height: no participant has such an attribute"),
    (("--seed-codes", "nothing"), "there is no code or theme nothing"),
    (("-o", "topics.pdf"), "topics.pdf: topics cannot be written to this ending"),
    (("--save", "a/b"), "a/b: a model is called by letters"),
    (("show", "nothing"), "there is no saved model nothing"),
    (("intrusion",), "name the sheets to write"),
    (("intrusion", "x.xlsx", "-o", "y.xlsx"), "x.xlsx: filled sheets are scored with --score"),
    (("intrusion", "-o", "y.csv"), "y.csv: sheets are workbooks"),
    (("intrusion", "--score", "x.xlsx"), "--score needs the key")])
def test_wrong_words_end_with_2(project: Path, words: tuple[str, ...], said: str) -> None:
    """One line says what is wrong and what to write instead."""
    result = run("topics", *words)
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1].startswith("error: ")
    assert said in result.stderr


def test_what_the_text_cannot_carry_ends_with_1(project: Path) -> None:
    """Too many topics: the message says how many there can be."""
    result = run("topics", "--k", "500")
    assert result.exit_code == 1
    assert "500 topics cannot be fitted to" in result.stderr
