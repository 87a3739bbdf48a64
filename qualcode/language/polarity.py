"""Polarity: whether words are affirmed, negated or merely asked about where they stand.

A cue (不 没 没有 未 无 别 莫 莫得 没得 甭, 哪有 …) negates what follows it up to the end of the clause, at most
``REACH`` words on. Double negation goes by parity (不是不会用). The negative potential complement (用不来) negates
the verb before it. A-not-A forms (会不会用) ask, they assert nothing. Lexicalised forms (不错, 不得不) flip nothing.
Words that carry their own negation (不会用, 没人) are flipped only by a cue next to them or by one that denies a whole
statement (不是, 不可能): in 没有手机用不来 the 没有 belongs to the telephone.

Everything here works on the script layer of one sentence.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources

from qualcode.model import Polarity

#: how many words a cue reaches.
REACH = 6

_COMPLEMENT = (
    "得(?:来|倒|到|了)?|来|会|懂|清楚|清|倒|到(?!位)|了(?!解)|动(?!员)|起来|起|成(?![熟立])|上去|上(?![班网报传课街学])"
    "|下去|下来|下(?!载)|开(?![会通心放])|出来|出去|出|好(?![用看使意办搞弄])|完(?![成善])|着|住|转|明白|惯"
    "|进去|进|过来|过去|脱|赢|醒豁|去|通|见|掉|齐"
)
_QUESTION_WORDS = re.compile("有(?:没得|莫得)|能否|是否|可否")
_NO_QUESTION = ("动不动", "时不时")
_TAIL_QUESTION = re.compile(r"(?:没有|没得|莫得|没|不)[嘛啊哦喔呢]?[？?]")
_CLAUSE_END = re.compile(
    r"[，。；！？,;!?：:\n…—\s]+|(?<!而)但是|但(?!凡)|可是|不过(?!是|来|去(?!年)|关(?!键)|问(?!题)|瘾)|就是|只是|然而|所以|而是"
)
_CLAUSE_START = re.compile(r"[，。；！？,;!?：:\n…—\s但可不就只然所而]")
_REPORTED = re.compile("听说|据说|听.{1,3}说|人家说|[他她]们?说|别个说|有人说|有的人说|说是|老师说|都说|有些人说")
_HYPOTHETICAL = ("要是", "如果", "假如", "假设", "倘若", "万一", "的话", "除非", "就算")


def _read_words() -> dict[str, list[str]]:
    words: dict[str, list[str]] = {}
    for line in resources.files("qualcode.language").joinpath("polarity.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, listed = line.split("\t")
            words.setdefault(kind, []).extend(listed.split())
    return words


def _alternatives(words: Sequence[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_WORDS = _read_words()
_CUE = re.compile(
    f"(?P<lexical>{_alternatives(_WORDS['lexical'])}|非[^，。；！？,;!?]{{1,8}}不可)"
    f"|(?P<complement>(?<=[\u4e00-\u9fff])不(?:{_COMPLEMENT})(?![\u4e00-\u9fff]不))"
    f"|(?P<weak>{_alternatives(_WORDS['weak'])})|(?P<strong>{_alternatives(_WORDS['strong'])})"
    f"|(?P<cue>{_alternatives(_WORDS['cue'] + _WORDS['rhetorical'])})"
)
#: first characters of everything that _CUE may match, to look only where it can begin.
_CUE_START = re.compile("[" + "".join(sorted({word[0] for words in _WORDS.values() for word in words} | {"非"})) + "]")
#: words that say no, in whatever kind; what is lexical hides some of them and adds none
_DENIALS = [word for kind, words in _WORDS.items() if kind != "lexical" for word in words]
_LONGEST = max(map(len, _DENIALS))
#: one character of every denial and every question form: where none stands, nothing is negated or asked
_SIGNAL = re.compile("[不没莫未无别少否" + "".join(
    sorted({word[0] for word in _DENIALS if not set(word) & set("不没莫未无别少")})) + "]")
_SPEECH_OR_CONDITION = re.compile("|".join(("说", *_HYPOTHETICAL)))
_VERBS_WITH_COMPLEMENT = frozenset(
    "用学搞弄整看听打写读记认找开登进上下点按注填收发搜查装拿买卖办跑走赶做干说讲想管理懂算分划修连接传录"
)
#: complements that no other word begins with, so they negate whatever verb stands before them (解决不了).
_AFTER_ANY_VERB = frozenset({"不了", "不下去", "不起来", "不过来", "不上去", "不下来", "不出来", "不进去"})
#: complements that follow further verbs, or only some.
_ALSO_AFTER = {
    "不上": "系跟赶", "不动": "推带拉拿搬", "不到": "系受拿达享", "不起": "带看担付", "不住": "坐抓拉守", "不着": "够",
}
_ONLY_AFTER = {
    "不会": "学教", "不懂": "看听搞弄读学整", "不来": "用学搞弄整打写填点读看按操", "不去": "进上出下回过",
    "不通": "打说讲走想", "不见": "看听", "不掉": "删卸甩卖丢", "不齐": "收凑配",
}
_NO_VERB = frozenset("我你他她它们人家都也就还又再从并老总长民")


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
    """

    polarity: Polarity
    cue: tuple[int, int] | None = None
    asked: bool = False


PLAIN = Judgement(Polarity.AFFIRMED)
_ASKED = Judgement(Polarity.AFFIRMED, asked=True)


class SentencePolarity:
    """The cues of one sentence, found once for all the matches in it.

    Args:
        script: Script layer of the whole transcript (notes masked).
        start: First character of the sentence. end: After its last one.
        words_between: Number of words that begin in ``[a, b)``.
    """

    def __init__(self, script: str, start: int, end: int, words_between: Callable[[int, int], int]) -> None:
        self._script, self._start, self._end, self._words = script, start, end, words_between

    @property
    def is_plain(self) -> bool:
        """Whether nothing in the sentence may deny or ask, so that all words in it are affirmed."""
        return not _SIGNAL.search(self._script, self._start, self._end) and not self._ends_asking

    def judge(self, spans: Sequence[tuple[int, int]]) -> Judgement:
        """Judge one match, which may consist of several spans in text order."""
        if self._is_plain(spans):
            return PLAIN
        if self._asked(spans):
            return _ASKED
        cues = self._cues_over(spans)
        if len(cues) % 2 == 0:
            return PLAIN
        nearest = cues[-1]
        polarity = Polarity.WEAK if nearest.kind == "weak" else Polarity.NEGATED
        return Judgement(polarity, (nearest.start, nearest.end))

    def flags(self, start: int) -> tuple[str, ...]:
        """Return ``"reported"`` and ``"hypothetical"`` where the clause of a match or the one before says so."""
        if not _SPEECH_OR_CONDITION.search(self._script, self._start, min(start + 12, self._end)):
            return ()
        clause = self._clause_of(start)
        lower = self._clause_ends[clause - 2] if clause > 1 else self._start
        stretch = self._script[lower : min(start + 12, self._end)]
        flags = ("reported",) if "说" in stretch and _REPORTED.search(stretch) else ()
        return (*flags, "hypothetical") if any(word in stretch for word in _HYPOTHETICAL) else flags

    def _is_plain(self, spans: Sequence[tuple[int, int]]) -> bool:
        """Tell whether nothing in reach may deny or ask: a look at the letters, which settles most matches."""
        start, end = spans[0]
        if len(spans) > 1:
            end = max(stop for _start, stop in spans)
        lower = max(self._script.rfind("，", self._start, start), self._start)  # a comma ends a clause
        upper = min(end + _LONGEST, self._end)
        return not _SIGNAL.search(self._script, lower, upper) and not self._ends_asking

    @cached_property
    def _ends_asking(self) -> bool:
        tail = self._script[self._end - 3 : self._end]
        return "?" in tail or "？" in tail

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
        return bisect_right(self._clause_ends, position)

    @cached_property
    def _clause_ends(self) -> list[int]:
        ends = [
            match.start() if match.group()[0].isalnum() else match.end()
            for match in _scan(_CLAUSE_START, _CLAUSE_END, self._script, self._start, self._end)
        ]
        return sorted([*ends, *self._doubled[1]]) if self._doubled[1] else ends

    @property
    def _questions(self) -> list[tuple[int, int]]:
        return self._doubled[0]

    @cached_property
    def _doubled(self) -> tuple[list[tuple[int, int]], list[int]]:
        """A-not-A forms, and where a denial is said again.

        The same one or two characters on both sides of 不 or 没 ask (用不用), as a few words do; but after another 不
        they are an emphatic no (不用不用), which begins a new clause.
        """
        text, found, again = self._script, [], []
        for cue in re.finditer("[不没]", text[self._start : self._end]):
            at = self._start + cue.start()
            for size in (2, 1):
                before, after = text[max(at - size, self._start) : at], text[at + 1 : at + 1 + size]
                if before == after and len(before) == size and before.isalnum() and before[0] not in "不没":
                    if at - size > self._start and text[at - size - 1] == text[at]:
                        again.append(at)
                    elif text[at - 1 : at + 2] not in _NO_QUESTION and text[at - 2 : at + 2] != "从来没来":
                        found.append((at - size, at + 1 + size))
                    break
        found += [match.span() for match in _QUESTION_WORDS.finditer(text, self._start, self._end)]
        return found, again

    @cached_property
    def _tail_question(self) -> tuple[int, int] | None:
        if not self._ends_asking:
            return None
        for match in _TAIL_QUESTION.finditer(self._script, self._start, self._end):
            if self._script[match.end() : self._end].strip("”’\"') ") == "":
                return match.span()
        return None

    @cached_property
    def _cues(self) -> list[Cue]:
        cues = []
        for match in _scan(_CUE_START, _CUE, self._script, self._start, self._end):
            kind = match.lastgroup or "cue"
            if kind == "complement" and not _follows_verb(match.group(), self._script[match.start() - 1]):
                kind = "cue"
            if kind != "lexical":
                cues.append(Cue(match.start(), match.end(), "cue" if kind == "rhetorical" else kind))
        return cues


def _follows_verb(complement: str, before: str) -> bool:
    """Tell whether a negative complement negates the character before it rather than what follows."""
    if complement in _ONLY_AFTER:
        return before in _ONLY_AFTER[complement]
    return (
        (complement in _AFTER_ANY_VERB and before not in _NO_VERB)
        or before in _VERBS_WITH_COMPLEMENT
        or before in _ALSO_AFTER.get(complement, "")
    )


def _scan(
    first: re.Pattern[str], pattern: re.Pattern[str], text: str, start: int, end: int
) -> Iterator[re.Match[str]]:
    """Yield what ``pattern.finditer`` would, looking only where ``first`` finds one of its first characters."""
    place = first.search(text, start, end)
    while place:
        match = pattern.match(text, place.start(), end)
        if match:
            yield match
        place = first.search(text, match.end() if match else place.end(), end)
