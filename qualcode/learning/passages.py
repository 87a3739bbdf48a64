"""What is learnt from: units of respondents' speech, and what people said of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Passage:
    """One unit, in the form in which words are compared.

    Attributes:
        id: Id of the unit, such as ``DT-C03#128``.
        participant: Who says it; "" for what nobody said, such as an example of the codebook.
        text: The words on the speech layer, as long as the unit; what nobody said is blank.
        around: What stands around them: the question, the sentence before and the one after, in the same form.
        proposed: Code -> how many of its rules propose it here.
        classes: Names of the codebook's lists of which a word stands here, sorted.
    """

    id: str
    participant: str
    text: str
    around: str = ""
    proposed: Mapping[str, int] = field(default_factory=dict)
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Examples:
    """Passages with what is known of them.

    Attributes:
        passages: The passages.
        codes: Ids of the codes, the columns of ``labels``.
        labels: (passages, codes): 1 where a code belongs, 0 where it does not, NaN where nobody knows.
        weights: (passages,): how much each counts in training, > 0.
        read: (passages,): whether people have read it. A passage that nobody has read is only assumed to have no code:
            it is learnt from, and nothing is measured on it. None: all are read.
    """

    passages: tuple[Passage, ...]
    codes: tuple[str, ...]
    labels: "NDArray[np.float64]"
    weights: "NDArray[np.float64]"
    read: "NDArray[np.bool_] | None" = None

    @property
    def measured(self) -> "Examples":
        """The passages that people have read."""
        import numpy as np

        return self if self.read is None else self.chosen(np.flatnonzero(self.read))

    @property
    def groups(self) -> list[str]:
        """Who says each passage: the groups that never stand on both sides of a measure."""
        return [one.participant for one in self.passages]

    def chosen(self, rows: "Sequence[int] | NDArray[np.intp]") -> "Examples":
        """Return some of the passages, by number."""
        import numpy as np

        index = np.asarray(rows, dtype=np.intp)
        return Examples(tuple(self.passages[row] for row in index.tolist()), self.codes, self.labels[index],
                        self.weights[index], None if self.read is None else self.read[index])


def no_examples(codes: Sequence[str]) -> Examples:
    """Return examples of which there are none."""
    import numpy as np

    return Examples((), tuple(codes), np.zeros((0, len(codes))), np.zeros(0))
