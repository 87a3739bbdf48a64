"""Words that a topic is to begin with."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.errors import NotComputableError
from qualcode.i18n import _

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Seeds:
    """Keywords of topics.

    Attributes:
        labels: Id of the code or theme of each topic with keywords, in order.
        words: For each, the numbers of its keywords in the vocabulary, rising.
    """

    labels: tuple[str, ...]
    words: tuple[tuple[int, ...], ...]

    def matrix(self, number: int, words: int) -> "NDArray[np.bool_]":
        """Return which word is a keyword of which topic, (number, words).

        Raises:
            NotComputableError: there are more topics with keywords than topics.
        """
        import numpy as np

        self.check(number)
        held = np.zeros((number, words), dtype=bool)
        for topic, keywords in enumerate(self.words):
            held[topic, list(keywords)] = True
        return held

    def check(self, number: int) -> None:
        """Refuse fewer topics than there are topics with keywords.

        Raises:
            NotComputableError: there are.
        """
        if len(self.labels) > number:
            raise NotComputableError(
                _("{seeds} topics have keywords, but only {number} were asked for; ask for more topics, or name fewer "
                  "codes.").format(seeds=len(self.labels), number=number))
