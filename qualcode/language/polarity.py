"""Polarity: whether words are affirmed, negated or merely asked about where they stand.

A cue (不 没 没有 未 无 别 莫 莫得 没得 甭, 哪有 …) negates what follows it up to the end of the clause, at most
``REACH`` words on. Double negation goes by parity (不是不会用). The negative potential complement (用不来) negates the
verb before it. A-not-A forms (会不会用) ask, they assert nothing. Lexicalised forms (不错, 不得不, 没关系) flip nothing.
Words that carry their own negation (不会用, 没人) are flipped only by a cue next to them or by one that denies a whole
statement (不是, 不可能): in 没有手机用不来 the 没有 belongs to the telephone.

Everything here works on the script layer of one sentence.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from qualcode.model import Polarity

#: how many words a cue reaches.
REACH = 6

#: forms that hold a cue's character and negate nothing.
LEXICALISED = (
    "不得不 不能不 不会不 不可不 不错 不仅仅 不仅 不但 不单 不光 不只 不止 不管(?![用事我你他]) 不论 不过 差不多 不得了 了不得 了不起 对不起 "
    "没关系 没事 没问题 没准 没错 没想到 没说的 不一定 不一样 不同(?!意) 不断 不然 要不然 要不是 要不(?!要) 不如 不好意思 不客气 不等于 不久 不少 "
    "恨不得 巴不得 怪不得 舍不得 忍不住 免不了 少不了 说不定 不愧 不妨 不料 不惜 不要紧 不存在 不摆了 不由得 不知不觉 动不动 时不时 还不是 不就是 "
    "不就 不也 可不是 岂不 不用说 不行 不对 不满 不明白人 别人 别的 别个 别处 别家 别扭 特别 分别 区别 级别 个别 性别 类别 告别 识别 无论 无非 "
    "无线 无所谓 无人机 无聊 无数 未来 未成年 莫非 莫名 沉没 埋没 没落 淹没 没收"
).split()
WEAK = "很少 不太 不大 不怎么 不咋个 不咋 不咋么 不见得 不是很 不是太 不够 较少 难得 没怎么 没咋个".split()
#: cues that deny a whole statement, so they also flip words that carry their own negation.
STRONG = "不是 并非 不可能 不能说 不算 不至于 谁说 哪里是 没有人不 没得人不 没有哪个不 没得哪个不".split()
CUES = (
    "并没有 没有 没得 莫得 冇得 从来没 从不 从未 不得 不会 不能 不想 不敢 不愿意 不愿 不肯 不要 不用 不必 不曾 "
    "没 不 未 无法 无 毫无 别 莫 甭 休想"
).split()
#: rhetorical questions that deny: 哪有时间, 哪个用嘛.
RHETORICAL = "哪有 哪会 哪里会 哪里有 哪能 谁会 谁还 哪个会 哪个还 哪个有 未必还 咋可能 怎么可能".split()
_COMPLEMENT = (
    "得(?:来|倒|到|了)?|来|会|懂|清楚|清|倒|到|了|动|起|成|上去|上|下去|下|开|出来|出|好|完|着|住|转|明白|惯|进去|进|过来|过去|脱|赢|醒豁"
)
_QUESTION = re.compile(
    r"(?!动不动|时不时|不不|没没)(?P<x>[\u4e00-\u9fff])(?:不|没)(?P=x)"
    r"|(?P<xy>[\u4e00-\u9fff]{2})(?:不|没)(?P=xy)|有(?:没得|莫得)|能否|是否|可否"
)
_TAIL_QUESTION = re.compile(r"(?:没有|没得|莫得|没|不|不嘛|没嘛)[？?]")
_CLAUSE_END = re.compile(r"[，。；！？,;!?：:\n…—\s]+|(?<!而)但是|但(?!凡)|可是|不过(?!是)|就是|只是|然而|所以|而是")
_REPORTED = re.compile(r"听说|据说|听.{1,3}说|人家说|他们说|他说|她说|别个说|有人说|有的人说|说是|老师说|都说|有些人说")
_HYPOTHETICAL = re.compile(r"要是|如果|假如|假设|倘若|万一|的话|除非|就算")


def _alternatives(words: Sequence[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_CUE = re.compile(
    f"(?P<lexical>{_alternatives(LEXICALISED)}|非[^，。；！？,;!?]{{1,8}}不可)"
    f"|(?P<complement>(?<=[\u4e00-\u9fff])不(?:{_COMPLEMENT})(?![\u4e00-\u9fff]不))"
    f"|(?P<weak>{_alternatives(WEAK)})|(?P<strong>{_alternatives(STRONG)})"
    f"|(?P<cue>{_alternatives(CUES + RHETORICAL)})"
)
_VERBS_WITH_COMPLEMENT = re.compile(
    "[用学搞弄整看听打写读记认找开登进上下点按注填收发搜查装拿买卖办跑走赶做干说讲想管理懂算分划修连接传录]$"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that negates.

    Attributes:
        start: First character. end: After the last one.
        kind: ``"cue"``, ``"weak"``, ``"strong"`` or ``"complement"`` (negates the verb before it).
    """

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is to be said of some words.

    Attributes:
        polarity: Affirmed, negated or weakly negated.
        cue: ``(start, end)`` of the nearest cue, or None.
        asked: True in a question form, which is no evidence for anything.
        flags: ``"reported"`` and ``"hypothetical"`` where the clause or the one before says so.
    """

    polarity: Polarity
    cue: tuple[int, int] | None = None
    asked: bool = False
    flags: tuple[str, ...] = ()


class SentencePolarity:
    """The cues of one sentence, found once for all the matches in it.

    Args:
        script: Script layer of the whole transcript (notes masked).
        start: First character of the sentence. end: After its last one.
        words_between: Number of words that begin in ``[a, b)``.
    """

    def __init__(self, script: str, start: int, end: int, words_between: Callable[[int, int], int]) -> None:
        self._script, self._start, self._end, self._words = script, start, end, words_between

    def judge(self, spans: Sequence[tuple[int, int]]) -> Judgement:
        """Judge one match, which may consist of several spans in text order."""
        spans = [span for span in spans if self._start <= span[0] and span[1] <= self._end]
        if not spans:
            return Judgement(Polarity.AFFIRMED)
        flags = self._flags(spans[0][0])
        if self._asked(spans):
            return Judgement(Polarity.AFFIRMED, asked=True, flags=flags)
        cues = self._cues_over(spans)
        if len(cues) % 2 == 0:
            return Judgement(Polarity.AFFIRMED, flags=flags)
        nearest = cues[-1]
        polarity = Polarity.WEAK if nearest.kind == "weak" else Polarity.NEGATED
        return Judgement(polarity, (nearest.start, nearest.end), flags=flags)

    def _cues_over(self, spans: Sequence[tuple[int, int]]) -> list[Cue]:
        outside = [cue for cue in self._cues if not any(s <= cue.start and cue.end <= e for s, e in spans)]
        if not outside:
            return []
        negative = [span for span in spans if self._holds_negation(span)]
        targets = negative or spans
        return [cue for cue in outside if any(self._reaches(cue, target, spans, bool(negative)) for target in targets)]

    def _reaches(
        self, cue: Cue, target: tuple[int, int], spans: Sequence[tuple[int, int]], own_negation: bool
    ) -> bool:
        if cue.kind == "complement":
            return not own_negation and cue.start == target[1]
        if cue.start >= target[0] or self._clause_of(cue.start) != self._clause_of(target[0]):
            return False
        between = self._words(cue.end, target[0])
        if not own_negation:
            return between <= REACH
        own = sum(self._words(max(s, cue.end), min(e, target[0])) for s, e in spans if cue.end <= s < target[0])
        return between - own <= (3 if cue.kind == "strong" else 0)

    def _holds_negation(self, span: tuple[int, int]) -> bool:
        return any(span[0] <= cue.start and cue.end <= span[1] for cue in self._cues)

    def _asked(self, spans: Sequence[tuple[int, int]]) -> bool:
        for start, end in self._questions:
            for s, e in spans:
                if start < e and (s < end or self._same_reach(end, s)) and not (s <= start and end <= e):
                    return True
        tail = self._tail_question
        return tail is not None and any(
            self._clause_of(s) == self._clause_of(tail[0]) and e <= tail[0] for s, e in spans
        )

    def _same_reach(self, end: int, start: int) -> bool:
        return end <= start and self._clause_of(end - 1) == self._clause_of(start) and self._words(end, start) <= REACH

    def _clause_of(self, position: int) -> int:
        return sum(boundary <= position for boundary in self._clause_ends)

    def _flags(self, start: int) -> tuple[str, ...]:
        clause = self._clause_of(start)
        lower = [self._start, *self._clause_ends][max(clause - 1, 0)]
        stretch = self._script[lower : min(start + 12, self._end)]
        found = (("reported", _REPORTED), ("hypothetical", _HYPOTHETICAL))
        return tuple(flag for flag, pattern in found if pattern.search(stretch))

    @cached_property
    def _clause_ends(self) -> list[int]:
        found = _CLAUSE_END.finditer(self._script, self._start, self._end)
        return [match.start() if match.group()[0].isalnum() else match.end() for match in found]

    @cached_property
    def _questions(self) -> list[tuple[int, int]]:
        return [match.span() for match in _QUESTION.finditer(self._script, self._start, self._end)]

    @cached_property
    def _tail_question(self) -> tuple[int, int] | None:
        for match in _TAIL_QUESTION.finditer(self._script, self._start, self._end):
            if self._script[match.end() : self._end].strip("”’\"') ") == "":
                return match.span()
        return None

    @cached_property
    def _cues(self) -> list[Cue]:
        cues = []
        for match in _CUE.finditer(self._script, self._start, self._end):
            kind = match.lastgroup or "cue"
            if kind == "complement" and not _VERBS_WITH_COMPLEMENT.search(self._script[self._start : match.start()]):
                kind = "cue"
            if kind != "lexical":
                cues.append(Cue(match.start(), match.end(), kind))
        return cues
