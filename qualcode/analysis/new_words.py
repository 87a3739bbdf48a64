"""Candidates for words that the tokenizer's dictionary lacks: 网格员, 川善治, names of platforms and places.

Two old ideas. The characters of a word hold together: pointwise mutual information (Church and Hanks 1990,
Computational Linguistics 16(1), 22-29) of its weakest cut, normalised so that one limit serves corpora of every size
(Bouma 2009, Normalized (pointwise) mutual information in collocation extraction, GSCL, 31-40). And what stands before
and after a word varies: branching entropy (Jin and Tanaka-Ishii 2006, Unsupervised segmentation of Chinese text by use
of branching entropy, COLING/ACL Poster Sessions, 428-435). Entropy is taken over (participant, neighbour) pairs, each
counted once, so that one person's habit makes no word. The list proposes; people decide what enters a codebook.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING

from qualcode.language.speech import SpokenTurn
from qualcode.language.tokens import tokenize

if TYPE_CHECKING:
    import pandas as pd

#: Longest candidate, in characters.
LONGEST = 6
#: Stands where a clause ends.
END = " "


@dataclass(frozen=True, slots=True)
class NewWord:
    """A candidate.

    Attributes:
        word: On the script layer.
        cut: How the tokenizer cuts it, joined by ``|``.
        frequency: Occurrences. participants: People who say it.
        cohesion: Lowest normalised pointwise mutual information over its cuts into two, in [-1, 1].
        left: Entropy of what stands before it, in bits. right: Of what stands after it.
    """

    word: str
    cut: str
    frequency: int
    participants: int
    cohesion: float
    left: float
    right: float


def new_words(
    speech: Sequence[SpokenTurn],
    stop: frozenset[str] = frozenset(),
    *,
    participants: int = 3,
    frequency: int = 5,
    cohesion: float = 0.45,
    entropy: float = 1.5,
    top: int = 100,
) -> tuple[NewWord, ...]:
    """Find strings of 2 to 6 characters that behave like words and are not in the tokenizer's dictionary.

    Args:
        speech: ``iter_speech(corpus)``.
        stop: Candidates that hold one of these tokens are left out.
        participants: Fewest people who must say it.
        frequency: Fewest occurrences.
        cohesion: Lowest cohesion, in [-1, 1].
        entropy: Lowest entropy on either side, in bits; every end of a clause counts as a neighbour of its own kind.
        top: Most rows.

    Returns:
        Candidates by participants, then frequency, most first. A candidate inside a longer one that takes up at least
        four fifths of its occurrences is left out.
    """
    text, owners = _joined(speech)
    places = _repeated(text, frequency)
    counts = {gram: len(starts) for gram, starts in places.items()}
    total = len(text) - text.count(END)
    found = []
    for gram, starts in places.items():
        if len(gram) == 1 or (bond := _cohesion(gram, counts, total)) < cohesion:
            continue
        people = len({owners[start] for start in starts})
        if people < participants:
            continue
        left = _entropy((owners[start], text[start - 1]) for start in starts)
        right = _entropy((owners[start], text[start + len(gram)]) for start in starts)
        if min(left, right) >= entropy and len(cut := tokenize(gram)) > 1 and stop.isdisjoint(cut):
            found.append(NewWord(gram, "|".join(cut), counts[gram], people, bond, left, right))
    kept = [word for word in found if not _swallowed(word, found)]
    return tuple(sorted(kept, key=lambda row: (-row.participants, -row.frequency, row.word))[:top])


def new_words_table(rows: Iterable[NewWord]) -> "pd.DataFrame":
    """Return candidates as a table: word, cut, frequency, participants, cohesion, left_entropy, right_entropy."""
    import pandas as pd

    return pd.DataFrame(
        [(row.word, row.cut, row.frequency, row.participants, row.cohesion, row.left, row.right) for row in rows],
        columns=["word", "cut", "frequency", "participants", "cohesion", "left_entropy", "right_entropy"],
    )


def _joined(speech: Iterable[SpokenTurn]) -> tuple[str, list[str]]:
    """Return all clauses with ``END`` before, between and after them, and for each character who says it."""
    clauses, owners = [END], [""]
    for turn in speech:
        for clause in _clauses("".join(turn.forms)):
            clauses.append(clause + END)
            owners += [turn.participant] * (len(clause) + 1)
    return "".join(clauses), owners


def _clauses(text: str) -> Iterator[str]:
    """Yield the runs of letters and Han characters: nothing crosses punctuation or a number."""
    return (run for run in "".join(c if c.isalpha() else " " for c in text).split() if len(run) > 1)


def _cohesion(gram: str, counts: Mapping[str, int], total: int) -> float:
    parts = max(counts[gram[:cut]] * counts[gram[cut:]] for cut in range(1, len(gram)))
    return log2(counts[gram] * total / parts) / log2(total / counts[gram]) if counts[gram] < total else 1.0


def _repeated(text: str, frequency: int) -> dict[str, list[int]]:
    """Return where every string of up to ``LONGEST`` characters stands that occurs often enough and crosses no ``END``.

    A string is rare where its beginning is, so each length looks only at the places that the length before has left.

    Args:
        text: Ends with ``END``.
        frequency: Fewest occurrences.

    Returns:
        String -> offsets in text order; shorter strings first.
    """
    import numpy as np

    letters = np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.int64)
    starts = np.arange(len(letters))
    names = np.zeros_like(starts)
    found: dict[str, list[int]] = {}
    for length in range(1, LONGEST + 1):
        last = letters[starts + length - 1]
        inside = last != ord(END)
        _keys, names, sizes = np.unique(
            names[inside] * (sys.maxunicode + 1) + last[inside], return_inverse=True, return_counts=True)
        often = sizes[names] >= frequency
        starts, names = starts[inside][often], names[often]
        ordered = starts[np.argsort(names, kind="stable")].tolist()
        end = 0
        for size in sizes[sizes >= frequency].tolist():
            group = ordered[end : end + size]
            found[text[group[0] : group[0] + length]] = group
            end += size
    return found


def _entropy(pairs: Iterable[tuple[str, str]]) -> float:
    """Return the entropy of the neighbours of (person, neighbour) pairs, each counted once.

    The end of a clause is a different neighbour for every person.
    """
    neighbours = Counter((who,) if neighbour == END else neighbour for who, neighbour in dict.fromkeys(pairs))
    total = neighbours.total()
    return -sum(count / total * log2(count / total) for count in neighbours.values())


def _swallowed(word: NewWord, found: Iterable[NewWord]) -> bool:
    return any(
        word.word in other.word and word.word != other.word and other.frequency >= 0.8 * word.frequency
        for other in found
    )
