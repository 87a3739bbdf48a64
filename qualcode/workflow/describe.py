"""``describe``: who the participants are, a row each, and their attributes in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.analysis.attribute_tables import AttributeTables, attribute_tables
from qualcode.analysis.counts import Speech
from qualcode.analysis.participants import Participants, participants_overview
from qualcode.exporters.headings import heading
from qualcode.exporters.tables import write_table
from qualcode.exporters.xlsx import Sheet, write_xlsx
from qualcode.i18n import _
from qualcode.model import Corpus, canonical_key

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Description:
    """Who was studied.

    Attributes:
        participants: A row a person.
        attributes: How many have which value, and what numbers amount to.
    """

    participants: Participants
    attributes: AttributeTables

    @property
    def tables(self) -> "dict[str, pd.DataFrame]":
        """The tables by the names that the command line knows."""
        return {"participants": self.participants.table, "frequencies": self.attributes.frequencies,
                "numbers": self.attributes.numbers}

    @property
    def captions(self) -> dict[str, str]:
        """What stands under each of the tables."""
        return {"participants": self.participants.caption, "frequencies": self.attributes.caption,
                "numbers": self.attributes.caption}


def describe(corpus: Corpus, *, by: str = "", attributes: Sequence[str] = ()) -> Description:
    """Describe the participants.

    Args:
        corpus: The transcripts and the people in them.
        by: Attribute that divides the people in the tables of attributes, "" for none.
        attributes: Keys of the attributes that are counted; all by default.

    Raises:
        UsageError: nobody has such an attribute.
        NotComputableError: there are no participants.
    """
    speech = Speech(corpus)
    return Description(participants_overview(corpus, speech=speech),
                       attribute_tables(corpus, by=by, attributes=attributes, speech=speech))


def attribute_key(corpus: Corpus, word: str) -> str:
    """Return the key of the attribute that a word of a call means: a key of this study, else a heading."""
    return word if word in corpus.attribute_keys else canonical_key(word)


def shown(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return a table as people read it: attributes by their headings, "not stated" where a word is missing."""
    import pandas as pd

    made = frame.copy()
    for name in made.columns:
        if isinstance(made[name].dtype, pd.StringDtype) and name != "note":
            made[name] = made[name].fillna(_("not stated"))
    for name in ("attribute", "by"):
        if name in made.columns:
            made[name] = made[name].map(heading)
    return made


def write_description(result: Description, path: Path, table: str = "participants") -> Path:
    """Write a description: as xlsx all its tables with the notes, in other formats the one that is named.

    Raises:
        UsageError: a table cannot be written to this ending.
        WriteError: the file cannot be written; the last good one stays.
    """
    if path.suffix.lower() != ".xlsx":
        return write_table(result.tables[table], path)
    names = {"participants": _("Participants"), "frequencies": _("Frequencies"), "numbers": _("Numbers")}
    sheets = [Sheet(name, shown(result.tables[key]), note=result.captions[key]) for key, name in names.items()]
    return write_xlsx(sheets, path)
