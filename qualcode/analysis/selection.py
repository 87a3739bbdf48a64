"""Which codings a table counts, and the sentence that says so under it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from qualcode.analysis.standing import JOINT, made_of
from qualcode.analysis.tables import attribute_of
from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.model import Codebook, Coding, Corpus, Polarity, State

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


def check_attributes(corpus: Corpus, keys: Iterable[str], *, headers: bool = True) -> None:
    """Refuse attributes that nobody has.

    Args:
        corpus: The people.
        keys: Canonical keys.
        headers: Whether what only the headers of transcripts know counts too.

    Raises:
        UsageError: nobody has one of them; the message lists those that there are.
    """
    known = dict.fromkeys(corpus.attribute_keys)
    if headers:
        known |= dict.fromkeys(key for one in corpus.transcripts for key in one.attributes)
    for key in keys:
        if key not in known:
            raise UsageError(_("{key}: no participant has such an attribute; choose one of {known}").format(
                key=key, known=", ".join(known) or _("none")))


def of_people(corpus: Corpus, codings: Iterable[Coding], where: Mapping[str, str]) -> list[Coding]:
    """Return the codings of people who have all of some attributes, in their order.

    Args:
        corpus: Who has which attribute, in the table or in the header of the coding's transcript.
        codings: As they come.
        where: Canonical key -> value, as text; nothing lets everything pass.

    Raises:
        UsageError: nobody has an attribute of that name.
    """
    check_attributes(corpus, where)
    return [
        coding for coding in codings
        if all(str(attribute_of(corpus, coding.transcript, coding.participant, key)) == value
               for key, value in where.items())
    ]


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
