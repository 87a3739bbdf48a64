"""What a report says in sentences: whole texts, every number counted, a reason where there is none."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.account.data import Data, careful_sentences, data_sentences, measure_data
from qualcode.analysis.account.findings import (
    by_people,
    contrary_sentence,
    nobody_sentence,
    number_sentences,
    polarity_sentence,
)
from qualcode.analysis.account.limits import Weak, limit_sentences
from qualcode.analysis.account.method import (
    Decisions,
    Work,
    codebook_sentences,
    decision_sentences,
    depth,
    measure_decisions,
    reading_sentences,
    unit_sentence,
)
from qualcode.analysis.account.words import known, listed, points, sentence, whole
from qualcode.analysis.counts import Speech
from qualcode.analysis.standing import standing
from qualcode.analysis.themes import summarise
from qualcode.i18n import prose
from qualcode.model import Code, Coding, Corpus, Origin, Polarity, State, UnitKind
from tests.factories import make_codebook, make_coding, make_codings, make_corpus, make_transcript

CORPUS, BOOK = make_corpus(), make_codebook()
CODINGS = make_codings(CORPUS)
SUMMARIES = {(one.kind, one.id): one for one in summarise(CORPUS, BOOK, CODINGS)}
CHARACTERS = 105


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALCODE_LANG", "en")


def test_data_are_counted_from_what_respondents_say() -> None:
    """Who is only in the table, asks or stands by is nobody who was interviewed; what is not stated stands last."""
    found = measure_data(Speech(CORPUS), ["town", "age", "gender"], ["DT-C01"])
    assert found == Data(
        interviews=4, people=4, characters=CHARACTERS, unlisted=1,
        groups={"town": {"大同镇": 2, "平乐镇": 1, "": 1}, "age": {"52": 1, "71": 1, "": 2}}, lacking=("gender",),
        recognisable=1)
    assert data_sentences(found) == [
        "Interviews: 4; people who answer in them: 4; characters that these people speak, without punctuation and "
        "notes: 105.",
        "People by town: 大同镇 (n = 2), 平乐镇 (n = 1), not stated (n = 1).",
        "People by age: 52 (n = 1), 71 (n = 1), not stated (n = 2).",
        "Nobody's gender is known; add a column for it to the attribute table.",
        "People without a row in the attribute table, of whom only their words are known: 1."]
    assert [one.split(":")[0] for one in careful_sentences(found)] == [
        "Counts are given as so many of so many people; a group of fewer than 10 people has no percentage. Differences "
        "between two groups are in percentage points, with an interval where there is one.", "Careful",
        "Quotes are people's own words"]


def test_too_many_values_are_not_listed() -> None:
    """Everybody of another age is no group."""
    said = data_sentences(Data(interviews=1, people=21, groups={"age": dict.fromkeys(map(str, range(21)), 1)}))
    assert said[1] == "Different values of age: 21, too many for groups."


def test_roles_that_were_guessed_are_counted() -> None:
    """A speaker whose role is a guess, an interview in which nobody asks, one in which nobody answers."""
    alone = make_transcript("自述", [("答", "好。")])
    unsure = replace(alone, name="猜", speakers=(replace(alone.speakers[0], confidence=0.5),))
    asked = make_transcript("问而不答", [("问", "在吗？")])
    found = measure_data(Speech(Corpus((alone, asked, unsure))), [])
    assert (found.guessed, found.guessed_in, found.no_interviewer, found.silent) == (1, 1, 2, 1)
    assert "Interviews in which no respondent was found to speak: 1." in data_sentences(found)


def test_nothing_has_no_number() -> None:
    """Before the first interview no sentence holds a digit."""
    nothing = measure_data(Speech(Corpus(())), ["town"])
    said = [*data_sentences(nothing), *careful_sentences(nothing), *limit_sentences(Weak(nothing))]
    assert (len(said), [one for one in said if any(sign.isdigit() for sign in one)]) == (2, [])


def human(code: str, transcript: str, quote: str, coder: str, state: State, basis: Coding | None = None) -> Coding:
    """Return what a person coded, or decided about a proposal."""
    made = make_coding(CORPUS, code, transcript, quote, coder=coder, state=state)
    if basis is None:
        return made
    return replace(made, origin=basis.origin, basis=basis.id)


def test_decisions_are_counted_once_a_passage_and_by_person() -> None:
    """Accepted, rejected, open, disputed, added; who did what; what was learnt."""
    quotes = [("formalism", "大同访谈1", "上面要求天天打卡。"), ("literacy", "大同访谈2", "我不会用智能手机。"),
              ("user_loss", "平乐访谈1", "早就卸载了，没得人用。"), ("literacy", "平乐访谈2", "我不會用手機。")]
    proposals = [make_coding(CORPUS, *one) for one in quotes]
    learnt = replace(make_coding(CORPUS, "burden", "大同访谈1", "老百姓其实不用。", coder="model"), origin=Origin.MODEL)
    records = [
        *proposals, learnt,
        human(*quotes[0], "王", State.ACCEPTED, proposals[0]), human(*quotes[1], "王", State.REJECTED, proposals[1]),
        human(*quotes[2], "王", State.ACCEPTED, proposals[2]), human(*quotes[2], "李", State.REJECTED, proposals[2]),
        human("cohesion", "大同访谈1", "现在有事在群里说一声，大家心更齐了。", "李", State.ACCEPTED),
    ]
    found = measure_decisions(records, standing(records, settled_by="consensus"))
    assert found == Decisions(4, 1, 1, 1, 1, 2, 1, 1, (Work("王", 2, 0, 1), Work("李", 1, 1, 1)))
    assert decision_sentences(found) == [
        "The codebook's rules propose so many codings: 4.",
        "With everybody's codings put together, each passage and code once: proposals accepted 1, rejected 1, not "
        "decided on 2, disputed 1; codings that people added themselves 1.",
        "Who decided: 王 (accepted 2, of these added 0; rejected 1); 李 (accepted 1, of these added 1; rejected 1).",
        "Suggestions learnt from people's codings took part: codings of this kind that stand or wait: 1."]


def test_nobody_and_no_rule_are_said_to_be_missing() -> None:
    """No number stands where there is nothing."""
    assert decision_sentences(Decisions()) == [
        "The codebook's rules propose no coding.",
        "Nobody has decided on a proposal or coded anything; review the proposals with qualcode review.",
        "No suggestions learnt from people's codings took part."]


def test_what_was_read() -> None:
    """Refused files, none, and nothing at all."""
    assert [reading_sentences("1.0", "3.11", n, refused)[1] for n, refused in ((2, 1), (1, 0), (0, None))] == [
        "Transcripts read: 2; files that could not be read: 1 (qualcode import says why).",
        "Transcripts read: 1; every file could be read.", "No transcript has been read yet."]


def test_the_codebook_with_its_hash() -> None:
    """Version, levels of the tree and steps of coding, each where it is there."""
    assert codebook_sentences(BOOK, "Village", 1) == [
        "The codebook is Village (SHA-256 c0de); it names no version.",
        "Codes: 6; levels of their tree: 2; themes above them: 3; codes with rules of their own: 2.",
        "By step of coding: axial (n = 1)."]
    assert codebook_sentences(replace(BOOK, version="2", codes=()), "Village", 3) == [
        "The codebook is Village, version 2 (SHA-256 c0de).",
        "Codes: 0; levels of their tree: 0; themes above them: 3; codes with rules of their own: 0.",
        "It was changed while the study went on: the store knows 3 versions, and which codings each of them proposed."]


def test_a_tree_that_bites_its_tail_has_an_end() -> None:
    """Parents that are each other's parents, and one that is not there."""
    assert depth([Code("a", parent="b"), Code("b", parent="a"), Code("c", parent="x")]) == 2


def test_the_unit_of_each_kind() -> None:
    """Sentence, turn and match are told apart."""
    assert len({unit_sentence(kind.value) for kind in UnitKind}) == 3


def test_numbers_of_a_code_and_of_a_theme() -> None:
    """References of a code, sentences of several codes, groups where there are some."""
    assert number_sentences(SUMMARIES["code", "literacy"], CHARACTERS) == [
        "People who speak of it: 3 of 4; references: 3; per 1,000 spoken characters: 28.57.",
        "By town: 大同镇 1 of 2, 平乐镇 1 of 1, not stated 1 of 1.",
        "By role: 普通村民 2 of 2, 村支书/主任 0 of 1, not stated 1 of 1."]
    assert number_sentences(SUMMARIES["theme", "findings"], 0)[0] == (
        "People who speak of it: 3 of 4; sentences with one of its codes: 5; per 1,000 spoken characters: —.")


def test_polarity_only_where_it_differs() -> None:
    """One side needs no sentence, and people's codings, of which nobody said it, are on none."""
    mine = [one for one in CODINGS if one.code == "literacy"]
    assert polarity_sentence(mine) == (
        "Of the codings that rest on matched words, the words are affirmed in 1, negated in 2, weakly negated in 0, "
        "mixed in 0.")
    assert polarity_sentence([one for one in mine if one.polarity is Polarity.NEGATED]) == ""
    assert polarity_sentence([one for one in CODINGS if one.code == "cohesion"]) == ""


def test_who_is_silent_is_called_by_a_label() -> None:
    """A file's name may be a person's: where there is no label there is a dash."""
    formalism = SUMMARIES["code", "formalism"]
    silent = replace(formalism, silent=("DT-V02", "王芳自述"))
    assert contrary_sentence(silent, {"DT-V02": "DT-V02"}, measured=True) == (
        "No passage has the opposite polarity. People of the same towns or roles in whose words it was not found: 2 "
        "(DT-V02, —).")
    assert contrary_sentence(SUMMARIES["code", "literacy"], {}, measured=True) == ""


def test_nobody_is_said_to_be_heard_who_is_not() -> None:
    """Everybody, everybody of some towns, or nobody knows whose towns: three different things."""
    formalism = replace(SUMMARIES["code", "formalism"], silent=())
    assert [contrary_sentence(one, {}, measured=False) for one in (
        replace(formalism, participants=4, n_participants=4), formalism, replace(formalism, towns=(), roles=()))] == [
        f"These codings rest on no matched words, so that nobody looked for passages that say the opposite. {rest}"
        for rest in (
            "It was found in everybody's words.", "It was found in the words of everybody of the same towns and roles.",
            "People in whose words it was not found: 3; no town or role of the others is known.")]


def test_codes_that_nobody_speaks_of_come_in_one_sentence() -> None:
    """And are in no list of those that somebody speaks of."""
    codes = [SUMMARIES["code", code.id] for code in BOOK.codes]
    assert [one.id for one in by_people(codes)] == ["decline", "user_loss", "literacy", "formalism", "cohesion"]
    assert (nobody_sentence([]), nobody_sentence(["负担"])[:44]) == (
        "", "Codes of which no words were found: 负担. That")


def test_limits_are_those_of_the_study() -> None:
    """Each fact has its sentence, and a study without the fact has none."""
    data = Data(interviews=3, people=3, groups={"town": {"甲": 2, "": 1}}, lacking=("role",), guessed=2, guessed_in=1,
                no_interviewer=1)
    weak = Weak(data, counted=9, open=4, ruled=True, uncoded=1, unknown_codes=2, refused=1, coders=1, hidden="王")
    said = limit_sentences(weak)
    assert [one[:30] for one in said] == [
        "Nothing in the files says how ", "This was written as 王, who cod", "Codings that count here: 9; of",
        "People who decided on codings:", "Rules find words. Irony, hints", "Interviews in which nothing is",
        "Codings whose code is not in t", "Who asks and who answers was l", "Interviews in which nobody was",
        "People of whom an attribute is", "Attributes that are known of n", "Files that could not be read a"]
    strong = Weak(Data(interviews=3, people=3), counted=9, coders=2)
    assert len(limit_sentences(strong)) == 1
    assert limit_sentences(replace(strong, counted=0))[1].startswith("No coding counts here")
    silent = Weak(Data(interviews=3, silent=3, lacking=("town",)))
    assert [one[:19] for one in limit_sentences(silent)] == ["Nobody was found to", "No coding counts he"]


@given(st.text(max_size=20))
def test_a_reason_is_a_sentence(words: str) -> None:
    """It ends in one mark and has none of code; nothing stays nothing."""
    made = sentence(words)
    assert "`" not in made
    assert (made == "") == (words.replace("`", "").strip() == "")
    assert made == "" or made[-1] in ".。!?！？"
    assert sentence(made) == made


def test_numbers_and_lists_as_they_are_written() -> None:
    """Thousands, points without a minus before 0, lists, and Chinese sentences without blanks between them."""
    assert (whole(30038), points(-0.0001), listed(["甲", "𠮷"]), prose(["好。", "", "是。"]), known(float("nan"))) == (
        "30,038", "0.0", "甲, 𠮷", "好。是。", False)
