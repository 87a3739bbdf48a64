"""Many words found in one text: a trie walked from all places of the text at once.

Most literals of a codebook are one or two characters long and stand everywhere, so what costs is handing the hits over,
not finding them. numpy walks the trie for every place in step and hands over arrays; no Python object stands for a hit.
Transitions lie in one array, each state's row shifted to where it meets no other (Tarjan and Yao 1979).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Letters = NDArray[np.uint32]


class Trie:
    """Finds every occurrence of some words, overlapping ones too.

    Args:
        words: Distinct and not empty.
    """

    def __init__(self, words: Sequence[str]) -> None:
        alphabet = sorted(set("".join(words)))
        self._class_of = np.zeros(ord(alphabet[-1]) + 2 if alphabet else 1, np.int32)  # 0: a letter of no word
        self._class_of[[ord(letter) for letter in alphabet]] = np.arange(1, len(alphabet) + 1)
        classes = {letter: number for number, letter in enumerate(alphabet, 1)}
        children: list[dict[int, int]] = [{}]
        word_of = [-1]
        for number, word in enumerate(words):
            state = 0
            for letter in word:
                following = children[state].setdefault(classes[letter], len(children))
                if following == len(children):
                    children.append({})
                    word_of.append(-1)
                state = following
            word_of[state] = number
        self._word = np.array(word_of, np.int32)
        self._leads_on = np.array([bool(row) for row in children])
        self._base, self._owner, self._target = _displaced(children, len(alphabet) + 1)

    def find(self, letters: Letters) -> tuple[Ints, Ints, Ints]:
        """Return ``(numbers of words, starts, ends)``, sorted by start, then end.

        Args:
            letters: Code points of the text.
        """
        classes = self._class_of[np.minimum(letters, len(self._class_of) - 1)]
        at = np.arange(len(letters), dtype=np.int32)
        state = np.zeros(len(letters), np.int32)
        found: list[tuple[Ints, Ints, Ints]] = [(at[:0], at[:0], at[:0])]
        size = 0
        while len(at):
            slot = self._base[state] + classes[at + size]
            good = self._owner[slot] == state
            at, state = at[good], self._target[slot[good]]
            size += 1
            word = self._word[state]
            hit = word >= 0
            found.append((word[hit], at[hit], at[hit] + size))
            on = self._leads_on[state] & (at + size < len(letters))
            at, state = at[on], state[on]
        word, start, end = (np.concatenate(column) for column in zip(*found, strict=True))
        order = np.argsort(start, kind="stable")  # shorter words were found first
        return word[order], start[order], end[order]


def _displaced(children: list[dict[int, int]], width: int) -> tuple[Ints, Ints, Ints]:
    """Lay the rows of all states into one array: ``slot = base[state] + class``, valid if ``owner[slot] == state``."""
    base = [0] * len(children)
    taken: dict[int, tuple[int, int]] = {}
    shift, free = 0, width
    for state in sorted(range(len(children)), key=lambda one: -len(children[one])):
        row = children[state]
        if len(row) > 1:  # never back to an earlier shift: a few holes more, but one pass
            while any(shift + letter in taken for letter in row):
                shift += 1
            base[state] = shift
        elif row:  # rows of one fill the holes; there they are at home everywhere
            while free in taken:
                free += 1
            base[state] = free - next(iter(row))
        for letter, following in row.items():
            taken[base[state] + letter] = (state, following)
    owner = np.full(max(base) + width, -1, np.int32)
    target = np.zeros(len(owner), np.int32)
    for slot, (state, following) in taken.items():
        owner[slot], target[slot] = state, following
    return np.array(base, np.int32), owner, target
