"""Which codings a table counts, and the sentence that says so under it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from qualcode.analysis.standing import JOINT, made_of
from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.model import Codebook, Coding, Polarity, State

Member = TypeVar("Member", State, Polarity)


@dataclass(frozen=True, slots=True)
class Selection:
    """A filter over codings. An empty field lets everything pass.

    Attributes:
        states: What people have decided; by default everything but what they rejected.
        polarities: Affirmed, negated, weak, mixed.
        coders: Names of coders, ``rules`` among them; of several who hold a coding together one is enough.
        codes: Ids of codes.
    """

    states: frozenset[State] = frozenset({State.PROPOSED, State.ACCEPTED})
    polarities: frozenset[Polarity] = frozenset()
    coders: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()

    @classmethod
    def parse(
        cls, codebook: Codebook, *, states: Iterable[str] = (), polarities: Iterable[str] = (),
        coders: Iterable[str] = (), codes: Iterable[str] = (),
    ) -> "Selection":
        """Make a selection from words of a call; no states means everything but what people rejected.

        Raises:
            UsageError: a state, polarity or code that does not exist; the message lists those that do.
        """
        wanted = list(codes)
        for code in wanted:
            if code not in codebook.by_id:
                raise UsageError(
                    _("{name}: no such code; choose among {known}").format(name=code, known=", ".join(codebook.by_id)))
        return cls(
            frozenset(_member(State, word) for word in states) or cls().states,
            frozenset(_member(Polarity, word) for word in polarities), frozenset(coders), frozenset(wanted),
        )

    def of(self, codings: Iterable[Coding]) -> list[Coding]:
        """Return the codings that pass, in their order."""
        return [coding for coding in codings if self._passes(coding)]

    def caption(self, counted: Iterable[Coding] | None = None) -> str:
        """Return what a note under a table says: what was asked for, and of whose codings ``counted`` is made."""
        asked = _("States counted: {states}; polarities counted: {polarities}; coders: {coders}.").format(
            states=_names(self.states) or _("all"),
            polarities=_names(self.polarities) or _("all"),
            coders=", ".join(sorted(self.coders)) or _("all"),
        )
        return asked if counted is None else f"{asked} {made_of(list(counted))}"

    def _passes(self, coding: Coding) -> bool:
        return (
            (not self.states or coding.state in self.states)
            and (not self.polarities or coding.polarity in self.polarities)
            and (not self.coders or not self.coders.isdisjoint(coding.coder.split(JOINT)))
            and (not self.codes or coding.code in self.codes)
        )


def _member(kind: type[Member], word: str) -> Member:
    try:
        return kind(word.strip().lower())
    except ValueError as error:
        known = ", ".join(member.value for member in kind)
        raise UsageError(_("{word}: choose among {known}").format(word=word, known=known)) from error


def _names(members: Iterable[State | Polarity]) -> str:
    return _(", ").join(sorted(_word(member) for member in members))


def _word(member: State | Polarity) -> str:
    words = {
        State.PROPOSED: _("proposed"), State.ACCEPTED: _("accepted"), State.REJECTED: _("rejected"),
        Polarity.AFFIRMED: _("affirmed"), Polarity.NEGATED: _("negated"), Polarity.WEAK: _("weakly negated"),
        Polarity.MIXED: _("mixed"),
    }
    return words[member]
