"""Word frequencies with the people behind them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.words import dispersion, word_frequencies, words_table
from qualcode.errors import NotComputableError
from qualcode.language.speech import iter_speech
from qualcode.language.stopwords import stop_words
from qualcode.model import Corpus
from tests.factories import make_corpus, make_transcript

CORPUS = make_corpus()
SPEECH = list(iter_speech(CORPUS))


def row(result, form):
    """Return the row of one counted form."""
    return next(word for word in result.words if word.form == form)


def test_counts_people_documents_and_rates():
    """手机 is said three times by two people in 74 words; the interviewer's 手机 is not counted."""
    result = word_frequencies(CORPUS, SPEECH)
    phone = row(result, "手机")
    total = sum(len(list(turn.words())) for turn in SPEECH)
    assert (phone.frequency, phone.participants, phone.documents) == (3, 2, 2)
    assert result.tokens == total
    assert phone.per_1000 == pytest.approx(3000 / total)
    assert phone.per_million == pytest.approx(3e6 / total)
    assert (result.participants, result.documents) == (4, 4)


def test_stop_words_leave_the_list_and_stay_in_the_base():
    """The rate of a word does not depend on the stop list."""
    everything = word_frequencies(CORPUS, SPEECH)
    stopped = word_frequencies(CORPUS, SPEECH, stop_words())
    assert "我" in {word.form for word in everything.words}
    assert "我" not in {word.form for word in stopped.words}
    assert row(stopped, "手机").per_1000 == row(everything, "手机").per_1000
    assert stopped.tokens == everything.tokens
    assert stopped.stopped > 0 == everything.stopped


def test_groups_show_frequency_people_and_rate_and_name_the_missing():
    """A participant without the attribute is shown as not stated, never dropped."""
    result = word_frequencies(CORPUS, SPEECH, by="town")
    assert dict(result.groups) == {"大同镇": 2, "平乐镇": 1, "not stated": 1}
    phone = row(result, "手机").groups
    assert {group: (count.frequency, count.participants) for group, count in phone.items()} == {
        "大同镇": (0, 0), "平乐镇": (2, 1), "not stated": (1, 1)}
    table = words_table(result)
    assert list(table.columns[:10]) == ["rank", "word", "form", "pos", "frequency", "participants", "documents",
                                        "per_1000", "per_million", "dispersion"]
    assert list(table.columns[10:13]) == ["frequency:大同镇", "participants:大同镇", "per_1000:大同镇"]


def test_an_unknown_attribute_is_refused_with_the_known_ones():
    """The message names what can be asked for."""
    with pytest.raises(NotComputableError, match="town, role, age"):
        word_frequencies(CORPUS, SPEECH, by="village")


def test_silence_is_not_zero():
    """A corpus without respondents has no list."""
    with pytest.raises(NotComputableError, match="roles"):
        word_frequencies(Corpus(()), [])


def test_negation_can_be_kept_with_its_word():
    """不 用 and 莫得 人 become one form each."""
    corpus = Corpus((make_transcript("t", [("答", "我不用平台。莫得人。没得，好。不会，不是。")]),))
    forms = {word.form for word in word_frequencies(corpus, list(iter_speech(corpus)), polarity=True).words}
    assert {"不用_平台", "莫得_人", "没得", "不会"} <= forms


def test_parts_of_speech_come_from_the_dictionary():
    """手机 is a noun."""
    assert row(word_frequencies(CORPUS, SPEECH, pos=True), "手机").pos == "n"


def test_dispersion_of_a_worked_example():
    """A word with 9 of 10 occurrences in a tenth of the speech: (|.9-.1| + |.1-.9|) / 2 = .8."""
    assert dispersion({"a": 9, "b": 1}, {"a": 10, "b": 90}) == pytest.approx(0.8)
    assert dispersion({"a": 1, "b": 9}, {"a": 10, "b": 90}) == pytest.approx(0)
    assert math.isnan(dispersion({"a": 3}, {"a": 10}))


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 500)), min_size=2, max_size=8))
def test_dispersion_agrees_with_its_definition(parts):
    """DP is half the sum of |v - s| over all parts, lies in [0, 1) and ignores parts without the word."""
    used = {str(i): count for i, (count, _size) in enumerate(parts)}
    sizes = {str(i): size for i, (_count, size) in enumerate(parts)}
    if not sum(used.values()):
        assert math.isnan(dispersion(used, sizes))
        return
    total, occurrences = sum(sizes.values()), sum(used.values())
    expected = sum(abs(used[part] / occurrences - sizes[part] / total) for part in sizes) / 2
    assert dispersion(used, sizes) == pytest.approx(expected)
    assert -1e-12 <= expected < 1
    assert dispersion({part: n for part, n in used.items() if n}, sizes) == pytest.approx(expected)
