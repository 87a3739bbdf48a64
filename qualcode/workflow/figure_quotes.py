"""What people said, ready for the page of a figure: where words and codes stand, and whose words are shown of them."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from qualcode.analysis.counts import Speech
from qualcode.analysis.tables import attribute_of, in_text_order
from qualcode.exporters.plot_page import Piece, Quote, Sentence, Shown
from qualcode.language.sentences import iter_units
from qualcode.language.speech import SpokenTurn
from qualcode.model import Coding, Corpus, Role, Span, Unit, UnitKind

#: Quotes of a word or code and group on a page.
MOST = 20


@dataclass(frozen=True, slots=True)
class Part:
    """What a place takes of one sentence.

    Attributes:
        number: Index of the sentence in its transcript.
        span: The words that count; offsets in the transcript.
        marks: The matched words, in order, none overlapping another.
    """

    number: int
    span: Span
    marks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a respondent says a word, or speaks of a code.

    Attributes:
        transcript: Name of the transcript.
        turn: Index of the turn that it begins in.
        person: Who is counted for it. people: Everybody whose words it holds.
        parts: Of the respondents' sentences it is in, one or more.
    """

    transcript: str
    turn: int
    person: str
    people: frozenset[str]
    parts: tuple[Part, ...]


class Passages:
    """The sentences of a corpus, numbered as a page first needs them.

    Attributes:
        corpus: The transcripts. order: Name of a transcript -> its place among them.
        sentences: Those that were needed so far.
    """

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.order = {transcript.name: number for number, transcript in enumerate(corpus.transcripts)}
        self.sentences: list[Sentence] = []
        self._numbers: dict[Hashable, int] = {}
        self._voices: dict[str, int] = {}
        self._units: dict[str, list[Unit]] = {}
        self._starts: dict[str, list[int]] = {}

    @property
    def voices(self) -> list[str]:
        """Who says the sentences."""
        return list(self._voices)

    def units(self, transcript: str) -> list[Unit]:
        """Return the sentences of a transcript, everybody's."""
        if transcript not in self._units:
            prefix = self.corpus.id_prefix(transcript)
            self._units[transcript] = list(iter_units(self.corpus.by_name[transcript], UnitKind.SENTENCE, prefix))
            self._starts[transcript] = [unit.span.start for unit in self._units[transcript]]
        return self._units[transcript]

    def at(self, transcript: str, offset: int) -> int:
        """Return the index of the sentence that holds a character, or of the last one that begins before it."""
        self.units(transcript)
        return max(bisect_right(self._starts[transcript], offset) - 1, 0)

    def quote(self, place: Place) -> Quote:
        """Return a place as a page shows it: with the question, and a sentence of the same turn on either side."""
        units = self.units(place.transcript)
        turn = self.corpus.by_name[place.transcript].turns[place.turn]
        pieces = tuple(self._piece(place.transcript, units[part.number], part) for part in place.parts)
        around = [self._beside(place.transcript, place.parts[0].number - 1, units[place.parts[0].number].turn),
                  self._beside(place.transcript, place.parts[-1].number + 1, units[place.parts[-1].number].turn)]
        return Quote(pieces, -1 if turn.answers is None else self._question(place.transcript, turn.answers), *around)

    def shown(self, places: Sequence[Place]) -> Shown:
        """Return the quotes of a group, at most ``MOST``, the people taken in turn."""
        chosen = balanced(places, MOST)
        people = frozenset[str]().union(*(place.people for place in places))
        return Shown(tuple(map(self.quote, chosen)), len(places) - len(chosen), len(people))

    def _piece(self, transcript: str, unit: Unit, part: Part) -> Piece:
        start = unit.span.start
        return Piece(self._sentence(transcript, unit), part.span.start - start, part.span.end - start,
                     tuple((mark.start - start, mark.end - start) for mark in part.marks))

    def _beside(self, transcript: str, number: int, turn: int) -> int:
        units = self.units(transcript)
        inside = 0 <= number < len(units) and units[number].turn == turn
        return self._sentence(transcript, units[number]) if inside else -1

    def _sentence(self, transcript: str, unit: Unit) -> int:
        return self._number((transcript, unit.span), unit.id, transcript, unit.turn, unit.span)

    def _question(self, transcript: str, turn: int) -> int:
        body = self.corpus.by_name[transcript].turns[turn].body
        return self._number((transcript, turn, body), "", transcript, turn, body)

    def _number(self, key: Hashable, unit_id: str, transcript: str, turn: int, span: Span) -> int:
        if key not in self._numbers:
            self._numbers[key] = len(self.sentences)
            voice = self._voices.setdefault(self._voice(transcript, turn), len(self._voices))
            self.sentences.append(Sentence(unit_id, voice, span.of(self.corpus.by_name[transcript].text)))
        return self._numbers[key]

    def _voice(self, transcript: str, turn: int) -> str:
        """Return who speaks: a respondent's id, town and role, where they are known; of others their label."""
        said = self.corpus.by_name[transcript].turns[turn]
        if said.role is not Role.RESPONDENT:
            return said.speaker
        person = self.corpus.participant_of(transcript, said.speaker)
        if person is None:
            return said.speaker
        known = (attribute_of(self.corpus, transcript, person.id, key) for key in ("town", "role"))
        return " · ".join([person.id, *(str(value) for value in known if value not in (None, ""))])


def word_places(
    corpus: Corpus, speech: Iterable[SpokenTurn], forms: Collection[str], passages: Passages,
) -> dict[str, list[Place]]:
    """Return counted form -> the sentences in which respondents say it, in the corpus' order."""
    wanted = frozenset(forms)
    found: dict[str, list[Place]] = {form: [] for form in forms}
    for turn in speech:
        units = passages.units(turn.transcript)
        marks: dict[tuple[str, int], list[Span]] = defaultdict(list)
        for form, start in zip(turn.forms, turn.starts, strict=True):
            if form in wanted:
                marks[form, passages.at(turn.transcript, start)].append(Span(start, start + len(form)))
        for (form, number), spans in marks.items():
            part = Part(number, units[number].span, tuple(spans))
            found[form].append(
                Place(turn.transcript, turn.turn, turn.participant, frozenset({turn.participant}), (part,)))
    return found


def code_places(codings: Iterable[Coding], speech: Speech, passages: Passages) -> dict[str, list[Place]]:
    """Return code -> its codings on respondents' words, in the corpus' order; the questions inside one are left out.

    Args:
        codings: Those that count.
        speech: ``Speech(corpus)``, of sentences.
        passages: Of the same corpus.
    """
    order = passages.order
    known = [coding for coding in in_text_order(codings) if coding.transcript in order]
    found: dict[str, list[Place]] = defaultdict(list)
    for coding in sorted(known, key=lambda coding: order[coding.transcript]):
        items = speech.covered(coding)
        if not items:
            continue
        parts = tuple(_part(coding, item.unit.span, passages) for item in items)
        found[coding.code].append(Place(coding.transcript, items[0].unit.turn, items[0].participant,
                                        frozenset(item.participant for item in items), parts))
    return dict(found)


def _part(coding: Coding, sentence: Span, passages: Passages) -> Part:
    """Return what a coding takes of a sentence, with the matched words that are in it."""
    span = _common(sentence, coding.span)
    evidence = {mark for one in coding.evidence for mark in one.spans if mark.overlaps(span)}
    return Part(passages.at(coding.transcript, sentence.start), span, merged(_common(span, one) for one in evidence))


#: (transcript, index of the unit) -> index of a sentence -> what is marked in it
ByUnit = Mapping[tuple[str, int], Mapping[int, Sequence[Span]]]


def by_unit(places: Iterable[Place], within: str, passages: Passages) -> ByUnit:
    """Return what is marked in every unit of a word or code.

    Args:
        places: Of the word or code.
        within: ``sentence`` or ``turn``; anything else is no passage that could be shown, and has no unit here.
        passages: Of the same corpus.
    """
    found: dict[tuple[str, int], dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    if within not in {"sentence", "turn"}:
        return found
    for place in places:
        units = passages.units(place.transcript)
        for part in place.parts:
            unit = units[part.number].turn if within == "turn" else part.number
            found[place.transcript, unit][part.number] += part.marks
    return found


def pair_places(one: ByUnit, two: ByUnit, passages: Passages) -> list[Place]:
    """Return the units that hold both of two, in the corpus' order; of a turn, the sentences that hold either."""
    order = passages.order
    found = []
    for name, unit in sorted(one.keys() & two.keys(), key=lambda key: (order[key[0]], key[1])):
        held: dict[int, list[Span]] = defaultdict(list)
        for number, marks in (*one[name, unit].items(), *two[name, unit].items()):
            held[number] += marks
        units = passages.units(name)
        parts = tuple(Part(number, units[number].span, merged(marks)) for number, marks in sorted(held.items()))
        turn = units[parts[0].number].turn
        person = _speaker(passages.corpus, name, turn)
        found.append(Place(name, turn, person, frozenset({person}), parts))
    return found


def _speaker(corpus: Corpus, transcript: str, turn: int) -> str:
    speaker = corpus.by_name[transcript].turns[turn].speaker
    return corpus.links.get((transcript, speaker)) or f"{transcript}/{speaker}"


def balanced(places: Sequence[Place], most: int) -> list[Place]:
    """Return at most so many places in their order: everybody's first one, then everybody's second one, and so on."""
    turns: dict[str, int] = defaultdict(int)
    ranked = []
    for number, place in enumerate(places):
        ranked.append((turns[place.person], number))
        turns[place.person] += 1
    return [places[number] for number in sorted(number for _turn, number in sorted(ranked)[:most])]


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in order, those that touch or overlap as one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def _common(one: Span, two: Span) -> Span:
    return Span(max(one.start, two.start), min(one.end, two.end))
