"""What each form of the rule language finds."""

import pickle

import pytest

from qualcode.errors import CodebookError
from qualcode.model import Codebook, Polarity, Stance, UnitKind
from qualcode.rules import apply, compile_codebook
from tests.rules.build import code, codings, corpus, quotes, surfaces


@pytest.mark.parametrize(
    ("rule", "said", "expected"),
    [
        ("=用", "我用手机，用不来", ["用", "用"]),
        ("会用", "学会用手机", []),
        ("~会用", "学会用手机", ["会用"]),
        ("台账", "在平台账号里头", []),
        ("要得", "需要得到", []),
        ("监控*", "装了监控器和监控", ["监控器", "监控"]),
        ("/没.{0,2}信号/", "山上没得信号", ["没得信号"]),
        ("{网|信号}不好", "网不好，信号不好", ["网不好", "信号不好"]),
        ("@nets", "光纤坏了", ["光纤"]),
        ("NEAR(平台, 麻烦; k=5)", "麻烦得很那个平台", ["麻烦+平台"]),
        ("NEAR(平台, 麻烦; k=4)", "麻烦得很那个平台", []),
        ("NEAR(平台, 麻烦; k=7; unit=char)", "麻烦得很那个平台", []),
        ("NEAR(平台, 麻烦; k=8; unit=char)", "麻烦得很那个平台", ["麻烦+平台"]),
        ("NEAR(平台, !麻烦; k=4)", "那个平台麻烦", []),
        ("NEAR(平台, !麻烦; k=4)", "那个平台好看", ["平台"]),
        ("SEQ(平台, 麻烦)", "麻烦得很那个平台", []),
        ("SEQ(以前, !现在, 用)", "以前现在都用", []),
        ("ADJ(天天, 打卡)", "天天打卡，天天都打卡", ["天天+打卡"]),
        ("NEG(方便)", "不方便。方便。", ["方便"]),
        ("AFF(方便)", "不方便，方便。", ["方便"]),
        ("方便 & !电话", "电话方便", []),
        ("方便 | 电话", "电话方便", ["电话", "方便"]),
        ("COUNT(填) >= 2", "填了又填", ["填", "填"]),
        ("COUNT(填) >= 3", "填了又填", []),
        ('"会 用"', "会 用", ["会 用"]),
    ],
)
def test_forms(rule: str, said: str, expected: list[str]) -> None:
    """Each form of the language finds these words and no others."""
    found = surfaces(code(rules=[rule], stance=Stance.BOTH if "NEG" not in rule else Stance.AFFIRMED), said,
                     lists={"nets": ("宽带", "光纤")})
    assert found == expected


def test_code_reference_in_any_order() -> None:
    """#code stands for another code's evidence, wherever it is defined."""
    first = code(rules=["NEAR(#later, 麻烦; k=6)"], id="first")
    assert [coding.code for coding in codings([first, code("平台", id="later")], "平台麻烦")] == ["first", "later"]


def test_circles_are_refused_with_their_path() -> None:
    """Codes that refer to each other in a circle are an error that shows the circle."""
    book = Codebook("b", (code(rules=["#b & 用"], id="a"), code(rules=["#a & 用"], id="b")))
    with pytest.raises(CodebookError, match="#a -> #b -> #a"):
        compile_codebook(book)


def test_every_problem_is_reported_at_once() -> None:
    """A syntax error, an unknown list and an unknown code make three problems."""
    book = Codebook("b", (code(rules=["NEAR(a", "@nowhere", "#nothing & 用"]),))
    with pytest.raises(CodebookError) as caught:
        compile_codebook(book)
    assert len(caught.value.problems) == 3


def test_rule_without_words_is_refused() -> None:
    """A rule must name words that can stand as evidence."""
    with pytest.raises(CodebookError, match="names no words"):
        compile_codebook(Codebook("b", (code(rules=["WHO(role=villager)"]),)))


@pytest.mark.parametrize(
    ("rule", "attributes", "expected"),
    [
        ("WHO(role=village_cadre) & 填表", {"role": "村支书/主任"}, 1),
        ("WHO(role=village_cadre) & 填表", {"role": "普通村民"}, 0),
        ("WHO(身份=普通村民) & 填表", {"role": "普通村民"}, 1),
        ("WHO(age>=60) & 填表", {"age": 61}, 1),
        ("WHO(age>=60) & 填表", {"age": 59}, 0),
        ("WHO(role!=villager) & 填表", {"role": "乡镇干部"}, 1),
        ("META(town=大同镇|平乐镇) & 填表", {"town": "平樂鎮"}, 1),
        ("META(town=大同镇) & 填表", {}, 0),
    ],
)
def test_conditions(rule: str, attributes: dict[str, str], expected: int) -> None:
    """WHO asks the speaker's attributes, META the transcript's."""
    assert len(codings(code(rules=[rule]), "天天填表。", attributes=attributes)) == expected


def test_interviewer_counts_only_where_the_rule_says_so() -> None:
    """WHO(is=interviewer) opens the interviewer's words."""
    rule = code(rules=["WHO(is=interviewer) & 钉钉"])
    assert quotes(rule, "问：用钉钉吗？", "用钉钉。") == ["用钉钉吗？"]


def test_turn_scope_codes_every_sentence_with_evidence() -> None:
    """Windows reach over sentences of one turn, never into the next turn."""
    rule = code(rules=["SEQ(以前, 用, 不用; k=12) @turn"], stance=Stance.BOTH)
    assert quotes(rule, "以前我们都用。现在不用了。") == ["以前我们都用。", "现在不用了。"]
    assert quotes(rule, "以前我们都用。", "现在不用了。") == []


def test_longest_match_wins_inside_a_code_and_codes_are_independent() -> None:
    """不会用 swallows 会用 in one code, not across codes."""
    assert surfaces(code("会用", "不会用", stance=Stance.BOTH), "不会用") == ["不会用"]
    both = [code("手机", id="a"), code("智能手机", "手机", id="b")]
    assert [coding.code for coding in codings(both, "智能手机和手机")] == ["a", "b"]


def test_exclusive_groups_keep_the_first_code() -> None:
    """Of an exclusive group one code stands on a unit."""
    both = [code("麻烦", id="a"), code("平台", id="b")]
    assert [coding.code for coding in codings(both, "平台麻烦", exclusive=(("b", "a"),))] == ["b"]


def test_units() -> None:
    """A coding covers the sentence, the turn or the match."""
    said = "平台麻烦。还是平台麻烦。"
    spans = {
        kind: [coding.quote for coding in codings(code("麻烦"), said, unit=kind)] for kind in UnitKind
    }
    assert spans == {
        UnitKind.SENTENCE: ["平台麻烦。", "还是平台麻烦。"], UnitKind.TURN: [said], UnitKind.MATCH: ["麻烦", "麻烦"],
    }


def test_codings_are_stable_and_lead_back_to_the_words() -> None:
    """The same input gives the same codings; the quote is the text at the span."""
    said = ("麻烦得很😀。", "𠮷野家也麻烦，ＡＰＰ麻烦。")
    first, second = codings(code("麻烦", "app麻烦"), *said), codings(code("麻烦", "app麻烦"), *said)
    text = corpus(*said).transcripts[0].text
    assert first == second
    assert [coding.span.of(text) for coding in first] == [coding.quote for coding in first]
    assert surfaces(code("app麻烦"), *said) == ["ＡＰＰ麻烦"]


def test_compiled_codebook_can_be_pickled_for_a_pool() -> None:
    """The same codings come out of another process's copy."""
    compiled = compile_codebook(Codebook("b", (code("麻烦"),)))
    there = pickle.loads(pickle.dumps(compiled))
    assert apply(there, corpus("麻烦。")) == apply(compiled, corpus("麻烦。"))


def test_mixed_polarity_of_one_unit() -> None:
    """A unit whose evidence differs says so."""
    found = codings(code("方便", stance=Stance.BOTH), "手机方便，坐车不方便")
    assert [coding.polarity for coding in found] == [Polarity.MIXED]


def test_conditions_of_a_rule_propose_nothing_by_themselves() -> None:
    """In A & B the coding stands where A is said and only if A passes the stance; B is shown where it is beside A."""
    rule = code(rules=["麻烦 & 手机 @turn"])
    assert quotes(rule, "我有手机。办事麻烦。手机好看。") == ["办事麻烦。"]
    assert surfaces(rule, "手机办事麻烦。") == ["手机", "麻烦"]
    assert codings(rule, "手机办事不麻烦。") == []
