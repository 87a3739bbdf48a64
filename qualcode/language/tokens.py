"""Tokens: ``"".join(tokens) == text``, and no codebook ever changes them.

rjieba with its HMM off is the engine: the same tokens as jieba with HMM off, some thirty times faster. The HMM stays
off because it glues the verb 用 to its neighbours in speech. jieba is kept as the reference; a test holds them equal.
"""

import re
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Protocol

from qualcode.model import Span

#: Entries of the dictionary that are two words in speech (我会, 很大, 只用). They stay tokens, so no count moves; but a
#: phrase may begin or end in their middle, after the first character.
LOOSE = frozenset("我会 太慢 真慢 只用 总会 总能 还要 很大 很小 很快 常用 没填".split())


#: Everyday words that the dictionary of 2012 lacks, with the frequency below which it would cut them: 微信 is no 微 and
#: no 信. Few, fixed, and without compounds of 群 or 码 that rules count by their parts.
ADDED = {
    "微信": 2000, "抖音": 500, "钉钉": 500, "小程序": 500, "公众号": 500, "视频号": 200, "拼多多": 200, "美团": 200,
    "健康码": 200, "扫码": 200, "点赞": 200, "带货": 100, "网红": 200, "网格员": 200, "卡顿": 50, "闪退": 50,
    "莫得": 200, "没得": 500, "冇得": 50, "巴适": 50, "嬢嬢": 50, "幺妹": 50, "田坎": 50,
}
_LONE = re.compile("[\ud800-\udfff]")


class Tokenizer(Protocol):
    """Cuts a text into tokens that join to the same text."""

    def cut(self, text: str) -> list[str]:
        """Return the tokens of ``text`` in order."""


class RJieba:
    """The engine. It cannot be pickled: make one per process with ``tokenizer()``."""

    def __init__(self) -> None:
        import rjieba

        self._jieba = rjieba.Jieba()
        for word, frequency in ADDED.items():
            self._jieba.add_word(word, frequency, "n")

    def cut(self, text: str) -> list[str]:
        """Return the tokens of ``text`` in order."""
        try:
            tokens: list[str] = self._jieba.cut(text, False)
        except UnicodeEncodeError:  # half a surrogate pair, from a broken export: cut around it, keep it
            ends = list(accumulate(map(len, self._jieba.cut(_LONE.sub("\ufffd", text), False))))
            tokens = [text[start:end] for start, end in pairwise([0, *ends])]
        return tokens

    def tag(self, text: str) -> list[tuple[str, str]]:
        """Return tokens with their part-of-speech tags in jieba's tag set."""
        pairs: list[tuple[str, str]] = self._jieba.tag(text, False)
        return pairs


class Jieba:
    """The reference, slow. Its cache goes to a private folder, not to a world-known file in the temporary folder."""

    def __init__(self) -> None:
        import logging
        import tempfile

        import jieba

        jieba.setLogLevel(logging.WARNING)
        self._jieba = jieba.Tokenizer()
        with tempfile.TemporaryDirectory(prefix="qualcode-") as folder:
            self._jieba.tmp_dir = folder
            self._jieba.initialize()
        for word, frequency in ADDED.items():
            self._jieba.add_word(word, frequency, "n")

    def cut(self, text: str) -> list[str]:
        """Return the tokens of ``text`` in order."""
        return list(self._jieba.cut(text, HMM=False))


@lru_cache(maxsize=1)
def tokenizer() -> RJieba:
    """Return this process's engine."""
    return RJieba()


def tokenize(text: str) -> list[str]:
    """Return the tokens of ``text``; they join to it."""
    return tokenizer().cut(text)


def token_spans(text: str, span: Span | None = None) -> list[Span]:
    """Return the spans of the tokens of ``text`` (or of one stretch of it), in the text's own offsets."""
    position = span.start if span is not None else 0
    spans = []
    for token in tokenize(text if span is None else span.of(text)):
        spans.append(Span(position, position + len(token)))
        position += len(token)
    return spans


def is_word(token: str) -> bool:
    """Tell whether a token is a word or number rather than punctuation, a symbol or white space."""
    return token.isalnum() or any(character.isalnum() for character in token)
