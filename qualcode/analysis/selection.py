"""Which codings a table counts, and the sentence that says so under it."""

from collections.abc import Iterable
from dataclasses import dataclass

from qualcode.i18n import _
from qualcode.model import Coding, Polarity, State


@dataclass(frozen=True, slots=True)
class Selection:
    """A filter over codings. An empty field lets everything pass.

    Attributes:
        states: What people have decided; by default everything but what they rejected.
        polarities: Affirmed, negated, weak, mixed.
        coders: Names of coders, ``rules`` among them.
        codes: Ids of codes.
    """

    states: frozenset[State] = frozenset({State.PROPOSED, State.ACCEPTED})
    polarities: frozenset[Polarity] = frozenset()
    coders: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()

    def of(self, codings: Iterable[Coding]) -> list[Coding]:
        """Return the codings that pass, in their order."""
        return [coding for coding in codings if self._passes(coding)]

    def caption(self) -> str:
        """Return one sentence for the note under a table."""
        return _("States counted: {states}; polarities counted: {polarities}; coders: {coders}.").format(
            states=_names(self.states) or _("all"),
            polarities=_names(self.polarities) or _("all"),
            coders=", ".join(sorted(self.coders)) or _("all"),
        )

    def _passes(self, coding: Coding) -> bool:
        return (
            (not self.states or coding.state in self.states)
            and (not self.polarities or coding.polarity in self.polarities)
            and (not self.coders or coding.coder in self.coders)
            and (not self.codes or coding.code in self.codes)
        )


def _names(members: Iterable[State | Polarity]) -> str:
    return ", ".join(sorted(_word(member) for member in members))


def _word(member: State | Polarity) -> str:
    words = {
        State.PROPOSED: _("proposed"), State.ACCEPTED: _("accepted"), State.REJECTED: _("rejected"),
        Polarity.AFFIRMED: _("affirmed"), Polarity.NEGATED: _("negated"), Polarity.WEAK: _("weakly negated"),
        Polarity.MIXED: _("mixed"),
    }
    return words[member]
