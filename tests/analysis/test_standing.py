"""Everybody's codings put together: who settles, who differs, what stays open."""

from dataclasses import replace

import pytest

from qualcode.analysis.selection import Selection
from qualcode.analysis.standing import is_disputed, made_of, standing
from qualcode.model import Coding, State
from tests.factories import make_coding, make_corpus

CORPUS = make_corpus()
PROPOSAL = make_coding(CORPUS, "literacy", "大同访谈2", "我不会用智能手机。", "会用")


def by(coder: str, state: State, **changes: object) -> Coding:
    """Return a person's decision on the proposal."""
    return replace(PROPOSAL, id=f"{coder}-{state}", coder=coder, state=state, basis=PROPOSAL.id, **changes)  # type: ignore[arg-type]


A, R = State.ACCEPTED, State.REJECTED


@pytest.mark.parametrize(("records", "coder", "state", "disputed"), [
    ([], "rules", State.PROPOSED, False),
    ([by("甲", A)], "甲", A, False),
    ([by("甲", R)], "甲", R, False),
    ([by("甲", A), by("乙", A)], "乙; 甲", A, False),
    ([by("甲", A), by("乙", R)], "乙; 甲", State.PROPOSED, True),
    ([by("甲", A), by("乙", R), by("consensus", A)], "consensus", A, False),
    ([by("甲", A), by("乙", A), by("consensus", R)], "consensus", R, False),
])
def test_what_people_decided_stands_before_what_rules_propose(
    records: list[Coding], coder: str, state: State, disputed: bool
) -> None:
    """One coding a passage and code: settled, agreed, disputed, or a proposal."""
    (one,) = standing([PROPOSAL, *records], settled_by="consensus")
    assert (one.coder, one.state, is_disputed(one), one.evidence) == (coder, state, disputed, PROPOSAL.evidence)


def test_only_some_coders() -> None:
    """Without the others their decisions are not there."""
    everybody = [PROPOSAL, by("甲", A), by("乙", R)]
    assert [one.state for one in standing(everybody, settled_by="consensus", coders=["甲", "rules"])] == [A]
    assert [one.state for one in standing(everybody, settled_by="consensus", coders=["rules"])] == [State.PROPOSED]


def test_a_decision_that_was_moved_still_answers_its_proposal() -> None:
    """The proposal at the old place does not come back."""
    span = replace(PROPOSAL.span, end=PROPOSAL.span.end - 1)
    moved = by("甲", A, span=span)
    assert standing([PROPOSAL, moved], settled_by="consensus") == [moved]


def test_captions_say_what_people_and_machines_did() -> None:
    """Accepted, of these proposed by a machine, open, disputed."""
    other = make_coding(CORPUS, "cohesion", "大同访谈1", "现在有事在群里说一声，大家心更齐了。", coder="甲", state=A)
    third = make_coding(CORPUS, "user_loss", "平乐访谈1", "早就卸载了，没得人用。", "卸载")
    found = standing([PROPOSAL, by("甲", A), by("乙", R), other, third], settled_by="consensus")
    assert made_of(found) == (
        "Of 3 codings, 1 are accepted by people (0 of these proposed by a machine) and 1 are proposals that nobody has "
        "decided on. Disputed, counted as undecided: 1.")
    found = standing([PROPOSAL, by("甲", A), other, third], settled_by="consensus")
    assert made_of(found).startswith("Of 3 codings, 2 are accepted by people (1 of these proposed by a machine) and 1 ")


def test_one_of_several_holders_is_enough_for_a_selection() -> None:
    """What 甲 and 乙 hold together is found under either name."""
    (joint,) = standing([by("甲", A), by("乙", A)], settled_by="consensus")
    for coder, expected in (("甲", [joint]), ("乙", [joint]), ("丙", [])):
        assert Selection(coders=frozenset({coder})).of([joint]) == expected
