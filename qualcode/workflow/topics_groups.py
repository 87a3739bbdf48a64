"""How much of a topic every group of people has, in the words and figures of documents, pages and the screen."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isnan

from qualcode.analysis.compare import Estimate
from qualcode.analysis.compare.outcomes import COUNTED
from qualcode.analysis.group_means import group_means
from qualcode.analysis.topic_prevalence import Prevalence
from qualcode.i18n import _
from qualcode.topics.results import Topic


@dataclass(frozen=True, slots=True)
class GroupShare:
    """One topic in one group.

    Attributes:
        group: Value of the attribute.
        mean: Of the people's shares in [0, 1], with its interval.
        main: People with a document that is mainly about the topic.
        people: (id, share) of everybody in the group who counts.
    """

    group: str
    mean: Estimate
    main: int
    people: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Groups:
    """A comparison by one attribute, topic by topic."""

    given: Prevalence

    @property
    def by(self) -> str:
        """The attribute."""
        return self.given.comparison.design.by

    @cached_property
    def _means(self) -> Mapping[tuple[str, str], Estimate]:
        design = self.given.comparison.design
        return group_means(self.given.comparison, draws=design.draws, seed=design.seed)

    def shares(self, topic: Topic) -> tuple[GroupShare, ...]:
        """Return a topic in every group."""
        found, code = self.given.comparison, str(topic.number)
        column = found.outcomes.codes.index(code)
        row = found.codes[column]
        people: dict[str, list[tuple[str, float]]] = {group: [] for group in found.groups}
        for place, person in enumerate(found.outcomes.people):
            if person.status == COUNTED:
                people[person.group].append((person.id, float(found.outcomes.values[place, column])))
        return tuple(GroupShare(one.group, self._means[code, one.group], one.mentioning, tuple(people[one.group]))
                     for one in row.groups)

    def difference(self, topic: Topic) -> str:
        """Return the difference of two groups, or what is known of more, and whether it was tested."""
        row = next(row for row in self.given.comparison.codes if row.code == str(topic.number))
        tested = (_("q = {q}").format(q=f"{row.q:.3f}") if not isnan(row.q) else
                  next(iter(row.notes), _("not tested")))
        if row.pair is None:
            return tested
        said = _("{a} minus {b}: {difference} percentage points").format(
            a=row.pair.group_a, b=row.pair.group_b, difference=points(row.pair.difference))
        return _("{difference}; {tested}").format(difference=said, tested=tested)


def percent(value: float) -> str:
    """Return a share as a percentage; what is missing is a dash.

    >>> percent(0.1234), percent(float("nan"))
    ('12.3 %', '–')
    """
    return "–" if isnan(value) else f"{100 * value:.1f} %"


def interval(one: Estimate) -> str:
    """Return a share with its interval, where it has one.

    >>> interval(Estimate(0.5, 0.25, 0.75)), interval(Estimate(0.5))
    ('50.0 % [25.0, 75.0]', '50.0 %')
    """
    return percent(one.value) if isnan(one.low) else f"{percent(one.value)} [{100 * one.low:.1f}, {100 * one.high:.1f}]"


def points(one: Estimate) -> str:
    """Return a difference of shares in points, with its interval, where it has one.

    >>> points(Estimate(-0.05, -0.1, 0.02)), points(Estimate(float("nan")))
    ('−5.0 [−10.0, 2.0]', '–')
    """
    value, low, high = (_signed(number) for number in (one.value, one.low, one.high))
    return value if isnan(one.low) else f"{value} [{low}, {high}]"


def _signed(value: float) -> str:
    return "–" if isnan(value) else f"{round(100 * value, 1) + 0:.1f}".replace("-", "−")
