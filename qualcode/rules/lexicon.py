"""All the literal words of a codebook, found in one pass over the text.

Every literal gets an integer. A trie finds all of them at once; numpy then keeps the hits whose ends lie where their
kind asks. What a rule cannot do without is a set of literals, and a set is a bit: so the rules worth trying somewhere
are known before anything is tokenized, and regular expressions run only on sentences that hold all that they need.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from qualcode.language.layers import script_layer, speech_layer
from qualcode.rules.tree import AtomKind
from qualcode.rules.trie import Ints, Letters, Trie

Flags = NDArray[np.bool_]
Masks = NDArray[np.uint64]
#: Kinds of atoms that are found in speech, not by a regular expression.
SPOKEN = (AtomKind.PHRASE, AtomKind.EXACT, AtomKind.SUBSTRING, AtomKind.PREFIX)


#: Where literals stand: ``(numbers, starts, ends)``, equally long.
Rows = tuple[Ints, Ints, Ints]


@dataclass
class Lexicon:
    """Literal atoms by number, filled while a codebook is compiled.

    Attributes:
        keys: ``(kind, words on the speech layer) -> number``; hidden literals of regular expressions are on the
            script layer and of kind ``REGEX``.
        needs: ``set of literals -> bit``: sets of which some rule needs one literal to stand where it is tried.
    """

    keys: dict[tuple[AtomKind, str], int] = field(default_factory=dict)
    needs: dict[frozenset[int], int] = field(default_factory=dict)

    def number(self, kind: AtomKind, words: str) -> int:
        """Return the number of a literal, registering it the first time."""
        layer = words.lower() if kind is AtomKind.REGEX else speech_layer(script_layer(words))
        return self.keys.setdefault((kind, layer), len(self.keys))

    def bit(self, need: frozenset[int]) -> int:
        """Return the bit that stands for a set of literals, registering it the first time."""
        return self.needs.setdefault(need, len(self.needs))

    @cached_property
    def _words(self) -> tuple[list[str], list[str]]:
        """The distinct words looked for in speech, and the hidden ones of regular expressions."""
        spoken = dict.fromkeys(words for kind, words in self.keys if kind is not AtomKind.REGEX)
        return list(spoken), [words for kind, words in self.keys if kind is AtomKind.REGEX]

    @cached_property
    def _tries(self) -> tuple[Trie, Trie]:
        spoken, hidden = self._words
        return Trie(spoken), Trie(hidden)

    @cached_property
    def _numbers_by_kind(self) -> dict[AtomKind, Ints]:
        """For each kind, the number of each of its words, -1 where the word is not wanted in that kind."""
        spoken, hidden = self._words
        return {
            kind: np.array([self.keys.get((kind, word), -1) for word in (hidden if kind is AtomKind.REGEX else spoken)],
                           np.int32)
            for kind in AtomKind
        }

    @cached_property
    def _masks(self) -> tuple[Masks, Masks]:
        """For each spoken and each hidden word, the needs that it meets, one bit each."""
        met = np.zeros((len(self.keys), 64 * (len(self.needs) // 64 + 1)), np.bool_)
        for need, bit in self.needs.items():
            met[list(need), bit] = True
        by_number = np.packbits(met, axis=1, bitorder="little").view(np.uint64)
        hidden = by_number[self._numbers_by_kind[AtomKind.REGEX]]
        spoken = np.zeros((len(self._words[0]), by_number.shape[1]), np.uint64)
        for kind in SPOKEN:
            numbers = self._numbers_by_kind[kind]
            spoken |= np.where((numbers >= 0)[:, None], by_number[numbers], np.uint64(0)) if len(numbers) else 0
        return spoken, hidden

    def candidates(self, speech: Letters) -> Rows:
        """Return every place where a spoken word stands, boundaries not yet asked, in text order."""
        return self._tries[0].find(speech)

    def hidden(self, script: Letters) -> Rows:
        """Return where the words that regular expressions cannot do without stand, in text order."""
        return self._tries[1].find(script)

    def met(self, spoken: Rows, owner: Ints, hidden: Rows, hidden_owner: Ints, sentences: int) -> Masks:
        """Return the needs that each sentence may meet, one row of bits each.

        Args:
            spoken: What ``candidates`` returned.
            owner: The sentence of each.
            hidden: What ``hidden`` returned.
            hidden_owner: The sentence of each.
            sentences: How many there are.
        """
        met = np.zeros((sentences, self._masks[0].shape[1]), np.uint64)
        for masks, numbers, owners in zip(self._masks, (spoken[0], hidden[0]), (owner, hidden_owner), strict=True):
            if len(owners):
                first = np.flatnonzero(np.diff(owners, prepend=-1))
                met[owners[first]] |= np.bitwise_or.reduceat(masks[numbers], first, axis=0)
        return met

    def is_any(self, numbers: Flags) -> Flags:
        """Tell for each spoken word whether it is one of some literals, given by number, in whatever kind."""
        wanted = np.zeros(len(self._words[0]), np.bool_)
        for kind in SPOKEN:
            of_kind = self._numbers_by_kind[kind]
            wanted |= (of_kind >= 0) & numbers[of_kind]
        return wanted

    def hits(self, rows: Rows, boundary: Flags) -> Rows:
        """Keep the candidates that stand as their kind asks.

        Args:
            rows: Candidates in tokenized sentences.
            boundary: ``boundary[i]`` where a token begins or ends before character ``i``; one longer than the text.

        Returns:
            Literal numbers with their places in text order; for ``词*`` the end is that of the last token.
        """
        word, start, end = rows
        edges = np.flatnonzero(boundary).astype(np.int32)
        left = boundary[start]
        both = left & boundary[end]
        kept: list[Rows] = []
        for kind in SPOKEN:
            numbers = self._numbers_by_kind[kind][word]
            chosen = numbers >= 0
            if kind is AtomKind.PREFIX:
                chosen &= left
            elif kind is not AtomKind.SUBSTRING:
                chosen &= both
            stop = end[chosen]
            if kind is AtomKind.PREFIX:
                stop = edges[np.searchsorted(edges, stop)]
            found = numbers[chosen], start[chosen], stop
            if kind is AtomKind.EXACT:
                alone = np.searchsorted(edges, stop) - np.searchsorted(edges, found[1]) == 1
                found = found[0][alone], found[1][alone], stop[alone]
            kept.append(found)
        number, start, end = (np.concatenate(column) for column in zip(*kept, strict=True))
        order = np.lexsort((number, end, start))
        return number[order], start[order], end[order]
