"""The query language: what each form finds, and that logic holds."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.errors import RuleError
from qualcode.model import (
    Code,
    Codebook,
    Coding,
    Corpus,
    Origin,
    Participant,
    Polarity,
    Rule,
    Stance,
    State,
    Theme,
    UnitKind,
)
from qualcode.rules import apply, compile_codebook
from qualcode.rules.query import Answers, find
from qualcode.rules.query_grammar import parse_query
from qualcode.rules.query_plan import canonical
from qualcode.rules.query_tree import Standing
from tests.factories import make_codebook, make_coding, make_codings, make_corpus
from tests.rules.build import code, transcript

CORPUS, BOOK = make_corpus(), make_codebook()
#: A coding that people rejected, and one that two people hold.
MORE = [
    make_coding(CORPUS, "burden", "大同访谈1", "上面要求天天打卡。", coder="王芳", state=State.REJECTED),
    make_coding(CORPUS, "burden", "平乐访谈1", "早就卸载了，没得人用。", coder="王芳; 李雷", state=State.ACCEPTED),
]


def standings(codings: Iterable[Coding]) -> list[Standing]:
    """Return codings as queries see them."""
    return [Standing(one, frozenset(one.coder.split("; "))) for one in codings]


STANDING = standings([*make_codings(CORPUS), *MORE])


def ask(query: str, *, everyone: bool = False) -> Answers:
    """Look in the village."""
    return find(parse_query(query, BOOK), BOOK, CORPUS, STANDING, everyone=everyone)


def ids(query: str, *, everyone: bool = False) -> list[str]:
    """Return the ids of the units found."""
    return [hit.unit.id for hit in ask(query, everyone=everyone).hits]


@pytest.mark.parametrize(("query", "expected"), [
    ("user_loss", ["DT-C01#4", "PL-V01#4", "平乐访谈2#2"]),
    ("#user_loss", ["DT-C01#4", "PL-V01#4", "平乐访谈2#2"]),
    ("＃user_loss", ["DT-C01#4", "PL-V01#4", "平乐访谈2#2"]),
    ("decline", []),
    ("#decline*", ["DT-C01#2", "DT-C01#3", "DT-C01#4", "PL-V01#4", "平乐访谈2#2"]),
    ("decline*", ["DT-C01#2", "DT-C01#3", "DT-C01#4", "PL-V01#4", "平乐访谈2#2"]),
    ("#theme:causes", ["DT-V02#2", "PL-V01#2", "平乐访谈2#3"]),
    ("#theme：causes（polarity=affirmed）", ["PL-V01#2"]),
    ("{#cohesion|#literacy}", ["DT-C01#7", "DT-V02#2", "PL-V01#2", "平乐访谈2#3"]),
    ("#literacy(polarity=negated)", ["DT-V02#2", "平乐访谈2#3"]),
    ("literacy(polarity!=negated)", ["PL-V01#2"]),
    ("#burden", ["PL-V01#4"]),
    ("#burden(state=rejected)", ["DT-C01#2"]),
    ("#burden(state=rejected|accepted, coder=王芳)", ["DT-C01#2", "PL-V01#4"]),
    ("#burden(coder=李雷)", ["PL-V01#4"]),
    ("#cohesion(origin=human) | #burden(origin=model)", ["DT-C01#7"]),
    ("手机 & #literacy", ["PL-V01#2", "平乐访谈2#3"]),
    ("#literacy & !手机", ["DT-V02#2"]),
    ("#user_loss & NEG(~用)", ["DT-C01#4", "PL-V01#4"]),
    ("#user_loss & META(town=平乐镇)", ["PL-V01#4"]),
    ("WHO(role=village_cadre) & !#theme:findings", ["DT-C01#6", "DT-C01#7"]),
    ("QA(q=平台, a=没得)", ["DT-V02#6", "PL-V01#4"]),
    ("QA(q=平台, a=没得) & #user_loss", ["PL-V01#4"]),
    ("WHO(is=interviewer) & 平台", ["DT-C01#1", "DT-V02#5", "PL-V01#3", "平乐访谈2#1"]),
    ("COUNT(手机) >= 2", ["PL-V01#2"]),
    ("COUNT(手机) < 2 & #theme:causes", ["DT-V02#2", "平乐访谈2#3"]),
    ("COUNT(手机) = 0 & #theme:causes", ["DT-V02#2"]),
    ("NEAR(#literacy, 县城; k=20)", ["PL-V01#2"]),
])
def test_forms(query: str, expected: list[str]) -> None:
    """Each form finds these units and no others."""
    assert ids(query) == expected


@pytest.mark.parametrize(("query", "expected"), [
    ("FOLLOWED(打卡, #user_loss; k=2)", ["DT-C01#2"]),
    ("FOLLOWED(打卡, #user_loss; k=1)", []),
    ("FOLLOWED(#user_loss, 打卡; k=2)", []),
    ("FOLLOWED(#user_loss, #cohesion)", ["DT-C01#4"]),
    ("FOLLOWED(#user_loss, #cohesion; k=1, unit=turn)", ["DT-C01#4"]),
    ("FOLLOWED(打卡, FOLLOWED(应付检查, #user_loss; k=1); k=1)", ["DT-C01#2"]),
    ("FOLLOWED(#literacy, #user_loss; k=2)", ["PL-V01#2"]),
    ("WITHIN(#user_loss, #literacy; k=1)", ["PL-V01#4", "平乐访谈2#2"]),
    ("WITHIN(#user_loss, #burden; k=0)", ["PL-V01#4"]),
    ("WITHIN(#cohesion, #formalism; k=1; unit=turn)", ["DT-C01#7"]),
    ("WITHIN(#cohesion, #formalism; k=2)", []),
    ("FOLLOWED(#formalism, #cohesion; k=1) @turn", ["DT-C01@2"]),
])
def test_units_that_follow_each_other(query: str, expected: list[str]) -> None:
    """Distance counts the units that are looked at, inside one transcript; the unit found is the first part's."""
    assert ids(query) == expected


def test_scopes_say_what_a_unit_is() -> None:
    """The whole query is asked of each turn, each answer with its question, each transcript."""
    assert ids("卸载 | 打卡 @turn") == ["DT-C01@2", "PL-V01@4"]
    assert ids("#formalism & #user_loss @turn") == ["DT-C01@2"]
    assert ids("!#theme:findings @turn") == ["DT-C01@4", "DT-V02@2", "DT-V02@5", "PL-V01@2"]
    assert ids("平台 & 没得 @qa") == ["DT-V02@5", "PL-V01@4"]
    assert ids("#literacy & #user_loss @transcript") == ["PL-V01", "平乐访谈2"]
    assert ids("META(town=大同镇) & !#cohesion @transcript") == ["DT-V02"]


def test_what_was_found_is_marked_and_codes_there_are_named() -> None:
    """Matched words and codings' evidence, inside the unit; every code that stands, in the order of the codebook."""
    (hit,) = ask("user_loss & AFF(卸载)").hits
    text = CORPUS.by_name["平乐访谈1"].text
    assert [span.of(text) for span in hit.spans] == ["卸载", "没得人用"]
    assert hit.codes == ("user_loss", "burden")
    (asked,) = ask("QA(q=平台, a=卸载)").hits
    assert [span.of(text) for span in asked.spans] == ["卸载"]
    assert [hit.spans for hit in ask("#burden").hits] == [()]


def test_everyone_listens_to_interviewers_too() -> None:
    """Their units are looked at, and counted as looked at."""
    assert ids("平台") == []
    assert ids("平台", everyone=True) == ["DT-C01#1", "DT-V02#5", "PL-V01#3", "平乐访谈2#1"]
    assert ids("眼睛", everyone=True) == ["DT-V02#4"]
    assert ask("平台").searched == {("大同访谈1", "答"): 5, ("大同访谈2", "张大爷"): 3, ("平乐访谈1", "李姐"): 2,
                                  ("平乐访谈2", "答"): 2}
    assert ask("平台", everyone=True).searched["大同访谈2", "老伴"] == 1


@pytest.mark.parametrize(("query", "column", "message"), [
    ("", 1, "an empty query"),
    ("NEAR(用", 7, "expected `)`, found the end"),
    ("用 & #nope", 5, "`#nope` is no code of this codebook; `qualcode codebook show` lists them"),
    ("NEAR(#nope, 用)", 6, "`#nope` is no code of this codebook; `qualcode codebook show` lists them"),
    ("用 | @nope", 5, "`@nope` is no list of this codebook"),
    ("#theme:nope", 8, "`nope` is no theme of this codebook; there are findings, causes, benefits"),
    ("#burden(state=done)", 15, "done: choose among proposed, accepted, rejected"),
    ("#burden(who=王芳)", 9, "unknown key who; there are state polarity origin coder"),
    ("#burden(coder=)", 15, "a value is missing"),
    ("NEAR(用, WITHIN(a, b))", 9,
     "WITHIN looks at units and cannot stand inside NEAR, which looks at words; join the two with &"),
    ("AFTER(用, 用)", 1, "unknown function AFTER; there are NEAR SEQ ADJ NEG AFF COUNT QA WHO META FOLLOWED WITHIN"),
    ("FOLLOWED(用, 用; k=0)", 1, "FOLLOWED looks at the units behind: k is 1 or more; WITHIN takes k=0"),
    ("WITHIN(用, 用; unit=char)", 14, "after `;` WITHIN takes k=number, and unit=turn to count turns"),
    ("用 & NEG(WHO(role=villager))", 1, "NEG needs words: WHO, META and ! stand outside, joined with &"),
    ("#burden & NEG(#decline)", 11, "`#decline` has no terms or rules of its own; name the codes below it"),
    ("用 & WITHIN(用, 用) @transcript", 5,
     "FOLLOWED and WITHIN look from unit to unit; a transcript is one, so leave @transcript out"),
    ("WHO(is=interviewer) @transcript", 1,
     "whole transcripts are judged by what respondents say; leave --everyone and WHO(is=…) out"),
])
def test_errors_say_what_where_and_what_to_do(query: str, column: int, message: str) -> None:
    """The column counts from 1 in the query."""
    with pytest.raises(RuleError) as caught:
        ask(query)
    assert (caught.value.column, caught.value.message[: len(message)]) == (column, message)


def test_a_word_that_is_also_a_code_is_the_code() -> None:
    """A note says so; in quotes, with = and inside NEAR it is the words; a * asks for the codes below too."""
    book = Codebook("b", (Code("流失", "流失"), Code("早退", "早退", parent="流失"), code("卸载", id="user_loss")))
    assert parse_query("流失", book).codes == {"流失"}
    assert parse_query("流失", book).notes == ('`流失` is read as the code of this id; write "流失" for the words',)
    assert parse_query("流失*", book).codes == {"流失", "早退"}
    assert (parse_query("user_loss", book).codes, parse_query("user_loss", book).notes) == ({"user_loss"}, ())
    for words in ('"流失"', "=流失", "~流失", "流失了", "“流失”"):
        assert (parse_query(words, book).codes, parse_query(words, book).notes) == (frozenset(), ())
    inside = parse_query("NEAR(流失, #user_loss)", book)
    assert (inside.codes, len(inside.notes)) == (frozenset(), 2)


def test_what_a_function_of_rules_calls_a_code_is_its_evidence() -> None:
    """Inside NEAR a code is the words that its rules find, and these rules may name lists and further codes."""
    book = Codebook("b", (code("@things", id="thing"), code(rules=["#thing & 坏"], id="broken")),
                    lists={"things": ("平台",), "unused": ("@broken",)})
    there = Corpus((transcript("平台坏了好久。", "路坏了好久。"),), (Participant("P1"),), {("t", "答"): "P1"})
    hits = find(parse_query("NEAR(#broken, 好久; k=5)", book), book, there).hits
    assert [hit.unit.id for hit in hits] == ["P1#1"]


# -- properties ------------------------------------------------------------------------------------------------------

SENTENCES = ["我会用手机。", "会不会用手机嘛？", "没得人用平台！", "平台好用，手机不好用。", "𠮷家坝😀的平台。",
             "ＡＰＰ早卸载了。", "用\u200b不来。", "下載了就沒打開過。", "用不用平台？", "哪个不用手机。", "要得。"]
LEAVES = ["用", "会用", "手机", "~用", "=用", "下载*", "/没.人/", "{平台|app}", "@things", "NEG(用)", "AFF(会用)",
          "NEAR(平台, 用; k=6)", "SEQ(手机, !平台, 用)", "COUNT(用) >= 2", "𠮷家坝"]
LOOKS = ["META(town=大同镇)", "META(town!=大同镇)", "WHO(name=答)", "WHO(age>=60)"]
CODED = ["#loss", "#loss*", "#skill(polarity=negated)", "skill(state=rejected)", "#theme:t", "#loss(coder!=甲)"]
COUNTS = ["COUNT(用) < 2", "COUNT(手机) = 0", "COUNT(平台) >= 0", "COUNT(用) <= 1"]
VILLAGE = Codebook(
    "v", (code("卸载", id="loss"), Code("early", "e", parent="loss", theme="t"), code("会用", id="skill")),
    lists={"things": ("平台", "手机")}, themes=(Theme("t", "题"),))


def joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Make expressions out of expressions."""
    return st.one_of(
        st.tuples(parts, parts).map(lambda pair: f"({pair[0]} & {pair[1]})"),
        st.tuples(parts, parts).map(lambda pair: f"({pair[0]} | {pair[1]})"),
        parts.map(lambda part: f"!({part})"),
    )


def queries(*more: str) -> st.SearchStrategy[str]:
    """Make any query out of all the forms."""
    return st.recursive(st.sampled_from([*LEAVES, *LOOKS, *CODED, *COUNTS, *more]), joined, max_leaves=6)


@st.composite
def villages(draw: st.DrawFn) -> Corpus:
    """Make two transcripts of random sentences."""
    turn = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4).map("".join)
    made = []
    for name in ("a", "b"):
        turns = draw(st.lists(st.tuples(st.sampled_from(["问：", ""]), turn).map("".join), min_size=1, max_size=5))
        made.append(transcript(*turns, name=name))
    people = (Participant("P1", {"town": "大同镇", "age": 71}), Participant("P2", {"town": "平乐镇", "age": None}))
    return Corpus(tuple(made), people, {("a", "答"): "P1", ("b", "答"): "P2"})


@st.composite
def coded_villages(draw: st.DrawFn) -> tuple[Corpus, list[Standing]]:
    """Make transcripts with random codings on sentences, of respondents and others."""
    corpus = draw(villages())
    everywhere = Codebook("b", (code(rules=["WHO(is=respondent|interviewer|other) & /./"], stance=Stance.BOTH),))
    made = []
    for one in apply(compile_codebook(everywhere), corpus):
        for chosen in draw(st.sets(st.sampled_from(["loss", "early", "skill"]))):
            made.append(Standing(
                replace(one, code=chosen, origin=draw(st.sampled_from(Origin)), state=draw(st.sampled_from(State)),
                        polarity=draw(st.sampled_from(Polarity))),
                frozenset(draw(st.sets(st.sampled_from(["甲", "乙"]), min_size=1)))))
    return corpus, made


def units(query: str, corpus: Corpus, made: list[Standing] | None = None, *, everyone: bool = False) -> set[str]:
    """Return the units on which a query is true."""
    hits = find(parse_query(query, VILLAGE), VILLAGE, corpus, made or [], everyone=everyone).hits
    return {hit.unit.id for hit in hits}


SCOPES = st.sampled_from(["", " @turn", " @qa", " @transcript"])


@settings(max_examples=50)
@given(coded_villages(), queries("WITHIN(用, #loss; k=1)"), queries("FOLLOWED(手机, 用)"))
def test_logic_holds_on_sentences(village: tuple[Corpus, list[Standing]], a: str, b: str) -> None:
    """De Morgan's laws, the excluded middle, and nothing is both."""
    corpus, made = village
    everything = units("/./ | !/./", corpus)
    assert units(f"!({a} & {b})", corpus, made) == units(f"!({a}) | !({b})", corpus, made)
    assert units(f"!({a} | {b})", corpus, made) == units(f"!({a}) & !({b})", corpus, made)
    assert units(f"!({a})", corpus, made) == everything - units(a, corpus, made)
    assert units(f"{a} | !({a})", corpus, made) == everything
    assert units(f"{a} & !({a})", corpus, made) == set()


@settings(max_examples=50)
@given(coded_villages(), queries(), queries(), SCOPES)
def test_de_morgan_holds_in_every_scope(village: tuple[Corpus, list[Standing]], a: str, b: str, scope: str) -> None:
    """Also where units are turns, answers with their questions, or transcripts."""
    assert units(f"!({a} & {b}){scope}", *village) == units(f"!({a}) | !({b}){scope}", *village)
    assert units(f"!({a} | {b}){scope}", *village) == units(f"!({a}) & !({b}){scope}", *village)


CONDITIONS = st.recursive(st.sampled_from([*LEAVES, *LOOKS]), joined, max_leaves=3)
FIRST = st.sampled_from([*LOOKS, "!手机", "!(用 & 平台)"])
RULES = st.recursive(
    st.sampled_from(LEAVES), lambda parts: st.one_of(
        st.tuples(parts, CONDITIONS).map(lambda pair: f"({pair[0]} & {pair[1]})"),
        st.tuples(FIRST, parts).map(lambda pair: f"({pair[0]} & {pair[1]})"),
        st.tuples(parts, parts).map(lambda pair: f"({pair[0]} | {pair[1]})")), max_leaves=4)


def proposed(rule: str, corpus: Corpus, unit: UnitKind) -> set[str]:
    """Return the units that a rule of this text proposes."""
    book = Codebook("b", (Code("c", "c", rules=(Rule("c/r1", rule),), stance=Stance.BOTH),), lists=VILLAGE.lists)
    return {one.unit.id for one in apply(compile_codebook(book), corpus, unit=unit)}


@given(villages(), st.one_of(RULES, st.just("QA(q=手机, a=用)"), st.just("WHO(is=interviewer) & 用")))
def test_a_query_of_words_alone_finds_what_the_same_rule_proposes(corpus: Corpus, rule: str) -> None:
    """Sentence by sentence: boundaries, dialect, question forms and all."""
    assert units(rule, corpus) == proposed(rule, corpus, UnitKind.SENTENCE)


@given(villages(), RULES, st.sampled_from([" @turn", " @qa"]))
def test_so_it_does_turn_by_turn(corpus: Corpus, rule: str, scope: str) -> None:
    """A rule of another scope proposes sentences of exactly the turns that the query finds."""
    assert units(rule + scope, corpus) == proposed(rule + scope, corpus, UnitKind.TURN)


@given(coded_villages(), st.sampled_from(["loss", "early", "skill"]))
def test_a_code_alone_is_the_list_of_its_codings(village: tuple[Corpus, list[Standing]], wanted: str) -> None:
    """Every respondent's unit with such a coding that nobody rejected, and no other."""
    corpus, made = village
    expected = {one.coding.unit.id for one in made if one.coding.code == wanted and one.coding.speaker == "答"
                and one.coding.state is not State.REJECTED}
    assert units(f"#{wanted}", corpus, made) == expected


@given(coded_villages(), queries())
def test_listening_to_everyone_changes_nothing_for_respondents(
    village: tuple[Corpus, list[Standing]], query: str
) -> None:
    """A query without distances is true on a respondent's unit, or not, whoever else is looked at."""
    corpus, made = village
    answers = find(parse_query(query, VILLAGE), VILLAGE, corpus, made, everyone=True)
    theirs = {hit.unit.id for hit in answers.hits
              if corpus.by_name[hit.unit.transcript].turns[hit.unit.turn].speaker == "答"}
    assert theirs == units(query, corpus, made)


@given(queries())
def test_one_form_is_reached_at_once(query: str) -> None:
    """What has been brought into the one form stays as it is."""
    form = canonical(parse_query(query, VILLAGE).root)
    assert canonical(form) == form


@given(st.text(alphabet="用#@!&|(){}=~*/\"，；k3ANEROFWITH𠮷😀\u200b loss:", max_size=25))
def test_whatever_is_typed_is_read_or_refused_with_a_column(text: str) -> None:
    """No other exception comes out of the grammar, and the column lies in the text or right behind it."""
    try:
        find(parse_query(text, VILLAGE), VILLAGE, Corpus(()))
    except RuleError as error:
        assert 1 <= error.column <= len(text) + 1
