"""Texts are kept to the last code point, and every version of a transcript stays."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualcode.model import Corpus, Transcript
from qualcode.store import Held, Store
from qualcode.store.codings import put_codings
from qualcode.store.texts import (
    clean,
    end_transcripts,
    kept_form,
    kept_transcripts,
    put_transcripts,
    stray_transcripts,
    superseded,
    text_of,
    text_sha,
)
from tests.factories import make_codings, make_corpus

odd = st.sampled_from("\0\ud842\udfb7\ufeff\r\n\u200b𠮷😀")
any_text = st.text(st.one_of(st.characters(exclude_categories=()), odd))
study = make_corpus()


def put(store: Store, *transcripts: Transcript) -> int:
    """Keep transcripts as they are now, and return the operation."""
    corpus = Corpus(transcripts, study.participants, study.links)
    with store.writing("甲", "import") as operation:
        put_transcripts(operation, [(kept_form(corpus, one), one) for one in transcripts])
        return operation.id


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(words=any_text)
def test_any_text_comes_back_as_it_was(store: Store, words: str) -> None:
    """Half surrogate pairs, NUL, CRLF and byte order marks included; the same text is kept once."""
    put(store, Transcript("T", words, ()))
    put(store, Transcript("U", words, ()))
    with store.reading() as connection:
        assert text_of(connection, text_sha(words)) == words
        assert {kept.sha for kept in kept_transcripts(connection).values()} == {text_sha(words)}


@given(words=any_text)
def test_cleaned_words_can_be_written_as_utf_8(words: str) -> None:
    """Cleaning twice is cleaning once, and whole words stay."""
    cleaned = clean(words)
    assert "\0" not in cleaned
    assert cleaned.encode().decode() == cleaned == clean(cleaned)
    whole = "".join(letter for letter in words if letter != "\0" and not 0xD800 <= ord(letter) < 0xE000)
    assert clean(whole) == whole


def test_a_text_that_was_never_kept_is_none(store: Store) -> None:
    """Not an empty text."""
    with store.reading() as connection:
        assert text_of(connection, "none") is None


def test_turns_are_kept_with_their_speakers(store: Store) -> None:
    """Span, body, speaker and role of every turn; times and answers are not."""
    put(store, *study.transcripts)
    with store.reading() as connection:
        kept = kept_transcripts(connection)
    assert list(kept) == sorted(study.by_name)
    for one in study.transcripts:
        assert kept[one.name] == kept_form(study, one)
        assert kept[one.name].turns == tuple(replace(turn, answers=None) for turn in one.turns)


def test_an_old_text_stays_and_is_known_as_replaced(store: Store) -> None:
    """``superseded`` names the operation that brought the new one; a transcript can go and come back."""
    first = study.transcripts[0]
    second = replace(first, text=first.text.replace("打卡", "签到"))
    put(store, first)
    changed = put(store, second)
    with store.reading() as connection:
        assert superseded(connection, first.name, text_sha(first.text)) == changed
        assert superseded(connection, first.name, text_sha(second.text)) == 0
        assert text_of(connection, text_sha(first.text)) == first.text
    with store.writing("甲", "carry") as operation:
        end_transcripts(operation, [first.name])
    with store.reading() as connection:
        assert kept_transcripts(connection) == {}
        assert text_of(connection, text_sha(second.text)) == second.text


def test_transcripts_with_codings_on_an_old_text_are_found(store: Store) -> None:
    """Those whose codings wait to be carried over; what is lost waits for nobody."""
    put(store, *study.transcripts)
    ones = [one for one in make_codings(study) if one.transcript in {"大同访谈1", "平乐访谈1"}]
    sha = {one.name: text_sha(one.text) for one in study.transcripts}
    with store.writing("甲", "add") as operation:
        put_codings(operation, [Held(one, sha[one.transcript], "lost" if one.transcript == "平乐访谈1" else "")
                                for one in ones])
    with store.reading() as connection:
        assert stray_transcripts(connection) == []
    put(store, *(replace(one, text=one.text + "完\n") for one in study.transcripts))
    with store.reading() as connection:
        assert stray_transcripts(connection) == ["大同访谈1"]
