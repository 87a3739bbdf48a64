"""Names are resolved, and everything that is wrong is told at once with its line."""

import pickle

import pytest

from qualcode.codebook import parse_codebook
from qualcode.errors import CodebookError
from qualcode.model import Codebook
from qualcode.rules import apply, compile_codebook
from tests.rules.build import code, codings, corpus, quotes


def problems(*rules: str, unlike: tuple[str, ...] = (), **lists: tuple[str, ...]) -> list[str]:
    """Return the messages for a code with these rules."""
    with pytest.raises(CodebookError) as caught:
        compile_codebook(Codebook("b", (code(rules=rules, unlike=unlike),), lists=lists))
    return [problem.message for problem in caught.value.problems]


def test_all_problems_at_once_in_the_order_of_the_file() -> None:
    """Each problem has its line, and the column in the file where a rule's column is known."""
    text = """
lists:
  nets: [宽带, "/(/"]
  loop: ["@loop"]
codes:
  - id: a
    name: 甲
    terms: [网]
    rules:
      - NEAR(网
      - {rule: "网 & ", id: half}
      - "@nowhere"
      - "#nobody & 网"
      - WHO(role=villager)
    except: ["WHO(role=villager)", "/[/"]
""".strip()
    with pytest.raises(CodebookError) as caught:
        compile_codebook(parse_codebook(text.encode(), "b.yaml"))
    found = [(problem.line, problem.message[:44]) for problem in caught.value.problems]
    assert [line for line, _message in found] == [2, 3, 9, 10, 11, 12, 13, 14, 14]
    assert all(str(problem).startswith("b.yaml:") for problem in caught.value.problems)
    assert caught.value.problems[2].column == 9 + len("NEAR(网")


def test_circles_of_lists() -> None:
    """A list that comes back to itself is told with its path, whatever else is wrong."""
    found = problems("@nowhere", a=("@b",), b=("@c", "网"), c=("@a",))
    assert found == ["the list `a` names itself: @a -> @b -> @c -> @a", "`@nowhere` is no list of this codebook"]


def test_circles_through_lists() -> None:
    """A code that reaches itself by way of a list is a circle too."""
    assert problems("@a & 填表", a=("@b",), b=("#c", "网")) == [
        "codes refer to each other in a circle: #c -> @a -> @b -> #c",
    ]


def test_code_that_names_itself() -> None:
    """The shortest circle."""
    assert problems("#c & 填表") == ["codes refer to each other in a circle: #c -> #c"]


def test_references_without_a_circle_in_any_order() -> None:
    """A diamond is no circle; needs are known whatever stands first in the file."""
    codes = [
        code(rules=["#b & #c"], id="a"), code(rules=["#d"], id="b"), code(rules=["@ds & 手机"], id="c"),
        code("网", id="d"),
    ]
    found = codings(codes, "手机有网。", lists={"ds": ("#d",)})
    assert [coding.code for coding in found] == ["a", "b", "c", "d"]
    compiled = compile_codebook(Codebook("b", tuple(codes), lists={"ds": ("#d",)}))
    assert [len(rule.needs) for code in compiled.codes.values() for rule in code.rules] == [3, 1, 2, 1]


@pytest.mark.parametrize(
    "rule", ["NEAR(WHO(role=x), 网)", "NEG(!网)", "COUNT(WHO(age>=60)) >= 1 & 网", "AFF(META(town=x)) & 网",
             "SEQ(网, !META(town=x))"],
)
def test_parts_that_could_never_be_true_are_refused(rule: str) -> None:
    """Where matches are counted, placed or judged there must be words."""
    (message,) = problems(rule)
    assert message.endswith("needs words: WHO, META and ! stand outside, joined with &")


def test_exceptions_must_name_words() -> None:
    """An exception without words would swallow nothing."""
    (message,) = problems("网", unlike=("WHO(role=villager)",))
    assert message.startswith("exception `WHO(role=villager)` names no words")


def test_reference_to_a_code_without_rules() -> None:
    """A code above others that has no rules of its own can never be true."""
    book = Codebook("b", (code(id="above"), code(rules=["#above | 网"])))
    with pytest.raises(CodebookError, match="`#above` has no terms or rules of its own"):
        compile_codebook(book)


def test_empty_list() -> None:
    """A rule with an empty list is not dropped without a word."""
    assert problems("@none & 网", none=()) == ["the list `none` has no members"]


@pytest.mark.parametrize(
    ("exception", "said", "expected"),
    [
        ("打卡景点", "打卡景点。", []),
        ("~卡景", "打卡景点。", ["打卡景点。"]),
        ("~打卡景", "打卡景点。", []),
        ("打卡*", "打卡机。", []),
        ("/打卡.点/", "打卡景点。", []),
        ("/(打卡)(?=景)/", "打卡景点。", []),
        ("{网红|景点}", "打卡景点。", ["打卡景点。"]),
        ("SEQ(打卡, 景点; k=4)", "打卡的景点。", []),
        ("@places", "打卡景点。", []),
        ("#other", "打卡景点。", []),
        ("打卡 & 景点", "打卡景点。", []),
    ],
)
def test_exceptions(exception: str, said: str, expected: list[str]) -> None:
    """An exception is plain words as in terms, or an expression where it looks like one."""
    codes = [code("打卡", unlike=[exception]), code("打卡景点", id="other")]
    made = codings(codes, said, lists={"places": ("打卡景点",)})
    assert [coding.quote for coding in made if coding.code == "c"] == expected


def test_further_roles_join_the_groups_and_survive_pickling() -> None:
    """[roles] of the settings adds 身份 to a group, in another process too."""
    book = Codebook("b", (code(rules=["WHO(role=village_cadre) & 填表"]),))
    compiled = compile_codebook(book, {"village_cadre": ("妇女主任",), "elders": ("寨老",)})
    there = pickle.loads(pickle.dumps(compiled))
    assert there.roles == compiled.roles
    said = corpus("填表。", attributes={"role": "妇女主任"})
    assert len(apply(there, said)) == len(apply(compiled, said)) == 1
    assert apply(compile_codebook(book), said) == []


def test_every_form_can_be_pickled_and_finds_the_same() -> None:
    """A pool's processes compile the same codebook again."""
    rules = ["NEAR(网, 慢; k=4)", "COUNT(网) >= 2", "QA(q=网, a=/没.{0,2}得?/)", "#d & !网", "@nets & NEG(网)"]
    book = Codebook("b", (code(rules=rules), code("慢", id="d")), lists={"nets": ("网", "/宽.带/")}, sha256="ab" * 32)
    there = pickle.loads(pickle.dumps(compile_codebook(book)))
    said = corpus("网慢。", "问：网呢？", "没得。", "慢。网不好，网差。")
    assert apply(there, said) == apply(compile_codebook(book), said)
    assert {coding.codebook for coding in apply(there, said)} == {"ab" * 8}


def test_list_with_every_kind_of_member() -> None:
    """A list mixes words, expressions, codes and other lists."""
    lists = {"all": ("网", "~带", "宽*", "/信.号?/", "{光纤|猫}", "@more", "#d"), "more": ("基站",)}
    codes = [code(rules=["@all"]), code("慢", id="d")]
    said = "网。皮带。宽度。信号。光纤。猫。基站。慢。快。"
    found = [coding.quote for coding in codings(codes, said, lists=lists) if coding.code == "c"]
    assert found == [f"{word}。" for word in said.split("。")[:8]]


def test_terms_of_one_character_and_of_mixed_script() -> None:
    """Letters, digits and Han mix; case, width and script do not matter."""
    assert quotes(code("4g信號", "wifi", "T恤"), "４Ｇ信号。WiFi。t恤。Wifi6") == ["４Ｇ信号。", "WiFi。", "t恤。"]


def test_same_rule_in_terms_and_exceptions() -> None:
    """A text that stands in both is swallowed, not an error."""
    book = Codebook("b", (code("打卡", unlike=["打卡"]),))
    assert apply(compile_codebook(book), corpus("打卡。")) == []
