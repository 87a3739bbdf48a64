"""One transcript made ready for matching: layers, token boundaries, sentences, and where every literal stands."""

from bisect import bisect_right
from collections import defaultdict
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from qualcode.language.layers import mask_notes, script_layer, speech_layer
from qualcode.language.polarity import Judgement, SentencePolarity
from qualcode.language.sentences import sentence_bounds
from qualcode.language.tokens import LOOSE, tokenize
from qualcode.model import Polarity, Transcript
from qualcode.rules.lexicon import Flags, Lexicon, Numbers

Pair = tuple[int, int]
Hits = dict[int, list[Pair]]


class TextIndex:
    """Everything that is computed once for a transcript.

    Only stretches with a candidate literal are tokenized: jieba without HMM decides within a run of Han characters, and
    a sentence holds whole runs, so a sentence's tokens do not depend on its neighbours.

    Attributes:
        script: Script layer, for regular expressions and polarity.
        speech: Speech layer with notes masked, for words.
        starts: First character of each sentence. ends: After its last. turns: Its turn.
        hits: Sentence -> literal number -> places.
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
        self._firsts = [start for start, _end, _turn in bounds]
        self._starts = np.array(self._firsts, np.int64)
        self._ends = np.array([end for _start, end, _turn in bounds], np.int64)
        self._polarities: dict[int, SentencePolarity] = {}
        self._tokenized: Flags = np.zeros(len(bounds), np.bool_)
        self._boundary: Flags = np.zeros(len(self.speech) + 1, np.bool_)
        self.hits = self._find(lexicon)

    def sentence_at(self, position: int) -> int:
        """Return the number (from 0) of the sentence that holds a character of some turn's body."""
        return bisect_right(self._firsts, position) - 1

    def words_between(self, start: int, end: int) -> int:
        """Return how many words begin in ``[start, end)``; punctuation is no word."""
        return self._words[end] - self._words[start] if start < end else 0

    def is_boundary(self, position: int) -> bool:
        """Tell whether a token begins or ends at ``position``, in a sentence that was tokenized."""
        return bool(self._boundary[position])

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
        lengths = np.fromiter(map(len, tokens), np.int64, len(tokens))
        places = np.concatenate([[0], np.cumsum(lengths)])
        offsets = np.cumsum([0] + [len(stretch) + 1 for stretch in stretches[:-1]])
        shift = self._starts[chosen] - offsets
        owner = np.searchsorted(offsets, places, "right") - 1
        # The end of a stretch and the line break after it both fall into its own range, so it is shifted as it should.
        moved = np.minimum(places + shift[owner], self._ends[chosen][owner])
        self._boundary[moved] = True
        loose = [number for number, token in enumerate(tokens) if token in LOOSE]
        self._boundary[moved[loose] + 1] = True
        self._tokenized[chosen] = True
        self.__dict__.pop("_words", None)

    def ensure_tokens(self, sentences: range) -> None:
        """Tokenize these sentences too, which hold no literal, for rules that look at every sentence."""
        if not self._tokenized[sentences.start : sentences.stop].all():
            wanted = np.zeros(len(self.bounds), np.bool_)
            wanted[sentences.start : sentences.stop] = True
            self.tokenize_sentences(wanted)

    @cached_property
    def _words(self) -> memoryview:
        letters = np.frombuffer(self.speech.encode("utf-32-le", "surrogatepass"), np.uint32)
        begins = self._boundary[:-1] & _WORD_CHARACTERS[np.minimum(letters, len(_WORD_CHARACTERS) - 1)]
        return np.concatenate([[0], np.cumsum(begins)]).astype(np.int32).data

    def _token_counts(self) -> Numbers:
        return np.concatenate([[0], np.cumsum(self._boundary[:-1])]).astype(np.int32)

    def _find(self, lexicon: Lexicon) -> dict[int, Hits]:
        rows = self._inside(lexicon.candidates(self.speech))
        hidden = self._inside(lexicon.hidden(self.script))
        wanted = np.zeros(len(self.bounds), np.bool_)
        for found in (rows, hidden):
            if len(found):
                wanted[np.searchsorted(self._starts, found[:, 1], "right") - 1] = True
        self.tokenize_sentences(wanted)
        found = np.concatenate([lexicon.hits(rows, self._boundary, self._token_counts()), hidden])
        table: dict[int, Hits] = {}
        if len(found):
            owners = np.searchsorted(self._starts, found[:, 1], "right") - 1
            for owner, (number, start, end) in zip(owners.tolist(), found.tolist(), strict=True):
                table.setdefault(owner, {}).setdefault(number, []).append((start, end))
        return table

    def _inside(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Keep the rows that lie wholly inside one sentence of some turn's body."""
        if not len(rows) or not len(self._starts):
            return rows[:0]
        owner = np.searchsorted(self._starts, rows[:, 1], "right") - 1
        inside: NDArray[np.int64] = rows[(owner >= 0) & (rows[:, 2] <= self._ends[owner])]
        return inside


def _word_characters() -> Flags:
    flags = np.zeros(0x32000, np.bool_)
    flags[[code for code in range(len(flags)) if chr(code).isalnum()]] = True
    return flags


_WORD_CHARACTERS = _word_characters()
