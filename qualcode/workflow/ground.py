"""What is known of respondents' passages with regard to one code, and what rules that are only tried find there."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qualcode.analysis.growth import Idea, Passage, passage
from qualcode.analysis.growth_choice import LINES, Line, Standing, Tried
from qualcode.analysis.standing import is_disputed, standing
from qualcode.language.layers import mask_notes, script_layer
from qualcode.model import Code, Codebook, Coding, Origin, Rule, Span, State, Unit, UnitKind
from qualcode.rules import apply_to, compile_codebook
from qualcode.store import CONSENSUS
from qualcode.workflow.items import in_any
from qualcode.workflow.material import shares, spoken_units, unit_kind
from qualcode.workflow.seen import seen_spans
from qualcode.workflow.study import Study, records

#: Characters to the left and right of a find.
WIDTH = 20


@dataclass(frozen=True)
class Ground:
    """Respondents' passages with regard to one code.

    Attributes:
        kind: Of the passages: sentences or turns.
        units: Id -> the unit and who says it, in the order of the text.
        known: Id -> what is known of it; one that is not there is unread.
        finds: Rule of the code -> passages that it finds.
        waiting: Passages where a rule's proposal of the code waits and nobody went through the rest, or where people
            differ.
    """

    kind: UnitKind
    units: Mapping[str, tuple[Unit, str]]
    known: Mapping[str, Standing]
    finds: Mapping[str, set[str]]
    waiting: frozenset[str]

    def of(self, *what: Standing) -> list[str]:
        """Return the passages of which something is known, in the order of the text."""
        return [unit for unit in self.units if self.known.get(unit, Standing.UNREAD) in what]

    def only(self, people: Collection[str], *, read: bool = False) -> "Ground":
        """Return the passages of some people; with ``read`` those that are read."""
        units = {key: (unit, who) for key, (unit, who) in self.units.items()
                 if who in people and (not read or key in self.known)}
        return replace(self, units=units)

    @property
    def decided(self) -> dict[str, Standing]:
        """Passages on which people decided about this code."""
        return {unit: what for unit, what in self.known.items() if what is not Standing.OTHER}

    @property
    def covered(self) -> set[str]:
        """Accepted passages that a rule of the code finds."""
        found = {unit for units in self.finds.values() for unit in units}
        return found.intersection(self.of(Standing.ACCEPTED))


def ground(study: Study, code: str, people: Collection[str] = ()) -> Ground:
    """Return what is known of respondents' passages; see ``workflow.grow.grow``.

    Args:
        study: The study.
        code: Id of the code.
        people: Only what these participants say; everybody by default.
    """
    units = {unit.id: (unit, who) for unit, who in _spoken(study) if not people or who in people}
    overlapping = in_any(unit for unit, _who in units.values())

    def ids(places: Iterable[tuple[str, Span]]) -> set[str]:
        return {unit.id for name, span in places for unit in overlapping(name, span) if shares(unit.span, span)}

    held = [one for one in records(study) if one.state is not State.PROPOSED or one.origin is not Origin.MODEL]
    stands = [one for one in standing(held, settled_by=CONSENSUS) if one.code == code]
    accepted, rejected, open_ = (ids((one.transcript, one.span) for one in stands if one.state is state)
                                 for state in (State.ACCEPTED, State.REJECTED, State.PROPOSED))
    disputed = ids((one.transcript, one.span) for one in stands if is_disputed(one))
    gone_through = ids(seen_spans(study, study.coder.name if study.coder.blind else ""))
    waiting = (open_ - gone_through | disputed) - accepted
    read = ids((one.transcript, one.span) for one in held if one.state is not State.PROPOSED) | gone_through
    known = dict.fromkeys(read - waiting, Standing.OTHER) | dict.fromkeys(rejected - waiting, Standing.REJECTED)
    known |= dict.fromkeys(accepted, Standing.ACCEPTED)
    finds: dict[str, set[str]] = defaultdict(set)
    for one in held:
        if one.code == code and one.coder == study.rules:
            for piece in one.evidence:
                finds[piece.rule] |= ids([(one.transcript, one.span)])
    return Ground(unit_kind(study), units, known, finds, frozenset(waiting))


def passages(study: Study, ground: Ground) -> dict[str, Passage]:
    """Cut passages into tokens; they come by id in the order of the text."""
    layers: dict[str, str] = {}
    found = {}
    for key, (unit, who) in ground.units.items():
        if unit.transcript not in layers:
            source = study.corpus.by_name[unit.transcript]
            layers[unit.transcript] = mask_notes(script_layer(source.text), source.notes)
        found[key] = passage(key, who, unit.span.of(layers[unit.transcript]))
    return found


def try_ideas(study: Study, ground: Ground, code: Code, ideas: Sequence[Idea]) -> list[Tried]:
    """Return what each idea finds when it stands in the codebook by itself, with the stance and exceptions of the code.

    Raises:
        CodebookError: an exception of the code does not compile.
    """
    compiled = compile_codebook(_on_trial(study.codebook, code, ideas), study.settings.roles)
    finds = [_Finds() for _idea in ideas]
    asked = {unit.transcript for unit, _who in ground.units.values()}
    for transcript in study.corpus.transcripts if ideas else ():
        if transcript.name not in asked:
            continue
        for coding in apply_to(compiled, study.corpus, transcript, unit=ground.kind):
            if coding.unit.id in ground.units and coding.code.startswith(_TRIED):
                who = ground.units[coding.unit.id][1]
                what = ground.known.get(coding.unit.id, Standing.UNREAD)
                finds[int(coding.code.removeprefix(_TRIED))].add(coding, who, what, transcript.text)
    return [Tried(idea, found.by_standing, found.unread, tuple(found.lines()))
            for idea, found in zip(ideas, finds, strict=True)]


#: What the ids of codes on trial begin with; no code of a codebook can be called so.
_TRIED = "?"


class _Finds:
    """What one idea finds; of unread passages no more than is shown."""

    def __init__(self) -> None:
        self.by_standing: dict[Standing, dict[str, str]] = {what: {} for what in Standing}
        self.unread: Counter[str] = Counter()
        self._lines: dict[Standing, list[Line]] = {what: [] for what in Standing}

    def add(self, coding: Coding, who: str, what: Standing, text: str) -> None:
        """Note a find."""
        if what is Standing.UNREAD:
            self.unread[who] += 1
        else:
            self.by_standing[what][coding.unit.id] = who
        lines = self._lines[what]
        fresh = who not in {line.participant for line in lines}
        if len(lines) < LINES or (fresh and len(lines) < 2 * LINES):
            lines.append(_line(coding, who, what, text))

    def lines(self) -> Iterator[Line]:
        """Yield lines: what nobody has read first, since that is what the idea would propose."""
        for what in (Standing.UNREAD, Standing.ACCEPTED):
            yield from self._lines[what]


def _line(coding: Coding, who: str, what: Standing, text: str) -> Line:
    inside = [span for span in coding.evidence[0].spans if span.overlaps(coding.unit.span)]
    unit, start, end = coding.unit.span, inside[0].start, inside[-1].end
    pieces = (Span(max(unit.start, start - WIDTH), start), Span(start, end), Span(end, min(unit.end, end + WIDTH)))
    left, key, right = (span.of(text).replace("\n", " ") for span in pieces)
    return Line(coding.unit.id, who, what, left, key, right)


def _on_trial(book: Codebook, code: Code, ideas: Sequence[Idea]) -> Codebook:
    """Return a codebook in which every idea is a code of its own, with the stance and the exceptions of the code."""
    rules = [Rule(f"{_TRIED}{number}", idea.text, is_term=not idea.is_rule) for number, idea in enumerate(ideas)]
    tried = tuple(
        Code(rule.id, "?", terms=(rule,) if rule.is_term else (), rules=() if rule.is_term else (rule,),
             unlike=code.unlike, stance=code.stance) for rule in rules)
    if any(mark in rule.text for rule in code.unlike for mark in "@#＠＃"):
        return replace(book, codes=(*book.codes, *tried))  # exceptions may name lists and other codes
    return Codebook(book.id, tried)


def _spoken(study: Study) -> Iterator[tuple[Unit, str]]:
    """Yield respondents' units in the order of the text, each with who says it."""
    for unit in spoken_units(study):
        speaker = study.corpus.by_name[unit.transcript].turns[unit.turn].speaker
        person = study.corpus.participant_of(unit.transcript, speaker)
        yield unit, person.id if person else f"{unit.transcript}/{speaker}"
