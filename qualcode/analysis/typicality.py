"""How typical a passage is of a set of passages, and whether it is fit to be quoted at all."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import log, sqrt

from qualcode.language.layers import mask_notes, script_layer
from qualcode.language.measure import count_characters
from qualcode.language.sentences import sentence_spans
from qualcode.language.tokens import is_word, token_spans
from qualcode.model import Corpus, Role, Span

#: a quote shorter than this many spoken characters says little outside its conversation
SHORTEST_QUOTE = 6
#: what people say to show that they listen; a passage of nothing else is a poor quote
BACKCHANNELS = frozenset([
    "嗯", "嗯嗯", "对", "对对", "对对对", "对的", "是", "是的", "是啊", "的", "啊", "哦", "噢", "哎", "唉", "呃", "好",
    "好的", "行", "可以", "要得", "没错", "就是", "就是说", "那", "那个", "这个", "然后", "嘛", "呢", "吧", "哈哈",
])

Place = tuple[str, Span]
Vector = Mapping[str, float]


class Typicality:
    """Cosine of a passage with the centroid of its set, over tf-idf of tokens.

    tf-idf with a smooth idf, ln((1 + N) / (1 + df)) + 1, over the respondents' sentences of the corpus (Salton &
    Buckley 1988, Information Processing & Management 24(5), 513-523); vectors have length 1. The centroid as the
    measure of what is central to a set of passages is that of Radev, Jing, Stys & Tam (2004, Information Processing &
    Management 40(6), 919-938). Tokens are words on the simplified layer; notes are no words; no word is left out.
    """

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._layers = {
            transcript.name: mask_notes(script_layer(transcript.text), transcript.notes)
            for transcript in corpus.transcripts
        }
        frequency: Counter[str] = Counter()
        sentences = 0
        for place in self._sentences():
            frequency.update(set(self._cut(place)))
            sentences += 1
        self._idf = {word: log((1 + sentences) / (1 + count)) + 1 for word, count in frequency.items()}
        self._rare = log(1 + sentences) + 1
        self._words: dict[Place, tuple[str, ...]] = {}  # of passages only: each is asked for by its code and its theme

    def words(self, place: Place) -> tuple[str, ...]:
        """Return the words of a passage on the simplified layer, in order."""
        if place not in self._words:
            self._words[place] = tuple(self._cut(place))
        return self._words[place]

    def _cut(self, place: Place) -> list[str]:
        layer = self._layers[place[0]]
        return [word for span in token_spans(layer, place[1]) if is_word(word := span.of(layer))]

    def vector(self, place: Place) -> dict[str, float]:
        """Return the tf-idf of a passage, of length 1 (empty where it holds no word)."""
        weights = {word: n * self._idf.get(word, self._rare) for word, n in sorted(Counter(self.words(place)).items())}
        return _unit_length(weights)

    def scores(self, places: Sequence[Place]) -> list[float]:
        """Return the cosine of each passage with the centroid of all of them, in [0, 1]; 1 for a single one."""
        vectors = [self.vector(place) for place in places]
        total: Counter[str] = Counter()
        for vector in vectors:
            total.update(vector)
        centroid = _unit_length(dict(total))
        return [sum(weight * centroid[word] for word, weight in vector.items()) for vector in vectors]

    def is_poor(self, place: Place) -> bool:
        """Tell whether a passage is a poor quote: under 6 spoken characters, or backchannels only."""
        transcript = self.corpus.by_name[place[0]]
        short = count_characters(transcript.text, place[1], transcript.notes) < SHORTEST_QUOTE
        return short or all(word in BACKCHANNELS for word in self.words(place))

    def _sentences(self) -> Iterator[Place]:
        for transcript in self.corpus.transcripts:
            for turn in transcript.turns:
                if turn.role is Role.RESPONDENT:
                    yield from ((transcript.name, span) for span in sentence_spans(transcript.text, turn.body))


def _unit_length(weights: dict[str, float]) -> dict[str, float]:
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return {word: weight / length for word, weight in weights.items()} if length else {}
