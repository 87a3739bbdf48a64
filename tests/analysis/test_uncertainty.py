"""How unsure it is whether a proposal will be accepted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.uncertainty import acceptance, uncertainty
from qualcode.model import Polarity, State
from tests.factories import make_coding, make_corpus


def test_acceptance_is_laplaces_rule_of_succession() -> None:
    """(accepted + 1) / (decided + 2); a coding counts once for each of its rules."""
    corpus = make_corpus()
    words = "早就卸载了，没得人用。"
    one = make_coding(corpus, "user_loss", "平乐访谈1", words, "卸载", "没得人用", state=State.ACCEPTED)
    other = make_coding(corpus, "user_loss", "平乐访谈1", words, "卸载", state=State.REJECTED)
    assert acceptance([one, one, other]) == {"user_loss/t1": 3 / 5, "user_loss/t2": 3 / 4}
    assert acceptance([]) == {}


@pytest.mark.parametrize(("polarity", "flags", "expected"), [
    (Polarity.AFFIRMED, (), 0.2), (Polarity.NEGATED, (), 0.2), (Polarity.WEAK, (), 0.6), (Polarity.MIXED, (), 0.6),
    (Polarity.AFFIRMED, ("reported",), 0.6), (Polarity.AFFIRMED, ("echo",), 0.6),
    (Polarity.WEAK, ("hypothetical",), 0.6),
])
def test_doubtful_evidence_moves_half_way_to_even(polarity: Polarity, flags: tuple[str, ...], expected: float) -> None:
    """With p = .9 it is 0.2; half-way to .5 is p = .7, where it is 0.6, and that only once."""
    coding = make_coding(make_corpus(), "user_loss", "平乐访谈1", "早就卸载了", "卸载", polarity=polarity, flags=flags)
    assert uncertainty(coding, {"user_loss/t1": 0.9}) == expected


@given(st.lists(st.floats(0, 1), min_size=1, max_size=4))
def test_uncertainty_is_that_of_the_least_certain_rule(chances: list[float]) -> None:
    """It lies in [0, 1], and no further rule makes a proposal surer."""
    corpus, words = make_corpus(), "早就卸载了，没得人用。"
    coding = make_coding(corpus, "x", "平乐访谈1", words, *list("早就卸载")[: len(chances)])
    rules = [f"x/t{number}" for number in range(1, len(chances) + 1)]
    found = uncertainty(coding, dict(zip(rules, chances, strict=True)))
    assert found == max(round(1 - abs(2 * p - 1), 12) for p in chances)
    assert 0 <= found <= 1
