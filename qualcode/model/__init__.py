"""What things are: frozen dataclasses, standard library only."""

from qualcode.model.attributes import HEADINGS, ROLE_GROUPS, canonical_key, role_group
from qualcode.model.codebook import Code, Codebook, Example, Rule, Stance, Theme
from qualcode.model.coding import Coding, Evidence, Origin, Polarity, State, Unit, UnitKind
from qualcode.model.corpus import Corpus
from qualcode.model.participant import AttributeValue, Participant
from qualcode.model.span import Span
from qualcode.model.transcript import Note, NoteKind, Role, Speaker, Transcript, Turn

__all__ = [
    "HEADINGS", "ROLE_GROUPS", "AttributeValue", "Code", "Codebook", "Coding", "Corpus", "Evidence", "Example", "Note",
    "NoteKind", "Origin", "Participant", "Polarity", "Role", "Rule", "Span", "Speaker", "Stance", "State", "Theme",
    "Transcript", "Turn", "Unit", "UnitKind", "canonical_key", "role_group",
]
