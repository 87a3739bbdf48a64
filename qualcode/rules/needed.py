"""What every match of a regular expression holds, so that it is tried only where that stands."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product, zip_longest
from typing import Any, TypeVar

from qualcode.rules.patterns import read_pattern

#: Sets of literals, of each of which one must stand in the same sentence.
Need = tuple[frozenset[int], ...]
#: What must all be met somewhere in a place; empty where nothing can be said.
Needs = tuple[Need, ...]
#: So many sets at most are worth a look; the most telling go first.
MOST_SETS = 3
#: Alternatives that follow each other are spelled out up to so many words.
MOST_WORDS = 48

_T = TypeVar("_T")
#: Everything that a part can match, where that is few words; None where it is more.
_Spelled = frozenset[str] | None
_EMPTY = frozenset([""])


def needed_literals(pattern: str) -> tuple[frozenset[str], ...]:
    """Return sets of words, of each of which every match of a regular expression holds at least one.

    The set that says most, of which the shortest word is longest, is the first; none where nothing is known.

    >>> needed_literals("(没|莫得).{0,3}信号") == (frozenset({"信号"}), frozenset({"没", "莫得"}))
    True
    """
    parsed = read_pattern(pattern)
    return tuple(_best(_needed(parsed)))[:MOST_SETS] if parsed is not None else ()


def _best(needs: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    return sorted(dict.fromkeys(needs), key=_telling, reverse=True)


def _telling(words: frozenset[str]) -> tuple[int, int]:
    return min(map(len, words)), -len(words)


def _needed(items: Iterable[Any]) -> list[frozenset[str]]:
    """Return what the items of a sequence need; neighbours that can be spelled out become longer words."""
    needs: list[frozenset[str]] = []
    run: frozenset[str] = _EMPTY
    for item in items:
        spelled = _spelled([item])
        if spelled is not None and len(run) * len(spelled) <= MOST_WORDS:
            run = _joined(run, spelled)
            continue
        needs += _without_empty(run)
        run = _EMPTY if spelled is None else spelled
        if spelled is None:
            needs += _needed_by(item)
    return needs + _without_empty(run)


def _needed_by(item: Any) -> list[frozenset[str]]:
    code, argument = item
    match str(code):
        case "SUBPATTERN" if not (argument[1] or argument[2]):
            return _needed(argument[3])
        case "BRANCH":
            return list(_of_branches([_best(_needed(branch)) for branch in argument[1]]))
        case "MAX_REPEAT" | "MIN_REPEAT" if argument[0] >= 1:
            return _needed(argument[2])
        case _:
            return []


def _of_branches(branches: Sequence[Sequence[frozenset[_T]]]) -> Iterator[frozenset[_T]]:
    """Join the best sets of all branches, then the second best, and so on; one that has no more repeats its best."""
    if all(branches):
        for ranks in zip_longest(*branches):
            yield frozenset().union(*(one or best[0] for one, best in zip(ranks, branches, strict=True)))


def ranked(alternatives: Sequence[Sequence[frozenset[int]]]) -> Needs:
    """Return what is needed where any one of several will do: of each its best set, and of each its second best.

    Args:
        alternatives: The sets that each needs, all of them, the best first; none where one of them needs nothing.
    """
    return tuple((words,) for words in islice(_of_branches(alternatives), MOST_SETS))


def union(needs: Iterable[Needs]) -> Needs:
    """Return what is needed where any one of several parts will do."""
    return ranked([sorted((words for need in one for words in need), key=len) for one in needs])


def _spelled(items: Iterable[Any]) -> _Spelled:
    """Return all that a sequence can match, if that is few words."""
    words: _Spelled = _EMPTY
    for code, argument in items:
        following = _spelled_part(str(code), argument)
        if words is None or following is None or len(words) * len(following) > MOST_WORDS:
            return None
        words = _joined(words, following)
    return words


def _spelled_part(name: str, argument: Any) -> _Spelled:
    match name:
        case "LITERAL":
            return frozenset([chr(argument)]) if _has_one_form(chr(argument)) else None
        case "IN":
            return _class_letters(argument)
        case "SUBPATTERN" if not (argument[1] or argument[2]):
            return _spelled(argument[3])
        case "BRANCH":
            words: frozenset[str] = frozenset()
            for branch in argument[1]:
                one = _spelled(branch)
                if one is None or len(words) + len(one) > MOST_WORDS:
                    return None
                words |= one
            return words
        case "MAX_REPEAT" | "MIN_REPEAT" if tuple(argument[:2]) == (0, 1):
            inner = _spelled(argument[2])
            return None if inner is None else inner | _EMPTY
        case "AT" | "ASSERT_NOT":  # takes up no letters
            return _EMPTY
        case _:
            return None


def _joined(heads: frozenset[str], tails: frozenset[str]) -> frozenset[str]:
    if tails == _EMPTY:
        return heads
    return frozenset(map("".join, product(heads, tails)))


def _without_empty(words: frozenset[str]) -> list[frozenset[str]]:
    return [] if "" in words else [words]


def _class_letters(members: Iterable[Any]) -> _Spelled:
    pairs = [(str(code), argument) for code, argument in members]
    if len(pairs) <= 12 and all(name == "LITERAL" and _has_one_form(chr(argument)) for name, argument in pairs):
        return frozenset(chr(argument) for _name, argument in pairs)
    return None


def _has_one_form(letter: str) -> bool:
    """Tell whether the script layer has one form of a letter: it lowers the case of ASCII only."""
    return letter.isascii() or letter.lower() == letter.upper()
