"""Tokens: ``"".join(tokens) == text``, and no codebook ever changes them.

rjieba with its HMM off is the engine: the same tokens as jieba with HMM off, some thirty times faster. The HMM stays
off because it glues the verb 用 to its neighbours in speech. jieba is kept as the reference; a test holds them equal.
"""

from functools import lru_cache
from typing import Protocol

from qualcode.model import Span


class Tokenizer(Protocol):
    """Cuts a text into tokens that join to the same text."""

    def cut(self, text: str) -> list[str]:
        """Return the tokens of ``text`` in order."""


class RJieba:
    """The engine. It cannot be pickled: make one per process with ``tokenizer()``."""

    def __init__(self) -> None:
        import rjieba

        self._jieba = rjieba.Jieba()

    def cut(self, text: str) -> list[str]:
        """Return the tokens of ``text`` in order."""
        tokens: list[str] = self._jieba.cut(text, False)
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
    position = span.start if span else 0
    spans = []
    for token in tokenize(span.of(text) if span else text):
        spans.append(Span(position, position + len(token)))
        position += len(token)
    return spans


def is_word(token: str) -> bool:
    """Tell whether a token is a word or number rather than punctuation, a symbol or white space."""
    return any(character.isalnum() for character in token)
