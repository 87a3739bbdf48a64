"""Everybody's codings put together: who settles, who differs, what stays open."""

from dataclasses import replace

import pytest

from qualcode.analysis.selection import Selection
from qualcode.analysis.standing import is_disputed, made_of, standing
from qualcode.model import Coding, Origin, Span, State
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


def suggestion(**changes: object) -> Coding:
    """Return what a model suggests on the words of the proposal."""
    made = replace(PROPOSAL, id="5", coder="model", origin=Origin.MODEL, weight=0.7)
    return replace(made, **changes)  # type: ignore[arg-type]


HALF = replace(PROPOSAL.span, end=PROPOSAL.span.end - 3)
ELSEWHERE = Span(PROPOSAL.span.end, PROPOSAL.span.end + 4)


@pytest.mark.parametrize(("records", "changes", "stands"), [
    ([], {}, True),
    ([PROPOSAL], {}, False),  # a rule proposes it
    ([PROPOSAL], {"span": HALF}, False),
    ([PROPOSAL], {"span": ELSEWHERE}, True),
    ([PROPOSAL], {"code": "burden"}, True),
    ([PROPOSAL], {"transcript": "大同访谈1"}, True),
    ([by("甲", A)], {}, False),  # people decided, one way or the other, there or on other words
    ([by("甲", R)], {}, False),
    ([by("甲", R)], {"span": HALF}, False),
    ([by("甲", A), by("乙", R)], {}, False),
    ([by("甲", A), by("乙", R)], {"span": HALF}, False),
    ([by("甲", A)], {"span": ELSEWHERE}, True),
])
def test_a_suggestion_stands_where_nothing_else_does(
    records: list[Coding], changes: dict[str, object], stands: bool
) -> None:
    """Not where the same code was decided on or is proposed by a rule, on any of the words."""
    one = suggestion(**changes)
    found = standing([one, *records], settled_by="consensus")
    assert (one in found) is stands
    assert len(found) == len(standing(records, settled_by="consensus")) + stands


def test_a_decision_on_a_suggestion_stands_for_it() -> None:
    """Moved to other words, it still answers it; asked for alone, the model's suggestions are all there."""
    one = suggestion()
    moved = replace(one, id="6", coder="甲", state=R, basis=one.id, span=ELSEWHERE)
    assert standing([one, moved], settled_by="consensus") == [moved]
    assert standing([one, PROPOSAL, by("甲", A)], settled_by="consensus", coders=["model"]) == [one]


def test_captions_say_how_many_a_model_suggests() -> None:
    """They are proposals like others, and named apart; one that a person accepted was proposed by a machine."""
    other = make_coding(CORPUS, "user_loss", "平乐访谈1", "早就卸载了，没得人用。", "卸载")
    kept = suggestion(span=ELSEWHERE, coder="甲", state=A, basis="9")
    found = standing([suggestion(), other, kept], settled_by="consensus")
    assert made_of(found) == (
        "Of 3 codings, 1 are accepted by people (1 of these proposed by a machine) and 2 are proposals that nobody has "
        "decided on. Of these proposals, 1 are suggestions of a model.")
