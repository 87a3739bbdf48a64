"""A coder's way through a queue: every decision is stored at once, none of them reads the project again."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.model import Coding, Span, State
from qualcode.store import Wanted, codings, history
from qualcode.workflow import decide
from qualcode.workflow.finding import find_words
from qualcode.workflow.history import undo as take_back
from qualcode.workflow.items import Item, Kind
from qualcode.workflow.seen import SEEN, mark_seen
from qualcode.workflow.study import Study

#: What ``undo`` takes back of an earlier call; anything else is for ``qualcode undo``, which shows more of it.
_OURS = frozenset({"accept", "reject", "recode", "add", "memo", "move", "keep", "remove", SEEN})


class Outcome(StrEnum):
    """What the coder did with an item."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    RECODED = "recoded"
    SEEN = "seen"
    KEPT = "kept"
    MOVED = "moved"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Seat:
    """An item with what became of it.

    Attributes:
        item: The item.
        outcome: What the coder did with it.
        record: Id of the coder's own coding that a memo goes to, "" where there is none yet.
        memo: The memo on that coding; before there is one, what will be its memo.
    """

    item: Item
    outcome: Outcome = Outcome.OPEN
    record: str = ""
    memo: str = ""

    @property
    def waits(self) -> bool:
        """Whether a memo waits for the decision that it will be kept with."""
        return bool(self.memo) and not self.record


@dataclass(frozen=True, slots=True)
class _Step:
    """An operation of this way, and what the seats that it changed were before."""

    operation: int
    at: int
    before: tuple[tuple[int, Seat], ...]


class Review:
    """Goes through a queue, one item after the other, back and forth.

    Args:
        study: The study.
        items: The queue.
        again: Makes the queue anew, where a decision of an earlier call is taken back.
        more: Gives what comes after the last item; nothing by default.

    Attributes:
        seats: The items and what became of them.
        at: Which one is looked at; ``len(seats)`` after the last.
    """

    def __init__(
        self, study: Study, items: Sequence[Item], again: Callable[[], Sequence[Item]],
        more: Callable[[], Sequence[Item]] = tuple,
    ) -> None:
        self.study = study
        self.seats = [Seat(item) for item in items]
        self.at = 0
        self._again, self._more = again, more
        self._steps: list[_Step] = []
        self._proposed = self._places()

    @property
    def current(self) -> Seat | None:
        """What is looked at, None after the last item."""
        return self.seats[self.at] if self.at < len(self.seats) else None

    def counts(self) -> dict[str, int]:
        """Return how many items came to each outcome; ``open`` are those that are left."""
        found = Counter(seat.outcome for seat in self.seats)
        return {outcome.value: found[outcome] for outcome in Outcome}

    def waiting(self) -> int:
        """Return how many memos wait for a decision."""
        return sum(seat.waits for seat in self.seats)

    def accept(self) -> None:
        """Accept what is proposed, and go on."""
        self._decide(Outcome.ACCEPTED)

    def reject(self) -> None:
        """Reject what is proposed, and go on."""
        self._decide(Outcome.REJECTED)

    def recode(self, code: str) -> None:
        """Say that the passage belongs to another code, and go on."""
        seat = self._decidable()
        key = seat.record if seat.outcome is Outcome.RECODED else seat.item.coding.id if seat.item.coding else ""
        done = decide.recode(self.study, key, code, memo=seat.memo)
        self._step(done, replace(seat, outcome=Outcome.RECODED, record=done.codings[0].id), forward=True)

    def add(self, code: str, words: str = "") -> None:
        """Give the passage, or some words of it, a further code; the item stays.

        Raises:
            UsageError: the words are not there, or several times.
        """
        seat = self._seat()
        if seat.item.lost and not words:
            raise UsageError(_("its words are gone: say on which words it belongs now"))
        span = self.find(words) if words else seat.item.span
        unit = seat.item.kind is Kind.UNIT
        done = decide.add(self.study, code, seat.item.transcript, span, memo=seat.memo if unit and seat.waits else "")
        made = done.codings[0]
        self._step(done, replace(seat, record=made.id, memo=made.memo) if unit else seat)

    def memo(self, words: str) -> None:
        """Note something on the coder's own coding here; before there is one, it will be kept with the decision."""
        seat = self._seat()
        if seat.item.kind is Kind.ADRIFT and seat.item.coding and not seat.record:
            seat = replace(seat, record=seat.item.coding.id)
        if not seat.record:
            self.seats[self.at] = replace(seat, memo=words)
        else:
            self._step(decide.describe(self.study, seat.record, memo=words), replace(seat, memo=words))

    def keep(self) -> None:
        """Say that a coding whose words were corrected stands where it belongs, and go on."""
        seat = self._drifting()
        done = decide.keep(self.study, [seat.record])
        self._step(done, replace(seat, outcome=Outcome.KEPT), forward=True)

    def move(self, words: str) -> None:
        """Put a coding whose words were corrected on other words, and go on.

        Raises:
            UsageError: the words are not there, or several times.
        """
        seat = self._drifting()
        done = decide.move(self.study, seat.record, self.find(words))
        self._step(done, replace(seat, outcome=Outcome.MOVED), forward=True)

    def remove(self) -> None:
        """Take away a coding whose words were corrected, and go on."""
        seat = self._drifting()
        done = decide.remove(self.study, [seat.record])
        self._step(done, replace(seat, outcome=Outcome.REMOVED), forward=True)

    def next(self) -> None:
        """Go on without a decision; a unit of a sampling plan has been gone through then."""
        seat = self._seat()
        if seat.item.kind is Kind.UNIT and seat.outcome is Outcome.OPEN:
            number = mark_seen(self.study, seat.item.plan, seat.item.unit)
            self._steps.append(_Step(number, self.at, ((self.at, seat),)))
            self.seats[self.at] = replace(seat, outcome=Outcome.SEEN)
        self._forward()

    def back(self) -> None:
        """Look at the item before this one, decided or not."""
        self.at = max(0, self.at - 1)

    def undo(self) -> str:
        """Take back the coder's last operation, go to its item and return its verb; "" where there is nothing.

        Raises:
            UsageError: something was built upon it since, or it was none of a review.
        """
        with self.study.store.reading() as connection:
            last = None if self._steps else history.to_undo(connection, self.study.coder.name)
            number = self._steps[-1].operation if self._steps else last.id if last else 0
            verb = history.entry(connection, number).verb if number else ""
        if not number:
            return ""
        if verb not in _OURS:
            raise UsageError(_("your last operation, number {number}, is none of a review; take it back with `qualcode "
                               "undo`").format(number=number))
        before = [] if self._steps else self._again()
        take_back(self.study.store, self.study.settings, self.study.coder, number=number)
        if self._steps:
            step = self._steps.pop()
            for place, seat in step.before:
                self.seats[place] = seat
            self.at = step.at
        else:
            known = {(one.kind, one.place) for one in before}
            back = [one for one in self._again() if (one.kind, one.place) not in known]
            self.seats[self.at : self.at] = [Seat(item) for item in back]
            self._proposed = self._places()
        return verb

    def here(self) -> list[Coding]:
        """Return what the coder has accepted on the words that are looked at, or a part of them."""
        seat = self._seat()
        wanted = Wanted(coders=(self.study.coder.name,), transcripts=(seat.item.transcript,), states=(State.ACCEPTED,))
        with self.study.store.reading() as connection:
            found = codings(connection, wanted, evidence=False)
        return [one for one in found if not seat.item.lost and one.span.overlaps(seat.item.span)]

    def find(self, words: str) -> Span:
        """Return where words stand: in the passage, else its sentence, its turn; for corrected words anywhere.

        Raises:
            UsageError: they are not there, or several times.
        """
        item = self._seat().item
        transcript = self.study.corpus.by_name[item.transcript]
        scopes = []
        if not item.lost:
            sentence = self.study.places.unit(item.transcript, item.span).span
            scopes = [item.span, sentence, transcript.turns[item.unit.turn].body]
        if item.kind is Kind.ADRIFT:
            scopes.append(Span(0, len(transcript.text)))
        return find_words(transcript.text, scopes, words)

    def _decide(self, outcome: Outcome) -> None:
        seat = self._decidable()
        if seat.outcome is outcome:
            self._forward()
            return
        key = seat.item.coding.id if seat.item.coding else ""
        act = decide.accept if outcome is Outcome.ACCEPTED else decide.reject
        done = act(self.study, [key], memo=seat.memo)
        made = done.codings[0]
        self._step(done, replace(seat, outcome=outcome, record=made.id, memo=made.memo), forward=True)

    def _step(self, done: decide.Done, seat: Seat, *, forward: bool = False) -> None:
        """Note what an operation did to this seat, and to others whose code it put on their words."""
        before = {self.at: self.seats[self.at]}
        self.seats[self.at] = seat
        for one in done.codings:
            for number in self._proposed.get((one.transcript, one.code, one.span), ()):
                other = self.seats[number]
                answered = one.state is State.ACCEPTED and other.outcome is Outcome.OPEN and not other.waits
                if answered and number != self.at:
                    before[number] = other
                    self.seats[number] = replace(other, outcome=Outcome.ACCEPTED, record=one.id, memo=one.memo)
        self._steps.append(_Step(done.operation, self.at, tuple(before.items())))
        if forward:
            self._forward()

    def _places(self) -> dict[tuple[str, str, Span], list[int]]:
        """Return at which seats proposals are: transcript, code and words -> numbers."""
        found: dict[tuple[str, str, Span], list[int]] = {}
        for number, seat in enumerate(self.seats):
            if seat.item.kind is Kind.PROPOSAL:
                found.setdefault(seat.item.place, []).append(number)
        return found

    def _forward(self) -> None:
        self.at += 1
        while self.current is not None and self.current.outcome is not Outcome.OPEN:
            self.at += 1
        if self.current is None:
            self.seats += [Seat(item) for item in self._more()]
            self._proposed = self._places()

    def _seat(self) -> Seat:
        seat = self.current
        if seat is None:
            raise UsageError(_("that was the last one; b goes back, q ends"))
        return seat

    def _decidable(self) -> Seat:
        seat = self._seat()
        if seat.item.kind is Kind.UNIT:
            raise UsageError(_("nothing is proposed here: + adds a code, n goes on"))
        if seat.item.kind is Kind.ADRIFT:
            raise UsageError(_("this coding is yours already: k keeps it here, w puts it on other words, x removes it"))
        return seat

    def _drifting(self) -> Seat:
        seat = self._seat()
        if seat.item.kind is not Kind.ADRIFT or seat.item.coding is None:
            raise UsageError(_("only with --adrift, for codings of your own whose words were corrected"))
        return replace(seat, record=seat.item.coding.id)
