"""People who are studied, and what is known of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

AttributeValue = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Participant:
    """A person studied; may speak in several transcripts.

    Attributes:
        id: 编号, such as ``DT-C03``; for a respondent without a row, the transcript's name
            (``name/speaker`` where a transcript has several respondents).
        attributes: Typed values by canonical key (see ``model.attributes``); None where the table is empty.
        listed: Whether the person has a row in the attribute table.
    """

    id: str
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)
    listed: bool = True
