"""What the report shows: every number beside the codings that it counts."""

from collections import Counter
from dataclasses import replace

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.analysis.excerpts import make_excerpts
from qualcode.analysis.matrices import count_matrix
from qualcode.analysis.report_data import PALETTE, ReportData, ReportFigure, ReportTable, build_report_data
from qualcode.analysis.report_tables import frame_table, mapping_table
from qualcode.analysis.themes import summarise
from qualcode.errors import Problem
from qualcode.model import Codebook, Coding, Corpus, Span, State, Unit
from tests.factories import make_codebook, make_coding, make_codings, make_corpus, make_transcript

CORPUS, CODEBOOK = make_corpus(), make_codebook()
CODINGS = make_codings(CORPUS)


def counted(data: ReportData) -> dict[tuple[str, int, int], int]:
    """Count, for every matrix, the codings that a reader finds behind each cell."""
    return dict(Counter(
        (matrix.by, coding.code, data.voices[coding.voices[0]].groups[place])
        for place, matrix in enumerate(data.matrices) for coding in data.codings if coding.voices
    ))


def cells(data: ReportData) -> dict[tuple[str, int, int], int]:
    """Return the references that the matrices claim, where there are any."""
    return {(matrix.by, cell.code, cell.group): cell.references
            for matrix in data.matrices for cell in matrix.cells if cell.references}


def test_the_small_study_in_numbers() -> None:
    """Transcripts, people who speak, turns, characters and codings are those of the hand-made study."""
    numbers = build_report_data(CORPUS, CODEBOOK, CODINGS).numbers
    assert (numbers.transcripts, numbers.participants, numbers.turns, numbers.respondent_turns) == (4, 4, 15, 7)
    assert (numbers.characters, numbers.codings, numbers.codes_used, numbers.codes) == (105, 9, 4, 6)
    assert (numbers.left_out, numbers.lost, numbers.rejected) == (0, 0, 0)


def test_every_cell_has_as_many_codings_behind_it_as_it_says() -> None:
    """The references of a cell are the codings whose first voice stands in its group."""
    data = build_report_data(CORPUS, CODEBOOK, CODINGS)
    assert [matrix.by for matrix in data.matrices] == ["town", "role", "participant", "transcript"]
    assert counted(data) == cells(data)


@st.composite
def anywhere(draw: st.DrawFn) -> Coding:
    """Draw a coding on any words of any transcript, whoever says them, across turns too."""
    transcript = draw(st.sampled_from(CORPUS.transcripts))
    start = draw(st.integers(0, len(transcript.text) - 1))
    span = Span(start, draw(st.integers(start + 1, len(transcript.text))))
    turn = max(turn.index for turn in transcript.turns if turn.span.start <= start)
    unit = Unit("x#1", transcript.name, 1, span, turn)
    code = draw(st.sampled_from([code.id for code in CODEBOOK.codes]))
    return Coding(f"{transcript.name}{span}{code}", code, transcript.name, span, unit, transcript.turns[turn].speaker)


@settings(max_examples=25, deadline=None)
@given(st.lists(anywhere(), max_size=12))
def test_cells_and_codings_agree_wherever_the_codings_stand(codings: list[Coding]) -> None:
    """No coding is shown in a cell that does not count it, none is counted that cannot be opened."""
    data = build_report_data(CORPUS, CODEBOOK, codings)
    assert counted(data) == cells(data)
    assert data.numbers.codings + data.numbers.left_out == len(data.codings) == len(codings)


def test_cells_are_those_of_the_matrix_and_what_is_left_out_is_zero() -> None:
    """Every pair that the sparse matrix leaves out is a counted zero in the full one; all others are equal."""
    data = build_report_data(CORPUS, CODEBOOK, CODINGS)
    for matrix in data.matrices:
        full = count_matrix(CORPUS, CODEBOOK, CODINGS, matrix.by).table
        sparse = {(data.codes[cell.code].id, matrix.groups[cell.group].key): cell for cell in matrix.cells}
        for row in full.to_dict("records"):
            cell = sparse.get((row["code"], row["group"]))
            if cell is None:
                assert (row["status"], row["references"], row["participants"]) == ("counted", 0, 0)
            elif cell.status == "counted":
                assert (cell.references, cell.participants, cell.asked) == (
                    row["references"], row["participants"], row["n_asked"])
                assert cell.share == round(row["share_participants"], 6)


def test_zero_not_asked_and_missing_are_three_things() -> None:
    """A zero is left out; who was not asked about a code, and who was never interviewed, are cells that say so."""
    data = build_report_data(CORPUS, CODEBOOK, CODINGS, asked={"burden": {"大同访谈1"}, "literacy": {"大同访谈2"}})
    place = {code.id: index for index, code in enumerate(data.codes)}
    role = next(matrix for matrix in data.matrices if matrix.by == "role")
    group = {item.key: index for index, item in enumerate(role.groups)}
    found = {(cell.code, cell.group): cell for cell in role.cells}
    assert (place["burden"], group["村支书/主任"]) not in found
    assert found[place["burden"], group["普通村民"]].status == "not_asked"
    assert found[place["cohesion"], group["乡镇干部"]].status == "not_asked"
    assert found[place["cohesion"], group["乡镇干部"]].references is None
    unasked = found[place["literacy"], group["普通村民"]]
    assert (unasked.references, unasked.asked, unasked.share) == (2, 1, 1.0)


def test_an_interview_without_an_answer_is_missing() -> None:
    """Where only the interviewer speaks, no number can be computed."""
    data = build_report_data(Corpus((make_transcript("a", [("问", "好吗？")]),)), CODEBOOK, [], by=("transcript",))
    assert {(cell.status, cell.references) for cell in data.matrices[0].cells} == {("no_respondent_text", None)}
    assert len(data.matrices[0].cells) == len(CODEBOOK.codes)


def test_a_zero_among_those_who_were_asked_keeps_its_own_denominator() -> None:
    """Where only some of a group were asked, a zero is said with how many that were."""
    data = build_report_data(CORPUS, CODEBOOK, CODINGS, asked={"burden": {"大同访谈2"}})
    role = next(matrix for matrix in data.matrices if matrix.by == "role")
    burden = [code.id for code in data.codes].index("burden")
    villagers = [group.key for group in role.groups].index("普通村民")
    cell = next(cell for cell in role.cells if (cell.code, cell.group) == (burden, villagers))
    assert (cell.status, cell.references, cell.asked) == ("counted", 0, 1)


def test_what_is_not_counted_is_said() -> None:
    """Codings on the interviewer's words are shown without a voice; lost and rejected ones are only numbers."""
    asked = make_coding(CORPUS, "literacy", "大同访谈2", "您会用手机办事吗？", "会用")
    lost = replace(CODINGS[0], id="lost", transcript="没有这个")
    rejected = replace(CODINGS[1], id="no", state=State.REJECTED)
    data = build_report_data(CORPUS, CODEBOOK, [*CODINGS, asked, lost, rejected])
    assert (data.numbers.codings, data.numbers.left_out, data.numbers.lost, data.numbers.rejected) == (9, 1, 1, 1)
    assert [coding.id for coding in data.codings if not coding.voices] == [asked.id]


def test_sentences_carry_the_numbers_of_unit_ids() -> None:
    """The n-th pair of the flat list is the sentence that the unit id names."""
    data = build_report_data(CORPUS, CODEBOOK, CODINGS)
    for coding in data.codings:
        transcript = data.transcripts[coding.transcript]
        prefix, number = coding.unit.split("#")
        assert prefix == transcript.prefix
        assert coding.first == int(number) - 1
        assert transcript.sentences[2 * coding.first : 2 * coding.last] == (coding.start, coding.end)


def test_the_sentences_around_are_those_of_the_excerpts() -> None:
    """The sentence before (inside the answer) and the one after are what ``make_excerpts`` quotes."""
    data = build_report_data(CORPUS, CODEBOOK, CODINGS)
    for coding, excerpt in zip(data.codings, make_excerpts(CORPUS, CODINGS), strict=True):
        assert coding.id == excerpt.coding
        transcript = data.transcripts[coding.transcript]

        def sentence(index: int, text: str = transcript.text, bounds: tuple[int, ...] = transcript.sentences) -> str:
            return text[bounds[2 * index] : bounds[2 * index + 1]] if 2 * index < len(bounds) else ""

        assert sentence(coding.last) == excerpt.after
        turn = transcript.turns[coding.turn]
        if transcript.sentences[2 * (coding.first - 1)] >= turn.start:
            assert sentence(coding.first - 1) == excerpt.before
        else:
            question = transcript.turns[turn.answers or 0]
            assert transcript.text[question.start : question.end] == excerpt.before


def test_characters_beyond_the_basic_plane_are_listed() -> None:
    """Offsets stay code points; the places of wide characters go with the text."""
    transcript = make_transcript("a", [("答", "𠮷家😀好")])
    data = build_report_data(Corpus((transcript,)), CODEBOOK, [])
    assert data.transcripts[0].astral == (2, 4)
    assert data.transcripts[0].text == transcript.text


def test_the_date_is_the_run_records() -> None:
    """Nothing looks at the clock, and the same input is the same report."""
    record = {"project": "示例", "finished": "2026-01-02", "options": {"unit": "sentence", "seed": 7, "roles": {}},
              "transcripts": [{"name": "a"}, {"name": "b"}], "empty": ""}
    data = build_report_data(CORPUS, CODEBOOK, CODINGS, run_record=record)
    assert (data.head.project, data.head.date) == ("示例", "2026-01-02")
    assert data.head.run == (("project", "示例"), ("finished", "2026-01-02"), ("options", "unit: sentence; seed: 7"),
                             ("transcripts", "name: a\nname: b"))
    assert build_report_data(CORPUS, CODEBOOK, CODINGS).head.date == ""
    assert data == build_report_data(CORPUS, CODEBOOK, list(reversed(CODINGS)), run_record=record)


def test_the_codebook_is_named_in_the_language_of_messages(monkeypatch) -> None:
    """Chinese readers see Chinese names of codes and codebook, English readers English ones."""
    monkeypatch.setenv("QUALCODE_LANG", "zh")
    data = build_report_data(CORPUS, CODEBOOK, CODINGS)
    assert (data.head.language, data.head.codebook, data.codes[1].name, data.codes[1].theme) == (
        "zh", "乡村", "数字形式主义", "发现")
    monkeypatch.setenv("QUALCODE_LANG", "en")
    data = build_report_data(CORPUS, CODEBOOK, CODINGS)
    assert (data.head.language, data.head.codebook, data.codes[1].name) == ("en", "Village", "Formalism")


def test_what_the_readers_found_is_a_table() -> None:
    """By default the transcripts tell how they were read; lines that were not understood come by number."""
    lines = [("问", "好吗？"), ("答", "好。")]
    transcript = replace(make_transcript("a", lines), unread=(Span(7, 8),), encoding="gb18030")
    table = build_report_data(Corpus((transcript,)), CODEBOOK, []).reading
    assert table.columns == ("source", "transcript", "layout", "encoding", "turns", "speakers", "unread")
    assert table.rows == (
        ("transcripts/a.txt", "a", "plain", "gb18030", 2, "问 = interviewer; 答 = respondent", "2"),)


def test_rows_of_any_shape_make_a_table() -> None:
    """A key that only refused files have is missing in the others; lists become text."""
    rows = [{"file": "a.txt", "lines": [3, 9]}, {"file": "b", "why": "scan"}]
    data = build_report_data(CORPUS, CODEBOOK, [], reading=rows)
    assert data.reading.columns == ("file", "lines", "why")
    assert data.reading.rows == (("a.txt", "3; 9", None), ("b", None, "scan"))


def test_frames_lose_nothing_but_their_types() -> None:
    """NaN and NA are missing values, numbers are plain, words in a list are parted by semicolons."""
    frame = pd.DataFrame({"topic": [1, 2], "npmi": [0.5, float("nan")], "words": [["打卡", "检查"], pd.NA]})
    assert frame_table(frame, "T").rows == ((1, 0.5, "打卡; 检查"), (2, None, None))
    assert mapping_table([]) == ReportTable("", (), ())


def test_codes_keep_the_tree_and_get_a_colour() -> None:
    """Depth is the number of ancestors; a code keeps its own colour and others take one of the palette in turn."""
    codes = (replace(CODEBOOK.codes[0], colour="#123456"), *CODEBOOK.codes[1:])
    data = build_report_data(CORPUS, replace(CODEBOOK, codes=codes), CODINGS)
    assert [code.depth for code in data.codes] == [0, 1, 1, 0, 0, 0]
    assert [code.colour for code in data.codes[:3]] == ["#123456", PALETTE[0], PALETTE[1]]
    formalism = data.codes[1]
    assert (formalism.references, formalism.participants, formalism.transcripts) == (2, 1, 1)
    assert formalism.definition == "为了应付考核而使用。"


def test_a_code_that_left_the_codebook_is_shown_as_such() -> None:
    """Its codings still count, under its id, after all codes that are known."""
    data = build_report_data(CORPUS, Codebook("empty", ()), CODINGS[:1])
    assert [(code.id, code.name, code.known, code.references) for code in data.codes] == [
        ("formalism", "formalism", False, 1)]


def test_groupings_that_nobody_has_are_left_out() -> None:
    """A corpus without attributes still has people and transcripts; further attributes can be asked for."""
    bare = Corpus(CORPUS.transcripts, (), {})
    assert [matrix.by for matrix in build_report_data(bare, CODEBOOK, []).matrices] == ["participant", "transcript"]
    data = build_report_data(CORPUS, CODEBOOK, CODINGS, by=("age", "village"))
    assert [matrix.by for matrix in data.matrices] == ["age"]
    assert counted(data) == cells(data)


def test_groups_come_with_their_size() -> None:
    """People, transcripts and characters of every town and role, people who never speak included."""
    sizes = build_report_data(CORPUS, CODEBOOK, CODINGS).sizes
    assert sizes.rows[:2] == (("town", "大同镇", 2, 2, 66), ("town", "平乐镇", 2, 1, 25))
    assert sum(row[2] for row in sizes.rows if row[0] == "town") == len(CORPUS.participants)


def test_themes_topics_findings_and_figures_are_passed_on() -> None:
    """What others made is shown as it is."""
    summaries = summarise(CORPUS, CODEBOOK, CODINGS)
    figure = ReportFigure(b"png", "图1")
    data = build_report_data(
        CORPUS, CODEBOOK, CODINGS, themes=summaries, topics=[pd.DataFrame({"topic": [1]})], figures=[figure],
        findings=[Problem("codebook.yaml", 3, "a message", code="formalism")],
    )
    assert (data.themes, data.figures) == (summaries, (figure,))
    assert data.topics == (ReportTable("", ("topic",), ((1,),)),)
    assert data.findings.rows == (("codebook.yaml", 3, "formalism", "a message"),)
