"""What a learner says of people whom it has not heard: folds of participants, never of passages."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.errors import NotComputableError
from qualcode.i18n import _
from qualcode.learning.chance import Chance, fit_chance, proposed_by_rules
from qualcode.learning.learner import Learner
from qualcode.learning.passages import Examples

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Parts into which participants are dealt.
FOLDS = 5


@dataclass(frozen=True)
class HeldOut:
    """Scores and probabilities of passages by what was learnt from other people's.

    Attributes:
        scores: (passages, codes).
        chances: (passages, codes), in (0, 1).
        folds: (passages,): in which fold each passage was held out.
    """

    scores: "NDArray[np.float64]"
    chances: "NDArray[np.float64]"
    folds: "NDArray[np.intp]"


def fold_numbers(groups: Sequence[str], folds: int = FOLDS, seed: int = 0) -> "NDArray[np.intp]":
    """Deal groups into folds of about equal size, and return the fold of each member.

    Args:
        groups: Who says each passage.
        folds: Most folds; fewer where there are fewer groups.
        seed: Of the order in which groups are dealt, each to the fold that holds least.

    Raises:
        NotComputableError: there are fewer than two groups, so nobody can be held out.
    """
    import numpy as np

    sizes = Counter(groups)
    if len(sizes) < 2:
        raise NotComputableError(_(
            "codings of at least two participants are needed: what is learnt from one is measured on another"))
    names = sorted(sizes)
    shuffled = [names[place] for place in np.random.default_rng(seed).permutation(len(names)).tolist()]
    filled, where = [0] * min(folds, len(sizes)), {}
    for name in shuffled:
        where[name] = filled.index(min(filled))
        filled[where[name]] += sizes[name]
    return np.array([where[group] for group in groups], dtype=np.intp)


def held_out(
    learner: Learner, rows: Any, examples: Examples, weak: Examples, weak_rows: Any, *, folds: int = FOLDS,
    seed: int = 0,
) -> HeldOut:
    """Hold out every participant once.

    Args:
        learner: Learns.
        rows: The examples as the learner's ``prepare`` has them.
        examples: What is known of them.
        weak: Examples that nobody said, which are learnt from and not measured.
        weak_rows: The same as rows.
        folds: Most folds.
        seed: Of the deal.

    Raises:
        NotComputableError: fewer than two participants.
    """
    number = fold_numbers(examples.groups, folds, seed)
    scores = held_out_scores(learner, rows, examples, weak, weak_rows, number)
    return HeldOut(scores, held_out_chances(examples, scores, number), number)


def held_out_scores(
    learner: Learner, rows: Any, examples: Examples, weak: Examples, weak_rows: Any, number: "NDArray[np.intp]",
) -> "NDArray[np.float64]":
    """Return (passages, codes): scores by what was learnt from the other folds; see ``held_out``."""
    import numpy as np

    scores = np.zeros_like(examples.labels)
    for fold in range(int(number.max()) + 1):
        inside, outside = np.flatnonzero(number != fold), np.flatnonzero(number == fold)
        scorer = learner.fit(
            stacked(rows[inside], weak_rows), np.concatenate([examples.labels[inside], weak.labels]),
            np.concatenate([examples.weights[inside], weak.weights]))
        scores[outside] = scorer.scores(rows[outside])
    return scores


def held_out_chances(
    examples: Examples, scores: "NDArray[np.float64]", number: "NDArray[np.intp]",
) -> "NDArray[np.float64]":
    """Return (passages, codes): probabilities, fitted to the held-out scores of the other folds."""
    import numpy as np

    proposed = proposed_by_rules(examples.passages, examples.codes)
    chances = np.zeros_like(scores)
    for fold in range(int(number.max()) + 1):
        inside, outside = np.flatnonzero(number != fold), np.flatnonzero(number == fold)
        chance = fit_chance(scores[inside], proposed[inside], examples.labels[inside], examples.weights[inside])
        chances[outside] = chance.of(scores[outside], proposed[outside])
    return chances


def final_chance(examples: Examples, scores: "NDArray[np.float64]") -> Chance:
    """Return how scores become probabilities, fitted to all held-out scores."""
    return fit_chance(scores, proposed_by_rules(examples.passages, examples.codes), examples.labels, examples.weights)


def stacked(rows: Any, weak: Any) -> Any:
    """Return both under each other; the rows of a learner are a matrix or a list."""
    if isinstance(rows, list):
        return [*rows, *weak]
    if not hasattr(rows, "toarray"):
        import numpy as np

        return np.concatenate([rows, weak])
    from scipy.sparse import vstack

    return vstack([rows, weak], format="csr") if weak.shape[0] else rows
