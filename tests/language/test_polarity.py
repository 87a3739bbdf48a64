"""Polarity, case by case: what negates, what only looks like it, and how far it reaches."""

from collections import Counter

import pytest

from qualcode.language.layers import script_layer
from qualcode.language.polarity import REACH, Judgement, SentencePolarity
from qualcode.language.tokens import is_word, token_spans
from qualcode.model import Polarity

NO, YES, WEAK = Polarity.NEGATED, Polarity.AFFIRMED, Polarity.WEAK


def judged(said: str, *words: str) -> Judgement:
    """Judge words in a sentence; each is the last place where it stands."""
    script = script_layer(said)
    starts = [span.start for span in token_spans(script) if is_word(span.of(script))]
    polarity = SentencePolarity(script, 0, len(script), lambda a, b: sum(a <= start < b for start in starts))
    places = sorted((script.rindex(script_layer(word)), len(word)) for word in words)
    return polarity.judge([(start, start + length) for start, length in places])


def verdict(said: str, word: str) -> Polarity | str:
    """Return the polarity, or ``"asked"``."""
    found = judged(said, word)
    return "asked" if found.asked else found.polarity


#: What it is about, then ``sentence/word`` by verdict; ``_`` stands for a blank.
CASES = """
# cues
-我不用/用 -我没用过/用过 -没有人用/用 -没得人用/用 -莫得人用/用 -冇得人用/用 -数据未公开/公开 -无公开记录/公开
-你莫用/用 -别用/用 -甭用/用 -不会用/用 -不能用/用 -不想用/用 -不敢用/用 -不愿意用/用 -不肯用/用 -不必用/用
-不曾用/用 -从来没用过/用过 -从不用/用 -从未用过/用过 -无法用/用 -毫无用处/用处 -休想用/用 -不得用/用 -并没有用/用
-也不是方便/方便 -不用跑/跑 -没用/用 -不懂用/用 ?要用不用的/用不
# weak cues
~很少用/用 ~不太会用/会用 ~不怎么用/用 ~不咋个用/用 ~不咋用/用 ~不大用/用 ~没怎么用/用 ~不是很方便/方便
~还不是很方便/方便 ~不见得方便/方便 ~不够方便/方便 ~难得用/用
# double negation
+不是不用/用 +没有哪个不用/用 +没人不用/用 +不得不用/用 +不能不用/用 +不会不用/用 +不可不用/用 +不是没用过/用过
+不可能不用/用 +不是说不方便/方便 +非用不可/用 +非得用它不可/用 +不是不想用/用
# lexicalised, nothing is denied
+不错，方便/方便 +不仅方便/方便 +不但方便/方便 +不光方便/方便 +不管哪个用/用 +差不多用了一年/用
+没关系你用/用 +不一定方便/方便 +了不起的方便/方便 +动不动打卡/打卡 +时不时打卡/打卡 +要不用微信/微信 +不断打卡/打卡
+特别方便/方便 +别人用/用 +识别用户/用户 +未来用/用 +无论用啥/用 +怪不得方便/方便 +说不定方便/方便 +还不是打卡/打卡
+岂不方便/方便 +没想到方便/方便
# the same letters where something is denied
-对平台不满意/满意 -数据不同步/同步 -政策没落实/落实 -没收到通知/收到 -没准备/准备 -没事先说/事先 -主要不方便/方便
-只要不打卡/打卡 -他不管理平台/管理 -不如实上报/如实 -部门不对接/对接 -不断网/断网 -不要紧张/紧张 -没错过/错过
-他们不过问/过问 -不同意/同意 -没落到实处/落到 -无数据/数据 -不对外开放/开放
# A-not-A asks
?会不会用/会用 ?用不用手机/手机 ?用没用过/用过 ?有没有用/用 ?有没得人用/用 ?晓不晓得用/用 ?是不是方便/方便
?能不能用/用 ?方不方便/方便 ?方便不方便/方便 ?愿不愿意用/用 ?能否用/用 ?是否方便/方便 ?要不要用/用 ?得不得用/用
# a question at the end
?用过没有？/用过 ?用过没得？/用过 ?用过没？/用过 ?会用不？/会用 ?用过没得嘛？/用过 ?会用不嘛？/会用 +我用过。/用过
+哪个用过？/用过
# said twice is no question
-不用不用，我来/用 +没有没有，我用/用 -不方便不方便/方便 -不会不会用/用
# potential complements
-用不来/用 -学不会/学 -搞不懂/搞 -看不清/看 -用不倒/用 -找不倒/找 -用不得/用 -用不到/用 -用不成/用 -用不着/用
-用不惯/用 -看不清楚/看 -弄不明白/弄 -打不开/打 -登不上去/登 -跑不动/跑 -解决不了/解决 -接受不了/接受
-坚持不下去/坚持 -管不过来/管 -联系不上/联系 -推不动/推 -享受不到/享受 -进不去/进 -打不通/打 -看不见/看 -删不掉/删
+用得来/用 +学得会/学 +搞得懂/搞 +用得倒/用 +用得着/用 +解决得了/解决 -不是用不来/用不来 -不是说用不来/用不来
# and what only looks like one
-政策不了解/了解 -人家说不会用/会用 -他说不好用/好用 -想不下载/下载 -宣传不到位/到位 -我说不来参加/参加
-我不过来参加/参加
# rhetorical questions
-哪有时间用/用 -谁会用/用 -哪个会用嘛/用 -哪个还用/用 -哪里会用/用 -怎么可能方便/方便 -谁说方便/方便 -哪用得来/用
-哪里用得着/用 -哪里有网/网
# clause ends
+没得手机，用座机/用 +不贵但是方便/方便 +不贵可是方便/方便 +不贵不过方便/方便 -他不来就是不方便/方便 -不贵，不方便/方便
+没人！方便/方便 +没人；方便/方便 +没网_方便/方便 +不贵所以方便/方便
# their own negation
+没有手机用不来/用不来 +我没得手机不会用/不会用 -不是不会用/不会用 -不可能没人用/没人用 -不是说没人用/没人用
+没人用/没人用 +没用过/没用过
# traditional characters, full width
-沒有人用/用 -不會用/用 -並非方便/方便 ?用過沒有？/用過 ?會不會用/會用 -解決不了/解決 -數據不同步/同步 -難道無法用/用
"""
VERDICTS: dict[str, Polarity | str] = {"-": NO, "+": YES, "~": WEAK, "?": "asked"}


def cases() -> list[tuple[str, str, Polarity | str]]:
    """Return the cases of the table above."""
    lines = (line for line in CASES.splitlines() if not line.startswith("#"))
    pairs = [(item[0], *item[1:].replace("_", " ").split("/")) for line in lines for item in line.split()]
    return [(said, word, VERDICTS[mark]) for mark, said, word in pairs]


@pytest.mark.parametrize(("said", "word", "expected"), cases())
def test_cases(said: str, word: str, expected: Polarity | str) -> None:
    """One sentence, one word, one verdict."""
    assert verdict(said, word) == expected


def test_there_are_many_cases_of_every_kind() -> None:
    """The table covers all verdicts."""
    counted = Counter(expected for _said, _word, expected in cases())
    assert len(set(cases())) == len(cases()) > 180
    assert min(counted.values()) >= 10


@pytest.mark.parametrize("reached", range(REACH - 1, REACH + 3))
def test_reach(reached: int) -> None:
    """A cue reaches over six words and no further."""
    said = "不" + "猫锅纸树碗灯鞋柜"[:reached] + "方便"
    assert verdict(said, "方便") == (NO if reached <= REACH else YES)


def test_nearest_cue_is_named() -> None:
    """The span of the cue leads back to the text."""
    assert judged("我从来没有用过", "用过") == Judgement(NO, (1, 4))
    assert judged("我用不来", "用") == Judgement(NO, (2, 4))
    assert judged("我会用", "会用") == Judgement(YES)


@pytest.mark.parametrize(
    ("said", "words", "expected"),
    [
        ("平台不方便", ("平台", "方便"), NO),
        ("没得平台方便", ("平台", "方便"), NO),
        ("不是平台不方便", ("平台", "方便"), YES),
        ("平台，不方便", ("平台", "方便"), NO),
        ("平台用不来", ("平台", "用不来"), YES),
        ("平台方便", ("平台", "方便"), YES),
    ],
)
def test_several_spans_are_judged_together(said: str, words: tuple[str, str], expected: Polarity) -> None:
    """A cue over any part of a window turns the whole of it, two cues turn it back."""
    assert judged(said, *words).polarity == expected


@pytest.mark.parametrize(
    ("said", "word", "flags"),
    [
        ("听说不会用", "不会用", ("reported",)), ("人家说，方便", "方便", ("reported",)),
        ("他们说方便", "方便", ("reported",)),
        ("要是不会用", "不会用", ("hypothetical",)), ("不会用的话", "不会用", ("hypothetical",)),
        ("听说要是不会用", "不会用", ("reported", "hypothetical")), ("我说方便", "方便", ()), ("方便", "方便", ()),
    ],
)
def test_flags(said: str, word: str, flags: tuple[str, ...]) -> None:
    """Hearsay and conditions are flagged where they stand near."""
    polarity = SentencePolarity(said, 0, len(said), lambda a, b: b - a)
    assert polarity.flags(said.index(word)) == flags


def test_the_sentence_is_the_world() -> None:
    """Cues before the sentence's start and after its end do not count."""
    text = "不。方便。不"
    polarity = SentencePolarity(text, 2, 5, lambda a, b: b - a)
    assert polarity.judge([(2, 4)]) == Judgement(YES)
