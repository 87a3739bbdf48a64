"""Where a coding stood, and where it stands in a corrected text."""

from dataclasses import dataclass
from enum import StrEnum

from qualcode.model import Span


@dataclass(frozen=True, slots=True)
class Anchor:
    """What is known of where something stood.

    Attributes:
        span: In the old text.
        quote: The words there.
        before: Up to 20 characters before them. after: Up to 20 characters after them.
        speaker: Of the turn it stood in, or "".
    """

    span: Span
    quote: str
    before: str = ""
    after: str = ""
    speaker: str = ""


class Outcome(StrEnum):
    """What became of an anchor."""

    SAME = "same"  # the same words at the same offsets
    MOVED = "moved"  # the same words elsewhere, and no other place will do
    FUZZY = "fuzzy"  # the words changed, or another place would do as well: a person should look
    LOST = "lost"  # nothing like it is there


@dataclass(frozen=True, slots=True)
class Carried:
    """Where an anchor stands in the new text.

    Attributes:
        outcome: How sure that is.
        span: In the new text; None when lost.
        similarity: Of the quote and the new words, in [0, 1]: twice the characters that are in both, in order, over
            the length of the two together (Ratcliff and Metzener 1988), with script, width, case and white space
            left aside. 0 when lost.
        reason: Why, as a short key:

            ============= ================================================================================
            ``exact``     same words at the same offsets
            ``aligned``   same words, carried by what stands around them
            ``swapped``   same words, in a block that was moved to another place
            ``context``   same words, found by quote and context alone
            ``converted`` same words but for script, width, case or white space
            ``labels``    the same was said, but for a label or time between the turns that it spans
            ``changed``   the words themselves were changed
            ``ambiguous`` the same words, but their surroundings do not tell that it is this place
            ``deleted``   the words are gone
            ============= ================================================================================
    """

    outcome: Outcome
    span: Span | None
    similarity: float
    reason: str


LOST = Carried(Outcome.LOST, None, 0.0, "deleted")
