"""One pass over the text finds what a slow and simple search finds."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.errors import RuleError
from qualcode.language.layers import script_layer, speech_layer
from qualcode.language.tokens import LOOSE, tokenize
from qualcode.model import Codebook, Stance
from qualcode.rules import compile_codebook
from qualcode.rules.index import TextIndex
from qualcode.rules.lexicon import Lexicon
from qualcode.rules.matcher import Application
from qualcode.rules.needed import needed_literals
from qualcode.rules.patterns import compile_pattern
from qualcode.rules.tree import AtomKind, Scope
from tests.rules.build import code, corpus, surfaces, transcript

WORDS = ["用", "会用", "不会用", "手机", "智能手机", "台账", "平台", "没有人用", "莫得人用", "打卡", "用不来",
         "app", "app2", "我会",
         "只用", "　", "会用手机", "a", "😀", "𠮷", "，", "3.5", "机", "得", "沒有"]
KINDS = [AtomKind.PHRASE, AtomKind.EXACT, AtomKind.SUBSTRING, AtomKind.PREFIX]
PIECES = [*WORDS, "学会用了", "平台账号", "我", "了", "。", "！", "？", "…", "，", "\n", " ", "2", "APP",
         "ＡＰＰ", "没得到", "需要得到",
          "不", ". ", "”", "（笑）", "用不用", "很大", "大同", "没填表", "B."]


def boundaries(text: str) -> set[int]:
    """Return where tokens end in the whole text, loose ones in their middle too."""
    found, at = {0}, 0
    for token in tokenize(text):
        if token in LOOSE:
            found.add(at + 1)
        at += len(token)
        found.add(at)
    return found


def naive(turns: list[str], kind: AtomKind, words: str) -> set[tuple[int, int]]:
    """Look at every place of every turn, with the tokens of the whole text."""
    made = transcript(*turns)
    speech = speech_layer(script_layer(made.text))
    wanted = speech_layer(script_layer(words))
    edges = boundaries(speech)
    sentences = TextIndex(made, Lexicon()).bounds
    found = set()
    for start, end, _turn in sentences:
        for at in range(start, end - len(wanted) + 1):
            stop = at + len(wanted)
            if speech[at:stop] != wanted or (kind is not AtomKind.SUBSTRING and at not in edges):
                continue
            inner = sum(at < edge < stop for edge in edges)
            if kind is AtomKind.PREFIX:
                found.add((at, min(edge for edge in edges if edge >= stop)))
            elif kind is AtomKind.SUBSTRING or (stop in edges and (kind is AtomKind.PHRASE or not inner)):
                found.add((at, stop))
    return found


def hits(turns: list[str], kind: AtomKind, words: str) -> set[tuple[int, int]]:
    """Ask the engine."""
    lexicon = Lexicon()
    others = [lexicon.number(kind, word) for word in ("用", "手机", "大")]  # so that other sentences are tokenized too
    number = lexicon.number(kind, words)
    index = TextIndex(transcript(*turns), lexicon)
    assert len(set(others)) == 3
    return {pair for found in index.hits.values() for pair in found.get(number, ())}


@settings(max_examples=150)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=10).map("".join), min_size=1, max_size=3),
       st.sampled_from(KINDS), st.sampled_from(WORDS))
def test_hits_are_those_of_a_naive_search(turns: list[str], kind: AtomKind, words: str) -> None:
    """Tokenizing only some sentences, apart, gives the boundaries that the whole text has."""
    assert hits(turns, kind, words) == naive(turns, kind, words)


SAMPLES = sorted((Path(__file__).parents[2] / "transcripts").glob("*.txt"))


@pytest.mark.skipif(not SAMPLES, reason="the sample interviews are not there")
def test_boundaries_of_real_talk_do_not_depend_on_neighbours() -> None:
    """On the sample interviews a sentence is cut in its text as it is cut alone."""
    for path in SAMPLES[:4]:
        lines = [line for line in path.read_text("utf-8", errors="replace").splitlines() if line.strip()]
        index = TextIndex(transcript(*lines), Lexicon())
        index.ensure_tokens(range(len(index.bounds)))
        edges = boundaries(index.speech)
        for start, end, _turn in index.bounds:
            alone = {at for at in range(start, end + 1) if index.is_boundary(at)}
            assert alone == {edge for edge in edges if start <= edge <= end}


PATTERNS = r"""
没.{0,3}(信号|网)
(没|莫得).{0,3}网
会用|用不来
会用?
会?用
(会|能|敢)用
[会能]用
[^会]用
(?:会用)+
(会用){2}
(会|不会)*用
用(?=手机)
用(?!手机)
(?<=会)用
(?<!会)用
^会
用$
\b用\b
用.手
用\s?手机
手机\d+
\d+
\w+
.
会..用
(?i)app
APP
App|WeChat
[A-C]pp
(?i:APP)用
ＡＰＰ
沒有|莫得
[沒没]有
(会)用\1
(?P<x>会)用(?P=x)
(会)?用(?(1)手|机)
会{1,2}用
会{0}用
会{2,}
x*会
(会|)用
(?:会|能)(?:用|弄)(?:手机|电脑)
手机|(?:平台|用)
(手机|平台)(用|会)?
用+?
用*会
(?>会用)
会++用
[一-龥]用
[用会不能敢要想去来做弄整搞学]
[\u4e00-\u9fff]{2}机
(?:(?:会|能)用|用(?:得|不)来)
é|É
会(?#注)用
(?x) 会 用
(?s)会.用
(?m)^用
会\n用
[，。]用
\（笑\）
用(?:手(?:机|表))?
(?:不|没)(?:会|能)?用
""".strip().split("\n")
SPOKEN = st.text(alphabet="会用不没莫得有信号网手机平台来能敢弄aApP3，。\n é", max_size=25)


def test_there_are_sixty_patterns() -> None:
    """Lookarounds, classes, alternatives, options, flags and references are all among them."""
    assert len(set(PATTERNS)) >= 60


@pytest.mark.parametrize("pattern", PATTERNS)
@given(text=SPOKEN)
@settings(max_examples=40)
def test_expressions_lose_no_match(pattern: str, text: str) -> None:
    """Looking only where a needed literal stands finds what the expression finds everywhere."""
    said = corpus(text)
    application = Application(compile_codebook(Codebook("b", (code(f"/{pattern}/"),))), said, said.transcripts[0])
    index, compiled = application.index, compile_pattern(pattern, pattern, 1)
    (rule,) = application.compiled.codes["c"].rules
    for number, (start, end, _turn) in enumerate(index.bounds):
        matches = rule.part.find(application.places.place(Scope.SENTENCE, number)) or []
        expected = {match.span() for match in compiled.finditer(index.script[start:end]) if match.group()}
        assert {(match.start - start, match.end - start) for match in matches} == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("没.{0,3}(信号|网)", {"没"}), ("(信号|网络)不", {"信号不", "网络不"}),
        ("会?用不来", {"用不来", "会用不来"}), ("^不(?!会)$", {"不"}), ("会.用|不能.来", {"会", "不能"}),
        ("(会用)?", set()),
        ("[会能]用", {"会用", "能用"}),
        ("[会能]", {"会", "能"}), ("[^会]", set()), ("[一-龥]", set()), ("(?i:会)", set()),
        ("会|", set()), ("(会用){2,}", {"会用"}), ("(?=会用).", set()), ("(?!会用)手机", {"手机"}), ("É",
        set()), ("会É用", {"会"}),
        ("(", set()),
    ],
)
def test_needed_literals(pattern: str, expected: set[str]) -> None:
    """What every match holds; nothing where that is not sure."""
    assert needed_literals(pattern)[:1] == ((frozenset(expected),) if expected else ())


@pytest.mark.parametrize(
    ("pattern", "said", "expected"),
    [
        ("APP.{0,2}打不开", "APP也打不开", ["APP也打不开"]),
        ("app", "ＡＰＰ", ["ＡＰＰ"]),
        ("沒.{0,2}信號", "没得信号", ["没得信号"]),
        ("没.{0,2}信号", "沒得信號", ["沒得信號"]),
        (r"\S{2}", "会 用手", ["用手"]),
        ("[Ａ-Ｃ]股", "b股", ["b股"]),
        ("^用", "不用。用。", ["用"]),
        ("用$", "用。会用", ["用"]),
        ("用.*机", "用\n机", []),
    ],
)
def test_expressions_meet_the_layer_they_run_on(pattern: str, said: str, expected: list[str]) -> None:
    """Capitals, full width and traditional characters in a pattern find what they look like."""
    assert surfaces(code(f"/{pattern}/"), said) == expected


@pytest.mark.parametrize("pattern", [r"(a+)+b", r"(.*)*x", r"(\w+\s?)+$", r"(会|用+)+x", r"((a+)b?)+c",
        r"(?:(?:用)*)*x",
                                     r"(\d+[、，]?)+", r"(.*，)+x", r"(?=(a+)+b)c", r"((会{0,9}){9})", r"(a+?)*?b"])
def test_expressions_that_could_take_for_ever_are_refused(pattern: str) -> None:
    """A repetition of a repetition with nothing between is told, not run."""
    with pytest.raises(RuleError, match="a repetition inside a repetition"):
        compile_pattern(pattern, f"{pattern}z", 1)


@pytest.mark.parametrize("pattern", [r"(\w+，)+", r"([^，]+，)+完", r"(会+不)+", r"(a+){1,3}",
        r"(用[^，。]{0,8}，)+", r"会.{0,9}用.{0,9}机",
                                     r"(?:第\d+条)+", r"(一|二|三)+", r"(不|没)+用", r"(几|[一-九\d])+(多)?个"])
def test_expressions_that_repeat_safely_are_fine(pattern: str) -> None:
    """Where something always stands between, only one way leads through."""
    assert compile_pattern(pattern, pattern, 1).match("") is None


#: phrase, where it is meant, where the same letters are other words.
TRUE_PAIRS = """
会用/他会用手机 台账/天天做台账 要得/那要得嘛 打卡/早上打卡上班
用不来/我用不来 看不懂/字多看不懂 没人用/后来没人用 平台/这个平台卡
微信/都在微信里说 扫码/扫码进去 网格员/网格员来了 不会用/老人不会用手机
小程序/打开小程序 群里/群里通知 方便/办事方便 考核/上头考核
截图/截图交差 填表/天天填表 信号/没得信号 流量/流量贵得很
卸载/早就卸载了 密码/忘记密码 公开/账目公开 通知/看到通知 社保/交社保
医保/医保缴费 办事/跑去办事 上面/上面要求 跑路/不用跑路 没得人/没得人管
""".split()
FALSE_PAIRS = """
会用/学会用手机 台账/平台账号 要得/需要得到 会开/会开车
人大/有人大声说 上网/晚上网速慢 开会/打开会员页 用户/使用户口本 发票/分发票据
通知/沟通知识 家用/国家用地 公开/办公开支 民办/农民办事
手机/扶手机器 在线/现在线下办 上学/网上学习 面子/桌面子目录 会员/开会员工来
上报/网上报名 中心/心中心里 电话/充电话费 数字/少数字体
""".split()


def test_phrases_are_found_where_they_are_meant() -> None:
    """All of thirty phrases that are meant are found, none of twenty whose letters are other words."""
    true, false = ([tuple(pair.split("/")) for pair in pairs] for pairs in (TRUE_PAIRS, FALSE_PAIRS[:20]))
    assert (len(true), len(false), all(word in said for word, said in (*true, *false))) == (30, 20, True)
    found, wrong = (
        [pair for pair in pairs if surfaces(code(pair[0], stance=Stance.BOTH), pair[1])] for pairs in (true, false)
    )
    assert (len(found), len(wrong)) == (30, 0)


def test_random_codebooks_find_what_a_naive_search_finds() -> None:
    """Many literals of all kinds at once, overlapping and inside each other."""
    chance = random.Random(3)
    lexicon = Lexicon()
    numbers = {(kind, word): lexicon.number(kind, word) for kind in KINDS for word in WORDS}
    turns = ["".join(chance.choice(PIECES) for _ in range(30)) for _ in range(12)]
    index = TextIndex(transcript(*turns), lexicon)
    for (kind, word), number in numbers.items():
        found = {pair for hits in index.hits.values() for pair in hits.get(number, ())}
        assert found == naive(turns, kind, word), (kind, word)


def test_flags_of_python_need_no_escape() -> None:
    """A pattern is taken as Python's re takes it."""
    assert re.compile("会用") == compile_pattern("/会用/", "会用", 1)
