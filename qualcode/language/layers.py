"""Parallel layers: the same text in another spelling, character by character.

Every layer has exactly as many code points as the text, so an offset in a layer is the same offset in the text, and
nothing has to be mapped back. Where a conversion would change the length, the character is left as it is.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from typing import Any

from qualcode.model import Note

_LONE = re.compile("[\ud800-\udfff]")
_WIDE_OR_UPPER = re.compile("[A-Z０-９Ａ-Ｚａ-ｚ\u3000]+")
#: Stands for text that nobody said; a private-use character, so no word matches it.
MASK = "\uf8ff"


def script_layer(text: str) -> str:
    """Return simplified characters, half-width letters and digits, lower case; same length as ``text``."""
    return _WIDE_OR_UPPER.sub(lambda match: match.group().translate(_width_and_case()), _simplified(text))


def pattern_layer(pattern: str) -> str:
    """Return a regular expression for the script layer: simplified and half-width, its letters' case as it is."""
    return _WIDE_OR_UPPER.sub(_narrow, _simplified(pattern))


def speech_layer(script: str) -> str:
    """Return a script layer with dialect words in their standard form of the same length."""
    return _dialect_pattern().sub(_standard, script)


def mask_notes(layer: str, notes: Iterable[Note]) -> str:
    """Return the layer with everything that nobody said made unmatchable; same length."""
    pieces, position = [], 0
    for note in notes:
        start = max(note.span.start, position)
        if note.span.end > start:
            pieces += [layer[position:start], MASK * (note.span.end - start)]
            position = note.span.end
    return "".join([*pieces, layer[position:]]) if pieces else layer


def _narrow(match: re.Match[str]) -> str:
    return "".join(letter if letter.isascii() else chr(ord(letter) - 0xFEE0) if letter != "\u3000" else " "
                   for letter in match.group())


def _simplified(text: str) -> str:
    if text.isascii():
        return text
    try:
        converted: str = _opencc().convert(text)
    except UnicodeEncodeError:  # half a surrogate pair, from a broken export, is no character
        return _simplified(_LONE.sub("\ufffd", text))
    if len(converted) == len(text):
        return converted
    lines = text.splitlines(keepends=True)
    return "".join(_simplified_exactly(line) for line in lines)


def _simplified_exactly(line: str) -> str:
    converted: str = _opencc().convert(line)
    if len(converted) == len(line):
        return converted
    characters = (_opencc().convert(character) for character in line)
    return "".join(new if len(new) == 1 else old for old, new in zip(line, characters, strict=True))


@lru_cache(maxsize=1)
def _opencc() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=1)
def _width_and_case() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B) if chr(code - 0xFEE0).isalnum()}
    table |= {ord(letter): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    table |= {code: low.lower() for code, low in table.items()}
    return table | {0x3000: " "}


@lru_cache(maxsize=1)
def dialect_forms() -> dict[str, tuple[str, str]]:
    """Return dialect form -> (standard form of the same length, characters it may not stand before)."""
    forms = {}
    for line in resources.files("qualcode.language").joinpath("dialect.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            form, standard, not_before, _gloss = line.split("\t")
            forms[form] = (standard, not_before)
    return forms


@lru_cache(maxsize=1)
def _dialect_pattern() -> re.Pattern[str]:
    parts = [form + (f"(?![{unless}])" if unless else "") for form, (_standard, unless) in dialect_forms().items()]
    return re.compile("|".join(parts))


def _standard(match: re.Match[str]) -> str:
    return dialect_forms()[match.group()][0]
