"""Regular expressions of rules: read as people write them, and refused where they could take for ever.

They run on the script layer (simplified, half width, lower case), so a pattern is carried to it as far as it can be:
traditional characters and full-width letters are converted, and capitals match small letters.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from qualcode.errors import RuleError
from qualcode.i18n import _
from qualcode.language.layers import pattern_layer

#: A group repeated at most so often is searched in reasonable time whatever stands in it.
FEW = 4
_REPEATS = {"MAX_REPEAT", "MIN_REPEAT"}
#: Stand for the characters of interviews when two parts of a pattern are compared.
_SAMPLE = "一不人用手机平台群网信号，。！？；：、“”（） \n\t.,!?;:-_/azAZ059０Ａ…\u3000\uf8ff😀"


def compile_pattern(rule: str, pattern: str, column: int) -> re.Pattern[str]:
    """Compile a regular expression of a rule for the script layer.

    Args:
        rule: The whole rule, for the error.
        pattern: What stands between the slashes.
        column: Where it stands in the rule, from 1.

    Raises:
        RuleError: it is no regular expression, matches without any words, or repeats a repetition ambiguously.
    """
    try:
        compiled = _compiled(pattern)
        endless = _can_take_for_ever(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        message = _("the regular expression cannot be compiled: {why}").format(why=error)
        raise RuleError(message, rule, column) from None
    if compiled.match("") is not None:
        message = _("the regular expression also matches no words at all; require at least one character")
        raise RuleError(message, rule, column)
    if endless:
        message = _("a repetition inside a repetition, such as (a+)+, can take for ever; repeat only one of the two")
        raise RuleError(message, rule, column)
    return compiled


# A rule's text is read when it is parsed and again when it is compiled; reading a long expression takes a while.
@lru_cache(maxsize=4096)
def _can_take_for_ever(pattern: str) -> bool:
    return _is_endless(_parsed(pattern), _SAMPLE + pattern)


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    flags = re.IGNORECASE if re.search("[A-ZＡ-Ｚ]", pattern) else re.NOFLAG
    re.compile(pattern)  # what people wrote is what an error speaks of
    try:
        return re.compile(pattern_layer(pattern), flags)
    except re.error:  # a range such as [乾-龜] may be upside down once converted
        return re.compile(pattern, flags)


def _parsed(pattern: str) -> Any:
    from re import _parser  # type: ignore[attr-defined]  # the standard library's own parser of patterns

    return _parser.parse(pattern)


def _is_endless(items: Iterable[Any], sample: str) -> bool:
    """Tell whether a group that repeats holds a part that repeats, with nothing between that tells the two apart."""
    for code, argument in items:
        if str(code) in _REPEATS and argument[1] > FEW and _is_ambiguous(list(argument[2]), sample):
            return True
        if any(_is_endless(inner, sample) for inner in _inside(str(code), argument)):
            return True
    return False


def _is_ambiguous(items: list[Any], sample: str) -> bool:
    """Tell whether a sequence, repeated, can match the same words in many ways."""
    for position, (code, argument) in enumerate(items):
        name = str(code)
        if name in _REPEATS and argument[1] > FEW:
            eaten = _characters(argument[2], sample)
        elif any(_is_ambiguous(list(one), sample) for one in _inside(name, argument)):
            eaten = _characters([items[position]], sample)
        else:
            continue
        others = items[:position] + items[position + 1 :]
        if not any(_separates(other, eaten, sample) for other in others):
            return True
    return False


def _separates(item: Any, eaten: set[str], sample: str) -> bool:
    """Tell whether an item always stands there and shares no character with what repeats."""
    code, argument = item
    name = str(code)
    if name in {"AT", "ASSERT", "ASSERT_NOT"} or (name in _REPEATS and argument[0] == 0):
        return False
    return not _characters([item], sample) & eaten


def _characters(items: Iterable[Any], sample: str) -> set[str]:
    """Return the characters of the sample that a part of a pattern can match anywhere."""
    found: set[str] = set()
    for code, argument in items:
        name = str(code)
        if name == "LITERAL":
            found.add(chr(argument))
        elif name == "NOT_LITERAL":
            found |= set(sample) - {chr(argument)}
        elif name == "IN":
            found |= {letter for letter in sample if _in_class(argument, letter)}
        elif name in {"ANY", "GROUPREF", "GROUPREF_EXISTS"}:
            found |= set(sample)
        else:
            for inner in _inside(name, argument):
                found |= _characters(inner, sample)
    return found


def _in_class(members: Iterable[Any], letter: str) -> bool:
    negated, inside = False, False
    for code, argument in members:
        name = str(code)
        if name == "NEGATE":
            negated = True
        elif name == "LITERAL":
            inside |= ord(letter) == argument
        elif name == "RANGE":
            inside |= argument[0] <= ord(letter) <= argument[1]
        else:
            inside |= _CATEGORIES[str(argument)].match(letter) is not None
    return inside != negated


_CATEGORIES = {
    "CATEGORY_DIGIT": re.compile(r"\d"), "CATEGORY_NOT_DIGIT": re.compile(r"\D"),
    "CATEGORY_SPACE": re.compile(r"\s"), "CATEGORY_NOT_SPACE": re.compile(r"\S"),
    "CATEGORY_WORD": re.compile(r"\w"), "CATEGORY_NOT_WORD": re.compile(r"\W"),
}


def _inside(name: str, argument: Any) -> list[Any]:
    """Return the sequences that an item holds."""
    match name:
        case "SUBPATTERN":
            return [argument[3]]
        case "BRANCH":
            return list(argument[1])
        case "MAX_REPEAT" | "MIN_REPEAT":
            return [argument[2]]
        case "ATOMIC_GROUP":
            return [argument]
        case "ASSERT" | "ASSERT_NOT":
            return [argument[1]]
        case "GROUPREF_EXISTS":
            return [part for part in argument[1:] if part is not None]
        case _:
            return []
