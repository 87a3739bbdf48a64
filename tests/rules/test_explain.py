"""Why a code stands on a sentence, and why not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.model import Code, Codebook, Stance
from qualcode.rules import Explanation, apply, compile_codebook, explain
from qualcode.rules.explain import PartReport
from tests.rules.build import code, corpus


def explained(one: Code, *turns: str, sentence: int = 1, more: tuple[Code, ...] = (),
              exclusive: tuple[tuple[str, ...], ...] = ()) -> Explanation:
    """Explain a code on a sentence of what somebody says."""
    book = Codebook("b", (one, *more), exclusive=exclusive)
    return explain(compile_codebook(book), corpus(*turns), "t", sentence, one.id)


def outcomes(made: Explanation) -> list[tuple[str, str]]:
    """Return the words and what became of them, over all rules."""
    return [outcome for rule in made.rules for outcome in rule.outcomes]


@pytest.mark.parametrize(
    ("one", "said", "expected"),
    [
        (code("方便"), "方便。", [("方便", "proposes")]),
        (code("方便", stance=Stance.BOTH), "不方便。", [("方便", "proposes; negated, because of 不")]),
        (code("方便"), "不方便。", [("方便", "left out by the code's stance: negated, because of 不")]),
        (code("方便", stance=Stance.NEGATED), "方便。",
         [("方便", "left out by the code's stance: affirmed, because of -")]),
        (code("方便"), "方不方便？", [("方便", "asked, not said")]),
        (code("打卡", unlike=["打卡景点"]), "打卡景点。", [("打卡", "swallowed by an exception")]),
        (code("用", "不会用", stance=Stance.BOTH), "不会用。",
         [("用", "inside a longer match of this code"), ("不会用", "proposes")]),
        (code("方便", rules=["NEAR(手机, 方便; k=3)"]), "手机方便。",
         [("方便", "inside a longer match of this code"), ("手机 … 方便", "proposes")]),
        (code("会用"), "学会用了。", []),
    ],
)
def test_outcomes(one: Code, said: str, expected: list[tuple[str, str]]) -> None:
    """Each message, in the order in which the matcher decides."""
    assert outcomes(explained(one, said)) == expected
    assert explained(one, said).proposes == any(outcome.startswith("proposes") for _words, outcome in expected)


def test_a_longer_match_that_is_left_out_still_swallows() -> None:
    """What the matcher does not propose is not said to be proposed because of a shorter match."""
    one = code("用", "不会用")
    made = explained(one, "不是不会用。")
    assert made.proposes is False
    assert outcomes(made) == [
        ("用", "inside a longer match of this code"),
        ("不会用", "left out by the code's stance: negated, because of 不是"),
    ]


def test_evidence_for_another_sentence_is_told_apart() -> None:
    """A rule over a turn proposes only for the sentences that hold its words."""
    one = code(rules=["平台 & !手机 @turn"])
    first, second = (explained(one, "平台好。别的不说。", sentence=n) for n in (1, 2))
    assert (first.proposes, second.proposes) == (True, False)
    assert outcomes(second) == [("平台", "proposes, but for another sentence")]


def test_rules_of_other_scopes_do_not_compete() -> None:
    """The longest match wins within one scope, as in the matcher."""
    one = code("方便", rules=["手机方便 @turn"])
    assert outcomes(explained(one, "手机方便。")) == [("方便", "proposes"), ("手机方便", "proposes")]


def test_interviewers_are_not_heard() -> None:
    """The note goes before all rules; a rule that asks for interviewers is heard."""
    silent = explained(code("方便"), "问：方便吗？", "嗯。")
    assert (silent.proposes, silent.note) == (
        False, "the speaker is no respondent; only respondents' words are evidence")
    assert explained(code(rules=["WHO(is=interviewer) & 方便"]), "问：方便吗？", "嗯。").proposes


def test_exclusive_groups() -> None:
    """A code that gives way says to which."""
    made = explained(code("麻烦", id="weak"), "平台麻烦。", more=(code("平台", id="strong"),),
                     exclusive=(("strong", "weak"),))
    assert (made.proposes, made.note) == (False, "strong stands here and goes before it in an exclusive group")


def test_tokens_and_quote_are_of_the_sentence() -> None:
    """The words are shown as the matcher cuts them."""
    made = explained(code("方便"), "好。手机莫得信号。", sentence=2)
    assert (made.unit, made.quote, made.tokens) == ("P1#2", "手机莫得信号。", ("手机", "没有", "信号", "。"))


def test_tree_mirrors_the_rule() -> None:
    """Every part of a rule has its report with what it found."""
    rule = "(NEAR(手机, 方便 | 快; k=3) | SEQ(a, b)) & !平台"
    rule += " & COUNT(手机) >= 1 & NEG(跑) & AFF(手机) & WHO(role=villager|x)"
    root = explained(code(rules=[rule]), "手机快，不用跑。").rules[0].root

    def labels(report: PartReport) -> list[object]:
        return [(report.label, report.holds), *map(labels, report.parts)]

    assert labels(root) == [
        ("&", False),
        [("|", True),
         [("NEAR, at most 3 words", True), [("手机", True)], [("方便 | 快", True)]],
         [("SEQ, at most 6 words", False), [("a", False)], [("b", False)]]],
        [("!", True), [("平台", False)]],
        [("COUNT", True), [("手机", True)]],
        [("NEG", True), [("跑", True)]],
        [("AFF", True), [("手机", True)]],
        [("WHO role=villager|x", False)],
    ]


def test_tree_of_question_reference_and_adjacency() -> None:
    """QA shows both halves, #code its name, ADJ no size, a regular expression its slashes."""
    one = code(rules=["QA(q=#p, a=ADJ(/没.?/, 用) | META(town=大同镇))"])
    root = explained(one, "问：平台呢？", "没用。", sentence=2, more=(code("平台", id="p"),)).rules[0].root
    assert (root.label, [part.label for part in root.parts]) == ("QA", ["#p", "|"])
    assert [part.label for part in root.parts[1].parts] == ["ADJ", "META town=大同镇"]
    assert [part.label for part in root.parts[1].parts[0].parts] == ["/没.?/", "用"]


def test_close_calls() -> None:
    """What nearly matched is named: letters inside other words, parts too far apart."""
    inside = explained(code("会用"), "学会用了。").rules[0].root
    assert inside.why == "会用: the letters are there, but inside other words"
    apart = explained(code(rules=["NEAR(手机, 方便; k=2)"]), "手机确实是很方便。").rules[0].root
    assert apart.why == "all parts are there, but not together in such a window"
    assert explained(code("会用"), "没有。").rules[0].root.why == ""


def test_long_lists_are_cut() -> None:
    """A set of many words shows the first ones."""
    root = explained(code(rules=["{" + "|".join(f"词{n}" for n in range(20)) + "}"]), "嗯。").rules[0].root
    assert root.label.count("|") == 7
    assert root.label.endswith(" …")


@pytest.mark.parametrize("sentence", [0, 3, -1])
def test_no_such_sentence(sentence: int) -> None:
    """Numbers outside the transcript are an index error."""
    with pytest.raises(IndexError):
        explained(code("好"), "好。好。", sentence=sentence)


def test_no_such_transcript_or_code() -> None:
    """Names that do not exist are key errors."""
    compiled = compile_codebook(Codebook("b", (code("好"),)))
    with pytest.raises(KeyError):
        explain(compiled, corpus("好"), "nowhere", 1, "c")
    with pytest.raises(KeyError):
        explain(compiled, corpus("好"), "t", 1, "nobody")


CODES = (
    code("方便", "不方便", "手机方便", unlike=["方便面"], id="a"),
    code("用", "不会用", "用不来", rules=["NEAR(手机, 用; k=4) @turn", "NEG(方便)"], stance=Stance.NEGATED, id="b"),
    code(rules=["QA(q=手机, a={没得|没有|用})", "COUNT(用) >= 2 @turn", "#a & 手机 @transcript"], id="d"),
    code(rules=["WHO(is=interviewer) & 手机", "!手机 & 用 @qa"], unlike=["SEQ(用, 手机)"], stance=Stance.BOTH, id="e"),
)
SPOKEN = st.lists(st.sampled_from(["手机", "方便", "不", "用", "不会用", "没得", "。", "，", "？", "用不来",
                                  "方便面", "就"]),
                  max_size=9).map("".join)


@settings(max_examples=120)
@given(st.lists(st.tuples(st.booleans(), SPOKEN), min_size=1, max_size=4))
def test_explanations_agree_with_the_codings(turns: list[tuple[bool, str]]) -> None:
    """A code is said to be proposed on a sentence exactly where the matcher proposes it."""
    said = corpus(*(("问：" if asked else "") + words for asked, words in turns))
    compiled = compile_codebook(Codebook("b", CODES, exclusive=(("d", "e"),)))
    found = {(coding.code, coding.unit.number) for coding in apply(compiled, said)}
    sentence = 1
    while True:
        try:
            told = {code.id for code in CODES if explain(compiled, said, "t", sentence, code.id).proposes}
        except IndexError:
            break
        assert told == {code for code, number in found if number == sentence}
        sentence += 1
    assert all(number < sentence for _code, number in found)
