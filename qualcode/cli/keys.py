"""Commands for ``review``: single keys from a terminal, or one command a line from a pipe."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from types import TracebackType
from typing import IO, Any, Protocol, Self
from unicodedata import normalize

from qualcode.errors import UsageError
from qualcode.i18n import _

#: Keys that terminals and Windows send as several characters, and what they stand for here.
_ARROWS = {"\x1b[D": "b", "\x1bOD": "b", "\xe0K": "b", "\x00K": "b", "\x1b[C": "n", "\x1bOC": "n", "\xe0M": "n",
           "\x00M": "n"}


class Commands(Protocol):
    """Where commands come from."""

    def command(self) -> str:
        """Return the next command, a letter or sign in half width and lower case; "" when there are no more."""

    def line(self, prompt: str) -> str | None:
        """Return further words for the command, "" where none are given, None where it is called off."""


class Keys:
    """Single keys of a terminal, without Enter and without showing them.

    The terminal stays in this state while the command works, so that nothing typed meanwhile is lost or shown;
    ``typer.getchar`` throws it away. Leave it by the ``with`` block.

    Args:
        source: The terminal.
    """

    def __init__(self, source: IO[str]) -> None:
        self._fd = source.fileno()
        self._waiting: list[str] = []
        self._before: list[Any] = []

    def __enter__(self) -> Self:
        self._plain(False)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None,
                 ) -> None:
        self._plain(True)

    def command(self) -> str:
        """Return the next key; "" for Ctrl-D or where the terminal has gone."""
        if not self._waiting:
            with suppress(EOFError):
                self._waiting += split_keys(self._read())
        key = self._waiting.pop(0) if self._waiting else ""
        return "" if key == "\x04" else plain_key(key)

    def line(self, prompt: str) -> str | None:
        """Return a line that is typed, with what the terminal offers to edit it; None for Ctrl-D."""
        typed = "".join(self._waiting)
        self._waiting = []
        if "\n" in typed or "\r" in typed:
            words, _end, rest = typed.replace("\r", "\n").partition("\n")
            self._waiting = split_keys(rest)
            return words.strip()
        self._plain(True)
        try:
            with suppress(ImportError):  # not there on Windows, whose console edits by itself
                import readline  # noqa: F401 - input() edits with it, wide characters too
            return (typed + input(prompt)).strip()
        except EOFError:
            return None
        finally:
            self._plain(False)

    def _read(self) -> str:
        if sys.platform == "win32":
            import typer

            return typer.getchar()
        self._plain(False)  # a shell that put us to sleep has set the terminal its own way
        data = os.read(self._fd, 1024)
        while data and _is_cut(data):
            data += os.read(self._fd, 1)
        return data.decode("utf-8", "replace")

    def _plain(self, plain: bool) -> None:
        """Set the terminal to whole lines, as it was, or to single keys."""
        if sys.platform != "win32":
            import termios
            import tty

            if plain:
                if self._before:
                    termios.tcsetattr(self._fd, termios.TCSADRAIN, self._before)
                return
            if not self._before:
                self._before = termios.tcgetattr(self._fd)
            tty.setcbreak(self._fd, termios.TCSADRAIN)


class Script:
    """One command a line, such as ``a`` or ``c user_loss``; empty lines and those that begin with # do not count.

    Attributes:
        number: Of the line that was read last, from 1.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._rest = ""
        self.number = 0

    def command(self) -> str:
        """Return the command of the next line; "" at the end."""
        for line in self._lines:
            self.number += 1
            words = line.lstrip("\ufeff").strip()
            if words and not words.startswith("#"):
                first, _blank, self._rest = words.partition(" ")
                key = plain_key(first)
                if len(key) != 1:  # a word may follow a sign at once: +user_loss
                    key, self._rest = plain_key(first[0]), f"{first[1:]} {self._rest}".strip()
                    if key != "+":
                        raise UsageError(_("line {number}: every line is one letter and what belongs to it, such as a "
                                           "or c CODE").format(number=self.number))
                return key
        return ""

    def line(self, prompt: str) -> str | None:
        """Return the rest of the line."""
        return self._rest.strip()

    def word(self) -> str:
        """Take the first word off the rest of the line."""
        first, _blank, self._rest = self._rest.strip().partition(" ")
        return first


def plain_key(key: str) -> str:
    r"""Return a key as commands are compared: an arrow's letter, half width, lower case.

    >>> [plain_key(key) for key in ("ａ", "Ｒ", "＋", "？", "\u3000", "\x1b[D")]
    ['a', 'r', '+', '?', ' ', 'b']
    """
    return _ARROWS.get(key) or normalize("NFKC", key).lower()


def split_keys(typed: str) -> list[str]:
    r"""Return what a terminal sent, key by key: what begins with Escape is one key.

    >>> split_keys("ab\x1b[D\u4e00")
    ['a', 'b', '\x1b[D', '一']
    """
    return list(_keys(typed))


def _keys(typed: str) -> Iterator[str]:
    at = 0
    while at < len(typed):
        end = at + 1
        if typed[at] in "\x00\xe0" and sys.platform == "win32":
            end = at + 2
        elif typed[at] == "\x1b" and typed[at + 1 : at + 2] in {"[", "O"}:
            end = at + 3
            while end <= len(typed) and not (typed[end - 1].isalpha() or typed[end - 1] == "~"):
                end += 1
        yield typed[at:end]
        at = end


def _is_cut(data: bytes) -> bool:
    """Return whether the last character is not whole."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte & 0xC0 != 0x80:
            return byte >= 0xC0 and back < (2 if byte < 0xE0 else 3 if byte < 0xF0 else 4)
    return False
