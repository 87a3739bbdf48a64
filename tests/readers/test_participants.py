"""The attribute table and who is who."""

from pathlib import Path

import openpyxl
import pytest

from qualcode.errors import ReadError
from qualcode.model import Role
from qualcode.readers.join import join
from qualcode.readers.participants import ParticipantRow, read_participants
from tests.readers.make import check, roles, transcript

TALK = "说话人1：会用吗？\n说话人2：不会。\n说话人1：为什么？\n说话人2：没人教。\n"


def rows(text: str, folder: Path, encoding: str = "utf-8") -> tuple[ParticipantRow, ...]:
    """Read a table from a csv file."""
    path = folder / "participants.csv"
    path.write_bytes(text.encode(encoding))
    return read_participants(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_typed_values_under_canonical_keys(tmp_path: Path, encoding: str) -> None:
    """Numbers where a whole column is numeric, texts elsewhere; missing markers are None where they must be."""
    text = (
        "受访者编号,文件,说话人,所在村,年龄,时长（分钟）,政治面貌,电话,每天手机时长\n"
        "DT-1,a.txt,答,石坝村,68岁,70,无,0139,1.5\n\nDT-2,b,,柏林村,不详,12分钟,,0138,2\n"
    )
    found = rows(text, tmp_path, encoding)
    assert [(row.number, row.id, row.file, row.speaker) for row in found] == [
        (2, "DT-1", "a.txt", "答"),
        (4, "DT-2", "b", ""),
    ]
    assert dict(found[0].attributes) == {
        "village": "石坝村",
        "age": 68,
        "duration": 70,
        "political_status": "无",
        "电话": "0139",
        "每天手机时长": 1.5,
    }
    assert dict(found[1].attributes) == {
        "village": "柏林村",
        "age": None,
        "duration": 12,
        "political_status": None,
        "电话": "0138",
        "每天手机时长": 2.0,
    }


def test_a_workbook_gives_the_same(tmp_path: Path) -> None:
    """Whole numbers in Excel are whole, dates are ISO, empty rows are left out."""
    import datetime

    book = openpyxl.Workbook()
    for row in (
        ["编号", "年龄", "访谈日期"],
        ["DT-1", 68, datetime.datetime(2024, 3, 12)],
        [None, None, None],
        ["DT-2", None, None],
    ):
        book.active.append(row)
    book.save(tmp_path / "p.xlsx")
    found = read_participants(tmp_path / "p.xlsx")
    assert [dict(row.attributes) for row in found] == [{"age": 68, "date": "2024-03-12"}, {"age": None, "date": None}]


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "empty"),
        ("姓名,年龄\n王,3\n", "no column 编号"),
        ("编号,年龄\n,3\n", "row 2 has no 编号"),
        ("编号,文件,性别\nA,a,男\nA,b,女\n", "rows 2 and 3 are both A but differ in gender"),
        ("编号,文件,性别\nA,a,男\nA,a,男\n", "rows 2 and 3 say the same"),
    ],
)
def test_tables_that_cannot_be_used(tmp_path: Path, text: str, match: str) -> None:
    """Each message names the row and what to do."""
    with pytest.raises(ReadError, match=match):
        rows(text, tmp_path)


def test_other_endings_are_no_tables(tmp_path: Path) -> None:
    """An attribute table is csv or xlsx."""
    with pytest.raises(ReadError, match=r"\.csv or \.xlsx"):
        read_participants(tmp_path / "p.docx")


@pytest.mark.parametrize("file", ["DT-C01", "dt-c01.TXT", "transcripts/DT-C01.txt", "transcripts\\DT-C01.docx"])
def test_join_by_file_and_speaker(tmp_path: Path, file: str) -> None:
    """The file may be written with its ending, its folder, in another case."""
    read = transcript(TALK)
    joined = join([read], rows(f"编号,文件,说话人,身份,年龄\nP1,{file},说话人 2,平台管理员,61\n", tmp_path))
    assert dict(joined.links) == {("DT-C01", "说话人2"): "P1"}
    assert [dict(person.attributes) for person in joined.participants] == [
        {"role": "平台管理员", "age": 61, "role_group": "village_cadre", "age_band": "60+"}
    ]
    speaker = joined.transcripts[0].speakers[1]
    assert (speaker.role, speaker.confidence, speaker.reason) == (Role.RESPONDENT, 1.0, "table")
    assert (joined.unmatched_rows, joined.unmatched_speakers, joined.warnings) == ((), (), ())


def test_the_table_overrules_behaviour_and_the_rest_is_inferred_again(tmp_path: Path) -> None:
    """The one who asks most is a respondent when the table says so."""
    read = transcript(TALK)
    assert roles(read) == {"说话人1": "interviewer", "说话人2": "respondent"}
    (settled,) = join([read], rows("编号,文件,说话人\nP1,DT-C01,说话人1\n", tmp_path)).transcripts
    check(settled)
    assert roles(settled)["说话人1"] == "respondent"
    assert (settled.text, [turn.span for turn in settled.turns]) == (read.text, [turn.span for turn in read.turns])


def test_the_speaker_may_be_left_out_where_one_answers(tmp_path: Path) -> None:
    """With several respondents the message names them."""
    table = rows("编号,文件\nP1,DT-C01\n", tmp_path)
    assert dict(join([transcript(TALK)], table).links) == {("DT-C01", "说话人2"): "P1"}
    several = join(
        [
            transcript(
                "主持人：用过吗？\n村民甲：用过。\n村民乙：没有。\n主持人：为啥？\n村民乙：难。\n村民甲：不难。\n"
            )
        ],
        table,
    )
    assert several.unmatched_rows == ((2, "P1"),)
    assert "村民甲, 村民乙" in several.warnings[0]
    assert [person.id for person in several.participants] == ["DT-C01/村民甲", "DT-C01/村民乙"]


def test_the_number_in_the_header_joins(tmp_path: Path) -> None:
    """A file whose header states the 编号 needs no file column."""
    read = transcript("编号：P7\n\n" + TALK)
    assert dict(join([read], rows("编号,性别\nP7,女\n", tmp_path)).links) == {("DT-C01", "说话人2"): "P7"}


def test_one_person_in_two_files(tmp_path: Path) -> None:
    """Two rows with one 编号 are one participant; what belongs to the meetings goes to the transcripts."""
    first, second = transcript(TALK, name="A"), transcript(TALK, name="B")
    table = rows(
        "编号,文件,说话人,性别,年龄,访谈日期\nP1,A,说话人2,女,,2023-1-1\nP1,B,说话人2,女,40,2024-1-1\n", tmp_path
    )
    joined = join([first, second], table)
    assert dict(joined.links) == {("A", "说话人2"): "P1", ("B", "说话人2"): "P1"}
    assert [dict(person.attributes) for person in joined.participants] == [
        {"gender": "女", "age": 40, "date": None, "age_band": "30-44"}
    ]
    assert [read.attributes["date"] for read in joined.transcripts] == ["2023-1-1", "2024-1-1"]


def test_rows_and_speakers_without_each_other_are_listed(tmp_path: Path) -> None:
    """A speaker that does not speak, a file that is not there, a respondent without a row."""
    read = transcript("问：会用吗？\n村民甲：会。\n问：您呢？\n村民乙：不会。\n")
    joined = join([read], rows("编号,文件,说话人\nP1,DT-C01,村民甲\nP2,DT-C01,村民丙\nP3,gone,村民甲\n", tmp_path))
    assert joined.unmatched_rows == ((3, "P2"), (4, "P3"))
    assert joined.unmatched_speakers == (("DT-C01", "村民乙"),)
    assert [(person.id, person.listed) for person in joined.participants] == [("P1", True), ("DT-C01/村民乙", False)]
    assert len(joined.warnings) == 1


def test_without_a_table_the_header_describes_the_respondent() -> None:
    """A respondent without a row is called like the transcript and has what the header says of the person."""
    joined = join([transcript("访谈对象：王某，男，56岁，村支书\n访谈地点：村委会\n\n问：会用吗？\n答：不会。\n")], ())
    assert [(person.id, dict(person.attributes), person.listed) for person in joined.participants] == [
        (
            "DT-C01",
            {"role": "村支书", "gender": "男", "age": 56, "role_group": "village_cadre", "age_band": "45-59"},
            False,
        )
    ]
    assert joined.unmatched_speakers == ()


def test_further_role_groups(tmp_path: Path) -> None:
    """The settings extend the groups that rules speak of."""
    table = rows("编号,文件,说话人,身份\nP1,DT-C01,说话人2,妇女主任\n", tmp_path)
    (person,) = join([transcript(TALK)], table, {"village_cadre": ("妇女主任",)}).participants
    assert person.attributes["role_group"] == "village_cadre"


def test_headings_as_researchers_vary_them(tmp_path: Path) -> None:
    """说话者, 所在乡镇 and 村名 are the columns that they look like."""
    path = tmp_path / "people.csv"
    path.write_text("访谈编号,文件名,说话者,所在乡镇,村名\nP1,甲,王大爷,大同镇,柏林村\n", encoding="utf-8")
    [row] = read_participants(path)
    assert (row.id, row.file, row.speaker, dict(row.attributes)) == (
        "P1", "甲", "王大爷", {"town": "大同镇", "village": "柏林村"})
