"""Coders, memos, sampling plans and what proposals were made from."""

from dataclasses import replace

import pytest

from qualcode.errors import UsageError
from qualcode.model import Span
from qualcode.store import CONSENSUS, Coder, Store, coders
from qualcode.store.memos import Memo, end_memo, memos, put_memo
from qualcode.store.people import RULES, plain_coder, put_coder
from qualcode.store.proposed import Proposed, proposed, put_proposed
from qualcode.store.samples import Place, Plan, plans, put_plan


def test_coders_are_kept_with_kind_and_blindness(store: Store) -> None:
    """What is known of a coder can change."""
    with store.writing("甲", "coder") as operation:
        for coder in (Coder("rules", RULES), Coder("甲"), Coder("乙", blind=True), Coder(CONSENSUS, CONSENSUS)):
            put_coder(operation, coder)
    with store.writing("甲", "coder") as operation:
        put_coder(operation, Coder("乙"))
    with store.reading() as connection:
        assert list(coders(connection).values()) == [
            Coder(CONSENSUS, CONSENSUS), Coder("rules", RULES), Coder("乙"), Coder("甲")]


def test_a_coders_name_is_one_line_of_letters() -> None:
    """Blanks around it go; what would break a list of names is refused."""
    assert [plain_coder(name) for name in (" 小  王\n", "Ａ.B-1", "𠮷野")] == ["小 王", "Ａ.B-1", "𠮷野"]
    for name in ("", " \t", "a;b", "a\0", "a\u200bb"):
        with pytest.raises(UsageError, match="a coder's name is one line of letters, without ;"):
            plain_coder(name)


def test_memos_are_kept_and_found(store: Store) -> None:
    """By what they are about and its name; what no database can keep becomes U+FFFD."""
    made = [Memo("a1", "project", "", "整个研究 😀𠮷\n第二行", "甲"), Memo("a2", "code", "burden", "\ud842|\0", "乙"),
            Memo("b1", "code", "literacy", "=1+1", "甲")]
    for one in made:
        with store.writing(one.coder, "memo") as operation:
            put_memo(operation, one)
    with store.reading() as connection:
        assert [replace(one, at="") for one in memos(connection)] == [
            made[0], replace(made[1], body="\ufffd|\ufffd"), made[2]]
        assert [one.id for one in memos(connection, about="code")] == ["a2", "b1"]
        assert [one.id for one in memos(connection, about="code", target="literacy")] == ["b1"]
        assert memos(connection)[-1].at == operation.at
    with store.writing("甲", "memo") as operation:
        end_memo(operation, "a1")
    with store.reading() as connection:
        assert [one.id for one in memos(connection)] == ["a2", "b1"]


def test_a_plan_is_kept_with_its_places(store: Store) -> None:
    """A plan of the same name takes the place of the older one."""
    first = Plan("pilot", {"share": 0.2, "by": "town", "seed": 7}, (Place("访谈1", "sha", Span(0, 9)),))
    second = replace(first, places=(*first.places, Place("访谈2", "sha2", Span(3, 4))))
    for plan in (first, Plan("main", {}, ()), second):
        with store.writing("甲", "sample") as operation:
            put_plan(operation, plan)
    with store.reading() as connection:
        assert plans(connection) == {"main": Plan("main", {}, ()), "pilot": second}


def test_what_proposals_were_made_from_is_kept_for_each_rule_set(store: Store) -> None:
    """The last mark counts."""
    mark = Proposed("rules", "c0de", "sentence", "d1")
    with store.writing("甲", "code") as operation:
        put_proposed(operation, replace(mark, digest="d0"))
    with store.writing("甲", "code") as operation:
        put_proposed(operation, mark)
    with store.reading() as connection:
        assert (proposed(connection, "rules"), proposed(connection, "rules:other")) == (mark, None)
