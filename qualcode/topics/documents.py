"""What a topic model reads: turns or windows of one respondent's speech, whole interviews only when asked for.

Thirty interviews are too few documents for any model, and one interview speaks of everything. A window is consecutive
sentences of the same speaker until they hold ``size`` words: short turns merge with their neighbours, long are cut.
A turn is a turn, or several of the same speaker where they are short.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, chain, groupby

from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.language.layers import speech_layer
from qualcode.language.polarity import SentencePolarity
from qualcode.language.sentences import iter_units
from qualcode.language.speech import SpokenTurn
from qualcode.language.stopwords import KEPT
from qualcode.language.tokens import is_word, tokenize
from qualcode.model import Corpus, Polarity, Span, Unit, UnitKind

#: Words (stop words not counted) after which a window is closed at the end of the sentence.
SIZE = 40
#: A rest with fewer words joins the document before it, and a turn with fewer the next one.
SMALLEST = 15
#: Turns that may lie between two turns of one document: the interviewer's questions and short interjections.
GAP = 4
#: Between what denies a word and the word: 不会_用.
DENIED = "_"
#: Words of polarity that themselves deny; denied again (不是不会) they stay as they are.
_DENIALS = frozenset(word for word in KEPT if word[0] in "不没未无别莫甭非冇")


class DocumentKind(StrEnum):
    """What one document is."""

    WINDOW = "window"
    TURN = "turn"
    INTERVIEW = "interview"


@dataclass(frozen=True, slots=True)
class DocumentRules:
    """How speech becomes documents.

    Attributes:
        kind: What one document is.
        size: Words in a window, from 10; turns and interviews have their own length.
        polarity: Whether a word that is denied where it stands is a word of its own (不会_用).

    Raises:
        UsageError: the size is below 10.
    """

    kind: DocumentKind = DocumentKind.WINDOW
    size: int = SIZE
    polarity: bool = True

    def __post_init__(self) -> None:
        if self.size < 10:
            raise UsageError(_("windows of {size} words say too little for a topic; ask for 10 or more").format(
                size=self.size))

    @property
    def smallest(self) -> int:
        """Words below which a rest, or a turn, is joined to its neighbour."""
        return min(SMALLEST, self.size // 2) if self.kind is DocumentKind.WINDOW else SMALLEST


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, or a part of a very long one, inside a document.

    Attributes:
        unit: The sentence. span: The words of this piece.
        words: Words on the script layer, without stop words and numbers; denied ones as the rules say.
    """

    unit: Unit
    span: Span
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """Consecutive sentences of one respondent.

    Attributes:
        transcript: Name of the transcript. participant: Who speaks.
        pieces: In text order.
    """

    transcript: str
    participant: str
    pieces: tuple[Piece, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The words of all pieces in order."""
        return tuple(word for piece in self.pieces for word in piece.words)


def make_documents(
    corpus: Corpus, speech: Iterable[SpokenTurn], stop: Collection[str], rules: DocumentRules | None = None
) -> tuple[Document, ...]:
    """Join and cut respondents' speech into documents.

    Args:
        corpus: Where the speech comes from.
        speech: ``iter_speech(corpus)``.
        stop: Words that are left out.
        rules: Windows of 40 words with polarity where not given.

    Returns:
        Documents in the order of the transcripts, then of their first words. Sentences without words belong to none.
    """
    rules = rules or DocumentRules()
    said = {(turn.transcript, turn.turn): turn for turn in speech}
    documents = []
    for transcript in corpus.transcripts:
        builders: dict[str, _Builder] = {}
        units = iter_units(transcript, UnitKind.SENTENCE, corpus.id_prefix(transcript.name))
        for number, sentences in groupby(units, key=lambda unit: unit.turn):
            turn = said.get((transcript.name, number))
            if turn is not None:
                builder = builders.setdefault(turn.speaker, _Builder(transcript.name, turn.participant, rules))
                judge = _Judge(turn) if rules.polarity else None
                for piece in chain.from_iterable(_pieces(unit, turn, stop, rules, judge) for unit in sentences):
                    builder.add(piece)
        found = [document for builder in builders.values() for document in builder.finish()]
        documents += sorted(found, key=lambda document: document.pieces[0].span)
    return tuple(documents)


def is_left_out(word: str, stop: Collection[str]) -> bool:
    """Tell whether a word belongs to no document: a stop word or a number."""
    return word in stop or word.isdigit()


def as_word(term: str) -> str:
    """Return the one word that a term on the script layer is in documents, "" for a phrase.

    >>> as_word("手机"), as_word("不会用"), as_word("用不来"), as_word("莫得信号"), as_word("打卡接龙")
    ('手机', '不会_用', '不_用', '没有_信号', '')
    """
    forms = tuple(tokenize(term))
    if len(forms) < 2:
        return term
    if len(forms) > 3 or (len(forms) == 3 and forms[1] != "不"):
        return ""
    turn = SpokenTurn("", 0, "", "", forms, tuple(accumulate(map(len, forms[:-1]), initial=0)))
    kept = list(zip(turn.starts, forms, strict=True))
    denied = [word for _start, word in _Judge(turn).words(kept, Span(0, len(term))) if DENIED in word]
    return denied[0] if len(denied) == 1 else ""


def _pieces(
    unit: Unit, turn: SpokenTurn, stop: Collection[str], rules: DocumentRules, judge: "_Judge | None"
) -> Iterator[Piece]:
    """Yield a sentence as one piece, or as several where it holds far more words than a window."""
    first = bisect_right(turn.starts, unit.span.start - 1)
    last = bisect_right(turn.starts, unit.span.end - 1)
    kept = [
        (start, form) for start, form in zip(turn.starts[first:last], turn.forms[first:last], strict=True)
        if not is_left_out(form, stop) and is_word(form)
    ]
    if judge is not None and kept:
        kept = list(judge.words(kept, unit.span))
    cut = rules.kind is DocumentKind.WINDOW and len(kept) > 2 * rules.size
    step = rules.size if cut else max(len(kept), 1)
    for at in range(0, len(kept), step):
        part, following = kept[at : at + step], kept[at + step : at + step + 1]
        start = part[0][0] if at else unit.span.start
        end = following[0][0] if following else unit.span.end
        yield Piece(unit, Span(start, end), tuple(form for _start, form in part))


class _Judge:
    """Tells which words of one turn are denied."""

    def __init__(self, turn: SpokenTurn) -> None:
        self.base, self.script = turn.starts[0], "".join(turn.forms)
        self.places = [start for start, form in zip(turn.starts, turn.forms, strict=True) if is_word(form)]

    def words(self, kept: Sequence[tuple[int, str]], sentence: Span) -> Iterator[tuple[int, str]]:
        """Yield words with their places; one that is denied has what denies it before it (不会_用, 没有_信号).

        Only the first word after what denies is marked, and the verb before a complement (用不来: 不_用): further on
        in the clause the words are mostly what was denied about, and marking all of them scatters the vocabulary.
        """
        base, script, before = self.base, self.script, sentence.start
        found = SentencePolarity(script, sentence.start - base, sentence.end - base, self.between)
        if found.is_plain:
            yield from kept
            return
        for start, form in kept:
            end = start + len(form)
            judged = found.judge([(start - base, end - base)])
            cue = Span(judged.cue[0] + base, judged.cue[1] + base) if judged.cue else None
            if judged.polarity is Polarity.AFFIRMED or cue is None or form in _DENIALS:
                yield start, form
            elif cue.start == end:
                yield start, f"不{DENIED}{form}"
            elif before <= cue.end <= start:
                yield start, f"{speech_layer(script[cue.start - base : cue.end - base])}{DENIED}{form}"
            else:
                yield start, form
            before = end

    def between(self, low: int, high: int) -> int:
        """Return how many words begin in a stretch of the turn."""
        return bisect_left(self.places, high + self.base) - bisect_left(self.places, low + self.base)


class _Builder:
    """Collects one speaker's pieces into documents."""

    def __init__(self, transcript: str, participant: str, rules: DocumentRules) -> None:
        self.transcript, self.participant, self.rules = transcript, participant, rules
        self.done: list[list[Piece]] = []
        self.open: list[Piece] = []

    def add(self, piece: Piece) -> None:
        if self.open and self._is_over(piece):
            self.close()
        self.open.append(piece)
        if self.rules.kind is DocumentKind.WINDOW and _size(self.open) >= self.rules.size:
            self.close()

    def _is_over(self, piece: Piece) -> bool:
        """Tell whether the open document ends before a piece."""
        if self.rules.kind is DocumentKind.INTERVIEW:
            return False
        apart = piece.unit.turn - self.open[-1].unit.turn
        ended = self.rules.kind is DocumentKind.TURN and apart > 0 and _size(self.open) >= self.rules.smallest
        return ended or apart > GAP

    def close(self) -> None:
        if not self.open:
            return
        near = self.done and self.open[0].unit.turn - self.done[-1][-1].unit.turn <= GAP
        if near and _size(self.open) < self.rules.smallest:
            self.done[-1] += self.open
        else:
            self.done.append(self.open)
        self.open = []

    def finish(self) -> Iterator[Document]:
        self.close()
        return (Document(self.transcript, self.participant, tuple(pieces)) for pieces in self.done)


def _size(pieces: Sequence[Piece]) -> int:
    return sum(len(piece.words) for piece in pieces)
