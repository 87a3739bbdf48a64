"""From topics to sheets, and from filled sheets to scores."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from qualcode.errors import ReadError, UsageError
from qualcode.exporters.csv import write_csv
from qualcode.readers.sheet import read_sheets
from qualcode.topics.intrusion import word_items
from qualcode.topics.intrusion_tables import topic_sheet, word_sheet
from qualcode.workflow.intrusion import make_intrusion, rater_of, score_intrusion, write_intrusion
from qualcode.workflow.topic_prevalence import prevalence
from qualcode.workflow.topics import topics
from tests.topics.test_topics import CORPUS, FEW


@pytest.fixture(scope="module")
def found():
    """Fit four topics of four fields."""
    return topics(CORPUS, number=4, **FEW)


@pytest.fixture(scope="module")
def made(found):
    """Make the items of both sheets."""
    return make_intrusion(found, CORPUS)


def fill(made, path: Path, kind: str, answer) -> Path:
    """Write a filled sheet; ``answer`` is called with each item."""
    table = word_sheet(made.items) if kind == "word" else topic_sheet(made.items)
    table["answer"] = [answer(next(item for item in made.items if item.id == one)) for one in table["item"]]
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_csv(table, path)


def wrong(item):
    """Name another option than the intruder."""
    return str(item.intruder % len(item.options) + 1)


def key_of(made, folder: Path) -> Path:
    """Write sheets and return their key."""
    return write_intrusion(made, folder / "intrusion.xlsx")[-1]


def test_written_sheets_are_workbooks_with_an_empty_column_and_a_key_apart(made, tmp_path):
    """Words and topics apart for each rater, alike for all, with a row an item; the key is not in them."""
    files = write_intrusion(made, tmp_path / "sheets.xlsx", raters=2)
    assert [path.name for path in files] == [
        "sheets_1_words.xlsx", "sheets_1_topics.xlsx", "sheets_2_words.xlsx", "sheets_2_topics.xlsx", "sheets_key.json"]
    (words, _note), (topics, _other) = (read_sheets(one.read_bytes(), one.name, ".xlsx") for one in files[:2])
    assert words[0] == ["Item", "1", "2", "3", "4", "5", "6", "Which does not belong? (its number)"]
    assert [tuple(row[1:7]) for row in words[1:]] == [item.options for item in made.items if item.kind == "word"]
    assert [row[1] for row in topics[1:]] == [item.passage for item in made.items if item.kind == "topic"]
    assert {"".join(row[7:]) for row in words[1:]} == {""}
    assert files[0].read_bytes() == files[2].read_bytes()


def test_sheets_that_may_hold_answers_are_never_written_over(made, tmp_path):
    """A file of one of the names is refused, and so is what is no workbook."""
    write_intrusion(made, tmp_path / "sheets.xlsx", raters=1)
    with pytest.raises(UsageError, match=r"sheets_1_words\.xlsx: is there already"):
        write_intrusion(made, tmp_path / "sheets.xlsx")
    with pytest.raises(UsageError, match=r"sheets\.csv: sheets are workbooks"):
        write_intrusion(made, tmp_path / "sheets.csv")


def test_filled_workbooks_of_one_person_are_scored_together(made, tmp_path):
    """Names of files tell who it was."""
    from openpyxl import load_workbook

    *books, key = write_intrusion(made, tmp_path / "intrusion.xlsx", raters=1)
    known, mine = {item.id: item for item in made.items}, [tmp_path / f"王_{kind}.xlsx" for kind in ("words", "topics")]
    for book, name in zip(books, mine, strict=True):
        filled = load_workbook(book)
        for row in filled.worksheets[0].iter_rows(min_row=2):
            row[-1].value = known[row[0].value].intruder
        filled.save(name)
    scored = score_intrusion(mine, key)
    assert (scored.raters, scored.scores.words[-1].value, scored.scores.topics.value) == (("王",), 1, 1)
    assert scored.scores.unanswered == {"王": 0}


def test_sheets_of_other_topics_have_their_answers_elsewhere(found, made):
    """Who answers the sheets of two models learns nothing of one from the other."""
    other = replace(found.fitted, spelling={}, vocabulary=replace(
        found.fitted.vocabulary, words=tuple(f"{word}甲" for word in found.fitted.vocabulary.words)))
    places = [[item.intruder for item in word_items(fitted)] for fitted in (found.fitted, other)]
    assert places[0] == [item.intruder for item in made.items if item.kind == "word"]
    assert places[0] != places[1]


def test_two_raters_are_scored_and_compared(made, found, tmp_path):
    """One finds every intruder, the other none among words; they agree nowhere there and everywhere among topics."""
    key = key_of(made, tmp_path)
    files = [
        fill(made, tmp_path / "intrusion_words_甲.csv", "word", lambda item: item.options[item.intruder - 1]),
        fill(made, tmp_path / "intrusion_topics_甲.csv", "topic", lambda item: f"{item.intruder}"),
        fill(made, tmp_path / "乙" / "intrusion_words.csv", "word", wrong),
        fill(made, tmp_path / "乙" / "intrusion_topics.csv", "topic", lambda item: f" {item.intruder}.0"),
    ]
    scored = score_intrusion(files, key)
    assert scored.raters == ("甲", "乙")
    overall = scored.scores.words[-1]
    assert (overall.answers, overall.right) == (16, 8)
    assert [(one.kind, one.items, one.percent.value) for one in scored.agreed] == [("word", 8, 0), ("topic", 8, 1)]
    assert scored.agreed[1].alpha.value == 1
    assert scored.scores.mean_log_odds == 0
    assert scored.states == {topic.number: topic.stability.state for topic in found.topics}
    assert scored.table["state"].tolist()[:4] == [scored.states[number] for number in (1, 2, 3, 4)]


def test_one_rater_with_empty_cells_has_scores_and_no_agreement(made, tmp_path):
    """Empty answers are not wrong ones."""
    key = key_of(made, tmp_path)
    path = fill(made, tmp_path / "intrusion_words_甲.csv", "word",
                lambda item: str(item.intruder) if item.topic == 1 else "")
    scored = score_intrusion([path], key)
    assert [(one.topic, one.answers, one.right) for one in scored.scores.words][:2] == [(1, 2, 2), (2, 0, 0)]
    assert scored.agreed == ()
    assert scored.scores.unanswered == {"甲": 14}


@pytest.mark.parametrize(("change", "said"), [
    (lambda rows: [*rows[:1], [*rows[1][:-1], "9"], *rows[2:]], "row 2: the answer is none of the options"),
    (lambda rows: [*rows[:1], [rows[1][0], "x", *rows[1][2:]], *rows[2:]], "row 2 is not as the key has it"),
    (lambda rows: [*rows[:1], ["W99", *rows[1][1:]], *rows[2:]], "row 2: the key has no item W99"),
    (lambda rows: [*rows, rows[1]], "row 10: W0. stands there a second time"),
])
def test_what_does_not_fit_the_key_is_refused(made, tmp_path, change, said):
    """The row is named, what stands in it is not."""
    key = key_of(made, tmp_path)
    path = fill(made, tmp_path / "intrusion_words_甲.csv", "word", wrong)
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(change(rows))
    with pytest.raises(UsageError, match=said):
        score_intrusion([path], key)


def test_files_that_are_no_sheets_or_keys_are_refused(made, tmp_path):
    """Each message says which file it is about."""
    key = key_of(made, tmp_path)
    path = fill(made, tmp_path / "intrusion_words_甲.csv", "word", wrong)
    with pytest.raises(ReadError, match=r"intrusion_words_甲\.csv: no key"):
        score_intrusion([path], path)
    with pytest.raises(UsageError, match="no filled sheet"):
        score_intrusion([], key)
    with pytest.raises(ReadError, match=r"intrusion_key\.json: a filled sheet is one of"):
        score_intrusion([key], key)
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ReadError, match=r"other.csv: no sheet"):
        score_intrusion([tmp_path / "other.csv"], key)
    with pytest.raises(UsageError, match="answered in another file"):
        score_intrusion([path, fill(made, tmp_path / "intrusion_words_甲_.csv", "word", wrong)], key)
    with pytest.raises(UsageError, match="ask for 1 to 4"):
        make_intrusion(topics(CORPUS, number=2, seeds=1, resamples=0, shuffles=0), CORPUS, items=5)


def test_two_topics_have_word_items_only():
    """The note says why there are no topic items."""
    made = make_intrusion(topics(CORPUS, number=2, seeds=1, resamples=0, shuffles=0), CORPUS)
    assert {item.kind for item in made.items} == {"word"}
    assert "4 topics or more" in made.note


@pytest.mark.parametrize(("path", "rater"), [
    ("intrusion_words_王.xlsx", "王"), ("王/intrusion_topics.csv", "王"), ("李-intrusion_words.csv", "李"),
    ("x/intrusion_words（𠮷）.xlsx", "𠮷")])
def test_the_name_of_a_file_or_folder_is_the_raters(path, rater):
    """What is left of the file's name, else the folder."""
    assert rater_of(Path(path)) == rater


def test_prevalence_of_a_study_in_which_towns_speak_alike(found):
    """Every topic is tested between towns, over all people, with the seeds' spread beside it."""
    compared = prevalence(found, CORPUS, by="town", draws=100)
    assert [len(people) for people in [compared.comparison.outcomes.people]] == [9]
    assert compared.states == {"1": "stable", "2": "stable", "3": "stable", "4": "stable"}
    assert [summary.n for summary in compared.comparison.codes[0].groups] == [4, 5]
    assert compared.comparison.family == 0  # four people on a side are described
    assert compared.fits == len(found.fitted.measured.fits)


@pytest.mark.parametrize("change", [
    {"intruder": 99}, {"intruder": 0}, {"kind": "x"}, {"options": ["a", "b"]}, {"shares": [0.5]}])
def test_a_key_that_was_changed_is_no_key(made, tmp_path, change):
    """An item that cannot be scored is found when the key is read, not when it is scored."""
    key = key_of(made, tmp_path)
    whole = json.loads(key.read_text(encoding="utf-8"))
    whole["items"][0] |= change
    key.write_text(json.dumps(whole), encoding="utf-8")
    with pytest.raises(ReadError, match="no key of an intrusion test"):
        score_intrusion([fill(made, tmp_path / "intrusion_words_甲.csv", "word", wrong)], key)
