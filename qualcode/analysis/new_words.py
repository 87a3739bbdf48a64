"""Candidates for words that the tokenizer's dictionary lacks: 网格员, 川善治, names of platforms and places.

Two old ideas. The characters of a word hold together: pointwise mutual information (Church and Hanks 1990,
Computational Linguistics 16(1), 22-29) of its weakest cut, normalised so that one limit serves corpora of every size
(Bouma 2009, Normalized (pointwise) mutual information in collocation extraction, GSCL, 31-40). And what stands before
and after a word varies: branching entropy (Jin and Tanaka-Ishii 2006, Unsupervised segmentation of Chinese text by use
of branching entropy, COLING/ACL Poster Sessions, 428-435). Entropy is taken over (participant, neighbour) pairs, each
counted once, so that one person's habit makes no word. The list proposes; people decide what enters a codebook.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING

from qualcode.language.speech import SpokenTurn
from qualcode.language.tokens import tokenize

if TYPE_CHECKING:
    import pandas as pd

#: Longest candidate, in characters.
LONGEST = 6


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
    clauses = [(turn.participant, clause) for turn in speech for clause in _clauses("".join(turn.forms))]
    counts: Counter[str] = Counter()
    for _who, clause in clauses:
        for length in range(1, LONGEST + 1):
            counts.update(clause[start : start + length] for start in range(len(clause) - length + 1))
    total = sum(len(clause) for _who, clause in clauses)
    strong = {
        gram: bond for gram, count in counts.items()
        if len(gram) > 1 and count >= frequency and (bond := _cohesion(gram, counts, total)) >= cohesion
    }
    found = []
    for gram, sides in _surroundings(clauses, strong).items():
        cut = tokenize(gram)
        left, right = _entropy(sides.left), _entropy(sides.right)
        if (len(sides.people) >= participants and min(left, right) >= entropy and len(cut) > 1
                and stop.isdisjoint(cut)):
            found.append(NewWord(gram, "|".join(cut), counts[gram], len(sides.people), strong[gram], left, right))
    kept = [word for word in found if not _swallowed(word, found)]
    return tuple(sorted(kept, key=lambda row: (-row.participants, -row.frequency, row.word))[:top])


def new_words_table(rows: Iterable[NewWord]) -> "pd.DataFrame":
    """Return candidates as a table: word, cut, frequency, participants, cohesion, left_entropy, right_entropy."""
    import pandas as pd

    return pd.DataFrame(
        [(row.word, row.cut, row.frequency, row.participants, row.cohesion, row.left, row.right) for row in rows],
        columns=["word", "cut", "frequency", "participants", "cohesion", "left_entropy", "right_entropy"],
    )


@dataclass(frozen=True, slots=True)
class _Sides:
    """Who says a string and what stands beside it."""

    people: set[str]
    left: set[tuple[str, str]]
    right: set[tuple[str, str]]


def _clauses(text: str) -> Iterator[str]:
    """Yield the runs of letters and Han characters: nothing crosses punctuation or a number."""
    return (run for run in "".join(c if c.isalpha() else " " for c in text).split() if len(run) > 1)


def _cohesion(gram: str, counts: Mapping[str, int], total: int) -> float:
    parts = max(counts[gram[:cut]] * counts[gram[cut:]] for cut in range(1, len(gram)))
    return log2(counts[gram] * total / parts) / log2(total / counts[gram]) if counts[gram] < total else 1.0


def _surroundings(clauses: Iterable[tuple[str, str]], grams: Collection[str]) -> dict[str, _Sides]:
    found: dict[str, _Sides] = defaultdict(lambda: _Sides(set(), set(), set()))
    for who, clause in clauses:
        for length in range(2, LONGEST + 1):
            for start in range(len(clause) - length + 1):
                gram = clause[start : start + length]
                if gram in grams:
                    sides, end = found[gram], start + length
                    sides.people.add(who)
                    sides.left.add((who, clause[start - 1] if start else ""))
                    sides.right.add((who, clause[end] if end < len(clause) else ""))
    return found


def _entropy(pairs: Iterable[tuple[str, str]]) -> float:
    """Return the entropy of the neighbours; the end of a clause ("") is a different neighbour for every person."""
    neighbours = Counter(neighbour or (who,) for who, neighbour in pairs)
    total = neighbours.total()
    return -sum(count / total * log2(count / total) for count in neighbours.values())


def _swallowed(word: NewWord, found: Iterable[NewWord]) -> bool:
    return any(
        word.word in other.word and word.word != other.word and other.frequency >= 0.8 * word.frequency
        for other in found
    )
