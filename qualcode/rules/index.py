"""One transcript made ready for matching: layers, token boundaries, sentences, and where every literal stands."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qualcode.language.layers import mask_notes, script_layer, speech_layer
from qualcode.language.polarity import Judgement, SentencePolarity
from qualcode.language.sentences import sentence_bounds
from qualcode.language.tokens import LOOSE, tokenize
from qualcode.model import Polarity, Transcript
from qualcode.rules.lexicon import Flags, Lexicon, Masks, Rows
from qualcode.rules.trie import Ints, Letters

Pair = tuple[int, int]
Hits = dict[int, list[Pair]]


class TextIndex:
    """Everything that is computed once for a transcript.

    Only sentences in which some rule may hold are tokenized: jieba without HMM decides within a run of Han characters,
    and a sentence holds whole runs, so a sentence's tokens do not depend on its neighbours.

    Attributes:
        script: Script layer, for regular expressions and polarity.
        speech: Speech layer with notes masked, for words.
        bounds: ``(start, end, turn)`` of each sentence.
        met: The needs that each sentence may meet, one row of bits each, token boundaries not yet asked.
    """

    def __init__(self, transcript: Transcript, lexicon: Lexicon) -> None:
        self.transcript = transcript
        self.script = script_layer(transcript.text)
        self._masked = mask_notes(self.script, transcript.notes)
        self.speech = speech_layer(self._masked)
        bounds = [
            (start, end, turn.index)
            for turn in transcript.turns
            for start, end in sentence_bounds(transcript.text, turn.body.start, turn.body.end)
        ]
        self.bounds = bounds
        self._lexicon = lexicon
        self._firsts = [start for start, _end, _turn in bounds]
        self._starts = np.array(self._firsts, np.int32)
        self._ends = np.array([end for _start, end, _turn in bounds], np.int32)
        self._polarities: dict[int, SentencePolarity] = {}
        self._tokenized: Flags = np.zeros(len(bounds), np.bool_)
        self._letters = _letters(self.speech)
        self._boundary: Flags = np.zeros(len(self.speech) + 1, np.bool_)
        self._candidates, self._owner = self._inside(lexicon.candidates(self._letters))
        hidden, owner = self._inside(lexicon.hidden(_letters(self.script)))
        self.met: Masks = lexicon.met(self._candidates, self._owner, hidden, owner, len(bounds))
        self._met: dict[int, int] = {}

    def sentence_at(self, position: int) -> int:
        """Return the number (from 0) of the sentence that holds a character of some turn's body."""
        return bisect_right(self._firsts, position) - 1

    def words_between(self, start: int, end: int) -> int:
        """Return how many words begin in ``[start, end)``; punctuation is no word."""
        return self._words[end] - self._words[start] if start < end else 0

    def is_boundary(self, position: int) -> bool:
        """Tell whether a token begins or ends at ``position``, in a sentence that was tokenized."""
        return bool(self._boundary[position])

    def needs_met(self, sentence: int) -> int:
        """Return the bits of the needs that a sentence may meet, as one integer."""
        met = self._met.get(sentence)
        if met is None:
            met = self._met[sentence] = int.from_bytes(self.met[sentence].tobytes(), "little")
        return met

    @cached_property
    def sentences_meeting(self) -> list[int]:
        """For each need the sentences that may meet it, one bit each."""
        flags = np.unpackbits(self.met.view(np.uint8), axis=1, bitorder="little")
        return as_integers(flags.T)

    def hits_in(self, sentences: range) -> Hits:
        """Return literal number -> places in some sentences that were tokenized."""
        table: Hits = {}
        numbers, places = self._hits
        chosen = slice(self._hits_from[sentences.start], self._hits_from[sentences.stop])
        for number, place in zip(numbers[chosen], places[chosen], strict=True):
            if number in table:
                table[number].append(place)
            else:
                table[number] = [place]
        return table

    def judge(self, spans: tuple[Pair, ...], from_sentence: int = 0) -> Judgement:
        """Judge the polarity of one match; parts in different sentences are judged apart and multiplied.

        Args:
            spans: In text order.
            from_sentence: Parts in sentences before this one are context (a question) and not judged.
        """
        first = self.sentence_at(spans[0][0])
        if len(spans) == 1 or self.bounds[first][1] >= spans[-1][1]:
            return self.polarity(first).judge(spans)
        by_sentence: dict[int, list[Pair]] = defaultdict(list)
        for span in spans:
            sentence = self.sentence_at(span[0])
            if sentence >= from_sentence:
                by_sentence[sentence].append(span)
        found = [self.polarity(sentence).judge(parts) for sentence, parts in by_sentence.items()]
        negated = [one for one in found if one.polarity is not Polarity.AFFIRMED]
        asked = any(one.asked for one in found)
        if len(negated) % 2 == 0:
            return Judgement(Polarity.AFFIRMED, asked=asked)
        return Judgement(negated[0].polarity, negated[0].cue, asked)

    def polarity(self, sentence: int) -> SentencePolarity:
        """Return the cues of a sentence, found once."""
        if sentence not in self._polarities:
            start, end, _turn = self.bounds[sentence]
            self._polarities[sentence] = SentencePolarity(self._masked, start, end, self.words_between)
        return self._polarities[sentence]

    def tokenize_sentences(self, wanted: Flags) -> None:
        """Find the token boundaries of the wanted sentences that do not have them yet."""
        chosen = np.flatnonzero(wanted & ~self._tokenized)
        if not len(chosen):
            return
        stretches = [self.speech[self.bounds[number][0] : self.bounds[number][1]] for number in chosen]
        tokens = tokenize("\n".join(stretches))
        lengths = np.fromiter(map(len, tokens), np.int32, len(tokens))
        places = np.concatenate([[0], np.cumsum(lengths)])
        sizes = self._ends[chosen] - self._starts[chosen] + 1
        offsets = np.cumsum(sizes) - sizes
        # The end of a stretch and the line break after it both fall into its own range, so it is shifted as it should.
        owner = np.repeat(np.arange(len(chosen)), sizes)[np.minimum(places, sizes.sum() - 1)]
        moved = np.minimum(places + (self._starts[chosen] - offsets)[owner], self._ends[chosen][owner])
        self._boundary[moved] = True
        loose = np.flatnonzero(np.fromiter(map(LOOSE.__contains__, tokens), np.bool_, len(tokens)))
        self._boundary[moved[loose] + 1] = True
        self._tokenized[chosen] = True
        for outdated in ("_words", "rows", "_hits", "_hits_from"):
            self.__dict__.pop(outdated, None)

    def ensure_tokens(self, sentences: range) -> None:
        """Tokenize these sentences too, which hold no literal, for rules that look at every sentence."""
        wanted = np.zeros(len(self.bounds), np.bool_)
        wanted[sentences.start : sentences.stop] = True
        self.tokenize_sentences(wanted)

    def may_hold(self, numbers: Flags) -> Flags:
        """Tell for each sentence whether it may hold one of some literals.

        Args:
            numbers: For each literal whether it is one of them.
        """
        holding: Flags = np.zeros(len(self.bounds), np.bool_)
        holding[self._owner[self._lexicon.is_any(numbers)[self._candidates[0]]]] = True
        return holding

    @property
    def hits(self) -> dict[int, Hits]:
        """Sentence -> literal number -> places, over the whole transcript."""
        self.ensure_tokens(range(len(self.bounds)))
        holding = dict.fromkeys(self.rows[1].tolist())
        return {sentence: self.hits_in(range(sentence, sentence + 1)) for sentence in holding}

    @cached_property
    def rows(self) -> tuple[Rows, Ints]:
        """Literals that stand as they should in the sentences that were tokenized, with the sentence of each."""
        chosen = self._tokenized[self._owner]
        word, start, end = self._candidates
        hits = self._lexicon.hits((word[chosen], start[chosen], end[chosen]), self._boundary)
        return hits, self._sentence_of[hits[1]]

    @cached_property
    def _hits(self) -> tuple[list[int], list[Pair]]:
        numbers, starts, ends = self.rows[0]
        return numbers.tolist(), list(zip(starts.tolist(), ends.tolist(), strict=True))

    @cached_property
    def _hits_from(self) -> list[int]:
        places: list[int] = np.searchsorted(self.rows[1], np.arange(len(self.bounds) + 1)).tolist()
        return places

    @cached_property
    def _words(self) -> memoryview:
        begins = self._boundary[:-1] & _WORD_CHARACTERS[np.minimum(self._letters, len(_WORD_CHARACTERS) - 1)]
        return np.concatenate([[0], np.cumsum(begins)]).astype(np.int32).data

    @cached_property
    def _sentence_of(self) -> Ints:
        """For each character the last sentence that begins at it or before; -1 before the first."""
        begins = np.zeros(len(self.speech) + 1, np.int32)
        begins[self._starts] = 1
        return np.cumsum(begins, dtype=np.int32) - 1

    def _inside(self, rows: Rows) -> tuple[Rows, Ints]:
        """Keep what lies wholly inside one sentence of some turn's body, with the sentence of each."""
        numbers, starts, ends = rows
        owner = self._sentence_of[starts]
        inside = owner >= 0
        if len(self._ends):
            inside &= ends <= self._ends[owner]
        return (numbers[inside], starts[inside], ends[inside]), owner[inside]


def as_integers(flags: NDArray[Any]) -> list[int]:
    """Return each row of flags as one integer, the first column its lowest bit."""
    return [int.from_bytes(row, "little") for row in map(bytes, np.packbits(flags, axis=1, bitorder="little"))]


def as_flags(integers: Sequence[int], columns: int) -> Flags:
    """Return integers as rows of flags, undoing ``as_integers``."""
    size = (columns + 7) // 8
    packed = np.frombuffer(b"".join(one.to_bytes(size, "little") for one in integers), np.uint8)
    return np.unpackbits(packed.reshape(-1, max(size, 1)), axis=1, count=columns, bitorder="little").view(np.bool_)


def _letters(layer: str) -> Letters:
    return np.frombuffer(layer.encode("utf-32-le", "surrogatepass"), np.uint32)


def _word_characters() -> Flags:
    flags = np.zeros(0x32000, np.bool_)
    flags[[code for code in range(len(flags)) if chr(code).isalnum()]] = True
    return flags


_WORD_CHARACTERS = _word_characters()
