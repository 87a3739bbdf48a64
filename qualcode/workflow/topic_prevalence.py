"""``topics``, compared: how much of each topic the people of different groups have."""

from qualcode.analysis.counts import Speech
from qualcode.analysis.topic_prevalence import Prevalence, TopicShares
from qualcode.analysis.topic_prevalence import prevalence as compare_shares
from qualcode.errors import NotComputableError
from qualcode.i18n import _
from qualcode.model import Corpus
from qualcode.topics.results import TopicModelling
from qualcode.workflow.matrix import GROUPINGS


def prevalence(
    found: TopicModelling, corpus: Corpus, *, by: str = "town", within: str = "", permutations: int = 9999,
    draws: int = 2000, seed: int = 7,
) -> Prevalence:
    """Compare the groups that an attribute makes of the participants, for every topic.

    Args:
        found: Of ``workflow.topics.topics``.
        corpus: What it was found in.
        by: Attribute whose values are the groups, such as ``town``.
        within: Attribute whose values are strata, such as ``role``; "" for none.
        permutations: Of the Monte Carlo test, where not all arrangements are tried.
        draws: Resamples for the intervals, 0 for none.
        seed: Another one draws other arrangements and resamples.

    Raises:
        UsageError: an attribute does not exist, makes no groups or too many, or a number is out of range.
        NotComputableError: fewer than two groups of people who spoke, or the result has lost its model.
    """
    if found.fitted is None:
        raise NotComputableError(_("the result holds no model to take shares of; fit the topics again"))
    measured = found.fitted.measured
    given = TopicShares(
        measured.shares, [one.participant for one in found.fitted.documents],
        [str(topic.number) for topic in found.topics], [topic.stability.state for topic in found.topics],
        [GROUPINGS.get(key, key) for key in found.informed], measured.stability.fixed)
    return compare_shares(Speech(corpus), given, GROUPINGS.get(by, by), within=GROUPINGS.get(within, within),
                          permutations=permutations, draws=draws, seed=seed)
