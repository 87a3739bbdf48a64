"""How unsure it is whether people will accept a proposal, told by what they decided on its rules so far.

Of n decisions on codings that a rule proposed, k accepted, the next one is accepted with probability
p = (k + 1) / (n + 2): the posterior mean under a uniform prior (Laplace 1774, Mémoire sur la probabilité des causes par
les événements; rule of succession). A rule on which nobody has decided has p = 1/2. The uncertainty of a proposal is
1 - |2p - 1|, in [0, 1]: 1 where acceptance is a toss, 0 where it is certain (uncertainty sampling: Lewis & Gale 1994, A
sequential algorithm for training text classifiers, SIGIR, p. 8). Of several rules the one that is least certain counts.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from qualcode.model import Coding, Polarity, State

#: Evidence that stands in somebody else's words, repeats the question, or is only supposed.
_DOUBTFUL_FLAGS = frozenset({"reported", "echo", "hypothetical"})
_DOUBTFUL_POLARITIES = frozenset({Polarity.WEAK, Polarity.MIXED})


def acceptance(decisions: Iterable[Coding]) -> dict[str, float]:
    """Return rule -> probability that its next proposal is accepted, in (0, 1).

    Args:
        decisions: Accepted and rejected codings with the evidence of the proposals that they decide on. Each counts
            once for each of its rules; several people's decisions on one proposal all count.
    """
    accepted, decided = Counter[str](), Counter[str]()
    for one in decisions:
        for rule in {piece.rule for piece in one.evidence}:
            decided[rule] += 1
            accepted[rule] += one.state is State.ACCEPTED
    return {rule: (accepted[rule] + 1) / (n + 2) for rule, n in decided.items()}


def uncertainty(proposal: Coding, probabilities: Mapping[str, float], chance: float | None = None) -> float:
    """Return how unsure it is that a proposal is accepted, in [0, 1].

    Where the words are weakly negated, of mixed polarity, reported, an echo of the question or hypothetical, p is moved
    half-way to 1/2 first.

    Args:
        proposal: With its evidence; without any, it counts as a rule's that nobody decided on.
        probabilities: Of ``acceptance``; rules that are not there have 1/2.
        chance: What was learnt says of the code here, in [0, 1]; it has seen the words and the rules and counts alone.

    >>> from qualcode.model import Evidence, Span, Unit
    >>> one = Coding("1", "c", "t", Span(0, 1), Unit("t#1", "t", 1, Span(0, 1), 0), "", evidence=(Evidence("r", ()),))
    >>> uncertainty(one, {"r": 0.9}), uncertainty(one, {})
    (0.2, 1.0)
    """
    if chance is not None:
        return round(1 - abs(2 * chance - 1), 12)
    found = [probabilities.get(piece.rule, 0.5) for piece in proposal.evidence] or [0.5]
    least = max(1 - abs(2 * p - 1) for p in found)
    flags = {flag for piece in proposal.evidence for flag in piece.flags}
    doubtful = proposal.polarity in _DOUBTFUL_POLARITIES or not flags.isdisjoint(_DOUBTFUL_FLAGS)
    return round((1 + least) / 2 if doubtful else least, 12)
