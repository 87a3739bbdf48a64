"""All transcripts of a project together with the people who speak in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from qualcode.model.participant import AttributeValue, Participant
from qualcode.model.transcript import Transcript


@dataclass(frozen=True)
class Corpus:
    """Transcripts, participants and who is who.

    Attributes:
        transcripts: Sorted by name; names are unique.
        participants: Every respondent has one, with or without a row in the attribute table.
        links: ``(transcript name, speaker name) -> participant id``.
    """

    transcripts: tuple[Transcript, ...]
    participants: tuple[Participant, ...] = ()
    links: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @cached_property
    def by_name(self) -> dict[str, Transcript]:
        """Transcripts by name."""
        return {transcript.name: transcript for transcript in self.transcripts}

    @cached_property
    def by_id(self) -> dict[str, Participant]:
        """Participants by id."""
        return {participant.id: participant for participant in self.participants}

    @cached_property
    def attribute_keys(self) -> tuple[str, ...]:
        """Keys of every attribute that any participant has, in order of first appearance."""
        return tuple(dict.fromkeys(key for person in self.participants for key in person.attributes))

    def participant_of(self, transcript: str, speaker: str) -> Participant | None:
        """Return who ``speaker`` is in ``transcript``; None for interviewers and bystanders."""
        return self.by_id.get(self.links.get((transcript, speaker), ""))

    def participants_in(self, transcript: str) -> tuple[Participant, ...]:
        """Return the participants who speak in ``transcript``, in order of first appearance."""
        found = (self.participant_of(transcript, speaker.name) for speaker in self.by_name[transcript].speakers)
        return tuple({person.id: person for person in found if person is not None}.values())

    def attributes_of(self, transcript: str) -> dict[str, AttributeValue]:
        """Return a transcript's attributes: its header's, then those on which all its participants agree."""
        merged: dict[str, AttributeValue] = {}
        people = self.participants_in(transcript)
        for key in self.attribute_keys:
            values = {person.attributes.get(key) for person in people} - {None}
            if len(values) == 1:
                merged[key] = values.pop()
        return {**merged, **{key: value for key, value in self.by_name[transcript].attributes.items() if value}}

    def id_prefix(self, transcript: str) -> str:
        """Return what stands before ``#`` in unit ids.

        The participant's id where that person is the only one in this transcript and speaks in no other,
        else the transcript's name: either way a prefix names one transcript only.
        """
        people = self.participants_in(transcript)
        if len(people) == 1 and sum(owner == people[0].id for owner in self._owners) == 1:
            return people[0].id
        return transcript

    @cached_property
    def _owners(self) -> list[str]:
        pairs = {(name, owner) for (name, _speaker), owner in self.links.items()}
        return [owner for _name, owner in pairs]

    def subset(self, names: Iterable[str]) -> "Corpus":
        """Return the same corpus with only the named transcripts."""
        wanted = set(names)
        kept = tuple(transcript for transcript in self.transcripts if transcript.name in wanted)
        return Corpus(kept, self.participants, self.links)
