"""Word classes: which lists of the codebook have a word in a passage."""

from collections import defaultdict
from collections.abc import Iterator

from qualcode.language.layers import script_layer, speech_layer
from qualcode.model import Codebook

#: What members of lists may carry beside the word: see the rule language.
_MARKS = "=~*\"“”"


class WordClasses:
    """Finds the lists of a codebook in passages.

    A member counts wherever it stands, also inside a longer word: what a class says, the learner finds out. Members
    that are regular expressions or rules are left out.

    Args:
        codebook: With its lists.
    """

    def __init__(self, codebook: Codebook) -> None:
        from ahocorasick_rs import AhoCorasick

        lists = defaultdict(set)
        for name in codebook.lists:
            for word in _words(codebook, name, frozenset()):
                lists[word].add(name)
        self._lists = [tuple(sorted(names)) for _word, names in sorted(lists.items())]
        self._finder = AhoCorasick(sorted(lists)) if lists else None

    def of(self, text: str) -> tuple[str, ...]:
        """Return the names of the lists of which a word stands in a text on the speech layer, sorted."""
        if self._finder is None:
            return ()
        found = {number for number, _start, _end in self._finder.find_matches_as_indexes(text, overlapping=True)}
        return tuple(sorted({name for number in found for name in self._lists[number]}))


def _words(codebook: Codebook, name: str, above: frozenset[str]) -> Iterator[str]:
    """Yield the words of a list and of the lists that it names, on the speech layer."""
    for member in codebook.lists.get(name, ()):
        inner = member.removeprefix("@")
        if member.startswith("@"):
            if inner not in above:
                yield from _words(codebook, inner, above | {name})
        elif not member.startswith("/") and (word := member.strip(_MARKS)) and _is_plain(word):
            yield speech_layer(script_layer(word))


def _is_plain(word: str) -> bool:
    return not any(sign in word for sign in "(){}|&!/;")
