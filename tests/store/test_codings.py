"""Codings come out of the store as they went in, whatever their words hold, and are found by what is asked for."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualcode.errors import UsageError
from qualcode.model import Coding, Evidence, Origin, Polarity, Span, State, Unit
from qualcode.store import Coder, Held, Store, Wanted, coders, codings, held
from qualcode.store.codings import (
    FUZZY,
    LOST,
    end_codings,
    evidence_json,
    one,
    put_codings,
    read_evidence_json,
    taken_keys,
)
from qualcode.store.people import put_coder
from qualcode.store.texts import text_sha
from tests.factories import make_coding, make_corpus

shared_store = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
#: Anything that a text can hold, half surrogate pairs and NUL among it, and what tends to go wrong often.
words = st.lists(
    st.one_of(st.characters(exclude_categories=()), st.sampled_from([
        "\0", "\ud842", "\udfb7", "𠮷", "😀", "ｆｕｌｌ", "\u200b", "\ufeff", "\r\n", "'", '"', "%", "\\", ";"])),
    max_size=12).map("".join)
spans = st.tuples(st.integers(0, 10**6), st.integers(0, 200)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))
evidence = st.builds(
    Evidence, st.text("abc/é中", min_size=1), st.lists(spans, max_size=3).map(tuple), st.sampled_from(Polarity),
    st.none() | spans, st.lists(st.sampled_from(["reported", "echo", "hypothetical"]), max_size=2).map(tuple))


def keepable(given: str) -> str:
    """Return words as both databases can keep them, said in another way than the store says it."""
    joined = re.sub("[\ud800-\udbff][\udc00-\udfff]", lambda pair: chr(
        0x10000 + (ord(pair[0][0]) - 0xD800) * 0x400 + ord(pair[0][1]) - 0xDC00), given)
    return re.sub("[\0\ud800-\udfff]", "\ufffd", joined)


def base() -> Coding:
    """Return a coding of the small study."""
    return make_coding(make_corpus(), "literacy", "平乐访谈1", "我会用手机，手机上就办了，不用跑县城。", "会用")


@pytest.fixture
def text(store: Store) -> str:
    """Keep the text on which ``base`` stands, and return its hash."""
    words_of_it = make_corpus().by_name["平乐访谈1"].text
    with store.writing("甲", "import") as operation:
        operation.keep(text_sha(words_of_it), words_of_it.encode())
    return text_sha(words_of_it)


def keep(store: Store, *given: Held) -> int:
    """Put codings into the store, and return the operation."""
    with store.writing("甲", "add") as operation:
        put_codings(operation, given)
        return operation.id


def there(store: Store, wanted: Wanted | None = None) -> list[Held]:
    """Return what the store holds."""
    with store.reading() as connection:
        return held(connection, wanted)


@shared_store
@given(quote=words, memo=words, span=spans, pieces=st.lists(evidence, max_size=3).map(tuple),
       state=st.sampled_from(State), origin=st.sampled_from(Origin), polarity=st.sampled_from(Polarity),
       weight=st.floats(allow_nan=False, allow_infinity=False), anchor=st.sampled_from(["", FUZZY, LOST]),
       number=st.integers(1, 9999), kind=st.sampled_from("#@"))
def test_a_coding_comes_back_as_it_was(
    store: Store, text: str, quote: str, memo: str, span: Span, pieces: tuple[Evidence, ...], state: State,
    origin: Origin, polarity: Polarity, weight: float, anchor: str, number: int, kind: str,
) -> None:
    """Every field, to the last bit of the weight; what no database can keep becomes U+FFFD."""
    made = replace(
        base(), span=span, evidence=pieces, state=state, origin=origin, polarity=polarity, weight=weight, quote=quote,
        before=memo, after=quote, memo=memo, unit=Unit(f"PL-V01{kind}{number}", "平乐访谈1", number, span, 3),
        basis="b", at="2026-11-25T12:00:00.000+00:00", speaker="李姐", coder="甲")
    keep(store, Held(made, text, anchor))
    kept = replace(made, quote=keepable(quote), before=keepable(memo), after=keepable(quote), memo=keepable(memo))
    assert there(store) == [Held(kept, text, anchor)]
    with store.reading() as connection:
        assert codings(connection) == ([] if anchor == LOST else [kept])


@shared_store
@given(pieces=st.lists(evidence, max_size=4).map(tuple))
def test_evidence_is_read_as_it_was_written(pieces: tuple[Evidence, ...]) -> None:
    """Rules, spans, polarity, cue and flags of every piece."""
    assert read_evidence_json(evidence_json(pieces)) == pieces


@pytest.mark.parametrize("cell", ["{}x", "[1]", '[["r"]]', '[["r", [[2, 1]], "affirmed", null, []]]', '{"a": 1}'])
def test_what_is_no_evidence_is_refused(cell: str) -> None:
    """A cell that something else wrote is an error and no evidence."""
    with pytest.raises(ValueError, match=r".+"):
        read_evidence_json(cell)


def test_codings_may_overlap_freely(store: Store, text: str) -> None:
    """One character, the same words by several codes and coders, one inside the other: all stay, in text order."""
    places = [("literacy", "甲", Span(5, 6)), ("literacy", "乙", Span(5, 6)), ("burden", "甲", Span(5, 6)),
              ("burden", "甲", Span(0, 40)), ("burden", "甲", Span(5, 9)), ("burden", "甲", Span(7, 12))]
    made = [Held(replace(base(), id=f"{number}", code=code, coder=coder, span=span, at="t"), text)
            for number, (code, coder, span) in enumerate(places)]
    keep(store, *made)
    assert [one.coding.id for one in there(store)] == ["3", "2", "0", "1", "4", "5"]
    assert sorted(there(store), key=lambda one: one.coding.id) == made


@pytest.fixture
def six(store: Store, text: str) -> dict[str, int]:
    """Keep six codings that differ in everything asked for, change one and end one; return the operations."""
    rows = [("a1", "literacy", "甲", "T1", State.PROPOSED, ""), ("a2", "literacy", "乙", "T1", State.ACCEPTED, ""),
            ("a3", "burden", "甲", "T2", State.REJECTED, FUZZY), ("a4", "burden", "乙", "T2", State.ACCEPTED, LOST),
            ("b5", "decline", "甲", "T2", State.PROPOSED, ""), ("b6", "burden", "甲", "T1", State.PROPOSED, "")]
    made = [Held(replace(base(), id=key, code=code, coder=coder, transcript=name, state=state, at="t"), text, anchor)
            for key, code, coder, name, state, anchor in rows]
    added = keep(store, *made)
    changed = keep(store, replace(made[0], coding=replace(made[0].coding, state=State.ACCEPTED, code="burden")))
    with store.writing("甲", "remove") as operation:
        end_codings(operation, ["b5", "no such key"])
    return {"added": added, "changed": changed, "ended": operation.id}


@pytest.mark.parametrize(("wanted", "keys"), [
    (Wanted(), "a1 b6 a2 a3 a4"),
    (Wanted(codes=("literacy",)), "a2"),
    (Wanted(codes=("literacy", "burden"), coders=("甲",)), "a1 b6 a3"),
    (Wanted(transcripts=("T2",)), "a3 a4"),
    (Wanted(states=(State.ACCEPTED,)), "a1 a2 a4"),
    (Wanted(states=(State.ACCEPTED, State.REJECTED), coders=("乙",)), "a2 a4"),
    (Wanted(anchors=(FUZZY, LOST)), "a3 a4"),
    (Wanted(keys=("a3", "b5", "none")), "a3"),
    (Wanted(coders=("nobody",)), ""),
])
def test_codings_are_found_by_what_is_asked(store: Store, six: dict[str, int], wanted: Wanted, keys: str) -> None:
    """Each field narrows; several values of one field widen."""
    assert [one.coding.id for one in there(store, wanted)] == keys.split()


def test_any_past_state_can_be_asked_for(store: Store, six: dict[str, int]) -> None:
    """``at`` gives what held after an operation: before the change, after it, after the end."""
    def at(number: int, **fields: tuple[str, ...]) -> str:
        return " ".join(one.coding.id for one in there(store, Wanted(at=number, **fields)))

    assert at(six["added"] - 1) == ""
    assert (at(six["added"]), at(six["added"], codes=("literacy",))) == ("b6 a1 a2 a3 a4 b5", "a1 a2")
    assert (at(six["changed"]), at(six["changed"], codes=("literacy",))) == ("a1 b6 a2 a3 a4 b5", "a2")
    assert at(six["ended"]) == at(0) == "a1 b6 a2 a3 a4"


def test_one_coding_is_found_by_the_beginning_of_its_id(store: Store, six: dict[str, int]) -> None:
    """In any case of letters, among current ones only; several or none are told apart."""
    with store.reading() as connection:
        assert one(connection, " B").coding.id == "b6"
        assert one(connection, "a3").coding.id == "a3"
        for key, why in (("a", "several codings"), ("b5", "no coding"), ("", "no coding"), ("%", "no coding"),
                         ("_1", "no coding"), ("\udcff\0", "no coding")):
            with pytest.raises(UsageError, match=why):
                one(connection, key)
        assert taken_keys(connection, ["a1", "b5", "none"]) == {"a1", "b5"}


def test_evidence_can_be_left_unread(store: Store, text: str) -> None:
    """Everything else is the same."""
    keep(store, Held(replace(base(), at="t"), text))
    with store.reading() as connection:
        assert held(connection, evidence=False) == [Held(replace(base(), at="t", evidence=()), text)]


def test_a_change_without_a_time_takes_that_of_its_operation(store: Store, text: str) -> None:
    """``at`` says when a coding was last changed."""
    with store.writing("甲", "add") as operation:
        put_codings(operation, [Held(base(), text)])
    assert [given.coding.at for given in there(store)] == [operation.at]


def test_names_are_sorted_by_code_points_in_either_database(store: Store, text: str) -> None:
    """The order is the same on every machine, whatever language its server speaks."""
    names = ["a", "B", "b", "_", "ä", "甲", "乙", "Ａ", "𠮷", "😀", "a b", "a-b"]
    keep(store, *(Held(replace(base(), id=f"{number}", transcript=name), text) for number, name in enumerate(names)))
    assert [given.coding.transcript for given in there(store)] == sorted(names)
    with store.writing("甲", "coder") as operation:
        for name in names:
            put_coder(operation, Coder(name))
    with store.reading() as connection:
        assert list(coders(connection)) == sorted(names)
