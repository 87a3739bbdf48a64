"""The table of participants."""

from dataclasses import replace

from qualcode.analysis.counts import Speech
from qualcode.analysis.participants import (
    participants_overview,
    recognisable,
    spoken_characters,
    spoken_minutes,
    stated,
)
from qualcode.model import Corpus, Participant
from tests.factories import make_corpus, make_transcript

CORPUS = make_corpus()


def people(*attributes: dict[str, object], **header: str) -> Corpus:
    """Build a corpus of participants P1, P2 … with one transcript each, all with the same header."""
    transcripts = tuple(make_transcript(f"t{i}", [("问", "好？"), ("答", "好的，𠮷😀。")], **header)
                        for i, _one in enumerate(attributes, start=1))
    persons = tuple(Participant(f"P{i}", one) for i, one in enumerate(attributes, start=1))
    return Corpus(transcripts, persons, {(one.name, "答"): f"P{i}" for i, one in enumerate(transcripts, start=1)})


def test_columns_that_nobody_has_are_left_out() -> None:
    """Town, role, age and spoken characters are all that this study knows; missing stays missing."""
    result = participants_overview(CORPUS)
    assert list(result.table.columns) == ["participant", "town", "role_position", "age", "characters"]
    rows = [[None if str(cell) == "<NA>" else cell for cell in row]
            for row in result.table.itertuples(index=False, name=None)]
    said = spoken_characters(CORPUS, Speech(CORPUS))
    assert rows == [
        ["DT-C01", "大同镇", "村支书/主任", 52, said["DT-C01"]], ["DT-V02", "大同镇", "普通村民", 71, said["DT-V02"]],
        ["PL-V01", "平乐镇", "普通村民", None, said["PL-V01"]], ["PL-C02", "平乐镇", "乡镇干部", 39, None],
        ["平乐访谈2", None, None, None, said["平乐访谈2"]]]
    assert result.caption == (
        "Participants: 5, in 4 transcripts; characters are those that each of them speaks, without punctuation and "
        "notes. People in the attribute table who are in no transcript: 1.")


def test_characters_are_the_respondents_without_punctuation_and_notes() -> None:
    """我不会用智能手机 8, 都是孙子帮我弄 7, 没得 2; the bystander's and （笑） are not counted, 𠮷 is one."""
    assert spoken_characters(CORPUS)["DT-V02"] == 17
    assert spoken_characters(people({})) == {"P1": 3}


def test_all_columns_of_a_thesis() -> None:
    """Position beside role, the day in one form, mode and length from the header."""
    known = {"town": "大同镇", "village": "石坝村", "role": "村支书/主任", "position": "村主任", "gender": "女",
             "age": 50.5, "education": "高中", "political_status": "中共党员"}
    table = participants_overview(people(known, date="2024年3月12日下午", mode="面访", duration="1小时")).table
    assert table.iloc[0].to_dict() == {
        "participant": "P1", "town": "大同镇", "village": "石坝村", "role_position": "村支书/主任, 村主任",
        "gender": "女", "age": 50.5, "education": "高中", "political_status": "中共党员", "date": "2024-03-12",
        "mode": "面访", "minutes": 60.0, "characters": 3}


def test_bands_stand_in_where_no_age_is_known() -> None:
    """Either ages or bands, and an age in words keeps its words."""
    assert list(participants_overview(people({"age_band": "60+"})).table["age_band"]) == ["60+"]
    both = participants_overview(people({"age": 61, "age_band": "60+"}, {"age": "七十多", "age_band": None})).table
    assert list(both["age"]) == ["61", "七十多"]
    assert "age_band" not in both.columns


def test_several_interviews_of_one_person_add_up() -> None:
    """Lengths are added where all are known, days stand side by side."""
    first = make_transcript("a", [("答", "好。")], duration="20分钟", date="2024-01-02")
    second = make_transcript("b", [("答", "好的。")], duration="40分钟", date="2024-01-05")
    corpus = Corpus((first, second), (Participant("P"),), {("a", "答"): "P", ("b", "答"): "P"})
    row = participants_overview(corpus).table.iloc[0]
    assert (row["date"], row["minutes"], row["characters"]) == ("2024-01-02, 2024-01-05", 60.0, 3)
    assert "Interviews from 2024-01-02 to 2024-01-05." in participants_overview(corpus).caption
    unknown = Corpus((first, replace(second, attributes={})), corpus.participants, corpus.links)
    assert spoken_minutes(unknown, ("a", "b")) is None
    assert spoken_minutes(unknown, ()) is None


def test_words_for_nothing_are_nothing() -> None:
    """未说明, - and blanks are missing; the header fills in where the table has no cell; whole numbers are whole."""
    corpus = people({"gender": "未说明", "town": " - ", "age": 50.0, "listed": True}, gender="女")
    assert [stated(corpus, "P1", key, ("t1",)) for key in ("gender", "town", "age", "listed", "village")] == [
        None, None, 50, "True", None]
    assert stated(people({"gender": None}, gender="女"), "P1", "gender", ("t1",)) == "女"


def test_few_of_a_kind_can_be_recognised() -> None:
    """Two who share role, village and band are too few, three are not; who has an unknown one is not judged."""
    kind = {"role": "网格员", "village": "石坝村", "age_band": "30-44"}
    assert recognisable(people(kind, kind)) == ("P1", "P2")
    assert recognisable(people(kind, kind, kind, {**kind, "age_band": None})) == ()
    assert "Careful: 2 people share" in participants_overview(people(kind, kind)).caption


def test_a_coarse_table_leaves_out_what_tells_people_apart() -> None:
    """No village, no position, bands for ages, the stated band where the age says nothing; the warning changes too."""
    kind = {"town": "大同镇", "village": "石坝村", "role": "村支书/主任", "position": "石坝村主任"}
    corpus = people({**kind, "age": 47}, {**kind, "age": "六十多", "age_band": "60+"}, {**kind, "age": "83岁"})
    found = participants_overview(corpus, coarse=True)
    assert list(found.table.columns) == ["participant", "town", "role", "age_band", "characters"]
    assert list(found.table["age_band"]) == ["45-59", "60+", "60+"]
    assert set(found.table["role"]) == {"村支书/主任"}
    assert found.caption.endswith("Careful: 3 people share town, role and age band with fewer than two others; who "
                                  "knows the place may still recognise them.")
    assert "`qualcode tables --anonymous`" in participants_overview(corpus).caption


def test_an_age_is_a_band_where_nobody_wrote_one_down() -> None:
    """People can be recognised by their years just as well."""
    kind = {"role": "网格员", "village": "石坝村"}
    assert recognisable(people({**kind, "age": 31}, {**kind, "age": 44}, {**kind, "age": 45})) == ("P1", "P2", "P3")
    assert recognisable(people(*({**kind, "age": age} for age in (31, 40, 44)))) == ()


def test_nobody_makes_an_empty_table() -> None:
    """Two columns and no row."""
    assert participants_overview(Corpus(())).table.shape == (0, 2)
