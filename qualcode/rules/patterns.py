"""Regular expressions of rules: read as people write them, and refused where they could take for ever.

They run on the script layer (simplified, half width, lower case), so a pattern is carried to it as far as it can be:
traditional characters and full-width letters are converted, and capitals match small letters.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
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


#: Without one of these no group repeats; with the others a comment or blanks may stand before the repetition.
_REPEATED_GROUP = re.compile(r"\)[*+{]|[#\s]")
#: What the parser lets pass and only the compiler refuses: (?<=a+), and more brackets than it can follow.
_CHECKED_LATE, _MANY_GROUPS = "(?<", 50


@dataclass(frozen=True, slots=True)
class LazyPattern:
    """A regular expression that is compiled when it is first tried: most of a codebook's never are.

    Attributes:
        pattern: As carried to the script layer.
        flags: Flags of ``re``.
    """

    pattern: str
    flags: int

    @property
    def compiled(self) -> re.Pattern[str]:
        """The compiled expression; ``re.compile`` is asked once for each."""
        return _compiled(self.pattern, self.flags)


def compile_pattern(rule: str, pattern: str, column: int) -> re.Pattern[str]:
    """Compile a regular expression of a rule for the script layer.

    Args:
        rule: The whole rule, for the error.
        pattern: What stands between the slashes.
        column: Where it stands in the rule, from 1.

    Raises:
        RuleError: see ``check_pattern``.
    """
    return check_pattern(rule, pattern, column).compiled


def check_pattern(rule: str, pattern: str, column: int) -> LazyPattern:
    """Read a regular expression of a rule without compiling it, which takes longer than reading.

    Args:
        rule: The whole rule, for the error.
        pattern: What stands between the slashes.
        column: Where it stands in the rule, from 1.

    Raises:
        RuleError: it is no regular expression, matches without any words, or repeats a repetition ambiguously.
    """
    try:
        checked, matches_nothing, endless = _checked(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        message = _("the regular expression cannot be compiled: {why}").format(why=error)
        raise RuleError(message, rule, column) from None
    if matches_nothing:
        message = _("the regular expression also matches no words at all; require at least one character")
        raise RuleError(message, rule, column)
    if endless:
        message = _("a repetition inside a repetition, such as (a+)+, can take for ever; repeat only one of the two")
        raise RuleError(message, rule, column)
    return checked


def read_pattern(pattern: str) -> Any:
    """Return what the standard library's parser makes of a regular expression, None if it is none; parsed once."""
    try:
        return _parsed(pattern)
    except (re.error, RecursionError, OverflowError):
        return None


# A rule's text is read when it is parsed and again when it is compiled; reading a long expression takes a while.
@lru_cache(maxsize=4096)
def _checked(pattern: str) -> tuple[LazyPattern, bool, bool]:
    """Return the expression, whether it matches no words, and whether it can take for ever."""
    parsed = _parsed(pattern)  # what people wrote is what an error speaks of
    flags = re.IGNORECASE if re.search("[A-ZＡ-Ｚ]", pattern) else re.NOFLAG
    carried = LazyPattern(pattern_layer(pattern), flags)
    if _CHECKED_LATE in pattern or pattern.count("(") > _MANY_GROUPS:
        re.compile(pattern)
    if carried.pattern != pattern:
        try:
            _parsed(carried.pattern)
        except re.error:  # a range such as [乾-龜] may be upside down once converted
            carried = LazyPattern(pattern, flags)
    least, _most = _parsed(carried.pattern).getwidth()
    matches_nothing = least == 0 and carried.compiled.match("") is not None
    endless = _REPEATED_GROUP.search(pattern) is not None and _is_endless(parsed, _SAMPLE + pattern)
    return carried, matches_nothing, endless


@lru_cache(maxsize=4096)
def _compiled(pattern: str, flags: int) -> re.Pattern[str]:
    return re.compile(pattern, flags)


@lru_cache(maxsize=8192)
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
