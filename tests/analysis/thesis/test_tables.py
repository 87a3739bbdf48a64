"""Each of the tables, on the small study and on what it lacks."""

from dataclasses import replace
from fractions import Fraction

import pytest

from qualcode.analysis.compare import compare
from qualcode.analysis.cooccurrence import cooccurrence
from qualcode.analysis.counts import Counts, Speech
from qualcode.analysis.matrices import count_matrix
from qualcode.analysis.network import network
from qualcode.analysis.participants import participants_overview
from qualcode.analysis.reliability import Universe, agreement
from qualcode.analysis.saturation import Interview, saturation
from qualcode.analysis.themes import summarise
from qualcode.analysis.thesis.anonymous import anonymous
from qualcode.analysis.thesis.axial_coding import axial_coding_table
from qualcode.analysis.thesis.cooccurrence import cooccurrence_table
from qualcode.analysis.thesis.groups import groups_table
from qualcode.analysis.thesis.levels import Levels
from qualcode.analysis.thesis.manual import manual_table
from qualcode.analysis.thesis.nodes import nodes_table
from qualcode.analysis.thesis.open_coding import open_coding_table
from qualcode.analysis.thesis.participants import participants_table
from qualcode.analysis.thesis.reliability import reliability_table
from qualcode.analysis.thesis.saturation import saturation_table
from qualcode.analysis.thesis.selective_coding import selective_coding_table
from qualcode.analysis.thesis.table import ThesisTable
from qualcode.analysis.thesis.words import words_table
from qualcode.analysis.words import WordCount, WordFrequencies
from qualcode.model import Code, Codebook, Coding, Corpus, Example, Participant, Span, Unit
from tests.factories import make_codebook, make_coding, make_codings, make_corpus, make_transcript

CORPUS, BOOK = make_corpus(), make_codebook()
CODINGS, LABELS, NO = make_codings(CORPUS), anonymous(CORPUS), Corpus(())
SUMMARIES = {(one.kind, one.id): one for one in summarise(CORPUS, BOOK, CODINGS)}
LEVELS = Levels(BOOK, frozenset(one.code for one in CODINGS))


def checked(table: ThesisTable) -> ThesisTable:
    """Return a table of which every row has as many cells as there are columns, and which is there or says why not."""
    assert {len(row) for row in table.rows} <= {len(table.columns)}
    assert bool(table.empty_reason) != bool(table.columns)
    return table


def column(table: ThesisTable, name: str) -> list[str]:
    """Return the cells of the first column with this name."""
    place = [one.name for one in table.columns].index(name)
    return [row[place] for row in table.rows]


def test_participants_have_ids_and_what_is_missing_is_said() -> None:
    """Unknown words are not stated, unknown numbers a dash; a file's name is nobody's id; no column that all lack."""
    table = checked(participants_table(participants_overview(CORPUS), LABELS))
    assert [one.name for one in table.columns] == ["participant", "town", "role_position", "age", "characters"]
    assert table.rows == (
        ("DT-C01", "大同镇", "村支书/主任", "52", "49"), ("DT-V02", "大同镇", "普通村民", "71", "17"),
        ("PL-V01", "平乐镇", "普通村民", "—", "25"), ("PL-C02", "平乐镇", "乡镇干部", "39", "—"),
        ("R01", "not stated", "not stated", "—", "14"))
    assert checked(participants_table(participants_overview(NO), anonymous(NO))).empty_reason.startswith("There are no")


def test_open_coding_leads_from_words_to_category() -> None:
    """The words with their id, the concept with its number, the category; a parent is the category, else the theme."""
    table = checked(open_coding_table(LEVELS, SUMMARIES, LABELS))
    assert [row[1:] for row in table.rows] == [
        ("a1 Formalism", "A1 Decline"), ("a2 User loss", "A1 Decline"), ("a3 Literacy", "A2 Causes"),
        ("a4 情感联结", "A3 Benefits")]
    assert table.rows[3][0] == "现在有事在群里说一声，大家心更齐了。 (DT-C01#7)"
    assert "at most 1, each of another person" in table.note
    more = checked(open_coding_table(LEVELS, SUMMARIES, LABELS, quotes=3))
    said = [cell.rpartition(" ")[2] for cell in column(more, "statement")]
    assert sorted(said[1:4]) == ["(DT-C01#4)", "(PL-V01#4)", "(R01#2)"]


def test_open_coding_without_codings_or_open_codes_says_so() -> None:
    """Nothing coded, and only codes of other levels, are two reasons."""
    assert "No coding is counted" in checked(open_coding_table(Levels(BOOK, frozenset()), {}, LABELS)).empty_reason
    upper = Levels(BOOK, frozenset({"decline"}))
    assert "No code of the open level" in checked(open_coding_table(upper, SUMMARIES, LABELS)).empty_reason


def test_axial_coding_names_each_main_category_once() -> None:
    """Categories with their definitions, a dash where there is none."""
    table = checked(axial_coding_table(LEVELS))
    assert table.rows == (("Findings", "A1 Decline", "—"), ("A2 Causes", "a3 Literacy", "—"),
                          ("A3 Benefits", "a4 情感联结", "—"))
    two = Levels(replace(BOOK, codes=(*BOOK.codes, Code("new", "新", theme="causes", definition="一\n二"))),
                 frozenset({"literacy", "new"}))
    assert checked(axial_coding_table(two)).rows == (("A1 Causes", "a1 Literacy", "—"), ("", "a2 新", "一 二"))
    assert "No coding is counted" in checked(axial_coding_table(Levels(BOOK, frozenset()))).empty_reason


def test_selective_coding_leaves_interpretation_to_the_researcher() -> None:
    """Two empty cells a row, and words of up to three people, a line each."""
    table = checked(selective_coding_table(LEVELS, SUMMARIES, LABELS))
    assert [row[:3] for row in table.rows] == [("Findings", "", ""), ("Causes", "", ""), ("Benefits", "", "")]
    assert sorted(line.rpartition(" ")[2] for line in table.rows[1][3].split("\n")) == ["(DT-V02#2)", "(R01#3)"]
    assert "Empty cells are the researcher's" in table.note
    bare = Levels(Codebook("b", (Code("x", "甲"),)), frozenset("x"))
    assert "neither a code nor a theme" in checked(selective_coding_table(bare, {}, LABELS)).empty_reason


def test_nodes_count_sources_references_and_shares() -> None:
    """A theme counts what is below it; the shares of codes add up; a passage is a reference once."""
    table = checked(nodes_table(Counts(Speech(CORPUS), CODINGS), BOOK))
    assert table.rows == (
        ("Findings", "", "", "3", "5", "55.56"), ("", "Decline", "", "3", "5", "55.56"),
        ("", "", "Formalism", "1", "2", "22.22"), ("", "", "User loss", "3", "3", "33.33"),
        ("Causes", "", "", "3", "3", "33.33"), ("", "Literacy", "", "3", "3", "33.33"),
        ("Benefits", "", "", "1", "1", "11.11"), ("", "情感联结", "", "1", "1", "11.11"),
        ("Sum", "", "", "4", "9", "100.00"))
    assert "not listed: 1." in table.note


def test_nodes_of_codes_that_are_gone_come_last() -> None:
    """What codings still have stands in the table; codings on questions do not count; without any there is a reason."""
    gone = [make_coding(CORPUS, "old", "大同访谈1", "嗯，对。"),
            make_coding(CORPUS, "burden", "大同访谈1", "村里开会多吗？")]
    table = checked(nodes_table(Counts(Speech(CORPUS), gone), BOOK))
    assert table.rows == (("old", "1", "1", "100.00"), ("Sum", "1", "1", "100.00"))
    assert "No coding is counted" in checked(nodes_table(Counts(Speech(CORPUS), gone[1:]), BOOK)).empty_reason


def test_saturation_names_what_was_new_at_the_end() -> None:
    """A row an interview by its label; held-out ones are marked; the note keeps what no curve proves."""
    seen = [Interview("大同访谈1", {"formalism"}), Interview("平乐访谈2", {"formalism", "literacy"})]
    found = saturation(seen, hold_out=Fraction(1, 2), draws=20)
    above = saturation([Interview(one.name, {"t"}) for one in seen], hold_out=Fraction(1, 2), draws=20)
    table = checked(saturation_table(found, above, LABELS, {"literacy": "素养"}, caption_note="N."))
    assert [row[:6] for row in table.rows] == [("1", "DT-C01", "1", "1", "1", "1"), ("2", "R01", "2", "1", "0", "2")]
    assert column(table, "held_out") == ["", "yes"]
    assert "New codes in the interviews held out: 素养." in table.note
    assert "New categories in the interviews held out: none." in table.note
    assert "in a run of 2: needs 6 interviews" in table.note
    alone = checked(saturation_table(found, None, LABELS, {}, caption_note="N."))
    assert "n_new_categories" not in [one.name for one in alone.columns]


def coded(code: str, *places: int) -> list[Coding]:
    """Return accepted codings of one code on units of ten characters."""
    units = [Unit(f"T#{place}", "T", place, Span(10 * place, 10 * place + 5), 0) for place in places]
    return [Coding(f"{code}{unit.number}", code, "T", unit.span, unit, "答") for unit in units]


def test_reliability_is_by_code_over_all_and_by_pair() -> None:
    """Three coders: rows for codes, all decisions, the mean, and pairs; K and R as the literature writes them."""
    units = tuple(unit.unit for unit in coded("x", *range(10)))
    held = {"甲": coded("x", 0, 1, 2), "乙": coded("x", 0, 1), "丙": coded("x", 0, 1, 2)}
    found = agreement(Universe("sentence", units), held, ["x"], replicates=0)
    table = checked(reliability_table(found, lambda code: f"码{code}", notes=["All."]))
    assert column(table, "code_name") == ["码x", "All decisions", "Mean of codes", "甲 – 乙", "甲 – 丙", "乙 – 丙"]
    assert table.rows[0][1:4] == ("3", "2", "3")
    k = (0.8 + 1 + 0.8) / 3
    assert column(table, "holsti") == [f"{one:.3f}" for one in (k, k, k, 0.8, 1, 0.8)]
    assert column(table, "holsti_r")[:4] == [f"{3 * k / (1 + 2 * k):.3f}"] * 3 + ["—"]
    assert "All." in table.note
    assert "Universe: 10 sentences" in table.note


def test_reliability_that_is_not_defined_has_a_dash_and_a_reason() -> None:
    """Where both give a code to every unit, chance explains all: no kappa, and no zero."""
    units = tuple(one.unit for one in coded("x", 0, 1))
    held = {"甲": coded("x", 0, 1), "乙": coded("x", 0, 1)}
    found = agreement(Universe("sentence", units), held, ["x"], replicates=0)
    table = checked(reliability_table(found, str))
    assert (column(table, "kappa"), len(table.rows)) == (["—"] * 3, 3)
    assert "—: not defined (" in table.note


def test_lengths_are_printed_as_they_were_written_down() -> None:
    """62.5 minutes are not 62; whole numbers have no decimals."""
    made = [make_transcript(name, [("答", "好。")], duration=length) for name, length in (("甲", "62.5"), ("乙", "80"))]
    corpus = Corpus(tuple(made), (Participant("P1"), Participant("P2")), {("甲", "答"): "P1", ("乙", "答"): "P2"})
    table = checked(participants_table(participants_overview(corpus), anonymous(corpus)))
    assert column(table, "minutes") == ["62.5", "80"]


@pytest.mark.parametrize(("count", "blocks", "rows"), [(1, 2, 1), (20, 2, 10), (30, 2, 15), (50, 4, 13), (100, 4, 25)])
def test_words_stand_in_blocks(count: int, blocks: int, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ranks run down each block, every word stands once, and what is left over is empty."""
    monkeypatch.setenv("QUALCODE_LANG", "zh")
    listed = tuple(WordCount(f"词{n}", f"词{n}", count - n, 1, 1, 1.0, 1.0, 0.0) for n in range(count))
    table = checked(words_table(WordFrequencies(listed, 2 * count, 500, 50, 3, 2)))
    assert (len(table.columns), len(table.rows)) == (3 * blocks, rows)
    ranks = [row[3 * block] for block in range(blocks) for row in table.rows]
    assert ranks == [str(n) for n in range(1, count + 1)] + [""] * (blocks * rows - count)
    assert table.caption == f"高频词表（前 {count} 位）"


def test_blocks_are_as_many_as_the_page_is_wide_for() -> None:
    """English heads leave room for three, long words or parts of speech beside them for two."""
    def blocks(words: list[str], *, pos: bool = False) -> int:
        listed = tuple(WordCount(one, one, 1, 1, 1, 1.0, 1.0, 0.0, "n") for one in words)
        found = WordFrequencies(listed, 99, 500, 50, 3, 2)
        return len(checked(words_table(found, pos=pos)).columns) // (4 if pos else 3)

    short = [f"词{n}" for n in range(60)]
    assert (blocks(short), blocks([*short, "村民委员会主任助理"]), blocks(short, pos=True)) == (3, 2, 2)


def test_parts_of_speech_are_shown_on_request() -> None:
    """A column beside the word, a dash where there is none, and a note on whose tags these are."""
    listed = (WordCount("村", "村", 2, 1, 1, 1.0, 1.0, 0.0, "n"), WordCount("𠮷", "𠮷", 1, 1, 1, 1.0, 1.0, 0.0))
    table = checked(words_table(WordFrequencies(listed, 9, 50, 5, 3, 2), pos=True))
    assert table.rows == (("1", "村", "n", "2", "2", "𠮷", "—", "1"),)
    assert "jieba's dictionary, whatever the context: n noun" in table.note


def test_cooccurrence_is_a_matrix_with_centralities() -> None:
    """A triangle with a tail: degree, closeness 3/4, betweenness 2/3 for the one that the way leads through."""
    made = make_transcript("T", [("答", "甲。乙。丙。丁。")])
    corpus = Corpus((made,), (Participant("P1"),), {("T", "答"): "P1"})
    pairs = {"甲。": "ab", "乙。": "bc", "丙。": "ca", "丁。": "cd"}
    codings = [make_coding(corpus, code, "T", quote) for quote, codes in pairs.items() for code in codes]
    book = Codebook("b", tuple(Code(code, f"码{code}") for code in "abcde"))
    found = cooccurrence(corpus, book, codings, minimum=1)
    table = checked(cooccurrence_table(found, network(found), {"a": "首"}))
    assert table.rows == (
        ("1 首", "2", "1", "1", "0", "2", "0.750", "0.000"), ("2 码b", "1", "2", "1", "0", "2", "0.750", "0.000"),
        ("3 码c", "1", "1", "3", "1", "3", "1.000", "0.667"), ("4 码d", "0", "0", "1", "1", "1", "0.600", "0.000"))
    assert "1 units or more hold both (4 links between 4)" in table.note
    few = cooccurrence(corpus, book, codings, minimum=2)
    assert column(checked(cooccurrence_table(few, network(few))), "closeness") == ["—"] * 4
    none = cooccurrence(corpus, book, [])
    assert "No coding is counted" in checked(cooccurrence_table(none, network(none))).empty_reason


def people(count: int) -> tuple[Corpus, list[Coding]]:
    """Return people of two towns and one of none; the first town speaks of x, everybody of y."""
    made = [make_transcript(f"T{n}", [("答", "甲。乙。")]) for n in range(2 * count + 1)]
    towns = [*["大同镇"] * count, *["平乐镇"] * count, None]
    who = tuple(Participant(f"P{n}", {"town": town}) for n, town in enumerate(towns))
    corpus = Corpus(tuple(made), who, {(one.name, "答"): person.id for one, person in zip(made, who, strict=True)})
    codings = [make_coding(corpus, "x", f"T{n}", "甲。") for n in range(count)]
    return corpus, codings + [make_coding(corpus, "y", one.name, "乙。") for one in made]


def by_town(count: int) -> ThesisTable:
    """Return T10 for so many people a town."""
    corpus, codings = people(count)
    book = Codebook("b", (Code("x", "甲"), Code("y", "乙"), Code("z", "丙")))
    matrix = count_matrix(corpus, book, codings, "town")
    tested = compare(corpus, book, codings, "town", outcome="any", draws=0, permutations=99)
    return checked(groups_table("T10-1", "C", matrix, tested, str))


def test_groups_of_ten_have_a_percentage_and_smaller_ones_none() -> None:
    """There is n beside every share; the people of no town are a group; who is tested has effect, p and q."""
    table = by_town(10)
    assert [(one.group, one.name) for one in table.columns][1:9] == [
        ("大同镇\n(n=10)", "references"), ("大同镇\n(n=10)", "participants"), ("大同镇\n(n=10)", "share_percent"),
        ("平乐镇\n(n=10)", "references"), ("平乐镇\n(n=10)", "participants"), ("平乐镇\n(n=10)", "share_percent"),
        ("not stated\n(n=1)", "references"), ("not stated\n(n=1)", "participants")]
    assert table.rows[0][:11] == ("x", "10", "10", "100.00", "0", "0", "0.00", "0", "0", "10", "10")
    assert (table.rows[0][11], table.rows[0][12]) == ("1.000", "0.010")
    assert table.rows[1][11:] == ("0.000", "—", "—")
    assert "—: not tested (" in table.note
    assert "No percentage for fewer than 10 people: not stated." in table.note
    assert [row[0] for row in table.rows] == ["x", "y"]
    assert "share_percent" not in [one.name for one in by_town(6).columns]


def test_groups_too_small_to_test_are_described() -> None:
    """No columns of a test, and why."""
    table = by_town(2)
    assert not {"effect", "p", "q"} & {one.name for one in table.columns}
    assert "Not tested: fewer than 5 people on a side" in table.note


def test_many_groups_have_one_column_each() -> None:
    """People and references in one cell."""
    made = [make_transcript(f"T{n}", [("答", "甲。")]) for n in range(5)]
    who = tuple(Participant(f"P{n}", {"town": f"镇{n}"}) for n in range(5))
    corpus = Corpus(tuple(made), who, {(f"T{n}", "答"): f"P{n}" for n in range(5)})
    codings = [make_coding(corpus, "x", "T1", "甲。")]
    matrix = count_matrix(corpus, Codebook("b", (Code("x", "甲"),)), codings, "town")
    table = checked(groups_table("T10", "C", matrix, None, str, untested="Why."))
    assert table.rows == (("x", "0/0", "1/1", "0/0", "0/0", "0/0", "1", "1"),)
    assert "Why." in table.note
    nothing = groups_table("T10", "C", count_matrix(corpus, BOOK, [], "town"), None, str)
    assert "No coding is counted" in checked(nothing).empty_reason


def test_the_manual_quotes_people_before_the_codebook() -> None:
    """Typical words with an id where anything is coded, else the codebook's example without; counter-examples."""
    extra = Code("idle", "闲置", include="一", examples=(Example("例句。"),), counter_examples=(Example("反\n例。"),))
    book = replace(BOOK, codes=(*BOOK.codes, extra))
    table = checked(manual_table(book, SUMMARIES, LABELS))
    cells = {row[0]: row for row in table.rows}
    assert cells["闲置"] == ("闲置", "—", "一", "—", "例句。", "反 例。")
    assert cells["Burden"] == ("Burden", *["—"] * 5)
    assert cells["Formalism"][1] == "为了应付考核而使用。"
    assert cells["Formalism"][4].endswith("(DT-C01#2)") or cells["Formalism"][4].endswith("(DT-C01#3)")
    assert cells["Literacy"][5] == "我会用手机，手机上就办了，不用跑县城。 (PL-V01#2)"
    assert "has no codes" in checked(manual_table(Codebook("e", ()), {}, LABELS)).empty_reason
