"""Topics compared between groups of people."""

from math import isnan, sqrt

import numpy as np
import pytest

from qualcode.analysis.compare.bootstrap import LEVEL
from qualcode.analysis.counts import Speech
from qualcode.analysis.topic_prevalence import TopicShares, prevalence, prevalence_table
from qualcode.errors import NotComputableError, UsageError
from tests.analysis.compare.make import One, make_study


def study(a=8, b=8, silent=0):
    """Return the speech of people of two towns."""
    people = {f"东{number:02}": One("东镇", "干部" if number % 2 else "村民", 2) for number in range(a)}
    people |= {f"西{number:02}": One("西镇", "干部" if number % 2 else "村民", 2) for number in range(b)}
    people |= {f"默{number}": One("东镇", "村民", 0) for number in range(silent)}
    return Speech(make_study(people)[0]), list(people)


def shares_of(people, first, fits=1, **options):
    """Return two documents a person with a first topic of the given size, and a second one that is the rest."""
    owners = [person for person in people for _document in range(2)]
    each = np.array([np.repeat(one, 2) for one in (first if fits > 1 else [first])], dtype=float)
    given = {"states": ["stable", "stable"], **options}
    return TopicShares(np.stack([each, 1 - each], axis=2), owners, ["1", "2"], **given)


def test_the_outcome_is_the_mean_share_of_a_persons_documents_and_fits():
    """Two fits and two documents are averaged before anybody is compared."""
    speech, people = study(5, 5)
    owners = [person for person in people for _document in range(2)]
    shares = np.tile([0.5, 0.5], (2, 20, 1))
    shares[0, :2, 0], shares[1, :2, 0] = [0.1, 0.3], [0.5, 0.7]
    shares[..., 1] = 1 - shares[..., 0]
    found = prevalence(speech, TopicShares(shares, owners, ["1", "2"], ["stable"] * 2), "town", draws=0)
    outcomes = found.comparison.outcomes
    place = [person.id for person in outcomes.people].index("东00")
    assert outcomes.values[place].tolist() == pytest.approx([0.4, 0.6])
    assert outcomes.units.sum(axis=0).tolist() == [20, 20]
    assert found.fits == 2


def test_a_planted_difference_is_found_and_a_stable_topic_is_the_family():
    """Eight people of one town have more of the topic than any of the other: all arrangements but two are less."""
    speech, people = study()
    first = [0.6 + 0.01 * number for number in range(8)] + [0.2 + 0.01 * number for number in range(8)]
    found = prevalence(speech, shares_of(people, first, states=["stable", "unstable"]), "town", draws=200)
    stable, other = found.comparison.codes
    assert (stable.p, stable.q, stable.how) == (2 / 12870, 2 / 12870, "exact")
    assert stable.pair.difference.value == pytest.approx(0.4)
    assert found.comparison.family == 1
    assert isnan(other.p)
    assert isnan(other.pair.p_holm)
    assert other.notes[0] == "not stable: described, not tested"
    assert other.pair.difference.value == pytest.approx(-0.4)


def test_the_spread_between_seeds_makes_each_arm_longer():
    """Arms are roots of sums of squares, with the variance of the difference over fits."""
    speech, people = study(10, 10)
    chance = np.random.default_rng(4)
    base = np.concatenate([chance.normal(0.5, 0.05, 10), chance.normal(0.3, 0.05, 10)])
    moved = [base + np.repeat([by, 0], 10) for by in (-0.1, 0.0, 0.1)]
    alone = prevalence(speech, shares_of(people, base), "town", draws=500)
    found = prevalence(speech, shares_of(people, moved, fits=3), "town", draws=500)
    one, wide = alone.comparison.codes[0].pair.difference, found.comparison.codes[0].pair.difference
    assert wide.value == pytest.approx(one.value)
    assert found.spread["1", "东镇", "西镇"] == pytest.approx(0.1)
    added = 1.959964**2 * (1 + 1 / 3) * 0.01
    assert LEVEL == 0.95
    assert wide.low == pytest.approx(one.value - sqrt((one.value - one.low) ** 2 + added), abs=1e-6)
    assert wide.high == pytest.approx(one.value + sqrt((one.high - one.value) ** 2 + added), abs=1e-6)
    assert isnan(alone.spread["1", "东镇", "西镇"])
    assert "1 fits" not in found.caption
    assert "Rubin" in found.caption
    assert "Only one fit" in alone.caption


def test_few_people_are_described_and_not_tested():
    """Four people on a side have means and no test."""
    speech, people = study(4, 8)
    found = prevalence(speech, shares_of(people, [0.5] * 4 + [0.2] * 8), "town")
    assert [row.pair.mean_a for row in found.comparison.codes] == pytest.approx([0.5, 0.5])
    assert [isnan(row.p) for row in found.comparison.codes] == [True, True]
    assert "No topic is tested here" in found.caption


def test_a_model_that_was_told_the_groups_is_not_tested_by_them():
    """Prevalence that the model itself shares out by town proves nothing of towns, but can be compared by role."""
    speech, people = study()
    chance = np.random.default_rng(1)
    given = shares_of(people, chance.random(16), informed=["town"])
    told, other = prevalence(speech, given, "town", draws=0), prevalence(speech, given, "role", draws=0)
    assert told.comparison.family == 0
    assert "The model was told town" in told.caption
    assert other.comparison.family == 2


def test_who_has_no_document_is_left_out():
    """Somebody who said no word that a document holds has no share of anything."""
    speech, people = study(6, 6, silent=1)
    given = shares_of(people[:11], [0.4] * 6 + [0.3] * 5)
    found = prevalence(speech, given, "town", draws=0)
    status = {person.id: person.status for person in found.comparison.outcomes.people}
    assert (status["西05"], status["默0"], status["西04"]) == ("no_respondent_text", "no_respondent_text", "counted")
    assert [summary.n for summary in found.comparison.codes[0].groups] == [6, 5]


def test_within_strata_and_several_groups():
    """Strata are permuted within; more than two groups have eta squared and pairs."""
    speech, people = study(8, 8)
    first = [0.5 if number % 2 else 0.2 for number in range(16)]
    found = prevalence(speech, shares_of(people, first), "town", within="role", draws=0)
    assert [row.pair.difference.value for row in found.comparison.codes] == pytest.approx([0, 0])
    three = {f"{town}{number}": One(f"{town}镇", None, 1) for town in "东西北" for number in range(5)}
    speech = Speech(make_study(three)[0])
    shares = np.random.default_rng(5).dirichlet([1, 1], (2, 15))
    many = prevalence(speech, TopicShares(shares, list(three), ["1", "2"], ["stable"] * 2), "town", draws=0)
    assert len(many.comparison.pairs) == 6
    assert all(0 <= row.eta_squared <= 1 and row.pair is None for row in many.comparison.codes)


def test_the_table_has_a_row_a_topic_with_its_state():
    """Columns are those of codes, with the topic, its state and the spread between seeds."""
    speech, people = study()
    given = shares_of(people, [np.linspace(0.1, 0.9, 16), np.linspace(0.2, 0.8, 16)], fits=2,
                      states=["unknown", "stable"])
    table = prevalence_table(prevalence(speech, given, "town", draws=50))
    assert list(table.columns[:2]) == ["topic", "state"]
    assert table["state"].tolist() == ["unknown", "stable"]
    assert table["between_seeds"].tolist() == pytest.approx([8 * 0.2 / 15 / sqrt(2)] * 2)
    assert {"mean:东镇", "difference", "q", "detectable", "note"} <= set(table.columns)


def test_what_cannot_be_asked_for_is_refused():
    """An attribute that nobody has is a usage error, one group is nothing to compare."""
    speech, people = study()
    with pytest.raises(UsageError):
        prevalence(speech, shares_of(people, [0.5] * 16), "village")
    speech, people = study(8, 0)
    with pytest.raises(NotComputableError):
        prevalence(speech, shares_of(people, [0.5] * 8), "town")


def test_without_a_difference_five_of_a_hundred_are_called_one():
    """Topics whose shares vary between people and seeds, and not between towns: p < .05 in about five per cent."""
    speech, people = study(8, 8)
    chance, small = np.random.default_rng(8), []
    for number in range(12):
        person = chance.dirichlet(np.full(50, 0.3), 16)
        shares = np.stack([np.repeat(0.8 * person + 0.2 * chance.dirichlet(np.full(50, 0.3), 16), 2, axis=0)
                           for _seed in range(3)])
        owners = [name for name in people for _document in range(2)]
        given = TopicShares(shares, owners, [str(one) for one in range(50)], ["stable"] * 50)
        found = prevalence(speech, given, "town", draws=0, permutations=999, seed=number)
        small += [row.p < 0.05 for row in found.comparison.codes]
    assert 0.03 < sum(small) / len(small) < 0.075
