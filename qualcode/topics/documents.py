"""What a topic model reads: stretches of one respondent's speech of about the same length, never whole interviews.

Thirty interviews are too few documents for any model, and one interview speaks of everything. Consecutive sentences of
the same speaker are joined until they hold ``SIZE`` words: short turns merge with their neighbours, long turns are cut.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from qualcode.language.sentences import iter_units
from qualcode.language.speech import SpokenTurn
from qualcode.language.tokens import is_word
from qualcode.model import Corpus, Span, Unit, UnitKind

#: Words (stop words not counted) after which a document is closed at the end of the sentence.
SIZE = 40
#: A rest with fewer words joins the document before it.
SMALLEST = 15
#: Turns that may lie between two turns of one document: the interviewer's questions and short interjections.
GAP = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, or a part of a very long one, inside a document.

    Attributes:
        unit: The sentence. span: The words of this piece.
        words: Words on the script layer, without stop words and numbers.
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


def make_documents(corpus: Corpus, speech: Iterable[SpokenTurn], stop: Collection[str]) -> tuple[Document, ...]:
    """Join and cut respondents' speech into documents.

    Args:
        corpus: Where the speech comes from.
        speech: ``iter_speech(corpus)``.
        stop: Words that are left out.

    Returns:
        Documents in the order of the transcripts, then of their first words. Sentences without words belong to none.
    """
    said = {(turn.transcript, turn.turn): turn for turn in speech}
    documents = []
    for transcript in corpus.transcripts:
        builders: dict[str, _Builder] = {}
        for unit in iter_units(transcript, UnitKind.SENTENCE, corpus.id_prefix(transcript.name)):
            turn = said.get((transcript.name, unit.turn))
            if turn is not None:
                builder = builders.setdefault(turn.speaker, _Builder(transcript.name, turn.participant))
                for piece in _pieces(unit, turn, stop):
                    builder.add(piece)
        found = [document for builder in builders.values() for document in builder.finish()]
        documents += sorted(found, key=lambda document: document.pieces[0].span)
    return tuple(documents)


def is_left_out(word: str, stop: Collection[str]) -> bool:
    """Tell whether a word belongs to no document: a stop word or a number."""
    return word in stop or word.isdigit()


def _pieces(unit: Unit, turn: SpokenTurn, stop: Collection[str]) -> Iterator[Piece]:
    """Yield a sentence as one piece, or as several where it holds far more words than a document."""
    first = bisect_right(turn.starts, unit.span.start - 1)
    last = bisect_right(turn.starts, unit.span.end - 1)
    kept = [
        (start, form) for start, form in zip(turn.starts[first:last], turn.forms[first:last], strict=True)
        if not is_left_out(form, stop) and is_word(form)
    ]
    step = SIZE if len(kept) > 2 * SIZE else max(len(kept), 1)
    for at in range(0, len(kept), step):
        part, following = kept[at : at + step], kept[at + step : at + step + 1]
        start = part[0][0] if at else unit.span.start
        end = following[0][0] if following else unit.span.end
        yield Piece(unit, Span(start, end), tuple(form for _start, form in part))


class _Builder:
    """Collects one speaker's pieces into documents."""

    def __init__(self, transcript: str, participant: str) -> None:
        self.transcript, self.participant = transcript, participant
        self.done: list[list[Piece]] = []
        self.open: list[Piece] = []

    def add(self, piece: Piece) -> None:
        if self.open and piece.unit.turn - self.open[-1].unit.turn > GAP:
            self.close()
        self.open.append(piece)
        if _size(self.open) >= SIZE:
            self.close()

    def close(self) -> None:
        if not self.open:
            return
        near = self.done and self.open[0].unit.turn - self.done[-1][-1].unit.turn <= GAP
        if near and _size(self.open) < SMALLEST:
            self.done[-1] += self.open
        else:
            self.done.append(self.open)
        self.open = []

    def finish(self) -> Iterator[Document]:
        self.close()
        return (Document(self.transcript, self.participant, tuple(pieces)) for pieces in self.done)


def _size(pieces: Sequence[Piece]) -> int:
    return sum(len(piece.words) for piece in pieces)
