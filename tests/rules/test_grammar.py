"""Rule text -> tree: every form, and every way to get it wrong with its column."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qualcode.errors import CodebookError, RuleError
from qualcode.model import Codebook
from qualcode.rules import apply, compile_codebook, parse_rule, parse_term
from qualcode.rules.tree import (
    Absent,
    AllOf,
    Answer,
    AnyOf,
    Atom,
    CodeRef,
    Condition,
    Count,
    ListRef,
    Node,
    Polar,
    Window,
)
from tests.rules.build import code, corpus

KINDS = {"phrase": "", "exact": "=", "substring": "~"}


def shown(node: Node) -> str:  # noqa: C901
    """Write a tree down again with every bracket."""
    match node:
        case Atom(kind="regex"):
            return f"/{node.text}/"
        case Atom(kind="prefix"):
            return f"{node.text}*"
        case Atom():
            return KINDS[node.kind] + node.text
        case AnyOf() | AllOf():
            sign = "|" if isinstance(node, AnyOf) else "&"
            return f"({sign.join(map(shown, node.parts))})"
        case Absent():
            return f"!{shown(node.part)}"
        case ListRef():
            return f"@{node.name}"
        case CodeRef():
            return f"#{node.code}"
        case Polar():
            return f"{'NEG' if node.negated else 'AFF'}({shown(node.part)})"
        case Count():
            return f"COUNT({shown(node.part)}){node.operator}{node.number}"
        case Window():
            parts = ",".join(map(shown, node.parts))
            return f"{'SEQ' if node.ordered else 'NEAR'}({parts};{node.size}{node.unit[0]})"
        case Answer():
            return f"QA({shown(node.question)},{shown(node.answer)})"
        case Condition():
            return f"{node.about}({node.key}{node.operator}{'|'.join(node.values)})"
    raise AssertionError(node)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("会用", "会用"),
        ("  会用  ", "会用"),
        ("=用", "=用"),
        ("~会用", "~会用"),
        ("监控*", "监控*"),
        ("/没.{0,3}(信号|网)/", "/没.{0,3}(信号|网)/"),
        (r"/a\/b/", "/a/b/"),
        ('"会 用"', "会 用"),
        ('"NEAR(a, b)"', "NEAR(a, b)"),
        ("“会 用”", "会 用"),
        ("“会（用）”", "会（用）"),
        ('不"会 "用', "不会 用"),
        ("{a|b|c}", "(a|b|c)"),
        ("{a | b & c}", "(a|(b&c))"),
        ("不{会|能}用", "(不会用|不能用)"),
        ("不{会|能|}用", "(不会用|不能用|不用)"),
        ("{不|没}用", "(不用|没用)"),
        ("{不|没}{用|会}", "(不用|不会|没用|没会)"),
        ("{会|用}*", "(会*|用*)"),
        ("={会|用}", "(=会|=用)"),
        ("~{会|用}了", "(~会了|~用了)"),
        ("{=会|~用}", "(=会|~用)"),
        ("{@nets|信号}", "(@nets|信号)"),
        ("{a|a}", "(a|a)"),
        ("x{a|a}", "xa"),
        ("@nets", "@nets"),
        ("#user_loss-2", "#user_loss-2"),
        ("#情感·联结", "#情感·联结"),
        ("a & b | c", "((a&b)|c)"),
        ("a | b & c", "(a|(b&c))"),
        ("(a | b) & c", "((a|b)&c)"),
        ("!a & b", "(!a&b)"),
        ("!(a & b)", "!(a&b)"),
        ("!!a", "a"),
        ("!!!a", "!a"),
        ("! a|!b", "(!a|!b)"),
        ("a&b&c", "(a&b&c)"),
        ("((a))", "a"),
        ("NEAR(a, b)", "NEAR(a,b;6w)"),
        ("NEAR(a, b, !c; k=9)", "NEAR(a,b,!c;9w)"),
        ("NEAR(a, b; unit=char; k=12)", "NEAR(a,b;12c)"),
        ("SEQ(a, {b|c}, #d; k=3; unit=word)", "SEQ(a,(b|c),#d;3w)"),
        ("SEQ(a, b; unit=token)", "SEQ(a,b;6w)"),
        ("ADJ(a, b)", "SEQ(a,b;0w)"),
        ("NEAR (a, b)", "NEAR(a,b;6w)"),
        ("NEAR(NEG(a), (b | c) & d)", "NEAR(NEG(a),((b|c)&d);6w)"),
        ("NEG(a | b)", "NEG((a|b))"),
        ("AFF(a)", "AFF(a)"),
        ("COUNT(a) >= 2", "COUNT(a)>=2"),
        ("COUNT(a)==0", "COUNT(a)=0"),
        ("COUNT(a|b)<10 & c", "(COUNT((a|b))<10&c)"),
        ("QA(q=a, a=b)", "QA(a,b)"),
        ("QA( q = a|x , a = !b & c )", "QA((a|x),(!b&c))"),
        ("WHO(role=village_cadre)", "who(role=village_cadre)"),
        ("WHO(身份=普通村民|村民代表/组长)", "who(role=普通村民|村民代表/组长)"),
        ("META(乡镇 = 大同镇 )", "meta(town=大同镇)"),
        ('META(town="大同镇"|“平乐镇”)', "meta(town=大同镇|平乐镇)"),
        ("WHO(年龄>=60)", "who(age>=60)"),
        ("WHO(age != 60.5)", "who(age!=60.5)"),
        ("NEARa & b", "(NEARa&b)"),
        ("near & b", "(near&b)"),
    ],
)
def test_forms_and_precedence(rule: str, expected: str) -> None:
    """What is written and how it is understood."""
    assert shown(parse_rule(rule).root) == expected


@pytest.mark.parametrize(
    ("wide", "half"),
    [
        ("（ａ｜会用）＆！＠nets", "(ａ|会用)&!@nets"),
        ("NEAR（会用，手机；k＝4）", "NEAR(会用,手机;k=4)"),
        ("不｛会｜能｝用", "不{会|能}用"),
        ("～会用 | ＝用 | 监控＊ | ＃c", "~会用 | =用 | 监控* | #c"),
        ("COUNT（用）＞＝2", "COUNT(用)>=2"),
        ("WHO（年龄＜＝60）& 用", "WHO(年龄<=60)& 用"),
        ("会用　＆　手机 ＠turn", "会用 & 手机 @turn"),
    ],
)
def test_full_width_marks_are_half_width_ones(wide: str, half: str) -> None:
    """A Chinese keyboard's punctuation means the same."""
    assert shown(parse_rule(wide).root) == shown(parse_rule(half).root)
    assert parse_rule(wide).scope == parse_rule(half).scope


def test_full_width_marks_stay_in_quotes_and_expressions() -> None:
    """What is quoted or matched is not touched."""
    assert shown(parse_rule('"（笑）！" | /（笑）[！？]/ | “＆”').root) == "(（笑）！|/（笑）[！？]/|＆)"


@pytest.mark.parametrize(
    ("rule", "scope"),
    [("用", "sentence"), ("用 @sentence", "sentence"), ("用@turn", "turn"), ("a | b @qa", "qa"),
     ("用 @transcript ", "transcript"), ("QA(q=a, a=b)", "qa"), ("QA(q=a, a=b) & c @qa", "qa"),
     ("!QA(q=a, a=b) & c", "qa")],
)
def test_scopes(rule: str, scope: str) -> None:
    """A scope stands last; QA brings its own."""
    assert parse_rule(rule).scope == scope


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("会用", "会用"), (" 会 用 ", "会 用"), ("不会、不能", "不会、不能"), ("一网通办（天府）", "一网通办（天府）"),
        ("=用", "=用"), ("＝用", "=用"), ("～会用", "~会用"), ("= 用", "=用"), ("监控*", "监控*"), ("监控＊", "监控*"),
        ("/没.信号/", "/没.信号/"), ("/{2}x*/", None), ("不{会|能}用", "(不会用|不能用)"),
        ("不｛会｜能｝用", "(不会用|不能用)"),
        ("={会|用}", "(=会|=用)"), ("{会|用}*", "(会*|用*)"), ("@nets", "@nets"), ("＠nets", "@nets"), ("#c", "#c"),
        ("/", "/"), ("=", "="), ("*", "*"), ("NEAR(a, b)", "NEAR(a, b)"), ("/没.{1,2}用/", "/没.{1,2}用/"),
    ],
)
def test_terms(term: str, expected: str | None) -> None:
    """A term is one atom; punctuation inside it belongs to the words."""
    if expected is None:
        with pytest.raises(RuleError):
            parse_term(term)
    else:
        assert shown(parse_term(term).root) == expected


@pytest.mark.parametrize(
    ("rule", "column", "message"),
    [
        ("", 1, "an empty rule"),
        ("   ", 1, "an empty rule"),
        ("会用 &", 5, "words are expected here, and nothing follows"),
        ("会用 & & 手机", 6, "expected words, found `&`"),
        ("(会用", 4, "expected `)`, found the end"),
        ("会用)", 3, "expected & or | before `)`"),
        ("会用 手机", 4, "expected & or | before `手`"),
        ("会用 @nets", 4, "`@nets` cannot stand here"),
        ("@turn & 会用", 1, "a scope such as `@turn` stands at the end"),
        ("会用 @turn & 手机", 10, "expected & or | before `&`"),
        ("NOT(会用)", 1, "unknown function NOT"),
        ("near(会用, 手机)", 5, "expected & or | before `(`"),
        ("NEAR(会用)", 1, "NEAR needs at least two operands"),
        ("NEAR(!会用, !手机)", 1, "NEAR needs at least two operands"),
        ("NEAR(会用, 手机; k=)", 16, "expected a whole number"),
        ("NEAR(会用, 手机; k=0)", 13, "after `;` NEAR takes"),
        ("NEAR(会用, 手机; n=3)", 13, "after `;` NEAR takes"),
        ("NEAR(会用, 手机; unit=byte)", 13, "after `;` NEAR takes"),
        ("ADJ(会用, 手机; k=3)", 12, "after `;` ADJ takes"),
        ("NEAR(会用, 手机", 12, "expected `)`, found the end"),
        ("NEAR(会用,, 手机)", 9, "expected words, found `,`"),
        ("COUNT(会用)", 10, "expected one of >= > <= < = =="),
        ("COUNT(会用) != 2", 11, "expected one of"),
        ("COUNT(会用) >= 二", 14, "expected a whole number"),
        ("NEG(会用, 手机)", 7, "expected `)`, found ,"),
        ("QA(会用, 手机)", 4, "expected `q`"),
        ("QA(q=会用)", 8, "expected `,`, found )"),
        ("QA(q=会用, a=手机) @turn", 1, "QA needs the scope @qa"),
        ("QA(q=QA(q=a, a=b), a=c)", 1, "QA cannot stand inside QA"),
        ("WHO(role)", 9, "expected one of"),
        ("WHO(role=)", 10, "a value is missing"),
        ("WHO(role=a|)", 12, "a value is missing"),
        ("WHO(age>=六十)", 10, "after >= comes one number"),
        ("WHO(age<60|70)", 12, "after < comes one number"),
        ("META(date>=2024-03)", 12, "after >= comes one number"),
        ("/没", 1, "the regular expression has no closing /"),
        ("会用 | /(/", 6, "the regular expression cannot be compiled"),
        ("/a*/", 1, "the regular expression also matches no words at all"),
        ("会用 & /(.+)+x/", 6, "a repetition inside a repetition"),
        ('"会用', 1, "the quotation mark is never closed"),
        ('""', 1, "an alternative is empty"),
        ("{会|用", 1, "`{` without its `}`"),
        ("不{会|用", 2, "`{` without its `}`"),
        ("不{会|{用}}", 2, "`{` without its `}`"),
        ("不{会|@a}", 2, "next to other letters a brace holds plain words only"),
        ("{|}x{|}*", 1, None),
        ("{|}{|}", 1, "an alternative is empty"),
        ("{会||用}", 4, "expected words, found `|`"),
        ("=监控*", 4, "* cannot be combined with = or ~"),
        ("监控*器", 4, "expected & or | before `器`"),
        ("@", 2, "expected a name"),
        ("#", 2, "expected a name"),
        ("!", 2, "words are expected here, and nothing follows"),
        ("用；k=3", 2, "expected & or | before `;`"),
    ],
)
def test_errors_name_their_column(rule: str, column: int, message: str | None) -> None:
    """The column is where the reader stumbled, counted from 1 in the rule as written."""
    if message is None:
        assert shown(parse_rule(rule).root) == "x*"
        return
    with pytest.raises(RuleError) as caught:
        parse_rule(rule)
    assert (caught.value.column, caught.value.message[: len(message)]) == (column, message)


@pytest.mark.parametrize(("term", "column"), [("打卡|签到", 3), ("打卡｜签到", 3), ("|", 1)])
def test_alternatives_in_a_term_need_braces(term: str, column: int) -> None:
    """No interview has a vertical bar: who writes one means two terms."""
    with pytest.raises(RuleError, match="a term is one word or phrase; write") as caught:
        parse_term(term)
    assert caught.value.column == column


@pytest.mark.parametrize("term", ["", "  ", "\u3000"])
def test_empty_terms(term: str) -> None:
    """A term that is only white space is an error, not a word that is everywhere."""
    with pytest.raises(RuleError, match="an empty term"):
        parse_term(term)


@pytest.mark.parametrize("rule", ["(" * 1000 + "a" + ")" * 1000, "{" * 1000 + "a" + "}" * 1000, "NEG(" * 1000,
                                  "!(" * 1000 + "a", "(" * 1000, "QA(q=" * 500])
def test_a_thousand_brackets_are_refused(rule: str) -> None:
    """Depth is bounded before Python's stack is."""
    with pytest.raises(RuleError, match=r"nested too deeply|without its"):
        parse_rule(rule)


def test_long_flat_rules_are_fine() -> None:
    """A rule may list thousands of words, and a brace may stand for two thousand phrases but not more."""
    assert len(getattr(parse_rule("|".join(f"词{n}" for n in range(3000))).root, "parts", ())) == 3000
    assert parse_rule("!" * 5000 + "a").root == Atom(5001, parse_rule("a").root.kind, "a")
    many = "{" + "|".join(map(str, range(50))) + "}"
    with pytest.raises(RuleError, match="the braces make 2500 phrases; 2000 are allowed"):
        parse_rule(f"x{many}{many}")


OPERATORS = st.text(alphabet="用会a1 ()（）{}｛｝|｜&！!@#;；,，=＝~*＊/\\\"“”<>+?[].NEARSQCOUTWHMGFJD", max_size=24)
PIECES = st.lists(st.sampled_from([
    "NEAR(", "SEQ(", "ADJ(", "NEG(", "AFF(", "COUNT(", "QA(q=", ", a=", "WHO(", "META(", "role=", "a>=3", ")", "(", "{",
    "}", "|", "&", "!", ",", "; k=3", "; unit=char", "@turn", "@qa", "@nets", "#c", "用", "会用", "=", "~", "*", "/",
    "/没.?用/", '"', "“", "”", " ", ">= 2", "\\",
]), max_size=14).map("".join)


@given(OPERATORS | PIECES | st.text(max_size=30) | st.binary(max_size=30).map(lambda raw: raw.decode("latin-1")))
@example("/(?P<a>x)(?P<a>y)/")
@example("/(?i)x(?i)/")
@example("/\\N{NOPE}/")
@example("/x{99999999999}/")
@example("/[z-a]/")
@example("COUNT(a)>=99999")
def test_any_text_is_a_rule_or_a_rule_error(text: str) -> None:
    """Nothing else is ever raised, and the column lies in the text or just behind it."""
    for parse in (parse_rule, parse_term):
        try:
            tree = parse(text)
        except RuleError as error:
            assert 1 <= error.column <= len(text) + 1
        else:
            assert isinstance(shown(tree.root), str)


@given(OPERATORS | PIECES)
def test_whatever_parses_compiles_and_runs_or_says_why(text: str) -> None:
    """A rule that compiles can be applied; one that does not is a codebook error."""
    book = Codebook("b", (code(rules=[text], unlike=["打卡"]), code(text, id="d")), lists={"nets": ("网",)})
    try:
        compiled = compile_codebook(book)
    except CodebookError:
        return
    for coding in apply(compiled, corpus("问：会用网吗？", "会用a1，没用。不会用网！")):
        assert coding.quote
