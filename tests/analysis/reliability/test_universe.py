"""What was to be coded, laid end to end."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.reliability import Universe, agreement, character_universe
from qualcode.analysis.reliability.universe import lay_out
from qualcode.model import Span, Unit
from tests.analysis.reliability.make import make_codings, make_units


def test_places():
    """A character stands where its unit does; one between units stands where the next begins."""
    continuum = lay_out(Universe("sentence", make_units({"甲": (3, 2), "乙": (4,)}, gap=2)))
    assert (continuum.begins.tolist(), continuum.borders) == ([0, 3, 5, 9], [0, 5, 9])
    ranks = np.array([0] * 9 + [1] * 3)
    characters = np.array([0, 2, 3, 4, 5, 6, 7, 8, 99, 0, 3, 50])
    assert continuum.place(ranks, characters).tolist() == [0, 2, 3, 3, 3, 4, 5, 5, 5, 5, 8, 9]


def test_before_the_first_unit_of_a_transcript():
    """What stands before the first unit of the second transcript does not fall into the first one."""
    units = (Unit("a", "甲", 1, Span(0, 4), 0), Unit("b", "乙", 1, Span(10, 12), 0))
    continuum = lay_out(Universe("sentence", units))
    assert continuum.place(np.array([1, 1]), np.array([3, 10])).tolist() == [4, 4]


@given(st.lists(st.integers(1, 6), min_size=1, max_size=5), st.integers(0, 3))
def test_every_character_of_a_unit_has_its_own_place(lengths, gap):
    """Places of the characters of all units are 0, 1, 2 … without holes."""
    units = make_units({"甲": lengths, "乙": lengths}, gap)
    continuum = lay_out(Universe("character", units))
    places = [continuum.place(np.array([continuum.ranks[unit.transcript]] * len(unit.span)),
                              np.arange(unit.span.start, unit.span.end)) for unit in units]
    assert np.concatenate(places).tolist() == list(range(2 * sum(lengths)))


def test_universe_of_characters():
    """Stretches of text become units; what lies between them is nobody's to code."""
    universe = character_universe({"甲": [Span(0, 4), Span(10, 12)], "乙": [Span(3, 5)]})
    assert [unit.id for unit in universe.units] == ["甲[0-4)", "甲[10-12)", "乙[3-5)"]
    marks = make_codings({"A": [("负担", "甲", 2, 11)], "B": [("负担", "甲", 0, 4)]})
    row = agreement(universe, marks, ("负担",), replicates=0).codes[0]
    assert (row.n, row.coded) == (8, (3, 4))


def test_a_passage_over_words_that_are_not_to_be_coded_is_one():
    """For alpha_u, a coding across the interviewer's question is one passage, of the characters that count."""
    universe = character_universe({"甲": [Span(0, 5), Span(20, 25)]})
    across = make_codings({"A": [("负担", "甲", 3, 22)], "B": [("负担", "甲", 3, 22)]})
    row = agreement(universe, across, ("负担",), replicates=0).codes[0]
    assert (row.coded, row.alpha_u.value, row.alpha_u.n) == ((4, 4), 1.0, 2)
