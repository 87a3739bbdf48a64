"""Where a rule looks, whose words count there, and which sentences are coded."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model import Codebook, Corpus, Note, NoteKind, Participant, Role, Span, Stance, Transcript, UnitKind
from qualcode.rules import apply, compile_codebook
from qualcode.rules.matcher import Application
from tests.factories import make_transcript
from tests.rules.build import code, codings, corpus, quotes, surfaces, transcript


def answering(made: Transcript, turn: int, question: int | None) -> Transcript:
    """Return the transcript in which one turn answers another."""
    turns = list(made.turns)
    turns[turn] = replace(turns[turn], answers=question)
    return replace(made, turns=tuple(turns))


def found(rule: str, made: Transcript) -> list[str]:
    """Return the sentences that a rule codes in one transcript."""
    there = Corpus((made,), (Participant("P1"),), {("t", "答"): "P1"})
    return [coding.quote for coding in apply(compile_codebook(Codebook("b", (code(rules=[rule]),))), there)]


def test_answer_across_a_backchannel() -> None:
    """嗯 from the interviewer does not end an answer: the second part still answers the question."""
    made = answering(transcript("问：村里用不用钉钉？", "以前用。", "问：嗯。", "后来没得人用。"), 3, 0)
    assert found("QA(q=钉钉, a=没得人用)", made) == ["后来没得人用。"]


def test_what_stands_between_question_and_answer_is_neither() -> None:
    """A platform that only an earlier answer names was not asked about."""
    made = answering(transcript("问：村里用啥子？", "用钉钉。", "问：嗯。", "后来没得人用。"), 3, 0)
    assert found("QA(q=钉钉, a=没得人用)", made) == []
    assert found("钉钉 & 没得人用 @qa", made) == []


def test_a_question_is_context_whatever_its_form() -> None:
    """A code that a question refers to may stand in an A-not-A form, which asserts nothing."""
    platform = code("天府通办", id="platform")
    loss = code(rules=["QA(q=#platform, a=没得人用)"], id="loss")
    assert surfaces([platform, loss], "问：用不用天府通办？", "没得人用。") == ["天府通办+没得人用"]


def test_polarity_of_an_answer_is_the_answers_own() -> None:
    """A cue in the question does not negate what is answered."""
    rule = code(rules=["QA(q=NEG(方便), a=方便)"])
    assert quotes(rule, "问：是不方便还是咋个？", "方便得很。") == ["方便得很。"]
    assert quotes(rule, "问：是不方便还是咋个？", "不方便。") == []


def test_question_without_words() -> None:
    """The question may be asked for by what it does not hold."""
    rule = code(rules=["QA(q=!钉钉, a=没得)"])
    assert quotes(rule, "问：用微信吗？", "没得。", "问：用钉钉吗？", "没得。") == ["没得。"]


def test_answer_needs_a_question() -> None:
    """A turn that answers nothing is in no pair."""
    assert quotes(code(rules=["QA(q=!钉钉, a=没得)"]), "没得。") == []


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("COUNT(填表) >= 2 @transcript", []),
        ("COUNT(填表) >= 1 @transcript", ["填表。"]),
        ("填表 & 累 @transcript", []),
        ("填表 & !累 @transcript", ["填表。"]),
        ("/填.?表/ & !手机 @transcript", ["填表。"]),
    ],
)
def test_interviewers_are_not_heard_in_a_transcript(rule: str, expected: list[str]) -> None:
    """With @transcript too only respondents' words are evidence."""
    assert quotes(code(rules=[rule]), "问：填表吗？填表多不多，累不累？", "填表。") == expected


def test_transcript_scope_codes_every_sentence_with_evidence() -> None:
    """Sentences of different turns support each other."""
    rule = code(rules=["COUNT(填表) >= 2 & META(name=t) @transcript"])
    assert quotes(rule, "上午填表。歇一下。", "问：嗯。", "下午填表。") == ["上午填表。", "下午填表。"]


def test_bystanders_are_no_respondents() -> None:
    """老伴 is heard only where a rule asks for others."""
    made = make_transcript("t", [("问", "会用吗？"), ("老伴", "他不会用手机。"), ("答", "嗯。")])
    assert found("不会用", made) == []
    assert found("WHO(is=other) & 不会用", made) == ["他不会用手机。"]
    assert found("WHO(name=老伴) & 不会用", made) == []


def test_notes_are_no_words_but_expressions_see_them() -> None:
    """（笑） was not said; a regular expression may still look for it."""
    text = transcript("手机（笑）不会用。")
    start = text.text.index("（")
    made = replace(text, notes=(Note(Span(start, start + 3), NoteKind.SOUND),))
    assert found("笑", made) == []
    assert found("~笑", made) == []
    assert found("/（笑）/", made) == ["手机（笑）不会用。"]
    assert found("手机 & 不会用", made) == ["手机（笑）不会用。"]


def test_reference_takes_the_scope_of_the_rule_that_refers() -> None:
    """#code finds in the turn what the code's own rule finds in a sentence; the codings stand with the first part."""
    both = [code(rules=["手机 & 麻烦"], id="a"), code(rules=["#a & 打卡 @turn"], id="b")]
    assert [coding.code for coding in codings(both, "手机。麻烦。打卡。")] == ["b"]


def test_adding_a_code_changes_no_other_codes_codings() -> None:
    """Codes are independent, also where they share words, exceptions and references."""
    said = ("平台不方便，手机方便。", "问：打卡吗？", "天天打卡，打卡景点也去。不会用智能手机。")
    first = [code("方便", "打卡", unlike=["打卡景点"], id="a"), code("手机", stance=Stance.BOTH, id="b")]
    more = [code("智能手机", "不方便", "~卡", rules=["#a & 天天 @turn", "NEG(/方便|手机/)"], id="z")]
    alone = codings(first, *said)
    assert [coding for coding in codings([*more, *first], *said) if coding.code != "z"] == alone
    assert [coding for coding in codings([*first, *more], *said) if coding.code != "z"] == alone


def test_order_of_transcripts_is_irrelevant() -> None:
    """Each transcript is coded for itself."""
    one, other = transcript("平台麻烦。", name="a"), transcript("问：麻烦吗？", "麻烦。", name="b")
    compiled = compile_codebook(Codebook("b", (code("麻烦"),)))
    forth = apply(compiled, Corpus((one, other)))
    back = apply(compiled, Corpus((other, one)))
    assert sorted(forth, key=lambda coding: coding.id) == sorted(back, key=lambda coding: coding.id)
    assert forth == [*apply(compiled, Corpus((one,))), *apply(compiled, Corpus((other,)))]


@pytest.mark.parametrize("stance", [Stance.AFFIRMED, Stance.NEGATED])
def test_proposed_and_contrary_are_disjoint_and_complete(stance: Stance) -> None:
    """What the stance leaves out and what it proposes are together what no stance would leave out."""
    said = "手机方便。坐车不方便。不太方便。方不方便？也不是不方便，方便。"
    both, here, there = (
        {(evidence.spans, evidence.polarity) for coding in codings(code("方便", stance=wanted), said, contrary=turned)
         for evidence in coding.evidence}
        for wanted, turned in ((Stance.BOTH, False), (stance, False), (stance, True))
    )
    assert here & there == set()
    assert here | there == both
    assert len(both) == 5


def test_evidence_lies_inside_the_transcript_and_quotes_are_its_words() -> None:
    """Every span, cue and quote can be looked up."""
    said = ("问：用不用钉钉？", "没得人用。不方便得很！", "天天打卡，截个图。")
    codes = code("方便", rules=["QA(q=钉钉, a=用)", "NEAR(打卡, 图; k=9) @turn"], stance=Stance.BOTH)
    text = corpus(*said).transcripts[0].text
    for coding in codings(codes, *said):
        assert coding.span.of(text) == coding.quote
        assert text[: coding.span.start].endswith(coding.before)
        assert text[coding.span.end :].startswith(coding.after)
        for evidence in coding.evidence:
            assert all(0 <= span.start < span.end <= len(text) for span in evidence.spans)
            assert list(evidence.spans) == sorted(evidence.spans)
            assert evidence.cue is None or evidence.cue.of(text) in {"没得", "不"}


def test_a_question_is_never_coded_for_a_respondent() -> None:
    """Evidence in the question leads to the answer's sentence."""
    made = codings(code(rules=["钉钉 & 没得 @qa"]), "问：钉钉呢？", "没得。")
    assert [(coding.quote, coding.speaker) for coding in made] == [("没得。", "答")]


def test_roles_of_turns() -> None:
    """A turn whose role is not known to be the respondent's gives no evidence."""
    made = transcript("麻烦。")
    other = replace(made, turns=(replace(made.turns[0], role=Role.OTHER),))
    assert found("麻烦", other) == []


@pytest.mark.parametrize("kind", list(UnitKind))
def test_exclusive_groups_hold_for_every_kind_of_unit(kind: UnitKind) -> None:
    """Of an exclusive group one code stands on a unit, also where codings cover only the matched words."""
    both = [code("平台", id="a"), code("麻烦", id="b")]
    made = codings(both, "平台麻烦。", unit=kind, exclusive=(("a", "b"),))
    assert [coding.code for coding in made] == ["a"]


@pytest.mark.parametrize("turns", [(), ("",), ("问：",), ("  ",)])
def test_nothing_said_gives_nothing(turns: tuple[str, ...]) -> None:
    """Empty turns and empty transcripts are no error in any scope."""
    rules = ["!麻烦 & 用", "用 @turn", "QA(q=用, a=用)", "用 @transcript", "COUNT(用) < 3 & 用 @qa"]
    assert codings(code("用", rules=rules), *turns) == []


LAZY = (
    code("方便", "不方便", unlike=["方便面"], id="a"),
    code("/方便|手机.?用/", rules=["NEG(/用.?来?/)", "NEAR(/手机/, 用; k=3) @turn"], stance=Stance.BOTH, id="b"),
    code(rules=["QA(q=手机, a=/没得|不用/)", "COUNT(~用) >= 2 @turn", "#a & 手机 @transcript", r"/^\w+。$/"], id="d"),
    code(rules=["WHO(is=interviewer) & 手机", "!手机 & 用 @qa", "SEQ(手机, 方便; k=5) @transcript"], id="e"),
)
PARTS = ["手机", "方便", "不", "用", "不会用", "没得", "。", "，", "？",
         "用不来", "方便面", "天气很好大家吃饭", "。没得信号。"]


@given(st.lists(st.tuples(st.booleans(), st.lists(st.sampled_from(PARTS), max_size=9).map("".join)), max_size=4))
def test_what_is_tokenized_when_changes_nothing(turns: list[tuple[bool, str]]) -> None:
    """Cutting only the sentences that matter gives the codings that cutting everything first gives."""
    said = corpus(*(("问：" if asked else "") + words for asked, words in turns))
    compiled = compile_codebook(Codebook("b", LAZY))
    application = Application(compiled, said, said.transcripts[0])
    application.index.ensure_tokens(range(len(application.index.bounds)))
    assert apply(compiled, said) == application.codings()


@given(st.lists(st.lists(st.sampled_from(PARTS), max_size=9).map("".join), min_size=1, max_size=4))
def test_codes_are_independent_of_each_other(turns: list[str]) -> None:
    """Each code alone, with those it refers to, proposes what it proposes among all."""
    together = codings(LAZY, *turns)
    for one in LAZY:
        alone = codings([one] if one.id != "d" else [LAZY[0], one], *turns)
        assert [made for made in alone if made.code == one.id] == [made for made in together if made.code == one.id]
