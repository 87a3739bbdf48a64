"""How much of a topic the people of different groups have: shares by participant, compared as codes are.

The outcome of a participant and topic is the mean share of the topic in the participant's documents, taken as the mean
over fits with different seeds, whose topics are matched. People are the unit: effects, permutation test, intervals and
the smallest detectable difference are those of ``analysis.compare``.

What a topic is, is itself a result that varies with the seed, and an interval of resampled people does not know it. So
each of its arms is made longer by the spread between seeds, as variances within and between are added up for several
imputations of what was never seen (Rubin 1987, Multiple imputation for nonresponse in surveys, eqs. 3.1.2 to 3.1.5; for
fits of topic models the method of composition in Roberts et al. 2014, AJPS 58, 1064-1082):

T = W + (1 + 1/m) B       arm' = sqrt(arm^2 + z^2 (1 + 1/m) B)

W is the variance over resamples, arm the distance from the value to an end of its interval (z sqrt(W) where resamples
are normal), m the number of fits, B the variance of the value over the fits, z the quantile 1.96 of the normal
distribution. The test is not touched by it: under the hypothesis every fit is the same for all arrangements of labels.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import inf, isfinite, isnan, nan, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

from qualcode.analysis.compare import benjamini_hochberg, codes_table, effects, measure, strata_of
from qualcode.analysis.compare.bootstrap import LEVEL
from qualcode.analysis.compare.compare import check_design, compare_outcomes, groups_of, idle_strata
from qualcode.analysis.compare.outcomes import COUNTED, NO_TEXT, Outcomes, Person
from qualcode.analysis.compare.pairs import Block
from qualcode.analysis.compare.results import CodeComparison, Comparison, Design, Estimate, PairComparison
from qualcode.analysis.counts import Speech
from qualcode.analysis.selection import Selection
from qualcode.analysis.topic_captions import captions
from qualcode.i18n import _
from qualcode.model import Codebook

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_Z = NormalDist().inv_cdf((1 + LEVEL) / 2)
#: Bounds of differences of shares, of ratios, of Cliff's delta.
_BOUNDS: Mapping[str, tuple[float, float]] = {"difference": (-1.0, 1.0), "ratio": (0.0, inf), "delta": (-1.0, 1.0)}


@dataclass(frozen=True, eq=False)
class TopicShares:
    """What was fitted, as arrays.

    Attributes:
        shares: Shape (fits, documents, topics): the same topics in every fit, rows sum to 1.
        people: The participant of each document.
        topics: Name of each topic, such as its number.
        states: ``stable``, ``unstable`` or ``unknown`` for each; only what is stable is tested.
        informed: Attributes that the model was given: it was told what a comparison by them would find.
        fixed: Whether the seed changes nothing in the model, so that fits cannot differ.
    """

    shares: "Floats"
    people: Sequence[str]
    topics: Sequence[str]
    states: Sequence[str]
    informed: Sequence[str] = ()
    fixed: bool = False


@dataclass(frozen=True)
class Prevalence:
    """Topics compared between groups of people.

    Attributes:
        comparison: As of codes: ``codes`` are the topics' names, references and coded units the documents that are
            mainly about a topic, units all documents. Intervals hold the spread between seeds.
        states: Topic -> ``stable``, ``unstable`` or ``unknown``; what is not stable is described, not tested.
        fits: Fits over which shares are means.
        spread: (topic, group, other group) -> standard deviation of the difference over fits; NaN with one fit.
    """

    comparison: Comparison
    states: Mapping[str, str]
    fits: int
    spread: Mapping[tuple[str, str, str], float]

    @property
    def caption(self) -> str:
        """All sentences, as the note of a table."""
        return self.comparison.caption


def prevalence(
    speech: Speech, given: TopicShares, by: str, *, within: str = "", permutations: int = 9999, draws: int = 2000,
    seed: int = 7,
) -> Prevalence:
    """Compare the groups that an attribute makes of the participants, for every topic.

    Args:
        speech: Of the corpus that the documents come from.
        given: The shares.
        by: Attribute whose values are the groups.
        within: Attribute whose values are strata: compared, and permuted, is within each; "" for none.
        permutations: Of the Monte Carlo test, where not all arrangements are tried.
        draws: Resamples for the intervals, 0 for none.
        seed: Another one draws other arrangements and resamples.

    Raises:
        UsageError: an attribute does not exist, makes no groups or too many, or a number is out of range.
        NotComputableError: fewer than two groups of people who spoke.
    """
    design = Design(by, within, permutations, draws, seed, Selection(), False)
    check_design(speech.corpus, design, "share")
    outcomes, each = _outcomes(speech, given, by, within)
    groups = groups_of(outcomes, by, outcomes.codes)
    rows, pairs = compare_outcomes(outcomes, groups, design)
    told = by in given.informed
    states = dict(zip(given.topics, given.states, strict=True))
    why = {topic: _reason(state, told=told) for topic, state in states.items()}
    tested = {topic for topic, state in states.items() if state == "stable" and not told}
    spread = _spread(outcomes, each, groups)
    wide = {(pair.code, pair.group_a, pair.group_b): _widened(
        pair if pair.code in tested
        else replace(pair, p=nan, p_holm=nan, how="", arrangements=0, notes=(why[pair.code], *pair.notes)),
        {name: values[pair.code, pair.group_a, pair.group_b] for name, values in spread.items()}, len(each))
        for pair in pairs}
    codes = _family([row if row.code in tested
                     else replace(row, p=nan, how="", arrangements=0, notes=(why[row.code], *row.notes))
                     for row in rows], wide)
    found = Comparison(design, outcomes, groups, idle_strata(outcomes) if within else (), codes, tuple(wide.values()),
                       sum(not isnan(row.p) for row in codes), 0, {})
    found = replace(found, captions=captions(found, list(states.values()), len(each), told=told, fixed=given.fixed))
    return Prevalence(found, states, len(each), {key: sqrt(value) for key, value in spread["difference"].items()})


def prevalence_table(found: Prevalence) -> "pd.DataFrame":
    """Return one row a topic: columns of ``compare.codes_table``, ``code`` and ``code_name`` called ``topic``.

    After it stands ``state``; of two groups also, before ``p``, ``between_seeds``: the standard deviation of the
    difference over fits with different seeds.
    """
    table = codes_table(found.comparison, Codebook("", ())).drop(columns="code_name").rename(columns={"code": "topic"})
    table.insert(1, "state", [found.states[topic] for topic in table["topic"]])
    if len(found.comparison.groups) == 2:
        names = found.comparison.groups
        table.insert(list(table.columns).index("p"), "between_seeds",
                     [found.spread[topic, names[0], names[1]] for topic in table["topic"]])
    return table


def _outcomes(speech: Speech, given: TopicShares, by: str, within: str) -> "tuple[Outcomes, Floats]":
    """Return the outcomes, and the shares under each seed, shape (fits, people, topics)."""
    import numpy as np

    empty = measure(speech, (), (), by, within=within)
    rows: dict[str, list[int]] = {}
    for row, owner in enumerate(given.people):
        rows.setdefault(owner, []).append(row)
    people = tuple(_spoke(person, person.id in rows) for person in empty.people)
    each = np.full((len(given.shares), len(people), len(given.topics)), np.nan)
    counts = np.zeros((2, len(people), len(given.topics)), dtype=np.int64)
    largest = given.shares.mean(axis=0).argmax(axis=1)
    for place, person in enumerate(people):
        own = rows.get(person.id, [])
        counts[1, place] = len(own)
        counts[0, place] = np.bincount(largest[own], minlength=len(given.topics)) if own else 0
        if person.status == COUNTED:
            each[:, place] = given.shares[:, own].mean(axis=1)
    outcomes = Outcomes("share", speech.kind, people, tuple(given.topics), each.mean(axis=0), counts[0], counts[0],
                        counts[1], counts[1])
    return outcomes, each


def _spoke(person: Person, documents: bool) -> Person:
    """Return a person, who said no word that counts where there is no document of his or hers."""
    return person if documents or person.status != COUNTED else replace(person, status=NO_TEXT)


def _spread(
    outcomes: Outcomes, each: "Floats", groups: Sequence[str],
) -> dict[str, dict[tuple[str, str, str], float]]:
    """Return effect -> (topic, group, other group) -> its variance over fits; NaN with one fit or without a value."""
    import numpy as np

    counted = [row for row, person in enumerate(outcomes.people) if person.status == COUNTED]
    names = {group: number for number, group in enumerate(groups)}
    strata = {name: number for number, name in enumerate(sorted({person.stratum for person in outcomes.people}))}
    labels = np.array([names[outcomes.people[row].group] for row in counted], dtype=np.int64)
    layers = np.array([strata[outcomes.people[row].stratum] for row in counted], dtype=np.int64)
    fits, topics = len(each), len(outcomes.codes)
    values = each[:, counted].transpose(1, 0, 2).reshape(len(counted), fits * topics)
    block = Block((), (), values, labels, layers)
    found: dict[str, dict[tuple[str, str, str], float]] = {name: {} for name in _BOUNDS}
    for a, b in combinations(range(len(groups)), 2):
        here = block.only((a, b))
        cells = strata_of(here.labels == a, here.strata) if len(here.labels) else ()
        whole = effects(here.values, cells) if cells else None
        for name in _BOUNDS:
            variances = np.full(topics, np.nan)
            if whole is not None and fits > 1:
                drawn = getattr(whole, name).reshape(fits, topics)
                sure = np.isfinite(drawn).all(axis=0)
                variances[sure] = drawn[:, sure].var(axis=0, ddof=1)
            found[name] |= {(topic, groups[a], groups[b]): float(value)
                            for topic, value in zip(outcomes.codes, variances, strict=True)}
    return found


def _widened(pair: PairComparison, variances: Mapping[str, float], fits: int) -> PairComparison:
    """Return a pair whose intervals hold the spread between seeds."""
    return replace(pair, difference=_wider("difference", pair.difference, variances, fits),
                   ratio=_wider("ratio", pair.ratio, variances, fits),
                   delta=_wider("delta", pair.delta, variances, fits))


def _wider(name: str, one: Estimate, variances: Mapping[str, float], fits: int) -> Estimate:
    variance = variances[name]
    if not one.method or isnan(variance):
        return one
    added, (least, most) = _Z**2 * (1 + 1 / fits) * variance, _BOUNDS[name]
    low = max(least, one.value - sqrt((one.value - one.low) ** 2 + added))
    high = min(most, one.value + sqrt((one.high - one.value) ** 2 + added)) if isfinite(one.high) else one.high
    return replace(one, low=low, high=high)


def _reason(state: str, *, told: bool) -> str:
    if told:
        return _("the model was told the groups: described, not tested")
    if state == "unknown":
        return _("not known whether it is stable: described, not tested")
    return _("not stable: described, not tested")


def _family(
    rows: Sequence[CodeComparison], pairs: Mapping[tuple[str, str, str], PairComparison],
) -> tuple[CodeComparison, ...]:
    """Return the rows with q over the topics that are tested, and with the pair of the two groups."""
    q_values = benjamini_hochberg([row.p for row in rows])
    return tuple(replace(row, q=q, pair=None if row.pair is None
                         else pairs[row.code, row.pair.group_a, row.pair.group_b])
                 for row, q in zip(rows, q_values, strict=True))
