"""A process that works on a store at random and says after each operation what it did, until it is killed.

Usage: python -m tests.store.random_work URL SEED OPERATIONS
"""

import json
import random
import sys
from collections.abc import Callable

from qualcode.errors import UsageError
from qualcode.model import Span
from qualcode.store import Wanted, codings, open_store
from qualcode.store.history import UNDO, undo
from qualcode.workflow import decide
from tests.store.build import CODER, brief, make_study

#: What memos are made of: full-width, emoji, a character beyond the basic plane, a zero-width blank, a line end.
PIECES = ("ｆｕｌｌ", "😀", "𠮷", "\u200b", "\n", "备忘", "x")
Effect = dict[str, list[object] | None]


class Worker:
    """Does random things to codings; ``codings`` is what it knows of the current state."""

    def __init__(self, url: str, seed: int) -> None:
        self.chance = random.Random(seed)
        self.study = make_study(open_store(url))
        self.done: list[tuple[int, Effect]] = []
        with self.study.store.reading() as connection:
            self.known: Effect = {one.id: brief(one) for one in codings(connection)}

    def work(self) -> tuple[int, str, Effect]:
        """Do one thing, and return its number, its verb and what it left of the codings that it touched."""
        verbs: tuple[Callable[[], decide.Done], ...] = (
            self.add, self.add, self.accept, self.reject, self.recode, self.move, self.remove, self.describe)
        if self.done and self.chance.random() < 0.15:
            number, effect = self.undo()
            return number, UNDO, effect
        while True:
            verb = self.chance.choice(verbs)
            before = dict(self.known)
            try:
                done = verb()
            except (UsageError, IndexError):
                continue  # such as nothing of one's own to move; nothing was changed
            gone = verb.__name__ == "remove"
            said: Effect = {one.id: None if gone else brief(one) for one in done.codings}
            self._learn()
            touched = {key for key in {*before, *self.known} if before.get(key) != self.known.get(key)} | set(said)
            self.done.append((done.operation, {key: before.get(key) for key in touched}))
            effect = {key: self.known.get(key) for key in touched} | said
            return done.operation, verb.__name__.replace("describe", "memo"), effect

    def add(self) -> decide.Done:
        """Code a random passage."""
        source = self.chance.choice(self.study.corpus.transcripts)
        return decide.add(self.study, self._code(), source.name, self._span(len(source.text)), memo=self._words())

    def accept(self) -> decide.Done:
        """Accept up to three codings."""
        return decide.accept(self.study, self._some(own=False))

    def reject(self) -> decide.Done:
        """Reject up to three codings."""
        return decide.reject(self.study, self._some(own=False))

    def recode(self) -> decide.Done:
        """Say that a passage belongs to another code."""
        return decide.recode(self.study, self._some(own=False)[0], self._code())

    def move(self) -> decide.Done:
        """Put an own coding elsewhere."""
        key = self._some(own=True)[0]
        row = self.known[key] or []
        return decide.move(self.study, key, self._span(len(self.study.corpus.by_name[str(row[1])].text)))

    def remove(self) -> decide.Done:
        """Take up to three own codings away."""
        return decide.remove(self.study, self._some(own=True))

    def describe(self) -> decide.Done:
        """Write a memo and a weight."""
        return decide.describe(
            self.study, self._some(own=True)[0], memo=self._words(), weight=self.chance.randint(1, 9) / 8)

    def undo(self) -> tuple[int, Effect]:
        """Take back the last operation that has not been taken back."""
        number, effect = self.done.pop()
        with self.study.store.writing(CODER, UNDO, reverses=number) as operation:
            undo(operation, number)
        self._learn()
        return operation.id, effect

    def _learn(self) -> None:
        with self.study.store.reading() as connection:
            self.known = {one.id: brief(one) for one in codings(connection, Wanted())}

    def _some(self, *, own: bool) -> list[str]:
        there = [key for key, row in self.known.items() if row and (row[4] == CODER or not own)]
        return self.chance.sample(there, min(len(there), self.chance.randint(1, 3)))

    def _code(self) -> str:
        return self.chance.choice(self.study.codebook.codes).id

    def _span(self, length: int) -> Span:
        start = self.chance.randrange(length)
        return Span(start, min(length, start + self.chance.randint(1, 12)))

    def _words(self) -> str:
        return "".join(self.chance.choices(PIECES, k=4))


def main() -> None:
    """Say ``ready``, then one line of JSON for each operation that is in the store."""
    url, seed, operations = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    worker = Worker(url, seed)
    _say("ready")
    for _number in range(operations):
        _say(worker.work())


def _say(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
