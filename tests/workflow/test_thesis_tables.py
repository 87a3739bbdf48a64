"""The verb ``tables``: all eleven, from a study, from less than a study and from nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from qualcode.analysis.thesis.table import ThesisTable
from qualcode.errors import ReadError, UsageError
from qualcode.model import Codebook, Coding, Corpus
from qualcode.settings import Settings
from qualcode.store import Coder
from qualcode.store.history import entries
from qualcode.store.people import put_coder
from qualcode.workflow import decide
from qualcode.workflow.new import new
from qualcode.workflow.study import Study, standing_codings
from qualcode.workflow.thesis_document import FORMATS, full_caption, printed, write_tables
from qualcode.workflow.thesis_tables import NUMBERS, Layout, holds_no_interview, tables, tables_of_nothing, unit_of
from tests.factories import make_codebook, make_codings, make_corpus, make_transcript
from tests.workflow.study import make_project, now, opened, read_settings

CORPUS, BOOK = make_corpus(), make_codebook()
CODINGS = make_codings(CORPUS)
ALL = [*NUMBERS[:9], "T10-1", "T10-2", "T11"]


def made(
    corpus: Corpus = CORPUS, codings: list[Coding] | None = None, book: Codebook = BOOK, **options: object,
) -> dict[str, ThesisTable]:
    """Return the tables by number, each of which is there or says why not."""
    result = tables(corpus, book, CODINGS if codings is None else codings, **options)  # type: ignore[arg-type]
    assert all(bool(one.empty_reason) != bool(one.rows) for one in result.tables)
    return {one.number: one for one in result.tables}


def empty(found: dict[str, ThesisTable]) -> list[str]:
    """Return the numbers of the tables that cannot be made."""
    return [number for number, table in found.items() if table.empty_reason]


def test_all_tables_of_a_coded_study() -> None:
    """Eleven tables, the tenth by town and by role; without a study nobody is compared."""
    found = made()
    assert (list(found), empty(found)) == (ALL, ["T7"])
    assert full_caption(found["T10-1"]) == "Table 10-1. Codes by town"
    assert not any("大同访谈" in cell or "平乐访谈" in cell
                   for table in found.values() for row in table.rows for cell in row)


def test_interviews_without_codings_are_called_by_their_label() -> None:
    """A file's name may be a person's: the note does not tell it either, and only the researcher learns of it."""
    corpus = replace(CORPUS, transcripts=(*CORPUS.transcripts, make_transcript("王芳自述", [("答", "好。")])))
    result = tables(corpus, BOOK, CODINGS, only=["T6"])
    assert "Nothing is coded in I01:" in result.tables[0].note
    assert result.hidden == {"R01": "平乐访谈2", "I01": "王芳自述"}


def test_nothing_coded_leaves_who_what_is_said_and_the_codebook() -> None:
    """Everything else has one sentence why, and no number."""
    assert empty(made(codings=[])) == ["T2", "T3", "T4", "T5", "T6", "T7", "T9", "T10-1", "T10-2"]


def test_nothing_at_all_leaves_the_codebook() -> None:
    """No transcripts, no people, no words."""
    found = made(Corpus(()), [])
    assert empty(found) == ALL[:-1]
    assert found["T8"].empty_reason.startswith("The respondents said nothing")


def test_one_interview_and_one_town() -> None:
    """One interview has no saturation, and nothing to compare, but all else."""
    one = CORPUS.subset(["大同访谈1"])
    found = made(one, [coding for coding in CODINGS if coding.transcript == "大同访谈1"])
    assert empty(found) == ["T6", "T7"]
    assert found["T6"].empty_reason == "Saturation needs at least two interviews; there are 1"
    assert "Not tested:" in found["T10-1"].note


def test_attributes_are_called_by_their_headings(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a Chinese note too, where the error names the attribute."""
    one = CORPUS.subset(["大同访谈1"])
    monkeypatch.setenv("QUALCODE_LANG", "zh")
    note = made(one, [coding for coding in CODINGS if coding.transcript == "大同访谈1"], only=["T10"])["T10-1"].note
    assert ("乡镇：" in note, "town" in note) == (True, False)


def test_a_table_without_what_identifies_and_one_with_parts_of_speech() -> None:
    """Both on request."""
    found = made(only=["T1", "T8"], layout=Layout(anonymous=True, pos=True, top=2))
    assert [one.name for one in found["T1"].columns] == ["participant", "town", "role", "age_band", "characters"]
    assert [one.name for one in found["T8"].columns] == ["rank", "word", "pos", "frequency"] * 2


def test_print_has_no_marks_around_commands() -> None:
    """What is code on a screen is plain in a table."""
    table = ThesisTable("T7", "信度", empty_reason="Code a sample (`qualcode sample`).")
    assert printed(table).note == "Code a sample (qualcode sample)."


def test_an_attribute_that_nobody_has() -> None:
    """The table says which column to add."""
    found = made(only=["t10"], layout=Layout(by=("gender",)))
    assert list(found) == ["T10"]
    assert found["T10"].empty_reason == (
        "No participant has the attribute gender; add a column for it to the attribute table.")


def test_options_choose_codings_words_and_units() -> None:
    """Only what is asked for is counted, and the notes say it."""
    found = made(states=["accepted"], only=["T5"])
    assert found["T5"].rows[-1] == ("Sum", "", "1", "1", "100.00")
    assert "States counted: accepted" in found["T5"].note
    words = made(only=["T8", "T9"], layout=Layout(top=4, words=True, nodes=3, cut_off=1, unit="participant"))
    assert [len(words[number].rows) for number in ("T8", "T9")] == [2, 3]
    assert words["T9"].caption == "Co-occurrence of words"
    nested = made(only=["T6"], book=replace(BOOK, codes=tuple(replace(one, parent=None) for one in BOOK.codes)))
    assert [one.name for one in nested["T6"].columns].count("n_new_categories") == 1


@pytest.mark.parametrize("options", [{"only": ["T12"]}, {"states": ["x"]}, {"codes": ["x"]},
                                     {"layout": Layout(hold_out="2")}])
def test_what_does_not_exist_is_refused(options: dict[str, object]) -> None:
    """A slip of the pen is no empty table."""
    with pytest.raises(UsageError):
        made(**options)


def test_an_order_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """The file of the order is the caller's."""
    (tmp_path / "order.txt").write_bytes(b"\xff\xff")
    with pytest.raises(ReadError):
        made(only=["T6"], layout=Layout(order=str(tmp_path / "order.txt")))


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    """Return a study with two coders who have decided on every proposal, the second blind."""
    settings = make_project(tmp_path / "study")
    study = opened(settings)
    with study.store.writing("王芳", "coder") as operation:
        put_coder(operation, Coder("王芳"))
        put_coder(operation, Coder("李雷", blind=True))
    return settings


def coded(settings: Settings, coder: str) -> Study:
    """Let a coder accept every proposal, and return the study."""
    study = opened(settings, coder)
    for one in now(study, coders=("rules",)):
        decide.accept(study, [one.coding.id])
    return opened(settings)


def reliability(study: Study, **options: object) -> ThesisTable:
    """Return T7."""
    return made(study.corpus, standing_codings(study), study.codebook, study=study, only=["T7"], **options)["T7"]


def test_reliability_needs_two_who_coded(project: Settings) -> None:
    """One coder is none to compare with; two agree."""
    assert "there are 1;" in reliability(coded(project, "王芳")).empty_reason
    study = coded(project, "李雷")
    with study.store.writing("王芳", "coder") as operation:
        put_coder(operation, Coder("李雷"))
    table = reliability(opened(project))
    assert [row[0] for row in table.rows] == ["Literacy", "Convenience", "All decisions", "Mean of codes"]
    assert {row[-1] for row in table.rows} == {"1.000"}
    assert "there are 1;" in reliability(opened(project), coders=["王芳"]).empty_reason


def test_making_tables_never_ends_blindness(project: Settings) -> None:
    """Who codes blind is not compared, and nothing is written."""
    coded(project, "王芳")
    study = coded(project, "李雷")
    with study.store.reading() as connection:
        before = [one.id for one in entries(connection)]
    assert reliability(study).empty_reason.startswith("李雷 code blind; `qualcode agree`")
    with study.store.reading() as connection:
        assert [one.id for one in entries(connection)] == before


def test_a_new_project_has_no_interview(tmp_path: Path) -> None:
    """The attribute table is none; the codebook of the template is the one table there is."""
    new(tmp_path)
    settings = read_settings(tmp_path)
    assert holds_no_interview(settings)
    found = {one.number: one for one in tables_of_nothing(settings, only=["T1", "T11"]).tables}
    assert [bool(one.empty_reason) for one in found.values()] == [True, False]
    (tmp_path / "transcripts" / "A1.txt").write_text("问：好？\n答：好。\n", encoding="utf-8")
    assert not holds_no_interview(settings)


def test_units_of_co_occurrence_are_known_words() -> None:
    """Any other is refused with a list of them."""
    assert unit_of("turn") == "turn"
    with pytest.raises(UsageError, match="transcript"):
        unit_of("page")


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_holds_every_table(tmp_path: Path, form: str) -> None:
    """The same bytes for the same tables."""
    result = tables(CORPUS, BOOK, CODINGS)
    path = write_tables(result, tmp_path / f"a{FORMATS[form]}", form)
    again = write_tables(tables(CORPUS, BOOK, CODINGS), tmp_path / f"b{FORMATS[form]}", form)
    assert path.read_bytes() == again.read_bytes()
    with pytest.raises(UsageError):
        write_tables(result, path, "pdf")


def test_headings_are_those_of_people() -> None:
    """Attributes begin with a capital in English, groups stand above their heading, numbers are known as such."""
    table = printed(tables(CORPUS, BOOK, CODINGS, only=["T1"]).tables[0])
    assert table.header == ("Participant", "Town", "Role or position", "Age", "Characters")
    assert table.numbers == {3, 4}
    groups = printed(tables(CORPUS, BOOK, CODINGS, only=["T10"]).tables[0])
    assert groups.header[1] == "大同镇\n(n=2)\nReferences"
