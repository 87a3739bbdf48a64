"""From scores and rules to probabilities.

What the learner scores and what the codebook's rules propose are put together by one logistic regression over all
(passage, code) cells, the same for every code: with five examples of a code there is nothing to fit for it alone, with
all codes together there are thousands of cells. It is fitted to scores of passages that the learner had not seen (Platt
1999, Probabilistic outputs for support vector machines, eq. 1; stacking: Wolpert 1992, Stacked generalization, Neural
Networks 5, 241-259), so what it gives are probabilities, not degrees of memory.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.learning.linear import one_thread

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from qualcode.learning.passages import Passage

#: More rules than this on one passage say no more than these.
_RULES = 3


@dataclass(frozen=True)
class Chance:
    """How scores and proposals become a probability.

    Attributes:
        weights: One for each of ``evidence_for``'s columns.
        intercept: Of the logistic regression.
    """

    weights: "NDArray[np.float64]"
    intercept: float

    def of(self, scores: "NDArray[np.float64]", proposed: "NDArray[np.float64]") -> "NDArray[np.float64]":
        """Return (passages, codes): probabilities in (0, 1).

        Args:
            scores: (passages, codes), of the learner.
            proposed: (passages, codes), numbers of rules.
        """
        import numpy as np
        from scipy.special import expit

        return np.asarray(expit(evidence_for(scores, proposed) @ self.weights + self.intercept)).reshape(scores.shape)


def proposed_by_rules(passages: "Sequence[Passage]", codes: "Sequence[str]") -> "NDArray[np.float64]":
    """Return (passages, codes): how many rules of the code propose it there."""
    import numpy as np

    made = np.zeros((len(passages), len(codes)))
    place = {code: column for column, code in enumerate(codes)}
    for row, one in enumerate(passages):
        for code, rules in one.proposed.items():
            if code in place:
                made[row, place[code]] = rules
    return made


def evidence_for(scores: "NDArray[np.float64]", proposed: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Return (passages x codes, 6): what speaks for each cell, code by code within a passage.

    Its columns: the score; by how much it leads, or lags behind the best, of all codes there; whether a rule proposes
    the code; how many do, 3 at most; score where a rule does; how many other codes rules propose.
    """
    import numpy as np

    ranked = np.sort(scores, axis=1)
    best = ranked[:, -1:]
    second = ranked[:, -2:-1] if scores.shape[1] > 1 else np.zeros_like(best)
    lead = np.where(scores == best, scores - second, scores - best)
    any_rule = (proposed > 0).astype(np.float64)
    others = any_rule.sum(axis=1, keepdims=True) - any_rule
    columns = (scores, lead, any_rule, np.minimum(proposed, _RULES), any_rule * scores, others)
    return np.stack([column.ravel() for column in columns], axis=1)


def fit_chance(
    scores: "NDArray[np.float64]", proposed: "NDArray[np.float64]", labels: "NDArray[np.float64]",
    weights: "NDArray[np.float64]",
) -> Chance:
    """Fit probabilities to labels.

    Args:
        scores: (passages, codes), by learners that had not seen the passage.
        proposed: (passages, codes).
        labels: (passages, codes), 1, 0, NaN where nobody knows: such cells are left out.
        weights: (passages,).
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    known = ~np.isnan(labels).ravel()
    evidence, truth = evidence_for(scores, proposed)[known], labels.ravel()[known]
    heavy = np.repeat(weights, labels.shape[1])[known]
    if len(set(truth.tolist())) < 2:  # nobody coded anything, or everything: nothing tells cells apart
        share = (truth.sum() + 0.5) / (len(truth) + 1)
        return Chance(np.zeros(evidence.shape[1]), float(np.log(share / (1 - share))))
    evidence, truth, heavy = _softened(evidence, truth, heavy)
    scale = evidence.std(axis=0) + 1e-9
    with one_thread():
        fitted = LogisticRegression(C=1.0, max_iter=1000).fit(evidence / scale, truth, sample_weight=heavy)
    return Chance(fitted.coef_[0] / scale, float(fitted.intercept_[0]))


def _softened(
    evidence: "NDArray[np.float64]", truth: "NDArray[np.float64]", heavy: "NDArray[np.float64]",
) -> "tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]":
    """Return cells that are certain of nothing, so that few of them give no certainty either.

    Of n cells that have their code each counts as one that has it with (n + 1) / (n + 2) and as one that has it not
    with the rest; of n that have it not, with 1 / (n + 2) the other way round (Platt 1999, eq. 3).
    """
    import numpy as np

    there = float(truth.sum())
    doubt = np.where(truth == 1, 1 / (there + 2), 1 / (len(truth) - there + 2))
    return (np.concatenate([evidence, evidence]), np.concatenate([truth, 1 - truth]),
            np.concatenate([heavy * (1 - doubt), heavy * doubt]))
