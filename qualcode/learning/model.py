"""What was learnt, ready to be asked: probabilities of passages, and the words that speak for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.learning.chance import Chance, proposed_by_rules
from qualcode.learning.evidence import speaking_words
from qualcode.learning.features import Features
from qualcode.learning.held_out import HeldOut, final_chance, held_out, stacked
from qualcode.learning.learner import Grams
from qualcode.learning.linear import Linear
from qualcode.learning.measure import Calibration, Limits, Measured, Overall, calibration, measure, on_codes, overall
from qualcode.learning.passages import Examples, Passage
from qualcode.model import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: A column whose weights are all below this says nothing, and a file leaves it out.
TINY = 1e-7


@dataclass(frozen=True)
class Model:
    """What was learnt of some codes.

    Attributes:
        learner: Name of the learner.
        codes: Ids of the codes.
        features: How passages become rows.
        linear: From rows to scores.
        chance: From scores and rules to probabilities.
        limits: When a code is suggested.
        measured: How each code does on participants held out.
        calibration: Whether probabilities mean what they say there.
        total: All codes together there, at the threshold.
        passages: How many passages that people have read it was learnt from. people: Of how many participants.
        assumed: How many unread passages were taken to have no code.
        made_from: Hash of the codings, the texts and the settings that it was made from.
    """

    learner: str
    codes: tuple[str, ...]
    features: Features
    linear: Linear
    chance: Chance
    limits: Limits
    measured: tuple[Measured, ...]
    calibration: Calibration
    total: Overall
    passages: int
    people: int
    assumed: int = 0
    made_from: str = ""

    @property
    def on(self) -> set[str]:
        """The codes that are suggested."""
        return on_codes(self.measured)

    def chances(self, passages: Sequence[Passage], rows: Any = None) -> "NDArray[np.float64]":
        """Return (passages, codes): probabilities in (0, 1).

        Args:
            passages: The passages.
            rows: The same as rows of this model's features, where they are known.
        """
        ready = self.features.rows(passages) if rows is None else rows
        return self.chance.of(self.linear.scores(ready), proposed_by_rules(passages, self.codes))

    def speaking(self, passage: Passage, code: str) -> tuple[Span, ...]:
        """Return the words of a passage that speak for a code, as spans of its text."""
        return speaking_words(passage.text, self._weights(self.codes.index(code)))

    def _weights(self, column: int) -> Mapping[str, float]:
        """Return how much each run of characters speaks for a code; made once for each code."""
        known: dict[int, dict[str, float]] = self.__dict__.setdefault("_by_code", {})
        if column not in known:
            terms = self.features.grams
            heavy = self.linear.weights[: len(terms.terms), column] * terms.idf
            known[column] = dict(zip(terms.terms, heavy.tolist(), strict=True))
        return known[column]


@dataclass(frozen=True)
class Learned:
    """A model with what it was measured on.

    Attributes:
        model: The model.
        held_out: What was said of each example by what was learnt from other participants.
        rows: All speech as rows of the model's features. example_rows: Which of them are the examples.
        weak_rows: The weak examples as rows.
    """

    model: Model
    held_out: HeldOut
    rows: Any
    example_rows: "NDArray[np.intp]"
    weak_rows: Any


def learn(
    learner: Grams, speech: Sequence[Passage], examples: Examples, example_rows: Sequence[int], weak: Examples, *,
    limits: Limits | None = None, made_from: str = "", seed: int = 0,
) -> Learned:
    """Learn codes from examples, and measure what was learnt on participants held out.

    Args:
        learner: Learns.
        speech: All passages that there are, coded or not.
        examples: What people coded.
        example_rows: Where each example stands in ``speech``.
        weak: Examples that nobody said, such as the codebook's own.
        limits: When a code is suggested.
        made_from: Hash of all this, to be kept with the model.
        seed: Of the deal into folds.

    Raises:
        NotComputableError: fewer than two participants.
    """
    import numpy as np

    rows = learner.prepare([*speech, *weak.passages])
    assert learner.features is not None
    all_rows, weak_rows = rows[: len(speech)], rows[len(speech) :]
    index = np.asarray(example_rows, dtype=np.intp)
    said = held_out(learner, all_rows[index], examples, weak, weak_rows, seed=seed)
    fitted = learner.fit(
        stacked(all_rows[index], weak_rows), np.concatenate([examples.labels, weak.labels]),
        np.concatenate([examples.weights, weak.weights]))
    fitted = _rounded(fitted)
    asked, read = limits or Limits(), examples.measured
    chances = said.chances if examples.read is None else said.chances[examples.read]
    model = Model(
        learner.name, examples.codes, learner.features, fitted, final_chance(examples, said.scores), asked,
        measure(read, chances, asked), calibration(read.labels, chances), overall(read.labels, chances >= asked.at),
        len(read.passages), len(set(read.groups)), len(examples.passages) - len(read.passages), made_from)
    return Learned(model, said, all_rows, index, weak_rows)


def _rounded(fitted: Linear) -> Linear:
    """Return weights as a file keeps them, so that a model that was read again says exactly the same."""
    import numpy as np

    weights = fitted.weights.astype(np.float32).astype(np.float64)
    weights[np.abs(weights).max(axis=1) <= TINY] = 0.0
    return Linear(weights, fitted.intercept)
